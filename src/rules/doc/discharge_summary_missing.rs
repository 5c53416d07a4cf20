//! DOC-026: a patient was discharged and no summary was written, or late.

use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{Stay, Supply};
use crate::model::{
    AttendanceStatus, ClaimFrequency, Note, NoteKind, RemarkKind, ServiceDate, StayEntry, StayKind,
};
use crate::rules::stay::on_stay;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};
use crate::text::Span;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DOC-026",
    name: "discharge-summary-missing-or-late",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::None,
    applies_to: "PHP, IOP, residential, withdrawal management and inpatient stays that ended",
    authority: &[
        Authority {
            cite: "42 CFR 482.24(c)(4)(vii)",
            verified: true,
        },
        Authority {
            cite: "state licences, 7 to 15 days",
            verified: false,
        },
    ],
    checks: "A claim, a census log, an attendance sheet, a note with a field for the day or, of a day \
             program, a note of that day says that the patient was discharged, and no discharge \
             summary is dated or signed within discharge.summary_days after; while that time \
             has not passed by the date of the audit, nothing is due. A stay that another follows \
             within discharge.same_episode_days ended in a step, not a discharge.",
    why: "The summary tells what the stay achieved and what follows; reviewers take its absence \
          for an unfinished record.",
    cure: &[Cure::C7, Cure::C3],
    params: &["discharge.summary_days", "discharge.same_episode_days"],
    rests_on_absence: true,
    needs: &[Supply::DischargeSummaries],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        let due = case.number_for_stay(stay, "discharge.summary_days");
        let Some((date, place)) = discharge(case, stay).filter(|_| !steps_on(case, stay)) else {
            checks.not_applicable(&RULE);
            continue;
        };
        let last = date.plus_days(due);
        let summaries = || {
            case.record.notes.iter().filter(|note| {
                note.kind == NoteKind::DischargeSummary
                    && written(note).is_some_and(|day| day >= date.plus_days(-7))
            })
        };
        let timely = |note: &Note| written(note).is_some_and(|day| day <= last);
        let undated = || {
            let mut notes = case.record.notes.iter();
            notes.find(|note| note.kind == NoteKind::DischargeSummary && written(note).is_none())
        };
        if summaries().any(timely) {
            checks.pass(&RULE);
        } else if let Some(undated) = undated() {
            let message = format!(
                "{}: discharged {date}; the discharge summary bears no date and no dated \
                 signature, so whether it was written by {last} is not known",
                stay.level,
            );
            let finding = RULE
                .finding(Outcome::NoData, message)
                .with(Evidence::contradicts(head(undated)));
            checks.report(placed(case, stay, finding, date, place));
        } else if let Some(late) = summaries().next() {
            let day = written(late).unwrap_or(last);
            let message = format!(
                "{}: discharged {date}, the summary was written {day}, {} days after; {due} are \
                 allowed",
                stay.level,
                day.days_since(date),
            );
            let finding = RULE
                .finding(Outcome::Fail, message)
                .with(Evidence::supports(head(late)));
            checks.report(placed(case, stay, finding, date, place));
        } else if case.policy.as_of.is_none_or(|today| today <= last) {
            checks.not_applicable(&RULE);
        } else {
            let message = format!(
                "{}: discharged {date}, and no discharge summary by {last} {}",
                stay.level,
                case.absence_words(),
            );
            let finding = RULE.finding(case.absence(), message);
            let searched = case.searched_notes(date, 7, due);
            checks.report(placed(case, stay, finding, date, place).with_all(searched));
        }
    }
}

fn placed(
    case: &Case<'_>,
    stay: &Stay,
    finding: crate::finding::Finding,
    date: ServiceDate,
    place: Span,
) -> crate::finding::Finding {
    let last = [stay.last_day()];
    on_stay(case, stay, finding, &last)
        .dated(date)
        .with(Evidence::supports(place))
}

/// Returns when a summary was written: its signature's date, else its own. It may be headed by
/// the date of discharge and written weeks later.
fn written(note: &Note) -> Option<ServiceDate> {
    let signed = note.signature.signed_at.map(|signed| signed.value.date);
    signed.or(note.date())
}

