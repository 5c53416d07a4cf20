"""The charts of Birch Landing, patient by patient: every word of them is invented.

A document is (day, title, author, clock, body, signed); `birch_landing.py` puts them into files.
"""

from __future__ import annotations

CONSENT = """I authorize Birch Landing Recovery Center to disclose my substance use treatment record to Northern Pines
Health Plan for payment and health care operations. I may revoke this in writing. 42 CFR Part 2 prohibits
redisclosure without my written consent unless the rules allow it."""

STAFF = {
    "reyerson": ("Anselm Reyerson", "MD", "214400010"),
    "lindholm": ("Paige Lindholm", "RN", "214400020"),
    "achterberg": ("Tobin Achterberg", "RN", "214400030"),
    "kettering": ("Marisol Kettering", "LPC", "214400040"),
    "yarrow": ("Desmond Yarrow", "LADC", "214400050"),
    "prewitt": ("Juno Prewitt", "BHT", "214400060"),
    "marchetti": ("Silas Marchetti", "BHT", "214400070"),
    "haldane": ("Corrine Haldane", "LCSW", "214400080"),
    "obuya": ("Felix Obuya", "LMFT", "214400090"),
    "swanholm": ("Greta Swanholm", "PsyD", "214400100"),
}

PATIENTS = {
    # mrn: (first, last, birth, sex, member, diagnosis, style)
    "BL-2001": ("Orrin", "Vantongeren", "1984-04-17", "M", "NPH5510021", "F10.230", "txt"),
    "BL-2002": ("Calliope", "Renner", "1991-08-02", "F", "NPH5510022", "F41.1", "html"),
    "BL-2003": ("Garrick", "Thistlewood", "1979-11-23", "M", "NPH5510023", "F33.1", "html"),
    "BL-2004": ("Noemi", "Castellanos", "1988-01-30", "F", "NPH5510024", "F11.20", "html"),
    "BL-2005": ("Lorna", "Fitzwater", "1976-06-09", "F", "NPH5510025", "F10.230", "txt"),
    "BL-2006": ("Priya", "Nakashima-Cole", "1995-03-12", "F", "NPH5510026", "F14.20", "txt"),
    "BL-2007": ("Hollis", "Abernathy", "1982-09-27", "M", "NPH5510027", "F15.20", "txt"),
    "BL-2008": ("Wendell", "Ostrowski", "1969-12-05", "M", "NPH5510028", "F10.230", "txt"),
    "BL-2009": ("Tamsin", "Okafor-Bright", "1998-05-19", "F", "NPH5510029", "F43.12", "html"),
    "BL-2010": ("Bertrand", "Quill", "1964-02-14", "M", "NPH5510030", "F34.1", "html"),
    "BL-2011": ("Delphine", "Aguirre", "2001-07-07", "F", "NPH5510031", "F32.1", "html"),
    "BL-2012": ("Emmett", "Sorrell", "1986-10-31", "M", "NPH5510032", "F11.20", "html"),
}

DOCUMENTS: dict[str, list[tuple]] = {}


def chart(mrn: str, *documents: tuple):
    DOCUMENTS[mrn] = list(documents)


def ciwa(*rows: str) -> str:
    head = "Time      BP        Pulse   Nausea   Tremor   Sweats   Anxiety   Agitation   CIWA-Ar Total   Initials"
    return "\n".join([head, *rows])


