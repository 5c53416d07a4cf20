//! Lists a patient's timed sessions by day with the lines that they document, for the rules that
//! compare one session with another.

use crate::ledger::{Interval, LineRow};
use crate::model::{Element, Minute, Note, NoteKind, PersonName, ServiceDate};
use crate::rules::Case;
use crate::rules::billed_line::bills_any;
use crate::text::Span;
use std::collections::BTreeMap;

/// A note of a service, or one sitting of it, with its time and the lines it documents.
pub(super) struct Session<'c> {
    /// The note.
    pub(super) note: &'c Note,
    /// The live lines, in order.
    pub(super) rows: Vec<&'c LineRow>,
    /// Start, minutes since midnight.
    pub(super) start: u32,
    /// Stop, minutes since midnight.
    pub(super) stop: u32,
    /// Where the time stands.
    pub(super) span: Span,
    /// Whether the billed service cannot be given without the patient.
    pub(super) needs_patient: bool,
    /// Whether it was held in the community, away from any program's place.
    pub(super) is_away: bool,
    /// Whether it is the note of a program's whole day, which holds all that is given at its place.
    pub(super) is_whole_day: bool,
}

impl<'c> Session<'c> {
    /// Returns its time.
    pub(super) fn interval(&self) -> Interval {
        Interval::new(self.start, self.stop)
    }

    /// Returns its author's name for comparing.
    pub(super) fn author(&self) -> Option<String> {
        let author = self.note.author.as_ref()?;
        PersonName::parse(&author.value).map(|name| name.key())
    }

    /// Returns the lines that this note documents and the other does not.
    pub(super) fn own_rows<'s>(
        &'s self,
        other: &'s Session<'c>,
    ) -> impl Iterator<Item = &'c LineRow> + 's {
        self.rows
            .iter()
            .copied()
            .filter(|row| other.rows.iter().all(|theirs| theirs.id != row.id))
    }
}

/// Returns minutes since midnight as `09:05`.
pub(super) fn clock(minute: u32) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// Returns the sessions with start and stop that document a live line, by day and start.
pub(super) fn sessions<'c>(case: &Case<'c>) -> BTreeMap<ServiceDate, Vec<Session<'c>>> {
    let mut lines_of: BTreeMap<usize, Vec<&LineRow>> = BTreeMap::new();
    for (row, _, _) in case.live() {
        for (link, _) in case.documentation(row) {
            lines_of.entry(link.note).or_default().push(row);
        }
    }
    let mut by_day: BTreeMap<ServiceDate, Vec<Session<'_>>> = BTreeMap::new();
    for (index, rows) in lines_of {
        let note = case.ledger.note(index);
        if let (Some(date), Some(session)) = (note.date(), session(case, index, rows)) {
            by_day.entry(date).or_default().extend(by_sitting(session));
        }
    }
    for sessions in by_day.values_mut() {
        sessions.sort_by_key(|session| (session.start, session.stop, session.span));
    }
    by_day
}

/// Places of service in the community: a school, a shelter, home, work, the street, elsewhere.
const COMMUNITY: [&str; 7] = ["03", "04", "12", "16", "18", "27", "99"];

fn place<'c>(case: &Case<'c>, row: &LineRow) -> Option<&'c str> {
    let line = case.ledger.service_line(row.id);
    let claim = case.ledger.claim(row.id);
    let place = line.place_of_service.as_ref();
    let place = place.or(claim.place_of_service.as_ref())?;
    Some(place.value.as_str())
}

/// Returns whether a row bills a service in the community, which is no session of a program's day.
fn is_in_community(case: &Case<'_>, row: &LineRow) -> bool {
    !row.billed.level.is_program()
        && place(case, row).is_some_and(|place| COMMUNITY.contains(&place))
}

/// Returns each sitting of a session whose note lists several: between them the patient was free.
fn by_sitting(session: Session<'_>) -> Vec<Session<'_>> {
    let note = session.note;
    let sitting = |(start, stop, span): (Minute, Minute, Span)| Session {
        start: start.since_midnight(),
        stop: stop.since_midnight(),
        span,
        rows: session.rows.clone(),
        ..session
    };
    let sittings: Vec<Session<'_>> = match session.is_whole_day {
        true => Vec::new(),
        false => note.remarks.sittings().map(sitting).collect(),
    };
    if sittings.is_empty() {
        vec![session]
    } else {
        sittings
    }
}

