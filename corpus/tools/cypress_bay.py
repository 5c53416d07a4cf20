"""Writes `corpus/cypress-bay`: a hospital's outpatient psychiatric PHP and IOP, Medicare and Medicaid.

Run `python3 corpus/tools/cypress_bay.py`. Everything is invented and deterministic (reportlab 5.1).
"""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import cypress_bay_words as words
from chart_pdf import LOOKS, write_chart
from cypress_bay_intake import EVALUATIONS, VISITS
from facility import Deck, Patient, Staff, npi
from x12 import Claim, Line, Writer, write_837

ROOT = Path(__file__).resolve().parent.parent / "cypress-bay"
FACILITY = "Cypress Bay Medical Center - Behavioral Health Outpatient"

MD = Staff("Adaeze", "Mbeki", "MD", npi("270418855"))
THERAPIST = Staff("Marisa", "Ottinger", "LCSW", npi("233108846"))
NURSE = Staff("Kelvin", "Drury", "RN", npi("241907731"))
OT = Staff("Shae", "Lindqvist", "OTR/L", npi("266540912"))
ACTIVITY = Staff("Noor", "Haddad", "CTRS", npi("251776403"))
VALE = Staff("Tamsin", "Vale", "LCSW", npi("239450187"))
BELL = Staff("Curtis", "Bell", "LPC", npi("248813365"))
NAND = Staff("Priya", "Nand", "LMFT", npi("277320954"))

PHP = [
    ("Group Psychotherapy Note", words.PROCESS, THERAPIST, 540),
    ("Psychoeducation Group Note", words.EDUCATION, NURSE, 615),
    ("Occupational Therapy Group Note", words.OCCUPATIONAL, OT, 690),
    ("Activity Therapy Note", words.ACTIVITY, ACTIVITY, 795),
]
IOP = [
    ("Group Therapy Note", words.IOP, VALE, 930),
    ("Group Therapy Note", words.IOP, BELL, 995),
    ("Group Therapy Note", words.IOP, NAND, 1060),
]
PAYERS = {
    "medicare": {"id": "MEDAC4", "name": "Medicare Contractor Region Four", "filing_i": "MA", "filing_p": "MB"},
    "medicaid": {"id": "BAYCAID", "name": "Bay State Medicaid", "filing_i": "MC", "filing_p": "MC"},
}
BILLER = {
    "name": "CYPRESS BAY MEDICAL CENTER", "npi": npi("260119478"), "tax": "990618823", "taxonomy": "273R00000X",
    "street": "77 LANTERN QUAY", "city": "PORT LANDER", "state": "FL", "zip": "33999", "contact": "PATIENT ACCOUNTS",
    "phone": "5555550142", "submitter": "CYPRESSBAY", "receiver": "TIDECLEAR", "receiver_name": "TIDE CLEARING",
}


def us(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year}"


def clock(minute: int) -> str:
    return f"{minute // 60:02}{minute % 60:02}"


def day_of(text: str) -> date:
    return date.fromisoformat(text)


def program_days(first: str, last: str, weekdays: str) -> list[date]:
    day, end, days = day_of(first), day_of(last), []
    while day <= end:
        if str(day.weekday()) in weekdays:
            days.append(day)
        day += timedelta(days=1)
    return days


def person(mrn, last, first, birth, sex, payer, member, *dx):
    return Patient(mrn, last, first, day_of(birth), sex, payer, member, tuple((code, "") for code in dx), "", "Patient")


