//! Answers small questions about the words around a cue: what a denial takes for granted, whose
//! verb it is, whether a lack is itself denied. It does not decide a reach.

use super::cues::{Cue, CueClass, CueTable, Event, Reach};
use super::scope::{View, between, crosses_gap};
use crate::scan::tokens::Token;

/// Returns whether a denial takes its object for granted: "no insight into his paranoia", "refused
/// pills for pain", "denies that the cutting is a problem".
pub(super) fn presupposes(view: &View<'_>, cue: &Event, from: usize) -> bool {
    let form = view.text.get(cue.start..cue.end).unwrap_or("");
    let refusal = form.contains("refus") || form.contains("declin");
    let mut before = ["", ""];
    for token in view.tokens_between(cue.end, from) {
        let word = token.of(view.text);
        if refusal && matches!(word, "for" | "about" | "until" | "because") {
            return true;
        }
        before = [before[1], word];
    }
    let [first, last] = before;
    let definite = matches!(last, "his" | "her" | "the" | "their" | "this");
    if definite && matches!(first, "about" | "for" | "into" | "from" | "over" | "to") {
        return true;
    }
    // The denied clause says something of a known thing.
    let clause = form.ends_with(" that") && first.is_empty() && definite;
    clause
        && view
            .tokens_from(from + 1)
            .iter()
            .take(4)
            .any(|token| matches!(token.of(view.text), "is" | "are" | "was" | "were"))
}

/// Returns whether a forward cue means something else before this target: "ex stalking" is no former
/// stalking, and "no change in passive SI" takes the SI for granted.
pub(super) fn told_apart(view: &View<'_>, cue: &Event, from: usize) -> bool {
    let form = view.text.get(cue.start..cue.end).unwrap_or("");
    let first = || {
        view.tokens_from(from)
            .first()
            .map(|token| token.of(view.text))
    };
    match form {
        // "Without these services she would need inpatient care": the need is what is said.
        "without" | "w/o" | "absence of" | "in the absence of" | "in absence of" => {
            matches!(first(), Some("would" | "will" | "may" | "might" | "could"))
        }
        // "Not possible (no one to watch him)".
        "possible" => view
            .text
            .get(..cue.start)
            .is_some_and(|head| head.ends_with("not ")),
        "ex" => first().is_some_and(|word| word.ends_with("ing")),
        "no change in" | "no changes in" | "no significant change in" | "without change in" => {
            matches!(
                first(),
                Some("passive" | "chronic" | "daily" | "ongoing" | "persistent" | "fleeting")
            )
        }
        _ => false,
    }
}

/// Returns whether what cannot be done is told of a list that an "or" closes: "can't name any cravings, urges,
/// or triggers".
pub(super) fn lists_any(view: &View<'_>, denial: usize) -> bool {
    let rest = view.tokens_from(denial);
    let word = |token: &Token| token.of(view.text);
    rest.iter().take(3).any(|token| word(token) == "any")
        && rest.windows(2).any(|pair| {
            matches!(pair, [sign, or] if word(sign) == "," && matches!(word(or), "or" | "nor"))
        })
}

/// Returns whether what a denial behind a target denies is something else.
pub(super) fn denies_other(
    view: &View<'_>,
    event: &Event,
    cue: &Cue,
    place: (usize, usize),
) -> bool {
    ends_in_test(view, event, place)
        || is_of_test(view, event, place.1)
        || (!cue.value && needs_own(view, event, place))
        || is_other_than_step(view, event, place)
}

/// Tests of a laboratory or a machine that are told with "neg" right behind them.
const LABORATORY: [&str; 35] = [
    "trop",
    "troponin",
    "troponins",
    "ekg",
    "ecg",
    "ct",
    "cth",
    "cxr",
    "xray",
    "mri",
    "dimer",
    "hcg",
    "bhcg",
    "upt",
    "flu",
    "strep",
    "swab",
    "culture",
    "cultures",
    "cbc",
    "cmp",
    "bal",
    "bac",
    "etg",
    "uds",
    "utox",
    "covid",
    "ppd",
    "lipase",
    "echo",
    "eeg",
    "tele",
    "telemetry",
    "holter",
    "workup",
];

/// Returns whether "neg" is the result of a test named right before it, and not of what stands before
/// that: "called 911, trop neg x2".
fn is_of_test(view: &View<'_>, event: &Event, to: usize) -> bool {
    let form = view.text.get(event.start..event.end).unwrap_or("");
    matches!(form, "neg" | "negative" | "(-)" | "wnl")
        && view
            .tokens_between(to, event.start)
            .last()
            .is_some_and(|test| LABORATORY.contains(&test.of(view.text)))
}

