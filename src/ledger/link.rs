//! Links notes to the service lines they document, with a confidence and a reason.
//!
//! A per diem is documented by every note of delivery on the day. A session is documented by one
//! note of a fitting kind, and a note documents one session, so that two billed groups need two
//! group notes, be they billed on two lines or as two units of one. A day program's note of the day
//! tells of all its services and documents each of them; an add-on is documented by the note of
//! the service that it was added to. It does not decide whether the documentation is good enough;
//! rules do.

use super::entry::{
    is_call, is_dose, is_dosing_entry, is_form, is_talk, is_telephone_visit, misses_day,
    misses_dose, misses_session,
};
use super::fits::{documents, may_document};
use super::{LineRow, NoteLink, PatientRecord};
use crate::model::LineId;
use crate::model::{
    AttendanceStatement, AuthorClass, DateBasis, Element, Note, NoteKind, PersonName, RemarkKind,
    ServiceDate, SignatureState,
};
use crate::policy::{Policy, ServiceFamily, UnitBasis, is_given_by_technicians};
use std::collections::{BTreeMap, BTreeSet};

/// Links every note to the lines it documents.
pub(super) fn link(record: &PatientRecord, policy: &Policy, rows: &mut [LineRow]) {
    let mut notes_by_date: BTreeMap<ServiceDate, Vec<usize>> = BTreeMap::new();
    for (index, note) in record.notes.iter().enumerate() {
        if let Some(date) = note.date() {
            notes_by_date.entry(date).or_default().push(index);
        }
    }
    let mut sessions_by_date: BTreeMap<ServiceDate, Vec<usize>> = BTreeMap::new();
    for (index, row) in rows.iter_mut().enumerate() {
        if let Some(days) = bundle_days(row) {
            for day in days {
                for &note in notes_by_date.get(&day).map_or(&[][..], Vec::as_slice) {
                    row.links.extend(per_diem_link(record, row, note, day));
                }
            }
            row.links
                .sort_by_key(|link| (link.day, std::cmp::Reverse(link.confidence), link.note));
        } else {
            for &day in &row.days {
                sessions_by_date.entry(day).or_default().push(index);
            }
        }
    }
    for (day, lines) in sessions_by_date {
        let notes = notes_by_date.get(&day).map_or(&[][..], Vec::as_slice);
        assign_sessions(record, policy, rows, &lines, notes, day);
    }
}

/// Returns the days whose notes document a line that pays for whole days; `None` for sessions. A
/// weekly or monthly bundle is dated by its first day.
fn bundle_days(row: &LineRow) -> Option<Vec<ServiceDate>> {
    let length = match row.billed.unit {
        UnitBasis::Day => return Some(row.days.clone()),
        UnitBasis::Week => 7,
        UnitBasis::Month => 31,
        _ => return None,
    };
    let whole = |first: ServiceDate| (0..length).map(move |offset| first.plus_days(offset));
    match row.days.as_slice() {
        [first] => Some(whole(*first).collect()),
        days => Some(days.to_vec()),
    }
}

/// Lists notes that document a service and are linked to no line.
pub(super) fn unlinked(record: &PatientRecord, rows: &[LineRow]) -> Vec<usize> {
    let linked: BTreeSet<usize> = rows
        .iter()
        .flat_map(|row| row.links.iter().map(|link| link.note))
        .collect();
    record
        .notes
        .iter()
        .enumerate()
        .filter(|(index, note)| {
            !linked.contains(index)
                && note.kind.is_therapeutic_service()
                && note.attendance.is_none()
                && note.date().is_some()
        })
        .map(|(index, _)| index)
        .collect()
}