chart(
    "BL-2001",
    ("2026-02-02", "Consent to Disclose Confidential Information", "", "", CONSENT, ""),
    ("2026-02-02", "Physician Orders", "reyerson", "", """Admit to residential withdrawal management.
Librium taper: 50 mg q6h day 1, 25 mg q6h day 2, 25 mg q8h day 3, 25 mg HS day 4, then stop.
CIWA-Ar every 6 hours while awake. Thiamine 100 mg daily. Urine drug screen on arrival and at random.
Step to residential program when scores stay under 8 for a day.""", "2026-02-02 13:10"),
    ("2026-02-02", "History and Physical", "reyerson", "12:20-13:05", """CC: alcohol, a fifth of vodka a day for seven months, last drink this morning at 6.
HPI: Two prior detoxes, one seizure in 2022 on day two. Wakes to drink. Vomited twice on the way here.
PE: Coarse tremor of both hands, diaphoretic, BP 158/98, pulse 112. Liver edge palpable.
Assessment: Alcohol use disorder, severe, with withdrawal; seizure history. Cannot be managed at home: lives alone above
the bar where he works.
Plan: Librium taper with seizure precautions, CIWA, fluids, labs in the morning.""", "2026-02-02 13:20"),
    ("2026-02-02", "Biopsychosocial Assessment", "kettering", "15:00-16:15", """Presenting problem: "If I go home I am drinking by supper." Fired in January, keys to the bar still on his ring.
Substance use history: first drink at 14, daily since his divorce, longest sober stretch 41 days in 2023.
ASAM Dimension 1: severe withdrawal risk, prior seizure. Dimension 2: untreated hypertension.
Dimension 3: depressed mood, no suicidal ideation. Dimension 4: wants help, doubts he can stay.
Dimension 5: high relapse potential, strong cravings every evening. Dimension 6: lives over a bar, no sober support.
Level of care: residential withdrawal management, then residential. A lower level would put him back upstairs of the bar.""", "2026-02-02 17:02"),
    ("2026-02-02", "Initial Treatment Plan", "kettering", "", """Plan date: 02/02/2026   Review due: 02/16/2026
Diagnosis: F10.230 alcohol dependence with withdrawal
Level of care: residential withdrawal management, stepping to residential 3.1
Problem 1: alcohol withdrawal. Goal: safe taper. Objective: CIWA under 8 for 24 hours by 02/06.
Problem 2: no sober place to live. Goal: housing away from the bar. Objective: two applications by 02/11.
Interventions: nursing every shift, daily group, individual twice a week, drug testing at random. Client signed: O. Vantongeren 02/02/2026""", "2026-02-02 17:20"),
    ("2026-02-02", "CIWA Flowsheet", "lindholm", "", ciwa(
        "14:00     158/98    112     3        5        4        4         2           18              PL",
        "20:00     150/94    104     2        5        3        3         2           15              PL"), ""),
    ("2026-02-02", "Nursing Shift Note", "lindholm", "", """Arrived 1145 with brother. Tremulous, sweating through his shirt, nauseated. Librium 50 mg given 1400 and 2000.
Kept down broth. Bed by the station for seizure watch. Says the last time he shook this hard he "woke up in an ambulance".""", "2026-02-02 22:48"),
    ("2026-02-02", "Medication Administration Record", "lindholm", "", """Chlordiazepoxide 50 mg PO   1400 PL   2000 PL
Thiamine 100 mg PO          1400 PL""", ""),
    ("2026-02-03", "CIWA Flowsheet", "achterberg", "", ciwa(
        "08:00     148/92    102     2        4        3        3         1           14              TA",
        "14:00     144/90    98      1        4        2        3         1           12              TA",
        "20:00     142/90    96      1        3        2        2         1           10              TA"), ""),
    ("2026-02-03", "Nursing Shift Note", "achterberg", "", """Slept in pieces, vivid dreams. Librium 25 mg given at 0800, 1400, 2000. Ate half of lunch. Hands steadier by evening but
spilled coffee. Unsteady on the stairs; walked with staff.""", "2026-02-03 21:55"),
    ("2026-02-03", "Medication Administration Record", "achterberg", "", """Chlordiazepoxide 25 mg PO   0800 TA   1400 TA   2000 TA
Thiamine 100 mg PO          0800 TA""", ""),
    ("2026-02-03", "Individual Counseling Note", "kettering", "13:00-13:50", """B: Wrapped in a blanket, eyes on the door. Named the bar keys as the first thing to give up.
I: Motivational interviewing on goal 2; drew the walk from work to bed with every drink on it.
R: Laughed at how short the walk was, then went quiet. Rated importance 9, confidence 3.
P: Hand the keys to his brother on Saturday; next session Friday.""", "2026-02-03 16:30"),
    ("2026-02-04", "CIWA Flowsheet", "lindholm", "", ciwa(
        "08:00     140/88    94      1        3        2        2         1           9               PL",
        "20:00     136/86    88      0        3        1        2         1           8               PL"), ""),
    ("2026-02-04", "Nursing Shift Note", "lindholm", "", """Third day of taper, Librium 25 mg given 0800 and 1600 and 2300. Tremor shows with arms out. Showered, first full meal.
Cravings worst about five o'clock, when his shift used to start.""", "2026-02-04 23:20"),
    ("2026-02-04", "Medication Administration Record", "lindholm", "", """Chlordiazepoxide 25 mg PO   0800 PL   1600 PL   2300 TA
Thiamine 100 mg PO          0800 PL""", ""),
    ("2026-02-05", "CIWA Flowsheet", "achterberg", "", ciwa(
        "08:00     134/84    84      0        2        1        1         1           6               TA",
        "20:00     130/84    82      0        1        1        1         0           4               TA"), ""),
    ("2026-02-05", "Nursing Shift Note", "achterberg", "", """Taper completed with tonight's 25 mg, given 2100. No seizure. Still wakes at four. Ready to move down the hall in the
morning; asked which bed is farthest from the smoking porch.""", "2026-02-05 22:10"),
    ("2026-02-05", "Medication Administration Record", "achterberg", "", """Chlordiazepoxide 25 mg PO   2100 TA
Thiamine 100 mg PO          0800 TA""", ""),
    ("2026-02-06", "Group Note", "yarrow", "10:00-11:30", """Topic: what the first week asks of the body
B: New to the room, sat nearest the door with his coat on.
I: Counselor mapped sleep, appetite and temper over fourteen days; members marked where they stand.
R: Orrin put himself at day four and asked whether the four a.m. waking ends. Took the sheet for his brother.
P: Goal 1, keep a sleep card through Tuesday.""", "2026-02-06 13:05"),
    ("2026-02-06", "Individual Counseling Note", "kettering", "14:00-14:50", """B: Less shaky, jaw tight. Brother is coming Saturday for the keys.
I: Rehearsed the hand-over in role play; looked at what the keys still promise him.
R: Got it on the third try without a joke. Said the hard part is "being a man with no keys".
P: Housing list with case manager on Monday, objective 2. Continue twice weekly.""", "2026-02-06 16:44"),
    ("2026-02-06", "Residential Shift Note", "prewitt", "15:00-23:00", """Moved to room 6. Helped clear the supper tables unasked. Evening craving about five, walked the loop twice with
staff and it passed. In bed 2230, awake at both checks after midnight.""", "2026-02-06 23:05"),
    ("2026-02-07", "Group Note", "yarrow", "10:00-11:30", """Topic: people who hold the bottle for you
B: Talkative, tired eyes.
I: Circle drawing of who helps and who pours; counselor asked each to move one name.
R: Moved his old boss outside the line and his sister in; shook while doing it. Two peers told him they did the same.
P: Call sister tonight; goal 2.""", "2026-02-07 12:40"),
    ("2026-02-07", "Residential Shift Note", "marchetti", "15:00-23:00", """Brother visited 1400 to 1500 and left with the keys. Orrin paced after, took the phone to his sister for twenty
minutes. Cards until ten. Asked twice what day it was, joked it was the longest Saturday since school.""", "2026-02-07 23:02"),
    ("2026-02-08", "Group Note", "yarrow", "10:00-11:30", """Topic: Sunday hours
B: Slow start, hood up.
I: Hour-by-hour plan for a Sunday without a drink; counselor challenged the empty stretch from two to six.
R: Filled it with his nephew's hockey and wrote the rink number down. Admitted he has never seen a full game sober.
P: Plan reviewed again Wednesday, goal 2.""", "2026-02-08 13:15"),
    ("2026-02-08", "Residential Shift Note", "prewitt", "15:00-23:00", """Watched the rink on somebody's tablet and explained icing to the room. Craving a 6 after supper by his own count,
chewed ice. Bed at eleven.""", "2026-02-08 23:06"),
    ("2026-02-09", "Group Note", "yarrow", "10:00-11:30", """Topic: the lie I tell first
B: Shaved, coat off for the first time.
I: Members wrote the first lie of a drinking day; counselor tied each to the thought under it.
R: His was "just to close the register". Saw that he said it at other jobs too. Gave feedback to a younger man, gently.
P: Watch for the sentence this week; objective 2 paperwork today.""", "2026-02-09 12:58"),
    ("2026-02-09", "Case Management Note", "kettering", "15:00-15:40", """Sat with Orrin over two sober-living applications, Maple Row and Hadley House. He wrote his own work history and
left the bar on it. Linked with Hadley intake, phone interview Wednesday at 10. Goal 2, objective half met.""", "2026-02-09 16:20"),
    ("2026-02-09", "Residential Shift Note", "marchetti", "15:00-23:00", """Kitchen duty with room 4. Quiet after a call with his ex-wife. Did not want to say more, said he would take it to
Kettering. Slept by midnight.""", "2026-02-09 23:01"),
    ("2026-02-10", "Group Note", "yarrow", "10:00-11:30", """Topic: anger before noon
B: Arms crossed; the call of last night shows.
I: Cooling ladder taught and practiced in pairs.
R: Named rung two as where he usually leaves the building. Stayed for the whole hour and a half.
P: Use the ladder once and tell the group; goal 2.""", "2026-02-10 13:01"),
    ("2026-02-10", "Individual Counseling Note", "kettering", "14:00-14:50", """B: Angry, then ashamed, about the call. Ex-wife will not let the boy visit here.
I: Explored what sober contact could earn; CBT thought record on "I have lost him".
R: Found one line against it: the boy picked up the phone himself. Cried for a minute.
P: Letter to the boy, not sent before Friday. Hadley interview tomorrow.""", "2026-02-10 16:10"),
    ("2026-02-10", "Residential Shift Note", "prewitt", "15:00-23:00", """Wrote at the table most of the evening, three sheets in the bin. Asked staff to keep the fourth. Used the ladder
when the laundry line jammed.""", "2026-02-10 23:04"),
    ("2026-02-11", "Group Note", "yarrow", "10:00-11:30", """Topic: leaving without leaving treatment
B: Packed bag under the chair.
I: Each member read a plan for the first 72 hours; counselor pressed on Friday night.
R: Orrin read his without looking up. Friday is his nephew's game, then Hadley curfew. Took a peer's number.
P: IOP intake Monday the 16th; goal 2 met, goal 1 met.""", "2026-02-11 12:50"),
    ("2026-02-11", "Residential Shift Note", "marchetti", "15:00-23:00", """Hadley House said yes. Bag by the door since supper. Handed out the last of his tea. Says he is scared of the
quiet more than of the bar.""", "2026-02-11 23:03"),
    ("2026-02-12", "Discharge Summary", "kettering", "", """Admitted 02/02/2026, discharged 02/12/2026 to Hadley House.
Course: withdrawal with scores of 18 at the worst, taper without seizure, six residential days with daily group.
Condition at discharge: sober ten days, cravings down from 9 to 4, sleeping five hours.
Aftercare: IOP intake 02/16/2026, Dr. Reyerson 02/20/2026, brother holds the keys.""", "2026-02-13 10:05"),
)

