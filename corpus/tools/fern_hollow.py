#!/usr/bin/env python3
"""Writes corpus/fern-hollow: an organisation of four sites and two billing numbers, January 2026.

Run `python3 corpus/tools/fern_hollow.py`; the same bytes come out each time. The words stand in
`fern_hollow_words.py`. Everything is invented.
"""

from __future__ import annotations

import csv
import io
import shutil
import textwrap
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

from facility import npi
from fern_hollow_words import ASSESSMENTS, CONTACTS, L, MEDICARE, PLANS, SESSIONS, A, T
from x12 import Claim, Line, Writer, write_837

ROOT = Path(__file__).resolve().parent.parent / "fern-hollow"

STAFF = {key: SimpleNamespace(first=first, last=last, credential=credential, npi=npi(digits)) for key, first, last, credential, digits in [
    ("pell", "Adair", "Pell", "LCSW", "236410275"), ("blay", "Corwin", "Blay", "LPC", "241903667"),
    ("sorley", "Imogen", "Sorley", "LCDC", "252870419"), ("lund", "Pernille", "Lund", "LPC", "246618093"),
    ("quist", "Rafael", "Quist", "LCDC", "268154302"), ("dorsey", "Wanda", "Dorsey", "BHT", "273096518"),
    ("hanlon", "Teague", "Hanlon", "BHT", "288401736"), ("mabry", "Lottie", "Mabry", "QMHP", "295517024"),
    ("ingram", "Silas", "Ingram", "LCDC", "231765940"), ("tully", "Fenna", "Tully", "LPC", "244382901"),
    ("arden", "Marisol", "Arden", "LCSW", "257730168"), ("osei", "Kwame", "Osei", "LPC", "262049873"),
    ("marsh", "Delphine", "Marsh", "CTRS", "279318450"), ("vance", "Ottilie", "Vance", "MD", "283675091"),
]}

PATIENTS = {mrn: SimpleNamespace(mrn=mrn, last=last, first=first, birth=date(*birth), sex=sex, payer=payer, member=member, dx=dx) for mrn, last, first, birth, sex, payer, member, dx in [
    ("FH-2001", "Ostrander", "Merle", (1961, 4, 11), "M", "T", "TMH4402117", "F331"),
    ("FH-2002", "Vandermeer", "Noelle", (1984, 8, 2), "F", "T", "TMH4419350", "F1020"),
    ("FH-2003", "Kessler", "Tobias", (1996, 3, 27), "M", "T", "TMH4420068", "F1120"),
    ("FH-2004", "Abernathy", "Lucinda", (1957, 10, 19), "F", "M", "0FH5TK8WP31", "F332"),
    ("FH-2005", "Okafor", "Desmond", (1979, 1, 8), "M", "T", "TMH4388204", "F411"),
    ("FH-2006", "Thibodeau", "Giselle", (1992, 6, 14), "F", "T", "TMH4431977", "F1520"),
    ("FH-2007", "Lindgren", "Harvey", (1953, 12, 3), "M", "T", "TMH4360015", "F330"),
    ("FH-2008", "Salcedo", "Renata", (1990, 9, 22), "F", "T", "TMH4407713", "F1420"),
    ("FH-2009", "Whitlow", "Ambrose", (1974, 2, 16), "M", "S", "S771204936", "F209"),
    ("FH-2010", "Haverty", "Winston", (1982, 7, 30), "M", "S", "S771209815", "F1020"),
    ("FH-2011", "Prentiss", "Juniper", (1994, 5, 5), "F", "T", "TMH4415502", "F1120"),
    ("FH-2012", "Zamora", "Octavio", (1981, 11, 12), "M", "T", "TMH4399641", "F1120"),
    ("FH-2013", "Delacroix", "Priscilla", (1986, 3, 9), "F", "T", "TMH4402950", "F4323"),
    ("FH-2014", "Lomax", "Ezra", (2001, 1, 25), "M", "T", "TMH4411186", "F4010"),
    ("FH-2015", "Sorrell", "Marguerite", (1968, 8, 17), "F", "T", "TMH4377429", "F422"),
    ("FH-2016", "Bancroft", "Lionel", (1977, 6, 1), "M", "T", "TMH4424871", "F4310"),
    ("FH-2017", "Yardley", "Beatrix", (1959, 2, 28), "F", "T", "TMH4356398", "F341"),
    ("FH-2018", "Finnegan", "Cormac", (1993, 10, 6), "M", "T", "TMH4418820", "F50810"),
    ("FH-2019", "Marchetti", "Sabine", (1988, 12, 20), "F", "T", "TMH4405264", "F410"),
]}

