//! DOC-024: words were added to a signed note without saying when and by whom.

use super::gathered::{notes_words, placed};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::model::{Addendum, Note};
use crate::rules::relied::{Relied, carries_signature, relied};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use crate::text::Span;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DOC-024",
    name: "addendum-not-labelled",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Line,
    applies_to: "signed notes that document a billed line",
    authority: &[Authority {
        cite: "Medicare Program Integrity Manual ch. 3 §3.3.2.5",
        verified: true,
    }],
    checks: "An addendum has neither a date nor an author; or it lacks one of them, or prose \
             stands below the author's signature under no heading, and then it warns. Text of the \
             system, attestations and further signatures are no additions. The line at risk is \
             that of a note which no other documents. Stated once a patient.",
    why: "An entry must say that it was added, when and by whom; what does not is left aside, and \
          makes the note that carries it doubtful.",
    cure: &[Cure::C1, Cure::C0],
    params: &["match.confidence"],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

/// What an addition lacks, gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Lack {
    DateAndAuthor,
    Date,
    Author,
    Label,
}

fn check(case: &Case<'_>, checks: &mut Checks) {
    let mut gravest: Vec<Relied<'_>> = Vec::new();
    let mut others: Vec<Relied<'_>> = Vec::new();
    for found in relied(case, |_, note| lack(note).is_none()) {
        match lack(found.note) {
            _ if !carries_signature(found.note.kind) => checks.not_applicable(&RULE),
            Some((Lack::DateAndAuthor, _)) => gravest.push(found),
            Some(_) => others.push(found),
            None => checks.pass(&RULE),
        }
    }
    for (notes, outcome) in [(gravest, Outcome::Fail), (others, Outcome::Warn)] {
        if notes.is_empty() {
            continue;
        }
        let mut lacks: Vec<Lack> = notes
            .iter()
            .filter_map(|found| lack(found.note).map(|(lack, _)| lack))
            .collect();
        lacks.sort_unstable();
        lacks.dedup();
        let words: Vec<&str> = lacks.iter().map(|lack| words(*lack)).collect();
        let verb = if notes.len() == 1 { "carries" } else { "carry" };
        let message = format!("{} {verb} {}", notes_words(&notes), words.join(" or "));
        let places: Vec<Evidence> = notes
            .iter()
            .filter_map(|found| lack(found.note))
            .take(8)
            .map(|(_, span)| Evidence::supports(span))
            .collect();
        let finding = RULE.finding(outcome, message).with_all(places);
        checks.report(placed(case, finding, &notes));
    }
}

fn words(lack: Lack) -> &'static str {
    match lack {
        Lack::DateAndAuthor => "an addendum without date and author",
        Lack::Date => "an addendum without a date",
        Lack::Author => "an addendum without an author",
        Lack::Label => "prose below the signature that no heading, date or author goes with",
    }
}

/// Returns the gravest lack of a note's additions, and where.
fn lack(note: &Note) -> Option<(Lack, Span)> {
    let of = |addendum: &Addendum| {
        let lack = match (&addendum.at, &addendum.author) {
            (Some(_), Some(_)) => return None,
            (None, None) => Lack::DateAndAuthor,
            (None, Some(_)) => Lack::Date,
            (Some(_), None) => Lack::Author,
        };
        Some((lack, addendum.span))
    };
    let below = note.marks.below_signature.map(|span| (Lack::Label, span));
    note.addenda.iter().filter_map(of).chain(below).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes};

    fn note(rest: &str) -> String {
        format!("note 2026-01-05 individual {rest}\nclaim C1 P\nline 2026-01-05 90837")
    }

    #[test]
    fn an_addendum_without_date_and_author_fails() {
        let case = note("addendum undated nobody");
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"]);
        assert_eq!(findings(&RULE, &case)[0].at_risk.len(), 1);
    }

    #[test]
    fn half_a_label_or_loose_prose_warns() {
        for rest in [
            "addendum undated by \"Dana Roe\"",
            "addendum 2026-01-06 nobody",
            "below",
        ] {
            assert_eq!(
                outcomes(&RULE, &note(rest)),
                ["warn C1/1 2026-01-05"],
                "{rest}"
            );
        }
    }

    #[test]
    fn a_labelled_addendum_passes() {
        for rest in ["addendum 2026-01-06 by \"Dana Roe\"", ""] {
            assert_eq!(outcomes(&RULE, &note(rest)), [""; 0], "{rest}");
        }
        let flowsheet = note("below").replace("individual", "flowsheet");
        assert_eq!(outcomes(&RULE, &flowsheet), [""; 0]);
    }
}
