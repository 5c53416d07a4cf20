//! COD-015: two codes of one day that the correct-coding edits do not pay together.

use super::edited::{edition_words, edits_for, outcome, same_provider};
use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::{LineRow, Supply};
use crate::model::{Claim, ServiceDate, ServiceLine};
use crate::policy::{Edition, PairEdit};
use crate::rules::billed_line::on_line;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COD-015",
    name: "unbundled-ptp",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "professional and hospital outpatient lines, where the files of NCCI \
                 procedure-to-procedure edits are supplied",
    authority: &[Authority {
        cite: "NCCI procedure-to-procedure edits and policy manual",
        verified: true,
    }],
    checks: "Two lines of one patient, date and provider bill two codes that stand as a pair in \
             the supplied files, in force on the date of service, and the pair is never paid \
             together (indicator 0), or only with a modifier that tells the services apart \
             (indicator 1) and neither line carries one. It fails for Medicare and Medicaid with \
             the edition of the quarter, and warns for other payers and quarters.",
    why: "The second code counts as part of the first. Payers deny it automatically, and a \
          modifier added without two distinct services in the record is a false claim.",
    cure: &[Cure::C4],
    params: &[],
    rests_on_absence: false,
    needs: &[Supply::PairEdits],
    scope: Scope::Patient(check),
};

/// Modifiers that NCCI takes as telling two services apart.
const APART: [&str; 12] = [
    "24", "25", "27", "57", "58", "59", "78", "79", "XE", "XP", "XS", "XU",
];

type Billed<'c> = (&'c LineRow, &'c Claim, &'c ServiceLine);

fn check(case: &Case<'_>, checks: &mut Checks) {
    let lines: Vec<Billed<'_>> = case
        .live()
        .filter(|(_, claim, line)| line.procedure.is_some() && edits_for(case, claim).is_some())
        .collect();
    if case.policy.edits.pairs.is_empty() {
        if let Some((row, ..)) = lines.first().filter(|_| lines.len() > 1) {
            let message = "no NCCI procedure-to-procedure edits were supplied";
            let finding = RULE.finding(Outcome::NoData, message);
            checks.report(finding.with(case.line_evidence(row.id)));
        }
        return;
    }
    let mut by_day: Vec<(ServiceDate, Billed<'_>)> = lines
        .into_iter()
        .flat_map(|billed| billed.0.days.iter().map(move |day| (*day, billed)))
        .collect();
    by_day.sort_by_key(|(day, (row, ..))| (*day, row.id));
    let mut said: Vec<(crate::model::LineId, crate::model::LineId)> = Vec::new();
    for day in by_day.chunk_by(|(one, _), (next, _)| one == next) {
        for &(date, second) in day {
            let mut is_found = false;
            for &(_, first) in day {
                let ids = (first.0.id, second.0.id);
                let Some((edit, edition)) = edit(case, first, second, date) else {
                    continue;
                };
                is_found = true;
                // Two lines of the same week stand against each other once.
                if !said.contains(&ids) {
                    said.push(ids);
                    checks.report(finding(case, first, second, (edit, edition), date));
                }
            }
            if !is_found {
                checks.pass(&RULE);
            }
        }
    }
}

/// Returns the edit by which the second line is not paid beside the first.
fn edit<'c>(
    case: &Case<'c>,
    first: Billed<'c>,
    second: Billed<'c>,
    date: ServiceDate,
) -> Option<(&'c PairEdit, &'c Edition)> {
    let (row, claim, line) = first;
    let (other_row, other, other_line) = second;
    let is_pair = row.id != other_row.id && same_provider((claim, line), (other, other_line));
    // A denied line costs nothing and asks nothing more.
    if !is_pair || row.payment.denied {
        return None;
    }
    let (one, two) = (line.procedure.as_ref()?, other_line.procedure.as_ref()?);
    let whose = edits_for(case, other)?;
    let found = case
        .policy
        .edits
        .pair(whose, &one.value, &two.value, date)?;
    let is_apart = [line, other_line]
        .iter()
        .flat_map(|line| &line.modifiers)
        .any(|modifier| APART.contains(&modifier.as_str()));
    (found.0.indicator == 0 || !is_apart).then_some(found)
}

