//! Decides whether a statement is about someone other than the patient, by the people named in
//! its clause.

use super::cues::{CueTable, Event, Kind};
use super::scope::View;
use crate::scan::tokens::Token;

/// Words whose speaker tells of themselves, whatever verb follows.
const PEERS: [&str; 5] = ["peer", "client", "member", "friend", "roommate"];
/// The farthest a person may stand before the words about them.
const FARTHEST: usize = 14;

/// Returns the person who owns the statement at `from..to`, when it is not the patient.
pub(crate) fn other<'e>(
    table: &CueTable,
    view: &View<'e>,
    from: usize,
    to: usize,
) -> Option<&'e Event> {
    if named::is_said_of_patient(table, view, from, to) {
        return None;
    }
    // The nearest person who has to do with it decides ("neither his wife nor his sister has seen").
    let named = view
        .events
        .iter()
        .rev()
        .filter(|event| event.kind == Kind::Kin && event.end <= from)
        .map(|person| (person, stance(table, view, person, from)))
        .find(|(_, stance)| *stance != Stance::Aside);
    named
        .filter(|(_, stance)| *stance == Stance::Owner)
        .map(|(person, _)| person)
        .or_else(|| bearer(view, to))
        .or_else(|| tells_of_self(view, from))
}

/// Returns whether a score behind a comma is the patient's, whoever was named before it: "shooting of
/// partner, PCL-5 47". "Mother came, her PHQ-9 17" may be hers.
pub(super) fn is_before_score(view: &View<'_>, person: &Event, from: usize, to: usize) -> bool {
    let told = view.tokens_from(to).first().is_some_and(|next| {
        next.of(view.text)
            .starts_with(|first: char| matches!(first, '0'..='9' | '=' | ':'))
    });
    let parted = view
        .text
        .get(person.end..from)
        .is_some_and(|middle| middle.contains(','));
    let owned = view
        .tokens_until(from)
        .last()
        .is_some_and(|token| matches!(token.of(view.text), "his" | "her" | "their" | "whose"));
    told && parted && !owned
}

/// Returns the person of whom the words before say it ("cancer in a maternal aunt").
fn bearer<'e>(view: &View<'e>, to: usize) -> Option<&'e Event> {
    let mut words = view
        .tokens_from(to)
        .iter()
        .take(7)
        .map(|token| (token, token.of(view.text)));
    let (_, mut word) = words.next()?;
    if matches!(word, "death" | "deaths" | "passing" | "diagnosis") {
        word = words.next()?.1;
        if word != "of" {
            return None;
        }
    } else if word != "in" {
        return None;
    }
    for (token, word) in words {
        let person = view
            .events
            .iter()
            .find(|event| event.kind == Kind::Kin && event.start == token.start);
        if person.is_some() {
            // In a pediatric chart the child is the patient.
            return person.filter(|_| !matches!(word, "child" | "children" | "baby" | "infant"));
        }
        if !is_determiner(word) {
            return None;
        }
    }
    None
}

fn is_determiner(word: &str) -> bool {
    // "Assaulted 2 peers".
    if word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit()) {
        return !word.is_empty();
    }
    matches!(
        word,
        "his"
            | "her"
            | "their"
            | "the"
            | "my"
            | "pt's"
            | "patient's"
            | "client's"
            | "older"
            | "younger"
            | "a"
            | "an"
            | "maternal"
            | "paternal"
            | "s"
            | "other"
            | "ex"
            | "own"
            | "some"
            | "two"
            | "three"
            | "several"
            | "best"
            | "close"
            | "late"
            | "both"
            | "foster"
            | "little"
            | "twin"
            | "half"
    )
}

/// What a named person has to do with a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stance {
    /// It is about them.
    Owner,
    /// They tell it of the patient.
    Informant,
    /// Neither.
    Aside,
}

