//! Finds where an assessment speaks of the level of care: under a heading of its own, in a sentence
//! that recommends a level or says how much of it is needed, and in one that says of less care that
//! it was tried or would not do. It does not judge whether the reason is good.

use super::view::NoteView;
use crate::model::NoteKind;
use crate::text::{AnyOf, Pattern, Span};
use std::borrow::Cow;
use std::sync::LazyLock;

static HEADING: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?ix)^\W*
        (?:(?:asam|locus|calocus|recommended|indicated|appropriate|current|initial|proposed)\s+)*
        (?:level[\s-]of[\s-]care|loc|asam\s+(?:level|criteria|placement|determination)|locus
           |medical\s+necessity|placement|continued\s+stay)
        (?:\s+(?:determination|justification|recommend\w*|assessment|rationale|decision|criteria
           |statement|indicated|placement|and|summary|score|composite|level))*
        \s*(?:[:\-\u{2013}\u{2014}=]|$)",
    )
});

/// Levels of care and settings by the names that clinicians give them.
static LEVEL: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?ix)\b(?:iop|php|intensive\s+out-?\s?patient|partial\s+(?:hospital\w*|program|day|care)
        |day\s+(?:hospital|treatment|program)|residential|r\.?t\.?c|prtf|inpatient|outpatient
        |detox\w*|withdrawal\s+management|[23]\.[1357](?:\s*-?\s*wm)?|level\s+[1-4]
        |(?:24|twenty[\s-]?four)[\s-]*(?:h|hrs?|hours?)|(?:a)?round[\s-]the[\s-]clock|day\s+and\s+night
        |awake\s+(?:all\s+night|at\s+night|overnight|through\s+the\s+night)|awake\s+staff
        |crisis\s+(?:unit|stabilization)|sober\s+living|halfway\s+house)\b",
    )
});

/// What makes a named level a recommendation or a need.
static NEED: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?ix)\b(?:recommend\w*|rec(?:s|d)?\b\.?|approp(?:riate)?|suitable|candidate|meets?|criteria
        |admit\w*|admission\s+(?:to|for|into)|requir\w+|needs?|needed|in\s+need|necess\w+
        |refer\w*\s+(?:to|for)|placement|placed|indicated|warrant\w*|justif\w+|medically
        |step(?:s|ped|ping)?[\s-]?(?:down|up)\s+(?:to|from)|benefit\s+from|rather\s+than|instead\s+of
        |more\s+than|less\s+than|(?:level|level\s+of\s+care|loc|plan|dispo(?:sition)?)\s*(?:is|:|=|-)
        |want\s+(?:him|her|them|pt|the\s+patient)|not\s+(?:php|iop|residential|inpatient|24))\b
        |\b(?:level|level\s+of\s+care|loc|plan|dispo(?:sition)?)\s*[:=]
        |\b(?:\d+|two|three|four|five|six|seven)\s*(?:x|d|days?|times|h|hrs?|hours?|mornings|afternoons|evenings)?
          \s*(?:/|a|per|each)\s*(?:wk|week|d|day)\b",
    )
});

/// Less care than a program: what somebody had before it or could have had instead.
static LESS: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?ix)\b(?:iop|php|op|intensive\s+out-?\s?patient|out-?\s?patient|partial\s+hospital\w*|day\s+(?:program|treatment|hospital)
        |(?:bi-?)?weekly\s+(?:[\w-]+\s+){0,2}?(?:therap\w+|psychotherapy|sessions?|visits?|treatment|emdr|erp|cbt|dbt|cpt)
        |(?:therap\w+|psychotherapy|sessions?|visits?|emdr|erp|cbt|dbt|cpt)\s+(?:(?:bi-?)?weekly|once\s+a\s+week|every\s+(?:other\s+)?week|\d\s*x\s*/?\s*(?:wk|week))
        |(?:two|three|four|\d)\s+(?:evenings?|mornings?|afternoons?|eves?)|(?:lower|less\s+(?:intensive|restrictive))\s+(?:level|setting|care)
        |lower\s+loc|(?:individual|group|talk|office|private)\s+therapy|counsel(?:ing|or)|(?:last|previous|prior|earlier)\s+(?:program|treatment|rehab)
        |(?:therapy|treatment|sessions?)\s+(?:x|for|since))\b",
    )
});

