//! OVL-001: one clinician's notes put the clinician with two patients at the same time.

use super::sessions::clock;
use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::{Interval, PatientSummary, Slot};
use crate::model::{NoteKind, ServiceDate};
use crate::policy::Policy;
use crate::rules::{Checks, Rule, RuleStatus, Scope};
use std::collections::BTreeMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "OVL-001",
    name: "clinician-two-places",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Line,
    applies_to: "billed services whose notes state start and stop and name their author",
    authority: &[
        Authority {
            cite: "Medicare Program Integrity Manual",
            verified: false,
        },
        Authority {
            cite: "HHS OIG audit practice",
            verified: false,
        },
    ],
    checks: "Notes of one author on different patients overlap by more than the minutes that \
             clocks explain, and are not one group: groups that begin or end together, and family \
             or unnamed sessions of exactly the same time, are one session. Of notes under a title \
             that is not known those of a clinician's visit are compared that begin and end apart. \
             Notes of more than impossible_day.longest_hours, plain notes of a whole program day \
             and progress notes of nurses, technicians and aides are not compared. Each billed side is reported. Authors \
             are compared by full name; an initial for a first name only warns.",
    why: "One clinician cannot deliver two services at once; auditors find it by sorting claims \
          by clinician and time.",
    cure: &[Cure::C3],
    params: &[
        "overlap.minutes",
        "overlap.group_slack",
        "impossible_day.longest_hours",
        "fail.confidence",
    ],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Facility(check),
};

fn check(patients: &[PatientSummary], policy: &Policy, checks: &mut Checks) {
    let longest = policy
        .number("impossible_day.longest_hours")
        .saturating_mul(60);
    let mut diaries: BTreeMap<(&str, ServiceDate), Vec<Entry<'_>>> = BTreeMap::new();
    for patient in patients {
        for slot in &patient.slots {
            // A last name alone may be two people's; a shift is presence with many patients.
            let is_shift = i64::from(slot.stop.saturating_sub(slot.start)) > longest
                || slot.is_shift_staff && slot.kind == NoteKind::ProgressNote;
            if slot.author.ends_with('|') || slot.author.starts_with('|') || is_shift {
                continue;
            }
            let diary = diaries.entry((&*slot.author, slot.date)).or_default();
            diary.push(Entry { patient, slot });
        }
    }
    for diary in diaries.values_mut() {
        diary.sort_by_key(|entry| (entry.slot.start, entry.slot.stop, entry.slot.time_span));
        let conflicts = conflicts(diary, policy);
        for (entry, others) in diary.iter().zip(&conflicts) {
            if entry.slot.lines.is_empty() {
                checks.not_applicable(&RULE);
            } else if others.is_empty() {
                checks.pass(&RULE);
            } else {
                checks.report(finding(policy, entry, diary, others));
            }
        }
    }
}

/// One session of a clinician's day.
struct Entry<'s> {
    patient: &'s PatientSummary,
    slot: &'s Slot,
}

impl Entry<'_> {
    fn interval(&self) -> Interval {
        Interval::new(self.slot.start, self.slot.stop)
    }
}

