//! Finds a note whose few words say only that the patient did not come: `NS x1, vm left 2:15.`,
//! `Late cancel, has flu. R/s 2/18.` A note that goes on to tell of a session is none of these.

use super::labels::Label;
use super::lines::Line;
use super::view::NoteView;
use super::{attendance, kind, level, signature};
use crate::model::{AttendanceStatement, NoteKind, PersonName};
use crate::text::{Located, Pattern};
use std::sync::LazyLock;

/// Words that such a note has at most, beside its header and signature.
const MOST_WORDS: usize = 60;
/// Lines that they stand on, at most.
const MOST_LINES: usize = 12;

/// A sentence that begins with the patient's absence.
static MISSED: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    let role = r"(?:client|patient|pt|resident|member|consumer|student|individual|participant)";
    // A name, or a letter of it, may be anybody's: who it is is asked afterwards.
    let who = format!(
        r"(?:(?:the\s+)?{role}\.?\s+|(?:he|she|they)\s+|(?P<name>(?-i:\p{{Lu}})[\p{{L}}'’-]*)\.?\s+)"
    );
    let place = r"(?:there|home|in|here|available|at\s+(?:(?:the|his|her|their)\s+)?(?:home|house|shelter|apartment|residence|address|clinic|office|school|meeting\s+(?:place|spot)))";
    let what = r"(?:appointments?|appts?\.?|sessions?|visits?|intake)";
    Pattern::new(&format!(
        r"(?ix)^[\s*>•\-]*{who}?(?:
        (?:was\s+(?:an?\s+)?)?no[-\s]?show(?:ed)?\b
        |(?:(?:(?:was|is|were)\s+)?(?:not|never)|wasn'?t|isn'?t)\s+(?:yet\s+)?{place}(?:\s+(?:today|for\s+(?:the\s+|his\s+|her\s+)?{what}|at\s+\d[\d:]*\s*(?:[ap]\.?m\.?)?))?(?:\s*[,.;:]|\s+[-–]|$)
        |(?:(?:was|is)\s+)?not\s+present(?:\s+(?:today|for\s+(?:the\s+|today'?s\s+)?{what}))?\s*(?:[.;]|$)
        |(?:was\s+|is\s+)?absent(?:\s+(?:today|for\s+(?:the\s+|today'?s\s+)?{what}))?(?:\s*[,.;:]|\s+[-–]|$)
        |(?:was\s+|is\s+)?out\s+(?:sick|ill)\b|called\s+in\s+(?:sick|ill)\b|called\s+(?:out|off)(?:\s+(?:sick|ill|today|due)\b|\s*[,.;]|$)|(?:un)?excused\s+absence\b
        |(?:did\s+not|didn'?t)\s+(?:(?:answer|respond|pick\s+up)(?:\s+(?:to\s+)?(?:(?:the|his|her|their|my|phone)\s+)?(?:door|phone|calls?|knock\w*|texts?)\b|\s*[,.;]|$)|(?:come\s+to|open)\s+(?:the\s+)?door\b)
        |(?:no|without|unable\s+to\s+make)\s+contact\s+(?:(?:was\s+)?made\s+)?with\s+(?:the\s+)?{role}\b|no\s+contact(?:\s+(?:was\s+)?made)?\s*(?:[.;]|$)
        |(?:was\s+)?unable\s+to\s+(?:locate|reach|contact)\s+(?:the\s+)?{role}\b
        |(?:went|drove|knocked|outreach)\b[^.;]{{0,50}}?\b(?:no\s+(?:answer|one\s+(?:there|home|answered))|nobody\s+(?:there|home|answered)|not\s+(?:home|there))\b|no\s+(?:answer|one)\s+at\s+(?:the\s+)?(?:door|home|house|apartment)\b
        |n/s\b|ns\s*(?:x\s*\d|[.,;:\-]|$)|ns\s+(?:today|appt|for\s+(?:the\s+|today'?s\s+)?(?:{what}|\d))|(?:dna|dns|ncns)\s*(?:x\s*\d|[.,;:\-]|for\b|appt|$)
        |no[-\s]?call\s*[/,\s-]\s*no[-\s]?show\b
        |(?:did\s+not|didn'?t|failed\s+to|never)\s+(?:show|showed|came|attend|come|arrive|appear|present|keep|log\s+(?:in|on)|join|connect)\b
        |missed\s+(?:(?:his|her|their|the|today'?s|this|scheduled)\s+){{0,2}}{what}
        |{what}\s+(?:was\s+)?(?:missed|not\s+kept|cancel+ed)\b
        |late\s+cancel\w*|late\s+cx\b|same[-\s]day\s+(?:cancel\w*|cx\b)
        |cancel+ed\s+(?:same|less|late|today|this|{what}|within|<|by\s+(?:phone|text)|<\s*24|\d|due|[,.;])|cancel+ed$
        |cx'?d?\s*(?:<|late\b|less\b|same\b|within\b|appt|session|[,.;])
        )"
    ))
});

/// What a note of a day program says of a patient who stays away that day. Who does stands before it.
static AWAY: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?ix)\b(?:
        (?:is|was|are|will|would)\s*(?:not|n['’]t)\s+(?:be\s+)?(?:coming|in|here|attending|able\s+to\s+(?:come|attend))\s+(?:in\s+|to\s+(?:program|php|iop|group|treatment|day\s+\w+)\s+)?today
        |(?:won|isn|wasn)['’]?t\s+(?:be\s+)?(?:coming|in|here|attending)\s+(?:in\s+|to\s+(?:program|php|iop|group|treatment|day\s+\w+)\s+)?today
        |(?:is\s+|was\s+|will\s+be\s+)?(?:absent|out\s+(?:sick|ill))\s+today
        |(?:un)?excused\s+absence(?:\s+today)?
        |(?:is\s+|was\s+)?absent\s+from\s+(?:program|php|iop|treatment|day\s+\w+)\s+today
        |(?:stay(?:ing|ed|s)|kept|keeping)\s+(?:him\s+|her\s+|them\s+)?home\s+(?:sick\s+|ill\s+)?today
        |did\s*(?:not|n['’]t)\s+(?:attend|come\s+(?:in\s+)?to)\s+(?:the\s+)?(?:program|php|iop|treatment|day\s+(?:program|treatment))(?:\s+today)?
        |(?:not|n['’]t)\s+com(?:e|ing)\s+(?:in\s+)?to\s+(?:program|php|iop)\s+today
        )\b",
    )
});

/// What nobody does who is away.
static THERE: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?i)\b(?:ate|eaten|finished|completed|attended|shared|participated|present\s+(?:for|in|at)|returned|came\s+back|sat\s+(?:with|at|near)|tearful|calm|cooperative|left\s+(?:early|at))\b",
    )
});

/// What follows such words where they speak of another or of absences in general.
static OF_OTHERS: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?ix)^\s*(?:rates?|polic(?:y|ies)|agreement|list|histor(?:y|ies)|risk|count|letter\s+template)\b
        |^\s*[:,-]?\s*(?:(?:by|of|from|x\s*\d+\s+by)\s+)?(?:the\s+|his\s+|her\s+|their\s+|one\s+|an?\s+|some\s+|other\s+)?(?:(?:client|pt|patient)'?s\s+)?(?:mother|mom|father|dad|parents?|husband|wife|spouse|sister|brother|son|daughter|peers?|family|guardian|interpreter|members?|clients|\d+\s+(?:clients?|peers?|members?|patients?|pts?|participants?))\b
        |^\s*(?:from|for|at)\s+(?:(?:his|her|their|the)\s+)?(?:work|school|job|college|court|practice)\b
        |\b(?:last\s+(?:week|session|month|time|\w+day|appointment|appt|visit)|yesterday|previous(?:ly)?|prior|earlier\s+this\s+week|since|history|hx|ago|would|if|when(?:ever)?|often|sometimes|times\s+(?:in|this|since))\b
        |\b(?:but|then)\s+(?:came|arrived|joined|attended|was\s+seen|called\s+in|logged)\b",
    )
});

/// What only a note of a session tells.
static HELD: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?ix)\b(?:met\s+with|discuss\w*|process(?:ed|ing)|explor\w+|practic\w+|worked\s+on|engag\w+|participated|session\s+(?:began|started|ran|focused|held)|arriv(?:ed|es)|joined|came\s+(?:late|to|for|in|alone|today)|late\s+to|was\s+seen|seen\s+(?:for|by|in|at|via|today)|intervention|interventions|cbt|dbt|emdr|act|mse|affect|mood|goal|progress|psychoeducation|role[-\s]?play\w*|skills?|validated|denies|denied|oriented|thought\s+process|homework|group\s+(?:began|discussed)|start(?:ed)?\s+time|stop\s+time)\b",
    )
});

static NOT_HELD: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?i)\b(?:no|not|session\s+was\s+not|wasn'?t)\s+(?:\w+\s+)?(?:session|sessions|visit|service)?\s*(?:was\s+)?(?:held|seen|joined|arrived)\b",
    )
});

