"""Writes the invented facility `corpus/grove-park`: notes of a template-heavy record system as text,
and claims as a table.

Run `python3 corpus/tools/grove_park.py` from anywhere (Python 3.11, standard library). The run
replaces the facility byte-identically, README.md excepted. The words are in `grove_park_words.py`.
"""

from __future__ import annotations

import csv
import io
import shutil
import textwrap
from datetime import date, datetime, timedelta
from pathlib import Path

import grove_park_words as words
from facility import npi

ROOT = Path(__file__).resolve().parent.parent / "grove-park"
WIDTH = 92

PATIENTS = {
    "GP-2001": ("Almeida", "Rosa", "05/14/1988", "F"),
    "GP-2002": ("Brockway", "Dale", "09/02/1979", "M"),
    "GP-2003": ("Castellan", "Ines", "01/23/1985", "F"),
    "GP-2004": ("Draper", "Warren", "11/30/1972", "M"),
    "GP-2005": ("Eastlake", "Curtis", "03/08/1983", "M"),
    "GP-2006": ("Fontaine", "Marguerite", "07/19/1966", "F"),
    "GP-2007": ("Grisham", "Tobias", "12/05/2001", "M"),
    "GP-2008": ("Hathaway", "Lorna", "04/27/1975", "F"),
    "GP-2009": ("Ibarra", "Hector", "08/11/1990", "M"),
    "GP-2010": ("Jankowski", "Beata", "10/16/1994", "F"),
    "GP-2011": ("Kessler", "Anton", "06/01/1981", "M"),
    "GP-2012": ("Lindqvist", "Sofie", "02/12/1987", "F"),
    "GP-2013": ("Moreau", "Pascal", "05/30/1977", "M"),
    "GP-2014": ("Nakai", "Yumi", "09/21/1984", "F"),
}
STAFF = {
    "wynn": ("Teresa Wynn", "LPC", npi("238104471")),
    "oyelaran": ("Marcus Oyelaran", "LCADC", npi("238104482")),
    "ferris": ("Joy Ferris", "LCSW", npi("238104493")),
    "halloran": ("Ned Halloran", "LPC", npi("238104504")),
    "strand": ("Helen Strand", "MD", npi("238104515")),
    "greer": ("Paula Greer", "RN", npi("238104526")),
    "boone": ("Carla Boone", "BHT", npi("238104537")),
}
FACILITY_NPI = npi("238104400")

files: dict[str, str] = {}
lines: dict[str, list[tuple]] = {}
must: list[dict] = []
must_not: list[dict] = []


def us(day: str) -> str:
    return date.fromisoformat(day).strftime("%m/%d/%Y")


def said(text: str, mrn: str, **more: str) -> str:
    """Puts the patient's noun and pronouns into a text."""
    he, his, him = ("he", "his", "him") if PATIENTS[mrn][3] == "M" else ("she", "her", "her")
    return text.format(C="Client", he=he, He=he.capitalize(), his=his, him=him, **more)


def clock(minute: int) -> str:
    hour, rest = divmod(minute, 60)
    return f"{(hour - 1) % 12 + 1}:{rest:02} {'AM' if hour < 12 else 'PM'}"


def note(mrn: str, day: str, title: str, who: str, start: int, minutes: int, sections: list, signed: datetime, name: str, program="Intensive Outpatient Program (IOP)", checks=()):
    last, first, birth, sex = PATIENTS[mrn]
    staff, credential, _ = STAFF[who]
    out = [
        f"{'GROVE PARK RECOVERY CENTER':<60}*** CONFIDENTIAL ***",
        "=" * WIDTH,
        title,
        f"Client: {last}, {first}".ljust(34) + f"MRN: {mrn}".ljust(18) + f"DOB: {birth}".ljust(20) + f"Sex: {sex}",
        f"Date of Service: {us(day)}".ljust(34) + f"Start: {clock(start)}".ljust(18) + f"End: {clock(start + minutes)}".ljust(20) + f"Duration: {minutes} min",
        f"Program: {program}".ljust(52) + f"Provider: {staff}, {credential}",
        "-" * WIDTH,
    ]
    out += list(checks)
    for heading, text in sections:
        out += ["", f"{heading}:"]
        for paragraph in text.split("\n"):
            out += textwrap.wrap(paragraph, WIDTH)
    out += ["", f"Electronically signed by {staff}, {credential} on {signed:%m/%d/%Y} at {clock(signed.hour * 60 + signed.minute)}", ""]
    path = f"charts/{mrn.lower()}-{last.lower()}/{day.replace('-', '')}_{name}.txt"
    assert path not in files, path
    files[path] = "\n".join(out)
    return path