fn stance(table: &CueTable, view: &View<'_>, person: &Event, from: usize) -> Stance {
    let text = view.text;
    let possessive = text
        .get(person.end..)
        .is_some_and(|rest| rest.starts_with("'s"));
    // "Walked out of his parents' house", "cut herself at her mother's house": only a place is theirs.
    if named::is_owner_of_place(text, person) {
        return Stance::Aside;
    }
    let person_end = person.end + if possessive { 2 } else { 0 };
    let person_word = text.get(person.start..person.end).unwrap_or("");
    let peer = PEERS.iter().any(|peer| person_word.contains(peer));

    // "Dad's own school refusal came up, he drank on it later": it goes on about him.
    let own = text
        .get(person_end..)
        .is_some_and(|rest| rest.starts_with(" own "));

    // In a pediatric chart the child is the patient.
    if matches!(person_word, "child" | "infant" | "baby")
        && text
            .get(..person.start)
            .is_some_and(|head| head.ends_with("the "))
    {
        return Stance::Aside;
    }
    if view.events.iter().any(|event| {
        event.kind == Kind::Conjunction && event.start >= person.end && event.end <= from
    }) {
        return Stance::Aside;
    }
    if is_closed(view, person, person_end, from)
        || is_head_count(view, person)
        || named::brings(view, person)
        || named::is_level_apart(text, person_end, from)
    {
        return Stance::Aside;
    }
    let mut informant = false;
    let mut words = 0;
    let mut previous = "";
    let between = view.tokens_between(person_end, from);
    if !possessive && named::calls_so(text, between, from) {
        return Stance::Owner;
    }
    let aside = said_aside(table, text, between);
    let between = between.get(aside..).unwrap_or(&[]);
    let object = called(table, text, between);
    let between = between.get(..between.len() - object).unwrap_or(between);
    for token in between {
        let word = token.of(text);
        if !token.word {
            if word == ";" || (word == ":" && token.start > person_end) {
                return Stance::Aside;
            }
            previous = word;
            continue;
        }
        words += 1;
        if words > FARTHEST {
            return Stance::Aside;
        }
        if words <= 3 && table.reporting.contains(word) && !peer {
            informant = true;
        }
        // "Peer (other client) was yelling".
        if table.patients.contains(word) && !named::is_other(previous) {
            return Stance::Aside;
        }
        // "Mother reports her own anxiety."
        let of_self = text.get(token.end..from).is_some_and(|rest| {
            rest.starts_with(" own ")
                || rest.starts_with(" herself ")
                || rest.starts_with(" himself ")
        });
        informant &= !of_self;
        let of_peer = peer && previous == "that";
        if matches!(word, "he" | "she" | "they" | "his" | "her")
            && !(of_self || own || of_peer)
            && (informant
                || matches!(
                    previous,
                    "," | "and"
                        | "when"
                        | "while"
                        | "after"
                        | "because"
                        | "that"
                        | "since"
                        | "before"
                        | "until"
                ))
        {
            return Stance::Aside;
        }
        // "Plans to take her mother's pills, has counted them": whose pills they are ends there.
        let relative = if possessive {
            matches!(word, "who" | "which")
        } else {
            matches!(word, "who" | "which" | "has" | "had" | "is" | "was")
        };
        let goes_on = relative || (own && matches!(word, "he" | "she" | "they"));
        if previous == "," && table.openers.contains(word) && !goes_on {
            return Stance::Aside;
        }
        // "Daughter on phone re weekend pass": the call is about the patient.
        if matches!(word, "re" | "regarding") && !possessive && !of_self {
            return Stance::Aside;
        }
        previous = word;
    }
    // "Ex-smoker" is the patient, "ex relapsed" is not.
    let former = person_word == "ex"
        && from <= person.end + 1
        && !text
            .get(from..)
            .and_then(|rest| rest.split([' ', '.', ',']).next())
            .is_some_and(|word| word.ends_with("ed"));
    if informant {
        return Stance::Informant;
    }
    if former {
        return Stance::Aside;
    }
    // "After news of his father's deployment and swung at two aides": a deed has its own subject.
    let act = view
        .tokens_from(from)
        .first()
        .is_some_and(|token| table.acts.contains(token.of(text)));
    if possessive && previous == "and" && act {
        return Stance::Aside;
    }
    if possessive && (own || words <= 4) {
        return Stance::Owner;
    }
    if is_circumstance(table, view, person) {
        Stance::Aside
    } else {
        Stance::Owner
    }
}

/// Words that open a circumstance, which a comma closes.
const CIRCUMSTANCES: [&str; 8] = [
    "after", "before", "since", "until", "once", "because", "when", "while",
];

