//! Decides whether a cue reaches a target within one sentence.

use super::clause::{
    acts, answers_label, answers_last, denies_details, denies_item, denies_other, follows_label,
    goes_on_to_now, is_auxiliary, is_denied_lack, is_detail, is_lack, is_rated, is_relative,
    is_spaced, is_subject, is_trailing_condition, is_use, lists_any, negates, opens_label,
    presupposes, tells_ground, told_apart, was_before,
};
use super::cues::{Cue, CueClass, CueTable, Event, Kind, Reach};
use super::{lists, quotes};
use crate::scan::tokens::Token;

/// One sentence prepared for cue analysis.
pub(crate) struct View<'a> {
    pub(crate) text: &'a str,
    pub(crate) tokens: &'a [Token],
    /// Events with those inside the target and inside longer ones taken out.
    pub(crate) events: &'a [Event],
    /// Column gaps.
    pub(crate) gaps: &'a [u32],
}

impl<'a> View<'a> {
    /// Returns the tokens that begin at byte `start` or later.
    pub(super) fn tokens_from(&self, start: usize) -> &'a [Token] {
        let first = self.tokens.partition_point(|token| token.start < start);
        self.tokens.get(first..).unwrap_or(&[])
    }

    /// Returns the tokens that end at byte `end` or earlier.
    pub(super) fn tokens_until(&self, end: usize) -> &'a [Token] {
        let last = self.tokens.partition_point(|token| token.end <= end);
        self.tokens.get(..last).unwrap_or(&[])
    }

    /// Returns the tokens that stand wholly between two bytes.
    pub(super) fn tokens_between(&self, start: usize, end: usize) -> &'a [Token] {
        let rest = self.tokens_from(start);
        let last = rest.partition_point(|token| token.end <= end);
        rest.get(..last).unwrap_or(&[])
    }
}

/// Words that may follow a backward cue and still leave it complete ("denied by pt").
const AFTER_BACKWARD: [&str; 55] = [
    "by",
    "today",
    "at",
    "this",
    "currently",
    "per",
    "in",
    "on",
    "and",
    "or",
    "but",
    "with",
    "now",
    "since",
    "during",
    "upon",
    "throughout",
    "from",
    "to",
    "as",
    "again",
    "yesterday",
    "when",
    "after",
    "while",
    "last",
    "right",
    "x",
    "x2",
    "x3",
    "for",
    "also",
    "if",
    "because",
    "due",
    "despite",
    "before",
    "until",
    "though",
    "spontaneously",
    "completely",
    "is",
    "was",
    "overnight",
    "bilat",
    "bilaterally",
    "b",
    "entirely",
    "altogether",
    "between",
    "either",
    "so",
    "prior",
    "outside",
    "within",
];

/// Subjects and verbs after which a plan or condition no longer holds.
const PLAN_GOES_ON: [&str; 11] = [
    "when", "if", "no", "not", "without", "will", "used", "who", "that", "which", "see",
];

/// Words that open the ground of a risk or plan.
const GROUNDS: [&str; 12] = [
    "given",
    "due to",
    "d/t",
    "because",
    "because of",
    "secondary to",
    "2/2",
    "related to",
    "r/t",
    "as evidenced by",
    "aeb",
    "in the context of",
];

/// Returns whether the cue reaches the target at `from..to`.
pub(crate) fn reaches(
    table: &CueTable,
    view: &View<'_>,
    event: &Event,
    cue: &Cue,
    from: usize,
    to: usize,
) -> bool {
    let forward = event.end <= from && cue.direction != Reach::Backward;
    let backward = event.start >= to && cue.direction != Reach::Forward;
    if !forward && !backward {
        return false;
    }
    if cue.contrast && !goes_on_to_now(view, event.end.max(to)) && !was_before(view, from) {
        return false;
    }
    if cue.doubled && !between(view.events, event.end, from).any(|other| negates(table, other)) {
        return false;
    }
    if cue.r#final && !is_closing(view, event.end) {
        return false;
    }
    if cue.opening || cue.inner {
        let first = view
            .tokens
            .iter()
            .take_while(|token| token.start < event.start)
            .all(|token| !token.word);
        if (cue.opening && !first) || (cue.inner && first) {
            return false;
        }
    }
    if cue.bare
        && view
            .events
            .iter()
            .any(|other| other.kind == Kind::Affirming && other.end <= from)
    {
        return false;
    }
    // "The voice of her mother's ..." speaks of what is hers.
    let possessive = view
        .text
        .get(event.end..)
        .is_some_and(|rest| rest.starts_with("'s"));
    if cue.class == CueClass::OtherPerson && event.start >= to && possessive {
        return false;
    }
    let reached = (forward && reaches_forward(table, view, event, cue, from))
        || (backward && reaches_backward(table, view, event, cue, from, to));
    reached
        && !quotes::keep_apart(view, event, cue, from, to)
        && !(forward && quotes::is_parenthesized(view, event, cue, from))
}

