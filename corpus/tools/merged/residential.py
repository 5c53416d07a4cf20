"""Residential and detox charts: three ways an EHR prints them."""

from __future__ import annotations

import datetime

from .page import Chart
from .words import (CASE, D, DIMENSIONS, DISCHARGE, GROUP_SELF, GROUPS, HISTORY, INDIVIDUAL, NURSING, PLAN_GOALS,
                    PLAN_LINES, PSYCH, TECH, Bank, at, bare, long, short, t12, t24, us)


def harbor_point() -> Chart:
    """Title, then start and end stamps; signature as `Name, Credential (Staff), date time`."""
    bank = Bank("harbor-point")
    chart = Chart(
        "harbor-point", "2026-0148",
        head=lambda page, total: ["Harbor Point Recovery Center", "Patient Name: Marta Voss   MR#: 2026-0148   DOB: 05/09/1988",
                                  "Admission Date: 02/27/2026   Care Team: Ruiz / Adler", "_" * 80],
        foot=lambda page, total: ["", f"Marta Voss 2026-0148   Printed 04/20/2026 09:12 AM by K. Odell   Page {page} of {total}"],
        height=46, pdf=True)

    def sign(who, cred, d, minute, note, image=True):
        note.author, note.credential, note.signature, note.signed_at = who, cred, "signed", at(d, minute)
        if image:
            chart.w("[signature image]")
        chart.w(f"{who}, {cred} (Staff), {us(d)} {t12(minute)}")

    admit = D(2026, 2, 27)
    # Face sheet and index.
    chart.note("administrative")
    chart.title("Facesheet")
    chart.w("Legal name: Marta Voss", "Preferred: Marta", "Date of birth: 05/09/1988   Age: 37   Sex: F",
            "Admitted: 02/27/2026 10:40 AM   Anticipated discharge: 03/27/2026", "Level of care: Residential 3.5",
            "Payer: Larkspur Mutual   Member ID: LKM5550148", "Emergency contact: Rosa Voss (sister) 555-0142",
            "Diagnoses: F10.20 Alcohol use disorder, severe; F33.1 Major depressive disorder, recurrent, moderate")
    chart.page()
    note = chart.note("administrative", date=admit)
    chart.title("Consent for Treatment")
    chart.w("I, the undersigned, consent to treatment at Harbor Point Recovery Center. I have been told of the program rules,",
            "my rights as a client, and the grievance procedure. I may withdraw this consent at any time in writing.",
            "I understand that staff may ask for a urine sample at any time.", "",
            "[signature image]", "Marta Voss (Patient), 02/27/2026 10:52 AM", "[signature image]")
    note.author, note.credential, note.signature, note.signed_at = "Kendra Odell", "BHT", "signed", at(admit, 654)
    chart.w("Kendra Odell, BHT (Staff), 02/27/2026 10:54 AM")
    chart.page()
    note = chart.note("assessment", date=admit, start="11:00", stop="12:15", minutes=75)
    chart.title("Biopsychosocial Assessment")
    chart.w("Started: 02/27/2026 11:00 AM   Ended: 02/27/2026 12:15 PM", "")
    for head, lines in (("Presenting Problem", HISTORY[:3]), ("Psychiatric History", HISTORY[3:4]), ("Medical History", HISTORY[4:5]),
                        ("Family History", HISTORY[5:6]), ("Social History", HISTORY[6:8]), ("Strengths", HISTORY[8:])):
        chart.w(head, *[line.format(age=37) for line in lines], "")
    chart.w("ASAM Dimensional Assessment", *DIMENSIONS, "", "Clinical Summary", HISTORY[0].format(age=37),
            "Recommended level of care: Residential 3.5. A lower level of care is not safe at this time given Dimensions 3, 5 and 6.", "")
    sign("Dana Ruiz", "LMHC", admit, 1034, note)
    chart.w("[signature image]", "Priya Adler, MD (Staff), 02/28/2026 08:20 AM")
    note.cosignature, note.cosigner = "signed", "Priya Adler"
    chart.page()
    note = chart.note("treatment-plan", date=D(2026, 3, 1))
    chart.title("Master Treatment Plan")
    chart.w("Plan Date: 03/01/2026", "Admission Date: 02/27/2026   Next Review Due: 03/08/2026", "")
    chart.w(*[goal.format(target="03/20/2026") for goal in PLAN_GOALS], "")
    sign("Dana Ruiz", "LMHC", D(2026, 3, 1), 960, note)
    chart.w("[signature image]", "Marta Voss (Patient), 03/01/2026 04:10 PM")
    chart.page()
    day = D(2026, 3, 2)
    for index in range(15):
        topic, text = bank.one(GROUPS)
        start = 600 if index % 2 else 810
        note = chart.note("group-note", date=day, start=t24(start), stop=t24(start + 60), minutes=60)
        chart.room(9)
        chart.title(f"Group Session: {topic}")
        chart.w(f"Started: {us(day)} {t12(start)}   Ended: {us(day)} {t12(start + 60)}", f"Group Size: {bank.random.randint(5, 11)}",
                "Topic", text, "Patient Response", bank.one(GROUP_SELF))
        if index == 6:
            note.signature = "unsigned"
            note.author = note.credential = None
            chart.w("Status: In Progress - not signed", "")
        else:
            who, cred = bank.pick(("Dana Ruiz", "LMHC"), ("Theo Banning", "CADC II"), ("Imani Cole", "LCSW"))
            sign(who, cred, day, 1020 + index, note, image=index % 3 != 0)
            chart.w("")
        if index % 4 == 1:
            chart.room(9)
            note = chart.note("individual-note", date=day, start="15:00", stop="15:50", minutes=50)
            chart.title("Individual Session")
            chart.w(f"Started: {us(day)} 03:00 PM   Ended: {us(day)} 03:50 PM", "Data", *bank.some(INDIVIDUAL, 3),
                    "Assessment", "Client continues to meet criteria for the current level of care.", "Plan", bank.one(PLAN_LINES))
            sign("Dana Ruiz", "LMHC", day, 1035, note)
            chart.w("")
        if index % 2 == 0:
            chart.room(6)
            note = chart.note("shift-note", date=day)
            chart.title("BHT Shift Note")
            chart.w(f"Evaluation Date: {us(day)} 11:00 PM   Shift: Evening", bank.one(TECH))
            sign("Kendra Odell", "BHT", day, 1381, note, image=False)
            chart.w("")
        if index % 5 == 2:
            chart.room(8)
            note = chart.note("nursing-note", date=day)
            chart.title("Nursing Progress Note")
            chart.w(f"Evaluation Date: {us(day)} 08:15 AM", bank.one(NURSING), bank.one(NURSING))
            sign("Wren Sato", "RN", day, 520, note, image=False)
            chart.w("")
        day += datetime.timedelta(days=1)
    chart.page()
    note = chart.note("discharge-summary", date=D(2026, 3, 27))
    chart.title("Discharge Summary")
    chart.w("Evaluation Date: 03/27/2026 10:00 AM", "Admission Date: 02/27/2026   Discharge Date: 03/27/2026", *DISCHARGE, "")
    sign("Imani Cole", "LCSW", D(2026, 3, 27), 640, note)
    return chart


