//! DOC-031: what was billed as treatment was recreation, a ride, a self-help meeting or chores.

use super::gaps::{self, Gap};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Severity};
use crate::model::{AuthorClass, Element, Note, NoteKind, SignatureState};
use crate::policy::ServiceFamily;
use crate::rules::relied::{Relied, relied};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DOC-031",
    name: "service-not-in-covered-definition",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "notes of services that a billed session or program day rests on",
    authority: &[
        Authority {
            cite: "Medicare Benefit Policy Manual ch. 6 §70.3",
            verified: false,
        },
        Authority {
            cite: "42 CFR 410.43",
            verified: true,
        },
        Authority {
            cite: "state Medicaid manuals",
            verified: false,
        },
    ],
    checks: "The note tells of a film, a game, an outing, a ride, an errand, a self-help meeting, \
             chores or school work, and has no word of treatment: no symptom, skill, trigger, \
             feeling, goal, method or therapeutic aim. A day that another note of a service \
             documents is not at risk; 24-hour days are left aside, since they include recreation; \
             case management, which links and monitors and is no treatment, unless its few words \
             tell of the ride alone, or it warns where an errand and a treat are all that it tells; and notes of occupational and activity therapists, whose means they are, and sessions with one \
             patient that show what the clinician did and how the patient took it.",
    why: "Recreation, transport and self-help are no covered service, however good they are for \
          the patient, unless staff use them toward a goal and say so.",
    cure: &[Cure::C8, Cure::C4],
    params: &[
        "not_covered.most_words",
        "elements.pattern_notes",
        "fail.confidence",
    ],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

const NOT_COVERED: [(Element, &str); 4] = [
    (Element::Recreation, "recreation"),
    (Element::Transport, "transport or an errand"),
    (Element::SelfHelp, "a self-help meeting"),
    (Element::Chores, "chores or school work"),
];

fn check(case: &Case<'_>, checks: &mut Checks) {
    let mut found = Vec::new();
    let most = case.policy.number("not_covered.most_words");
    let is_bare = |note: &Note| is_not_covered(note) && i64::from(note.elements.words) < most;
    for relied in relied(case, |_, note| !is_bare(note)) {
        if !can_be_judged(relied.note) {
            checks.not_applicable(&RULE);
        } else if is_bare(relied.note) && rests_on(&relied) {
            found.push(gap(relied));
        } else {
            checks.pass(&RULE);
        }
    }
    gaps::report(case, checks, &RULE, found);
}

