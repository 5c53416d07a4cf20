"""Outpatient and intensive outpatient charts: five ways an EHR prints them."""

from __future__ import annotations

import datetime

from .page import Chart
from .words import (CASE, D, DISCHARGE, GROUP_SELF, GROUPS, HISTORY, INDIVIDUAL, PLAN_GOALS, PLAN_LINES, PSYCH, Bank, at, bare, dash,
                    long, med, t12, t24, tiny, us)

WEEK = datetime.timedelta(days=7)


def ashby() -> Chart:
    """A private practice: labelled block, duration, service code, supervisor's approval."""
    bank = Bank("ashby")
    chart = Chart("ashby", "10288",
                  head=lambda page, total: ["Ashby Counseling Associates", "410 Linden Way, Suite 3 - Phone 555-0190 - Fax 555-0191", ""],
                  foot=lambda page, total: ["", f"Patient: Corin Delgado   DOB: 3/14/1991   Acct: 10288                 Page {page} of {total}"],
                  height=48, pdf=True)

    def block(kind, title, d, minute, length, code, who, cred, body, state="signed", loc="Office"):
        chart.page()
        note = chart.note(kind, date=d, start=t24(minute), stop=t24(minute + length), minutes=length, author=who, credential=cred)
        chart.title(title)
        chart.w(f"Clinician: {who}, {cred}", "Patient: Corin Delgado   DOB: 3/14/1991",
                f"Date and Time: {bare(d)} {t12(minute)} - {t12(minute + length)}", f"Duration: {length} minutes",
                f"Service Code: {code}", f"Location: {loc}", "Participants: Client only", "", *body, "")
        signed = minute + length + 31
        if state == "signed":
            note.signature, note.signed_at = "signed", at(d, signed)
            chart.w(f"Electronically signed by {who}, {cred} on {bare(d)} at {t12(signed)}")
        elif state == "cosigned":
            note.signature, note.signed_at, note.cosignature, note.cosigner = "signed", at(d, signed), "signed", "Helen Marsh"
            chart.w(f"Electronically signed by {who}, {cred} on {bare(d)} at {t12(signed)}",
                    f"Reviewed and approved by supervisor Helen Marsh, PhD on {bare(d + datetime.timedelta(days=2))} at 9:04 AM")
        elif state == "awaiting":
            note.signature, note.signed_at, note.cosignature = "signed", at(d, signed), "unsigned"
            chart.w(f"Electronically signed by {who}, {cred} on {bare(d)} at {t12(signed)}", "Awaiting supervisor signature: Helen Marsh, PhD")
        else:
            note.signature = "unsigned"
            chart.w("This note has not been signed.")

    d = D(2026, 1, 6)
    block("assessment", "Psychotherapy Intake Note", d, 600, 60, "90791", "Rowan Tate", "LPC-Associate",
          ["Presenting Problem", *[h.format(age=34) for h in HISTORY[:5]], "", "Risk Assessment", "Denies current suicidal ideation. Past attempt in 2011.",
           "", "Diagnosis", "F33.1, F10.20", "", "Treatment Recommendations", "Weekly psychotherapy; referral for medication evaluation."], "cosigned")
    chart.page()
    note = chart.note("treatment-plan", date=D(2026, 1, 13), author="Rowan Tate", credential="LPC-Associate", signature="signed",
                      signed_at=at(D(2026, 1, 13), 700), cosignature="signed", cosigner="Helen Marsh")
    chart.title("Psychotherapy Treatment Plan")
    chart.w("Clinician: Rowan Tate, LPC-Associate", "Patient: Corin Delgado   DOB: 3/14/1991", "Date and Time: 1/13/2026 11:10 AM", "",
            *[g.format(target="7/13/2026") for g in PLAN_GOALS], "", "Electronically signed by Rowan Tate, LPC-Associate on 1/13/2026 at 11:40 AM",
            "Reviewed and approved by supervisor Helen Marsh, PhD on 1/14/2026 at 8:50 AM")
    for index in range(11):
        d = D(2026, 1, 13) + WEEK * index
        length = bank.pick(45, 53, 53, 60)
        state = {3: "unsigned", 5: "awaiting", 8: "awaiting"}.get(index, "cosigned" if index % 3 == 0 else "signed")
        block("individual-note", "Psychotherapy Progress Note", d, 600, length, "90834" if length < 53 else "90837", "Rowan Tate", "LPC-Associate",
              ["Current Mental Status", "Appearance: casual. Affect: congruent. Orientation: x4.", "", "Subjective", *bank.some(INDIVIDUAL, 2),
               "", "Objective Content", bank.one(INDIVIDUAL), "", "Plan", bank.one(PLAN_LINES)], state, bank.pick("Office", "Telehealth via secure video"))
        if index == 6:
            chart.page()
            d = d + datetime.timedelta(days=2)
            note = chart.note("contact", date=d, author="Rowan Tate", credential="LPC-Associate", signature="signed", signed_at=at(d, 905))
            chart.title("Contact Note")
            chart.w("Clinician: Rowan Tate, LPC-Associate", "Patient: Corin Delgado   DOB: 3/14/1991", f"Date and Time: {bare(d)} 2:50 PM", "",
                    "Client called to move next week's appointment because of work. Denies SI.", "",
                    f"Electronically signed by Rowan Tate, LPC-Associate on {bare(d)} at 3:05 PM")
        if index == 7:
            chart.page()
            d = d + datetime.timedelta(days=3)
            note = chart.note("no-show", date=d, author="Rowan Tate", credential="LPC-Associate", signature="signed", signed_at=at(d, 650))
            chart.title("Missed Appointment Note")
            chart.w("Clinician: Rowan Tate, LPC-Associate", "Patient: Corin Delgado   DOB: 3/14/1991", f"Date and Time: {bare(d)} 10:00 AM", "Reason: No show", "",
                    "Left voicemail at 10:20 AM asking client to call to reschedule.", "", f"Electronically signed by Rowan Tate, LPC-Associate on {bare(d)} at 10:50 AM")
    return chart