/// Returns the discharge that ended a stay and where it is told.
fn discharge(case: &Case<'_>, stay: &Stay) -> Option<(ServiceDate, Span)> {
    let last = stay.last_day();
    let near = |date: ServiceDate| (-1..=5).contains(&date.days_since(last));
    let census = case.record.stays.iter().find_map(|entry| {
        let date = entry.to.filter(|to| near(*to))?;
        let is_own = stay.level.is_24_hour() || !is_of_bed(entry);
        (entry.kind == StayKind::Admitted && is_own).then_some((date, entry.span))
    });
    let sheet = case.record.attendance.iter().find_map(|entry| {
        let is_gone = entry.status == AttendanceStatus::Discharged && near(entry.date);
        is_gone.then_some((entry.date, entry.span))
    });
    census
        .or(sheet)
        .or_else(|| claimed(case, stay))
        .or_else(|| told(case, stay))
}

/// Returns the discharge that a note tells in a field of its own, "Discharge date: 03/27/2026", or, of
/// a day program, whose claims seldom do, the note of that day in its words.
fn told(case: &Case<'_>, stay: &Stay) -> Option<(ServiceDate, Span)> {
    let told_as = |kind| {
        case.record.notes.iter().find_map(|note| {
            let remark = note.remarks.first(kind)?;
            let on = remark.on?;
            (0..=5)
                .contains(&on.days_since(stay.last_day()))
                .then_some((on, remark.span))
        })
    };
    told_as(RemarkKind::DischargedOn).or_else(|| match stay.level.is_24_hour() {
        true => None,
        false => told_as(RemarkKind::DischargeTold),
    })
}

/// Returns whether a census row is of a bed, which a patient of a day program leaves to go on there.
fn is_of_bed(entry: &StayEntry) -> bool {
    const BEDS: [&str; 10] = [
        "inpatient",
        "inpt",
        "acute",
        "medical",
        "med/surg",
        "icu",
        "telemetry",
        "observation",
        "floor",
        "hospital",
    ];
    let level = entry.level_text.as_ref();
    let words = level.map_or("", |text| text.value.as_str());
    entry.level.is_some_and(|level| level.is_24_hour())
        || [words, entry.place.as_str()].iter().any(|text| {
            let lower = text.to_ascii_lowercase();
            let is_program = lower.contains("partial") || lower.contains("php");
            !is_program && BEDS.iter().any(|bed| lower.contains(bed))
        })
}

/// Returns the discharge that a claim tells: its date, or a status other than "still a patient".
fn claimed(case: &Case<'_>, stay: &Stay) -> Option<(ServiceDate, Span)> {
    let last = stay.last_day();
    let of_last = stay.lines.iter().filter_map(|&id| case.ledger.row(id));
    let row = of_last
        .filter(|row| row.days.contains(&last))
        .max_by_key(|row| row.id)?;
    let claim = case.ledger.claim(row.id);
    if let Some(date) = claim.discharge {
        return Some((date.value, date.span));
    }
    // Day programs write 01 on every claim, whether or not the patient comes back, and so do some
    // houses on bills that say by their frequency that the stay goes on.
    let goes_on = matches!(
        claim.frequency,
        ClaimFrequency::InterimFirst | ClaimFrequency::InterimContinuing
    );
    if !stay.level.is_24_hour() || goes_on {
        return None;
    }
    let status = claim.patient_status.as_ref()?;
    (status.value != "30").then_some((last, status.span))
}