/// That it was tried, or why it would not do.
static SHORT: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?ix)\b(?:fail\w*|tried|attempted|insufficient|inadequate|ineffective|unsuccessful\w*
        |not\s+(?:been\s+)?(?:enough|sufficient|adequate|effective|helped|help|held|hold|give|given|work|worked|improv\w+|moved|able|safe|appropriate|get|stop|reach|attend|go|do|last|change|changed|better)
        |(?:didn|doesn|hasn|couldn|wouldn|won|isn|wasn|can)['\u{2019}]?t|did\s+not|does\s+not|has\s+not|have\s+not|had\s+not|could\s+not|would\s+not|will\s+not|cannot
        |no\s+(?:\w+\s+)?(?:change|benefit|improvement|better|gain|effect|progress|response|relief|success)
        |(?:without|w/o|little|limited|minimal|partial)\s+(?:\w+\s+)?(?:change|benefit|improvement|gain|effect|progress|response|relief|success|hold|help)
        |relaps\w+|drank|used|left\s+(?:after|against|through|it)|dropped\s+out|late\s+or\s+not|worse\w*|declin\w+|deteriorat\w+|despite
        |too\s+(?:thin|little|loose|light|infrequent|sparse|weak)|(?:went|led|got|gone)\s+(?:\w+\s+)?nowhere
        |partial(?:ly)?|ended\s+when|stopped\s+(?:going|attending)|completed|lose|lost|for\s+\w+\s+(?:weeks|months|years)
        |(?:x|since)\s*\w+)\b",
    )
});

/// What nearly every sentence on a level holds and few others do, asked before the expressions.
static HINTS: LazyLock<AnyOf> = LazyLock::new(|| {
    AnyOf::new(&[
        "iop",
        "php",
        "patient",
        "partial",
        "day ",
        "residential",
        "rtc",
        "r.t.c",
        "prtf",
        "detox",
        "withdrawal",
        "2.1",
        "2.5",
        "2.7",
        "3.1",
        "3.3",
        "3.5",
        "3.7",
        "level",
        "24",
        "twenty",
        "clock",
        "awake",
        "crisis",
        "sober",
        "halfway",
        "week",
        "wk",
        "op ",
        "therapy",
        "counsel",
        "program",
        "treatment",
        "session",
        "evening",
        "eve",
        "morning",
        "lower",
        "less ",
        "rehab",
    ])
});

/// What an assessment says of levels of care.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct LevelTalk {
    /// Where it states a level and with it a need or a recommendation.
    pub(crate) statement: Option<Span>,
    /// Where it says of less care that it was tried or would not do.
    pub(crate) less_care: Option<Span>,
}

/// Returns what assessments and evaluations say of levels; nothing for other kinds.
pub(crate) fn read_level_talk(view: &NoteView<'_>, kind: NoteKind) -> LevelTalk {
    let mut talk = LevelTalk::default();
    let is_assessment = matches!(
        kind,
        NoteKind::Assessment | NoteKind::PsychiatricEvaluation | NoteKind::HistoryAndPhysical
    );
    if !is_assessment {
        return talk;
    }
    let lines: Vec<_> = view.body_lines().collect();
    for (place, (index, line)) in lines.iter().enumerate() {
        let next = lines
            .get(place + 1)
            .map_or("", |(_, next)| next.text.trim());
        let whole = || {
            let start = line.text.len() - line.text.trim_start().len();
            view.place(*index, start..line.text.trim_end().len())
        };
        if talk.statement.is_none() && heads_a_statement(line.text, next) {
            talk.statement = Some(whole());
        }
        if !HINTS.is_in(line.text) {
            continue;
        }
        // A sentence may run on into the line below, which a heading or a blank line ends.
        let runs_on = !next.is_empty() && !line.text.trim_end().ends_with(['.', ':', '!', '?']);
        let joined = match runs_on {
            true => Cow::Owned(format!("{} {next}", line.text)),
            false => Cow::Borrowed(line.text),
        };
        for sentence in sentences(&joined) {
            let both = |one: &LazyLock<Option<Pattern>>, other: &LazyLock<Option<Pattern>>| {
                [one, other].iter().all(|pattern| {
                    pattern
                        .as_ref()
                        .is_some_and(|found| found.is_match(sentence))
                })
            };
            if talk.statement.is_none() && both(&LEVEL, &NEED) {
                talk.statement = Some(whole());
            }
            if talk.less_care.is_none() && both(&LESS, &SHORT) {
                talk.less_care = Some(whole());
            }
        }
        if talk.statement.is_some() && talk.less_care.is_some() {
            break;
        }
    }
    talk
}

