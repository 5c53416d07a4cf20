"""Charts in eight more print styles, written after the first thirteen were read well."""

from __future__ import annotations

import datetime

from .page import Chart
from .words import (CASE, D, DIMENSIONS, DISCHARGE, GROUP_SELF, GROUPS, HISTORY, INDIVIDUAL, NURSING, PLAN_GOALS, PLAN_LINES, PSYCH,
                    TECH, Bank, at, bare, dash, dmy, long, med, mil, short, t12, t24, tiny, us)

DAY = datetime.timedelta(days=1)


def meadowlark() -> Chart:
    """Each document printed by itself, then merged: its title runs on its pages, which count from 1 again."""
    bank = Bank("meadowlark")
    pages: list[tuple[str, int, int]] = []
    chart = Chart("meadowlark", "ML-40772",
                  head=lambda page, total: [f"{pages[page - 1][0]}", "Client Name: Ivy Sorensen    DOB: 02/11/1994    MRN: ML-40772"],
                  foot=lambda page, total: ["", f"Page {pages[page - 1][1]} of {pages[page - 1][2]}                    Exported 05/01/2026 08:00"],
                  height=40, pdf=True)

    def document(title, kind, d, body, who, cred, minute, start=None, length=None, state="signed"):
        chart.page()
        first = len(chart.pages)
        note = chart.note(kind, date=d, author=who, credential=cred, start=t24(start) if start else None,
                          stop=t24(start + length) if start else None, minutes=length)
        chart.w(f"Date of Service: {us(d)}" + (f"    Session Time: {t12(start)} to {t12(start + length)}" if start else ""))
        # The running lines name the document.
        chart.notes[-1].title, chart.notes[-1].first = chart.notes[-1].first, title
        chart.w(*body, "")
        if state == "signed":
            note.signature, note.signed_at = "signed", at(d, minute)
            chart.w(f"Signed by: {who}, {cred}    Date/Time: {us(d)} {t12(minute)} EST    IP: 10.14.2.9")
        else:
            note.signature = "unsigned"
            chart.w("Document status: Draft. Signature required.")
            note.author = note.credential = None
        last = len(chart.pages)
        for number in range(first, last + 1):
            pages.append((title, number - first + 1, last - first + 1))

    d = D(2026, 2, 2)
    document("Biopsychosocial Assessment", "assessment", d,
             ["Presenting Problem", *[h.format(age=31) for h in HISTORY[:3]], "Psychiatric History", HISTORY[3], "Medical History", HISTORY[4], "Family History", HISTORY[5],
              "Social History", *HISTORY[6:8], "Strengths", HISTORY[8], "ASAM Criteria", *DIMENSIONS, "Treatment Plan Recommendations", *PLAN_GOALS[:3], "Diagnostic Summary",
              *[h.format(age=31) for h in HISTORY[:4]], "Discharge Plan", DISCHARGE[2]], "Petra Hollis", "LPC", 1010, 600, 90)
    document("Individualized Treatment Plan", "treatment-plan", d + DAY,
             [*[g.format(target="05/03/2026") for g in PLAN_GOALS], *[g.format(target="05/03/2026") for g in PLAN_GOALS], "Client strengths", HISTORY[8],
              *[g.format(target="06/03/2026") for g in PLAN_GOALS]], "Petra Hollis", "LPC", 900)
    for index in range(16):
        d = D(2026, 2, 4) + DAY * index
        topic, text = bank.one(GROUPS)
        if index % 3 == 2:
            document("Individual Therapy Note", "individual-note", d, ["Data", *bank.some(INDIVIDUAL, 4), "Assessment", *bank.some(INDIVIDUAL, 1), "Plan", bank.one(PLAN_LINES)],
                     "Petra Hollis", "LPC", 1000, 840, 50, "draft" if index == 8 else "signed")
        else:
            document("Group Therapy Note", "group-note", d, [f"Topic: {topic}", text, "Client response", bank.one(GROUP_SELF)], "Marcus Oyelaran", "LCAS", 980, 600, 60)
    return chart


