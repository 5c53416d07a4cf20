"""Writes the invented facility `corpus/cedar-hollow`: charts, claims, remits, authorizations.

Run `python3 corpus/tools/cedar_hollow.py` from anywhere (Python 3.11, reportlab). The run replaces
the facility byte-identically, README.md excepted. Where to look: people and building blocks are in
`cedar_hollow_base.py`, one function per patient in `cedar_hollow_stories.py`, the words in `cedar_hollow_text.py`, `_sessions.py` and `_intake.py`; note styles, X12 and
PDF, which know no facility, in `facility.py`, `x12.py` and `chart_pdf.py`.
"""

from __future__ import annotations

import csv
import io
import shutil
from datetime import timedelta
from pathlib import Path

from cedar_hollow_base import ABSENCES, AUTHS, BILLER, CLAIMS, CLEAN, D, FACILITY, MUST, MUST_NOT, NOTES, PAYERS, PEOPLE, PROGRAMS, facilitator, topic_of
from cedar_hollow_stories import PLANNED_PATIENT_OVERLAPS, PLANNED_STAFF_OVERLAPS, STORIES
from chart_pdf import LOOKS, write_chart
from facility import Note, at, clock, compose, find_overlaps, text_file, us
from x12 import Claim, Writer, write_835, write_837

ROOT = Path(__file__).resolve().parent.parent / "cedar-hollow"
SHOWN: dict[str, list[list[str]]] = {}


def write(path: str, content: str):
    target = ROOT / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content.encode())
    if path.split("/")[0] in ("charts", "authorizations", "attendance", "claims", "remits"):
        SHOWN[path] = [content.splitlines()]


def file_name(made: Note) -> str:
    p, day = made.patient, made.day
    kind = made.kind
    if p.style == "epic":
        minute = made.start if made.start is not None else 480
        return f"{made.title.replace(' ', '').replace('-', '')}_{day:%Y%m%d}_{minute // 60:02}{minute % 60:02}.txt"
    if p.style == "typed":
        return f"{day:%m.%d.%y} {kind}.txt"
    return f"{day.isoformat()}-{kind}.txt"


def write_charts():
    for p in PEOPLE.values():
        mine = sorted((n for n in NOTES if n.patient == p), key=lambda n: (n.day, n.start if n.start is not None else (420 if n.kind in ("order", "plan", "certification") else 1380), n.title))
        folder = f"charts/{p.mrn}-{p.last.lower()}"
        if p.style in LOOKS:
            path = f"{folder}/{p.mrn}_{p.last}_chart.pdf"
            for n in mine:
                n.lines, n.place = compose(n, FACILITY), (path, 0)
            (ROOT / folder).mkdir(parents=True, exist_ok=True)
            SHOWN[path] = write_chart(ROOT / path, FACILITY, p, mine, LOOKS[p.style], us)
            continue
        files: dict[str, list[Note]] = {}
        for n in mine:
            week = n.day - timedelta(days=n.day.weekday())
            if p.mrn == "CH-1011" and n.kind == "group":
                name = f"groups week of {week.isoformat()}.txt"
            elif p.mrn == "CH-1013" and n.kind in ("shift", "individual"):
                name = "tillman b progress notes feb 2026.txt"
            elif p.mrn == "CH-1018" and n.kind == "group":
                name = f"ballantyne PHP groups {week:%m-%d-%y}.txt"
            else:
                name = file_name(n)
                while name in files:
                    stem, _, _ = name.rpartition(".")
                    name = f"{stem}-2.txt"
            files.setdefault(name, []).append(n)
        for name, together in files.items():
            rule = "=" * 60 if p.style == "typed" else "-" * 72
            parts = []
            for n in together:
                n.place = (f"{folder}/{name}", 1)
                parts.append("\n".join(text_file(n, FACILITY)))
            write(f"{folder}/{name}", f"\n\n{rule}\n".join(parts) + "\n")


def payer_of(c: Claim) -> dict:
    return PAYERS[c.patient.payer]


BATCHES = [
    ("claims/commercial_professional_2026q1.837", "commercial", "P", dict(), 41),
    ("claims/medicaid_prof_20260403.edi", "medicaid", "P", dict(element="|", component=">", end="~", newline="\r\n"), 42),
    ("claims/harbor_mutual_837I.837", "commercial", "I", dict(), 43),
    ("claims/government_institutional.txt", "medicaid+medicare", "I", dict(newline=""), 44),
]


