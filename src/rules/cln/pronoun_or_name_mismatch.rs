//! CLN-007: a note's pronouns or the name in it are not the patient's.

use super::copied::on_notes;
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::is_name_of;
use crate::model::{Note, NoteKind, ServiceDate, Sex};
use crate::rules::dates::listed;
use crate::rules::relied::relied;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use crate::text::Span;
use std::collections::BTreeMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "CLN-007",
    name: "pronoun-or-name-mismatch",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Line,
    applies_to: "all chart notes but family sessions and contacts with others",
    authority: &[Authority {
        cite: "Medicare Program Integrity Manual ch. 3 §3.3.2",
        verified: false,
    }],
    checks: "A note uses pronouns of the other sex at least pronoun.least times where they can \
             only mean the patient, and never the patient's own, while the record's sex and at \
             least two other notes agree on those. Or it gives its patient another name at least \
             twice, as subject of what was said or done, before any pronoun, and never the \
             patient's own name or \"client\". A name that several notes give is what the patient \
             goes by, and the names of the chart's authors are theirs. \
             A chart that speaks of gender or pronouns, or uses both freely, is passed over.",
    why: "Words about a person of the other sex or of another name were most likely written in \
          another chart. A reviewer who meets them doubts the rest of the note.",
    cure: &[Cure::C3],
    params: &["pronoun.least", "fail.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

/// A note with the places that speak of somebody else.
struct Wrong {
    index: usize,
    date: ServiceDate,
    spans: Vec<Span>,
}

fn check(case: &Case<'_>, checks: &mut Checks) {
    let pronouns = wrong_pronouns(case);
    let names = wrong_names(case);
    if pronouns.is_empty() && names.is_empty() {
        checks.pass(&RULE);
    }
    if !pronouns.is_empty() {
        let own = if is_male(case) == Some(true) {
            "he"
        } else {
            "she"
        };
        let other = if own == "he" { "she" } else { "he" };
        let what = format!(
            "the patient is \"{other}\" and never \"{own}\", against the record and the other notes,"
        );
        report(case, &pronouns, &what, 85, checks);
    }
    if !names.is_empty() {
        report(
            case,
            &names,
            "the patient goes by another name, and no other,",
            80,
            checks,
        );
    }
}

fn report(case: &Case<'_>, wrong: &[Wrong], what: &str, confidence: u8, checks: &mut Checks) {
    let (Some(first), Some(last)) = (wrong.first(), wrong.last()) else {
        return;
    };
    let dates: Vec<ServiceDate> = wrong.iter().map(|wrong| wrong.date).collect();
    let count: usize = wrong.iter().map(|wrong| wrong.spans.len()).sum();
    let message = format!(
        "{what} in {} of {} ({count} places cited or more)",
        if wrong.len() == 1 {
            "the note".to_owned()
        } else {
            format!("{} notes", wrong.len())
        },
        listed(&dates),
    );
    let indexes: Vec<usize> = wrong.iter().map(|wrong| wrong.index).collect();
    let spans = wrong.iter().flat_map(|wrong| wrong.spans.iter().take(3));
    let finding = RULE
        .finding(Outcome::Fail, message)
        .from_to(first.date, last.date)
        .with_all(spans.take(9).copied().map(Evidence::supports))
        .with_confidence(confidence, case.policy.number("fail.confidence"));
    let relied = relied(case, |index, _| !indexes.contains(&index));
    checks.report(on_notes(case, finding, &relied, &indexes, 100));
}

fn wrong_pronouns(case: &Case<'_>) -> Vec<Wrong> {
    let Some(is_male) = is_male(case) else {
        return Vec::new();
    };
    let least = usize::try_from(case.policy.number("pronoun.least")).unwrap_or(usize::MAX);
    let mut wrong = Vec::new();
    for (index, note) in case.record.notes.iter().enumerate() {
        let (own, other) = pronouns(note, is_male);
        if let Some(date) = note.date()
            && is_of_patient_alone(note)
            && own.is_empty()
            && other.len() >= least
        {
            wrong.push(Wrong {
                index,
                date,
                spans: other.to_vec(),
            });
        }
    }
    wrong
}

/// Returns whether the patient is male by the record, where the notes do not say otherwise: most
/// notes with pronouns must use one class, so that a chart with the wrong sex in its header, or
/// of a patient whose pronouns differ from it, accuses nobody.
fn is_male(case: &Case<'_>) -> Option<bool> {
    let notes = || {
        case.record
            .notes
            .iter()
            .filter(|note| is_of_patient_alone(note))
    };
    let facts = |note: &Note| note.wording.facts().cloned();
    if case.record.notes.iter().any(|note| {
        note.wording
            .facts()
            .is_some_and(|facts| facts.speaks_of_gender)
    }) {
        return None;
    }
    let (mut male, mut female) = (0, 0);
    for facts in notes().filter_map(facts) {
        male += usize::from(!facts.pronouns.male.is_empty() && facts.pronouns.female.is_empty());
        female += usize::from(!facts.pronouns.female.is_empty() && facts.pronouns.male.is_empty());
    }
    let by_notes = if male >= 2 && male >= 2 * female {
        true
    } else if female >= 2 && female >= 2 * male {
        false
    } else {
        return None;
    };
    match case.record.sex {
        Some(Sex::Male) => by_notes.then_some(true),
        Some(Sex::Female) => (!by_notes).then_some(false),
        // Without a recorded sex the notes must be many.
        _ => (male.max(female) >= 6).then_some(by_notes),
    }
}

fn pronouns(note: &Note, is_male: bool) -> (&[Span], &[Span]) {
    let Some(facts) = note.wording.facts() else {
        return (&[], &[]);
    };
    let (male, female) = (&facts.pronouns.male[..], &facts.pronouns.female[..]);
    if is_male {
        (male, female)
    } else {
        (female, male)
    }
}

fn wrong_names(case: &Case<'_>) -> Vec<Wrong> {
    let mut wrong: BTreeMap<&str, Vec<Wrong>> = BTreeMap::new();
    for (index, note) in case.record.notes.iter().enumerate() {
        let facts = note.wording.facts();
        let names = facts.map_or(&[][..], |facts| &facts.other_name);
        let (Some(date), Some(own)) = (note.date(), &case.record.name) else {
            continue;
        };
        // A nickname, a middle name or the name on another document is the patient's.
        let is_other = |word: &str| !is_name_of(own, word);
        let Some(first) = names.first().filter(|first| is_other(&first.value)) else {
            continue;
        };
        let same = names.iter().filter(|name| name.value == first.value);
        let spans: Vec<Span> = same.map(|name| name.span).collect();
        if is_of_patient_alone(note) && spans.len() >= 2 && !is_of_staff(case, &first.value) {
            let of_name = wrong.entry(first.value.as_str()).or_default();
            of_name.push(Wrong { index, date, spans });
        }
    }
    // What many notes call the patient is the name that the patient goes by.
    let once = wrong.into_values().filter(|notes| notes.len() <= 2);
    let mut wrong: Vec<Wrong> = once.flatten().collect();
    wrong.sort_by_key(|wrong| wrong.index);
    wrong
}

/// Returns whether a word is part of the name of somebody who wrote a note of the chart.
fn is_of_staff(case: &Case<'_>, word: &str) -> bool {
    let names = case
        .record
        .notes
        .iter()
        .flat_map(|note| [&note.author, &note.signature.signer]);
    names
        .flatten()
        .flat_map(|name| name.value.split(|letter: char| !letter.is_alphanumeric()))
        .any(|part| part.eq_ignore_ascii_case(word))
}

/// Family sessions, contacts and reviews speak of others as a matter of course.
fn is_of_patient_alone(note: &Note) -> bool {
    !note.kind.is_not_delivery()
        && !matches!(
            note.kind,
            NoteKind::FamilyNote
                | NoteKind::Contact
                | NoteKind::LabResult
                | NoteKind::MedicationRecord
                | NoteKind::Unknown
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn chart(last: &str) -> String {
        format!(
            "patient P1 name \"Ann Poe\" sex F
            note 2026-01-05 group text \"Client reported she slept. She was calm.\"
            note 2026-01-06 group text \"Ann Poe said her mood rose. She stayed.\"
            note 2026-01-07 group text \"{last}\"
            claim C1 P
            line 2026-01-07 90853"
        )
    }

    #[test]
    fn fires_on_the_other_sex_and_on_another_name() {
        let he = chart("Client reported he slept in his car. He left early.");
        assert_eq!(outcomes(&RULE, &he), ["fail C1/1 2026-01-07"]);
        let named = chart("Marcus reported poor sleep. Marcus denied cravings.");
        assert_eq!(outcomes(&RULE, &named), ["fail C1/1 2026-01-07"]);
    }

    #[test]
    fn a_name_explains_the_pronouns_behind_it_and_is_wrong_itself() {
        let named = "Marcus joined late and he said his son called. He cried. Marcus left early.";
        assert_eq!(outcomes(&RULE, &chart(named)), ["fail C1/1 2026-01-07"]);
        // After a pronoun of the patient the name may be anybody's.
        let told = "She was quiet. Marcus joined late. Marcus said he would call.";
        assert_eq!(outcomes(&RULE, &chart(told)), [""; 0]);
        // The leader of the group, and the name that a patient goes by.
        let by_marcus = chart(named).replace(
            "note 2026-01-05 group",
            "note 2026-01-05 group by \"Marcus Lee\" LCSW",
        );
        assert_eq!(outcomes(&RULE, &by_marcus), [""; 0]);
        let third = format!(
            "{}\nnote 2026-01-08 group text \"{named}\"\nnote 2026-01-09 group text \"{named}\"",
            chart(named)
        );
        assert_eq!(outcomes(&RULE, &third), [""; 0]);
    }

    #[test]
    fn other_people_and_nicknames_do_not_fire() {
        for words in [
            "Client spoke of her father. He hit her and his friend watched.",
            "Client reported he slept, then she left.",
            "Client said he called.",
            "Annie reported poor sleep. Annie denied cravings.",
            "Client uses he/him pronouns. He reported that he slept.",
        ] {
            let case = chart(words);
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{words}");
            assert_eq!(tally(&RULE, &case).pass, 1);
        }
    }

    #[test]
    fn without_a_known_sex_and_other_notes_nothing_is_said() {
        let case = chart("Client reported he slept in his car. He left early.");
        assert_eq!(outcomes(&RULE, &case.replace(" sex F", "")), [""; 0]);
        assert_eq!(outcomes(&RULE, &case.replace("sex F", "sex M")), [""; 0]);
    }
}