fn reaches_forward(
    table: &CueTable,
    view: &View<'_>,
    event: &Event,
    cue: &Cue,
    from: usize,
) -> bool {
    let plan = cue.class == CueClass::Hypothetical;
    let form = view.text.get(event.start..event.end).unwrap_or("");
    // "Unclear whether he reports ..." hedges the whole clause.
    let subordinates = [" if", " whether", " that"]
        .iter()
        .any(|end| form.ends_with(end));
    // "Without medication he ..." says nothing of what he does.
    let lacking = matches!(form, "without" | "w/o");
    if lacking && is_denied_lack(table, view, event) {
        return false;
    }
    if told_apart(view, event, from) || answers_label(view, event, from) {
        return false;
    }
    let after_procedure = matches!(form, "s/p" | "status post" | "status/post");
    // "Denies that he is suicidal": the clause is what is denied.
    let denies = form.starts_with("den");
    for other in between(view.events, event.end, from) {
        let adjacent = other.start <= event.end + 1;
        let ends = match other.kind {
            Kind::Conjunction => true,
            Kind::Cause if adjacent && cue.verbal => false,
            // "At risk of relapse given cravings": the ground is a fact, not a risk.
            Kind::Cause if plan => view
                .text
                .get(other.start..other.end)
                .is_some_and(|word| GROUNDS.contains(&word)),
            Kind::Cause => matches!(
                cue.class,
                CueClass::Negated | CueClass::Historical | CueClass::Uncertain | CueClass::Recent
            ),
            Kind::Affirming => match cue.class {
                CueClass::Negated => {
                    !(cue.adverbial
                        || (adjacent && (cue.verbal || other.end - other.start > 3))
                        || (denies && is_subject(view, event.end, other.start)))
                }
                CueClass::Historical => !adjacent && !cue.adverbial,
                CueClass::Uncertain => !adjacent && !subordinates && other.end - other.start > 3,
                // "When she was homeless" tells of the past.
                CueClass::Hypothetical => cue.opening,
                _ => false,
            },
            // "Never a day without drinking" does not deny the drinking.
            Kind::Cue(_) if cue.class == CueClass::Negated => {
                is_lack(view, other) && is_denied_lack(table, view, other)
            }
            // A second condition starts its own phrase.
            Kind::Cue(_) | Kind::Kin => false,
        };
        if ends {
            return false;
        }
    }
    let denial = cue.class == CueClass::Negated;
    if denial && presupposes(view, event, from) {
        return false;
    }
    let list_through = cue.class != CueClass::Uncertain || cue.adverbial;
    let details_only = denial && lists::opens_with_details(view, event.end);
    let condition = plan && is_trailing_condition(view, event, form);
    let mut distance = 0;
    let mut tokens = view.tokens_between(event.end, from).iter().peekable();
    while let Some(token) = tokens.next() {
        let word = token.of(view.text);
        if token.word {
            if matches!(word, "and" | "or" | "nor") {
                let next = tokens.peek().map_or("", |next| next.of(view.text));
                if word == "and" && opens(table, next, plan) {
                    return false;
                }
                // "Refused supper and purged": what was done is not refused, and what follows a dream
                // is not dreamed.
                let act = if next.is_empty() {
                    word_at(view, from)
                } else {
                    next
                };
                if word == "and" && cue.phrase && (plan || table.acts.contains(act)) {
                    return false;
                }
                let start = tokens.peek().map_or(from, |next| next.start);
                if word == "and" && denial && lists::states_itself(view, start) {
                    return false;
                }
                if list_through {
                    distance = 0;
                }
                continue;
            }
            // "Status post fall with hip pain", "former Marine with nightmares": these are of now.
            if (after_procedure || form == "former") && word == "with" {
                return false;
            }
            distance += 1;
            let subject =
                lacking && matches!(word, "he" | "she" | "they" | "pt" | "patient" | "client");
            if distance > cue.reach || subject {
                return false;
            }
            continue;
        }
        match word {
            ";" => return false,
            // "Refused Thursday - vomiting", "no substances - UDS neg": the dash sets a fact apart.
            "-" if denial && token.start > event.end + 1 && is_spaced(view.text, token.start) => {
                let start = tokens.peek().map_or(from, |next| next.start);
                if cue.phrase || lists::is_told_apart(view, start) {
                    return false;
                }
            }
            ":" if !plan && !form.starts_with("copied") && token.start > event.end + 1 => {
                return false;
            }
            // "High risk of relapse: needs 24-hour care" states the need.
            ":" if plan && form.contains("risk") => {
                let next = tokens
                    .peek()
                    .map_or_else(|| word_at(view, from), |next| next.of(view.text));
                if matches!(next, "needs" | "requires" | "continues" | "remains") {
                    return false;
                }
            }
            // "As a child, he had asthma."
            "," if cue.adverbial && token.start <= event.end => distance = 0,
            "," if cue.phrase && !(denial && lists_any(view, event.end)) => return false,
            // "Former teacher, depressed since spring": what is former is the work.
            "," if form == "former" && !is_use(view, event.end, token.start) => return false,
            "," => {
                // Where nothing stands between, the target itself follows.
                let next = tokens
                    .peek()
                    .map_or_else(|| word_at(view, from), |next| next.of(view.text));
                // "Test negative, cravings high": nothing is denied right before a comma.
                let answered = denial && token.start <= event.end;
                if !list_through || answered || opens(table, next, plan) {
                    return false;
                }
                if (details_only && !lists::is_of_risk(view, token.end, next))
                    || (condition && denies_item(next))
                {
                    return false;
                }
                let start = tokens.peek().map_or(from, |next| next.start);
                if denial
                    && !matches!(next, "or" | "nor")
                    && (lists::states_itself(view, start) || lists::laments(view, event.end))
                {
                    return false;
                }
                distance = 0;
            }
            "/" | "&" if list_through => distance = 0,
            "(" if denial && tells_ground(view, event.end, token.start, from) => return false,
            _ => {}
        }
    }
    plan || !crosses_gap(view, event.end, from)
}

