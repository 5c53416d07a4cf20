//! AUT-005: more days, visits or units were billed under an approval than it grants.

use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::{Supply, Used};
use crate::model::{LineId, ServiceDate, UnitKind, Units};
use crate::rules::billed_line::code_words;
use crate::rules::relied::risk_of_days;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use std::collections::BTreeMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "AUT-005",
    name: "units-exceed-authorized",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Unit,
    applies_to: "lines billed under an approval that grants a number of days, visits, hours or units",
    authority: &[Authority {
        cite: "the payer's provider manual",
        verified: false,
    }],
    checks: "Counted in order of date over all live lines, the days, visits, hours or units billed \
             under an approval exceed what it grants. A per diem counts its days, and a day counts \
             once however many lines bill it. Where several approvals of one service cover a \
             date, the next is used when one is full. An approval without a number of units is \
             not checked.",
    why: "The payer pays up to the granted quantity and denies the rest.",
    cure: &[Cure::C6],
    params: &[],
    rests_on_absence: true,
    needs: &[Supply::Authorizations],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for used in case.ledger.used.values() {
        match used.excess.as_slice() {
            [] => checks.pass(&RULE),
            [first, ..] => checks.report(finding(case, used, *first)),
        }
    }
}

fn finding(
    case: &Case<'_>,
    used: &Used<'_>,
    (id, day, _): (LineId, ServiceDate, Units),
) -> Finding {
    let authorization = used.authorization;
    let last_day = used.excess.last().map_or(day, |(_, last, _)| *last);
    let line = case.ledger.service_line(id);
    let excess = used.used.minus(used.granted);
    let noun = match authorization.unit_kind {
        Some(UnitKind::Day) => "days",
        Some(UnitKind::Visit) => "visits",
        Some(UnitKind::Hour) => "hours",
        _ => "units",
    };
    let message = format!(
        "billed {} {noun} of {}, authorized {}: {} ({excess} too many, from {day} on)",
        used.used,
        code_words(line),
        used.granted,
        authorization.describe()
    );
    let mut by_line: BTreeMap<LineId, (Vec<ServiceDate>, Units)> = BTreeMap::new();
    for (id, day, units) in &used.excess {
        let entry = by_line.entry(*id).or_default();
        entry.0.push(*day);
        entry.1 = entry.1.plus(*units);
    }
    let mut finding = RULE
        .finding(Outcome::Fail, message)
        .on_line(&case.ledger.claim(id).id, line.number)
        .from_to(day, last_day)
        .with(case.line_evidence(id));
    for (place, (id, (days, units))) in by_line.iter().enumerate() {
        let risk = match case.ledger.row(*id) {
            Some(row) if row.days.len() > 1 => risk_of_days(row, days),
            _ => AtRisk::units(*id, *units),
        };
        finding = finding.risking(risk);
        if place > 0 && place < 8 {
            finding = finding.with(case.line_evidence(*id));
        }
    }
    let first_line = used.first_line.filter(|first| *first != id);
    finding
        .with(Evidence::supports(authorization.span))
        .with_all(
            authorization
                .units
                .as_ref()
                .map(|units| Evidence::supports(units.span)),
        )
        .with_all(first_line.map(|id| case.line_evidence(id)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Portion;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn days(granted: &str, lines: &[&str]) -> String {
        let mut case =
            format!("auth A-1 approved 2026-01-01..2026-01-31 level IOP units {granted}\n");
        case.push_str("claim C1 I auth A-1\n");
        for line in lines {
            case.push_str(&format!("line {line}\n"));
        }
        case
    }

    const THREE: [&str; 3] = [
        "2026-01-05 H0015 rev 0906",
        "2026-01-07 H0015 rev 0906",
        "2026-01-09 H0015 rev 0906",
    ];

    #[test]
    fn fires_on_the_day_beyond() {
        let case = days("2 days", &THREE);
        let found = findings(&RULE, &case);
        assert_eq!(outcomes(&RULE, &case), ["fail C1/3 2026-01-09"]);
        assert!(
            found[0]
                .message
                .starts_with("billed 3 days of H0015, authorized 2: A-1,"),
            "{}",
            found[0].message
        );
        let range = days("2 days", &["2026-01-05..2026-01-09 H0015 rev 0906"]);
        let found = findings(&RULE, &range);
        assert_eq!(
            outcomes(&RULE, &range),
            ["fail C1/1 2026-01-07..2026-01-09"]
        );
        assert!(matches!(&found[0].at_risk[0].portion, Portion::Days(days) if days.len() == 3));
    }

    #[test]
    fn visits_and_units_are_counted_as_billed() {
        let case = "auth A-1 approved 2026-01-01..2026-01-31 code H0004 units 6
            claim C1 P auth A-1
            line 2026-01-05 H0004 units 4
            line 2026-01-06 H0004 units 4";
        let found = findings(&RULE, case);
        assert_eq!(outcomes(&RULE, case), ["fail C1/2 2026-01-06"]);
        assert_eq!(found[0].at_risk[0].portion, Portion::Units(Units::whole(2)));
        assert_eq!(
            outcomes(&RULE, &case.replace("units 6\n", "units 2 visits\n")),
            [""; 0]
        );
    }

    #[test]
    fn the_last_granted_day_and_two_lines_of_a_day_pass() {
        assert_eq!(outcomes(&RULE, &days("3 days", &THREE)), [""; 0]);
        let components = ["2026-01-05 G0410 rev 0915", "2026-01-05 90834 rev 0914"];
        let case = days("1 days", &components)
            .replace("level IOP", "code G0410,90834")
            .replace("auth A-1\n", "auth A-1 cc 92\n");
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
    }

    #[test]
    fn an_extension_takes_what_the_first_does_not_hold() {
        let case = format!(
            "auth A-1 approved 2026-01-08..2026-01-31 level IOP units 1 days\n{}",
            days("2 days", &THREE)
        );
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
    }

    #[test]
    fn a_denied_line_billed_again_counts_once() {
        let case = format!(
            "{}claim C2 I auth A-1\nline 2026-01-05 H0015 rev 0906\npaid C1 1 0 denied CO-16",
            days("3 days", &THREE)
        );
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
    }

    #[test]
    fn an_approval_without_a_quantity_is_not_checked() {
        assert_eq!(
            tally(&RULE, &days("3 days", &THREE).replace("units 3 days", "")).fail,
            0
        );
        assert_eq!(tally(&RULE, &days("0 days", &THREE)).fail, 0);
    }
}