/// Returns the statement of a short note of a day program, whoever wrote it, that the patient stays
/// away that day: `Mom called 0755, Ann is not coming today. No groups, no meals here.`
pub(super) fn read_day_missed(
    view: &NoteView<'_>,
    kind: NoteKind,
    patient: Option<&PersonName>,
) -> Option<Located<AttendanceStatement>> {
    let may_tell = matches!(
        kind,
        NoteKind::ShiftNote
            | NoteKind::NursingNote
            | NoteKind::ProgramSummary
            | NoteKind::ProgressNote
            | NoteKind::CaseManagement
            | NoteKind::Contact
            | NoteKind::Unknown
    );
    if !may_tell {
        return None;
    }
    let lines = short_body(view)?;
    let (away, there, held) = (AWAY.as_ref()?, THERE.as_ref()?, HELD.as_ref()?);
    let by_phone = lines.iter().any(|(_, line)| {
        let lower = line.text.to_ascii_lowercase();
        ["called", "phone", "texted", "voicemail"]
            .iter()
            .any(|word| lower.contains(word))
    });
    let mut found = None;
    for (index, line) in lines {
        let mut from = 0;
        for sentence in line.text.split_inclusive(['.', ';', '!']) {
            let start = from;
            from += sentence.len();
            let said = away.find(sentence);
            let told = match &said {
                Some(said) => sentence.get(said.end..).unwrap_or_default(),
                None => sentence,
            };
            // Who calls in sick may be asked about safety on the telephone.
            let is_asked = by_phone && DENIES.iter().any(|word| opens_with(told, word));
            if there.is_match(told) || held.is_match(told) && !is_asked {
                return None;
            }
            let is_now = |said: &std::ops::Range<usize>| {
                let behind = sentence.get(said.end..).unwrap_or_default();
                let mut next = behind.split_whitespace().take(2);
                found.is_none() && !next.any(is_of_other_time)
            };
            let Some(said) = said.filter(is_now) else {
                continue;
            };
            let before = sentence.get(..said.start).unwrap_or_default();
            if is_of_patient(before, patient) && !is_of_other_time(before) {
                let place = view.place(index, start + said.start..start + said.end);
                found = Some(Located::new(AttendanceStatement::NoShow, place));
            }
        }
    }
    found.filter(|_| is_of_program(view))
}

