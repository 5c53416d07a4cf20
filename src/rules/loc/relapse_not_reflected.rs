//! LOC-024: use during the stay, and nobody looked again at risk, plan or level.

use super::statements::{Said, cited, dates, said};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Severity};
use crate::ledger::Stay;
use crate::model::{Assertion, LevelOfCare, NoteKind, ServiceDate};
use crate::rules::dates::{counted, listed};
use crate::rules::stay::on_stay;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use std::collections::BTreeMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "LOC-024",
    name: "relapse-not-reflected",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::None,
    applies_to: "IOP, PHP and residential stays, withdrawal management excepted",
    authority: &[Authority {
        cite: "ASAM Criteria",
        verified: false,
    }],
    checks: "From relapse.after_days days after admission on, a note affirms a positive drug \
             screen or use during treatment, and neither on the day nor up to \
             relapse.reassess_days later does an individual, prescriber, crisis, case-management \
             or assessing note speak of it, nor any note state a level, a rating, a risk score or \
             a changed plan. A record that ends within that time is not counted. One finding a \
             stay.",
    why: "Use during treatment asks whether the plan and the level still fit; a record that goes \
          on as before reads as if nobody noticed.",
    cure: &[Cure::C3, Cure::C7],
    params: &["relapse.after_days", "relapse.reassess_days"],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

/// Relapse, use in treatment, positive screen.
const USE: [&str; 3] = ["D5-03", "D5-07", "D5-08"];

/// What shows that somebody looked again: level, ratings, tools, risk score, need for the setting,
/// plan changed, medication changed, readiness, higher level arranged.
const LOOKED: [&str; 15] = [
    "T-01", "T-02", "T-03", "T-04", "T-05", "D3-05", "D5-14", "D5-15", "D5-24", "D5-25", "D5-21",
    "P-03", "P-13", "P-14", "D3-32",
];

fn check(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        let applies = matches!(
            stay.level,
            LevelOfCare::IntensiveOutpatient | LevelOfCare::PartialHospitalization
        ) || stay.level.is_residential();
        if !applies || stay.withdrawal || case.record.notes.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        let from = stay
            .admission
            .plus_days(case.number_for_stay(stay, "relapse.after_days"));
        let within = case.number_for_stay(stay, "relapse.reassess_days");
        let last_note = case
            .record
            .notes
            .iter()
            .filter_map(|note| note.date())
            .max();
        let course = said(case, from, stay.last_day().plus_days(within));
        let mut answered: BTreeMap<ServiceDate, bool> = BTreeMap::new();
        let mut is_answered = |date| {
            let answer = answered.entry(date);
            *answer.or_insert_with(|| is_answered(case, date, within))
        };
        let unanswered: Vec<Said<'_>> = course
            .iter()
            .filter(|said| said.date <= stay.last_day() && is_use(said))
            .filter(|said| last_note.is_some_and(|last| said.date.plus_days(within) <= last))
            .filter(|said| !is_answered(said.date))
            .copied()
            .collect();
        if unanswered.is_empty() {
            checks.pass(&RULE);
            continue;
        }
        checks.report(finding(case, stay, &unanswered, within));
    }
}

/// Returns whether a note tells of use of about its own day.
fn is_use(said: &Said<'_>) -> bool {
    let recent = said.mention.age_days.is_none_or(|age| age <= 7);
    let tells_of_now = !matches!(
        said.note.kind,
        NoteKind::DischargeSummary | NoteKind::TreatmentPlan | NoteKind::Order
    ) && !is_look_again(said.note.kind);
    // A group on relapse may speak of a past one; a screen and use in treatment are of now.
    let strong = said.affirms(&["D5-07", "D5-08"])
        || (said.affirms(&["D5-03"]) && said.mention.age_days.is_some());
    strong && recent && tells_of_now && said.mention.weight >= 2
}

fn is_look_again(kind: NoteKind) -> bool {
    matches!(
        kind,
        NoteKind::Assessment
            | NoteKind::PsychiatricEvaluation
            | NoteKind::PlanReview
            | NoteKind::UtilizationReview
            | NoteKind::CrisisNote
            | NoteKind::Recertification
            | NoteKind::Certification
    )
}

