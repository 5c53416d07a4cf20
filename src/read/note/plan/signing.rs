//! Reads who signs a plan, and what it shows of the patient's consent.

use crate::model::{AuthorClass, PatientSigning, PersonName, PlanSigner, SignatureState};
use crate::read::note::credential;
use crate::read::note::guards::Guard;
use crate::read::note::labels::Label;
use crate::read::note::lines::Line;
use crate::read::note::patient;
use crate::read::note::signature;
use crate::read::note::view::NoteView;
use crate::read::note::when;
use crate::text::bytes::has_digit;
use crate::text::{AnyOf, Located, Pattern, Span, strip_prefix_ignoring_case};
use std::sync::LazyLock;

/// Lines at a document's end among which its signatures stand.
const SIGNATURE_LINES: usize = 14;

/// Returns everyone who signs or should, whose class can be told.
pub(super) fn signers(view: &NoteView<'_>) -> Vec<PlanSigner> {
    let mut signers: Vec<PlanSigner> = signature::signers(view)
        .into_iter()
        .map(|(class, signature)| PlanSigner {
            class,
            state: signature.state,
            date: signature.signed_at.map(|at| at.value.date),
            span: signature
                .span
                .unwrap_or_else(|| view.place(view.from, 0..0)),
        })
        .collect();
    for signer in plain_signers(view) {
        if !signers.iter().any(|known| {
            known.class == signer.class && known.state == signer.state || known.span == signer.span
        }) {
            signers.push(signer);
        }
    }
    signers.truncate(8);
    signers
}

/// Returns people who sign as forms let them: `Medical Director: John Roe, MD 3/3/2026`, or a
/// physician's line that is empty.
fn plain_signers(view: &NoteView<'_>) -> Vec<PlanSigner> {
    let last: Vec<_> = view.body_lines().rev().take(SIGNATURE_LINES).collect();
    let mut found = Vec::new();
    for (_, line) in last.into_iter().rev() {
        let text = line.text;
        let lower = text.to_ascii_lowercase();
        let of_physician = ["physician", "psychiatrist", "medical director", "attending"]
            .iter()
            .any(|role| lower.contains(role));
        let span = line.trimmed_span(view.file());
        let rest = text.split(':').next_back().unwrap_or(text);
        if of_physician && lower.contains("sign") && text.contains("__") {
            let written = rest.to_ascii_lowercase().replace("date", "");
            let empty = !written.chars().any(char::is_alphanumeric);
            if empty {
                found.push(PlanSigner {
                    class: AuthorClass::Physician,
                    state: SignatureState::Blank,
                    date: None,
                    span,
                });
            }
            continue;
        }
        let Some(date) = when::find_dates(text).first().map(|found| found.date) else {
            continue;
        };
        let name = text.split_once(':').map_or(text, |(_, behind)| behind);
        let person = credential::read_person(name).or_else(|| credential::read_person(text));
        if text.split_whitespace().count() <= 12
            && let Some((licence, _)) = person.and_then(|person| person.credential)
        {
            found.push(PlanSigner {
                class: licence.class,
                state: SignatureState::Signed,
                date: Some(date),
                span,
            });
        }
    }
    found
}

struct Words {
    person: Pattern,
    refused: Pattern,
    shared: Pattern,
    stated: Pattern,
    sign_line: Pattern,
    present: Pattern,
}

