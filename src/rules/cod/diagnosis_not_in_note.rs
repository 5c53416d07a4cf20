//! COD-003: the notes around a service name other diagnoses and never the one that is billed.

use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{
    Claim, ClaimForm, DiagnosisBasis, DiagnosisCode, DiagnosisMark, Note, NoteKind, ServiceLine,
};
use crate::rules::billed_line::claim_head;
use crate::rules::dates::counted;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};
use crate::text::Located;
use std::collections::{BTreeMap, BTreeSet};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COD-003",
    name: "diagnosis-not-in-note",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "the first diagnosis of a line, where it is a mental or substance-use disorder",
    authority: &[Authority {
        cite: "ICD-10-CM Official Guidelines for Coding and Reporting, section IV",
        verified: false,
    }],
    checks: "No note within cod.diagnosis_days of the service names the billed diagnosis or its \
             family, by code, by name or by a word of its field; no earlier note of the chart \
             names it; and the notes list other diagnoses instead, or the chart was declared \
             complete, holds an assessment, and at least two notes of those days name none. Where \
             the notes list a neighbor of the billed disorder, as depression beside bipolar \
             disorder, words that both share do not name the billed one. It \
             fails only in a complete chart with an assessment. Depressive, anxiety, bipolar and \
             psychotic disorders count as one family each. A further diagnosis of a claim is held \
             against the whole of such a chart, and warns where the chart lists others and no note \
             has so much as a word of its field.",
    why: "The diagnosis on the claim must be the provider's own of that time; where the record \
          speaks of another disorder, the claim is denied or paid as another group.",
    cure: &[Cure::C4],
    params: &["cod.diagnosis_days"],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let is_complete = case.chart_is_complete() && case.record.notes.iter().any(is_assessment);
    let mut missing: BTreeMap<&str, Vec<Unnamed<'_>>> = BTreeMap::new();
    for (row, claim, line) in case.live() {
        let billed = first_diagnosis(claim, line);
        let Some(billed) = billed.filter(|code| is_disorder(&code.value)) else {
            checks.not_applicable(&RULE);
            continue;
        };
        let Some(days) = row.span_of_days() else {
            checks.not_applicable(&RULE);
            continue;
        };
        let within = case.number_for(row, "cod.diagnosis_days");
        let family = family(billed.value.as_str());
        let notes: Vec<&Note> = case
            .record
            .notes
            .iter()
            .filter(|note| is_chart(note))
            .filter(|note| {
                note.date().is_some_and(|date| {
                    days.from().days_since(date) <= within && date.days_since(days.to()) <= within
                })
            })
            .collect();
        let named_before = || {
            let earlier =
                case.record.notes.iter().filter(|note| {
                    is_chart(note) && note.date().is_none_or(|date| date < days.from())
                });
            let mut marks = earlier.flat_map(|note| &note.elements.diagnoses);
            marks.any(|mark| mark.basis >= DiagnosisBasis::Name && family_of(mark) == family)
        };
        if notes.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        let others: Vec<&DiagnosisMark> = notes
            .iter()
            .flat_map(|note| &note.elements.diagnoses)
            .filter(|mark| mark.basis == DiagnosisBasis::Listed && mark.category != *b"F17")
            .collect();
        let is_beside_neighbor = others.iter().any(|mark| is_neighbor(&family, mark));
        let is_named = notes
            .iter()
            .flat_map(|note| &note.elements.diagnoses)
            .filter(|mark| !is_beside_neighbor || mark.basis >= DiagnosisBasis::Name)
            .any(|mark| family_of(mark) == family || is_general(&family, &family_of(mark)));
        let is_silent = others.is_empty() && !(is_complete && notes.len() > 1);
        if is_named || is_silent || named_before() {
            checks.pass(&RULE);
            continue;
        }
        missing
            .entry(billed.value.as_str())
            .or_default()
            .push(Unnamed {
                row,
                claim,
                billed,
                notes,
                others,
            });
    }
    if is_complete {
        further(case, checks);
    }
    for unnamed in missing.into_values() {
        if let Some(finding) = finding(case, &unnamed, is_complete) {
            checks.report(finding);
        }
    }
}

