//! DOC-007: what a claim rests on was signed after the claim was sent.

use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{Note, ServiceDate};
use crate::rules::billed_line::claim_head;
use crate::rules::dates::{counted, listed};
use crate::rules::relied::{carries_signature, risk_of_days};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use std::collections::{BTreeMap, BTreeSet};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DOC-007",
    name: "signed-after-claim-submission",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "lines of claims whose date of submission is known, with dated signatures",
    authority: &[
        Authority {
            cite: "Medicare Program Integrity Manual ch. 3 §3.3.2.4",
            verified: false,
        },
        Authority {
            cite: "payer manuals",
            verified: false,
        },
    ],
    checks: "Every note that documents a billed day and carries a signature was signed on a later \
             date than the claim was sent. A day with one note signed by then passes, and so does \
             a day with a note whose signature has no date. Stated once a claim.",
    why: "A claim says that the service is documented; a record that was finished afterwards reads \
          as made to fit it.",
    cure: &[Cure::C8, Cure::C5],
    params: &["match.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

/// Days of one claim that rest on late signatures.
#[derive(Default)]
struct Late<'c> {
    rows: Vec<(&'c LineRow, Vec<ServiceDate>)>,
    notes: BTreeSet<usize>,
}

fn check(case: &Case<'_>, checks: &mut Checks) {
    let mut claims: BTreeMap<usize, Late<'_>> = BTreeMap::new();
    for (row, claim, _) in case.live() {
        let Some(sent) = claim.submitted else {
            checks.not_applicable(&RULE);
            continue;
        };
        let mut by_day: BTreeMap<ServiceDate, Vec<usize>> = BTreeMap::new();
        for (link, note) in case.documentation(row) {
            if carries_signature(note.kind) {
                by_day.entry(link.day).or_default().push(link.note);
            }
        }
        by_day.retain(|_, notes| {
            notes
                .iter()
                .all(|&note| signed_after(case.ledger.note(note), sent))
        });
        if by_day.is_empty() {
            checks.pass(&RULE);
            continue;
        }
        let late = claims.entry(row.id.claim).or_default();
        late.notes.extend(by_day.values().flatten());
        late.rows.push((row, by_day.into_keys().collect()));
    }
    for late in claims.values() {
        report(case, late, checks);
    }
}

fn signed_after(note: &Note, sent: ServiceDate) -> bool {
    note.signature
        .signed_at
        .is_some_and(|signed| signed.value.date > sent)
}

fn report(case: &Case<'_>, late: &Late<'_>, checks: &mut Checks) {
    let Some((first, _)) = late.rows.first() else {
        return;
    };
    let claim = case.ledger.claim(first.id);
    let Some(sent) = claim.submitted else { return };
    let mut days: Vec<ServiceDate> = late
        .rows
        .iter()
        .flat_map(|(_, days)| days.clone())
        .collect();
    days.sort_unstable();
    days.dedup();
    let signatures = late
        .notes
        .iter()
        .filter_map(|&note| case.ledger.note(note).signature.signed_at);
    let last = signatures.clone().map(|signed| signed.value.date).max();
    let message = format!(
        "claim {} was sent {sent}; {} that alone document{} {} {} signed after it, the last on {}",
        claim.id,
        counted(late.notes.len(), "note"),
        if late.notes.len() == 1 { "s" } else { "" },
        listed(&days),
        if late.notes.len() == 1 { "was" } else { "were" },
        last.unwrap_or(sent),
    );
    let mut finding = RULE
        .finding(Outcome::Fail, message)
        .with_all(
            signatures
                .take(8)
                .map(|signed| Evidence::supports(signed.span)),
        )
        .with(Evidence::supports(claim_head(claim)));
    if let (Some(&from), Some(&to)) = (days.first(), days.last()) {
        finding = finding.from_to(from, to);
    }
    finding = match &late.rows[..] {
        [(only, _)] => finding.on_line(&claim.id, case.ledger.service_line(only.id).number),
        _ => finding.on_claim(&claim.id),
    };
    for (row, days) in &late.rows {
        finding = finding.risking(risk_of_days(row, days));
    }
    checks.report(finding);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn session(signed: &str, claim: &str) -> String {
        format!("note 2026-01-05 individual {signed}\nclaim C1 P {claim}\nline 2026-01-05 90837")
    }

    #[test]
    fn fires_the_day_after_and_not_on_the_day() {
        let late = session("signed 2026-01-10", "submitted 2026-01-09");
        assert_eq!(outcomes(&RULE, &late), ["fail C1/1 2026-01-05"]);
        assert_eq!(findings(&RULE, &late)[0].at_risk.len(), 1);
        let timely = session("signed 2026-01-09", "submitted 2026-01-09");
        assert_eq!(outcomes(&RULE, &timely), [""; 0]);
    }

    #[test]
    fn a_day_with_a_timely_or_undated_note_passes() {
        for other in ["individual", "individual undated"] {
            let case = format!(
                "note 2026-01-05 group signed 2026-01-20
                note 2026-01-05 {other}
                claim C1 I submitted 2026-01-09
                line 2026-01-05 H0015 rev 0906"
            );
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{other}");
        }
    }

    #[test]
    fn a_claim_without_date_or_an_unsigned_note_is_not_judged() {
        assert_eq!(
            tally(&RULE, &session("signed 2026-02-01", "")).not_applicable,
            1
        );
        assert_eq!(
            outcomes(&RULE, &session("unsigned", "submitted 2026-01-09")),
            [""; 0]
        );
    }

    #[test]
    fn several_lines_are_one_statement() {
        let case = "note 2026-01-05 individual signed 2026-02-01
            note 2026-01-12 individual signed 2026-02-01
            claim C1 P submitted 2026-01-20
            line 2026-01-05 90837
            line 2026-01-12 90837";
        assert_eq!(outcomes(&RULE, case), ["fail C1 2026-01-05..2026-01-12"]);
    }
}
