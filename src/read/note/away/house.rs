//! Reads nights away in the words of house staff: `Not back at midnight check`, `AWOL overnight at
//! boyfriend's`, `ER overnight, back 0700`, `Client is AWOL`. Protocols, risks, thoughts of leaving
//! and what others did are no night away.

use super::super::remarks::Window;
use super::super::view::NoteView;
use crate::model::{Minute, Remark, RemarkKind, ServiceDate};
use crate::text::Pattern;
use std::ops::Range;
use std::sync::LazyLock;

/// Words of which one stands in every such sentence.
pub(super) const CUES: [&str; 11] = [
    "overnight",
    "over night",
    "all night",
    "for the night",
    "spent the night",
    "spent last night",
    "stayed the night",
    "not back",
    "absent",
    "ran away",
    "abscond",
];

/// A night away that a sentence tells of.
struct Night {
    /// The day before that night's midnight.
    day: ServiceDate,
    /// Whether the sentence itself tells of the night; else it follows if the patient stayed away.
    is_told: bool,
    /// The bytes of the words.
    place: Range<usize>,
}

/// What a note says as a whole beside the sentence.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    /// Its day.
    pub(super) date: ServiceDate,
    /// When it begins, where told.
    pub(super) start: Option<Minute>,
    /// Whether it tells that somebody came back.
    pub(super) returns: bool,
}

struct Patterns {
    midnight: Pattern,
    overnight: Pattern,
    elsewhere: Pattern,
    gone: Pattern,
    held: Pattern,
    others: Pattern,
    no_act: Pattern,
    day: Pattern,
    returns: Pattern,
}

