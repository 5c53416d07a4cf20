//! Weighs the cues that reach a target against each other and says which class it has.

use super::cues::{self, CueClass, Event, Kind, Reach, Strength};
use super::facts;
use super::scope::View;
use super::time::When;
use super::{Ground, Judgment, Setting};
use crate::model::Assertion;
use crate::scan::sections::{self, Effect};

type Place = Option<(usize, usize)>;

/// The cues that reach a target, one of each class.
#[derive(Default)]
pub(super) struct Found {
    pub(super) negated: Place,
    pub(super) historical: Place,
    pub(super) hypothetical: Place,
    pub(super) taught: Place,
    /// A question or test, and where it stands.
    pub(super) asked: Place,
    pub(super) other: Place,
    pub(super) uncertain: Place,
    pub(super) undone: Place,
    pub(super) restored: Place,
    /// A denial that the patient would not give ("cannot promise not to").
    pub(super) doubted: Place,
    pub(super) confirmed: Place,
    pub(super) recent: Place,
    /// A word that ends for good what it speaks of.
    pub(super) over: bool,
}

impl Found {
    pub(super) fn note(&mut self, cue: &cues::Cue, event: &Event) {
        let place = match cue.class {
            CueClass::Negated => &mut self.negated,
            CueClass::Historical => &mut self.historical,
            CueClass::Hypothetical if cue.strength == Strength::Weak => &mut self.taught,
            CueClass::Hypothetical if cue.strength == Strength::Asked => &mut self.asked,
            CueClass::Hypothetical => &mut self.hypothetical,
            CueClass::OtherPerson => &mut self.other,
            CueClass::Uncertain if cue.doubled => &mut self.doubted,
            CueClass::Uncertain => &mut self.uncertain,
            CueClass::Affirmed if cue.r#final || cue.ends => &mut self.restored,
            CueClass::Affirmed if cue.restores => &mut self.undone,
            CueClass::Affirmed if cue.direction == Reach::Forward => &mut self.undone,
            CueClass::Recent => &mut self.recent,
            CueClass::Affirmed => &mut self.confirmed,
            CueClass::Pseudo => return,
        };
        self.over |= cue.ends;
        if place.is_none() {
            *place = Some((event.start, event.end));
        }
    }
}