/// Warns of a claim's further diagnoses of which a complete chart, that lists others, has no word.
fn further(case: &Case<'_>, checks: &mut Checks) {
    let notes = || case.record.notes.iter().filter(|note| is_chart(note));
    let marks: Vec<&DiagnosisMark> = notes().flat_map(|note| &note.elements.diagnoses).collect();
    let listed: Vec<&DiagnosisMark> = marks
        .iter()
        .filter(|mark| mark.basis == DiagnosisBasis::Listed && mark.category != *b"F17")
        .copied()
        .collect();
    if listed.is_empty() {
        return;
    }
    let mut seen: BTreeSet<(&str, String)> = BTreeSet::new();
    for (_, claim, _) in case.live() {
        let first = claim
            .diagnoses
            .first()
            .map(|code| family(code.value.as_str()));
        for code in claim.diagnoses.iter().skip(1) {
            let own = family(code.value.as_str());
            let is_told = marks.iter().any(|mark| {
                let named = family_of(mark);
                named == own || is_general(&own, &named)
            });
            if first.as_ref() == Some(&own)
                || is_told
                || !is_disorder(&code.value)
                || !seen.insert((claim.id.as_str(), own))
            {
                continue;
            }
            let message = format!(
                "{} is among the further diagnoses of the claim; no note of the chart names it or has \
                 a word of its field {}",
                code.value.dotted(),
                case.absence_words(),
            );
            let mut finding = RULE
                .finding(Outcome::Warn, message)
                .on_claim(&claim.id)
                .with(Evidence::supports(code.span))
                .with_all(
                    listed
                        .iter()
                        .take(4)
                        .map(|mark| Evidence::contradicts(mark.span)),
                )
                .with_all(notes().take(6).map(|note| Evidence::searched(head(note))));
            finding.exposure = ExposureKind::None;
            checks.report(finding);
        }
    }
}

/// A line whose diagnosis no note names.
struct Unnamed<'c> {
    row: &'c LineRow,
    claim: &'c Claim,
    billed: &'c Located<DiagnosisCode>,
    /// The notes around it.
    notes: Vec<&'c Note>,
    /// The diagnoses that they list.
    others: Vec<&'c DiagnosisMark>,
}

fn finding(case: &Case<'_>, all: &[Unnamed<'_>], is_complete: bool) -> Option<Finding> {
    let first = all.first()?;
    let mut listed: Vec<String> = all
        .iter()
        .flat_map(|one| &one.others)
        .map(|mark| mark.category.map(char::from).iter().collect())
        .collect();
    listed.sort_unstable();
    listed.dedup();
    let what = if listed.is_empty() {
        "name no diagnosis of its family".to_owned()
    } else {
        format!("list {} instead", listed.join(", "))
    };
    let message = format!(
        "{} billed first on {}; {} within {} days {what}, and none names it {}",
        first.billed.value.dotted(),
        counted(all.len(), "line"),
        counted(first.notes.len(), "note"),
        case.number_for(first.row, "cod.diagnosis_days"),
        case.absence_words(),
    );
    let outcome = if is_complete {
        Outcome::Fail
    } else {
        Outcome::Warn
    };
    let mut finding = RULE.finding(outcome, message);
    if let [only] = all {
        let line = case.ledger.service_line(only.row.id);
        finding = finding.on_line(&only.claim.id, line.number);
    } else if all.iter().all(|one| one.row.id.claim == first.row.id.claim) {
        finding = finding.on_claim(&first.claim.id);
    }
    let days = || all.iter().flat_map(|one| one.row.days.iter().copied());
    if let (Some(from), Some(to)) = (days().min(), days().max()) {
        finding = finding.from_to(from, to);
    }
    finding = finding
        .with(Evidence::supports(first.billed.span))
        .with(Evidence::searched(claim_head(first.claim)))
        .with_all(
            first
                .others
                .iter()
                .take(4)
                .map(|mark| Evidence::contradicts(mark.span)),
        )
        .with_all(
            first
                .notes
                .iter()
                .take(6)
                .map(|note| Evidence::searched(head(note))),
        );
    for one in all {
        finding = finding.risking(AtRisk::whole(one.row.id));
    }
    Some(finding)
}

/// Returns the diagnosis that a line is billed for first.
fn first_diagnosis<'c>(claim: &'c Claim, line: &ServiceLine) -> Option<&'c Located<DiagnosisCode>> {
    let place = match claim.form {
        ClaimForm::Professional => usize::from(*line.diagnosis_pointers.first()?),
        ClaimForm::Institutional => 1,
    };
    claim.diagnoses.get(place.checked_sub(1)?)
}

/// Returns whether a code is of the mental disorders' chapter, in a family that the table of names
/// knows: of others notes may speak in words that it does not know.
fn is_disorder(code: &DiagnosisCode) -> bool {
    let known = code.as_str().get(..3).unwrap_or_default();
    let family = family(known);
    KNOWN.contains(&family.as_str())
}

const KNOWN: [&str; 20] = [
    "F10", "F11", "F12", "F13", "F14", "F15", "F16", "F18", "F20", "F30", "F32", "F40", "F42",
    "F43", "F44", "F50", "F60", "F84", "F90", "F91",
];

/// Returns the family of a code: the first of the categories that notes hardly tell apart.
fn family(code: &str) -> String {
    let category = code.get(..3).unwrap_or(code);
    let first = match category {
        "F20" | "F21" | "F22" | "F23" | "F24" | "F25" | "F28" | "F29" => "F20",
        "F30" | "F31" => "F30",
        "F32" | "F33" | "F34" => "F32",
        "F40" | "F41" => "F40",
        "F44" | "F45" | "F48" => "F44",
        "F60" | "F61" => "F60",
        category => category,
    };
    first.to_owned()
}

