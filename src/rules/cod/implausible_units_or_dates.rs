//! COD-023: units, charge or dates of a line cannot be right.

use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{Claim, Money, ServiceLine};
use crate::policy::{ServiceFamily, UnitBasis, procedure};
use crate::rules::billed_line::{code_words, on_line};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COD-023",
    name: "charge-or-units-implausible",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Line,
    applies_to: "all lines",
    authority: &[Authority {
        cite: "X12 837 implementation guides",
        verified: false,
    }],
    checks: "The line bills no units or fewer; more per-diem units than the dates have days; more \
             fifteen-minute or hour units than a day has; a service after the claim was sent or \
             after the audit's date; a service more than cod.timely_days before the claim was \
             first sent (warns); or a charge of nothing for a program or therapy (warns).",
    why: "Such a line is a keying error that the payer rejects, or pays and takes back.",
    cure: &[Cure::C4],
    params: &["cod.timely_days", "fail.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

/// What is wrong, and how sure it is in percent.
type Fault = (String, u8);

fn check(case: &Case<'_>, checks: &mut Checks) {
    for (row, claim, line) in case.live() {
        let faults = [
            units(row, line),
            future(case, row, claim),
            late(case, row, claim),
            charge(row, line),
        ];
        let mut faults: Vec<Fault> = faults.into_iter().flatten().collect();
        faults.sort_by_key(|(_, confidence)| std::cmp::Reverse(*confidence));
        let Some(&(_, confidence)) = faults.first() else {
            checks.pass(&RULE);
            continue;
        };
        let words: Vec<&str> = faults.iter().map(|(words, _)| words.as_str()).collect();
        let message = format!("{}: {}", code_words(line), words.join("; "));
        let finding = on_line(case, RULE.finding(Outcome::Fail, message), row)
            .with_all(
                line.units
                    .as_ref()
                    .map(|units| Evidence::supports(units.span)),
            )
            .risking(AtRisk::whole(row.id))
            .with_confidence(confidence, case.policy.number("fail.confidence"));
        checks.report(finding);
    }
}

fn units(row: &LineRow, line: &ServiceLine) -> Option<Fault> {
    let units = line.units.as_ref()?.value;
    if units.thousandths() <= 0 {
        return Some((format!("{units} units"), 95));
    }
    let days = i64::try_from(row.days.len()).unwrap_or(i64::MAX);
    if days == 0 {
        return None;
    }
    let (most, what) = match row.billed.unit {
        // A day that is billed by the day has one unit, whatever is done on it.
        UnitBasis::Day if row.billed.level.is_program() => (days, "days"),
        UnitBasis::Fifteen => (days.saturating_mul(96), "quarter hours"),
        UnitBasis::Hour => (days.saturating_mul(24), "hours"),
        _ => return None,
    };
    // A bed's last night may be counted with the day of discharge.
    let slack = i64::from(row.billed.level.is_24_hour() && days > 1);
    (units.floor() > most + slack).then(|| {
        (
            format!("{units} units on dates that have {most} {what}"),
            92,
        )
    })
}

fn future(case: &Case<'_>, row: &LineRow, claim: &Claim) -> Option<Fault> {
    let last = *row.days.last()?;
    if let Some(sent) = claim.submitted.filter(|sent| *sent < last) {
        return Some((format!("service of {last} billed on {sent}, before it"), 92));
    }
    let today = case.policy.as_of.filter(|today| *today < last)?;
    Some((format!("service of {last}, after {today}"), 90))
}

fn late(case: &Case<'_>, row: &LineRow, claim: &Claim) -> Option<Fault> {
    let first = *row.days.first()?;
    let is_first_claim = claim.original_reference.is_none();
    let sent = claim.submitted.filter(|_| is_first_claim)?;
    let days = sent.days_since(first);
    let most = case.number_for(row, "cod.timely_days");
    (days > most).then(|| {
        (
            format!("sent {days} days after the service; payers take claims for {most} at most"),
            65,
        )
    })
}

fn charge(row: &LineRow, line: &ServiceLine) -> Option<Fault> {
    // Codes that only report something (quality measures) are of no family known here.
    let family = line
        .procedure
        .as_ref()
        .and_then(|code| procedure(&code.value));
    let is_paid_service = row.billed.level.is_program()
        || row.billed.is_per_diem()
        || family.is_some_and(|info| info.family != ServiceFamily::Unknown);
    // A charge that nothing states is none of zero.
    let is_stated = !line.details.is_charge_unknown;
    (is_stated && line.charge <= Money::ZERO && is_paid_service && line.procedure.is_some())
        .then(|| (format!("a charge of {}", line.charge), 65))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes};

    fn line(line: &str) -> String {
        format!("claim C1 I dx F33.1\nline {line} charge 500")
    }

    #[test]
    fn fires_on_units_that_cannot_be() {
        for (text, expected) in [
            ("2026-01-05 H0035 rev 0912 units 0", "fail C1/1 2026-01-05"),
            ("2026-01-05 H0015 rev 0906 units 3", "fail C1/1 2026-01-05"),
            (
                "2026-01-05 H0004 rev 0914 units 120",
                "fail C1/1 2026-01-05",
            ),
            (
                "2026-01-05..2026-01-09 H0018 rev 1002 units 9",
                "fail C1/1 2026-01-05..2026-01-09",
            ),
        ] {
            assert_eq!(outcomes(&RULE, &line(text)), [expected], "{text}");
        }
    }

    #[test]
    fn fires_on_dates_that_cannot_be() {
        let early = "claim C1 P dx F33.1 submitted 2026-01-02\nline 2026-01-05 90834";
        assert_eq!(outcomes(&RULE, early), ["fail C1/1 2026-01-05"]);
        let future = "as-of 2026-01-01\nclaim C1 P dx F33.1\nline 2026-01-05 90834";
        assert_eq!(outcomes(&RULE, future), ["fail C1/1 2026-01-05"]);
        let late = "claim C1 P dx F33.1 submitted 2026-01-02\nline 2024-11-05 90834";
        assert_eq!(outcomes(&RULE, late), ["warn C1/1 2024-11-05"]);
    }

    #[test]
    fn honest_lines_pass() {
        for text in [
            "2026-01-05 H0035 rev 0912",
            "2026-01-05..2026-01-09 H0035 rev 0912 units 4",
            "2026-01-05..2026-01-09 H0018 rev 1002 units 5",
            "2026-01-05 H0004 rev 0914 units 4",
            "2026-01-05 90853 rev 0915 units 2",
        ] {
            assert_eq!(outcomes(&RULE, &line(text)), [""; 0], "{text}");
        }
        let replaced = "claim C1 P dx F33.1 freq 7 ref ICN1 submitted 2026-01-02
            line 2024-11-05 90834";
        assert_eq!(outcomes(&RULE, replaced), [""; 0]);
    }

    #[test]
    fn what_is_not_stated_is_not_held_against_it() {
        assert_eq!(
            findings(&RULE, &line("2026-01-05 H0015 rev 0906 no-units")),
            []
        );
        assert_eq!(
            findings(&RULE, &line("2026-01-05 H0015 rev 0906 undated")),
            []
        );
    }
}