fn per_diem_link(
    record: &PatientRecord,
    row: &LineRow,
    index: usize,
    day: ServiceDate,
) -> Option<NoteLink> {
    let note = &record.notes[index];
    if is_form(note) {
        return None;
    }
    if is_dose(row) {
        if misses_dose(note) {
            return None;
        }
        if is_talk(note) {
            // Where the chart holds no dosing entry at all, the log of doses was not supplied.
            let has_log = record.notes.iter().any(is_dosing_entry);
            return Some(NoteLink {
                note: index,
                day,
                confidence: discounted(record, note, if has_log { 60 } else { IN_DOUBT }),
                reason: "session of the same day, which shows no dose",
            });
        }
    }
    if row.billed.level.is_day_program() && misses_day(note) {
        return None;
    }
    if note.kind.is_not_delivery() || says_away(note) {
        let shows = row.billed.level.is_24_hour() && shows_presence(note);
        return shows.then(|| NoteLink {
            note: index,
            day,
            confidence: discounted(record, note, IN_DOUBT),
            reason: "signed record of the day of stay that shows no service of its own",
        });
    }
    let (base, reason) = match note.kind {
        kind if kind.is_therapeutic_service() => (96, "service note of the same day"),
        NoteKind::ShiftNote
        | NoteKind::Flowsheet
        | NoteKind::MedicationRecord
        | NoteKind::DischargeSummary
        | NoteKind::HistoryAndPhysical
            if row.billed.level.is_24_hour() =>
        {
            (94, "record of the same day of stay")
        }
        NoteKind::MedicationRecord if row.billed.family == ServiceFamily::Medication => {
            (94, "record of doses in the billed time")
        }
        NoteKind::ProgramSummary if note.service_date_to.is_none() => {
            (90, "program summary of the same day")
        }
        // A community team's day is made of its contacts, whoever of the team had them.
        NoteKind::CaseManagement | NoteKind::Contact | NoteKind::ShiftNote
            if row.billed.family == ServiceFamily::Support =>
        {
            (94, "contact of the same day")
        }
        // A day program is paid for services; a shift note alone shows presence, not treatment.
        NoteKind::ShiftNote | NoteKind::Unknown => (82, "note of the same day, kind not certain"),
        NoteKind::CaseManagement => (80, "case management of the same day"),
        // An incident, a hold or a call of the day shows the patient in the house.
        _ if row.billed.level.is_24_hour() && is_signed(note) => {
            (IN_DOUBT, "signed record of the same day of stay")
        }
        _ => (60, "document of the same day that shows no service"),
    };
    Some(NoteLink {
        note: index,
        day,
        confidence: discounted(record, note, base),
        reason,
    })
}

/// The confidence of what shows a patient in residence without telling of a service: enough that
/// nobody can say that the day has no record, too little to document it.
const IN_DOUBT: u8 = 72;

/// Returns whether a note that is no delivery of service was made with the patient in the house: a
/// plan's review, an order, or the record of leaving on a pass that day.
fn shows_presence(note: &Note) -> bool {
    let is_clinical = matches!(
        note.kind,
        NoteKind::TreatmentPlan
            | NoteKind::PlanReview
            | NoteKind::SafetyPlan
            | NoteKind::Certification
            | NoteKind::Recertification
            | NoteKind::Order
    );
    let leaves = note
        .attendance
        .is_some_and(|statement| statement.value == AttendanceStatement::OnPass);
    is_signed(note) && (is_clinical && note.attendance.is_none() || leaves)
}

fn is_signed(note: &Note) -> bool {
    note.signature.state == SignatureState::Signed
}