def juniper() -> Chart:
    """A practice's download: appointment line, prose headings, signature with a dash and a long date."""
    bank = Bank("juniper")
    chart = Chart("juniper", "JF-20931", head=lambda page, total: [], foot=lambda page, total: ["", f"Juniper Family Therapy PLLC   |   Lena Ostrow   |   {page}"],
                  height=50, width=88)
    note = chart.note("assessment", date=D(2026, 2, 3), start="13:00", stop="13:55", minutes=55, author="Noor Haddad", credential="LMFT",
                      signature="signed", signed_at=at(D(2026, 2, 3), 1150), patient="JF-20931")
    chart.w("Lena Ostrow")
    chart.title("Intake Assessment")
    chart.w("Client: Lena Ostrow", "Client ID: JF-20931    Date of birth: August 2, 1984", "Appointment: Feb 3, 2026 at 1:00 pm - 1:55 pm", "Provider: Noor Haddad, LMFT", "",
            *[h.format(age=41) for h in HISTORY[:4]], "", "Impressions", "Meets criteria for F43.21.", "", "Signed by Noor Haddad, LMFT - February 3, 2026 at 7:10 PM")
    for index in range(14):
        chart.page()
        d = D(2026, 2, 10) + datetime.timedelta(days=index * 5)
        family = index % 4 == 2
        note = chart.note("family-note" if family else "individual-note", date=d, start="13:00", stop="13:50", minutes=50, author="Noor Haddad", credential="LMFT")
        chart.w("Lena Ostrow")
        chart.title("Family Session Progress Note" if family else "Progress Note" if index % 2 else "Individual Psychotherapy Progress Note")
        chart.w("Client: Lena Ostrow", "Client ID: JF-20931    Date of birth: August 2, 1984", f"Appointment: {med(d)} at 1:00 pm - 1:50 pm, 50 minutes",
                "Billing code: " + ("90847" if family else "90834"), "Provider: Noor Haddad, LMFT", "", "Focus of session", *bank.some(INDIVIDUAL, 2), "",
                "Interventions", bank.one(INDIVIDUAL), "", "Next steps", bank.one(PLAN_LINES), "")
        if index == 4:
            note.signature = "unsigned"
            chart.w("Draft - this note is unlocked and has not been signed")
        elif index == 9:
            note.signature = "unsigned"
            chart.w("Signature pending")
        else:
            note.signature, note.signed_at = "signed", at(d, 1105)
            chart.w(f"Signed by Noor Haddad, LMFT - {long(d)} at 6:25 PM")
            if index == 6:
                chart.w("", f"Addendum - {long(d + datetime.timedelta(days=1))} at 9:15 AM", "Client called after session to correct the date of her move to January 30, 2026.",
                        f"Signed by Noor Haddad, LMFT - {long(d + datetime.timedelta(days=1))} at 9:17 AM")
        chart.w("Note is locked" if note.signature == "signed" else "")
    return chart