/// Returns whether a word after a comma or "and" opens a clause of its own.
fn opens(table: &CueTable, word: &str, plan: bool) -> bool {
    table.openers.contains(word) && !(plan && PLAN_GOES_ON.contains(&word))
}

fn reaches_backward(
    table: &CueTable,
    view: &View<'_>,
    event: &Event,
    cue: &Cue,
    from: usize,
    to: usize,
) -> bool {
    let form = view.text.get(event.start..event.end).unwrap_or("");
    // "SI: passive HI: 0": the words have their own label, the value another.
    let labelled = view
        .text
        .get(from..to)
        .is_some_and(|target| target.contains(':'));
    if cue.value && (labelled || !follows_label(view, to, event.start)) {
        return false;
    }
    // "None since Thu am" has its noun behind it.
    let open = form.ends_with(" since");
    if cue.class == CueClass::Negated && !open && !is_complete(view, event.end, cue.value) {
        return false;
    }
    if cue.class == CueClass::Negated && denies_other(view, event, cue, (from, to)) {
        return false;
    }
    // "Home visit: mother signed him out" names no one whose visit it was.
    if cue.class == CueClass::OtherPerson && form.starts_with([':', '-']) && acts(view, event.end) {
        return false;
    }
    // "Columbia screen = 3" tells the result of the screen.
    if cue.class == CueClass::Hypothetical && cue.reach == 1 && is_rated(view, event.end) {
        return false;
    }
    // "Suspicious of worksheet copies": the sheet is what the words are about.
    if cue.class == CueClass::Hypothetical
        && cue.reach == 1
        && view
            .text
            .get(from..to)
            .is_some_and(|words| words.ends_with(" of"))
    {
        return false;
    }
    let mut confirmed = false;
    for other in between(view.events, to, event.start) {
        let ends = match other.kind {
            Kind::Conjunction => !is_tail(view, event),
            // "The voices she reported at intake": the verb belongs to the target.
            Kind::Affirming => {
                !cue.value
                    && !is_relative(view, to, other.start)
                    && !is_auxiliary(view.text.get(other.start..other.end).unwrap_or(""))
            }
            // "CAD p/w pain x 2 days": the days are the pain's.
            Kind::Cause => cue.class == CueClass::Recent,
            Kind::Cue(_) => {
                confirmed |= table.cue(other).is_some_and(|other| {
                    other.class == CueClass::Affirmed && other.direction == Reach::Backward
                });
                false
            }
            Kind::Kin => false,
        };
        if ends && cue.reach < 12 {
            return false;
        }
    }
    let mut distance = 0;
    let mut commas = 0;
    let mut after_comma = 0;
    for token in view.tokens_between(to, event.start) {
        let word = token.of(view.text);
        if token.word {
            if matches!(word, "and" | "or" | "nor") {
                distance = 0;
                continue;
            }
            distance += 1;
            after_comma += 1;
            if distance > cue.reach {
                return false;
            }
        } else {
            match word {
                ";" if !cue.r#final => return false,
                "," if cue.phrase => return false,
                "," => {
                    commas += 1;
                    after_comma = 0;
                    distance = 0;
                }
                "/" | "&" => distance = 0,
                _ => {}
            }
        }
    }
    if commas > 0 && !cue.r#final && !cue.contrast {
        match cue.class {
            CueClass::Negated | CueClass::Uncertain => {
                // "Fever, cough, chills denied" is one list; "Reports anxiety, SI denied" is not.
                let affirmed = view.events.iter().any(|other| {
                    other.end <= from && (other.kind == Kind::Affirming || negates(table, other))
                });
                let own = cue.class == CueClass::Uncertain && after_comma > 1;
                let answer = is_answer(cue, view, event)
                    || denies_details(table, view, event, to)
                    || answers_last(table, view, event, (from, to));
                if affirmed || confirmed || own || distance > 3 || answer {
                    return false;
                }
            }
            CueClass::Recent => return false,
            // "Detoxed 3/26, CIWA 2 at d/c".
            CueClass::Hypothetical if form.starts_with("at d") => return false,
            // "SI w/ plan, intent if discharged": the condition is the intent's.
            CueClass::Hypothetical if cue.bare && after_comma > 0 => {
                let last = view.tokens_until(event.start).last();
                if last.is_some_and(|token| is_detail(token.of(view.text))) {
                    return false;
                }
            }
            CueClass::OtherPerson => {
                // "Depression, anxiety in mother" is one list.
                if view.text.as_bytes().get(to) != Some(&b',') {
                    return false;
                }
            }
            // "Tremor, sweats, hx w/d seizure": the history is what follows it.
            CueClass::Historical
                if matches!(form, "hx" | "history" | "previously")
                    && view
                        .tokens_from(event.end)
                        .first()
                        .is_some_and(|next| next.word) =>
            {
                return false;
            }
            _ => {
                if commas > 1 || after_comma > 2 || cue.reach <= 1 {
                    return false;
                }
            }
        }
    }
    cue.value || cue.r#final || !crosses_gap(view, to, event.start)
}

