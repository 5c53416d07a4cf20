"""Words of Cypress Bay: what groups taught, how patients were, and the plans and certifications.

Everything is invented. Plans are written one by one, each in the form that its author keeps.
"""

# Topic, what was taught, and two ways in which somebody took part.
PROCESS = [
    ("Naming losses", "Members named one loss of the past year and what it took with it.", "Spoke third and kept to one loss, then listened with head down.", "Asked another member how long the numb weeks had lasted and nodded at the answer."),
    ("Mornings", "Members compared the first hour of the day and what makes it heavy.", "Gave an honest account of the morning and took one suggestion about light and water.", "Wrote the three steps on a card and read them out once."),
    ("Asking for help", "Members practiced one request to one person, in pairs.", "Rehearsed the request twice; the second one was shorter and clearer.", "Needed two prompts to begin, then finished the exercise."),
    ("Anger under sadness", "The group looked at what anger covers and what it costs at home.", "Recognized the pattern from the kitchen at home and said so.", "Stayed quiet for the first half, then added one sentence that moved the group."),
    ("Guilt and duty", "Members sorted duties that are theirs from duties that are not.", "Moved two of six cards to the other pile after some argument.", "Kept all cards and could say why only two of them were chosen."),
    ("The inner critic", "Members wrote down the critic's sentence and answered it in the second person.", "Answered the sentence aloud with a thin voice.", "Could write it and not yet say it; will try again tomorrow."),
    ("Staying when it is hard", "The group spoke about the wish to leave the room and what keeps a person in it.", "Admitted to counting the minutes and stayed to the end.", "Left once for water and came back within three minutes."),
    ("What others see", "Members told each other one strength that they had seen this week.", "Accepted the feedback with visible discomfort.", "Gave a warm and exact comment to a newer member."),
    ("Evenings alone", "The group planned two hours of one evening in detail.", "Filled the plan with two calls and one walk.", "Left the second hour empty and was helped by a peer."),
    ("Trust after disappointment", "Members drew a line from early to late trust and marked the breaks.", "Marked four breaks and spoke about the last one.", "Did the drawing carefully and passed when the turn came."),
]
EDUCATION = [
    ("Sleep", "RN reviewed sleep drive, naps and screens.", "Could name the two habits that cost most sleep.", "Asked about the effect of the evening dose on the next morning."),
    ("Antidepressants", "RN reviewed onset, common side effects and missed doses.", "Repeated back what to do about a missed dose.", "Reported dry mouth and was told what can be tried."),
    ("Body of anxiety", "The alarm system was explained with a drawing.", "Matched four of own body signs to the drawing.", "Practiced slow breathing; pulse by own count went from 96 to 82."),
    ("Alcohol and mood", "How alcohol deepens low mood over a week was worked through on the board.", "Worked out own units of last month with some surprise.", "Said little and took the sheet home."),
    ("Warning signs", "Members listed early, middle and late signs of getting worse.", "Listed five early signs, the first of them silence.", "Needed help to tell early from late signs."),
    ("Food and energy", "Simple meals on low energy were planned.", "Chose two meals that need one pan.", "Admitted to one meal yesterday and set a clock for lunch."),
    ("Talking with the doctor", "Members prepared three questions for the next visit.", "Prepared two questions on tiredness and one on dose.", "Wrote the questions with help from the nurse."),
    ("Stress cycle", "How stress builds over a week and where it may be cut.", "Found the cut on Wednesday evening.", "Argued that no cut was possible and then found a small one."),
]
OCCUPATIONAL = [
    ("Kitchen task", "A soup for six was made by steps.", "Took the list, lost the thread once, and finished with one cue.", "Stood at the edge until asked to cut bread, then worked for twenty minutes."),
    ("Week planner", "Each member filled in two anchors a day.", "Set two anchors a day and left Sunday open.", "Filled three days before fatigue ended the work."),
    ("Attention work", "Sorting and proofreading against a clock.", "Two errors in ten minutes, down from five.", "Stopped at minute seven and could say what interfered."),
    ("Household steps", "Laundry was broken into seven steps and rehearsed.", "Named the step that stops everything: carrying it upstairs.", "Planned one load for tomorrow before ten."),
    ("Bus and errands", "A trip with two stops was planned and role-played.", "Planned the trip and asked for the route in writing.", "Held the role-play for one stop and declined the second."),
    ("Energy budget", "Members gave points to the day's tasks and stayed within ten.", "Came out at fourteen points and cut two tasks.", "Guessed low for showering and corrected it in the talk afterwards."),
]
ACTIVITY = [
    ("Clay", "Hand-building with a theme of shelter.", "Built a low wall with a door and spoke about the door.", "Worked without a word for forty minutes and kept the piece."),
    ("Drumming", "Call and answer in a circle.", "Followed the pulse and gave one phrase to the group.", "Held the drum and tapped softly near the end."),
    ("Garden bench", "Seedlings were moved to larger pots.", "Moved twelve seedlings and labelled them.", "Sat down twice; both times came back to the bench alone."),
    ("Collage", "Two pages: now, and in a year.", "Filled the first page fast and the second one slowly.", "Put one picture on the second page and said that this was a lot."),
    ("Chair movement", "Stretching and slow movement to music.", "Shoulders came down after the second song by own report.", "Took part seated because of the knee."),
]
IOP = [
    ("Urge map", "Members drew the place, hour and person of the last urge.", "Drew the parking lot behind the store and the hour after work.", "Had no urge to draw this week and helped a peer with the map."),
    ("Thought record", "One thought was taken through five columns.", "Reached the fourth column without help.", "Stopped at the evidence column and came back to it at the end."),
    ("Sober supports", "Members listed three people and the first sentence to each.", "Listed two people and one group.", "Could name one person only and agreed to ask a second."),
    ("Distress tolerance", "Cold water, paced breath and half a smile were tried.", "Rated distress 7 before and 4 after the cold water.", "Laughed at the half smile and kept the breath."),
    ("Saying no", "Refusals were practiced with a timer.", "Said no in nine seconds on the third round.", "Explained too much in the first round and saw it."),
    ("Values card sort", "Twenty cards were cut down to four.", "Kept the card for being a parent on top.", "Kept honesty and let go of being liked."),
    ("Chain of a bad day", "One day was taken apart, link by link.", "Found the link at noon: no lunch, then the call.", "Could tell the chain and could not yet see a way out of it."),
    ("Anxiety ladder", "Each member built eight steps.", "Built six steps and climbed the first one in the room.", "Put the phone call on step five and looked away."),
    ("Relationships", "Members marked who drains and who fills.", "Marked the sister as both and explained.", "Kept to the task and spoke only when asked."),
]
LOOKS = [
    "Arrived on time, dressed for the weather, hair unwashed.", "Came in slowly and took the chair by the door.", "Flat at first, somewhat brighter after the break.", "Speech soft, answers short and to the point.",
    "Eyes tired; held a cup with both hands throughout.", "Tearful twice; recovered without help.", "Restless legs, otherwise attentive.", "Made eye contact with the leader and with one peer.",
    "Sat upright and took notes.", "Wore a coat indoors and said it feels safer so.", "Psychomotor slowing plain when standing up.", "Fidgeted with a ring while others spoke.",
    "Affect constricted; one brief smile.", "Oriented and cooperative, voice low.", "Late by two minutes and apologized.", "Looked rested today and said as much.",
]
NEXT = [
    "Will bring the worksheet on the next program day.", "Leader will check the homework first thing.", "Continue with the group's next theme.", "Will try the step once before the next session and rate it.",
    "Team told at noon report.", "To be taken up in the next individual session.", "Will speak in the first half of the next group.", "Keep the card in the coat pocket; report on use.", "Nurse to ask about sleep tomorrow.", "Same goal for the week.",
]

