//! DOC-013: a patient's note holds what belongs to another patient.

use super::gathered::{notes_words, placed};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::model::{Note, NoteKind, Sex, Stranger};
use crate::rules::relied::{Relied, relied};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};
use crate::text::Span;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DOC-013",
    name: "wrong-patient-content",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Line,
    applies_to: "notes that document a billed line; family, group and collateral notes are not \
                 judged by their pronouns",
    authority: &[
        Authority {
            cite: "Medicare Program Integrity Manual ch. 3 §3.3.2.5",
            verified: false,
        },
        Authority {
            cite: "42 CFR 482.24(c)",
            verified: true,
        },
    ],
    checks: "A header, footer or label of the note states two of another name, another record \
             number and another birth date than the note's own. Or a sentence of it begins with the \
             full name of another patient of the export and goes on to speak of that person as of \
             its own patient; then it warns. Or its prose has pronouns.count \
             or more pronouns of the other sex than the recorded one where they can only mean the \
             patient, and none of that, in a chart that speaks of no gender identity and whose \
             other notes use those of the recorded sex; then it warns, as medium. Identifiers that most notes of a \
             chart carry warn too.",
    why: "What was copied from another chart does not record this patient's care, and another \
          person's information was disclosed.",
    cure: &[Cure::C3, Cure::C0],
    params: &["pronouns.count"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let others = pronouns_of_other_sex(case);
    let named = notes_of_others(case);
    let is_sound = |index: usize, note: &Note| {
        note.marks.strangers.is_empty()
            && !named.iter().any(|(found, _)| *found == index)
            && !others.iter().any(|(found, _)| *found == index)
    };
    let mut strange = Vec::new();
    let mut spoken = Vec::new();
    let mut doubted = Vec::new();
    let mut judged = 0;
    for found in relied(case, is_sound) {
        judged += 1;
        if !found.note.marks.strangers.is_empty() {
            strange.push(found);
        } else if named.iter().any(|(index, _)| *index == found.index) {
            spoken.push(found);
        } else if others.iter().any(|(index, _)| *index == found.index) {
            doubted.push(found);
        } else {
            checks.pass(&RULE);
        }
    }
    if !strange.is_empty() {
        // One patient's identifiers under most of a chart are the export's own or a second number
        // of the same patient.
        let is_pattern = judged >= 4 && strange.len() * 2 > judged;
        report_strangers(case, &strange, is_pattern, checks);
    }
    if !spoken.is_empty() {
        report_named(case, &spoken, &named, checks);
    }
    if !doubted.is_empty() {
        let places = others
            .iter()
            .filter(|(index, _)| doubted.iter().any(|found| found.index == *index))
            .flat_map(|(index, span)| [*span, head(case.ledger.note(*index))]);
        let places: Vec<Evidence> = places.take(8).map(Evidence::supports).collect();
        let message = format!(
            "{} {} of the patient only with pronouns of the other sex than the recorded one, \
             which other notes of the chart do not; check whether the words were copied from \
             another chart or the recorded sex is not the patient's",
            notes_words(&doubted),
            if doubted.len() == 1 {
                "speaks"
            } else {
                "speak"
            },
        );
        let mut finding = RULE.finding(Outcome::Warn, message).with_all(places);
        // Pronouns are a sign of copied words, no proof of another patient's.
        finding.severity = Severity::Medium;
        checks.report(placed(case, finding, &doubted));
    }
}

/// Returns the notes of services that speak of another patient by full name, with the name's place.
/// A family's note may speak of whoever came, and an author may have a patient's name.
fn notes_of_others(case: &Case<'_>) -> Vec<(usize, Span)> {
    let named = case.record.named.iter();
    let named = named.filter_map(|named| Some((named, case.record.notes.get(named.note)?)));
    named
        .filter(|(_, note)| {
            let may_be = note.kind.is_therapeutic_service()
                || matches!(
                    note.kind,
                    NoteKind::ProgramSummary | NoteKind::ShiftNote | NoteKind::Unknown
                );
            may_be && note.kind != NoteKind::FamilyNote
        })
        .map(|(named, _)| (named.note, named.span))
        .collect()
}

fn report_named(
    case: &Case<'_>,
    notes: &[Relied<'_>],
    named: &[(usize, Span)],
    checks: &mut Checks,
) {
    let places = named
        .iter()
        .filter(|(index, _)| notes.iter().any(|found| found.index == *index))
        .flat_map(|(index, span)| [*span, head(case.ledger.note(*index))]);
    let places: Vec<Evidence> = places.take(8).map(Evidence::supports).collect();
    let message = format!(
        "{} {} of another patient of this export, by full name, as of the patient; check whose words \
         these are",
        notes_words(notes),
        if notes.len() == 1 { "speaks" } else { "speak" },
    );
    let finding = RULE.finding(Outcome::Warn, message).with_all(places);
    checks.report(placed(case, finding, notes));
}

fn report_strangers(case: &Case<'_>, notes: &[Relied<'_>], is_pattern: bool, checks: &mut Checks) {
    let strangers: Vec<&Stranger> = notes
        .iter()
        .flat_map(|found| &found.note.marks.strangers)
        .collect();
    let facts: Vec<&str> = [
        (strangers.iter().any(|found| found.name), "name"),
        (
            strangers.iter().any(|found| found.record_number),
            "record number",
        ),
        (strangers.iter().any(|found| found.birth_date), "birth date"),
    ]
    .iter()
    .filter(|(differs, _)| *differs)
    .map(|(_, fact)| *fact)
    .collect();
    let verb = if notes.len() == 1 { "states" } else { "state" };
    let mut message = format!(
        "{} {verb} the {} of another patient",
        notes_words(notes),
        facts.join(" and ")
    );
    let outcome = if is_pattern {
        message.push_str(
            "; since most notes of the chart do, the export or a second number of the patient may \
             be the cause",
        );
        Outcome::Warn
    } else {
        Outcome::Fail
    };
    let places = strangers
        .iter()
        .take(4)
        .map(|found| Evidence::supports(found.span));
    let own = notes.iter().filter_map(|found| {
        let patient = &found.note.patient;
        let name = patient.name.as_ref().map(|name| name.span);
        name.or(patient.mrn.as_ref().map(|mrn| mrn.span))
    });
    let own = own.take(2).map(Evidence::contradicts);
    let evidence: Vec<Evidence> = places.chain(own).collect();
    let finding = RULE.finding(outcome, message).with_all(evidence);
    checks.report(placed(case, finding, notes));
}

