//! LOC-006: suicidality is the stated reason for the level, and the notes deny it for a week.

use super::statements::{Said, cited, dates, is_told_to_payer, said};
use super::{down_to, is_reviewed_daily, step_down};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::Stay;
use crate::model::{Assertion, Direction, Mention, Note, NoteKind, ServiceDate};
use crate::rules::dates::{counted, listed};
use crate::rules::stay::on_stay;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use crate::text::Span;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "LOC-006",
    name: "denies-si-hi-while-risk-is-sole-justification",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Delta,
    applies_to: "PHP, residential and inpatient stays",
    authority: &[Authority {
        cite: "ASAM Criteria; payer manuals",
        verified: false,
    }],
    checks: "A certification, authorization request or utilization review of the stay affirms \
             suicidal or homicidal risk and states no other need of weight 3; and over at least \
             risk_denied.days calendar days from then on, every note that speaks of risk denies \
             it, on at least risk_denied.dates dates, and none states a need of weight 3 of any \
             kind. It fails when the last of these notes also describes the patient as stable \
             otherwise; denial alone warns.",
    why: "Where risk is the only reason given to the payer, notes that deny it leave no reason. \
          Denial alone does not end risk, so what else the notes say decides.",
    cure: &[Cure::C8],
    params: &["risk_denied.days", "risk_denied.dates"],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

/// Suicidal ideation, plan, passive ideation, C-SSRS, attempt, self-harm, homicidal ideation.
const RISK: [&str; 7] = [
    "D3-01", "D3-02", "D3-03", "D3-05", "D3-06", "D3-08", "D3-09",
];

fn check(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        let reason =
            reason(case, stay).filter(|_| is_reviewed_daily(stay.level) && !stay.withdrawal);
        let Some((since, stated)) = reason else {
            checks.not_applicable(&RULE);
            continue;
        };
        let from = since.max(stay.first_day());
        let mut course = said(case, from, stay.last_day());
        // What a certification says is the reason itself.
        course.retain(|said| !is_told(said.note.kind));
        let denials = denied_until_the_end(&course);
        let on = dates(&denials);
        let (Some(&first), Some(&last)) = (on.first(), on.last()) else {
            checks.pass(&RULE);
            continue;
        };
        let long = last.days_since(first) + 1 >= case.number_for_stay(stay, "risk_denied.days")
            && on.len() as i64 >= case.number_for_stay(stay, "risk_denied.dates");
        let need = course
            .iter()
            .any(|said| said.date >= first && said.states_need(3));
        let days: Vec<ServiceDate> = stay
            .days
            .iter()
            .copied()
            .filter(|day| first <= *day && *day <= last)
            .collect();
        if !long || need || days.is_empty() {
            checks.pass(&RULE);
            continue;
        }
        checks.report(finding(case, stay, &stated, &denials, &course, &days));
    }
}