def write_claims():
    for path, payers, kind, form, control in BATCHES:
        chosen = [c for c in CLAIMS if c.kind == kind and c.patient.payer in payers.split("+")]
        for c in chosen:
            c.file = path
        write(path, write_837(Writer(**form), chosen, BILLER, payer_of, D("2026-04-03"), control))
    for path, payer, control in [("remits/harbor_mutual_20260413.835", "commercial", 61), ("remits/piedmont_20260410.835", "medicaid", 62)]:
        chosen = [c for c in CLAIMS if c.patient.payer == payer and c.id not in ("CH1009-08", "CH1009-04", "CH1009-03", "CH1016-03")]
        write(path, write_835(Writer(), chosen, BILLER, PAYERS[payer], D("2026-04-13") if payer == "commercial" else D("2026-04-10"), control))
    medicare = [c for c in CLAIMS if c.patient.payer == "medicare" and c.id != "CH1017-02"]
    write("remits/medicare_20260414.txt", write_835(Writer(newline=""), medicare, BILLER, PAYERS["medicare"], D("2026-04-14"), 63))


def table(rows: list[list]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def write_tables():
    rows = sorted(AUTHS, key=lambda a: a["Auth #"])
    write("authorizations/auth_log.csv", table([list(rows[0])] + [list(r.values()) for r in rows]))
    sheets = {"PHP": ("attendance/php_q1.csv", ["Date", "MRN", "Client Name", "Group", "Time In", "Time Out", "Status", "Facilitator"]),
              "SUD": ("attendance/iop_sud_q1.csv", ["Session Date", "Client ID", "Client", "Session", "In", "Out", "Attendance", "Leader"]),
              "MH": ("attendance/iop_mh_q1.csv", ["Date", "MRN", "Patient", "Group Name", "Check-In", "Check-Out", "Status", "Clinician"]),
              "RES": ("attendance/residential_groups_q1.csv", ["Date", "MRN", "Resident", "Group", "Time In", "Time Out", "Status", "Staff"])}
    for program, (path, head) in sheets.items():
        name = PROGRAMS[program]["name"]
        rows = [(n.day, n.start, n.patient.mrn, [us(n.day), n.patient.mrn, f"{n.patient.last}, {n.patient.first}", n.heading[0].removeprefix("Group topic: "), clock(n.start), clock(n.stop), "Present", n.author.signed])
                for n in NOTES if n.kind == "group" and n.program == name]
        for missed_program, day, p, slot, words in ABSENCES:
            if missed_program == program:
                start = at(PROGRAMS[program]["slots"][slot][0])
                rows.append((day, start, p.mrn, [us(day), p.mrn, f"{p.last}, {p.first}", topic_of(program, day, slot)[0], "", "", words, facilitator(program, day, slot).signed]))
        rows.sort(key=lambda r: r[:3])
        write(path, table([head] + [r[3] for r in rows]))


def write_policy():
    contracts = [("HMHP1", "H0018", "1002", "RES-HIGH"), ("HMHP1", "H0011", "0126", "RES-MM"), ("HMHP1", "H0035", "0913", "PHP"), ("HMHP1", "H0015", "0906", "IOP"), ("HMHP1", "S9480", "0905", "IOP"),
                 ("PCCP7", "H2036", "1002", "RES-HIGH"), ("PCCP7", "H0015", "0906", "IOP"),
                 ("MEDAC9", "G0410", "0915", "PHP"), ("MEDAC9", "G0177", "0942", "PHP"), ("MEDAC9", "G0129", "0430", "PHP"), ("MEDAC9", "G0176", "0904", "PHP")]
    lines = ["# Settings of an invented facility.", "schema = 1", f'facility = "{FACILITY}"', 'as_of = "2026-04-15"', "chart_complete = true", ""]
    needs = {"commercial": ["H0011", "H0018", "H0035", "H0015", "S9480"], "medicaid": ["H2036", "H0015"], "medicare": []}
    for kind, payer in PAYERS.items():
        lines += ["[[payer]]", f'id = "{payer["id"]}"', f'name = "{payer["name"]}"', f'class = "{kind}"']
        if needs[kind]:
            lines.append("authorization_required = [" + ", ".join(f'"{c}"' for c in needs[kind]) + "]")
        lines.append("")
    for payer, code, revenue, level in contracts:
        lines += ["[[contract]]", f'payer = "{payer}"', f'code = "{code}"', f'revenue = "{revenue}"', f'level = "{level}"', ""]
    lines += ["[rates]", '"OP" = "95.00"', '"IOP" = "210.00"', '"PHP" = "380.00"', '"RES-LOW" = "240.00"', '"RES-HIGH" = "850.00"', '"RES-MM" = "1100.00"', ""]
    write("chartproof.toml", "\n".join(lines))


def evidence(entry: dict) -> tuple[str, int, str] | None:
    """File, page and words of an expected finding; fails when the words are not in one line there."""
    quote, path = entry["quote"], entry["file"]
    if quote is None:
        return None
    if isinstance(quote, tuple):
        c = next(c for c in CLAIMS if c.id == quote[0])
        quote, path = (c.lines[quote[1] - 1].segment if isinstance(quote[1], int) else c.segments[quote[1]]), c.file
    if entry["note"] is not None:
        path = entry["note"].place[0]
        first = entry["note"].place[1]
        for page in range(first, len(SHOWN[path]) + 1):
            if any(quote in shown for shown in SHOWN[path][page - 1]):
                return path, page, quote
    elif any(quote in shown for shown in SHOWN[path][0]):
        return path, 1, quote
    raise SystemExit(f"expected words are not in one line: {entry['rule']} {entry['patient']} {path}: {quote}")


def toml_text(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def write_expected():
    out = ["# What an audit of this facility must, and must not, find. See README.md.", "schema = 1", ""]
    for kind, entries in (("must", MUST), ("must_not", MUST_NOT)):
        for entry in sorted(entries, key=lambda e: (e["rule"], e["patient"], e["date"] or "", e["claim"] or "")):
            out += [f"[[{kind}]]", f'rule = "{entry["rule"]}"', f'patient = "{entry["patient"]}"']
            if entry["claim"]:
                out.append(f'claim = "{entry["claim"]}"')
            if entry["line"]:
                out.append(f"line = {entry['line']}")
            if entry["date"]:
                out.append(f'date = "{entry["date"]}"')
            found = evidence(entry) if kind == "must" else None
            if found:
                out += [f"file = {toml_text(found[0])}", f"page = {found[1]}", f"quote = {toml_text(found[2])}"]
            out += [f"why = {toml_text(entry['why'])}", ""]
    for mrn, why in CLEAN:
        out += ["[[clean]]", f'patient = "{mrn}"', f"why = {toml_text(why)}", ""]
    write("expected.toml", "\n".join(out))


def check():
    """The scenario's own promises, so that a later edit cannot break them in silence."""
    staff, people = find_overlaps(NOTES)
    assert staff == PLANNED_STAFF_OVERLAPS, staff ^ PLANNED_STAFF_OVERLAPS
    assert people == PLANNED_PATIENT_OVERLAPS, people ^ PLANNED_PATIENT_OVERLAPS
    for p in PEOPLE.values():
        bodies = [set(zip(*(words[i:] for i in range(5)))) for n in NOTES if n.patient == p and n.kind in ("group", "individual", "family", "crisis", "shift", "nursing", "prescriber")
                  for words in [" ".join(b if isinstance(b, str) else " ".join(b) for _, b in n.sections).lower().split()]]
        alike = sum(1 for i, a in enumerate(bodies) for b in bodies[i + 1:] if len(a & b) >= 0.8 * len(a | b))
        assert alike == (1 if p.mrn == "CH-1007" else 0), (p.mrn, alike)


def main():
    for story in STORIES:
        story()
    check()
    for folder in ("charts", "claims", "remits", "authorizations", "attendance"):
        shutil.rmtree(ROOT / folder, ignore_errors=True)
    write_charts()
    write_claims()
    write_tables()
    write_policy()
    write_expected()
    singles = sum(1 for path in SHOWN if path.startswith("charts/") and path.endswith(".txt"))
    print(f"{len(PEOPLE)} patients, {len(NOTES)} notes, {singles} text files, {len(CLAIMS)} claims, {sum(len(c.lines) for c in CLAIMS)} lines, "
          f"{len(MUST)} must, {len(MUST_NOT)} must not, {len(CLEAN)} clean")
    for path, pages in SHOWN.items():
        if path.endswith(".pdf"):
            print(f"{path}: {len(pages)} pages, {(ROOT / path).stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
