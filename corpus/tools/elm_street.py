"""Writes corpus/elm-street: a day program (IOP, PHP), a clinic and a small house, January 2026.

The faults planted are of time, attendance and census. Deterministic: no clock, no random state.
Run `python3 corpus/tools/elm_street.py`.
"""

from __future__ import annotations

import csv
import io
import shutil
from datetime import date, timedelta
from pathlib import Path

from elm_street_words import BROUGHT, DAY_SHIFT, DID, GROUPS, MEMBER, NEXT, NIGHT_SHIFT, WAS
from facility import npi
from x12 import Claim, Line, Writer, write_837

OUT = Path(__file__).resolve().parent.parent / "elm-street"


class Staff:
    def __init__(self, first, last, credential, digits):
        self.first, self.last, self.credential, self.npi = first, last, credential, npi(digits)
        self.name = f"{first} {last}"
        self.signed = f"{first} {last}, {credential}"


OYELARAN = Staff("Marguerite", "Oyelaran", "LCSW", "245100311")
PELLEGRIN = Staff("Dov", "Pellegrin", "LPC", "245100329")
BRANDT = Staff("Silvia", "Brandt", "LMFT", "245100337")
KWAN = Staff("Ida", "Kwan", "LMHC", "245100345")
ACHEBE = Staff("Rosalind", "Achebe", "PMHNP", "245100352")
MORROW = Staff("Kit", "Morrow", "BHT", "245100360")
SANDOVAL = Staff("Petra", "Sandoval", "BHT", "245100378")
ALDANA = Staff("Teo", "Aldana", "LPC", "245100394")
LUND = Staff("Anselm", "Lund", "MD", "245100386")


class Person:
    def __init__(self, mrn, last, first, sex, birth, dx, payer="JHP", noun="Client"):
        self.mrn, self.last, self.first, self.sex, self.birth = mrn, last, first, sex, birth
        self.dx, self.payer, self.noun = dx, payer, noun
        self.member = f"{payer}{int(mrn[-3:]) * 7919 % 900000 + 100000}"
        self.folder = OUT / "charts" / f"{mrn}_{last}"

    def words(self, text):
        he, him, his = ("he", "him", "his") if self.sex == "M" else ("she", "her", "her")
        for key, word in (("{himself}", him + "self"), ("{He}", he.capitalize()), ("{he}", he),
                          ("{him}", him), ("{his}", his), ("{His}", his.capitalize())):
            text = text.replace(key, word)
        return text


ALCOHOL = ("F10.20", "Alcohol dependence, uncomplicated")
OPIOID = ("F11.20", "Opioid dependence, uncomplicated")
DEPRESSION = ("F33.1", "Major depressive disorder, recurrent, moderate")
ANXIETY = ("F41.1", "Generalized anxiety disorder")
PTSD = ("F43.10", "Post-traumatic stress disorder")

P = {
    201: Person("ES-201", "Talbott", "Wren", "F", date(1988, 4, 2), ALCOHOL),
    202: Person("ES-202", "Marchetti", "Otis", "M", date(1979, 11, 19), ALCOHOL, "BCP", "Resident"),
    203: Person("ES-203", "Quesada", "Ramiro", "M", date(1991, 1, 27), ALCOHOL),
    204: Person("ES-204", "Hollis", "June", "F", date(1984, 7, 8), ANXIETY, "BCP"),
    205: Person("ES-205", "Fairweather", "Nils", "M", date(1970, 2, 14), DEPRESSION),
    206: Person("ES-206", "Okafor", "Adaeze", "F", date(1993, 9, 30), DEPRESSION),
    207: Person("ES-207", "Vandermeer", "Piet", "M", date(1986, 12, 5), OPIOID, "BCP", "Resident"),
    208: Person("ES-208", "Lindqvist", "Maja", "F", date(1995, 3, 22), PTSD),
    209: Person("ES-209", "Abernathy", "Cole", "M", date(1982, 6, 16), DEPRESSION),
    210: Person("ES-210", "Szymanski", "Halina", "F", date(1976, 8, 11), ALCOHOL),
    211: Person("ES-211", "Baptiste", "Emile", "M", date(1998, 10, 3), ANXIETY),
    212: Person("ES-212", "Rourke", "Sinead", "F", date(1989, 5, 25), DEPRESSION),
    213: Person("ES-213", "Nakagawa", "Ken", "M", date(1967, 1, 9), PTSD),
    214: Person("ES-214", "Delacroix", "Margot", "F", date(1992, 2, 18), ANXIETY),
    215: Person("ES-215", "Whitlow", "Amos", "M", date(1974, 4, 29), DEPRESSION),
    216: Person("ES-216", "Ferreira", "Lidia", "F", date(1981, 12, 20), ANXIETY),
}

