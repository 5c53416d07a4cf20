//! OVL-010: services of a program were billed for days after the patient's discharge from it.

use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{
    ClaimFrequency, DateBasis, DepartureKind, LevelOfCare, NoteKind, RemarkKind, ServiceDate,
    StayKind,
};
use crate::policy::{ServiceFamily, UnitBasis};
use crate::rules::billed_line::{claim_head, code_words, on_line};
use crate::rules::dates::listed;
use crate::rules::relied::risk_of_days;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};
use std::collections::BTreeMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "OVL-010",
    name: "discharge-date-later-services",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "live lines of the level of care from which a discharge summary, a census row or a \
                 final residential claim says that the patient was discharged",
    authority: &[Authority {
        cite: "Medicare Program Integrity Manual",
        verified: false,
    }],
    checks: "A live line bills a day after the patient's discharge from its level of care, and \
             nothing shows a new admission in between: no admission date, census row, assessment \
             or plan after the discharge, and less than discharge.new_episode_days since. It fails \
             where a discharge summary states the date or a census row does, for a program level, \
             and no note documents a service on the day; otherwise it warns. A step down to \
             another level, the prescriber's outpatient visits, laboratory, support services and \
             denied lines are not judged.",
    why: "Once discharged, a patient is no longer in the program; a day billed later either was not \
          delivered or belongs to an admission that the record does not show.",
    cure: &[Cure::C4],
    params: &["discharge.new_episode_days", "fail.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let discharges = discharges(case);
    for (row, claim, _) in case.live() {
        if !is_judged(row) || discharges.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        let hit = discharges
            .iter()
            .filter(|discharge| discharge.level == row.billed.level)
            .filter(|discharge| discharge.claim != Some(row.id.claim))
            // Who left a crisis unit may come to the clinic in the next crisis.
            .filter(|discharge| discharge.level != LevelOfCare::Crisis || row.billed.is_per_diem())
            .find_map(|discharge| {
                let days: Vec<ServiceDate> = row
                    .days
                    .iter()
                    .copied()
                    .filter(|day| discharge.on < *day)
                    .collect();
                let (&first, &last) = (days.first()?, days.last()?);
                let admission = claim.admission.as_ref().map(|date| date.value);
                let is_new = admission.is_some_and(|date| discharge.on < date && date <= first)
                    || is_readmitted(case, row, discharge.on, last);
                (!is_new && !fits_before(case, row, &days)).then_some((discharge, days))
            });
        match hit {
            Some((discharge, days)) => checks.report(finding(case, row, discharge, &days)),
            None => checks.pass(&RULE),
        }
    }
}

fn is_judged(row: &LineRow) -> bool {
    // Who leaves outpatient therapy may go on seeing the prescriber.
    let goes_on = !row.billed.level.is_program()
        && matches!(
            row.billed.family,
            ServiceFamily::EvaluationManagement | ServiceFamily::Medication
        );
    !goes_on
        && !row.days.is_empty()
        && !row.payment.denied
        && !matches!(row.billed.unit, UnitBasis::Week | UnitBasis::Month)
        && !matches!(
            row.billed.family,
            ServiceFamily::Laboratory | ServiceFamily::Support | ServiceFamily::Unknown
        )
}

/// A discharge from a level of care.
struct Discharge {
    on: ServiceDate,
    level: LevelOfCare,
    told_by: &'static str,
    /// Whether the date of discharge is written as such.
    is_stated: bool,
    /// The claim that states it.
    claim: Option<usize>,
    evidence: Evidence,
}

