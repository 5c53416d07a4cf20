//! Finds what a note tells in the words of those who pay or press for a level of care: "The MCO
//! doctor said she can be treated at a lower level", "Reviewer: \"stable for PHP\"", "Judge wants him in
//! 24-hour care". The record reports that, and states none of it itself. What staff told a payer is
//! the record's own.

use super::scanner::Draft;
use super::sentences::Sentence;
use crate::model::Assertion;
use crate::text::words::WordSet;
use serde::Deserialize;
use std::ops::Range;
use std::sync::LazyLock;

/// No more words stand between a payer and its verb.
const MOST_BETWEEN: usize = 5;
/// A quotation is not longer, in bytes.
const LONGEST_QUOTE: usize = 800;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Words {
    payers: Vec<String>,
    officials: Vec<String>,
    others: Vec<String>,
    says: WordSet,
    holds: WordSet,
    wants: Vec<String>,
    grounds: Vec<String>,
    subjects: WordSet,
    hearer: WordSet,
    roles: WordSet,
    of_level: WordSet,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| toml::from_str(SOURCE).unwrap_or_default());
const SOURCE: &str = include_str!("../knowledge/assertion/payers.toml");

/// Who may speak of a level, as the text names them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Speaker {
    pub(super) start: usize,
    pub(super) end: usize,
    /// The number of the phrase among [`phrases`].
    pub(super) who: usize,
}

static PHRASES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let words = &*WORDS;
    [&*words.payers, &words.officials, &words.others].concat()
});

/// Returns those who may speak of a level, in the order of their numbers.
pub(super) fn phrases() -> &'static [String] {
    &PHRASES
}

/// Takes from the record what it tells in a payer's words or as somebody's wish.
/// Speakers come in the order of the text.
pub(super) fn give(
    drafts: &mut [Draft],
    plain: &str,
    sentences: &[Sentence],
    speakers: &[Speaker],
) {
    if drafts.is_empty() {
        return;
    }
    let mut behind = 0;
    for named in speakers.chunk_by(|one, other| one.start == other.start) {
        // "Plan's doctor" is one name, and "doctor" in it none.
        let Some(speaker) = named.iter().max_by_key(|speaker| speaker.end) else {
            continue;
        };
        if speaker.start < behind {
            continue;
        }
        behind = speaker.end;
        let name = speaker.start..speaker.end;
        let at = sentences.partition_point(|sentence| sentence.end <= name.start);
        let Some(sentence) = sentences.get(at).filter(|one| one.start <= name.start) else {
            continue;
        };
        // What is told begins in the sentence, and only a quotation goes on beyond it.
        let reach = sentence.start..=sentence.end + 1 + LONGEST_QUOTE;
        let is_near = |draft: &Draft| reach.contains(&draft.start) && reach.contains(&draft.end);
        if !drafts.iter().any(is_near) {
            continue;
        }
        let is_payer = speaker.who < WORDS.payers.len();
        let speaks = speaker.who < WORDS.payers.len() + WORDS.officials.len();
        let Some(words) = words_of(plain, sentence, name, is_payer, speaks) else {
            continue;
        };
        for draft in &mut *drafts {
            let is_within = words.start <= draft.start && draft.end <= words.end;
            if is_within && (is_payer || WORDS.of_level.contains(draft.mention.indicator.as_str()))
            {
                draft.mention.assertion = Assertion::OtherPerson;
                draft.ground.rule = if is_payer {
                    "said by a payer"
                } else {
                    "wanted by somebody else"
                };
            }
        }
    }
}

