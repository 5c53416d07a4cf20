//! CLN-009: a finished note still holds what a template or a text generator left in it.

use super::copied::{on_note, on_notes};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::model::{Note, NoteKind, ServiceDate, SignatureState};
use crate::rules::dates::{counted, listed};
use crate::rules::relied::{kind_words, relied};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "CLN-009",
    name: "ai-or-default-text-leakage",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "all chart notes that are not marked as drafts",
    authority: &[Authority {
        cite: "Medicare Program Integrity Manual ch. 3 §3.3.2",
        verified: false,
    }],
    checks: "The note holds a placeholder that nobody filled in: \"[insert …]\", a wildcard of \
             exactly three stars amid words, braces around a field's name, an EHR's shortcut \
             that was not replaced, filler text, or a sentence in which a text generator speaks \
             of itself. Banners, masked numbers, empty boxes and blank lines of forms do not \
             count. More than three notes of one patient are one finding.",
    why: "Text that was meant to be replaced shows that the note was signed without being read, \
          and that what stands around it may be the template's and not the author's.",
    cure: &[Cure::C3],
    params: &[],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

/// Notes from which on one finding speaks of all.
const MANY: usize = 4;

fn check(case: &Case<'_>, checks: &mut Checks) {
    let mut found: Vec<(usize, &Note)> = Vec::new();
    for (index, note) in case.record.notes.iter().enumerate() {
        if !applies(note) {
            checks.not_applicable(&RULE);
        } else if leftovers(note).is_empty() {
            checks.pass(&RULE);
        } else {
            found.push((index, note));
        }
    }
    let is_found = |index: usize| found.iter().any(|(place, _)| *place == index);
    if found.is_empty() {
        return;
    }
    let relied = relied(case, |index, _| !is_found(index));
    if found.len() >= MANY {
        let indexes: Vec<usize> = found.iter().map(|(index, _)| *index).collect();
        let dates: Vec<ServiceDate> = found.iter().filter_map(|(_, note)| note.date()).collect();
        let message = format!(
            "{} hold text that was meant to be replaced: {}",
            counted(found.len(), "note"),
            listed(&dates)
        );
        let spans = found
            .iter()
            .flat_map(|(_, note)| leftovers(note).iter().take(1));
        let mut finding = RULE
            .finding(Outcome::Fail, message)
            .with_all(spans.take(12).copied().map(Evidence::supports));
        if let (Some(&first), Some(&last)) = (dates.first(), dates.last()) {
            finding = finding.from_to(first, last);
        }
        checks.report(on_notes(case, finding, &relied, &indexes, 100));
        return;
    }
    for (index, note) in found {
        let places = leftovers(note);
        let when = note
            .date()
            .map_or_else(String::new, |date| format!(" of {date}"));
        let message = format!(
            "the {}{when} holds text that was meant to be replaced, in {}",
            kind_words(note.kind),
            counted(places.len(), "place"),
        );
        let mut finding = RULE
            .finding(Outcome::Fail, message)
            .with_all(places.iter().copied().map(Evidence::supports));
        if let Some(date) = note.date() {
            finding = finding.dated(date);
        }
        checks.report(on_note(case, finding, &relied, index, 100));
    }
}

/// A draft is not finished; forms, tables and results are not written by an author.
fn applies(note: &Note) -> bool {
    note.signature.state != SignatureState::MarkedUnsigned
        && !matches!(
            note.kind,
            NoteKind::Flowsheet
                | NoteKind::MedicationRecord
                | NoteKind::LabResult
                | NoteKind::Administrative
                | NoteKind::Unknown
        )
}

fn leftovers(note: &Note) -> &[crate::text::Span] {
    note.wording.facts().map_or(&[], |facts| &facts.leftovers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn note(words: &str, more: &str) -> String {
        format!(
            "note 2026-01-05 individual {more} text \"{words}\"
            claim C1 P
            line 2026-01-05 90834"
        )
    }

    #[test]
    fn fires_on_what_nobody_filled_in() {
        for words in [
            "Client worked on [insert goal] today.",
            "Client reports *** since the last visit.",
            "As an AI language model, I cannot assess risk.",
            "Mental status: .mse and sleep fair.",
        ] {
            assert_eq!(
                outcomes(&RULE, &note(words, "")),
                ["fail C1/1 2026-01-05"],
                "{words}"
            );
        }
        let case = note("Client worked on [insert goal] today.", "");
        assert_eq!(findings(&RULE, &case)[0].at_risk.len(), 1);
    }

    #[test]
    fn boxes_banners_and_drafts_do_not_fire() {
        let banner = note(
            "*** CONFIDENTIAL *** Client [x] present [ ] late, [sic] and SSN ***-**-1234.",
            "",
        );
        assert_eq!(outcomes(&RULE, &banner), [""; 0]);
        assert_eq!(tally(&RULE, &banner).pass, 1);
        assert_eq!(
            outcomes(&RULE, &note("Worked on [insert goal].", "draft")),
            [""; 0]
        );
    }

    #[test]
    fn many_notes_are_one_finding() {
        let case: String = (5..9)
            .map(|day| format!("note 2026-01-0{day} group text \"Worked on [insert goal].\"\n"))
            .collect();
        assert_eq!(outcomes(&RULE, &case), ["fail - 2026-01-05..2026-01-08"]);
    }
}
