//! Decides whether a member of a list is still denied by the cue before the list, or states
//! something of its own. It does not find the cue.

use super::scope::View;
use crate::scan::tokens::Token;
use crate::text::words::WordSet;
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Words {
    polarity: WordSet,
    qualifying: WordSet,
    predicates: WordSet,
    opening: WordSet,
    complaints: WordSet,
    complements: WordSet,
    counting: WordSet,
    reporting: WordSet,
    goods: WordSet,
    risk: WordSet,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| toml::from_str(SOURCE).unwrap_or_default());
const SOURCE: &str = include_str!("../../knowledge/assertion/lists.toml");

/// No member is longer in words; the rest of a clause says nothing about its head.
const LONGEST: usize = 14;

/// Returns whether a denial ending at byte `end` denies a good thing first, which is a complaint.
pub(super) fn laments(view: &View<'_>, end: usize) -> bool {
    let first = view.tokens.partition_point(|token| token.start < end);
    view.tokens
        .get(first..(first + 2).min(view.tokens.len()))
        .unwrap_or(&[])
        .iter()
        .take_while(|token| token.word)
        .any(|token| WORDS.goods.contains(token.of(view.text)))
}

/// Returns whether a denial ending at byte `end` denies only what is asked about suicidal thoughts
/// that are there: "no intent, shaking" says nothing of the shaking.
pub(super) fn opens_with_details(view: &View<'_>, end: usize) -> bool {
    let first = view.tokens.partition_point(|token| token.start < end);
    view.tokens
        .iter()
        .skip(first)
        .map(|token| token.of(view.text))
        .find(|word| !matches!(*word, "any" | "specific" | "current" | "clear" | "active"))
        .is_some_and(|word| {
            matches!(
                word,
                "plan" | "plans" | "intent" | "intention" | "intentions"
            )
        })
}

/// Returns whether a member behind a comma at byte `at` may still belong to a list of denied risk: by
/// the word that it opens with, or since an "or" closes the list.
pub(super) fn is_of_risk(view: &View<'_>, at: usize, word: &str) -> bool {
    let end = view.tokens.last().map_or(at, |token| token.end);
    let rest = view.text.get(at..end).unwrap_or("");
    WORDS.risk.contains(word) || rest.contains(", or ") || rest.contains(", nor ")
}

/// Returns whether the member that begins at byte `start` has a predicate, a polarity word or a
/// rating of its own, so that a denial of the members before it does not reach it.
pub(super) fn states_itself(view: &View<'_>, start: usize) -> bool {
    let words = &*WORDS;
    let first = view.tokens.partition_point(|token| token.start < start);
    let tokens = member(view, first);
    let word = |place: usize| tokens.get(place).map_or("", |token| token.of(view.text));
    let mut said = 0;
    let mut complained = false;
    let mut circumstance = false;
    // "Anemia with a hematocrit of 40" rates the hematocrit.
    let mut attached = false;
    for (place, token) in tokens.iter().enumerate() {
        let this = token.of(view.text);
        if !token.word {
            continue;
        }
        if matches!(this, "and" | "also" | "currently" | "now") && said == 0 {
            continue;
        }
        said += 1;
        if words.complaints.contains(this) || this.starts_with("diff") {
            complained = true;
        }
        // "Is" inside "which is" belongs to the noun; "was noted" reports the list itself.
        if words.predicates.contains(this) && !circumstance {
            let passive = matches!(this, "is" | "are" | "was" | "were")
                && (place + 1..=place + 2).any(|next| words.reporting.contains(word(next)));
            let relative = place > 0 && matches!(word(place - 1), "that" | "which" | "who");
            // "... or ear pain reported" closes the list.
            let closing = words.reporting.contains(this)
                && tokens
                    .get(place + 1..)
                    .is_none_or(|rest| !rest.iter().any(|next| next.word));
            if !passive && !relative && !closing {
                return true;
            }
        }
        if complained {
            continue;
        }
        if said == 1 && words.opening.contains(this) {
            return true;
        }
        // "No psychosis, passive SI no intent": only what is there is asked about an intent.
        if place > 1
            && is_kind_of_thought(word(0))
            && matches!(
                word(place + 1),
                "plan" | "intent" | "plans" | "means" | "method"
            )
            && matches!(this, "no" | "without" | "o" | "out")
        {
            return true;
        }
        if words.polarity.contains(this) && !circumstance {
            let last = tokens.get(place + 1..).is_none_or(|rest| {
                rest.iter().find(|next| next.word).is_none_or(|next| {
                    let next = next.of(view.text);
                    words.complements.contains(next)
                        || words.polarity.contains(next)
                        || matches!(
                            next,
                            "with"
                                | "and"
                                | "to"
                                | "at"
                                | "in"
                                | "on"
                                | "for"
                                | "since"
                                | "oriented"
                                | "directed"
                                | "from"
                                | "as"
                                | "overall"
                        )
                })
            });
            if !words.qualifying.contains(this) || last || oriented(word(place + 1)) {
                return true;
            }
        }
        // "Not cooking, wishes not to wake": a wish with its own denial is told for itself.
        if said == 1
            && matches!(this, "wishes" | "wants" | "hopes")
            && matches!(word(place + 1), "not" | "he" | "she" | "they")
        {
            return true;
        }
        if said > 1 && words.complements.contains(this) && is_state(word(0)) {
            return true;
        }
        if !attached && is_rating(view, tokens, place) {
            return true;
        }
        attached |= matches!(this, "with" | "during" | "that" | "which");
        circumstance |= matches!(this, "with" | "of" | "from" | "during" | "that" | "which");
    }
    false
}

