//! Reads levels of care and dimension ratings that a note states.

use super::{Outcome, Reading, Spot, told};
use crate::model::{Assertion, Dimension, Direction, LevelOfCare, Measure};
use regex::Regex;
use std::sync::LazyLock;

type Lazy = LazyLock<Option<Regex>>;

static ASAM: Lazy = LazyLock::new(|| {
    Regex::new(r"^(?:[ :=(\-]|\b(?:level|loc|criteria|of|care|is|for|recommended|recommendation|asam|rec|indicated|at|to|the|met|meets|placement|approved|current|appropriate)\b)*((?:[0-4](?:\.\d)?|iv|iii(?:\.\d)?|ii(?:\.\d)?|i|0\.5)(?: ?-? ?(?:wm|d|r|b|c))?)\b([^.;\n]{0,3})").ok()
});

/// Reads an ASAM level; one without "asam" or "level" beside it needs its decimal.
pub(super) fn asam(spot: Spot<'_>) -> Outcome {
    // The head of a note names the program; that recommends nothing.
    let before = spot.text.get(spot.sentence.0..spot.from).unwrap_or("");
    if before.trim_start().starts_with("program") {
        return Outcome::Nothing;
    }
    let after = spot.after(60);
    let Some(found) = ASAM
        .as_ref()
        .and_then(|regex| regex.captures(after))
        .and_then(|found| found.get(1))
    else {
        return Outcome::Nothing;
    };
    let words = found.as_str();
    let explicit = spot.words().contains("asam")
        || after.contains("asam")
        || spot.words().contains("loc")
        || spot.words().contains("level");
    let withdrawal = words.ends_with("wm") || words.ends_with('d');
    let number = words
        .trim_end_matches(|c: char| !c.is_ascii_digit() && c != 'i' && c != 'v')
        .trim();
    let whole = explicit && (1..=2).contains(&number.len());
    if !number.contains('.') && !whole {
        return Outcome::Nothing;
    }
    // "ASAM 4 review", "per ASAM 4": the fourth edition of the criteria. A level is called one.
    if number == "4"
        && words == number
        && !names_level(spot, after.get(..found.start()).unwrap_or(""))
    {
        return Outcome::Nothing;
    }
    let roman = number
        .replace("iii", "3")
        .replace("ii", "2")
        .replace("iv", "4")
        .replace('i', "1");
    let Some(level) = level_of(&roman, withdrawal) else {
        return Outcome::Nothing;
    };
    Outcome::Read(vec![Reading {
        measure: Measure::Level(level),
        direction: Some(Direction::N),
        weight: None,
        assertion: None,
        start: spot.to + found.start(),
        end: spot.to + found.end(),
        at: None,
    }])
}

/// Returns whether a level is spoken of at a number.
fn names_level(spot: Spot<'_>, lead: &str) -> bool {
    [spot.words(), lead, spot.before(16)].iter().any(|part| {
        part.contains("level")
            || part.contains("loc")
            || part.contains("placement")
            || part.contains("meets")
            || part.contains("recommend")
            || part.contains("appropriate")
    })
}

fn level_of(number: &str, withdrawal: bool) -> Option<LevelOfCare> {
    Some(match (number, withdrawal) {
        ("0.5" | "1" | "1.0" | "1.5", false) => LevelOfCare::Outpatient,
        ("1.7", _) | ("1" | "1.0", true) => LevelOfCare::OutpatientMedical,
        ("2.1", _) => LevelOfCare::IntensiveOutpatient,
        ("2.5", false) => LevelOfCare::PartialHospitalization,
        ("2.7", _) | ("2" | "2.5", true) => LevelOfCare::IntensiveOutpatientMedical,
        ("3.1", _) => LevelOfCare::ResidentialLow,
        ("3.2", _) => LevelOfCare::ResidentialWithdrawal,
        ("3.3", _) => LevelOfCare::ResidentialPopulation,
        ("3.5", _) => LevelOfCare::ResidentialHigh,
        ("3.7", _) => LevelOfCare::ResidentialMedical,
        ("4" | "4.0", _) => LevelOfCare::InpatientDetox,
        _ => return None,
    })
}