PEOPLE = [
    # patient, program, first day, last day, how the chart is exported
    (person("CB-2001", "Haines", "Loretta", "1957-03-14", "F", "medicare", "0CB1LH7KT41", "F33.2"), "PHP", "2026-01-05", "2026-01-23", "serif"),
    (person("CB-2002", "Arroyo", "Dominic", "1984-08-02", "M", "medicaid", "BC7710042", "F10.20", "F33.1"), "IOP-SUD", "2026-01-05", "2026-01-23", "text"),
    (person("CB-2003", "Olmstead", "Beatrice", "1966-11-27", "F", "medicare", "0CB3BO2MW88", "F32.2"), "PHP", "2026-01-12", "2026-01-16", "text"),
    (person("CB-2004", "Tisdale", "Warren", "1978-05-09", "M", "medicare", "0CB4WT5NX17", "F31.4"), "PHP", "2026-01-05", "2026-01-28", "two"),
    (person("CB-2005", "Falk", "Imogene", "1992-02-20", "F", "medicare", "0CB5IF9PQ63", "F41.0"), "IOP", "2026-01-05", "2026-01-16", "text"),
    (person("CB-2006", "Boone", "Terrell", "1996-09-30", "M", "medicaid", "BC7710311", "F25.1"), "PHP", "2026-01-12", "2026-01-16", "text"),
    (person("CB-2007", "Prieto", "Yolanda", "1987-07-17", "F", "medicaid", "BC7710458", "F43.10"), "IOP", "2026-01-05", "2026-02-06", "text"),
    (person("CB-2008", "Maddox", "Gordon", "1999-12-05", "M", "medicaid", "BC7710520", "F33.2"), "PHP", "2026-01-12", "2026-01-16", "text"),
    (person("CB-2009", "Whitlow", "Kendra", "1994-04-23", "F", "medicaid", "BC7710687", "F11.20", "F41.1"), "IOP-SUD", "2026-01-05", "2026-02-11", "text"),
    (person("CB-2010", "Sorley", "Paige", "2003-06-11", "F", "medicaid", "BC7710701", "F41.1"), "IOP", "2026-02-02", "2026-02-06", "text"),
    (person("CB-2011", "Ketteridge", "Amos", "1969-10-03", "M", "medicaid", "BC7710745", "F32.1"), "IOP", "2026-02-02", "2026-02-06", "text"),
    (person("CB-2012", "Delacroix", "Ines", "1990-01-28", "F", "medicaid", "BC7710779", "F43.10"), "IOP", "2026-02-02", "2026-02-06", "text"),
    (person("CB-2013", "Rudge", "Calvin", "1981-03-06", "M", "medicaid", "BC7710802", "F41.0", "F32.1"), "IOP", "2026-02-02", "2026-02-06", "text"),
]
PROBLEMS = {
    "CB-2001": "1 Depressed mood", "CB-2002": "1 Drinking", "CB-2003": "1 Depression", "CB-2004": "1 Depression", "CB-2005": "1 Panic",
    "CB-2006": "1 Voices and low mood", "CB-2007": "1 Nightmares", "CB-2008": "1 Depressed mood", "CB-2009": "1 Opioid use",
    "CB-2010": "1 Distress", "CB-2011": "1 Distress", "CB-2012": "1 Distress", "CB-2013": "1 Distress",
}
# When the evaluation began; patients of the day program come before or after their groups.
EVALUATED = {
    "CB-2001": 420, "CB-2002": 540, "CB-2003": 420, "CB-2004": 480, "CB-2005": 600, "CB-2006": 480, "CB-2007": 660, "CB-2008": 960,
    "CB-2009": 780, "CB-2010": 540, "CB-2011": 600, "CB-2012": 660, "CB-2013": 780,
}
# When the doctor sees each one; day-program patients after their groups.
VISITED = {
    "CB-2001": 860, "CB-2003": 860, "CB-2004": 885, "CB-2005": 720, "CB-2006": 860, "CB-2007": 740, "CB-2008": 910, "CB-2009": 780,
}
# Sentences that replace a patient's own report on one day and slot.
SPECIAL = {
    ("CB-2009", "2026-01-21", 1): "Told the group that she relapsed on Saturday, fentanyl at her cousin's, two times, and had hidden it for three days.",
    ("CB-2002", "2026-01-16", 0): "Told the group that he relapsed on Wednesday night, four beers in the garage, and stopped there.",
}
SESSIONS = {
    ("CB-2002", "2026-01-16"): ("Individual Counseling Note", BELL, 840, 45, "He asked for the hour after the group of Wednesday was missed in his mind. Relapsed Wednesday: four beers with his brother, none since. We took the chain apart: payday, the garage, the old radio.", "Ashamed at first, then precise. Craving 5 at the end. Treatment plan was reviewed with him and updated: brother keeps no beer in the house, call list by the radio."),
    ("CB-2009", "2026-01-21"): ("Individual Counseling Note", NAND, 840, 45, "Relapsed Saturday night with fentanyl at her cousin's, used twice, alone with the baby asleep at her sister's. Last use Sunday about two. Naloxone is at home. Buprenorphine taken again since Monday.", "Cried and then counted the days again. Craving 7. Worked on the drive past the cousin's street. To be seen next week as usual."),
    ("CB-2008", "2026-01-15"): ("Family Therapy Note", THERAPIST, 960, 50, "Cousin Ray came. They spoke about the couch, noise and money for food. Ray said that he fears to find him dead one morning.", "Mr. Maddox looked up at that and said he would knock on the wall at night if it gets bad. They agreed on Sunday as a day for laundry."),
}