# Plans. {d} and the like are filled in by the generator's patient.
PLAN_2001 = """Diagnosis: F33.2 Major depressive disorder, recurrent, severe without psychotic features

Problem 1: Depressed mood with passive death wishes and loss of self-care
Long-term goal: Mood lifted enough to live at home without daily help.
Short-term goal 1a: PHQ-9 from 22 to 12 or less by 01/23/2026.
Short-term goal 1b: Showers and dresses before 9:00 on five days a week by 01/16/2026.
Problem 2: Withdrawal from family since September
Short-term goal 2a: Two visits with the daughter by 01/19/2026.

Treatment modalities (type, amount, frequency, duration):
Partial hospitalization program: 4 hours daily, 5 days per week (20 hours per week) for 3 weeks
  Group psychotherapy 1 hour daily
  Psychoeducation with nursing 1 hour daily
  Occupational therapy group 1 hour daily
  Activity therapy group 1 hour daily
  Medication management weekly with Dr. Mbeki
Discharge plan: evening intensive outpatient group at this hospital, then Dr. Quist in the community clinic; estimated length of stay 15 program days.

Patient signature: Loretta Haines    Date: 01/06/2026"""

CERT_2001 = """I certify that the services of the partial hospitalization program are reasonable and necessary for Ms. Haines. Without this program she would require inpatient psychiatric care: she has passive death wishes every day, eats one meal, and has not left the house alone since November. She needs at least 20 hours a week of therapeutic services under a plan that I have set and review. She has a daughter at hand in the evenings.
Certification period: 01/05/2026 through 01/22/2026"""

