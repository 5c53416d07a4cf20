//! PLN-015: no certification of a Medicare PHP stay says that inpatient care would be needed
//! otherwise.

use super::certification_missing::needs_certification;
use super::in_force;
use super::stated::{Stated, certificates, plans};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::model::{Assertion, LevelOfCare, Statement};
use crate::rules::dates::listed;
use crate::rules::stay::on_stay;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};
use crate::text::Span;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "PLN-015",
    name: "inpatient-alternative-statement-missing",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Full,
    applies_to: "Medicare PHP stays with a certification",
    authority: &[Authority {
        cite: "42 CFR 424.24(e)(1)(i)",
        verified: true,
    }],
    checks: "No certification or recertification of the stay holds the idea that the patient \
             would otherwise need inpatient psychiatric care. Where one speaks of inpatient care \
             in other words, or a plan of the stay holds the idea, it warns.",
    why: "Partial hospitalization is covered in place of inpatient care; the certification must \
          say so, and one that does not certifies something else.",
    cure: &[Cure::C3, Cure::C8],
    params: &["fail.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        let certificates = certificates(case, stay);
        if !needs_certification(stay)
            || stay.level != LevelOfCare::PartialHospitalization
            || certificates.is_empty()
        {
            checks.not_applicable(&RULE);
            continue;
        }
        if certificates.iter().any(|(_, found)| says(found).is_some()) {
            checks.pass(&RULE);
            continue;
        }
        let dates: Vec<_> = certificates.iter().map(|(row, _)| row.date).collect();
        let message = format!(
            "Medicare PHP admitted {}: the certification of {} does not say that inpatient care \
             would otherwise be needed; the stay bills {} to {}",
            stay.admission,
            listed(&dates),
            stay.first_day(),
            stay.last_day(),
        );
        let finding = RULE.finding(Outcome::Fail, message);
        let mut finding = on_stay(case, stay, finding, &stay.days);
        for (_, found) in &certificates {
            finding = finding.with(Evidence::searched(head(found.note)));
        }
        let threshold = case.policy.number("fail.confidence");
        let elsewhere = plans(case, stay).iter().find_map(says);
        let named = certificates
            .iter()
            .find_map(|(_, found)| found.facts.statement(Statement::InpatientNamed));
        if let Some(span) = elsewhere {
            finding.message.push_str("; a plan of the stay does");
            finding = finding.with(Evidence::contradicts(span));
            finding = finding.with_confidence(60, threshold);
        } else if let Some(span) = named {
            finding
                .message
                .push_str("; it speaks of inpatient care in other words");
            finding = finding.with(Evidence::contradicts(span));
            finding = finding.with_confidence(65, threshold);
        } else {
            finding = finding.with_confidence(88, threshold);
        }
        finding.at_risk = in_force::at_risk(case, stay, &stay.days);
        checks.report(finding);
    }
}

/// Returns where a document says that inpatient care would otherwise be needed.
fn says(found: &Stated<'_>) -> Option<Span> {
    let mention = found.note.mentions.iter().find(|mention| {
        mention.indicator == "P-01"
            && !matches!(
                mention.assertion,
                Assertion::Negated | Assertion::OtherPerson
            )
    });
    let stated = found.facts.statement(Statement::InpatientOtherwise);
    stated.or(mention.map(|mention| mention.span))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn php(cert: &str) -> String {
        format!("{cert}\nclaim C1 I filing MA bill 131\nline 2026-01-05 H0035 rev 0912")
    }

    #[test]
    fn fires_on_a_certification_without_the_statement() {
        let case = php("cert 2026-01-05 by \"Ann Poe\" MD says response");
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn other_words_or_a_plan_that_says_it_only_warn() {
        for cert in [
            "cert 2026-01-05 by \"Ann Poe\" MD says inpatient-named",
            "cert 2026-01-05 by \"Ann Poe\" MD\nplan 2026-01-05 says inpatient-otherwise",
        ] {
            assert_eq!(
                outcomes(&RULE, &php(cert)),
                ["warn C1/1 2026-01-05"],
                "{cert}"
            );
        }
    }

    #[test]
    fn the_statement_passes_wherever_a_certification_makes_it() {
        for cert in [
            "cert 2026-01-05 by \"Ann Poe\" MD says inpatient-otherwise",
            "cert 2026-01-05 by \"Ann Poe\" MD\nmention P-01 hypothetical H w3",
        ] {
            assert_eq!(outcomes(&RULE, &php(cert)), [""; 0], "{cert}");
        }
    }

    #[test]
    fn no_certification_or_another_payer_is_not_this_rule() {
        assert_eq!(
            tally(&RULE, &php("note 2026-01-05 group")).not_applicable,
            1
        );
        let case = php("cert 2026-01-05").replace("filing MA", "filing MC");
        assert_eq!(tally(&RULE, &case).not_applicable, 1);
    }
}
