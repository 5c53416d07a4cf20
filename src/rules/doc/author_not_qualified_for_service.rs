//! DOC-010: a service was rendered by somebody whose credential no payer accepts for it.

use super::gathered::{author_key, author_words, gathered, notes_words, placed};
use super::staff::{author, on_roster, roster_class};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{LineRow, sessions_a_day};
use crate::model::{Credential, Note, ProcedureCode, SignatureState};
use crate::policy::{Standing, is_bachelors, staffing, standing};
use crate::rules::relied::{Relied, ReliedLine, relied};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DOC-010",
    name: "author-not-qualified-for-service",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Line,
    applies_to: "session lines of psychotherapy, medical visits and nursing services; per diems \
                 are a team's work and are not judged",
    authority: &[
        Authority {
            cite: "Medicare Benefit Policy Manual ch. 15 §§80–200",
            verified: false,
        },
        Authority {
            cite: "state licence laws and payer manuals",
            verified: false,
        },
    ],
    checks: "The author of a note that documents the line has a credential of a class that no \
             payer accepts for the billed code, by the table of services; neither other notes of \
             the line, one for each session that it bills, nor the staff roster show a credential \
             that may. Credentials of several meanings (MA), state roles and classes on which \
             payers differ give no finding. Where a second clinician signed the note, it warns; so \
             it does where neither note nor roster gives more than a bachelor's degree for \
             psychotherapy. Stated once an author.",
    why: "A service is payable only when a person who may render it did.",
    cure: &[Cure::C0, Cure::C4],
    params: &["match.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let (mut unqualified, mut bachelors) = (Vec::new(), Vec::new());
    for mut found in relied(case, |_, _| true) {
        let note = found.note;
        let written = note.credential.as_ref().map(|found| &found.value);
        if written.is_none_or(|found| is_bachelors(&found.text))
            && has_bachelors_only(case, &mut found)
        {
            bachelors.push(found);
            continue;
        }
        let Some(credential) = &note.credential else {
            // Its want is another rule's.
            checks.not_applicable(&RULE);
            continue;
        };
        let lines = found.lines.len();
        found.lines.retain(|line| {
            let code = code_of(case, line.row.id);
            code.is_some_and(|code| may_not(code, &credential.value))
                && !is_covered(case, found.index, line.row)
                && !may_be_of_other_group(case, note, line.row)
        });
        if found.lines.is_empty() || resolved_by_roster(case, note, &credential.value) {
            if lines > 0 {
                checks.pass(&RULE);
            }
            continue;
        }
        // The line rests on this note's author alone, since no other note's may render it.
        for line in &mut found.lines {
            line.alone.clone_from(&line.row.days);
        }
        unqualified.push(found);
    }
    let key = |note: &Note| (author_key(note), is_cosigned(note));
    for ((_, cosigned), notes) in gathered(unqualified, key) {
        report(case, cosigned, &notes, checks);
    }
    for notes in gathered(bachelors, author_key).into_values() {
        report_bachelors(case, &notes, checks);
    }
}

/// Returns whether the roster gives the author of a note a bachelor's degree and nothing else, and
/// keeps of the note's lines those of psychotherapy that no other note may hold up.
fn has_bachelors_only(case: &Case<'_>, found: &mut Relied<'_>) -> bool {
    let entry = author(found.note).and_then(|name| on_roster(case, name));
    if is_cosigned(found.note) || !entry.is_some_and(|entry| is_bachelors(&entry.credential)) {
        return false;
    }
    let index = found.index;
    let is_judged = |line: &ReliedLine<'_>| {
        let service = code_of(case, line.row.id).and_then(staffing);
        service.is_some_and(|service| service.label == "psychotherapy")
            && !is_covered(case, index, line.row)
    };
    if !found.lines.iter().any(is_judged) {
        return false;
    }
    found.lines.retain(is_judged);
    true
}

fn report_bachelors(case: &Case<'_>, notes: &[Relied<'_>], checks: &mut Checks) {
    let Some(entry) = notes
        .first()
        .and_then(|found| author(found.note))
        .and_then(|name| on_roster(case, name))
    else {
        return;
    };
    let message = format!(
        "{} billed as psychotherapy by {}, for whom the roster gives {} and no licence",
        notes_words(notes),
        notes.first().map_or("", |found| author_words(found.note)),
        entry.credential.trim(),
    );
    let finding = RULE
        .finding(Outcome::Warn, message)
        .with(Evidence::supports(entry.span));
    checks.report(placed(case, finding, notes));
}