PAYERS = {
    "T": {"name": "Tamarack Mutual Health", "id": "TMH22", "filing_p": "CI", "filing_i": "CI"},
    "M": {"name": "Medicare Contractor Region Four", "id": "MEDN4", "filing_p": "MB", "filing_i": "MA"},
    "S": {"name": "State Medicaid Plan", "id": "SMP01", "filing_p": "MC", "filing_i": "MC"},
}
CENTER = {"name": "FERN HOLLOW RECOVERY CENTER", "npi": npi("229018364"), "tax": "990611274", "submitter": "FHRC2290", "receiver": "CLEARPATH7",
          "receiver_name": "CLEARPATH EXCHANGE", "contact": "NOREEN TATE", "phone": "5555550144", "taxonomy": "261QR0405X",
          "street": "400 ALDER WAY", "city": "MILLBROOK", "state": "OH", "zip": "449990001"}
CLINICS = CENTER | {"name": "FERN HOLLOW COMMUNITY CLINICS", "npi": npi("234507719"), "submitter": "FHCC2345", "taxonomy": "261QM0801X", "street": "18 MILL ROAD"}

TITLES = {"I": "Individual Therapy Progress Note", "G": "Group Therapy Progress Note", "F": "IOP Group Block Note", "R": "Residential Daily Note", "O": "OTP Counseling Note", "S": "Community Support Note"}


def day(text: str) -> date:
    return date.fromisoformat("2026-" + text)


def us(when: date) -> str:
    return when.strftime("%m/%d/%Y")


def clock(text: str) -> str:
    moment = datetime.strptime(text, "%H:%M")
    return moment.strftime("%I:%M %p").lstrip("0")


def minutes(start: str, stop: str) -> int:
    gap = datetime.strptime(stop, "%H:%M") - datetime.strptime(start, "%H:%M")
    return gap.seconds // 60


def wrap(label: str, words: str) -> str:
    return textwrap.fill(f"{label}: {words}", 92, break_on_hyphens=False)


def signed(who: str, when: date, at: str) -> str:
    staff = STAFF[who]
    return f"Electronically signed by {staff.first} {staff.last}, {staff.credential} on {us(when)} at {at}"


def head(mrn: str, title: str, site: str) -> list[str]:
    p = PATIENTS[mrn]
    return ["Fern Hollow Behavioral Health", title, f"Location: {site}", f"Client: {p.last}, {p.first}    MRN: {mrn}    DOB: {us(p.birth)}"]


def note(mrn, when, start, stop, kind, who, site, data, assessment, plan, title="") -> str:
    staff = STAFF[who]
    lines = head(mrn, title or TITLES[kind], site)
    lines.append(f"Date of Service: {us(when)}    Clinician: {staff.first} {staff.last}, {staff.credential}")
    if stop:
        whole = minutes(start, stop)
        counted = whole - 15 if kind == "F" else whole
        length = f"{counted} minutes" + (", breaks taken out" if kind == "F" else "")
        lines.append(f"Start: {clock(start)}    End: {clock(stop)}    Duration: {length}" if kind != "F"
                     else f"Start: {clock(start)}    End: {clock(stop)}")
    goal = PLANS[mrn][2]
    lines += [f"Goal addressed: 1. {goal}", "", wrap("Data", data), wrap("Assessment", assessment), wrap("Plan", plan), ""]
    at = clock((datetime.strptime(stop or "20:45", "%H:%M") + timedelta(minutes=22)).strftime("%H:%M"))
    lines.append(signed(who, when, at))
    return "\n".join(lines) + "\n"


