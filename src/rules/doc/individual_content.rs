//! DOC-019: a group note, or a whole per-diem day, says next to nothing of this one patient.

use super::gaps::{self, Gap, is_therapy_note, rests_therapy_on};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::Stay;
use crate::model::{Assertion, Dimension, Direction, Note, NoteKind, ServiceDate};
use crate::rules::dates::{counted, listed};
use crate::rules::relied::relied;
use crate::rules::stay::{on_stay, risk_on};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};
use std::collections::BTreeSet;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DOC-019",
    name: "insufficient-individual-content",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "group notes that billed lines or days rest on, and days billed per diem",
    authority: &[
        Authority {
            cite: "Medicare Benefit Policy Manual ch. 6 §70.3",
            verified: false,
        },
        Authority {
            cite: "local coverage determinations on psychiatric services",
            verified: false,
        },
    ],
    checks: "A group note describes the group in individual.shared_words words or more, has fewer \
             than individual.least_words words besides, and these hold no quote, no rating, no \
             symptom and fewer than individual.rare_words words that notes of anybody do not use; \
             or it has fewer than individual.bare_words words, and none of the kind. A \
             day billed per diem: all its notes together have fewer than individual.least_words \
             such words, and no flowsheet, medication record or examination stands beside them.",
    why: "A description of the group fits everyone in it; payers deny a service whose note could \
          be any patient's.",
    cure: &[Cure::C3, Cure::C8],
    params: &[
        "individual.least_words",
        "individual.bare_words",
        "individual.shared_words",
        "individual.rare_words",
        "elements.pattern_notes",
        "fail.confidence",
    ],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let is_bare = |note: &Note| {
        note.kind == NoteKind::GroupNote && is_therapy_note(note) && is_bare(case, note)
    };
    let mut told: BTreeSet<ServiceDate> = BTreeSet::new();
    let mut found = Vec::new();
    for relied in relied(case, |_, note| !is_bare(note)) {
        if relied.note.kind != NoteKind::GroupNote {
            checks.not_applicable(&RULE);
        } else if is_bare(relied.note) && rests_therapy_on(&relied) {
            told.extend(relied.note.date());
            found.push(gap(relied));
        } else {
            checks.pass(&RULE);
        }
    }
    gaps::report(case, checks, &RULE, found);
    for stay in &case.ledger.stays {
        let days: Vec<ServiceDate> = stay
            .days
            .iter()
            .copied()
            .filter(|day| !told.contains(day) && is_bare_day(case, stay, *day))
            .collect();
        if !days.is_empty() {
            report_days(case, checks, stay, &days);
        }
    }
}

/// Returns whether a group note says next to nothing of its patient.
fn is_bare(case: &Case<'_>, note: &Note) -> bool {
    let elements = &note.elements;
    let own = i64::from(elements.own_words());
    let shared = i64::from(elements.shared_words);
    let limit = if shared >= case.policy.number("individual.shared_words") {
        case.policy.number("individual.least_words")
    } else {
        case.policy.number("individual.bare_words")
    };
    own < limit && is_anybodys(case, note) && !tells_of_patient(note)
}

/// Returns whether a note uses next to no words that notes of anybody do not use.
fn is_anybodys(case: &Case<'_>, note: &Note) -> bool {
    i64::from(note.elements.specifics) < case.policy.number("individual.rare_words")
}

/// Returns whether a note affirms a symptom or a danger of its patient, or rates one: "craving
/// 2/10" is low, and yet said of one person only.
fn tells_of_patient(note: &Note) -> bool {
    note.mentions.iter().any(|mention| {
        mention.assertion == Assertion::Affirmed
            && !mention.flipped
            && (mention.direction == Direction::H || mention.measure.is_some())
            && matches!(
                mention.dimension,
                Dimension::D1 | Dimension::D2 | Dimension::D3 | Dimension::D5 | Dimension::D6
            )
            && !within_shared(note, mention.span)
    })
}

fn within_shared(note: &Note, span: crate::text::Span) -> bool {
    note.elements
        .shared
        .is_some_and(|shared| shared.contains(&span))
}