/// Returns the discharges, those whose date is written first.
fn discharges(case: &Case<'_>) -> Vec<Discharge> {
    let mut found = Vec::new();
    for note in &case.record.notes {
        if note.kind != NoteKind::DischargeSummary {
            continue;
        }
        // Stated in a field of its own, or in a sentence.
        let told = note.whereabouts.of(DepartureKind::Discharged);
        let told = told.filter_map(|gone| Some((gone.value.on?, gone.span)));
        let stated = told.last().or_else(|| {
            let remark = note.remarks.first(RemarkKind::DischargedOn)?;
            Some((remark.on?, remark.span))
        });
        let own = note
            .service_date
            .filter(|(_, basis)| matches!(basis, DateBasis::Labelled | DateBasis::Header))
            .map(|(date, _)| date);
        let Some((on, span)) = stated.or(own.map(|date| (date.value, date.span))) else {
            continue;
        };
        let hint = note.level_hint.map(|level| level.value);
        if let Some(level) = level_left(case, on, hint) {
            found.push(Discharge {
                on,
                level,
                told_by: "the discharge summary",
                is_stated: stated.is_some(),
                claim: None,
                evidence: Evidence::supports(span),
            });
        }
    }
    for entry in &case.record.stays {
        if let (StayKind::Admitted, Some(on)) = (entry.kind, entry.to)
            && let Some(level) = level_left(case, on, entry.level)
        {
            found.push(Discharge {
                on,
                level,
                told_by: "the census log",
                is_stated: true,
                claim: None,
                evidence: Evidence::supports(entry.span),
            });
        }
    }
    found.extend(final_claims(case));
    found.sort_by_key(|discharge| (!discharge.is_stated, discharge.on, discharge.evidence));
    found
}

/// Returns the level that a patient left on a day: the one named, if it was billed before; else
/// the most intensive program billed in the week before; else outpatient care where no program
/// was ever billed.
fn level_left(case: &Case<'_>, on: ServiceDate, named: Option<LevelOfCare>) -> Option<LevelOfCare> {
    let before = |level: LevelOfCare| {
        case.ledger
            .live_lines()
            .any(|row| row.billed.level == level && row.days.first().is_some_and(|day| *day <= on))
    };
    let named = named.filter(|level| before(*level));
    // "Discharge summary - residential to PHP" names the level that the patient goes to, whose first
    // day may be the day of discharge.
    let began_before = |level: LevelOfCare| {
        case.ledger
            .live_lines()
            .any(|row| row.billed.level == level && row.days.first().is_some_and(|day| *day < on))
    };
    let left_another = |level: LevelOfCare| {
        case.ledger.live_lines().any(|row| {
            let near = |day: &ServiceDate| *day < on && on.days_since(*day) <= RECENT_DAYS;
            row.billed.level.is_program() && row.billed.level != level && row.days.iter().any(near)
        })
    };
    if let Some(level) = named.filter(|level| began_before(*level) || !left_another(*level)) {
        return Some(level);
    }
    let recent = |row: &&LineRow| {
        let mut days = row.days.iter();
        row.billed.level.is_program()
            && days.any(|day| *day <= on && on.days_since(*day) <= RECENT_DAYS)
    };
    let stay = case
        .ledger
        .live_lines()
        .filter(recent)
        .max_by_key(|row| row.billed.level.rank());
    let has_program = || {
        case.ledger
            .live_lines()
            .any(|row| row.billed.level.is_program())
    };
    match stay {
        Some(row) => Some(row.billed.level),
        None if !has_program() => Some(LevelOfCare::Outpatient),
        None => None,
    }
}

/// A discharge without a level speaks of the program that was billed in the week before.
const RECENT_DAYS: i64 = 7;

/// Returns the discharges that final claims of 24-hour care tell of by status and frequency.
fn final_claims<'c>(case: &Case<'c>) -> impl Iterator<Item = Discharge> + use<'c> {
    let mut levels: BTreeMap<usize, LevelOfCare> = BTreeMap::new();
    for row in case.ledger.live_lines() {
        if row.billed.level.is_24_hour() && row.billed.is_per_diem() {
            levels.insert(row.id.claim, row.billed.level);
        }
    }
    let record = case.record;
    levels.into_iter().filter_map(move |(index, level)| {
        let claim = record.claims.get(index)?;
        let is_final = claim.frequency == ClaimFrequency::InterimLast
            && claim
                .patient_status
                .as_ref()
                .is_some_and(|status| status.value != "30");
        let last = claim.statement.as_ref().map(|range| range.value.to());
        let on = claim.discharge.as_ref().map(|date| date.value).or(last)?;
        is_final.then(|| Discharge {
            on,
            level,
            told_by: "a final claim",
            is_stated: false,
            claim: Some(index),
            evidence: Evidence::supports(claim_head(claim)),
        })
    })
}

