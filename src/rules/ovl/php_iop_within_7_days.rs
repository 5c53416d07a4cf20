//! OVL-005: Medicare intensive outpatient was billed within a week before a partial
//! hospitalization claim begins, or inside it.

use super::biller::{Billers, billers};
use super::rows::{Rows, on_rows};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{LevelOfCare, ServiceDate};
use crate::policy::{PayerClass, ServiceFamily};
use crate::rules::billed_line::{claim_head, code_words};
use crate::rules::dates::{counted, listed};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use std::collections::{BTreeMap, BTreeSet};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "OVL-005",
    name: "php-iop-within-7-days",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "original Medicare intensive outpatient lines from 2024 on",
    authority: &[Authority {
        cite: "CMS MLN Matters MM13222",
        verified: true,
    }],
    checks: "A live Medicare intensive outpatient line bills a day that lies at most \
             program_switch.days before the from-date of a live Medicare partial hospitalization \
             claim of the same billing provider, or within that claim's dates. It warns where the \
             day lies after the last partial hospitalization day but before the claim's \
             through-date, and where a claim does not say who billed it.",
    why: "Medicare returns an intensive outpatient claim that overlaps a partial hospitalization \
          claim or precedes it by a week or less, since a step up is one course of treatment that \
          must be billed in sequence.",
    cure: &[Cure::C4],
    params: &["program_switch.days", "fail.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

/// Medicare pays intensive outpatient programs from this year on.
const FIRST_YEAR: i32 = 2024;

fn check(case: &Case<'_>, checks: &mut Checks) {
    let programs = partial_hospitalizations(case);
    let mut found: BTreeMap<(usize, usize), Hit<'_, '_>> = BTreeMap::new();
    for (row, claim, _) in case.live() {
        if !is_program(row, LevelOfCare::IntensiveOutpatient) {
            continue;
        }
        if row.days.iter().any(|day| day.year() < FIRST_YEAR) {
            checks.not_applicable(&RULE);
            continue;
        }
        let before = case.number_for(row, "program_switch.days");
        let hit = programs.iter().find_map(|program| {
            let relation = billers(claim, case.record.claims.get(program.claim)?);
            let days: Vec<ServiceDate> = row
                .days
                .iter()
                .copied()
                .filter(|day| program.is_near(*day, before))
                .collect();
            let counts = matches!(relation, Billers::Same | Billers::Unknown);
            (counts && !days.is_empty()).then_some((program, relation, days))
        });
        match hit {
            Some((program, relation, days)) => found
                .entry((row.id.claim, program.claim))
                .or_insert_with(|| Hit {
                    program,
                    relation,
                    rows: Vec::new(),
                })
                .rows
                .push((row, days)),
            None => checks.pass(&RULE),
        }
    }
    // The payer returns the claim as a whole: one statement a claim.
    for hit in found.into_values() {
        checks.report(finding(case, &hit));
    }
}

/// The lines of one claim that lie near a partial hospitalization claim.
struct Hit<'c, 'p> {
    program: &'p Program,
    relation: Billers,
    rows: Rows<'c>,
}

fn is_program(row: &LineRow, level: LevelOfCare) -> bool {
    row.payer_class == PayerClass::Medicare
        && row.billed.level == level
        && row.billed.family != ServiceFamily::Laboratory
        && !row.payment.denied
        && !row.days.is_empty()
}

/// One partial hospitalization claim.
struct Program {
    claim: usize,
    from: ServiceDate,
    through: ServiceDate,
    /// The last day that a line bills; the statement may go on to the end of the month.
    last_day: ServiceDate,
}

impl Program {
    fn is_near(&self, day: ServiceDate, before: i64) -> bool {
        self.from.days_since(day) <= before && day <= self.through
    }
}

fn partial_hospitalizations(case: &Case<'_>) -> Vec<Program> {
    let mut days: BTreeMap<usize, Vec<ServiceDate>> = BTreeMap::new();
    for (row, _, _) in case.live() {
        if is_program(row, LevelOfCare::PartialHospitalization) {
            days.entry(row.id.claim).or_default().extend(&row.days);
        }
    }
    let program = |(index, mut days): (usize, Vec<ServiceDate>)| {
        days.sort_unstable();
        let (&first, &last) = (days.first()?, days.last()?);
        let statement = case.record.claims.get(index)?.statement.as_ref();
        Some(Program {
            claim: index,
            from: statement.map_or(first, |range| range.value.from().min(first)),
            through: statement.map_or(last, |range| range.value.to().max(last)),
            last_day: last,
        })
    };
    days.into_iter().filter_map(program).collect()
}

fn finding(case: &Case<'_>, hit: &Hit<'_, '_>) -> Finding {
    let program = hit.program;
    let claim = case.record.claims.get(program.claim);
    let days: BTreeSet<ServiceDate> = hit.rows.iter().flat_map(|(_, days)| days.clone()).collect();
    let days: Vec<ServiceDate> = days.into_iter().collect();
    let first = days.first().copied().unwrap_or(program.from);
    let last = days.last().copied().unwrap_or(first);
    let gap = program.from.days_since(last);
    let place = if gap > 0 {
        format!(
            "{} before",
            counted(usize::try_from(gap).unwrap_or(0), "day")
        )
    } else {
        "within".to_owned()
    };
    let service = match hit.rows.as_slice() {
        [(row, _)] => code_words(case.ledger.service_line(row.id)),
        rows => counted(rows.len(), "line"),
    };
    let message = format!(
        "Medicare intensive outpatient ({service}) billed for {}, {place} the partial \
         hospitalization claim {} of {} to {}",
        listed(&days),
        claim.map_or("", |claim| claim.id.as_str()),
        program.from,
        program.through
    );
    let confidence = match hit.relation {
        Billers::Same if first <= program.last_day => 93,
        _ => 60,
    };
    on_rows(case, RULE.finding(Outcome::Fail, message), &hit.rows, &days)
        .with_all(claim.map(claim_head).map(Evidence::supports))
        .with_confidence(confidence, case.policy.number("fail.confidence"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn switch(iop: &str, php: &str) -> String {
        format!(
            "claim I1 I filing MA cc 92 bill 131\nline {iop} G0410 rev 0905
            claim P1 I filing MA cc 41 bill 131 statement {php}\nline {} G0410 rev 0915",
            &php[..10]
        )
    }

    #[test]
    fn fires_within_a_week_before_and_inside() {
        for day in ["2026-03-02", "2026-03-06", "2026-03-09"] {
            let case = switch(day, "2026-03-09..2026-03-13");
            assert_eq!(outcomes(&RULE, &case), [format!("fail I1/1 {day}")]);
        }
    }

    #[test]
    fn the_lines_of_a_claim_are_one_statement() {
        let case = "claim I1 I filing MA cc 92\nline 2026-03-04 G0410 rev 0905
            line 2026-03-06 G0410 rev 0905\nline 2026-03-06 G0177 rev 0942
            claim P1 I filing MA cc 41\nline 2026-03-09 G0410 rev 0915";
        assert_eq!(outcomes(&RULE, case), ["fail I1 2026-03-04..2026-03-06"]);
    }

    #[test]
    fn a_longer_gap_a_step_down_and_other_payers_pass() {
        for case in [
            switch("2026-03-01", "2026-03-09..2026-03-13"),
            switch("2026-03-14", "2026-03-09..2026-03-13"),
            switch("2026-03-06", "2026-03-09..2026-03-13").replace("filing MA", "filing CI"),
            switch("2026-03-06", "2026-03-09..2026-03-13")
                .replace("claim P1 I", "claim P1 I billing 1245319599"),
        ] {
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
        }
        assert_eq!(
            tally(&RULE, &switch("2023-03-06", "2023-03-09..2023-03-13")).not_applicable,
            1
        );
    }

    #[test]
    fn a_day_after_the_last_program_day_or_an_unnamed_biller_warns() {
        let case = switch("2026-03-12", "2026-03-09..2026-03-13");
        assert_eq!(outcomes(&RULE, &case), ["warn I1/1 2026-03-12"]);
        let case = switch("2026-03-06", "2026-03-09..2026-03-13")
            .replace("claim P1 I", "claim P1 I billing none by \"Roe, Dana\"");
        assert_eq!(outcomes(&RULE, &case), ["fail I1/1 2026-03-06"], "one name");
    }
}