static PATTERNS: LazyLock<Option<Patterns>> = LazyLock::new(|| {
    let regex = |pattern: &str| Pattern::new(&format!("(?i){pattern}"));
    let who = r"(?:the\s+)?(?:client|patient|pt\.?|ct\.?|resident|res\.?|member|consumer|participant|youth|she|he|they)";
    // Who is away stands before it, or the clause begins with it.
    let opens = format!(
        r"(?:^|[.;:!,(]\s*|\s[-–—]+\s*|\b(?:{who}|and|but|after|from|being)\s+)(?:(?:was|is|has|had|been|being|went|remained|remains|stayed|still|currently|now|gone|out)\s+){{0,3}}"
    );
    let unit = r"(?:the\s+)?(?:facility|house|home|program|unit|building|residence|cent(?:er|re)|campus|premises|property|site|grounds|treatment)";
    let midnight = r"(?:midnight|0000|00:00|2400|12\s*(?:am|a\.m\.|mn))(?:\s+(?:bed\s*)?(?:check|count|census|rounds?))?\b";
    let night = r"(?:overnight|over\s+night|o/n|all\s+night(?:\s+long)?|(?:for|through|during)\s+the\s+(?:whole\s+)?night|the\s+(?:whole|entire)\s+night)\b";
    let hospital =
        r"(?:e\.?r\.?|e\.?d\.?|emergency\s+(?:room|dep(?:ar)?t(?:ment)?)|icu|csu|jail)\b";
    Some(Patterns {
        midnight: regex(&format!(
            r"\b(?:(?:not|never|had\s+not|has\s+not|hasn't|hadn't|isn't|wasn't)\s+(?:yet\s+|been\s+)?(?:back|returned|present|here|seen|in\s+(?:(?:his|her|their|the)\s+)?(?:bed|room|house|building|facility)|in|on\s+(?:the\s+)?unit)|did\s+not\s+return|didn't\s+return|absent|missing|unaccounted\s+for|awol|(?:still|remains|remained|was|is)\s+(?:gone|out|away))(?:\s+(?:to|from)\s+{unit})?(?:\s+(?:at|by|for|as\s+of|before|during|on))?\s+(?:the\s+)?{midnight}|\bmidnight\s+(?:bed\s*)?(?:check|count|census|rounds?)\s*[,:–-]*\s*(?:{who}\s+)?(?:(?:was|is|still)\s+)?(?:not\s+(?:present|here|back|in|seen)|absent|awol|missing|away|gone)\b"
        ))?,
        overnight: regex(&format!(
            r"(?:\b(?:awol|eloped|absconded)\s+(?:from\s+{unit}\s+)?{night}|{opens}(?:absent|away|gone|missing|out|off\s+(?:the\s+)?(?:unit|site|grounds|property))(?:\s+from\s+{unit})?(?:\s+without\s+(?:leave|permission))?,?\s+{night}|\bovernight\s+(?:awol|elopement|absence\s+from\s+{unit})\b)"
        ))?,
        elsewhere: regex(&format!(
            r"(?:{opens}(?:overnight|over\s+night|kept|held|boarded|observed)\s+(?:(?:obs(?:ervation)?|stay|overnight)\s+)?(?:in|at)\s+(?:the\s+)?(?:[\w.'-]+\s+){{0,2}}{hospital}(?:\s+overnight)?|\b{hospital}[^.;]{{0,25}}?\b(?:kept|held|stayed)\s+overnight\b|{opens}(?:sent\s+|taken\s+|went\s+)?(?:to\s+|at\s+|in\s+)?(?:the\s+)?{hospital}\s+(?:stay\s+)?overnight\b|\bspent\s+(?:the|last)\s+night\s+(?:at|with|in|on|out|outside|away)\b|{opens}(?:stayed|slept)\s+(?:overnight|the\s+night|over)\s+(?:at|with)\s+(?:(?:his|her|their|the|an?)\s+)?(?:\w+'?s?\s+){{0,2}}\w+)"
        ))?,
        gone: regex(&format!(
            r"(?:(?:{opens}|\bclient\s+|\bpt\s+)(?:awol|eloped|absconded|ran\s+away(?:\s+from\s+{unit}|\s+on\s+foot|\s+during))\b|\b(?:went|is|remains|remained|declared|considered|reported|listed|placed\s+on|on)\s+(?:as\s+)?awol\b)"
        ))?,
        held: regex(
            r"\badmitted\s+(?:medically\s+)?(?:to|at|@)\s+[^.;]{0,50}?\b(?:hosp(?:ital)?|medical\s+cent(?:er|re)|med\s+ct?r|icu|general|mercy|memorial|inpatient|inpt|psych(?:iatric)?\s+unit|med(?:ical)?\s+floor)\b[^;]{0,60}?\b(?:bed[-\s]?h(?:old|eld)|(?:hold(?:ing)?|kept|keeping|saved|saving)\s+(?:(?:his|her|their|the)\s+)?bed)\b|\bbed[-\s]?hold\b[^.;]{0,40}?\b(?:while|remains?|still|pt|client|resident|day\s+\d)\b[^.;]{0,40}?\b(?:hosp(?:ital(?:ized)?)?|medical\s+cent(?:er|re)|icu|inpatient|inpt)\b",
        )?,
        others: regex(
            r"\b(?:if|when(?:ever)?|unless|would|will|could|can|may|might|should|must|wants?|wish\w*|request\w*|asks?|asked|plan(?:s|ned|ning)?|approv\w*|den(?:y|ied|ies)|discuss\w*|educat\w*|review\w*|eligible|policy|rules?|history|hx|previous\w*|prior|past|next|upcoming|tomorrow|tonight's|never|no\s+longer|attempt\w*|tried|threat\w*|urges?|thoughts?|thinks|fears?|afraid|dream\w*|worr\w*|peers?|roommate|visitor|other|another|someone|staff\s+(?:was|is|were)|mother|mom|father|dad|wife|husband|spouse|brother|sister|son|daughter|boyfriend\s+(?:was|is|went)|girlfriend\s+(?:was|is|went)|bf\s+(?:was|is|went)|ago|times|x\s?\d+|years?|months?|weeks?|cat|dog|lights?|power|rain|snow|symptoms?|pain|withdrawal|tremors?|fever|cough|before\s+(?:admission|treatment|coming))\b",
        )?,
        no_act: regex(
            r"^(?:\s*[-/]?\s*(?:risk|protocol|precautions?|policy|prevention|prone|history|concerns?|ideation|thoughts|attempts?|plans?|drill|assessment|screen\w*|watch|threats?|behaviou?rs?|level|tool|score|alert|form|packet|procedure|paperwork)\b|\s+from\s+(?:(?:his|her|their|the|an?|prior|previous|last)\s+)?(?:parents?|mother|mom|dad|father|school|foster|work|group\s+home|placement|prior|previous|last|other|another|rehab|hospital|jail|court)\b|\s+(?:in|at\s+age|as\s+a|before|prior|twice|once|several|multiple|many)\b)",
        )?,
        day: regex(
            r"\b(?:(?:mon|tues?|wed(?:nes)?|thurs?|fri|sat(?:ur)?|sun)(?:day)?|\d{1,2}/\d{1,2})\b",
        )?,
        returns: regex(
            r"\b(?:return(?:ed|s)|re-?turned|ret(?:'?d)?\.?\s+(?:from|fr|to|at|@|\d|via|by|w/|with|this)|rtn(?:'?d|ed)?|came\s+back|comes\s+back|brought\s+back|walked\s+back|(?:is|was|got|arrived|now)\s+back|back\s+(?:at|by|on|in|from|to|w/|with|this|around|@|~)?\s*(?:the\s+)?(?:\d|unit|house|building|program|facility|am\b|morning|safe)|(?:located|found)\s+(?:and|&|by|on|in|at))",
        )?,
    })
});

