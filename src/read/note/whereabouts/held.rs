//! Reads custody and release as case managers write them: `L booked Kestrel County Jail 5/19 on the
//! FTA, no bail`, `He is in custody until hearing 6/2`, `L released from jail today`. Custody of a
//! child, jail ministries and other people's arrests are none.

use super::custody;
use crate::model::{Departure, DepartureKind, PersonName, ServiceDate};
use crate::text::Pattern;
use std::ops::Range;
use std::sync::LazyLock;

/// Words of which one stands in every such sentence.
pub(super) const WORDS: [&str; 12] = [
    "jail",
    "in custody",
    "into custody",
    "from custody",
    "incarcerat",
    "detention",
    "prison",
    "juvie",
    "booked",
    "bailed out",
    "bonded out",
    "released on",
];

struct Patterns {
    held: Pattern,
    freed: Pattern,
    no_custody: Pattern,
    now: Pattern,
    past: Pattern,
    own_date: Pattern,
}

static PATTERNS: LazyLock<Option<Patterns>> = LazyLock::new(|| {
    let regex = |pattern: &str| Pattern::new(&format!("(?i){pattern}"));
    let place = r"(?:the\s+)?(?:[\w.'-]+\s+){0,3}(?:jail|custody|(?:juvenile|county|youth|ice)\s+detention|detention\s+cent(?:er|re)|prison|lock-?up|juvie|juvenile\s+hall|correctional\s+(?:facility|cent(?:er|re)))\b";
    let aux = r"(?:(?:was|is|are|has|have|had|been|being|got|gets|remains|remained|currently|still|now|again|reportedly)\s+){0,4}";
    Some(Patterns {
        held: regex(&format!(
            r"\b{aux}(?:(?:arrested\s+(?:and|&|\+)\s+)?(?:booked|taken|remanded|sentenced|sitting|back|held|being\s+held|detained|lodged|transported|transferred)\s+(?:(?:back\s+)?(?:in|into|to|at|@)\s+)?{place}|(?:arrested\s+(?:and|&|\+)\s+)?(?:is\s+|remains\s+|still\s+)?in\s+{place}|(?:incarcerated|jailed)\b(?:\s+(?:at|in)\s+{place})?)"
        ))?,
        freed: regex(&format!(
            r"\b{aux}(?:(?:released|discharged|let\s+out|out|freed|home|back)\s+(?:from|of)\s+{place}|released\s+from\s+detention\b|(?:bailed|bonded)\s+out\b|released\s+on\s+(?:bond|bail|or\b|ror\b|his\s+own|her\s+own|own\s+recog|personal\s+recog))"
        ))?,
        no_custody: regex(
            r"^\s*(?:of\b|battle|dispute|case|agreement|arrangement|order|papers|time\b|ministry|diversion|nurse|staff|visit|booth|program\b|based|outreach|guard|officer|job|\s*[-–]\s*based)",
        )?,
        now: regex(
            r"\b(?:today|this\s+(?:am|morning|afternoon|evening|week|weekend)|last\s+night|yesterday|currently|still|now|since|until|till|remains|no\s+bail|bail|bond|hearing|warrants?|fta|vop|probation|parole|roster|po|pd|sheriff|arraign\w*|court\s+date|\d{1,2}/\d{1,2}(?:/\d{2,4})?)\b",
        )?,
        past: regex(
            r"\b(?:was\s+in|had\s+been|once|twice|years?|months?|as\s+a\s+(?:teen|kid|child|juvenile)|when\s+(?:he|she)|history|hx|previous\w*|prior|past|in\s+(?:19|20)\d{2}|at\s+age|times|x\s?\d+|before|used\s+to|going|go\b|avoid\w*|afraid|scared|risk|threat\w*|facing|might|may|could|would|will|if|keep\w*|stay(?:ing)?\s+out|visit\w*|works?|working|volunteer\w*|dream\w*|movie|show|book\s|wrote|talked\s+about)\b",
        )?,
        own_date: regex(
            r"^(?:[^.;,]{0,24}?\b(?:on|since|in)?\s*)(?P<date>\d{1,2}/\d{1,2}(?:/\d{2,4})?)\b",
        )?,
    })
});

/// Returns the custody or the release that a sentence of the note tells of the patient, with its
/// bytes. `alone` says that the note speaks of nobody else.
pub(super) fn told(
    line: &str,
    unless: &[String],
    (written, patient, alone): (ServiceDate, Option<&PersonName>, bool),
) -> Option<(Departure, Range<usize>)> {
    let patterns = PATTERNS.as_ref()?;
    for (from, sentence) in custody::sentences(line) {
        let freed = patterns.freed.find(sentence);
        let (kind, place) = match freed {
            Some(place) => (DepartureKind::Released, place),
            None => match patterns.held.find(sentence) {
                Some(place) => (DepartureKind::InCustody, place),
                None => continue,
            },
        };
        let before = sentence.get(..place.start)?;
        let said = sentence.get(place.clone())?;
        let behind = sentence.get(place.end..)?;
        let is_unsure = patterns.past.is_match(before)
            || patterns.past.is_match(said)
            || patterns
                .past
                .is_match(behind.split([',', '(']).next().unwrap_or_default())
            || patterns.no_custody.is_match(behind)
            || custody::names_others(sentence, unless);
        let is_beside = kind == DepartureKind::InCustody
            && said.split_whitespace().any(|word| BESIDE.contains(&word));
        let is_now = patterns.now.is_match(said) || patterns.now.is_match(sentence);
        let is_patients = match subject(before, patient) {
            Subject::Patient => true,
            Subject::Open => alone,
            Subject::Other => false,
        };
        if is_unsure || is_beside || !is_now || !is_patients {
            continue;
        }
        // Until when it lasts, or a hearing, is not when it began.
        let own_date = patterns.own_date.captures(behind).filter(|found| {
            let words = found.get(0).map_or("", |whole| whole.as_str());
            let later = ["until", "till", "hearing", "court", "thru", "release"];
            !later.iter().any(|word| words.contains(word))
        });
        let on = own_date.and_then(|found| custody::date(found.name("date")?.as_str(), written));
        let is_before = ["yesterday", "last night"]
            .iter()
            .any(|word| behind.to_ascii_lowercase().contains(word));
        let on = on.or_else(|| is_before.then(|| written.plus_days(-1)));
        return Some((Departure { kind, on }, from + place.start..from + place.end));
    }
    None
}

