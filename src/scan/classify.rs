//! Judges any words of any text, without a lexicon.

use super::assertion::{Analyzer, Setting, is_person};
use super::checkbox::{self, Verdict};
use super::counts;
use super::normalize::Normalized;
use super::sentences::{self, Sentence};
use crate::model::Assertion;
use crate::text::CharMap;

/// The class of a statement and the rule behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Classified {
    /// The class.
    pub assertion: Assertion,
    /// The rule that chose it, in a few words.
    pub rule: &'static str,
    /// The characters of the cue, where words decided.
    pub cue: Option<(u32, u32)>,
    /// The characters of the sentence or line within which cues count.
    pub scope: (u32, u32),
}

/// Events older than this many days are history where no indicator says otherwise.
const RECENT_DAYS: u32 = 30;

/// Returns the class of the statement about the words at characters `start..end` of a text.
///
/// Sections, boxes and questions count as in a note; the date of service is unknown, so a date
/// without an age says nothing.
pub fn classify(text: &str, start: u32, end: u32) -> Classified {
    let map = CharMap::new(text);
    let mut plain = Normalized::default();
    plain.fill(text);
    let from = plain.place(map.to_byte(start));
    let to = plain.place(map.to_byte(end)).max(from);
    let mut list = Vec::new();
    sentences::split(&plain, text, &mut list);
    let place = list
        .iter()
        .position(|sentence| from < sentence.end)
        .unwrap_or(0);
    let sentence = list
        .get(place)
        .copied()
        .filter(|sentence| sentence.start <= from)
        .unwrap_or(
            // A heading standing alone is no sentence; judge it by itself.
            Sentence {
                start: from,
                end: to.max(from),
                section: 0,
            },
        );
    let to = to.min(sentence.end.max(from));
    let characters = |(from, to): (usize, usize)| {
        let (from, to) = plain.original(text, from, to);
        (map.to_char(from), map.to_char(to))
    };
    let classified = |assertion, rule, cue: Option<(usize, usize)>| Classified {
        assertion,
        rule,
        cue: cue.map(characters),
        scope: characters((sentence.start, sentence.end)),
    };
    match checkbox::verdict(&plain.text, &plain.gaps, &list, place, from, to) {
        Some(Verdict::Marked(assertion)) => {
            return classified(assertion, "marked or answered", None);
        }
        Some(Verdict::Unanswered | Verdict::Template) => {
            return classified(Assertion::Hypothetical, "only asked about", None);
        }
        None => {}
    }
    let piece = plain.text.get(sentence.start..sentence.end).unwrap_or("");
    if counts::denied(
        piece,
        from.saturating_sub(sentence.start),
        to.saturating_sub(sentence.start),
    ) {
        return classified(Assertion::Negated, "counted as none", None);
    }
    let mut analyzer = Analyzer::new();
    analyzer.cut(&plain.text, sentence.start, sentence.end);
    analyzer.prepare(&plain.text, &plain.gaps, sentence.start, sentence.end, None);
    let setting = Setting {
        section: sentence.section,
        recent_days: RECENT_DAYS,
        about_others: false,
        plan_stands: false,
        told: false,
        happens: true,
        scored: false,
        ahead: false,
    };
    let judgment = analyzer.judge(&plain.text, &plain.gaps, from, to, &[], setting);
    // Only where nothing else decides do the target's own words ("prior attempts").
    if judgment.assertion == Assertion::Affirmed
        && let Some((assertion, rule)) = own_class(plain.text.get(from..to).unwrap_or(""))
    {
        return classified(assertion, rule, None);
    }
    classified(
        judgment.assertion,
        judgment.ground.rule,
        judgment.ground.cue,
    )
}

/// Returns the class that a target's first word gives it.
fn own_class(target: &str) -> Option<(Assertion, &'static str)> {
    let (first, _) = target.split_once(' ')?;
    if let Some(person) = first.strip_suffix("'s")
        && is_person(person)
    {
        return Some((Assertion::OtherPerson, "the target itself names a person"));
    }
    match first {
        "prior" | "past" | "previous" | "former" | "hx" | "h/o" | "history" => {
            Some((Assertion::Historical, "the target itself is of the past"))
        }
        "possible" | "probable" | "suspected" | "presumed" | "questionable" | "likely" => {
            Some((Assertion::Uncertain, "the target itself is hedged"))
        }
        _ => None,
    }
}

/// Fails where a statement in a text is not of its class: text, the statement's words, class.
#[cfg(test)]
pub(super) fn assert_classes(cases: &[(&str, &str, crate::model::Assertion)]) {
    for (text, target, class) in cases {
        let start = text.find(target).unwrap_or(0) as u32;
        let got = classify(text, start, start + target.len() as u32);
        assert_eq!(got.assertion, *class, "{text} ({})", got.rule);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,200}", start in 0_u32..250, end in 0_u32..250) {
            classify(&text, start, end);
        }

        #[test]
        fn never_panics_on_clinical_words(
            words in prop::collection::vec(prop::sample::select(vec![
                "denies", "SI", "[x]", "[ ]", "?", ",", ";", "mother", "reports", "no", "2019",
                "3", "days", "ago", "/", "4", "if", "\n", "Plan:", "hx", "of", "é", "and", "- ", "yes",
            ]), 0..40),
            start in 0_u32..120,
            length in 0_u32..30,
        ) {
            classify(&words.join(" "), start, start + length);
        }
    }
}