fn finding(
    case: &Case<'_>,
    (first_row, _, first): Billed<'_>,
    (row, claim, line): Billed<'_>,
    (edit, edition): (&PairEdit, &Edition),
    date: ServiceDate,
) -> Finding {
    let code = |line: &ServiceLine| {
        line.procedure
            .as_ref()
            .map_or_else(String::new, |code| code.value.to_string())
    };
    let how = if edit.indicator == 0 {
        "never paid together"
    } else {
        "paid together only with a modifier such as 59 or XE, and neither line carries one"
    };
    let message = format!(
        "{} billed beside {} on {date} by one provider: {how} (NCCI pair {} / {}, indicator {}, \
         in force since {}; {})",
        code(line),
        code(first),
        code(first),
        code(line),
        edit.indicator,
        edit.from,
        edition_words(case, claim, edition, date),
    );
    let finding = RULE.finding(outcome(case, claim, edition, date), message);
    on_line(case, finding, row)
        .with(Evidence::supports(
            case.ledger.service_line(first_row.id).span,
        ))
        .risking(AtRisk::whole(row.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    const EDITS: &str = "ncci 90839 90834 0\nncci 90847 90834 1\n";

    fn case(claim: &str, lines: &str) -> String {
        format!("{EDITS}claim C1 P dx F33.1 {claim}\n{lines}")
    }

    const PAIR: &str = "line 2026-01-05 90834\nline 2026-01-05 90839";

    #[test]
    fn fires_on_a_pair_that_is_never_paid_together() {
        assert_eq!(
            outcomes(&RULE, &case("filing MB", PAIR)),
            ["fail C1/1 2026-01-05"]
        );
        let apart = PAIR.replace("90834", "90834 mod 59");
        assert_eq!(
            outcomes(&RULE, &case("filing MB", &apart)),
            ["fail C1/1 2026-01-05"]
        );
        let found = findings(&RULE, &case("filing MB", PAIR));
        assert!(
            found[0].message.contains("Medicare edition 2026 Q1"),
            "{}",
            found[0].message
        );
    }

    #[test]
    fn fires_on_a_pair_without_the_modifier_it_needs() {
        let pair = "line 2026-01-05 90847\nline 2026-01-05 90834";
        assert_eq!(
            outcomes(&RULE, &case("filing MB", pair)),
            ["fail C1/2 2026-01-05"]
        );
        for modifier in ["59", "XE"] {
            let apart = pair.replace("90834", &format!("90834 mod {modifier}"));
            let apart = case("filing MB", &apart);
            assert_eq!(outcomes(&RULE, &apart), [""; 0], "{modifier}");
        }
    }

    #[test]
    fn other_payers_and_quarters_warn() {
        assert_eq!(outcomes(&RULE, &case("", PAIR)), ["warn C1/1 2026-01-05"]);
        let later = PAIR.replace("2026-01", "2026-05");
        assert_eq!(
            outcomes(&RULE, &case("filing MB", &later)),
            ["warn C1/1 2026-05-05"]
        );
    }

    #[test]
    fn other_days_clinicians_settings_and_ended_pairs_pass() {
        for drawn in [
            case("filing MB", &PAIR.replace("05 90839", "06 90839")),
            case(
                "filing MB",
                "line 2026-01-05 90834 npi 1245319599\nline 2026-01-05 90839 npi 1234567893",
            ),
            case("filing MB", PAIR).replace("90834 0", "90834 0 to 2025-12-31"),
            case("filing MB", PAIR).replace("90834 0", "90834 0 hospital"),
            case("filing MB", "line 2026-01-05 90834\nline 2026-01-05 90853"),
        ] {
            assert_eq!(outcomes(&RULE, &drawn), [""; 0], "{drawn}");
        }
    }

    #[test]
    fn hospital_bills_have_edits_of_their_own() {
        let drawn = "ncci 90839 90834 0 hospital\nclaim C1 I filing MA bill 131 dx F33.1\n\
            line 2026-01-05 90834 rev 0914\nline 2026-01-05 90839 rev 0900";
        assert_eq!(outcomes(&RULE, drawn), ["fail C1/1 2026-01-05"]);
        let residential = drawn.replace("bill 131", "bill 861");
        assert_eq!(outcomes(&RULE, &residential), [""; 0]);
    }

    #[test]
    fn without_the_files_there_is_no_data() {
        let drawn = format!("claim C1 P filing MB dx F33.1\n{PAIR}");
        assert_eq!(tally(&RULE, &drawn).no_data, 1);
    }
}
