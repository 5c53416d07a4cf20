"""People, programs, fees and building blocks of Cedar Hollow: how a note, claim or stay is made."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import cedar_hollow_intake as intake
import cedar_hollow_sessions as sessions
import cedar_hollow_text as text
from facility import Deck, Note, Patient, Staff, at, clock, npi, number, us
from x12 import Claim, Line

FACILITY = "Cedar Hollow Behavioral Health"
D = date.fromisoformat

# ---------------------------------------------------------------------------- people and payers

VOSS = Staff("Harlan", "Voss", "MD", npi("290311764"), "SOAP")
RAMAN = Staff("Priya", "Raman", "DO", npi("284720953"), "SOAP")
BAPTISTE = Staff("Colleen", "Baptiste", "PMHNP-BC", npi("272605518"), "SOAP")
LINDQVIST = Staff("Tove", "Lindqvist", "RN", npi("266482290"), "PLAIN")
ADEYEMI = Staff("Marcus", "Adeyemi", "RN", npi("259037741"), "PLAIN")
CASTELLANO = Staff("Renata", "Castellano", "LMHC", npi("248226073"), "DAP")
FENWICK = Staff("Joel", "Fenwick", "LCSW", npi("237914508"), "SOAP")
TOLLEFSON = Staff("Ines", "Tollefson", "LCSW", npi("282650437"), "DAP")
ARBOGAST = Staff("Simone", "Arbogast", "LCSW", npi("275380126"), "GIRP")
MBEKI = Staff("Owen", "Mbeki-Strand", "LMFT", npi("263094582"), "SOAP")
ZIELINSKI = Staff("Hattie", "Zielinski", "OTR/L", npi("251847309"), "PLAIN")
BELLAMY = Staff("Corwin", "Bellamy", "CTRS", npi("246230871"), "PLAIN")
KROLL = Staff("Bettina", "Kroll", "LCADC", npi("238572964"), "GIRP")
PYLE = Staff("Desmond", "Pyle", "LPC", npi("294061735"), "BIRP")
CALDERWOOD = Staff("Yusuf", "Calderwood", "LPC", npi("287493026"), "DAP")
REYES = Staff("Annika", "Reyes-Holt", "LMHC", npi("270925384"), "PLAIN")
RENNER = Staff("Tobias", "Renner", "LADC", npi("262738495"), "BIRP")
AMARO = Staff("Lucille", "Amaro", "LPC", npi("255186240"), "DAP")
SANDOVAL = Staff("Kip", "Sandoval", "BHT", "", "PLAIN")
DELL = Staff("Shauna", "Dell", "BHT", "", "PLAIN")

PAYERS = {
    "commercial": {"id": "HMHP1", "name": "Harbor Mutual Health Plan", "filing_p": "CI", "filing_i": "CI"},
    "medicaid": {"id": "PCCP7", "name": "Piedmont Community Care Plan", "filing_p": "MC", "filing_i": "MC"},
    "medicare": {"id": "MEDAC9", "name": "Medicare Contractor Region Nine", "filing_p": "MB", "filing_i": "MA"},
}

BILLER = {
    "name": "CEDAR HOLLOW BEHAVIORAL HEALTH", "npi": npi("229964037"), "tax": "990417733",
    "taxonomy": "261QM0801X", "street": "418 SYCAMORE BEND", "city": "MILLBROOK", "state": "OH", "zip": "44998",
    "contact": "BILLING OFFICE", "phone": "5555550188", "submitter": "CEDARHLW", "receiver": "BRIDGECH",
    "receiver_name": "BRIDGE CLEARING",
}

DX = {
    "F33.1": "Major depressive disorder, recurrent, moderate", "F10.20": "Alcohol dependence", "F11.20": "Opioid dependence",
    "F43.12": "PTSD, chronic", "F33.2": "Major depressive disorder, recurrent, severe", "F10.230": "Alcohol dependence with withdrawal",
    "F41.1": "Generalized anxiety disorder", "F32.1": "Major depressive episode, moderate", "F40.01": "Agoraphobia with panic",
    "F12.20": "Cannabis dependence", "F15.20": "Stimulant dependence", "F43.11": "PTSD, acute", "F33.3": "Major depressive disorder, recurrent, severe with psychotic symptoms",
}


def person(place, last, first, birth, sex, payer, member, codes, style, noun="Client"):
    return Patient(f"CH-{place}", last, first, D(birth), sex, payer, member, tuple((c, DX[c]) for c in codes), style, noun)


PEOPLE = {p.mrn: p for p in [
    person(1001, "Tenney", "Marisol", "1988-05-21", "F", "commercial", "HMX204417", ["F33.1"], "epic", "Patient"),
    person(1002, "Apsey", "Dorian", "1991-11-03", "M", "commercial", "HMX318802", ["F10.20", "F11.20", "F43.12"], "sans"),
    person(1003, "Halvorsen", "Grady", "1979-02-17", "M", "commercial", "HMX550163", ["F10.20"], "kipu"),
    person(1004, "Quillfeather", "Edith", "1953-08-09", "F", "medicare", "0CH4HQ7WM22", ["F33.2"], "serif", "Pt"),
    person(1005, "Brandvold", "Curtis", "1984-01-30", "M", "medicaid", "PC7781204", ["F10.20"], "typed"),
    person(1006, "Okonjo", "Wendell", "1976-06-12", "M", "commercial", "HMX771930", ["F10.230", "F10.20"], "boxed", "Pt"),
    person(1007, "Lattimore", "Josephine", "1986-09-28", "F", "commercial", "HMX620845", ["F41.1"], "kipu"),
    person(1008, "Skaggs", "Randall", "1971-04-04", "M", "commercial", "HMX409276", ["F32.1"], "epic", "Patient"),
    person(1009, "Pemberly", "Dale", "1980-12-15", "M", "medicaid", "PC7790336", ["F11.20"], "typed", "Client"),
    person(1010, "Voskuil", "Hannah", "1990-07-07", "F", "commercial", "HMX883015", ["F41.1", "F40.01"], "kipu"),
    person(1011, "Mercer", "Tyrell", "2001-03-19", "M", "medicaid", "PC7803391", ["F12.20"], "kipu"),
    person(1012, "Ferrante", "Claudia", "1983-10-25", "F", "commercial", "HMX297740", ["F32.1"], "epic", "Patient"),
    person(1013, "Tillman", "Boyd", "1987-01-08", "M", "medicaid", "PC7815508", ["F15.20"], "typed"),
    person(1014, "Ashgrove", "Keith", "1994-05-02", "M", "commercial", "HMX915524", ["F32.1"], "plain", "Pt"),
    person(1015, "Drummond", "Neal", "1969-11-22", "M", "commercial", "HMX133908", ["F10.20"], "kipu", "Pt"),
    person(1016, "Castaneda-Roe", "Lidia", "1992-02-11", "F", "commercial", "HMX742261", ["F43.11"], "epic", "Patient"),
    person(1017, "Whitcomb", "Arthur", "1950-03-27", "M", "medicare", "0CH8AW3KP51", ["F33.3"], "kipu", "Pt"),
    person(1018, "Ballantyne", "Rosalind", "1975-09-14", "F", "medicare", "0CH2RB9LT63", ["F33.2"], "typed", "Pt"),
]}

# The fee schedule: cents charged and cents paid, per unit.
FEES = {
    "90791": (26000, 16500), "90832": (10000, 7000), "90834": (15000, 10400), "90837": (19500, 13800), "90839": (24000, 14200),
    "90847": (16500, 10500), "90853": (7000, 3200), "99213": (14000, 9200), "H0001": (16000, 9000), "H0004": (3800, 2200),
    "H0011": (190000, 110000), "H0018": (145000, 85000), "H2036": (90000, 41000), "H0035": (120000, 38000), "H0015": (65000, 21000),
    "S9480": (65000, 21000), "G0410": (22000, 9500), "G0177": (18000, 8000), "G0129": (18000, 8200), "G0176": (18000, 7900),
}

# ---------------------------------------------------------------------------- what a run collects

NOTES: list[Note] = []
CLAIMS: list[Claim] = []
AUTHS: list[dict] = []
ABSENCES: list[tuple] = []
MUST: list[dict] = []
MUST_NOT: list[dict] = []
CLEAN: list[tuple[str, str]] = []


def must(rule, p, why, claim=None, line=None, day=None, note=None, quote=None, file=None):
    """Declares a finding. Evidence is words of a note, or of a file (`claims/…`, `attendance/…`)."""
    MUST.append({"rule": rule, "patient": p.mrn, "claim": claim, "line": line, "date": day, "note": note, "quote": quote, "file": file, "why": why})


def must_not(rule, p, why, claim=None, line=None, day=None):
    MUST_NOT.append({"rule": rule, "patient": p.mrn, "claim": claim, "line": line, "date": day, "why": why})


def claim_quote(claim_id: str, line: int) -> tuple:
    """Evidence standing in a claim's service line, resolved when the file is written."""
    return (claim_id, line)