static WORDS: LazyLock<Option<Words>> = LazyLock::new(|| {
    Some(Words {
        person: Pattern::new(
            r"(?i)\b(?:patient|client|resident|member|consumer|individual|guardian|parent|mother|father|participant|recipient|pt|person served|mr|ms|mrs)\b",
        )?,
        refused: Pattern::new(
            r"(?i)\b(?:refus\w+|declin\w+|unable|unavailable|unwilling|did not|would not|not able)\b[^.;]{0,40}\b(?:sign\w*|participat\w*)|\bsignature\b[^.;]{0,30}\b(?:refus\w+|declin\w+|unable|not obtained|deferred|unavailable)",
        )?,
        shared: Pattern::new(
            r"(?i)\b(?:took part|participat\w+ in (?:the|this|develop\w+|creat\w+|writ\w+) ?\w*|copy (?:was )?(?:given|offered|provided|received)|received a copy|in agreement with)\b",
        )?,
        stated: Pattern::new(
            r"(?i)\b(?:signed|signature on file|e-?signed|participat\w+ in|took part in|involved in|agree[sd]?|in agreement|consent\w*|concur\w*|acknowledg\w+|verbaliz\w+ (?:understanding|agreement)|copy|collaborat\w+|reviewed with|discussed with|approves?|accepts?|input|contributed|developed with)\b",
        )?,
        sign_line: Pattern::new(
            r"(?i)\b(?:patient|client|resident|member|consumer|guardian|participant|recipient|individual|person served)(?:'s|’s)?(?:\s*/\s*\w+)?\s+(?:e-?)?signature\b|signature of (?:the )?(?:patient|client|resident|member|guardian)",
        )?,
        present: Pattern::new(
            r"(?i)\b(?:present|in attendance|attendees|attended by|participants|team members)\s*:\s*(?:[^.;]|\b(?:[a-z]|dr|mr|mrs|ms)\.)*?\b(?:patient|client|resident|consumer|pt)\b\s*(?:[.,;&]|and\b|$)",
        )?,
    })
});

/// Words of which one stands in every match of all but [`Words::person`].
pub(in crate::read::note) const CONSENTS: [&str; 24] = [
    "sign",
    " sig ",
    " sig.",
    "participat",
    "took part",
    "copy",
    "agree",
    "involved",
    "consent",
    "concur",
    "acknowledg",
    "verbaliz",
    "collaborat",
    "reviewed",
    "discussed",
    "approve",
    "accept",
    "input",
    "contributed",
    "developed",
    "present",
    "attend",
    "participants",
    "team members",
];

/// Returns what a plan shows of the patient's consent, the best first. Where nothing is said of
/// signing, the patient among those present at the meeting took part.
pub(super) fn patient(view: &NoteView<'_>) -> Option<Located<PatientSigning>> {
    let words = WORDS.as_ref()?;
    let mut found: Vec<Located<PatientSigning>> = Vec::new();
    for field in view.labelled(Label::PatientSignature) {
        let name = view
            .line(field.line)
            .and_then(|line| line.text.get(field.name.clone()))
            .unwrap_or_default()
            .to_ascii_lowercase();
        if name.contains("witness") {
            continue;
        }
        found.push(Located::new(
            filled(words, view.value(field)),
            view.name_span(field),
        ));
    }
    let (mut above, mut higher) = ("", "");
    let lines: Vec<_> = view.body_lines().map(|(_, line)| line).collect();
    for (number, &line) in lines.iter().enumerate() {
        let text = line.text;
        let place = line.trimmed_span(view.file());
        // Most lines are neither a role under a signature nor say anything of consent.
        let speaks = line.may(Guard::Consents) || !line.is_ascii();
        if !speaks && !is_role(text) && !may_sign_by_role(text) {
            (higher, above) = (above, text);
            continue;
        }
        if let Some(label) = words.sign_line.find(text) {
            // A form's line may stand above its label.
            let rest = text.get(label.end..).unwrap_or_default();
            let rest = rest.trim_start_matches([':', ' ', '\t', '(', ')']);
            let signed =
                has_date_and_words(above) || above.contains("__") && has_date_and_words(higher);
            let state = match filled(words, rest) {
                PatientSigning::Blank if signed => PatientSigning::Signed,
                state => state,
            };
            found.push(Located::new(state, place));
        } else if signs_by_role(text)
            || tells_who_signed(text)
            || signs_for_the_patient(text)
            || signs_within(text)
            || day_below(text, next_of(&lines, number)).is_some_and(|joined| signs_within(&joined))
            || speaks && signature::is_patients_own(text) && !is_open_or_refused(words, text)
            || is_role(text)
                && (has_date_and_words(above) || above.contains("__") && has_date_and_words(higher))
        {
            found.push(Located::new(PatientSigning::Signed, place));
        } else if is_role(text) && above.contains("__") {
            found.push(Located::new(PatientSigning::Blank, place));
        } else if words.refused.is_match(text) && words.person.is_match(text) {
            found.push(Located::new(PatientSigning::Refused, place));
        } else {
            // The sentence may begin on the line above.
            let names = || words.person.is_match(text) || words.person.is_match(above);
            let is_signature =
                signature::is_signature_line(text) && !signature::stands_behind_prose(text);
            let states = !is_signature
                && (words.shared.is_match(text) || words.stated.is_match(text) && names());
            if states {
                found.push(Located::new(PatientSigning::Stated, place));
            }
        }
        (higher, above) = (above, text);
    }
    if found.is_empty() {
        let present = view
            .body_lines()
            .find(|(_, line)| words.present.is_match(line.text));
        found.extend(
            present.map(|(_, line)| {
                Located::new(PatientSigning::Stated, line.trimmed_span(view.file()))
            }),
        );
    }
    if !found.iter().any(|one| one.value == PatientSigning::Signed) {
        found.extend(own_name(view).map(|place| Located::new(PatientSigning::Signed, place)));
    }
    found.sort_by_key(|signing| signing.value);
    found.first().copied()
}

