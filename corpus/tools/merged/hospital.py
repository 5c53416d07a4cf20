"""Hospital and partial-hospital charts, and packets put together by hand."""

from __future__ import annotations

import datetime

from .page import Chart
from .words import (CASE, D, DIMENSIONS, DISCHARGE, GROUP_SELF, GROUPS, HISTORY, INDIVIDUAL, NURSING, PLAN_GOALS, PLAN_LINES, PSYCH,
                    TECH, Bank, at, bare, dmy, long, mil, short, t12, t24, tiny, us)

DAY = datetime.timedelta(days=1)


def northgate() -> Chart:
    """`Progress Notes by Last, First, CRED at 3/2/2026 10:00 AM` with author, filed and status lines."""
    bank = Bank("northgate")
    chart = Chart("northgate", "E1904452",
                  head=lambda page, total: ["Northgate Medical Center - Behavioral Health PHP", "Larch, Simone", "MRN: E1904452, DOB: 6/17/2001, Sex: F", "Adm: 3/2/2026"],
                  foot=lambda page, total: ["", f"Printed by [HIM02] at 4/11/26 0931                                              Page {page}"], height=48, width=124)

    def filed(kind, title, d, minute, who, cred, role, body, start=None, stop=None, status="Signed", cosigner=None, addendum=None, minutes=None):
        chart.room(12)
        first, last = who.split()
        note = chart.note(kind, date=d, start=start, stop=stop, minutes=minutes, author=who, credential=cred)
        chart.title(f"{title} by {last}, {first}, {cred} at {bare(d)} {t12(minute)}")
        chart.w(f"Author: {last}, {first}, {cred}          Service: Behavioral Health          Author Type: {role}",
                f"Filed: {bare(d)} {t12(minute + 124)}          Date of Service: {bare(d)} {t12(minute)}          Status: {status}",
                f"Editor: {last}, {first}, {cred} ({role})" + (f"          Cosigner: {cosigner} at {bare(d)} 7:02 PM" if cosigner else ""), "")
        chart.w(*body)
        if status in ("Signed", "Addendum", "Cosign Needed"):
            note.signature, note.signed_at = "signed", at(d, minute + 124)
            chart.w("", f"Electronically signed by {last}, {first}, {cred} at {bare(d)} {t12(minute + 124)}")
        else:
            note.signature = "unsigned"
        if cosigner:
            c_last, c_first = cosigner.split(", ")[:2]
            note.cosignature, note.cosigner = "signed", f"{c_first} {c_last}"
            chart.w(f"Electronically signed by {cosigner} at {bare(d)} 7:02 PM")
        if status == "Cosign Needed":
            note.cosignature = "unsigned"
        if addendum:
            chart.w(f"Addendum by {last}, {first}, {cred} at {bare(d + DAY)} 8:30 AM", addendum, f"Electronically signed by {last}, {first}, {cred} at {bare(d + DAY)} 8:31 AM")
        chart.w("")

    d = D(2026, 3, 2)
    filed("history-and-physical", "H&P", d, 570, "Oscar Winslow", "MD", "Physician",
          ["Chief Complaint: worsening depression", "HPI: " + HISTORY[0].format(age=24), "Past Psychiatric History: " + HISTORY[3], "Plan: admit to PHP, 5 days a week."])
    filed("psychiatric-evaluation", "Psychiatric Evaluation", d, 660, "Oscar Winslow", "MD", "Physician",
          [*[h.format(age=24) for h in HISTORY], "", "Assessment and Plan", *bank.some(PSYCH, 3)])
    for index in range(12):
        topic, text = bank.one(GROUPS)
        filed("group-note", "Group Note", d, 600, "Jonas Reyes", "LCSW", "Social Worker",
              [f"Group: {topic}", "Start time: 10:00 AM   End time: 10:50 AM   Number of participants: 9", text, "Patient response: " + bank.one(GROUP_SELF)],
              start="10:00", stop="10:50", minutes=50, status="Incomplete" if index == 3 else "Signed",
              addendum="Correction: patient left group at 10:40 AM for a phone call." if index == 6 else None)
        filed("group-note", "Group Note", d, 780, "Amira Stone", "MSW Intern", "Student",
              [f"Group: {bank.one(GROUPS)[0]}", "Start time: 1:00 PM   End time: 1:50 PM   Number of participants: 8", bank.one(GROUP_SELF)],
              start="13:00", stop="13:50", minutes=50, cosigner="Reyes, Jonas, LCSW" if index % 3 else None, status="Signed" if index % 3 else "Cosign Needed")
        if index % 4 == 0:
            filed("prescriber-note", "Progress Notes", d, 690, "Oscar Winslow", "MD", "Physician", bank.some(PSYCH, 3))
        if index % 3 == 1:
            filed("nursing-note", "Nursing Note", d, 540, "Faye Aldous", "RN", "Registered Nurse", bank.some(NURSING, 2))
        if index % 5 == 4:
            filed("case-management", "Case Management", d, 870, "Jonas Reyes", "LCSW", "Social Worker", bank.some(CASE, 1))
        d += DAY if d.weekday() < 4 else DAY * 3
    filed("discharge-summary", "Discharge Summary", d, 840, "Oscar Winslow", "MD", "Physician", DISCHARGE)
    return chart


