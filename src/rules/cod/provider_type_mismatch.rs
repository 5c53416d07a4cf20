//! COD-022: a medical code was billed for a service that a clinician without prescribing scope
//! documented.

use super::add_on_without_visit::is_evaluation_and_management;
use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::model::{AuthorClass, Claim, Note, Provider, ServiceLine};
use crate::rules::billed_line::{bills_any, code_words, on_line};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COD-022",
    name: "provider-type-code-mismatch",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "evaluation and management (99202 to 99499), 90792, 90833, 90836, 90838 on lines \
                 whose note names its author's credential or whose claim names the clinician's \
                 taxonomy",
    authority: &[Authority {
        cite: "Medicare Benefit Policy Manual ch. 15",
        verified: false,
    }],
    checks: "Every note that documents the line was written by a psychologist, an independently \
             licensed or supervised therapist, a counselor, a technician or peer, and no \
             prescriber cosigned one; or no note tells, and the claim's rendering provider has the \
             taxonomy of such a clinician. Nurses are not judged, since 99211 and care plans are \
             theirs too; nor are care management codes (99484, 99490 to 99494).",
    why: "Medical evaluation is outside these clinicians' scope; the payer denies the code or \
          reprices it as therapy.",
    cure: &[Cure::C4],
    params: &["match.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for (row, claim, line) in case.live() {
        if !is_medical(line) {
            continue;
        }
        let notes: Vec<&Note> = case.documentation(row).map(|(_, note)| note).collect();
        let classes = || notes.iter().map(|note| note.credential.as_ref());
        if notes.is_empty() || classes().any(|credential| credential.is_none()) {
            match by_taxonomy(claim, line) {
                Some((clinician, kind)) => {
                    let message = format!(
                        "{} is a medical service; the claim names {kind} as its rendering provider",
                        code_words(line)
                    );
                    let finding = on_line(case, RULE.finding(Outcome::Fail, message), row)
                        .with(Evidence::supports(clinician.span))
                        .risking(AtRisk::whole(row.id));
                    checks.report(finding);
                }
                // Nothing is known of who gave the service.
                None => checks.not_applicable(&RULE),
            }
            continue;
        }
        let without_scope = |note: &&Note| {
            note.credential
                .as_ref()
                .is_some_and(|it| lacks_scope(it.value.class))
        };
        let cosigned = notes.iter().any(|note| note.cosignature.is_some());
        if cosigned || !notes.iter().all(without_scope) {
            checks.pass(&RULE);
            continue;
        }
        let credentials: std::collections::BTreeSet<&str> = classes()
            .flatten()
            .map(|credential| credential.value.text.as_str())
            .collect();
        let credentials: Vec<&str> = credentials.into_iter().collect();
        let message = format!(
            "{} is a medical service; its note was written by {}",
            code_words(line),
            credentials.join(", ")
        );
        let finding = on_line(case, RULE.finding(Outcome::Fail, message), row)
            .with_all(
                classes()
                    .flatten()
                    .map(|credential| Evidence::supports(credential.span)),
            )
            .risking(AtRisk::whole(row.id));
        checks.report(finding);
    }
}

/// Kinds of clinicians without medical scope, by the beginnings of their taxonomy codes (the
/// public code set of health care providers).
const WITHOUT_SCOPE: [(&str, &str); 6] = [
    ("1041", "a social worker"),
    ("101Y", "a counselor"),
    ("106H", "a marriage and family therapist"),
    ("103T", "a psychologist"),
    ("103K", "a behavior analyst"),
    ("106S", "a behavior technician"),
];

/// Returns the rendering provider whose taxonomy has no medical scope, with its kind in words.
fn by_taxonomy<'c>(
    claim: &'c Claim,
    line: &'c ServiceLine,
) -> Option<(&'c Provider, &'static str)> {
    let clinician = line.rendering.as_ref().or(claim.rendering.as_ref())?;
    let taxonomy = clinician.taxonomy.as_deref()?;
    let (_, kind) = WITHOUT_SCOPE
        .iter()
        .find(|(beginning, _)| taxonomy.starts_with(beginning))?;
    Some((clinician, kind))
}

fn is_medical(line: &ServiceLine) -> bool {
    const CARE_MANAGEMENT: [&str; 6] = ["99211", "99484", "99490", "99492", "99493", "99494"];
    let is_visit = line
        .procedure
        .as_ref()
        .is_some_and(|code| is_evaluation_and_management(&code.value));
    (is_visit && !bills_any(line, &CARE_MANAGEMENT))
        || bills_any(line, &["90792", "90833", "90836", "90838"])
}

fn lacks_scope(class: AuthorClass) -> bool {
    matches!(
        class,
        AuthorClass::Psychologist
            | AuthorClass::Independent
            | AuthorClass::Supervised
            | AuthorClass::Counselor
            | AuthorClass::ActivityTherapist
            | AuthorClass::BehaviorAnalyst
            | AuthorClass::Technician
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn visit(note: &str, code: &str) -> String {
        format!("note 2026-01-05 {note}\nclaim C1 P dx F33.1\nline 2026-01-05 {code}")
    }

    #[test]
    fn fires_where_a_therapist_wrote_the_visit() {
        let case = visit("prescriber by \"Dana Roe\" LCSW", "99213");
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"]);
        let case = visit("assessment by \"Dana Roe\" LPC", "90792");
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn fires_on_the_clinicians_taxonomy_where_no_note_tells() {
        let case = |taxonomy: &str, code: &str| {
            format!(
                "claim C1 P dx F33.1 by \"Roe, Dana\" clinician {taxonomy}\nline 2026-01-05 {code}"
            )
        };
        assert_eq!(
            outcomes(&RULE, &case("1041C0700X", "99213")),
            ["fail C1/1 2026-01-05"]
        );
        assert_eq!(outcomes(&RULE, &case("363LP0808X", "99213")), [""; 0]);
        assert_eq!(outcomes(&RULE, &case("1041C0700X", "90834")), [""; 0]);
    }

    #[test]
    fn a_prescriber_or_another_code_passes() {
        for case in [
            visit("prescriber by \"Dana Roe\" MD", "99213"),
            visit("prescriber by \"Dana Roe\" NP", "99214"),
            visit("assessment by \"Dana Roe\" LPC", "90791"),
            visit("nursing by \"Dana Roe\" RN", "99211"),
        ] {
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
        }
    }

    #[test]
    fn without_note_or_credential_it_is_not_judged() {
        let case = "claim C1 P dx F33.1\nline 2026-01-05 99213";
        assert_eq!(tally(&RULE, case).not_applicable, 1);
        let case = visit("prescriber no-credential", "99213");
        assert_eq!(tally(&RULE, &case).not_applicable, 1);
    }
}