/// Returns the notes whose pronouns cannot be the patient's, with the first of these.
fn pronouns_of_other_sex(case: &Case<'_>) -> Vec<(usize, Span)> {
    let least = case.policy.number("pronouns.count");
    let sex = match case.record.sex {
        Some(sex @ (Sex::Female | Sex::Male)) => sex,
        _ => return Vec::new(),
    };
    let notes = || case.record.notes.iter().enumerate();
    let counts = |note: &Note| {
        let facts = note.wording.facts()?;
        let (female, male) = (&facts.pronouns.female, &facts.pronouns.male);
        let (own, other) = if sex == Sex::Female {
            (female, male)
        } else {
            (male, female)
        };
        Some((own.len(), other.len(), other.first().copied()))
    };
    let agreeing =
        notes().filter(|(_, note)| counts(note).is_some_and(|(own, other, _)| own > other));
    // A chart that nowhere uses the recorded sex's pronouns shows how the patient is called, and
    // one that speaks of gender that they prove nothing.
    let speaks_of_gender = |note: &Note| {
        let facts = note.wording.facts();
        facts.is_some_and(|facts| facts.speaks_of_gender)
    };
    if agreeing.count() < 2 || notes().any(|(_, note)| speaks_of_gender(note)) {
        return Vec::new();
    }
    notes()
        .filter(|(_, note)| {
            note.kind.is_therapeutic_service()
                && !matches!(note.kind, NoteKind::FamilyNote | NoteKind::GroupNote)
        })
        .filter_map(|(index, note)| {
            let (own, other, first) = counts(note)?;
            let is_other = own == 0 && i64::try_from(other).unwrap_or(0) >= least;
            is_other.then_some((index, first?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes};

    fn case(rest: &str) -> String {
        format!(
            "sex F
            note 2026-01-05 individual she 4
            note 2026-01-06 individual she 2
            note 2026-01-12 individual {rest}
            claim C1 P
            line 2026-01-12 90837"
        )
    }

    #[test]
    fn another_patients_identifiers_fail() {
        let drawn = case("she 4 stranger");
        assert_eq!(outcomes(&RULE, &drawn), ["fail C1/1 2026-01-12"]);
        let found = &findings(&RULE, &drawn)[0];
        assert_eq!(found.at_risk.len(), 1);
        assert!(
            found.message.contains("name and record number"),
            "{}",
            found.message
        );
    }

    #[test]
    fn a_number_that_most_notes_carry_warns() {
        let mut drawn = String::from("claim C1 P\n");
        for day in 1..=4 {
            drawn.push_str(&format!(
                "line 2026-01-0{day} 90837\nnote 2026-01-0{day} individual stranger\n"
            ));
        }
        assert_eq!(outcomes(&RULE, &drawn), ["warn C1 2026-01-01..2026-01-04"]);
    }

    #[test]
    fn pronouns_of_the_other_sex_warn() {
        assert_eq!(outcomes(&RULE, &case("he 3")), ["warn C1/1 2026-01-12"]);
    }

    #[test]
    fn another_patient_by_full_name_warns() {
        let drawn = |kind: &str, name: &str| {
            let one = case("she 1").replace("01-12 individual", &format!("01-12 {kind}"));
            let one = one.replace("she 1", &format!("she 1 person {name}"));
            format!("{one}\npatient P2 name \"Hollis Drummond\"")
        };
        let named = outcomes(&RULE, &drawn("individual", "hollis_drummond"));
        assert_eq!(named, ["warn C1/1 2026-01-12"]);
        // A visitor, staff, or who is no patient here; and whoever came to a family session.
        assert_eq!(outcomes(&RULE, &drawn("individual", "mara_poe")), [""; 0]);
        assert_eq!(
            outcomes(&RULE, &drawn("family", "hollis_drummond")),
            [""; 0]
        );
    }

    #[test]
    fn honest_pronouns_pass() {
        for drawn in [
            case("he 2"),
            case("he 3 she 1"),
            case("he 4 gender"),
            case("he 3").replace("2026-01-12 individual", "2026-01-12 group"),
            // The chart calls her so throughout.
            case("he 3")
                .replace("she 4", "he 4")
                .replace("she 2", "he 2"),
            case("he 3").replace("sex F", "sex U"),
            case("he 3").replace("sex F", ""),
        ] {
            assert_eq!(outcomes(&RULE, &drawn), [""; 0], "{drawn}");
        }
    }
}
