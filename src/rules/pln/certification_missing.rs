//! PLN-011: a Medicare program stay has no physician certification.

use super::in_force;
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{CertificationRow, Stay, Supply};
use crate::model::{AuthorClass, LevelOfCare, NoteKind, SignatureState};
use crate::policy::PayerClass;
use crate::rules::stay::on_stay;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "PLN-011",
    name: "cert-missing",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Full,
    applies_to: "Medicare PHP, IOP and inpatient psychiatric stays",
    authority: &[
        Authority {
            cite: "42 CFR 424.24(e)(1)",
            verified: true,
        },
        Authority {
            cite: "42 CFR 424.14",
            verified: true,
        },
    ],
    checks: "No signed physician certification is found for the stay; an unsigned one does not \
             count. Where a physician signed the treatment plan, or only recertifications are \
             found, it warns.",
    why: "Certification is a condition of payment: without it the whole stay is denied.",
    cure: &[Cure::C7, Cure::C8],
    params: &["fail.confidence"],
    rests_on_absence: true,
    needs: &[Supply::Certifications],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        if !needs_certification(stay) || case.record.notes.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        let of_stay: Vec<&CertificationRow> = certifications(case, stay).collect();
        if of_stay
            .iter()
            .any(|row| row.signed && !row.is_recertification)
        {
            checks.pass(&RULE);
            continue;
        }
        let unsigned = of_stay
            .iter()
            .find(|row| !row.signed && !row.is_recertification);
        let is_unsigned = unsigned.is_some();
        let outcome = if is_unsigned {
            Outcome::Fail
        } else {
            case.absence()
        };
        let what = match unsigned {
            Some(row) => format!("the only certification, of {}, is not signed", row.date),
            None => format!("no physician certification {}", case.absence_words()),
        };
        let message = format!(
            "{what}: Medicare {} admitted {}, billed {} to {}",
            stay.level,
            stay.admission,
            stay.first_day(),
            stay.last_day(),
        );
        let mut finding = on_stay(case, stay, RULE.finding(outcome, message), &stay.days);
        finding.at_risk = in_force::at_risk(case, stay, &stay.days);
        for row in &of_stay {
            finding = finding.with(Evidence::supports(head(case.ledger.note(row.note))));
        }
        let plan = physicians_plan(case, stay);
        if plan.is_some() || of_stay.iter().any(|row| row.signed) {
            finding = finding.with_confidence(60, case.policy.number("fail.confidence"));
        }
        if let Some(plan) = plan {
            finding
                .message
                .push_str("; a physician signed the plan, which may certify as well");
            finding = finding.with(Evidence::contradicts(plan));
        }
        checks.report(finding.with_all(case.searched_notes(stay.admission, 7, 14)));
    }
}

/// Returns whether a stay needs physician certification: original Medicare, at a level that
/// 42 CFR 424.14 and 424.24 speak of. Medicare knows intensive outpatient programs from 2024 on
/// only. Other payers' rules differ.
pub(super) fn needs_certification(stay: &Stay) -> bool {
    stay.payer_class == PayerClass::Medicare
        && match stay.level {
            LevelOfCare::PartialHospitalization | LevelOfCare::InpatientPsychiatric => true,
            LevelOfCare::IntensiveOutpatient => stay.first_day().year() >= 2024,
            _ => false,
        }
}

/// Returns the certifications and recertifications that speak for a stay.
pub(super) fn certifications<'l>(
    case: &Case<'l>,
    stay: &Stay,
) -> impl Iterator<Item = &'l CertificationRow> {
    let (first, last) = (stay.admission.plus_days(-14), stay.last_day().plus_days(30));
    let level = stay.level;
    case.ledger.certifications.iter().filter(move |row| {
        first <= row.date && row.date <= last && row.level.is_none_or(|named| named == level)
    })
}

/// Returns where a physician signed a treatment plan at the start of the stay.
fn physicians_plan(case: &Case<'_>, stay: &Stay) -> Option<crate::text::Span> {
    let plan = case.record.notes.iter().find(|note| {
        note.kind == NoteKind::TreatmentPlan
            && note
                .date()
                .is_some_and(|date| date.days_since(stay.admission).abs() <= 14)
            && (note.signature.state == SignatureState::Signed)
            && note
                .credential
                .as_ref()
                .is_some_and(|credential| credential.value.class == AuthorClass::Physician)
    })?;
    Some(plan.signature.span.unwrap_or_else(|| head(plan)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::outcomes;

    const STAY: &str = "note 2026-01-05 group
        claim C1 I filing MA bill 131
        line 2026-01-05 H0035 rev 0912
        line 2026-01-06 H0035 rev 0912";

    #[test]
    fn fires_on_a_medicare_stay_without_certification() {
        let case = format!("complete\n{STAY}");
        assert_eq!(outcomes(&RULE, &case), ["fail C1 2026-01-05..2026-01-06"]);
        assert_eq!(outcomes(&RULE, STAY), ["warn C1 2026-01-05..2026-01-06"]);
    }

    #[test]
    fn an_unsigned_certification_fails_in_any_chart() {
        let case = format!("cert 2026-01-05 by \"Ann Poe\" MD blank\n{STAY}");
        assert_eq!(outcomes(&RULE, &case), ["fail C1 2026-01-05..2026-01-06"]);
    }

    #[test]
    fn a_signed_one_passes_and_other_payers_are_left_alone() {
        let signed = format!("complete\ncert 2026-01-05 by \"Ann Poe\" MD\n{STAY}");
        assert_eq!(outcomes(&RULE, &signed), [""; 0]);
        let commercial = format!("complete\n{STAY}").replace("filing MA", "filing CI");
        assert_eq!(outcomes(&RULE, &commercial), [""; 0]);
    }

    #[test]
    fn a_physicians_plan_lowers_the_claim() {
        let case = format!("complete\nplan 2026-01-05 by \"Ann Poe\" MD\n{STAY}");
        assert_eq!(outcomes(&RULE, &case), ["warn C1 2026-01-05..2026-01-06"]);
    }
}
