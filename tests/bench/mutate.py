#!/usr/bin/env python3
"""Shows that damaged case folders are audited to the end, and that damage stays where it was done.

    python3 tests/bench/mutate.py target/release/chartproof [RUNS] [--seed N] [--keep DIR] [--only RUN]

RUNS times (1000 unless given) one to three files of a copy of a small facility are damaged, the
same ones for the same seed, and the copy is audited. Every other run takes the same facility with
some charts as PDF, as DOCX and in a zip archive. Each run must end with code 0 or 1 within 30 s,
without a fault of the program or control characters in what it prints; nothing may appear outside
--out and --index; a damaged file that gave nothing must be named in problems.jsonl; and the
findings of patients whom no damaged file names must be as without damage. --only repeats one run
and keeps it in --keep. Ends with code 1 when anything else happens.

Left out of the comparison are findings without a patient: they tell of the facility as a whole, or
of what its export lacks. So are the rules in COMPARING, which set patients beside each other, so
that damage to one rightly shows at another. Where pages were lost that name nobody, they may be
anybody's: then DOC-022 may say so of every patient, and another finding may add that sentence and
be told with less certainty, but with the same words and citations before it.
"""
import argparse
import collections
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SECONDS = 30
# Twins are meant.
warnings.filterwarnings("ignore", "Duplicate name")
# Each compares one patient's notes, plans, signatures or sessions with those of others, or counts
# a pattern over all claims of a payer or clinician.
COMPARING = {
    "CLN-003", "CLN-004", "CLN-008", "CLN-012", "PLN-015", "DOC-013", "TIM-012", "TIM-018",
    "COD-021", "DEN-007", "OVL-001", "OVL-002", "OVL-012", "OVL-014",
}  # fmt: skip
# The program's own files: a configuration that cannot be read rightly ends a run with code 2.
NOT_DAMAGED = {"chartproof.toml", "expected.toml", "README.md"}
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
PATIENT = re.compile(r"LQ-?(\d{4})")


# ---- The facilities ----

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def packed(members):
    """Returns a zip archive of (name, bytes) members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content)
    return out.getvalue()


def docx(text):
    lines = (line.replace("&", "&amp;").replace("<", "&lt;") for line in text.splitlines())
    body = "".join(f'<w:p><w:r><w:t xml:space="preserve">{line}</w:t></w:r></w:p>' for line in lines)
    document = f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    return packed([("[Content_Types].xml", TYPES), ("word/document.xml", document)])


def pdf(text):
    """Returns a PDF of one page of lines, broken at 90 characters."""
    shown = []
    for line in text.splitlines():
        words = ""
        for word in line.split():
            if len(words) + len(word) > 90:
                shown.append(words)
                words = ""
            words += word + " "
        shown.append(words)
    escaped = (re.sub(r"([\\()])", r"\\\1", line).encode("latin-1", "replace") for line in shown)
    content = b"BT /F1 10 Tf 14 TL 50 740 Td " + b" ".join(b"(%s) Tj T*" % line for line in escaped) + b" ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 4 0 R>>>>/Contents 5 0 R>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Length %d>>stream\n" % len(content) + content + b"\nendstream",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(out)


def mixed(plain, folder):
    """Makes a facility of the same charts as PDF, DOCX and members of an archive."""
    shutil.copytree(plain, folder)
    members = []
    for path in sorted((folder / "charts").iterdir()):
        text = path.read_text()
        if "LQ-5019" in path.name:
            path.with_suffix(".pdf").write_bytes(pdf(text))
        elif "LQ-5020" in path.name:
            members.append((f"charts/{path.name}", text))
        else:
            path.with_suffix(".docx").write_bytes(docx(text))
        path.unlink()
    (folder / "export.zip").write_bytes(packed(members))
    return folder


def words_of(path):
    """Returns a file's bytes as text, those of archives and documents unpacked."""
    content = path.read_bytes()
    texts = [content[: 1 << 20].decode("latin-1")]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            texts += [archive.read(name)[: 1 << 20].decode("latin-1") for name in archive.namelist()]
    except Exception:
        pass  # What cannot be unpacked here names nobody.
    return "\n".join(texts)