fn report(case: &Case<'_>, cosigned: bool, notes: &[Relied<'_>], checks: &mut Checks) {
    let Some(first) = notes.first() else { return };
    let Some(credential) = &first.note.credential else {
        return;
    };
    let codes: Vec<&ProcedureCode> = {
        let lines = notes.iter().flat_map(|found| &found.lines);
        let mut codes: Vec<_> = lines
            .filter_map(|line| code_of(case, line.row.id))
            .collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    };
    let label = codes
        .first()
        .and_then(|code| staffing(code))
        .map_or("", |service| &service.label);
    let codes: Vec<&str> = codes.iter().map(|code| code.as_str()).collect();
    let mut message = format!(
        "{} for {} billed as {label} ({}) {} by {}, {}, whose credential does not qualify for it",
        notes_words(notes),
        if notes.len() == 1 {
            "a service"
        } else {
            "services"
        },
        codes.join(", "),
        if notes.len() == 1 { "is" } else { "are" },
        author_words(first.note),
        credential.value.text,
    );
    let outcome = if cosigned {
        message.push_str("; a second clinician signed, who may have held the session too");
        Outcome::Warn
    } else {
        Outcome::Fail
    };
    let places: Vec<Evidence> = notes
        .iter()
        .filter_map(|found| found.note.credential.as_ref())
        .take(8)
        .map(|credential| Evidence::supports(credential.span))
        .collect();
    let mut finding = RULE.finding(outcome, message).with_all(places);
    if let Some(entry) = author(first.note).and_then(|name| on_roster(case, name)) {
        finding = finding.with(Evidence::supports(entry.span));
    }
    checks.report(placed(case, finding, notes));
}

fn code_of<'c>(case: &Case<'c>, id: crate::finding::LineId) -> Option<&'c ProcedureCode> {
    let code = case.ledger.service_line(id).procedure.as_ref()?;
    Some(&code.value)
}

fn may_not(code: &ProcedureCode, credential: &Credential) -> bool {
    staffing(code).is_some_and(|service| standing(service, credential) == Standing::Never)
}

/// Returns whether other notes of the line, as many as the sessions that it bills, are by somebody
/// who may render it or of whom that cannot be told.
fn is_covered(case: &Case<'_>, own: usize, row: &LineRow) -> bool {
    let Some(code) = code_of(case, row.id) else {
        return true;
    };
    let others = case.documentation(row).filter(|(link, note)| {
        link.note != own
            && note
                .credential
                .as_ref()
                .is_none_or(|credential| !may_not(code, &credential.value))
    });
    let sessions = others.map(|(_, note)| {
        note.time
            .map_or(1, |time| usize::from(time.sessions.max(1)))
    });
    sessions.sum::<usize>() >= sessions_a_day(case.record, row)
}

/// Returns whether a note of one group of a program day may be that of another line: beside group
/// psychotherapy the day bills training or an activity, which others may lead.
fn may_be_of_other_group(case: &Case<'_>, note: &Note, row: &LineRow) -> bool {
    const PSYCHOTHERAPY: [&str; 2] = ["G0410", "G0411"];
    const OTHERS: [&str; 3] = ["G0129", "G0176", "G0177"];
    let is_of =
        |codes: &[&str], id| code_of(case, id).is_some_and(|code| codes.contains(&code.as_str()));
    let beside = || {
        case.live().any(|(other, ..)| {
            is_of(&OTHERS, other.id) && other.days.iter().any(|day| row.days.contains(day))
        })
    };
    let is_one = note.time.is_none_or(|time| time.sessions < 2);
    is_one && is_of(&PSYCHOTHERAPY, row.id) && beside()
}

/// Returns whether the roster gives the author another class than the note does: then which of
/// them is right is not for the chart to tell.
fn resolved_by_roster(case: &Case<'_>, note: &Note, credential: &Credential) -> bool {
    let entry = author(note).and_then(|name| on_roster(case, name));
    entry
        .and_then(roster_class)
        .is_some_and(|class| class != credential.class)
}