/// Returns the place of what somebody says or wants.
fn words_of(
    plain: &str,
    sentence: &Sentence,
    name: Range<usize>,
    is_payer: bool,
    speaks: bool,
) -> Option<Range<usize>> {
    let before = plain.get(sentence.start..name.start)?.trim_end();
    let before = before.strip_suffix(" the").unwrap_or(before);
    let last = before.rsplit([' ', '\n', '(']).next().unwrap_or("");
    if plain.get(name.clone()) == Some("denial") && matches!(last, "in" | "his" | "her" | "of") {
        return None;
    }
    if is_payer && (last == "per" || before.ends_with("according to")) {
        return told_per(plain, sentence, before, name.end);
    }
    let mut back = before.rsplit([' ', '\n', '(', ',']);
    let is_role = back.nth(1).is_some_and(|word| WORDS.roles.contains(word));
    let hears = WORDS.hearer.contains(last) && !is_role;
    let mut at = name.end;
    let mut between = 0;
    loop {
        let rest = plain.get(at..sentence.end)?;
        if let Some(behind) = rest.trim_start_matches([' ', ')']).strip_prefix(':') {
            // "Reviewer: "stable for PHP"" is a dialogue, "Reviewer: K. Lee" a header.
            let from = sentence.end - behind.trim_start().len();
            return plain
                .get(from..sentence.end)
                .filter(|_| is_payer)
                .and_then(|behind| answer(plain, sentence, from, behind));
        }
        let word_at = at + rest.len() - rest.trim_start().len();
        let word = plain.get(word_at..sentence.end)?;
        let word = word.split([' ', '\n', ':', '"']).next().unwrap_or("");
        let end = word_at + word.len();
        let rest = plain.get(word_at..sentence.end)?;
        // "Is asking for", "are pushing".
        let next = rest.get(word.len()..)?.split_whitespace().next();
        let is_doing =
            matches!(word, "is" | "are") && next.is_some_and(|next| next.ends_with("ing"));
        let ends = word.is_empty() || word.contains([',', ';']) || WORDS.subjects.contains(word);
        if ends && !is_doing {
            return None;
        }
        if matches!(word, "denied" | "declined" | "noncertified" | "downgraded") && is_payer {
            let ground = WORDS
                .grounds
                .iter()
                .filter_map(|ground| rest.find(ground))
                .min()?;
            return told(plain, sentence, word_at + ground + 1);
        }
        let wants = WORDS.wants.iter().any(|verb| {
            rest.strip_prefix(verb.as_str())
                .is_some_and(|rest| rest.starts_with([' ', ':', '"']))
        });
        // "The reviewer's claim that she is stable".
        let held = rest.get(word.len()..)?.strip_prefix(" that ");
        if let Some(held) = held.filter(|_| speaks && WORDS.holds.contains(word)) {
            let from = sentence.end - held.len();
            let quote = held.find('"').filter(|&at| {
                let lead = held.get(..at).unwrap_or("");
                lead.split_whitespace().count() <= 4
            });
            let quote = quote.and_then(|at| quoted(plain, from + at));
            return quote.or_else(|| told(plain, sentence, from));
        }
        // "The reviewer called her "medically stable""; "the reviewer called at 3" tells nothing.
        let names = is_payer
            && matches!(
                word,
                "called" | "calls" | "labeled" | "deemed" | "deems" | "considers" | "considered"
            )
            && next.is_some_and(|next| {
                matches!(
                    next,
                    "her" | "him" | "them" | "pt" | "patient" | "client" | "member"
                )
            });
        let says = names || speaks && WORDS.says.contains(word);
        if says || wants {
            let stated = !hears || between > 0 || word.ends_with("ing");
            return stated.then(|| told(plain, sentence, end)).flatten();
        }
        between += 1;
        if between > MOST_BETWEEN || (hears && word != "who") {
            return None;
        }
        at = end;
    }
}

/// Returns the place of what is told behind a payer's colon: a quotation, or "she feels that".
fn answer(plain: &str, sentence: &Sentence, from: usize, behind: &str) -> Option<Range<usize>> {
    if behind.starts_with('"') {
        return quoted(plain, from);
    }
    let mut words = behind.split(' ');
    let (subject, verb) = (words.next()?, words.next()?);
    let says = matches!(subject, "she" | "he" | "they") && WORDS.says.contains(verb);
    says.then(|| told(plain, sentence, from + subject.len() + 1 + verb.len()))?
}