fn family_of(mark: &DiagnosisMark) -> String {
    let category: String = mark.category.map(char::from).iter().collect();
    family(&category)
}

/// Returns whether notes that name the second family speak of the first in general: "polysubstance
/// dependence", "mood disorder".
fn is_general(billed: &str, named: &str) -> bool {
    let is_substance = |family: &str| family.starts_with("F1");
    named == "F39" && matches!(billed, "F30" | "F32")
        || named == "F99"
        || billed == "F19" && is_substance(named)
}

/// Returns whether a diagnosis is told in the same words as the billed one and excludes it: mood
/// swings, racing thoughts and mood stabilizers belong to depression and to bipolar disorder, and a
/// note that lists one of them says which it means.
fn is_neighbor(billed: &str, mark: &DiagnosisMark) -> bool {
    matches!(
        (billed, family_of(mark).as_str()),
        ("F30", "F32") | ("F32", "F30")
    )
}

fn is_chart(note: &Note) -> bool {
    !matches!(
        note.kind,
        NoteKind::UtilizationReview | NoteKind::Administrative | NoteKind::LabResult
    )
}

fn is_assessment(note: &Note) -> bool {
    matches!(
        note.kind,
        NoteKind::Assessment | NoteKind::PsychiatricEvaluation | NoteKind::HistoryAndPhysical
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn case(diagnosis: &str, notes: &str) -> String {
        format!("claim C1 P dx {diagnosis}\nline 2026-01-05 90834\n{notes}")
    }

    const ALCOHOL: &str = "note 2026-01-05 individual names F10:listed,F41:word";

    #[test]
    fn fires_where_the_notes_list_another_disorder() {
        let drawn = case("F33.1", ALCOHOL);
        assert_eq!(outcomes(&RULE, &drawn), ["warn C1/1 2026-01-05"]);
        let found = findings(&RULE, &drawn);
        assert!(found[0].message.contains("list F10 instead"));
        let complete = format!("complete\nnote 2026-01-02 assessment names F10:name\n{drawn}");
        assert_eq!(outcomes(&RULE, &complete), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn a_further_diagnosis_without_a_word_in_a_complete_chart_warns() {
        let drawn = |named: &str, chart: &str| {
            format!(
                "{chart}\nnote 2026-01-02 assessment names F33:listed{named}\n\
                 claim C1 P dx F33.1,F42.2\nline 2026-01-05 90834\nnote 2026-01-05 individual names F33:name"
            )
        };
        assert_eq!(outcomes(&RULE, &drawn("", "complete")), ["warn C1"]);
        for named in [",F42:listed", ",F42:word", ",F99:word"] {
            assert_eq!(
                outcomes(&RULE, &drawn(named, "complete")),
                [""; 0],
                "{named}"
            );
        }
        assert_eq!(outcomes(&RULE, &drawn("", "")), [""; 0]);
    }

    #[test]
    fn one_statement_for_all_lines_of_a_diagnosis() {
        let drawn = format!(
            "{}\nclaim C2 P dx F33.1\nline 2026-01-12 90834",
            case("F33.1", ALCOHOL)
        );
        assert_eq!(outcomes(&RULE, &drawn), ["warn - 2026-01-05..2026-01-12"]);
    }

    #[test]
    fn fires_in_a_complete_chart_that_names_nothing() {
        let notes = "note 2026-01-02 assessment\nnote 2026-01-05 individual";
        let drawn = format!("complete\n{}", case("F33.1", notes));
        assert_eq!(outcomes(&RULE, &drawn), ["fail C1/1 2026-01-05"]);
        assert_eq!(outcomes(&RULE, &case("F33.1", notes)), [""; 0]);
    }

    #[test]
    fn the_family_a_word_of_its_field_or_an_earlier_plan_is_enough() {
        for note in [
            "note 2026-01-05 individual names F32:listed,F10:listed",
            "note 2026-01-05 individual names F34:word,F10:listed",
            "note 2026-01-20 nursing names F33:name",
            "note 2025-10-01 assessment names F33:name",
        ] {
            let drawn = case("F33.1", &format!("{ALCOHOL}\n{note}"));
            assert_eq!(outcomes(&RULE, &drawn), [""; 0], "{note}");
        }
    }

    #[test]
    fn shared_words_do_not_name_a_disorder_beside_its_listed_neighbor() {
        let told = |basis| {
            let note = format!("note 2026-01-05 individual names F33:listed,F31:{basis}");
            outcomes(&RULE, &case("F31.81", &note))
        };
        assert_eq!(told("word"), ["warn C1/1 2026-01-05"]);
        assert_eq!(told("name"), [""; 0]);
        assert_eq!(told("listed"), [""; 0]);
    }

    #[test]
    fn codes_outside_the_table_and_days_without_notes_are_not_judged() {
        for drawn in [case("I10", ALCOHOL), case("F33.1", "")] {
            assert_eq!(tally(&RULE, &drawn).not_applicable, 1, "{drawn}");
        }
    }
}