fn is_cosigned(note: &Note) -> bool {
    note.cosignature
        .as_ref()
        .is_some_and(|second| second.state == SignatureState::Signed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Portion;
    use crate::model::Units;
    use crate::rules::fixture::{findings, outcomes};

    fn case(by: &str, code: &str) -> String {
        format!("note 2026-01-05 individual {by}\nclaim C1 P\nline 2026-01-05 {code}")
    }

    #[test]
    fn a_technician_renders_no_psychotherapy() {
        let drawn = case("by \"Ann Poe\" BHT", "90837");
        assert_eq!(outcomes(&RULE, &drawn), ["fail C1/1 2026-01-05"]);
        assert_eq!(findings(&RULE, &drawn)[0].at_risk.len(), 1);
        let cosigned = case(
            "by \"Ann Poe\" BHT cosigned 2026-01-06 by \"Dana Roe\"",
            "90837",
        );
        assert_eq!(outcomes(&RULE, &cosigned), ["warn C1/1 2026-01-05"]);
    }

    #[test]
    fn a_technician_leads_no_group_psychotherapy_of_a_program() {
        let drawn = |more: &str| {
            format!(
                "note 2026-01-05 group 09:00-11:10 sessions 2 by \"Ann Poe\" BHT\n\
                 note 2026-01-05 group 11:30-13:30 sessions 2 by \"Al Low\" LCSW\n{more}\n\
                 claim C1 I\nline 2026-01-05 G0410 rev 0915 units 3\n\
                 line 2026-01-05 G0177 rev 0942"
            )
        };
        assert_eq!(outcomes(&RULE, &drawn("")), ["fail C1/1 2026-01-05"]);
        // Others' notes may tell of all that was billed, and one group may be the training.
        let third = "note 2026-01-05 group 14:00-15:00 by \"Bea Day\" LPC";
        assert_eq!(outcomes(&RULE, &drawn(third)), [""; 0]);
        let one = drawn("").replace("11:10 sessions 2", "10:00");
        assert_eq!(outcomes(&RULE, &one), [""; 0]);
    }

    #[test]
    fn those_who_may_or_of_whom_it_depends_pass() {
        for drawn in [
            case("by \"Ann Poe\" LCSW", "90837"),
            case("by \"Ann Poe\" Intern", "90837"),
            case("by \"Ann Poe\" CADC", "90837"),
            case("by \"Ann Poe\" BHT", "H0004"),
            case("by \"Ann Poe\"", "90837"),
            format!(
                "staff \"Ann Poe\" LPC\n{}",
                case("by \"Ann Poe\" BHT", "90837")
            ),
            "note 2026-01-05 group by \"Ann Poe\" BHT\nclaim C1 I\nline 2026-01-05 H0015 rev 0906"
                .to_owned(),
        ] {
            assert_eq!(outcomes(&RULE, &drawn), [""; 0], "{drawn}");
        }
    }

    #[test]
    fn psychotherapy_by_whom_the_roster_gives_a_bachelors_degree_warns() {
        let drawn = |credential: &str, code: &str| {
            format!(
                "staff \"Ann Poe\" {credential}\n{}",
                case("by \"Ann Poe\" LCSW no-credential", code)
            )
        };
        assert_eq!(
            outcomes(&RULE, &drawn("BSW", "90834")),
            ["warn C1/1 2026-01-05"]
        );
        for (credential, code) in [
            ("BSW", "H0004"),
            ("MSW", "90834"),
            ("\"BS, LPC\"", "90834"),
            ("\"\"", "90834"),
        ] {
            assert_eq!(
                outcomes(&RULE, &drawn(credential, code)),
                [""; 0],
                "{credential} {code}"
            );
        }
    }

    #[test]
    fn each_of_several_billed_sessions_needs_its_own_clinician() {
        let drawn = "note 2026-01-05 group 09:00-10:00 by \"Dana Roe\" LCSW
            note 2026-01-05 group 10:10-11:10 by \"Ann Poe\" BHT
            claim C1 P
            line 2026-01-05 90853";
        let two = format!("{drawn} units 2");
        assert_eq!(outcomes(&RULE, &two), ["fail C1/1 2026-01-05"]);
        let found = findings(&RULE, &two);
        let portion = &found[0].at_risk[0].portion;
        assert_eq!(portion, &Portion::Units(Units::whole(1)));
        assert_eq!(outcomes(&RULE, drawn), [""; 0]);
        let taught = format!(
            "{two}
            line 2026-01-05 G0177
            note 2026-01-05 group 11:20-12:20 by \"May Loe\" RN"
        );
        assert_eq!(outcomes(&RULE, &taught), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn one_author_is_stated_once() {
        let drawn = format!(
            "note 2026-01-12 individual by \"Ann Poe\" BHT\n{}\nline 2026-01-12 90834",
            case("by \"Ann Poe\" BHT", "90837")
        );
        assert_eq!(outcomes(&RULE, &drawn), ["fail C1 2026-01-05..2026-01-12"]);
    }
}
