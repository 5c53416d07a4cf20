//! TIM-018: a group had more participants than the payer allows.

use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{NoteKind, ServiceDate};
use crate::policy::ServiceFamily;
use crate::rules::billed_line::code_words;
use crate::rules::dates::{counted, listed};
use crate::rules::relied::risk_of_days;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use crate::text::Span;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "TIM-018",
    name: "group-size-over-limit",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "group codes and program days documented by group notes",
    authority: &[
        Authority {
            cite: "local coverage determinations for group psychotherapy",
            verified: false,
        },
        Authority {
            cite: "state Medicaid manuals",
            verified: false,
        },
    ],
    checks: "A group note that documents a billed group states more participants than the payer's \
             limit (12, in intensive outpatient programs commonly 15). For a program day billed per diem it warns, since its rate does not rest \
             on one group. A note that states no number is not judged. More than three such notes \
             of one patient are one finding.",
    why: "A group beyond the payer's size is not the service that the code stands for, and the \
          number is in the note itself.",
    cure: &[Cure::C0],
    params: &["group.limit", "times.listed", "match.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let mut sessions = Vec::new();
    let mut days = Vec::new();
    for (row, _, _) in case.live() {
        let is_group = row.billed.family == ServiceFamily::Group;
        let is_program = row.billed.level.is_program() && row.billed.is_per_diem();
        if !is_group && !is_program {
            continue;
        }
        let limit = case.number_for(row, "group.limit");
        for (link, note) in case.documentation(row) {
            if note.kind != NoteKind::GroupNote {
                continue;
            }
            let Some(participants) = note.participants else {
                checks.not_applicable(&RULE);
                continue;
            };
            if limit <= 0 || i64::from(participants.value) <= limit {
                checks.pass(&RULE);
                continue;
            }
            let found = Over {
                row,
                date: link.day,
                participants: participants.value,
                limit,
                place: participants.span,
            };
            if is_group {
                sessions.push(found);
            } else {
                days.push(found);
            }
        }
    }
    let many = usize::try_from(case.policy.number("times.listed")).unwrap_or(0);
    for (found, outcome) in [(sessions, Outcome::Fail), (days, Outcome::Warn)] {
        if found.len() > many {
            checks.report(finding(case, &found, outcome));
        } else {
            for one in found {
                checks.report(finding(case, &[one], outcome));
            }
        }
    }
}

/// A group over the limit, by one line.
struct Over<'c> {
    row: &'c LineRow,
    date: ServiceDate,
    participants: u32,
    limit: i64,
    place: Span,
}

fn finding(case: &Case<'_>, found: &[Over<'_>], outcome: Outcome) -> Finding {
    let mut dates: Vec<ServiceDate> = found.iter().map(|over| over.date).collect();
    dates.sort_unstable();
    dates.dedup();
    let message = match found {
        [only] => format!(
            "{} of {}: the group note states {} participants, the limit is {}",
            code_words(case.ledger.service_line(only.row.id)),
            only.date,
            only.participants,
            only.limit
        ),
        _ => format!(
            "{} state more participants than the limit of {} (up to {}): {}",
            counted(found.len(), "group note"),
            found.iter().map(|over| over.limit).min().unwrap_or(0),
            found
                .iter()
                .map(|over| over.participants)
                .max()
                .unwrap_or(0),
            listed(&dates)
        ),
    };
    let mut finding = RULE.finding(outcome, message);
    if let (Some(&first), Some(&last)) = (dates.first(), dates.last()) {
        finding = finding.from_to(first, last);
    }
    if let [only] = found {
        let line = case.ledger.service_line(only.row.id);
        finding = finding.on_line(&case.ledger.claim(only.row.id).id, line.number);
    }
    for over in found {
        finding = finding.risking(risk_of_days(over.row, &[over.date]));
    }
    for over in found.iter().take(6) {
        finding = finding
            .with(Evidence::supports(over.place))
            .with(case.line_evidence(over.row.id));
    }
    finding
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn group(participants: &str) -> String {
        format!(
            "note 2026-01-05 group 09:00-10:00 {participants}\nclaim C1 P\nline 2026-01-05 90853"
        )
    }

    #[test]
    fn fires_over_the_limit_of_the_policy() {
        let case = group("participants 13");
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"]);
        let lower = format!("set group.limit 10\n{}", group("participants 11"));
        assert_eq!(outcomes(&RULE, &lower), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn up_to_the_limit_and_without_a_number_nothing_is_said() {
        assert_eq!(tally(&RULE, &group("participants 12")).pass, 1);
        assert_eq!(tally(&RULE, &group("")).not_applicable, 1);
        let individual =
            "note 2026-01-05 individual participants 14\nclaim C1 P\nline 2026-01-05 90853";
        assert_eq!(outcomes(&RULE, individual), [""; 0]);
    }

    #[test]
    fn a_program_day_only_warns_and_many_are_one() {
        let day = group("participants 16").replace("90853", "H0015 rev 0906");
        assert_eq!(outcomes(&RULE, &day), ["warn C1/1 2026-01-05"]);
        let mut case = String::new();
        for day in 5..10 {
            case.push_str(&format!("note 2026-01-0{day} group participants 16\n"));
        }
        case.push_str("claim C1 I\nline 2026-01-05..2026-01-09 H0015 rev 0906");
        assert_eq!(outcomes(&RULE, &case), ["warn - 2026-01-05..2026-01-09"]);
    }
}