def saint_brendan() -> Chart:
    """Result prints: `Result type`, `Performed by`, `Verified by`, and an action list at the end."""
    bank = Bank("saint-brendan")
    chart = Chart("saint-brendan", "00771203",
                  head=lambda page, total: ["Patient:  CALLOWAY, REX A               MRN:  00771203", "FIN:  881460                             DOB/Age:  1/25/1966  60 years"],
                  foot=lambda page, total: ["", f"Report Request ID:  22318846          Page {page} of {total}          Print Date/Time:  4/9/2026 16:10 EDT"], height=46, pdf=True)

    def result(kind, what, d, minute, who, cred, body, status="Auth (Verified)", cosigner=None):
        chart.page()
        first, last = who.split()
        stamp, signed = f"{d:%B} {d.day:02d}, {d.year} {t24(minute)} EDT", minute + 47
        note = chart.note(kind, date=d, author=who, credential=cred)
        if status.startswith("Auth"):
            chart.w("* Final Report *", "")
        else:
            chart.w("* Preliminary Report *", "")
        chart.title(f"Result type:  {what}")
        chart.w(f"Result date:  {stamp}", f"Result status:  {status}", f"Result title:  {what}", f"Performed by:  {last} {cred}, {first} on {d:%B} {d.day:02d}, {d.year} {t24(signed)} EDT")
        if status.startswith("Auth"):
            note.signature, note.signed_at = "signed", at(d, signed)
            chart.w(f"Verified by:  {last} {cred}, {first} on {d:%B} {d.day:02d}, {d.year} {t24(signed)} EDT")
        else:
            note.signature = "unsigned"
        chart.w("Encounter info:  881460, Saint Brendan, Inpatient, 3/8/2026 - 3/21/2026", "", *body, "")
        if status.startswith("Auth"):
            chart.w("Completed Action List:", f"* Perform by {last} {cred}, {first} on {d:%B} {d.day:02d}, {d.year} {t24(signed)} EDT",
                    f"* Sign by {last} {cred}, {first} on {d:%B} {d.day:02d}, {d.year} {t24(signed)} EDT", f"* VERIFY by {last} {cred}, {first} on {d:%B} {d.day:02d}, {d.year} {t24(signed)} EDT")
            if cosigner:
                note.cosignature, note.cosigner = "signed", "Lydia Brooks"
                chart.w(f"* Cosign by Brooks MD, Lydia on {(d + DAY):%B} {(d + DAY).day:02d}, {d.year} 07:40 EDT")

    d = D(2026, 3, 8)
    result("psychiatric-evaluation", "Psychiatric Evaluation", d, 650, "Lydia Brooks", "MD", ["Chief Complaint", "'Voices are back.'", "", "History of Present Illness", *[h.format(age=60) for h in HISTORY[:4]],
           "", "Assessment/Plan", *bank.some(PSYCH, 2)])
    result("history-and-physical", "History and Physical", d, 720, "Noel Park", "PA-C", ["Review of Systems", "Negative except as noted.", "", "Physical Exam", "No acute distress. Heart regular."], cosigner=True)
    for index in range(13):
        result("prescriber-note" if index % 3 == 0 else "nursing-note" if index % 3 == 1 else "group-note",
               ("Psychiatry Progress Note", "Nursing Shift Note", "Group Therapy Note")[index % 3], d, (600, 1140, 810)[index % 3],
               ("Lydia Brooks", "Gwen Tully", "Arlo Finch")[index % 3], ("MD", "RN", "LPC")[index % 3],
               (bank.some(PSYCH, 4), bank.some(NURSING, 3), ["Group topic: " + bank.one(GROUPS)[0], "9 patients attended.", bank.one(GROUP_SELF)])[index % 3],
               status="In Progress" if index == 7 else "Auth (Verified)")
        d += DAY
    result("discharge-summary", "Discharge Summary", d, 600, "Lydia Brooks", "MD", ["Date of admission 3/8/2026; date of discharge " + bare(d) + ".", *DISCHARGE])
    return chart