pub(super) fn resolve(
    found: &Found,
    dated: Option<When>,
    view: &View<'_>,
    (from, to): (usize, usize),
    setting: Setting,
) -> Judgment {
    let words = |place: Place| place.and_then(|(start, end)| view.text.get(start..end));
    let effect = sections::effect(setting.section);
    let old = dated.filter(|when| when.days.is_none_or(|days| days > setting.recent_days));
    let fresh = dated.filter(|when| when.days.is_some_and(|days| days <= setting.recent_days));
    let historical = found
        .historical
        .filter(|&place| !is_last(words(Some(place)), view, to, dated, found));
    let past = historical.or(old.map(|when| (when.start, when.end)));
    let denies_past = found
        .negated
        .and_then(|(start, end)| view.text.get(start..end))
        .is_some_and(|cue| {
            [
                "never", "prior", "past", "previous", "hx", "h/o", "history", "lifetime",
            ]
            .iter()
            .any(|word| cue.contains(word))
        });
    let judged = |assertion, rule, cue| Judgment {
        assertion,
        age_days: dated
            .and_then(|when| when.days)
            .map(|days| days.min(u32::from(u16::MAX)) as u16),
        on: dated.and_then(|when| when.date),
        told_as_history: past.is_some() || denies_past,
        ground: Ground { rule, cue },
    };
    // "Family history: brother drinks" tells of the family, not of who lives with the patient.
    if effect == Effect::OtherPerson || (!setting.about_others && found.other.is_some()) {
        return judged(Assertion::OtherPerson, "said of someone else", found.other);
    }
    if found.restored.is_some() {
        return judged(Assertion::Affirmed, "said to be back now", found.restored);
    }
    // "Could not promise that he would not hurt himself" denies nothing.
    if found.doubted.is_some() {
        return judged(Assertion::Uncertain, "a denial not given", found.doubted);
    }
    // "Asked about SI, said no": the answer decides.
    let answered = |place: Place| {
        place.is_some_and(|(start, _)| found.asked.is_some_and(|(_, asked)| start >= asked))
            && place.is_some_and(|(start, _)| start >= from)
    };
    if found.asked.is_some() && !answered(found.negated) {
        let denied = answered(found.uncertain)
            && words(found.uncertain).is_some_and(|cue| cue.contains("den"));
        return if denied {
            judged(Assertion::Negated, "asked and denied", found.uncertain)
        } else if answered(found.confirmed) || answered(found.undone) || answered(found.restored) {
            judged(Assertion::Affirmed, "asked and confirmed", found.confirmed)
        } else {
            judged(Assertion::Hypothetical, "asked or tested for", found.asked)
        };
    }
    // "As a teen he would binge" tells a habit of that time.
    let habit = past.is_some() && words(found.hypothetical) == Some("would");
    if found.hypothetical.is_some() && !habit {
        return judged(
            Assertion::Hypothetical,
            "condition, plan or teaching",
            found.hypothetical,
        );
    }
    let negated = if found.undone.is_some() {
        None
    } else {
        found.negated
    };
    // "Former IVDU, none x 4y" tells of the past and closes it.
    let closed = negated.is_some_and(|(start, _)| {
        start > from
            && view
                .text
                .get(from..start)
                .is_some_and(|middle| middle.contains(','))
    });
    if negated.is_some() && !(closed && found.historical.is_some()) {
        // "No history of seizures" denies the past and the present alike.
        return judged(Assertion::Negated, "said to be absent", negated);
    }
    let now = found.recent.is_some() || fresh.is_some();
    // "Last SIB 2/24" is over, however few days ago.
    let last = historical.is_some() && is_last_cue(words(historical));
    if past.is_some() && (found.over || last || !(now && old.is_none())) {
        return judged(Assertion::Historical, "said of the past", past);
    }
    if found.uncertain.is_some() {
        return judged(Assertion::Uncertain, "hedged", found.uncertain);
    }
    if found.taught.is_some() && !now && !setting.plan_stands {
        return judged(Assertion::Hypothetical, "discussed or taught", found.taught);
    }
    if !now && let Some(class) = sections::default_class(setting.section) {
        // "Start lisinopril for hypertension": what is treated is there.
        let treated = view.text.get(..from).is_some_and(|head| {
            let head = head.trim_end();
            head.ends_with(" for")
                || head.ends_with(" for his")
                || head.ends_with(" for her")
                || head.ends_with(" for chronic")
                || head.ends_with(" for ongoing")
        });
        // "Plan: passive ideation noted by therapist".
        let stated = treated
            || found.confirmed.is_some()
            || facts::is_told(view, from)
            || view.events.iter().any(|event| {
                event.kind == Kind::Affirming && event.end <= from && event.end - event.start > 3
            });
        let stands = class == Assertion::Hypothetical
            && ((setting.plan_stands && sections::plans_stand(setting.section)) || stated);
        if !stands && class != Assertion::OtherPerson {
            return judged(class, "default of the section", None);
        }
    }
    judged(Assertion::Affirmed, "plain statement", found.undone)
}

fn is_last_cue(cue: Option<&str>) -> bool {
    matches!(cue, Some("last" | "most recent"))
}

/// Returns whether "last" before a target does not put it in the past: no day follows, or it is the
/// note's own ("last SIB today").
fn is_last(
    cue: Option<&str>,
    view: &View<'_>,
    to: usize,
    dated: Option<When>,
    found: &Found,
) -> bool {
    if !is_last_cue(cue) {
        return false;
    }
    let next = view
        .tokens_from(to)
        .iter()
        .map(|token| token.of(view.text))
        .find(|word| !matches!(*word, ":" | "on" | "was" | "(" | "in" | "-" | "of"))
        .unwrap_or("");
    let day = next.starts_with(|first: char| first.is_ascii_digit())
        || MONTHS.iter().any(|month| next.starts_with(month));
    let today =
        found.recent.is_some() || dated.is_some_and(|when| when.days.is_some_and(|days| days <= 1));
    today || !(day || dated.is_some())
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
