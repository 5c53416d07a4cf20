"""The words of Grove Park: what each patient brought to a group or a session.

`{C}` is the client's noun, `{he}`, `{his}`, `{him}` the client's pronouns.
"""

CONFIDENTIAL = (
    "Group rules and the limits of confidentiality were reviewed with all members at the start of the session. "
    "Members agreed that what is said in the room stays in the room."
)
METHODS = (
    "Facilitator used motivational interviewing, cognitive behavioral techniques and open process to support members in "
    "linking the topic with their treatment plan goals, and invited feedback from peers."
)
SESSION = (
    "Session was held in a private office and the limits of confidentiality were reviewed. Clinician used an evidence based "
    "approach consistent with the treatment plan and its measurable objectives."
)
CLOSING = (
    "Safety was assessed and no imminent risk was identified. The next appointment was confirmed and the number of the crisis "
    "line was given again before leaving the building."
)

TOPICS = {
    "2026-02-02": "Facilitator presented the three stages of relapse (emotional, mental, physical) with a handout and asked members to mark where they stood last week. Members compared marks in pairs and the whole group listed early signs on the board.",
    "2026-02-04": "Facilitator led an exercise on refusing an offer without explaining oneself. Members wrote their own sentence, practiced it with a partner and told the group which word was hardest to say.",
    "2026-02-11": "Facilitator presented sleep in early recovery: what alcohol does to the second half of the night, why dreams return, and six habits to try. Members chose one habit each for the coming week.",
    "2026-02-09": "Facilitator introduced the cost sheet: what the last month of using took in money, hours and trust. Members filled in one column in silence and read one line aloud.",
    "2026-02-10": "Facilitator taught urge surfing with a ten minute guided practice and a drawing of the wave. Members rated the urge before, at the peak and after, and described what the body did.",
    "2026-02-12": "Facilitator led a talk on making amends that cost something, using two short stories. Members named one person and one act, and the group asked questions before giving advice.",
}