chart(
    "BL-2002",
    ("2026-01-05", "Telehealth Consent", "haldane", "", """Calliope Renner agreed to receive counseling by secure video, was told of risks and of her right to come in person,
and gave an emergency contact. Consent to telehealth signed 01/05/2026.""", "2026-01-05 09:10"),
    ("2026-01-05", "Biopsychosocial Assessment", "haldane", "09:15-10:15", """Seen by secure video, client at home in Duluth, MN; consent form of today on file.
Presenting problem: worry from waking to sleep since a layoff scare in October, stomach pain before calls.
History: therapy at 19 for panic. No substance use beyond wine on weekends. No suicidal ideation, ever.
Dx: F41.1 generalized anxiety disorder. GAD-7 16.
Recommendation: weekly outpatient therapy; works full time, supportive wife.""", "2026-01-05 11:40"),
    ("2026-01-05", "Treatment Plan", "haldane", "", """Plan date: 01/05/2026   Review due: 04/05/2026
Goal 1: worry no longer decides the day. Objective: GAD-7 under 10 by 03/31. CBT weekly, worry window daily.
Client signed: C. Renner 01/05/2026""", "2026-01-05 11:52"),
    ("2026-01-13", "Individual Therapy Note", "haldane", "12:00-12:54", """Telehealth: secure video, client in her home office in Duluth, MN, alone; clinician at the clinic.
B: Counted eleven checks of the company chat before breakfast.
I: CBT on goal 1: worry window set for 5:30, probability estimates for being laid off (she said 80, evidence said 15).
R: Startled by her own number, wrote 15 on the monitor. Doubts the window will hold.
P: Window daily; bring the log on the 20th.""", "2026-01-13 14:20"),
    ("2026-01-20", "Individual Therapy Note", "haldane", "12:00-12:53", """Telehealth: secure video. Client location: home, Duluth, MN.
B: Log kept six of seven days. Slept through twice.
I: Went over the log; response prevention for the chat checks, half-hour steps.
R: Kept from checking for the whole hour and noticed at minute forty that her stomach had let go.
P: Steps to one hour by Friday. Goal 1 moving: GAD-7 13.""", "2026-01-20 15:02"),
    ("2026-01-27", "Individual Therapy Note", "haldane", "12:00-12:55", """Telehealth: secure video, client at home in Duluth.
B: The layoffs came and passed her by; she felt nothing, then cried in the garage.
I: Reviewed what the worry had prepared her for and what it had not; grounding for the drive home.
R: Said "I paid for that day fifty times." Agreed that the window stays.
P: Window at fifteen minutes, next session 02/03, goal 1.""", "2026-01-27 13:48"),
)

