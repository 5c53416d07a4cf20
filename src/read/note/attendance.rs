//! Finds a note's own statement that the patient was not there for this service. Reports of
//! other days, other people, other services and rules about absence are not such statements.

use super::guards::Guard;
use super::labels::Label;
use super::missed;
use super::view::NoteView;
use crate::model::{AttendanceStatement, NoteKind, PersonName};
use crate::text::{Groups, Located, Pattern};
use std::sync::LazyLock;

/// Returns the statement, if the note of the kind makes one.
pub(crate) fn read_attendance(
    view: &NoteView<'_>,
    kind: NoteKind,
    patient: Option<&PersonName>,
) -> Option<Located<AttendanceStatement>> {
    labelled(view)
        .or_else(|| checked_box(view))
        .or_else(|| sentence(view, kind, patient))
        .or_else(|| missed::read_missed(view, kind, patient))
        .or_else(|| missed::read_day_missed(view, kind, patient))
        .or_else(|| {
            if kind != NoteKind::NoShow {
                return None;
            }
            let (_, line) = view.body_lines().next()?;
            Some(Located::new(
                AttendanceStatement::NoShow,
                line.trimmed_span(view.file()),
            ))
        })
}

fn labelled(view: &NoteView<'_>) -> Option<Located<AttendanceStatement>> {
    let fields = view
        .labelled(Label::Attendance)
        .chain(view.labelled(Label::Status));
    fields
        .into_iter()
        .find_map(|field| {
            let value = view.value(field);
            if value.len() > 60 {
                return None;
            }
            let status = word_of(value)?;
            // "Attendance: Present [ ] Absent [ ]" ticks boxes; the boxes decide.
            if value.contains('[')
                || value.contains('☐')
                || value.contains('/') && value.to_ascii_lowercase().contains("present")
            {
                return None;
            }
            // "Attended: No" and "Present: N" negate the label.
            Some(Located::new(status, view.value_span(field)))
        })
        .or_else(|| {
            view.labelled(Label::Attendance).find_map(|field| {
                let name = view
                    .line(field.line)?
                    .text
                    .get(field.name.clone())?
                    .to_ascii_lowercase();
                let value = view.value(field).trim().to_ascii_lowercase();
                let no = matches!(value.trim_end_matches('.'), "no" | "n" | "none" | "0");
                (no && (name.contains("attended")
                    || name.contains("present")
                    || name == "attendance"))
                    .then(|| Located::new(AttendanceStatement::NoShow, view.value_span(field)))
            })
        })
}

/// Returns what the status of a visit says of a patient who was not there for it.
pub(crate) fn absence_in(status: &str) -> Option<AttendanceStatement> {
    (status.len() <= 60).then(|| word_of(status)).flatten()
}

fn word_of(value: &str) -> Option<AttendanceStatement> {
    let lower = value.trim().to_ascii_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| lower.starts_with(word));
    if begins(&[
        "no show",
        "no-show",
        "noshow",
        "absent",
        "did not attend",
        "did not join",
        "never joined",
        "not joined",
        "did not log in",
        "did not log on",
        "did not connect",
        "dna",
        "cancel",
        "missed",
        "not present",
        "excused",
        "unexcused",
        "did not show",
        "not attended",
        "client cancel",
        "patient cancel",
        "late cancel",
        "ns ",
    ]) || lower == "ns"
    {
        return Some(AttendanceStatement::NoShow);
    }
    if begins(&["refused", "declined"]) {
        return Some(AttendanceStatement::Refused);
    }
    if begins(&[
        "on pass",
        "pass",
        "therapeutic pass",
        "home pass",
        "therapeutic leave",
        "on leave",
        "loa",
    ]) {
        return Some(AttendanceStatement::OnPass);
    }
    begins(&["awol", "eloped", "elopement"]).then_some(AttendanceStatement::Awol)
}

static BOX: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?i)(?:\[\s*[x✓✔]\s*\]|\(\s*[x✓✔]\s*\)|☒|☑|✔)\s*(no[- ]?show|absent|cancel+ed|did not attend|refused|declined|on pass|awol)\b",
    )
});

fn checked_box(view: &NoteView<'_>) -> Option<Located<AttendanceStatement>> {
    let pattern = BOX.as_ref()?;
    view.body_lines().find_map(|(index, line)| {
        let may_hold_box = line.may(Guard::Opens) || !line.is_ascii();
        if !may_hold_box || !may_tick(line.text) {
            return None;
        }
        let captures = pattern.captures(line.text)?;
        let status = word_of(captures.get(1)?.as_str())?;
        Some(Located::new(
            status,
            view.place(index, captures.get(0)?.range()),
        ))
    })
}