/// Returns the nights that the sentences which begin on a line tell of in the words of a house.
pub(super) fn nights(view: &NoteView<'_>, window: &Window, note: &Setting) -> Vec<Remark> {
    let mut from = 0;
    let mut found = Vec::new();
    for sentence in window.text.split_inclusive(['.', ';', '!']) {
        let start = from;
        from += sentence.len();
        let Some(night) = night(sentence, note) else {
            continue;
        };
        let place = super::trimmed(
            &window.text,
            start + night.place.start..start + night.place.end,
        );
        if !window.own.contains(&place.start) {
            continue;
        }
        found.extend(window.span(view, &place).map(|span| Remark {
            kind: if night.is_told {
                RemarkKind::AwayOvernight
            } else {
                RemarkKind::AwayPerhaps
            },
            minutes: None,
            from: None,
            to: None,
            on: Some(night.day),
            span,
        }));
    }
    found
}

/// Returns whether words tell that somebody came back.
pub(super) fn tells_of_return(text: &str) -> bool {
    let said = |patterns: &Patterns| {
        patterns.returns.find_iter(text).any(|found| {
            let before = text.get(..found.start).unwrap_or_default();
            let last = before.split_whitespace().next_back().unwrap_or_default();
            !["not", "yet", "never", "until", "hasn't", "no", "if", "when"]
                .iter()
                .any(|word| last.eq_ignore_ascii_case(word))
        })
    };
    PATTERNS.as_ref().is_some_and(said)
}

/// Returns the night away that a sentence tells of.
fn night(sentence: &str, note: &Setting) -> Option<Night> {
    let patterns = PATTERNS.as_ref()?;
    let is_morning = |start: Minute| start.since_midnight() < 12 * 60;
    let of_others = |end: usize| {
        let own = sentence.get(..end).unwrap_or(sentence);
        patterns.others.is_match(own)
    };
    if let Some(place) = patterns.midnight.find(sentence) {
        if of_others(place.end) {
            return None;
        }
        let back = i64::from(note.start.is_some_and(is_morning));
        return Some(Night {
            day: note.date.plus_days(-back),
            is_told: note.start.is_some(),
            place,
        });
    }
    let overnight = patterns.overnight.find(sentence);
    // At whose place the night was spent says nothing against it.
    let (told, reach) = match overnight {
        Some(place) => (Some(place.clone()), place.end),
        None => {
            let place = patterns.elsewhere.find(sentence);
            let reach = place.as_ref().map_or(0, |place| place.start);
            (place, reach)
        }
    };
    if let Some(place) = told {
        let behind = sentence.get(place.end..).unwrap_or_default();
        if of_others(reach) || patterns.no_act.is_match(behind) || patterns.day.is_match(sentence) {
            return None;
        }
        // Who is back, or written of by day, was away the night before; in a note of the night
        // itself, that night.
        let is_late = note
            .start
            .is_some_and(|start| start.since_midnight() >= 20 * 60);
        return match (note.returns, note.start) {
            (true, _) => Some((-1, true)),
            (false, Some(_)) if is_late => Some((0, true)),
            (false, Some(_)) => Some((-1, false)),
            (false, None) => None,
        }
        .map(|(back, is_told)| Night {
            day: note.date.plus_days(back),
            is_told,
            place,
        });
    }
    if let Some(place) = patterns.held.find(sentence) {
        let is_today = !of_others(place.end) && !note.returns && !patterns.day.is_match(sentence);
        return is_today.then_some(Night {
            day: note.date,
            is_told: true,
            place,
        });
    }
    let place = patterns.gone.find(sentence)?;
    let behind = sentence.get(place.end..).unwrap_or_default();
    let is_gone = !note.returns
        && !of_others(place.end)
        && !patterns.no_act.is_match(behind)
        && !is_counted(behind)
        && !patterns.day.is_match(sentence);
    is_gone.then_some(Night {
        day: note.date,
        is_told: false,
        place,
    })
}