# Responses by patient and date.
RESPONSES = {
    ("GP-2001", "2026-02-02"): "{C} placed the mark at mental relapse and said that {he} had priced a bottle in the shop by the laundromat on Thursday without buying it. Named the smell of dryer sheets as the thing that starts it.",
    ("GP-2001", "2026-02-04"): "{C} wrote \"not tonight\" and laughed at how small it looked on paper. Practiced it four times and said the hard word was the first one, since {his} aunt takes it as an insult at every meal.",
    ("GP-2001", "2026-02-11"): "{C} keeps the television on until three and wakes to it. Chose to move it to the kitchen and asked whether the dreams of the old apartment mean that {he} is slipping; the group said no.",
    ("GP-2002", "2026-02-02"): "{C} was silent for the first half, then put the mark between emotional and mental and told of snapping at the foreman twice. Sees that {he} stops eating lunch about four days before {he} drinks.",
    ("GP-2002", "2026-02-04"): "{C} refused to write a sentence at first because the crew would hear it as preaching. Settled on \"I drive tonight\" and offered to be the driver for real on the Friday run to the quarry.",
    ("GP-2002", "2026-02-11"): "{C} works split shifts and sleeps in two pieces. Picked a dark curtain as {his} habit and calculated what it costs against a twelve-pack, which made the men beside {him} smile.",
    ("GP-2009", "2026-02-02"): "{C} argued that the stages do not fit pills and gave the example of a refill day, when everything happens within an hour. Agreed in the end that the bad mood came on the Sunday before.",
    ("GP-2009", "2026-02-04"): "{C} read the sentence meant for a cousin who sells and then tore it up, saying the cousin does not ask, he just leaves things in the mailbox. Will ask the landlord for a lock.",
    ("GP-2009", "2026-02-11"): "{C} has slept five hours a night since the taper ended and fears the summer heat. Chose walking after supper and asked the member from the next street to come along on Tuesdays.",
    ("GP-2011", "2026-02-02"): "{C} marked physical relapse, looked around and said that it was only near beer at the hockey game. Listened while two members told what near beer had led to and did not defend it further.",
    ("GP-2011", "2026-02-04"): "{C} stood up for the practice and spoke to the empty chair as if to {his} brother-in-law. The hardest word was \"because\", so {he} crossed it out and tried again without it.",
    ("GP-2011", "2026-02-11"): "{C} yawned through the talk and then admitted to eleven energy drinks over the weekend. Will stop after noon, and set an alarm on the phone in front of the group to prove it.",
    ("GP-2012", "2026-02-02"): "{C} drew the mark outside the chart and explained that {he} had not thought of using for nine days, which scares {him} more than thinking of it. Took two handouts, one for {his} mother.",
    ("GP-2012", "2026-02-04"): "{C} has a sentence ready for work but none for the neighbor with the hot tub. Tried \"ask me about Sunday\" and promised to report whether the neighbor laughs or listens.",
    ("GP-2012", "2026-02-11"): "{C} sleeps on the couch since the separation and did not want to talk about it. Chose clean sheets for the bed as {his} habit and cried a little when another member nodded.",
    ("GP-2013", "2026-02-02"): "{C} brought the handout from last year with the same mark on it and showed both. Said that this time {he} told {his} wife on the same day, and that is the difference {he} can point to.",
    ("GP-2013", "2026-02-04"): "{C} coached a younger member through the exercise before doing {his} own. Wrote \"no, and pass the salt\" and explained that changing the subject quickly is what works at {his} father's table.",
    ("GP-2013", "2026-02-11"): "{C} gets up at four for the bakery and naps in the van. Will try the nap before two in the afternoon and asked whether the medicine could move to the morning.",
    ("GP-2014", "2026-02-02"): "{C} could not decide and made three small marks, one for each day that the custody papers came up. Wants the mediator to stop calling in the evening and will say so by letter.",
    ("GP-2014", "2026-02-04"): "{C} partnered with the newest member and made the sentence a question, \"what else is there to drink\". Found that the host always answers it, which ends the talk about alcohol.",
    ("GP-2014", "2026-02-11"): "{C} has kept a sleep diary for eight nights and read from it without being asked. Four good nights followed the days with swimming, so {he} will swim on Mondays too.",
    ("GP-2003", "2026-02-09"): "{C} filled the column for trust before the one for money and read the line about the school play. Said that {his} son still saves a seat and that the empty seat in March is what {he} thinks of when the craving comes at the bus stop.",
    ("GP-2003", "2026-02-10"): "{C} felt the wave in the jaw and shoulders, from five to eight to four. Was surprised that it came down without a cigarette and wants to try it in the parking deck where the dealer used to wait.",
    ("GP-2003", "2026-02-12"): "{C} named a former boss who lent {him} tools and never got them back. The act is to carry the box there in person; the group asked what happens if the door stays shut, and {he} had no answer yet.",
    ("GP-2004", "2026-02-09"): "{C} added the towing fees twice and reached a sum above four thousand dollars. Read it in a flat voice, then asked for the calculator again because {he} did not believe it.",
    ("GP-2004", "2026-02-10"): "{C} opened {his} eyes after two minutes and watched the others. Rated three, three and two and thinks that the urge hides when people are near; will repeat it alone in the garage.",
    ("GP-2005", "2026-02-09"): "{C} wrote hours in place of money: the waiting for a ride, the lying, the sleeping it off. Counted ninety in the month and compared it with a second job that {he} had turned down.",
    ("GP-2005", "2026-02-10"): "{C} shook during the peak and laughed it off, then said that the heart raced as on the first day of detox. The number fell to five. Stayed after group to ask the nurse about it.",
    ("GP-2005", "2026-02-12"): "{C} chose {his} daughter's riding teacher, whom {he} had shouted at in the yard. Will muck out two stalls on Saturday without a speech and let the girl decide whether to come.",
    ("GP-2006", "2026-02-09"): "{C} would not read a line but passed the sheet to the left, so that another member read it for {him}. It was the price of the wedding ring; three people thanked {him} for letting it be heard.",
    ("GP-2006", "2026-02-10"): "{C} went from seven to nine to six and stayed in the chair, which {he} had doubted. Pointed to the second minute as the one in which {he} usually leaves the house.",
    ("GP-2006", "2026-02-12"): "{C} said amends are for people who are alive and was asked about the grave. Decided on tending it through the spring, and that the sister who does it now should be told first.",
    ("GP-2007", "2026-02-09"): "{C} left the money column empty since {his} mother paid, and then wrote her name in it. The group was quiet. {C} asked to take the sheet home and show it to her.",
    ("GP-2007", "2026-02-10"): "{C} fell asleep in the practice and was teased kindly. Said that rest is new, and rated one, one, one; agreed that it counts only when there is an urge to ride out.",
    ("GP-2007", "2026-02-12"): "{C} wants to pay back a roommate in quarters, since quarters were what {he} took. Another member offered a jar. The first roll is to be ready by the end of the month.",
    ("GP-2008", "2026-02-09"): "{C} put the column of hours first and found that the mornings were gone, not the nights. Read aloud that {he} had missed the tide for eleven days, and that the boat is now somebody else's.",
    ("GP-2008", "2026-02-12"): "{C} spoke of the choir and of the solo that {he} let go. Will sing the low part this season and not explain; asked the group to remind {him} of that when Easter comes.",
}