def named_in(path, names):
    """Returns the patients whom a file names, by number or by family name."""
    if path.is_symlink() or not path.is_file():
        return set()
    text = path.name + "\n" + words_of(path)
    found = {f"LQ-{number}" for number in PATIENT.findall(text)}
    upper = text.upper()
    return found | {patient for name, patient in names if name in upper}


# ---- The damages: each takes the dice, the case and a file; it returns the files that it touched
# and whether the first of them can still give anything at all ----


def truncate(dice, case, path):
    content = path.read_bytes()
    path.write_bytes(content[: dice.randrange(len(content) + 1)])
    return [path]


def flip_bits(dice, case, path):
    content = bytearray(path.read_bytes())
    for _ in range(dice.choice([1, 3, 30, 300])):
        if content:
            content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
    path.write_bytes(content)
    return [path]


def duplicate(dice, case, path):
    copy = path.with_name(f"copy-{dice.randrange(1000)}-{path.name}")
    shutil.copy(path, copy)
    return [path, copy]


def swap(dice, case, path):
    other = dice.choice(victims(case))
    mine, theirs = path.read_bytes(), other.read_bytes()
    path.write_bytes(theirs)
    other.write_bytes(mine)
    return [path, other]


def wrong_type(dice, case, path):
    endings = [".pdf", ".docx", ".xlsx", ".csv", ".837", ".835", ".txt", ".rtf", ".html", ".xml", ".json", ".zip", ".png", ".xls", ""]
    return [path.rename(path.with_suffix(dice.choice(endings)))]


