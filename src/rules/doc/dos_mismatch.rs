//! DOC-015: the note of a billed service carries another date than the claim.

use super::note_missing::{describe, needs_note, says_absent, undocumented};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{LineRow, documents};
use crate::model::{Note, PersonName, Provider, ServiceDate};
use crate::rules::relied::{kind_words, risk_of_days};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};
use std::collections::BTreeSet;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DOC-015",
    name: "dos-mismatch-note-vs-claim",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "sessions, and days of day programs",
    authority: &[Authority {
        cite: "Social Security Act §1833(e)",
        verified: true,
    }],
    checks: "A billed service has no note of its date, and within dos_mismatch.days stands a note \
             of the same kind of service, by the rendering clinician where the claim names one, \
             that documents no other billed service and whose date is not billed.",
    why: "A note of another date does not document the billed one; the line is denied although \
          the service may have been given.",
    cure: &[Cure::C4],
    params: &["dos_mismatch.days", "match.confidence", "fail.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

/// A billed day whose note carries another date.
pub(super) struct Mismatch<'c> {
    /// The line.
    pub row: &'c LineRow,
    /// The billed day.
    pub day: ServiceDate,
    /// The note.
    pub note: &'c Note,
    /// The note's date.
    pub noted: ServiceDate,
    /// Whether the clinician on the claim wrote it.
    pub same_author: bool,
}

fn check(case: &Case<'_>, checks: &mut Checks) {
    let found = mismatches(case);
    let rows: BTreeSet<_> = found.iter().map(|mismatch| mismatch.row.id).collect();
    for (row, _, line) in case.live() {
        if !needs_note(row, line) || row.billed.level.is_24_hour() {
            checks.not_applicable(&RULE);
        } else if !rows.contains(&row.id) {
            checks.pass(&RULE);
        }
    }
    for mismatch in found {
        let claim = case.ledger.claim(mismatch.row.id);
        let line = case.ledger.service_line(mismatch.row.id);
        let (confidence, whose) = if mismatch.same_author {
            (90, "by the same clinician ")
        } else {
            (70, "")
        };
        let place = mismatch
            .note
            .service_date
            .map_or_else(|| head(mismatch.note), |(date, _)| date.span);
        let finding = RULE
            .finding(
                Outcome::Fail,
                format!(
                    "line {}: {} is billed for {}, where no note documents it; the nearest {} {whose}is \
                     dated {} and documents no billed service. Compare with the schedule, then \
                     bill the true date",
                    line.number,
                    describe(line),
                    mismatch.day,
                    kind_words(mismatch.note.kind),
                    mismatch.noted,
                ),
            )
            .on_line(&claim.id, line.number)
            .dated(mismatch.day)
            .risking(risk_of_days(mismatch.row, &[mismatch.day]))
            .with(Evidence::supports(place))
            .with(Evidence::supports(line.span))
            .with_confidence(confidence, case.policy.number("fail.confidence"));
        checks.report(finding);
    }
}

/// Returns the billed days whose note carries another date. A note explains one day, the nearest
/// day gets it, and a note on a billed day of the same service explains nothing.
pub(super) fn mismatches<'c>(case: &Case<'c>) -> Vec<Mismatch<'c>> {
    let reach = case.policy.number("dos_mismatch.days");
    let mut candidates: Vec<(i64, bool, &'c LineRow, ServiceDate, usize)> = Vec::new();
    let mut billed = BTreeSet::new();
    for (row, _, _) in case.live() {
        billed.extend(row.days.iter().map(|&day| (row.billed.family, day)));
    }
    for (row, claim, line) in case.live() {
        // A 24-hour stay has notes on the unbilled days around it.
        if !needs_note(row, line) || row.billed.level.is_24_hour() || row.days.len() > 31 {
            continue;
        }
        let rendering = claim.rendering_for(line).and_then(Provider::person);
        let mut days = undocumented(case, row);
        // What was missed was not given on another day.
        days.retain(|&day| !says_absent(case, row, day));
        for day in days {
            for offset in (-reach..=reach).filter(|offset| *offset != 0) {
                let noted = day.plus_days(offset);
                if billed.contains(&(row.billed.family, noted)) {
                    continue;
                }
                for &index in case.ledger.notes_on(noted) {
                    let note = case.ledger.note(index);
                    let author = note
                        .author
                        .as_ref()
                        .and_then(|name| PersonName::parse(&name.value));
                    let same = match (&rendering, &author) {
                        (Some(billed), Some(wrote)) => billed.key() == wrote.key(),
                        _ => false,
                    };
                    let other = rendering.is_some() && author.is_some() && !same;
                    let is_free = case.ledger.unlinked_notes.binary_search(&index).is_ok();
                    if is_free && !other && documents(note.kind, row.billed.family) {
                        candidates.push((offset.abs(), !same, row, day, index));
                    }
                }
            }
        }
    }
    candidates
        .sort_by_key(|&(distance, other, row, day, note)| (other, distance, row.id, day, note));
    let mut used_notes = BTreeSet::new();
    let mut used_days = BTreeSet::new();
    let mut found = Vec::new();
    for (_, other, row, day, index) in candidates {
        if used_notes.contains(&index) || used_days.contains(&(row.id, day)) {
            continue;
        }
        let note = case.ledger.note(index);
        let Some(noted) = note.date() else { continue };
        used_notes.insert(index);
        used_days.insert((row.id, day));
        found.push(Mismatch {
            row,
            day,
            note,
            noted,
            same_author: !other,
        });
    }
    found.sort_by_key(|mismatch| (mismatch.row.id, mismatch.day));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::doc::note_missing;
    use crate::rules::fixture::outcomes;

    const MOVED: &str = "complete
        note 2026-01-07 individual
        claim C1 P npi 1245319599
        line 2026-01-05 90837";

    #[test]
    fn fires_when_the_clinicians_note_stands_two_days_off() {
        assert_eq!(outcomes(&RULE, MOVED), ["fail C1/1 2026-01-05"]);
        assert_eq!(
            outcomes(&note_missing::RULE, MOVED),
            [""; 0],
            "one fault, one finding"
        );
    }

    #[test]
    fn without_a_named_clinician_it_warns() {
        let case = "complete\nnote 2026-01-07 individual\nclaim C1 P\nline 2026-01-05 90837";
        assert_eq!(outcomes(&RULE, case), ["warn C1/1 2026-01-05"]);
    }

    #[test]
    fn another_service_clinician_or_week_explains_nothing() {
        for case in [
            MOVED.replace("individual", "group"),
            MOVED.replace("individual", "individual by \"Ann Poe\" LCSW"),
            MOVED.replace("2026-01-07", "2026-01-12"),
            // The note documents its own billed session.
            format!("{MOVED}\nline 2026-01-07 90837"),
        ] {
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
            assert_eq!(
                outcomes(&note_missing::RULE, &case),
                ["fail C1/1 2026-01-05"],
                "{case}"
            );
        }
    }

    #[test]
    fn a_day_that_was_missed_was_not_given_on_another() {
        let day = "complete\nnote 2026-01-07 individual\nclaim C1 P\nline 2026-01-05 H0015";
        assert_eq!(outcomes(&RULE, day), ["warn C1/1 2026-01-05"]);
        let missed = day.replace("claim C1", "note 2026-01-05 group no-show\nclaim C1");
        assert_eq!(outcomes(&RULE, &missed), [""; 0]);
    }

    #[test]
    fn one_note_explains_one_day() {
        let case = format!("{MOVED}\nline 2026-01-06 90837");
        assert_eq!(outcomes(&RULE, &case), ["fail C1/2 2026-01-06"]);
    }
}