/// Assigns notes to session lines of one day, best fits first.
fn assign_sessions(
    record: &PatientRecord,
    policy: &Policy,
    rows: &mut [LineRow],
    lines: &[usize],
    notes: &[usize],
    day: ServiceDate,
) {
    let mut fits: Vec<(u8, u8, usize, usize, &'static str)> = Vec::new();
    for &line in lines {
        for &index in notes {
            let note = &record.notes[index];
            if note.attendance.is_some_and(|statement| {
                matches!(
                    statement.value,
                    AttendanceStatement::NoShow | AttendanceStatement::Refused
                )
            }) {
                continue;
            }
            if let Some((base, reason)) = session_fit(record, &rows[line], note) {
                let confidence = discounted(record, note, base);
                let closeness = time_closeness(record, policy, &rows[line], note);
                fits.push((confidence, closeness, line, index, reason));
            }
        }
    }
    // Highest confidence first, then the note whose minutes fit the code best, then file order.
    fits.sort_by_key(|&(confidence, closeness, line, note, _)| {
        (
            std::cmp::Reverse(confidence),
            std::cmp::Reverse(closeness),
            line,
            note,
        )
    });
    let mut note_used: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut line_done: BTreeSet<usize> = BTreeSet::new();
    for pass in [Pass::OneToOne, Pass::MoreUnits, Pass::Remaining] {
        for &(confidence, _, line, note, reason) in &fits {
            let tells_of_several = tells_of_several_sessions(&record.notes[note]);
            let users = note_used.entry(note).or_default();
            let free = tells_of_several
                || users
                    .iter()
                    .all(|&other| may_share(record, rows, other, line));
            let wanted = match pass {
                Pass::OneToOne => !line_done.contains(&line),
                Pass::MoreUnits => {
                    let linked = rows[line].links.iter().filter(|link| link.day == day);
                    // A note of several sessions documents those of another line, too.
                    (users.is_empty() || tells_of_several)
                        && confidence >= SAME_KIND
                        && linked.count() < sessions_a_day(record, &rows[line])
                }
                // A timed or hourly code can be made up of several contacts of the day.
                Pass::Remaining => {
                    users.is_empty()
                        && matches!(rows[line].billed.unit, UnitBasis::Fifteen | UnitBasis::Hour)
                }
            };
            if free && wanted && !users.contains(&line) {
                users.push(line);
                line_done.insert(line);
                rows[line].links.push(NoteLink {
                    note,
                    day,
                    confidence,
                    reason,
                });
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Pass {
    OneToOne,
    MoreUnits,
    Remaining,
}

/// The least confidence at which a note is taken for a further unit: its kind is the line's.
const SAME_KIND: u8 = 85;

/// Returns how many sessions a line bills for each of its days: units of a code that is not paid
/// by time are sessions.
pub fn sessions_a_day(record: &PatientRecord, row: &LineRow) -> usize {
    // Units of tests are hours, those of a drug its doses, those of screenings forms.
    let is_counted = matches!(
        row.billed.family,
        ServiceFamily::Minor | ServiceFamily::Testing | ServiceFamily::Unknown
    );
    if row.billed.unit != UnitBasis::Session || is_counted || row.days.is_empty() {
        return 1;
    }
    let line = &record.claims[row.id.claim].lines[row.id.line];
    let units = line.units.as_ref().map_or(1, |units| units.value.floor());
    // More than a day can hold is an error of the claim, not so many sessions.
    let each = usize::try_from(units).unwrap_or(1) / row.days.len();
    each.clamp(1, 8)
}

/// Returns whether two lines may rest on one note: a replaced claim and its replacement, the same
/// service sent twice on different claims (a duplicate is its own fault, not a missing note), a
/// psychotherapy add-on and its evaluation and management, or the parts of one testing: a report
/// tells of the evaluation and of the tests given and scored for it.
fn may_share(record: &PatientRecord, rows: &[LineRow], one: usize, other: usize) -> bool {
    let (a, b) = (&rows[one], &rows[other]);
    if a.superseded != b.superseded {
        return true;
    }
    let code = |id: LineId| {
        record.claims[id.claim].lines[id.line]
            .procedure
            .as_ref()
            .map(|code| code.value.as_str())
    };
    if a.id.claim != b.id.claim && code(a.id) == code(b.id) {
        return true;
    }
    let is_add_on = |row: &LineRow| {
        row.billed.family == ServiceFamily::Minor || code(row.id).is_some_and(is_add_on)
    };
    let is_testing = |row: &LineRow| row.billed.family == ServiceFamily::Testing;
    is_add_on(a) || is_add_on(b) || is_testing(a) && is_testing(b) && code(a.id) != code(b.id)
}

/// Returns whether the code is billed only beside another, in whose note it is documented:
/// psychotherapy with a visit, interactive complexity, further time of a crisis, a visit or a test.
fn is_add_on(code: &str) -> bool {
    is_visit_add_on(code)
        || matches!(
            code,
            "90785"
                | "90840"
                | "96113"
                | "96121"
                | "96131"
                | "96133"
                | "96137"
                | "96139"
                | "99415"
                | "99416"
                | "99417"
                | "99418"
                | "G2211"
                | "G2212"
        )
}

/// Returns whether the code is psychotherapy added to a visit, or medication reviewed beside it.
fn is_visit_add_on(code: &str) -> bool {
    matches!(code, "90833" | "90836" | "90838" | "90863")
}

/// Returns whether notes of the kind document a service that interactive complexity is added to:
/// an evaluation, psychotherapy or group psychotherapy, with or without a visit. Whether it may be
/// added is COD-019's to say: beside family therapy it may not, and is documented all the same.
fn may_be_complex(kind: NoteKind) -> bool {
    use ServiceFamily as F;
    [
        F::Assessment,
        F::EvaluationManagement,
        F::Individual,
        F::Group,
        F::Family,
        F::Crisis,
    ]
    .iter()
    .any(|&family| documents(kind, family))
}

/// Returns whether a note tells of a program day with all its services: the daily note of a day
/// program, or a note with times of several sittings.
pub fn tells_of_several_sessions(note: &Note) -> bool {
    is_day_note(note)
        || note.kind.is_therapeutic_service()
            && (note.remarks.first(RemarkKind::MoreTimes).is_some()
                || note.time.is_some_and(|time| time.sessions > 1)
                || is_parted(note) && note.level_hint.is_some())
}

/// Returns whether a note is a day program's summary of one day.
pub fn is_day_note(note: &Note) -> bool {
    note.kind == NoteKind::ProgramSummary
        && note.attendance.is_none()
        && note
            .service_date_to
            .is_none_or(|to| Some(to) == note.date())
}

/// Returns whether a note's time is made of several sittings with gaps between them.
fn is_parted(note: &Note) -> bool {
    note.time.is_some_and(|time| {
        let whole = match (time.start, time.stop) {
            (Some(start), Some(stop)) => {
                stop.since_midnight().saturating_sub(start.since_midnight())
            }
            _ => 0,
        };
        time.minutes + note.remarks.paused() < whole
    })
}

fn session_fit(record: &PatientRecord, row: &LineRow, note: &Note) -> Option<(u8, &'static str)> {
    if is_form(note) || misses_session(note) {
        return None;
    }
    let line = &record.claims[row.id.claim].lines[row.id.line];
    let code = line.procedure.as_ref().map(|code| code.value.as_str());
    let (base, reason) = if documents(note.kind, row.billed.family) {
        (95, "same date and kind of service")
    } else if code.is_some_and(is_visit_add_on)
        && documents(note.kind, ServiceFamily::EvaluationManagement)
    {
        (94, "note of the visit that it was added to")
    } else if code.is_some_and(is_telephone_visit) && is_call(note) {
        (94, "record of the telephone visit")
    } else if code == Some("90785") && may_be_complex(note.kind) {
        (94, "note of the service that it was added to")
    } else if row.billed.family == ServiceFamily::Individual
        && is_visit_with_talk(note)
        && (note.title.is_none() || is_same_clinician(record, row, note) != Some(false))
    {
        (IN_PLACE, "prescriber's note that tells of psychotherapy")
    } else if is_day_note(note) && is_told_by_day(row) {
        (88, "note of the program day that it was part of")
    } else if may_document(note, row.billed.family) {
        (
            IN_PLACE,
            "note of the same date, as others of the team write it",
        )
    } else {
        match note.kind {
            NoteKind::ProgressNote => (90, "progress note of the same date"),
            NoteKind::Unknown => (82, "note of the same date, kind not certain"),
            kind if kind.is_not_delivery() => return None,
            _ => (45, "note of the same date, another kind of service"),
        }
    };
    let Some(same) = is_same_clinician(record, row, note) else {
        return Some((base, reason));
    };
    let code = line.procedure.as_ref();
    let by_technician = code.is_some_and(|code| is_given_by_technicians(&code.value));
    // Supervised and incident-to services are signed by another than the one billed, so a
    // different name lowers the confidence without breaking the link.
    Some(if same {
        ((base + 3).min(99), reason)
    } else if by_technician {
        (base, reason)
    } else {
        (base.saturating_sub(4), reason)
    })
}

/// Returns whether the note is by the clinician whom the line names; `None` where either names none.
fn is_same_clinician(record: &PatientRecord, row: &LineRow, note: &Note) -> Option<bool> {
    let claim = &record.claims[row.id.claim];
    let billed = claim.rendering_for(&claim.lines[row.id.line])?.person()?;
    let author = note.author.as_ref()?;
    Some(PersonName::parse(&author.value).is_some_and(|name| is_same(&name, &billed)))
}

/// Returns whether a prescriber's note tells of psychotherapy: its method or its time. Under a title
/// for visits it speaks for its own author only, for it may name the method of another's therapy.
fn is_visit_with_talk(note: &Note) -> bool {
    note.kind == NoteKind::PrescriberNote
        && (note.elements.has(Element::Modality)
            || note.remarks.first(RemarkKind::TherapyTime).is_some())
}

/// The confidence of a note whose kind is not the usual one for a service but may document it: less
/// than of any note whose kind fits, so that another line that it is meant for has it first.
const IN_PLACE: u8 = 84;

/// Returns whether two names may be one person's: the same, or an initial in place of the first.
fn is_same(one: &PersonName, other: &PersonName) -> bool {
    let first = |name: &PersonName| name.first.trim_end_matches('.').to_lowercase();
    let (a, b) = (first(one), first(other));
    let is_initial = |short: &str, long: &str| {
        short.chars().count() == 1 && short.chars().next() == long.chars().next()
    };
    one.key() == other.key()
        || one.last.eq_ignore_ascii_case(&other.last) && (is_initial(&a, &b) || is_initial(&b, &a))
}

/// Returns whether a day program's note of the day tells of services like the line's: its groups
/// and activities, and whatever else is billed as a part of the program.
fn is_told_by_day(row: &LineRow) -> bool {
    use ServiceFamily as F;
    match row.billed.family {
        F::Group | F::Program => true,
        F::Individual | F::Family => row.billed.level.is_day_program(),
        _ => false,
    }
}

/// Returns how well the note's minutes, else its author, fit the code, 0 to 3.
fn time_closeness(record: &PatientRecord, policy: &Policy, row: &LineRow, note: &Note) -> u8 {
    let line = &record.claims[row.id.claim].lines[row.id.line];
    let Some(code) = &line.procedure else {
        return 0;
    };
    if row.billed.family == ServiceFamily::EvaluationManagement || code.value.as_str() == "90792" {
        return prescriber_closeness(note);
    }
    let key = match code.value.as_str() {
        "90832" | "90833" => "psychotherapy.minutes.90832",
        "90834" | "90836" => "psychotherapy.minutes.90834",
        "90837" | "90838" => "psychotherapy.minutes.90837",
        _ => return staff_closeness(code.value.as_str(), note),
    };
    let Some(time) = &note.time else { return 0 };
    let least = row.terms(policy).number(key).max(0) as u32;
    match time.minutes {
        minutes if minutes >= least && minutes < least + 22 => 3,
        minutes if minutes >= least => 2,
        _ => 1,
    }
}

/// Returns how well the author suits a medical visit, 0 to 2: of an evaluation by a physician and
/// one by a social worker on the same day the physician's is the visit.
fn prescriber_closeness(note: &Note) -> u8 {
    let class = note.credential.as_ref().map(|found| found.value.class);
    match class {
        Some(class) if class.is_prescriber() => 2,
        None => 1,
        Some(_) => 0,
    }
}

/// Returns how well the author suits a group of a program, 1 to 2: of several groups of a day the
/// nurse's is the one billed as education, the therapist's the one billed as psychotherapy, that of
/// an occupational therapist the one billed as such.
fn staff_closeness(code: &str, note: &Note) -> u8 {
    use AuthorClass as C;
    let Some(credential) = note.credential.as_ref().map(|found| &found.value) else {
        return 1;
    };
    let class = credential.class;
    let is_of_activity = class == C::ActivityTherapist;
    let suits = match code {
        "G0177" => class == C::Nurse,
        "G0129" => is_of_activity && is_occupational(&credential.text),
        "G0176" => is_of_activity && !is_occupational(&credential.text),
        "90853" | "G0410" | "G0411" => matches!(
            class,
            C::Physician | C::OtherPrescriber | C::Psychologist | C::Independent | C::Supervised
        ),
        _ => false,
    };
    if suits { 2 } else { 1 }
}

/// Returns whether a credential is an occupational therapist's or assistant's: OTR/L, OTD, COTA.
fn is_occupational(credential: &str) -> bool {
    let lower = credential.to_ascii_lowercase();
    let mut words = lower.split(|c: char| !c.is_ascii_alphabetic());
    words.any(|word| word.starts_with("ot") || word.starts_with("cota") || word == "occupational")
}

/// Lowers a confidence for a date or patient that is not certain.
fn discounted(record: &PatientRecord, note: &Note, base: u8) -> u8 {
    let for_date = match note.service_date {
        Some((_, DateBasis::Signature)) => 10,
        Some((_, DateBasis::FileName)) => 2,
        _ => 0,
    };
    let for_patient = if record.confidence < 80 { 10 } else { 0 };
    base.saturating_sub(for_date + for_patient)
}

fn says_away(note: &Note) -> bool {
    note.attendance.is_some_and(|statement| {
        matches!(
            statement.value,
            AttendanceStatement::NoShow | AttendanceStatement::OnPass | AttendanceStatement::Awol
        )
    })
}
