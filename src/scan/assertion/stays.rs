//! Tells what led to an earlier stay in a hospital from what is: "stepped down from Kiowa Hospital
//! after SI with plan. Now SI without intent". It finds no dates.

use super::scope::View;
use super::time::When;
use crate::read::dates::MONTHS;

/// A stay and what led to it stand no farther apart, in words.
const FARTHEST: usize = 14;
/// Words between "after" and what is told ("after recent SI").
const QUALIFIERS: usize = 3;
/// A stay is over on a day so many days after what led to it, if the note goes on with "now".
const LEAST_DAYS: u32 = 4;

/// Returns the words that put what stands at `from..to` before a stay that is over.
pub(super) fn led_to(
    view: &View<'_>,
    from: usize,
    to: usize,
    dated: Option<When>,
) -> Option<(usize, usize)> {
    left_after(view, from)
        .or_else(|| held_then(view, to, dated))
        .or_else(|| seen_then(view, from, to))
        .or_else(|| bracketed(view, from))
}

/// Reads "stepped down from detox (6 d, SI w/ plan)": what stands in the parenthesis was in that stay.
fn bracketed(view: &View<'_>, from: usize) -> Option<(usize, usize)> {
    let before = view.tokens_until(from);
    let word = |at: usize| before.get(at).map_or("", |token| token.of(view.text));
    let open = (0..before.len()).rev().find(|&at| word(at) == "(")?;
    if (open..before.len()).any(|at| matches!(word(at), ")" | ";" | "." | "now")) {
        return None;
    }
    let left = (open.saturating_sub(LONGEST_NAME)..open)
        .rev()
        .find(|&at| {
            word(at) == "from"
                && matches!(
                    word(at.wrapping_sub(1)),
                    "down" | "discharged" | "released" | "d/c'd" | "dc'd"
                )
        })?;
    let emergency = |at| matches!(word(at), "er" | "ed" | "emergency" | ";" | "." | ",");
    if (left..open).any(emergency) {
        return None;
    }
    Some((before.get(left)?.start, before.get(open)?.end))
}

/// The name of a place that was left, with its day, is not longer, in tokens.
const LONGEST_NAME: usize = 8;

/// Reads "seen in an emergency department in January for ...": the visit and what it was for.
fn seen_then(view: &View<'_>, from: usize, to: usize) -> Option<(usize, usize)> {
    let word = |at: usize| view.tokens.get(at).map_or("", |token| token.of(view.text));
    let month = (1..view.tokens.len())
        .find(|&at| matches!(word(at - 1), "in" | "last" | "of") && MONTHS.contains(&word(at)))?;
    let clause = (month.saturating_sub(FARTHEST)..month - 1)
        .rev()
        .take_while(|&at| !matches!(word(at), ";" | ":" | "." | ","));
    let (mut place, mut seen) = (None, false);
    for at in clause {
        if matches!(
            word(at),
            "ed" | "er" | "emergency" | "hospital" | "inpatient"
        ) {
            place = view.tokens.get(at);
        }
        seen |= matches!(
            word(at),
            "seen" | "treated" | "evaluated" | "admitted" | "hospitalized" | "taken" | "brought"
        );
    }
    let place = place.filter(|_| seen)?;
    let end = view.tokens.get(month)?.end;
    let visit = from <= place.start && place.end <= to;
    let behind = word(month + 1) == "for"
        && end <= from
        && !view.text.get(end..from)?.contains([';', ':', '.']);
    (visit || behind).then_some((place.start, end))
}

/// Reads "stepped down from the hospital after ...", "recent inpatient stay for ...".
fn left_after(view: &View<'_>, from: usize) -> Option<(usize, usize)> {
    let before = view.tokens_until(from);
    let word = |at: usize| before.get(at).map_or("", |token| token.of(view.text));
    let last = before.len().checked_sub(1)?;
    let link = (last.saturating_sub(QUALIFIERS)..=last)
        .rev()
        .take_while(|&at| before.get(at).is_some_and(|token| token.word))
        .find(|&at| matches!(word(at), "after" | "following" | "for"))?;
    let clause = (link.saturating_sub(FARTHEST)..link)
        .rev()
        .take_while(|&at| !matches!(word(at), ";" | ":" | "." | ","));
    let after = word(link) != "for";
    let (mut hospital, mut emergency) = (false, false);
    for at in clause {
        let this = word(at);
        hospital |= is_hospital(this);
        emergency |= matches!(
            this,
            "er" | "ed" | "icu" | "emergency" | "medical" | "floor"
        );
        let stepped = after && this == "from" && word(at.wrapping_sub(1)) == "down";
        let left = after
            && this == "from"
            && hospital
            && matches!(
                word(at.wrapping_sub(1)),
                "discharged" | "released" | "d/c" | "c" | "c'd" | "dc'd" | "returned" | "home"
            );
        let stayed = !after
            && this == "recent"
            && at + 4 >= link
            && (at..link).any(|place| is_stay(word(place)));
        if (stepped || left || stayed) && !emergency {
            let (first, last) = (before.get(at)?, before.get(link)?);
            return Some((first.start, last.end));
        }
    }
    None
}

