//! Tells where "Plan:" is no heading but asks for a suicidal plan, by the answer behind it. It cuts
//! no sentences.

use super::sections;

/// Returns whether text behind "plan:" answers the question of a suicidal plan, after the sentence
/// before it and in the section that is open.
pub(super) fn is_of_risk(rest: &str, before: &str, section: u8) -> bool {
    is_answer(rest) || ((asks(before) || is_risk(section)) && names_method(rest))
}

fn is_risk(section: u8) -> bool {
    sections::section_name(section) == "RISK"
}

/// Returns whether text opens with the answer to a question.
fn is_answer(text: &str) -> bool {
    let word = text.trim_start().split([' ', ',', '.', ';']).next();
    word.is_some_and(|word| {
        matches!(
            word,
            "yes" | "no" | "none" | "denies" | "denied" | "y" | "n" | "[x]" | "[" | "absent"
        )
    })
}

/// Words of a sentence that speaks of suicide.
const OF_SUICIDE: [&str; 10] = [
    "suicid",
    "kill",
    "to die",
    "end his",
    "end her",
    "end their",
    "end my",
    "end it all",
    "od on",
    "overdos",
];

/// Returns whether a sentence speaks of suicide.
fn asks(sentence: &str) -> bool {
    let is_short_form = |word: &str| matches!(word, "si" | "s/i" | "si/hi" | "+si" | "si+");
    OF_SUICIDE.iter().any(|words| sentence.contains(words))
        || sentence
            .split([' ', ':', ',', '.', ';', '('])
            .any(is_short_form)
}

/// Words that may stand before the deed that is planned.
const LEAD: [&str; 28] = [
    "to",
    "would",
    "will",
    "wants",
    "states",
    "he'd",
    "she'd",
    "they'd",
    "i'd",
    "he",
    "she",
    "they",
    "pt",
    "client",
    "patient",
    "by",
    "is",
    "vague",
    "specific",
    "possible",
    "maybe",
    "thoughts",
    "thought",
    "of",
    "about",
    "considering",
    "considered",
    "method",
];

/// How what somebody would do to die begins.
const DEEDS: [&str; 41] = [
    "overdos",
    "od on",
    "od with",
    "od w/",
    "od by",
    "od,",
    "od.",
    "od;",
    "od'ing",
    "hang self",
    "hang him",
    "hang her",
    "hang them",
    "hang my",
    "hanging self",
    "hanging him",
    "hanging her",
    "jump off",
    "jump from",
    "jump in front",
    "jump into traffic",
    "jumping off",
    "jumping from",
    "shoot self",
    "shoot him",
    "shoot her",
    "shoot them",
    "shoot my",
    "take all",
    "swallow all",
    "cut wrist",
    "cut his wrist",
    "cut her wrist",
    "slit",
    "drown",
    "walk into traffic",
    "step in front",
    "crash",
    "drive into",
    "drive off",
    "carbon monoxide",
];

/// Means that name the deed where nothing is done with them ("pills locked up").
const MEANS: [&str; 14] = [
    "pills", "gun", "firearm", "pistol", "rifle", "shotgun", "rope", "noose", "belt", "knife",
    "razor", "train", "bridge", "od",
];

/// What is taught and handed out under a plan of care, by the words behind "overdose".
const CARE: [&str; 13] = [
    "prevention",
    "education",
    "risk",
    "kit",
    "precaution",
    "reversal",
    "response",
    "awareness",
    "training",
    "protocol",
    "safety",
    "group",
    "rescue",
];

/// Returns whether text opens with a way to die.
fn names_method(text: &str) -> bool {
    let mut rest = text.trim_start_matches([' ', '"']);
    while let Some((word, tail)) = rest.split_once(' ') {
        if !LEAD.contains(&word.trim_end_matches([',', ':'])) {
            break;
        }
        rest = tail;
    }
    if DEEDS.iter().any(|deed| rest.starts_with(deed)) {
        let next = rest.split_once(' ').map_or("", |(_, tail)| tail);
        return !CARE.iter().any(|word| next.starts_with(word));
    }
    MEANS.iter().any(|means| {
        rest.strip_prefix(means).is_some_and(|tail| {
            tail.is_empty()
                || tail.starts_with(['.', ',', ';', '(', '"'])
                || tail.starts_with(" (")
                || tail.starts_with(" or ")
        })
    })
}

/// Bytes behind "P:" in which the other parts of such a note stand. A file of nothing but labels is
/// not read to its end for each.
const PARTS: usize = 4000;

/// Returns whether "P:" opens the problem of a PIRP or PIE note and no plan: an intervention comes
/// after it, then what came of that, and no assessment stands before.
pub(super) fn is_problem(rest: Option<&str>, section: u8) -> bool {
    let rest = rest.unwrap_or("");
    let rest = rest
        .get(..rest.floor_char_boundary(PARTS))
        .unwrap_or_default();
    if sections::section_name(section) == "ASSESS" {
        return false;
    }
    let opens = |line: &str, labels: &[&str]| labels.iter().any(|label| line.starts_with(label));
    let mut lines = rest.split('\n').skip(1);
    lines.any(|line| opens(line, &["i:", "i -", "intervention:", "interventions:"]))
        && lines.any(|line| opens(line, &["r:", "r -", "response:", "e:", "p:"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_to_die_is_told_from_a_plan_of_care() {
        let told = "pt states he is suicidal, \"i've decided.\"";
        for (before, rest, wanted) in [
            (told, " overdose on the trazodone he has saved up.", true),
            ("si: yes, daily", " od on pills", true),
            ("endorses si.", " would hang self in the garage.", true),
            ("endorses si.", " pills or train", true),
            ("endorses si.", " yes", true),
            (
                "denies si.",
                " overdose prevention, naloxone kit given.",
                false,
            ),
            ("endorses si.", " pills locked up by mother.", false),
            ("endorses si.", " continue php, call if si returns.", false),
            ("denies si.", " hang out with a sober friend.", false),
            ("slept well.", " overdose on the trazodone.", false),
        ] {
            assert_eq!(is_of_risk(rest, before, 0), wanted, "{before} {rest}");
        }
        let risk = sections::by_heading("risk").unwrap_or(0);
        assert!(is_of_risk(
            " jump off the parking garage",
            "intent: yes",
            risk
        ));
    }
}
