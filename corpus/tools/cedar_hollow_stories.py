"""One function per patient of Cedar Hollow: what happened, what was billed, what must be found.

A fault, and the near-miss that must stay silent, is declared beside the event that makes it.
"""

from __future__ import annotations

from datetime import timedelta

import cedar_hollow_sessions as sessions
import cedar_hollow_text as text
from cedar_hollow_base import *

def tenney():
    """Outpatient psychotherapy, clean."""
    p = PEOPLE["CH-1001"]
    CLEAN.append((p.mrn, "outpatient psychotherapy, every line timed, signed and planned"))
    assessment(p, "2026-01-06", FENWICK, "10:00", "10:55", title="Psychiatric Diagnostic Evaluation")
    plan(p, "2026-01-06", FENWICK, "Outpatient", "Individual psychotherapy 45 to 60 minutes weekly for 12 weeks; family session as needed; medication visits with Ms. Baptiste every 6 weeks.", "2026-01-06", "2026-04-06", title="Treatment Plan")
    lines = [line("90791", "2026-01-06")]
    codes = {"2026-01-20": "90837", "2026-02-10": "90837"}
    for row in sessions.OUTPATIENT[p.mrn]:
        session(p, row, FENWICK, title="Psychotherapy Progress Note")
        lines.append(line(codes.get(row[0], "90834"), row[0]))
    session(p, ("2026-02-17", "10:00", "10:50",
                "Family session with {his} mother and sister present, {he} asked for it. Mother spoke of her own grief for the first time and the sister of feeling shut out. Structured turn-taking, then one request each. {He} asked for a call on Sundays.",
                "Family warm, a little formal. Request accepted by all. Supports objective b.", "Sunday calls; review in individual."), FENWICK, "family", "Family Therapy Note")
    lines.append(line("90847", "2026-02-17"))
    lines.sort(key=lambda l: l.day)
    for month in (1, 2, 3):
        claim(f"CH1001-{month:02}", p, [l for l in lines if l.day.month == month], FENWICK)
    for place, (day, s, o, a, plan_) in enumerate([
            ("2026-01-22", "Asks about medication, took sertraline in her twenties with benefit. Sleeps five hours.", "Neat, sad, linear. BP 118/74. No SI.", "Depression, moderate, recurrent; good candidate for sertraline.", "Start sertraline 50 mg in the morning; side effects reviewed. Return six weeks. Total time 24 minutes."),
            ("2026-03-05", "Better mornings since week three. Mild headache the first week only.", "Brighter, smiles. No SI.", "Responding.", "Stay at 50 mg through summer. Total time 21 minutes.")], start=4):
        note(p, day, "prescriber", "Medication Management Visit", BAPTISTE, [("Subjective", s), ("Objective", o), ("Assessment", a), ("Plan", plan_)], "15:00", "15:24" if place == 4 else "15:21", heading=[f"Dx: {p.dx_line}"])
        claim(f"CH1001-{place:02}", p, [line("99213", day)], BAPTISTE)
    must_not("TIM-002", p, "53 minutes is enough for 90837", "CH1001-02", day="2026-02-10")
    must_not("TIM-002", p, "38 minutes is enough for 90834", "CH1001-02", day="2026-02-03")
    must_not("DOC-009", p, "every signature carries a credential")
    must_not("COD-024", p, "the same code on different dates is not a duplicate")


def residential(p, stay, days_, hours="group counseling 3 hours a day, 7 days a week (21 hours), individual weekly, family contact weekly, case management and nursing as needed"):
    for day in days_:
        for slot in (0, 1):
            stay.group("RES", day, slot)


def shift_notes(p, days_):
    deck = Deck(sessions.SHIFT, p.mrn, "shift")
    for place, day in enumerate(days_):
        words = " ".join(deck.deal() for _ in range(3 + number(day, p.mrn) % 2))
        note(p, day, "shift", "Overnight Shift Note", (SANDOVAL, DELL)[place % 2], [("", f"2300-0700. {words}")])


def apsey():
    """Residential 3.5, clean, merged chart."""
    p = PEOPLE["CH-1002"]
    CLEAN.append((p.mrn, "residential 3.5 with daily need shown; units equal the authorization"))
    all_days = days("2026-01-12", "2026-01-25")
    order(p, "2026-01-12", RAMAN, "Admit to residential 3.5. CIWA and COWS on arrival only. Regular diet. Home medications per reconciliation. LFTs, CBC, urine drug screen.")
    assessment(p, "2026-01-12", AMARO, "8:30", "9:45", title="ASAM Admission Assessment")
    note(p, "2026-01-12", "hp", "History and Physical", RAMAN, [("History", "34 y/o with daily liquor to 01/08 and nasal oxycodone to 01/02. Rib fracture 2023. No seizures."), ("Exam", "BP 142/90, HR 96, afebrile. Heart, lungs, abdomen normal. Fine tremor. Nasal mucosa inflamed."), ("Assessment", "Alcohol and opioid use disorder, PTSD. Fit for residential."), ("Plan", "Labs today. Thiamine. Recheck BP daily for three days.")], "15:45", "16:25")
    note(p, "2026-01-12", "nursing", "Nursing Admission Assessment", LINDQVIST, [("", "Arr by ED transport 0810, A&Ox3, cooperative, jumpy w/ overhead page. BP 142/90 HR 96 T 98.6. CIWA 5, COWS 3. No open skin. States \"I'd be drinking by noon if you sent me home.\" Cravings 9/10. Belongings searched, oriented to unit.")], "9:50", "10:00")
    plan(p, "2026-01-12", AMARO, "Residential 3.5", "Group counseling 3 hours daily, 7 days a week (21 hours per week); individual therapy 50 minutes weekly; family contact weekly; physician weekly; nursing as needed. Expected length 14 days.", "2026-01-12", "2026-01-26", "2026-01-12", RAMAN)
    stay = Stay(p, all_days)
    residential(p, stay, all_days)
    individual(p, AMARO, "RES")
    prescriber(p, RAMAN)
    shift_notes(p, all_days)
    review(p, "2026-01-19", AMARO, "Residential 3.5", "Objective a: timeline written, prevention plan half done. Objective b: uses grounding card nightly, asks staff for help with urges. Nightmares fewer since prazosin.", "2026-01-26", RAMAN)
    for day, words in [("2026-01-16", "Day 5. D3 rating 2: nightmares nightly, prazosin started. D5 rating 4: cravings 8/10, relapsed in IOP in November. D6 rating 4: only address is a using household. Requires 24-hour structure; step-down to PHP when sober bed is found. Next review 01/22."),
                       ("2026-01-22", "Day 11. D3 rating 2, sleep five hours. D5 rating 3: cravings 7/10, uses staff at night. D6 rating 4 until the bed on the 26th. Still needs 24-hour setting since evenings alone have ended in use each time. Discharge planned 01/26 with PHP.")]:
        note(p, day, "ur", "Continued Stay Review", AMARO, [("Dimensional update", words)])
    discharge(p, "2026-01-26", AMARO, "Residential 3.5")
    auth("HM-26-01188", p, "ASAM 3.5 Residential", "H0018", "1002", 14, "2026-01-12", "2026-01-25")
    claim("CH1002-01", p, [line("H0018", "2026-01-12", 7, "1002", to="2026-01-18"), line("H0018", "2026-01-19", 7, "1002", to="2026-01-25")], RAMAN, "I", auth="HM-26-01188", place="86")
    must("LOC-002", p, "24-hour need, relapse in a lower level and an unsafe home are shown through the stay")
    must_not("AUT-005", p, "14 units billed, 14 authorized", "CH1002-01")
    must_not("AUT-006", p, "3.5 authorized and billed", "CH1002-01")
    must_not("PLN-010", p, "plan of 01/12 reviewed 01/19")
    must_not("LOC-003", p, "evidence on every few days")
    must_not("LOC-005", p, "cravings and nightmares throughout")
    must_not("LOC-001", p, "record supports residential care")