def plan_note(mrn: str, who: str, when: date, level: str, site: str) -> str:
    diagnosis, problem, goal, objectives, services = PLANS[mrn]
    p = PATIENTS[mrn]
    lines = head(mrn, "Treatment Plan", site)
    lines += [f"Date of Service: {us(when)}    Clinician: {STAFF[who].first} {STAFF[who].last}, {STAFF[who].credential}",
              f"Admission date: {us(when)}", f"Plan effective: {us(when)}    Next review due: {us(when + timedelta(days=29))}", f"Level of care: {level}", "",
              f"Diagnosis: {diagnosis}", "", "Problem 1:", problem, "", "Goal 1:", goal, "", "Objectives:", f"a. {objectives[0]}", f"b. {objectives[1]}", "",
              "Services:", services + ".", "", "Strengths: comes when {0} says so; asks questions.".format("he" if p.sex == "M" else "she"), "",
              "Discharge criteria:", "Objectives met and held for a month, or care moved to the next level.", "",
              f"Client participation: {p.first} took part in writing this plan and signed a copy on paper.", "", signed(who, when, "3:10 PM")]
    return "\n".join(lines) + "\n"


def assessment_note(mrn: str, who: str, when: date, site: str) -> str:
    presenting, history, level = ASSESSMENTS[mrn]
    lines = head(mrn, "Biopsychosocial Assessment", site)
    lines += [f"Date of Service: {us(when)}    Clinician: {STAFF[who].first} {STAFF[who].last}, {STAFF[who].credential}", "",
              f"Diagnosis: {PLANS[mrn][0]}", "", wrap("Presenting problem", presenting), "", wrap("History", history), "", textwrap.fill(level, 92), "", signed(who, when, "2:35 PM")]
    return "\n".join(lines) + "\n"


def certification(when: date, level: str, until: date, hours: str) -> str:
    lines = head("FH-2004", "Physician Certification", A)
    lines += [f"Date of Service: {us(when)}    Provider: Ottilie Vance, MD", f"Certification period: {us(when)} to {us(until)}", f"Level of care: {level}", "",
              textwrap.fill(f"I certify that {level} services, {hours} hours per week, are medically necessary and reasonably expected to improve the patient's condition; without them she would require "
                            "inpatient psychiatric care. Services are furnished under my care and under a written plan that I established and review.", 92), "", signed("vance", when, "8:20 AM")]
    return "\n".join(lines) + "\n"


def discharge(mrn: str, who: str, when: date, level: str, site: str, words: str) -> str:
    lines = head(mrn, "Discharge Summary", site)
    lines += [f"Date of Service: {us(when)}    Clinician: {STAFF[who].first} {STAFF[who].last}, {STAFF[who].credential}", f"Discharge date: {us(when)}", f"Level of care: {level}", "",
              textwrap.fill(words, 92), "", signed(who, when, "4:40 PM")]
    return "\n".join(lines) + "\n"


def contact(mrn: str, when: date, who: str, words: str) -> str:
    lines = head(mrn, "Contact Note - Telephone", T)
    lines += [f"Date: {us(when)}    Staff: {STAFF[who].first} {STAFF[who].last}, {STAFF[who].credential}", "", textwrap.fill(words, 92), "", signed(who, when, "5:05 PM")]
    return "\n".join(lines) + "\n"