def stillwater() -> Chart:
    """One-line headers over short notes, several on a page; typed initials and stamps."""
    bank = Bank("stillwater")
    chart = Chart(
        "stillwater", "SW-771",
        head=lambda page, total: [f"STILLWATER DETOX & WELLNESS      CLIENT: PELLETIER, OWEN   ID SW-771   D.O.B. 11/30/1979      Pg {page}/{total}", ""],
        foot=lambda page, total: ["", "CONFIDENTIAL: 42 CFR Part 2 prohibits redisclosure.   Report run 4/2/26 14:05"],
        height=52, width=100)
    note = chart.note("administrative")
    chart.title("TABLE OF CONTENTS")
    chart.w("Nursing admission assessment ................ 03/09/26 ....... p. 2", "History and Physical ........................ 03/09/26 ....... p. 3",
            "Progress notes .............................. 03/09/26-03/15/26  p. 4", "Medication administration record ............ 03/09/26 ....... p. 9",
            "Discharge summary ........................... 03/15/26 ....... p. 10")
    chart.page()
    day = D(2026, 3, 9)
    note = chart.note("nursing-note", date=day, author="Bea Lindqvist", credential="RN", signature="signed", signed_at=at(day, 985))
    chart.title("3/9/26 | 1500 | NURSING ADMISSION ASSESSMENT")
    chart.w("Arrived 1440 by private car with brother. BAL 0.14 at 1450. Last drink 3/9/26 about noon. Hx of withdrawal seizure 2018.",
            "VS: BP 158/96, P 108, R 18, T 98.9, SpO2 97% RA. CIWA-Ar 14.", "Belongings searched, contraband none. Oriented to unit.",
            "Allergies: penicillin (rash). Home meds: metoprolol 50 mg daily.", *bank.some(NURSING, 2),
            "e-signed B. Lindqvist", "Bea Lindqvist, RN   3/9/26 1625")
    chart.page()
    note = chart.note("history-and-physical", date=day, author="Samuel Okafor", credential="PA-C", signature="signed", signed_at=at(day, 1080),
                      cosignature="unsigned")
    chart.title("3/9/26 | 1700 | HISTORY AND PHYSICAL")
    chart.w("CC: 'I can't stop on my own.'", "HPI: " + HISTORY[0].format(age=46), "PMH: " + HISTORY[4], "ROS: tremor, nausea, otherwise negative.",
            "PE: diaphoretic, tongue tremor, heart regular, lungs clear, abdomen soft.", "A/P: Alcohol withdrawal, moderate. Symptom-triggered lorazepam, thiamine 100 mg daily.",
            "/s/ Samuel Okafor, PA-C   3/9/26 1800", "Cosignature pending: attending physician")
    chart.page()
    for hour in range(22):
        minute = 1140 + hour * 330
        d = day + datetime.timedelta(days=minute // 1440)
        clock = minute % 1440
        mil = f"{clock // 60:02d}{clock % 60:02d}"
        style = hour % 4
        chart.room(5)
        if style == 0:
            note = chart.note("nursing-note", date=d, author="Bea Lindqvist", credential="RN", signature="signed", signed_at=at(d, clock + 6 if clock < 1430 else clock))
            chart.title(f"{tiny_(d)} | {mil} | NURSING NOTE")
            chart.w(bank.one(NURSING), f"e-signed: Bea Lindqvist, RN {tiny_(d)} {mil6(clock)}", "")
        elif style == 1:
            note = chart.note("shift-note", date=d, author="Jory Whitlock", credential="MHT", signature="signed", signed_at=at(d, clock + 6 if clock < 1430 else clock))
            chart.title(f"{tiny_(d)} | {mil} | MHT OBSERVATION NOTE")
            chart.w(bank.one(TECH), f"e-signed: Jory Whitlock, MHT {tiny_(d)} {mil6(clock)}", "")
        elif style == 2:
            start = 600
            topic, text = bank.one(GROUPS)
            note = chart.note("group-note", date=d, start="10:00", stop="10:45", minutes=45, author="Lupe Arroyo", credential="LADC",
                              signature="signed", signed_at=at(d, 705))
            chart.title(f"{tiny_(d)} | 1000-1045 | GROUP: {topic.upper()}")
            chart.w(text, bank.one(GROUP_SELF), f"e-signed: Lupe Arroyo, LADC {tiny_(d)} 1145", "")
        else:
            note = chart.note("nursing-note", date=d, signature="unsigned")
            if hour == 7:
                chart.title(f"{tiny_(d)} | {mil} | NURSING NOTE")
                chart.w(bank.one(NURSING), "*** DRAFT - NOT SIGNED ***", "")
            else:
                note.signature, note.author, note.credential = "signed", "Hollis Greer", "LPN"
                note.signed_at = at(d, clock + 6 if clock < 1430 else clock)
                chart.title(f"{tiny_(d)} | {mil} | NURSING NOTE (LATE ENTRY)")
                chart.w(bank.one(NURSING), f"e-signed: Hollis Greer, LPN {tiny_(d)} {mil6(clock)}", "")
    chart.page()
    note = chart.note("medication-record", date=day, author="Bea Lindqvist", credential="RN", signature="absent")
    note.author = note.credential = None
    chart.title("MEDICATION ADMINISTRATION RECORD   Week of 03/09/26")
    chart.w("Medication            3/9    3/10   3/11   3/12   3/13   3/14   3/15", "Thiamine 100 mg PO    1800BL 0900BL 0900HG 0900BL 0900HG 0900BL 0900BL",
            "Metoprolol 50 mg PO   --     0900BL 0900HG 0900BL 0900HG 0900BL 0900BL", "Lorazepam 1 mg PRN    1830BL 0215HG ------ ------ ------ ------ ------",
            "Initials: BL = Bea Lindqvist RN   HG = Hollis Greer LPN")
    chart.page()
    d = D(2026, 3, 15)
    note = chart.note("discharge-summary", date=d, author="Samuel Okafor", credential="PA-C", signature="signed", signed_at=at(d, 660))
    chart.title("3/15/26 | 1030 | DISCHARGE SUMMARY")
    chart.w("Admitted 3/9/26, discharged 3/15/26 to residential program.", *DISCHARGE[:2], "/s/ Samuel Okafor, PA-C   3/15/26 1100")
    return chart


def tiny_(d):
    return f"{d.month}/{d.day}/{d.year % 100:02d}"


def mil6(clock):
    later = clock + 6 if clock < 1430 else clock
    return f"{later // 60:02d}{later % 60:02d}"


def cutler() -> Chart:
    """A state system's form print: labels in two columns, practitioner as LAST,FIRST."""
    bank = Bank("cutler")
    chart = Chart(
        "cutler", "004417",
        head=lambda page, total: ["CUTLER COUNTY BEHAVIORAL HEALTH                                   Page: " + f"{page} of {total}",
                                  "Client: NAKAMURA,ELI J (004417)     Episode: 3     DOB: 07/22/1995", "=" * 84],
        foot=lambda page, total: [], height=50, width=84)

    def form(kind, title, d, minute, length, who, cred, body, final=True, extra=(), cosign=None):
        chart.page() if bank.random.random() < 0.25 else chart.room(14)
        note = chart.note(kind, date=d, start=t24(minute) if length else None, stop=t24(minute + length) if length else None,
                          minutes=length or None, author=who, credential=cred)
        last, first = who.split()[-1].upper(), who.split()[0].upper()
        chart.title(f"Form: {title}")
        chart.w(f"Date of Service: {us(d)}               Program: Residential 3.1")
        if length:
            chart.w(f"Service Start Time: {t12(minute)}           Service End Time: {t12(minute + length)}")
            chart.w(f"Duration (minutes): {length}               Location: On site")
        chart.w(f"Practitioner: {last},{first} (00{len(who)}31)", *extra, f"Draft/Final: {'Final' if final else 'Draft'}", "", "Notes:", *body)
        if final:
            note.signature, note.signed_at = "signed", at(d, minute + length + 95)
            chart.w("", f"Electronically Signed By: {who.upper()}, {cred} on {us(d)} {t12(minute + length + 95)}")
        else:
            note.signature = "unsigned"
            note.credential = None
        if cosign == "signed":
            note.cosignature, note.cosigner = "signed", "Ursula Fenn"
            chart.w(f"Co-Signed By: URSULA FENN, LCSW on {us(d + datetime.timedelta(days=1))} 08:15 AM")
        elif cosign == "unsigned":
            note.cosignature = "unsigned"
            chart.w("Co-Signature: PENDING (FENN,URSULA)")
        chart.w("")
        return note

    d = D(2026, 1, 5)
    form("assessment", "Comprehensive Assessment", d, 540, 90, "Mabel Ott", "LMSW",
         ["Presenting Problem", *[h.format(age=30) for h in HISTORY], "", "ASAM", *DIMENSIONS], cosign="signed")
    form("treatment-plan", "Treatment Plan of Care", D(2026, 1, 7), 600, 0, "Mabel Ott", "LMSW",
         [g.format(target="04/05/2026") for g in PLAN_GOALS], extra=("Plan Effective Date: 01/07/2026   Plan End Date: 04/06/2026",), cosign="signed")
    for index in range(20):
        d = D(2026, 1, 8) + datetime.timedelta(days=index * 2)
        topic, text = bank.one(GROUPS)
        which = index % 5
        if which in (0, 3):
            form("group-note", f"Group Progress Note ({topic})", d, 780, 90, "Gil Prather", "CADC I",
                 [text, "Individual response: " + bank.one(GROUP_SELF)], extra=("Number of Clients in Group: 9",), final=index != 8)
        elif which == 1:
            form("individual-note", "Individual Progress Note", d, 660, 45, "Mabel Ott", "LMSW",
                 ["D: " + " ".join(bank.some(INDIVIDUAL, 2)), "A: Client is making slow progress toward goal 1.", "P: " + bank.one(PLAN_LINES)],
                 cosign="signed" if index % 2 else "unsigned")
        elif which == 2:
            form("case-management", "Case Management Note", d, 840, 30, "Tess Rowan", "BA", bank.some(CASE, 1))
        else:
            form("prescriber-note", "Medication Management Note", d, 600, 20, "Nadia Brandt", "PMHNP-BC", bank.some(PSYCH, 3))
    form("plan-review", "Treatment Plan Review", D(2026, 2, 20), 600, 0, "Mabel Ott", "LMSW",
         ["Review period 01/07/2026 to 02/20/2026.", "Goal 1: progressing. Goal 2: PHQ-9 now 12. Goal 3: housing interview held 2/12/26.", "Continue plan without change."], cosign="signed")
    form("discharge-summary", "Discharge Summary", D(2026, 3, 3), 600, 0, "Mabel Ott", "LMSW", ["Admission 01/05/2026. Discharge 03/03/2026.", *DISCHARGE], cosign="signed")
    return chart
