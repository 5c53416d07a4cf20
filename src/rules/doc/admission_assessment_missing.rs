//! DOC-025: a stay without an assessment at its admission.

use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{Stay, Supply};
use crate::model::{Element, Mention, Note, NoteKind, ServiceDate, StayKind};
use crate::rules::relied::kind_words;
use crate::rules::stay::{is_withdrawal, on_stay};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DOC-025",
    name: "admission-assessment-missing",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Full,
    applies_to: "IOP, PHP, residential, withdrawal management and inpatient stays",
    authority: &[
        Authority {
            cite: "42 CFR 482.61",
            verified: true,
        },
        Authority {
            cite: "42 CFR 412.27",
            verified: true,
        },
        Authority {
            cite: "ASAM Criteria and state licences",
            verified: false,
        },
    ],
    checks: "No assessment, psychiatric evaluation or history and physical is dated from \
             admission.window_before_days before to admission.window_after_days after the \
             admission. A document of that time whose title does not tell its kind and that \
             rates dimensions or names a diagnosis at some length leaves it open. A step from one \
             level to another within discharge.same_episode_days goes on from the first admission. \
             Where nothing states the admission, approvals that begin before the first billed day \
             and hold on it open the window from their first day. A chart that begins after the \
             window says nothing.",
    why: "The whole stay rests on what was found at admission; without it neither the level nor \
          the plan has a ground.",
    cure: &[Cure::C7],
    params: &[
        "admission.window_before_days",
        "admission.window_after_days",
        "discharge.same_episode_days",
        "fail.confidence",
    ],
    rests_on_absence: true,
    needs: &[Supply::Assessments],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        let admission = admission(case, stay);
        let before = case.number_for_stay(stay, "admission.window_before_days");
        let after = case.number_for_stay(stay, "admission.window_after_days");
        let (from, to) = (
            admission.date.plus_days(-before),
            admission.date.plus_days(after).max(
                // Where the claims give no admission, billing may have begun later.
                if admission.is_stated {
                    admission.date
                } else {
                    stay.first_day().plus_days(after)
                },
            ),
        );
        let dates = case.record.notes.iter().filter_map(|note| note.date());
        let begins = dates.min();
        if begins.is_none_or(|first| first > to) {
            checks.not_applicable(&RULE);
            continue;
        }
        let assessments = || case.record.notes.iter().filter(|note| assesses(note, stay));
        let is_timely = |note: &Note| note.date().is_some_and(|date| from <= date && date <= to);
        if assessments().any(is_timely) {
            checks.pass(&RULE);
            continue;
        }
        // Where nothing states the admission and the payer's approval began before the first billed
        // day, the stay did as well: an assessment of that time is its own.
        let approved = stay.approved_from.filter(|_| !admission.is_stated);
        let is_earlier = |from: ServiceDate| {
            let from = from.plus_days(-before);
            move |note: &Note| note.date().is_some_and(|date| from <= date && date <= to)
        };
        if approved.is_some_and(|approved| assessments().any(is_earlier(approved))) {
            checks.pass(&RULE);
            continue;
        }
        // An assessment that bears no date may be the one looked for.
        if let Some(undated) = assessments().find(|note| note.date().is_none()) {
            let message = format!(
                "{} admitted {}: the {} bears no date, so whether the patient was assessed from \
                 {from} to {to} is not known",
                stay.level,
                admission.date,
                kind_words(undated.kind),
            );
            let finding = RULE
                .finding(Outcome::NoData, message)
                .with(Evidence::contradicts(head(undated)));
            checks.report(on_stay(case, stay, finding, &stay.days));
            continue;
        }
        // So may a document of the time whose kind was not told from its title.
        let mut notes = case.record.notes.iter();
        if let Some(open) = notes.find(|note| is_timely(note) && may_assess(note)) {
            let message = format!(
                "{} admitted {}: the {} of {} may be the assessment; its kind was not told from \
                 its title",
                stay.level,
                admission.date,
                kind_words(open.kind),
                open.date()
                    .map_or_else(String::new, |date| date.to_string()),
            );
            let finding = RULE
                .finding(Outcome::NoData, message)
                .with(Evidence::contradicts(head(open)));
            checks.report(on_stay(case, stay, finding, &stay.days));
            continue;
        }
        report(case, checks, stay, &admission, (from, to));
    }
}