const DENIES: [&str; 3] = ["denies", "denied", "denying"];

fn opens_with(sentence: &str, word: &str) -> bool {
    let first = sentence.split_whitespace().next().unwrap_or_default();
    first.eq_ignore_ascii_case(word)
}

/// Returns whether the note is a day program's. In a house a patient who misses a program's day is
/// there all the same.
fn is_of_program(view: &NoteView<'_>) -> bool {
    // Who writes notes on attendance has a day that one attends.
    let is_of_attendance = || {
        let mut lines = view.body_lines().take(8);
        lines.any(|(_, line)| line.text.to_ascii_lowercase().contains("attendance note"))
    };
    if let Some(level) = level::read_level(view).map(|level| level.value) {
        return level.is_day_program() || !level.is_24_hour() && is_of_attendance();
    }
    let Some((_, first)) = view.body_lines().next() else {
        return false;
    };
    let named = level::level_from_text(first.text);
    let names_house = || {
        let lower = first.text.to_ascii_lowercase();
        ["resid", "detox", "rtc", "house"]
            .iter()
            .any(|word| lower.contains(word))
    };
    (named
        .as_ref()
        .is_some_and(|(level, _)| level.is_day_program())
        || named.is_none() && is_of_attendance())
        && !names_house()
}

/// Returns whether the words before an absence name the patient, or nobody.
fn is_of_patient(before: &str, patient: Option<&PersonName>) -> bool {
    const ROLES: [&str; 12] = [
        "client",
        "patient",
        "pt",
        "member",
        "participant",
        "consumer",
        "student",
        "she",
        "he",
        "they",
        "and",
        "but",
    ];
    let clause = before
        .rsplit([',', '-', '–', '—', ':'])
        .next()
        .unwrap_or_default();
    let Some(subject) = clause.split_whitespace().next_back() else {
        return true;
    };
    let subject = subject.trim_matches(|c: char| !c.is_alphanumeric());
    let is_role = ROLES.iter().any(|role| subject.eq_ignore_ascii_case(role));
    let is_named = patient.is_some_and(|patient| {
        [&patient.first, &patient.last]
            .iter()
            .any(|name| subject.eq_ignore_ascii_case(name))
    });
    is_role || is_named
}