def charts() -> dict[str, str]:
    files: dict[str, str] = {}

    def put(mrn: str, when: date, word: str, text: str) -> str:
        folder = f"charts/{mrn}_{PATIENTS[mrn].last.lower()}"
        name = f"{folder}/{when:%Y%m%d}_{word}.txt"
        extra = 2
        while name in files:
            name = f"{folder}/{when:%Y%m%d}_{word}_{extra}.txt"
            extra += 1
        files[name] = text
        return name

    program = {"FH-2002": ("lund", "01-12", "Intensive Outpatient (IOP)", A), "FH-2003": ("lund", "01-12", "Intensive Outpatient (IOP)", A),
               "FH-2004": ("vance", "01-07", "Intensive Outpatient (IOP)", A), "FH-2006": ("pell", "01-05", "ASAM 3.5 Residential", L)}
    first = {}
    for session in sorted(SESSIONS, key=lambda row: (row[1], row[2])):
        first.setdefault(session[0], session)
    for mrn in PLANS:
        if mrn in program:
            who, when, level, site = program[mrn]
            put(mrn, day(when), "assessment", assessment_note(mrn, who, day(when), site))
        else:
            row = first[mrn]
            who, when, site = row[5], row[1], row[6]
            level = "Opioid Treatment Program (OTP)" if row[4] == "O" else "Outpatient"
        put(mrn, day(when), "treatment_plan", plan_note(mrn, who, day(when), level, site))
    for mrn, when, start, stop, kind, who, site, *words in SESSIONS:
        name = {"I": "individual", "G": "group", "F": "iop_block", "R": "daily", "O": "counseling", "S": "support"}[kind]
        put(mrn, day(when), name, note(mrn, day(when), start, stop, kind, who, site, *words))
    for when, start, stop, kind, who, title, *words in MEDICARE:
        level = "PHP" if when == "01-20" else "IOP"
        text = note("FH-2004", day(when), start, stop, kind, who, A, *words, title=f"{title} - {level}")
        put("FH-2004", day(when), title.split()[0].lower(), text)
    put("FH-2004", day("01-07"), "certification", certification(day("01-07"), "Intensive Outpatient (IOP)", day("03-06"), "9"))
    put("FH-2004", day("01-20"), "certification", certification(day("01-20"), "Partial Hospitalization (PHP)", day("02-06"), "20"))
    put("FH-2003", day("01-23"), "discharge", discharge("FH-2003", "lund", day("01-23"), "Intensive Outpatient (IOP)", A,
        "Tobias completed five days of IOP and leaves for work in the next county. Craving fell from 7 to 3, no missed doses, living at his sister's. Risk remains moderate on paydays. Aftercare: weekly sessions at Mill Road from 02/02/2026 and his prescriber monthly."))
    put("FH-2006", day("01-12"), "discharge", discharge("FH-2006", "pell", day("01-12"), "ASAM 3.5 Residential", L,
        "Giselle completed seven days, all groups attended, housing application filed. Cravings still 6 of 10 in the evening; leaves for the halfway house on Fourth Street with a bed from today and weekly sessions at Mill Road."))
    for mrn, when, who, words in CONTACTS:
        put(mrn, day(when), "contact", contact(mrn, day(when), who, words))
    return files


def claim(id_, mrn, lines, kind="P", place="11", who=None, conditions=(), admitted=None, status="01", frequency="1"):
    return Claim(id_, PATIENTS[mrn], lines, kind=kind, place=place, dx=(PATIENTS[mrn].dx,), renderer=STAFF[who] if who else None,
                 conditions=conditions, admitted=admitted, status=status, frequency=frequency)


def iop(*days):
    return [Line("H0015", day(text), 32000, revenue="0906") for text in days]


def components(when: str, *rows):
    return [Line(code, day(when), cents, revenue=revenue) for code, revenue, cents in rows]


PROGRAM = [("G0410", "0915", 14500), ("G0177", "0942", 9800), ("G0176", "0904", 9800)]


def institutional() -> list[Claim]:
    return [
        claim("FH2002-A", "FH-2002", iop("01-12", "01-14", "01-16"), "I", "13", "vance", status="30", frequency="2"),
        claim("FH2002-B", "FH-2002", iop("01-21", "01-23", "01-24"), "I", "13", "vance", admitted=day("01-12"), status="30", frequency="3"),
        claim("FH2003-A", "FH-2003", iop("01-12", "01-14", "01-16"), "I", "13", "vance", status="30", frequency="2"),
        claim("FH2003-B", "FH-2003", iop("01-19", "01-21", "01-23"), "I", "13", "vance", admitted=day("01-12"), frequency="4"),
        claim("FH2003-C", "FH-2003", iop("01-26"), "I", "13", "vance", admitted=day("01-12")),
        claim("FH2006-A", "FH-2006", [Line("H0018", day("01-05"), 595000, units=7, revenue="1002", to=day("01-11"))], "I", "86", "vance"),
        claim("FH2004-A", "FH-2004", components("01-07", *PROGRAM), "I", "13", "vance", ("92",)),
        claim("FH2004-B", "FH-2004", components("01-14", *PROGRAM), "I", "13", "vance", ("92",), admitted=day("01-07")),
        claim("FH2004-C", "FH-2004", components("01-20", *PROGRAM, ("90834", "0914", 13000)), "I", "13", "vance", ("41",)),
    ]


def therapy(code: str, when: str) -> Line:
    prices = {"90832": 8500, "90834": 13000, "90837": 17500, "90853": 6000}
    return Line(code, day(when), prices[code])


