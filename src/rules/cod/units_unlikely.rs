//! COD-016: more units of a code than the medically unlikely edits pay.

use super::edited::{edition_words, edits_for, outcome, same_provider};
use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{Claim, ServiceDate, ServiceLine, Units};
use crate::policy::{Edition, PayerClass, UnitEdit};
use crate::rules::billed_line::on_line;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COD-016",
    name: "mue-exceeded",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Unit,
    applies_to: "professional and hospital outpatient lines; without the files of medically \
                 unlikely edits only psychotherapy and evaluations, which are billed once a day",
    authority: &[Authority {
        cite: "NCCI medically unlikely edits",
        verified: true,
    }],
    checks: "A line bills more units a day than the supplied file lists for its code (adjudication \
             indicator 1), or the lines of one provider and date together do (indicators 2 and \
             3). Units of a line of several days are shared out over its days. It fails for \
             Medicare and Medicaid with the edition of the quarter, and warns for other payers \
             and quarters. Where no file is supplied, more than one unit a day of a psychotherapy \
             or evaluation code (90791, 90792, 90832 to 90834, 90836 to 90838) is reported alike.",
    why: "The payer denies the units above the limit, or the whole day's, with reason 151. Under \
          indicator 3 they may be paid on appeal where the record shows them to be needed.",
    cure: &[Cure::C4, Cure::C8],
    params: &[],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

type Billed<'c> = (&'c LineRow, &'c Claim, &'c ServiceLine);

fn check(case: &Case<'_>, checks: &mut Checks) {
    let lines: Vec<Billed<'_>> = case
        .live()
        .filter(|(row, claim, line)| {
            line.procedure.is_some() && !row.days.is_empty() && edits_for(case, claim).is_some()
        })
        .collect();
    if case.policy.edits.units.is_empty() {
        for &billed in &lines {
            checks_one_a_day(case, billed, checks);
        }
        if let Some((row, ..)) = lines.first() {
            let message = "no medically unlikely edits were supplied";
            let finding = RULE.finding(Outcome::NoData, message);
            checks.report(finding.with(case.line_evidence(row.id)));
        }
        return;
    }
    let mut days: Vec<(ServiceDate, Billed<'_>)> = lines
        .into_iter()
        .flat_map(|billed| billed.0.days.iter().map(move |day| (*day, billed)))
        .collect();
    days.sort_by_key(|(day, (row, ..))| (*day, row.id));
    let mut said: Vec<crate::model::LineId> = Vec::new();
    for day in days.chunk_by(|(one, _), (next, _)| one == next) {
        for (place, &(date, billed)) in day.iter().enumerate() {
            let Some((edit, edition)) = edit(case, billed, date) else {
                checks.not_applicable(&RULE);
                continue;
            };
            let earlier = day.iter().take(place).map(|(_, other)| *other);
            let beside: Vec<Billed<'_>> = match edit.basis {
                1 => Vec::new(),
                _ => earlier.filter(|other| is_alike(*other, billed)).collect(),
            };
            let before = beside
                .iter()
                .fold(Units::default(), |sum, other| sum.plus(of_one_day(*other)));
            let most = Units::whole(i64::from(edit.units));
            let own = of_one_day(billed);
            let excess = before.plus(own).minus(most).min(own);
            // A line of several days says the same of each; once is enough.
            if excess.thousandths() <= 0 {
                checks.pass(&RULE);
            } else if !said.contains(&billed.0.id) {
                said.push(billed.0.id);
                let over = Over {
                    date,
                    edit,
                    edition,
                    excess,
                    all: before.plus(own),
                };
                checks.report(finding(case, billed, &beside, &over));
            }
        }
    }
}

/// Codes of one session or evaluation, of which the edits of every quarter allow one unit a day.
const ONE_A_DAY: [&str; 8] = [
    "90791", "90792", "90832", "90833", "90834", "90836", "90837", "90838",
];

/// Reports a line that bills such a code more than once a day: its length is told by the code and
/// not by units.
fn checks_one_a_day(case: &Case<'_>, billed: Billed<'_>, checks: &mut Checks) {
    let (row, claim, line) = billed;
    let own = of_one_day(billed);
    let excess = own.minus(Units::whole(1));
    let (Some(code), Some(day)) = (line.procedure.as_ref(), row.days.first()) else {
        return;
    };
    if excess.thousandths() <= 0 || !ONE_A_DAY.contains(&code.value.as_str()) {
        return;
    }
    let class = case.policy.payer_class(&claim.payer);
    let is_bound = matches!(
        class,
        PayerClass::Medicare | PayerClass::MedicareAdvantage | PayerClass::Medicaid
    );
    let outcome = if is_bound {
        Outcome::Fail
    } else {
        Outcome::Warn
    };
    let message = format!(
        "{own} units of {} billed on {day}; one session or evaluation is one unit, and the edits \
         allow one a day",
        code.value
    );
    let finding = on_line(case, RULE.finding(outcome, message), row)
        .with_all(
            line.units
                .as_ref()
                .map(|units| Evidence::supports(units.span)),
        )
        .risking(AtRisk::units(row.id, excess));
    checks.report(finding);
}

/// By how much a day is over its limit.
struct Over<'c> {
    date: ServiceDate,
    edit: &'c UnitEdit,
    edition: &'c Edition,
    excess: Units,
    all: Units,
}