/// Returns whether something else than a step to another level is called unfit: in "suicidal and not safe
/// at home", "SI not appropriate for discharge" the thoughts are there.
fn is_other_than_step(view: &View<'_>, cue: &Event, (from, to): (usize, usize)) -> bool {
    const UNFIT: [&str; 11] = [
        "appropriate",
        "recommended",
        "advised",
        "advisable",
        "safe",
        "feasible",
        "viable",
        "realistic",
        "an option",
        "premature",
        " yet",
    ];
    const STEPS: [&str; 10] = [
        "step",
        "transition",
        "discharge",
        "d/c",
        "level",
        "iop",
        "php",
        "outpatient",
        "transfer",
        "lower",
    ];
    let form = view.text.get(cue.start..cue.end).unwrap_or("");
    let target = view.text.get(from..to).unwrap_or("");
    UNFIT.iter().any(|end| form.ends_with(end)) && !STEPS.iter().any(|word| target.contains(word))
}

/// Returns whether a level that is not needed stands apart from the target, which is: "needs 9 h weekly, PHP
/// not needed", "missed doses and PHP is no longer needed".
fn needs_own(view: &View<'_>, cue: &Event, (from, to): (usize, usize)) -> bool {
    let form = view.text.get(cue.start..cue.end).unwrap_or("");
    let unneeded = ["needed", "required", "indicated", "necessary", "warranted"]
        .iter()
        .any(|end| form.ends_with(end));
    if !unneeded {
        return false;
    }
    let middle = view.text.get(to..cue.start).unwrap_or("");
    let level = [", ", " and ", " - ", "; "]
        .iter()
        .filter_map(|sign| middle.rsplit_once(sign))
        .map(|(_, level)| level)
        .min_by_key(|level| level.len());
    let is_level = level.is_some_and(|level| {
        let name = level.split(' ').next().unwrap_or("");
        matches!(
            name,
            "php" | "iop" | "residential" | "inpatient" | "detox" | "rtc"
        )
    });
    let needed = view.tokens_until(to).iter().any(|token| {
        let word = token.of(view.text);
        matches!(word, "need" | "needs" | "requires" | "require" | "too")
    });
    // "IOP, PHP not needed" lists what is not.
    let target = view.text.get(from..to).unwrap_or("");
    let lists_levels = ["php", "iop", "24", "residential", "inpatient"]
        .iter()
        .any(|level| target.starts_with(level));
    is_level && (needed || !lists_levels)
}

/// Returns whether a parenthesis behind a denial gives its ground: "does not need 24 h (safe home)", "not
/// possible (no one to watch him)".
pub(super) fn tells_ground(view: &View<'_>, denial: usize, open: usize, from: usize) -> bool {
    let denied = view.tokens_between(denial, open).iter().any(|token| {
        matches!(
            token.of(view.text),
            "need"
                | "needs"
                | "needed"
                | "require"
                | "meet"
                | "warrant"
                | "warranted"
                | "indicated"
                | "appropriate"
                | "candidate"
                | "possible"
                | "safe"
        )
    });
    let first = view.text.get(from..).unwrap_or("");
    let first = first.split([' ', ',', ')']).next().unwrap_or("");
    denied || matches!(first, "no" | "nobody" | "none" | "cannot" | "can't")
}

/// Returns whether a word goes on behind a person who closes a list ("depression: mother").
pub(super) fn acts(view: &View<'_>, end: usize) -> bool {
    view.tokens_from(end).first().is_some_and(|next| {
        next.word && !matches!(next.of(view.text), "and" | "or" | "side" | "s" | "x2")
    })
}

/// Returns whether only a subject stands between ("denies [that pt] has").
pub(super) fn is_subject(view: &View<'_>, from: usize, to: usize) -> bool {
    let mut words = 0;
    let subject = view.tokens_between(from, to).iter().all(|token| {
        words += 1;
        matches!(
            token.of(view.text),
            "that"
                | "the"
                | "he"
                | "she"
                | "they"
                | "there"
                | "it"
                | "pt"
                | "patient"
                | "client"
                | "his"
                | "her"
        )
    });
    subject && (1..=3).contains(&words)
}

/// Returns whether only a relative's subject stands between a target and its verb.
pub(super) fn is_relative(view: &View<'_>, to: usize, verb: usize) -> bool {
    let mut between = view
        .tokens_between(to, verb)
        .iter()
        .map(|token| token.of(view.text));
    between.next().is_some_and(|word| {
        matches!(
            word,
            "he" | "she" | "they" | "pt" | "patient" | "client" | "that" | "which"
        )
    }) && between.next().is_none()
}

pub(super) fn is_auxiliary(verb: &str) -> bool {
    matches!(verb, "is" | "was" | "are" | "were" | "has" | "had" | "+")
}

