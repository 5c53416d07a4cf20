//! PLN-003: no physician signed the plan where one must.

use super::certification_missing::needs_certification;
use super::in_force;
use super::stated::{Physician, certificates, physician, plans};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::Stay;
use crate::model::{AuthorClass, LevelOfCare};
use crate::policy::PayerClass;
use crate::rules::dates::listed;
use crate::rules::stay::on_stay;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "PLN-003",
    name: "plan-not-signed-by-physician-when-required",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Full,
    applies_to: "Medicare PHP and IOP (from 2024), inpatient psychiatric stays, and Medicaid \
                 psychiatric residential stays, with a plan",
    authority: &[
        Authority {
            cite: "42 CFR 424.24(e)(2)",
            verified: true,
        },
        Authority {
            cite: "42 CFR 482.61(c)",
            verified: true,
        },
    ],
    checks: "None of the stay's plans and reviews carries the signature of a physician (MD or \
             DO). Where a physician signed a certification of the stay, where somebody signed \
             without a credential, or where a nurse practitioner or physician assistant signed, \
             it warns.",
    why: "The physician sets up and reviews the plan; a plan that no physician signed shows \
          services that no physician ordered.",
    cure: &[Cure::C1, Cure::C7],
    params: &["fail.confidence"],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        let of_stay = plans(case, stay);
        if !needs_physician(stay) || of_stay.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        let states: Vec<Physician> = of_stay.iter().map(physician).collect();
        if states.contains(&Physician::Signed) {
            checks.pass(&RULE);
            continue;
        }
        let blank = states.iter().find_map(|state| match state {
            Physician::Blank(signer) => Some(*signer),
            _ => None,
        });
        let dates: Vec<_> = of_stay.iter().filter_map(|plan| plan.note.date()).collect();
        let what = match blank {
            Some(_) => "the line for the physician's signature is empty",
            None => "no signature of a physician is on it",
        };
        let message = format!(
            "{} {} admitted {}: plan of {}: {what}; the stay bills {} to {}",
            words_of(stay),
            stay.level,
            stay.admission,
            listed(&dates),
            stay.first_day(),
            stay.last_day(),
        );
        let finding = RULE.finding(Outcome::Fail, message);
        let mut finding = on_stay(case, stay, finding, &stay.days);
        for plan in &of_stay {
            let place = plan.note.signature.span.unwrap_or_else(|| head(plan.note));
            finding = finding.with(Evidence::supports(place));
        }
        finding = finding.with_all(blank.map(|signer| Evidence::supports(signer.span)));
        let certified = certificates(case, stay)
            .into_iter()
            .find(|(row, found)| row.signed && physician(found) == Physician::Signed);
        let threshold = case.policy.number("fail.confidence");
        if let Some((row, found)) = certified {
            finding.message.push_str(&format!(
                "; a physician signed the certification of {}, which may establish the plan",
                row.date
            ));
            finding = finding
                .with(Evidence::contradicts(head(found.note)))
                .with_confidence(60, threshold);
        } else if states.contains(&Physician::Untold)
            || of_stay.iter().any(|plan| {
                plan.facts
                    .signers
                    .iter()
                    .any(|signer| signer.class == AuthorClass::OtherPrescriber)
            })
        {
            finding = finding.with_confidence(65, threshold);
        } else if blank.is_none() {
            finding = finding.with_confidence(85, threshold);
        }
        finding.at_risk = in_force::at_risk(case, stay, &stay.days);
        checks.report(finding);
    }
}

fn needs_physician(stay: &Stay) -> bool {
    needs_certification(stay)
        || stay.level == LevelOfCare::InpatientPsychiatric
        || stay.level == LevelOfCare::ResidentialPsychiatric
            && stay.payer_class == PayerClass::Medicaid
}

fn words_of(stay: &Stay) -> &'static str {
    match stay.payer_class {
        PayerClass::Medicare => "Medicare",
        PayerClass::Medicaid => "Medicaid",
        _ => "a stay at",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn php(plan: &str) -> String {
        format!(
            "complete\n{plan}\nclaim C1 I filing MA bill 131
            line 2026-01-05 H0035 rev 0912\nline 2026-01-06 H0035 rev 0912"
        )
    }

    #[test]
    fn fires_where_only_a_therapist_signed() {
        let case = php("plan 2026-01-05 signs LCSW signed");
        assert_eq!(outcomes(&RULE, &case), ["fail C1 2026-01-05..2026-01-06"]);
        let blank = php("plan 2026-01-05 signs LCSW signed signs MD blank");
        assert_eq!(outcomes(&RULE, &blank), ["fail C1 2026-01-05..2026-01-06"]);
    }

    #[test]
    fn a_physicians_signature_anywhere_among_the_plans_passes() {
        for plan in [
            "plan 2026-01-05 signs LCSW signed signs MD signed",
            "plan 2026-01-05 by \"Ann Poe\" MD",
            "plan 2026-01-05 signs LCSW signed\nreview 2026-01-06 signs DO signed",
        ] {
            assert_eq!(outcomes(&RULE, &php(plan)), [""; 0], "{plan}");
        }
    }

    #[test]
    fn a_physicians_certification_or_a_practitioner_lowers_it() {
        for plan in [
            "plan 2026-01-05 signs LCSW signed\ncert 2026-01-05 by \"Ann Poe\" MD",
            "plan 2026-01-05 signs NP signed",
            "plan 2026-01-05 no-credential",
        ] {
            assert_eq!(
                outcomes(&RULE, &php(plan)),
                ["warn C1 2026-01-05..2026-01-06"],
                "{plan}"
            );
        }
    }

    #[test]
    fn other_payers_and_charts_without_plans_are_left_alone() {
        let case = php("plan 2026-01-05 signs LCSW signed").replace("filing MA", "filing CI");
        assert_eq!(tally(&RULE, &case).not_applicable, 1);
        assert_eq!(
            tally(&RULE, &php("note 2026-01-05 group")).not_applicable,
            1
        );
    }
}