def tamarack() -> Chart:
    """Capitals and fixed columns of an older hospital system, a run date on each page, times without colons."""
    bank = Bank("tamarack")
    chart = Chart("tamarack", "M000318877",
                  head=lambda page, total: [f"RUN DATE: 04/06/26          Tamarack Regional Hospital ** LIVE **          PAGE {page}", "RUN TIME: 0714              Patient Care Notes", "RUN USER: HIM.KB",
                                            "", "Patient: BIRDSALL,JUNE                   Account #: V00718233", "Age/Sex: 52/F   DOB: 10/03/1973         Unit #: M000318877", "-" * 80],
                  foot=lambda page, total: [], height=50, width=80)
    d = D(2026, 2, 16)
    for index in range(30):
        clock = (410, 615, 1170, 905)[index % 4]
        who, cred, kind, title = (("CARLA PINTO", "RN", "nursing-note", "NURSE NOTE"), ("DEV RAMAN", "OTR/L", "group-note", "OT GROUP NOTE"),
                                  ("LOUIS HAGEN", "RN", "nursing-note", "SHIFT ASSESSMENT"), ("BETH ORR", "LICSW", "case-management", "SOCIAL WORK NOTE"))[index % 4]
        note = chart.note(kind, date=d, author=who.title(), credential=cred)
        chart.room(8)
        chart.title(f"{short(d)} {mil(clock)}  {title}")
        body = (bank.some(NURSING, 2), ["Group: Coping skills, 0930-1015, 6 patients.", bank.one(GROUP_SELF)], bank.some(NURSING, 3), bank.some(CASE, 2))[index % 4]
        if kind == "group-note":
            note.start, note.stop, note.minutes = "09:30", "10:15", 45
        chart.w(*[line.upper() if index % 8 == 4 else line for line in body])
        if index == 13:
            note.signature, note.author, note.credential = "unsigned", None, None
            chart.w("** UNSIGNED TRANSCRIPTION **", "")
        else:
            note.signature, note.signed_at = "signed", at(d, clock + 18)
            chart.w(f"<Electronically signed by {who}, {cred}> {short(d)} {mil(clock + 18)}", "")
        if index % 4 == 3:
            d += DAY
    return chart


