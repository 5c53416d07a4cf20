//! What a note remarks on time and presence beside its stated times: late arrival, early
//! leaving, breaks, the time of psychotherapy within a visit, times that cannot be.

use super::{Minute, ServiceDate};
use crate::text::Span;
use serde::{Deserialize, Serialize};

/// What a remark on time says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RemarkKind {
    /// The patient came late, by the minutes or at the time.
    ArrivedLate,
    /// The patient left early, by the minutes or at the time.
    LeftEarly,
    /// The patient took part for these minutes only.
    AttendedPart,
    /// The connection of a session at a distance was lost for the minutes.
    Disconnected,
    /// A break of the minutes within the stated times.
    Pause,
    /// Minutes or times of psychotherapy, told apart from the visit.
    TherapyTime,
    /// One amount of time for medication management and psychotherapy together.
    MixedTime,
    /// The evaluation and management level was chosen by time.
    LevelByTime,
    /// A duration in a field of its own that differs from start and stop.
    StatedDuration,
    /// Start and stop as written, which no session of the note's kind can have.
    ImpossibleTimes,
    /// Times of service stand beside those that were taken for the note's own.
    MoreTimes,
    /// An entry of another day than the note's begins here, which no note of its own was made of.
    OtherDay,
    /// The session was a break, a meal, travel or a self-help meeting.
    NotProgramTime,
    /// The patient spent the night away.
    AwayOvernight,
    /// The patient went away, and nothing here tells of a return before midnight.
    AwayPerhaps,
    /// The day of discharge, as a discharge summary states it.
    DischargedOn,
    /// The day on which the patient leaves the program, as a note of that day tells it.
    DischargeTold,
    /// Minutes or times that may be the session's stand in a note of which no time was understood.
    UnreadTime,
    /// The note calls itself a late entry.
    LateEntry,
    /// The session went on past midnight.
    PassesMidnight,
}

/// One remark on time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// What it says.
    pub kind: RemarkKind,
    /// Minutes, where written.
    pub minutes: Option<u32>,
    /// The time of day, or the start of several, where written.
    pub from: Option<Minute>,
    /// The stop, where written.
    pub to: Option<Minute>,
    /// The date, where it is of one.
    pub on: Option<ServiceDate>,
    /// Where it stands.
    pub span: Span,
}

/// What a note remarks on time and presence beside its stated times, in order of place.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Remarks {
    /// The remarks.
    pub all: Vec<Remark>,
}

impl Remarks {
    /// Returns the remarks of a kind.
    pub fn of(&self, kind: RemarkKind) -> impl Iterator<Item = &Remark> {
        self.all.iter().filter(move |remark| remark.kind == kind)
    }

    /// Returns the first remark of a kind.
    pub fn first(&self, kind: RemarkKind) -> Option<&Remark> {
        self.of(kind).next()
    }

    /// Returns the minutes of breaks within the stated times.
    pub fn paused(&self) -> u32 {
        self.of(RemarkKind::Pause)
            .filter_map(|remark| remark.minutes)
            .sum()
    }
}