PAYERS = {
    "JHP": {"id": "JHP01", "name": "Juniper Health Plan", "filing_i": "CI", "filing_p": "CI"},
    "BCP": {"id": "BCP22", "name": "Bluestem Community Plan", "filing_i": "MC", "filing_p": "MC"},
}


def us(day):
    return day.strftime("%m/%d/%Y")


def h12(minute, short=False):
    hour, minute = divmod(minute, 60)
    half = ("a" if hour < 12 else "p") if short else (" AM" if hour < 12 else " PM")
    shown = hour % 12 or 12
    return f"{shown}:{minute:02}{half}"


def h24(minute):
    return f"{minute // 60 % 24:02}{minute % 60:02}"


def t(text):
    """`9:05` or `13:30` in minutes."""
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def times(author, start, stop):
    """The clinician's own way to write from when to when."""
    length = stop - start
    if author is OYELARAN:
        return f"Start: {h12(start)}    End: {h12(stop)}    Duration: {length} min"
    if author is PELLEGRIN:
        return f"Time: {h12(start, True)}-{h12(stop, True)}"
    if author is BRANDT:
        return f"Session Time: {h12(start)} to {h12(stop)}"
    if author is KWAN:
        return f"Time: {h24(start)} - {h24(stop)}"
    return f"Time: {h12(start)} - {h12(stop)}"


def sign(author, day, minute=None):
    at = minute if minute is not None else 17 * 60 + 5
    if author in (OYELARAN, BRANDT):
        return f"Electronically signed by {author.signed} on {us(day)} at {h12(at)}"
    if author in (PELLEGRIN, KWAN):
        return f"/es/ {author.signed}   {us(day)} {h24(at)}"
    return f"Signed electronically: {author.signed}, {us(day)} {h12(at)}"


def write(person, day, name, title, author, line, body, stamp=None, extra="", until=0):
    """One note file in the house's form."""
    head = [
        "ELM STREET DAY PROGRAM AND HOUSE",
        title,
        f"{person.noun}: {person.first} {person.last}     MRN: {person.mrn}     DOB: {us(person.birth)}",
        f"Date of Service: {us(day)}     Provider: {author.signed}",
    ]
    if line:
        head.append(line)
    if extra:
        head.append(extra)
    text = "\n".join(head) + "\n\n" + person.words(body).strip() + "\n\n" + (stamp or sign(author, day, max(17 * 60 + 5, until + 12))) + "\n"
    person.folder.mkdir(parents=True, exist_ok=True)
    path = person.folder / f"{day.isoformat()}_{name}.txt"
    assert not path.exists(), path
    path.write_text(text)
    return path.relative_to(OUT).as_posix()


