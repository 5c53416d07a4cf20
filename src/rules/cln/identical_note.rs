//! CLN-001: a note repeats another note of the same patient under a different date.

use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::model::{Note, NoteKind};
use crate::rules::relied::{kind_words, relied};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use std::collections::BTreeMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "CLN-001",
    name: "identical-note-different-dates",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Line,
    applies_to: "notes of delivered services; not plans, forms, flowsheets and results",
    authority: &[
        Authority {
            cite: "Medicare Program Integrity Manual ch. 3 §3.3.2",
            verified: false,
        },
        Authority {
            cite: "local coverage determinations; OIG",
            verified: false,
        },
    ],
    checks: "Two notes of the patient with different dates of service have the same words, or \
             shingles that agree to clone.jaccard, leaving aside header and signature lines, \
             dates, times and numbers; both have at least clone.min_tokens words. Shift and \
             nursing notes, which are often forms, warn. What the later note alone documents is \
             at risk.",
    why: "A copied note does not show what happened on its date; it puts the whole chart in doubt.",
    cure: &[Cure::C0],
    params: &["clone.jaccard", "clone.min_tokens", "fail.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let copies = copies(case, checks);
    if copies.is_empty() {
        return;
    }
    // A day that another, original note documents does not rest on the copy.
    let relied = relied(case, |index, _| !copies.contains_key(&index));
    for (&index, &(original, similarity)) in &copies {
        let (note, source) = (case.ledger.note(index), case.ledger.note(original));
        let (Some(date), Some(first)) = (note.date(), source.date()) else {
            continue;
        };
        let how = if note.sketch.text_hash == source.sketch.text_hash {
            "has the same words as".to_owned()
        } else {
            format!("agrees to {} % with", (similarity * 100.0).round())
        };
        let message = format!(
            "the {} of {date} {how} the {} of {first} ({} words compared)",
            kind_words(note.kind),
            kind_words(source.kind),
            note.sketch.tokens,
        );
        let mut finding: Finding = RULE
            .finding(Outcome::Fail, message)
            .dated(date)
            .with_all(note.spans.iter().take(2).copied().map(Evidence::supports))
            .with_all(source.spans.iter().take(2).copied().map(Evidence::supports));
        if let Some(found) = relied.iter().find(|found| found.index == index) {
            finding.at_risk = found.at_risk();
            if let Some(row) = found.first_line() {
                let line = case.ledger.service_line(row.id);
                finding = finding
                    .on_line(&case.ledger.claim(row.id).id, line.number)
                    .with(Evidence::supports(line.span));
            }
        }
        if finding.at_risk.is_empty() {
            finding.exposure = ExposureKind::None;
        }
        if matches!(
            note.kind,
            NoteKind::ShiftNote | NoteKind::NursingNote | NoteKind::Unknown
        ) {
            finding = finding.with_confidence(70, case.policy.number("fail.confidence"));
        }
        checks.report(finding);
    }
}

/// Hashes in a band, and bands in a sketch of 64: two notes that agree to 95 % share at least one
/// band of four all but surely, so only notes that share one are compared.
const BAND: usize = 4;

/// Returns, for every copy, its original and their similarity.
fn copies(case: &Case<'_>, checks: &mut Checks) -> BTreeMap<usize, (usize, f64)> {
    let least_words = case.policy.number("clone.min_tokens");
    let least = case.policy.number("clone.jaccard") as f64 / 100.0;
    let mut bands: BTreeMap<(usize, &[u32]), Vec<usize>> = BTreeMap::new();
    let mut copies = BTreeMap::new();
    // Notes come sorted by date, so what was met before is the earlier one.
    for (index, note) in case.record.notes.iter().enumerate() {
        let is_long =
            i64::from(note.sketch.tokens) >= least_words && !note.sketch.minima.is_empty();
        if !is_delivery(note) || !is_long || note.date().is_none() {
            checks.not_applicable(&RULE);
            continue;
        }
        let keys = || note.sketch.minima.chunks(BAND).enumerate();
        let mut best: Option<(usize, f64)> = None;
        for key in keys() {
            for &earlier in bands.get(&key).map_or(&[][..], Vec::as_slice) {
                let other = case.ledger.note(earlier);
                let similarity = note.sketch.similarity(&other.sketch);
                let better = best.is_none_or(|(found, most)| {
                    similarity > most || (similarity == most && earlier < found)
                });
                if other.date() != note.date() && similarity >= least && better {
                    best = Some((earlier, similarity));
                }
            }
        }
        match best {
            Some(found) => {
                copies.insert(index, found);
            }
            None => {
                checks.pass(&RULE);
                // Only originals are kept for comparing, so a note copied a hundred times costs
                // a hundred comparisons.
                for key in keys() {
                    bands.entry(key).or_default().push(index);
                }
            }
        }
    }
    copies
}

fn is_delivery(note: &Note) -> bool {
    if note.kind.is_not_delivery() {
        return false;
    }
    match note.kind {
        NoteKind::Flowsheet
        | NoteKind::MedicationRecord
        | NoteKind::LabResult
        | NoteKind::DischargeSummary
        | NoteKind::Contact => false,
        // Consents and forms are of no known kind; a stated time shows a service.
        NoteKind::Unknown => note.time.is_some(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes};

    const WORDS: &str = "Client took part in process group on coping with cravings after work and \
        named two triggers, practised urge surfing with peers and gave feedback to another member; \
        affect was flat at first and brightened later, plan is to call sponsor before Friday and \
        bring the trigger list to the next session with the counselor.";

    fn pair(kind: &str, other: &str) -> String {
        format!(
            "note 2026-01-05 {kind} text \"{WORDS}\"
            note 2026-01-07 {kind} text \"{other}\"
            claim C1 P
            line 2026-01-05 90853
            line 2026-01-07 90853"
        )
    }

    #[test]
    fn fires_on_the_later_of_two_equal_notes() {
        let case = pair("group", WORDS);
        assert_eq!(outcomes(&RULE, &case), ["fail C1/2 2026-01-07"]);
        assert_eq!(findings(&RULE, &case)[0].at_risk.len(), 1);
    }

    #[test]
    fn other_words_short_notes_and_forms_do_not_fire() {
        let other = WORDS
            .replace("cravings after work", "grief at home")
            .replace(
                "affect was flat at first and brightened later",
                "she cried and asked for a break, then returned and listened",
            );
        for case in [
            pair("group", &other),
            pair("group", "Took part.").replace(WORDS, "Took part."),
            pair("plan", WORDS)
                .replace("note 2026-01-05 plan", "plan 2026-01-05")
                .replace("note 2026-01-07 plan", "plan 2026-01-07"),
            pair("flowsheet", WORDS),
        ] {
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
        }
    }

    #[test]
    fn the_same_day_is_no_copy_and_a_shift_form_warns() {
        let same_day = pair("group", WORDS).replace("2026-01-07", "2026-01-05");
        assert_eq!(outcomes(&RULE, &same_day), [""; 0]);
        assert!(outcomes(&RULE, &pair("shift", WORDS))[0].starts_with("warn"));
    }

    #[test]
    fn a_day_with_an_original_note_rests_on_that() {
        let case = format!(
            "note 2026-01-05 group text \"{WORDS}\"
            note 2026-01-07 group text \"{WORDS}\"
            note 2026-01-07 individual
            claim C1 I
            line 2026-01-07 H0015 rev 0906"
        );
        assert!(findings(&RULE, &case)[0].at_risk.is_empty());
    }
}