/// Returns whether what follows counts such events, or puts them in the past.
fn is_counted(behind: &str) -> bool {
    let mut words = behind
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(6);
    words.any(|word| {
        let lower = word.to_ascii_lowercase();
        matches!(
            lower.as_str(),
            "times" | "ago" | "year" | "years" | "months" | "weeks" | "x2" | "x3" | "yesterday"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, start: Option<u32>) -> Option<(u32, bool)> {
        let note = Setting {
            date: ServiceDate::new(2026, 3, 4).expect("a date"),
            start: start.and_then(|hour| Minute::new(hour, 0)),
            returns: tells_of_return(text),
        };
        let sentences = text.split_inclusive(". ");
        let found = sentences.into_iter().find_map(|one| night(one, &note));
        found.map(|night| (night.day.day(), night.is_told))
    }

    #[test]
    fn house_staff_tell_of_nights_away_in_their_words() {
        for (text, start, want) in [
            ("Not back at midnight check.", Some(23), (4, true)),
            ("Client was not back at midnight check.", Some(7), (3, true)),
            (
                "Had not returned by midnight, police called.",
                Some(23),
                (4, true),
            ),
            ("Not in bed at 0000 bed check.", Some(23), (4, true)),
            ("Midnight census: absent.", Some(23), (4, true)),
            ("Not back at midnight.", None, (4, false)),
            (
                "Returned 10:15 am with DV advocate, AWOL overnight at boyfriend's.",
                Some(20),
                (3, true),
            ),
            (
                "Client returned this morning after being AWOL overnight.",
                None,
                (3, true),
            ),
            (
                "Absent from facility overnight, on AWOL status.",
                Some(8),
                (3, false),
            ),
            (
                "Resident absent from the house all night.",
                Some(23),
                (4, true),
            ),
            ("Pt was out all night, back 0640.", Some(7), (3, true)),
            ("Overnight AWOL, returned 9am.", None, (3, true)),
            ("ER overnight, back 0700.", Some(7), (3, true)),
            (
                "Kept overnight in the ER, returned 6 am.",
                Some(7),
                (3, true),
            ),
            (
                "Spent the night at her boyfriend's. Returned at 9.",
                Some(9),
                (3, true),
            ),
            (
                "Stayed overnight at her mother's, returned 9 am.",
                Some(9),
                (3, true),
            ),
            (
                "Went to the ER at 2200, kept overnight for observation.",
                Some(23),
                (4, true),
            ),
            ("Client is currently AWOL.", Some(21), (4, false)),
            ("Client is AWOL.", Some(21), (4, false)),
            ("Client AWOL as of 9:05 pm.", Some(21), (4, false)),
            ("Client went AWOL through the side door.", None, (4, false)),
            ("Client eloped.", None, (4, false)),
            (
                "At 9 pm pt eloped on foot, police notified.",
                Some(21),
                (4, false),
            ),
            ("Resident absconded after dinner.", None, (4, false)),
            ("Remains AWOL, no word.", Some(15), (4, false)),
            ("Admitted to Farrow Hosp, bed hold.", Some(20), (4, true)),
            (
                "Client was admitted to Mercy Hospital with pneumonia, bed held.",
                None,
                (4, true),
            ),
        ] {
            assert_eq!(told(text, start), Some(want), "{text}");
        }
    }

    #[test]
    fn risks_protocols_returns_and_others_are_no_night_away() {
        for text in [
            "AWOL risk low.",
            "AWOL protocol reviewed.",
            "Client is AWOL risk.",
            "Elopement precautions continue.",
            "Client eloped from foster home at 15.",
            "Client has eloped 3 times since June.",
            "Client eloped from prior placement.",
            "If client is AWOL call the police.",
            "Denies plan to go AWOL.",
            "Thoughts of going AWOL.",
            "Peer eloped, client was upset.",
            "Client eloped at 3 pm and returned at 5 pm with police.",
            "Client went AWOL, came back on own in 20 minutes.",
            "Roommate not back at midnight check.",
            "Must be back by midnight.",
            "Client back at midnight check.",
            "Slept all night.",
            "Slept overnight without incident.",
            "Lights were out all night.",
            "Tremor absent overnight.",
            "No withdrawal overnight.",
            "Overnight pass requested for Saturday.",
            "His mother spent the night at the hospital.",
            "Will be kept overnight in the ER if needed.",
            "Client worries that he will go AWOL overnight.",
            "Client was AWOL overnight on Friday.",
            "Bed hold policy explained.",
            "Admitted to residential, bed assigned.",
            "Admitted from Mercy Hospital at 1400.",
        ] {
            assert_eq!(told(text, Some(21)), None, "{text}");
        }
        // Without a time it stays open which night is meant.
        assert_eq!(told("Client AWOL overnight.", None), None);
    }
}