/// Reads the level that is called enough in or right behind words of readiness or fitness: "Ready
/// for IOP", "step down to PHP". Of two ("PHP/IOP") the more intensive one is meant; the level that is left ("from PHP") and one that
/// is denied ("not residential") are not.
pub(crate) fn enough(spot: Spot<'_>) -> Option<LevelOfCare> {
    let end = spot.sentence.1.min(spot.to + 28);
    let end = (spot.to..=end)
        .rev()
        .find(|at| spot.text.is_char_boundary(*at))?;
    let words = spot.text.get(spot.from..end)?;
    let stops = |word: &str| {
        matches!(
            word,
            "not" | "than" | "rather" | "but" | "when" | "if" | "once" | "until" | "after" | "no"
        )
    };
    let mut found: Option<LevelOfCare> = None;
    let (mut before, mut last) = ("", "");
    for word in words.split([' ', '/', '-', ',', ':', '(', ')']) {
        let is_end = word.ends_with(['.', ';']);
        let word = word.trim_end_matches(['.', ';']);
        if stops(word) {
            break;
        }
        let level = match word {
            "php" | "2.5" => Some(LevelOfCare::PartialHospitalization),
            "partial" if last != "in" => Some(LevelOfCare::PartialHospitalization),
            "treatment" | "program" | "hospital" if last == "day" => {
                Some(LevelOfCare::PartialHospitalization)
            }
            "iop" | "2.1" => Some(LevelOfCare::IntensiveOutpatient),
            "outpatient" if last == "intensive" => Some(LevelOfCare::IntensiveOutpatient),
            "residential" | "rtc" | "prtf" if needs(last) => Some(LevelOfCare::ResidentialHigh),
            "3.1" => Some(LevelOfCare::ResidentialLow),
            "3.5" => Some(LevelOfCare::ResidentialHigh),
            _ => None,
        };
        // "Step down to" and the like lead up to it; "3.5 no longer needed" names what is left.
        if let Some(level) = level
            && last != "from"
            && (found.is_some() || leads(last) || leads(before))
            && found.is_none_or(|known| known.rank() < level.rank())
        {
            found = Some(level);
        }
        if is_end {
            break;
        }
        if !word.is_empty() {
            (before, last) = (last, word);
        }
    }
    found
}

/// Returns whether a word leads up to the level that is meant.
fn leads(word: &str) -> bool {
    matches!(word, "for" | "to" | "in" | "at" | "meets") || needs(word)
}

fn needs(word: &str) -> bool {
    matches!(
        word,
        "recommends"
            | "recommend"
            | "recommended"
            | "need"
            | "needs"
            | "require"
            | "requires"
            | "continue"
            | "continues"
    )
}

static RATING: Lazy = LazyLock::new(|| {
    Regex::new(r"^(?: ?\([^)]{0,50}\))?(?:[ :=,|\-]|\b(?:very|extremely|risk|severity|rating|score|level|is|of|rated|at|a|remains|remained|stays|still|now|currently|biomedical|conditions|withdrawal|potential|emotional|behavioral|cognitive|readiness|to|change|relapse|recovery|environment|acute|intoxication|and|complications|or|continued|use|problem|living|treatment|acceptance|resistance|substance|related|risks|interactions|person|centered|considerations|psychiatric|addiction|medications)\b|[/&])*?(?:\b([0-4])(?: ?/ ?4)?\b|\b(low|mod|moderate|high|severe|none|mild|minimal)\b)([^\n]{0,4})").ok()
});

static LATER: Lazy = LazyLock::new(|| {
    Regex::new(
        r"^[^.;\n]{0,90}?\b(?:risk|severity|rating|rated|level)(?: (?:rating|level|is|of|at))* ?[:=]? ?([0-4])(?: ?/ ?4)?\b",
    )
    .ok()
});

/// Returns the rating in digits behind one in words, of the same dimension.
fn later(rest: &str) -> Option<regex::Match<'_>> {
    let digit = LATER.as_ref()?.captures(rest)?.get(1)?;
    let middle = rest.get(..digit.start())?;
    let names_another = middle.contains("dim")
        || middle.as_bytes().windows(3).any(
            |three| matches!(three, [b' ' | b',' | b'/', b'd', digit] if digit.is_ascii_digit()),
        );
    (!names_another).then_some(digit)
}

/// Returns whether a word of degree belongs to a noun of its own: "low mood" rates nothing.
fn qualifies(rest: &str) -> bool {
    let mut words = rest
        .trim_start()
        .split(|c: char| !c.is_ascii_alphabetic())
        .filter(|word| !word.is_empty());
    rest.starts_with(' ')
        && matches!(
            words.next(),
            Some(
                "mood"
                    | "energy"
                    | "support"
                    | "supports"
                    | "self"
                    | "esteem"
                    | "appetite"
                    | "interest"
                    | "income"
                    | "hypertension"
                    | "htn"
                    | "bp"
                    | "back"
                    | "pain"
                    | "frustration"
                    | "anxiety"
                    | "depression"
                    | "dep"
            )
        )
}

/// Returns whether doses stand around a day: "0.5 bid d2, 1 bid d3" is a schedule.
fn is_dosed(spot: Spot<'_>, rest: &str) -> bool {
    const DOSES: [&str; 16] = [
        "bid", "tid", "qid", "qd", "qhs", "qam", "qpm", "hs", "daily", "mg", "mcg", "tab", "tabs",
        "po", "sl", "tonight",
    ];
    let last = spot.before(12).trim_end_matches([' ', ',', '(']);
    let last = last.rsplit([' ', '.', '/']).next().unwrap_or("");
    let unit = last.trim_start_matches(|c: char| c.is_ascii_digit());
    let next = rest.trim_start().split([' ', ',', '.', ';', '/']).next();
    DOSES.contains(&unit) || next.is_some_and(|next| DOSES.contains(&next))
}