fn session<'c>(case: &Case<'c>, index: usize, mut rows: Vec<&'c LineRow>) -> Option<Session<'c>> {
    let note = case.ledger.note(index);
    // What was given in the community and billed apart does not document the program's day beside it,
    // nor the day's note that service.
    let is_of_day = |row: &LineRow| {
        row.billed.level.is_day_program() && row.billed.is_per_diem() && !is_in_community(case, row)
    };
    let is_own = |row: &LineRow| row.links.first().is_some_and(|link| link.note == index);
    let has_day = rows.iter().any(|row| is_of_day(row));
    let mut away = rows.iter().filter(|row| is_in_community(case, row));
    let is_away = away.any(|row| is_own(row));
    if is_away && has_day {
        rows.retain(|row| !is_of_day(row));
    } else if has_day {
        rows.retain(|row| !is_in_community(case, row));
    }
    let time = note.time.as_ref()?;
    let (start, stop) = (time.start?.since_midnight(), time.stop?.since_midnight());
    let bill = |codes: &[&str]| {
        rows.iter()
            .all(|row| bills_any(case.ledger.service_line(row.id), codes))
    };
    let (is_service, needs_patient) = match note.kind {
        // A nursing contact may fall within any session.
        NoteKind::NursingNote => (false, false),
        // Case management goes on without the patient; peer support and skills training do not. A
        // case manager's or team's contact or help on the job may, unless its note tells how the
        // patient took it.
        NoteKind::ProgramSummary => (has_day && note.service_date_to.is_none(), true),
        NoteKind::CaseManagement if bill(&["H0038", "H2014", "H2015", "H2017"]) => (true, true),
        NoteKind::CaseManagement | NoteKind::Unknown => {
            let is_contact = (bill(&["H0039", "H2023", "H2025", "H0036", "H2019"])
                // A case manager out with the patient; from the office one calls for them.
                || is_away && bill(&["T1016", "T1017"]))
                && note.elements.has(Element::Response)
                && !note.elements.has(Element::AudioOnly);
            (is_contact, false)
        }
        kind => (kind.is_therapeutic_service(), true),
    };
    (is_service && note.attendance.is_none() && start < stop).then_some(Session {
        note,
        rows,
        start,
        stop,
        span: time.span,
        needs_patient,
        is_away,
        is_whole_day: note.kind == NoteKind::ProgramSummary,
    })
}

/// Returns whether two overlapping sessions are two services, each billed apart.
pub(super) fn are_two_services(case: &Case<'_>, one: &Session<'_>, other: &Session<'_>) -> bool {
    // A program's whole day is compared with what was given away from it alone.
    let is_inside = |day: &Session<'_>, other: &Session<'_>| day.is_whole_day && !other.is_away;
    if is_inside(one, other) || is_inside(other, one) {
        return false;
    }
    let same_kind = one.note.kind == other.note.kind;
    let same_time = (one.start, one.stop) == (other.start, other.stop);
    // Two leaders write of one group; a note amended or copied stands twice.
    if same_kind
        && (same_time
            || one
                .author()
                .is_some_and(|author| Some(author) == other.author()))
    {
        return false;
    }
    let is_add_on = |row: &LineRow| {
        let codes = ["90785", "90833", "90836", "90838", "90840"];
        bills_any(case.ledger.service_line(row.id), &codes)
    };
    let mixed = one.rows.iter().chain(&other.rows).any(|row| is_add_on(row));
    // Two of a team see one patient together and bill its code for both.
    let code = |row: &LineRow| {
        let line = case.ledger.service_line(row.id);
        line.procedure.as_ref().map(|code| code.value.clone())
    };
    let is_of_team = |session: &Session<'_>| !session.needs_patient;
    let one_team = (is_of_team(one) || is_of_team(other))
        && one
            .rows
            .iter()
            .any(|row| other.rows.iter().any(|theirs| code(row) == code(theirs)));
    // A session within a program day that is billed per diem alone is one billed service.
    let each_has_own = one.own_rows(other).next().is_some() && other.own_rows(one).next().is_some();
    each_has_own && !mixed && !one_team
}