/// Returns whether the record shows a new admission between a discharge and a day.
fn is_readmitted(case: &Case<'_>, row: &LineRow, on: ServiceDate, day: ServiceDate) -> bool {
    let between = |date: ServiceDate| on < date && date <= day;
    let admits = |kind: NoteKind| {
        matches!(
            kind,
            NoteKind::Assessment
                | NoteKind::PsychiatricEvaluation
                | NoteKind::HistoryAndPhysical
                | NoteKind::TreatmentPlan
                | NoteKind::Certification
        )
    };
    let by_note = case
        .record
        .notes
        .iter()
        .any(|note| admits(note.kind) && note.date().is_some_and(between));
    let by_log = case
        .record
        .stays
        .iter()
        .any(|entry| entry.kind == StayKind::Admitted && entry.from.is_some_and(between));
    // After a break this long the days belong to an episode of their own.
    let break_days = case.number_for(row, "discharge.new_episode_days");
    let first_after = case
        .ledger
        .live_lines()
        .filter(|other| other.billed.level == row.billed.level)
        .flat_map(|other| other.days.iter().copied())
        .filter(|other| on < *other)
        .min();
    by_note || by_log || first_after.is_some_and(|first| first.days_since(on) >= break_days)
}

/// Returns whether a range bills no more units than it has days until the discharge.
fn fits_before(case: &Case<'_>, row: &LineRow, after: &[ServiceDate]) -> bool {
    let before = row.days.len().saturating_sub(after.len()) as i64;
    let units = case.ledger.service_line(row.id).units.as_ref();
    before > 0 && units.is_some_and(|units| units.value.floor() <= before)
}