/// Words that put a place beside another: "in a shelter near the jail".
const BESIDE: [&str; 10] = [
    "near", "by", "about", "after", "from", "than", "outside", "across", "like", "for",
];

/// Whom a sentence speaks of.
enum Subject {
    Patient,
    /// A pronoun, or nobody is named.
    Open,
    Other,
}

/// Returns whom the words before a statement name: the last word of their last clause.
fn subject(before: &str, patient: Option<&PersonName>) -> Subject {
    const ROLES: [&str; 11] = [
        "client",
        "patient",
        "pt",
        "ct",
        "resident",
        "member",
        "consumer",
        "participant",
        "youth",
        "individual",
        "cl",
    ];
    let clause = before.rsplit([',', ':', '–', '—', '(']).next();
    let clause = clause.unwrap_or_default().trim();
    let Some(word) = clause.split_whitespace().next_back() else {
        return Subject::Open;
    };
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let is = |known: &str| word.eq_ignore_ascii_case(known);
    let is_named = patient.is_some_and(|patient| {
        let is_initial = word.len() == 1
            && word.starts_with(char::is_uppercase)
            && [&patient.first, &patient.last]
                .iter()
                .any(|name| name.starts_with(word));
        is_initial || word.len() > 1 && (is(&patient.first) || is(&patient.last))
    });
    if ROLES.iter().any(|role| is(role)) || is_named {
        Subject::Patient
    } else if [
        "he",
        "she",
        "they",
        "and",
        "but",
        "that",
        "says",
        "confirms",
        "confirmed",
    ]
    .iter()
    .any(|word| is(word))
    {
        Subject::Open
    } else {
        Subject::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Option<(DepartureKind, Option<String>)> {
        let unless = ["if", "history", "not", "denies"].map(str::to_owned);
        let written = ServiceDate::new(2026, 5, 26)?;
        let patient = PersonName::parse("Leopold Finch");
        let alone = !custody::names_others(line, &[]);
        let (gone, place) = told(line, &unless, (written, patient.as_ref(), alone))?;
        assert!(line.get(place).is_some(), "{line}");
        Some((gone.kind, gone.on.map(|on| on.to_string()[5..].to_owned())))
    }

    #[test]
    fn custody_and_release_are_read_in_many_words() {
        let held = |on: Option<&str>| Some((DepartureKind::InCustody, on.map(str::to_owned)));
        for (line, on) in [
            (
                "Jail roster + call from PD: L booked Kestrel County Jail 5/19/2026 on the FTA, hearing 6/2, no bail.",
                Some("05-19"),
            ),
            (
                "Visited at the booth. He is in custody until hearing 6/2.",
                None,
            ),
            (
                "Client was arrested and booked into county jail on 5/24.",
                Some("05-24"),
            ),
            (
                "Client is incarcerated at Kestrel County Jail, hearing next week.",
                None,
            ),
            ("Client was arrested and remains in custody.", None),
            (
                "PO confirms Leopold is being held at county jail on a VOP.",
                None,
            ),
            (
                "Booked into Kestrel County Jail last night on a warrant.",
                Some("05-25"),
            ),
            ("Finch currently incarcerated.", None),
            ("Client is in jail since 5/19/2026.", Some("05-19")),
            ("Pt taken to juvenile hall this morning.", None),
            ("He was remanded to custody today.", None),
        ] {
            assert_eq!(read(line), held(on), "{line}");
        }
        let freed = |on: Option<&str>| Some((DepartureKind::Released, on.map(str::to_owned)));
        for (line, on) in [
            ("L released from jail today at 1:10 pm, time served.", None),
            (
                "Client was released from county jail on 5/24.",
                Some("05-24"),
            ),
            ("Bonded out yesterday, bond set at 500.", Some("05-25")),
            ("Leopold got out of jail this morning.", None),
            (
                "Client came by at 8, released from detention Sunday 5/24 in the evening.",
                Some("05-24"),
            ),
        ] {
            assert_eq!(read(line), freed(on), "{line}");
        }
    }

    #[test]
    fn other_people_other_times_and_other_custody_are_not_read() {
        for line in [
            "Client is in custody of his grandmother since 5/1.",
            "Grandmother has had custody since 5/1.",
            "Brother booked into county jail 5/19, no bail.",
            "Told of his brother. He is in custody until hearing 6/2.",
            "Client was in jail in 2019 on a warrant.",
            "Client is afraid of being in jail again after the hearing.",
            "Client went to court today, hearing 6/2.",
            "Client works in the kitchen of the county jail, hearing today.",
            "If client is incarcerated at the county jail, call probation.",
            "Client booked a flight for 6/2.",
            "Client booked an appointment at the DMV 6/2.",
            "Client denies ever being incarcerated, on probation since May.",
            "Hx: incarcerated x2, probation until 2027.",
            "Mike booked into county jail 5/19.",
            "Ran the group in the jail today.",
            "Client held in detention after school today.",
            "Client stays in a shelter near the jail now.",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
