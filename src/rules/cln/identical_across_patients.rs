//! CLN-003: what a note says of one patient, another patient's note says too.

use super::copied::{agreement, as_sure_as_kind, cited, on_note};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{NoteCopy, Relation, tells_of_service};
use crate::rules::relied::{kind_words, relied};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "CLN-003",
    name: "identical-note-across-patients",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "group notes and other notes of delivered services; not family sessions",
    authority: &[Authority {
        cite: "Medicare Benefit Policy Manual ch. 6 §70.3",
        verified: false,
    }],
    checks: "What a note says of its patient agrees to clone.across with what an earlier note (or \
             one of the same day) says of another patient. Compared is the response of a group \
             note that has one, else the note's own words, of a group note those that speak of the \
             patient; at least clone.min_tokens words, in group notes clone.section_tokens, in \
             shift and nursing notes clone.form_tokens; names and pronouns, the template, a group's topic \
             and interventions, and what the members of one session have in common are left \
             out. Where a small group's notes have no heading for the member, nothing is \
             compared within the session. Logs of checks do not count; shift and nursing notes \
             warn. What the note alone documents is at risk.",
    why: "Two patients do not say and feel the same in the same words. A response that stands in \
          several charts was not written about any of them, and payers deny each.",
    cure: &[Cure::C0],
    params: &[
        "clone.across",
        "clone.section_tokens",
        "clone.min_tokens",
        "clone.form_tokens",
        "clone.template_share",
        "fail.confidence",
    ],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let least = case.policy.number("clone.across") as f64 / 100.0;
    let copies: Vec<&NoteCopy> = case
        .record
        .copies
        .iter()
        .filter(|copy| copy.relation == Relation::OtherPatient && copy.similarity >= least)
        .collect();
    let is_copy = |index: usize| copies.iter().any(|copy| copy.note == index);
    for (index, note) in case.record.notes.iter().enumerate() {
        if !tells_of_service(note) || note.sketch.shingles.is_empty() {
            checks.not_applicable(&RULE);
        } else if !is_copy(index) {
            checks.pass(&RULE);
        }
    }
    if copies.is_empty() {
        return;
    }
    let relied = relied(case, |index, _| !is_copy(index));
    for copy in &copies {
        let note = case.ledger.note(copy.note);
        let Some(date) = note.date() else { continue };
        let same_author = note.author.as_ref().map(|author| author.value.as_str())
            == copy.source.author.as_deref();
        let message = format!(
            "what the {} of {date} says of the patient {} the {} of another patient of {}{} \
             ({} words compared)",
            kind_words(note.kind),
            agreement(copy.similarity),
            kind_words(copy.source.kind),
            copy.source.date,
            if same_author {
                " by the same author"
            } else {
                ""
            },
            copy.tokens,
        );
        let others = copy.source.passages.iter().copied();
        let finding = RULE
            .finding(Outcome::Fail, message)
            .dated(date)
            .with_all(cited(&copy.passages, note))
            .with_all(others.map(Evidence::supports));
        let finding = on_note(case, finding, &relied, copy.note, 100);
        checks.report(as_sure_as_kind(case, finding, note));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes};

    const RESPONSE: &str = "Client sat near the door and listened at first, then told the group \
        of the night spent in the car after the eviction and of the promise made to a daughter; \
        named the bus station as the place where cravings start and asked two members for rides.";
    const OTHER: &str = "Client laughed at the opening exercise and drew a map of the week with \
        red circles for the payday evenings; said the worst hour is after the shift ends and chose \
        to call a cousin from the parking lot each Friday before driving home to the children.";
    const TOPIC: &str = "Group topic: Facilitator taught the cycle of craving with a drawing on \
        the board and asked each member for one example from the past week";

    fn group(one: &str, other: &str, other_day: &str) -> String {
        format!(
            "patient P1 name \"Ann Poe\"
            note 2026-01-05 group 09:00-10:00 text \"{TOPIC} | Response: {one}\"
            claim C1 P
            line 2026-01-05 90853
            patient P2 name \"Lou Orr\"
            note {other_day} group 09:00-10:00 text \"{TOPIC} | Response: {other}\"
            claim C2 P
            line {other_day} 90853"
        )
    }

    #[test]
    fn fires_on_the_later_and_on_both_of_one_day() {
        let copied = RESPONSE
            .replace("Client", "Lou")
            .replace("the car", "his car");
        let case = group(
            &RESPONSE.replace("the car", "her car"),
            &copied,
            "2026-01-08",
        );
        assert_eq!(outcomes(&RULE, &case), ["fail C2/1 2026-01-08"]);
        let found = &findings(&RULE, &case)[0];
        assert!(found.at_risk.len() == 1 && !found.message.contains("Ann"));
        let same_day = group(RESPONSE, RESPONSE, "2026-01-05");
        assert_eq!(
            outcomes(&RULE, &same_day),
            ["fail C1/1 2026-01-05", "fail C2/1 2026-01-05"]
        );
    }

    #[test]
    fn a_shared_topic_with_responses_of_their_own_does_not_fire() {
        let case = group(RESPONSE, OTHER, "2026-01-05");
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
        // A short response says too little to be a copy.
        let short = group("Took part.", "Took part.", "2026-01-05");
        assert_eq!(outcomes(&RULE, &short), [""; 0]);
    }

    #[test]
    fn a_small_group_without_a_heading_for_the_member_tells_nothing() {
        let one = format!(
            "patient P1\nnote 2026-01-05 group 09:00-10:00 text \"{RESPONSE}\"
            patient P2\nnote 2026-01-05 group 09:00-10:00 text \"{RESPONSE}\""
        );
        assert_eq!(outcomes(&RULE, &one), [""; 0]);
        let other_day = one.replacen("2026-01-05", "2026-01-06", 1);
        assert_eq!(outcomes(&RULE, &other_day).len(), 1);
    }
}