/// Returns whether a one-word cue right after a comma answers only the item before it.
fn is_answer(cue: &Cue, view: &View<'_>, event: &Event) -> bool {
    !cue.value
        && view
            .tokens_until(event.start)
            .last()
            .is_some_and(|token| token.of(view.text) == ",")
        && view
            .text
            .get(event.start..event.end)
            .is_some_and(|word| matches!(word, "neg" | "negative"))
}

/// Returns whether nothing but the cue's own tail follows a conjunction ("but none now").
fn is_tail(view: &View<'_>, event: &Event) -> bool {
    view.text.get(event.start..event.end).is_some_and(|form| {
        form.starts_with("but ") || form.contains("none") || form.contains("resolved")
    })
}

pub(super) fn between(events: &[Event], from: usize, to: usize) -> impl Iterator<Item = &Event> {
    let first = events.partition_point(|event| event.start < from);
    events
        .get(first..)
        .unwrap_or(&[])
        .iter()
        .take_while(move |event| event.start <= to)
        .filter(move |event| event.end <= to)
}

pub(super) fn crosses_gap(view: &View<'_>, from: usize, to: usize) -> bool {
    let next = view.gaps.partition_point(|&gap| gap as usize <= from);
    view.gaps.get(next).is_some_and(|&gap| gap as usize <= to)
}

fn word_at<'a>(view: &View<'a>, at: usize) -> &'a str {
    view.tokens_from(at)
        .first()
        .map_or("", |token| token.of(view.text))
}

/// Returns whether a backward cue is complete: no noun of its own follows.
fn is_complete(view: &View<'_>, end: usize, value: bool) -> bool {
    let Some(next) = view.tokens_from(end).first() else {
        return true;
    };
    if !next.word || crosses_gap(view, end, next.start + 1) {
        return !matches!(next.of(view.text), "%" | "/" | ":") || !value;
    }
    let next = next.of(view.text);
    // "UDS neg x4".
    let times = next
        .strip_prefix('x')
        .is_some_and(|count| count.bytes().all(|byte| byte.is_ascii_digit()));
    times || AFTER_BACKWARD.contains(&next) || (value && opens_label(view, end))
}

fn is_closing(view: &View<'_>, end: usize) -> bool {
    view.tokens_from(end).iter().all(|token| !token.word)
}

#[cfg(test)]
mod tests {
    use crate::model::Assertion;
    use crate::scan::classify::classify;

    #[test]
    fn a_reach_ends_at_its_clause() {
        for (text, target, class) in [
            (
                "Denies fever, cough, or chills.",
                "chills",
                Assertion::Negated,
            ),
            (
                "Denies fever but reports cough.",
                "cough",
                Assertion::Affirmed,
            ),
            ("Fever, cough, chills denied.", "fever", Assertion::Negated),
            (
                "Reports anxiety, SI denied.",
                "anxiety",
                Assertion::Affirmed,
            ),
            (
                "History of asthma, presents with fever.",
                "fever",
                Assertion::Affirmed,
            ),
        ] {
            let start = text.to_lowercase().find(target).unwrap_or(0) as u32;
            let got = classify(text, start, start + target.len() as u32).assertion;
            assert_eq!(got, class, "{text}");
        }
    }
}