# A response that speaks of somebody of the other sex, and one that stands in two charts.
WRONG_PRONOUNS = (
    "Client rated four, seven and three and said that he could hear his own pulse in the quiet. He wants to use the drawing of "
    "the wave on his lunch break and taped it into his notebook before he left."
)

INDIVIDUAL = {
    "almeida-a": "{C} came ten minutes early and had written down the call with {his} aunt word by word. We read it together twice; on the second reading {he} heard that the aunt had asked about the job and not about the drinking. Built a plan for Sunday dinner: arrive with {his} own bottle of ginger beer, sit beside the cousin who knows, leave at eight. {C} rated the dread at seven before and at four after the rehearsal, and set the first sentence to open with.",
    "almeida-b": "{C} came ten minutes early and had written down the call with {his} aunt word by word. The dinner went better than feared: the ginger beer drew one joke and no questions, and the cousin walked {him} to the bus at eight. What was hard came later, alone, with the window open and music from the bar below. {C} called nobody and wants to know why; we traced the hour minute by minute and found the point at which the phone was still in reach.",
    "brockway": "{C} described the week at the quarry and the quarrel with the foreman over the broken guard rail. We worked on the chain from the quarrel to the cooler in the truck, and {he} found two places to step out of it: the water tank at the gate, and the call to {his} brother before the drive home. {C} practiced that call aloud. Anger was at six when we began and at three at the end. {He} will write down each evening which of the two places was used and bring the {list}.",
    "grisham": "{C} asked for help with a letter to {his} mother about the money. We set up three sentences, none of them an excuse, and {he} will copy it by hand at the library on Friday.",
    "ibarra": "{C} told of the mailbox: a bag was in it again on Saturday, and {he} walked to the river and emptied it with the lid of a pen. Shaking for an hour afterwards. We went over what {he} did right and what the next time will ask for, and practiced the coping skill [insert coping skill from plan] twice. Mental status: .mse with no acute change. {C} will ask the landlord for the lock and tell {his} sister where {he} goes on Saturdays.",
    "kessler": "{C} brought the receipt from the hockey game and put it on the desk before sitting down. The two beers had alcohol after all. We spoke about what it means to tell it here first, and about {his} wife, who found out from the other couple. {He} wants to show her the receipt too. Wrote a plan for game nights with the neighbor who drives, and moved the tickets for March to a matinee with the boys.",
    "lindqvist": "{C} spoke about the couch, the lease and the two signatures that are still missing. {He} has slept badly since the papers came and twice stood in the wine aisle with the cart half full, then left it there. We named the hour between the school run and supper as the dangerous one and filled it with the pool, the library and the call to {his} sister. {C} wept about the wedding photographs and asked to keep them here in the drawer until the move is over.",
    "lindqvist-c": "As documented by Joy Ferris, LCSW on 02/03/2026, the hour between the school run and supper is the dangerous one. {C} filled it with swimming on four of five days and skipped the wine aisle by ordering groceries to the door. Today {he} was tired and proud. We looked at the lease, made a list of what belongs to whom, and agreed that the photographs stay in the drawer for another month.",
    "moreau-a": "{C} compared this year's handout with last year's and asked what would make the third one different. We wrote the answer as a list of people who know on the same day. His wife leads the list, the baker is second. {C} told how the baker found him asleep in the flour store and said nothing for a week. He wants to speak first this time and chose Thursday after the ovens are out.",
    "moreau-b": "{C} did speak with the baker, in the van and not by the ovens, and was offered the later shift before he could ask. We looked at what he had expected and at the sentence he nearly did not say. Sleep is up to six hours. The wife wants to join one session; {C} is for it and fears it, and we drew up three questions for her to choose from.",
    "nakai-a": "{C} read the letter to the mediator aloud and shortened it from two pages to nine lines. Removed each sentence about the past and kept the calls, the hours and the weekend of the fair. Noticed that she held her breath until the fourth line. Cravings came on Sunday with the handover and went with the swim. She will post the letter on Friday and tell her father that it is gone.",
    "nakai-b": "{C} has the mediator's answer: no calls after six. She slept nine hours and then distrusted it. We spoke about good news as a trigger, which she had not thought of, and about the champagne in her father's cellar. Plan: dinner at the diner in place of the house, the girls choose the cake, and she drives. Rated confidence at seven of ten and named the cellar door as the missing three.",
}

