//! Finds notes that may document a service although nothing ties them to it for sure: one that the
//! line's clinician wrote on the day under a title of another kind, and one without a date.

use super::staff::{author, can_be_one, rendering};
use crate::ledger::{LineRow, documents};
use crate::model::{Note, ServiceDate};
use crate::rules::Case;

/// A note that may document a service, and why that is not sure.
pub(super) struct Perhaps<'c> {
    pub(super) note: &'c Note,
    pub(super) why: &'static str,
}

/// Returns such a note for a service of some days. A note that documents another line is that
/// line's.
pub(super) fn perhaps_noted<'c>(
    case: &Case<'c>,
    row: &LineRow,
    days: &[ServiceDate],
) -> Option<Perhaps<'c>> {
    let is_free = |index: usize| {
        let rows = case.ledger.lines.iter();
        !rows
            .flat_map(|row| case.documentation(row))
            .any(|(link, _)| link.note == index)
    };
    let provider = rendering(case, row.id).map(|(name, _)| name.display());
    let is_providers = |note: &Note| {
        let written = author(note).zip(provider.as_deref());
        written.is_some_and(|(written, provider)| can_be_one(written, provider))
    };
    let is_missed = |note: &Note| note.attendance.is_some();
    let of_days = days.iter().flat_map(|day| case.ledger.notes_on(*day));
    let of_clinician = of_days
        .map(|&index| (index, case.ledger.note(index)))
        .filter(|(_, note)| !note.kind.is_not_delivery() && !is_missed(note) && is_providers(note))
        .find(|(index, _)| is_free(*index));
    if let Some((_, note)) = of_clinician {
        let why = "the clinician whom the line names wrote another note that day";
        return Some(Perhaps { note, why });
    }
    let undated = case.record.notes.iter().find(|note| {
        let is_others = provider.is_some() && author(note).is_some() && !is_providers(note);
        note.date().is_none()
            && documents(note.kind, row.billed.family)
            && !is_missed(note)
            && !is_others
    });
    undated.map(|note| Perhaps {
        note,
        why: "a note of that kind bears no date of service",
    })
}

#[cfg(test)]
mod tests {
    use super::super::note_missing::RULE;
    use crate::rules::fixture::outcomes;

    fn case(notes: &str) -> String {
        format!(
            "complete\nnote 2026-01-02 individual\n{notes}\nclaim C1 P by \"Poe, Ann\"\n\
             line 2026-01-09 90837"
        )
    }

    #[test]
    fn a_note_that_may_be_the_one_makes_it_doubtful() {
        for notes in [
            "note 2026-01-09 case-management by \"Ann Poe\" LCSW",
            "note 2026-01-09 group by \"A. Poe\" LCSW",
            "note 2026-01-09 individual no-date by \"Ann Poe\" LCSW",
        ] {
            assert_eq!(
                outcomes(&RULE, &case(notes)),
                ["warn C1/1 2026-01-09"],
                "{notes}"
            );
        }
    }

    #[test]
    fn what_cannot_be_the_one_leaves_it_missing() {
        for notes in [
            "note 2026-01-09 group by \"Max Gray\" LCSW",
            "note 2026-01-08 unknown by \"Ann Poe\" LCSW",
            "note 2026-01-09 plan-review by \"Ann Poe\" LCSW",
            "note 2026-01-09 group no-date by \"Ann Poe\" LCSW",
            "note 2026-01-09 individual no-date by \"Max Gray\" LCSW",
            "note 2026-01-09 group by \"Ann Poe\" LCSW\nclaim C2 P by \"Poe, Ann\"\n\
             line 2026-01-09 90853",
        ] {
            assert_eq!(
                outcomes(&RULE, &case(notes)),
                ["fail C1/1 2026-01-09"],
                "{notes}"
            );
        }
    }
}