fn is_answered(case: &Case<'_>, date: ServiceDate, within: i64) -> bool {
    let notes = case.record.notes.iter().filter(|note| {
        note.date()
            .is_some_and(|on| date <= on && on <= date.plus_days(within))
    });
    notes.into_iter().any(|note| {
        let is_personal = matches!(
            note.kind,
            NoteKind::IndividualNote
                | NoteKind::PrescriberNote
                | NoteKind::CaseManagement
                | NoteKind::FamilyNote
                | NoteKind::ProgressNote
                | NoteKind::ProgramSummary
        );
        let speaks_of_use = || {
            note.mentions.iter().any(|found| {
                // Told as history or as a risk, it is spoken of all the same.
                let id = found.indicator.as_str();
                (USE.contains(&id) || id == "D5-04" || id == "D5-11")
                    && found.assertion != Assertion::OtherPerson
            })
        };
        let looked = note.mentions.iter().any(|found| {
            LOOKED.contains(&found.indicator.as_str()) && found.assertion != Assertion::OtherPerson
        });
        is_look_again(note.kind) || looked || (is_personal && speaks_of_use())
    })
}

fn finding(
    case: &Case<'_>,
    stay: &Stay,
    unanswered: &[Said<'_>],
    within: i64,
) -> crate::finding::Finding {
    let on = dates(unanswered);
    let message = format!(
        "{}: use or a positive screen is noted on {} ({}), and up to {within} days later no note \
         of one clinician with the patient speaks of it and none looks again at risk, plan or \
         level, {}",
        stay.level,
        counted(on.len(), "date"),
        listed(&on),
        case.absence_words(),
    );
    let mut finding = RULE
        .finding(case.absence(), message)
        .with_all(cited(unanswered, 8).into_iter().map(Evidence::supports));
    finding.confidence = finding.confidence.min(80);
    if let Some(&first) = on.first() {
        finding = finding.with_all(case.searched_notes(first, 0, within));
    }
    on_stay(case, stay, finding, &on)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::outcomes;

    fn iop(notes: &str) -> String {
        format!(
            "complete\nnote 2026-01-05 assessment\nnote 2026-01-19 lab-result
            mention D5-08 affirmed H w2\n{notes}\nnote 2026-01-30 group
            claim C1 I\nline 2026-01-05 H0015 rev 0906\nline 2026-01-19 H0015 rev 0906
            line 2026-01-23 H0015 rev 0906"
        )
    }

    #[test]
    fn fires_on_a_positive_screen_that_nobody_takes_up() {
        assert_eq!(
            outcomes(&RULE, &iop("note 2026-01-21 group")),
            ["fail C1/2 2026-01-19"]
        );
        let partial = iop("").replace("complete\n", "");
        assert_eq!(outcomes(&RULE, &partial), ["warn C1/2 2026-01-19"]);
    }

    #[test]
    fn a_session_that_takes_it_up_a_review_or_a_screen_at_admission_do_not() {
        for notes in [
            "note 2026-01-21 individual\nmention D5-03 affirmed H w3",
            "note 2026-01-22 plan-review",
            "note 2026-01-20 group\nmention T-02 affirmed H w3 rating 5/3",
        ] {
            assert_eq!(outcomes(&RULE, &iop(notes)), [""; 0], "{notes}");
        }
        let at_admission = iop("").replace("2026-01-19 lab", "2026-01-06 lab");
        assert_eq!(outcomes(&RULE, &at_admission), [""; 0]);
    }

    #[test]
    fn a_note_of_very_many_screens_is_gone_through_once_for_its_date() {
        let screen = "mention D5-08 affirmed H w2\n";
        let many = iop("").replace(screen, &screen.repeat(300_000));
        assert_eq!(outcomes(&RULE, &many), ["fail C1/2 2026-01-19"]);
    }

    #[test]
    fn a_record_that_ends_there_cannot_tell() {
        let cut = iop("").replace("\nnote 2026-01-30 group", "");
        assert_eq!(outcomes(&RULE, &cut), [""; 0]);
    }
}