def linden_iop() -> Chart:
    """A small agency's word-processor form, a table's labels in capitals, counselor's line at the end."""
    bank = Bank("linden-iop")
    chart = Chart("linden-iop", "0229", head=lambda page, total: [], foot=lambda page, total: [], height=52, width=88)
    d = D(2026, 3, 3)
    for index in range(24):
        chart.room(13)
        topic, text = bank.one(GROUPS)
        group = index % 4 != 3
        note = chart.note("group-note" if group else "individual-note", date=d, start="18:00" if group else "17:00", stop="21:00" if group else "17:45", minutes=180 if group else 45,
                          author="Vernon Ash", credential="CADC", signature="signed", signed_at=d.isoformat())
        chart.w("LINDEN STREET COUNSELING - INTENSIVE OUTPATIENT")
        chart.title(f"CLIENT NAME: Jules Moreno        CLIENT #: 0229        DATE: {tiny(d)}")
        chart.w(f"SESSION: {'Group' if group else 'Individual'}          TIME IN: {'6:00p' if group else '5:00p'}    TIME OUT: {'9:00p' if group else '5:45p'}")
        if group:
            chart.w(f"TOPIC: {topic}      # PRESENT: {bank.random.randint(5, 12)}", text, "CLIENT PROGRESS: " + bank.one(GROUP_SELF))
        else:
            chart.w("CONTENT: " + bank.one(INDIVIDUAL), "PLAN: " + bank.one(PLAN_LINES))
        if index in (5, 14):
            note.signature, note.signed_at = "blank", None
            note.author = note.credential = None
            chart.w("Counselor Signature/Credentials: ______________________________   Date: __________", "")
        else:
            chart.w(f"Counselor Signature/Credentials: Vernon Ash, CADC                 Date: {tiny(d)}", "")
        d += DAY * (1 if index % 2 else 2)
    return chart


def cormorant() -> Chart:
    """An outpatient psychiatry system: encounter print, `Sign off status`, provider line, assessments numbered."""
    bank = Bank("cormorant")
    chart = Chart("cormorant", "118842", head=lambda page, total: [],
                  foot=lambda page, total: ["", f"Patient: Hale, Bettina    DOB: 12/30/1961    Progress Note: Anton Weiss, MD    Note generated by clinic software {us(D(2026, 4, 22))}"], height=50)
    for index in range(15):
        d = D(2026, 1, 7) + DAY * (index * 7)
        chart.page()
        note = chart.note("prescriber-note" if index else "psychiatric-evaluation", date=d, author="Anton Weiss", credential="MD", signature="signed", signed_at=at(d, 1021))
        chart.w("Cormorant Psychiatry Group, P.A.")
        chart.title("Progress Notes" if index else "Initial Psychiatric Evaluation")
        chart.w("Hale, Bettina", "64 Y old Female, DOB: 12/30/1961", "Account Number: 118842", f"Appointment Provider: Anton Weiss, MD", f"{us(d)}", "",
                "Reason for Appointment", "1. Follow-up of depression", "History of Present Illness", *bank.some(PSYCH, 2), "Examination", bank.one(PSYCH),
                "Assessments", "1. Major depressive disorder, recurrent, moderate - F33.1 (Primary)", "Treatment", bank.one(PSYCH), "Follow Up", "4 Weeks", "")
        if index in (4, 11):
            note.signature, note.signed_at = "unsigned", None
            chart.w("Sign off status: Pending")
        else:
            chart.w(f"Electronically signed by Anton Weiss , MD on {us(d)} at {t12(1021)} EST", "Sign off status: Completed")
    return chart


def bellweather() -> Chart:
    """A state hospital's interdisciplinary sheet: entries by discipline, each with its date, time and signature."""
    bank = Bank("bellweather")
    chart = Chart("bellweather", "33018",
                  head=lambda page, total: ["BELLWEATHER STATE HOSPITAL", "INTERDISCIPLINARY PROGRESS NOTES", "Name: CROSS, LEOPOLD     Hosp #: 33018     DOB: 4/4/1977     Unit: B2", ""],
                  foot=lambda page, total: ["", f"DMH-114 (Rev. 6/2019)                                       Page {page}"], height=44)
    d = D(2026, 3, 1)
    who = [("PSYCHIATRY", "prescriber-note", "E. Lindgren", "MD"), ("NURSING", "nursing-note", "Tonya Riggs", "RN"), ("SOCIAL WORK", "case-management", "Paul Abara", "LCSW"), ("REHAB/RT", "group-note", "Sky Dunham", "CTRS")]
    for index in range(32):
        title, kind, name, cred = who[index % 4]
        minute = 480 + index % 4 * 95
        chart.room(6)
        note = chart.note(kind, date=d, author=name, credential=cred, signature="signed", signed_at=at(d, minute + 9))
        chart.title(f"{us(d)} {t24(minute)}   {title} NOTE")
        chart.w(*(bank.some(PSYCH, 2) if index % 4 == 0 else bank.some(NURSING, 2) if index % 4 == 1 else bank.some(CASE, 1) if index % 4 == 2 else ["Leisure skills group, 45 min. " + bank.one(GROUP_SELF)]))
        chart.w(f"Signed: {name}, {cred}  {us(d)} {t24(minute + 9)}", "")
        if index % 4 == 3:
            d += DAY
            note.minutes = None
    return chart