def clinics() -> list[Claim]:
    rows = [
        ("FH2001-A", "FH-2001", "pell", [("90837", "01-06"), ("90837", "01-13"), ("90837", "01-20"), ("90837", "01-27")]),
        ("FH2003-D", "FH-2003", "pell", [("90834", "02-02")]),
        ("FH2005-A", "FH-2005", "blay", [("90834", "01-06"), ("90834", "01-14"), ("90834", "01-16"), ("90837", "01-28")]),
        ("FH2006-B", "FH-2006", "pell", [("90837", "01-05"), ("90837", "01-08")]),
        ("FH2007-A", "FH-2007", "pell", [("90834", "01-12"), ("90834", "01-19")]),
        ("FH2007-B", "FH-2007", "pell", [("90834", "01-26")]),
        ("FH2008-A", "FH-2008", "sorley", [("90834", "01-08"), ("90834", "01-15"), ("90834", "01-22")]),
        ("FH2013-A", "FH-2013", "blay", [("90837", "01-09"), ("90837", "01-28")]),
        ("FH2013-B", "FH-2013", "pell", [("90853", "01-30")]),
        ("FH2014-A", "FH-2014", "sorley", [("90837", "01-12")]),
        ("FH2014-B", "FH-2014", "blay", [("90837", "01-28")]),
        ("FH2014-C", "FH-2014", "pell", [("90853", "01-30")]),
        ("FH2015-A", "FH-2015", "sorley", [("90834", "01-12")]),
        ("FH2015-B", "FH-2015", "blay", [("90837", "01-28")]),
        ("FH2015-C", "FH-2015", "pell", [("90853", "01-30")]),
        ("FH2016-A", "FH-2016", "blay", [("90837", "01-21"), ("90837", "01-28")]),
        ("FH2016-B", "FH-2016", "pell", [("90853", "01-30")]),
        ("FH2017-A", "FH-2017", "blay", [("90837", "01-21"), ("90837", "01-28")]),
        ("FH2017-B", "FH-2017", "pell", [("90853", "01-30")]),
        ("FH2018-A", "FH-2018", "blay", [("90837", "01-28")]),
        ("FH2018-B", "FH-2018", "pell", [("90837", "01-30"), ("90853", "01-30")]),
        ("FH2019-A", "FH-2019", "blay", [("90837", "01-28")]),
        ("FH2019-B", "FH-2019", "pell", [("90837", "01-30")]),
    ]
    claims = [claim(id_, mrn, [therapy(*line) for line in lines], "P", "11", who) for id_, mrn, who, lines in rows]
    claims.append(claim("FH2011-B", "FH-2011", [Line("G2067", day(when), 22000) for when in ("01-07", "01-14")], "P", "58", "tully"))
    claims.append(claim("FH2012-A", "FH-2012", [Line("G2067", day(when), 22000) for when in ("01-05", "01-12", "01-19")], "P", "58", "ingram"))
    return claims


def center_professional() -> list[Claim]:
    return [claim("FH2011-A", "FH-2011", [Line("G2067", day(when), 22000) for when in ("01-05", "01-12", "01-19")], "P", "58", "ingram")]


def medicaid_csv() -> str:
    rows = [("FH2009-A", "FH-2009", "01-07", "H2016", "", 1, 11000, "mabry"), ("FH2009-A", "FH-2009", "01-07", "H2015", "", 4, 7200, "mabry"),
            ("FH2009-B", "FH-2009", "01-14", "H2015", "", 4, 7200, "mabry"),
            ("FH2010-A", "FH-2010", "01-07", "90853", "", 1, 4200, "quist"), ("FH2010-A", "FH-2010", "01-07", "90853", "", 1, 4200, "quist"),
            ("FH2010-B", "FH-2010", "01-12", "90853", "", 1, 4200, "quist"),
            ("FH2010-C", "FH-2010", "01-14", "90853", "", 1, 4200, "quist"), ("FH2010-C", "FH-2010", "01-14", "90832", "", 1, 6100, "sorley"),
            ("FH2010-D", "FH-2010", "01-16", "90853", "", 1, 4200, "quist"), ("FH2010-D", "FH-2010", "01-16", "90832", "", 1, 6100, "sorley"),
            ("FH2010-E", "FH-2010", "01-28", "90837", "", 1, 12500, "blay")]
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["Claim #", "Line #", "MRN", "Patient Name", "DOB", "Insurance", "Payer ID", "Member ID", "DOS", "CPT/HCPCS", "Modifier", "Units", "Billed Amount", "Dx 1", "POS", "Rendering Provider", "Rendering NPI", "Billing Provider", "Billing NPI"])
    numbers: dict[str, int] = {}
    for id_, mrn, when, code, modifier, units, cents, who in rows:
        p, staff, payer = PATIENTS[mrn], STAFF[who], PAYERS["S"]
        numbers[id_] = numbers.get(id_, 0) + 1
        place = "15" if code.startswith("H20") else "11"
        dx = p.dx[:3] + ("." + p.dx[3:] if len(p.dx) > 3 else "")
        table.writerow([id_, numbers[id_], mrn, f"{p.last}, {p.first}", us(p.birth), payer["name"], payer["id"], p.member, us(day(when)), code, modifier, units, f"{cents / 100:.2f}", dx, place,
                        f"{staff.last}, {staff.first}", staff.npi, "Fern Hollow Community Clinics", CLINICS["npi"]])
    return out.getvalue()