static SIGNED_FOR: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?x)(?i:\b(?:client|patient|pt|resident|member|consumer|youth|minor|participant|guardian|caregiver
        |(?:grand|step|foster\s)?(?:mother|father|parent)|mom|dad|grandma|grandpa|aunt|uncle|wife|husband|spouse)
        (?:\s*\([^)]{1,20}\))?)(?:[\ :]+\p{Lu}[\p{L}.'’-]*){0,3}[\ ,]+(?i:(?:e-?|electronically\s)?signed)[\ ,:]*(?:on\s)?\d{1,2}[/-]\d{1,2}
        |(?i:\b(?:client|patient|pt|resident|member|consumer|youth|participant|guardian|parent)(?:'s|’s)?\ sig)\b\.?:?\s*
        \p{Lu}[\p{L}.'’-]*(?:\s\p{Lu}[\p{L}.'’-]*){0,3}[\ ,]+\d{1,2}[/-]\d{1,2}",
    )
});

/// Returns whether a line says that the patient or who cares for one signed, and when: `Client sig J.
/// Doe 4/8/26`, `grandmother signed 4/20/26`.
fn signs_for_the_patient(text: &str) -> bool {
    has_digit(text)
        && SIGNED_FOR
            .as_ref()
            .is_some_and(|pattern| pattern.is_match(text))
}

/// Lines at a plan's end on which the patient's own name and a day are a signature, and at its
/// beginning on which they are its head.
const LAST: usize = 6;
const FIRST: usize = 3;

/// Returns where the patient's own name stands with a day among a plan's signatures: `J. Doe
/// 4/6/26`, `Jane D. signed 4/6/26`.
fn own_name(view: &NoteView<'_>) -> Option<Span> {
    let ends: Vec<_> = view.body_lines().skip(FIRST).collect();
    let ends = ends.get(ends.len().saturating_sub(LAST)..)?;
    let mut dated = ends
        .iter()
        .filter(|(index, line)| has_digit(line.text) && view.fields_on(*index).next().is_none())
        .peekable();
    dated.peek()?;
    let name = patient::read_patient(view).name?.value;
    dated.find_map(|(index, line)| {
        let dates = when::find_dates(line.text);
        let signs = dates.iter().any(|date| {
            let before = line.text.get(..date.start).unwrap_or_default();
            ends_with_name(before, &name)
        });
        signs.then(|| view.place(*index, 0..line.text.len()))
    })
}