def oak_unit() -> Chart:
    """An inpatient detox unit's flowsheets: CIWA-Ar across times, COWS down, vitals, MAR, checks, and shift notes."""
    bank = Bank("oak-unit")
    chart = Chart("oak-unit", "OU-5530",
                  head=lambda page, total: [f"OAK UNIT - WITHDRAWAL MANAGEMENT           Patient: HAYES, LEONA     MRN: OU-5530     DOB: 08/19/1982          Page {page} of {total}"],
                  foot=lambda page, total: [], height=54, width=110)
    ciwa = ["Nausea/vomiting", "Tremor", "Paroxysmal sweats", "Anxiety", "Agitation", "Tactile disturbances", "Auditory disturbances", "Visual disturbances", "Headache", "Orientation"]
    cows = ["Resting pulse", "Sweating", "Restlessness", "Pupil size", "Bone/joint aches", "Runny nose", "GI upset", "Tremor", "Yawning", "Anxiety", "Gooseflesh"]
    d = D(2026, 3, 16)
    for index in range(4):
        chart.page()
        note = chart.note("flowsheet", date=d)
        chart.title("CIWA-Ar FLOWSHEET")
        chart.w(f"Date: {us(d)}", "")
        times = ["0000", "0400", "0800", "1200", "1600", "2000"]
        chart.w("Item".ljust(26) + "".join(t.rjust(8) for t in times))
        totals = [0] * 6
        for item in ciwa:
            row = [max(0, bank.random.randint(0, 3) - index) for _ in times]
            totals = [a + b for a, b in zip(totals, row)]
            chart.w(item.ljust(26) + "".join(str(v).rjust(8) for v in row))
        chart.w("TOTAL".ljust(26) + "".join(str(v).rjust(8) for v in totals), "RN initials".ljust(26) + "".join(bank.pick("MD", "TK").rjust(8) for _ in times),
                "MD = Maura Dunn RN    TK = Toby Kern RN", "")
        note = chart.note("flowsheet", date=d)
        chart.title("VITAL SIGNS FLOWSHEET")
        chart.w(f"Date: {us(d)}", "Time     BP        HR    RR    Temp    SpO2    Pain", *[f"{t}     {bank.random.randint(118, 150)}/{bank.random.randint(70, 96)}    {bank.random.randint(70, 104)}    16    98.{bank.random.randint(0, 9)}    98%     0" for t in times], "")
        if index == 1:
            note = chart.note("flowsheet", date=d, author="Maura Dunn", credential="RN", signature="signed", signed_at=at(d, 560))
            chart.title("Clinical Opiate Withdrawal Scale (COWS)")
            chart.w(f"Assessment date: {us(d)}    Time: 0900")
            values = [bank.random.randint(0, 2) for _ in cows]
            chart.w(*[f"{item.ljust(24)}{value}" for item, value in zip(cows, values)], f"Total score: {sum(values)}", f"Completed by: Maura Dunn, RN  Signed {us(d)} 0920", "")
        chart.room(12)
        note = chart.note("nursing-note", date=d, author="Maura Dunn", credential="RN", signature="signed", signed_at=at(d, 905))
        chart.title("NURSING SHIFT NOTE - DAY")
        chart.w(f"Date of service: {us(d)}    Shift: 0700-1500", *bank.some(NURSING, 3), f"Signed electronically: Maura Dunn, RN {us(d)} 15:05", "")
        note.start, note.stop, note.minutes = "07:00", "15:00", 480
        chart.room(12)
        note = chart.note("nursing-note", date=d, author="Toby Kern", credential="RN", signature="signed", signed_at=at(d + DAY, 430), start="23:00", stop="07:00", minutes=480)
        chart.title("NURSING SHIFT NOTE - NIGHT")
        chart.w(f"Date of service: {us(d)}    Shift: 2300-0700", *bank.some(NURSING, 2), f"Signed electronically: Toby Kern, RN {us(d + DAY)} 07:10", "")
        chart.page()
        note = chart.note("shift-note", date=d)
        chart.title("Q15 MINUTE OBSERVATION CHECKS")
        chart.w(f"Date: {us(d)}     Codes: A=awake S=sleeping B=bathroom G=group", "Time    :00   :15   :30   :45   Initials",
                *[f"{h:02d}00    {bank.pick('S', 'A')}     {bank.pick('S', 'A')}     {bank.pick('S', 'B')}     {bank.pick('S', 'G')}     {bank.pick('JW', 'RP')}" for h in range(24)], "")
        note = chart.note("medication-record", date=d)
        chart.title("MAR")
        chart.w(f"Administration date: {us(d)}", "Medication                     Dose      Route   Sched   Given   By", "Thiamine                       100 mg    PO      0900    0904    MD",
                "Folic acid                     1 mg      PO      0900    0904    MD", "Chlordiazepoxide taper         25 mg     PO      0900    0906    MD",
                "Chlordiazepoxide taper         25 mg     PO      2100    HELD    TK   (sedated)", "")
        d += DAY
    return chart


