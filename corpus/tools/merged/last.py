"""Charts in five more print styles, written last."""

from __future__ import annotations

import datetime

from .page import Chart
from .words import (CASE, D, DISCHARGE, GROUP_SELF, GROUPS, HISTORY, INDIVIDUAL, NURSING, PLAN_GOALS, PLAN_LINES, PSYCH, TECH, Bank,
                    at, bare, dmy, long, med, mil, short, t12, t24, tiny, us)

DAY = datetime.timedelta(days=1)


def wrenfield() -> Chart:
    """Labels with dots, values in a second column, `Author:` last, time stamped signatures in brackets."""
    bank = Bank("wrenfield")
    chart = Chart("wrenfield", "W-30417", head=lambda page, total: [f"Wrenfield Recovery, Inc.", f"Resident: Marsh, Delia    Record No: W-30417    Birth Date: 09/30/1986"],
                  foot=lambda page, total: ["", f"Wrenfield Recovery  -  {us(D(2026, 5, 4))} 16:20  -  Page {page}"], height=48, pdf=True)
    d = D(2026, 3, 2)
    for index in range(26):
        chart.room(12)
        kind, title, who, cred, start, length = [("group-note", "Group Counseling Record", "Neil Abbott", "CAC II", 570, 90), ("individual-note", "Individual Counseling Record", "Sara Quinn", "LAC", 840, 50),
                                                  ("shift-note", "Residential Aide Log", "Bud Ellery", "RA", 0, 0), ("nursing-note", "Nurse Contact", "Fay Rudd", "LPN", 0, 0)][index % 4]
        note = chart.note(kind, date=d, author=who, credential=cred, signature="signed", signed_at=at(d, 960))
        chart.title(title.upper())
        chart.w(f"Date ........... {us(d)}")
        if length:
            note.start, note.stop, note.minutes = t24(start), t24(start + length), length
            chart.w(f"Time ........... {t12(start)} - {t12(start + length)}")
        chart.w(*([bank.one(GROUPS)[1], bank.one(GROUP_SELF)] if index % 4 == 0 else bank.some(INDIVIDUAL, 2) if index % 4 == 1 else bank.some(TECH, 1) if index % 4 == 2 else bank.some(NURSING, 2)))
        chart.w(f"[Signed {us(d)} 16:00 by {who}, {cred}]", "")
        if index % 4 == 3:
            d += DAY
    return chart


def pike_creek() -> Chart:
    """A portal's export: a bar of fields, notes numbered, `Finalized by`, supervisees cosigned."""
    bank = Bank("pike-creek")
    chart = Chart("pike-creek", "Oren Baptiste", head=lambda page, total: [], foot=lambda page, total: ["", f"Pike Creek Psych - Chart of Oren Baptiste (5501932) - exported 6 May 2026 - {page}/{total}"], height=52)
    d = D(2026, 2, 3)
    for index in range(20):
        chart.room(14)
        family = index % 5 == 4
        note = chart.note("family-note" if family else "individual-note", date=d, start="11:00", stop="11:55", minutes=55, author="Kara Lindholm", credential="AMFT", signature="signed", signed_at=at(d, 790))
        chart.title(f"Note {index + 1}: {'Family Therapy' if family else 'Individual Therapy'}")
        chart.w(f"Patient: Oren Baptiste | DOB: {dmy(D(1998, 11, 5))} | Date of service: {dmy(d)} | 11:00 AM to 11:55 AM | CPT {'90847' if family else '90837'}", "Kara Lindholm, AMFT",
                "", "Data", *bank.some(INDIVIDUAL, 2), "Assessment", bank.one(INDIVIDUAL), "Plan", bank.one(PLAN_LINES), "")
        if index == 12:
            note.signature, note.signed_at = "unsigned", None
            chart.w("Not finalized", "")
        else:
            note.cosignature, note.cosigner = "signed", "Dale Prior"
            chart.w(f"Finalized by Kara Lindholm, AMFT on {dmy(d)} 13:10", f"Co-signed by Dale Prior, LMFT on {dmy(d + DAY)} 09:00", "")
        d += DAY * 7
    return chart


def saltmarsh() -> Chart:
    """A crisis and respite program's typed log, entries by date and clock, initials resolved in the header."""
    bank = Bank("saltmarsh")
    chart = Chart("saltmarsh", "CR-118", head=lambda page, total: ["Saltmarsh Crisis Respite", "Guest: Ferris, Lyle   Chart CR-118   DOB 1/17/1972", ""], foot=lambda page, total: [], height=50, width=90)
    d = D(2026, 4, 1)
    for index in range(24):
        clock = (450, 930, 1380)[index % 3]
        who, cred = (("Rita Blau", "LPN"), ("Gus Ortega", "MHT"), ("Ned Fahey", "MHT"))[index % 3]
        chart.room(6)
        note = chart.note("nursing-note" if cred == "LPN" else "shift-note", date=d, author=who, credential=cred, signature="signed", signed_at=at(d, clock + 20))
        chart.title(f"{d:%A} {d.month}/{d.day}/{d.year} {('DAY', 'EVENING', 'NIGHT')[index % 3]} SHIFT NOTE")
        chart.w(bank.one(NURSING) if cred == "LPN" else bank.one(TECH), bank.one(TECH), f"{who} {cred}, {d.month}/{d.day}/{d.year} {t12(clock + 20)}", "")
        if index % 3 == 2:
            d += DAY
    return chart