/// Returns whether what is said of a person ends before the target: "purged after her roommate left,
/// cried", "moved here (lost husband), detoxed", "ex stalking her, no housing".
fn is_closed(view: &View<'_>, person: &Event, person_end: usize, from: usize) -> bool {
    let middle = view.text.get(person_end..from).unwrap_or("");
    let count = |sign: u8| middle.bytes().filter(|&byte| byte == sign).count();
    if count(b')') > count(b'(') {
        return true;
    }
    // "After her mother, father and aunt died": a list goes on.
    let Some((clause, _)) = middle.split_once(',') else {
        return false;
    };
    if clause.trim().is_empty() {
        return named::is_dreamed_of(view, person);
    }
    let mut before = view.tokens_until(person.start).iter().rev();
    let lead = before
        .by_ref()
        .map(|token| token.of(view.text))
        .find(|word| !is_determiner(word));
    lead.is_some_and(|word| CIRCUMSTANCES.contains(&word))
        || (view.text.get(person.start..person.end) == Some("ex")
            && view
                .text
                .get(from..)
                .is_some_and(|target| target.starts_with("no ")))
}

/// Returns whether a person is counted among the household and said no more of: "married, 2 kids,
/// referred after ...", "no children, depressed". "2 kids, one with ADHD" goes on about them.
fn is_head_count(view: &View<'_>, person: &Event) -> bool {
    let after = view.tokens_from(person.end);
    let next = |place: usize| after.get(place).map_or("", |token| token.of(view.text));
    let closed = match next(0) {
        "," => !matches!(
            next(1),
            "both"
                | "one"
                | "two"
                | "all"
                | "each"
                | "none"
                | "who"
                | "oldest"
                | "youngest"
                | "eldest"
                | "older"
                | "younger"
                | "son"
                | "daughter"
                | "with"
                | "w"
        ),
        "at" => next(1) == "home" && next(2) == ",",
        _ => false,
    };
    let mut before = view
        .tokens_until(person.start)
        .iter()
        .rev()
        .map(|token| token.of(view.text));
    closed
        && before.next().is_some_and(|count| {
            count.bytes().all(|byte| byte.is_ascii_digit())
                || matches!(
                    count,
                    "no" | "one" | "two" | "three" | "four" | "five" | "six"
                )
        })
        && before.next().is_none_or(|lead| {
            matches!(
                lead,
                "," | "and" | "&" | "+" | "has" | "with" | "/" | ";" | "." | "of"
            )
        })
}

/// Returns whether a relative tells of the patient and then of herself: "mother says he was shy; she
/// herself had panic attacks". The patient is the one called by the other pronoun.
fn tells_of_self<'e>(view: &View<'e>, from: usize) -> Option<&'e Event> {
    let before = view.tokens_until(from);
    let word = |token: &Token| token.of(view.text);
    let (_, at) = before
        .iter()
        .zip(before.iter().skip(1))
        .rev()
        .take(FARTHEST)
        .find(|(first, second)| {
            matches!(
                (word(first), word(second)),
                ("she", "herself") | ("he", "himself")
            )
        })?;
    let others: [&str; 3] = if word(at) == "herself" {
        ["he", "his", "him"]
    } else {
        ["she", "her", "hers"]
    };
    let person = view
        .events
        .iter()
        .find(|event| event.kind == Kind::Kin && event.end <= at.start)?;
    if opens(view, person, word(at)) && is_alone(view, person.end, at.start) {
        return Some(person);
    }
    view.tokens_between(person.end, at.start)
        .iter()
        .any(|token| others.contains(&word(token)))
        .then_some(person)
}

/// Returns whether a parent is the subject with which a sentence opens, and may be called by a
/// reflexive: "Mother overwhelmed, she herself". In "her mother was ill, she herself" the patient is.
fn opens(view: &View<'_>, person: &Event, reflexive: &str) -> bool {
    let word = view.text.get(person.start..person.end).unwrap_or("");
    let of_women = matches!(
        word,
        "mother"
            | "mom"
            | "mum"
            | "mama"
            | "stepmother"
            | "stepmom"
            | "foster mother"
            | "grandmother"
            | "grandma"
    );
    let of_men = matches!(
        word,
        "father"
            | "dad"
            | "papa"
            | "stepfather"
            | "stepdad"
            | "foster father"
            | "grandfather"
            | "grandpa"
    );
    let named = if reflexive == "herself" {
        of_women
    } else {
        of_men
    };
    let possessive = view
        .text
        .get(person.end..)
        .is_some_and(|rest| rest.starts_with("'s"));
    named
        && !possessive
        && view
            .tokens_until(person.start)
            .iter()
            .all(|token| !token.word || token.of(view.text) == "the")
}