def fax_packet() -> Chart:
    """Pages of several senders faxed in one go: cover, forms, dictated notes, a VA-style note, a page of another patient."""
    bank = Bank("fax-packet")
    chart = Chart("fax-packet", "FX-0092", head=lambda page, total: [f"04/14/2026 10:2{page % 10} FAX 555-0177   MILLBROOK RECORDS            P.{page:03d}/{total:03d}"],
                  foot=lambda page, total: [], height=54, width=86)
    note = chart.note("administrative", date=D(2026, 4, 14), patient="F. Amador")
    chart.title("FAX COVER SHEET")
    chart.w("To: Larkspur Mutual, Utilization Review    From: Millbrook Records", "Date: April 14, 2026", "Re: F. Amador, claim records requested", "Pages including cover: see header", "",
            "The information in this fax is confidential.")
    for index in range(6):
        chart.page()
        d = D(2026, 2, 2) + DAY * (index * 7)
        note = chart.note("individual-note", date=d, author="Grace Lind", credential="LCSW", signature="signed", signed_at=at(d, 1037), start="16:00", stop="16:45", minutes=45)
        chart.w("Millbrook Counseling")
        chart.title(f"LOCAL TITLE: MH INDIVIDUAL THERAPY NOTE")
        chart.w("STANDARD TITLE: MENTAL HEALTH NOTE", f"DATE OF NOTE: {d:%b} {d.day:02d}, {d.year}@16:52     ENTRY DATE: {d:%b} {d.day:02d}, {d.year}@16:52:40", "      AUTHOR: LIND,GRACE           EXP COSIGNER:", "     URGENCY:                            STATUS: COMPLETED", "",
                "Patient: Amador, Felix   ID: FX-0092   DOB: Jun 30, 1975", "Session began 16:00 and ended 16:45; 45 minutes face to face.", *bank.some(INDIVIDUAL, 2), bank.one(PLAN_LINES), "",
                "/es/ GRACE LIND, LCSW", "Licensed Clinical Social Worker", f"Signed: {us(d)} 17:17")
        if index == 2:
            chart.w("", f"{us(d + DAY)} ADDENDUM                      STATUS: COMPLETED", "Veteran called to say he kept the housing appointment.", "", "/es/ GRACE LIND, LCSW", "Licensed Clinical Social Worker", f"Signed: {us(d + DAY)} 09:20")
    for index in range(3):
        chart.page()
        d = D(2026, 2, 5) + DAY * (index * 14)
        note = chart.note("prescriber-note", date=d, author="Harold Munch", credential="MD", signature="signed" if index != 1 else "blank", signed_at=at(d + DAY, 0)[:10] if index != 1 else None)
        chart.w("HAROLD MUNCH, M.D.   Psychiatry   22 Canal Street")
        chart.title("MEDICATION MANAGEMENT")
        chart.w("PATIENT: Felix Amador          ID: FX-0092", f"DATE OF VISIT: {dmy(d)}", "DOB: 30-Jun-1975", "", *bank.some(PSYCH, 3), "")
        if index == 1:
            chart.w("______________________________", "Harold Munch, M.D.")
        else:
            chart.w("Harold Munch, M.D.", f"Dictated: {dmy(d)}   Transcribed: {dmy(d + DAY)} by tls", f"Electronically signed by Harold Munch, M.D. {dmy(d + DAY)}")
    chart.page()
    note = chart.note("individual-note", date=D(2026, 2, 10), author="Grace Lind", credential="LCSW", signature="signed", signed_at="2026-02-10 17:05", start="15:00", stop="15:45", minutes=45, patient="FX-0129")
    chart.w("Millbrook Counseling")
    chart.title("LOCAL TITLE: MH INDIVIDUAL THERAPY NOTE")
    chart.w("STANDARD TITLE: MENTAL HEALTH NOTE", "DATE OF NOTE: Feb 10, 2026@15:50     ENTRY DATE: Feb 10, 2026@15:50:02", "      AUTHOR: LIND,GRACE           EXP COSIGNER:", "     URGENCY:                            STATUS: COMPLETED", "",
            "Patient: Amaro, Felicia   ID: FX-0129   DOB: Mar 02, 1990", "Session began 15:00 and ended 15:45; 45 minutes face to face.", *bank.some(INDIVIDUAL, 2), "", "/es/ GRACE LIND, LCSW", "Licensed Clinical Social Worker", "Signed: 02/10/2026 17:05")
    chart.page()
    note = chart.note("case-management", date=D(2026, 3, 5), author="Opal Reyes", credential="CPSS", signature="unsigned")
    chart.title("PEER SUPPORT CONTACT")
    chart.w("Name: Felix Amador   ID: FX-0092", "Date: Mar. 5, 2026     Time in: 1:15 pm   Time out: 2:00 pm", bank.one(CASE), "", "Opal Reyes, CPSS          (pending signature)")
    note.start, note.stop, note.minutes = "13:15", "14:00", 45
    chart.page()
    note = chart.note("group-note", signature="blank")
    chart.title("GROUP PROGRESS NOTE")
    chart.w("Client Name: ______________________   ID: ___________", "Date: ____/____/______     Start: ________   Stop: ________", "Topic: ______________________________", "", "Participation:   [ ] Active   [ ] Passive   [ ] Refused", "Response: ________________________________________________", "",
            "Signature: ______________________________   Credentials: __________   Date: ____________")
    note.patient = None
    return chart