fn is_hospital(word: &str) -> bool {
    matches!(
        word,
        "hospital"
            | "hosp"
            | "inpatient"
            | "inpt"
            | "ip"
            | "psych"
            | "psychiatric"
            | "unit"
            | "crisis"
    ) || is_stay(word)
}

fn is_stay(word: &str) -> bool {
    matches!(
        word,
        "hospitalization" | "hospitalisation" | "admission" | "stay"
    )
}

/// Reads "SI w/ plan 3/28, ER, 72 h hold. Now ...": what is now is told for itself.
fn held_then(view: &View<'_>, to: usize, dated: Option<When>) -> Option<(usize, usize)> {
    let when = dated.filter(|when| when.days.is_some_and(|days| days >= LEAST_DAYS))?;
    let behind = view.tokens_from(to);
    let held = behind.iter().map(|token| token.of(view.text)).any(|word| {
        matches!(
            word,
            "er" | "ed"
                | "hold"
                | "hospital"
                | "hospitalized"
                | "inpatient"
                | "inpt"
                | "admitted"
                | "held"
        )
    });
    let end = view.tokens.last()?.end;
    let next = view.text.get(end..).unwrap_or("");
    let goes_on = next
        .trim_start_matches(['.', ' ', '\n'])
        .starts_with("now ")
        || behind
            .windows(2)
            .any(|pair| matches!(pair, [sign, now] if !sign.word && now.of(view.text) == "now"));
    let released = behind
        .iter()
        .map(|token| token.of(view.text))
        .any(|word| matches!(word, "released" | "discharged" | "d/c'd" | "dc'd"));
    let before = view.tokens_until(to);
    let came_in = before
        .iter()
        .map(|token| token.of(view.text))
        .any(|word| matches!(word, "ed" | "er" | "emergency"));
    (held && goes_on || (held || came_in) && released).then_some((when.start, when.end))
}

#[cfg(test)]
mod tests {
    use crate::model::Assertion;
    use crate::scan::classify::assert_classes;

    #[test]
    fn what_led_to_an_earlier_stay_is_past() {
        assert_classes(&[
            (
                "Stepped down from Kiowa Hospital 4/10 after SI w/ plan (belt).",
                "SI w/ plan",
                Assertion::Historical,
            ),
            (
                "Discharged from inpatient psych Friday following suicidal ideation.",
                "suicidal ideation",
                Assertion::Historical,
            ),
            (
                "Recent psychiatric hospitalization for SI with plan.",
                "SI with plan",
                Assertion::Historical,
            ),
            (
                "SI w/ plan (bridge) 9 days ago, ER, 72 h hold. Now SI w/out intent.",
                "SI w/ plan",
                Assertion::Historical,
            ),
            (
                "SI w/ plan (bridge) yesterday, ER, 72 h hold. Now on the unit.",
                "SI w/ plan",
                Assertion::Affirmed,
            ),
            (
                "Calm since admission for SI with plan.",
                "SI with plan",
                Assertion::Affirmed,
            ),
            (
                "He was seen in an emergency department in January for what was recorded as psychosis; hears no voices.",
                "psychosis",
                Assertion::Historical,
            ),
            (
                "He was seen in an emergency department in January for what was recorded as psychosis.",
                "emergency department",
                Assertion::Historical,
            ),
            (
                "Seen in the ED in January for a fall; psychosis since.",
                "psychosis",
                Assertion::Affirmed,
            ),
            (
                "Stepped down from PHP 4/10, here for suicidal ideation.",
                "suicidal ideation",
                Assertion::Affirmed,
            ),
            (
                "Transferred from the ED after an overdose.",
                "overdose",
                Assertion::Affirmed,
            ),
            (
                "Admitted to inpatient for SI with plan.",
                "SI with plan",
                Assertion::Affirmed,
            ),
            (
                "Stepped down from PHP; SI with plan since.",
                "SI with plan",
                Assertion::Affirmed,
            ),
        ]);
    }
}
