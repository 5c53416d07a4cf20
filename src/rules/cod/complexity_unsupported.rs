//! COD-019: interactive complexity was billed beside a code that it cannot go with, or for a
//! session of which the note tells nothing complex.

use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{Claim, Element, Note, ServiceLine};
use crate::rules::billed_line::{bills_any, on_line, same_biller};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COD-019",
    name: "interactive-complexity-unsupported",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Line,
    applies_to: "90785",
    authority: &[Authority {
        cite: "CPT rule for the add-on code 90785",
        verified: true,
    }],
    checks: "90785 is billed for a date on which the same biller bills none of the codes that it \
             adds to (90791, 90792, 90832 to 90834, 90836 to 90838, 90853), or only crisis or \
             family codes (90839, 90840, 90846, 90847, 90849), with which it cannot go. Beside a \
             code that it adds to it warns where the notes that document the session tell of no \
             interpreter, guardian, relative, agency, report of harm, quarrel in the room, play or \
             aid; where a note says that the patient came alone or that the session was plain, a \
             relative, a school or a game that it speaks of is no such factor.",
    why: "An add-on without its primary code, or beside one that excludes it, is not payable; and \
          without a factor that made the session complex there is nothing to add.",
    cure: &[Cure::C4],
    params: &[],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

const PRIMARY: [&str; 9] = [
    "90791", "90792", "90832", "90833", "90834", "90836", "90837", "90838", "90853",
];
const EXCLUDED: [&str; 5] = ["90839", "90840", "90846", "90847", "90849"];

fn check(case: &Case<'_>, checks: &mut Checks) {
    for (row, claim, line) in case.live() {
        if !bills_any(line, &["90785"]) {
            continue;
        }
        if row.days.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        if let Some((primary, _)) = beside(case, row, claim, &PRIMARY) {
            match plain_notes(case, row, primary) {
                Some(notes) => checks.report(unexplained(case, row, primary, &notes)),
                None => checks.pass(&RULE),
            }
            continue;
        }
        let excluded = beside(case, row, claim, &EXCLUDED);
        let message = match excluded.and_then(|(_, line)| line.procedure.as_ref()) {
            Some(code) => format!("90785 billed with {}, which excludes it", code.value),
            None => "90785 billed without a code that it adds to".to_owned(),
        };
        let finding: Finding = on_line(case, RULE.finding(Outcome::Fail, message), row)
            .with_all(excluded.map(|(other, _)| case.line_evidence(other.id)))
            .risking(AtRisk::whole(row.id));
        checks.report(finding);
    }
}

/// Returns the notes that document the session when all were read and none tells of a factor that
/// made it complex; `None` where one does, or where there is no note to tell.
fn plain_notes<'c>(
    case: &Case<'c>,
    row: &'c LineRow,
    primary: &'c LineRow,
) -> Option<Vec<&'c Note>> {
    let mut notes: Vec<&Note> = Vec::new();
    for (_, note) in case.documentation(row).chain(case.documentation(primary)) {
        if !note.elements.were_read() || may_be_complex(note) {
            return None;
        }
        notes.push(note);
    }
    // A line or two say that something was said elsewhere.
    let is_told = notes.iter().any(|note| note.elements.words >= LEAST_WORDS);
    is_told.then_some(notes)
}

/// Returns whether a note tells of a factor, or of somebody who may have been one: "Participants:
/// client only" and "will use it at school" tell of none.
fn may_be_complex(note: &Note) -> bool {
    let elements = &note.elements;
    elements.has(Element::Complexity)
        || elements.has(Element::ThirdParty) && !elements.has(Element::PlainSession)
}

/// Words of a note that tells how a session went.
const LEAST_WORDS: u16 = 18;

fn unexplained(case: &Case<'_>, row: &LineRow, primary: &LineRow, notes: &[&Note]) -> Finding {
    let message = "90785 billed, and the note of the session tells of no interpreter, guardian, \
                   agency, report of harm, quarrel, play or aid that made it complex";
    let mut searched: Vec<_> = notes.iter().map(|note| note.place()).collect();
    searched.sort_unstable();
    searched.dedup();
    on_line(case, RULE.finding(Outcome::Warn, message), row)
        .with(case.line_evidence(primary.id))
        .with_all(searched.into_iter().take(4).map(Evidence::searched))
        .risking(AtRisk::whole(row.id))
}

/// Returns a line of the same biller and date that bills one of the codes.
fn beside<'c>(
    case: &Case<'c>,
    row: &LineRow,
    claim: &Claim,
    codes: &[&str],
) -> Option<(&'c LineRow, &'c ServiceLine)> {
    case.live()
        .find(|(other, other_claim, line)| {
            bills_any(line, codes)
                && same_biller(claim, other_claim)
                && other.days.iter().any(|day| row.days.contains(day))
        })
        .map(|(other, _, line)| (other, line))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    #[test]
    fn fires_with_an_excluded_code_and_with_none() {
        let case = "claim C1 P dx F33.1\nline 2026-01-05 90847\nline 2026-01-05 90785";
        assert_eq!(outcomes(&RULE, case), ["fail C1/2 2026-01-05"]);
        let case = "claim C1 P dx F33.1\nline 2026-01-06 90834\nline 2026-01-05 90785";
        assert_eq!(outcomes(&RULE, case), ["fail C1/2 2026-01-05"]);
    }

    #[test]
    fn beside_its_primary_code_it_passes() {
        for code in ["90834", "90791", "90853"] {
            let case =
                format!("claim C1 P dx F33.1\nline 2026-01-05 {code}\nline 2026-01-05 90785");
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{code}");
        }
        let both = "claim C1 P dx F33.1\nline 2026-01-05 90834\nline 2026-01-05 90847
            line 2026-01-05 90785";
        assert_eq!(outcomes(&RULE, both), [""; 0]);
    }

    #[test]
    fn warns_where_the_note_tells_of_nothing_complex() {
        let case = |has: &str| {
            format!(
                "note 2026-01-05 individual 09:00-09:50 {has}\nclaim C1 P dx F33.1
                line 2026-01-05 90834\nline 2026-01-05 90785"
            )
        };
        assert_eq!(
            outcomes(&RULE, &case("has intervention,response")),
            ["warn C1/2 2026-01-05"]
        );
        assert_eq!(
            outcomes(&RULE, &case("has response words 20")),
            ["warn C1/2 2026-01-05"]
        );
        for has in [
            "has intervention,complexity",
            "has intervention,third-party",
            "has intervention,complexity,plain-session",
            "",
            "has response words 12",
        ] {
            assert_eq!(outcomes(&RULE, &case(has)), [""; 0], "{has}");
        }
        // Seen alone, what is spoken of is no factor.
        let alone = case("has intervention,third-party,plain-session");
        assert_eq!(outcomes(&RULE, &alone), ["warn C1/2 2026-01-05"]);
    }

    #[test]
    fn without_a_date_it_is_not_judged() {
        let case = "claim C1 P dx F33.1\nline 2026-01-05 90785 undated";
        assert_eq!(tally(&RULE, case).not_applicable, 1);
    }
}
