//! COD-029: an initial visit that another clinician gave was billed under the supervisor.

use super::add_on_without_visit::is_evaluation_and_management;
use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{ClaimForm, Note, PersonName, Provider, ServiceLine};
use crate::policy::PayerClass;
use crate::rules::billed_line::{bills_any, code_words, on_line};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COD-029",
    name: "incident-to-unsupported",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "professional Medicare lines of an initial evaluation or new-patient visit (90791, \
                 90792, 99202 to 99205) that name a rendering person",
    authority: &[Authority {
        cite: "42 CFR 410.26",
        verified: true,
    }],
    checks: "The note that documents the line was written and signed by another person than the \
             claim names as rendering, and that person neither cosigned it nor wrote another note \
             of the day.",
    why: "Services incident to a physician's follow a visit that the physician began; a first \
          visit by someone else cannot be one and is billed under who gave it.",
    cure: &[Cure::C4],
    params: &["match.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for (row, claim, line) in case.live() {
        let applies = row.payer_class == PayerClass::Medicare
            && claim.form == ClaimForm::Professional
            && is_initial(line);
        let rendering = line.rendering.as_ref().or(claim.rendering.as_ref());
        let person = rendering.and_then(surname);
        let (true, Some(rendering), Some(person)) = (applies, rendering, person) else {
            continue;
        };
        let notes: Vec<&Note> = case.documentation(row).map(|(_, note)| note).collect();
        let authors: Vec<String> = notes.iter().filter_map(|note| author(note)).collect();
        if authors.is_empty() || authors.len() < notes.len() {
            checks.not_applicable(&RULE);
        } else if authors.contains(&person) || notes.iter().any(|note| note.cosignature.is_some()) {
            checks.pass(&RULE);
        } else {
            checks.report(finding(case, row, line, rendering, &notes));
        }
    }
}

fn is_initial(line: &ServiceLine) -> bool {
    let is_new_visit = line.procedure.as_ref().is_some_and(|code| {
        let number = code.value.cpt_number();
        is_evaluation_and_management(&code.value)
            && number.is_some_and(|number| (99202..=99205).contains(&number))
    });
    is_new_visit || bills_any(line, &["90791", "90792"])
}

/// Returns a provider's folded last name; `None` for an organization.
fn surname(provider: &Provider) -> Option<String> {
    (!provider.first.trim().is_empty()).then(|| fold(&provider.name))
}

fn author(note: &Note) -> Option<String> {
    let name = PersonName::parse(&note.author.as_ref()?.value)?;
    Some(fold(&name.last))
}

fn fold(name: &str) -> String {
    name.chars()
        .filter(|character| character.is_alphabetic())
        .flat_map(char::to_lowercase)
        .collect()
}

fn finding(
    case: &Case<'_>,
    row: &LineRow,
    line: &ServiceLine,
    rendering: &Provider,
    notes: &[&Note],
) -> Finding {
    let message = format!(
        "{} is a first visit and names another rendering clinician than the author of its note",
        code_words(line)
    );
    on_line(case, RULE.finding(Outcome::Fail, message), row)
        .with(Evidence::supports(rendering.span))
        .with_all(
            notes
                .iter()
                .filter_map(|note| note.author.as_ref())
                .map(|author| Evidence::supports(author.span)),
        )
        .risking(AtRisk::whole(row.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn visit(note: &str, claim: &str, code: &str) -> String {
        format!(
            "note 2026-01-05 assessment {note}\nclaim C1 P filing MB {claim} dx F33.1
            line 2026-01-05 {code}"
        )
    }

    #[test]
    fn fires_where_someone_else_gave_the_first_visit() {
        let case = visit("by \"Dana Roe\" LPC", "by \"Venn, Harold\"", "90791");
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn the_rendering_author_and_later_visits_pass() {
        for case in [
            visit("by \"Harold Venn\" MD", "by \"Venn, Harold\"", "90791"),
            visit("by \"Dana Roe\" LPC", "by \"Venn, Harold\"", "90834"),
            visit("by \"Dana Roe\" LPC", "by \"Venn, Harold\"", "90791")
                .replace("filing MB", "filing CI"),
        ] {
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
        }
    }

    #[test]
    fn without_an_author_it_is_not_judged() {
        let case = visit("no-author", "by \"Venn, Harold\"", "90791");
        assert_eq!(tally(&RULE, &case).not_applicable, 1);
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
    }
}