class Deal:
    """Deals the banks so that no two notes share more than one part."""

    def __init__(self):
        self.session = self.member = 0

    def individual(self):
        n = self.session
        self.session += 1
        turn = n // 20
        topic, brought = BROUGHT[n % 20]
        return topic, brought, DID[(n * 3 + turn * 7) % 20], WAS[(n * 7 + turn * 3) % 20], NEXT[(n * 5 + turn) % 13]

    def part(self):
        n = self.member
        self.member += 1
        return MEMBER[(n * 7) % 26], WAS[(n * 3 + n // 26) % 20]


deal = Deal()
must, must_not = [], []


def plant(rule, mrn, claim, line, day, file, quote, why):
    must.append((rule, mrn, claim, line, day, file, quote, why))


def near(rule, mrn, why, claim=None, line=None, day=None):
    must_not.append((rule, mrn, claim, line, day, why))


def individual(person, day, author, start, stop, remark="", line=None, billed=None):
    topic, brought, did, was, follow = deal.individual()
    body = (f"Focus: {topic}\n\nData: {brought} {remark}\n\nIntervention: {did}\n\nResponse: {was}\n\n"
            f"Plan: {follow} Goal 1 continues.")
    name = f"individual_{h24(start)}"
    return write(person, day, name, "Individual Therapy Progress Note", author,
                 line or times(author, start, stop), body.replace(" \n", "\n"), until=stop)


def group(person, day, author, start, stop, topic, size=None, remark="", line=None, program="IOP"):
    title, did = GROUPS[topic % len(GROUPS)]
    part, was = deal.part()
    extra = f"Group: {title}" + (f"     Participants: {size}" if size else "")
    body = f"Topic: {did}\n\nParticipation: {part} {remark}\n\nResponse: {was}\n\nPlan: Continue {program} groups; goal 1."
    return write(person, day, f"group_{h24(start)}", "Group Therapy Note", author,
                 line or times(author, start, stop), body.replace(" \n", "\n"), extra=extra, until=stop)


def assessment(person, day, level, reason, author, start="15:00"):
    code, label = person.dx
    begin = t(start)
    body = (f"Diagnosis: {code} {label}\n\nPresenting problem: {reason[0]}\n\nHistory: {reason[1]}\n\n"
            f"Mental status: Alert, oriented, speech clear, mood anxious and low, affect constricted, thought "
            f"process linear. Denies suicidal and homicidal ideation, plan or intent.\n\n"
            f"Risk: {reason[2]}\n\nLevel of care: {level}")
    write(person, day, "assessment", "Biopsychosocial Assessment", author, times(author, begin, begin + 75), body,
          until=begin + 75)


def plan(person, day, level, services, author, due):
    code, label = person.dx
    goal = ("remain abstinent and name each urge to another person within the day"
            if code[1] == "1" else "lower the PHQ-9 and GAD-7 by half and return to two usual activities")
    body = (f"Plan effective: {us(day)}    Next review due: {us(due)}\nLevel of care: {level}\n\n"
            f"Diagnosis: {code} {label}\n\nProblem 1: {label.split(',')[0]} that disturbs work, sleep and home.\n\n"
            f"Goal 1: {person.first} will {goal}.\n\nObjectives:\na. Use two coping skills each week by {us(day + timedelta(days=21))}.\n"
            f"b. Keep a daily log of mood and urges by {us(day + timedelta(days=14))}.\n\nServices: {services}\n\n"
            f"Discharge criteria: Goal 1 reached for three weeks, aftercare appointment made.\n\n"
            f"{person.noun} took part in the plan, agrees with it and signed a copy.")
    stamp = sign(author, day, 16 * 60 + 40) + f"\nCo-signed by {LUND.signed} on {us(day)} at 5:20 PM"
    write(person, day, "plan", "Individualized Treatment Plan", author, "", body, stamp)


claims_csv, claims_837 = [], []


def claim(number, person, lines, form="P", renderer=None, place="11", tob="", admit=None):
    """Lines: (day, to, code, revenue, units, cents)."""
    claim_id = f"EL{number}"
    if form == "X":
        rows = [Line(code, day, cents, units, revenue=revenue or "") for day, _, code, revenue, units, cents in lines]
        claims_837.append(Claim(claim_id, person_of(person), rows, "P", dx=(person.dx[0].replace(".", ""),),
                                place="11", renderer=renderer))
        return claim_id
    for place_in, (day, to, code, revenue, units, cents) in enumerate(lines, start=1):
        claims_csv.append([
            claim_id, place_in, person.mrn, person.last, person.first, us(person.birth), person.member,
            PAYERS[person.payer]["name"], PAYERS[person.payer]["id"],
            "Medicaid" if person.payer == "BCP" else "Commercial", us(day), us(to or day), code, revenue or "",
            tob, units, f"{cents / 100:.2f}", person.dx[0], "" if tob else place,
            renderer.signed if renderer else "", renderer.npi if renderer else "", us(admit) if admit else "",
            "02/09/2026"])
    return claim_id


def person_of(person):
    return type("Member", (), {"last": person.last, "first": person.first, "member": person.member,
                               "birth": person.birth, "sex": person.sex, "mrn": person.mrn,
                               "payer": person.payer})()


def d(day, month=1):
    return date(2026, month, day)


attendance, house_grid, census, leave = [], {}, [], []


def sheet(day, person, name, start, stop, status="Present"):
    attendance.append([us(day), person.mrn, f"{person.last}, {person.first}", name,
                       h12(start) if start else "", h12(stop) if stop else "", status])


REASON_IOP = (
    "Drinks eight to ten beers most nights, tried to stop alone three times since summer and lapsed within nine days each time. Weekly counseling from August to December did not hold.",
    "Two earlier outpatient treatments. Works mornings. Home has alcohol in it because of a roommate; sober sister nearby.",
    "High risk of relapse without structure several days a week; cravings 7/10 daily. No withdrawal signs, CIWA 1. Medically stable.")
IOP_LEVEL = ("ASAM 2.1 intensive outpatient, nine or more hours a week. Weekly visits failed, cravings are daily "
             "and relapse is likely without structure; the home is safe enough and there is no need for a bed.")


REASON_203 = (
    "Binges on vodka from Friday to Sunday and misses the Monday shift; his foreman gave him a last warning on 12/29. A round of twelve counseling sessions in the fall ended with a lapse in the ninth.",
    "No earlier program. Married, wife does not drink. Drives for a living and has lent his keys to a neighbor.",
    "Relapse each weekend in spite of counseling, cravings 8/10 from Thursday on. CIWA 0, no seizures ever. No thoughts of suicide.")
LEVEL_203 = ("ASAM 2.1 intensive outpatient with at least nine hours a week: single sessions did not carry him over a "
             "weekend, his home supports sobriety, and nothing calls for a bed or for daily monitoring.")


def iop(number, person, story):
    """Two weeks of three mornings. `story(day, slot)` gives changes to a note and its sheet row."""
    if person is P[203]:
        assessment(person, d(2), LEVEL_203, REASON_203, OYELARAN, "10:30")
    else:
        assessment(person, d(2), IOP_LEVEL, REASON_IOP, OYELARAN)
    plan(person, d(5), "Intensive Outpatient (IOP) ASAM 2.1",
         "Group therapy three mornings a week, three hours each, for six weeks; individual as needed.", OYELARAN, d(4, 2))
    files = {}
    days = [d(5), d(7), d(9), d(12), d(14), d(16)]
    for place, day in enumerate(days):
        for slot, (author, start, stop) in enumerate(((OYELARAN, t("9:00"), t("10:30")), (PELLEGRIN, t("10:40"), t("12:15")))):
            change = story(day, slot)
            size = 7 + (place * 3 + slot) % 4
            file = group(person, day, author, change.get("start", start), change.get("stop", stop), place * 2 + slot,
                         change.get("size", size), change.get("remark", ""))
            files[day, slot] = file
            row = change.get("row", (start + (place * 2 + slot) % 4, stop - (place + slot) % 3))
            if row:
                sheet(day, person, GROUPS[(place * 2 + slot) % len(GROUPS)][0], *row)
    first = claim(number, person, [(day, None, "H0015", "0906", 1, 25000) for day in days], tob="131", admit=d(5))
    return first, files


def clean_and_iop():
    def steady(day, slot):
        # Eight minutes after the start by the sheet: within what clocks explain.
        return {"row": (t("9:08"), t("10:30"))} if (day, slot) == (d(9), 0) else {}
    iop(2011, P[201], steady)
    near("TIM-011", "ES-201", "eight minutes late by the sheet, within the tolerance of ten")
    near("TIM-012", "ES-201", "every day stands on a sheet")

    def uneven(day, slot):
        if (day, slot) == (d(7), 1):
            return {"row": (t("10:40"), t("11:20"))}
        if day == d(14):
            return {"row": None}
        if (day, slot) == (d(12), 0):
            # The sheet of the whole morning: longer than the note, and no disagreement.
            return {"row": (t("8:50"), t("10:35"))}
        return {}
    first, files = iop(2031, P[203], uneven)
    plant("TIM-011", "ES-203", first, 2, d(7), "attendance/iop_january.csv", "10:40 AM,11:20 AM",
          "sheet out at 11:20, note to 12:15")
    near("TIM-011", "ES-203", "the sheet shows more than the note", day=d(12))
    plant("TIM-012", "ES-203", first, 5, d(14), files[d(14), 0], "Group Therapy Note",
          "no sheet row on 01/14, the other five days have theirs")
    # A lunch and a ride stand on the sheet and count for nothing.
    sheet(d(9), P[203], "Lunch", t("12:15"), t("13:00"))
    sheet(d(9), P[203], "Transport home", t("13:00"), t("13:40"))


def php():
    person = P[210]
    reason = (
        "Drinks a bottle of wine nightly, left intensive outpatient after two lapses in one week. Panic every morning.",
        "Discharged from inpatient withdrawal management on 01/08/2026. Lives alone; adult son checks in by telephone.",
        "High relapse risk each evening, cravings 8/10, cannot keep a day without structure. Passive thoughts that it would be easier not to wake, no plan or intent. Needs daily monitoring, no need for a bed at night.")
    assessment(person, d(9), "ASAM 2.5 partial hospitalization, five days a week: intensive outpatient failed within two weeks, "
               "symptoms are severe each day, and evenings at home can be held with a daily program.", reason, KWAN)
    plan(person, d(12), "Partial Hospitalization (PHP) ASAM 2.5",
         "Program five days a week, five and a half hours a day, for three weeks.", KWAN, d(26))
    for place in range(5):
        day = d(12 + place)
        leaders = (KWAN, OYELARAN, KWAN)
        slots = ((t("13:00"), t("15:00")), (t("15:15"), t("17:30")), (t("17:45"), t("19:00")))
        for slot, (author, (start, stop)) in enumerate(zip(leaders, slots)):
            group(person, day, author, start, stop, place * 3 + slot + 1, 6 + (place + slot) % 4, program="PHP")
            sheet(day, person, GROUPS[(place * 3 + slot + 1) % len(GROUPS)][0], start + place % 3, stop)
    claim(2101, person, [(d(12 + place), None, "H0035", "0912", 1, 42000) for place in range(5)], tob="131", admit=d(12))


REASON_OP = (
    "Low mood and worry for eight months, sleeps five hours, has stopped seeing friends.",
    "One course of counseling years ago. Works full time. Lives with family.",
    "No suicidal thoughts now or in the past. Symptoms disturb work and home; weekly visits are expected to help.")


INTAKE = iter(["8:04", "9:22", "10:41", "13:03", "14:20", "15:38", "16:57", "8:10", "9:31", "10:52", "13:09", "14:33"])


def intake(person, author, day=d(2)):
    # Two therapists' intakes share the day; each has an hour of its own.
    assessment(person, day, "Outpatient, weekly individual psychotherapy.", REASON_OP, author, next(INTAKE))
    plan(person, day, "Outpatient", "Individual psychotherapy weekly, 50 to 60 minutes.", author, d(2, 4))


def clinic():
    """Individual therapy: one therapist whose times never vary, and one whose times do."""
    number = 2200
    weeks = [5, 12, 19, 26]
    quarter = {212: (0, "10:00"), 213: (0, "13:00"), 214: (1, "10:00"), 215: (1, "13:00"), 216: (2, "15:00")}
    first = None
    for key, (shift, start) in quarter.items():
        person = P[key]
        intake(person, BRANDT)
        lines = []
        for week in weeks:
            day = d(week + shift)
            file = individual(person, day, BRANDT, t(start), t(start) + 60)
            first = first or file
            lines.append((day, None, "90837", None, 1, 16500))
        number += 1
        claim(number, person, lines, "X", BRANDT)
    plant("TIM-007", None, None, None, d(5), first, "10:00 AM to 11:00 AM",
          "all twenty sessions of one therapist on the hour for exactly 60 minutes")

    varied = {
        208: [(6, "9:02", "9:57"), (14, "8:02", "8:58"), (21, "9:05", "10:00"), (28, "9:00", "9:56")],
        209: [(6, "10:07", "11:03"), (14, "9:05", "10:00"), (21, "10:08", "11:05"), (27, "10:03", "11:01")],
        211: [(6, "13:04", "14:00"), (14, "13:04", "14:02"), (20, "13:01", "13:58"), (27, "13:06", "14:02")],
        206: [(8, "9:01", "9:56"), (15, "9:03", "10:01"), (22, "9:03", "10:00"), (29, "9:02", "10:01")],
    }
    for key, sessions in varied.items():
        person = P[key]
        intake(person, PELLEGRIN)
        lines = []
        for day, start, stop in sessions:
            individual(person, d(day), PELLEGRIN, t(start), t(stop))
            lines.append((d(day), None, "90837", None, 1, 16500))
        number += 1
        claim(number, person, lines, "X", PELLEGRIN)
    near("TIM-007", "ES-208", "times as they happened, of a therapist with as many sessions")
    near("TIM-008", "ES-208", "her therapist's day has three sessions and a group", day=d(14))
    # June Hollis: 15-minute units of a counselor.
    person = P[204]
    intake(person, PELLEGRIN)
    days = [
        (d(7), "14:00", "15:00", "June arrived 25 minutes late because the sitter did not come.", 4),
        (d(14), "14:10", "15:25", "", 5),
        (d(15), "14:00", "15:00", "She arrived 20 minutes late after a flat tire; we worked for the time left.", 3),
        (d(22), "14:05", "15:02", "She spoke of a peer who arrived 30 minutes late to the dinner and was scolded.", 4),
    ]
    lines, late = [], None
    for day, start, stop, remark, units in days:
        file = individual(person, day, PELLEGRIN, t(start), t(stop), remark)
        late = late or file
        lines.append((day, None, "H0004", None, units, 2600 * units))
    odd = individual(person, d(28), PELLEGRIN, t("14:00"), t("14:50"), line="Time: 2:00 PM - 1:10 PM")
    lines.append((d(28), None, "H0004", None, 3, 7800))
    # Two contacts of one day, each with its own line, and more units than the day had minutes.
    one = individual(person, d(30), PELLEGRIN, t("9:00"), t("10:00"))
    individual(person, d(30), PELLEGRIN, t("10:00"), t("11:00"))
    lines.append((d(30), None, "90837", None, 1, 16500))
    lines.append((d(30), None, "H0004", None, 8, 20800))
    first = claim(2041, person, lines, renderer=PELLEGRIN, place="11")
    plant("TIM-013", "ES-204", first, 1, d(7), late, "arrived 25 minutes late", "4 units for 35 minutes attended")
    near("TIM-013", "ES-204", "20 minutes late, and three units are what 40 minutes make", first, 3)
    near("TIM-013", "ES-204", "another person was late, at a dinner", first, 4)
    plant("TIM-006", "ES-204", first, 5, d(28), odd, "2:00 PM - 1:10 PM", "stop before start")
    near("TIM-006", "ES-209", "times as they happened")
    plant("TIM-017", "ES-204", first, 7, d(30), one, "9:00a-10:00a", "units of at least 166 minutes in a day of 120")
    near("TIM-017", "ES-204", "one contact, its units fit", day=d(14))
    # One Saturday of a counselor who saw eight people for an hour and a half each.
    long_day = None
    for place, key in enumerate((209, 211, 206, 212, 213, 215, 216, 205)):
        person = P[key]
        start = t("7:03") + place * 96
        file = individual(person, d(24), ALDANA, start, start + 91 + place % 3)
        long_day = long_day or file
        claim(2301 + place, person, [(d(24), None, "90837", None, 1, 16500)], "X", ALDANA)
    plant("TIM-008", None, None, None, d(24), long_day, "7:03 AM - 8:34 AM", "more than twelve hours of sessions on 01/24")


def prescriber():
    person = P[205]
    assessment(person, d(2), "Outpatient, medication management with brief psychotherapy monthly.", REASON_OP, OYELARAN)
    plan(person, d(2), "Outpatient", "Medication management every two weeks with psychotherapy.", OYELARAN, d(2, 4))
    one = write(person, d(8), "medication_visit", "Psychiatric Medication Management", ACHEBE, times(ACHEBE, t("9:10"), t("9:45")),
                "Interval history: Mood 4/10, sleeps six hours on the higher dose, wakes dry-mouthed. No missed doses in two weeks. "
                "PHQ-9 16.\n\nMental status: Neat, slow, affect constricted, no psychosis, denies suicidal ideation.\n\n"
                "Assessment: Major depressive disorder, partial response to sertraline 100 mg. Worry about the layoffs at work was "
                "taken up with supportive therapy and reframing of the sentence that he is finished.\n\n"
                "Plan: Sertraline 150 mg daily. Return in two weeks. Labs not due.")
    two = write(person, d(22), "medication_visit", "Psychiatric Medication Management", ACHEBE, times(ACHEBE, t("9:00"), t("9:42")),
                "Interval history: Mood 6/10 on 150 mg, dry mouth gone. Laughed at a film. PHQ-9 11. Took all doses.\n\n"
                "Mental status: Brighter, organized, denies suicidal ideation.\n\n"
                "Psychotherapy: 22 minutes, apart from the visit, cognitive work on the belief that rest must be earned; he rated the "
                "belief 80 before and 50 after.\n\nAssessment: Improving on sertraline.\n\nPlan: Continue 150 mg. Return in four weeks.")
    lines = []
    for day in (d(8), d(22)):
        lines.append((day, None, "99214", None, 1, 14500))
        lines.append((day, None, "90833", None, 1, 8000))
    first = claim(2051, person, lines, "X", ACHEBE)
    plant("TIM-015", "ES-205", first, 2, d(8), one, "9:10 AM - 9:45 AM", "one time for visit and psychotherapy")
    near("TIM-015", "ES-205", "22 minutes of psychotherapy stand apart", first, 4)


def groups():
    """Weekly outpatient groups billed as 90853."""
    person = P[206]
    lines = []
    for place, (day, size) in enumerate(((d(13), 11), (d(20), 14), (d(27), 12))):
        file = group(person, day, KWAN, t("17:30"), t("18:45"), 3 + place * 4, size, program="evening")
        if size == 14:
            over = file
        lines.append((day, None, "90853", None, 1, 6000))
    first = claim(2061, person, lines, renderer=KWAN)
    plant("TIM-018", "ES-206", first, 2, d(20), over, "14", "14 participants, limit 12")
    near("TIM-018", "ES-206", "12 of 12", first, 3)
    near("TIM-018", "ES-206", "11 of 12", first, 1)


def house():
    reason = {
        202: ("Drinks daily since the divorce, lost the apartment, sleeps in his truck behind a bar where the owner serves him. Completed withdrawal management on 01/17/2026.",
              "Lapsed within two days after each of three intensive outpatient starts. No sober place to live, brother drinks.",
              "Very high risk of relapse outside a sober house; environment unsafe and full of alcohol. Medically stable, CIWA 0."),
        207: ("Opioid use for nine years, on buprenorphine since December. The flat he shared was raided; using friends sleep there.",
              "Two overdoses in 2025. Lapsed on the first night at home after each treatment.",
              "High risk of relapse and overdose without a staffed house; home unsafe. COWS 2, medically stable.")}
    for key in (202, 207):
        person = P[key]
        last = d(26)
        assessment(person, d(19), "ASAM 3.1 clinically managed low-intensity residential: relapses within days outside a "
                   "staffed house, home environment unsafe, does not need nursing at night.", reason[key],
                   KWAN, "8:05" if key == 202 else "13:10")
        plan(person, d(19), "ASAM 3.1 Residential", "House with staff day and night, one group daily, case management weekly.",
             KWAN, d(1, 2))
        for place in range(8):
            day = d(19 + place)
            away = key == 207 and day in (d(23), d(24))
            if day != last:
                line = "Shift: 0700-1500"
                body = DAY_SHIFT[(place + key) % 7]
                if key == 207 and day == d(23):
                    body = ("Attended morning group. Packed with staff, medication counted out for two days and signed for. "
                            "Left on an overnight pass to his mother at 1430, return planned for 01/25.")
                    pass_file = write(person, day, "day_shift", "House Shift Note", MORROW, line, body)
                elif key == 207 and day == d(24):
                    write(person, day, "day_shift", "House Shift Note", MORROW, line,
                          "Resident is on pass with his mother. Telephone check at 1300, sounded sober.")
                else:
                    if key == 202 and day == d(22):
                        body = ("Left at 0900 on a day pass for a dental appointment, back at 1500, breathalyzer 0.00. Cravings on "
                                "the way past the tavern 6/10, told staff at the door. Afternoon chores.")
                        line = "Shift: 0700-1500"
                    write(person, day, "day_shift", "House Shift Note", MORROW, line, body)
                if not away:
                    write(person, day, "night_shift", "House Shift Note", SANDOVAL, "Shift: 2300-0700",
                          NIGHT_SHIFT[(place * 2 + key) % 7],
                          sign(SANDOVAL, day + timedelta(days=1), 7 * 60 + 10))
            if not (key == 207 and day in (d(24), d(25))):
                group(person, day, KWAN if day.weekday() < 5 else OYELARAN, t("10:00"), t("11:30"), place + 5 + (key - 202), 6 + place % 3,
                      program="house")
            house_grid.setdefault(key, {})[day] = "LOA" if away and day == d(24) else "P"
    # Otis: nights only, a pass within the day.
    claim(2021, P[202], [(d(19), d(26), "H0019", "1003", 7, 7 * 21000)], tob="861", admit=d(19))
    near("TIM-019", "ES-202", "a pass of six hours within one day")
    near("TIM-020", "ES-202", "seven units for seven nights; the day of discharge is not a unit")
    # Piet: two nights away, and the day of discharge as an eighth unit.
    first = claim(2071, P[207], [(d(19), d(26), "H0019", "1003", 8, 8 * 21000)], tob="861", admit=d(19))
    plant("TIM-019", "ES-207", first, 1, d(23), "census/leave_log.csv", "Overnight pass", "nights of 01/23 and 01/24 away")
    plant("TIM-020", "ES-207", first, 1, d(26), "census/house_census.csv", "01/26/2026", "eight units, discharge on 01/26")
    for key in (202, 207):
        person = P[key]
        write(person, d(26), "discharge", "Discharge Summary", KWAN, "",
              f"Admission date: {us(d(19))}\nDischarge date: {us(d(26))}\n\nCourse: "
              + ("Kept the house rules, attended every group, worked on evenings and on the truck. " if key == 202 else
                 "Steady on buprenorphine, one pass to his mother without use, two crises of craving held with staff. ")
              + "Goal 1 partly reached.\n\nCondition at discharge: sober, anxious about the first evening.\n\n"
              + ("Aftercare: moves to Garnet sober living, intensive outpatient starts 01/28." if key == 202 else
                 "Aftercare: mother's house with buprenorphine clinic 01/27; intensive outpatient declined for now."))
        census.append([person.mrn, f"{person.last}, {person.first}", us(d(19)), us(d(26)), "ASAM 3.1", "Bed " + str(key % 5 + 1)])
    leave.append(["ES-202", "Marchetti, Otis", "Day pass", us(d(22)), "9:00 AM", us(d(22)), "3:00 PM"])
    leave.append(["ES-207", "Vandermeer, Piet", "Overnight pass", us(d(23)), "2:30 PM", us(d(25)), "4:00 PM"])


def table(path, header, rows, title=None):
    path.parent.mkdir(parents=True, exist_ok=True)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if title:
        writer.writerow([title])
    writer.writerow(header)
    writer.writerows(rows)
    path.write_text(out.getvalue())


def expected():
    text = ["# What an audit of Elm Street must, and must not, find. See README.md.", "schema = 1", ""]

    def entry(kind, **facts):
        text.append(f"[[{kind}]]")
        for key, value in facts.items():
            if value is None:
                continue
            shown = str(value) if isinstance(value, int) else '"' + str(value).replace('"', '\\"') + '"'
            text.append(f"{key} = {shown}")
        text.append("")

    for rule, mrn, number, line, day, file, quote, why in sorted(must, key=lambda row: (row[0], str(row[1]))):
        entry("must", rule=rule, patient=mrn, claim=number, line=line, date=day.isoformat(), file=file, page=1,
              quote=quote, why=why)
    for rule, mrn, number, line, day, why in sorted(must_not, key=lambda row: (row[0], row[1], str(row[2:5]))):
        entry("must_not", rule=rule, patient=mrn, claim=number, line=line,
              date=day.isoformat() if day else None, why=why)
    for mrn, why in CLEAN:
        entry("clean", patient=mrn, why=why)
    (OUT / "expected.toml").write_text("\n".join(text))


CLEAN = [
    ("ES-201", "two weeks of intensive outpatient, sheets and notes agree"),
    ("ES-202", "seven nights in the house, a day pass, discharge day not billed"),
    ("ES-210", "a week of partial hospitalization, 330 minutes a day"),
    ("ES-208", "weekly sessions with times as they happened"),
    ("ES-214", "weekly sessions of an hour; the pattern is the therapist's, not hers"),
]

SETTINGS = """# Settings of an invented facility.
schema = 1
facility = "Elm Street Day Program and House"
as_of = "2026-03-01"
chart_complete = true

[[payer]]
id = "JHP01"
name = "Juniper Health Plan"
class = "commercial"
authorization_required = []

[[payer]]
id = "BCP22"
name = "Bluestem Community Plan"
class = "medicaid"
authorization_required = []

[[contract]]
payer = "BCP22"
code = "H0019"
revenue = "1003"
level = "RES-LOW"

[parameters]
# A month's sample of one therapist holds about twenty sessions.
"round_times.sessions" = 20
"""

README = """# Elm Street Day Program and House

An invented facility: a morning IOP, an afternoon PHP, a clinic and a small house (ASAM 3.1), January 2026. Nothing in it is real. It was written for the rules of time, attendance and census (TIM); `../tools/elm_street.py` writes it again, byte-identically.

| patient | program | story |
|---|---|---|
| ES-201 Talbott | IOP | **clean**; eight minutes late once, by the sheet |
| ES-202 Marchetti | house | **clean**; a pass within one day, seven units for seven nights |
| ES-203 Quesada | IOP | sheet out at 11:20 and note to 12:15 (TIM-011), a day on no sheet (TIM-012); lunch and transport on the sheet |
| ES-204 Hollis | clinic, 15-minute units | 25 minutes late and four units (TIM-013), 2:00 PM to 1:10 PM (TIM-006), more units than the day (TIM-017) |
| ES-205 Fairweather | prescriber | one time for visit and psychotherapy (TIM-015); the next visit tells them apart |
| ES-206 Okafor | clinic, groups | 14 in a group of at most 12 (TIM-018); 12 and 11 beside it |
| ES-207 Vandermeer | house | two nights on pass billed (TIM-019), day of discharge billed (TIM-020) |
| ES-208, 209, 211 | clinic | **208 clean**; times as they happened |
| ES-210 Szymanski | PHP | **clean**; 330 minutes a day |
| ES-212 to 216 | clinic | twenty sessions of one therapist, all on the hour and 60 minutes long (TIM-007); **214 clean** |

One counselor's sessions of Saturday 01/24 add up to more than twelve hours (TIM-008). Times are written in six ways: `9:00 AM to 10:00 AM`, `10:40a-12:15p`, `Start … End … Duration`, `1300 - 1500`, `Shift: 2300-0700`, `9:10 AM - 9:45 AM`. Claims: one 837P and one CSV. `attendance/` holds a sign-in list and the house's grid, `census/` a census and a leave log.
"""


def main():
    if OUT.exists():
        shutil.rmtree(OUT)
    OUT.mkdir()
    clean_and_iop()
    php()
    clinic()
    prescriber()
    groups()
    house()
    table(OUT / "attendance" / "iop_january.csv", ["Date", "MRN", "Client", "Group", "In", "Out", "Status"],
          sorted(attendance, key=lambda row: (row[0], row[1])))
    days = [d(19 + place) for place in range(8)]
    table(OUT / "attendance" / "house_groups_january.csv", ["MRN", "Resident", *[us(day) for day in days]],
          [[P[key].mrn, f"{P[key].last}, {P[key].first}", *[house_grid[key].get(day, "") for day in days]] for key in (202, 207)],
          "House group attendance, P = Present, A = Absent, LOA = Leave")
    table(OUT / "census" / "house_census.csv", ["MRN", "Resident", "Admit Date", "Discharge Date", "Level of Care", "Bed"], census)
    table(OUT / "census" / "leave_log.csv",
          ["MRN", "Resident", "Leave Type", "Date Out", "Time Out", "Return Date", "Time Returned"], leave)
    table(OUT / "claims" / "billing_export_january.csv",
          ["Claim ID", "Line #", "MRN", "Last Name", "First Name", "DOB", "Member ID", "Payer", "Payer EDI ID", "Fin Class", "DOS From",
           "DOS To", "CPT/HCPCS", "Rev Code", "TOB", "Units", "Charge", "Dx1", "POS", "Rendering Provider", "Rendering NPI",
           "Admit Date", "Date Billed"], claims_csv)
    biller = {"submitter": "ELMSTREET", "receiver": "CLEARING", "receiver_name": "CLEARINGHOUSE ONE", "name": "ELM STREET DAY PROGRAM",
              "contact": "BILLING OFFICE", "phone": "5555550188", "taxonomy": "261QM0801X", "npi": npi("245100303"),
              "street": "14 ELM STREET", "city": "MILLBROOK", "state": "OH", "zip": "449990000", "tax": "990000188"}
    text = write_837(Writer(), claims_837, biller, lambda claim: PAYERS[claim.patient.payer], d(9, 2), 601)
    (OUT / "claims" / "clinic_837P.837").write_text(text)
    (OUT / "chartproof.toml").write_text(SETTINGS)
    (OUT / "README.md").write_text(README)
    expected()


main()
