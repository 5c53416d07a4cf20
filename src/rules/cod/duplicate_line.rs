//! COD-024: one service was billed twice.

use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{Claim, Modifier, ServiceDate, ServiceLine};
use crate::rules::billed_line::{code_words, on_line};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use std::collections::{BTreeMap, BTreeSet};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COD-024",
    name: "duplicate-claim-line",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "live lines with a date and a code",
    authority: &[Authority {
        cite: "the payer's provider manual",
        verified: false,
    }],
    checks: "Two live lines to one payer bill the same patient, dates, procedure, revenue code, \
             modifiers, provider and units, without a modifier that says repeated or distinct (59, \
             76, 77, 91, XE, XP, XS, XU). The later one is at risk. Not a duplicate: lines that \
             each have a note of their own, a line billed again after a denial, or one claim that \
             the export holds twice.",
    why: "The payer pays a service once; the second payment is an overpayment.",
    cure: &[Cure::C4],
    params: &["match.confidence", "fail.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

/// Modifiers that tell two like services apart.
const DISTINCT: [&str; 8] = ["59", "76", "77", "91", "XE", "XP", "XS", "XU"];

/// What two lines share to be one service.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key<'c> {
    days: &'c [ServiceDate],
    procedure: Option<&'c str>,
    revenue: Option<&'c str>,
    modifiers: Vec<&'c Modifier>,
    provider: Option<&'c str>,
    payer: (&'c str, &'c str),
    sequence: &'c str,
    units: Option<i64>,
}

fn check(case: &Case<'_>, checks: &mut Checks) {
    let mut groups: BTreeMap<Key<'_>, Vec<&LineRow>> = BTreeMap::new();
    for (row, claim, line) in case.live() {
        if let Some(key) = key(row, claim, line) {
            groups.entry(key).or_default().push(row);
        } else {
            checks.not_applicable(&RULE);
        }
    }
    for mut rows in groups.into_values() {
        rows.sort_by_key(|row| (case.ledger.claim(row.id).submitted, row.id));
        let mut kept: Vec<&LineRow> = Vec::new();
        for row in rows {
            let twin = kept
                .iter()
                .copied()
                .find(|earlier| is_duplicate(case, earlier, row));
            match twin {
                Some(earlier) => checks.report(finding(case, earlier, row)),
                None => {
                    checks.pass(&RULE);
                    kept.push(row);
                }
            }
        }
    }
}

fn key<'c>(row: &'c LineRow, claim: &'c Claim, line: &'c ServiceLine) -> Option<Key<'c>> {
    let procedure = line.procedure.as_ref().map(|code| code.value.as_str());
    let revenue = line.revenue.as_ref().map(|code| code.value.as_str());
    let is_distinct = line
        .modifiers
        .iter()
        .any(|modifier| DISTINCT.contains(&modifier.as_str()));
    if row.days.is_empty() || (procedure.is_none() && revenue.is_none()) || is_distinct {
        return None;
    }
    let mut modifiers: Vec<&Modifier> = line.modifiers.iter().collect();
    modifiers.sort_unstable();
    let provider = claim.rendering_for(line);
    Some(Key {
        days: &row.days,
        procedure,
        revenue,
        modifiers,
        provider: provider.map(|provider| {
            provider
                .npi_text
                .as_ref()
                .map_or(provider.name.as_str(), |npi| &npi.value)
        }),
        payer: (claim.payer.id.as_str(), claim.payer.name.as_str()),
        sequence: claim.payer_sequence.as_str(),
        units: line.units.as_ref().map(|units| units.value.thousandths()),
    })
}

/// Returns whether the later line bills the service of the earlier one again.
fn is_duplicate(case: &Case<'_>, earlier: &LineRow, later: &LineRow) -> bool {
    // Billed again after a denial: the service is paid once.
    if earlier.payment.denied {
        return false;
    }
    let (one, other) = (case.ledger.claim(earlier.id), case.ledger.claim(later.id));
    let is_same_claim_twice = earlier.id.claim != later.id.claim
        && !one.id.is_empty()
        && one.id == other.id
        && one.submitted == other.submitted;
    !is_same_claim_twice && !are_documented_apart(case, earlier, later)
}

