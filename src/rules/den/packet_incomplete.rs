//! DEN-012: the files lack what an appeal of a denial has to show.

use super::groups::{Group, groups};
use crate::finding::{Authority, Cure, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::{Census, DocumentKind, DocumentState, LineRow, Route, Supply, Verdict};
use crate::model::ServiceDate;
use crate::policy::PayerClass;
use crate::rules::dates::{counted, listed};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use std::collections::BTreeSet;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DEN-012",
    name: "missing-appeal-level-evidence",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::None,
    applies_to: "denials that only an appeal can answer, while there is time for it",
    authority: &[Authority {
        cite: "the payer's appeal rules",
        verified: false,
    }],
    checks: "Of the exhibits of an appeal (the claim, the payer's notice, the notes of the billed \
             days, and for program levels the plan in force (but for withdrawal management), statements that speak to the level \
             and, but for original Medicare, the authorization), one or more are not in the files. \
             A day on which the record says that the patient was away lacks no note. \
             One finding a claim and reason. Where no chart of the patient was supplied at all, \
             that is said once in place of it.",
    why: "A packet that lacks an exhibit is decided without it, and what is brought later may not \
          be heard at the next level.",
    cure: &[Cure::C7],
    params: &["match.confidence"],
    rests_on_absence: true,
    needs: &[Supply::Remittances],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let mut without_chart: Vec<Group<'_>> = Vec::new();
    for group in groups(case) {
        if group.is_technical() || matches!(group.route, Route::Over(_)) {
            checks.not_applicable(&RULE);
            continue;
        }
        if case.record.notes.is_empty() {
            without_chart.push(group);
            continue;
        }
        let lacks = lacking(case, &group);
        if lacks.is_empty() {
            checks.pass(&RULE);
        } else {
            checks.report(finding(case, &group, &lacks));
        }
    }
    if let Some(first) = without_chart.first() {
        let claims: BTreeSet<usize> = without_chart
            .iter()
            .flat_map(|group| group.denials.iter().map(|(denial, _)| denial.line.claim))
            .collect();
        let message = format!(
            "no chart of the patient was supplied, so what an appeal of {} can show is not known; \
             the first: {}",
            counted(claims.len(), "denied claim"),
            first.words(case)
        );
        checks.report(first.place(case, RULE.finding(Outcome::NoData, message)));
    }
}

/// Returns the exhibits that the files lack, in words.
fn lacking(case: &Case<'_>, group: &Group<'_>) -> Vec<String> {
    let rows: Vec<&LineRow> = group.denials.iter().map(|(_, row)| *row).collect();
    exhibits_lacking(case, &rows)
}

/// Returns the exhibits that the files lack for some lines, in words.
pub(crate) fn exhibits_lacking(case: &Case<'_>, rows: &[&LineRow]) -> Vec<String> {
    let mut without_note: BTreeSet<ServiceDate> = BTreeSet::new();
    let mut without_plan: BTreeSet<ServiceDate> = BTreeSet::new();
    let (mut no_approval, mut silent) = (false, false);
    for row in rows {
        let noted: BTreeSet<ServiceDate> = case
            .ledger
            .row(row.id)
            .into_iter()
            .flat_map(|row| row.documented_by(case.policy.number("match.confidence")))
            .map(|link| link.day)
            .collect();
        let lacks = |day: &&ServiceDate| !noted.contains(day) && !was_away(case, **day);
        without_note.extend(row.days.iter().filter(lacks));
        if !row.billed.level.is_program() {
            continue;
        }
        // Withdrawal management runs on its order and protocol (see PLN-001).
        let mut stays = case.ledger.stays.iter();
        let needs_plan = !stays.any(|stay| stay.withdrawal && stay.lines.contains(&row.id))
            && !row.billed.level.is_withdrawal_management();
        for day in row.days.iter().filter(|_| needs_plan) {
            let standing = case.ledger.days.get(day).map(|day| day.standing);
            if standing.is_none_or(|standing| standing.plan.is_none())
                && !is_before_a_timely_plan(case, row, *day)
            {
                without_plan.insert(*day);
            }
        }
        no_approval |= row.payer_class != PayerClass::Medicare
            && row.authorization.best().is_none()
            && case.record.export.holds(Supply::Authorizations);
        silent |= row.support.verdict == Verdict::Silent;
    }
    let dated = |what: &str, days: BTreeSet<ServiceDate>| {
        let days: Vec<ServiceDate> = days.into_iter().collect();
        (!days.is_empty()).then(|| format!("{what} {}", listed(&days)))
    };
    let mut lacks = Vec::new();
    lacks.extend(dated("a note of", without_note));
    lacks.extend(dated("a treatment plan in force on", without_plan));
    if silent {
        lacks.push("statements that speak to the level of care".to_owned());
    }
    if no_approval {
        lacks.push("the authorization".to_owned());
    }
    lacks
}

/// Returns whether the record says that the patient was not there that day: then no note of it can
/// be brought, and that it was billed is for other rules.
fn was_away(case: &Case<'_>, day: ServiceDate) -> bool {
    let census = case.ledger.days.get(&day).map(|day| day.census);
    census.is_some_and(|census| {
        matches!(
            census,
            Census::Absent | Census::Pass | Census::Awol | Census::Hospital | Census::Discharged
        )
    })
}