/// Returns whether between a relative and "she herself" nobody else is spoken of and no death is told,
/// which another person outlives.
fn is_alone(view: &View<'_>, from: usize, to: usize) -> bool {
    let mut pronouns = 0;
    view.tokens_between(from, to).iter().all(|token| {
        let word = token.of(view.text);
        pronouns += usize::from(matches!(
            word,
            "he" | "she" | "they" | "his" | "her" | "him"
        ));
        pronouns <= 1
            && !matches!(
                word,
                ";" | "died" | "dead" | "death" | "passed" | "suicide" | "killed" | "completed"
            )
    })
}

/// Returns how many tokens tell only who said it: "his brother, he said, was drunk".
fn said_aside(table: &CueTable, text: &str, tokens: &[Token]) -> usize {
    let word = |place: usize| tokens.get(place).map_or("", |token| token.of(text));
    let said = word(0) == ","
        && matches!(word(1), "he" | "she" | "they" | "pt" | "client" | "patient")
        && table.reporting.contains(word(2));
    // "He told us" has a hearer.
    match (said, word(3), word(4)) {
        (true, ",", _) => 4,
        (true, "us" | "me" | "staff" | "writer" | "group", ",") => 5,
        _ => 0,
    }
}

/// Returns how many tokens at the end name the patient only as who was called: "dad called pt drunk".
fn called(table: &CueTable, text: &str, tokens: &[Token]) -> usize {
    let back = |place: usize| {
        tokens
            .len()
            .checked_sub(place)
            .and_then(|at| tokens.get(at))
            .map_or("", |token| token.of(text))
    };
    let object = matches!(back(1), "him" | "her" | "me") || table.patients.contains(back(1));
    if object
        && matches!(
            back(2),
            "called" | "calls" | "phoned" | "phones" | "texted" | "texts"
        )
    {
        2
    } else {
        0
    }
}

/// What a person who is spoken of did ("worried about husband drinking").
const PARTICIPLES: [&str; 10] = [
    "coming",
    "going",
    "getting",
    "being",
    "using",
    "drinking",
    "relapsing",
    "having",
    "passing",
    "showing",
];

/// Returns whether the person is named only as company, cause or object ("lives with mother").
fn is_circumstance(table: &CueTable, view: &View<'_>, person: &Event) -> bool {
    // "Her son, who has ...".
    let next = view
        .tokens_from(person.end)
        .iter()
        .map(|token| token.of(view.text))
        .find(|word| *word != ",")
        .unwrap_or("");
    // "Talked about daughter (26) coming in drunk".
    let mut following = view
        .tokens_from(person.end)
        .iter()
        .map(|token| token.of(view.text))
        .skip_while(|word| {
            matches!(*word, "(" | ")") || word.bytes().all(|byte| byte.is_ascii_digit())
        });
    let acting = following
        .next()
        .is_some_and(|word| PARTICIPLES.contains(&word));
    if acting
        && !following
            .next()
            .is_some_and(|word| matches!(word, "him" | "her" | "me"))
    {
        return false;
    }
    let apart = view
        .text
        .get(person.end..)
        .is_some_and(|rest| rest.starts_with(','));
    if matches!(next, "who" | "whose") {
        return false;
    }
    if !apart
        && matches!(
            next,
            "who" | "whose" | "that" | "has" | "had" | "is" | "was" | "with" | "w"
        )
    {
        return false;
    }
    let before = |skip: usize| {
        view.tokens_until(person.start)
            .iter()
            .nth_back(skip)
            .map_or("", |token| token.of(view.text))
    };
    let mut at = 0;
    while is_determiner(before(at)) {
        at += 1;
        if at > 3 {
            break;
        }
    }
    let lead = before(at);
    // "Argued w/ father".
    if lead == "/" && before(at + 1) == "w" {
        return true;
    }
    if lead == "and" {
        // "Mother and father" share the place of the first.
        return !view
            .events
            .iter()
            .any(|event| event.kind == Kind::Kin && event.end <= person.start);
    }
    table.companions.contains(lead)
}

mod named;

pub(super) use named::{is_self_injury, speaks_of_self};

#[cfg(test)]
mod tests;