def bill(mrn: str, day: str, code: str, cents: int, who: str, revenue="", units=1):
    lines.setdefault(mrn, []).append((day, code, revenue, units, cents, who))


LEVELS = ["Full", "Partial", "Minimal"]


def boxes(mrn: str, day: str) -> list[str]:
    pick = (sum(map(ord, mrn + day)) // 3) % 2
    ticked = "  ".join(f"[{'x' if place == pick else ' '}] {level}" for place, level in enumerate(LEVELS))
    return [
        "Attendance: [x] On time  [ ] Late  [ ] Left early  [ ] Excused",
        f"Participation: {ticked}     Affect: [x] Congruent  [ ] Flat  [ ] Labile",
        "Risk screen: SI [ ]  HI [ ]  AVH [ ]  None reported [x]",
    ]


def group(mrn: str, day: str, who: str, response: str, signed: datetime, start=9 * 60, minutes=90):
    sections = [
        ("Group Description", words.TOPICS[day]),
        ("Group Rules", words.CONFIDENTIAL),
        ("Interventions", words.METHODS),
        ("Individual Response", response),
        ("Plan", "Continue with the treatment plan; attend the next scheduled group."),
    ]
    path = note(mrn, day, "GROUP THERAPY PROGRESS NOTE", who, start, minutes, sections, signed, "group", checks=boxes(mrn, day))
    bill(mrn, day, "90853", 9500, who)
    return path


def individual(mrn: str, day: str, who: str, text: str, plan: str, start=13 * 60, minutes=55, code="90837", name="individual"):
    sections = [
        ("Session", words.SESSION),
        ("Narrative", text),
        ("Safety", words.CLOSING),
        ("Plan", plan),
    ]
    if not text:
        del sections[1]
    signed = datetime.fromisoformat(day) + timedelta(minutes=start + minutes + 25)
    path = note(mrn, day, "INDIVIDUAL THERAPY NOTE", who, start, minutes, sections, signed, name)
    bill(mrn, day, code, 17500 if code == "90837" else 13000, who)
    return path


def expect(rule: str, mrn: str | None, why: str, **more):
    must.append({"rule": rule, "patient": mrn, **more, "why": why})


def forbid(rule: str, mrn: str | None, why: str, **more):
    must_not.append({"rule": rule, "patient": mrn, **more, "why": why})


def groups():
    evening = {"GP-2001": 0, "GP-2002": 0, "GP-2009": 1, "GP-2011": 1, "GP-2012": 2, "GP-2013": 2, "GP-2014": 3}
    for day in ("2026-02-02", "2026-02-04", "2026-02-11"):
        for mrn, later in evening.items():
            text = said(words.RESPONSES[mrn, day], mrn)
            # One group of seven, signed one after the other when it was over.
            signed = datetime.fromisoformat(day) + timedelta(hours=16, minutes=10 + later)
            group(mrn, day, "wynn", text, signed)
    place = 0
    for day in ("2026-02-09", "2026-02-10", "2026-02-12"):
        for mrn in ("GP-2003", "GP-2004", "GP-2005", "GP-2006", "GP-2007", "GP-2008"):
            if (mrn, day) == ("GP-2004", "2026-02-12"):
                text = said(words.RESPONSES["GP-2003", "2026-02-09"], mrn)
            elif (mrn, day) == ("GP-2008", "2026-02-10"):
                text = words.WRONG_PRONOUNS
            else:
                text = said(words.RESPONSES[mrn, day], mrn)
            signed = datetime(2026, 2, 13, 8, 2) + timedelta(minutes=place // 6)
            place += 1
            group(mrn, day, "oyelaran", text, signed, start=17 * 60 + 30)


def sessions():
    plan = "Continue weekly sessions; review goals with the team on Thursday."
    first = said(words.INDIVIDUAL["almeida-a"], "GP-2001")
    individual("GP-2001", "2026-02-03", "ferris", first, plan)
    individual("GP-2001", "2026-02-10", "ferris", said(words.INDIVIDUAL["almeida-b"], "GP-2001"), plan)
    individual("GP-2001", "2026-02-17", "ferris", first, "Bring the diary. Review goals with the team on Thursday.")
    for day, kept in (("2026-02-03", "list"), ("2026-02-05", "list"), ("2026-02-10", "sheet")):
        individual("GP-2002", day, "halloran", said(words.INDIVIDUAL["brockway"], "GP-2002", list=kept), plan, start=15 * 60)
    individual("GP-2007", "2026-02-03", "halloran", said(words.INDIVIDUAL["grisham"], "GP-2007"), plan, start=10 * 60, minutes=45, code="90834")
    individual("GP-2007", "2026-02-11", "halloran", "", plan, start=10 * 60, minutes=45, code="90834")
    individual("GP-2009", "2026-02-10", "ferris", said(words.INDIVIDUAL["ibarra"], "GP-2009"), plan, start=15 * 60)
    individual("GP-2011", "2026-02-05", "halloran", said(words.INDIVIDUAL["kessler"], "GP-2011"), plan, start=10 * 60)
    couch = said(words.INDIVIDUAL["lindqvist"], "GP-2012")
    individual("GP-2012", "2026-02-03", "ferris", couch, plan, start=11 * 60)
    individual("GP-2012", "2026-02-12", "halloran", couch, plan, start=11 * 60)
    individual("GP-2012", "2026-02-17", "halloran", said(words.INDIVIDUAL["lindqvist-c"], "GP-2012"), plan, start=11 * 60)
    for mrn, key, days in (("GP-2013", "moreau", ("2026-02-05", "2026-02-12")), ("GP-2014", "nakai", ("2026-02-05", "2026-02-12"))):
        for day, part in zip(days, "ab"):
            individual(mrn, day, "ferris", said(words.INDIVIDUAL[f"{key}-{part}"], mrn), plan, start=9 * 60 if mrn == "GP-2013" else 11 * 60)


def visit(mrn: str, day: str, key: str, start: int, exam=True):
    sections = [("Interval History", said(words.PRESCRIBER[key], mrn))]
    if exam:
        sections.append(("Mental Status Exam", words.EXAM))
    sections.append(("Plan", "Return as scheduled; call for any side effect."))
    signed = datetime.fromisoformat(day) + timedelta(minutes=start + 40)
    note(mrn, day, "MEDICATION MANAGEMENT NOTE", "strand", start, 20, sections, signed, "medication")
    bill(mrn, day, "99213", 12000, "strand")


def others():
    visit("GP-2006", "2026-02-03", "fontaine", 9 * 60, exam=False)
    visit("GP-2006", "2026-02-12", "fontaine-b", 9 * 60, exam=False)
    visit("GP-2011", "2026-02-03", "kessler-a", 10 * 60)
    visit("GP-2011", "2026-02-10", "kessler-b", 10 * 60)
    visit("GP-2013", "2026-02-03", "moreau-a", 11 * 60)
    visit("GP-2013", "2026-02-10", "moreau-b", 11 * 60)
    for place, ((mrn, day), text) in enumerate(words.NURSING.items()):
        start = 16 * 60 + 10 * (place % 3)
        signed = datetime.fromisoformat(day) + timedelta(minutes=start + 20)
        note(mrn, day, "NURSING NOTE", "greer", start, 10, [("Narrative", said(text, mrn))], signed, "nursing")
    for mrn, key, day in (("GP-2005", "eastlake-a", "2026-02-06"), ("GP-2005", "eastlake-b", "2026-02-13")):
        summary(mrn, day, key, "Intensive Outpatient Program (IOP)")
    home = "Residential Treatment (ASAM 3.5)"
    for day in ("2026-02-06", "2026-02-13"):
        summary("GP-2010", day, "jankowski", home)
    for day, text in words.DAILY.items():
        signed = datetime.fromisoformat(day) + timedelta(hours=21, minutes=30 + int(day[-1]))
        note("GP-2010", day, "RESIDENTIAL DAILY NOTE", "boone", 14 * 60, 7 * 60, [("Narrative", said(text, "GP-2010"))], signed, "daily", program=home)
        bill("GP-2010", day, "H0018", 62000, "", revenue="1002")


def checks():
    """Night checks, alike by nature."""
    text = "\n".join(f"{hour:02}:{minute:02} resting in bed, eyes closed, breathing even, room quiet and safe" for hour in (1, 2, 3) for minute in (0, 15, 30, 45))
    for day in ("2026-02-03", "2026-02-04", "2026-02-05"):
        signed = datetime.fromisoformat(day) + timedelta(hours=7, minutes=2)
        note("GP-2010", day, "NIGHT SAFETY CHECKS - Q15 OBSERVATION LOG", "boone", 60, 180, [("Entries", text)], signed, "checks", program="Residential Treatment (ASAM 3.5)")


def summary(mrn: str, day: str, key: str, program: str):
    signed = datetime.fromisoformat(day) + timedelta(hours=17, minutes=5)
    note(mrn, day, "WEEKLY PROGRAM SUMMARY", "wynn", 16 * 60, 20, [("Summary of Week", said(words.WEEKLY[key], mrn))], signed, "weekly", program=program)


def path_of(mrn: str, day: str, name: str) -> str:
    return f"charts/{mrn.lower()}-{PATIENTS[mrn][0].lower()}/{day.replace('-', '')}_{name}.txt"


def claims() -> dict:
    """Writes the table of claims: one claim a patient and week. Returns the claim and line of a service."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(["Claim #", "Line", "MRN", "Last Name", "First Name", "DOB", "Sex", "Insurance", "Member ID", "DOS", "CPT/HCPCS", "Rev Code", "Units", "Charge", "Dx 1", "POS", "Rendering NPI", "Rendering Provider", "Billing NPI", "Billed Date"])
    placed = {}
    for mrn in sorted(lines):
        last, first, birth, sex = PATIENTS[mrn]
        number: dict[str, int] = {}
        for day, code, revenue, units, cents, who in sorted(lines[mrn]):
            week = date.fromisoformat(day).isocalendar().week
            claim = f"{mrn.replace('-', '')}-W{week:02}"
            number[claim] = number.get(claim, 0) + 1
            placed[mrn, day, code] = (claim, number[claim])
            staff, credential, identifier = STAFF[who] if who else ("", "", "")
            family = "F32.1" if mrn in ("GP-2011", "GP-2013") and code == "99213" else "F10.20"
            place = "" if revenue else "11"
            table.writerow([claim, number[claim], mrn, last, first, birth, sex, "Evergreen Mutual", f"EVM{mrn[-4:]}71", us(day), code, revenue, units, f"{cents / 100:.2f}", family, place, identifier, f"{staff}, {credential}" if staff else "", FACILITY_NPI, "02/20/2026"])
    files["claims/claims_export_2026-02.csv"] = out.getvalue()
    return placed


def answers(placed: dict):
    def at(mrn: str, day: str, code: str) -> dict:
        claim, line = placed[mrn, day, code]
        return {"claim": claim, "line": line, "date": day}

    def words_of(mrn: str, day: str, name: str, quote: str) -> dict:
        return {"file": path_of(mrn, day, name), "page": 1, "quote": quote}

    expect("CLN-001", "GP-2001", "the session of 02/17 is the session of 02/03", **at("GP-2001", "2026-02-17", "90837"), **words_of("GP-2001", "2026-02-17", "individual", "had written down the call with her aunt"))
    forbid("CLN-001", "GP-2001", "02/10 opens with the same sentence and goes on in its own words", date="2026-02-10")
    forbid("CLN-001", "GP-2012", "the attributed sentence is one of many", date="2026-02-17")
    expect("CLN-002", "GP-2002", "three sessions in a row, one word changed", date="2026-02-10", **words_of("GP-2002", "2026-02-03", "individual", "the quarrel with the foreman"))
    forbid("CLN-002", "GP-2001", "the second session has words of its own")
    expect("CLN-003", "GP-2004", "another patient's response of 02/09", **at("GP-2004", "2026-02-12", "90853"), **words_of("GP-2004", "2026-02-12", "group", "saves a seat and that the empty seat"))
    for mrn in ("GP-2003", "GP-2005", "GP-2013"):
        forbid("CLN-003", mrn, "the group's description is shared, the response is the patient's own")
    expect("CLN-004", "GP-2005", "BP, pulse and temperature equal on three days", date="2026-02-10", **words_of("GP-2005", "2026-02-10", "nursing", "BP 138/86 HR"))
    forbid("CLN-004", "GP-2006", "pulse and temperature differ; admission vitals are told again")
    expect("CLN-005", "GP-2006", "three days ago on 02/03 and on 02/12", date="2026-02-12", **words_of("GP-2006", "2026-02-12", "medication", "last drink was 3 days ago"))
    forbid("CLN-005", "GP-2005", "nothing is counted from the day")
    expect("CLN-006", "GP-2007", "the session is the form", **at("GP-2007", "2026-02-11", "90834"), **words_of("GP-2007", "2026-02-11", "individual", "evidence based"))
    forbid("CLN-006", "GP-2007", "short, but about the letter to his mother", date="2026-02-03")
    expect("CLN-007", "GP-2008", "he and his in a woman's chart", **at("GP-2008", "2026-02-10", "90853"), **words_of("GP-2008", "2026-02-10", "group", "his own pulse"))
    forbid("CLN-007", "GP-2009", "the cousin is \"he\" too")
    expect("CLN-008", None, "18 notes of three groups signed in three minutes", date="2026-02-13", **words_of("GP-2003", "2026-02-09", "group", "02/13/2026 at 8:02 AM"))
    forbid("CLN-008", None, "one group of seven, signed when it was over", date="2026-02-02")
    expect("CLN-009", "GP-2009", "a slot and a shortcut nobody filled in", **at("GP-2009", "2026-02-10", "90837"), **words_of("GP-2009", "2026-02-10", "individual", "[insert coping"))
    forbid("CLN-009", "GP-2001", "banners and boxes are no leftovers")
    expect("CLN-010", "GP-2010", "the second week repeats the first", date="2026-02-13", **words_of("GP-2010", "2026-02-13", "weekly", "the room at home is no longer there"))
    forbid("CLN-010", "GP-2005", "two weeks in words of their own")
    expect("CLN-011", "GP-2011", "PHQ-9 from 8 to 19 with the same examination", **at("GP-2011", "2026-02-10", "99213"), **words_of("GP-2011", "2026-02-10", "medication", "Mood euthymic"))
    forbid("CLN-011", "GP-2013", "two points on the PHQ-9")
    for day in ("2026-02-05", "2026-02-10"):
        expect("CLN-001", "GP-2002", "each of the three is a copy", **at("GP-2002", day, "90837"))
    expect("CLN-001", "GP-2010", "and so is a copy", date="2026-02-13")
    for rule in ("CLN-001", "CLN-002"):
        forbid(rule, "GP-2010", "checks are alike by nature", date="2026-02-04")
    expect("CLN-012", "GP-2012", "Halloran's note is Ferris's", **at("GP-2012", "2026-02-12", "90837"), **words_of("GP-2012", "2026-02-12", "individual", "the two signatures that are still missing"))
    expect("CLN-001", "GP-2012", "and the same words under another date", **at("GP-2012", "2026-02-12", "90837"))
    forbid("CLN-012", "GP-2012", "attributed to its author", date="2026-02-17")


def expected() -> str:
    def value(item):
        return str(item) if isinstance(item, int) else '"' + item.replace("\\", "\\\\").replace('"', '\\"') + '"'

    out = ["# What an audit of this facility must, and must not, find. See ../README.md.", "schema = 1", "complete = true", ""]
    for name, entries in (("must", must), ("must_not", must_not)):
        for entry in entries:
            out.append(f"[[{name}]]")
            out += [f"{key} = {value(item)}" for key, item in entry.items() if item is not None]
            out.append("")
    for mrn, why in (("GP-2013", "seven notes a week in words of his own"), ("GP-2014", "the same template, her own words"), ("GP-2003", "her response was copied into another chart, later")):
        out += ["[[clean]]", f'patient = "{mrn}"', f'why = "{why}"', ""]
    return "\n".join(out)


SETTINGS = """# Settings of an invented facility.
schema = 1
facility = "Grove Park Recovery Center"
as_of = "2026-03-02"

[[payer]]
id = "EVERGREEN"
name = "Evergreen Mutual"
class = "commercial"

[[contract]]
code = "H0018"
revenue = "1002"
level = "RES-HIGH"
"""


def main():
    groups()
    sessions()
    others()
    checks()
    answers(claims())
    for folder in ("charts", "claims"):
        shutil.rmtree(ROOT / folder, ignore_errors=True)
    files["expected.toml"] = expected()
    files["chartproof.toml"] = SETTINGS
    for path, content in files.items():
        target = ROOT / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode())


if __name__ == "__main__":
    main()