/// Returns whether a name is the patient's, or its first letter.
fn is_name_of(name: &str, patient: Option<&PersonName>) -> bool {
    patient.is_some_and(|patient| {
        [&patient.first, &patient.last].iter().any(|known| {
            known.eq_ignore_ascii_case(name) || name.len() == 1 && known.starts_with(name)
        })
    })
}

/// Returns whether the words beside an absence put it on another day, or under a condition.
fn is_of_other_time(beside: &str) -> bool {
    const WORDS: [&str; 16] = [
        "yesterday",
        "last",
        "previous",
        "previously",
        "if",
        "when",
        "whenever",
        "since",
        "would",
        "ago",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "tomorrow",
    ];
    let mut words = beside.split(|c: char| !c.is_alphanumeric());
    words.any(|word| WORDS.iter().any(|known| word.eq_ignore_ascii_case(known)))
}

/// Lines of a note's beginning that its head may take.
const HEAD: usize = 20;

/// Returns the line below a note's head: the letterhead, the labelled facts and what a system prints
/// beside them in the same way, `Printed from: EasyChart`, up to a blank line.
fn head_end(view: &NoteView<'_>) -> usize {
    let is_fact = |label: Label| {
        matches!(
            label,
            Label::PatientName
                | Label::Mrn
                | Label::BirthDate
                | Label::NoteType
                | Label::ServiceDate
                | Label::Date
                | Label::Author
                | Label::Program
        )
    };
    let within = view.from..view.to.min(view.from + HEAD);
    let states = |index: &usize| {
        let mut fields = view.fields_on(*index);
        fields.any(|field| field.marked && field.name.start < 3 && is_fact(field.label))
    };
    let Some(last) = within.clone().rev().find(states) else {
        return view.from;
    };
    let is_labelled = |text: &str| {
        let label = text.find(": ").filter(|at| *at <= LABEL);
        label.is_some_and(|at| {
            text.get(..at)
                .is_some_and(|label| !label.contains(['.', ',', ';']))
        })
    };
    let below = (last + 1..within.end).take_while(|index| {
        view.line(*index)
            .is_some_and(|line| is_labelled(line.text.trim()))
    });
    let end = last + 1 + below.count();
    // Where text follows at once, it may be the note's.
    match view.line(end).is_none_or(Line::is_blank) {
        true => end,
        false => last + 1,
    }
}

/// Bytes of a label in a head.
const LABEL: usize = 60;

/// Returns the lines of a note beside its title, fields and signature, where they are few.
fn short_body<'d>(view: &NoteView<'d>) -> Option<Vec<(usize, &'d Line<'d>)>> {
    let head = head_end(view);
    let lines = view.body_lines().filter(|(index, line)| {
        *index >= head
            && view.fields_on(*index).next().is_none()
            && (!signature::is_signature(line) || signature::stands_behind_prose(line.text))
            && kind::title_of_line(line.text).is_none_or(|title| title.kind == NoteKind::NoShow)
    });
    // Most notes say more within their first lines.
    let (mut told, mut words) = (Vec::new(), 0);
    for (index, line) in lines {
        words += line.words();
        if told.len() == MOST_LINES || words > MOST_WORDS {
            return None;
        }
        told.push((index, line));
    }
    Some(told)
}