/// Returns whether each line has a session note of its own. Notes of a per-diem day document
/// every line of the day and tell nothing apart.
fn are_documented_apart(case: &Case<'_>, earlier: &LineRow, later: &LineRow) -> bool {
    if later.billed.is_per_diem() {
        return false;
    }
    let notes = |row: &LineRow| -> BTreeSet<usize> {
        let least = case.policy.number("match.confidence");
        row.documented_by(least).map(|link| link.note).collect()
    };
    let (one, other) = (notes(earlier), notes(later));
    !one.is_empty() && !other.is_empty() && one.is_disjoint(&other)
}

fn finding(case: &Case<'_>, earlier: &LineRow, later: &LineRow) -> Finding {
    let (claim, line) = (
        case.ledger.claim(earlier.id),
        case.ledger.service_line(earlier.id),
    );
    let message = format!(
        "{} was billed already on claim {} line {}, for the same dates, provider and units",
        code_words(case.ledger.service_line(later.id)),
        claim.id,
        line.number
    );
    // A program claim may list like sessions of a day line by line; only notes tell them apart.
    let may_be_sessions = earlier.id.claim == later.id.claim
        && later.billed.level.is_day_program()
        && !later.billed.is_per_diem();
    let confidence = if may_be_sessions { 65 } else { 93 };
    on_line(case, RULE.finding(Outcome::Fail, message), later)
        .risking(AtRisk::whole(later.id))
        .with(Evidence::supports(line.span))
        .with_confidence(confidence, case.policy.number("fail.confidence"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn twice(one: &str, two: &str) -> String {
        format!("claim C1 P\nline {one}\nclaim C2 P\nline {two}")
    }

    const GROUP: &str = "2026-01-05 90853";

    #[test]
    fn fires_on_the_later_line() {
        assert_eq!(
            outcomes(&RULE, &twice(GROUP, GROUP)),
            ["fail C2/1 2026-01-05"]
        );
        let one_note = format!("note 2026-01-05 group\n{}", twice(GROUP, GROUP));
        assert_eq!(outcomes(&RULE, &one_note), ["fail C2/1 2026-01-05"]);
        let one_claim = format!("claim C1 P\nline {GROUP}\nline {GROUP}");
        assert_eq!(outcomes(&RULE, &one_claim), ["fail C1/2 2026-01-05"]);
        let by_date = "claim C1 P submitted 2026-02-01\nline 2026-01-05 90853
            claim C2 P submitted 2026-01-10\nline 2026-01-05 90853";
        assert_eq!(outcomes(&RULE, by_date), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn whatever_tells_the_lines_apart_passes() {
        for (one, two) in [
            (GROUP, "2026-01-06 90853"),
            (GROUP, "2026-01-05 90837"),
            (GROUP, "2026-01-05 90853 mod 76"),
            (GROUP, "2026-01-05 90853 mod HQ"),
            (GROUP, "2026-01-05 90853 units 2"),
            (GROUP, "2026-01-05 90853 npi 1245319599"),
        ] {
            assert_eq!(outcomes(&RULE, &twice(one, two)), [""; 0], "{two}");
        }
        let other_payer = twice(GROUP, GROUP).replace("C2 P", "C2 P payer PAY2");
        assert_eq!(outcomes(&RULE, &other_payer), [""; 0]);
    }

    #[test]
    fn replacements_rebilled_denials_and_two_notes_pass() {
        let replaced = twice(GROUP, GROUP).replace("C2 P", "C1 P freq 7");
        assert_eq!(outcomes(&RULE, &replaced), [""; 0]);
        let denied = format!("{}\npaid C1 1 0 denied CO-16", twice(GROUP, GROUP));
        assert_eq!(outcomes(&RULE, &denied), [""; 0]);
        let notes = "note 2026-01-05 group 09:00-10:00\nnote 2026-01-05 group 13:00-14:00";
        let two_groups = format!("{notes}\nclaim C1 P\nline {GROUP}\nline {GROUP}");
        assert_eq!(outcomes(&RULE, &two_groups), [""; 0]);
        let exported_twice = twice(GROUP, GROUP).replace("C2", "C1");
        assert_eq!(outcomes(&RULE, &exported_twice), [""; 0]);
    }

    #[test]
    fn lines_without_code_or_date_are_not_judged() {
        let case = twice("2026-01-05 -", "2026-01-05 -");
        assert_eq!(tally(&RULE, &case).not_applicable, 2);
        let case = twice("2026-01-05 90853 undated", "2026-01-05 90853 undated");
        assert_eq!(tally(&RULE, &case).not_applicable, 2);
    }
}