def three_rivers() -> Chart:
    """A community agency's visit print: fields in two columns, Time In and Time Out, `Approved`."""
    bank = Bank("three-rivers")
    chart = Chart("three-rivers", "58213",
                  head=lambda page, total: ["Three Rivers Community Services", "Service Documentation Report          Printed: 4/7/2026 11:31 AM"],
                  foot=lambda page, total: ["", f"Consumer: Abel Finch (58213)    Page {page} of {total}"], height=50)

    def visit(kind, what, d, minute, length, who, cred, body, state="signed", loc="Office"):
        chart.room(16)
        note = chart.note(kind, date=d, start=t24(minute), stop=t24(minute + length), minutes=length, author=who, credential=cred)
        chart.w("-" * 86)
        chart.title(f"Visit Type: {what}                     Visit ID: {bank.random.randint(700000, 799999)}")
        chart.w("Consumer: Abel Finch                      Consumer ID: 58213   DOB: 9/9/1969", f"Employee: {who}                      Service Date: {bare(d)}",
                f"Time In: {t12(minute)}                        Time Out: {t12(minute + length)}", f"Duration: {length // 60}:{length % 60:02d}                            Location: {loc}",
                "Billable: Yes", "", *body)
        if state == "signed":
            note.signature, note.signed_at = "signed", at(d, minute + length + 12)
            chart.w("", f"Signed: {who}, {cred}  {bare(d)} {t12(minute + length + 12)}", f"Approved: system {bare(d + datetime.timedelta(days=1))}")
        elif state == "blank":
            note.signature, note.credential = "blank", None
            chart.w("", "Signed: ____________________________   Date: ______________")
        chart.w("")
        return note

    d = D(2026, 1, 12)
    visit("assessment", "Diagnostic Assessment", d, 540, 75, "Keisha Dunn", "LISW", ["Presenting Problem:", *[h.format(age=56) for h in HISTORY]])
    for index in range(24):
        d = D(2026, 1, 14) + datetime.timedelta(days=index * 3)
        topic, text = bank.one(GROUPS)
        which = index % 6
        if which in (0, 3):
            visit("individual-note", "Individual Therapy", d, 600, 52, "Keisha Dunn", "LISW",
                  ["Data: " + bank.one(INDIVIDUAL), "Assessment: " + bank.one(INDIVIDUAL), "Plan: " + bank.one(PLAN_LINES)], "blank" if index == 9 else "signed")
        elif which == 1:
            visit("case-management", "TCM / Case Management", d, 840, 35, "Paul Jeffers", "QMHS", ["Narrative: " + bank.one(CASE)], loc="Community")
        elif which == 2:
            visit("group-note", f"Group Counseling - {topic}", d, 1080, 90, "Ray Munson", "LCDC III",
                  ["# in group: 8", "Group content: " + text, "Consumer participation: " + bank.one(GROUP_SELF)])
        elif which == 4:
            visit("prescriber-note", "Pharmacologic Management", d, 660, 25, "Ines Coburn", "CNP", [*bank.some(PSYCH, 2)])
        else:
            visit("case-management", "Peer Support", d, 780, 60, "Dot Larkin", "CPRS",
                  ["Narrative: Met consumer at the library. " + bank.one(CASE), "Consumer plans to go to the drop-in center on Thursday."], loc="Community")
    return chart