/// Returns whether what begins at byte `start`, behind a dash, states something of its own or is the
/// result of a test.
pub(super) fn is_told_apart(view: &View<'_>, start: usize) -> bool {
    let first = view.tokens.partition_point(|token| token.start < start);
    let is_result = member(view, first).iter().take(4).any(|token| {
        matches!(
            token.of(view.text),
            "neg" | "negative" | "pos" | "positive" | "+"
        )
    });
    is_result || states_itself(view, start)
}

/// Returns whether a word tells how somebody thinks of death.
fn is_kind_of_thought(word: &str) -> bool {
    matches!(
        word,
        "passive" | "fleeting" | "chronic" | "intermittent" | "occasional" | "baseline" | "ongoing"
    )
}

fn oriented(next: &str) -> bool {
    matches!(
        next,
        "oriented"
            | "directed"
            | "appetite"
            | "affect"
            | "sleep"
            | "mood"
            | "attendance"
            | "participation"
            | "insight"
            | "judgment"
            | "eye"
            | "energy"
            | "hygiene"
            | "concentration"
    )
}

/// Returns whether a word says how somebody is rather than what they have.
fn is_state(word: &str) -> bool {
    matches!(
        word,
        "anxious"
            | "tearful"
            | "tired"
            | "restless"
            | "irritable"
            | "sad"
            | "angry"
            | "worried"
            | "nervous"
            | "frustrated"
            | "guarded"
            | "agitated"
            | "upset"
            | "stressed"
            | "depressed"
            | "labile"
            | "overwhelmed"
            | "withdrawn"
            | "drowsy"
            | "lethargic"
            | "shaky"
            | "excited"
    )
}

/// Returns the tokens from `first` to the next sign that ends a member.
fn member<'v>(view: &View<'v>, first: usize) -> &'v [Token] {
    let rest = view.tokens.get(first..).unwrap_or(&[]);
    let length = rest
        .iter()
        .position(|token| !token.word && matches!(token.of(view.text), "," | ";" | "." | ":"))
        .unwrap_or(rest.len());
    rest.get(..length.min(LONGEST)).unwrap_or(&[])
}

/// Returns whether a number rates what stands before it ("PHQ-9 4", "pain 3/10").
fn is_rating(view: &View<'_>, tokens: &[Token], place: usize) -> bool {
    let word = |place: usize| tokens.get(place).map_or("", |token| token.of(view.text));
    let this = word(place);
    if place == 0
        || !this.starts_with(|first: char| first.is_ascii_digit())
        || !this
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
        || WORDS.counting.contains(word(place - 1))
    {
        return false;
    }
    let next = word(place + 1);
    matches!(
        next,
        "" | "/"
            | "("
            | "out"
            | "today"
            | "down"
            | "from"
            | "-"
            | ">"
            | "this"
            | "at"
            | "with"
            | "and"
            | "@"
    ) && !matches!(word(place + 2), "7" if next == "/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Assertion;
    use crate::scan::classify::classify;

    #[test]
    fn the_words_are_well_formed() {
        assert!(toml::from_str::<Words>(SOURCE).is_ok());
        assert!(WORDS.qualifying.is_subset(&WORDS.polarity));
    }

    #[test]
    fn a_member_with_its_own_verdict_is_not_denied() {
        for (drawn, class) in [
            ("Denies SI/HI, [functioning] well.", Assertion::Affirmed),
            (
                "No SI/HI, [sleep] and appetite normal.",
                Assertion::Affirmed,
            ),
            (
                "No SI/HI, sleep and [appetite] normal.",
                Assertion::Affirmed,
            ),
            ("Denies cravings, [PHQ-9] 4.", Assertion::Affirmed),
            ("Denies urges, shakes, [pain] 6/10.", Assertion::Affirmed),
            (
                "Denies AVH, [hopeful] about discharge.",
                Assertion::Affirmed,
            ),
            ("No self-harm, [anxious] about court.", Assertion::Affirmed),
            (
                "Denies plan, future-oriented, [working] full time.",
                Assertion::Affirmed,
            ),
            ("No tremor, sweats, [nausea].", Assertion::Negated),
            ("Denies fever, trouble [sleeping] well.", Assertion::Negated),
            ("Denies SI, HI in past 2 weeks, [AVH].", Assertion::Negated),
            ("Denies SI, HI, or [AVH].", Assertion::Negated),
            ("No sleep, [shaking], sweating.", Assertion::Affirmed),
            ("No insight or [motivation].", Assertion::Negated),
            ("No pain, high [fever], chills.", Assertion::Negated),
            (
                "Without rash, itch or [anemia] with a count of 40.",
                Assertion::Negated,
            ),
            ("No chills, [rash] was noted.", Assertion::Negated),
            ("Denies headache, severe [nausea].", Assertion::Affirmed),
            (
                "SI yes, no intent \"right now\", shaking, [hyperventilating].",
                Assertion::Affirmed,
            ),
            (
                "Passive SI without intent, missed [school] since Feb.",
                Assertion::Affirmed,
            ),
            ("No plan, intent, [HI] or AVH.", Assertion::Negated),
            ("No plan, nightmares, or [flashbacks].", Assertion::Negated),
            ("Denies intent, plan, [hallucinations].", Assertion::Negated),
            ("No nausea, [shaking], sweats.", Assertion::Negated),
        ] {
            let start = drawn.find('[').unwrap_or(0);
            let end = drawn.find(']').unwrap_or(1) - 1;
            let got = classify(&drawn.replace(['[', ']'], ""), start as u32, end as u32);
            assert_eq!(got.assertion, class, "{drawn} ({})", got.rule);
        }
    }
}
