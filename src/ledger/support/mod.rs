//! The level of care that the record supports on each day, with the evidence both ways.

mod around;
mod attendance;
mod evidence;
mod notes;
mod scale;
mod telling;

pub use attendance::low_runs;
pub use notes::{
    given_level, is_diagnosis_line, looks_ahead, names_a_problem, only_waits, placement,
};

use super::withdrawal::quiet_days;
use super::{Census, DayRow, LineRow, PatientRecord, Stay, Week, is_form, misses_day};
use crate::model::{LevelOfCare, Note, NoteKind, ServiceDate};
use crate::policy::{Policy, revenue};
use around::weigh;
use notes::scored_notes;
use scale::Scale;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What the record says of a billed level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Verdict {
    /// Supports the billed level.
    SupportsBilled,
    /// Supports a lower level, and says so in several notes.
    SupportsLower,
    /// Supports a higher level.
    SupportsHigher,
    /// Strong evidence both ways.
    Conflicted,
    /// Too little evidence either way, or a day on which nothing shows the patient in care.
    Silent,
    /// Not rated: outpatient sessions, or a line without a date.
    NotRated,
}

impl Verdict {
    /// Returns the verdict as used in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::SupportsBilled => "SUPPORTS_BILLED",
            Self::SupportsLower => "SUPPORTS_LOWER",
            Self::SupportsHigher => "SUPPORTS_HIGHER",
            Self::Conflicted => "CONFLICTED",
            Self::Silent => "SILENT",
            Self::NotRated => "NOT_RATED",
        }
    }
}

/// A mention that counted, with the note it stands in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighed {
    /// Index into the record's notes.
    pub note: usize,
    /// Index into the note's mentions.
    pub mention: usize,
    /// Weight after decay and uncertainty, in hundredths.
    pub weight: u32,
    /// Days between the note and the day that is rated.
    pub distance: u32,
    /// Whether it says that the patient is well or needs less, beyond what notes of every level
    /// say.
    pub is_telling: bool,
}

/// What the record supports on a day, or over a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Support {
    /// The verdict against the billed level.
    pub verdict: Verdict,
    /// The highest level whose requirements are met.
    pub level: LevelOfCare,
    /// Whether hours of attendance alone, and no statement, decided the verdict.
    pub by_attendance: bool,
    /// Whether the verdict is silent though the notes around the day lean to the level: no note or
    /// sheet shows the patient in care on the day itself, or what they say meets no program's
    /// requirements.
    pub leans: bool,
    /// Whether strong statements stand on both sides: risk affirmed and denied on the day, or
    /// telling evidence for a lower level beside as much for a higher one.
    pub both_ways: bool,
    /// Sum of the strongest evidence for a higher level per dimension, in hundredths.
    pub higher: u32,
    /// Sum of the strongest evidence for a lower level per dimension, in hundredths.
    pub lower: u32,
    /// Evidence for a higher level, strongest first.
    pub evidence_higher: Vec<Weighed>,
    /// Evidence for a lower level, the telling first and of these the strongest.
    pub evidence_lower: Vec<Weighed>,
}

/// Levels within so many ranks are tracks of one intensity.
pub(super) const SAME_BAND: u8 = 2;

impl Support {
    /// Returns the level that the record supports, where it could be told, as it is shown of a day and
    /// of a line.
    ///
    /// A record that leans to the billed level without meeting its whole requirement supports that
    /// level and no lower one. One that meets it supports the billed level and not a more intensive
    /// service of another kind: a day program's patient with bodily signs is in the right place there
    /// as long as the verdict does not say otherwise.
    pub fn level_shown(&self, billed: LevelOfCare) -> Option<LevelOfCare> {
        let is_below = self.level.rank() + SAME_BAND < billed.rank();
        match self.verdict {
            Verdict::Silent | Verdict::NotRated => None,
            Verdict::SupportsBilled if is_below => Some(billed),
            Verdict::SupportsBilled | Verdict::Conflicted
                if !is_below && !self.level.is_of_kind(billed) =>
            {
                Some(billed)
            }
            _ => Some(self.level),
        }
    }

    /// Returns the support of something that is not rated.
    pub fn not_rated(level: LevelOfCare) -> Self {
        Self {
            verdict: Verdict::NotRated,
            level,
            by_attendance: false,
            leans: false,
            both_ways: false,
            higher: 0,
            lower: 0,
            evidence_higher: Vec::new(),
            evidence_lower: Vec::new(),
        }
    }
}