static ABSENT: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    let who = r"(?:client|patient|pt\.?|resident|member|consumer|participant|she|he|they|mr\.?\s+\w+|ms\.?\s+\w+|mrs\.?\s+\w+)";
    let service = r"(?:(?:today'?s?|this|the|his|her|their|scheduled|a|an|any|am|pm|morning|afternoon|evening|individual|family|group|process|therapy|php|iop|program(?:ming)?|day|all|intake|counseling|first|second|third|last|[a-z]+\s+o['’]clock|\d{1,2}(?::\d\d)?\s*[ap]\.?m\.?)\s+){0,5}(?:group|groups|session|sessions|appointment|therapy|program|programming|treatment|visit|service|services|today)\b";
    Pattern::new(&format!(
        r"(?ix)
        (?P<named>^\s*(?-i:\p{{Lu}}\p{{Ll}}+)\s+(?:was\s+an?\s+)?no[-\s]?show(?:ed)?\s+(?:for|to|at|today)\b)
        |(?P<byname>^\s*(?:(?:mr|ms|mrs)\.?\s+)?(?-i:\p{{Lu}}[\p{{L}}'’-]+)(?:\s+(?-i:\p{{Lu}}[\p{{L}}'’-]+))?\s+(?:did\s+not|didn'?t)\s+(?:attend|(?:come(?:\s+in)?|report|show(?:\s+up)?)\s+(?:to|for)|join)\s+{service})
        |(?:^|[.;]\s*)(?P<away>absent\s+from\s+{service})
        |(?:^|[.;]\s*)(?P<unserved>no\s+services?\s+(?:were\s+|was\s+)?(?:provided|rendered|delivered)(?:\s+today)?)\s*(?:[.;]|$)
        |\b(?P<noshow>{who}\s+(?:was\s+(?:a\s+)?no[-\s]?show(?:ed)?|no[-\s]?showed|(?:did\s+not|didn'?t|failed\s+to|was\s+unable\s+to)\s+(?:attend|show(?:\s+up)?|appear|come|arrive|present|report|participate\s+in\s+group\s+due\s+to\s+absence)(?:\s+(?:to|for|at|in))?(?:\s+{service}|\s*[.,;]|\s*$|\s+(?:due|because|and|as)\b)|was\s+(?:absent|not\s+present)(?:\s+(?:from|for|at|today|due|because)\b|\s*[.,;]|\s*$)|missed\s+{service}|(?:called\s+(?:in\s+)?to\s+cancel|cancel+ed)(?:\s+{service}|\s*[.,;]|\s*$)|called\s+(?:in|out)\s+sick))
        |(?P<refused>{who}\s+(?:refused|declined)\s+(?:to\s+(?:attend|participate\s+in|come\s+to|join|leave\s+\w+\s+room\s+for)\s+)?{service})
        |(?P<pass>{who}\s+(?:(?:was|is|has\s+been|remained|remains|currently|still|out|away)\s+){{0,4}}on\s+(?:an?\s+|his\s+|her\s+|their\s+)?(?:(?:[\w]+[-\s]){{0,2}}pass|(?:therapeutic|home|trial|overnight|weekend)\s+(?:leave|visit)|loa|leave)\b)
        |(?P<awol>{who}\s+(?:(?:was|is|went|remains)\s+awol|eloped|left\s+(?:the\s+\w+\s+)?without\s+permission))"
    ))
});

/// Brackets, of which one opens every box in ASCII.
pub(super) const BRACKETS: [&str; 2] = ["[", "("];

/// Returns whether a text has a bracket with a tick behind it, or any sign beyond ASCII.
fn may_tick(text: &str) -> bool {
    let ticks = |inner: &str| inner.trim_start().starts_with(['x', 'X']);
    let opens = |sign: char| text.split(sign).skip(1).any(ticks);
    !text.is_ascii() || opens('[') || opens('(')
}

/// Words of which one stands in every match of [`ABSENT`].
pub(super) const WORDS: [&str; 19] = [
    "show",
    "did",
    "failed",
    "unable",
    "absent",
    "present",
    "missed",
    "cancel",
    "called",
    "refused",
    "declined",
    "pass",
    "leave",
    "visit",
    "loa",
    "awol",
    "eloped",
    "without",
    "no service",
];

static ELSEWHERE: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?ix)\b(?:yesterday|last\s+(?:week|night|session|month|group|\w+day)|previous(?:ly)?|prior|past|earlier\s+this\s+week|history|hx|if|when|whenever|would|denie[sd]|peers?|roommate|policy|rules?|reported\s+that|reports?\s+(?:that\s+)?(?:he|she|they)|on\s+\d{1,2}/\d{1,2}|since|ago|monday|tuesday|wednesday|thursday|friday|saturday|sunday|but\s+(?:attended|was\s+able|agreed|joined|did\s+attend)|then\s+(?:attended|joined)|before\s+admission|rarely|sometimes|often|never|mother|father|wife|husband|family\s+member|other)\b",
    )
});