fn report(
    case: &Case<'_>,
    checks: &mut Checks,
    stay: &Stay,
    admission: &Admission,
    (from, to): (ServiceDate, ServiceDate),
) {
    let earlier = case
        .record
        .notes
        .iter()
        .rfind(|note| assesses(note, stay) && note.date().is_some_and(|date| date < from));
    let later = case
        .record
        .notes
        .iter()
        .find(|note| assesses(note, stay) && note.date().is_some_and(|date| date > to));
    let nearest = later.or(earlier);
    let near = nearest
        .and_then(Note::date)
        .map_or_else(String::new, |date| format!("; the nearest is of {date}"));
    let message = format!(
        "{} admitted {}: no assessment or evaluation dated {from} to {to} {}{near}",
        stay.level,
        admission.date,
        case.absence_words(),
    );
    let mut finding = on_stay(
        case,
        stay,
        RULE.finding(case.absence(), message),
        &stay.days,
    );
    finding.at_risk = stay.lines.iter().map(|&line| AtRisk::whole(line)).collect();
    if !admission.is_stated {
        finding = finding.with_confidence(68, case.policy.number("fail.confidence"));
    }
    let length = to.days_since(admission.date);
    let before = admission.date.days_since(from);
    checks.report(
        finding
            .with_all(nearest.map(|note| Evidence::contradicts(head(note))))
            .with_all(case.searched_notes(admission.date, before, length)),
    );
}

/// Returns whether a note assesses the patient. At the door of a withdrawal unit the nurse does.
fn assesses(note: &Note, stay: &Stay) -> bool {
    let at_the_door = is_withdrawal(stay)
        && matches!(note.kind, NoteKind::NursingNote | NoteKind::PrescriberNote)
        && note.elements.has(Element::Admission);
    at_the_door
        || matches!(
            note.kind,
            NoteKind::Assessment | NoteKind::PsychiatricEvaluation | NoteKind::HistoryAndPhysical
        )
}

/// Words that an assessment has and a remark has not.
const WORDS_OF_AN_ASSESSMENT: u16 = 80;
/// Dimensions that are rated where a patient is assessed and not merely spoken of.
const RATED: usize = 3;

/// Returns whether a note of no known kind holds what an assessment holds: a diagnosis at some
/// length, or ratings of several ASAM dimensions, which a clinician's note of any kind may hold.
fn may_assess(note: &Note) -> bool {
    let is_rating = |mention: &&Mention| mention.indicator == DIMENSION_RATING;
    let rates = || note.mentions.iter().filter(is_rating).count() >= RATED;
    let diagnoses =
        || note.elements.has(Element::Diagnosis) && note.elements.words >= WORDS_OF_AN_ASSESSMENT;
    match note.kind {
        NoteKind::Unknown => rates() || diagnoses(),
        NoteKind::ProgressNote
        | NoteKind::IndividualNote
        | NoteKind::PrescriberNote
        | NoteKind::NursingNote
        | NoteKind::CaseManagement
        | NoteKind::Administrative => rates(),
        _ => false,
    }
}

/// The indicator of a dimension's rating.
const DIMENSION_RATING: &str = "T-02";

struct Admission {
    date: ServiceDate,
    /// Whether a claim, a census log or a plan states it.
    is_stated: bool,
}