chart(
    "BL-2003",
    ("2026-01-05", "Biopsychosocial Assessment", "obuya", "10:00-11:00", """Presenting problem: third depressive episode, began after his father's stroke in the fall. Off work two days a week.
Dx: F33.1. PHQ-9 17. Passive thoughts of not waking, no plan, no means wanted. Denies alcohol use beyond holidays.
Recommendation: weekly outpatient psychotherapy with PCP for medication.""", "2026-01-05 12:10"),
    ("2026-01-05", "Treatment Plan", "obuya", "", """Plan date: 01/05/2026   Review due: 04/05/2026
Goal 1: return to full weeks. Objective: PHQ-9 under 10 by April. Behavioral activation, weekly.
Client signed: G. Thistlewood 01/05/2026""", "2026-01-05 12:25"),
    ("2026-01-15", "Individual Therapy Note", "obuya", "10:00-10:45", """Garrick talked about the snow and the neighbor's plow. Talked about football. Pleasant as always. Ended on time.""", "2026-01-15 17:30"),
    ("2026-01-22", "Individual Therapy Note", "obuya", "10:00-10:46", """I: Behavioral activation for goal 1. Therapist set out a graded list of ten small tasks, from opening the mail to the
shop floor, and taught the rule of doing before wanting. Psychoeducation on the pull of the bed.
P: List to be used daily; next session 01/29.""", "2026-01-22 16:05"),
    ("2026-01-29", "Individual Therapy Note", "obuya", "10:00-10:40", """B: Opened five of ten letters. Flat, dry joke about the sixth.
I: Paired the list with visits to his father.
R: He chose Tuesday and Friday, and said Friday first.
P: Letters six to ten. Goal 1.""", "2026-01-29 15:20"),
)

chart(
    "BL-2004",
    ("2026-01-12", "Consent to Disclose Confidential Information", "", "", CONSENT, ""),
    ("2026-01-12", "Biopsychosocial Assessment", "yarrow", "13:00-14:00", """Presenting problem: four years of oxycodone then fentanyl, on buprenorphine since November with her own doctor.
Dx: F11.20. Lives with her mother and two children. Works mornings at a bakery. No overdose since 2023.
Recommendation: weekly outpatient group with monthly individual; home is steady and she works.""", "2026-01-12 15:10"),
    ("2026-01-12", "Treatment Plan", "yarrow", "", """Plan date: 01/12/2026   Review due: 04/12/2026
Goal 1: stay off opioids through the spring. Objective: no use, weekly group, 12 of 12.
Client signed: N. Castellanos 01/12/2026""", "2026-01-12 15:22"),
    ("2026-02-03", "Group Therapy Note", "yarrow", "17:30-19:00", """Topic: high-risk places
Group members talked through the places where using used to happen and ranked them by pull. The facilitator explained
cue reactivity and the group practiced an exit plan for the three places that most members had in common. Members
compared notes on bus routes that go around those places.
Client attended group and participated appropriately. Client was attentive and receptive to feedback. Continue
treatment plan.""", "2026-02-03 20:10"),
    ("2026-02-10", "Group Therapy Note", "yarrow", "17:30-19:00", """Topic: money in the pocket
Members listed what cash used to mean on payday and the group worked out ways to keep it out of reach for one night.
The facilitator asked each to say who could hold a card.
Noemi gives her envelope to her mother at the bakery door. Took offense when somebody laughed, then laughed too.
Plan: envelope again Friday; goal 1.""", "2026-02-10 20:02"),
)