def halvorsen():
    """SUD IOP, clean."""
    p = PEOPLE["CH-1003"]
    CLEAN.append((p.mrn, "SUD IOP at 9.25 group hours a week with plan, authorization and level statement"))
    all_days = days("2026-01-12", "2026-01-30", (0, 2, 4))
    order(p, "2026-01-12", RAMAN, "Admit to SUD intensive outpatient, three evenings a week. Urine drug screen weekly. Breath test at door.")
    assessment(p, "2026-01-12", KROLL, "15:30", "16:40", title="ASAM Assessment")
    plan(p, "2026-01-12", KROLL, "Intensive Outpatient (IOP) 2.1", "Group counseling 3 evenings a week, 3 hours each (9 hours per week) for 6 weeks; individual 45 minutes weekly; drug screens weekly; family session once.", "2026-01-12", "2026-02-11", "2026-01-12", RAMAN)
    stay = Stay(p, all_days)
    for day in all_days:
        for slot in (0, 1):
            stay.group("SUD", day, slot)
    individual(p, PYLE, "SUD")
    note(p, "2026-01-21", "lab", "Urine Drug Screen Result", LINDQVIST, [("", "Collected 01/21/2026 1715, cup. AMP neg, BZO neg, COC neg, FYL neg, OPI neg, THC neg, ETG neg. Breath 0.000.")])
    discharge(p, "2026-01-30", KROLL, "Intensive Outpatient (IOP) 2.1")
    auth("HM-26-01204", p, "IOP SUD", "H0015", "0906", 12, "2026-01-12", "2026-02-20")
    claim("CH1003-01", p, [line("H0015", d, 1, "0906") for d in all_days], RAMAN, "I", auth="HM-26-01204", place="89")
    must_not("LOC-008", p, "9.25 hours in each week")
    must_not("TIM-009", p, "185 minutes on each day")
    must_not("TIM-010", p, "9.25 hours and more in each week")
    must_not("LOC-012", p, "assessment states ASAM 2.1 with reasons")
    must_not("PLN-001", p, "plan in force through 02/11")
    must_not("AUT-001", p, "authorized")
    must_not("AUT-002", p, "number on claim", "CH1003-01")


def php_day(stay, p, day):
    for slot in (0, 1, 2):
        stay.group("PHP", day, slot)


def medicare_lines(all_days, extra=()):
    out = []
    for day in all_days:
        out += [line("G0410", day, 1, "0915"), line("G0177", day, 1, "0942")]
        out.append(line("G0129", day, 1, "0430") if day.weekday() in (0, 2, 4) else line("G0176", day, 1, "0904"))
    out += [line("90834", day, 1, "0914") for day in extra]
    return sorted(out, key=lambda l: l.day)


def certification(p, day, words, through, title="Physician Certification - Partial Hospitalization", kind="certification"):
    return note(p, day, kind, title, VOSS, [("Statement", words), ("Diagnosis", p.dx_line)],
                heading=[f"Certification period: {us(D(day))} through {us(D(through))}", "Level of care: PHP"])


def quillfeather():
    """Medicare PHP, clean, merged chart; recertified on day 16."""
    p = PEOPLE["CH-1004"]
    CLEAN.append((p.mrn, "Medicare PHP, certified, recertified in time, 21 hours a week"))
    all_days = days("2026-02-02", "2026-02-20", range(5))
    order(p, "2026-02-02", VOSS, "Admit to partial hospitalization five days a week. Suicide risk screen at each visit to nursing. Continue sertraline 75 mg. PHQ-9 weekly.")
    certification(p, "2026-02-02", "I certify that {first} would otherwise require inpatient psychiatric care if partial hospitalization were not provided. {He} is under my care under a written plan, needs at least 20 hours of therapeutic services a week, and does not need 24-hour care while {his} sister stays with {him}.", "2026-02-19")
    note(p, "2026-02-02", "psych-eval", "Psychiatric Evaluation", VOSS, [
        ("History of present illness", "72-year-old widow, depressed since August, worse since November. On January 27 stood at the cabinet with thoughts of not going on; called her sister, did not take anything. No psychosis. Poor appetite, eleven pounds lost, waking at 1."),
        ("Past psychiatric history", "Postpartum depression in 1979. No attempts, no hospital stays."),
        ("Mental status", "Slow, tearful, latency of answers, passive death wish, denies intent or plan today. Oriented, memory intact for recent events."),
        ("Assessment", "Severe recurrent depression. High risk without daily treatment; weekly therapy has failed. Able to take part in groups."),
        ("Plan", "PHP five days a week, sertraline to be raised, sister holds medication.")], "8:00", "8:50")
    assessment(p, "2026-02-02", ARBOGAST, "14:20", "15:20", title="Program Intake Assessment")
    plan(p, "2026-02-02", VOSS, "Partial Hospitalization (PHP)", "PHP 5 days a week, 3 groups of 85 minutes daily (21 hours per week) for 4 weeks: group psychotherapy daily, skills education daily, occupational therapy 3 times a week, activity therapy 2 times a week; individual therapy 50 minutes weekly; psychiatrist weekly; family meeting.", "2026-02-02", "2026-03-04", "2026-02-02")
    stay = Stay(p, all_days)
    for day in all_days:
        php_day(stay, p, day)
    individual(p, ARBOGAST, "PHP")
    prescriber(p, VOSS)
    note(p, "2026-02-13", "family", "Family Meeting Note", ARBOGAST, [("", p.words("Sister in person, {first} present throughout. Went over warning signs and who sleeps where until March. {first} corrected her sister twice about what she can do alone. Both practiced the sentence for bad nights. Sister is tired; respite from the church was arranged for Thursdays."))], "14:20", "15:10", heading=[f"Dx: {p.dx_line}"])
    certification(p, "2026-02-17", "I recertify partial hospitalization. Response: eats twice a day, some reactivity, PHQ-9 from 24 to 19. Still at risk of hospitalization because of passive death wish on most mornings, hopelessness and very low function. Goals for discharge: sister's nights arranged through March, IOP intake, outpatient psychiatrist. Continues to need at least 20 hours a week.", "2026-03-18", "Physician Recertification - Partial Hospitalization", "recertification")
    review(p, "2026-02-17", VOSS, "Partial Hospitalization (PHP)", "Objective a: PHQ-9 19, moving. Objective b: one planned task on four days of the last week. Add: open mail with OT twice a week.", "2026-03-04")
    discharge(p, "2026-02-20", ARBOGAST, "Partial Hospitalization (PHP)")
    claim("CH1004-01", p, medicare_lines(all_days, [D("2026-02-04"), D("2026-02-11"), D("2026-02-18")]), VOSS, "I", place="76", conditions=("41",))
    must_not("PLN-011", p, "certified on admission")
    must_not("PLN-012", p, "recertified on day 16, before day 18")
    must_not("COD-013", p, "condition code 41 is present", "CH1004-01")
    must_not("TIM-009", p, "255 minutes and three services on each day")
    must_not("LOC-008", p, "21.25 hours in each week")
    must_not("LOC-005", p, "never stable for five days")
    must_not("LOC-001", p, "record supports PHP")