/// Returns whether a text ends with the patient's name, one of its two words perhaps an initial, at
/// a sentence's beginning.
fn ends_with_name(before: &str, name: &PersonName) -> bool {
    let before = before.trim_end_matches([' ', ',', '-', ':']);
    let signed = ["e-signed", "signed"]
        .iter()
        .find_map(|word| before.strip_suffix(word));
    let before = signed.unwrap_or(before).trim_end_matches([' ', ',']);
    let mut words = before.rsplit(' ').filter(|word| !word.is_empty());
    let (Some(last), Some(first)) = (words.next(), words.next()) else {
        return false;
    };
    let opens = words
        .next()
        .is_none_or(|word| word.ends_with(['.', ';', ':', ',', ')']));
    let bare = |word: &str| {
        word.trim_matches(|c: char| !c.is_alphabetic())
            .to_lowercase()
    };
    let (last, first) = (bare(last), bare(first));
    let (family, given) = (name.last.to_lowercase(), name.first.to_lowercase());
    let is_initial = |word: &str, of: &str| {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        (1..=2).contains(&letters) && word.chars().next() == of.chars().next()
    };
    let is_given = first == given || is_initial(&first, &given);
    let is_family = last == family || is_initial(&last, &family);
    opens && is_given && is_family && (first == given || last == family)
}

/// Returns whether a line on the patient's signature says that there is none.
fn is_open_or_refused(words: &Words, text: &str) -> bool {
    const OPEN: [&str; 5] = ["__", "not ", "pending", "await", "need"];
    let lower = text.to_ascii_lowercase();
    words.refused.is_match(text) || OPEN.iter().any(|word| lower.contains(word))
}

/// Returns what stands behind a label of the patient's signature.
fn filled(words: &Words, value: &str) -> PatientSigning {
    let lower = value.to_ascii_lowercase();
    if words.refused.is_match(value)
        || [
            "refus",
            "declin",
            "unable",
            "unavail",
            "not obtained",
            "verbal",
        ]
        .iter()
        .any(|word| lower.contains(word))
    {
        return PatientSigning::Refused;
    }
    const NOT_YET: [&str; 6] = [
        "not signed",
        "not yet",
        "unsigned",
        "pending",
        "awaiting",
        "none",
    ];
    let is_open = NOT_YET
        .iter()
        .any(|words| lower.trim_start().starts_with(words));
    let empty = is_open
        || lower
            .replace("date", "")
            .replace("time", "")
            .chars()
            .all(|c| !c.is_alphanumeric() || c == 'x');
    if empty {
        PatientSigning::Blank
    } else {
        PatientSigning::Signed
    }
}

static SIGNED_BY_NAME: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"\b(?i:client|patient|pt|resident|member|guardian|parent)\s*:\s*(?:\p{Lu}[\p{L}.'’-]*\s+){1,4}(?i:e-?)?(?i:signed)\b",
    )
});

/// Returns whether a line says of the patient by name who signed: `Client: M. Roe signed 4/13/2026`.
fn tells_who_signed(text: &str) -> bool {
    has_digit(text)
        && SIGNED_BY_NAME
            .as_ref()
            .is_some_and(|signed| signed.is_match(text))
}

static ROLE_WITHIN: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?x)(?:^|[.;|)]\s+|\s{2,})(?i:client|patient|pt|resident|member|consumer|participant|guest|youth|individual
        |person\ served|recipient|enrollee|beneficiary|adolescent|teen|child|guardian|parent|mother|father|caregiver)
        (?:/(?i:guardian|parent|client|patient))?\s*:\s*
        (?:\p{Lu}[\p{L}.'’-]*\s+){1,4}(?:\([^)]{1,40}\)\s*)?(?:,\s*)?\d{1,2}[/-]\d{1,2}[/-]\d{2,4}\b",
    )
});

/// Returns whether the patient's role, a name and a day stand among other signatures of a line:
/// `Jane Roe, LCSW e-signed 06/15/2026. Consumer: J. Doe 06/15/2026`.
fn signs_within(text: &str) -> bool {
    may_sign_by_role(text)
        && text.contains(':')
        && ROLE_WITHIN
            .as_ref()
            .and_then(|pattern| pattern.find(text))
            .and_then(|found| text.get(found))
            // "Client: Jane Doe  DOB 3/4/1980" heads a page.
            .is_some_and(|found| {
                let mut words = found.split(|c: char| !c.is_alphabetic());
                !words.any(|word| matches!(word, "DOB" | "MRN" | "DOS" | "DOA" | "Born" | "Admit"))
            })
}