fn edit<'c>(
    case: &Case<'c>,
    (_, claim, line): Billed<'c>,
    date: ServiceDate,
) -> Option<(&'c UnitEdit, &'c Edition)> {
    let code = line.procedure.as_ref()?;
    let whose = edits_for(case, claim)?;
    case.policy.edits.most_units(whose, &code.value, date)
}

/// Returns whether two lines bill one code by one provider. A line that was denied and billed
/// again counts once.
fn is_alike((row, claim, line): Billed<'_>, (_, other, other_line): Billed<'_>) -> bool {
    let code = |line: &ServiceLine| line.procedure.as_ref().map(|code| code.value.clone());
    !row.payment.denied
        && code(line) == code(other_line)
        && same_provider((claim, line), (other, other_line))
}

/// Returns the units that a line bills for one of its days. What does not divide evenly is taken
/// low: the line does not say on which day the rest fell.
fn of_one_day((row, _, line): Billed<'_>) -> Units {
    let units = line
        .units
        .as_ref()
        .map_or(Units::whole(1), |units| units.value);
    match i64::try_from(row.days.len()) {
        Ok(days) if days > 1 => Units::whole(units.thousandths() / 1000 / days),
        _ => units,
    }
}

fn finding(
    case: &Case<'_>,
    (row, claim, line): Billed<'_>,
    beside: &[Billed<'_>],
    over: &Over<'_>,
) -> Finding {
    let code = line
        .procedure
        .as_ref()
        .map_or_else(String::new, |code| code.value.to_string());
    let how = match over.edit.basis {
        1 => "on one line",
        2 => "a day, without exception",
        _ => "a day, more only on appeal",
    };
    let message = format!(
        "{} units of {code} billed on {}; the medically unlikely edit allows {} {how} (indicator \
         {}; {})",
        over.all,
        over.date,
        over.edit.units,
        over.edit.basis,
        edition_words(case, claim, over.edition, over.date),
    );
    let finding = RULE.finding(outcome(case, claim, over.edition, over.date), message);
    on_line(case, finding, row)
        .with_all(
            line.units
                .as_ref()
                .map(|units| Evidence::supports(units.span)),
        )
        .with_all(
            beside
                .iter()
                .take(6)
                .map(|(other, ..)| case.line_evidence(other.id)),
        )
        .risking(AtRisk::units(row.id, over.excess))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn case(basis: &str, lines: &str) -> String {
        format!("mue 90853 1 {basis}\nclaim C1 P filing MB dx F33.1\n{lines}")
    }

    #[test]
    fn fires_on_units_of_one_line() {
        let drawn = case("line", "line 2026-01-05 90853 units 3");
        assert_eq!(outcomes(&RULE, &drawn), ["fail C1/1 2026-01-05"]);
        let found = findings(&RULE, &drawn);
        assert!(found[0].message.starts_with("3 units of 90853"));
        let AtRisk { portion, .. } = &found[0].at_risk[0];
        assert_eq!(*portion, crate::finding::Portion::Units(Units::whole(2)));
    }

    #[test]
    fn fires_on_the_day_where_the_day_is_judged() {
        let two = "line 2026-01-05 90853\nline 2026-01-05 90853 mod 76";
        for basis in ["policy", "clinical"] {
            assert_eq!(
                outcomes(&RULE, &case(basis, two)),
                ["fail C1/2 2026-01-05"],
                "{basis}"
            );
        }
        assert_eq!(outcomes(&RULE, &case("line", two)), [""; 0]);
    }

    #[test]
    fn within_the_limit_on_other_days_or_by_another_clinician_passes() {
        for lines in [
            "line 2026-01-05 90853",
            "line 2026-01-05 90853\nline 2026-01-06 90853",
            "line 2026-01-05..2026-01-07 90853 units 3",
            "line 2026-01-05 90853 npi 1245319599\nline 2026-01-05 90853 npi 1234567893",
        ] {
            assert_eq!(
                outcomes(&RULE, &case("clinical", lines)),
                [""; 0],
                "{lines}"
            );
        }
    }

    #[test]
    fn payers_that_are_not_bound_are_warned_of() {
        let drawn = case("line", "line 2026-01-05 90853 units 3").replace("filing MB", "filing CI");
        assert_eq!(outcomes(&RULE, &drawn), ["warn C1/1 2026-01-05"]);
    }

    #[test]
    fn without_the_file_there_is_no_data_and_without_an_edit_nothing() {
        let none = "claim C1 P filing MB dx F33.1\nline 2026-01-05 90853 units 3";
        assert_eq!(tally(&RULE, none).no_data, 1);
        let twice = |payer: &str| {
            outcomes(
                &RULE,
                &format!("claim C1 P filing {payer} dx F33.1\nline 2026-01-05 90837 units 2"),
            )
        };
        assert!(twice("MB").contains(&"fail C1/1 2026-01-05".to_owned()));
        assert!(twice("CI").contains(&"warn C1/1 2026-01-05".to_owned()));
        let two_days = "claim C1 P filing MB dx F33.1\nline 2026-01-05..2026-01-06 90837 units 2";
        assert_eq!(tally(&RULE, two_days).fail, 0);
        let other = case("line", "line 2026-01-05 90834 units 3");
        assert_eq!(tally(&RULE, &other).not_applicable, 1);
    }
}
