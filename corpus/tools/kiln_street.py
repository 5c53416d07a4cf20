#!/usr/bin/env python3
"""Writes corpus/kiln-street: claims, eligibility and remittances of an invented billing service.

There are no charts. Every case is a patient with one claim or a few; the words beside `must` and
`near` say what is wrong or only looks wrong. Run from anywhere; writes the same bytes each time.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from facility import npi
from x12 import Writer, d8, money

ROOT = Path(__file__).resolve().parents[1] / "kiln-street"


@dataclass
class Payer:
    name: str
    id: str
    filing: str


@dataclass
class Person:
    mrn: str
    last: str
    first: str
    birth: date
    sex: str
    member: str


@dataclass
class Line:
    code: str
    day: date
    cents: int
    revenue: str = ""
    svd: list[tuple] = field(default_factory=list)


@dataclass
class Other:
    """Another payer of a claim: place, what it paid, adjustments; `None` = it says nothing."""
    payer: Payer
    place: str = "P"
    paid: int | None = None
    adjust: tuple = ()
    member: str = ""


@dataclass
class Claim:
    id: str
    patient: Person
    payer: Payer
    lines: list[Line]
    kind: str = "P"
    place: str = "P"
    msp: str = ""
    member: str = ""
    others: list[Other] = field(default_factory=list)
    values: tuple = ()
    sent: date = date(2026, 2, 27)

    @property
    def cents(self) -> int:
        return sum(line.cents for line in self.lines)


LANTERN = Payer("Lantern Mutual", "LANT1", "CI")
BUCKBOARD = Payer("Buckboard Health", "BUCK2", "BL")
MEDICAID = Payer("Ohio Medicaid", "OHMCD", "MC")
PART_B = Payer("Medicare Part B", "MEDB9", "MB")
PART_A = Payer("Medicare Part A", "MEDA9", "MA")
STERLING = Payer("Sterling Gold", "STRL4", "16")
TRICARE = Payer("Tricare East", "TRIE5", "CH")
NAMES = [
    ("Abernathy", "Rosa"), ("Bellamy", "Curt"), ("Corrigan", "Dell"), ("Dravecky", "Nan"), ("Ellsworth", "Tobin"),
    ("Fairbank", "Jo"), ("Gunderson", "Pia"), ("Halloran", "Wes"), ("Ingersoll", "Mae"), ("Jankowski", "Ned"),
    ("Kilbride", "Una"), ("Lachlan", "Ford"), ("Mortensen", "Bea"), ("Nightingale", "Cy"), ("Ostrander", "Lil"),
    ("Prendergast", "Huw"), ("Quimby", "Ada"), ("Rademaker", "Sol"), ("Stapleton", "Io"), ("Tillotson", "Ben"),
    ("Urquhart", "Fen"), ("Vandermeer", "Liv"), ("Wainwright", "Gil"), ("Yoakum", "Pru"), ("Zeller", "Max"),
    ("Atherton", "Ky"), ("Brockway", "Dot"), ("Crandall", "Ike"),
]
PEOPLE = iter([
    Person(f"KS-{7101 + n}", last, first, date(1958 + n, 1 + n % 12, 3 + n % 24), "FM"[n % 2], f"K{5520180 + 913 * n}")
    for n, (last, first) in enumerate(NAMES)
])
CLINIC = {"name": "KILN STREET COUNSELING", "npi": npi("230033001"), "tax": "990000202"}
RENDERER = ("ORDWAY", "LENA", npi("230033019"))
SENT = date(2026, 2, 27)

claims: list[Claim] = []
coverages: list[list[str]] = []
answers: list[tuple] = []
payments: list[tuple] = []
entries: list[tuple[str, dict[str, object]]] = []


def d(month: int, day: int) -> date:
    return date(2026, month, day)


def visit(day: date, code="90834", cents=14000, **more) -> Line:
    return Line(code, day, cents, **more)


def claim(number: str, person: Person, payer: Payer, lines: list[Line], **more) -> Claim:
    made = Claim(number, person, payer, lines, **more)
    claims.append(made)
    return made


def covered(person: Person, payer: Payer, start="", end="", status="Active", order="", kind="", member="", checked="", relation="Self"):
    coverages.append([
        person.mrn, f"{person.last}, {person.first}", person.birth.strftime("%m/%d/%Y"), payer.name, payer.id,
        member or person.member, kind, relation, order, status, start, end, checked,
    ])


def paid(made: Claim, payer: Payer, cents: int, day: date, status="1", allowed: int | None = None, responsibility=0):
    """The payer settles the claim: the payment lies on its first line."""
    payments.append((payer, day, made, cents, status, allowed, responsibility))


def file_of(made: Claim) -> str:
    return f"claims/{name_of(made)}.837"


def name_of(made: Claim) -> str:
    kind = "professional" if made.kind == "P" else "institutional"
    return f"{kind}_{made.sent.strftime('%Y%m%d')}"


def must(rule: str, made: Claim, why: str, quote: str | None = None, file: str | None = None, day: date | None = None):
    row = {"rule": rule, "patient": made.patient.mrn, "claim": made.id,
           "date": (day or min(line.day for line in made.lines)).isoformat(), "why": why}
    if quote:
        row |= {"file": file or file_of(made), "page": 1, "quote": quote}
    entries.append(("must", row))


def near(rule: str, made: Claim, why: str):
    entries.append(("must_not", {"rule": rule, "patient": made.patient.mrn, "claim": made.id, "why": why}))


def clean(person: Person, why: str):
    entries.append(("clean", {"patient": person.mrn, "why": why}))


# -- Clean: one plan; Medicare with a supplement; a plan and then Medicaid, all in order.
a = next(PEOPLE)
covered(a, LANTERN, "01/01/2025", "", checked="01/02/2026")
for week, day in enumerate((6, 13, 20)):
    made = claim(f"KS7101-{week + 1}", a, LANTERN, [visit(d(1, day))])
    paid(made, LANTERN, 9800, d(3, 9), allowed=9800)
clean(a, "one plan, billed and paid")

a = next(PEOPLE)
covered(a, PART_B, "03/01/2023", "", order="Primary", kind="Medicare")
covered(a, Payer("Beacon Supplement", "BEAC3", "CI"), "03/01/2023", "", order="Secondary", kind="Medigap")
made = claim("KS7102-1", a, PART_B, [visit(d(1, 8), "90837", 19000)])
paid(made, PART_B, 11200, d(3, 10), allowed=14000, responsibility=2800)
clean(a, "Medicare, and a supplement behind it")

a = next(PEOPLE)
covered(a, LANTERN, "07/01/2025", "", order="Primary", kind="Commercial")
covered(a, MEDICAID, "01/01/2025", "", order="Secondary", kind="Medicaid")
made = claim("KS7103-1", a, LANTERN, [visit(d(1, 9))])
paid(made, LANTERN, 6000, d(3, 9), allowed=9000, responsibility=3000)
made = claim("KS7103-1M", a, MEDICAID, [visit(d(1, 9))], place="S", sent=d(3, 20),
             others=[Other(LANTERN, "P", 6000, (("CO", "45", 5000), ("PR", "2", 3000)))])
paid(made, MEDICAID, 1500, d(4, 2), status="2", allowed=7500)
for rule in ("COB-001", "COB-002", "COB-003", "COB-004", "COB-005", "COB-009"):
    near(rule, made, "the plan was billed first and its decision is reported")
clean(a, "a plan, and Medicaid behind it")

# -- COB-001
a = next(PEOPLE)
covered(a, LANTERN, "02/01/2025", "01/31/2026", order="Primary", kind="Commercial")
covered(a, BUCKBOARD, "01/01/2024", "", order="Secondary", kind="Commercial")
made = claim("KS7104-1", a, BUCKBOARD, [visit(d(1, 14))])
must("COB-001", made, "the plan listed as secondary was billed as primary", "Lantern Mutual", "coverage/eligibility_log.csv")
near("COB-001", claim("KS7104-2", a, LANTERN, [visit(d(1, 21))]), "the plan listed as primary")
near("COB-001", claim("KS7104-3", a, BUCKBOARD, [visit(d(2, 4))]), "after the primary plan's last day")

a = next(PEOPLE)
covered(a, TRICARE, "01/01/2024", "")
covered(a, LANTERN, "01/01/2025", "", kind="Commercial")
made = claim("KS7105-1", a, TRICARE, [visit(d(1, 15))])
must("COB-001", made, "TRICARE pays after other insurance", "Lantern Mutual", "coverage/eligibility_log.csv")
made = claim("KS7105-2", a, TRICARE, [visit(d(1, 22))], place="S",
             others=[Other(LANTERN, "P", 5000, (("CO", "45", 4000), ("PR", "3", 5000)))])
near("COB-001", made, "TRICARE behind the plan")

# -- COB-002
a = next(PEOPLE)
covered(a, MEDICAID, "01/01/2025", "", kind="Medicaid")
covered(a, BUCKBOARD, "01/10/2026", "", kind="Commercial")
near("COB-002", claim("KS7106-1", a, MEDICAID, [visit(d(1, 7))]), "before the plan began")
made = claim("KS7106-2", a, MEDICAID, [visit(d(1, 16))])
must("COB-002", made, "Medicaid billed first while a plan was in force", "Buckboard Health", "coverage/eligibility_log.csv")
a = next(PEOPLE)
covered(a, MEDICAID, "01/01/2025", "", kind="Medicaid")
covered(a, Payer("Smile Dental", "SMIL8", ""), "01/01/2025", "", kind="Dental")
near("COB-002", claim("KS7107-1", a, MEDICAID, [visit(d(1, 16))]), "the other plan is for teeth")
a = next(PEOPLE)
answers.append((MEDICAID, a, d(1, 20), a.member, [("EB", "1", "IND", "30", "MC"), ("DTP", "291", "RD8", "20250701-20260630"),
                ("EB", "R", "", "30", "C1"), ("DTP", "292", "RD8", "20251001-20260930"), ("LS", "2120"),
                ("NM1", "PRP", "2", "LANTERN MUTUAL", "", "", "", "", "PI", "LANT1"), ("LE", "2120")]))
made = claim("KS7108-1", a, MEDICAID, [visit(d(1, 20))])
must("COB-002", made, "Medicaid's own answer names the primary plan", "EB*R**30*C1", "coverage/ohmcd_ks7108.271")

# -- COB-003
a = next(PEOPLE)
made = claim("KS7109-1", a, LANTERN, [visit(d(1, 12))])
paid(made, LANTERN, 7000, d(3, 9), allowed=9000, responsibility=2000)
made = claim("KS7109-1B", a, BUCKBOARD, [visit(d(1, 12))], place="S", sent=d(3, 20), others=[Other(LANTERN, "P")])
must("COB-003", made, "the first plan's payment is not reported", "CLM*KS7109-1B*140")
made = claim("KS7109-2", a, LANTERN, [visit(d(1, 19))])
paid(made, LANTERN, 0, d(3, 9), status="4")
made = claim("KS7109-2B", a, BUCKBOARD, [visit(d(1, 19))], place="S", sent=d(3, 20),
             others=[Other(LANTERN, "P", 0, (("CO", "96", 14000),))])
near("COB-003", made, "the first plan's denial is reported")

# -- COB-004
a = next(PEOPLE)
for number, day, reported in (("KS7110-1", 12, 6500), ("KS7110-2", 19, 7000)):
    made = claim(number, a, LANTERN, [visit(d(1, day))])
    paid(made, LANTERN, 7000, d(3, 9), allowed=9000, responsibility=2000)
    second = claim(number + "B", a, BUCKBOARD, [visit(d(1, day))], place="S", sent=d(3, 20),
                   others=[Other(LANTERN, "P", reported, (("CO", "45", 14000 - reported),))])
    if reported == 7000:
        near("COB-004", second, "the amount that was remitted")
    else:
        must("COB-004", second, "65 reported, 70 remitted", "AMT*D*65")

# -- COB-005
a = next(PEOPLE)
line = visit(d(1, 13), svd=[(LANTERN, 8000, (("CO", "45", 4500),))])
made = claim("KS7111-1B", a, BUCKBOARD, [line], place="S", others=[Other(LANTERN, "P", 8000)])
must("COB-005", made, "15 of the charge are not accounted for", "SVD*LANT1*80")
line = visit(d(1, 27), svd=[(LANTERN, 8000, (("CO", "45", 4500), ("PR", "2", 1500)))])
made = claim("KS7111-2B", a, BUCKBOARD, [line], place="S", others=[Other(LANTERN, "P", 8000)])
near("COB-005", made, "paid and adjusted come to the charge")

# -- COB-006
a = next(PEOPLE)
covered(a, LANTERN, "06/01/2025", "01/20/2026", status="Termed", checked="02/20/2026")
near("COB-006", claim("KS7112-1", a, LANTERN, [visit(d(1, 14))]), "before the last day")
made = claim("KS7112-2", a, LANTERN, [visit(d(1, 28))])
must("COB-006", made, "a week after the coverage ended", "Termed", "coverage/eligibility_log.csv")
a = next(PEOPLE)
answers.append((BUCKBOARD, a, d(2, 3), a.member, [("DTP", "307", "D8", "20260203"), ("EB", "6", "", "30")]))
made = claim("KS7113-1", a, BUCKBOARD, [visit(d(2, 3))])
must("COB-006", made, "the plan answered that day that it was not active", "EB*6**30", "coverage/buck2_ks7113.271")
paid(made, BUCKBOARD, 0, d(3, 11), status="4:27")

# -- COB-007
a = next(PEOPLE)
covered(a, PART_B, "01/01/2022", "", kind="Medicare", member="0EG4TE5MK73")
made = claim("KS7114-1", a, PART_B, [visit(d(1, 15))], member="0EG4TE5MK37")
must("COB-007", made, "two characters of the Medicare number changed places", "0EG4TE5MK37")
a = next(PEOPLE)
covered(a, BUCKBOARD, "01/01/2022", "", member="BQX007710442")
near("COB-007", claim("KS7115-1", a, BUCKBOARD, [visit(d(1, 15))], member="7710442"), "the same number without the plan's letters")

# -- COB-008
a = next(PEOPLE)
answers.append((BUCKBOARD, a, d(1, 12), a.member, [("DTP", "346", "D8", "20250401"), ("EB", "1", "IND", "30"), ("EB", "D", "", "MH"),
                ("MSG", "MENTAL HEALTH AND SUBSTANCE USE ARE CARVED OUT - SUBMIT CLAIMS TO HEARTWOOD BEHAVIORAL")]))
made = claim("KS7116-1", a, BUCKBOARD, [visit(d(1, 12))])
must("COB-008", made, "another plan has the behavioral benefits", "CARVED OUT", "coverage/buck2_ks7116.271")
a = next(PEOPLE)
answers.append((BUCKBOARD, a, d(1, 12), a.member, [("DTP", "346", "D8", "20250401"), ("EB", "1", "IND", "30"), ("EB", "1", "", "MH"),
                ("EB", "D", "", "88"), ("MSG", "PHARMACY BENEFITS ARE CARVED OUT TO SCRIPT PARTNERS")]))
near("COB-008", claim("KS7117-1", a, BUCKBOARD, [visit(d(1, 12))]), "only the drugs are another plan's")
a = next(PEOPLE)
covered(a, PART_B, "05/01/2021", "", kind="Medicare")
covered(a, STERLING, "01/01/2026", "", kind="Medicare Advantage")
made = claim("KS7118-1", a, PART_B, [visit(d(1, 26))])
must("COB-008", made, "an Advantage plan stands in for Medicare", "Sterling Gold", "coverage/eligibility_log.csv")
a = next(PEOPLE)
covered(a, PART_B, "05/01/2021", "", kind="Medicare")
covered(a, STERLING, "02/01/2026", "", kind="Medicare Advantage")
near("COB-008", claim("KS7119-1", a, PART_B, [visit(d(1, 26))]), "before the Advantage plan began")

# -- COB-009
a = next(PEOPLE)
made = claim("KS7120-1", a, LANTERN, [visit(d(1, 13))])
paid(made, LANTERN, 9000, d(3, 9), allowed=9000)
second = claim("KS7120-1", a, BUCKBOARD, [visit(d(1, 13))], place="S", sent=d(3, 20), others=[Other(LANTERN, "P", 9000, (("CO", "45", 5000),))])
paid(second, BUCKBOARD, 8800, d(4, 3), status="2", allowed=8800)
must("COB-009", made, "two plans paid 178 of 140", "CLP*KS7120-1*2*140*88", "remits/BUCK2_20260403.835")
made = claim("KS7120-2", a, LANTERN, [visit(d(1, 20))])
paid(made, LANTERN, 7000, d(3, 9), allowed=9000, responsibility=2000)
second = claim("KS7120-2", a, BUCKBOARD, [visit(d(1, 20))], place="S", sent=d(3, 20),
               others=[Other(LANTERN, "P", 7000, (("CO", "45", 5000), ("PR", "2", 2000)))])
paid(second, BUCKBOARD, 2000, d(4, 3), status="2", allowed=9000)
near("COB-009", second, "filled up to the amount that both allow")

# -- COB-010
a = next(PEOPLE)
other = lambda: [Other(LANTERN, "P", 9000, (("CO", "45", 4000), ("PR", "2", 1000)))]
made = claim("KS7121-1", a, PART_B, [visit(d(1, 14))], place="S", others=other())
must("COB-010", made, "nothing says why Medicare pays second", "CLM*KS7121-1*140")
near("COB-010", claim("KS7121-2", a, PART_B, [visit(d(1, 21))], place="S", msp="12", others=other()), "working aged, said so")
a = next(PEOPLE)
day = lambda when: [Line("90853", when, 14000, "0915")]
made = claim("KS7122-1", a, PART_A, day(d(1, 14)), kind="I", place="S", others=other())
must("COB-010", made, "no value code of the first payer's amount", "CLM*KS7122-1*140")
near("COB-010", claim("KS7122-2", a, PART_A, day(d(1, 21)), kind="I", place="S", others=other(), values=(("12", 9000),)), "the value code of the working aged")

# -- Clean: a plan's year turned over; a dependent under the parent's number.
a = next(PEOPLE)
covered(a, LANTERN, "01/01/2025", "12/31/2025")
covered(a, LANTERN, "01/01/2026", "12/31/2026")
claim("KS7123-1", a, LANTERN, [visit(date(2025, 12, 30)), visit(d(1, 6))])
clean(a, "two plan years of one plan")


def write_837(group: list[Claim], control: int) -> str:
    out = Writer()
    professional = group[0].kind == "P"
    sent = group[0].sent
    version = "005010X222A1" if professional else "005010X223A2"
    out.open("KILNSTREET", "CLEARPATH", sent, control, "HC", version, "837")
    out.add("BHT", "0019", "00", f"{control:06}", d8(sent), "0915", "CH")
    out.add("NM1", "41", "2", CLINIC["name"], "", "", "", "", "46", "KILNSTREET")
    out.add("PER", "IC", "BILLING", "TE", "5555550177")
    out.add("NM1", "40", "2", "CLEARPATH CLEARINGHOUSE", "", "", "", "", "46", "CLEARPATH")
    out.add("HL", 1, "", 20, 1)
    out.add("PRV", "BI", "PXC", "261QM0801X")
    out.add("NM1", "85", "2", CLINIC["name"], "", "", "", "", "XX", CLINIC["npi"])
    out.add("N3", "212 KILN ST")
    out.add("N4", "POTTERTON", "OH", "440020000")
    out.add("REF", "EI", CLINIC["tax"])
    for level, made in enumerate(group, start=2):
        p = made.patient
        out.add("HL", level, 1, 22, 0)
        out.add("SBR", made.place, "18", "", "", made.msp, "", "", "", made.payer.filing)
        out.add("NM1", "IL", "1", p.last.upper(), p.first.upper(), "", "", "", "MI", made.member or p.member)
        out.add("DMG", "D8", d8(p.birth), p.sex)
        out.add("NM1", "PR", "2", made.payer.name.upper(), "", "", "", "", "PI", made.payer.id)
        first, last = min(x.day for x in made.lines), max(x.day for x in made.lines)
        if professional:
            out.add("CLM", made.id, money(made.cents), "", "", out.join("11", "B", "1"), "Y", "A", "Y", "Y")
        else:
            out.add("CLM", made.id, money(made.cents), "", "", out.join("13", "A", "1"), "", "A", "Y", "Y")
            out.add("DTP", "434", "RD8", f"{d8(first)}-{d8(last)}")
            out.add("CL1", "3", "1", "01")
        out.add("REF", "EA", p.mrn)
        out.add("HI", out.join("ABK", "F331"))
        if made.values:
            out.add("HI", *[out.join("BE", code, "", "", money(cents)) for code, cents in made.values])
        last_name, first_name, number = RENDERER
        out.add("NM1", "82" if professional else "71", "1", last_name, first_name, "", "", "", "XX", number)
        for other in made.others:
            out.add("SBR", other.place, "18", "", "", "", "", "", "", other.payer.filing)
            for group_code, reason, cents in other.adjust:
                out.add("CAS", group_code, reason, money(cents))
            if other.paid is not None:
                out.add("AMT", "D", money(other.paid))
            out.add("OI", "", "", "Y", "", "", "Y")
            out.add("NM1", "IL", "1", p.last.upper(), p.first.upper(), "", "", "", "MI", other.member or "L" + p.member[1:])
            out.add("NM1", "PR", "2", other.payer.name.upper(), "", "", "", "", "PI", other.payer.id)
        for place, line in enumerate(made.lines, start=1):
            out.add("LX", place)
            code = out.join("HC", line.code)
            if professional:
                out.add("SV1", code, money(line.cents), "UN", 1, "", "", "1")
            else:
                out.add("SV2", line.revenue, code, money(line.cents), "UN", 1)
            out.add("DTP", "472", "D8", d8(line.day))
            out.add("REF", "6R", f"{made.id}-{place}")
            for payer, cents, adjust in line.svd:
                out.add("SVD", payer.id, money(cents), code, "", 1)
                for group_code, reason, amount in adjust:
                    out.add("CAS", group_code, reason, money(amount))
                out.add("DTP", "573", "D8", "20260220")
    return out.close()


def write_835(payer: Payer, day: date, settled: list[tuple], control: int) -> str:
    out = Writer()
    total = sum(cents for _, _, _, cents, *_ in settled)
    out.open(payer.id, "KILNSTREET", day, control, "HP", "005010X221A1", "835")
    out.add("BPR", "I" if total else "H", money(total), "C", "ACH" if total else "NON", "CCP" if total else "", *([""] * 10), d8(day))
    out.add("TRN", "1", f"EFT{control:07}", "1" + CLINIC["tax"])
    out.add("DTM", "405", d8(day))
    out.add("N1", "PR", payer.name.upper())
    out.add("N3", "PO BOX 210")
    out.add("N4", "POTTERTON", "OH", "44002")
    out.add("REF", "2U", payer.id)
    out.add("N1", "PE", CLINIC["name"], "XX", CLINIC["npi"])
    out.add("LX", 1)
    for place, (_, _, made, cents, status, allowed, responsibility) in enumerate(settled, start=1):
        status, _, reason = status.partition(":")
        p, line = made.patient, made.lines[0]
        out.add("CLP", made.id, status, money(made.cents), money(cents), money(responsibility), payer.filing, f"ICN{control}{place:04}", "11", "1")
        out.add("NM1", "QC", "1", p.last.upper(), p.first.upper(), "", "", "", "MI", made.member or p.member)
        out.add("REF", "EA", p.mrn)
        out.add("SVC", out.join("HC", line.code), money(line.cents), money(cents), line.revenue, 1)
        out.add("DTM", "472", d8(line.day))
        if status == "4":
            out.add("CAS", "CO", reason or "96", money(line.cents))
        else:
            rest = line.cents - cents - responsibility
            if rest:
                out.add("CAS", *(("OA", "23") if status == "2" else ("CO", "45")), money(rest))
            if responsibility:
                out.add("CAS", "PR", "2", money(responsibility))
        out.add("REF", "6R", f"{made.id}-1")
        if allowed is not None:
            out.add("AMT", "B6", money(allowed))
    return out.close()


def write_271(payer: Payer, person: Person, day: date, member: str, body: list[tuple], control: int) -> str:
    out = Writer()
    out.open(payer.id, "KILNSTREET", day, control, "HB", "005010X279A1", "271")
    out.add("BHT", "0022", "11", f"R{control}", d8(day), "0840")
    out.add("HL", 1, "", 20, 1)
    out.add("NM1", "PR", "2", payer.name.upper(), "", "", "", "", "PI", payer.id)
    out.add("HL", 2, 1, 21, 1)
    out.add("NM1", "1P", "2", CLINIC["name"], "", "", "", "", "XX", CLINIC["npi"])
    out.add("HL", 3, 2, 22, 0)
    out.add("TRN", "2", f"T{control}", "1" + CLINIC["tax"])
    out.add("NM1", "IL", "1", person.last.upper(), person.first.upper(), "", "", "", "MI", member)
    out.add("DMG", "D8", d8(person.birth), person.sex)
    for segment in body:
        out.add(*segment)
    return out.close()


def toml() -> str:
    out = ["# What an audit of this facility must, and must not, find. See README.md.", "schema = 1", ""]
    for kind, row in entries:
        out.append(f"[[{kind}]]")
        for key, value in row.items():
            out.append(f"{key} = {value}" if isinstance(value, int) else f'{key} = "{value}"')
        out.append("")
    return "\n".join(out)


def main() -> None:
    for folder in ("claims", "coverage", "remits"):
        (ROOT / folder).mkdir(parents=True, exist_ok=True)
    files: dict[str, list[Claim]] = {}
    for made in claims:
        files.setdefault(name_of(made), []).append(made)
    for control, (name, group) in enumerate(sorted(files.items()), start=301):
        (ROOT / f"claims/{name}.837").write_text(write_837(group, control))
    remits: dict[tuple, list[tuple]] = {}
    for row in payments:
        remits.setdefault((row[0].id, row[1]), []).append(row)
    for control, ((payer, day), settled) in enumerate(sorted(remits.items()), start=501):
        (ROOT / f"remits/{payer}_{d8(day)}.835").write_text(write_835(settled[0][0], day, settled, control))
    for control, (payer, person, day, member, body) in enumerate(answers, start=701):
        name = f"{payer.id}_{person.mrn.replace('-', '')}".lower()
        (ROOT / f"coverage/{name}.271").write_text(write_271(payer, person, day, member, body, control))
    with open(ROOT / "coverage/eligibility_log.csv", "w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow("MRN,Patient,DOB,Insurance,Payer ID,Member ID,Plan Type,Relationship,Priority,Status,Eff Date,Term Date,Verified On".split(","))
        rows.writerows(coverages)
    (ROOT / "expected.toml").write_text(toml())


if __name__ == "__main__":
    main()