chart(
    "BL-2005",
    ("2026-02-16", "Consent to Disclose Confidential Information", "", "", CONSENT, ""),
    ("2026-02-16", "Physician Orders", "reyerson", "", """Admit to residential withdrawal management. CIWA-Ar every 6 hours, stop when three in a row are under 8.
Librium 50 mg q6h x 4, 25 mg q6h x 4, 25 mg HS x 2. Thiamine 100 mg daily. Fall precautions.
Provider signature: ______________________   Date/Time: ____________""", ""),
    ("2026-02-16", "History and Physical", "reyerson", "11:00-11:40", """CC: "wine, all day." Two bottles of wine daily for three years; last glass at 5 this morning.
HPI: Tremor on waking for a year. Blackouts weekly. No seizure. Fell on Friday, bruise over left hip.
PE: Fine tremor, flushed, BP 150/92, pulse 106. Hip tender, walks with care.
Assessment: Alcohol use disorder, severe, with autonomic signs.
Plan: see the sheet for this admission. Labs tomorrow.""", "2026-02-16 12:05"),
    ("2026-02-16", "Biopsychosocial Assessment", "kettering", "14:00-15:10", """Presenting problem: sent by her daughter, who found her on the kitchen floor.
Dimension 1: moderate to severe, daily heavy use, autonomic signs. Dimension 2: hip injury, recent fall.
Dimension 3: grief for her husband, no suicidal ideation. Dimension 4: here for her daughter first.
Dimension 5: high relapse potential, never stopped longer than two days. Dimension 6: lives alone with stocked cellar.
Level of care: 24-hour setting needed until the shakes are over; cannot be watched at home.""", "2026-02-16 16:30"),
    ("2026-02-16", "Initial Treatment Plan", "kettering", "", """Plan date: 02/16/2026   Review due: 02/23/2026
Diagnosis: F10.230 alcohol dependence with withdrawal
Problem 1: shakes and unsteady gait. Goal: safe taper and no fall. Problem 2: grief. Goal: one visit with chaplain.
Client signed: L. Fitzwater 02/16/2026""", "2026-02-16 16:45"),
    ("2026-02-16", "CIWA Flowsheet", "lindholm", "", ciwa(
        "20:00     150/92    106     2        4        4        3         1           14              PL"), ""),
    ("2026-02-16", "Nursing Shift Note", "lindholm", "", """Admitted 1030. Bed alarm on. Librium 50 mg given 1400 and 2000. CIWA 16 at 1400. Nauseated, refused supper, took
crackers. Asked for the cellar key "to check the heater". Daughter has it.""", "2026-02-16 22:50"),
    ("2026-02-16", "Medication Administration Record", "lindholm", "", """Chlordiazepoxide 50 mg PO   1400 PL   2000 PL""", ""),
    ("2026-02-17", "CIWA Flowsheet", "achterberg", "", ciwa(
        "08:00     144/88    98      1        3        3        3         1           11              TA",
        "14:00     138/86    90      1        2        2        2         0           7               TA",
        "20:00     134/84    86      0        2        1        2         0           5               TA"), ""),
    ("2026-02-17", "Nursing Shift Note", "achterberg", "", """Walked to group with the rail. Librium 25 mg given 0800, 1400, 2000. Appetite back, ate all of it. Tearful at
husband's birthday, sat with her a while.""", "2026-02-17 22:14"),
    ("2026-02-17", "Medication Administration Record", "achterberg", "", """Chlordiazepoxide 25 mg PO   0800 TA   1400 TA   2000 TA""", ""),
    ("2026-02-18", "Nursing Shift Note", "lindholm", "", """CIWA 4 at 0200: third under 8, CIWA discontinued per protocol. Librium 25 mg given at bedtime. Tremor only with the
cup full. Hip stiff in the morning. Chaplain came at three and stayed an hour.""", "2026-02-18 22:40"),
    ("2026-02-18", "Medication Administration Record", "lindholm", "", """Chlordiazepoxide 25 mg PO   2200 PL""", ""),
    ("2026-02-18", "Physician Progress Note", "reyerson", "09:00-09:20", """Third day. Hands quiet, BP 132/84. Bruise turning yellow. Sleeping four hours. Strong urges at dusk, does not trust
herself near the cellar. Remains here through Thursday, daughter empties the cellar meanwhile.""", "2026-02-18 10:12"),
    ("2026-02-19", "Nursing Shift Note", "achterberg", "", """Librium 25 mg given 2100, the last. Packed slowly, sat down twice with the urge to call a cab to the liquor store and
told staff both times. Daughter at nine tomorrow.""", "2026-02-19 22:05"),
    ("2026-02-20", "Discharge Summary", "kettering", "", """Admitted 02/16/2026, discharged 02/20/2026 to her daughter's house. Taper without fall or seizure.
Cellar emptied. Grief named as the work to come. Outpatient appointment 02/24/2026.""", "2026-02-20 14:30"),
)

chart(
    "BL-2006",
    ("2026-03-09", "Consent to Disclose Confidential Information", "", "", CONSENT, ""),
    ("2026-03-10", "Initial Treatment Plan", "kettering", "", """Plan date: 03/10/2026   Review due: 03/24/2026
Diagnosis: F14.20 cocaine dependence
Level of care: residential 3.1
Problem 1: cocaine use on weekends and after night shifts. Goal: finish the month without use.
Problem 2: partner deals from the flat. Goal: another address. Daily group, individual weekly.
Client signed: P. Nakashima-Cole 03/10/2026""", "2026-03-10 12:20"),
    ("2026-03-09", "Residential Shift Note", "prewitt", "15:00-23:00", """Came straight from a night shift with one duffel. Slept from four to nine, ate two plates. Cravings "in the teeth",
paced the hall. Partner called the desk six times; she asked us to stop putting him through.""", "2026-03-09 23:02"),
    ("2026-03-10", "Group Note", "yarrow", "10:00-11:30", """Topic: speed of a bad idea
B: Foot going the whole time.
I: Timed how long from thought to dealer for each; counselor added one stop in between.
R: Hers was four minutes. Chose her sister's call as the stop and blushed at how simple it is.
P: Sister on speed dial; goal 1.""", "2026-03-10 12:55"),
    ("2026-03-10", "Residential Shift Note", "marchetti", "15:00-23:00", """Phoned her sister twice. Craving in the evening, held an ice pack, "better than nothing". Lost at dominoes and
demanded a rematch.""", "2026-03-10 23:01"),
    ("2026-03-11", "Group Note", "yarrow", "10:00-11:30", """Topic: who gets my number
B: Quiet, new bruise of a headache.
I: Sorted contacts into keep, mute, delete; counselor sat out the deleting.
R: Deleted four, hovered over the partner, muted him. Told the group she is ashamed of the muting.
P: Talk with Kettering about the flat, goal 2.""", "2026-03-11 12:48"),
    ("2026-03-11", "Individual Counseling Note", "kettering", "14:00-14:50", """B: Sat on her hands. Partner texted that he changed the lock.
I: Listed safe addresses, looked at the order to keep away; motivational interviewing on the muting.
R: Relief first, then panic at 9 pm when she usually used. Rated confidence 4.
P: Women's house interview Friday. Continue weekly; goal 2.""", "2026-03-11 16:20"),
    ("2026-03-11", "Residential Shift Note", "prewitt", "15:00-23:00", """Nine o'clock was bad, sat with staff on the porch until ten. Cried, then made popcorn for the whole floor.""", "2026-03-11 23:04"),
    ("2026-03-12", "Group Note", "yarrow", "10:00-11:30", """Topic: sleep after stimulants
B: Dark rings, in good temper.
I: Sleep stairs taught; members placed naps.
R: Gave up the afternoon nap after some bargaining. Asked whether dreams of using count as using.
P: No nap until Sunday; goal 1.""", "2026-03-12 12:52"),
    ("2026-03-12", "Residential Shift Note", "marchetti", "15:00-23:00", """Stayed up until ten on purpose, yawning at everyone. The house said yes for the 13th. Nervous laugh at bed check.""", "2026-03-12 23:00"),
    ("2026-03-13", "Discharge Summary", "kettering", "", """Discharged 03/13/2026 to the women's house on Alder Street. No use in four days. Cravings at night remain.
Outpatient with Mr. Yarrow from 03/17/2026.""", "2026-04-10 09:00"),
)