def note(p, day, kind, title, author, sections, start=None, stop=None, late=0, heading=(), **other) -> Note:
    """Adds a note, signed the same day unless `late` gives days."""
    day = D(day) if isinstance(day, str) else day
    start = at(start) if isinstance(start, str) else start
    stop = at(stop) if isinstance(stop, str) else stop
    end = stop if stop is not None else 13 * 60
    minute = min(end + 12 + number(p.mrn, day, title, start) % 105, 23 * 60 + 40)
    if kind in ("shift", "flowsheet", "mar"):
        # Written through the night or the day, signed the next morning.
        late, minute = 1, 7 * 60 + 2 + number(p.mrn, day, title) % 40
    elif late:
        minute = 8 * 60 + number(p.mrn, day, title) % 400
    elif number(day, author.last, p.mrn) % 6 == 0:
        late, minute = 1, 8 * 60 + number(title, day) % 150
    signed = datetime.combine(day + timedelta(days=late), datetime.min.time()) + timedelta(minutes=minute)
    def fill(words: str) -> str:
        for plain, own in text.HABITS.get(author.last, ()):
            words = words.replace(plain, own)
        return p.words(words)

    filled = [(label, [fill(t) for t in body] if isinstance(body, list) and body[:1] != ["TABLE"] else body if isinstance(body, list) else fill(body)) for label, body in sections]
    made = Note(p, day, kind, title, author, filled, start, stop, signed, heading=[p.words(h) for h in heading], **other)
    NOTES.append(made)
    return made