fn finding(
    case: &Case<'_>,
    stay: &Stay,
    stated: &[Span],
    denials: &[Said<'_>],
    course: &[Said<'_>],
    days: &[ServiceDate],
) -> crate::finding::Finding {
    let last = denials.last().map(|said| said.date);
    let stable_too = course.iter().any(|said| {
        Some(said.date) == last
            && said.affirms(&[
                "D3-28", "D3-30", "D3-45", "D5-02", "D5-15", "D5-24", "D5-25", "D5-19", "D5-20",
                "D6-12",
            ])
    });
    let message = format!(
        "{}: the payer was told of suicidal or homicidal risk as the only need of its kind, and \
         {} deny it on {}, none affirming another: {}",
        stay.level,
        counted(denials.len(), "statement"),
        counted(dates(denials).len(), "date"),
        listed(&dates(denials)),
    );
    let mut finding = RULE
        .finding(Outcome::Fail, message)
        .with_all(cited(denials, 10).into_iter().map(Evidence::supports))
        .with_all(stated.iter().copied().map(Evidence::contradicts));
    finding = on_stay(case, stay, finding, days);
    finding.at_risk = down_to(case, stay, step_down(stay.level), days);
    let confidence = if stable_too { 80 } else { 65 };
    finding.with_confidence(confidence, case.policy.number("fail.confidence"))
}

/// Returns when and where the payer was told of risk as the only need; `None` where other need was
/// told as well.
fn reason(case: &Case<'_>, stay: &Stay) -> Option<(ServiceDate, Vec<Span>)> {
    let told = case.record.notes.iter().filter(|note| {
        is_told(note.kind)
            && note
                .date()
                .is_some_and(|date| stay.admission.plus_days(-7) <= date && date <= stay.last_day())
    });
    let mut since: Option<ServiceDate> = None;
    let mut places = Vec::new();
    for note in told {
        let stated: Vec<&Mention> = needs_told(note).collect();
        if stated
            .iter()
            .any(|found| !RISK.contains(&found.indicator.as_str()))
        {
            return None;
        }
        if !stated.is_empty() {
            since = since.min(note.date()).or(note.date());
            places.extend(stated.iter().map(|found| found.span));
        }
    }
    places.truncate(4);
    since.map(|date| (date, places))
}

/// Returns whether a payer is told by documents of this kind.
fn is_told(kind: NoteKind) -> bool {
    is_told_to_payer(kind) || matches!(kind, NoteKind::Certification | NoteKind::Recertification)
}

/// Returns the needs of weight 3 that a document states; an unscored treatment is none.
fn needs_told(note: &Note) -> impl Iterator<Item = &Mention> {
    note.mentions.iter().filter(|found| {
        found.assertion == Assertion::Affirmed
            && found.direction == Direction::H
            && (found.weight >= 3 || RISK.contains(&found.indicator.as_str()) && found.weight >= 2)
    })
}

/// Returns the denials after the last note that affirms any risk.
fn denied_until_the_end<'l>(course: &[Said<'l>]) -> Vec<Said<'l>> {
    let affirmed = course.iter().filter(|said| {
        matches!(
            said.mention.assertion,
            Assertion::Affirmed | Assertion::Uncertain
        ) && said.mention.direction == Direction::H
            && RISK.contains(&said.mention.indicator.as_str())
    });
    let last = affirmed.map(|said| said.date).max();
    let denials = course
        .iter()
        .filter(|said| said.affirms(&["D3-04"]) && last.is_none_or(|last| last < said.date));
    denials.copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::outcomes;

    const CERT: &str = "cert 2026-01-05\nmention D3-01 affirmed H w3\n";

    fn php(cert: &str, on_day: impl Fn(u32) -> &'static str) -> String {
        let mut case = cert.to_owned();
        let mut lines = String::new();
        for day in [5, 6, 7, 8, 9, 12, 13] {
            case.push_str(&format!("note 2026-01-{day:02} group\n{}\n", on_day(day)));
            lines.push_str(&format!("line 2026-01-{day:02} H0035 rev 0912\n"));
        }
        format!("{case}claim C1 I\n{lines}")
    }

    const DENIES: &str = "mention D3-04 affirmed L w2";
    const STABLE: &str = "mention D3-04 affirmed L w2\nmention D3-28 affirmed L w2";

    #[test]
    fn fires_on_a_week_of_denials_of_the_only_reason() {
        assert_eq!(
            outcomes(&RULE, &php(CERT, |_| STABLE)),
            ["fail C1 2026-01-05..2026-01-13"]
        );
        assert_eq!(
            outcomes(&RULE, &php(CERT, |_| DENIES)),
            ["warn C1 2026-01-05..2026-01-13"]
        );
    }

    #[test]
    fn another_reason_risk_affirmed_late_or_another_need_does_not() {
        let with_psychosis = format!("{CERT}mention D3-10 affirmed H w3\n");
        assert_eq!(outcomes(&RULE, &php(&with_psychosis, |_| STABLE)), [""; 0]);
        let late = |day| {
            if day == 9 {
                "mention D3-03 affirmed H w2"
            } else {
                STABLE
            }
        };
        assert_eq!(outcomes(&RULE, &php(CERT, late)), [""; 0]);
        let need = |day| {
            if day == 12 {
                "mention D3-20 affirmed H w3"
            } else {
                STABLE
            }
        };
        assert_eq!(outcomes(&RULE, &php(CERT, need)), [""; 0]);
    }

    #[test]
    fn without_a_certification_or_notes_there_is_nothing_to_compare() {
        assert_eq!(outcomes(&RULE, &php("", |_| STABLE)), [""; 0]);
        assert_eq!(outcomes(&RULE, &php(CERT, |_| "")), [""; 0]);
    }
}