def note(p, title, day, start, minutes, author, program, body, signed_minute=None, extra=()):
    stop = start + minutes
    signed = stop + 12 if signed_minute is None else signed_minute
    return SimpleNamespace(p=p, title=title, day=day, start=start, lines=[
        title, f"Patient: {p.last}, {p.first}    MRN: {p.mrn}    DOB: {us(p.birth)}",
        f"Date of Service: {us(day)}    Start: {clock(start)}    Stop: {clock(stop)}    Program: {program}", *extra, "", *body, "",
        f"Electronically signed by {author.signed} at {us(day)} {clock(signed)}"])


def document(p, title, day, body, signatures, extra=()):
    return SimpleNamespace(p=p, title=title, day=day, start=0, lines=[
        title, f"Patient: {p.last}, {p.first}    MRN: {p.mrn}    DOB: {us(p.birth)}", f"Date of Service: {us(day)}", *extra, "", *body.split("\n"), "", *signatures])


def signed(author, day, minute=960):
    return f"Electronically signed by {author.signed} at {us(day)} {clock(minute)}"


def topic_of(slot_topics, day: date, slot: int):
    return slot_topics[(day.toordinal() + slot * 4) % len(slot_topics)]


def group_notes(p, program, days):
    slots = PHP if program == "PHP" else IOP
    label = "Partial Hospitalization Program" if program == "PHP" else "Intensive Outpatient Program"
    reports, looks, nexts = Deck(words.VOICES[p.mrn], p.mrn), Deck(words.LOOKS, p.mrn, "looks"), Deck(words.NEXT, p.mrn, "next")
    for day in days:
        for slot, (title, topics, author, start) in enumerate(slots):
            topic, taught, one, other = topic_of(topics, day, slot)
            part = one if (day.toordinal() + int(p.mrn[-2:]) + slot) % 2 else other
            report = SPECIAL.get((p.mrn, day.isoformat(), slot)) or reports.deal()
            body = [f"Topic: {topic}. {taught}", f"Treatment plan problem addressed: {PROBLEMS[p.mrn]}", f"Presentation: {looks.deal()} {report}",
                    f"Response to intervention: {part}", f"Plan: {nexts.deal()}"]
            yield note(p, title, day, start, 60, author, label, body)


def evaluation(p, program, day):
    history, status, level = EVALUATIONS[p.mrn]
    body = [f"History of present illness: {history}", f"Mental status: {status}", f"Diagnosis: {', '.join(code for code, _ in p.dx)}", level]
    return note(p, "Psychiatric Evaluation", day, EVALUATED[p.mrn], 55, MD, "Outpatient Psychiatry", body)


def visits(p):
    for day, text in VISITS.get(p.mrn, []):
        start = VISITED[p.mrn]
        yield note(p, "Psychiatric Progress Note", day_of(day), start, 20, MD, "Outpatient Psychiatry", [f"Interval history: {text}"])


def plan(p, text, day, author, physician_day=None, title="Individualized Treatment Plan", admitted=None):
    signatures = [signed(author, day, 930)]
    if physician_day:
        signatures.append(signed(MD, physician_day, 1010))
    return document(p, title, day, text, signatures, [f"Admission date: {us(admitted or day)}    Plan date: {us(day)}"])