PRESCRIBER = {
    "fontaine": "{C} seen for follow up of naltrexone. Patient reports last drink was 3 days ago, two glasses after the memorial service. Sweats at night and poor appetite since. No nausea. Takes the tablet with breakfast; no side effects. Will return in nine days with the diary of doses.",
    "fontaine-b": "{C} seen for follow up of naltrexone. Patient reports last drink was 3 days ago, two glasses after the memorial service. Liver enzymes are back and within normal limits. Diary shows all doses but one, taken with breakfast. Appetite has returned; walks to the lake with the sister who tends the grave.",
    "kessler-a": "{C} seen for depressed mood. PHQ-9 score 8 today. Sleep improved to seven hours, works full shifts, laughs with the boys. Sertraline 50 mg continued, side effects none.",
    "kessler-b": "{C} seen for depressed mood. PHQ-9 score 19 today. Has not worked since Thursday, stays in bed until noon and does not answer the phone. Sertraline raised to 100 mg; wife will keep the tablets and come along next week.",
    "moreau-a": "{C} seen for depressed mood. PHQ-9 score 12 today. Tired from the early shift. Mirtazapine 15 mg moved to eight in the evening as the group had suggested he ask.",
    "moreau-b": "{C} seen for depressed mood. PHQ-9 score 10 today. Wakes once and falls asleep again since the later shift began. Mirtazapine continued, weight steady.",
}
EXAM = (
    "Alert and oriented to person, place and time, neatly dressed, cooperative, eye contact good. Speech of normal rate and "
    "volume. Mood euthymic, affect full and congruent. Thought process linear, no delusions, no hallucinations. Insight and judgment fair."
)