/// Returns for each session of a diary, sorted by start, the sessions that it conflicts with.
fn conflicts(diary: &[Entry<'_>], policy: &Policy) -> Vec<Vec<usize>> {
    let least = u32::try_from(policy.number("overlap.minutes")).unwrap_or(0);
    let slack = u32::try_from(policy.number("overlap.group_slack")).unwrap_or(0);
    let mut found = vec![Vec::new(); diary.len()];
    for (place, one) in diary.iter().enumerate() {
        let later = diary.iter().enumerate().skip(place + 1);
        for (other_place, other) in later.take_while(|(_, other)| other.slot.start < one.slot.stop)
        {
            if one.patient.patient != other.patient.patient
                && one.interval().overlap(other.interval()) > least
                && !are_one_session(one.slot, other.slot, slack)
            {
                found[place].push(other_place);
                found[other_place].push(place);
            }
        }
    }
    found
}

/// Returns whether two notes can speak of one session with several patients.
pub(super) fn are_one_session(one: &Slot, other: &Slot, slack: u32) -> bool {
    let same_time = (one.start, one.stop) == (other.start, other.stop);
    // A note of no known kind may be of a group.
    let is_open = |slot: &Slot| slot.kind == NoteKind::Unknown;
    if is_open(one) || is_open(other) {
        return one.start == other.start || one.stop == other.stop;
    }
    if one.is_group && other.is_group {
        // Who comes late or leaves early is still in the group.
        return one.start.abs_diff(other.start) <= slack || one.stop.abs_diff(other.stop) <= slack;
    }
    let may_be_shared = |slot: &Slot| {
        let kinds = [
            NoteKind::FamilyNote,
            NoteKind::ProgressNote,
            NoteKind::CaseManagement,
        ];
        slot.is_group || kinds.contains(&slot.kind)
    };
    same_time && may_be_shared(one) && may_be_shared(other)
}

fn finding(policy: &Policy, entry: &Entry<'_>, diary: &[Entry<'_>], others: &[usize]) -> Finding {
    let slot = entry.slot;
    let against: Vec<&Entry<'_>> = others
        .iter()
        .filter_map(|&place| diary.get(place))
        .collect();
    let most = against
        .iter()
        .max_by_key(|other| (entry.interval().overlap(other.interval()), other.slot.start));
    let mut message = format!(
        "the author of the note from {} to {} on {} was with another patient",
        clock(slot.start),
        clock(slot.stop),
        slot.date
    );
    if let Some(other) = most {
        message.push_str(&format!(
            " from {} to {} by their note ({} minutes at once)",
            clock(other.slot.start),
            clock(other.slot.stop),
            entry.interval().overlap(other.interval())
        ));
    }
    if against.len() > 1 {
        message.push_str(&format!("; {} notes overlap in all", against.len()));
    }
    let mut finding = RULE.finding(Outcome::Fail, message).dated(slot.date);
    finding.patient = Some(entry.patient.patient.clone());
    let names = &entry.patient.line_names;
    let name = slot
        .lines
        .first()
        .and_then(|id| names.iter().find(|(known, ..)| known == id));
    if let Some((_, claim, number)) = name {
        finding = finding.on_line(claim, *number);
    }
    for line in &slot.lines {
        // Only the day: a per-diem line may bill many.
        finding = finding.risking(AtRisk::days(*line, vec![slot.date]));
    }
    let is_initial = slot
        .author
        .split('|')
        .nth(1)
        .is_none_or(|first| first.chars().count() < 2);
    finding
        .with(Evidence::supports(slot.time_span))
        .with_all(slot.author_span.map(Evidence::supports))
        .with_all(
            against
                .iter()
                .take(4)
                .map(|other| Evidence::supports(other.slot.time_span)),
        )
        .with_confidence(
            if is_initial { 60 } else { 93 },
            policy.number("fail.confidence"),
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn two(one: &str, other: &str) -> String {
        format!(
            "patient P1\nnote 2026-01-05 {one}\nclaim C1 P\nline 2026-01-05 90837
            patient P2\nnote 2026-01-05 {other}\nclaim C2 P\nline 2026-01-05 90837"
        )
    }

    #[test]
    fn fires_on_each_side() {
        let case = two("individual 10:00-10:53", "individual 10:20-11:13");
        assert_eq!(
            outcomes(&RULE, &case),
            ["fail C1/1 2026-01-05", "fail C2/1 2026-01-05"]
        );
        let found = findings(&RULE, &case);
        assert_eq!(found[0].patient.as_deref(), Some("P1"));
        assert_eq!(found[0].at_risk.len(), 1);
        assert!(
            !found[0].message.contains("P2"),
            "the other patient is not named"
        );
        let group =
            two("group 10:00-11:00", "individual 10:30-11:23").replacen("90837", "90853", 1);
        assert_eq!(outcomes(&RULE, &group).len(), 2);
    }

    #[test]
    fn case_management_billed_for_two_at_once_is_compared() {
        let case = two("case-management 10:00-10:45", "case-management 10:20-11:00")
            .replace("90837", "T1017");
        assert_eq!(outcomes(&RULE, &case).len(), 2);
        let together = two("case-management 10:00-10:45", "case-management 10:00-10:45")
            .replace("90837", "T1017");
        assert_eq!(outcomes(&RULE, &together), [""; 0]);
        let unbilled = two("case-management 10:00-10:45", "individual 10:20-11:13").replacen(
            "line 2026-01-05 90837",
            "line 2026-01-06 90837",
            1,
        );
        assert_eq!(outcomes(&RULE, &unbilled), [""; 0]);
    }

    #[test]
    fn a_clinicians_visit_of_no_known_kind_is_compared() {
        let by = "by \"Ida Moe\" RDN";
        let visits = |one: &str, other: &str| {
            two(
                &format!("unknown {one} {by}"),
                &format!("unknown {other} {by}"),
            )
        };
        let of_day = |case: String| {
            case.replace(
                "P\nline 2026-01-05 90837",
                "I\nline 2026-01-05 H0035 rev 0912",
            )
        };
        let case = of_day(visits("10:15-11:00", "10:00-10:45"));
        assert_eq!(outcomes(&RULE, &case).len(), 2);
        for (one, other) in [
            ("10:00-10:45", "10:45-11:30"),
            // Perhaps a class.
            ("10:00-10:45", "10:15-10:45"),
            ("10:00-13:00", "10:15-11:00"),
        ] {
            assert_eq!(
                outcomes(&RULE, &of_day(visits(one, other))),
                [""; 0],
                "{one}"
            );
        }
        let nurse = case.replace("RDN", "RN");
        assert_eq!(outcomes(&RULE, &nurse), [""; 0]);
    }

    #[test]
    fn one_group_adjoining_sessions_and_other_authors_pass() {
        for (one, other) in [
            ("group 10:00-11:00", "group 10:00-11:00"),
            ("group 10:00-11:00", "group 10:20-11:00"),
            ("family 10:00-11:00", "family 10:00-11:00"),
            ("individual 10:00-10:53", "individual 10:53-11:46"),
            ("individual 10:00-10:53", "individual 10:48-11:41"),
            (
                "individual 10:00-10:53",
                "individual 10:20-11:13 by \"Ann Poe\" LPC",
            ),
            (
                "individual 10:00-10:53",
                "individual 10:20-11:13 by Roe LCSW",
            ),
        ] {
            assert_eq!(outcomes(&RULE, &two(one, other)), [""; 0], "{one} {other}");
        }
    }

    #[test]
    fn shifts_are_presence_with_many_patients() {
        for (one, other) in [
            ("progress 07:00-15:00", "individual 10:00-10:53"),
            (
                "progress 09:00-10:00 by \"Sam Lee\" BHT",
                "progress 09:30-10:30 by \"Sam Lee\" BHT",
            ),
        ] {
            assert_eq!(outcomes(&RULE, &two(one, other)), [""; 0], "{one} {other}");
        }
    }

    #[test]
    fn a_note_of_a_whole_program_day_is_no_session_of_its_author() {
        let day = |times: &str| {
            format!(
                "patient P1\nnote 2026-01-05 progress {times}\nclaim C1 I
                line 2026-01-05 H0035 rev 0912
                patient P2\nnote 2026-01-05 assessment 14:00-15:10\nclaim C2 P
                line 2026-01-05 90791"
            )
        };
        assert_eq!(outcomes(&RULE, &day("10:00-15:00")), [""; 0]);
        assert_eq!(outcomes(&RULE, &day("14:00-15:00")).len(), 2);
    }

    #[test]
    fn two_groups_at_once_are_two_places() {
        let case = two("group 10:00-11:00", "group 10:30-11:30").replace("90837", "90853");
        assert_eq!(outcomes(&RULE, &case).len(), 2);
    }

    #[test]
    fn an_initial_only_warns() {
        let by = "by \"D Roe\" LCSW";
        let case = two(
            &format!("individual 10:00-10:53 {by}"),
            &format!("individual 10:20-11:13 {by}"),
        );
        assert_eq!(
            outcomes(&RULE, &case),
            ["warn C1/1 2026-01-05", "warn C2/1 2026-01-05"]
        );
    }

    #[test]
    fn notes_without_time_author_or_bill_are_not_judged() {
        for (one, other) in [
            ("individual minutes 53", "individual 10:20-11:13"),
            ("individual 10:00-10:53 no-author", "individual 10:20-11:13"),
        ] {
            assert_eq!(outcomes(&RULE, &two(one, other)), [""; 0], "{one} {other}");
        }
        let unbilled = "patient P1\nnote 2026-01-05 individual 10:00-10:53
            patient P2\nnote 2026-01-05 individual 10:20-11:13";
        assert_eq!(tally(&RULE, unbilled).not_applicable, 2);
    }

    #[test]
    fn the_session_that_overlaps_is_named_and_not_the_dose_of_the_day() {
        let case = "patient P1
            note 2026-01-05 nursing 07:20-07:25 by \"Ann Poe\" RN
            note 2026-01-05 individual 13:10-13:55
            claim C1 P\nline 2026-01-05 H0020\nline 2026-01-05 H0004
            patient P2\nnote 2026-01-05 individual 13:30-14:00
            claim C2 P\nline 2026-01-05 H0004";
        assert_eq!(
            outcomes(&RULE, case),
            ["fail C1/2 2026-01-05", "fail C2/1 2026-01-05"]
        );
    }
}