fn gap(relied: Relied<'_>) -> Gap<'_> {
    let told: Vec<(Element, &str)> = NOT_COVERED
        .into_iter()
        .filter(|(element, _)| relied.note.elements.has(*element))
        .collect();
    let names: Vec<&str> = told.iter().map(|(_, name)| *name).collect();
    let places = told
        .iter()
        .filter_map(|(element, _)| relied.note.elements.place(*element));
    let whole = relied.note.spans.iter().take(2).copied();
    Gap {
        what: format!("tells of {} and of no treatment", names.join(", ")),
        confidence: if is_outing(relied.note) { 68 } else { 78 },
        evidence: places
            .map(Evidence::supports)
            .chain(whole.map(Evidence::searched))
            .collect(),
        relied,
    }
}

/// Returns whether all that rests on a note is a session or a day program, and some of it on this
/// note alone.
fn rests_on(relied: &Relied<'_>) -> bool {
    relied.lines.iter().all(|line| {
        let billed = &line.row.billed;
        let is_open = matches!(
            billed.family,
            ServiceFamily::Laboratory | ServiceFamily::EvaluationManagement
        );
        !(is_open || billed.is_per_diem() && billed.level.is_24_hour())
    }) && relied.lines.iter().any(|line| !line.alone.is_empty())
}

/// Words from which a note of case management tells more than a ride.
const LINKAGE_WORDS: i64 = 35;

/// The same of an outing with an errand, of which there is more to tell.
const OUTING_WORDS: i64 = 110;

fn can_be_judged(note: &Note) -> bool {
    matches!(
        note.kind,
        NoteKind::GroupNote
            | NoteKind::IndividualNote
            | NoteKind::FamilyNote
            | NoteKind::ProgressNote
            | NoteKind::CaseManagement
            | NoteKind::Unknown
    ) && note.elements.were_read()
        && note.attendance.is_none()
        && note.signature.state != SignatureState::MarkedUnsigned
}

/// Returns whether a note of case management tells of an errand and a treat, and of nothing that links
/// or monitors: that the patient talked and enjoyed it shows neither.
fn is_outing(note: &Note) -> bool {
    note.kind == NoteKind::CaseManagement
        && note.elements.has(Element::Transport)
        && note.elements.has(Element::Recreation)
        && !note
            .elements
            .has_any(&[Element::Intervention, Element::Progress, Element::NextStep])
}

fn is_not_covered(note: &Note) -> bool {
    let treatment = [Element::Therapeutic, Element::Modality, Element::Goal];
    let told = NOT_COVERED.map(|(element, _)| element);
    // Outings and crafts are the means of occupational and activity therapy.
    let is_activity_therapy = note
        .credential
        .as_ref()
        .is_some_and(|credential| credential.value.class == AuthorClass::ActivityTherapist);
    // Who was counseled alone may have planned a hike with the counselor; a group that went on one
    // shows what its leader did as well.
    let is_talk = note.kind == NoteKind::IndividualNote
        && note.elements.has(Element::Intervention)
        && note.elements.has(Element::Response)
        && !note
            .elements
            .has_any(&[Element::Transport, Element::SelfHelp, Element::Chores]);
    // Case management and community support assess, link and monitor: they treat nothing. What is no
    // more than a ride shows none of that.
    let shown = [
        Element::Intervention,
        Element::Response,
        Element::Statement,
        Element::Progress,
        Element::NextStep,
    ];
    let words = i64::from(note.elements.words);
    let is_linkage = note.kind == NoteKind::CaseManagement
        && (note.elements.has_any(&shown) || words >= LINKAGE_WORDS)
        && !(is_outing(note) && words < OUTING_WORDS);
    can_be_judged(note)
        && !is_linkage
        && !is_activity_therapy
        && !is_talk
        && note.elements.has_any(&told)
        && !note.elements.has_any(&treatment)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes};

    fn group(note: &str) -> String {
        format!("note 2026-01-05 group {note}\nclaim C1 P\nline 2026-01-05 90853")
    }

    #[test]
    fn fires_on_a_film_billed_as_therapy() {
        let case = group("has recreation,response,statement");
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"]);
        assert!(
            findings(&RULE, &case)[0]
                .message
                .ends_with("tells of recreation and of no treatment")
        );
        let alone = group("has recreation,response").replace("group", "individual");
        assert_eq!(
            outcomes(&RULE, &alone.replace("90853", "H0004")),
            ["fail C1/1 2026-01-05"]
        );
        let ride = group("has transport")
            .replace("group", "case-management")
            .replace("90853", "T1017");
        assert_eq!(outcomes(&RULE, &ride), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn an_errand_with_a_treat_warns_and_one_that_links_stands() {
        let outing = group("has transport,recreation,response,statement words 80")
            .replace("group", "case-management")
            .replace("90853", "T1017");
        assert_eq!(outcomes(&RULE, &outing), ["warn C1/1 2026-01-05"]);
        for linked in [
            outing.replace("recreation,", ""),
            outing.replace("statement", "next-step"),
            outing.replace("statement", "intervention"),
            outing.replace("words 80", "words 130"),
        ] {
            assert_eq!(outcomes(&RULE, &linked), [""; 0], "{linked}");
        }
    }

    #[test]
    fn recreation_toward_a_goal_and_days_with_treatment_stand() {
        for case in [
            group("has recreation,therapeutic"),
            group("has self-help,goal"),
            group("has response"),
            group("words 0"),
            group("has recreation no-show"),
            group("has recreation,intervention,response")
                .replace("group", "individual")
                .replace("90853", "H0004"),
            // An errand with the patient that links and monitors is what case management is.
            "note 2026-01-05 case-management has transport,next-step\nclaim C1 P\nline 2026-01-05 T1017"
                .to_owned(),
            "note 2026-01-05 case-management has transport words 40\nclaim C1 P\nline 2026-01-05 T1017"
                .to_owned(),
            "note 2026-01-05 group has recreation\nnote 2026-01-05 individual has therapeutic\n\
             claim C1 I\nline 2026-01-05 H0015 rev 0906"
                .to_owned(),
            "note 2026-01-05 group has recreation\nclaim C1 I\nline 2026-01-05 H2036 rev 1002"
                .to_owned(),
        ] {
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
        }
    }
}
