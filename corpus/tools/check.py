"""Checks a facility folder from outside: envelopes, balances, check digits, expected.toml.

Run `python3 corpus/tools/check.py corpus/cedar-hollow`. It reads only the written files, so it
also holds for facilities edited by hand. Quotes in PDFs are checked when `pdftotext` is installed.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
import tomllib
from collections import Counter, defaultdict
from pathlib import Path


def luhn(number: str) -> bool:
    digits = [int(d) for d in "80840" + number]
    doubled = [d * 2 - 9 if d > 4 else d * 2 for d in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def segments(raw: str) -> list[list]:
    element, end = raw[3], raw[105]
    return [s.strip("\r\n").split(element) for s in raw.split(end) if s.strip("\r\n")]


def cents(text: str) -> int:
    return round(float(text or 0) * 100)


def check_x12(path: Path, say) -> None:
    raw = path.read_bytes().decode()
    if not raw.startswith("ISA"):
        return
    all_ = segments(raw)
    start = next(i for i, s in enumerate(all_) if s[0] == "ST")
    stop = next(i for i, s in enumerate(all_) if s[0] == "SE")
    if int(all_[stop][1]) != stop - start + 1:
        say(f"{path.name}: SE counts {all_[stop][1]}, there are {stop - start + 1}")
    if all_[0][13] != all_[-1][2] or all_[1][6] != all_[-2][2]:
        say(f"{path.name}: control numbers differ")
    wrong = [s[9] for s in all_ if s[0] == "NM1" and len(s) > 9 and s[8] == "XX" and not luhn(s[9])]
    wrong += [s[4] for s in all_ if s[0] == "N1" and len(s) > 4 and s[3] == "XX" and not luhn(s[4])]
    if wrong:
        print(f"{path.name}: NPI with a wrong check digit: {len(wrong)} (one is planted at Cedar Hollow)")
    claim, charge, lines = None, 0, 0
    paid_total = 0
    service = None

    def end_claim():
        if claim and charge != lines:
            say(f"{path.name}: {claim}: lines sum to {lines}, claim says {charge}")

    def end_service():
        if service and service[1] != service[2] + service[3]:
            say(f"{path.name}: {claim}: service does not balance")

    for s in all_:
        if s[0] in ("CLM", "CLP"):
            end_service()
            end_claim()
            service = None
            claim, charge, lines = s[1], cents(s[2] if s[0] == "CLM" else s[3]), 0
            if s[0] == "CLP":
                paid_total += cents(s[4])
        elif s[0] in ("SV1", "SV2"):
            lines += cents(s[2] if s[0] == "SV1" else s[3])
        elif s[0] == "SVC":
            end_service()
            service = [s[1], cents(s[2]), cents(s[3]), 0]
            lines += service[1]
        elif s[0] == "CAS" and service:
            service[3] += cents(s[3])
    end_service()
    end_claim()
    payment = next((s for s in all_ if s[0] == "BPR"), None)
    # Adjustments of the provider's account lower the payment; a debit is written without its sign.
    for s in all_:
        if s[0] == "PLB":
            paid_total -= sum(cents(s[place]) for place in range(4, len(s), 2))
    if payment and cents(payment[2]) * (-1 if payment[3] == "D" else 1) != paid_total:
        say(f"{path.name}: BPR says {payment[2]}, claims sum to {paid_total / 100}")


def check_expected(root: Path, say) -> None:
    expected = tomllib.loads((root / "expected.toml").read_text())
    rules = defaultdict(Counter)
    for kind in ("must", "must_not"):
        for entry in expected[kind]:
            rules[entry["rule"]][kind] += 1
            if "quote" not in entry:
                continue
            path = root / entry["file"]
            if path.suffix == ".pdf":
                if not shutil.which("pdftotext"):
                    continue
                page = str(entry["page"])
                shown = subprocess.run(["pdftotext", "-layout", "-f", page, "-l", page, path, "-"], capture_output=True, text=True).stdout
            else:
                shown = path.read_bytes().decode()
            if not any(entry["quote"] in " ".join(line.split(" ")) or " ".join(entry["quote"].split()) in " ".join(line.split()) for line in shown.splitlines()):
                say(f"{entry['rule']} {entry['patient']}: words not found in {entry['file']}")
    for rule in sorted(rules):
        if not rules[rule]["must"] or not rules[rule]["must_not"]:
            print(f"{rule}: {rules[rule]['must']} must, {rules[rule]['must_not']} must not")
    print(f"{len(rules)} rules, {len(expected['must'])} must, {len(expected['must_not'])} must not, {len(expected['clean'])} clean")


def check_attendance(root: Path) -> None:
    """Prints the hours a week that sheets show, so that a reader can compare them with the levels."""
    from datetime import datetime

    hours: dict = defaultdict(int)
    for path in sorted((root / "attendance").glob("*.csv")):
        for row in list(csv.reader(path.open()))[1:]:
            if row[4] and row[5]:
                start, stop = (datetime.strptime(t, "%I:%M %p") for t in row[4:6])
                week = datetime.strptime(row[0], "%m/%d/%Y").isocalendar().week
                hours[row[1], path.stem, week] += int((stop - start).seconds / 60)
    for (mrn, sheet, week), minutes in sorted(hours.items()):
        print(f"{mrn} {sheet} week {week}: {minutes / 60:.2f} h")


def main() -> int:
    root = Path(sys.argv[1])
    wrong: list[str] = []
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.parent.name in ("claims", "remits"):
            check_x12(path, wrong.append)
    check_expected(root, wrong.append)
    check_attendance(root)
    for line in wrong:
        print("WRONG", line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