/// Returns the admission of the episode that a stay belongs to: stated by census, claims or
/// plans however long ago, else the first day billed.
fn admission(case: &Case<'_>, stay: &Stay) -> Admission {
    let gap = case.number_for_stay(stay, "discharge.same_episode_days");
    let mut first = stay;
    // A patient who steps down was assessed when the episode began.
    for earlier in case.ledger.stays.iter().rev() {
        let days = first.first_day().days_since(earlier.last_day());
        if earlier.first_day() < first.first_day() && days <= gap + 1 {
            first = earlier;
        }
    }
    let day = first.first_day();
    let near = |date: &ServiceDate| *date <= day && day.days_since(*date) <= 730;
    let census = case
        .record
        .stays
        .iter()
        .filter(|entry| entry.kind == StayKind::Admitted)
        .filter(|entry| entry.to.is_none_or(|to| to >= day))
        .filter_map(|entry| entry.from)
        .filter(near)
        .max();
    let claims = first
        .lines
        .iter()
        .filter_map(|&id| case.ledger.claim(id).admission)
        .map(|date| date.value)
        .filter(near)
        .min();
    let plans = case
        .record
        .notes
        .iter()
        .filter_map(|note| note.plan.as_ref()?.admission)
        .map(|date| date.value)
        .filter(near)
        .max();
    let stated = census.or(claims).or(plans);
    Admission {
        date: stated.unwrap_or(day),
        is_stated: stated.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Portion;
    use crate::rules::fixture::{findings, outcomes};

    fn stay(notes: &str) -> String {
        format!(
            "complete\nnote 2026-01-05 group\n{notes}\nclaim C1 I admit 2026-01-05\n\
             line 2026-01-05..2026-01-09 H0015 rev 0906"
        )
    }

    #[test]
    fn fires_on_a_stay_that_nobody_assessed() {
        let case = stay("note 2025-11-20 assessment\nnote 2026-02-01 psychiatric-evaluation");
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05..2026-01-09"]);
        let found = findings(&RULE, &case);
        assert_eq!(found[0].at_risk[0].portion, Portion::Whole);
        assert!(found[0].message.contains("the nearest is of 2026-02-01"));
        let unstated = case.replace(" admit 2026-01-05", "");
        assert_eq!(
            outcomes(&RULE, &unstated),
            ["warn C1/1 2026-01-05..2026-01-09"]
        );
    }

    #[test]
    fn an_assessment_in_the_window_is_enough() {
        for notes in [
            "note 2026-01-12 assessment",
            "note 2025-12-06 psychiatric-evaluation",
            "note 2026-01-05 history-and-physical",
        ] {
            assert_eq!(outcomes(&RULE, &stay(notes)), [""; 0], "{notes}");
        }
    }

    #[test]
    fn an_approval_from_before_the_first_billed_day_opens_the_window() {
        let month = |auth: &str| {
            format!(
                "complete\nnote 2026-03-20 assessment\nnote 2026-05-04 group\n{auth}\n\
                 claim C1 P\nline 2026-05-04 H0015\nline 2026-05-06 H0015"
            )
        };
        let held = "auth A-1 approved 2026-03-23..2026-06-30 level IOP";
        assert_eq!(outcomes(&RULE, &month(held)), [""; 0]);
        let renewed = "auth A-1 approved 2026-03-23..2026-04-22 level IOP\n\
                       auth A-2 approved 2026-04-23..2026-06-30 code H0015";
        assert_eq!(outcomes(&RULE, &month(renewed)), [""; 0]);
        // One that begins with the billed days, and one that ended long before.
        for auth in [
            "auth A-1 approved 2026-05-04..2026-06-30 level IOP",
            "auth A-1 approved 2026-03-23..2026-04-05 level IOP\n\
             auth A-2 approved 2026-05-04..2026-06-30 level IOP",
            "",
        ] {
            let found = outcomes(&RULE, &month(auth));
            assert_eq!(found, ["warn C1 2026-05-04..2026-05-06"], "{auth}");
        }
    }

    #[test]
    fn an_assessment_without_a_date_leaves_it_open() {
        let undated = stay("note 2026-01-12 assessment no-date");
        assert_eq!(
            outcomes(&RULE, &undated),
            ["no-data C1/1 2026-01-05..2026-01-09"]
        );
    }

    #[test]
    fn a_note_of_no_known_kind_that_may_be_one_leaves_it_open() {
        let told = |note: &str| outcomes(&RULE, &stay(note));
        let open = ["no-data C1/1 2026-01-05..2026-01-09"];
        let missing = ["fail C1/1 2026-01-05..2026-01-09"];
        assert_eq!(
            told("note 2026-01-05 unknown has diagnosis words 140"),
            open
        );
        assert_eq!(
            told("note 2026-01-05 unknown has diagnosis words 40"),
            missing
        );
        assert_eq!(told("note 2026-01-05 unknown has goal words 140"), missing);
        assert_eq!(
            told("note 2025-11-05 unknown has diagnosis words 140"),
            missing
        );
        assert_eq!(
            told("note 2026-01-05 progress-note has diagnosis words 140"),
            missing
        );
    }

    #[test]
    fn a_step_down_goes_on_from_the_first_admission() {
        let case = "complete
            note 2026-01-05 assessment
            note 2026-03-02 group
            claim C1 I admit 2026-01-05
            line 2026-01-05..2026-02-27 H2036 rev 1002
            claim C2 I
            line 2026-03-02..2026-03-06 H0035 rev 0912";
        assert_eq!(outcomes(&RULE, case), [""; 0]);
    }

    #[test]
    fn a_chart_that_begins_later_says_nothing() {
        let case = "note 2026-03-02 group
            claim C1 I admit 2026-01-05
            line 2026-03-02..2026-03-06 H0015 rev 0906";
        assert_eq!(outcomes(&RULE, case), [""; 0]);
    }
}