def huge(dice, case, path):
    content = path.read_bytes()
    kind = dice.choice(["text", "word", "columns"])
    if kind == "text":
        more = b"Client denies SI/HI. She attended group and spoke.\n" * (20_000_000 // 51)
    elif kind == "word":
        more = b"x" * 10_000_000
    else:
        more = b"\n" + b"Patient," * 100_000 + b"\n" + b"1," * 100_000 + b"\n"
    path.write_bytes(content + more if dice.random() < 0.5 else more)
    return [path]


def nested(dice, case, path):
    content, name = path.read_bytes(), path.name
    for _ in range(dice.choice([1, 2, 3, 5, 20])):
        content, name = packed([(name, content)]), "inner.zip"
    path.unlink()
    inner = path.with_suffix(".zip")
    inner.write_bytes(content)
    return [inner]


TRICKS = [
    "../../escaped.txt", "/tmp/chartproof-escaped.txt", "C:\\escaped.txt", "C:escaped.txt", "\\\\host\\share\\a.txt",
    "a\0b.txt", "n" * 60_000 + ".txt", "d/" * 20_000 + "a.txt", "con", "aux.txt", "..", ".", "", "a/../../b.txt",
    "\u202etxt.exe", "\x1b[31mred.txt", "new\nline.txt", "a.txt/", "~/.profile", "%2e%2e/a.txt",
]  # fmt: skip


def tricky_zip(dice, case, path):
    content = path.read_bytes()
    names = [dice.choice(TRICKS) for _ in range(dice.randrange(1, 5))]
    if dice.random() < 0.4:
        names += ["twin.txt", "twin.txt"]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            info = zipfile.ZipInfo("x")
            # Set afterwards, because the library would tidy the name.
            info.filename = name
            if dice.random() < 0.2:
                info.external_attr = 0o120777 << 16
            try:
                archive.writestr(info, content)
            except (ValueError, OSError):
                pass  # A name that the library refuses is none that it can write.
    path.unlink()
    tricky = path.with_suffix(".zip")
    tricky.write_bytes(out.getvalue())
    return [tricky]


def link(dice, case, path):
    target = dice.choice(["loop", "itself", "outside", "absolute", "nowhere"])
    made = path.with_name(f"link-{dice.randrange(1000)}{path.suffix}")
    to = {"loop": ".", "itself": made.name, "outside": "../../outside/secret.txt", "absolute": "/etc", "nowhere": "gone.txt"}
    made.symlink_to(to[target])
    return [made]


def unreadable(dice, case, path):
    path.chmod(0)
    return [path]


def unreadable_folder(dice, case, path):
    folder = case / "locked"
    folder.mkdir(exist_ok=True)
    moved = path.rename(folder / path.name)
    folder.chmod(0)
    return [folder, moved]


def empty(dice, case, path):
    path.write_bytes(b"")
    return [path]


def odd_name(dice, case, path):
    odd = dice.choice([b"\x1b[31mred\x07", "\u202etxt.fdp".encode(), b"\xff\xfe", b"new\nline", b"tab\t=1+1", "zero\u200bwidth".encode(), b"-rf", b"=cmd()", b"n" * 200, b"<script>", b"\x85c1"])
    new = os.fsencode(path.parent) + b"/" + odd + os.fsencode(path.suffix)
    os.rename(path, new)
    return [Path(os.fsdecode(new))]


def pipe(dice, case, path):
    path.unlink()
    os.mkfifo(path)
    return [path]


# A kind with its weight: the slow ones come seldom.
DAMAGES = [
    (truncate, 10), (flip_bits, 10), (duplicate, 6), (swap, 8), (wrong_type, 10), (huge, 2), (nested, 6),
    (tricky_zip, 10), (link, 6), (unreadable, 4), (unreadable_folder, 3), (empty, 5), (odd_name, 8), (pipe, 2),
]  # fmt: skip


def victims(case):
    """Returns the files that may be damaged, in one order."""
    return sorted(path for path in case.rglob("*") if path.is_file() and not path.is_symlink() and path.name not in NOT_DAMAGED and os.access(path, os.R_OK) and path.stat().st_mode & 0o400)


# ---- A run ----


def rows(path):
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def of_patients(out):
    """Returns patient -> the findings about them."""
    found = collections.defaultdict(list)
    for row in rows(out / "findings.jsonl"):
        if row["patient"] and row["rule"] not in COMPARING:
            found[row["patient"]].append(row)
    return found


LOST = re.compile(r"; \d+ (pages?|files?)[^;]*could not be read[^;]*")
CERTAINTY = ["no-data", "warn", "fail"]


def without_doubt(row):
    """Returns what a finding says and cites, but for the pages that were lost."""
    cited = [one for one in row["evidence"] if one["role"] != "searched"]
    return json.dumps([row["rule"], row["claim"], row["line"], row["date"], row["date_to"], LOST.sub("", row["message"]), cited])


def differences(expected, given):
    """Returns the findings that are gone and that are new, for no good reason."""
    left = {json.dumps(row, sort_keys=True): row for row in given}
    gone = []
    for row in expected:
        if left.pop(json.dumps(row, sort_keys=True), None) is None:
            gone.append(row)
    doubted = collections.defaultdict(list)
    for key, row in left.items():
        if LOST.search(row["message"]):
            doubted[without_doubt(row)].append(key)
    for row in list(gone):
        for key in doubted[without_doubt(row)]:
            if key in left and CERTAINTY.index(left[key]["outcome"]) <= CERTAINTY.index(row["outcome"]):
                del left[key]
                gone.remove(row)
                break
    new = [row for row in left.values() if row["rule"] != "DOC-022"]
    return gone, new


def snapshot(folder):
    """Returns what lies under a folder, outside of the results and the index."""
    found = {}
    for root, folders, files in os.walk(folder):
        if Path(root) == folder:
            folders[:] = [name for name in folders if name not in ("out", "index")]
        for name in folders + files:
            path = os.path.join(root, name)
            data = os.lstat(path)
            found[path] = (data.st_mode, data.st_size if not os.path.isdir(path) else 0, data.st_mtime_ns)
    return found


def escaped(work):
    """Returns files to which the members of tricky archives point, wherever they were unpacked."""
    roots = [work / "case/charts", work / "case", work / "out", work / "index", work]
    places = [Path("/tmp/chartproof-escaped.txt"), *(root / up / "escaped.txt" for root in roots for up in ("..", "../.."))]
    return sorted({str(place.resolve()) for place in places if place.exists()})


class Job:
    """Runs the program, as somebody without rights where this runs as the superuser."""

    def __init__(self, program):
        self.program = program
        self.more = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
        self.reads_all = self.may_read_all(program.parent)

    def may_read_all(self, folder):
        """Returns whether permissions keep the program from nothing here."""
        locked = folder / "locked.txt"
        locked.write_text("locked")
        locked.chmod(0)
        try:
            return subprocess.run(["cat", locked], capture_output=True, **self.more).returncode == 0
        except OSError:
            # Another user cannot be taken here.
            self.more = {}
            return os.geteuid() == 0
        finally:
            locked.unlink()

    def own(self, folder):
        """Lets the program write in a folder."""
        if self.more:
            os.chown(folder, 65534, 65534)

    def run(self, words, folder):
        environment = {**os.environ, "HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp")}
        try:
            return subprocess.run([self.program, *words], capture_output=True, timeout=SECONDS, env=environment, cwd=folder, **self.more)
        except subprocess.TimeoutExpired:
            return None