def sandpiper() -> Chart:
    """A residential system: form name and creation line, client's table row, signatures with time zone and role."""
    bank = Bank("sandpiper")
    chart = Chart("sandpiper", "SP-9043", head=lambda page, total: ["Sandpiper House", "Name            DOB           MRN        Admit", "Ada Quist       10/19/1999    SP-9043    03/01/2026", "-" * 60],
                  foot=lambda page, total: ["", f"{page} / {total}     Sandpiper House - Confidential"], height=46)
    d = D(2026, 3, 1)
    forms = [("Nursing Daily Assessment", "nursing-note", "Iris Falk", "RN"), ("Process Group", "group-note", "Bo Santangelo", "LMFT"), ("Behavioral Health Technician Note", "shift-note", "Cal Pruett", "BHT"),
             ("Individual Session", "individual-note", "Bo Santangelo", "LMFT"), ("Case Management Note", "case-management", "Lou Vance", "CCM"), ("Family Session", "family-note", "Bo Santangelo", "LMFT")]
    for index in range(30):
        title, kind, who, cred = forms[index % 6]
        minute = 540 + index % 6 * 60
        chart.room(11)
        note = chart.note(kind, date=d, author=who, credential=cred, signature="signed", signed_at=at(d, minute + 75))
        chart.title(f"{title}")
        chart.w(f"Created by {who} on {us(d)} at {t12(minute + 70)}")
        if kind in ("group-note", "individual-note", "family-note"):
            note.start, note.stop, note.minutes = t24(minute), t24(minute + 50), 50
            chart.w(f"Session date: {us(d)}   Start: {t12(minute)}   End: {t12(minute + 50)}   Total minutes: 50")
        else:
            chart.w(f"Date/Time: {us(d)} {t12(minute)}")
        chart.w(*(bank.some(NURSING, 2) if index % 6 == 0 else [bank.one(GROUPS)[1], bank.one(GROUP_SELF)] if index % 6 == 1 else bank.some(TECH, 1) if index % 6 == 2 else bank.some(CASE, 1) if index % 6 == 4 else bank.some(INDIVIDUAL, 2)))
        if index == 13:
            note.signature, note.signed_at = "unsigned", None
            note.credential = None
            chart.w("Awaiting signature: " + who, "")
        elif index % 6 == 3:
            note.cosignature, note.cosigner = "signed", "Rhea Dalton"
            chart.w(f"Electronically signed by {who}, {cred} (Primary Therapist), {us(d)} {t12(minute + 75)} PST", f"Electronically signed by Rhea Dalton, PsyD (Clinical Director), {us(d + DAY)} 08:12 AM PST", "")
        else:
            chart.w(f"Electronically signed by {who}, {cred} ({'Registered Nurse' if cred == 'RN' else 'Staff'}), {us(d)} {t12(minute + 75)} PST", "")
        if index % 6 == 5:
            d += DAY
    return chart