def plans_of(p, first: date):
    d = day_of
    if p.mrn == "CB-2001":
        yield plan(p, words.PLAN_2001, d("2026-01-06"), THERAPIST, d("2026-01-06"), admitted=first)
        yield document(p, "Physician Certification - Partial Hospitalization", first, words.CERT_2001, [signed(MD, d("2026-01-07"), 905)])
        yield document(p, "Physician Recertification - Partial Hospitalization", d("2026-01-21"), words.RECERT_2001, [signed(MD, d("2026-01-21"), 1005)])
        yield document(p, "Discharge Summary", d("2026-01-23"), "Course: fifteen program days, all attended. PHQ-9 22 at admission, 15 today. Death wish on two of the last seven days, no plan.\nCondition at discharge: depressed, better, able to dress and cook once a day with a list.\nAftercare: evening group 1/26, Dr. Quist 1/28. Daughter holds the pill box.", [signed(MD, d("2026-01-23"), 980)])
    elif p.mrn == "CB-2002":
        yield plan(p, words.PLAN_2002, d("2026-01-12"), BELL, admitted=first)
    elif p.mrn == "CB-2003":
        yield plan(p, words.PLAN_2003, first, THERAPIST, admitted=first)
        yield document(p, "Physician Certification - Partial Hospitalization", first, words.CERT_2003, [signed(MD, first, 1000)])
    elif p.mrn == "CB-2004":
        yield plan(p, words.PLAN_2004, d("2026-01-07"), THERAPIST, d("2026-01-08"), admitted=first)
        yield document(p, "Physician Certification - Partial Hospitalization", first, words.CERT_2004, [signed(MD, d("2026-01-14"), 1050)])
        yield document(p, "Physician Recertification - Partial Hospitalization", d("2026-01-21"), words.RECERT_2004, [signed(MD, d("2026-01-21"), 1055)])
    elif p.mrn == "CB-2005":
        yield plan(p, words.PLAN_2005, first, VALE, first, admitted=first)
        yield document(p, "Physician Certification - Intensive Outpatient Program", first, words.CERT_2005, [signed(MD, first, 1140)])
    elif p.mrn == "CB-2006":
        yield plan(p, words.PLAN_2006, d("2026-01-13"), THERAPIST, d("2026-01-13"), admitted=first)
    elif p.mrn == "CB-2007":
        yield plan(p, words.PLAN_2007, d("2026-01-19"), NAND, admitted=first)
    elif p.mrn == "CB-2008":
        yield plan(p, words.PLAN_2008, d("2026-01-13"), THERAPIST, d("2026-01-13"), admitted=first)
    elif p.mrn == "CB-2009":
        yield plan(p, words.PLAN_2009, first, NAND, admitted=first)
        yield plan(p, words.REVIEW_2009, d("2026-02-02"), NAND, title="Treatment Plan Review", admitted=first)
    else:
        fill = {
            "CB-2010": ("F41.1 Generalized anxiety disorder", "03/13/2026", "student counseling center.", "Patient signature: Paige Sorley  2/2/2026"),
            "CB-2011": ("F32.1 Major depressive episode, moderate", "03/16/2026", "his family doctor and the grief group.", "Mr. Ketteridge took part in the plan and received a copy."),
            "CB-2012": ("F43.10 Post-traumatic stress disorder", "03/13/2026", "her therapist, weekly.", "Patient signature: Ines Delacroix  2/2/2026"),
            "CB-2013": ("F41.0 Panic disorder; F32.1 Major depressive episode", "03/18/2026", "weekly therapy and union clinic.", "Client agrees with the plan; copy given."),
        }[p.mrn]
        text = words.PLAN_SAME.format(dx=fill[0], by=fill[1], after=fill[2], consent=fill[3])
        yield plan(p, text, first, VALE, admitted=first)


def notes_of(p, program, days):
    notes = [evaluation(p, program, days[0]), *plans_of(p, days[0]), *group_notes(p, program, days), *visits(p)]
    for (mrn, day), (title, author, start, minutes, told, response) in SESSIONS.items():
        if mrn == p.mrn:
            body = [f"Treatment plan problem addressed: {PROBLEMS[mrn]}", f"Session: {told}", f"Response: {response}", "Plan: next session in a week."]
            notes.append(note(p, title, day_of(day), start, minutes, author, "Partial Hospitalization Program" if program == "PHP" else "Intensive Outpatient Program", body))
    return sorted(notes, key=lambda n: (n.day, n.start))