/// Returns the statement of a short note that tells of nothing but the patient's absence.
pub(super) fn read_missed(
    view: &NoteView<'_>,
    kind: NoteKind,
    patient: Option<&PersonName>,
) -> Option<Located<AttendanceStatement>> {
    let of_session = matches!(
        kind,
        NoteKind::IndividualNote
            | NoteKind::FamilyNote
            | NoteKind::GroupNote
            | NoteKind::ProgressNote
            | NoteKind::PrescriberNote
            | NoteKind::CaseManagement
            | NoteKind::Unknown
            | NoteKind::Contact
            | NoteKind::CrisisNote
    );
    if !of_session {
        return None;
    }
    let told = short_body(view)?;
    let (missed, of_others, held, not_held) = (
        MISSED.as_ref()?,
        OF_OTHERS.as_ref()?,
        HELD.as_ref()?,
        NOT_HELD.as_ref()?,
    );
    let mut found = None;
    for &(index, line) in &told {
        let mut from = 0;
        for sentence in line.text.split_inclusive(['.', ';', '!']) {
            let start = from;
            from += sentence.len();
            if found.is_none()
                && let Some(captures) = missed.captures(sentence)
                && let Some(said) = captures.get(0).map(|whole| whole.range())
                && captures
                    .name("name")
                    .is_none_or(|name| is_name_of(name.as_str(), patient))
            {
                let behind = sentence.get(said.end..).unwrap_or_default();
                if of_others.is_match(behind)
                    || attendance::is_of_other_service(kind, behind)
                    || attendance::is_of_group_beside(kind, behind)
                {
                    return None;
                }
                let place = view.place(index, start + said.start..start + said.end);
                found = Some(Located::new(AttendanceStatement::NoShow, place));
                continue;
            }
            if held.is_match(sentence) && !not_held.is_match(sentence) {
                return None;
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::model::AttendanceStatement;
    use crate::text::{FileId, Page};

    fn is_missed(body: &str) -> bool {
        let text = format!(
            "Progress Note\n\nClient: Malachi Poe\nDOB: 12/1/2000   Client ID: FC1\nClinician: Bram Roe, LCSW\n\
             Appointment date: February 11, 2026\n\n{body}\n\n\
             Signed electronically by Bram Roe, LCSW on February 11, 2026 at 3:20 pm\n"
        );
        let page = Page::plain(1, text.as_str());
        let notes = crate::read::note::from_pages(FileId(0), "", &[page], &mut Vec::new());
        let told = notes[0].attendance.as_ref().map(|told| told.value);
        told == Some(AttendanceStatement::NoShow)
    }

    #[test]
    fn a_note_of_a_missed_appointment_says_so_in_few_words() {
        for body in [
            "No show 2/11/2026 2:00 PM. Called 2:15, VM. Girlfriend called back 3 PM, he's fine, flu. Rescheduled 2/18. No session held.",
            "Pt DNA. VM left 2:15. R/s 2/18.",
            "Client did not show for 2 PM appt, VM left.",
            "Pt no-show.",
            "No-show. Fee charged.",
            "No show for appointment.",
            "NS x1, vm left 2:15.",
            "Did not attend. Called, no answer.",
            "Client no call/no show for 2:00. Outreach letter sent.",
            "Appointment missed, client ill.",
            "Late cancel.",
            "Late cancel, texted 1:30 he has flu. R/s 2/18.",
            "Cx <24h, flu. Fee waived.",
            "Client cancelled same day, flu.",
            "Client canceled less than 24 hours before.",
            "Went to shelter for 2 pm appt. M not there, no show; waited 20 min, phone off, left card w/ desk. No contact with consumer. Will try Wed.",
            "M no showed, waited.",
            "Malachi no-showed.",
            "Client not home, card left on door.",
            "Client did not answer door, knocked x3.",
            "Knocked twice, no answer. Left card.",
            "Outreach to apartment, nobody home.",
            "Unable to reach client, vm full.",
            "No contact with client. Will try Friday.",
            "NS today. Called, vm.",
            "NS for appt.",
            "Absent, called in ill.",
            "Client out sick today.",
            "Pt called out, excused absence.",
            "Excused absence. Will call Monday.",
            "Pt never showed.",
        ] {
            assert!(is_missed(body), "{body}");
        }
    }

    #[test]
    fn a_long_head_is_none_of_the_few_words() {
        let day = |body: &str| {
            let text = format!(
                "HILL RIDGE YOUTH CENTER\nEasyChart v4.2  -  Chart Print\nClient: Poe, Ann    Client ID: 1042    DOB: 12/01/2010\n\
                 Episode Admit Date: 02/02/2026    Guarantor: PINE MUTUAL HEALTH\n------------------------------\n\
                 Note Type: PHP Attendance Note\nDate Of Service: 02/11/2026\nPractitioner: ROE,BRAM (LMFT)\n\
                 Services Provided At: Day Hall - PHP\nNote Addresses Which Existing Service Program: Partial Hospitalization - Adolescent\n\
                 Draft/Final: Final\n\n{body}\n\nElectronically signed by: Bram Roe, LMFT on 02/11/2026 17:40\n"
            );
            let page = Page::plain(1, text.as_str());
            let notes = crate::read::note::from_pages(FileId(0), "", &[page], &mut Vec::new());
            assert_eq!(notes.len(), 1);
            notes[0].attendance.as_ref().map(|told| told.value)
        };
        let missed = "Client did not come by 9:20. Called mother 9:40, no answer; 11:10 reached, Ann has a\n\
                      stomach ache and is in bed, safe, no SI said. Did not attend program today. No services\n\
                      given. Will return Thursday.";
        assert_eq!(day(missed), Some(AttendanceStatement::NoShow));
        let late = "Came at 9:50 after a call to mother. Attended all groups and shared about the fight at home,\n\
                    then stayed for lunch with peers.";
        assert_eq!(day(late), None);
    }

    #[test]
    fn a_session_after_an_absence_and_the_absence_of_others_is_no_missed_appointment() {
        for body in [
            "No-showed last week. Today talked of flu and work stress for the hour.",
            "Client no-showed last week; came today, processed guilt about missing.",
            "Mother did not show. Met with client alone.",
            "No show by mother. Client was seen alone.",
            "Late to session. Reviewed thought record.",
            "No-show policy explained, client signed it.",
            "Did not attend school Monday. Explored avoidance, practiced breathing.",
            "One peer did not attend. Client shared about urges.",
            "No shows: 2 clients. Client shared.",
            "DNA test came back; he is the father. Tearful.",
            "B not there, no show. Client shared about it.",
            "Not home much this week, works nights. Explored sleep.",
            "No contact with mother since June. Client sad.",
            "No contact order is in place. Reviewed it.",
            "Client is not at home in his body, talked of shame.",
            "Did not answer the question on grief; practiced breathing.",
            "Unable to reach mother. Met with client.",
            "Went to the park; nobody there bothered him. Coping skills used.",
            "Did not answer when asked about the accident.",
            "Called out peers for lateness, calm otherwise.",
            "Out sick from work three days, bored.",
            "Not present in the moment, used grounding skills.",
        ] {
            assert!(!is_missed(body), "{body}");
        }
    }

    #[test]
    fn a_day_of_a_program_is_missed_by_the_patient_and_by_nobody_else() {
        let is_missed = |title: &str, body: &str| {
            let text = format!(
                "{title}\nPatient: Anneliese Poe   MRN: MH-31\nDate: 05/13/2026\n\n{body}\n\n\
                 Electronically signed by Jay Roe, MHT 05/13/2026 8:24 AM\n"
            );
            let page = Page::plain(1, text.as_str());
            let notes = crate::read::note::from_pages(FileId(0), "", &[page], &mut Vec::new());
            let told = notes[0].attendance.as_ref().map(|told| told.value);
            told == Some(AttendanceStatement::NoShow)
        };
        for body in [
            "Mom called 0755 - Anneliese is not coming today, sinus thing, ABSENT. Told her fluids + plan at home, RN Bex will call at noon. No groups, no meals here.",
            "Patient was absent today, did not attend program.",
            "Pt out sick today, stomach flu. RN to call.",
            "Dad called, staying home today with a fever.",
            "She won't be in today.",
        ] {
            assert!(is_missed("PHP tech note", body), "{body}");
        }
        for body in [
            "Mom is not coming today for family lunch; Anneliese ate 90 percent.",
            "Anneliese was absent today from school and came to program, ate lunch.",
            "Her mother is not coming today.",
            "Peer Mia is out sick today, group was small. Anneliese finished snack.",
            "She says she did not attend program last summer and cried. Calm after.",
            "Patient did not attend program yesterday. Doctor's letter is in the chart.",
            "If she is out sick today, RN will call mom.",
        ] {
            assert!(!is_missed("PHP tech note", body), "{body}");
        }
        assert!(is_missed(
            "BH Attendance Note",
            "Pt called 0905, up all night vomiting. Will not be in today. Denies any self harm thoughts. Excused absence."
        ));
        assert!(!is_missed(
            "BH Attendance Note",
            "Pt called at 0905 that she is late. Came at ten and attended all groups. Denies any self harm thoughts."
        ));
        // In a house the patient is there all the same.
        assert!(!is_missed(
            "Residential shift note",
            "Pt out sick today, in her room."
        ));
    }
}