chart(
    "BL-2007",
    ("2026-02-02", "Consent to Disclose Confidential Information", "", "", CONSENT, ""),
    ("2026-02-02", "Initial Treatment Plan", "kettering", "", """Plan date: 02/02/2026   Review due: 02/16/2026
Diagnosis: F15.20 stimulant dependence
Level of care: residential 3.1
Problem 1: methamphetamine, daily since the fall. Goal: four weeks without. Problem 2: sleeps in his truck. Goal: a room.
Client signed: H. Abernathy 02/02/2026""", "2026-02-02 18:05"),
    ("2026-02-02", "Residential Shift Note", "prewitt", "15:00-23:00", """Dropped off by a deputy, no charge. Slept sixteen hours before this, still gray. Picks at his forearm. Craving "like
hunger". Truck keys in the safe at his own wish.""", "2026-02-02 23:04"),
    ("2026-02-03", "Group Note", "yarrow", "10:00-11:30", """Topic: crash week
B: Head on the table, lifted it for coffee.
I: Counselor drew the crash curve, members added what helped.
R: Hollis said food, then said his dog. Dog is with a neighbor.
P: Neighbor's number from the truck; goal 1.""", "2026-02-03 12:50"),
    ("2026-02-03", "Residential Shift Note", "marchetti", "15:00-23:00", """Got the neighbor on the phone: the dog is fat and well. Ate three suppers. Craving after dark, wanted the keys, did
not ask twice.""", "2026-02-03 23:02"),
    ("2026-02-04", "Group Note", "yarrow", "10:00-11:30", """Topic: skin and teeth and shame
B: Sleeves down.
I: Nurse and counselor answered written questions without names.
R: He wrote two, and pushed his sleeves up at the end.
P: Dressing at four; goal 1.""", "2026-02-04 12:58"),
    ("2026-02-04", "Residential Shift Note", "prewitt", "15:00-23:00", """Forearm dressed. Short with room-mate over the window, said sorry within the hour. Urges come in waves, he counts them:
five.""", "2026-02-04 23:03"),
    ("2026-02-05", "Group Note", "yarrow", "10:00-11:30", """Topic: boredom
B: Restless, walked the back wall.
I: List of forty things under ten dollars; counselor had each try one by supper.
R: Took whittling, which staff vetoed, then harmonica.
P: Report tomorrow; goal 1.""", "2026-02-05 12:45"),
    ("2026-02-05", "Residential Shift Note", "marchetti", "15:00-23:00", """Harmonica, badly, with good humor. Dreamed of using last night and told the floor. Bed at ten.""", "2026-02-05 23:01"),
    ("2026-02-06", "Group Note", "yarrow", "10:00-11:30", """Topic: where the truck goes
B: Awake and on time.
I: Map of town with three colors; counselor asked for a route that is all green.
R: There is none from the truck's lot. He saw it before anyone said it.
P: Lot across town; goal 2.""", "2026-02-06 12:51"),
    ("2026-02-06", "Residential Shift Note", "prewitt", "15:00-23:00", """Asked the deputy's office about moving the truck. Craving worse for an hour after. Helped mop. Read the room ads.""", "2026-02-06 23:05"),
    ("2026-02-07", "Group Note", "marchetti", "10:00-11:00", """Topic: house meeting and weekend plan
B: Voted for pancakes.
I: Staff went around with the weekend sheet and checked each plan against goals.
R: Hollis put the harmonica on Sunday and laundry on Saturday, and volunteered to lead grace.
P: Sheet on the door; goal 2.""", "2026-02-07 11:30"),
    ("2026-02-07", "Residential Shift Note", "prewitt", "15:00-23:00", """Laundry done, found a pipe in a sock and brought it to the desk shaking. Wrote it up with him. Slept badly.""", "2026-02-07 23:04"),
    ("2026-02-08", "Residential Shift Note", "marchetti", "15:00-23:00", """Played for the floor after supper. Neighbor brought the dog to the fence. He did not want to let go of the fence.
Urge 8 at nine, talked it down on the steps.""", "2026-02-08 23:02"),
    ("2026-02-09", "Biopsychosocial Assessment", "kettering", "13:00-14:15", """Presenting problem: methamphetamine daily since losing the cabin in October, smoked, up for three days at a time.
Dimension 1: no withdrawal risk that needs a nurse at night. Dimension 2: skin sores. Dimension 3: suspicious in the
crash, clear now, no suicidal ideation. Dimension 4: willing, first treatment. Dimension 5: high, pipe found on day 5 and
handed in. Dimension 6: no home, truck parked among dealers.
Level of care: residential 3.1; without a roof no program by day would hold.""", "2026-02-09 15:40"),
    ("2026-02-09", "Group Note", "yarrow", "10:00-11:30", """Topic: what I would tell a newcomer
B: Sat beside the new man.
I: Counselor had each write a card.
R: His says "eat, then talk". Gave it away.
P: Room viewing Tuesday at the lake end; goal 2.""", "2026-02-09 12:49"),
    ("2026-02-09", "Residential Shift Note", "prewitt", "15:00-23:00", """Last evening here, packed in ten minutes. Nervous about the room. Took the neighbor's dog blanket. Lights out eleven.""", "2026-02-09 23:02"),
)