LETTERS = {"Behavior": "B", "Intervention": "I", "Response": "R", "Plan": "P", "Goal": "G", "Data": "D", "Assessment": "A", "Subjective": "S", "Objective": "O"}


def shaped(p, author, goal, seen, done, said, judged, plan) -> list:
    """The five things a session note says, in the author's own form."""
    if author.form == "BIRP":
        parts = [("Behavior", seen), ("Intervention", done), ("Response", f"{said} {judged}"), ("Plan", plan)]
    elif author.form == "GIRP":
        parts = [("Goal", goal), ("Intervention", done), ("Response", f"{seen} {said} {judged}"), ("Plan", plan)]
    elif author.form == "SOAP":
        parts = [("Subjective", said), ("Objective", f"{seen} {done}"), ("Assessment", judged), ("Plan", plan)]
    elif author.form == "DAP":
        parts = [("Data", f"{done} {seen} {said}"), ("Assessment", judged), ("Plan", plan)]
    else:
        return [("", f"{done} {seen} {said} {judged} {plan}")]
    if p.style == "typed":
        parts = [(LETTERS[label], body) for label, body in parts]
    return [(label, " ".join(body.split())) for label, body in parts]


# ---------------------------------------------------------------------------- programs and groups

AFFECT = [
    "Affect blunted, brightened once near the end.", "Speech low in volume.", "Eye contact fair.", "Restless in the chair.", "Smiled at a peer's remark.",
    "Appeared preoccupied at first.", "Thoughtful and slow to answer.", "Voice shook on the last sentence.", "Dressed warmly, coat kept on.", "Posture slumped.",
    "Calmer by the close than at the start.", "Open about {his} doubts.", "Tearful briefly.", "Wry humor.", "Stayed after to help stack chairs.",
]

PROGRAMS = {
    "PHP": {"name": "Partial Hospitalization Program (PHP)", "slots": [("9:00", "10:25"), ("10:35", "12:00"), ("12:45", "14:10")], "topics": text.PHP_TOPICS,
            "goal": "Goal 1, objective a"},
    "SUD": {"name": "Intensive Outpatient Program - Substance Use (IOP)", "slots": [("17:30", "19:00"), ("19:10", "20:45")], "topics": text.SUD_TOPICS, "goal": "Goal 1, objective a"},
    "MH": {"name": "Intensive Outpatient Program - Mental Health (IOP)", "slots": [("9:00", "10:30"), ("10:40", "12:15")], "topics": text.MH_IOP_TOPICS, "goal": "Goal 1, objective b"},
    "RES": {"name": "Residential Treatment 3.5", "slots": [("10:00", "11:30"), ("14:00", "15:30")], "topics": text.SUD_TOPICS, "goal": "Goal 1, objective a"},
}


def facilitator(program: str, day: date, slot: int) -> Staff:
    if program == "PHP":
        return [ARBOGAST, MBEKI, ZIELINSKI if day.weekday() in (0, 2, 4) else BELLAMY][slot]
    return {"SUD": [KROLL, PYLE], "MH": [CALDERWOOD, REYES], "RES": [RENNER, AMARO]}[program][slot]