/// Returns the place of what is told from a byte on: a quotation, or the words up to where the record
/// speaks for itself again.
fn told(plain: &str, sentence: &Sentence, from: usize) -> Option<Range<usize>> {
    let rest = plain.get(from..sentence.end)?;
    let lead = rest.find('"').filter(|&at| {
        let lead = rest.get(..at).unwrap_or("");
        lead.split_whitespace().count() <= 2 && !lead.contains(['.', ';'])
    });
    if let Some(quote) = lead.and_then(|at| quoted(plain, from + at)) {
        return Some(quote);
    }
    Some(from..from + own_words(rest))
}

/// Returns the place of a quotation that opens at a byte; it may be of several sentences.
fn quoted(plain: &str, open: usize) -> Option<Range<usize>> {
    let rest = plain.get(open + 1..)?;
    let limit = rest.floor_char_boundary(LONGEST_QUOTE.min(rest.len()));
    let rest = rest.get(..limit)?;
    let end = rest.find("\n\n").unwrap_or(rest.len());
    let close = rest.get(..end)?.find('"')?;
    Some(open + 1..open + 1 + close)
}

/// Returns where the record speaks for itself again.
fn own_words(text: &str) -> usize {
    const ENDS: [&str; 16] = [
        ";",
        " but ",
        " however",
        " although ",
        " though ",
        " whereas ",
        ", i ",
        ", we ",
        " and i ",
        " and we ",
        " - i ",
        " - we ",
        ", yet ",
        ", writer ",
        ", team ",
        ", md ",
    ];
    const PATIENT: [&str; 5] = [", pt ", ", patient ", ", client ", ", she ", ", he "];
    const GOES_ON: [&str; 9] = [
        "still ",
        "continues ",
        "remains ",
        "reports ",
        "reported ",
        "endorses ",
        "endorsed ",
        "denies ",
        "now ",
    ];
    let own = PATIENT.iter().filter_map(|subject| {
        let at = text.find(subject)?;
        let rest = text.get(at + subject.len()..)?;
        GOES_ON
            .iter()
            .any(|verb| rest.starts_with(verb))
            .then_some(at)
    });
    let ends = ENDS.iter().filter_map(|mark| text.find(mark));
    ends.chain(own).min().unwrap_or(text.len())
}

/// Reads "per reviewer, stable for PHP" and "stable for PHP per reviewer".
fn told_per(
    plain: &str,
    sentence: &Sentence,
    before: &str,
    name_end: usize,
) -> Option<Range<usize>> {
    let rest = plain.get(name_end..sentence.end)?;
    let said = before
        .strip_suffix("per")
        .or_else(|| before.strip_suffix("according to"))?
        .trim_end_matches([' ', '(', '-']);
    let end = sentence.start + said.len();
    if let Some(head) = said.trim_end_matches(',').strip_suffix(['"']) {
        let open = head.rfind('"')?;
        return Some(sentence.start + open + 1..sentence.start + head.len());
    }
    let goes_on = rest.trim_start_matches([' ', ')', '.']);
    if said.is_empty() || said.ends_with([',', ';', ':']) && goes_on.starts_with([',', ':']) {
        return Some(name_end..name_end + own_words(rest));
    }
    let clause = said.trim_end_matches(',');
    let start = clause.rfind([',', ';', ':']).map_or(0, |at| at + 1);
    Some(sentence.start + start..end)
}

#[cfg(test)]
mod tests {
    use crate::model::{Assertion, NoteKind};
    use crate::scan::fixture::scan_as;

    /// Returns the classes of what is said at some words.
    fn at(text: &str, words: &str) -> Vec<Assertion> {
        let from = text.find(words).expect("the words") as u32;
        let to = from + words.len() as u32;
        scan_as(text, NoteKind::UtilizationReview, None)
            .into_iter()
            .filter(|mention| mention.span.start < to && from < mention.span.end)
            .map(|mention| mention.assertion)
            .collect()
    }

    #[test]
    fn the_words_are_well_formed() {
        assert!(toml::from_str::<super::Words>(super::SOURCE).is_ok());
        assert!(super::phrases().len() > 50);
    }

