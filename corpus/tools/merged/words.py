"""The words of the merged charts: invented people, invented sessions, in clinicians' habits."""

from __future__ import annotations

import datetime
import random

D = datetime.date


def us(d):
    return d.strftime("%m/%d/%Y")


def bare(d):
    return f"{d.month}/{d.day}/{d.year}"


def short(d):
    return d.strftime("%m/%d/%y")


def tiny(d):
    return f"{d.month}/{d.day}/{d.year % 100:02d}"


def dash(d):
    return f"{d.month}-{d.day}-{d.year}"


def long(d):
    return f"{d:%B} {d.day}, {d.year}"


def med(d):
    return f"{d:%b} {d.day}, {d.year}"


def dmy(d):
    return d.strftime("%d-%b-%Y")


def t24(minute):
    minute %= 1440
    return f"{minute // 60:02d}:{minute % 60:02d}"


def mil(minute):
    minute %= 1440
    return f"{minute // 60:02d}{minute % 60:02d}"


def t12(minute, am=" AM", pm=" PM"):
    minute %= 1440
    hour = minute // 60
    return f"{(hour - 1) % 12 + 1}:{minute % 60:02d}{am if hour < 12 else pm}"


def at(d, minute):
    """The form of truth.toml."""
    return f"{d.isoformat()} {t24(minute)}"