/// Returns whether a line names one of the roles in which people sign a plan who are no staff.
fn may_sign_by_role(text: &str) -> bool {
    PEOPLE.is_in(text)
}

/// Words of which one stands in every role that [`signs_by_role`] and [`signs_within`] know.
static PEOPLE: LazyLock<AnyOf> = LazyLock::new(|| {
    AnyOf::new(&[
        "client",
        "patient",
        "pt",
        "resident",
        "member",
        "consumer",
        "participant",
        "guest",
        "youth",
        "individual",
        "served",
        "recipient",
        "enrollee",
        "beneficiary",
        "adolescent",
        "teen",
        "child",
        "guardian",
        "parent",
        "mother",
        "father",
        "caregiver",
    ])
});

/// Returns a line's end with the day that the next line begins with, where a print broke the line
/// between them.
fn day_below(text: &str, next: &str) -> Option<String> {
    let next = next.trim();
    let date = when::find_dates(next).into_iter().next()?;
    let is_broken = date.start == 0 && text.contains(':') && next.len() <= date.end + 12;
    let from = text.floor_char_boundary(text.len().saturating_sub(BROKEN));
    is_broken.then(|| format!("{} {next}", text.get(from..).unwrap_or_default().trim_end()))
}

/// Bytes of a broken line that go with the next.
const BROKEN: usize = 90;

fn next_of<'t>(lines: &[&Line<'t>], number: usize) -> &'t str {
    lines.get(number + 1).map_or("", |line| line.text)
}

/// Returns whether a line is only the role that a form prints under its signature.
fn is_role(text: &str) -> bool {
    const ROLES: [&str; 10] = [
        "client",
        "patient",
        "resident",
        "member",
        "guardian",
        "parent",
        "parent/guardian",
        "patient/guardian",
        "client/guardian",
        "individual",
    ];
    ROLES
        .iter()
        .any(|role| text.trim().eq_ignore_ascii_case(role))
}

/// Returns whether a line is a role, a name and a day, as lists of signatures print them:
/// `Resident T. Lindqvist 02/16/2026`, `Guardian: Ann Roe  2/16/26`.
fn signs_by_role(text: &str) -> bool {
    const ROLES: [&str; 24] = [
        "resident",
        "youth",
        "client",
        "patient",
        "participant",
        "pt",
        "pt.",
        "child",
        "member",
        "consumer",
        "guardian",
        "parent",
        "mother",
        "father",
        "legal guardian",
        "guest",
        "individual",
        "person served",
        "recipient",
        "enrollee",
        "beneficiary",
        "adolescent",
        "teen",
        "caregiver",
    ];
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || "-*•".contains(c));
    if text.len() > 90 || !has_digit(text) {
        return false;
    }
    let behind = ROLES.iter().rev().find_map(|role| {
        let behind = strip_prefix_ignoring_case(text, role)?;
        behind.starts_with([' ', ':']).then_some(behind)
    });
    let Some(behind) = behind else { return false };
    let dates = when::find_dates(behind);
    let Some(date) = dates.first().filter(|_| dates.len() == 1) else {
        return false;
    };
    let name = behind.get(..date.start).unwrap_or_default();
    let name = name.trim_matches(|c: char| c.is_whitespace() || ":,-(".contains(c));
    let after = behind.get(date.end..).unwrap_or_default();
    let words: Vec<&str> = name.split_whitespace().collect();
    // A sentence has small words; what follows the day is a time.
    (1..=4).contains(&words.len())
        && words
            .iter()
            .all(|word| word.starts_with(|c: char| c.is_uppercase() || c == '"'))
        // "Pt: Ann Roe  DOB 3/4/1980" heads a page.
        && !words.iter().any(|word| matches!(*word, "DOB" | "MRN" | "DOS" | "DOA"))
        && !name.contains(':')
        && after.chars().filter(|c| c.is_alphabetic()).count() <= 3
}

fn has_date_and_words(text: &str) -> bool {
    // "Date: 4/5/2026" above is another label's.
    !when::find_dates(text).is_empty()
        && !text.contains(':')
        && text.chars().filter(|c| c.is_alphabetic()).count() > 3
        && text.split_whitespace().count() <= 8
}