fn finding(case: &Case<'_>, row: &LineRow, discharge: &Discharge, days: &[ServiceDate]) -> Finding {
    let documented: Vec<Evidence> = days
        .iter()
        .flat_map(|day| case.ledger.notes_on(*day))
        .map(|&index| case.ledger.note(index))
        .filter(|note| note.kind.is_therapeutic_service() && note.attendance.is_none())
        .map(|note| Evidence::contradicts(head(note)))
        .collect();
    let message = format!(
        "{} ({}) billed for {}, after the discharge on {} by {}{}",
        code_words(case.ledger.service_line(row.id)),
        row.billed.level,
        listed(days),
        discharge.on,
        discharge.told_by,
        if documented.is_empty() {
            "; no new admission was found"
        } else {
            "; notes of the day document a service, and no new admission was found"
        }
    );
    let sure = discharge.is_stated && row.billed.level.is_program() && documented.is_empty();
    let first = days.first().copied().unwrap_or(discharge.on);
    let last = days.last().copied().unwrap_or(first);
    let mut finding = RULE.finding(Outcome::Fail, message);
    if !row.billed.level.is_program() {
        finding.severity = Severity::Medium;
    }
    on_line(case, finding, row)
        .from_to(first, last)
        .risking(risk_of_days(row, days))
        .with(discharge.evidence)
        .with_all(documented.into_iter().take(4))
        .with_confidence(
            if sure { 88 } else { 65 },
            case.policy.number("fail.confidence"),
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    const SUMMARY: &str = "note 2026-01-10 discharge-summary gone discharged 2026-01-09";
    const STAY: &str = "claim C1 I\nline 2026-01-08 H0015 rev 0906\nline 2026-01-09 H0015 rev 0906";

    fn after(line: &str) -> String {
        format!("{SUMMARY}\n{STAY}\nclaim C2 I\nline {line}")
    }

    #[test]
    fn a_crisis_units_discharge_ends_its_days_and_no_later_crisis_session() {
        let drawn = |line: &str| {
            format!(
                "note 2026-01-05 crisis\nnote 2026-01-06 discharge-summary level CRISIS discharged 2026-01-06
                claim C1 P\nline 2026-01-05 S9485\nclaim C2 P\nline {line}"
            )
        };
        assert_eq!(outcomes(&RULE, &drawn("2026-01-10 90839")), [""; 0]);
        assert_eq!(outcomes(&RULE, &drawn("2026-01-10 S9485")).len(), 1);
    }

    #[test]
    fn fires_on_the_program_day_after_discharge() {
        let case = after("2026-01-12 H0015 rev 0906");
        assert_eq!(outcomes(&RULE, &case), ["fail C2/1 2026-01-12"]);
        let census = format!(
            "stay admitted 2026-01-01..2026-01-09 level IOP\n{STAY}
            claim C2 I\nline 2026-01-12 H0015 rev 0906"
        );
        assert_eq!(outcomes(&RULE, &census), ["fail C2/1 2026-01-12"]);
    }

    #[test]
    fn a_day_that_a_sentence_states_is_as_good_as_a_field() {
        let case = after("2026-01-12 H0015 rev 0906")
            .replace(" gone discharged 2026-01-09", " discharged 2026-01-09");
        assert_eq!(outcomes(&RULE, &case), ["fail C2/1 2026-01-12"]);
        let same_day = after("2026-01-09 H0015 rev 0906")
            .replace(" gone discharged 2026-01-09", " discharged 2026-01-09");
        assert_eq!(outcomes(&RULE, &same_day), [""; 0]);
    }

    #[test]
    fn documented_days_outpatient_lines_and_unstated_dates_warn() {
        let case = format!(
            "note 2026-01-12 group 09:00-12:00\n{}",
            after("2026-01-12 H0015 rev 0906")
        );
        assert_eq!(outcomes(&RULE, &case), ["warn C2/1 2026-01-12"]);
        let outpatient = format!(
            "{SUMMARY}\nclaim C1 P\nline 2026-01-02 90837\nclaim C2 P\nline 2026-01-12 90837"
        );
        assert_eq!(outcomes(&RULE, &outpatient), ["warn C2/1 2026-01-12"]);
        let unstated =
            after("2026-01-12 H0015 rev 0906").replace(" gone discharged 2026-01-09", "");
        assert_eq!(outcomes(&RULE, &unstated), ["warn C2/1 2026-01-12"]);
        let bed = "claim R1 I freq 4 status 01 statement 2026-01-01..2026-01-08
            line 2026-01-01..2026-01-08 H0018 rev 1002 units 7
            claim R2 I\nline 2026-01-09..2026-01-10 H0018 rev 1002";
        assert_eq!(outcomes(&RULE, bed), ["warn R2/1 2026-01-09..2026-01-10"]);
    }

    #[test]
    fn step_down_readmission_and_the_day_itself_pass() {
        for case in [
            after("2026-01-09 H0015 rev 0906"),
            after("2026-01-12 90837"),
            format!(
                "{SUMMARY}\nclaim C1 P\nline 2026-01-02 90837\nclaim C2 P\nline 2026-01-12 99213"
            ),
            after("2026-02-20 H0015 rev 0906"),
            format!(
                "note 2026-01-11 assessment\n{}",
                after("2026-01-12 H0015 rev 0906")
            ),
            after("2026-01-12 H0015 rev 0906").replace("claim C2 I", "claim C2 I admit 2026-01-12"),
            format!(
                "stay admitted 2026-01-12..2026-01-30 open\n{}",
                after("2026-01-12 H0015 rev 0906")
            ),
        ] {
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
        }
    }

    #[test]
    fn without_a_discharge_nothing_is_judged() {
        assert_eq!(tally(&RULE, STAY).not_applicable, 2);
    }

    #[test]
    fn a_discharge_from_residence_to_the_day_program_ends_no_day_program() {
        let summary = "note 2026-01-09 discharge-summary level PHP gone discharged 2026-01-09";
        let php = "claim C2 I\nline 2026-01-09 H0035 rev 0913\nline 2026-01-12 H0035 rev 0913";
        let residence = "claim C1 I\nline 2026-01-05..2026-01-08 H2036 rev 1002";
        let steps = format!("{summary}\n{residence}\n{php}");
        assert_eq!(outcomes(&RULE, &steps), [""; 0]);
        // Without the residence the summary ends the program that it names.
        let ends = format!("{summary}\n{php}");
        assert_eq!(outcomes(&RULE, &ends), ["fail C2/2 2026-01-12"]);
    }
}