pub(super) fn is_lack(view: &View<'_>, event: &Event) -> bool {
    matches!(
        view.text.get(event.start..event.end),
        Some("without" | "w/o")
    )
}

/// Returns whether a lack is itself denied close by ("never a day without", "not without").
pub(super) fn is_denied_lack(table: &CueTable, view: &View<'_>, lack: &Event) -> bool {
    view.events.iter().any(|event| {
        event.end <= lack.start
            && negates(table, event)
            && !is_lack(view, event)
            // "Thoughts of not waking up without a plan": what is thought of denies no lack.
            && !view
                .tokens_until(event.start)
                .last()
                .is_some_and(|before| matches!(before.of(view.text), "of" | "about"))
            && view.text.get(event.start..event.end).is_some_and(|form| {
                form.starts_with("never") || form.ends_with("not") || form.ends_with("n't")
            })
            && view.text.get(event.end..lack.start).is_some_and(|middle| {
                !middle.contains([',', ';', ':']) && middle.split_whitespace().count() <= 4
            })
    })
}

pub(super) fn negates(table: &CueTable, event: &Event) -> bool {
    table
        .cue(event)
        .is_some_and(|cue| cue.class == CueClass::Negated && cue.direction == Reach::Forward)
}

/// Returns whether a result follows: a number, a sign of equality, a verdict.
pub(super) fn is_rated(view: &View<'_>, end: usize) -> bool {
    view.tokens_from(end).first().is_some_and(|next| {
        let next = next.of(view.text);
        next.starts_with(|c: char| c.is_ascii_digit())
            || matches!(
                next,
                "=" | ":" | "score" | "scored" | "positive" | "negative" | "pos" | "neg"
            )
    })
}

/// Returns whether a condition ends what stands before it: "intent if discharged, no AVH" tells of
/// two things, "if feverish, no appetite" of one.
pub(super) fn is_trailing_condition(view: &View<'_>, event: &Event, form: &str) -> bool {
    matches!(form, "if" | "unless")
        && view
            .tokens_until(event.start)
            .last()
            .is_some_and(|token| token.word)
}

pub(super) fn denies_item(word: &str) -> bool {
    matches!(word, "no" | "not" | "denies" | "denied" | "without")
}

/// Returns whether a cue after a comma denies only details of a target that is described or whose
/// next item bears its own denial: "SI daily, no intent, plan denied". In "SI, HI, plan denied" all
/// is denied.
pub(super) fn denies_details(table: &CueTable, view: &View<'_>, event: &Event, to: usize) -> bool {
    let mut tokens = view.tokens_between(to, event.start).iter();
    let described = tokens.next().is_some_and(|token| token.word);
    let denied_between =
        between(view.events, to, event.start).any(|other| other != event && negates(table, other));
    let last_item = view.tokens_between(to, event.start).iter().rev();
    let mut last_item = last_item
        .take_while(|token| token.of(view.text) != ",")
        .peekable();
    let of_details = last_item.peek().is_some()
        && last_item.all(|token| !token.word || is_detail(token.of(view.text)));
    of_details && (described || denied_between)
}

/// Returns whether a denial after a comma answers only the last item, a deed or a test, or the target
/// is rated: "craving 7, drank none", "craves daily, BAL neg".
///
/// In "SI: passive, HI: none" each label has its own answer.
pub(super) fn answers_last(
    table: &CueTable,
    view: &View<'_>,
    event: &Event,
    (from, to): (usize, usize),
) -> bool {
    let has_colon = |from, to| {
        let text = view.text.get(from..to);
        text.is_some_and(|text| text.contains(':'))
    };
    if has_colon(from, to) && has_colon(to, event.start) {
        return true;
    }
    let between = view.tokens_between(to, event.start);
    // "Mood: depressed, SI: denies": the denial is the second label's value.
    let is_value = |at| {
        let last = view.tokens_until(at).last();
        last.is_some_and(|token| token.of(view.text) == ":")
    };
    let commas = between.iter().filter(|token| token.of(view.text) == ",");
    if is_value(from) && is_value(event.start) && commas.count() == 1 {
        return true;
    }
    let rated = between.first().is_some_and(|token| {
        token
            .of(view.text)
            .starts_with(|first: char| first.is_ascii_digit())
    });
    rated
        || between
            .iter()
            .rev()
            .map(|token| token.of(view.text))
            .take_while(|word| *word != ",")
            .any(|word| TESTS.contains(&word) || table.acts.contains(word))
}