def brandvold():
    """Medicaid outpatient SUD counseling, clean, hand-typed notes."""
    p = PEOPLE["CH-1005"]
    CLEAN.append((p.mrn, "Medicaid 15-minute units that equal the minutes"))
    assessment(p, "2026-01-09", TOLLEFSON, "16:00", "17:00", title="Substance Use Assessment")
    plan(p, "2026-01-09", TOLLEFSON, "Outpatient 1.5", "Individual counseling 30 to 60 minutes weekly, group twice a month, 12 weeks.", "2026-01-09", "2026-04-09", title="Treatment Plan")
    lines = [line("H0001", "2026-01-09")]
    for row in sessions.OUTPATIENT[p.mrn]:
        made = session(p, row, TOLLEFSON, title="Individual Counseling")
        lines.append(line("H0004", row[0], made.minutes // 15))
    for day, said, judged in [
            ("2026-01-26", "Told the group about the bowling night as it happened and asked how others leave early. Took two ideas home, one of which he wrote on his hand.", "Open, a bit loud when nervous. Objective b in progress."),
            ("2026-02-09", "Brought the news about leaving at nine and got a round of laughter and some respect. Gave a younger man his old trick with soda and lime.", "Confidence rising. No drinks since Monday by his report."),
            ("2026-02-23", "Spoke about boredom after seven in the evening and chess. Listened well to a woman who relapsed and did not give advice, which he is proud of.", "Less performing, more listening.")]:
        note(p, day, "group", "Group Counseling", TOLLEFSON, [("D", "Two-part group on evenings and company: members described one evening in detail, then rehearsed a change in pairs while counselor walked around and coached. " + said), ("A", judged), ("P", "Next group in two weeks.")], "18:00", "19:00", heading=["Group topic: evenings and company", "Members present: 8", f"Dx: {p.dx_line}"])
        lines.append(line("90853", day))
    lines.sort(key=lambda l: l.day)
    for month in (1, 2, 3):
        claim(f"CH1005-{month:02}", p, [l for l in lines if l.day.month == month], TOLLEFSON)
    must_not("TIM-016", p, "60 minutes, 4 units", "CH1005-01", day="2026-01-16")
    must_not("COD-001", p, "diagnosis present")


def flow_sheet(p, day, author, rows):
    note(p, day, "flowsheet", "CIWA-Ar Flowsheet", author, [("", ["TABLE", ["Date", "Time", "CIWA total", "BP", "HR", "Action"]] + [[us(D(day)), *row] for row in rows])])


def okonjo():
    """Withdrawal management 3.7, then residential 3.5, clean, merged chart with flowsheets."""
    p = PEOPLE["CH-1006"]
    CLEAN.append((p.mrn, "withdrawal management with high scores and a taper, then residential; the step-down day is billed once"))
    order(p, "2026-02-09", RAMAN, "Admit to 3.7 withdrawal management. CIWA every 4 hours, every 6 when two scores are under 12. Lorazepam taper: 2 mg q6h day 1, 1.5 mg q6h day 2, 1 mg q6h day 3, 0.5 mg q6h day 4, then stop. Thiamine 100 mg. Seizure precautions.")
    assessment(p, "2026-02-09", AMARO, "12:00", "12:50", title="ASAM Admission Assessment")
    note(p, "2026-02-09", "hp", "History and Physical", RAMAN, [("History", "49 y/o, a fifth of vodka daily for eight months, last drink 0500. Withdrawal seizure winter 2024. Three prior detoxes."), ("Exam", "BP 164/102, HR 118, tremulous, diaphoretic, liver edge palpable. Oriented."), ("Assessment", "Alcohol withdrawal, severe by score, high risk of seizure."), ("Plan", "Taper as ordered, CIWA q4h, labs, thiamine, folate. Transfer to hospital if confusion or seizure.")], "11:35", "12:00")
    plan(p, "2026-02-09", RAMAN, "Withdrawal Management 3.7", "24-hour nursing, physician daily, CIWA every 4 to 6 hours, lorazepam taper over 4 days, counseling contact daily as able, expected 4 days.", "2026-02-09", "2026-02-13", "2026-02-09", title="Withdrawal Management Plan")
    readings = {
        "2026-02-09": [("10:30", "17", "164/102", "118", "Lorazepam 2 mg"), ("14:30", "19", "166/104", "116", "Lorazepam 2 mg"), ("18:30", "18", "158/98", "112", "Lorazepam 2 mg"), ("22:30", "16", "156/96", "110", "Lorazepam 2 mg")],
        "2026-02-10": [("02:30", "15", "154/96", "108", "Lorazepam 2 mg"), ("06:30", "16", "156/96", "108", "Lorazepam 2 mg"), ("10:30", "17", "158/98", "106", "Lorazepam 1.5 mg"), ("16:30", "14", "150/94", "102", "Lorazepam 1.5 mg"), ("22:30", "13", "148/92", "100", "Lorazepam 1.5 mg")],
        "2026-02-11": [("06:30", "13", "146/92", "98", "Lorazepam 1 mg"), ("12:30", "12", "144/92", "98", "Lorazepam 1 mg"), ("18:30", "12", "144/90", "96", "Lorazepam 1 mg"), ("23:30", "11", "142/90", "94", "Lorazepam 1 mg")],
        "2026-02-12": [("06:30", "11", "138/88", "92", "Lorazepam 0.5 mg"), ("12:30", "10", "138/86", "90", "Lorazepam 0.5 mg"), ("18:30", "9", "136/86", "88", "Lorazepam 0.5 mg"), ("23:30", "8", "134/84", "86", "Lorazepam 0.5 mg")],
    }
    for place, (day, rows) in enumerate(readings.items()):
        flow_sheet(p, day, LINDQVIST, rows)
        note(p, day, "mar", "Medication Administration Record", ADEYEMI, [("", ["TABLE", ["Medication", "Dose", "Time given", "Initials"]] + [["Lorazepam", row[4].split(" ", 1)[1], row[0], "MA"] for row in rows] + [["Thiamine", "100 mg", "12:00", "TL"]])])
    for day, start, stop, words in sessions.NURSING[p.mrn]:
        note(p, day, "nursing", "Nursing Admission Note" if start == "11:00" else "Nursing Shift Note", LINDQVIST if start < "12" and start != "7:15" else ADEYEMI, [("", words)], start, stop)
    for day, s, o, a, plan_ in [
            ("2026-02-10", "Slept three hours, skin crawling, no visions.", "Tremor at rest, BP 156/96, HR 108, CIWA 16 at 0630.", "Active alcohol withdrawal, day 2, seizure risk remains.", "Continue taper, q4h scores."),
            ("2026-02-11", "Crawling gone. Kept breakfast.", "Fine tremor, BP 146/92, CIWA 13.", "Withdrawal easing, still needs round-the-clock nursing on day 3 of taper.", "Taper to 1 mg. Labs: AST 118, ALT 84."),
            ("2026-02-12", "Afraid of leaving. Slept five hours.", "Tremor fine, BP 138/88, CIWA 11, oriented.", "Last day of taper, CIWA not yet under 8, hx seizure after stopping early in 2024.", "Finish taper 0600 tomorrow. Eval for 3.5.")]:
        note(p, day, "prescriber", "Physician Daily Note", RAMAN, [("Subjective", s), ("Objective", o), ("Assessment", a), ("Plan", plan_)], "8:50", "9:10", heading=[f"Dx: {p.dx_line}"])
    for day, words in [("2026-02-10", "First talk at bedside. Fifteen minutes at a time as he tired. Gave the outline of the last three detoxes; wants this one to end elsewhere than the bus station. Supportive counseling, planning for residential."),
                       ("2026-02-12", "Shaky but dressed. Looked at the house he came from and who lives there. Education on post-acute symptoms. Agreed to stay for residential if offered.")]:
        note(p, day, "individual", "Individual Counseling Note", AMARO, [("Data", words), ("Assessment", "Frightened, cooperative. In withdrawal, tires easily."), ("Plan", "Continue daily contact.")], "16:00", "16:30", heading=[f"Dx: {p.dx_line}"])
    note(p, "2026-02-11", "ur", "Continued Stay Review", AMARO, [("Dimensional update", "Day 3 of withdrawal management. D1 rating 3: CIWA 12 to 13 on taper, had a withdrawal seizure in 2024. D5 rating 4, D6 rating 4. Step to 3.5 when CIWA is under 8 off lorazepam.")])
    # The move to residential care: one claim ends the day before, the other begins.
    res = days("2026-02-13", "2026-02-19")
    order(p, "2026-02-13", RAMAN, "Discharge from 3.7 and admit to residential 3.5 today. Naltrexone 50 mg from tomorrow. Hydroxyzine 25 mg as needed at night.")
    assessment(p, "2026-02-13", AMARO, "8:30", "9:15", "CH-1006b", title="ASAM Reassessment - Step to 3.5")
    plan(p, "2026-02-13", AMARO, "Residential 3.5", "Group counseling 3 hours daily, 7 days a week (21 hours per week); individual 50 minutes weekly or more; physician weekly; family contact by phone; case management for housing.", "2026-02-13", "2026-02-27", "2026-02-13", RAMAN)
    stay = Stay(p, res)
    residential(p, stay, res)
    individual(p, AMARO, "RES")
    shift_notes(p, res)
    note(p, "2026-02-17", "prescriber", "Physician Progress Note", RAMAN, [("Subjective", "Sleeps four hours, panic when lights go out. Cravings strong at supper."), ("Objective", "No tremor, BP 128/80."), ("Assessment", "AUD severe, early. Cannot return to a drinking household; needs 24-hour support until the sober house opens."), ("Plan", "Continue naltrexone. Mirtazapine 7.5 mg started for sleep.")], "8:20", "8:40", heading=[f"Dx: {p.dx_line}"])
    note(p, "2026-02-16", "ur", "Continued Stay Review", AMARO, [("Dimensional update", "D3 rating 2 with panic at night. D5 rating 4: cravings 8/10, asks for staff each evening. D6 rating 4: brother drinking on the phone yesterday. Requires 24-hour structure until the sober bed; interview Thursday.")])
    discharge(p, "2026-02-20", AMARO, "Residential 3.5")
    auth("HM-26-02061", p, "ASAM 3.7-WM", "H0011", "0126", 4, "2026-02-09", "2026-02-12")
    auth("HM-26-02077", p, "ASAM 3.5 Residential", "H0018", "1002", 7, "2026-02-13", "2026-02-19", kind="Concurrent")
    claim("CH1006-01", p, [line("H0011", d, 1, "0126") for d in days("2026-02-09", "2026-02-12")], RAMAN, "I", auth="HM-26-02061", place="86", dx=("F10230",))
    claim("CH1006-02", p, [line("H0018", d, 1, "1002") for d in res], RAMAN, "I", auth="HM-26-02077", place="86", dx=("F1020",))
    must_not("LOC-007", p, "CIWA 8 to 19 with a lorazepam taper", "CH1006-01")
    must_not("OVL-004", p, "the step-down day is billed once", day="2026-02-13")
    must_not("AUT-004", p, "last billed day is the authorization's last day", "CH1006-02", day="2026-02-19")


def lattimore():
    """Outpatient psychotherapy with faults of time, signature and copying."""
    p = PEOPLE["CH-1007"]
    assessment(p, "2026-01-07", CASTELLANO, "10:00", "10:55", title="Diagnostic Assessment")
    plan(p, "2026-01-07", CASTELLANO, "Outpatient", "Individual therapy weekly, 45 to 60 minutes, 12 weeks; family session as needed.", "2026-01-07", "2026-04-07", title="Treatment Plan")
    made = {}
    for row in sessions.OUTPATIENT[p.mrn]:
        made[row[0]] = session(p, row, CASTELLANO, time_as="none" if row[0] == "2026-01-21" else "range")
    copied = sessions.OUTPATIENT[p.mrn][-1]
    clone = session(p, ("2026-03-04",) + copied[1:], CASTELLANO)
    family = session(p, ("2026-03-11", "10:05", "10:25", "{C} brought {his} sister unannounced. Three-way talk about babysitting on pickup days, with one agreement written down. Sister had to leave.", "Helpful but brief.", "Invite sister again with more time."), CASTELLANO, "family", "Family Therapy Note")
    crisis = session(p, ("2026-03-18", "10:05", "10:30", "{C} called from the parking lot after a court letter, crying and unable to drive, and was seen at once. Breathing, facts of the letter read aloud, call to {his} attorney from the office. Denied wish to die. Sister drove {him} home.", "Acute distress 9 to 4. Safe to leave with sister.", "Phone check tonight at 7."), CASTELLANO, "crisis", "Crisis Session Note")
    unsigned = session(p, ("2026-03-25", "10:05", "10:51", "Went over the letter with the attorney's answers in hand. {C} listed what is decided and what is not, and practiced saying \"I will answer by Friday.\"", "Worry two hours a day, down from six. No SI.", "Friday answer; continue card."), CASTELLANO, sign_as="blank")
    claim("CH1007-01", p, [line("90834", "2026-01-14"), line("90834", "2026-01-21"), line("90837", "2026-01-28")], CASTELLANO)
    claim("CH1007-02", p, [line("90791", "2026-01-07")], CASTELLANO)
    third = claim("CH1007-03", p, [line("90832", "2026-02-04"), line("90837", "2026-02-11"), line("90837", "2026-02-18"), line("90834", "2026-02-25")], CASTELLANO)
    third.lines[1].paid, third.lines[1].paid_code = FEES["90834"][1], "90834"
    claim("CH1007-04", p, [line("90834", "2026-03-04"), line("90847", "2026-03-11"), line("90839", "2026-03-18"), line("90834", "2026-03-25")], CASTELLANO)
    must("TIM-001", p, "no start, stop or total time for 90834", "CH1007-01", 2, "2026-01-21", made["2026-01-21"], "Date of Service: 01/21/2026")
    must("TIM-003", p, "12 minutes documented, 90832 billed", "CH1007-03", 1, "2026-02-04", made["2026-02-04"], "Start: 10:05 AM  End: 10:17 AM")
    must("TIM-002", p, "45 minutes documented, 90837 billed", "CH1007-03", 2, "2026-02-11", made["2026-02-11"], "Start: 10:05 AM  End: 10:50 AM")
    must("OVL-001", p, "the therapist saw another patient from 10:20 to 11:05", "CH1007-03", 3, "2026-02-18", made["2026-02-18"], "Start: 10:00 AM  End: 10:53 AM")
    must("CLN-001", p, "copy of the note of 02/25", "CH1007-04", 1, "2026-03-04", clone, "reported a calmer pickup on Monday and a bad one on Wednesday")
    must("TIM-004", p, "20 minutes documented, 90847 billed", "CH1007-04", 2, "2026-03-11", family, "Start: 10:05 AM  End: 10:25 AM")
    must("TIM-005", p, "25 minutes documented, 90839 billed", "CH1007-04", 3, "2026-03-18", crisis, "Start: 10:05 AM  End: 10:30 AM")
    must("DOC-002", p, "signature line left blank", "CH1007-04", 4, "2026-03-25", unsigned, "Clinician signature: ______________________")
    must_not("TIM-002", p, "58 minutes is enough for 90837", "CH1007-01", 3, "2026-01-28")
    must_not("CLN-001", p, "the source of the copy is not itself a copy; earlier notes differ", "CH1007-03", 2, "2026-02-11")


def skaggs():
    """Outpatient psychotherapy: missing note, no-show, wrong date; many near-misses."""
    p = PEOPLE["CH-1008"]
    assessment(p, "2026-01-08", CASTELLANO, "14:00", "14:58", title="Psychiatric Diagnostic Evaluation")
    plan(p, "2026-01-08", CASTELLANO, "Outpatient", "Individual therapy weekly, 12 to 16 weeks.", "2026-01-08", "2026-04-08", title="Treatment Plan")
    made = {}
    for row in sessions.OUTPATIENT[p.mrn]:
        made[row[0]] = session(p, row, CASTELLANO, title="Psychotherapy Progress Note", late=7 if row[0] == "2026-01-29" else 0, time_as="total" if row[0] == "2026-01-15" else "range")
    session(p, ("2026-02-05", "14:00", "14:26", "{first}'s brother came along. Short joint session on what helps and what does not when the mornings are bad. Each brother said one thing to start and one to stop.", "Brother kind and blunt. Useful.", "Brother texts at 8:30."), CASTELLANO, "family", "Family Therapy Note")
    session(p, ("2026-02-26", "14:00", "14:30", "Walked in shaking after being told that unemployment pay stops. Talked about the bridge he drove over; assessed plan, means and intent, all denied. Called brother on speaker, wrote next 24 hours hour by hour.", "Acute distress with fleeting SI, no intent. Stayed until brother arrived.", "Call tomorrow at 9, safety plan copied."), CASTELLANO, "crisis", "Crisis Session Note")
    note(p, "2026-03-12", "noshow", "No Show Note", CASTELLANO, [("", "Did not come for 9:00 appointment. Called, no answer; message left. Called back at noon and was given a 2 PM time.")])
    missed = note(p, "2026-03-26", "noshow", "No Show Note", CASTELLANO, [("", "Patient did not show for 2:00 PM session. No call. Voicemail left, letter mailed. No service provided.")])
    claim("CH1008-01", p, [line("90791", "2026-01-08"), line("90834", "2026-01-15"), line("90832", "2026-01-29")], CASTELLANO)
    claim("CH1008-02", p, [line("90847", "2026-02-05"), line("90837", "2026-02-12"), line("90834", "2026-02-18"), line("90839", "2026-02-26")], CASTELLANO)
    claim("CH1008-03", p, [line("90834", "2026-03-05"), line("90834", "2026-03-12"), line("90834", "2026-03-18"), line("90834", "2026-03-26")], CASTELLANO)
    must("OVL-001", p, "the therapist saw another patient from 10:00 to 10:53", "CH1008-02", 3, "2026-02-18", made["2026-02-18"], "Time in: 1020   Time out: 1105")
    must("DOC-001", p, "no note within three days", "CH1008-03", 1, "2026-03-05", quote=claim_quote("CH1008-03", 1))
    must("DOC-015", p, "note is dated 03/19, claim 03/18", "CH1008-03", 3, "2026-03-18", made["2026-03-19"], "Date of Service: 3/19/2026")
    must("TIM-014", p, "only a no-show note that day", "CH1008-03", 4, "2026-03-26", missed, "Patient did not show for 2:00 PM session")
    must_not("TIM-001", p, "total minutes are written", "CH1008-01", 2, "2026-01-15")
    must_not("TIM-003", p, "16 minutes is enough for 90832", "CH1008-01", 3, "2026-01-29")
    must_not("DOC-006", p, "signed on day 7", "CH1008-01", 3, "2026-01-29")
    must_not("TIM-004", p, "26 minutes is enough for 90847", "CH1008-02", 1, "2026-02-05")
    must_not("TIM-002", p, "53 minutes is enough", "CH1008-02", 2, "2026-02-12")
    must_not("DOC-002", p, "the words \"still unsigned\" speak of a release form", "CH1008-02", 2, "2026-02-12")
    must_not("TIM-005", p, "30 minutes is enough for 90839", "CH1008-02", 4, "2026-02-26")
    must_not("TIM-014", p, "missed the morning, seen in the afternoon", "CH1008-03", 2, "2026-03-12")
    must_not("DOC-001", p, "seen that afternoon", "CH1008-03", 2, "2026-03-12")
    must_not("DOC-015", p, "same date", "CH1008-03", 2, "2026-03-12")


def pemberly():
    """Medicaid outpatient: units, signatures, diagnosis codes, duplicates, two places at once."""
    p = PEOPLE["CH-1009"]
    assessment(p, "2026-01-12", TOLLEFSON, "9:00", "10:00", title="Substance Use Assessment")
    plan(p, "2026-01-12", TOLLEFSON, "Outpatient 1.5", "Individual counseling 45 to 60 minutes weekly; group weekly from March.", "2026-01-12", "2026-04-12", title="Treatment Plan")
    habits = {"2026-02-03": {"sign_as": "undated"}, "2026-02-10": {"late": 12}, "2026-02-17": {"sign_as": "no-credential"}, "2026-02-24": {"sign_as": "next-line"}}
    made = {row[0]: session(p, row, TOLLEFSON, title="Individual Counseling", **habits.get(row[0], {})) for row in sessions.OUTPATIENT[p.mrn]}

    def group(day, start, stop, who, said, judged):
        return note(p, day, "group", "Group Counseling", who, shaped(p, who, "Goal 1.", "On time, sat by the window.", "Members compared how each of them handles pain and the end of a shift, and practiced one change aloud.", said, judged, "Same time next week."), start, stop, heading=["Group topic: after the shift", "Members present: 7", f"Dx: {p.dx_line}"])

    group("2026-03-09", "18:00", "19:00", TOLLEFSON, "Said his name, his back, and that he counts tablets with his wife. A man twice his age said the same and they laughed.", "Nervous first visit, glad he came.")
    second = group("2026-03-10", "10:15", "11:15", PYLE, "Listened to the others on sleep between shifts. Told one story about the loading dock and stopped himself before the part with the pills, then told it anyway.", "Warmer than yesterday.")
    group("2026-03-16", "13:00", "14:00", TOLLEFSON, "Came to the early group because of the rota. Role played asking the foreman for the lighter bay.", "Hesitant voice, second try firm.")
    group("2026-03-16", "18:00", "19:00", TOLLEFSON, "Returned for the evening group with the foreman's answer, which was yes. Shared it and then listened to a hard story for a long time.", "Pleased, steady.")
    group("2026-03-17", "18:00", "19:00", TOLLEFSON, "Talked about cooking the meal and what could go wrong in the kitchen, including the beer behind the milk.", "Practical, humorous.")
    claim("CH1009-01", p, [line("H0001", "2026-01-12"), line("H0004", "2026-01-19", 4), line("H0004", "2026-01-27", 4)], TOLLEFSON)
    claim("CH1009-02", p, [line("H0004", "2026-02-03", 4), line("H0004", "2026-02-10", 3), line("H0004", "2026-02-17", 4)], TOLLEFSON)
    claim("CH1009-03", p, [line("H0004", "2026-02-24", 4)], TOLLEFSON, dx=())
    claim("CH1009-04", p, [line("H0004", "2026-03-03", 4)], TOLLEFSON, dx=("F1O20",))
    claim("CH1009-05", p, [line("90853", "2026-03-09")], TOLLEFSON)
    claim("CH1009-06", p, [line("90853", "2026-03-09"), line("H0004", "2026-03-10", 3), line("90853", "2026-03-16"), line("90853", "2026-03-16", modifiers=("76",)), line("H0004", "2026-03-17", 3), line("90853", "2026-03-17")], TOLLEFSON)
    claim("CH1009-07", p, [line("90853", "2026-03-10")], PYLE)
    claim("CH1009-08", p, [line("H0004", "2026-03-24", 4)], TOLLEFSON, renderer_npi=TOLLEFSON.npi[:9] + str((int(TOLLEFSON.npi[9]) + 3) % 10))
    must("TIM-016", p, "38 minutes documented, 4 units billed", "CH1009-01", 2, "2026-01-19", made["2026-01-19"], "Time: 0900-0938 (38 min)")
    must("DOC-004", p, "signature without a date", "CH1009-02", 1, "2026-02-03", made["2026-02-03"], "Electronically signed by Ines Tollefson, LCSW")
    must("DOC-006", p, "signed 12 days after the session", "CH1009-02", 2, "2026-02-10", made["2026-02-10"], "/s/ Ines Tollefson, LCSW   2/22/26")
    must("DOC-009", p, "signature without a credential", "CH1009-02", 3, "2026-02-17", made["2026-02-17"], "Electronically signed by Ines Tollefson on 02/")
    must("COD-001", p, "claim has no diagnosis", "CH1009-03", 1, "2026-02-24", quote=claim_quote("CH1009-03", 1))
    must("COD-002", p, "letter O in place of zero", "CH1009-04", 1, "2026-03-03", quote=("CH1009-04", "dx"))
    must("COD-024", p, "same group billed on two claims", "CH1009-06", 1, "2026-03-09", quote=claim_quote("CH1009-06", 1))
    must("OVL-003", p, "individual 10:00 to 10:45, group from 10:15", "CH1009-06", 2, "2026-03-10", made["2026-03-10"], "Time: 1000-1045 (45 min)")
    must("OVL-003", p, "group 10:15 to 11:15, individual to 10:45", "CH1009-07", 1, "2026-03-10", second, "Time: 1015-1115 (60 min)")
    must("COD-026", p, "rendering NPI fails its check digit", "CH1009-08", 1, "2026-03-24", quote=("CH1009-08", "renderer"))
    must_not("TIM-016", p, "53 minutes make 4 units", "CH1009-01", 3, "2026-01-27")
    must_not("DOC-004", p, "the date stands on the line below", "CH1009-03", 1, "2026-02-24")
    must_not("DOC-009", p, "credential present", "CH1009-03", 1, "2026-02-24")
    must_not("COD-024", p, "two groups that day, the second with modifier 76", "CH1009-06", 4, "2026-03-16")
    must_not("OVL-003", p, "individual ends when the group begins", day="2026-03-17")
    must_not("COD-026", p, "valid NPI", "CH1009-01", 1)
    must_not("COD-002", p, "valid diagnosis", "CH1009-01", 1)


def voskuil():
    """Mental-health IOP: one short day, one unit over the authorization."""
    p = PEOPLE["CH-1010"]
    all_days = days("2026-03-02", "2026-03-20", (0, 2, 4))
    order(p, "2026-03-02", VOSS, "Admit to mental-health IOP three mornings a week.")
    assessment(p, "2026-03-02", CALDERWOOD, "13:00", "14:00")
    plan(p, "2026-03-02", CALDERWOOD, "Intensive Outpatient (IOP)", "Groups 3 mornings a week, 3 hours each (9 hours per week), individual 45 minutes weekly, 6 weeks.", "2026-03-02", "2026-04-01", "2026-03-02", VOSS)
    stay, short = Stay(p, all_days), None
    for day in all_days:
        stay.group("MH", day, 0)
        stop = {"2026-03-11": "11:40", "2026-03-06": "12:10"}.get(day.isoformat())
        made = stay.group("MH", day, 1, stop)
        short = made if day == D("2026-03-11") else short
    individual(p, CALDERWOOD, "MH")
    discharge(p, "2026-03-20", CALDERWOOD, "Intensive Outpatient (IOP)")
    auth("HM-26-03012", p, "IOP Mental Health", "S9480", "0905", 8, "2026-03-02", "2026-03-27")
    claim("CH1010-01", p, [line("S9480", d, 1, "0905") for d in all_days], VOSS, "I", auth="HM-26-03012", place="89")
    must("TIM-009", p, "90 and 60 minutes of group, 180 needed", "CH1010-01", 5, "2026-03-11", short, "Start: 10:40 AM  End: 11:40 AM")
    must("AUT-005", p, "ninth day billed, eight authorized", "CH1010-01", 9, "2026-03-20", quote="HM-26-03012", file="authorizations/auth_log.csv")
    must_not("TIM-009", p, "180 minutes is enough", "CH1010-01", 3, "2026-03-06")
    must_not("TIM-010", p, "individual session brings the short week to 9 hours and 35 minutes", day="2026-03-11")
    must_not("LOC-008", p, "at least nine hours in every week")
    must_not("COD-011", p, "S9480 with 0905", "CH1010-01", 1)


def mercer():
    """SUD IOP: two weeks below nine hours."""
    p = PEOPLE["CH-1011"]
    planned = days("2026-02-02", "2026-02-20", (0, 2, 4))
    missed = {D("2026-02-11"): "No call no show", D("2026-02-16"): "Absent - overslept"}
    order(p, "2026-02-02", RAMAN, "Admit to SUD IOP three evenings a week. Urine drug screen weekly.")
    assessment(p, "2026-02-02", PYLE, "15:30", "16:30", title="ASAM Assessment")
    plan(p, "2026-02-02", PYLE, "Intensive Outpatient (IOP) 2.1", "Group 3 evenings a week, 9 hours per week, individual as scheduled, 8 weeks.", "2026-02-02", "2026-03-04", "2026-02-02", RAMAN)
    attended = [d for d in planned if d not in missed]
    stay = Stay(p, attended)
    for day in attended:
        for slot in (0, 1):
            stay.group("SUD", day, slot)
    for day, why in missed.items():
        absent("SUD", day.isoformat(), p, why)
    individual(p, PYLE, "SUD")
    discharge(p, "2026-02-20", PYLE, "Intensive Outpatient (IOP) 2.1")
    auth("PC-88120", p, "IOP SUD 2.1", "H0015", "0906", 24, "2026-02-02", "2026-03-27")
    claim("CH1011-01", p, [line("H0015", d, 1, "0906") for d in attended], RAMAN, "I", auth="PC-88120", place="89")
    must("LOC-008", p, "about six hours a week in two weeks running", quote="No call no show", file="attendance/iop_sud_q1.csv")
    must("TIM-010", p, "6.2 hours in the week of 02/09", day="2026-02-09", quote="No call no show", file="attendance/iop_sud_q1.csv")
    must("TIM-010", p, "6.2 hours in the week of 02/16", day="2026-02-18", quote="Absent - overslept", file="attendance/iop_sud_q1.csv")
    must_not("TIM-010", p, "10 hours in the first week", day="2026-02-04")
    must_not("TIM-009", p, "each attended day has 185 minutes")


def ferrante():
    """Mental-health IOP without plan, authorization or reasons for the level."""
    p = PEOPLE["CH-1012"]
    all_days = days("2026-03-09", "2026-03-20", (0, 2, 4))
    intake_note = assessment(p, "2026-03-09", REYES, "13:00", "14:00")
    order(p, "2026-03-09", VOSS, "Admit to mental-health IOP.")
    stay = Stay(p, all_days)
    for day in all_days:
        for slot in (0, 1):
            stay.group("MH", day, slot)
    individual(p, CALDERWOOD, "MH")
    denied = claim("CH1012-01", p, [line("S9480", d, 1, "0915" if d == D("2026-03-16") else "0905") for d in all_days], VOSS, "I", place="89")
    denied.denied = ("CO", "197")
    for l in denied.lines:
        l.paid = 0
    must("PLN-001", p, "no plan in the chart", "CH1012-01", day="2026-03-09", quote=claim_quote("CH1012-01", 1))
    must("LOC-012", p, "assessment gives no level of care and no reason", note=intake_note, quote="Biopsychosocial Assessment")
    must("AUT-001", p, "no authorization in the log, denied 197", "CH1012-01", 1, "2026-03-09", quote=claim_quote("CH1012-01", 1))
    must("COD-011", p, "S9480 with revenue 0915", "CH1012-01", 4, "2026-03-16", quote=claim_quote("CH1012-01", 4))


def tillman():
    """Residential stay whose daily notes say nothing of the level; plan never reviewed."""
    p = PEOPLE["CH-1013"]
    all_days = days("2026-02-02", "2026-02-22")
    order(p, "2026-02-02", RAMAN, "Admit to residential 3.5.")
    assessment(p, "2026-02-02", RENNER, "8:30", "9:30", title="ASAM Assessment")
    made = plan(p, "2026-02-02", RENNER, "Residential 3.5", "Groups daily, individual weekly.", "2026-02-02", "2026-02-16", "2026-02-02", RAMAN)
    daily = [note(p, d, "shift", "Daily Program Note", RENNER, [("", words)], "10:00", "15:30") for d, words in zip(all_days, text.SILENT_DAYS)]
    for day, words in [("2026-02-05", "{C} and counselor looked over the packet and the house rules. Talked about the bus trip here and a cousin in Dayton."), ("2026-02-12", "Talked about packet pages 8 to 11. {C} asked about phone times."), ("2026-02-19", "Reviewed aftercare list and bus schedule.")]:
        note(p, day, "individual", "Individual Session", RENNER, [("", words)], "16:00", "16:30")
    discharge(p, "2026-02-23", RENNER, "Residential 3.5")
    auth("PC-88093", p, "Residential 3.5", "H2036", "1002", 21, "2026-02-02", "2026-02-22")
    claim("CH1013-01", p, [line("H2036", d, 1, "1002") for d in all_days], RAMAN, "I", auth="PC-88093", place="86")
    must("LOC-003", p, "three weeks of notes without any reason for a bed", day="2026-02-12")
    must("PLN-010", p, "review was due 02/16 and none is in the chart", note=made, quote="Next review due: 02/16/2026")
    must_not("LOC-012", p, "assessment names ASAM 3.5, thin as it is")
    must_not("AUT-005", p, "21 days billed, 21 authorized")


def ashgrove():
    """PHP for a man who is well and works full time; one evening of IOP on the last PHP day."""
    p = PEOPLE["CH-1014"]
    all_days = days("2026-03-02", "2026-03-13", range(5))
    order(p, "2026-03-02", VOSS, "Admit to partial program.")
    assessment(p, "2026-03-02", ARBOGAST, "14:20", "15:20", title="Program Intake Assessment")
    plan(p, "2026-03-02", ARBOGAST, "Partial Hospitalization (PHP)", "PHP 5 days a week, 3 groups of 85 minutes (21 hours per week), individual weekly, psychiatrist weekly.", "2026-03-02", "2026-04-01", "2026-03-02", VOSS)
    stay = Stay(p, all_days)
    stable = None
    for day in all_days:
        php_day(stay, p, day)
        if day == D("2026-03-11"):
            stable = NOTES[-3]
    individual(p, ARBOGAST, "PHP")
    prescriber(p, VOSS)
    evening = [note(p, "2026-03-13", "group", "Group Note", KROLL if slot == 0 else PYLE,
                    shaped(p, KROLL if slot == 0 else PYLE, "Goal 1.", "Joined the evening program as a guest from the day program.", "Members planned the coming week in half-hour steps.", said, "Cheerful, rested. Denies SI/HI.", "Weekly therapy from next week."),
                    start, stop, heading=[f"Group topic: {topic_of('SUD', D('2026-03-13'), slot)[0]}"], program=PROGRAMS["SUD"]["name"])
               for slot, start, stop, said in [(0, "17:30", "19:00", "Has the night off and wanted to see what evenings are like; planned the soccer opener."), (1, "19:10", "20:45", "Shared his spreadsheet trick and answered questions about shift work.")]]
    discharge(p, "2026-03-13", ARBOGAST, "Partial Hospitalization (PHP)")
    auth("HM-26-03020", p, "PHP", "H0035", "0913", 10, "2026-03-02", "2026-03-13")
    auth("HM-26-03055", p, "IOP", "S9480", "0905", 6, "2026-03-13", "2026-03-31")
    claim("CH1014-01", p, [line("H0035", d, 1, "0913") for d in all_days], VOSS, "I", auth="HM-26-03020", place="89")
    claim("CH1014-02", p, [line("S9480", "2026-03-13", 1, "0905")], VOSS, "I", auth="HM-26-03055", place="89")
    must("LOC-001", p, "stable, working 40 hours a week, denies SI/HI", "CH1014-01", 8, "2026-03-11", stable, "Euthymic, full-range affect, no SI/HI")
    must("LOC-005", p, "stable on every day from 03/04 on", note=stable, quote="Euthymic, full-range affect, no SI/HI")
    must("OVL-004", p, "PHP and IOP per diem on one day", "CH1014-02", 1, "2026-03-13", evening[0], "Session time: 5:30 PM - 7:00 PM" if p.style == "serif" else "Start: 5:30 PM  End: 7:00 PM")
    must_not("TIM-009", p, "255 minutes on each PHP day", "CH1014-01")
    must_not("LOC-002", p, "nothing that day supports partial hospitalization", "CH1014-01", 8, "2026-03-11")
    must_not("LOC-008", p, "attendance is full")


def drummond():
    """Withdrawal management without withdrawal; the plan authorized a lower level."""
    p = PEOPLE["CH-1015"]
    order(p, "2026-02-17", RAMAN, "Admit to 3.7 withdrawal management. CIWA twice daily. No standing medication.")
    assessment(p, "2026-02-17", AMARO, "12:00", "12:50", title="ASAM Admission Assessment")
    note(p, "2026-02-17", "hp", "History and Physical", RAMAN, [("History", "56 y/o, last drink six days ago. No seizures."), ("Exam", "BP 122/78, HR 76. Normal examination, no tremor."), ("Assessment", "Alcohol use disorder, past withdrawal window."), ("Plan", "Observe.")], "14:00", "14:25")
    plan(p, "2026-02-17", RAMAN, "Withdrawal Management 3.7", "24-hour nursing, CIWA twice daily, counseling as able.", "2026-02-17", "2026-02-21", "2026-02-17", title="Withdrawal Management Plan")
    made = [note(p, day, "nursing", "Nursing Shift Note", LINDQVIST if start < "12:30" else ADEYEMI, [("", words)], start, stop) for day, start, stop, words in sessions.NURSING[p.mrn]]
    for day, rows in [("2026-02-17", [("13:00", "3", "122/78", "76", "none"), ("20:30", "2", "120/76", "74", "none")]), ("2026-02-18", [("08:00", "2", "118/76", "72", "none"), ("20:30", "1", "120/78", "74", "none")]),
                      ("2026-02-19", [("08:00", "1", "118/78", "70", "none"), ("20:30", "0", "122/76", "72", "none")]), ("2026-02-20", [("08:00", "0", "120/78", "70", "none"), ("20:30", "0", "118/74", "68", "none")])]:
        flow_sheet(p, day, LINDQVIST, rows)
    discharge(p, "2026-02-21", AMARO, "Withdrawal Management 3.7")
    auth("HM-26-02090", p, "ASAM 3.5 Residential", "", "", 4, "2026-02-17", "2026-02-20", words="3.7 asked, 3.5 approved by phone")
    claim("CH1015-01", p, [line("H0011", d, 1, "0126") for d in days("2026-02-17", "2026-02-20")], RAMAN, "I", auth="HM-26-02090", place="86")
    must("LOC-007", p, "CIWA 3 and below, last drink six days before, no medication", "CH1015-01", day="2026-02-18", note=made[2], quote="CIWA 2, no tremor, appetite good")
    must("AUT-006", p, "3.5 authorized, 3.7 billed", "CH1015-01", 1, "2026-02-17", quote="HM-26-02090", file="authorizations/auth_log.csv")


def castaneda():
    """Mental-health IOP with sound notes and four weekly claims, three of them with a wrong authorization."""
    p = PEOPLE["CH-1016"]
    all_days = days("2026-01-05", "2026-01-30", (0, 2, 4))
    order(p, "2026-01-05", VOSS, "Admit to mental-health IOP three mornings a week. PCL-5 every two weeks.")
    assessment(p, "2026-01-05", REYES, "13:00", "14:00")
    plan(p, "2026-01-05", REYES, "Intensive Outpatient (IOP)", "Groups 3 mornings a week (9 hours per week), individual 45 minutes every other week, 4 weeks.", "2026-01-05", "2026-02-04", "2026-01-05", VOSS)
    stay = Stay(p, all_days)
    for day in all_days:
        for slot in (0, 1):
            stay.group("MH", day, slot)
    individual(p, REYES, "MH")
    discharge(p, "2026-01-30", REYES, "Intensive Outpatient (IOP)")
    auth("HM-26-00871", p, "IOP Mental Health", "S9480", "0905", 9, "2026-01-05", "2026-01-23")
    numbers = ["HM-26-00871", None, "HM-26-00817", "HM-26-00871"]
    for week, number_ in enumerate(numbers):
        status, frequency = (("30", "2"), ("30", "3"), ("30", "3"), ("01", "4"))[week]
        claim(f"CH1016-{week + 1:02}", p, [line("S9480", d, 1, "0905") for d in all_days[week * 3:week * 3 + 3]], VOSS, "I", auth=number_, place="89", frequency=frequency, status=status, admitted=all_days[0])
    must("AUT-002", p, "authorized, but the claim carries no number", "CH1016-02", 1, "2026-01-12", quote=claim_quote("CH1016-02", "clm"))
    must("AUT-003", p, "two digits exchanged; no such number in the log", "CH1016-03", 1, "2026-01-19", quote=claim_quote("CH1016-03", "auth"))
    must("AUT-004", p, "authorization ended 01/23", "CH1016-04", 1, "2026-01-26", quote="HM-26-00871", file="authorizations/auth_log.csv")
    must_not("AUT-003", p, "number matches", "CH1016-01", 1, "2026-01-05")
    must_not("AUT-004", p, "inside the authorization", "CH1016-01", 1, "2026-01-05")


def whitcomb():
    """Medicare PHP without certification; second claim without condition code 41."""
    p = PEOPLE["CH-1017"]
    all_days = days("2026-03-09", "2026-03-20", range(5))[:8]
    order(p, "2026-03-09", VOSS, "Admit to partial hospitalization.")
    assessment(p, "2026-03-09", MBEKI, "14:20", "15:20", title="Program Intake Assessment")
    plan(p, "2026-03-09", VOSS, "Partial Hospitalization (PHP)", "PHP 5 days a week, 3 groups of 85 minutes (21 hours per week): group psychotherapy, skills education, occupational therapy, activity therapy; individual weekly.", "2026-03-09", "2026-04-08", "2026-03-09")
    stay = Stay(p, all_days)
    for day in all_days:
        php_day(stay, p, day)
    individual(p, ARBOGAST, "PHP")
    prescriber(p, VOSS)
    claim("CH1017-01", p, medicare_lines(all_days[:5]), VOSS, "I", place="76", conditions=("41",), frequency="2", status="30")
    claim("CH1017-02", p, medicare_lines(all_days[5:]), VOSS, "I", place="76", frequency="3", status="30", admitted=all_days[0])
    must("PLN-011", p, "no physician certification in the chart", quote=claim_quote("CH1017-01", 1))
    must("COD-013", p, "partial hospitalization lines without condition code 41", "CH1017-02", quote=claim_quote("CH1017-02", "clm"))
    must_not("COD-013", p, "condition code 41 is present", "CH1017-01")
    must_not("OVL-001", p, "two patients in one group with one therapist", day="2026-03-09")


def ballantyne():
    """Medicare PHP certified once and never recertified."""
    p = PEOPLE["CH-1018"]
    all_days = days("2026-01-05", "2026-01-30", range(5))
    order(p, "2026-01-05", VOSS, "Admit to partial hospitalization five days a week. C-SSRS each Monday.")
    cert = certification(p, "2026-01-05", "I certify that without partial hospitalization {first} would require inpatient psychiatric care. {He} needs at least 20 hours a week of services under a plan I have set and review.", "2026-01-22")
    assessment(p, "2026-01-05", MBEKI, "14:20", "15:20", title="Program Intake Assessment")
    plan(p, "2026-01-05", VOSS, "Partial Hospitalization (PHP)", "PHP 5 days a week, 3 groups of 85 minutes (21 hours per week): group psychotherapy, skills education, occupational therapy, activity therapy; individual weekly.", "2026-01-05", "2026-02-04", "2026-01-05")
    stay = Stay(p, all_days)
    for day in all_days:
        php_day(stay, p, day)
    individual(p, ARBOGAST, "PHP")
    prescriber(p, VOSS)
    review(p, "2026-01-20", MBEKI, "Partial Hospitalization (PHP)", "Objective a: PHQ-9 25 to 22. Objective b: left the house on three days.", "2026-02-04", VOSS)
    discharge(p, "2026-01-30", ARBOGAST, "Partial Hospitalization (PHP)")
    claim("CH1018-01", p, medicare_lines(all_days), VOSS, "I", place="76", conditions=("41",))
    must("PLN-012", p, "certification ran through 01/22, no recertification by day 18", "CH1018-01", day="2026-01-30", note=cert, quote="Certification period: 01/05/2026 through 01/22/2026")
    must_not("PLN-011", p, "certified on admission")
    must_not("PLN-012", p, "day 16 is covered by the certification", "CH1018-01", day="2026-01-20")


STORIES = [tenney, apsey, halvorsen, quillfeather, brandvold, okonjo, lattimore, skaggs, pemberly, voskuil, mercer, ferrante, tillman, ashgrove, drummond, castaneda, whitcomb, ballantyne]
PLANNED_STAFF_OVERLAPS = {("Castellano", D("2026-02-18"))}
PLANNED_PATIENT_OVERLAPS = {("CH-1009", D("2026-03-10"))}