/// What follows a pass that is over or has not begun, or a leave from work.
static NOT_AWAY: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?ix)^\s*(?:tomorrow|next|policy|rules?|request|form|list|status\s+review|from\s+(?:his\s+|her\s+|their\s+|the\s+)?(?:work|job|school|employ\w*|college|military|teaching|position)|and\s+(?:attended|joined))\b
        |\b(?:yesterday|last\s+(?:night|week|weekend)|returned|came\s+back|arrived\s+back|is\s+back)\b",
    )
});

/// What a therapist's note says was missed when it was another's visit: "a no show for Dr. Poe's
/// psychiatry slot".
static OTHER_SERVICE: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?ix)^\s*(?:(?:for|to|at|with)\s+)?(?:(?:an?|the|his|her|their|today'?s)\s+)?(?:scheduled\s+)?(?:dr\b|psychiatr|prescriber|med(?:s|ication|ical)?\s+(?:visit|check|slot|appt|appointment|management|mgmt|eval)|pcp\b|dent(?:ist|al)|lab\b)",
    )
});

/// Returns whether a therapist's note goes on, behind the word on an absence, to name another's visit.
pub(super) fn is_of_other_service(kind: NoteKind, behind: &str) -> bool {
    is_of_therapy(kind) && OTHER_SERVICE.as_ref().is_some_and(|p| p.is_match(behind))
}

fn is_of_therapy(kind: NoteKind) -> bool {
    matches!(
        kind,
        NoteKind::GroupNote
            | NoteKind::IndividualNote
            | NoteKind::FamilyNote
            | NoteKind::CrisisNote
            | NoteKind::ProgramSummary
    )
}

/// Returns whether a note of a meeting, or of a whole program day, tells by the words on an absence
/// of one group that was missed beside it.
pub(super) fn is_of_group_beside(kind: NoteKind, statement: &str) -> bool {
    let lower = statement.to_ascii_lowercase();
    let words = lower.split(|character: char| !character.is_alphanumeric());
    let mut words = words.filter(|word| !word.is_empty()).take(9);
    match kind {
        NoteKind::IndividualNote | NoteKind::FamilyNote | NoteKind::PrescriberNote => {
            words.any(|word| matches!(word, "group" | "groups"))
        }
        NoteKind::ProgramSummary => words.any(|word| {
            matches!(
                word,
                "clock" | "first" | "second" | "third" | "last" | "am" | "pm"
            )
        }),
        _ => false,
    }
}

/// Returns whether a leave may be one from work: outside 24-hour care the bare word is.
fn is_leave_from_work(statement: &str, around_the_clock: bool) -> bool {
    let lower = statement.to_ascii_lowercase();
    let is_named = [
        "pass",
        "therapeutic",
        "home",
        "trial",
        "overnight",
        "weekend",
    ]
    .iter()
    .any(|word| lower.contains(word));
    let is_pass_of_else = lower.ends_with("bus pass") || lower.ends_with("boarding pass");
    is_pass_of_else || !is_named && !around_the_clock
}

/// Returns whether a pronoun's absence names nothing that was missed, as in "the solo that she
/// did not come for": a pronoun without a session as object may speak of anything.
fn lacks_object(line: &str, captures: &Groups<'_>) -> bool {
    let (Some(whole), true) = (captures.get(0), captures.name("noshow").is_some()) else {
        return false;
    };
    let lower = whole.as_str().to_ascii_lowercase();
    let before = line.get(..whole.start()).unwrap_or_default();
    let is_relative = before
        .split_whitespace()
        .next_back()
        .is_some_and(|word| matches!(word.to_ascii_lowercase().as_str(), "that" | "which" | "who"));
    let is_pronoun = ["she ", "he ", "they "]
        .iter()
        .any(|word| lower.starts_with(word));
    let has_object = [
        "group",
        "session",
        "appointment",
        "therapy",
        "program",
        "treatment",
        "visit",
        "service",
        "today",
        "show",
    ]
    .iter()
    .any(|word| lower.contains(word));
    is_relative || is_pronoun && !has_object
}