    #[test]
    fn what_a_payer_says_is_not_the_records_own() {
        for (text, words) in [
            (
                "The MCO doctor said \"she is stable on buprenorphine and can be treated at a lower level of care.\"",
                "can be treated at a lower level",
            ),
            (
                "Reviewer said \"the member is medically stable. She can be treated at a lower level of care.\" I do not agree.",
                "can be treated at a lower level",
            ),
            (
                "Reviewer said \"the member is medically stable and can be managed at PHP.\" I do not agree.",
                "medically stable",
            ),
            (
                "Aetna medical director feels that pt is appropriate for IOP.",
                "appropriate for IOP",
            ),
            (
                "Denial letter states she can be managed in outpatient.",
                "can be managed in outpatient",
            ),
            (
                "UHC denied further days because she can be treated at a lower level.",
                "can be treated at a lower level",
            ),
            (
                "Per reviewer, pt is ready for step down.",
                "ready for step down",
            ),
            ("Ready for step down per insurance.", "Ready for step down"),
            (
                "Insurance is pushing and reviewer recommends transition to IOP.",
                "transition to IOP",
            ),
            (
                "Reviewer: \"appropriate for outpatient.\"",
                "appropriate for outpatient",
            ),
            (
                "Spoke with reviewer who said she is appropriate for IOP.",
                "appropriate for IOP",
            ),
            (
                "Peer to peer with Dr. Ames (Cigna): she feels pt is appropriate for IOP. I disagreed.",
                "appropriate for IOP",
            ),
            (
                "MD at Optum says she is appropriate for IOP.",
                "appropriate for IOP",
            ),
            (
                "Letter from Aetna dated 4/5: \"Your symptoms have improved. You can be managed in outpatient.\" Family upset.",
                "can be managed in outpatient",
            ),
            (
                "The reviewer's claim that she is \"medically stable\" ignores suicidal ideation.",
                "medically stable",
            ),
            (
                "Insurance requires failed outpatient first.",
                "failed outpatient",
            ),
            ("Judge wants him in 24-hour care.", "24-hour care"),
            ("PO said he needs 24-hour care.", "24-hour care"),
            (
                "Family is asking for 24-hour supervision.",
                "24-hour supervision",
            ),
        ] {
            let said = at(text, words);
            let is_others = said.iter().all(|class| *class == Assertion::OtherPerson);
            assert!(!said.is_empty() && is_others, "{text} {said:?}");
        }
    }

    #[test]
    fn what_staff_say_to_a_payer_or_against_it_is() {
        for (text, words) in [
            (
                "Told the reviewer that she has suicidal ideation daily.",
                "suicidal ideation",
            ),
            (
                "Reviewer said she is stable for PHP, but she has suicidal ideation daily.",
                "suicidal ideation",
            ),
            (
                "The reviewer's claim that she is \"medically stable\" ignores suicidal ideation.",
                "suicidal ideation",
            ),
            ("Mother says he needs 24-hour care.", "24-hour care"),
            (
                "Reviewer said \"stable\"; suicidal ideation daily.",
                "suicidal ideation",
            ),
            (
                "Reviewer said she can step down, pt still has suicidal ideation.",
                "suicidal ideation",
            ),
            ("Reviewer: Kim Lee, RN. Needs 24-hour care.", "24-hour care"),
            (
                "Reviewer was told that pt is appropriate for IOP.",
                "appropriate for IOP",
            ),
            (
                "Reported to insurance: pt says she has suicidal ideation.",
                "suicidal ideation",
            ),
            (
                "Spoke with Aetna: gave clinicals, suicidal ideation daily.",
                "suicidal ideation",
            ),
            (
                "Aetna denied 4/3, suicidal ideation daily.",
                "suicidal ideation",
            ),
            ("Client in denial, says cravings are daily.", "cravings"),
            (
                "Judge wants him sober, suicidal ideation about court.",
                "suicidal ideation",
            ),
            (
                "Court date 4/3. Appropriate for IOP.",
                "Appropriate for IOP",
            ),
        ] {
            let said = at(text, words);
            let is_own = said.contains(&Assertion::Affirmed);
            assert!(is_own, "{text} {said:?}");
        }
    }
}
