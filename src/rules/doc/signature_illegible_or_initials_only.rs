//! DOC-003: a signature is initials or a scrawl, and nothing says whose.

use super::gathered::{gathered, notes_words, placed};
use super::staff::{author, initials};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::model::{Note, PersonName, Signing};
use crate::rules::relied::{carries_signature, relied};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DOC-003",
    name: "signature-illegible-or-initials-only",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Line,
    applies_to: "notes that document a billed line and carry a mark where the signature belongs; \
                 not flowsheets and medication records, which are initialed line by line",
    authority: &[Authority {
        cite: "Medicare Program Integrity Manual ch. 3 §3.3.2.4",
        verified: true,
    }],
    checks: "Where the author signs stand initials alone, a picture, or the word illegible; the \
             note prints no author's name, and no one person on the staff rosters has these \
             initials. Where other notes of the chart print one author with these initials, it \
             warns. Notes of the same initials are stated once.",
    why: "A reviewer who cannot tell who signed asks for a signature log and, without one, reads \
          the note as unsigned.",
    cure: &[Cure::C2, Cure::C1],
    params: &["match.confidence"],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let found = relied(case, |_, note| whose(case, note).is_none());
    let mut nameless = Vec::new();
    for found in found {
        match whose(case, found.note) {
            _ if !carries_signature(found.note.kind) => checks.not_applicable(&RULE),
            None => checks.pass(&RULE),
            Some(_) => nameless.push(found),
        }
    }
    for (mark, notes) in gathered(nameless, |note| whose(case, note).unwrap_or_default()) {
        let manner = if mark.is_empty() {
            "signed with a mark that cannot be read".to_owned()
        } else {
            format!("signed with the initials {mark} alone")
        };
        let verb = if notes.len() == 1 { "is" } else { "are" };
        let mut message = format!("{} {verb} {manner}", notes_words(&notes));
        let known = known_author(case, &mark);
        let outcome = match &known {
            Some(name) => {
                message.push_str(&format!(
                    "; other notes of this chart print {name}, whose initials these are, but no \
                     signature log says so"
                ));
                Outcome::Warn
            }
            None => {
                message.push_str(", and no printed name or roster says whose they are");
                Outcome::Fail
            }
        };
        let marks = notes
            .iter()
            .filter_map(|found| found.note.marks.signing.as_ref());
        let evidence: Vec<Evidence> = marks
            .take(8)
            .map(|signing| Evidence::supports(signing.span))
            .collect();
        checks.report(placed(
            case,
            RULE.finding(outcome, message).with_all(evidence),
            &notes,
        ));
    }
}

/// Returns the initials that nothing explains, empty for a scrawl; `None` when the note says who
/// signed.
fn whose(case: &Case<'_>, note: &Note) -> Option<String> {
    let signing = &note.marks.signing.as_ref()?.value;
    let printed = author(note).and_then(PersonName::parse);
    match signing {
        Signing::Stamp => None,
        Signing::Illegible => printed.is_none().then(String::new),
        Signing::Initials(letters) => {
            let fits = |name: &PersonName| has_initials(name, letters);
            let staff = case.record.export.staff.iter();
            let logged = staff.filter(|entry| fits(&entry.name.value)).count() == 1;
            (!logged && !printed.as_ref().is_some_and(fits)).then(|| letters.clone())
        }
    }
}

/// Returns the one author of the chart's other notes who has the initials.
fn known_author(case: &Case<'_>, letters: &str) -> Option<String> {
    let mut names: Vec<&str> = case
        .record
        .notes
        .iter()
        .filter(|note| note.marks.signing.is_none())
        .filter_map(author)
        .filter(|name| PersonName::parse(name).is_some_and(|name| has_initials(&name, letters)))
        .collect();
    names.sort_unstable();
    names.dedup();
    match names[..] {
        [only] => Some(only.to_owned()),
        _ => None,
    }
}

fn has_initials(name: &PersonName, letters: &str) -> bool {
    let (short, long) = initials(name);
    letters.len() >= 2 && (short == letters || long == letters)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes};

    fn note(rest: &str) -> String {
        format!("note 2026-01-05 individual no-author {rest}\nclaim C1 P\nline 2026-01-05 90837")
    }

    #[test]
    fn fires_on_initials_and_scrawls() {
        for manner in ["initials JR", "illegible"] {
            assert_eq!(
                outcomes(&RULE, &note(manner)),
                ["fail C1/1 2026-01-05"],
                "{manner}"
            );
        }
        assert_eq!(findings(&RULE, &note("initials JR"))[0].at_risk.len(), 1);
    }

    #[test]
    fn a_printed_name_a_roster_or_a_flowsheet_answers_it() {
        for case in [
            note("initials DR").replace("no-author", "by \"Dana Roe\" LCSW"),
            note("illegible").replace("no-author", "by \"Dana Roe\" LCSW"),
            format!("staff \"Dana Roe\" LCSW\n{}", note("initials DR")),
            note("initials DR").replace("individual", "flowsheet"),
            note("stamped"),
            note(""),
        ] {
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
        }
    }

    #[test]
    fn several_notes_of_the_same_initials_are_one_statement() {
        let case = format!(
            "note 2026-01-07 individual no-author initials JR\n{}\nline 2026-01-07 90837",
            note("initials JR")
        );
        assert_eq!(outcomes(&RULE, &case), ["fail C1 2026-01-05..2026-01-07"]);
    }

    #[test]
    fn an_author_of_other_notes_makes_it_a_warning() {
        let case = format!("note 2026-01-02 individual\n{}", note("initials DR"));
        assert_eq!(outcomes(&RULE, &case), ["warn C1/1 2026-01-05"]);
        // Two clinicians on the roster share the initials.
        let case = format!(
            "staff \"Dana Roe\" LCSW\nstaff \"Don Ray\" LPC\n{}",
            note("initials DR")
        );
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"]);
    }
}