chart(
    "BL-2008",
    ("2026-03-02", "Consent to Disclose Confidential Information", "", "", CONSENT, ""),
    ("2026-03-02", "Physician Orders", "reyerson", "", """Admit to residential withdrawal management. CIWA-Ar every 6 hours.
Librium taper over five days, first dose on arrival. Thiamine, folate. Blood pressure twice a shift.""", "2026-03-02 17:40"),
    ("2026-03-02", "History and Physical", "reyerson", "16:30-17:20", """CC: beer and brandy, last drink noon today. Retired welder, 30 years of drinking, hands shake by ten every day.
HPI: Delirium in 2019 in hospital. Widowed. Blood pressure pills stopped in January.
PE: BP 166/100, pulse 110, tremor, sweating.
Assessment: Alcohol withdrawal with prior delirium, must be watched day and night.
Plan: Librium taper five days, CIWA, restart lisinopril.""", "2026-03-02 18:02"),
    ("2026-03-02", "Biopsychosocial Assessment", "kettering", "18:10-19:15", """Presenting problem: "My granddaughter saw me on the floor." Drinks from waking.
Dimension 1: high, prior delirium. Dimension 2: hypertension untreated. Dimension 3: lonely, no suicidal ideation.
Dimension 4: ready, frightened. Dimension 5: high relapse potential. Dimension 6: alone in a trailer, brandy by the case.
Level of care: residential withdrawal management, 24-hour nursing.""", "2026-03-02 19:50"),
    ("2026-03-02", "Initial Treatment Plan", "kettering", "", """Plan date: 03/02/2026   Review due: 03/09/2026
Diagnosis: F10.230 alcohol dependence with withdrawal
Level of care: residential withdrawal management
Problem 1: alcohol withdrawal. Goal: taper without delirium. Problem 2: alone. Goal: granddaughter at discharge planning.
Client signed: W. Ostrowski 03/02/2026""", "2026-03-02 20:00"),
    ("2026-03-02", "CIWA Flowsheet", "lindholm", "", ciwa(
        "20:00     166/100   110     2        5        4        4         2           17              PL"), ""),
    ("2026-03-02", "Nursing Shift Note", "lindholm", "", """In at 1610, shaking too hard to sign, thumbprint. Librium 50 mg given 1800 and 2200. Knows day and place. Sees nothing
that is not there. Granddaughter's number on the board.""", "2026-03-02 23:10"),
    ("2026-03-02", "Medication Administration Record", "lindholm", "", """Chlordiazepoxide 50 mg PO   1800 PL   2200 PL""", ""),
    ("2026-03-03", "CIWA Flowsheet", "achterberg", "", ciwa(
        "08:00     158/96    104     2        5        3        3         2           16              TA",
        "14:00     152/94    100     1        4        3        3         1           13              TA",
        "20:00     150/92    98      1        4        2        3         1           12              TA"), ""),
    ("2026-03-03", "Nursing Shift Note", "achterberg", "", """Sweated through two sets. Librium 50 mg given 0800, 25 mg given 1400 and 2000. Drank three liters. Talks to the
welding on the window bars, with a wink. Steady on his feet by night.""", "2026-03-03 22:31"),
    ("2026-03-03", "Medication Administration Record", "achterberg", "", """Chlordiazepoxide 50 mg PO   0800 TA
Chlordiazepoxide 25 mg PO   1400 TA   2000 TA""", ""),
    ("2026-03-04", "CIWA Flowsheet", "lindholm", "", ciwa(
        "08:00     148/92    96      1        4        2        2         1           11              PL",
        "20:00     146/90    94      1        3        2        2         1           10              PL"), ""),
    ("2026-03-04", "Nursing Shift Note", "lindholm", "", """Day 3 of Librium taper. Hands better, appetite for eggs only. Up at two and three, looking for the stove. Oriented when
spoken to. Granddaughter came with a puzzle.""", "2026-03-04 22:47"),
    ("2026-03-05", "CIWA Flowsheet", "achterberg", "", ciwa(
        "08:00     142/88    90      0        3        1        2         1           8               TA"), ""),
    ("2026-03-05", "Nursing Shift Note", "achterberg", "", """Librium 25 mg given 0800 and 2000. Half the puzzle done. Shakes when he threads the sky pieces. Wants a cigar and a
brandy "for the border", laughed it off, urge 7.""", "2026-03-05 22:12"),
    ("2026-03-05", "Medication Administration Record", "achterberg", "", """Chlordiazepoxide 25 mg PO   0800 TA   2000 TA""", ""),
    ("2026-03-06", "CIWA Flowsheet", "lindholm", "", ciwa(
        "08:00     138/86    86      0        2        1        1         1           6               PL",
        "14:00     136/84    84      0        2        1        1         0           5               PL"), ""),
    ("2026-03-06", "Nursing Shift Note", "lindholm", "", """Librium 25 mg given 0900, the last of the taper. Puzzle framed with tape. Walks to the gate and back. Afraid of the
trailer and says so; granddaughter takes him Saturday.""", "2026-03-06 22:20"),
    ("2026-03-06", "Medication Administration Record", "lindholm", "", """Chlordiazepoxide 25 mg PO   0900 PL""", ""),
    ("2026-03-07", "Discharge Summary", "kettering", "", """Admitted 03/02/2026, discharged 03/07/2026 to his granddaughter. Taper without delirium; scores from 17 to 5.
Lisinopril restarted. Outpatient intake 03/10/2026.""", "2026-03-09 11:30"),
)