INDIVIDUAL = [
    "Pt opened by saying the weekend was 'rough but sober.' She described an argument with her sister on Saturday over money and noticed the old pull to walk down to the corner store at about 9:00 PM.",
    "Client arrived on time, dressed for the weather, and made steady eye contact. He brought his thought record from last week with four of seven days filled in.",
    "Explored the belief 'if I ask for help I owe people.' Used Socratic questions to look at the evidence on each side; client rated belief at 80 before and 55 after.",
    "Reviewed safety plan written on the day of admission and updated two contacts. Client denies SI, HI and intent; no access to firearms in the home.",
    "Practiced paced breathing and the first two steps of the grounding exercise in session. Client reported anxiety moving from 7/10 to 4/10.",
    "Client endorsed poor sleep (4-5 hrs), waking around 3:00 am most nights since 2/20, with low appetite and trouble concentrating at work.",
    "Processed guilt about missing daughter's birthday on 01/18/2026 while using. Client tearful but able to stay with the feeling and name it.",
    "Therapist reflected discrepancy between stated goal of keeping his apartment and two missed rent appointments. Client agreed to call the housing office before Friday.",
    "Cravings rated 6/10 over the past week, worst on payday. Identified three high-risk places and wrote a plan to get home by another route.",
    "Discussed medication adherence: client has missed three doses of sertraline since last visit and attributes this to nausea. Will raise with prescriber at appointment on 3/12.",
]
PLAN_LINES = [
    "Continue weekly individual sessions. Homework: finish thought record, call sponsor daily.",
    "Next session in one week. Client to bring completed cost-benefit worksheet.",
    "Will coordinate with prescriber about nausea; next appointment 3/19/2026 at 2:00 PM.",
    "Client to attend three community meetings before next session and sign release for PCP.",
    "Follow up on housing application. Review treatment plan goals 1 and 2 at next visit.",
]
GROUPS = [
    ("Relapse Prevention", "Facilitator led a discussion of internal and external triggers. Members mapped a recent craving on the board from trigger to thought to urge and looked for the earliest point where a different choice was possible."),
    ("DBT Skills", "Group reviewed the distress tolerance skills TIPP and STOP with a demonstration of paced breathing. Members paired off to practice and then shared where a skill could have been used in the past week."),
    ("Process Group", "Open process group. Members checked in with a feeling and a number. The group gave feedback to a peer who is leaving this week and talked about endings, trust and shame."),
    ("Seeking Safety", "Topic: Asking for Help. Members read the handout aloud, named what makes asking hard, and wrote one request they could make before the next group."),
    ("Family Dynamics", "Psychoeducation on roles in families with addiction. Members drew a simple family map and noted the role they held as children and the role they hold now."),
    ("Life Skills", "Budgeting on an hourly wage. Members listed fixed costs and worked out a weekly amount for food and travel; facilitator gave a blank form for home use."),
    ("Anger Management", "Members rated last week on the anger meter and reviewed cues in body, thought and behavior. Role play of an assertive request."),
]
GROUP_SELF = [
    "Client was quiet for the first half, then spoke about leaving a party early on Saturday because 'the smell got to me.' Accepted feedback from two peers.",
    "Pt participated actively, gave an example of calling her sponsor at 11:30 PM instead of driving to the store. Affect brighter than last week.",
    "Client appeared tired and was redirected once for side talk. Stated he slept 3 hours. Able to name one trigger when asked.",
    "Client shared that his custody hearing on 3/20/2026 is the main stressor. Group offered support; client thanked peers. Denied SI/HI.",
    "Pt listened, took notes and stayed the whole time. Said little but rated the topic as useful and asked for the handout.",
    "Client disagreed with a peer about medication and used an assertive statement taught in the prior group. Stayed calm, no safety concerns.",
]
NURSING = [
    "Pt alert and oriented x4, ambulating without assistance. Mild hand tremor noted with arms extended. Denies nausea, headache, visual or auditory disturbances. Fluids encouraged.",
    "VS stable at 0800. Pt reports 'my legs feel restless.' Clonidine 0.1 mg PO given at 0915 for BP 148/92 with good effect at 1015.",
    "Patient slept approx 6 hours per night staff. Ate 75% of breakfast. Denies SI/HI/AVH. Skin warm and dry. Will continue to monitor per protocol.",
    "Pt c/o constipation x 2 days; docusate given per standing order. Bowel sounds present all quadrants. No acute distress.",
    "Medication education on buprenorphine-naloxone provided; pt repeats back how to take it under the tongue and when to call nursing.",
    "Received report from night shift. Pt seen in dayroom, cooperative with assessment. COWS 4 at 0700. No s/s of precipitated withdrawal.",
]
TECH = [
    "Resident attended all scheduled groups, ate lunch and dinner, and went to the outside meeting at 7:00 pm with peers. Room check completed.",
    "Client was in good spirits this shift. Completed chore. Called home from 6:15 to 6:30 PM. No incidents.",
    "Client up at 0200 for water, returned to bed. Observed asleep with unlabored breathing on all other rounds.",
    "Client refused morning walk but came to community meeting. Snacks offered. Interacted with peers in dayroom.",
]
PSYCH = [
    "Patient seen for medication follow up. Mood 'a little better.' Sleep improved to 6 hours with trazodone 50 mg. Tolerating sertraline 100 mg without side effects except mild nausea.",
    "Interval history reviewed with treatment team. No suicidal ideation since admission. Last use of alcohol reported 2/24/2026.",
    "Increase sertraline to 150 mg daily, continue trazodone 50 mg at bedtime as needed. Discussed risks, benefits and alternatives; patient agrees.",
    "MSE: casually dressed, cooperative, speech normal rate, mood 'okay', affect constricted but reactive, thought process linear, no psychosis, insight fair, judgment improving.",
    "Cravings down to 3/10 on naltrexone. LFTs from 03/04/2026 within normal limits. Continue.",
]
CASE = [
    "CM called the housing authority with client on speaker; application received and interview set for 3/24/26 at 9:30 AM. Client given list of documents to bring.",
    "Collateral call with probation officer (release on file dated 2/28/26). Officer confirmed next report date and asked for an attendance letter.",
    "Met with client to complete food assistance application. Uploaded pay stubs. Client to check mail and bring any letter to next meeting.",
    "Arranged transport to dental visit; client confirmed by text. Reviewed bus routes for next week.",
]
HISTORY = [
    "Client is a {age}-year-old who presents voluntarily for treatment of alcohol use and depressed mood. Client reports daily drinking of about a pint of vodka for the past fourteen months, with last drink on the night before admission.",
    "First use of alcohol at age 14; regular use by 22. One prior residential stay in 2019 (completed 28 days) followed by eleven months without use. One prior detox in May 2022. Past IOP 06/14/2022 to 08/30/2022, left before completion.",
    "Denies history of seizures or delirium tremens. Reports morning shakes, sweats and nausea on days without alcohol. Reports two blackouts in the past month.",
    "Past psychiatric history: depression since adolescence, one overdose attempt in 2011, no attempts since. Prior trials of fluoxetine and bupropion. No history of mania or psychosis.",
    "Medical: hypertension, treated with lisinopril. No known drug allergies. Last physical exam 10/2025 with PCP.",
    "Family history: father with alcohol use disorder, died 2009 of liver disease; maternal aunt with bipolar disorder.",
    "Social: lives with partner who also drinks; two children, ages 9 and 12, stay with grandmother. Works as a line cook, on leave since 2/16/2026. One DUI in 2021, probation ended 2023.",
    "Trauma: witnessed domestic violence as a child; endorses nightmares twice a week and avoids loud voices.",
    "Strengths: insightful, motivated by her children, good work record, prior sustained recovery.",
]
DIMENSIONS = [
    "Dimension 1: Last drink within 24 hours of admission; CIWA-Ar 11 on arrival. Moderate risk of withdrawal, monitored with symptom-triggered protocol.",
    "Dimension 2: Hypertension, stable on medication. No acute biomedical concerns.",
    "Dimension 3: Moderate depression (PHQ-9 = 17), passive thoughts of death without plan or intent, trauma symptoms.",
    "Dimension 4: Contemplation to preparation. Ambivalent about length of stay; agrees to treatment.",
    "Dimension 5: High. Two returns to use within weeks of lower levels of care. Few coping skills.",
    "Dimension 6: Partner drinks in the home. No sober supports nearby.",
]
PLAN_GOALS = [
    "Problem 1: Alcohol use. Goal: client will remain free of alcohol for the length of the stay.",
    "Objective 1a: identify five personal triggers and a response to each by target date {target}.",
    "Intervention: individual therapy 1x weekly, 50 minutes; group therapy 5x weekly, facilitated by primary clinician.",
    "Problem 2: Depressed mood. Goal: reduce PHQ-9 from 17 to below 10.",
    "Objective 2a: complete daily mood log and one planned activity each day. Target date {target}.",
    "Intervention: psychiatric evaluation and medication management every two weeks.",
    "Problem 3: Housing. Goal: client will have a safe place to live at discharge.",
    "Objective 3a: apply to two sober living homes by {target}.",
    "Discharge criteria: client is free of withdrawal, rates cravings at 3/10 or less, and has an aftercare appointment within seven days.",
    "Client took part in the writing of this plan and was offered a copy.",
]
DISCHARGE = [
    "Client was admitted voluntarily and completed the program as planned. During treatment the client attended most groups and weekly individual sessions, and PHQ-9 fell from 17 to 8.",
    "Medications at discharge: sertraline 150 mg daily, naltrexone 50 mg daily, trazodone 50 mg at bedtime as needed, lisinopril 10 mg daily.",
    "Aftercare: intensive outpatient program, first appointment 04/06/2026 at 9:00 AM; prescriber visit 4/14/2026 at 1:30 PM. Sober living bed confirmed.",
    "Condition at discharge: stable. Denies SI/HI. Prognosis fair with continued care. Client given crisis line number and naloxone kit.",
]


class Bank:
    """Draws from the banks in a fixed order for one chart."""

    def __init__(self, seed: str):
        self.random = random.Random(seed)
        self._left: dict[int, list] = {}

    def one(self, bank: list):
        left = self._left.setdefault(id(bank), [])
        if not left:
            left.extend(bank)
            self.random.shuffle(left)
        return left.pop()

    def some(self, bank: list, count: int) -> list:
        return [self.one(bank) for _ in range(count)]

    def pick(self, *choices):
        return self.random.choice(choices)