RECERT_2001 = """Response to treatment: Ms. Haines attends every day and has begun to use the morning steps. PHQ-9 came down from 22 to 16. She had less benefit from the first sleep plan.
Continuing symptoms and risk: Death wishes on three of the last seven days, early waking, weight down two pounds. She remains at risk of hospitalization if daily structure stops this week.
Goals for coordination of services and discharge: first evening group on 01/26, intake with the clinic of Dr. Quist on 01/28, daughter to hold the pill box until then.
She continues to need at least 20 hours a week. Recertification period: 01/22/2026 through 02/20/2026"""

PLAN_2002 = """Diagnoses: F10.20 Alcohol dependence; F33.1 Major depressive disorder, recurrent, moderate

Problem            Goal                                   Intervention                  Target date
Drinking           No alcohol for 21 days in a row        Group counseling, urge map    01/26/2026
Low mood           PHQ-9 at 10 or less                    Thought records               01/30/2026
Job at risk        Back to half shifts                    Letter with his consent       02/02/2026

Services: group counseling 3 hours a day, 3 days a week (9 hours weekly) for 8 weeks; individual counseling 45 minutes weekly; random urine drug screens weekly.
Discharge criteria: three weeks sober, weekly clinic visit arranged.
Client participation: Mr. Arroyo declined to sign; he says that he signs nothing on a Monday and agrees with the goals as read to him."""

PLAN_2003 = """DX: F32.2 Major depressive episode, severe

Problem: Depression with weight loss and hopelessness
Goal 1. Weight back to 118 lb. Target 02/13/2026.
Goal 2. Hopelessness rated 4 of 10 or lower on three days of a week.
Interventions: group psychotherapy, psychoeducation, OT group and activity therapy, 4 hours a day, Monday through Friday (20 hours per week), four weeks. Medication management weekly.
Anticipated discharge 02/06/2026 to her own psychiatrist.

Patient took part in this plan and received a copy.

Physician signature: ______________________   Date: __________"""

CERT_2003 = """I certify that Ms. Olmstead needs the partial hospitalization program, at least 20 hours per week, for a severe depressive episode. Services are furnished under my care and under a written plan of treatment. Prognosis fair.
Certification period: 01/12/2026 through 01/29/2026"""

PLAN_2004 = """Principal diagnosis: F31.4 Bipolar disorder, current episode depressed, severe

Focus area 1 - Depression
  Goal: Return to the workshop for two hours a day by 02/06/2026
  Objective 1.1: rate mood 5 or better on four of seven days
  Objective 1.2: sleep six hours on five nights a week
Focus area 2 - Death wishes
  Goal: 14 days without wish to be dead, by own record
  Objective 2.1: tell one person within the hour, each time
Treatment: PHP 5 days/week x 4 weeks, 20 hours weekly. Daily: process group, psychoeducation group, occupational therapy, activity therapy. Medication management with the psychiatrist once a week; lithium level every 2 weeks.
Estimated length of stay: 4 weeks. Aftercare with Harbor Street Clinic.
Mr. Tisdale and his wife took part in the plan and agree with it."""

CERT_2004 = """Certification of need for partial hospitalization. It is my judgment that in the absence of partial hospitalization Mr. Tisdale would require inpatient psychiatric treatment for a severe depressive episode with daily wishes to be dead. He needs 20 hours a week or more of treatment, can take part in it, and is safe at home with his wife overnight.
Certification period: 01/05/2026 through 01/22/2026"""

RECERT_2004 = """I recertify that the services of the partial hospitalization program are to be furnished from 01/22/2026 to 02/20/2026 under the plan of treatment on file, and that the plan has been signed by me."""

PLAN_2005 = """Presenting problem: worry all day, panic on the bus, two weeks without work.

Goals
1. Ride the bus for three stops alone by 01/30/2026.
2. Panic no more than once a week, by diary.
3. Back at the register for two shifts by 02/13/2026.

Modalities: skills groups, education groups, expressive therapy, medication management.
Discharge: when the diary shows two calm weeks; then the clinic on Pine Street.
Patient signature: Imogene Falk   1/5/2026"""