chart(
    "BL-2009",
    ("2026-01-05", "Biopsychosocial Assessment", "haldane", "14:00-15:00", """Presenting problem: nightmares and avoidance since a crash on the lake road in August. Dx: F43.12. PCL-5 48.
No suicidal ideation. Rides the bus two hours rather than drive. Lives with roommates, manages a yarn shop.
Recommendation: weekly outpatient trauma therapy.""", "2026-01-05 16:00"),
    ("2026-01-05", "Treatment Plan", "haldane", "", """Plan date: 01/05/2026   Review due: 04/05/2026
Goal 1: drive the lake road again. Objective: PCL-5 under 30. Prolonged exposure weekly.
Client signed: T. Okafor-Bright 01/05/2026""", "2026-01-05 16:10"),
    ("2026-01-12", "Individual Therapy Note", "haldane", "14:00-14:53", """Session by secure video. Client was in the stockroom of her shop, door locked; she agreed to telehealth and knows
the number to call if the line drops.
B: Came from a night of three nightmares.
I: Rationale for exposure, built the ladder of eleven rungs (goal 1).
R: Put "sit in parked car" at 40 and was surprised it was not higher.
P: Rung one twice before the 19th.""", "2026-01-12 16:35"),
    ("2026-01-19", "Individual Therapy Note", "haldane", "14:00-14:55", """Session by secure video.
B: Did rung one once, not twice; roommate sat in the back seat.
I: Imaginal exposure, first telling, 25 minutes, on goal 1.
R: Distress 85 to 60. Heard the horn for the first time since August.
P: Listen to the recording daily; next session 01/26.""", "2026-01-19 16:20"),
    ("2026-01-26", "Individual Therapy Note", "haldane", "14:00-14:53", """Audio-only by telephone: the storm took the internet down and her phone has no data plan for video. Client was at home
in her room; agreed to go on by phone.
B: Listened five days. Two nights without the dream.
I: Second telling, hot spot at the guardrail, goal 1.
R: Distress 75 to 45, voice steady at the end.
P: Rung three with the engine on.""", "2026-01-26 15:58"),
)

chart(
    "BL-2010",
    ("2026-01-08", "Biopsychosocial Assessment", "swanholm", "09:00-10:00", """Presenting problem: low for most of ten years, worse since retiring from the railway. Dx: F34.1. PHQ-9 12.
No suicidal ideation, no drinking. Married, two grown daughters.
Recommendation: weekly psychotherapy.""", "2026-01-08 11:00"),
    ("2026-01-08", "Treatment Plan", "swanholm", "", """Plan date: 01/08/2026   Review due: 04/08/2026
Goal 1: a week he would call good. Objective: PHQ-9 under 6. Insight oriented therapy, weekly.
Client signed: B. Quill 01/08/2026""", "2026-01-08 11:10"),
    ("2026-02-05", "Individual Therapy Note", "swanholm", "", """He came in wet and did not take off the coat. I found myself wanting to hang it up for him and wondered who I was being.
The station again, the platform with nobody on it. Strong countertransference at the word "late"; my father was late.
My hunch is that the train is the mother, who left by one. He looked at the clock and I felt dismissed. The silence
near the end belonged to both of us.""", "2026-02-05 18:20"),
    ("2026-02-12", "Individual Therapy Note", "swanholm", "09:00-09:50", """B: Early, coat off. Brought the retirement watch in its box.
I: Insight oriented work on what the watch stands for, goal 1; the transference of last week was named and looked at.
R: Bertrand said he had been angry at the clock and at me, and that it was good to say. Put the watch on.
P: Wear it for a week; next session 02/19.""", "2026-02-12 12:00"),
)

chart(
    "BL-2011",
    ("2026-02-06", "Biopsychosocial Assessment", "obuya", "11:00-12:00", """Presenting problem: left college in November, in bed until two, cries most days. Dx: F32.1. PHQ-9 16.
No suicidal ideation. Lives with parents. No substance use.
Recommendation: outpatient group twice monthly and her own therapist.""", "2026-02-06 13:00"),
    ("2026-02-06", "Treatment Plan", "obuya", "", """Plan date: 02/06/2026   Review due: 05/06/2026
Goal 1: out of the house four days a week. Objective: two activities with others. Group twice monthly.
Client signed: D. Aguirre 02/06/2026""", "2026-02-06 13:08"),
    ("2026-02-20", "Group Note", "obuya", "18:00-19:30", """Movie night. Eight came and we watched the one about the penguins on the big screen. Popcorn and lemonade. Delphine
picked the seat by the radiator and laughed in the right places. Chairs stacked by half past seven.""", "2026-02-20 20:00"),
    ("2026-02-27", "Group Note", "obuya", "18:00-19:30", """Bowling outing used as behavioral activation (goal 1).
B: Delphine nearly stayed in the car.
I: Therapist set a task before the first frame: speak to one person you do not know; mood rated before and after.
R: Asked a stranger for a towel. Mood 3 before and 6 after; said the shoes were the worst part.
P: Repeat with a friend before March 13.""", "2026-02-27 20:40"),
)

chart(
    "BL-2012",
    ("2026-01-14", "Biopsychosocial Assessment", "yarrow", "15:00-16:00", """Presenting problem: heroin then fentanyl, eleven weeks off, methadone at the county clinic. Dx: F11.20.
Works nights at the mill, lives with his sister's family. Last overdose in 2024. No suicidal ideation.
Recommendation: individual counseling every two weeks; he works and the house is sober.""", "2026-01-14 17:10"),
    ("2026-01-14", "Treatment Plan", "yarrow", "", """Plan date: 01/14/2026   Review due: 04/14/2026
Goal 1: first year off fentanyl. Objective: no use, counseling every two weeks.
Client signed: E. Sorrell 01/14/2026""", "2026-01-14 17:20"),
    ("2026-01-28", "Individual Counseling Note", "yarrow", "15:00-15:45", """B: Came off a double shift, eyes red from dust.
I: Relapse prevention on the payday walk past the underpass, goal 1.
R: Named two ways around it and the one he will not take. Wants his niece to meet him at the gate.
P: Niece on Fridays; next session 02/11.""", "2026-01-28 16:40"),
    ("2026-02-11", "Individual Counseling Note", "yarrow", "15:00-15:48", """B: Niece came three Fridays of three. He is proud and a bit embarrassed.
I: Looked at what else she sees him do; values card sort (goal 1).
R: Put "on time" first. Cup collected at the front desk after session.
P: Pay envelope straight to his sister.""", "2026-02-11 16:30"),
)