fn gap(relied: crate::rules::relied::Relied<'_>) -> Gap<'_> {
    let elements = &relied.note.elements;
    let own = elements.own_words();
    let what = format!(
        "has {} on this patient beside {} on the group, and they could be said of anybody",
        counted(usize::from(own), "word"),
        elements.shared_words,
    );
    let shared = elements.shared.map(Evidence::supports);
    let own_place = elements.own.map(Evidence::supports);
    let whole = relied.note.spans.iter().take(2).copied();
    Gap {
        what,
        confidence: if own < 12 { 80 } else { 70 },
        evidence: shared
            .into_iter()
            .chain(own_place)
            .chain(whole.map(Evidence::searched))
            .collect(),
        relied,
    }
}

/// Returns whether everything that was written on a billed day says next to nothing.
fn is_bare_day(case: &Case<'_>, stay: &Stay, day: ServiceDate) -> bool {
    let is_per_diem = stay.lines.iter().any(|&id| {
        let row = case.ledger.row(id);
        row.is_some_and(|row| row.billed.is_per_diem() && row.days.contains(&day))
    });
    let notes = case.ledger.notes_on(day);
    if !is_per_diem || notes.is_empty() {
        return false;
    }
    let mut own = 0;
    for &index in notes {
        let note = case.ledger.note(index);
        let elements = &note.elements;
        // Tables, examinations, and what could not be read, say more than their words.
        let is_written = matches!(
            note.kind,
            NoteKind::GroupNote
                | NoteKind::IndividualNote
                | NoteKind::FamilyNote
                | NoteKind::ProgressNote
                | NoteKind::ShiftNote
                | NoteKind::ProgramSummary
        );
        if !is_written
            || !elements.were_read()
            || !note.flowsheet.is_empty()
            // A line of a house's log is as short as it should be.
            || note.marks.of_log.is_some()
            || note.attendance.is_some()
            || !is_anybodys(case, note)
            || tells_of_patient(note)
        {
            return false;
        }
        own += i64::from(elements.own_words());
    }
    own < case.policy.number("individual.least_words")
}

fn report_days(case: &Case<'_>, checks: &mut Checks, stay: &Stay, days: &[ServiceDate]) {
    let message = format!(
        "{}: all notes of {} together have fewer than {} words on this patient, {}: {}",
        stay.level,
        counted(days.len(), "billed day"),
        case.policy.number("individual.least_words"),
        case.absence_words(),
        listed(days),
    );
    let notes = days.iter().flat_map(|day| case.ledger.notes_on(*day));
    let places: Vec<Evidence> = notes
        .take(12)
        .map(|&note| Evidence::supports(head(case.ledger.note(note))))
        .collect();
    let mut finding = on_stay(case, stay, RULE.finding(Outcome::Warn, message), days);
    finding.exposure = ExposureKind::Day;
    finding.at_risk = risk_on(case, stay, days);
    checks.report(finding.with_all(places));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::outcomes;

    fn group(note: &str) -> String {
        format!("note 2026-01-05 group {note}\nclaim C1 P\nline 2026-01-05 90853")
    }

    #[test]
    fn fires_where_the_words_are_the_groups() {
        let bare = group("has response words 68 shared 60");
        assert_eq!(outcomes(&RULE, &bare), ["fail C1/1 2026-01-05"]);
        let thin = group("has response words 75 shared 60");
        assert_eq!(outcomes(&RULE, &thin), ["warn C1/1 2026-01-05"]);
    }

    #[test]
    fn a_short_but_own_part_is_enough() {
        for note in [
            "words 90 shared 60",
            "words 75 shared 60 specifics 5",
            "words 75 shared 60\nmention D5-01 affirmed H w2",
            "words 75 shared 60\nmention D5-01 affirmed L w1 ratio 2/10",
            // No description of the group to be told from.
            "words 25",
            "words 0",
        ] {
            assert_eq!(outcomes(&RULE, &group(note)), [""; 0], "{note}");
        }
        let generic = group("words 75 shared 60\nmention D4-01 affirmed L w2");
        assert_eq!(
            outcomes(&RULE, &generic).len(),
            1,
            "taking part is no symptom"
        );
    }

    #[test]
    fn a_day_with_a_dozen_words_warns_once_a_stay() {
        let day = |more: &str| {
            format!(
                "note 2026-01-05 shift words 9\nnote 2026-01-06 shift words 80\n{more}\n\
                 claim C1 I\nline 2026-01-05..2026-01-06 H2036 rev 1002"
            )
        };
        assert_eq!(outcomes(&RULE, &day("")), ["warn C1/1 2026-01-05"]);
        for more in [
            "note 2026-01-05 flowsheet",
            "note 2026-01-05 nursing words 9",
        ] {
            assert_eq!(outcomes(&RULE, &day(more)), [""; 0], "{more}");
        }
        let log = day("").replace("words 9", "words 9 logged");
        assert_eq!(outcomes(&RULE, &log), [""; 0]);
    }
}
