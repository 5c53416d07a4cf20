//! COB-007: a claim gives another member id than the payer knows the patient by.

use super::prior::{ending, payer_words, same_member};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{InForceOn, LineRow, in_force_on, same_payer};
use crate::model::{Claim, PatientIdentity, ServiceDate};
use crate::rules::billed_line::{on_claim, rows_by_claim};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use crate::text::Located;
use std::collections::BTreeMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COB-007",
    name: "mbi-or-member-id-mismatch",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::None,
    applies_to: "claims with a member id, where coverage or an authorization of the same payer \
                 gives one",
    authority: &[Authority {
        cite: "X12 837 implementation guides, loop 2010BA NM109",
        verified: false,
    }],
    checks: "The claim's member id (2010BA NM109) is none of those that the payer's coverage in \
             force on the day, or else its authorizations of the day, give. Marks, leading zeros, \
             the letters before a Blue plan's number and a dependent's number behind it are not \
             counted as differences. Claims with one wrong id are told once. A warning where only \
             an authorization log gives the id.",
    why: "The payer finds no such member, or another one, and rejects the claim; the filing limit \
          runs on.",
    cure: &[Cure::C4],
    params: &["cob.eligibility_stale_days"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

/// One wrong id with the claims that give it.
struct Wrong<'c> {
    claims: Vec<(&'c Claim, Vec<&'c LineRow>)>,
    known: Known<'c>,
}

/// The ids by which a payer knows the patient.
struct Known<'c> {
    ids: Vec<&'c Located<String>>,
    is_coverage: bool,
}

fn check(case: &Case<'_>, checks: &mut Checks) {
    let mut wrong: BTreeMap<(String, String), Wrong<'_>> = BTreeMap::new();
    for rows in rows_by_claim(case, |_, _, _| true).into_values() {
        let Some(first) = rows.first() else { continue };
        let claim = case.ledger.claim(first.id);
        let days = rows.iter().flat_map(|row| &row.days);
        let (Some(billed), Some(day)) = (id_of(&claim.patient), days.min().copied()) else {
            checks.not_applicable(&RULE);
            continue;
        };
        let known = known_ids(case, claim, day);
        if known.ids.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        let own = claim.details.subscriber.as_ref().and_then(id_of);
        let is_known = |id: &Located<String>| {
            let mut ids = known.ids.iter();
            ids.any(|known| same_member(&known.value, &id.value))
        };
        if is_known(billed) || own.is_some_and(is_known) {
            checks.pass(&RULE);
            continue;
        }
        let key = (payer_words(&claim.payer).to_owned(), billed.value.clone());
        wrong
            .entry(key)
            .or_insert_with(|| Wrong {
                claims: Vec::new(),
                known,
            })
            .claims
            .push((claim, rows));
    }
    for ((payer, id), wrong) in wrong {
        let Some((claim, rows)) = wrong.claims.first() else {
            continue;
        };
        let (source, outcome) = if wrong.known.is_coverage {
            ("its coverage", Outcome::Fail)
        } else {
            ("its authorization", Outcome::Warn)
        };
        let endings = wrong.known.ids.iter().map(|known| ending(&known.value));
        let endings: Vec<String> = endings.collect();
        let mut message = format!(
            "billed to {payer} under a member id ending {}; {source} gives one ending {}",
            ending(&id),
            endings.join(" or ")
        );
        if wrong.claims.len() > 1 {
            message.push_str(&format!("; so on {} claims", wrong.claims.len()));
        }
        let mut finding = on_claim(case, RULE.finding(outcome, message), rows);
        finding.at_risk.clear();
        let billed = id_of(&claim.patient);
        let known = wrong.known.ids.iter().take(3);
        checks.report(
            finding
                .with_all(billed.map(|id| Evidence::supports(id.span)))
                .with_all(known.map(|id| Evidence::supports(id.span))),
        );
    }
}

fn id_of(identity: &PatientIdentity) -> Option<&Located<String>> {
    let id = identity.member_id.as_ref();
    id.filter(|id| !id.value.trim().is_empty())
}

fn known_ids<'c>(case: &Case<'c>, claim: &Claim, day: ServiceDate) -> Known<'c> {
    let stale = case.policy.number("cob.eligibility_stale_days");
    let mut ids: Vec<&Located<String>> = Vec::new();
    for coverage in &case.record.coverages {
        let in_force = in_force_on(coverage, day, stale);
        if same_payer(case.policy, &coverage.payer, &claim.payer)
            && matches!(in_force, InForceOn::Yes | InForceOn::Likely)
        {
            ids.extend(id_of(&coverage.patient));
            ids.extend(coverage.details.subscriber.as_ref().and_then(id_of));
        }
    }
    let is_coverage = !ids.is_empty();
    if !is_coverage {
        for row in &case.record.authorizations {
            let covers =
                row.from.is_some_and(|from| from <= day) && row.to.is_none_or(|to| day <= to);
            if covers && same_payer(case.policy, &row.payer, &claim.payer) {
                ids.extend(id_of(&row.patient));
            }
        }
    }
    let mut distinct: Vec<&Located<String>> = Vec::new();
    for id in ids {
        if !distinct
            .iter()
            .any(|known| same_member(&known.value, &id.value))
        {
            distinct.push(id);
        }
    }
    Known {
        ids: distinct,
        is_coverage,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn case(coverage: &str, member: &str) -> String {
        format!("coverage PAY1 active {coverage}\nclaim C1 P {member}\nline 2026-01-05 90837")
    }

    #[test]
    fn fires_where_the_ids_differ() {
        let drawn = case("2025-01-01.. member 1EG4TE5MK73", "member 1EG4TE5MK37");
        assert_eq!(outcomes(&RULE, &drawn), ["fail C1 2026-01-05"]);
        let words = &findings(&RULE, &drawn)[0].message;
        assert!(
            words.contains("ending MK37") && words.contains("ending MK73"),
            "{words}"
        );
        let twice = format!("{drawn}\nclaim C2 P member 1EG4TE5MK37\nline 2026-01-06 90837");
        assert_eq!(outcomes(&RULE, &twice), ["fail C1 2026-01-05"]);
        assert!(
            findings(&RULE, &twice)[0]
                .message
                .ends_with("so on 2 claims")
        );
    }

    #[test]
    fn another_spelling_and_another_plan_pass() {
        for coverage in [
            "2025-01-01.. member XQZ004410233",
            "2025-01-01.. member A99999999 subscriber member 004410233",
        ] {
            let drawn = case(coverage, "member 4410233-01");
            let found = outcomes(&RULE, &drawn);
            assert!(found.is_empty(), "{coverage}: {found:?}");
        }
        let ended = case("2024-01-01..2025-06-30 member 99999999", "member 4410233");
        assert_eq!(tally(&RULE, &ended).not_applicable, 1);
        let other = "coverage ACME active 2025-01-01.. member 9\nclaim C1 P member 4410233
            line 2026-01-05 90837";
        assert_eq!(tally(&RULE, other).not_applicable, 1);
    }

    #[test]
    fn without_an_id_it_is_not_judged() {
        let drawn = case("2025-01-01.. member 1EG4TE5MK73", "");
        assert_eq!(tally(&RULE, &drawn).not_applicable, 1);
    }
}
