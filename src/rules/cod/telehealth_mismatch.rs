//! COD-028: how a service was held and how it was billed do not agree.

use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::{LineRow, NoteLink};
use crate::model::{Claim, Note, ServiceLine, TelehealthModality};
use crate::rules::billed_line::{code_words, on_line};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use crate::text::Span;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COD-028",
    name: "telehealth-modifier-pos-mismatch",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Line,
    applies_to: "professional lines billed, or documented, as telehealth",
    authority: &[Authority {
        cite: "42 CFR 410.78; the payer's provider manual",
        verified: false,
    }],
    checks: "The note says that the service was held by sound alone and the line carries neither \
             93 nor FQ; or the note says that it was held at a distance and the line carries no \
             telehealth modifier and another place of service than 02 or 10; or the line carries \
             a telehealth modifier and another place of service than 02 or 10, which payers ask \
             for (warns, since some ask for the place that would have been used); or the line \
             carries a telehealth modifier or place 02 or 10 and the header of its note says that \
             the session was held in person.",
    why: "The place and the modifier decide the price and whether the service is covered at all.",
    cure: &[Cure::C4],
    params: &["match.confidence", "fail.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

/// Modifiers that say telehealth; the last two that there was sound alone.
const TELEHEALTH: [&str; 5] = ["95", "GT", "GQ", "93", "FQ"];
const SOUND_ALONE: [&str; 2] = ["93", "FQ"];

fn check(case: &Case<'_>, checks: &mut Checks) {
    for (row, claim, line) in case.live() {
        let Some(place) = place(claim, line) else {
            checks.not_applicable(&RULE);
            continue;
        };
        let told = case
            .documentation(row)
            .filter(|(link, _)| !is_anothers(case, row, link))
            .find_map(|(_, note)| told_of(note));
        let has = |wanted: &[&str]| {
            line.modifiers
                .iter()
                .any(|modifier| wanted.contains(&modifier.as_str()))
        };
        let at_distance = matches!(place, "02" | "10");
        if !at_distance && !has(&TELEHEALTH) && told.is_none() {
            checks.not_applicable(&RULE);
            continue;
        }
        if told.is_none()
            && let Some(span) = in_person(case, row)
        {
            let words = in_person_words(place, has(&TELEHEALTH));
            let message = format!("{}: {words}", code_words(line));
            checks.report(finding(case, row, line, message, Some(span), 88));
            continue;
        }
        match fault(
            place,
            at_distance,
            has(&TELEHEALTH),
            has(&SOUND_ALONE),
            told,
        ) {
            Some((words, confidence)) => {
                let message = format!("{}: {words}", code_words(line));
                let told = told.map(|(_, span)| span);
                checks.report(finding(case, row, line, message, told, confidence));
            }
            None => checks.pass(&RULE),
        }
    }
}

/// Returns where the session's own notes say that it was held in person. A program's day may have
/// been held in both ways.
fn in_person(case: &Case<'_>, row: &LineRow) -> Option<Span> {
    if row.billed.is_per_diem() {
        return None;
    }
    let own = case.documentation(row);
    let mut own = own.filter(|(link, _)| link.confidence >= SAME_KIND);
    own.find_map(|(_, note)| note.whereabouts.in_person)
}

fn in_person_words(place: &str, has_modifier: bool) -> String {
    let billed = match (has_modifier, matches!(place, "02" | "10")) {
        (true, true) => format!("place of service {place} with a telehealth modifier"),
        (true, false) => "a telehealth modifier".to_owned(),
        _ => format!("place of service {place}"),
    };
    format!("the note says in person, and the line bills {billed}")
}

/// Returns whether a note on the day of a per diem is the documentation of a service that is billed
/// for itself: how that one was held says nothing of the day.
fn is_anothers(case: &Case<'_>, row: &LineRow, link: &NoteLink) -> bool {
    row.billed.is_per_diem()
        && case.live().any(|(other, _, _)| {
            other.id != row.id
                && !other.billed.is_per_diem()
                && other
                    .links
                    .iter()
                    .any(|one| one.note == link.note && one.confidence >= SAME_KIND)
        })
}

/// The least confidence at which a note is of a line's own kind.
const SAME_KIND: u8 = 85;

fn place<'c>(claim: &'c Claim, line: &'c ServiceLine) -> Option<&'c str> {
    let place = line.place_of_service.as_ref();
    let place = place.or(claim.place_of_service.as_ref())?;
    Some(place.value.as_str())
}

/// Returns what the note says firmly of how the service was held.
fn told_of(note: &Note) -> Option<(TelehealthModality, Span)> {
    let modality = note.telehealth.as_ref()?.modality;
    Some((modality.value, modality.span))
}

fn fault(
    place: &str,
    at_distance: bool,
    has_modifier: bool,
    has_sound_alone: bool,
    told: Option<(TelehealthModality, Span)>,
) -> Option<(String, u8)> {
    match told.map(|(modality, _)| modality) {
        Some(TelehealthModality::AudioOnly) if !has_sound_alone => Some((
            "the note says sound alone, and the line carries neither 93 nor FQ".to_owned(),
            85,
        )),
        Some(TelehealthModality::Video) if !at_distance && !has_modifier => Some((
            format!(
                "the note says telehealth, and the line bills place of service {place} without a telehealth modifier"
            ),
            85,
        )),
        _ if has_modifier && !at_distance => Some((
            format!("a telehealth modifier with place of service {place}; payers ask for 02 or 10"),
            65,
        )),
        _ => None,
    }
}

fn finding(
    case: &Case<'_>,
    row: &LineRow,
    line: &ServiceLine,
    message: String,
    told: Option<Span>,
    confidence: u8,
) -> Finding {
    let place = line.place_of_service.as_ref();
    on_line(case, RULE.finding(Outcome::Fail, message), row)
        .with_all(place.map(|place| Evidence::supports(place.span)))
        .with_all(told.map(Evidence::supports))
        .risking(AtRisk::whole(row.id))
        .with_confidence(confidence, case.policy.number("fail.confidence"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn line(claim: &str, line: &str) -> String {
        format!("claim C1 P {claim} dx F33.1\nline 2026-01-05 {line}")
    }

    #[test]
    fn a_modifier_with_an_office_place_warns() {
        let case = line("pos 11", "90837 mod 95");
        assert_eq!(outcomes(&RULE, &case), ["warn C1/1 2026-01-05"]);
    }

    #[test]
    fn what_the_note_says_decides() {
        let told = |modality| Some((modality, Span::new(crate::text::FileId(0), 1, 0, 5)));
        let audio = told(TelehealthModality::AudioOnly);
        assert!(fault("10", true, true, false, audio).is_some_and(|(_, sure)| sure > 75));
        assert!(fault("10", true, true, true, audio).is_none());
        let video = told(TelehealthModality::Video);
        assert!(fault("11", false, false, false, video).is_some_and(|(_, sure)| sure > 75));
        assert!(fault("10", true, false, false, video).is_none());
        let unsure = told(TelehealthModality::Unspecified);
        assert!(fault("11", false, false, false, unsure).is_none());
    }

    #[test]
    fn places_and_modifiers_that_agree_pass() {
        for (claim, code) in [
            ("pos 10", "90837 mod 95"),
            ("pos 02", "90834"),
            ("pos 11", "90837"),
            ("pos 11", "90837 mod 95 pos 10"),
        ] {
            assert_eq!(outcomes(&RULE, &line(claim, code)), [""; 0], "{code}");
        }
    }

    #[test]
    fn a_session_held_in_person_is_no_telehealth() {
        let drawn = |how: &str, billed: &str| {
            let note = format!("note 2026-01-05 individual 10:00-10:50 {how}");
            outcomes(&RULE, &format!("{note}\n{}", line(billed, "90834 mod 95")))
        };
        assert_eq!(drawn("in-person", "pos 10"), ["fail C1/1 2026-01-05"]);
        assert_eq!(drawn("in-person", "pos 11"), ["fail C1/1 2026-01-05"]);
        assert_eq!(drawn("", "pos 10"), [""; 0]);
        // A note that says both leaves it open.
        let both = "in-person telehealth video place consent";
        assert_eq!(drawn(both, "pos 10"), [""; 0]);
    }

    #[test]
    fn without_a_place_it_is_not_judged() {
        assert_eq!(tally(&RULE, &line("", "90837 mod 95")).not_applicable, 1);
    }

    #[test]
    fn a_session_billed_for_itself_lends_its_video_to_no_day() {
        let house = "note 2026-01-05 family 10:00-10:50 telehealth video place consent";
        let day = "claim C1 P pos 14 dx F33.1\nline 2026-01-05 H2020";
        let session = "claim C2 P pos 10 dx F33.1\nline 2026-01-05 90847 mod 95";
        let both = format!("{house}\n{day}\n{session}");
        assert_eq!(outcomes(&RULE, &both), [""; 0]);
        let alone = format!("{house}\n{day}");
        assert_eq!(outcomes(&RULE, &alone), ["fail C1/1 2026-01-05"]);
    }
}