/// Returns whether a sentence begins with a name of the patient's: "Bart did not attend" may as well
/// be said of a brother.
fn names(sentence: &str, patient: Option<&PersonName>) -> bool {
    const ROLES: [&str; 8] = [
        "client", "patient", "pt", "resident", "member", "consumer", "she", "he",
    ];
    let first = sentence.split_whitespace().next().unwrap_or_default();
    let first = first.trim_end_matches('.');
    if ROLES.iter().any(|role| first.eq_ignore_ascii_case(role)) {
        return true;
    }
    let Some(patient) = patient else { return false };
    let words = sentence
        .split_whitespace()
        .take_while(|word| word.starts_with(char::is_uppercase));
    words.filter(|word| word.len() > 3).any(|word| {
        word.eq_ignore_ascii_case(&patient.first) || word.eq_ignore_ascii_case(&patient.last)
    })
}

fn sentence(
    view: &NoteView<'_>,
    kind: NoteKind,
    patient: Option<&PersonName>,
) -> Option<Located<AttendanceStatement>> {
    // Plans, reviews and evaluations report on attendance in general.
    let own_service = matches!(
        kind,
        NoteKind::GroupNote
            | NoteKind::IndividualNote
            | NoteKind::FamilyNote
            | NoteKind::ProgressNote
            | NoteKind::PrescriberNote
            | NoteKind::CaseManagement
            | NoteKind::NoShow
            | NoteKind::ProgramSummary
            | NoteKind::Unknown
            | NoteKind::Contact
            | NoteKind::CrisisNote
    );
    let around_the_clock = matches!(kind, NoteKind::ShiftNote | NoteKind::NursingNote);
    if !own_service && !around_the_clock {
        return None;
    }
    let pattern = ABSENT.as_ref()?;
    for (index, line) in view.body_lines() {
        if !line.may(Guard::Absent) {
            continue;
        }
        for captures in pattern.captures_iter(line.text) {
            let Some(whole) = captures.get(0) else {
                continue;
            };
            let from = line
                .text
                .get(..whole.start())
                .and_then(|t| t.rfind(['.', ';', '!']))
                .map_or(0, |at| at + 1);
            let to = line
                .text
                .get(whole.end()..)
                .and_then(|t| t.find(['.', ';', '!']))
                .map_or(line.text.len(), |at| whole.end() + at);
            let sentence = line.text.get(from..to).unwrap_or(line.text);
            let is_of_else = if captures.name("pass").is_some() {
                // With whom and until when a pass lasts says nothing against it.
                let before = line.text.get(from..whole.end()).unwrap_or_default();
                let behind = line.text.get(whole.end()..).unwrap_or_default();
                ELSEWHERE.as_ref().is_some_and(|p| p.is_match(before))
                    || NOT_AWAY.as_ref().is_some_and(|p| p.is_match(behind))
                    || is_leave_from_work(whole.as_str(), around_the_clock)
            } else {
                let behind = line.text.get(whole.end()..).unwrap_or_default();
                ELSEWHERE.as_ref().is_some_and(|p| p.is_match(sentence))
                    || lacks_object(line.text, &captures)
                    || captures
                        .name("byname")
                        .is_some_and(|said| !names(said.as_str(), patient))
                    || is_of_other_service(kind, behind)
                    || is_of_group_beside(kind, whole.as_str())
            };
            if is_of_else {
                continue;
            }
            let missed = ["noshow", "named", "byname", "unserved", "away"]
                .into_iter()
                .find_map(|name| captures.name(name));
            let status = if missed.is_some() {
                AttendanceStatement::NoShow
            } else if captures.name("refused").is_some() {
                AttendanceStatement::Refused
            } else if captures.name("pass").is_some() {
                AttendanceStatement::OnPass
            } else {
                AttendanceStatement::Awol
            };
            // A shift or nursing note of a patient who stayed away from group still documents
            // the shift; only being off the unit concerns it.
            let counts = own_service
                || matches!(
                    status,
                    AttendanceStatement::OnPass | AttendanceStatement::Awol
                );
            if counts {
                return Some(Located::new(status, view.place(index, whole.range())));
            }
        }
    }
    None
}
