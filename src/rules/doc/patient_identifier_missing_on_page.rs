//! DOC-014: pages of longer documents name no patient.

use crate::finding::{Authority, Cure, Evidence, ExposureKind, Severity};
use crate::rules::dates::counted;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DOC-014",
    name: "patient-identifier-missing-on-page",
    status: RuleStatus::Stable,
    severity: Severity::Low,
    exposure: ExposureKind::None,
    applies_to: "chart documents of two pages or more, of patients with claims",
    authority: &[
        Authority {
            cite: "42 CFR 482.24",
            verified: true,
        },
        Authority {
            cite: "state Medicaid manuals",
            verified: false,
        },
    ],
    checks: "On a page of a document of several pages stands neither the patient's family name, \
             nor the record number, nor a birth date. Pages with next to no text are not judged. \
             Stated once a patient.",
    why: "A page that names nobody may be anybody's; reviewers leave it aside when it is loose.",
    cure: &[Cure::C9],
    params: &[],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    if case.live().next().is_none() {
        return;
    }
    let mut notes = Vec::new();
    for note in &case.record.notes {
        if note.spans.len() < 2 && note.marks.unnamed_pages.is_empty() {
            checks.not_applicable(&RULE);
        } else if note.marks.unnamed_pages.is_empty() {
            checks.pass(&RULE);
        } else {
            notes.push(note);
        }
    }
    let pages = || notes.iter().flat_map(|note| &note.marks.unnamed_pages);
    let (count, Some(first)) = (pages().count(), notes.first()) else {
        return;
    };
    let message = format!(
        "{} of {} of more than one page {} no patient's name, record number or birth date",
        counted(count, "page"),
        counted(notes.len(), "document"),
        if count == 1 { "states" } else { "state" },
    );
    let mut finding = RULE
        .finding(case.absence(), message)
        .with_all(pages().take(8).copied().map(Evidence::searched))
        .with(Evidence::supports(head(first)));
    let mut dates: Vec<_> = notes.iter().filter_map(|note| note.date()).collect();
    dates.sort_unstable();
    if let (Some(&from), Some(&to)) = (dates.first(), dates.last()) {
        finding = finding.from_to(from, to);
    }
    checks.report(finding);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::outcomes;

    const CLAIM: &str = "claim C1 P\nline 2026-01-05 90837";

    #[test]
    fn pages_without_a_name_are_one_statement() {
        let notes = "note 2026-01-05 individual unnamed-page\nnote 2026-01-12 group unnamed-page";
        assert_eq!(
            outcomes(&RULE, &format!("complete\n{notes}\n{CLAIM}")),
            ["fail - 2026-01-05..2026-01-12"]
        );
        assert_eq!(
            outcomes(&RULE, &format!("{notes}\n{CLAIM}")),
            ["warn - 2026-01-05..2026-01-12"]
        );
    }

    #[test]
    fn named_pages_and_charts_without_claims_pass() {
        assert_eq!(
            outcomes(&RULE, &format!("note 2026-01-05 individual\n{CLAIM}")),
            [""; 0]
        );
        assert_eq!(
            outcomes(&RULE, "note 2026-01-05 individual unnamed-page"),
            [""; 0]
        );
    }
}