def old_orchard() -> Chart:
    """A word processor's templates one after another: assessment, plan, weekly notes, transfer and discharge, with rules between."""
    bank = Bank("old-orchard")
    chart = Chart("old-orchard", "OO-2025-77", head=lambda page, total: [], foot=lambda page, total: [f"- {page} -"], height=54, width=94)

    def form(kind, title, d, body, who, cred, sign=True, start=None, length=None):
        chart.room(12)
        note = chart.note(kind, date=d, author=who, credential=cred, start=t24(start) if start else None, stop=t24(start + length) if start else None, minutes=length)
        chart.title(title)
        chart.w("Client's Name: Hollis Greer          Chart #: OO-2025-77          D.O.B.: June 4, 1990", f"Date: {long(d)}" + (f"          Start: {t12(start, 'am', 'pm')}          End: {t12(start + length, 'am', 'pm')}" if start else ""), "")
        chart.w(*body, "")
        if sign:
            note.signature, note.signed_at = "signed", d.isoformat()
            chart.w(f"Clinician Signature: {who}, {cred}                    Date: {us(d)}")
        else:
            note.signature = "blank"
            note.author = note.credential = None
            chart.w("Clinician Signature: ______________________________      Date: ______________")
        chart.w("", "_" * 70, "")

    form("assessment", "SUBSTANCE USE ASSESSMENT", D(2026, 1, 5), ["Reason for Referral", *[h.format(age=35) for h in HISTORY[:4]], "Medical History", HISTORY[4], "Summary and Recommendations", HISTORY[8]], "Ivan Sorrel", "CASAC", True, 600, 60)
    form("treatment-plan", "INITIAL TREATMENT PLAN", D(2026, 1, 8), [g.format(target="4/8/2026") for g in PLAN_GOALS], "Ivan Sorrel", "CASAC")
    for index in range(14):
        d = D(2026, 1, 12) + DAY * (index * 4)
        group = index % 2
        form("group-note" if group else "individual-note", "GROUP SESSION NOTE" if group else "INDIVIDUAL SESSION NOTE", d, [bank.one(GROUPS)[1], bank.one(GROUP_SELF)] if group else [*bank.some(INDIVIDUAL, 2), bank.one(PLAN_LINES)],
             "Ivan Sorrel", "CASAC", index not in (3, 10), 1020, 90 if group else 45)
    form("plan-review", "TREATMENT PLAN REVIEW", D(2026, 3, 9), ["Goals reviewed with client.", "Progress: partial. Continue plan.", "Next review in 90 days."], "Ivan Sorrel", "CASAC")
    form("discharge-summary", "DISCHARGE SUMMARY", D(2026, 3, 20), DISCHARGE, "Ivan Sorrel", "CASAC")
    return chart


def high_mesa() -> Chart:
    """A tribal clinic's visit print: PCC style heads, provider with role in brackets, `Electronic Signature:` blocks."""
    bank = Bank("high-mesa")
    chart = Chart("high-mesa", "HM 70214", head=lambda page, total: [f"***** CONFIDENTIAL PATIENT INFORMATION [MT] {short(D(2026, 5, 1))} 10:44 *****   pg {page}"], foot=lambda page, total: [], height=50, width=90)
    d = D(2026, 3, 4)
    for index in range(18):
        chart.room(16)
        kind, clinic, who, cred, role = [("individual-note", "BEHAVIORAL HEALTH INDIVIDUAL", "Tessa Yellowhorse", "LCSW", "Licensed Clinical Social Worker"), ("group-note", "ADULT RECOVERY GROUP", "Ben Castle", "LADAC", "Counselor"),
                                          ("prescriber-note", "MEDICATION MANAGEMENT", "Ravi Menon", "MD", "Psychiatrist")][index % 3]
        start = 540 + index % 3 * 120
        note = chart.note(kind, date=d, author=who, credential=cred, signature="signed", signed_at=at(d, start + 80), start=t24(start), stop=t24(start + 50), minutes=50)
        chart.title(f"VISIT: {clinic}")
        chart.w("PATIENT: BEGAY,CORA       HRN: HM 70214       DOB: Aug 08, 1983", f"VISIT DATE: {d:%b} {d.day:02d}, {d.year}@{t24(start)}       ARRIVAL: {t24(start)}   DEPARTURE: {t24(start + 50)}", f"PROVIDER: {who.split()[1].upper()},{who.split()[0].upper()} [{role}]", "")
        chart.w(*(bank.some(PSYCH, 2) if index % 3 == 2 else [bank.one(GROUPS)[1], bank.one(GROUP_SELF)] if index % 3 == 1 else bank.some(INDIVIDUAL, 2)), "")
        chart.w(f"Electronic Signature: {who}, {cred}", f"Date/Time Signed: {us(d)} {t24(start + 80)}", "")
        d += DAY * 2
    return chart
