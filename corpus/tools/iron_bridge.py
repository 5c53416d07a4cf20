#!/usr/bin/env python3
"""Writes corpus/iron-bridge: claims and authorizations of an invented billing office, and a few notes.

Every case is one claim or a few; the words beside `must` and `near` say what is wrong or only
looks wrong. Run from anywhere; writes the same bytes each time.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from facility import npi
from x12 import Claim, Line, Writer, write_837

ROOT = Path(__file__).resolve().parents[1] / "iron-bridge"


@dataclass
class Person:
    mrn: str
    last: str
    first: str
    birth: date
    sex: str
    member: str


@dataclass
class Clinician:
    last: str
    first: str
    npi: str


NAMES = [
    ("Abelard", "Nina"), ("Brisbane", "Otto"), ("Castellan", "Vera"), ("Dunmore", "Ike"),
    ("Easterly", "Fay"), ("Foxglove", "Hal"), ("Garrick", "Una"), ("Hollis", "Zane"),
    ("Inwood", "Cora"), ("Jessamine", "Bram"), ("Kettering", "Lola"), ("Lockridge", "Amos"),
    ("Marchbank", "Tess"), ("Northgate", "Eli"), ("Oakhurst", "Wynn"), ("Pemberley", "Rhea"),
    ("Quarles", "Dov"), ("Ravenel", "Mira"), ("Sternhold", "Gus"), ("Tidewell", "Ora"),
    ("Underhill", "Pax"), ("Vantage", "Ivy"), ("Wexcombe", "Sol"), ("Yarrow", "Belle"),
    ("Zephyrine", "Kit"), ("Ashdown", "Leif"), ("Birchall", "Dora"), ("Colewood", "Finn"),
    ("Dunstan", "Gwen"), ("Elmsworth", "Hugo"), ("Farthing", "Isla"),
    ("Greenhalgh", "Joss"), ("Hartwell", "Kaya"), ("Ironside", "Lars"),
    ("Juniper", "Mavis"), ("Kilbride", "Noel"), ("Larkspur", "Odette"), ("Moorcroft", "Piers"),
    ("Nettleship", "Quinn"), ("Oldacre", "Rosa"), ("Pinkerton", "Stan"), ("Quillfeather", "Thea"),
    ("Rosewarne", "Ulf"), ("Silverton", "Vida"), ("Thornbury", "Wes"), ("Upwood", "Xenia"), ("Vickery", "Yves"),
]
PEOPLE = [
    Person(f"IB-{4001 + n}", last, first, date(1960 + n, 1 + n % 12, 2 + n % 25), "FM"[n % 2], f"QM{7300411 + 37 * n}")
    for n, (last, first) in enumerate(NAMES)
]
HANNAH = Clinician("Strand", "Hannah", npi("230011807"))
ODILE = Clinician("Farrow", "Odile", npi("230011823"))
VICTOR = Clinician("Mellis", "Victor", npi("230011815"))
MEDICARE = {"name": "Medicare Part B", "id": "MEDB7", "filing_i": "MB", "filing_p": "MB"}
PAYERS = {"name": "Quarry Mutual", "id": "QMUT1", "filing_i": "CI", "filing_p": "CI"}
BASE = {
    "submitter": "IRONBRIDGE", "receiver": "QUARRY", "receiver_name": "QUARRY MUTUAL",
    "contact": "BILLING", "phone": "5555550142", "taxonomy": "261QM0801X", "street": "40 BRIDGE ST",
    "city": "MILLTON", "state": "OH", "zip": "440010000",
}
CLINIC = BASE | {"name": "IRON BRIDGE CLINIC", "npi": npi("230022006"), "tax": "990000101"}
SUPPLY = BASE | {"name": "IRON BRIDGE SUPPLY", "npi": npi("230022022"), "tax": "990000101", "taxonomy": "332B00000X"}
HOUSE = BASE | {"name": "IRON BRIDGE HOUSE", "npi": npi("230022014"), "tax": "990000101"}

professional: list[Claim] = []
institutional: list[Claim] = []
authorizations: list[list[str]] = []
medicare: list[Claim] = []
supplied: list[Claim] = []
notes: list[tuple[str, str]] = []
entries: list[tuple[str, dict[str, object]]] = []


def d(month: int, day: int) -> date:
    return date(2026, month, day)


def pro(person: Person, number: str, lines: list[Line], dx=("F33.1",), **more) -> Claim:
    more.setdefault("renderer", HANNAH)
    claim = Claim(number, person, lines, "P", dx=tuple(code.replace(".", "") for code in dx), **more)
    professional.append(claim)
    return claim


def ins(person: Person, number: str, lines: list[Line], dx=("F10.20",), **more) -> Claim:
    more.setdefault("renderer", VICTOR)
    more.setdefault("place", "89")
    claim = Claim(number, person, lines, "I", dx=tuple(code.replace(".", "") for code in dx), **more)
    institutional.append(claim)
    return claim


def approve(number, person, start, end, code, units="", kind="", level="", **more):
    authorizations.append([
        number, person.mrn, f"{person.last}, {person.first}", person.member, "Quarry Mutual", level, code,
        more.get("mods", ""), units, kind, more.get("week", ""), start.strftime("%m/%d/%Y"), end.strftime("%m/%d/%Y"),
        more.get("decision", "Approved"), more.get("requested", ""), more.get("decided", ""), more.get("review", "Initial"),
        more.get("npi", ""), more.get("told", ""),
    ])


def must(rule, claim, why, line=None, day=None, quote=None, file=None):
    row = {"rule": rule, "patient": claim.patient.mrn, "claim": claim.id, "line": line, "date": day, "why": why}
    if quote:
        row |= {"file": file or ("claims/professional.837" if claim.kind == "P" else "claims/institutional.837"), "page": 1, "quote": quote}
    entries.append(("must", row))


def near(rule, claim, why):
    entries.append(("must_not", {"rule": rule, "patient": claim.patient.mrn, "claim": claim.id, "why": why}))


def iop(day, **more):
    return Line("H0015", day, 25000, revenue="0906", **more)


people = iter(PEOPLE)


# -- Clean: an outpatient and a day program.
one = next(people)
for week, day in enumerate((5, 12, 19, 26)):
    pro(one, f"IB4001-{week + 1}", [Line("90834", d(1, day), 14000)])
two = next(people)
approve("QM-50102", two, d(1, 5), d(1, 30), "H0015", "12", "days", "IOP", requested="01/02/2026", decided="01/05/2026")
ins(two, "IB4002-1", [iop(d(1, day)) for day in (5, 7, 9, 12, 14, 16)], auth="QM-50102")

# -- Coding
a, b = next(people), next(people)
approve("QM-50103", a, d(1, 5), d(1, 12), "H0010", "5", "days", "3.7 WM", requested="01/05/2026")
approve("QM-50104", b, d(1, 5), d(1, 12), "H0010", "5", "days", "3.7 WM", requested="01/05/2026")
stay = lambda: [Line("H0010", d(1, 5), 210000, units=3, revenue="1002", to=d(1, 7))]
claim = ins(a, "IB4003-1", stay(), dx=("F10.21",), auth="QM-50103", place="86")
must("COD-004", claim, "withdrawal management for a dependence in remission", day="2026-01-05", quote="HI*ABK:F1021")
near("COD-004", ins(b, "IB4004-1", stay(), dx=("F10.230", "F11.21"), auth="QM-50104", place="86"), "one in remission beside an active one")

a = next(people)
claim = pro(a, "IB4005-1", [Line("90837", d(1, 6), 18000, pointers="1")], dx=("I10", "F41.1"))
must("COD-005", claim, "the pointer names high blood pressure", 1, "2026-01-06", "HI*ABK:I10")
must("COD-006", claim, "the first diagnosis is medical", None, "2026-01-06", "HI*ABK:I10")
claim = pro(a, "IB4005-2", [Line("90837", d(1, 13), 18000, pointers="1:2")], dx=("F41.1", "I10"))
near("COD-005", claim, "points at both, one of them behavioral")
near("COD-006", claim, "the behavioral one stands first")

a = next(people)
claim = pro(a, "IB4006-1", [Line("90806", d(1, 8), 12000)])
must("COD-007", claim, "deleted at the end of 2012", 1, "2026-01-08", "SV1*HC:90806")
near("COD-007", pro(a, "IB4006-2", [Line("90834", d(1, 15), 14000)], dx=("F32.A",)), "a diagnosis that came in 2021")

a = next(people)
claim = pro(a, "IB4007-1", [Line("H0004", d(1, 8), 9000, units=4, modifiers=("HN", "HO"))], dx=("F10.20",))
must("COD-009", claim, "two degrees", 1, "2026-01-08", "SV1*HC:H0004:HN:HO")
near("COD-009", pro(a, "IB4007-2", [Line("H0004", d(1, 15), 9000, units=4, modifiers=("HF", "HO"))], dx=("F10.20",)), "a program and a degree")

a, b = next(people), next(people)
claim = ins(a, "IB4008-1", [Line("H0015", d(1, 5), 60000, units=1, revenue="1002")], place="86")
must("COD-010", claim, "a bed's revenue code with a day program's procedure", 1, "2026-01-05", "SV2*1002*HC:H0015")
approve("QM-50109", b, d(1, 5), d(1, 30), "H0018", "14", "days", "3.5 Residential", requested="01/05/2026")
near("COD-010", ins(b, "IB4009-1", [Line("H0018", d(1, 5), 205000, units=5, revenue="1002", to=d(1, 9))], auth="QM-50109", place="86"), "a bed and its procedure")

a = next(people)
claim = ins(a, "IB4010-1", [Line("H0018", d(1, 5), 123000, units=3, revenue="1002", to=d(1, 7))], place="13")
must("COD-012", claim, "a bed on an outpatient bill", 1, "2026-01-05", "SV2*1002*HC:H0018")
claim = ins(a, "IB4010-2", [Line("H0035", d(1, 12), 45000, revenue="0912")], place="13", dx=("F33.2",))
near("COD-012", claim, "a day program on an outpatient bill")

a = next(people)
claim = ins(a, "IB4011-1", [Line("H0035", d(1, 12), 45000, revenue="0912")], place="13", dx=("F33.2",), frequency="2", status="01")
must("COD-014", claim, "an interim bill of a patient who went home", None, "2026-01-12", "CL1*3*1*01")
near("COD-014", ins(a, "IB4011-2", [Line("H0035", d(1, 19), 45000, revenue="0912")], place="13", dx=("F33.2",), frequency="2", status="30"), "an interim bill of a patient still in care")

a = next(people)
approve("QM-50112", a, d(1, 5), d(1, 30), "H0015;90853", "12", "days", "IOP", requested="01/05/2026")
claim = ins(a, "IB4012-1", [iop(d(1, 5)), Line("90853", d(1, 5), 9500, revenue="0915")], auth="QM-50112")
must("COD-017", claim, "group therapy beside the day's per diem", 2, "2026-01-05", "SV2*0915*HC:90853")
near("COD-017", ins(a, "IB4012-2", [iop(d(1, 7)), Line("90853", d(1, 8), 9500, revenue="0915")], auth="QM-50112"), "on another day")

a = next(people)
claim = pro(a, "IB4013-1", [Line("90833", d(1, 9), 7000)], renderer=VICTOR)
must("COD-018", claim, "an add-on without its visit", 1, "2026-01-09", "SV1*HC:90833")
near("COD-018", pro(a, "IB4013-2", [Line("99214", d(1, 23), 16000), Line("90833", d(1, 23), 7000)], renderer=VICTOR), "beside its visit")

a = next(people)
claim = pro(a, "IB4014-1", [Line("90847", d(1, 9), 15000), Line("90785", d(1, 9), 1500)])
must("COD-019", claim, "complexity beside family therapy", 2, "2026-01-09", "SV1*HC:90785")
near("COD-019", pro(a, "IB4014-2", [Line("90834", d(1, 16), 14000), Line("90785", d(1, 16), 1500)]), "complexity beside individual therapy")

a, b = next(people), next(people)
first = pro(a, "IB4015-1", [Line("90791", d(1, 6), 22000)])
for place, (month, day) in enumerate(((1, 20), (2, 3), (2, 17))):
    pro(a, f"IB4015-{place + 2}", [Line("90834", d(month, day), 14000)])
claim = pro(a, "IB4015-5", [Line("90791", d(3, 3), 22000)])
must("COD-020", claim, "a second evaluation eight weeks into one course", 1, "2026-03-03", "SV1*HC:90791*220")
pro(b, "IB4016-1", [Line("90791", d(1, 6), 22000)])
near("COD-020", pro(b, "IB4016-2", [Line("90791", d(3, 24), 22000)]), "eleven weeks without any service between")

a = next(people)
claim = ins(a, "IB4017-1", [Line("H0035", d(1, 6), 135000, units=3, revenue="0912")], place="13", dx=("F33.2",))
must("COD-023", claim, "three days on one date", 1, "2026-01-06", "SV2*0912*HC:H0035*1350*UN*3")
near("COD-023", pro(a, "IB4017-2", [Line("H0004", d(1, 13), 9000, units=4)], dx=("F10.20",)), "an hour of quarter hours")

a = next(people)
claim = pro(a, "IB4018-1", [Line("80307", d(1, 6), 7000), Line("80305", d(1, 6), 2500)], dx=("F11.20",))
must("COD-025", claim, "two presumptive tests on one date", 2, "2026-01-06", "SV1*HC:80305")
near("COD-025", pro(a, "IB4018-2", [Line("80307", d(1, 13), 7000), Line("G0480", d(1, 13), 12000)], dx=("F11.20",)), "one of each kind")

a = next(people)
claim = pro(a, "IB4019-1", [Line("90834", d(1, 6), 14000, modifiers=("95",))], place="11")
must("COD-028", claim, "a video modifier with the office as place", 1, "2026-01-06", "SV1*HC:90834:95")
near("COD-028", pro(a, "IB4019-2", [Line("90834", d(1, 13), 14000, modifiers=("95",))], place="10"), "a video visit at the patient's home")

a = next(people)
approve("QM-50120", a, d(1, 5), d(1, 30), "H0018", "20", "days", "3.5 Residential", requested="01/05/2026")
ins(a, "IB4020-1", [Line("H0018", d(1, 5), 287000, units=7, revenue="1002", to=d(1, 11))], auth="QM-50120", place="86")
claim = pro(a, "IB4020-2", [Line("80307", d(1, 7), 7000)], dx=("F10.20",))
must("COD-030", claim, "the contract's per diem includes drug tests", 1, "2026-01-07", "SV1*HC:80307")
near("COD-030", pro(a, "IB4020-3", [Line("80307", d(1, 20), 7000)], dx=("F10.20",)), "after the stay")

# -- Authorizations
a = next(people)
approve("QM-50121", a, d(1, 5), d(1, 30), "90834", "6", "visits")
claim = pro(a, "IB4021-1", [Line("90837", d(1, 7), 18000)], auth="QM-50121")
must("AUT-007", claim, "approved for another code", 1, "2026-01-07", "SV1*HC:90837")
near("AUT-007", pro(a, "IB4021-2", [Line("90834", d(1, 14), 14000)], auth="QM-50121"), "the approved code")

a = next(people)
approve("QM-50122", a, d(1, 5), d(1, 30), "90834", "6", "visits", npi=VICTOR.npi)
claim = pro(a, "IB4022-1", [Line("90834", d(1, 7), 14000)], auth="QM-50122")
must("AUT-008", claim, "approved for another clinician", 1, "2026-01-07", "QM-50122", "authorizations/log.csv")
near("AUT-008", pro(a, "IB4022-2", [Line("90834", d(1, 14), 14000)], auth="QM-50122", renderer=VICTOR), "the clinician who was approved")

placed = next(people)
claim = pro(placed, "IB4023-1", [Line("90834", d(1, 7), 14000)], auth="QM-50123", place="10")
must("AUT-009", claim, "approved for the office", 1, "2026-01-07", "SV1*HC:90834")
near("AUT-009", pro(placed, "IB4023-2", [Line("90834", d(1, 14), 14000)], auth="QM-50123"), "the place that was approved")

a = next(people)
approve("QM-50124", a, d(1, 5), d(1, 16), "H0015", "6", "days", "IOP", decision="Denied")
approve("QM-50125", a, d(1, 19), d(1, 30), "H0015", "6", "days", "IOP", requested="01/16/2026")
claim = ins(a, "IB4024-1", [iop(d(1, 7))], auth="QM-50124")
must("AUT-010", claim, "the payer refused these days", 1, "2026-01-07", "QM-50124", "authorizations/log.csv")
near("AUT-010", ins(a, "IB4024-2", [iop(d(1, 21))], auth="QM-50125"), "the payer approved these")

a = next(people)
approve("QM-50126", a, d(1, 5), d(1, 30), "H0015", "2", "days", "IOP", decision="Partial approval", requested="01/02/2026")
claim = ins(a, "IB4025-1", [iop(d(1, 7)), iop(d(1, 9)), iop(d(1, 12))], auth="QM-50126")
must("AUT-011", claim, "three days under two of a partial approval", 3, "2026-01-12", "QM-50126", "authorizations/log.csv")

a, b = next(people), next(people)
near("AUT-011", ins(b, "IB4027-1", [iop(d(1, 7))], auth="QM-50128"), "one day of two of a partial approval")
approve("QM-50128", b, d(1, 5), d(1, 30), "H0015", "2", "days", "IOP", decision="Partial approval", requested="01/02/2026")
approve("QM-50127", a, d(1, 5), d(1, 30), "H0015", "12", "days", "IOP", requested="01/20/2026", decided="01/22/2026")
claim = ins(a, "IB4026-1", [iop(d(1, 7)), iop(d(1, 9))], auth="QM-50127")
must("AUT-012", claim, "asked for two weeks after the first day", None, "2026-01-07", "QM-50127", "authorizations/log.csv")
near("AUT-012", institutional[0], "asked for before the first day")

a = next(people)
approve("QM-50129", a, d(1, 5), d(1, 30), "H0018", "20", "days", "3.5 Residential", requested="01/13/2026")
claim = ins(a, "IB4028-1", [Line("H0018", d(1, 5), 410000, units=10, revenue="1002", to=d(1, 14))], auth="QM-50129", place="86")
must("AUT-013", claim, "the payer heard of the admission on the sixth weekday", 1, "2026-01-05", "QM-50129", "authorizations/log.csv")
near("AUT-013", next(c for c in institutional if c.id == "IB4020-1"), "the payer heard of it on the first day")

a = next(people)
approve("QM-50130", a, d(1, 5), d(1, 30), "H0015", "12", "days", "IOP", week="3", requested="01/02/2026")
claim = ins(a, "IB4029-1", [iop(d(1, day)) for day in (5, 6, 7, 8)], auth="QM-50130")
must("AUT-014", claim, "four days in a week of three", 4, "2026-01-08", "QM-50130", "authorizations/log.csv")
near("AUT-014", ins(a, "IB4029-2", [iop(d(1, day)) for day in (12, 14, 16)], auth="QM-50130"), "three days in a week of three")

a = next(people)
approve("QM-50131", a, d(1, 5), d(1, 30), "H0015", "12", "days", "IOP", mods="U5", requested="01/02/2026")
claim = ins(a, "IB4030-1", [iop(d(1, 7), modifiers=("U6",))], auth="QM-50131")
must("AUT-015", claim, "another tier than approved", 1, "2026-01-07", "SV2*0906*HC:H0015:U6")
near("AUT-015", ins(a, "IB4030-2", [iop(d(1, 14), modifiers=("U5",))], auth="QM-50131"), "the tier that was approved")

a = next(people)
approve("QM-50132", a, d(1, 5), d(1, 30), "H0015", "12", "days", "IOP", requested="01/02/2026")
approve("QM-50133", a, d(1, 12), d(1, 23), "H0035", "10", "days", "PHP", requested="01/09/2026")
claim = ins(a, "IB4031-1", [iop(d(1, 7))], auth="QM-50132")
entries.append(("must", {"rule": "AUT-017", "patient": a.mrn, "date": "2026-01-12", "file": "authorizations/log.csv", "page": 1,
                         "quote": "QM-50133", "why": "two levels approved for the same two weeks"}))
near("AUT-017", institutional[0], "one approval")

# -- What a few notes show
def note(person: Person, name: str, title: str, day: date, times: str, body: str, signed: str) -> str:
    path = f"charts/{person.mrn}_{day:%Y%m%d}_{name}.txt"
    notes.append((path, f"""IRON BRIDGE CLINIC
{title}
Patient: {person.first} {person.last}    MRN: {person.mrn}    DOB: {person.birth:%m/%d/%Y}
Date of service: {day:%m/%d/%Y}    Time: {times}