CERT_2005 = """I certify that Ms. Falk needs the intensive outpatient program for panic disorder and that the services are furnished under my care and a plan that I review. She does not need care around the clock and can take part in groups.
Certification period: 01/05/2026 through 03/05/2026"""

PLAN_2006 = """Dx F25.1 Schizoaffective disorder, depressive type

Problem 1: Voices and low mood
Goal: Patient will feel better and hear the voices less.
Objective: Patient will learn to manage his illness.
Problem 2: Isolation
Goal: Patient will become more social.
Objective: Patient will take part in groups with interest.

Interventions: Partial hospitalization, 3 hours per day, 5 days per week, for three weeks. Group therapy, psychoeducation, OT, activity therapy, medication management.
Discharge plan: back to his case manager and the day center.
Reviewed with patient, who agrees."""

PLAN_2007 = """Diagnosis: F43.10 Post-traumatic stress disorder

Goal 1: Nightmares on two nights a week or fewer by 02/20/2026
  Objective: uses grounding within 10 minutes of waking, logs it
Goal 2: Goes to the grocery alone once a week by 02/13/2026
Plan: IOP 3 days weekly, 3 hours each day (9 hours/week), 8 weeks; group and individual therapy; medication visits monthly.
Criteria for discharge: PCL-5 down by 10 points.

Client signature: ____________________________  Date: ____________"""

PLAN_2008 = """Diagnosis: F33.2 Major depressive disorder, recurrent, severe

Problem A. Schooling
Goal A1. Register for the GED course by 02/02/2026.
Goal A2. Finish the first two lessons by 02/20/2026.
Problem B. Housing and papers
Goal B1. File three apartment applications by 02/06/2026.
Goal B2. Get a state ID card and a library card by 02/13/2026.

Services: PHP 4 hours daily, 5 days weekly (20 hours per week), 3 weeks. Group psychotherapy, individual psychotherapy weekly, medication management weekly, nursing.
Anticipated discharge: 01/30/2026 to outpatient clinic.
Mr. Maddox took part and agrees. Copy given."""

PLAN_2009 = """Diagnosis: F11.20 Opioid dependence; F41.1 Generalized anxiety disorder

Problem 1: Opioid use
Goal 1: No opioids other than prescribed buprenorphine for 30 days; screens clean each week.
Objective 1a: attends all three program days each week
Problem 2: Worry and restlessness
Goal 2: GAD-7 from 17 to 9 by 02/13/2026.
Interventions: IOP, 3 days a week, 9 hours weekly, for 8 weeks. Group counseling, individual counseling weekly, random drug screens, prescriber visits every 2 weeks.
Ms. Whitlow participated in writing this plan.
Next review due: 02/04/2026"""

REVIEW_2009 = """Diagnosis unchanged: F11.20, F41.1
Goal 1: partly met. Three weeks of clean screens, then a return to use, now ten days without. Goal continues with a daily morning call.
Goal 2: GAD-7 is 13. Continues to 02/27/2026.
IOP continues 3 days a week, 9 hours weekly, for 4 more weeks.
Reviewed with Ms. Whitlow, who agrees.
Next review due: 03/04/2026"""

SAME_GOALS = """Goal 1: Patient will identify triggers for emotional distress and will use at least two healthy coping skills each day by {by}.
Goal 2: Patient will attend all scheduled groups and will share openly in each of them by {by}.
Goal 3: Patient will name three sober or supportive persons and will contact one of them weekly by {by}."""

PLAN_SAME = """Diagnosis: {dx}

""" + SAME_GOALS + """

Services: IOP 3 days per week, 3 hours per day (9 hours per week), 6 weeks. Group therapy, individual therapy weekly, medication management monthly.
Discharge plan: {after}
{consent}"""