/// Returns whether a line is the heading of a statement with words behind it or below.
fn heads_a_statement(line: &str, next: &str) -> bool {
    let heading = HEADING.as_ref().and_then(|heading| heading.find(line));
    heading.is_some_and(|found| line.get(found.end..).is_some_and(has_words) || has_words(next))
}

/// Returns the sentences of a line. The point of "3.7" ends none.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let ends = rest.match_indices(['.', '!', '?']);
        let end = ends
            .map(|(at, _)| at + 1)
            .find(|&end| rest[end..].starts_with(char::is_whitespace))
            .unwrap_or(rest.len());
        let (sentence, after) = rest.split_at(end);
        rest = after;
        Some(sentence)
    })
}

/// An empty field, dashes or a lone unfilled box say nothing.
fn has_words(text: &str) -> bool {
    text.split_whitespace()
        .any(|word| word.chars().any(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use crate::read::note::from_pages;
    use crate::text::{FileId, Page};

    fn talk(body: &str) -> (bool, bool) {
        let text = format!(
            "BIOPSYCHOSOCIAL ASSESSMENT\nPatient: Roe, Ann  MRN: X-1\nDate of Service: 01/05/2026\n\n{body}\n"
        );
        let notes = from_pages(FileId(0), "a.txt", &[Page::plain(1, text)], &mut Vec::new());
        let body = &notes[0].body;
        (body.level_statement.is_some(), body.less_care.is_some())
    }

    fn states(body: &str) -> bool {
        talk(body).0
    }

    #[test]
    fn headings_with_words_and_recommendations_are_statements() {
        for body in [
            "Level of care:\nPsychiatric IOP recommended, three mornings a week.",
            "LOC Determination: meets 3.5",
            "ASAM Level: 2.1",
            "Impression: recommend partial hospitalization given failed weekly therapy.",
            "Disposition: admit to 3.7 withdrawal unit.",
            "Client is appropriate for IOP.",
            "Admit to psychiatric residential.",
            "She needs a twenty-four-hour setting: the beam is in her own bedroom.",
            "Residential care is necessary, as nobody is at home.",
            "Recommendation: PHP (2.5).",
            "I want her where somebody is awake all night and pills are counted. Residential.",
            "IOP 3x/wk 3h; not PHP - runs a household, safe, wants evenings.",
            "Sleeps at home. Can stay home safely, wife supportive. Level: IOP 3 d/wk.",
            "IOP indicated: needs several hours of coached exposure; school intact mornings.",
            "An intensive outpatient program, three afternoons,\nis what he needs; he sleeps at home.",
        ] {
            assert!(states(body), "{body}");
        }
    }

    #[test]
    fn empty_fields_and_talk_of_other_things_are_none() {
        for body in [
            "Level of care: ____\n",
            "Alert, loc x3, no head injury.",
            "Attended IOP in 2019 elsewhere.",
            "He was seen in outpatient clinic. Needs new glasses.",
            "Took 24 mg at night.",
            "Needs a ride home on Fridays.",
            "Lies awake all night with worry about rent.",
            "His parents want him to call more.",
        ] {
            assert!(!states(body), "{body}");
        }
    }

    #[test]
    fn what_less_care_did_not_do_is_told() {
        for body in [
            "He had weekly exposure therapy for five months and an intensive outpatient track which he attended late or not at all.",
            "He needs daily exposure, which three evenings did not give.",
            "Weekly OP since Jan no change.",
            "Weekly EMDR x 8 mo w/o hold, worsening.",
            "IOP tried and failed.",
            "IOP was considered and is too thin: at Sunday's home visit she ate 50 percent without staff.",
            "An intensive outpatient program x 8 weeks went nowhere.",
        ] {
            assert!(talk(body).1, "{body}");
        }
        for body in [
            "Sees her mother weekly.",
            "Low since January, calls in sick about once a week.",
            "Worse in the mornings, could not eat.",
            "Referred by her outpatient counselor.",
        ] {
            assert!(!talk(body).1, "{body}");
        }
    }

    #[test]
    fn notes_of_other_kinds_are_not_asked() {
        let text = "GROUP NOTE\nPatient: Roe, Ann  MRN: X-1\nDate of Service: 01/05/2026\n\nRecommend IOP; weekly therapy failed.\n";
        let notes = from_pages(FileId(0), "a.txt", &[Page::plain(1, text)], &mut Vec::new());
        assert!(notes[0].level_statement.is_none() && notes[0].less_care.is_none());
    }
}