/// Reads an ASAM dimension's rating, 0 to 4 or in words.
pub(super) fn dimension(spot: Spot<'_>) -> Outcome {
    let words = spot.words();
    if words == "reassess dims" || words == "dims" {
        return if words == "dims" {
            Outcome::Nothing
        } else {
            Outcome::Told(Assertion::Hypothetical)
        };
    }
    let number = match words.rsplit([' ', 'm', 'd', '.']).next().unwrap_or("") {
        "i" | "one" | "1" => 1,
        "ii" | "two" | "2" => 2,
        "iii" | "three" | "3" => 3,
        "iv" | "four" | "4" => 4,
        "v" | "five" | "5" => 5,
        "vi" | "six" | "6" => 6,
        _ => return Outcome::Nothing,
    };
    let after = spot.after(100);
    let Some(found) = RATING.as_ref().and_then(|regex| regex.captures(after)) else {
        return Outcome::Nothing;
    };
    // "Dimension 3: low mood, panic, risk 2": the number rates.
    let digit = found.get(1).map(|digit| (digit.as_str(), digit.range()));
    let digit = digit.or_else(|| {
        let end = found.get(2)?.end();
        let digit = later(after.get(end..)?)?;
        Some((digit.as_str(), end + digit.start()..end + digit.end()))
    });
    let (rating, place) = match (digit, found.get(2)) {
        (Some((digit, place)), _) => (digit.parse::<u8>().unwrap_or(0), place),
        (_, Some(word)) if qualifies(after.get(word.end()..).unwrap_or("")) => {
            return Outcome::Nothing;
        }
        (_, Some(word)) => {
            let rating = match word.as_str() {
                "none" => 0,
                "low" | "mild" | "minimal" => 1,
                "mod" | "moderate" => 2,
                "high" => 3,
                _ => 4,
            };
            (rating, word.range())
        }
        _ => return Outcome::Nothing,
    };
    // "D3 2000 IU" is a vitamin, "D1 of taper" a day.
    let tail = found.get(3).map_or("", |m| m.as_str());
    let short = words.len() == 2;
    // What stands between the words and the number is told for itself.
    let first = found.get(1).or(found.get(2));
    let place = first.map_or(place, |first| first.range());
    let gap = after.get(..place.start).unwrap_or("");
    // "D6 high: drinks in her house" is a rating, "D1 3:30" a time.
    let is_digit = found.get(1).is_some();
    if tail.starts_with(|c: char| c.is_ascii_digit() || (c == ':' && is_digit))
        || (short && is_dosed(spot, after.get(place.end..).unwrap_or("")))
        || (tail.starts_with('.') && tail.as_bytes().get(1).is_some_and(u8::is_ascii_digit))
        || (short && gap.contains(" of "))
        || tail.starts_with(" mg")
        || tail.starts_with(" iu")
        || tail.starts_with("mg")
    {
        return Outcome::Nothing;
    }
    let number = Dimension::in_third_edition(number, gap);
    let (direction, weight) = weigh(rating);
    Outcome::Read(vec![Reading {
        measure: Measure::DimensionRating(number, rating),
        direction: Some(direction),
        weight: Some(weight),
        assertion: None,
        start: spot.to + place.start,
        end: spot.to + place.end,
        at: None,
    }])
}

/// Returns what a dimension's rating argues for, and how much.
pub(crate) fn weigh(rating: u8) -> (Direction, u8) {
    match rating {
        0 | 1 => (Direction::L, 2),
        2 => (Direction::N, 1),
        3 => (Direction::H, 3),
        _ => (Direction::H, 4),
    }
}

/// Reads a LOCUS or CALOCUS-CASII composite or level.
pub(super) fn locus(spot: Spot<'_>) -> Outcome {
    let Some(numbers) = super::score::numbers(spot, 0.0, 35.0, false) else {
        return told(spot);
    };
    let Outcome::Read(mut readings) = super::score::plain(numbers) else {
        return Outcome::Nothing;
    };
    let stated = spot.words().contains("level") || spot.words().contains("recommend");
    for reading in &mut readings {
        let Measure::Score(value) = reading.measure else {
            continue;
        };
        let gap = spot.text.get(spot.to..reading.start).unwrap_or("");
        let level = if stated || gap.contains("level") || value <= 6.0 {
            value
        } else {
            match value as u32 {
                0..=9 => 0.0,
                10..=13 => 1.0,
                14..=16 => 2.0,
                17..=19 => 3.0,
                20..=22 => 4.0,
                23..=27 => 5.0,
                _ => 6.0,
            }
        };
        (reading.direction, reading.weight) = match level as u32 {
            0..=2 => (Some(Direction::L), Some(2)),
            3 => (Some(Direction::N), Some(2)),
            _ => (Some(Direction::H), Some(3)),
        };
    }
    Outcome::Read(readings)
}
