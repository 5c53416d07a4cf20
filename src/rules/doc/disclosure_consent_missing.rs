//! DOC-032: a chart of substance use treatment without a consent to disclose it.

use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::Supply;
use crate::model::Element;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DOC-032",
    name: "part2-consent-or-redaction-missing",
    status: RuleStatus::Stable,
    severity: Severity::Info,
    exposure: ExposureKind::None,
    applies_to: "patients billed with a principal diagnosis of substance use",
    authority: &[
        Authority {
            cite: "42 CFR 2.13",
            verified: true,
        },
        Authority {
            cite: "42 CFR 2.31 to 2.33",
            verified: true,
        },
    ],
    checks: "The export holds consents to disclose or notices against redisclosure, and this \
             patient's chart has neither, while a claim's principal diagnosis is substance use \
             (F10 to F19, nicotine aside).",
    why: "Before such a record goes to a payer or into an appeal, a consent must be on file and \
          the notice must go with it. That is a duty under the law of confidentiality, not a \
          question of coverage.",
    cure: &[Cure::C7],
    params: &[],
    rests_on_absence: true,
    needs: &[Supply::DisclosureConsents],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let diagnosis = case.record.claims.iter().find_map(|claim| {
        let principal = claim.diagnoses.first()?;
        is_substance_use(principal.value.as_str()).then_some(principal.span)
    });
    let Some(place) = diagnosis.filter(|_| !case.record.notes.is_empty()) else {
        checks.not_applicable(&RULE);
        return;
    };
    let is_found = case
        .record
        .notes
        .iter()
        .any(|note| note.elements.has(Element::DisclosureConsent));
    if is_found {
        checks.pass(&RULE);
        return;
    }
    let message = format!(
        "no consent to disclose and no notice against redisclosure {}, though other charts of \
         this export hold one: look for it before any of this record is sent out",
        case.absence_words(),
    );
    let searched = case.record.notes.iter().take(5).map(head);
    checks.report(
        RULE.finding(Outcome::Warn, message)
            .with(Evidence::supports(place))
            .with_all(searched.map(Evidence::searched)),
    );
}

/// Returns whether a diagnosis is of substance use, nicotine aside.
pub(crate) fn is_substance_use(code: &str) -> bool {
    let code = code.to_ascii_uppercase();
    code.starts_with("F1") && !code.starts_with("F17")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::outcomes;

    fn patient(dx: &str, notes: &str) -> String {
        format!("note 2026-01-05 group\n{notes}\nclaim C1 P dx {dx}\nline 2026-01-05 90853")
    }

    #[test]
    fn tells_once_of_a_chart_without_consent() {
        assert_eq!(outcomes(&RULE, &patient("F11.20", "")), ["warn -"]);
    }

    #[test]
    fn a_consent_or_another_diagnosis_is_silent() {
        let consent = "note 2026-01-02 administrative has disclosure-consent";
        assert_eq!(outcomes(&RULE, &patient("F11.20", consent)), [""; 0]);
        for dx in ["F33.1", "F17.210"] {
            assert_eq!(outcomes(&RULE, &patient(dx, "")), [""; 0], "{dx}");
        }
        assert_eq!(
            outcomes(&RULE, "claim C1 P dx F11.20\nline 2026-01-05 90853"),
            [""; 0]
        );
    }
}