/// Returns whether a day of the stay lies before its plan was due, and the plan was made in time:
/// no plan is lacking then.
fn is_before_a_timely_plan(case: &Case<'_>, row: &LineRow, day: ServiceDate) -> bool {
    let mut stays = case.ledger.stays.iter();
    let stay = stays.position(|stay| stay.lines.contains(&row.id));
    case.ledger.calendar.iter().any(|expected| {
        Some(expected.stay) == stay
            && expected.document == DocumentKind::TreatmentPlan
            && expected.state == DocumentState::InTime
            && expected.done_on.is_some_and(|done| day < done)
            && day <= expected.due
    })
}

fn finding(case: &Case<'_>, group: &Group<'_>, lacks: &[String]) -> Finding {
    let message = format!(
        "{}; an appeal would lack {} {}",
        group.words(case),
        lacks.join("; "),
        case.absence_words()
    );
    let finding = group.place(case, RULE.finding(case.absence(), message));
    let first = group.denials.first().and_then(|(_, row)| row.days.first());
    match first {
        Some(day) => finding.with_all(case.searched_notes(*day, 3, 3)),
        None => finding,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn case(notes: &str, reason: &str) -> String {
        format!(
            "as-of 2026-03-10\n{notes}\nclaim C1 P filing CI\nline 2026-01-05 90837\n\
             paid C1 1 0.00 denied {reason} date 2026-02-20"
        )
    }

    #[test]
    fn fires_where_the_billed_day_has_no_note() {
        let drawn = case("note 2026-01-12 individual 09:00-10:00", "CO-50");
        assert_eq!(outcomes(&RULE, &drawn), ["warn C1/1 2026-01-05"]);
        assert!(
            findings(&RULE, &drawn)[0]
                .message
                .contains("a note of 2026-01-05")
        );
        assert_eq!(
            outcomes(&RULE, &format!("complete\n{drawn}")),
            ["fail C1/1 2026-01-05"]
        );
    }

    #[test]
    fn a_program_day_also_needs_plan_authorization_and_level() {
        let drawn = "as-of 2026-03-10\nnote 2026-01-05 group 09:00-12:00\nclaim C1 I filing CI\n\
             line 2026-01-05 H0015 rev 0906\npaid C1 1 0.00 denied CO-50 date 2026-02-20";
        let message = findings(&RULE, drawn)[0].message.clone();
        for word in ["plan in force", "speak to the level", "the authorization"] {
            assert!(message.contains(word), "{message}");
        }
        let medicare = drawn.replace("filing CI", "filing MA");
        assert!(
            !findings(&RULE, &medicare)[0]
                .message
                .contains("the authorization")
        );
    }

    #[test]
    fn withdrawal_management_lacks_no_plan() {
        let drawn = |line: &str| {
            format!(
                "as-of 2026-03-10\nnote 2026-01-05 nursing\nclaim C1 I filing CI\n\
                 line 2026-01-05 {line}\npaid C1 1 0.00 denied CO-50 date 2026-02-20"
            )
        };
        let lacks_plan = |line: &str| {
            let found = findings(&RULE, &drawn(line));
            found[0].message.contains("plan in force")
        };
        assert!(!lacks_plan("H0011 rev 1002"));
        assert!(lacks_plan("H0018 rev 1002"));
    }

    #[test]
    fn the_days_before_a_plan_made_in_time_lack_none() {
        let drawn = |plan: &str| {
            format!(
                "as-of 2026-03-10\nnote 2026-01-05 group 09:00-12:00\nplan {plan}\n\
                 claim C1 I filing CI\nline 2026-01-05 H0015 rev 0906\n\
                 paid C1 1 0.00 denied CO-50 date 2026-02-20"
            )
        };
        let lacks_plan = |plan: &str| {
            let found = findings(&RULE, &drawn(plan));
            found[0].message.contains("plan in force")
        };
        assert!(!lacks_plan("2026-01-06"));
        assert!(lacks_plan("2026-02-06"));
    }

    #[test]
    fn a_note_of_the_day_and_technical_denials_pass() {
        let noted = case("note 2026-01-05 individual 09:00-10:00", "CO-50");
        assert_eq!(tally(&RULE, &noted).pass, 1);
        let technical = case("note 2026-01-12 individual 09:00-10:00", "CO-16");
        assert_eq!(tally(&RULE, &technical).not_applicable, 1);
    }

    #[test]
    fn a_day_on_which_the_patient_was_away_lacks_no_note() {
        let drawn = |sheet: &str| {
            let days =
                "note 2026-01-05 group 09:00-12:00\nplan 2026-01-05\nattend 2026-01-07 Group";
            let lines = "line 2026-01-05 S9480\nline 2026-01-07 S9480";
            let paid = "paid C1 1 0.00 denied CO-50 date 2026-02-20\npaid C1 2 0.00 denied CO-50 date 2026-02-20";
            format!("as-of 2026-03-10\n{days} {sheet}\nclaim C1 P filing CI\n{lines}\n{paid}")
        };
        let lacks_note = |sheet: &str| {
            let found = findings(&RULE, &drawn(sheet));
            found
                .iter()
                .any(|one| one.message.contains("a note of 2026-01-07"))
        };
        assert!(!lacks_note("absent"));
        assert!(lacks_note("present"));
    }

    #[test]
    fn without_any_chart_it_is_no_data() {
        assert_eq!(
            outcomes(&RULE, &case("", "CO-50")),
            ["no-data C1/1 2026-01-05"]
        );
    }
}