def claim_of(p, program, days) -> Claim:
    lines = []
    for day in days:
        if p.payer == "medicare" and program == "PHP":
            lines += [Line("G0410", day, 24000, revenue="0915"), Line("G0177", day, 18000, revenue="0942"), Line("G0129", day, 19000, revenue="0430"), Line("G0176", day, 17500, revenue="0904")]
        elif p.payer == "medicare":
            lines += [Line("90853", day, 15500, revenue="0905"), Line("G0177", day, 14500, revenue="0905"), Line("G0176", day, 14000, revenue="0905")]
        elif program == "PHP":
            lines.append(Line("H0035", day, 41000, revenue="0913"))
        elif program == "IOP-SUD":
            lines.append(Line("H0015", day, 23500, revenue="0906"))
        else:
            lines.append(Line("S9480", day, 22000, revenue="0905"))
    if p.mrn == "CB-2008":
        place = next(i for i, line in enumerate(lines) if line.day == day_of("2026-01-15"))
        lines.insert(place + 1, Line("90847", day_of("2026-01-15"), 16500, revenue="0916"))
    still = "30" if p.mrn in ("CB-2004", "CB-2009") else "01"
    conditions = () if p.payer == "medicaid" else ("41",) if program == "PHP" else ("92",)
    return Claim(f"{p.mrn.replace('-', '')}-01", p, lines, kind="I", dx=tuple(code.replace(".", "") for code, _ in p.dx), place="13",
                 renderer=MD, admitted=days[0], conditions=conditions, status=still, frequency="2" if still == "30" else "1")


def write(path: str, text: str):
    target = ROOT / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(text.encode())


def slug(title: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in title.lower()).replace("---", "-")


def write_charts(charts):
    for p, form, notes in charts:
        folder = f"charts/{p.mrn}-{p.last.lower()}"
        if form in ("serif", "two"):
            for n in notes:
                shown = [("title", n.lines[0])] + [("line", line) if line else ("gap", "") for line in n.lines[1:]]
                n.lines, n.place = shown, ("", 0)
            path = ROOT / "charts" / f"{p.mrn}_{p.last}_outpatient_chart.pdf"
            path.parent.mkdir(parents=True, exist_ok=True)
            write_chart(path, FACILITY, p, notes, LOOKS["serif" if form == "serif" else "sans"], us)
            continue
        # Daily notes of one day print as one file; plans, certifications and evaluations alone.
        by_day = {}
        for n in notes:
            if n.start and "Group" in n.title or "Therapy Note" in n.title:
                by_day.setdefault(n.day, []).append(n)
            else:
                write(f"{folder}/{n.day.isoformat()}-{slug(n.title)}.txt", FACILITY + "\n" + "\n".join(n.lines) + "\n")
        for day, of_day in by_day.items():
            text = ("\n" + "=" * 72 + "\n").join("\n".join(n.lines) for n in of_day)
            write(f"{folder}/{day.isoformat()}-program-notes.txt", text + "\n")


def main():
    for folder in ("charts", "claims"):
        shutil.rmtree(ROOT / folder, ignore_errors=True)
    charts, claims, weekdays = [], [], {"PHP": "01234", "IOP": "024", "IOP-SUD": "024"}
    for p, program, first, last, form in PEOPLE:
        days = program_days(first, last, weekdays[program])
        charts.append((p, form, notes_of(p, program, days)))
        claims.append(claim_of(p, program, days))
    count = sum(len(notes) for _, _, notes in charts)
    write_charts(charts)
    for control, (name, payer) in enumerate((("medicare_837I.txt", "medicare"), ("medicaid_837I.837", "medicaid")), start=81):
        out = Writer()
        text = write_837(out, [c for c in claims if c.patient.payer == payer], BILLER, lambda c: PAYERS[c.patient.payer], date(2026, 2, 20), control)
        write(f"claims/{name}", text)
    size = sum(path.stat().st_size for path in ROOT.rglob("*") if path.is_file())
    print(f"{len(charts)} patients, {count} notes, {sum(len(c.lines) for c in claims)} lines, {size // 1024} KB")


if __name__ == "__main__":
    main()
