//! CLN-012: a note has the words of another author's note and does not say so.

use super::copied::{agreement, as_sure_as_kind, cited, on_note};
use crate::finding::{Authority, Cure, ExposureKind, Outcome, Severity};
use crate::ledger::{NoteCopy, Relation, tells_of_service};
use crate::model::{Note, PersonName};
use crate::rules::relied::{kind_words, relied};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "CLN-012",
    name: "copied-from-other-provider",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Line,
    applies_to: "notes of delivered services",
    authority: &[Authority {
        cite: "Medicare Program Integrity Manual ch. 3 §3.3.2",
        verified: false,
    }],
    checks: "A note agrees to clone.author in its own words with an earlier note of the same \
             patient by another author, and says nowhere from whom it took them over. Two notes \
             of one session, cosigned copies, scribed and co-led notes do not count. What the \
             later note alone documents is at risk.",
    why: "Whoever signs a note answers for having seen and heard what it says. Words of another \
          author under a signature of one's own raise the question who saw the patient.",
    cure: &[Cure::C3],
    params: &["clone.author", "clone.min_tokens", "fail.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let least = case.policy.number("clone.author") as f64 / 100.0;
    let copies: Vec<&NoteCopy> = case
        .record
        .copies
        .iter()
        .filter(|copy| copy.relation == Relation::OtherAuthor && copy.similarity >= least)
        .filter(|copy| {
            let source = copy.source.note.map(|source| case.ledger.note(source));
            source.is_some_and(|source| is_taken_over(case.ledger.note(copy.note), source))
        })
        .collect();
    let is_copy = |index: usize| copies.iter().any(|copy| copy.note == index);
    for (index, note) in case.record.notes.iter().enumerate() {
        if !tells_of_service(note) || note.author.is_none() || note.sketch.shingles.is_empty() {
            checks.not_applicable(&RULE);
        } else if !is_copy(index) {
            checks.pass(&RULE);
        }
    }
    if copies.is_empty() {
        return;
    }
    let relied = relied(case, |index, _| !is_copy(index));
    for copy in &copies {
        let note = case.ledger.note(copy.note);
        let Some(source) = copy.source.note.map(|source| case.ledger.note(source)) else {
            continue;
        };
        let Some(date) = note.date() else { continue };
        let name = |note: &Note| {
            note.author
                .as_ref()
                .map_or_else(String::new, |author| author.value.clone())
        };
        let message = format!(
            "the {} of {date} by {} {} the {} of {} by {} and does not say so \
             ({} words compared)",
            kind_words(note.kind),
            name(note),
            agreement(copy.similarity),
            kind_words(source.kind),
            copy.source.date,
            name(source),
            copy.tokens,
        );
        let finding = RULE
            .finding(Outcome::Fail, message)
            .dated(date)
            .with_all(cited(&copy.passages, note))
            .with_all(cited(&copy.source.passages, source));
        let finding = on_note(case, finding, &relied, copy.note, 100);
        checks.report(as_sure_as_kind(case, finding, note));
    }
}

/// Returns whether the words were taken over in silence, and not one note that two sign, or whose
/// author is read once by the writer and once by the supervisor.
fn is_taken_over(note: &Note, source: &Note) -> bool {
    let names = |note: &Note| {
        let signers = [
            note.author.as_ref().map(|author| author.value.as_str()),
            note.signature
                .signer
                .as_ref()
                .map(|name| name.value.as_str()),
            note.cosignature
                .as_ref()
                .and_then(|signature| signature.signer.as_ref())
                .map(|name| name.value.as_str()),
        ];
        let signers: Vec<PersonName> = signers
            .into_iter()
            .flatten()
            .filter_map(PersonName::parse)
            .collect();
        signers
    };
    let (one, other) = (names(note), names(source));
    // A name may be written with and without its first name, or with an initial.
    let share_signer = one.iter().any(|name| {
        other
            .iter()
            .any(|known| known.last.eq_ignore_ascii_case(&name.last))
    });
    let is_one_session = note.date() == source.date()
        && (note.kind == source.kind
            || note.time.is_some()
                && note.time.map(|time| time.start) == source.time.map(|time| time.start));
    let says_so = |note: &Note| {
        note.wording
            .facts()
            .is_some_and(|facts| facts.attribution.is_some())
    };
    !share_signer && !is_one_session && !says_so(note) && !says_so(source)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    const WORDS: &str = "Client spoke of the fall on the stairs and of the two weeks at home \
        without work; slept in the chair because of the hip and took more tablets than written. \
        Mood fell after the call from the shop. Wants to return on Monday, and agreed to let us \
        speak with the clinic about the tablets before the next visit here.";

    fn two(first: &str, second: &str, words: &str) -> String {
        format!(
            "note 2026-01-05 individual {first} text \"{WORDS}\"
            note 2026-01-07 individual {second} text \"{words}\"
            claim C1 P
            line 2026-01-07 90834"
        )
    }

    #[test]
    fn fires_on_another_authors_words() {
        let case = two("by \"Dana Roe\" LCSW", "by \"Lou Orr\" LPC", WORDS);
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-07"]);
        let message = &findings(&RULE, &case)[0].message;
        assert!(
            message.contains("Lou Orr") && message.contains("Dana Roe"),
            "{message}"
        );
    }

    #[test]
    fn the_same_author_attributions_and_one_session_do_not_fire() {
        let said = format!("As documented by Dana Roe on Monday: {WORDS}");
        let twice = two("by \"Dana Roe\" LCSW", "by \"Lou Orr\" LPC", WORDS)
            .replace("note 2026-01-07", "note 2026-01-05");
        for case in [
            two("by \"Dana Roe\" LCSW", "by \"D. Roe\" LCSW", WORDS),
            two("by \"Dana Roe\" LCSW", "by \"Lou Orr\" LPC", &said),
            twice,
        ] {
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
        }
    }

    #[test]
    fn an_unknown_author_is_nobody() {
        let case = two("no-author", "by \"Lou Orr\" LPC", WORDS);
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
        assert_eq!(tally(&RULE, &case).pass, 1);
    }
}