/// Returns whether another stay follows so soon that this one ended in a step.
fn steps_on(case: &Case<'_>, stay: &Stay) -> bool {
    let gap = case.number_for_stay(stay, "discharge.same_episode_days");
    case.ledger.stays.iter().any(|next| {
        let days = next.first_day().days_since(stay.last_day());
        next.last_day() > stay.last_day() && days <= gap + 1
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes};

    fn stay(status: &str, more: &str) -> String {
        format!(
            "complete\nas-of 2026-04-01\nnote 2026-01-05 shift\n{more}\nclaim C1 I {status}\n\
             line 2026-01-05..2026-01-09 H2036 rev 1002"
        )
    }

    #[test]
    fn fires_where_no_summary_followed() {
        assert_eq!(
            outcomes(&RULE, &stay("status 01", "")),
            ["fail C1/1 2026-01-09"]
        );
        let by_log = stay("", "census 2026-01-05 to 2026-01-10");
        assert_eq!(outcomes(&RULE, &by_log), ["fail C1/1 2026-01-10"]);
    }

    #[test]
    fn a_medical_bed_does_not_end_a_day_program() {
        let drawn = |bed: &str| {
            let case = "complete\nas-of 2026-04-01\nnote 2026-01-05 group";
            let line = "line 2026-01-05 H0035 rev 0912";
            format!("{case}\nstay admitted 2026-01-05..2026-01-07 {bed}\nclaim C1 I\n{line}")
        };
        for program in ["", "place \"Partial Hospital Program\"", "level PHP"] {
            let case = drawn(program);
            assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-07"], "{case}");
        }
        for bed in [
            "place \"4 West Medical\"",
            "place Inpatient",
            "level IP-PSY",
        ] {
            let case = drawn(bed);
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
        }
    }

    #[test]
    fn a_note_tells_the_discharge_from_a_day_program() {
        let drawn = |code: &str| {
            format!(
                "complete\nas-of 2026-04-01\nnote 2026-01-05 group\n\
                 note 2026-01-06 case-management discharge-told 2026-01-06\n\
                 claim C1 I status 01\nline 2026-01-05..2026-01-06 {code}"
            )
        };
        assert_eq!(
            outcomes(&RULE, &drawn("H0035 rev 0912")),
            ["fail C1/1 2026-01-06"]
        );
        let other = drawn("H0035 rev 0912").replace("discharge-told 2026-01-06", "");
        assert_eq!(outcomes(&RULE, &other), [""; 0]);
    }

    #[test]
    fn a_note_tells_the_day_of_discharge() {
        let told = |day: &str| {
            format!(
                "complete\nas-of 2026-04-01\nnote 2026-01-05 group\n\
                 note 2026-01-12 case-management discharged {day}\n\
                 claim C1 P\nline 2026-01-05 S9480\nline 2026-01-08 S9480"
            )
        };
        assert_eq!(
            outcomes(&RULE, &told("2026-01-09")),
            ["fail C1/2 2026-01-09"]
        );
        // Of another stay, long before or after.
        assert_eq!(outcomes(&RULE, &told("2026-01-02")), [""; 0]);
        let summed = format!("{}\nnote 2026-01-11 discharge-summary", told("2026-01-09"));
        assert_eq!(outcomes(&RULE, &summed), [""; 0]);
    }

    #[test]
    fn a_late_summary_is_proven() {
        let late = stay(
            "status 01",
            "note 2026-01-09 discharge-summary signed 2026-03-01",
        )
        .replace("complete\n", "");
        assert_eq!(outcomes(&RULE, &late), ["fail C1/1 2026-01-09"]);
        assert!(findings(&RULE, &late)[0].message.contains("51 days after"));
    }

    #[test]
    fn a_summary_without_a_date_leaves_it_open() {
        let case = stay(
            "status 01",
            "note 2026-01-12 discharge-summary no-date undated",
        );
        assert_eq!(outcomes(&RULE, &case), ["no-data C1/1 2026-01-09"]);
    }

    #[test]
    fn silent_while_not_due_or_not_discharged() {
        for case in [
            stay("status 01", "note 2026-01-12 discharge-summary"),
            stay("status 30", ""),
            stay("status 01 freq 3", ""),
            stay("", ""),
            stay("status 01", "").replace("2026-04-01", "2026-01-20"),
            stay("status 01", "").replace("as-of 2026-04-01\n", ""),
            format!(
                "{}\nclaim C2 I\nline 2026-01-12..2026-01-16 H0035 rev 0912",
                stay("status 01", "")
            ),
        ] {
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
        }
    }
}
