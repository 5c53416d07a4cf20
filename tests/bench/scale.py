#!/usr/bin/env python3
"""Measures whole audits of seeded facilities of several sizes: cold, warm, and after one change.

    python3 tests/bench/scale.py PROGRAM [NOTES...] [--json FILE] [--keep DIR]

Facilities are written by facility.py (4 KB a note, claims, authorizations and a remittance to
match). For each size the audit runs cold on two threads and on one, again with nothing changed,
after one note was changed, after a claim file was added and after a parameter was changed. Every
warm run is compared, byte for byte, with a run that reuses nothing. Prints one table and the
exponent of growth, writes all figures as JSON, and ends with 1 where outputs differ; speed itself
is only told, for machines are noisy.
"""

import argparse
import hashlib
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from facility import Facility, envelope

# Outputs that hold the settings or the place of the case, which differ between the runs compared.
OWN = {"manifest.json"}


def run(program: str, case: Path, out: Path, index: Path, *more: str) -> dict:
    """Runs an audit and returns its seconds, peak memory and stages."""
    timings = out.with_suffix(".timings.json")
    command = [program, "audit", str(case), "--out", str(out), "--index", str(index), "--quiet",
               "--timings", str(timings), *more]
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    error = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - began
    if process.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)}\n{error.decode()}")
    stages = json.loads(timings.read_text())["stages"] if timings.exists() else {}
    timings.unlink(missing_ok=True)
    return {"seconds": seconds, "processor_seconds": usage.ru_utime + usage.ru_stime,
            "mebibytes": usage.ru_maxrss / 1024, "stages": stages}


def sums(folder: Path) -> dict:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.iterdir()) if path.is_file() and path.name not in OWN and not path.name.startswith(".")}


def bytes_in(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def change_a_note(case: Path) -> None:
    note = sorted((case / "charts" / "000" / "BH-000000").iterdir())[3]
    note.write_text(note.read_text().replace("Plan:", "Plan:\nClient asked to be seen again on Friday.", 1))


def add_a_claim(case: Path) -> None:
    name = sorted((case / "claims").iterdir())[0]
    segments = name.read_text().split("~\n")
    start = next(place for place, segment in enumerate(segments) if segment.startswith("CLM*"))
    head = [segment for segment in segments[2:start] if not segment.startswith(("SE*", "GE*"))]
    end = next(place for place in range(start + 1, len(segments)) if segments[place].startswith(("HL*", "SE*")))
    body = [segment.replace(segments[start].split("*")[1], "B-ADDED") for segment in segments[start:end]]
    kind = segments[2].split("*")[3]
    (case / "claims" / "added.837").write_text(envelope("HC", kind, head + body, 900))


def measure(program: str, notes: int, folder: Path) -> dict:
    case = folder / "case"
    size = Facility(notes).write(case)
    # A file is trusted by its times only when it is older than the disk's clock can blur.
    time.sleep(3)
    found = {"notes": notes, "chart_bytes": size, "differs": []}
    out, index, fresh = folder / "out", folder / "index", folder / "fresh"

    def against_fresh(what: str, *more: str) -> None:
        shutil.rmtree(fresh, ignore_errors=True)
        run(program, case, fresh, folder / "fresh-index", "--no-cache", "--threads", "2", *more)
        if sums(out) != sums(fresh):
            found["differs"].append(what)

    found["cold"] = run(program, case, out, index, "--threads", "2")
    found["index_bytes"], found["report_bytes"] = bytes_in(index), bytes_in(out)
    first = sums(out)
    if notes <= 100_000:
        one = run(program, case, fresh, folder / "fresh-index", "--threads", "1", "--no-cache")
        found["one_thread"] = one
        if sums(fresh) != first:
            found["differs"].append("one thread")
    found["unchanged"] = run(program, case, out, index, "--threads", "2")
    if sums(out) != first:
        found["differs"].append("unchanged")
    if notes <= 100_000:
        change_a_note(case)
        found["one_note"] = run(program, case, out, index, "--threads", "2")
        against_fresh("one note")
        add_a_claim(case)
        found["one_claim_file"] = run(program, case, out, index, "--threads", "2")
        against_fresh("one claim file")
        with open(case / "chartproof.toml", "a") as configuration:
            configuration.write("\n[parameters]\n\"plan_review_days.residential\" = 10\n")
        found["one_parameter"] = run(program, case, out, index, "--threads", "2")
        against_fresh("one parameter")
    return found


def exponent(points: list) -> float:
    """The slope of a least-squares line through log notes and log seconds."""
    logs = [(math.log(notes), math.log(seconds)) for notes, seconds in points]
    x = sum(log[0] for log in logs) / len(logs)
    y = sum(log[1] for log in logs) / len(logs)
    return sum((a - x) * (b - y) for a, b in logs) / sum((a - x) ** 2 for a, _ in logs)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("notes", nargs="*", type=int, default=[1000, 20_000])
    parser.add_argument("--json", type=Path)
    parser.add_argument("--folder", type=Path, help="where the facilities are written; a temporary folder by default")
    arguments = parser.parse_args()
    program = str(Path(arguments.program).resolve())
    results = []
    for notes in arguments.notes:
        with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
            results.append(measure(program, notes, Path(folder)))
    stages = list(results[0]["cold"]["stages"])
    rows = [("notes", lambda r: f"{r['notes']:,}"),
            ("charts, MB", lambda r: f"{r['chart_bytes'] / 1e6:.0f}"),
            ("cold, s", lambda r: f"{r['cold']['seconds']:.1f}"),
            ("cold, MB/s", lambda r: f"{r['chart_bytes'] / 1e6 / r['cold']['seconds']:.1f}"),
            ("cold, MB per processor second", lambda r: f"{r['chart_bytes'] / 1e6 / r['cold']['processor_seconds']:.1f}"),
            ("peak memory, MiB", lambda r: f"{r['cold']['mebibytes']:.0f}"),
            ("two threads against one", lambda r: f"{r['one_thread']['seconds'] / r['cold']['seconds']:.2f}" if "one_thread" in r else ""),
            ("index, bytes a note", lambda r: f"{r['index_bytes'] / r['notes']:.0f}"),
            ("reports, bytes a note", lambda r: f"{r['report_bytes'] / r['notes']:.0f}")]
    for key, name in [("unchanged", "nothing changed, s"), ("one_note", "one note changed, s"),
                      ("one_claim_file", "a claim file added, s"), ("one_parameter", "a parameter changed, s")]:
        rows.append((name, lambda r, key=key: f"{r[key]['seconds']:.2f}" if key in r else ""))
        rows.append(("  times faster than cold", lambda r, key=key: f"{r['cold']['seconds'] / r[key]['seconds']:.1f}" if key in r else ""))
    rows += [(f"stage {stage}, s", lambda r, stage=stage: f"{r['cold']['stages'].get(stage, 0):.2f}") for stage in stages]
    print("| " + " | ".join(["what"] + ["" for _ in results]) + " |")
    print("|---" + "|--:" * len(results) + "|")
    for name, cell in rows:
        print("| " + " | ".join([name] + [cell(result) for result in results]) + " |")
    if len(results) > 1:
        growth = exponent([(result["notes"], result["cold"]["seconds"]) for result in results])
        print(f"\nSeconds grow with the notes to the power of {growth:.3f}.")
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1) + "\n")
    different = [(result["notes"], what) for result in results for what in result["differs"]]
    for notes, what in different:
        print(f"{notes} notes, {what}: the outputs are not those of a run that reuses nothing")
    return int(bool(different))


if __name__ == "__main__":
    sys.exit(main())