/// Returns whether a target goes on over a comma to a test, whose result the denial behind it is: "SI with
/// plan to hang self, contraband search neg".
fn ends_in_test(view: &View<'_>, event: &Event, (from, to): (usize, usize)) -> bool {
    let Some((before, _)) = view
        .text
        .get(from..to)
        .and_then(|words| words.rsplit_once(','))
    else {
        return false;
    };
    view.tokens_between(from + before.len(), event.start)
        .iter()
        .any(|token| TESTS.contains(&token.of(view.text)))
}

/// Returns whether between a label and a value there is a colon, a dash, a bar or a column.
pub(super) fn follows_label(view: &View<'_>, from: usize, to: usize) -> bool {
    let Some(middle) = view.text.get(from..to) else {
        return false;
    };
    // `SI: "no"`, `SI "no"`.
    let mark = match middle.trim_end().strip_suffix('"') {
        Some(before) if before.trim().is_empty() => return true,
        Some(before) => before.trim_end(),
        None => middle.trim_end(),
    };
    if mark.ends_with("...") && mark.trim_start().bytes().all(|byte| byte == b'.') {
        return true;
    }
    if middle.contains([',', ';', '.']) || middle.split_whitespace().count() > 6 {
        return false;
    }
    mark.ends_with([':', '=', '|', '-', '?', '>'])
        || mark.ends_with("...")
        || (mark.len() < middle.len() && crosses_gap(view, from, to))
        || (mark.is_empty() && crosses_gap(view, from, to))
}

/// Returns whether a denial is the answer to the label before it and the next label follows, as in
/// "SI: denies HI: denies".
pub(super) fn answers_label(view: &View<'_>, event: &Event, from: usize) -> bool {
    let answers = view
        .tokens_until(event.start)
        .last()
        .is_some_and(|token| token.of(view.text) == ":");
    answers && from <= event.end + 1 && opens_label(view, event.end)
}

/// Returns whether one or two words and a colon follow, or the number of the next item: "wish to be
/// dead: no 2."
pub(super) fn opens_label(view: &View<'_>, end: usize) -> bool {
    let item = view.tokens_from(end);
    if let [number, sign, ..] = item
        && number
            .of(view.text)
            .bytes()
            .all(|byte| byte.is_ascii_digit())
        && matches!(sign.of(view.text), "." | ")")
    {
        return true;
    }
    let mut next = view.tokens_from(end).iter().take(3);
    next.next().is_some_and(|token| token.word)
        && next
            .take_while(|token| token.word || token.of(view.text) == ":")
            .any(|token| !token.word)
}

/// Tests that are told with their result.
const TESTS: [&str; 26] = [
    "bal",
    "bac",
    "uds",
    "utox",
    "ua",
    "tox",
    "breathalyzer",
    "screen",
    "search",
    "test",
    "urine",
    "etg",
    "hcg",
    "covid",
    "ppd",
    "columbia",
    "ssrs",
    "chk",
    "check",
    "checks",
    "checked",
    "cheek",
    "searches",
    "searched",
    "sweep",
    "contraband",
];

/// Returns whether the sign at byte `at` stands between blanks.
pub(super) fn is_spaced(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let blank = |at: Option<usize>| at.and_then(|at| bytes.get(at)) == Some(&b' ');
    blank(at.checked_sub(1)) && blank(Some(at + 1))
}

/// What suicidal or violent thoughts may lack: "without a plan".
pub(super) const LACKED: [&str; 6] = [
    "plan",
    "plans",
    "intent",
    "intention",
    "intentions",
    "means",
];

/// Returns whether a word is of what is asked about such thoughts once they are there.
pub(super) fn is_detail(word: &str) -> bool {
    LACKED.contains(&word) || matches!(word, "and" | "or" | "specific")
}

const NOW: [&str; 8] = [
    "now",
    "discharge",
    "today",
    "currently",
    "presently",
    "current",
    "since",
    "resolved",
];

pub(super) fn goes_on_to_now(view: &View<'_>, from: usize) -> bool {
    view.tokens_from(from)
        .iter()
        .any(|token| NOW.contains(&token.of(view.text)))
}

/// Returns whether a past tense leads up to the target ("was sad at intake").
pub(super) fn was_before(view: &View<'_>, from: usize) -> bool {
    view.tokens_until(from)
        .iter()
        .any(|token| matches!(token.of(view.text), "was" | "were"))
}

/// Returns whether "former" speaks of use ("former heroin, cocaine and alcohol use").
pub(super) fn is_use(view: &View<'_>, from: usize, to: usize) -> bool {
    view.tokens_between(from, to).iter().any(|token| {
        let word = token.of(view.text);
        matches!(
            word,
            "smoker"
                | "drinker"
                | "user"
                | "use"
                | "abuse"
                | "ivdu"
                | "heroin"
                | "cocaine"
                | "alcohol"
                | "etoh"
                | "meth"
                | "opioid"
                | "tobacco"
        )
    })
}