{body}

Electronically signed by {signed} on {day:%m/%d/%Y} 17:20
"""))
    return path


a = next(people)
path = note(a, "visit", "Medication Management Note", d(1, 7), "14:00 - 14:25",
            "Seen for follow-up of depression. Sleep is better since the last visit, appetite fair, no side effects told. "
            "Mood rated four of ten. Refill sent to the pharmacy on Mill Street; return in four weeks.", "Hannah Strand, LCSW")
claim = pro(a, "IB4032-1", [Line("99213", d(1, 7), 12000)])
must("COD-022", claim, "a medical visit written by a social worker", 1, "2026-01-07", "LCSW", path)
note(a, "visit", "Medication Management Note", d(2, 4), "09:10 - 09:35",
     "Dose raised two weeks ago and tolerated. Wakes once a night now. Laboratory values of January reviewed, thyroid normal. "
     "Continue; call if the tremor returns.", "Victor Mellis, MD")
near("COD-022", pro(a, "IB4032-2", [Line("99213", d(2, 4), 12000)], renderer=VICTOR), "a medical visit written by a physician")

a = next(people)
a.member = "0EG4TE5MK72"
path = note(a, "intake", "Diagnostic Evaluation", d(1, 8), "13:00 - 14:05",
            "First visit. Low since the move in autumn, cries over small things, stopped singing in the choir. No thoughts of death. "
            "Lives with a sister. Recommends weekly therapy here.\nDiagnosis: F33.1", "Hannah Strand, LCSW")
claim = Claim("IB4033-1", a, [Line("90791", d(1, 8), 21000)], "P", dx=("F331",), renderer=VICTOR)
medicare.append(claim)
must("COD-029", claim, "a first visit by someone else than the claim names", 1, "2026-01-08", "Hannah Strand", path)
note(a, "visit", "Psychiatric Evaluation", d(1, 22), "10:00 - 10:55",
     "Evaluation for medicines. Low energy, early waking, no past trials. Agreed on sertraline and what to watch for. "
     "Will come again in three weeks.\nDiagnosis: F33.1", "Victor Mellis, MD")
claim = Claim("IB4033-2", a, [Line("90792", d(1, 22), 24000)], "P", dx=("F331",), renderer=VICTOR)
medicare.append(claim)
near("COD-029", claim, "a first visit by the one whom the claim names")

a = next(people)
approve("QM-50134", a, d(1, 5), d(1, 16), "H0015", "4", "days", "IOP", requested="01/02/2026")
approve("QM-50135", a, d(2, 2), d(2, 13), "H0015", "4", "days", "IOP", requested="01/30/2026")
note(a, "group", "IOP Group Therapy Note", d(1, 7), "09:00 - 12:05",
     "Lars spoke of the bottle behind the paint cans and of his wife finding it. He practised the call to his sponsor in a role "
     "play and was clumsy and honest. Goal 1: somewhat closer. Next: pour out what is left, with her.", "Hannah Strand, LCSW")
note(a, "group", "IOP Group Therapy Note", d(2, 4), "09:00 - 12:10",
     "Lars came in tired from night work; craving six of ten on the drive past the bar. Drew his week and marked two gaps. "
     "Took the shift plan home to ask for days. Goal 2 under way.", "Hannah Strand, LCSW")
entries.append(("must", {"rule": "AUT-016", "patient": a.mrn, "date": "2026-01-05", "file": "authorizations/log.csv", "page": 1,
                         "quote": "QM-50134", "why": "approved, delivered and not billed"}))
claim = ins(a, "IB4034-1", [iop(d(2, 4))], auth="QM-50135")
entries.append(("must_not", {"rule": "AUT-016", "patient": a.mrn, "date": "2026-02-04", "why": "approved, delivered and billed"}))

# -- What the notes name, and what the payer was told
a, b = next(people), next(people)
path = note(a, "visit", "Individual Therapy Progress Note", d(1, 8), "10:00 - 10:45",
            "Mavis counted eleven days without a drink and two evenings when the shop window pulled at her. Wrote the "
            "letter to her brother that she will not send. She was wry about it, then quiet.\nPlan: meeting on Saturday, here on Thursday.\n"
            "Diagnosis: F10.20 Alcohol use disorder, severe", "Hannah Strand, LCSW")
claim = pro(a, "IB4035-1", [Line("90834", d(1, 8), 14000)], dx=("F43.10",))
must("COD-003", claim, "the note lists alcohol use disorder and names no trauma", 1, "2026-01-08", "F10.20", path)
note(b, "visit", "Individual Therapy Progress Note", d(1, 8), "11:00 - 11:45",
     "Noel brought the list of what he avoids since the accident and read half of it aloud. Breathing held through the second reading. "
     "Agreed to drive to the corner with his cousin.\nDiagnosis: F43.10 PTSD; F10.20 Alcohol use disorder", "Hannah Strand, LCSW")
near("COD-003", pro(b, "IB4036-1", [Line("90834", d(1, 8), 14000)], dx=("F43.10",)), "the note names it first")

a, b = next(people), next(people)
path = note(a, "visit", "Individual Therapy Progress Note", d(1, 12), "09:00 - 09:45",
            "Odette spoke of the new shift and how tired she is by Thursday. Thoughts are slower in the mornings, mood five of ten. "
            "Went through the week hour by hour and moved two chores. She will walk at noon and write down how it was.\nDiagnosis: F33.1",
            "Hannah Strand, LCSW")
claim = pro(a, "IB4037-1", [Line("90834", d(1, 12), 14000), Line("90785", d(1, 12), 1500)])
must("COD-019", claim, "nothing in the note made the session complex", 2, "2026-01-12", "SV1*HC:90785")
note(b, "visit", "Individual Therapy Progress Note", d(1, 12), "13:00 - 13:45",
     "Held with a Portuguese interpreter on the line for the whole hour. Piers told of the ferry and of low days since; some words took three "
     "tries. He will note the hours he sleeps.\nDiagnosis: F33.1", "Hannah Strand, LCSW")
near("COD-019", pro(b, "IB4038-1", [Line("90834", d(1, 12), 14000), Line("90785", d(1, 12), 1500)]), "an interpreter took part")

a, b = next(people), next(people)
approve("QM-50136", a, d(1, 12), d(1, 23), "H0035", "8", "days", "PHP", requested="01/12/2026", decided="01/13/2026",
        told="Patient reports active suicidal ideation with a plan to overdose. Depression severe, not sleeping.")
path = note(a, "intake", "Diagnostic Evaluation", d(1, 12), "09:00 - 10:05",
            "Quinn comes on advice of a family doctor. Depressed since the summer, sleeps four hours, cannot keep to a task. "
            "Denies suicidal ideation, intent or plan, now and in the past. Lives with a daughter.\nDiagnosis: F33.2", "Victor Mellis, MD")
claim = ins(a, "IB4039-1", [Line("H0035", d(1, 14), 45000, revenue="0912")], place="13", dx=("F33.2",), auth="QM-50136")
entries.append(("must", {"rule": "AUT-018", "patient": a.mrn, "date": "2026-01-12", "file": path, "page": 1,
                         "quote": "suicidal ideation", "why": "the payer was told of a plan, the evaluation of that day denies any"}))
approve("QM-50137", b, d(1, 12), d(1, 23), "H0035", "8", "days", "PHP", requested="01/12/2026", decided="01/13/2026",
        told="Reports suicidal ideation without intent, worse at night. Needs daily structure.")
note(b, "intake", "Diagnostic Evaluation", d(1, 12), "11:00 - 12:00",
     "Rosa has had suicidal ideation most nights this month and no intent; she gave the pills to her aunt. Depressed, tearful. "
     "Agreed to call before acting.\nDiagnosis: F33.2", "Victor Mellis, MD")
claim = ins(b, "IB4040-1", [Line("H0035", d(1, 14), 45000, revenue="0912")], place="13", dx=("F33.2",), auth="QM-50137")
entries.append(("must_not", {"rule": "AUT-018", "patient": b.mrn, "date": "2026-01-12", "why": "the evaluation says what the payer was told"}))

# -- Required modifiers, billers, correct-coding edits, patterns
a = next(people)
claim = pro(a, "IB4041-1", [Line("H2019", d(1, 8), 9000, units=2)])
must("COD-008", claim, "the payer wants a degree on this code", 1, "2026-01-08", "SV1*HC:H2019")
near("COD-008", pro(a, "IB4041-2", [Line("H2019", d(1, 15), 9000, units=2, modifiers=("HO",))]), "the degree is there")

a = next(people)
claim = Claim("IB4042-1", a, [Line("90834", d(1, 8), 14000)], "P", dx=("F331",), renderer=HANNAH)
supplied.append(claim)
must("COD-027", claim, "billed under the number of an equipment supplier", None, "2026-01-08", "IRON BRIDGE SUPPLY", "claims/supply.837")
near("COD-027", pro(a, "IB4042-2", [Line("90834", d(1, 15), 14000)]), "billed by the clinic")

a = next(people)
a.member = "0EG4TE5MK81"
claim = Claim("IB4043-1", a, [Line("90839", d(1, 9), 21000), Line("90834", d(1, 9), 14000)], "P", dx=("F331",), renderer=HANNAH)
medicare.append(claim)
must("COD-015", claim, "crisis and a session of one day by one clinician", 2, "2026-01-09", "SV1*HC:90834", "claims/medicare.837")
claim = Claim("IB4043-2", a, [Line("90847", d(1, 16), 15000), Line("90834", d(1, 16), 14000, modifiers=("59",))], "P", dx=("F331",), renderer=HANNAH)
medicare.append(claim)
near("COD-015", claim, "a distinct session, and marked as one")

a = next(people)
a.member = "0EG4TE5MK90"
claim = Claim("IB4044-1", a, [Line("96137", d(1, 12), 60000, units=13)], "P", dx=("F331",), renderer=VICTOR)
medicare.append(claim)
must("COD-016", claim, "thirteen half hours where eleven are allowed", 1, "2026-01-12", "SV1*HC:96137", "claims/medicare.837")
claim = Claim("IB4044-2", a, [Line("96137", d(1, 26), 50000, units=11)], "P", dx=("F331",), renderer=VICTOR)
medicare.append(claim)
near("COD-016", claim, "eleven of eleven")

long = [next(people) for _ in range(3)]
for place, person in enumerate(long):
    for week in range(7):
        day = date(2026, 1, 5 + place).toordinal() + 7 * week
        pro(person, f"IB{4045 + place}-{week + 1}", [Line("90837", date.fromordinal(day), 18000)], renderer=ODILE)
entries.append(("must", {"rule": "COD-021", "date": "2026-01-05", "file": "claims/professional.837", "page": 1,
                         "quote": "SV1*HC:90837", "why": "one clinician bills nothing but the longest code"}))
near("COD-021", next(c for c in professional if c.id == "IB4001-1"), "this clinician's sessions are of all lengths")

entries.append(("clean", {"patient": one.mrn, "why": "weekly sessions"}))
entries.append(("clean", {"patient": two.mrn, "why": "three days a week as approved"}))


def toml() -> str:
    out = ["# What an audit of this facility must, and must not, find. See README.md.", "schema = 1", ""]
    for kind, row in entries:
        out.append(f"[[{kind}]]")
        for key, value in row.items():
            if value is not None:
                out.append(f"{key} = {value}" if isinstance(value, int) else f'{key} = "{value}"')
        out.append("")
    return "\n".join(out)


def review(person: Person) -> str:
    out = Writer()
    out.open("QUARRY", "IRONBRIDGE", d(1, 5), 278, "HI", "005010X217", "278")
    out.add("BHT", "0007", "11", "QM50123", "20260105", "1200", "18")
    out.add("HL", 1, "", 20, 1)
    out.add("NM1", "X3", "2", "QUARRY MUTUAL", "", "", "", "", "PI", "QMUT1")
    out.add("HL", 2, 1, 21, 1)
    out.add("NM1", "1P", "2", CLINIC["name"], "", "", "", "", "XX", CLINIC["npi"])
    out.add("HL", 3, 2, 22, 1)
    out.add("NM1", "IL", "1", person.last.upper(), person.first.upper(), "", "", "", "MI", person.member)
    out.add("DMG", "D8", person.birth.strftime("%Y%m%d"), person.sex)
    out.add("HL", 4, 3, "EV", 1)
    out.add("UM", "HS", "I", "MH", out.join("11", "B"))
    out.add("HCR", "A1", "QM-50123")
    out.add("DTP", "472", "RD8", "20260105-20260130")
    out.add("HL", 5, 4, "SS", 0)
    out.add("HCR", "A1", "QM-50123")
    out.add("SV1", out.join("HC", "90834"), "", "UN", 6)
    out.add("HSD", "VS", 6)
    return out.close()


PAIRS = """CPT codes are used here as numbers only. Invented edits in the layout of the published files.
Column 1/Column 2 Edits
\t\t* = in existence\tEffective\tDeletion\tModifier\t
Column 1\tColumn 2\tprior to 1996\tDate\tDate\t0=not allowed\tPTP Edit Rationale
90791\t90834\t\t20130101\t20191231\t0\tInvented and ended
90839\t90834\t\t20130101\t*\t0\tInvented
90847\t90834\t\t20130101\t*\t1\tInvented
"""
UNITS = """\"Invented values in the layout of the published file.
They are no values of CMS.\"
HCPCS/CPT Code,Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale
90834,2,3 Date of Service Edit: Clinical,Invented
96137,11,3 Date of Service Edit: Clinical,Invented
"""


def main() -> None:
    (ROOT / "edits").mkdir(parents=True, exist_ok=True)
    (ROOT / "edits/ccipra-v320r0-f1.txt").write_text(PAIRS)
    (ROOT / "edits/MCR_MUE_PractitionerServices_Eff_01-01-2026.csv").write_text(UNITS)
    for folder in ("claims", "authorizations", "charts"):
        (ROOT / folder).mkdir(parents=True, exist_ok=True)
    payer = lambda claim: MEDICARE if claim in medicare else PAYERS
    for path, text in notes:
        (ROOT / path).write_text(text)
    for name, claims, biller, number in (
        ("professional", professional, CLINIC, 41), ("institutional", institutional, HOUSE, 42),
        ("medicare", medicare, CLINIC, 43), ("supply", supplied, SUPPLY, 44),
    ):
        (ROOT / f"claims/{name}.837").write_text(write_837(Writer(), claims, biller, payer, d(3, 31), number))
    (ROOT / "authorizations/quarry_response.278").write_text(review(placed))
    with open(ROOT / "authorizations/log.csv", "w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow("Auth #,MRN,Patient,Member ID,Payer,Level of Care,Service Code,Modifiers,Units Approved,Unit Type,"
                      "Days/Week,Start Date,End Date,Decision,Request Date,Decision Date,Review Type,Rendering NPI,Clinical Summary".split(","))
        rows.writerows(authorizations)
    (ROOT / "expected.toml").write_text(toml())


if __name__ == "__main__":
    main()
