"""Writes the invented facility `corpus/dover-ridge`: charts, claims, authorizations, expectations.

Run `python3 corpus/tools/dover_ridge.py` from anywhere (Python 3.11). The run replaces the facility
byte-identically, README.md excepted. The stories are in `dover_ridge_stories.py`; here are the
people, the page style and the claims.
"""

from __future__ import annotations

import csv
import io
import shutil
from datetime import timedelta
from pathlib import Path

from dover_ridge_stories import PATIENTS, STAFF, expectations
from facility import Patient, npi, us
from x12 import Claim, Line, Writer, write_837

ROOT = Path(__file__).resolve().parent.parent / "dover-ridge"
FACILITY = "Dover Ridge Treatment Center"
PAYER = {"name": "Lakeshore Mutual", "id": "LKSM1", "filing_i": "CI", "filing_p": "CI"}
BILLER = {
    "name": "DOVER RIDGE TREATMENT CENTER", "npi": "", "tax": "990417755", "taxonomy": "324500000X",
    "street": "12 QUARRY LANE", "city": "FAIRHOLT", "state": "OH", "zip": "44997", "contact": "BILLING",
    "phone": "5555550177", "submitter": "DOVERRDG", "receiver": "BRIDGECH", "receiver_name": "BRIDGE CLEARING",
}


def chart(p) -> str:
    """One merged chart: every document on a page of its own."""
    out = []
    for note in sorted(p.notes, key=lambda n: (n.day, n.start or 0, n.title)):
        out += [f"{FACILITY}", note.title,
                f"Client: {p.last}, {p.first}    MRN: {p.mrn}    DOB: {us(p.birth)}"]
        when = f"Date of Service: {us(note.day)}"
        if note.start is not None:
            when += f"    Start Time: {clock(note.start)}    End Time: {clock(note.stop)}"
        out += [when, f"Program: {p.program}", ""]
        out += note.lines
        if note.author:
            name, credential = STAFF[note.author]
            hour = (note.stop or 15 * 60) + 25
            out += ["", f"Electronically signed by {name}, {credential} on {us(note.day)} at {clock(hour)}"]
        out.append("\f")
    return "\n".join(out).rstrip("\f\n") + "\n"


def clock(minute: int) -> str:
    hour, rest = divmod(minute % 1440, 60)
    return f"{(hour - 1) % 12 + 1}:{rest:02} {'AM' if hour < 12 else 'PM'}"


def attendance() -> str:
    """The sheet of the partial hospitalization program: every billed day of every client."""
    table = io.StringIO()
    rows = csv.writer(table, lineterminator="\n")
    rows.writerow(["Date", "MRN", "Client Name", "Group", "Time In", "Time Out", "Status"])
    for p in PATIENTS:
        if not p.program.startswith("Partial"):
            continue
        held = {note.day: note for note in p.notes if note.title == "Group Therapy Note"}
        for day in p.billed[0][3]:
            note = held.get(day)
            when = (clock(note.start), clock(note.stop), "Present") if note else ("", "", "Absent")
            rows.writerow([us(day), p.mrn, f"{p.last}, {p.first}", "PHP groups", *when])
    return table.getvalue()


def claims_of(p) -> list[Claim]:
    person = Patient(p.mrn, p.last, p.first, p.birth, p.sex, "LKSM1", p.member, (), "dap")
    claims = []
    for place, (code, revenue, cents, days) in enumerate(p.billed, start=1):
        lines = []
        for day in days:
            lines.append(Line(code=code, day=day, cents=cents, revenue=revenue))
        claim = Claim(id=f"{p.mrn.replace('-', '')}-{place:02}", patient=person, lines=lines, kind="I", auth=p.auth,
                      dx=p.dx, place="86" if p.nights else "13", status="30", admitted=p.admitted)
        claim.frequency = "2"
        if p.discharged:
            claim.status, claim.frequency = "01", "1"
        claims.append(claim)
    return claims


def main():
    keep = (ROOT / "README.md").read_bytes() if (ROOT / "README.md").is_file() else None
    shutil.rmtree(ROOT, ignore_errors=True)
    BILLER["npi"] = npi("229964055")
    claims, charts = [], {}
    for p in PATIENTS:
        path = f"charts/{p.mrn}_{p.last}.txt"
        charts[path] = chart(p)
        claims += claims_of(p)
    written = dict(charts)
    written["claims/2026-03_837I.txt"] = write_837(Writer(), claims, BILLER, lambda _: PAYER, PATIENTS[0].admitted + timedelta(days=60), 41)
    table = io.StringIO()
    rows = csv.writer(table, lineterminator="\n")
    rows.writerow(["Auth Number", "Payer", "MRN", "Patient", "DOB", "Level of Care", "HCPCS", "Units", "Unit Type", "Start", "End", "Status"])
    for p in PATIENTS:
        days = sum(len(line[3]) for line in p.billed)
        first, last = p.billed[0][3][0], p.billed[-1][3][-1]
        rows.writerow([p.auth, PAYER["name"], p.mrn, f"{p.last}, {p.first}", us(p.birth), p.level, p.billed[0][0] or "", days, "days", us(first), us(last), "Approved"])
    written["authorizations/approvals.csv"] = table.getvalue()
    written["attendance/php_groups.csv"] = attendance()
    written["chartproof.toml"] = SETTINGS
    written["expected.toml"] = expectations(charts)
    for path, text in sorted(written.items()):
        target = ROOT / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())
    if keep:
        (ROOT / "README.md").write_bytes(keep)


SETTINGS = """# Settings of an invented facility.
schema = 1
facility = "Dover Ridge Treatment Center"
as_of = "2026-06-30"
chart_complete = true

[[payer]]
id = "LKSM1"
name = "Lakeshore Mutual"
class = "commercial"

[[contract]]
payer = "LKSM1"
code = "H0035"
level = "PHP"

[[contract]]
payer = "LKSM1"
code = "H0015"
level = "IOP"

[[contract]]
payer = "LKSM1"
code = "H2036"
level = "RES-HIGH"

[[contract]]
payer = "LKSM1"
code = "H2034"
level = "RES-LOW"

[[contract]]
payer = "LKSM1"
code = "H0010"
level = "RES-MM"

[rates]
"OP" = "100.00"
"IOP" = "220.00"
"PHP" = "400.00"
"RES-LOW" = "260.00"
"RES-HIGH" = "800.00"
"RES-MM" = "1050.00"
"""

if __name__ == "__main__":
    main()
