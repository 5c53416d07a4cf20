"""The patients of Dover Ridge: who they are, what was written of them, and what must be found.

Group days are made of what the groups held that day and what the client brought, dealt from banks
so that no two notes are alike; everything that a story turns on is written out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

STAFF = {
    "tal": ("Marguerite Tallant", "LPC"), "oko": ("Desmond Okafor", "LCSW"), "bri": ("Ilse Brinkerhoff", "LMFT"),
    "vas": ("Rafael Vasquez-Thorne", "LCDC"), "hol": ("Priya Holloway", "RN"), "fen": ("Corwin Fenwick", "MD"),
}

for place, names in enumerate(zip(
        ["Desmond Okafor", "Hanneke Duval", "Tobias Renner", "Lucille Amadi", "Grady Fontaine", "Noor Castellan", "Petra Wolcott", "Abel Sandoz"],
        ["Corwin Fenwick", "Iris Halloran", "Silas Montrose", "Edda Karlsen", "Basil Oyelowo", "Greta Lindemann", "Hugo Castellane", "Marta Quill"],
        ["Priya Holloway", "Odile Marsh", "Ruth Abiola", "Seth Corrigan", "Lena Furlong", "Owen Tisdale", "Gwen Pascoe", "Milo Haverford"])):
    for key, name, credential in zip(("oko", "fen", "hol"), names, ("LCSW", "MD", "RN")):
        STAFF[f"{key}{place}"] = (name, credential)

MORNING = [
    "how sleep, meals and mornings set the tone of a day", "naming the body's first signs of anger", "the difference between a boundary and a wall",
    "what each member lost to secrecy", "writing a letter that will not be sent", "reading a feeling before acting on it",
    "shame told aloud and what happens after", "asking for help without an apology", "the last honest talk each member had",
    "what rest looks like without a screen", "reworking a thought that begins with always", "how families keep score",
    "a grief timeline drawn on butcher paper", "listening without fixing", "the cost of being the strong one",
    "one value and one small act that shows it", "telling a boss the truth in two sentences", "how worry pretends to be planning",
    "what a Tuesday night is for", "forgiveness as a decision, not a mood",
]
AFTERNOON = [
    "paced breathing with a timer", "a chain analysis on the board", "role play of a phone call home", "a budget for the first month home",
    "urge surfing, practised twice", "grounding by five senses", "medication questions with the nurse", "a cost and benefit grid",
    "sleep diary review", "radical acceptance with a case", "opposite action, three examples", "a wheel of leisure",
    "nutrition on a small budget", "planning Saturday hour by hour", "conflict scripts in pairs", "mindful walking in the yard",
    "a letter to a younger self", "stress temperature, one to ten", "saying no in four ways", "mapping a support circle",
]
BROUGHT = [
    "{n} told of the call with {k} and where it went quiet.", "{n} read the paragraph about the summer of the flood.", "{n} asked a peer what he meant and waited for the answer.",
    "{n} said the hardest word in the letter was the first one.", "{n} drew the timeline in two colors and explained the gap.", "{n} laughed once and noticed it.",
    "{n} said {k} still sets the table for one more.", "{n} disagreed with the handout and said why.", "{n} spoke of the garage door and who opens it.",
    "{n} brought up the dog and the neighbor who feeds it.", "{n} spoke last and longest.", "{n} compared the week to a borrowed coat.",
    "{n} asked whether anger can be on time.", "{n} said the map on the board missed a street.", "{n} told the story of the ring without looking down.",
    "{n} wrote three lines and read two.", "{n} named the smell of the old kitchen.", "{n} counted the rooms in the house on Alder Street.",
    "{n} said the list was for {k} and not for the group.", "{n} passed on the first round and came back to it.",
]


@dataclass
class Doc:
    day: date
    title: str
    author: str
    lines: list
    start: int | None = None
    stop: int | None = None


@dataclass
class Person:
    mrn: str
    last: str
    first: str
    birth: date
    sex: str
    program: str
    level: str
    dx: tuple
    admitted: date
    billed: list
    kin: str
    nights: bool = False
    discharged: bool = False
    notes: list = field(default_factory=list)

    @property
    def auth(self):
        return f"LM-{self.mrn[-4:]}-26"

    @property
    def member(self):
        return f"LKM{int(self.mrn[-4:]) * 7919 % 1000000:06}"


PATIENTS: list[Person] = []
MUST, MUST_NOT, CLEAN = [], [], []


def person(*args, **more) -> Person:
    made = Person(*args, **more)
    PATIENTS.append(made)
    return made


def days(first: date, count: int, weekdays: str = "01234", skip=()) -> list[date]:
    found, day = [], first
    while len(found) < count:
        if str(day.weekday()) in weekdays and day not in skip:
            found.append(day)
        day += timedelta(days=1)
    return found


def group(p: Person, day: date, told: str, start=540, stop=795, author="tal", title="Group Therapy Note", shift=0):
    """A block of groups on one day: the topics of the day, what the client brought, and how they were."""
    n = day.toordinal() + shift
    n += n // 20 * 3
    own = BROUGHT[(n * 7 + int(p.mrn[-2:]) * 3) % len(BROUGHT)].format(n=p.first, k=p.kin)
    two = BROUGHT[(n * 11 + 5 + int(p.mrn[-2:])) % len(BROUGHT)].format(n=p.first, k=p.kin)
    lines = [
        f"D: Morning groups worked on {MORNING[(n + int(p.mrn[-2:])) % len(MORNING)]}; the later block was {AFTERNOON[(n * 3 + int(p.mrn[-2:])) % len(AFTERNOON)]}. {own} {told}",
        f"A: {two}",
        f"P: {p.first} will bring {['a page of the journal', 'one question', 'the worksheet', 'a name for the feeling', 'the phone list'][n % 5]} to the next group; goal 1 continues.",
    ]
    p.notes.append(Doc(day, title, author, lines, start, stop))


def doc(p: Person, day: date, title: str, author: str, *lines: str, start=None, stop=None):
    # Clinicians of one kind share out the clients, so that nobody is in two rooms at once.
    place = int(p.mrn[-2:])
    if author in ("oko", "fen", "hol"):
        author = f"{author}{place % 8}"
    if start is not None and place > 8 and title != "Nursing Note":
        start, stop = start + 130, stop + 130
    p.notes.append(Doc(day, title, author, list(lines), start, stop))


def session(p: Person, day: date, told: str, assessed: str, plan: str, author="oko", start=840, stop=895):
    doc(p, day, "Individual Therapy Note", author, f"D: {told}", f"A: {assessed}", f"P: {plan}", start=start, stop=stop)


def plan(p: Person, problem: str, goal: str, hours: str, need: str = ""):
    due = p.admitted + timedelta(days=28 if not p.nights else 13)
    doc(p, p.admitted, "Treatment Plan", "fen", f"Admission date: {p.admitted:%m/%d/%Y}", f"Plan effective: {p.admitted:%m/%d/%Y}    Next review due: {due:%m/%d/%Y}",
        f"Level of care: {p.program}", f"Diagnosis: {', '.join(p.dx)}", f"Problem 1: {problem}", f"Goal 1: {goal}",
        f"Objectives: two named skills used on five of seven days by {due:%m/%d/%Y}.", f"Services: {hours}; individual therapy weekly, family session as agreed, 24-hour nursing on call.",
        *([need] if need else []), f"Discharge plan: step to the next lower level with an appointment within seven days; outpatient therapist named before discharge.",
        f"Client participation: {p.first} took part in writing this plan and signed a copy the same day.")


def review(p: Person, day: date, text: str):
    doc(p, day, "Treatment Plan Review", "fen", f"Plan review date: {day:%m/%d/%Y}    Next review due: {day + timedelta(days=14):%m/%d/%Y}", f"Level of care: {p.program}", text)


def continued_stay(p: Person, day: date, text: str):
    doc(p, day, "Continued Stay Review", "oko", f"Level of care: {p.program}", text)


def must(rule: str, p: Person, quote: str, why: str, on: date | None = None, chart=True):
    MUST.append((rule, p, quote, why, on, chart))


def must_not(rule: str, p: Person, why: str):
    MUST_NOT.append((rule, p, why))


# -- The direction examples ------------------------------------------------------------------

def well_php():
    d = days(date(2026, 3, 2), 10)
    p = person("DR-3001", "Abernathy", "Colin", date(1988, 4, 9), "M", "Partial Hospitalization (PHP)", "PHP", ("F33.1",), d[0], [("H0035", "0912", 62000, d)], "his brother")
    doc(p, d[0], "Psychiatric Evaluation", "fen", "Chief complaint: referred by his clinic after a missed month of visits.",
        "History: low mood over the winter, now lifting. Weekly therapy was interrupted, not tried in full.", "Mental status: euthymic, linear, future-oriented. Denies SI/HI.",
        "Level of care: PHP requested by referral source.", start=600, stop=660)
    plan(p, "Depression", "Colin will keep one routine through the month.", "PHP 5 days a week, 20 hours per week")
    for week in (0, 1):
        for k in (0, 2):
            day = d[week * 5 + k]
            group(p, day, f"Denies SI/HI. Mood euthymic, sleeping 8 h. Returned to work full time last week. Attended {1 if k == 0 else 2} of 10 groups this week.", 540, 600)
    session(p, d[6], "Colin came on his lunch break. Works full time again and likes the crew. Denies SI/HI, appetite good, sleeping 8 hours.", "Mood stable, functioning well at home and at work.", "Next visit in a week.", start=720, stop=775)
    must("LOC-001", p, "Mood euthymic", "euthymic, sleeping, at work, two of ten groups", d[0])
    must("LOC-008", p, "9:00 AM", "two weeks of two groups", d[0])
    must("LOC-009", p, "Returned to work", "works full time", d[0])


def supported_residential():
    d = days(date(2026, 3, 2), 14, "0123456")
    p = person("DR-3002", "Whitlow", "Renata", date(1991, 7, 22), "F", "Residential ASAM 3.5", "3.5", ("F11.20", "F43.12"), d[0], [("H2036", "1002", 95000, d)], "her aunt", nights=True)
    must_not("LOC-004", p, "nothing speaks for less")
    must_not("LOC-011", p, "structure around the clock is named")
    doc(p, d[0], "ASAM Admission Assessment", "oko", "Dimension 1: Last fentanyl use eight days ago, comfort medications finished. Rating 1.", "Dimension 2: Healthy apart from back pain. Rating 1.",
        "Dimension 3: PTSD with nightmares nightly; dissociates in conflict. Rating 3.", "Dimension 4: Wants this, fears the quiet. Rating 1.",
        "Dimension 5: Craves daily; relapsed in IOP three times this month. Rating 4.", "Dimension 6: Lives with a using partner. Rating 4.",
        "Level of care recommendation: ASAM 3.5. Requires 24 hour structure: every evening at home has ended in use, and IOP failed.", start=600, stop=690)
    doc(p, d[0], "History and Physical", "fen", "Vital signs BP 118/74, HR 72. Lungs clear, heart regular. No acute medical problem. Naltrexone discussed.", start=780, stop=820)
    plan(p, "Opioid use disorder", "Renata will have thirty days without use.", "Residential 3.5, 24 clinical hours per week")
    told = ["Nightmares nightly again, awake from two to four.", "Craves daily, strongest after the phone hour.", "Dissociated when a door slammed and came back with grounding.", "Cravings 8/10 after a letter from the partner, who is still using.",
            "Nightmares twice, slept in the hall chair with staff near.", "Cravings 7/10, told a peer before lunch.", "Flashback in the kitchen, hypervigilant until evening."]
    for k, day in enumerate(d):
        group(p, day, told[k % 7] + (" Denies SI." if k % 3 == 0 else ""))
    session(p, d[3], "Renata mapped the three returns to use in IOP this month; each began at home with the partner.", "PTSD nightmares nightly, cravings 8/10. Needs 24 hour structure until she can hold an evening alone.", "Exposure paused; Renata agreed that sleep comes first.")
    session(p, d[9], "She rehearsed telling the partner she will not come back to the apartment.", "Dissociates less in session; craves daily. Lower level would put her back in the using household.", "Aunt joins on Thursday.")
    continued_stay(p, d[6], "Continues at 3.5: cravings 8/10, nightmares nightly, no safe home. Seven days requested.")
    review(p, d[12], "Objective one met on four of seven days. Still craves daily and dissociates under stress; plan continued, sober house applications begun.")
    CLEAN.append(p)
    must("LOC-002", p, "Cravings 8/10", "need shown throughout", d[3])
    must("LOC-015", p, "recommendation: ASAM 3.5", "the recommended level is the billed one", d[0])


def silent_residential():
    d = days(date(2026, 3, 2), 14, "0123456")
    p = person("DR-3003", "Ives", "Thaddeus", date(1979, 1, 30), "M", "Residential ASAM 3.5", "3.5", ("F10.20",), d[0], [("H2036", "1002", 95000, d)], "his son", nights=True)
    must_not("LOC-015", p, "no tool was used")
    plan(p, "Alcohol use disorder", "Thaddeus will learn two new routines.", "Residential 3.5, 24 clinical hours per week")
    for k, day in enumerate(d):
        group(p, day, "Signed the sheet and stayed for the block.")
    doc(p, d[6], "Weekly Summary", "vas", "Client doing well, continues program. Chores done.")
    doc(p, d[13], "Weekly Summary", "vas", "Client doing well, continues program. Wrote to his son.")
    must("LOC-003", p, "", "sign-in and 'doing well' only", d[5], chart=False)


def withdrawal(mrn, last, first, birth, sex, kin, count, scores, intake):
    d = days(date(2026, 3, 9), count, "0123456")
    p = person(mrn, last, first, birth, sex, "Withdrawal Management ASAM 3.7", "3.7 WM", ("F10.230",), d[0], [("H0010", "0116", 135000, d)], kin, nights=True, discharged=True)
    doc(p, d[0], "ASAM Admission Assessment", "oko", *intake,
        "Level of care recommendation: ASAM 3.7 withdrawal management.", start=600, stop=680)
    doc(p, d[0], "Physician Order", "fen", "Admit to withdrawal management. Lorazepam taper by protocol, thiamine 100 mg daily, CIWA-Ar every four hours, fall precautions.")
    plan(p, "Alcohol withdrawal", f"{first} will complete withdrawal without a seizure.", "Nursing and medical services daily")
    for k, day in enumerate(d):
        for place, (hour, value) in enumerate(scores[k]):
            doc(p, day, "Nursing Note", "hol", *value, start=hour * 60, stop=hour * 60 + 20)
    doc(p, d[-1] + timedelta(days=1), "Discharge Summary", "fen", f"Admitted {d[0]:%m/%d/%Y}, discharged {d[-1] + timedelta(days=1):%m/%d/%Y}. Withdrawal managed; referred to residential care.")
    return p, d


def quiet_withdrawal():
    hard = [(8, ["CIWA 18. Tremor, sweating, BP 162/100, HR 112. Lorazepam 2 mg given."]), (20, ["CIWA 15. Tremor, restless. Lorazepam 2 mg given."])]
    mid = [(8, ["CIWA 12. Mild tremor. Lorazepam 1 mg given on taper."]), (20, ["CIWA 10. Lorazepam 1 mg given on taper, slept in stretches."])]
    last_dose = [(8, ["CIWA 8. Last lorazepam dose of the taper given at 0800."]), (20, ["CIWA 5. No medication needed tonight. Ate dinner."])]
    quiet = [[(8, ["CIWA 2. Eating well, slept through. No medication for withdrawal since Wednesday."]), (20, ["CIWA 1. Walked the yard, joking with peers."])],
             [(8, ["CIWA 1. Eating well. No medication for withdrawal in 48 hours."]), (20, ["CIWA 0. Slept well. Calm."])],
             [(8, ["CIWA 0. Ate breakfast and lunch, packed a bag. No withdrawal signs."]), (20, ["CIWA 0. Quiet evening, read on the porch. Slept well."])]]
    p, d = withdrawal("DR-3004", "Sorrell", "Gideon", date(1974, 11, 3), "M", "his sister", 7, [hard, mid, last_dose, *quiet, quiet[2]], [
        "Dimension 1: Drinks a liter of vodka daily, last drink four hours ago. CIWA 18. Withdrawal seizure two years ago. Rating 4.", "Dimension 2: Pressure high. Rating 2.",
        "Dimension 3: Anxious, denies SI. Rating 1.", "Dimension 4: Frightened, willing. Rating 1.", "Dimension 5: Returned to use within days of each detox. Rating 3.", "Dimension 6: Lives alone above a bar. Rating 3."])
    must("LOC-007", p, "CIWA 0", "low scores and no medication from day four", d[5])
    must("LOC-001", p, "CIWA", "the record supports less on the quiet days", d[6])


def loud_withdrawal():
    one = [(8, ["CIWA 18. Tremor, sweating, nausea. BP 168/102, HR 118. Lorazepam 2 mg q4h given."]), (20, ["CIWA 22. Tremor worse, hears his name called. BP 166/104, HR 120. Lorazepam 2 mg q4h given, physician told."])]
    two = [(8, ["CIWA 20. Tremor, sweats through the gown. BP 160/98, HR 110. Lorazepam 2 mg q4h given."]), (20, ["CIWA 16. Tremor, vomited once. Lorazepam 2 mg given."])]
    p, d = withdrawal("DR-3005", "Marchetti", "Olive", date(1969, 5, 12), "F", "her neighbor", 2, [one, two], [
        "Dimension 1: Wine from waking, two boxes a day since her shop closed; CIWA 18 in the intake room, shook too hard to sign. Hallucinated in a past withdrawal. Rating 4.", "Dimension 2: BP 168/102, liver enzymes followed by her doctor. Rating 2.",
        "Dimension 3: Frightened of the nights, denies SI. Rating 1.", "Dimension 4: Asked for help herself. Rating 0.", "Dimension 5: Longest stretch without drinking was nine days in spring. Rating 3.", "Dimension 6: Neighbor brings her wine when she asks. Rating 3."])
    must_not("LOC-007", p, "scores are high and treated")


def conflicted_php():
    d = days(date(2026, 3, 9), 5)
    p = person("DR-3006", "Lindqvist", "Tove", date(1998, 2, 17), "F", "Partial Hospitalization (PHP)", "PHP", ("F33.2",), d[0], [("H0035", "0912", 62000, d)], "her roommate")
    doc(p, d[0], "Psychiatric Evaluation", "fen", "Chief complaint: step down after six inpatient days.", "History: hospitalized after weeks of not leaving bed; outpatient therapy was not enough.",
        "Mental status: flat, slow. PHQ-9 21. Passive thoughts of death, no plan.", "Unable to work since January; stays in bed past noon.", "Level of care: PHP recommended, would otherwise require inpatient care.", start=600, stop=660)
    plan(p, "Depression", "Tove will be up and dressed by nine.", "PHP 5 days a week, 21 hours per week")
    for k, day in enumerate(d):
        group(p, day, ["Tearful, spoke little. PHQ-9 21.", "Hopeless about the lease. Stays in bed at home until noon.", "No SI reported in group. Quiet.", "Flat, sat by the door. Unable to work or drive.", "Hopeless, tearful at check-out."][k])
    session(p, d[2], "C-SSRS 5 today. Suicidal ideation with plan to overdose on saved pills, which are in her room, and intent tonight.", "High risk. Tove agrees to nothing yet.", "Talk again at the next visit.")
    must("LOC-021", p, "C-SSRS 5", "plan, means and intent, nothing raised", d[2])
    must("LOC-004", p, "C-SSRS 5", "no SI in group on the same date", d[2])


def improved_iop():
    d = days(date(2026, 2, 2), 30, "024")
    p = person("DR-3007", "Pettibone", "Amos", date(1985, 9, 28), "M", "Intensive Outpatient (IOP)", "IOP", ("F33.1", "F10.20"), d[0], [("H0015", "0905", 31000, d)], "his wife")
    doc(p, d[0], "Biopsychosocial Assessment", "oko", "Depressed and drinking on weekends after a layoff. PHQ-9 22. Cravings 7/10. Denies SI.", "Weekly therapy was not enough through the fall.", "Level of care recommendation: IOP, ASAM level 2.1.", start=600, stop=680)
    plan(p, "Depression and drinking", "Amos will be sober ninety days.", "IOP 3 days a week, 9.5 hours per week")
    for k, day in enumerate(d):
        early = ["Low, slow to speak.", "Cravings 6/10 on Saturday.", "Slept four hours.", "Hopeless about work.", "Cravings 5/10.", "Low mood, tearful once."][k % 6]
        late = ["No cravings.", "Job full-time since Monday and going well.", "Mood stable, denies SI.", "No cravings this week; works full time.", "Slept well.", "Denies SI, mood good."][k % 6]
        group(p, day, early if k < 12 else late, 540, 735, author="bri")
    session(p, d[12], "PHQ-9 9, from 22 four weeks ago. Works full-time again; no cravings.", "Depression in remission range.", "Keep the log.", start=760, stop=812)
    review(p, d[12], "PHQ-9 22 to 9, no cravings, employed full time. Objectives reached.")
    review(p, d[18], "Sober since January. IOP continues.")
    review(p, d[24], "No cravings, mood stable. IOP continues.")
    must("LOC-017", p, "PHQ-9 22", "halved in four weeks, six more weeks of IOP", d[25])


def low_residence():
    d = days(date(2026, 3, 1), 14, "0123456")
    p = person("DR-3008", "Danforth", "Keziah", date(1994, 6, 6), "F", "Residential ASAM 3.1", "3.1", ("F15.20",), d[0], [("H2034", "", 28000, d)], "her mother", nights=True)
    doc(p, d[0], "ASAM Admission Assessment", "oko", "Dimension 1: None. Rating 0.", "Dimension 2: Asthma, inhaler. Rating 1.", "Dimension 3: Anxious. Denies SI. Rating 1.", "Dimension 4: Ready. Rating 1.",
        "Dimension 5: Relapsed within a week of leaving residential care last fall; cravings most evenings. Rating 3.", "Dimension 6: No sober home; mother's boyfriend uses meth in the house. Rating 3.", "Level of care recommendation: ASAM 3.1 with outpatient groups.", start=600, stop=680)
    plan(p, "Stimulant use disorder", "Keziah will keep work and curfew.", "Residential 3.1, 6 clinical hours per week")
    for k, day in enumerate(d):
        if day.weekday() in (0, 2, 3, 5):
            group(p, day, ["Works days at the bakery, back by four. Craved on the bus, called her sponsor.", "Cravings 6/10 on payday.", "Worked her shift and came straight back; house is where she stays sober.", "Wanted to visit her mother and did not; the boyfriend uses there."][k % 4], 1080, 1170, author="vas")
    for k, day in enumerate(d):
        doc(p, day, "Shift Note", "vas", ["In by nine, lights out at eleven.", "Cooked rice for the house.", "Laundry, phone with her mother.", "Watched the game with two peers.", "Signed in from the bakery at 3:50 PM.", "Chores done, kitchen clean.", "Read on the stairs, asleep by ten.", "Up at five for the early bus.", "Asked for the late curfew and took no for an answer.", "Fixed the porch lamp with a peer.", "Quiet, tired from the week.", "Wrote a list for the house meeting.", "Church with the house van.", "Bread for everyone from the bakery."][k])
    continued_stay(p, d[6], "Continues at 3.1: cravings most evenings, no sober home yet.")
    review(p, d[12], "Curfew kept. Cravings 6/10 on payday; boyfriend uses in her mother's house. Plan continued.")
    must_not("LOC-009", p, "works days, as a low-intensity residence expects")


def waiting_inpatient():
    d = days(date(2026, 3, 9), 9, "0123456")
    p = person("DR-3009", "Braithwaite", "Lucius", date(1966, 8, 19), "M", "Inpatient Psychiatric Unit", "Inpatient", ("F20.0",), d[0], [("", "0124", 148000, d)], "his cousin", nights=True)
    doc(p, d[0], "Psychiatric Evaluation", "fen", "Brought by police, gravely disabled: barefoot, no food for days. Command hallucinations telling him to walk into traffic.", "Mental status: disorganized, hears voices now. Suicidal ideation with plan to step in front of a bus.", "Level of care: inpatient. Requires 24 hour care.", start=600, stop=670)
    doc(p, d[0], "Physician Order", "fen", "Admit to inpatient psychiatric unit. Haloperidol 5 mg twice daily. 1:1 observation.")
    plan(p, "Psychosis", "Lucius will eat, sleep and take medication.", "Inpatient unit, psychiatrist daily")
    told = ["Command hallucinations all day. Suicidal ideation, plan unchanged. Haloperidol started, 1:1 observation.", "Command hallucinations less loud. Suicidal ideation in the morning. Haloperidol increased.", "Hears voices, no longer commands. Passive thoughts of death.", "Voices faint. Ate three meals. Haloperidol at 10 mg.",
            "Denies SI. Mood stable, slept eight hours. Awaiting group-home bed.", "Denies SI, no voices. Calm, eating well. Awaiting group home bed; cousin cannot house him.", "Denies SI. Mood stable. Awaiting bed at the group home, paperwork sent.", "Denies SI, slept well, no hallucinations. Awaiting group-home bed.", "Denies SI. Mood even, appetite good. Awaiting group home bed for Thursday."]
    for k, day in enumerate(d):
        doc(p, day, "Psychiatric Progress Note", "fen", f"S: {told[k]}", f"O: Seen in {['his room', 'the day room', 'the hall', 'the garden', 'the office'][k % 5]}; {['barefoot', 'dressed', 'shaved', 'reading', 'at the window', 'with a newspaper', 'at breakfast', 'in a clean shirt', 'by the piano'][k]}.",
            "A: Schizophrenia.", f"P: {['Continue titration.', 'Recheck in the morning.', 'Same dose.', 'Same dose, social work to call.', 'Same dose.', 'Placement with social work.', 'Same.', 'Same.', 'Discharge when the bed opens.'][k]}", start=540 + k, stop=565 + k)
        doc(p, day, "Nursing Note", "hol", ["Pacing, talking to the wall, refused soup.", "Took medication with prompting, woke at three.", "Asked for his shoes.", "Played cards with a peer for ten minutes.", "Calm and cooperative, took all medication, ate everything.", "In good spirits, helped fold towels.", "Calm. Asked when the bed opens.", "Slept through, pleasant at breakfast.", "Calm and cooperative; bag packed."][k], start=1200, stop=1215)
    must("LOC-018", p, "Awaiting group", "five days of waiting for a bed", d[6])
    must("LOC-005", p, "Denies SI", "stable from day five", d[6])


# -- One fault each ---------------------------------------------------------------------------

def risk_was_the_reason():
    d = days(date(2026, 3, 2), 15)
    p = person("DR-3010", "Calloway", "Juno", date(2001, 12, 1), "F", "Partial Hospitalization (PHP)", "PHP", ("F32.1",), d[0], [("H0035", "0912", 62000, d)], "her dad")
    doc(p, d[0], "Psychiatric Evaluation", "fen", "Chief complaint: frightened parents.", "Suicidal ideation last week without plan, after an argument. Outpatient visits twice a month were not sufficient.", "Mental status: tearful. Misses classes, unable to work.", "Level of care: PHP recommended.", start=600, stop=660)
    doc(p, d[0], "Physician Certification", "fen", "I certify that partial hospitalization is needed because of active suicidal ideation.", f"Certification from {d[0]:%m/%d/%Y} through {d[0] + timedelta(days=17):%m/%d/%Y}.")
    plan(p, "Suicidal thoughts", "Juno will tell somebody within an hour.", "PHP 5 days a week, 21 hours per week")
    for k, day in enumerate(d):
        told = ["Suicidal ideation over the weekend, none with plan.", "Low, tearful.", "Unable to finish breakfast."][k] if k < 3 else ["Denies SI and HI.", "Denies SI; mood stable.", "Denies SI/HI, laughing with peers.", "Denies SI, slept well.", "Denies SI/HI; mood stable, eating well."][k % 5]
        group(p, day, told)
    review(p, d[9], "Three weeks in program. Juno told her dad within the hour each time. Plan continued.")
    must("LOC-006", p, "active suicidal ideation", "the only reason told, denied for two weeks", d[8])


def functions_well():
    d = days(date(2026, 3, 2), 10)
    p = person("DR-3011", "Ostrander", "Blaise", date(1983, 3, 3), "M", "Partial Hospitalization (PHP)", "PHP", ("F41.1",), d[0], [("H0035", "0912", 62000, d)], "his father-in-law")
    doc(p, d[0], "Psychiatric Evaluation", "fen", "Anxious since autumn; panic attacks daily, GAD-7 17. Outpatient therapy was not enough.", "Mental status: tense. Denies SI.", "Level of care: PHP recommended.", start=600, stop=660)
    plan(p, "Anxiety", "Blaise will drive the highway again.", "PHP 5 days a week, 21 hours per week")
    for k, day in enumerate(d):
        group(p, day, ["GAD-7 17, panic on the stairs.", "Panic attack in the lobby.", "Tense, shaky hands."][k] if k < 3 else ["Calm at check-in.", "Caring for his children every evening.", "Drove himself in.", "Slept well.", "Coached soccer on Sunday."][k % 5])
    session(p, d[4], "Current GAF 68. Caring for his children, managing the household, drove himself here.", "Functioning well between sessions.", "Reviewed the exposure list; Blaise responded with interest and chose the second step.")
    must("LOC-010", p, "GAF 68", "functioning rated adequate, then six more days", d[5])


def court_stay():
    d = days(date(2026, 3, 2), 10, "0123456")
    p = person("DR-3012", "Hartnell", "Ezra", date(1990, 10, 10), "M", "Residential ASAM 3.5", "3.5", ("F10.21", "Z65.3"), d[0], [("H2036", "1002", 95000, d)], "his uncle", nights=True)
    doc(p, d[0], "Biopsychosocial Assessment", "oko", "Referral: court ordered to residential treatment for ninety days as a condition of probation.", "Substance use: no alcohol in eleven months. No cravings.", "Mental status: calm, full affect. Denies SI/HI.", "Home: rents an apartment with his uncle, who does not drink.", "Disposition: admitted as ordered by the court.", start=600, stop=670)
    plan(p, "Court order", "Ezra will satisfy the order.", "Residential 3.5, 24 clinical hours per week")
    for k, day in enumerate(d):
        group(p, day, ["Spoke of the hearing in May.", "Probation officer called the house.", "Counted days of the order.", "Painted the fence with two peers."][k % 4])
    must("LOC-022", p, "court ordered", "the court is the only reason", d[0])
    must("LOC-011", p, "", "no need for care around the clock", d[0], chart=False)
    must("LOC-019", p, "", "nothing lower was considered", d[0], chart=False)
    must("LOC-023", p, "", "remission and a Z code", d[0], chart=False)


def tool_below():
    d = days(date(2026, 3, 2), 15)
    p = person("DR-3013", "Mulvaney", "Sable", date(1987, 5, 5), "F", "Partial Hospitalization (PHP)", "PHP", ("F12.20",), d[0], [("H0035", "0912", 62000, d)], "her stepfather")
    doc(p, d[0], "ASAM Admission Assessment", "vas", "Dimension 1: None. Rating 0.", "Dimension 3: Irritable. Denies SI. Rating 1.", "Dimension 5: Smokes at night, cravings 6/10, relapsed twice in outpatient. Rating 2.", "Level of care recommendation: ASAM 2.1.", start=600, stop=665)
    plan(p, "Cannabis use disorder", "Sable will have twenty-one days without use.", "PHP 5 days a week, 21 hours per week")
    for k, day in enumerate(d):
        group(p, day, ["Cravings 6/10 last night.", "Irritable, slept five hours.", "Cravings 5/10, paced the porch.", "Craves after supper.", "Snapped at her stepfather."][k % 5])
    review(p, d[9], "Cravings most nights. Plan continued.")
    must("LOC-014", p, "ASAM 2.1", "2.1 recommended, 2.5 billed", d[3])
    must("LOC-013", p, "", "three of six dimensions", d[0], chart=False)


def refuses_and_uses():
    d = days(date(2026, 3, 1), 28, "0123456")
    p = person("DR-3014", "Quimby", "Roscoe", date(1996, 1, 13), "M", "Residential ASAM 3.5", "3.5", ("F15.20",), d[0], [("H2036", "1002", 95000, d)], "his grandmother", nights=True)
    doc(p, d[0], "ASAM Admission Assessment", "oko", "Dimension 1: Last meth three weeks ago. Rating 1.", "Dimension 2: None. Rating 0.", "Dimension 3: Irritable, depressed. Denies SI. Rating 2.", "Dimension 4: Sent by family, doubts it. Rating 3.", "Dimension 5: Failed IOP in December; cravings 9/10. Rating 4.", "Dimension 6: Lives with friends who use meth daily. Rating 4.", "Level of care recommendation: ASAM 3.5. Requires 24 hour structure.", start=600, stop=690)
    plan(p, "Stimulant use disorder", "Roscoe will finish thirty days.", "Residential 3.5, 24 clinical hours per week")
    refused = {8: "Roscoe slept in group and did not participate.", 9: "Refused to attend after the first hour.", 11: "Did not participate, hood up, refused group work.", 12: "Slept through group."}
    for k, day in enumerate(d):
        group(p, day, refused.get(k, ["Cravings 9/10.", "Irritable, wants to call friends who use.", "Craves at night.", "Cravings 7/10, bored."][k % 4]), shift=k // 7 * 3)
    session(p, d[4], "Roscoe counted the ways out of the building. Cravings 9/10.", "Ambivalent; requires 24 hour structure.", "One week at a time.")
    doc(p, d[15], "Laboratory Result", "hol", "Urine drug screen collected 03/16/2026: UDS positive for methamphetamine.")
    review(p, d[6], "Cravings 9/10, ambivalent. Plan continued.")
    must("LOC-025", p, "slept in group", "four refusals in a week", d[8])
    must("LOC-024", p, "UDS positive", "a positive screen in the third week and no word of it", d[15])
    must("LOC-016", p, "", "no review after the first week", d[20], chart=False)
    must("PLN-010", p, "", "nor was the plan reviewed when it was due", d[21], chart=False)


def cannot_take_part():
    d = days(date(2026, 3, 2), 10)
    p = person("DR-3015", "Van Houten", "Ada", date(1951, 4, 25), "F", "Partial Hospitalization (PHP)", "PHP", ("F33.3",), d[0], [("H0035", "0912", 62000, d)], "her daughter")
    doc(p, d[0], "Psychiatric Evaluation", "fen", "Depressed with paranoid ideas; step down after inpatient care.", "Mental status: slow, guarded, hears a voice at night. Denies SI. Unable to manage meals alone.", "Level of care: PHP recommended, outpatient not sufficient.", start=600, stop=660)
    plan(p, "Depression with psychosis", "Ada will sit through one group a day.", "PHP 5 days a week, 21 hours per week")
    told = ["Guarded, hears a voice at night.", "Was unable to participate, too sedated to hold the pen.", "Paranoid about the coffee.", "Unable to follow the group and too disorganized to answer.", "Hears a voice. Tearful.", "Fell asleep in group and could not participate.", "Guarded, hopeless.", "Unable to participate in group, too sedated.", "Paranoid, sat by the door.", "Tearful, hears a voice."]
    for k, day in enumerate(d):
        group(p, day, told[k])
    must("LOC-020", p, "unable to participate", "four dates over a week, nothing changed", d[1])


def nearly_everything():
    d = days(date(2026, 3, 2), 20)
    p = person("DR-3016", "Yarborough", "Felicity", date(1993, 8, 8), "F", "Partial Hospitalization (PHP)", "PHP", ("F33.2", "F10.20"), d[0], [("H0035", "0912", 62000, d)], "her godmother")
    doc(p, d[0], "ASAM Admission Assessment", "oko", "Dimension 1: Last drink six days ago, CIWA 3. Rating 1.", "Dimension 2: Healthy. Rating 0.", "Dimension 3: PHQ-9 23. Suicidal ideation without plan or intent. GAF 42. Rating 3.", "Dimension 4: Willing. Rating 1.", "Dimension 5: Relapsed in IOP twice in February. Rating 3.", "Dimension 6: Godmother's house is sober. Rating 1.",
        "Court ordered after a DUI as well. LOCUS 21. Level of care recommendation: ASAM 2.5 PHP; IOP was tried and failed. Unable to work since January.", start=600, stop=690)
    plan(p, "Depression and alcohol", "Felicity will call before a drink.", "PHP 5 days a week, 21 hours per week")
    told = ["Hopeless, PHQ-9 23.", "Suicidal thoughts last night, told her godmother.", "Unable to work, stays in bed until ten.", "Refused the second group, then came back in.", "Cravings 7/10 after a call.",
            "Was unable to participate in the last hour, migraine.", "Hopeless about the hearing.", "Slept in group, apologized.", "Cravings 6/10. Denies SI today.", "Tearful, unable to manage mail or bills.",
            "Goal 2 met, spoke with pride.", "Drank two beers Saturday, told the group Monday.", "Hopeless again after the letter.", "Cravings 8/10.", "Unable to attend the last group, dentist.",
            "Suicidal thoughts, no plan. Kept her card.", "Cravings 5/10, hopeless in the morning.", "Visited the bakery that may take her back; returned to work talk.", "Hopeless, cannot manage the forms.", "Suicidal thoughts at dawn, none by noon."]
    for k, day in enumerate(d):
        group(p, day, told[k])
    session(p, d[4], "PHQ-9 23. Suicidal ideation without plan, safety plan reread with godmother on the phone.", "Impaired at home: no meals, no mail. Weekly therapy would not hold.", "Daily check, same level.")
    session(p, d[11], "UDS positive for alcohol metabolite; Felicity drank two beers on Saturday. Risk reviewed, C-SSRS 2.", "Relapse looked at hour by hour; PHP still fits, ASAM 2.5.", "Godmother holds the car keys.")
    session(p, d[17], "PHQ-9 15. On the waitlist for sober living.", "Still hopeless in the mornings, GAF 48.", "Step down to IOP considered for April.")
    continued_stay(p, d[9], "Continues at PHP: suicidal thoughts, cannot manage daily life.")
    review(p, d[12], "PHQ-9 23 to 18, a lapse on Saturday. PHP continued.")
    CLEAN.append(p)
    for rule, why in [("LOC-006", "denied once only"), ("LOC-009", "talk of work only"), ("LOC-010", "GAF 42 and 48"), ("LOC-013", "six dimensions"), ("LOC-014", "ASAM 2.5 and LOCUS 21"), ("LOC-016", "reviewed within two weeks"), ("LOC-017", "23 to 15 is not half"),
                      ("LOC-018", "one waitlist, needs stated"), ("LOC-019", "IOP failed"), ("LOC-020", "two dates and a dentist"), ("LOC-021", "no plan, no intent"), ("LOC-022", "court beside clinical need"), ("LOC-023", "two active disorders"), ("LOC-024", "the lapse was taken up"), ("LOC-025", "two refusals, not in one week of three")]:
        must_not(rule, p, why)


for story in (well_php, supported_residential, silent_residential, quiet_withdrawal, loud_withdrawal, conflicted_php, improved_iop, low_residence, waiting_inpatient,
              risk_was_the_reason, functions_well, court_stay, tool_below, refuses_and_uses, cannot_take_part, nearly_everything):
    story()


def expectations(charts: dict[str, str]) -> str:
    out = ["# What an audit of this facility must, and must not, find. See README.md.", "schema = 1", ""]
    for rule, p, quote, why, on, in_chart in MUST:
        out += ["[[must]]", f'rule = "{rule}"', f'patient = "{p.mrn}"']
        if on:
            out.append(f'date = "{on.isoformat()}"')
        if in_chart and quote:
            path = f"charts/{p.mrn}_{p.last}.txt"
            pages = charts[path].split("\f")
            there = [n for n, text in enumerate(pages, start=1) if quote in text]
            dated = [n for n in there if on and f"Date of Service: {on:%m/%d/%Y}" in pages[n - 1]]
            assert there, (rule, p.mrn, quote)
            out += [f'file = "{path}"', f"page = {(dated or there)[0]}", f'quote = "{quote}"']
        out += [f'why = "{why}"', ""]
    for rule, p, why in MUST_NOT:
        out += ["[[must_not]]", f'rule = "{rule}"', f'patient = "{p.mrn}"', f'why = "{why}"', ""]
    for p in CLEAN:
        out += ["[[clean]]", f'patient = "{p.mrn}"', ""]
    return "\n".join(out)
