//! CLN-001: a note repeats another note of the same patient under a different date.

use super::copied::{agreement, as_sure_as_kind, cited, on_note};
use crate::finding::{Authority, Cure, ExposureKind, Outcome, Severity};
use crate::ledger::{NoteCopy, Relation, least_words, tells_of_service};
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
    checks: "Two notes of the patient with different dates of service have the same words of \
             their own, or five-word shingles that agree to clone.jaccard. Header and signature \
             lines, boxes, dates, times and numbers are left out, as are goals, plans, histories \
             and risk screens, what a group's members have in common, and the template (words \
             that clone.template_share of the facility's notes of the kind share). Both have at \
             least clone.min_tokens words left (group notes clone.section_tokens of what speaks \
             of the patient, shift and nursing notes clone.form_tokens). Logs of checks do not count; shift and nursing \
             notes, which are often forms, warn. What the later note alone documents is at risk.",
    why: "A copied note does not show what happened on its date; it puts the whole chart in doubt.",
    cure: &[Cure::C0],
    params: &[
        "clone.jaccard",
        "clone.min_tokens",
        "clone.section_tokens",
        "clone.form_tokens",
        "clone.template_share",
        "clone.template_patients",
        "clone.template_notes",
        "fail.confidence",
    ],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let least = case.policy.number("clone.jaccard") as f64 / 100.0;
    let copies: BTreeMap<usize, &NoteCopy> = case
        .record
        .copies
        .iter()
        .filter(|copy| copy.relation == Relation::SamePatient && copy.similarity >= least)
        .map(|copy| (copy.note, copy))
        .collect();
    for (index, note) in case.record.notes.iter().enumerate() {
        let own = case.record.words_of(index).own;
        let least = least_words(note, case.policy);
        if !tells_of_service(note) || note.date().is_none() || own < least {
            checks.not_applicable(&RULE);
        } else if !copies.contains_key(&index) {
            checks.pass(&RULE);
        }
    }
    if copies.is_empty() {
        return;
    }
    // A day that another, original note documents does not rest on the copy.
    let relied = relied(case, |index, _| !copies.contains_key(&index));
    for (&index, copy) in &copies {
        let note = case.ledger.note(index);
        let Some(source) = copy.source.note.map(|source| case.ledger.note(source)) else {
            continue;
        };
        let Some(date) = note.date() else { continue };
        let message = format!(
            "the {} of {date} {} the {} of {} ({} of its own words compared)",
            kind_words(note.kind),
            agreement(copy.similarity),
            kind_words(source.kind),
            copy.source.date,
            copy.tokens,
        );
        let finding = RULE
            .finding(Outcome::Fail, message)
            .dated(date)
            .with_all(cited(&copy.passages, note))
            .with_all(cited(&copy.source.passages, source));
        let finding = on_note(case, finding, &relied, index, 100);
        checks.report(as_sure_as_kind(case, finding, note));
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
        let shift = format!("set clone.form_tokens 40\n{}", pair("shift", WORDS));
        assert!(outcomes(&RULE, &shift)[0].starts_with("warn"));
        assert_eq!(outcomes(&RULE, &pair("shift", WORDS)), [""; 0]);
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