def attendance() -> str:
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["Date", "MRN", "Client Name", "Group", "Time In", "Time Out", "Status"])
    rows = [(when, mrn, start, stop, "IOP block", "Present") for mrn, when, start, stop, kind, *_ in SESSIONS if kind == "F"]
    rows += [(when, "FH-2004", start, stop, title, "Present") for when, start, stop, _, _, title, *_ in MEDICARE if "Individual" not in title]
    for when, mrn, start, stop, group, status in sorted(rows):
        p = PATIENTS[mrn]
        table.writerow([us(day(when)), mrn, f"{p.last}, {p.first}", group, clock(start), clock(stop), status])
    return out.getvalue()


def leave_log() -> str:
    return ("MRN,Client,Date Out,Return Date,Reason,Entered By\n"
            "FH-2005,\"Okafor, Desmond\",01/13/2026,01/16/2026,Hospital - medical admission,N. Tate\n")


CONFIGURATION = """\
# Settings of an invented organisation with four sites.
schema = 1
facility = "Fern Hollow Behavioral Health"
as_of = "2026-03-15"
chart_complete = true

[[payer]]
id = "TMH22"
name = "Tamarack Mutual Health"
class = "commercial"
authorization_required = []

[[payer]]
id = "SMP01"
name = "State Medicaid Plan"
class = "medicaid"
authorization_required = []

[[payer]]
id = "MEDN4"
name = "Medicare Contractor Region Four"
class = "medicare"

[[contract]]
payer = "TMH22"
code = "H0018"
level = "RES-HIGH"

[rates]
"OP" = "130.00"
"IOP" = "320.00"
"PHP" = "480.00"

# Day programs run Monday to Friday; the Saturday made up for the holiday.
[calendar]
closed_weekdays = ["saturday", "sunday"]
holidays = ["2026-01-01", "2026-01-19"]
make_up_days = ["2026-01-24"]

[[site]]
name = "Mill Road Clinic"
also = ["Mill Road", "Mill Rd Clinic"]

[[site]]
name = "Lakeside House"

[[site]]
name = "Alder Day Program"
also = ["Alder"]

[[site_distance]]
from = "Mill Road Clinic"
to = "Lakeside House"
miles = 22

[[site_distance]]
from = "Mill Road Clinic"
to = "Alder Day Program"
miles = 4

[[site_distance]]
from = "Alder Day Program"
to = "Lakeside House"
miles = 19
"""


def main() -> None:
    if ROOT.exists():
        for name in ("charts", "claims", "attendance", "logs"):
            shutil.rmtree(ROOT / name, ignore_errors=True)
    files = charts()
    made = date(2026, 2, 6)
    payer_of = lambda claim: PAYERS[claim.patient.payer]
    files["claims/recovery_center_837I.txt"] = write_837(Writer(), institutional(), CENTER, payer_of, made, 4101)
    files["claims/recovery_center_otp_837P.txt"] = write_837(Writer(), center_professional(), CENTER, payer_of, made, 4102)
    files["claims/community_clinics_837P.837"] = write_837(Writer(newline=""), clinics(), CLINICS, payer_of, made, 4103)
    files["claims/medicaid_claims_january.csv"] = medicaid_csv()
    files["attendance/day_programs_january.csv"] = attendance()
    files["logs/out_of_program.csv"] = leave_log()
    files["chartproof.toml"] = CONFIGURATION
    for name, text in files.items():
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")


if __name__ == "__main__":
    main()