def ironwood() -> Chart:
    """A certified-center's service log: `Service Document`, staff with id, begin and end times, e-signature line."""
    bank = Bank("ironwood")
    chart = Chart("ironwood", "77120", head=lambda page, total: ["Ironwood Behavioral Network", "Full Chart Print                                 Run by: M. Teller 04/30/2026"], foot=lambda page, total: [f"pg {page}"], height=50)
    d = D(2026, 2, 10)
    for index in range(22):
        chart.room(14)
        kind, name, who, cred = [("individual-note", "Psychotherapy 45 min", "Mary Tolland", "LPCC"), ("case-management", "CPST Individual", "Jed Orr", "QMHS"), ("group-note", "SUD IOP Group", "Faith Okoro", "LICDC"), ("crisis-note", "Crisis Intervention", "Mary Tolland", "LPCC")][index % 4]
        start = 570 + index % 4 * 100
        length = (45, 40, 180, 75)[index % 4]
        note = chart.note(kind, date=d, start=t24(start), stop=t24(start + length), minutes=length, author=who, credential=cred, signature="signed", signed_at=at(d, start + length + 20))
        chart.title(f"Service Document: {name}")
        chart.w(f"Client: 77120 Barlow, Otis      Staff: {who.split()[1]}, {who.split()[0]} ({cred})", f"Date: {bare(d)}     Begin Time: {t12(start)}     End Time: {t12(start + length)}     Units: {length // 15}",
                "Diagnosis: F10.20, F32.1", "Goals addressed: Goal 1 Objective 2 (opened 01/15/2026)", "Progress Note:",
                *(bank.some(INDIVIDUAL, 2) if index % 4 in (0, 3) else bank.some(CASE, 1) if index % 4 == 1 else [bank.one(GROUPS)[1], bank.one(GROUP_SELF)]), "Plan: " + bank.one(PLAN_LINES))
        if index == 10:
            note.signature, note.signed_at = "unsigned", None
            chart.w("*UNSIGNED*", "")
        else:
            chart.w(f"E-Signed: {who} {cred} {us(d)} {t12(start + length + 20)}", "")
        d += DAY * 2
    return chart


def fernhill() -> Chart:
    """A php's day: notes under a date heading once a day, titles in sentence case, signature over two lines."""
    bank = Bank("fernhill")
    chart = Chart("fernhill", "FH 2218", head=lambda page, total: [f"Fernhill PHP | Patient: Noor Abadi | MRN: FH 2218 | DOB: 7-8-2003 | page {page}"], foot=lambda page, total: [], height=54, width=96)
    d = D(2026, 4, 6)
    for index in range(10):
        for slot, (kind, title) in enumerate([("group-note", "PHP Group Note - Process"), ("group-note", "PHP Group Note - Psychoeducation"), ("individual-note", "Individual Therapy Note"), ("program-summary", "PHP Daily Summary")]):
            if kind == "individual-note" and index % 3:
                continue
            chart.room(11)
            start = 540 + slot * 75
            who, cred = [("Lia Moss", "LCSW"), ("Ty Greer", "MHC-LP"), ("Lia Moss", "LCSW"), ("Ana Roth", "RN")][slot]
            note = chart.note(kind, date=d, author=who, credential=cred, signature="signed", signed_at=at(d, 930 + slot))
            chart.title(title)
            if kind != "program-summary":
                note.start, note.stop, note.minutes = t24(start), t24(start + 60), 60
                chart.w(f"{d:%A}, {long(d)}, {t12(start, ' a.m.', ' p.m.')} to {t12(start + 60, ' a.m.', ' p.m.')}")
            else:
                chart.w(f"{d:%A}, {long(d)}")
            chart.w(*([bank.one(GROUPS)[1], bank.one(GROUP_SELF)] if kind == "group-note" else bank.some(INDIVIDUAL, 3) if kind == "individual-note" else ["Attended 4 of 4 groups. Mood 5/10. Denies SI. Ate lunch. " + bank.one(NURSING)]))
            if slot == 1:
                note.cosignature, note.cosigner = "signed", "Lia Moss"
                chart.w("", f"{who}, {cred}", f"Signed {d.month}/{d.day}/{d.year} {t12(931)}", f"Cosigned by Lia Moss, LCSW {d.month}/{d.day}/{d.year} {t12(990)}", "")
            else:
                chart.w("", f"{who}, {cred}", f"Signed {d.month}/{d.day}/{d.year} {t12(930 + slot)}", "")
        d += DAY if d.weekday() < 4 else DAY * 3
    return chart