# What each patient brings: reports, symptoms for the doctor's notes.
VOICES = {
    "CB-2001": ["Told of standing at the sink for an hour on Sunday.", "Says that being dead would be a rest, and that she would not do anything because of her daughter.", "Ate half a sandwich before coming.", "Has not opened the curtains of the back room since autumn.", "Woke at 3:40 and lay there until the alarm.", "Lost the thread of the evening news and switched it off.", "Called her daughter and let it ring four times.", "Counted six pills left and asked for the refill.", "Walked to the mailbox and back, the first time alone this month.", "Cried over a button that came off.", "Wore the blue cardigan because somebody had said it suits her.", "Slept five hours, the most in two weeks.", "Let the dishes stand and felt guilty about it.", "Wrote a list of three things for the evening."],
    "CB-2002": ["Had two beers in the fridge from his brother and poured them out.", "Foreman has asked when he is coming back.", "Sundays are the worst, from the second football game on.", "Shook in the morning until coffee and says that this is nerves now, not drink.", "Feels that he is no use to anybody and cannot keep a full shift.", "Walked past the corner store on the other side.", "His son asked whether he is sick.", "Slept badly and dreamed of the plant.", "Mood 4 of 10 today, it was 3 on Friday.", "Missed his lunch and snapped at his brother."],
    "CB-2003": ["Skirt is held with a pin; she has lost eleven pounds.", "Says there is no point in the spring bulbs.", "Sat in the car for twenty minutes before coming in.", "Her neighbor brought soup and she could not taste it.", "Wishes that she would not wake up; has no plan.", "Lost count of the stitches and put the knitting away.", "Husband does the bills now.", "Could not choose between two blouses."],
    "CB-2004": ["Workshop door has been shut since October.", "Wishes to be dead came twice yesterday, each for a minute; told his wife both times.", "Thinks slowly and says the words come from far away.", "Sanded one board for ten minutes and stopped.", "Sleeps from two to six.", "Wife took the car keys to the hook by her bed, by agreement.", "Tremor in the left hand since the dose went up.", "Could not read the invoice to its end.", "His brother-in-law offers work and he cannot answer him.", "Forgot the dog's water and was frightened by that.", "Mood 3 of 10.", "Ate with the others at noon for the first time.", "Says the mornings are a wall.", "Felt a small interest in the lathe and did not trust it.", "Showered on his own yesterday.", "Dreamed of the river and woke wet."],
    "CB-2005": ["Got off the bus after one stop with her heart going.", "Thinks all night about the register being short.", "Panic on Saturday in the checkout line, eleven minutes by her watch.", "Carries water everywhere in case her throat closes.", "Her manager holds her place until the end of the month.", "Cannot ride with the window shut.", "Checked the stove four times.", "Dizzy in the waiting room and stayed."],
    "CB-2006": ["Voices call him lazy in the afternoon; they do not give orders.", "Stays in the room at the boarding house unless called.", "Covered the mirror because of the face.", "Low since his sister moved.", "Wears two hats when the voices are loud.", "Has not washed since Thursday.", "Heard his name in the fan.", "Could not finish the form for the day center."],
    "CB-2007": ["Nightmare of the stairwell three times this week.", "Crossed the street because of a man with a cap.", "Her hands still smell of the smoke, she says, though it is four years.", "Sits with her back to the wall in every room.", "Her mother shops for her.", "Startled at the copier and laughed afterwards.", "Slept on the couch with the light on.", "Went to the end of the aisle and back.", "Could not stay for the film with her nephew.", "Missed a call from work and shook for an hour."],
    "CB-2008": ["Slept in his cousin's van until December.", "Says that he is finished at twenty-six.", "Would not mind a truck coming, and has no plan to step out.", "Ate at the mission on Sunday.", "Cannot get up before noon without the van honking.", "Left school in tenth grade after the fire.", "His mother has not called back.", "Cried in the bathroom and said it was the onions."],
    "CB-2009": ["Buprenorphine at seven each morning, under the tongue, with the radio on.", "Her old number rang twice and she blocked it.", "Worry starts at four in the afternoon and ends with sleep.", "Her landlord wants the back rent by the first.", "Chewed her sleeve through the first half hour.", "Baby slept through, and she did not.", "Screen of Monday was clean and she pinned it to the fridge.", "Craving 6 of 10 on the bridge, gone by the library.", "Her sponsor is away and she feels it.", "Made soup for three days.", "Could not sit in the waiting room at the clinic.", "Restless in the legs at night.", "Counts the strips and the days.", "Argued with the sister about the stroller.", "Craving 4 today."],
    "CB-2010": ["Moved her desk away from the window.", "Lies awake over the exam in March.", "Threw up before the presentation and gave it all the same.", "Her roommate is kind and does not ask.", "Scratched her arm last week, not since."],
    "CB-2011": ["Closes the shop early because people are too loud.", "Two drinks at the wake and none after.", "His knee hurts and so he sits all evening.", "Has stopped singing in the choir.", "Says that the store would run better without him."],
    "CB-2012": ["Watches the driveway for the ex-husband's car.", "Her boys eat in front of the screen now.", "Jumps at the doorbell.", "Forgot the dentist and blamed herself all day.", "Sleeps with the phone in her hand."],
    "CB-2013": ["Pulled over twice because his chest was tight.", "Thinks the whole crew saw him cry.", "Cannot decide about the surgery.", "Quit the softball team by text.", "Has fought with his father over the truck."],
}
