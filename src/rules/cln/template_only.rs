//! CLN-006: what remains of a note without the facility's template says almost nothing.

use super::copied::on_note;
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::tells_of_service;
use crate::model::{Note, NoteKind};
use crate::rules::relied::{kind_words, relied};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};
use crate::text::Span;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "CLN-006",
    name: "template-only-note",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "therapy, evaluation and prescriber notes; not nursing, shift and log entries",
    authority: &[Authority {
        cite: "Medicare Program Integrity Manual ch. 3 §3.3.2",
        verified: false,
    }],
    checks: "A note of at least clone.min_tokens words has fewer than template_only.tokens words \
             that are not template: words that clone.template_share of the facility's notes of \
             the kind (or of its title) share, each patient counting alike. A group's topic and \
             short values behind labels count as the note's own; ticked boxes count as a word \
             each. Where too few patients' notes teach a template, nothing is said.",
    why: "A note that is only its form does not show what was done for this patient on this day, \
          and payers treat the service as not documented.",
    cure: &[Cure::C0],
    params: &[
        "template_only.tokens",
        "clone.min_tokens",
        "clone.template_share",
        "clone.template_patients",
        "clone.template_notes",
    ],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let least = case.policy.number("template_only.tokens");
    let least_words = case.policy.number("clone.min_tokens");
    let mut empty: Vec<(usize, i64)> = Vec::new();
    for (index, note) in case.record.notes.iter().enumerate() {
        // What names nobody is often the head of a print whose parts name the members.
        let applies = is_narrative(note)
            && case.record.confidence > 0
            && i64::from(note.sketch.tokens) >= least_words;
        let beyond = case.record.words_of(index).beyond_template;
        let (true, Some(beyond)) = (applies, beyond) else {
            checks.not_applicable(&RULE);
            continue;
        };
        let own = i64::from(beyond) + i64::from(note.sketch.ticks) + i64::from(own_values(note));
        if own < least {
            empty.push((index, i64::from(beyond)));
        } else {
            checks.pass(&RULE);
        }
    }
    if empty.is_empty() {
        return;
    }
    let is_empty = |index: usize| empty.iter().any(|(found, _)| *found == index);
    let relied = relied(case, |index, _| !is_empty(index));
    for &(index, beyond) in &empty {
        let note = case.ledger.note(index);
        let Some(date) = note.date() else { continue };
        let message = format!(
            "the {} of {date} has {} words, and all but {beyond} of them are the facility's template",
            kind_words(note.kind),
            note.sketch.tokens,
        );
        let finding = RULE
            .finding(Outcome::Fail, message)
            .dated(date)
            .with_all(shown(note))
            .with_confidence(85, case.policy.number("fail.confidence"));
        checks.report(on_note(case, finding, &relied, index, 100));
    }
}

/// Notes whose words are the proof of the service. A session whose patient did not come, a log
/// and a nurse's check are short by nature.
fn is_narrative(note: &Note) -> bool {
    tells_of_service(note)
        && note.attendance.is_none()
        && note.date().is_some()
        && matches!(
            note.kind,
            NoteKind::GroupNote
                | NoteKind::IndividualNote
                | NoteKind::FamilyNote
                | NoteKind::CrisisNote
                | NoteKind::PrescriberNote
                | NoteKind::ProgressNote
                | NoteKind::CaseManagement
        )
}

/// Words of values behind labels that the header of a note does not explain: a header has about
/// twenty words of name, number, date, place and author.
fn own_values(note: &Note) -> u16 {
    note.sketch.values.saturating_sub(20)
}

/// Returns the note's paragraphs as places to look at, cut where they are long.
fn shown(note: &Note) -> Vec<Evidence> {
    let parts = note.sketch.parts.iter().filter(|part| part.tokens > 4);
    let spans = parts.take(6).map(|part| Span {
        end: part.span.end.min(part.span.start + 700),
        ..part.span
    });
    let shown: Vec<Evidence> = spans.map(Evidence::searched).collect();
    if shown.is_empty() {
        return vec![Evidence::searched(head(note))];
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    const FORM: &str = "Client attended the scheduled session and was informed of the limits of \
        confidentiality and of the program rules. Counselor used motivational interviewing and \
        cognitive behavioral techniques to support the goals of the treatment plan. Client was \
        receptive to feedback and will continue with the plan of care as written until review.";

    /// Five patients with three notes each; the last patient's last note is as given.
    fn facility(last: &str, patients: usize) -> String {
        const OWN: [&str; 5] = [
            "Spoke of a brother in prison and of the letter that came on Monday with money in it, \
             and of what to answer before the visit next month at the county jail near home.",
            "Wants a room without stairs since the fall; has called two places and the church, and \
             was told to come back with proof of income from the warehouse by the fifteenth.",
            "Dreams of the fire returned after the siren last night; used the breathing count and \
             sat with the dog on the porch until the shaking ended, then slept for three hours.",
            "Returned to the shop floor and found the old crew drinking at noon; ate in the truck, \
             phoned a cousin, and asked the foreman for the early shift from next week onward.",
            "Has not told the family about the charge; we wrote three sentences to open with and \
             chose the kitchen after dinner on Sunday, when the children are at their practice.",
        ];
        let mut case = String::new();
        for (patient, own) in OWN.iter().take(patients).enumerate() {
            case.push_str(&format!("patient P{patient}\n"));
            for day in 5..8 {
                let own = format!("{own} Number {day} of visit.");
                let is_last = patient + 1 == patients && day == 7;
                let words = if is_last {
                    last.to_owned()
                } else {
                    format!("{FORM} {own}")
                };
                case.push_str(&format!(
                    "note 2026-01-0{day} individual text \"{words}\"\n"
                ));
            }
        }
        case.push_str("claim C1 P\nline 2026-01-07 90834\n");
        case
    }

    #[test]
    fn fires_on_a_note_that_is_only_the_form() {
        let case = facility(&format!("{FORM} Did well today."), 5);
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-07"]);
    }

    #[test]
    fn words_of_its_own_and_short_notes_do_not_fire() {
        let own = "Told of the court date on the ninth and cried about the custody of the twins; \
            we went through the papers and underlined what the lawyer must still be asked about, \
            then practised the first sentence twice.";
        let case = facility(&format!("{FORM} {own}"), 5);
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
        assert_eq!(outcomes(&RULE, &facility("Did well today.", 5)), [""; 0]);
    }

    #[test]
    fn too_few_patients_teach_no_template() {
        let case = facility(FORM, 3);
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
        assert_eq!(tally(&RULE, &case).pass, 0);
    }
}