NURSING = {
    ("GP-2005", "2026-02-09"): "{C} came to the nurse before group. BP 138/86 HR 84 T 98.6. Ate oatmeal, took the morning dose at home. Hands steady. Asked about the bruise on the left shin from the stable door; skin closed, no warmth.",
    ("GP-2005", "2026-02-10"): "{C} stayed after group because the heart had raced in the practice. BP 138/86 HR 84 T 98.6. Rested ten minutes and drank water. Says coffee was four cups today. Advised to come at once if it returns at rest.",
    ("GP-2005", "2026-02-12"): "{C} looked in on the way to the bus. BP 138/86 HR 84 T 98.6. Cut coffee to one cup since Tuesday and has had no racing. Boots muddy from the yard. No complaints today, weight unchanged.",
    ("GP-2006", "2026-02-09"): "{C} weighed and seen for the naltrexone check. BP 118/76 HR 70 T 98.2. Night sweats twice this week. Eats soup at noon and little else. Asked about vitamins.",
    ("GP-2006", "2026-02-10"): "{C} asked for the scale again and was content. BP 118/76 HR 72 T 98.2. One sweat last night. Had eggs for breakfast. Vitals on admission: BP 118/76 HR 70 T 98.2.",
    ("GP-2006", "2026-02-12"): "{C} brought the diary of doses, complete but for Sunday. BP 118/76 HR 70 T 98.4. Slept through. Walked to the lake in the rain and has a cold; throat a little red, no fever.",
}

WEEKLY = {
    "eastlake-a": "{C} attended three of three groups and saw the nurse after each. The cost sheet moved {him} most: ninety hours in one month. Cravings five to eight, worst in the evening when the stable is closed. No use reported and the screen on Tuesday was negative. Relapse risk stays high while {he} lives above the tavern; the room at the sober house is promised for March.",
    "eastlake-b": "{C} missed one group for the farrier and made it up on Wednesday. Mucked out the stalls as planned and the daughter rode on Sunday. Cravings four at most, coffee down to one cup. The landlord will let {him} go early; the sober house asks for two more negative screens. Next week: first evening without a phone call to the counselor, and a budget for the move.",
    "jankowski": "{C} took part in all groups of the week and in one family call, in which {his} brother said that the room at home is no longer there. Cravings six to nine each night, with two walks to the gate on Monday and Thursday that staff ended by talking. Has never been sober outside of an institution for longer than four days. Works on the list of people to call and has two names on it. Needs the structure of the residence until a bed in the recovery house is confirmed and the night cravings can be met without staff.",
}

DAILY = {
    "2026-02-02": "Up at six with the others. Craving 8/10 after the brother's call and paced the hall until supper. Told staff that without the locked gate {he} would go. Dishes done with a peer; quiet after nine.",
    "2026-02-03": "Missed breakfast, came to the morning meeting in socks. Craving 7/10 at noon. Wrote one name on the list and crossed it out. Long talk on the steps with night staff about the house on Pine Street.",
    "2026-02-04": "Kitchen duty, burned the onions and laughed for the first time. Craving 6/10 before bed, used the cold water and the breathing. Asked for a later bedtime and accepted the no.",
    "2026-02-05": "Walked to the gate at dusk, craving 9/10, said \"one hour and I'd be back\". Staff walked the yard with {him} three times. Slept on the mattress by the office door by {his} own wish.",
    "2026-02-06": "Tired and irritable, short with the new roommate, apologized at lunch. Craving 7/10. Painted the fence with two peers until the rain came. Second name on the list stands.",
    "2026-02-09": "Monday low. Craving 9/10 after lunch and walked to the gate; sat down in the grass when asked. Said the nights are the same each week. Ate supper late with staff.",
    "2026-02-10": "Family call was moved to Wednesday, took it badly and slammed the pantry. Craving 8/10. Later mended the hinge with a borrowed screwdriver and showed it to everybody.",
    "2026-02-11": "Call took place. Brother said it again and {he} said thank you. Shook for an hour, craving 8/10, held the ice and counted tiles with night staff. Asleep near two.",
    "2026-02-12": "Walk to the gate again at dusk, craving 7/10, turned round alone at the second bench. Told the whole table about it. Laundry, cards, in bed by eleven.",
    "2026-02-13": "Visit from the recovery house; bed not certain before March. Went quiet, craving 8/10, asked to keep the phone in the office overnight. Helped a newcomer carry the boxes.",
}