def brightline() -> Chart:
    """An IOP's group log: one body for the group, an insert for the client, hours on the header line."""
    bank = Bank("brightline")
    chart = Chart("brightline", "BL 3307", head=lambda page, total: ["Brightline IOP                                  Griffin, Tomas   BL 3307   DOB 12-1-1990"],
                  foot=lambda page, total: [], height=56, width=96)
    d = D(2026, 3, 2)
    for index in range(18):
        topic, text = bank.one(GROUPS)
        who, cred = bank.pick(("Ellis Moreau", "LCSW"), ("Joan Pruitt", "LADC"))
        chart.room(14)
        note = chart.note("group-note", date=d, start="09:00", stop="10:30", minutes=90, author=who, credential=cred)
        form = index % 3
        if form == 0:
            chart.title(f"IOP GROUP NOTE   {dash(d)}   9:00a-10:30a   ({topic})")
            chart.w(f"Facilitator: {who}, {cred}", "Members present: 7", text, f"Tomas: {bank.one(GROUP_SELF)}")
        elif form == 1:
            chart.title(f"Group: {topic}")
            chart.w(f"{d:%a} {d.month}/{d.day}/{d.year % 100:02d}, 9-10:30 am", f"Led by {who}, {cred}. 8 members attended.", "", text, "", "Client's participation: " + bank.one(GROUP_SELF))
        else:
            chart.title("GROUP PROGRESS NOTE")
            chart.w(f"Date: {d:%B} {d.day}, {d.year}    Time: 9:00 - 10:30 AM    Topic: {topic}", "", "Group description", text, "", "Individual response", bank.one(GROUP_SELF))
        note.signature, note.signed_at = "signed", at(d, 705)
        if form == 2:
            chart.w("", who, cred, f"Electronically authenticated {dash(d)} 11:45 AM", "")
        elif form == 1:
            chart.w("", f"Authenticated by {who}, {cred} on {dash(d)} @ 11:45 AM", "")
        else:
            chart.w("", f"//signed// {who}, {cred} {dash(d)} 11:45 AM", "")
        if index % 6 == 5:
            chart.room(10)
            note = chart.note("program-summary", date=d - datetime.timedelta(days=4), author="Joan Pruitt", credential="LADC", signature="signed", signed_at=at(d, 960))
            chart.title("WEEKLY SUMMARY")
            chart.w(f"Week of {tiny(d - datetime.timedelta(days=4))} - {tiny(d)}", "Attended 3/3 groups, 9 hours. UDS negative.",
                    "Client speaks more in group and has a sponsor. Cravings 3/10.", "", f"//signed// Joan Pruitt, LADC {dash(d)} 4:00 PM", "")
        if index == 8:
            chart.room(9)
            note = chart.note("lab-result", date=d, author=None, signature="absent")
            chart.title("LABORATORY REPORT")
            chart.w("Crestline Diagnostics   CLIA 00D0000000", f"Collected: {tiny(d)} 08:50   Received: {tiny(d + datetime.timedelta(days=1))} 06:10   Reported: {tiny(d + datetime.timedelta(days=2))} 14:22",
                    "Ordering provider: Ines Varga, NP", "Test                 Result     Cutoff", "Amphetamines         NEGATIVE   500 ng/mL", "Cocaine metabolite   NEGATIVE   150 ng/mL",
                    "Ethyl glucuronide    NEGATIVE   500 ng/mL", "Opiates              NEGATIVE   300 ng/mL", "")
        d += datetime.timedelta(days=2 if index % 3 != 2 else 3)
    return chart


def quarry_road() -> Chart:
    """A free-text practice: dates and times typed by hand, no labels, signatures in closing."""
    bank = Bank("quarry-road")
    chart = Chart("quarry-road", "", head=lambda page, total: ["Name: Ida Kessler     DOB: 4.18.57     Medicare"], foot=lambda page, total: [], height=52, width=86)
    d = D(2026, 1, 8)
    for index in range(16):
        chart.room(12)
        note = chart.note("individual-note", date=d, start="14:00", stop="14:52", minutes=52, author="Martin Vale", credential="PsyD", signature="signed", patient="Ida Kessler")
        kind = index % 4
        if kind == 0:
            chart.title(f"{d.month}.{d.day}.{d.year % 100:02d}  Individual psychotherapy  2:00-2:52 pm (52 min)")
        elif kind == 1:
            chart.title(f"{d:%A}, {long(d)} -- individual therapy, 52 minutes, 2:00 pm to 2:52 pm")
        elif kind == 2:
            chart.title("PSYCHOTHERAPY NOTE")
            chart.w(f"Session date {d:%d-%b-%Y}; began 1400, ended 1452.")
        else:
            chart.title(f"Indiv. session {tiny(d)}, 2p-2:52p")
        chart.w("S: " + bank.one(INDIVIDUAL), "O: Neatly dressed, good eye contact, affect full.", "A: " + bank.one(INDIVIDUAL), "P: " + bank.one(PLAN_LINES))
        signed = d + datetime.timedelta(days=0 if index % 5 else 1)
        note.signed_at = signed.isoformat()
        chart.w("", f"Martin Vale, Psy.D., {tiny(signed)}" if kind != 1 else f"/s/ Martin Vale, PsyD   {us(signed)}", "")
        d += WEEK
    return chart