/// Rates every billed day, and every line from its days.
pub(super) fn rate(
    record: &PatientRecord,
    policy: &Policy,
    stays: &[Stay],
    weeks: &[Week],
    lines: &mut [LineRow],
    days: &mut BTreeMap<ServiceDate, DayRow>,
) {
    let scale = Scale::of(policy);
    let notes = scored_notes(record, &scale);
    let treats = |row: &LineRow| row.billed.level.is_withdrawal_management();
    let quiet = if lines.iter().any(treats) {
        quiet_days(record, policy)
    } else {
        BTreeSet::new()
    };
    let caps = attendance::caps(policy, record.birth_date, stays, weeks);
    let mut rated: BTreeMap<(ServiceDate, LevelOfCare), Support> = BTreeMap::new();
    for row in lines.iter_mut() {
        let level = row.billed.level;
        // A night on leave has nobody in care, and a dose asks for no level.
        if level == LevelOfCare::OpioidTreatmentProgram || is_leave(record, row) {
            row.support = Support::not_rated(level);
            continue;
        }
        for &day in &row.days {
            rated.entry((day, level)).or_insert_with(|| {
                let is_quiet = level.is_withdrawal_management() && quiet.contains(&day);
                let mut support = weigh(&scale, &notes, level, (day, is_quiet));
                // What else speaks for the level is not what it was billed for.
                if is_quiet && support.verdict == Verdict::Conflicted {
                    support.verdict = Verdict::Silent;
                }
                let support = match caps.get(&(day, level)) {
                    Some(&cap) => attendance::capped(support, level, cap),
                    None => support,
                };
                match days.get(&day) {
                    Some(row) if is_told(record, row) => support,
                    _ => untold(support),
                }
            });
        }
        let of_days: Vec<&Support> = row
            .days
            .iter()
            .filter_map(|&day| rated.get(&(day, level)))
            .collect();
        row.support = of_line(level, &of_days);
    }
    for (&date, day) in days.iter_mut() {
        day.support = day
            .level_billed
            .and_then(|level| rated.get(&(date, level)).cloned());
    }
}

/// Returns whether a line bills a leave of absence.
fn is_leave(record: &PatientRecord, row: &LineRow) -> bool {
    let line = &record.claims[row.id.claim].lines[row.id.line];
    let code = line.revenue.as_ref().map(|code| &code.value);
    code.and_then(revenue).is_some_and(|info| info.leave)
}

/// Returns whether a note of a service, an attendance sheet or a census log shows the patient in
/// care on a day. A note of a missed session or of a day on leave does not.
fn is_told(record: &PatientRecord, day: &DayRow) -> bool {
    let mut notes = day.notes.iter().filter_map(|&note| record.notes.get(note));
    let in_house = day.level_billed.is_some_and(LevelOfCare::is_24_hour);
    let by_the_day = day.level_billed.is_some_and(LevelOfCare::is_day_program);
    let is_missed = |note: &Note| by_the_day && misses_day(note);
    let shows = |note: &Note| {
        !note.kind.is_not_delivery()
            && !is_missed(note)
            && !is_form(note)
            && note.attendance.is_none()
            && (in_house || note.kind != NoteKind::Contact)
    };
    day.census == Census::Present || day.sheet_sessions > 0 || notes.any(shows)
}

/// Takes back support for the billed level that no note of the day itself shares: not being
/// contradicted is not being supported.
fn untold(mut support: Support) -> Support {
    if matches!(
        support.verdict,
        Verdict::SupportsBilled | Verdict::SupportsHigher
    ) {
        support.verdict = Verdict::Silent;
        support.leans = true;
    }
    support
}

/// Takes a line's verdict from its days: the most frequent one, the graver on a tie.
fn of_line(level: LevelOfCare, days: &[&Support]) -> Support {
    let mut counts: BTreeMap<(u8, Verdict), usize> = BTreeMap::new();
    for support in days {
        *counts
            .entry((gravity(support.verdict), support.verdict))
            .or_default() += 1;
    }
    let Some((&(_, verdict), _)) = counts.iter().max_by_key(|(key, count)| (**count, key.0)) else {
        return Support::not_rated(level);
    };
    let mut of_verdict = days.iter().filter(|support| support.verdict == verdict);
    match of_verdict.next() {
        Some(first) => {
            let strongest = of_verdict.fold(*first, |best, support| {
                if support.level.rank() > best.level.rank() {
                    support
                } else {
                    best
                }
            });
            strongest.clone()
        }
        None => Support::not_rated(level),
    }
}

fn gravity(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::SupportsLower => 5,
        Verdict::Conflicted => 4,
        Verdict::Silent => 3,
        Verdict::SupportsHigher => 2,
        Verdict::SupportsBilled => 1,
        Verdict::NotRated => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_around_a_day_does_not_speak_for_one_that_nothing_tells_of() {
        let of = |verdict| {
            let mut support = Support::not_rated(LevelOfCare::PartialHospitalization);
            support.verdict = verdict;
            let taken = untold(support);
            (taken.verdict, taken.leans)
        };
        assert_eq!(of(Verdict::SupportsBilled), (Verdict::Silent, true));
        assert_eq!(of(Verdict::SupportsHigher), (Verdict::Silent, true));
        assert_eq!(of(Verdict::Silent), (Verdict::Silent, false));
        assert_eq!(of(Verdict::SupportsLower), (Verdict::SupportsLower, false));
    }

    #[test]
    fn a_sheet_and_a_census_show_a_patient_in_care() {
        let record = PatientRecord::default();
        let told = |census, sheet_sessions| {
            let day = DayRow {
                census,
                sheet_sessions,
                ..DayRow::default()
            };
            is_told(&record, &day)
        };
        assert!(told(Census::Present, 0) && told(Census::Unknown, 2));
        assert!(!told(Census::Unknown, 0) && !told(Census::Absent, 0));
    }
}