def granite_pass() -> Chart:
    """Orders, certifications, reviews and a lab among a php's notes, with blanks, stamps and telephone orders."""
    bank = Bank("granite-pass")
    chart = Chart("granite-pass", "GP00417", head=lambda page, total: ["GRANITE PASS HOSPITAL - ADULT PARTIAL PROGRAM", "PATIENT: DORSEY, WYNN  MR# GP00417  DOB 05/21/1958"], foot=lambda page, total: ["", f"Medical Records Copy - Printed 5/2/26 - {page} of {total}"], height=50, width=104)
    d = D(2026, 3, 2)
    note = chart.note("certification", date=d, author="Hugo Lassiter", credential="MD", signature="signed", signed_at=at(d, 700))
    chart.title("PHYSICIAN CERTIFICATION - PARTIAL HOSPITALIZATION")
    chart.w("Certification Date: 03/02/2026     Certified Through: 03/19/2026", "I certify that the services are needed and that the patient would otherwise require inpatient psychiatric care.",
            "The services are given under a plan of care that I reviewed.", "", "Physician Signature: Hugo Lassiter, MD (electronically signed)   Date: 03/02/2026   Time: 11:40")
    chart.page()
    note = chart.note("order", date=d, author="Hugo Lassiter", credential="MD", signature="signed", signed_at=at(d, 715))
    chart.title("PHYSICIAN ORDERS")
    chart.w("Order Date: 03/02/2026  11:45", "1. Admit to partial program 5 days per week, 6 hours per day.", "2. Sertraline 100 mg PO daily.", "3. CBC, CMP, TSH, lipid panel.", "Ordered by: Hugo Lassiter, MD", "", "Electronically signed: Hugo Lassiter, MD 03/02/2026 11:55")
    note = chart.note("order", date=D(2026, 3, 4), author="Gail Whitmer", credential="RN", signature="signed", signed_at=at(D(2026, 3, 4), 870))
    chart.w("")
    chart.title("TELEPHONE ORDER")
    chart.w("Order Date: 03/04/2026  14:20", "Hold trazodone tonight. T.O. Dr. Lassiter, read back and verified.", "Taken by: Gail Whitmer, RN", "Electronically signed: Gail Whitmer, RN 03/04/2026 14:30", "Physician Signature: ____________________ Date: ________")
    chart.page()
    for index in range(14):
        chart.room(11)
        topic, text = bank.one(GROUPS)
        note = chart.note("group-note", date=d, start="10:15", stop="11:00", minutes=45, author="Nell Farrow", credential="LMSW", signature="signed", signed_at=at(d, 785))
        chart.title(f"PARTIAL PROGRAM GROUP NOTE                    DATE OF SERVICE: {us(d)}")
        chart.w(f"GROUP: {topic}          TIME: 10:15-11:00          PATIENTS IN GROUP: {bank.random.randint(6, 12)}", text, bank.one(GROUP_SELF), f"NELL FARROW, LMSW   Electronically signed {us(d)} 13:05", "")
        if index % 3 == 1:
            chart.room(8)
            note = chart.note("nursing-note", date=d, author="Gail Whitmer", credential="RN", signature="signed", signed_at=at(d, 800))
            chart.title(f"NURSING NOTE                    DATE OF SERVICE: {us(d)}")
            chart.w(bank.one(NURSING), bank.one(NURSING), f"GAIL WHITMER, RN   Electronically signed {us(d)} 13:20", "")
        d += DAY if d.weekday() < 4 else DAY * 3
    chart.page()
    note = chart.note("recertification", date=D(2026, 3, 19), author="Hugo Lassiter", credential="MD", signature="blank")
    note.author = note.credential = None
    chart.title("PHYSICIAN RECERTIFICATION - PARTIAL HOSPITALIZATION")
    chart.w("Recertification Date: 03/19/2026     Certified Through: 04/18/2026", "The patient continues to need partial hospitalization because of persistent symptoms.", "", "Physician Signature: ______________________   Date: __________   Time: ______")
    chart.page()
    note = chart.note("utilization-review", date=D(2026, 3, 17), author="Ward Keene", credential="LPC", signature="signed", signed_at=at(D(2026, 3, 17), 930))
    chart.title("CONTINUED STAY REVIEW")
    chart.w("Review Date: 03/17/2026     Reviewer: Ward Keene, LPC", "Days requested: 5. Current symptoms: PHQ-9 16, passive SI on 3/14, none since.", "Ward Keene, LPC   Electronically signed 03/17/2026 15:30")
    return chart