def audit(job, work):
    for name in ("out", "index", "home", "tmp"):
        (work / name).mkdir()
        job.own(work / name)
    return lambda: job.run(["audit", str(work / "case"), "--quiet", "--out", str(work / "out"), "--index", str(work / "index")], work)


class Facility:
    def __init__(self, job, case, work):
        self.case = case
        work.mkdir()
        shutil.copytree(case, work / "case")
        open_to_all(work)
        ended = audit(job, work)()
        if ended is None or ended.returncode not in (0, 1):
            sys.exit(f"the undamaged facility is not audited: {ended}")
        self.findings = of_patients(work / "out")
        self.names = set()
        for claim in (case / "claims").iterdir():
            # The patient's own name stands before the claims that carry the number.
            name = None
            for segment in claim.read_text().split("~"):
                parts = segment.strip().split("*")
                if parts[0] == "NM1" and parts[1] in ("IL", "QC"):
                    name = parts[3].upper()
                elif parts[0] == "CLM" and name and PATIENT.match(parts[1]):
                    self.names.add((name, "LQ-" + PATIENT.match(parts[1])[1]))
        if len(self.findings) < 10 or len(self.names) < 10:
            sys.exit("too few patients to compare")


def open_to_all(folder):
    """Lets everybody read a folder, whose files were made by the superuser."""
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() else 0o644)


def run(number, arguments, facilities, job):
    """Returns the kinds of damage of a run and what was wrong."""
    dice = random.Random(f"{arguments.seed}:{number}")
    facility = facilities[number % len(facilities)]
    work = Path(tempfile.mkdtemp(prefix=f"run-{number}-", dir=arguments.keep))
    case = work / "case"
    shutil.copytree(facility.case, case)
    (work / "outside").mkdir()
    (work / "outside" / "secret.txt").write_text("Patient: Nobody, Out   MRN: LQ-5001\n")
    open_to_all(work)
    kinds, touched, hurt = [], set(), []
    for _ in range(dice.choice([1, 1, 2, 3])):
        damage = dice.choices([kind for kind, _ in DAMAGES], [weight for _, weight in DAMAGES])[0]
        if job.reads_all and damage in (unreadable, unreadable_folder):
            continue
        chosen = victims(case)
        path = dice.choice(chosen)
        before = {one: named_in(one, facility.names) for one in chosen} if damage is swap else {path: named_in(path, facility.names)}
        files = damage(dice, case, path)
        kinds.append(damage.__name__)
        touched |= before.get(path, set())
        for one in files:
            touched |= before.get(one, set())
            if os.path.lexists(one) and damage not in (unreadable, unreadable_folder, pipe):
                touched |= named_in(one, facility.names)
        hurt += [path, *files]
    faults = check(number, work, facility, job, kinds, touched, hurt)
    if not arguments.only:
        shutil.rmtree(work, onerror=unlock)
    return kinds, [f"run {number} ({', '.join(kinds)}): {fault}" for fault in faults]


def unlock(function, path, _):
    os.chmod(os.path.dirname(path), 0o700)
    os.chmod(path, 0o700)
    function(path)