def topic_of(program: str, day: date, slot: int) -> tuple:
    """The same group on the same day has one topic, whoever is in it."""
    topics = PROGRAMS[program]["topics"]
    if program == "PHP":
        special = {"OTR/L": topics[8], "CTRS": topics[9]}
        who = facilitator(program, day, slot)
        if who.credential in special:
            return special[who.credential]
        topics = topics[:8]
    place = day.toordinal() * (3 if program == "RES" else 1) + slot * (len(topics) // 2 + (program == "RES"))
    return topics[place % len(topics)]


class Stay:
    """Deals one patient's words over a stay, so that no two of the patient's notes say the same."""

    def __init__(self, p: Patient, days: list[date]):
        self.p, self.days = p, days
        thread, self.status = text.THREADS[p.mrn]
        self.thread = Deck(thread, shuffle=False)
        self.seen = Deck(text.PARTICIPATION, p.mrn, "seen")
        self.affect = Deck(AFFECT, p.mrn, "affect")
        self.well = p.mrn == "CH-1014"
        if self.well:
            self.seen = Deck(text.WELL_PARTICIPATION, p.mrn, "seen")
            self.affect = Deck(text.WELL_AFFECT, p.mrn, "affect")
            self.well_answers = Deck(text.WELL_ANSWERS, p.mrn, "answers")
        self.plan = Deck(text.PLANS, p.mrn, "plan")
        self.progress = Deck(text.PROGRESS, p.mrn, "progress")
        self.answers: dict[str, Deck] = {}

    def group(self, program: str, day: date, slot: int, stop: str | None = None, **other) -> Note:
        p, info = self.p, PROGRAMS[program]
        who, (name, did, answered) = facilitator(program, day, slot), topic_of(program, day, slot)
        start, usual_stop = info["slots"][slot]
        answer = self.well_answers.deal() if self.well else self.answers.setdefault(name, Deck(answered, p.mrn, name)).deal()
        said = answer + (" " + self.thread.deal() if slot == 0 or (slot == 1 and program != "PHP") or (slot == 1 and day.weekday() % 2 == 0) else " " + self.affect.deal())
        place = self.days.index(day) * len(self.status) // len(self.days)
        judged = self.status[place] if slot == 0 else self.affect.deal()
        if not self.well:
            judged = f"{judged} {self.progress.deal()}"
        size = 5 + number(program, day, slot) % 5
        sections = shaped(p, who, f"{info['goal']}.",
                          self.seen.deal(), did[number(program, day, slot) % len(did)], said, judged, self.plan.deal())
        title = {"PHP": "Group Therapy Note", "SUD": "Group Note", "MH": "Group Progress Note", "RES": "Group Counseling Note"}[program]
        heading = [f"Group topic: {name}", f"Members present: {size}"]
        if who in (KROLL, CALDERWOOD):
            full = number(p.mrn, day) % 3
            heading.append(f"Participation: [{'x' if full else ' '}] Full  [{' ' if full else 'x'}] Partial  [ ] Refused     Risk: SI [ ]  HI [ ]  AVH [ ]  None reported [x]")
        return note(p, day, "group", title, who, sections, start, stop or usual_stop, heading=heading, program=info["name"], **other)


def session(p, row, author, kind="individual", title="Individual Therapy Note", program="", **other) -> Note:
    """A session written out in full: (date, start, stop, data, assessment, plan)."""
    day, start, stop, data, judged, plan = row
    goal = "Goal 1."
    if author.form == "DAP":
        sections = [("Data", data), ("Assessment", judged), ("Plan", plan)]
    elif author.form == "SOAP":
        first, _, rest = data.partition(". ")
        sections = [("Subjective", first + "."), ("Objective", rest or "Seen in office."), ("Assessment", judged), ("Plan", plan)]
    elif author.form in ("GIRP", "BIRP"):
        sections = [("Goal" if author.form == "GIRP" else "Behavior", goal if author.form == "GIRP" else judged), ("Intervention", data),
                    ("Response", judged if author.form == "GIRP" else "Took part throughout; see intervention."), ("Plan", plan)]
    else:
        sections = [("", f"{data} {judged} {plan}")]
    if p.style == "typed":
        sections = [(LETTERS.get(label, label), body) for label, body in sections]
    heading = list(other.pop("heading", [])) + [f"Dx: {p.dx_line}"]
    return note(p, day, kind, title, author, sections, start, stop, heading=heading, program=program, **other)


def individual(p, author, program):
    return [session(p, row, author, program=PROGRAMS[program]["name"]) for row in sessions.INDIVIDUAL.get(p.mrn, [])]


def prescriber(p, author):
    made = []
    for day, start, stop, s, o, a, plan in sessions.PRESCRIBER.get(p.mrn, []):
        made.append(note(p, day, "prescriber", "Psychiatric Progress Note" if author is VOSS else "Physician Progress Note", author,
                         [("Subjective", s), ("Objective", o), ("Assessment", a), ("Plan", plan)], start, stop, heading=[f"Dx: {p.dx_line}"]))
    return made


def assessment(p, day, author, start, stop, key=None, title="Biopsychosocial Assessment", **other):
    return note(p, day, "assessment", title, author, [("Diagnosis", p.dx_line)] + intake.ASSESSMENTS[key or p.mrn], start, stop, **other)


def plan(p, day, author, level, services, effective, due, admitted=None, cosigner=None, title="Individualized Treatment Plan", key=None, **other):
    problem, goal, first, second = intake.GOALS[key or p.mrn]
    heading = ([f"Admission date: {us(D(admitted))}"] if admitted else []) + [f"Plan effective: {us(D(effective))}    Next review due: {us(D(due))}", f"Level of care: {level}"]
    return note(p, day, "plan", title, author, [
        ("Diagnosis", p.dx_line), ("Problem 1", problem), ("Goal 1", goal + "."), ("Objectives", [first + ".", second + "."]),
        ("Services", services), ("Discharge criteria", "Goals met or next lower level holds the gains for one week; aftercare appointment made before discharge."),
        ("Client participation", "{C} took part in writing this plan and signed a copy on paper the same day.")], heading=heading, cosigner=cosigner, **other)


def review(p, day, author, level, words, due, cosigner=None, title="Treatment Plan Review"):
    return note(p, day, "plan-review", title, author, [("Progress by objective", words), ("Decision", "Plan continued with the objectives as amended above.")],
                heading=[f"Plan review date: {us(D(day))}    Next review due: {us(D(due))}", f"Level of care: {level}"], cosigner=cosigner)


def order(p, day, author, words, title="Physician Order - Admission"):
    return note(p, day, "order", title, author, [("", words)], heading=[f"Ordered {us(D(day))} at {clock(9 * 60 + number(p.mrn) % 50)}"])


def discharge(p, day, author, level):
    return note(p, day, "discharge", "Discharge Summary", author, [
        ("Course", intake.DISCHARGES[p.mrn]), ("Diagnosis at discharge", p.dx_line),
        ("Aftercare", "Appointment card, crisis line number and medication list given; summary sent to next provider with consent.")],
        heading=[f"Discharge date: {us(D(day))}", f"Level of care: {level}"])


def days(first: str, last: str, weekdays=range(7)) -> list[date]:
    day, end, out = D(first), D(last), []
    while day <= end:
        if day.weekday() in weekdays:
            out.append(day)
        day += timedelta(days=1)
    return out


# ---------------------------------------------------------------------------- claims and authorizations


def line(code, day, units=1, revenue="", modifiers=(), to=None) -> Line:
    charge, paid = FEES[code]
    return Line(code, D(day) if isinstance(day, str) else day, charge * units, units, tuple(modifiers), revenue, D(to) if to else None, paid=paid * units)


def claim(id, p, lines, author=None, kind="P", dx=None, **other) -> Claim:
    codes = tuple(c.replace(".", "") for c, _ in p.dx) if dx is None else tuple(dx)
    made = Claim(id, p, lines, kind, dx=codes, renderer=author or VOSS, **other)
    CLAIMS.append(made)
    return made


def auth(number_, p, program, code, revenue, units, start, thru, unit="days", status="Approved", kind="Initial", words=""):
    AUTHS.append({"Auth #": number_, "Insurance": PAYERS[p.payer]["name"], "Policy #": p.member, "Patient Last": p.last, "Patient First": p.first,
                  "DOB": us(p.birth), "MRN": p.mrn, "Program": program, "CPT/HCPCS": code, "Rev Code": revenue, "Units Approved": units,
                  "Unit Type": unit, "Auth Start": us(D(start)), "Auth Thru": us(D(thru)), "Status": status, "Review Type": kind,
                  "Decided": us(D(start) - timedelta(days=1)), "Notes": words})


def absent(program, day, p, words):
    for slot in range(len(PROGRAMS[program]["slots"])):
        ABSENCES.append((program, D(day), p, slot, words))