def check(number, work, facility, job, kinds, touched, hurt):
    start = audit(job, work)
    earlier = snapshot(work)
    began = time.monotonic()
    ended = start()
    if ended is None:
        return [f"still going after {SECONDS} s"]
    faults = []
    seconds = time.monotonic() - began
    if seconds > SECONDS:
        faults.append(f"took {seconds:.0f} s")
    said = (ended.stderr + ended.stdout).decode(errors="surrogateescape")
    if ended.returncode not in (0, 1):
        return [*faults, f"exit {ended.returncode}: {said[-400:]!r}"]
    if "fault of the program" in said or "panicked" in said:
        faults.append(f"a fault of the program: {said[-400:]!r}")
    if UNPRINTABLE.search(said):
        faults.append(f"control characters were printed: {said[-400:]!r}")
    later = snapshot(work)
    if later != earlier:
        changed = sorted(str(path) for path in {*later.items()} ^ {*earlier.items()})
        faults.append(f"files outside of the results: {changed[:4]}")
    if escaped(work):
        faults.append(f"members of archives were written: {escaped(work)}")
    faults += silent(work, job, hurt)
    found = of_patients(work / "out")
    others = []
    for patient, expected in sorted(facility.findings.items()):
        gone, new = differences(expected, found.get(patient, []))
        if patient not in touched and (gone or new):
            others.append((patient, gone, new))
    if others:
        patient, gone, new = others[0]
        tell = lambda some: [f"{row['rule']} {row['outcome']} {row['message']}" for row in some[:2]]
        faults.append(f"{len(others)} patients were not touched, {patient} the first: gone {tell(gone)}, new {tell(new)}")
    return faults


def silent(work, job, hurt):
    """Returns the damaged files that gave nothing and that nothing names."""
    out, case = work / "out", work / "case"
    named = {row["file"] for row in rows(out / "problems.jsonl")}
    faults = []
    for path in sorted(set(hurt)):
        if not os.path.lexists(path):
            continue  # It has another name now, or another's place.
        shown = os.fsencode(path.relative_to(case)).decode(errors="replace")
        if any(name == shown or name.startswith(shown + "/") or shown.startswith(name + "/") for name in named):
            continue
        ended = job.run(["inspect", str(path), "--format", "json"], work) if path.is_file() and not path.is_symlink() else None
        given = 0
        if ended is not None and ended.returncode in (0, 1):
            counts = json.loads(ended.stdout)["totals"]
            given = sum(count for kind, count in counts.items() if kind not in ("problems", "pages_unread"))
        if given == 0:
            faults.append(f"{shown[-80:]!r} gave nothing and is not named")
    return faults


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=lambda path: Path(path).resolve())
    parser.add_argument("runs", type=int, nargs="?", default=1000)
    parser.add_argument("--seed", type=int, default=20260401)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--only", type=int)
    arguments = parser.parse_args()
    faulty, counts, bad = 0, collections.Counter(), collections.Counter()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        folder.chmod(0o755)
        arguments.keep = arguments.keep or folder
        program = folder / "chartproof"
        # Somebody without rights may not reach the build's own folder.
        shutil.copy(arguments.program, program)
        program.chmod(0o755)
        job = Job(program)
        if job.reads_all:
            print("NOT CHECKED: files that may not be read; run this as the superuser or as a plain user", flush=True)
        plain = Path(__file__).resolve().parents[2] / "corpus/lime-quay"
        facilities = [Facility(job, plain, folder / "plain"), Facility(job, mixed(plain, folder / "mixed-case"), folder / "mixed")]
        numbers = [arguments.only] if arguments.only is not None else range(arguments.runs)
        with ThreadPoolExecutor(2) as pool:
            for kinds, faults in pool.map(lambda number: run(number, arguments, facilities, job), numbers):
                counts.update(kinds)
                bad.update(kinds if faults else [])
                faulty += bool(faults)
                for fault in faults:
                    print("FAULT", fault, flush=True)
    for kind, _ in DAMAGES:
        print(f"{kind.__name__:18} {counts[kind.__name__]:5} times, {bad[kind.__name__]:4} of them in faulty runs")
    print(f"{len(numbers)} runs, {faulty} faulty")
    sys.exit(1 if faulty else 0)


if __name__ == "__main__":
    main()
