//! Finds a plan's problems, goals and objectives, as numbered forms, as bullets, as tables or in
//! sentences, and tells whether each could be measured.

use crate::model::PlanGoal;
use crate::read::note::view::NoteView;
use crate::text::{Pattern, Span};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// Most goals kept of one plan.
const MOST: usize = 24;

struct Words {
    head: Pattern,
    table: Pattern,
    end: Pattern,
    sentence: Pattern,
    problem: Pattern,
    target: Pattern,
    number: Pattern,
    code: Regex,
    measure: Pattern,
}

static WORDS: LazyLock<Option<Words>> = LazyLock::new(|| {
    let person = r"(?:the\s+)?(?:patient|client|pt\.?|resident|member|consumer|participant|individual|he|she|they|i|(?:mr|ms|mrs)\.?\s+[A-Z][a-z]+|[A-Z][a-z]+)";
    Some(Words {
        head: Pattern::new(
            r"(?ix)^[\W_]*(?:\d{1,2}[a-z]?[.)]\s*)?
            (?:(?:long|short)[\s-]term\s+|treatment\s+|measurable\s+|patient(?:'s)?\s+|client(?:'s)?\s+|smart\s+|tx\s+|overall\s+)?
            (?:goals?|objectives?|ltg|stg|lto|sto|problems?|focus\s+area|need\s+area|presenting\s+problems?)\b
            (?:\s*\((?:s|ltg|stg|long[\s-]term|short[\s-]term)\))?
            \s*(?:and\s+objectives?\s*|/\s*objectives?\s*)?
            [\#\s]*(?:[a-z]?\d{1,2}[a-z]?(?:\.\d{1,2}[a-z]?)?|[a-z])?\s*(?:[:.)\-–|]|\s{2,}|$|\([^)]{1,40}\)\s*:?)",
        )?,
        table: Pattern::new(
            r"(?i)\b(?:problem|goal|objective)s?\b.*(?:\s{2,}|\|)\s*(?:goal|objective|intervention|target)",
        )?,
        end: Pattern::new(
            r"(?ix)^[\W_]*(?:\d{1,2}[.)]\s*)?
            (?:interventions?|services?|service\s+plan|frequency|modalit|treatment\s+modalit|planned\s+services|diagnos[ei]s|dx\b|
            (?:\w+\s+){0,2}signatures?\b|electronically|signed|/s/|e-?sign?(?:ed)?|sgd|strengths?|barriers?|discharge|aftercare|transition|
            medications?|participants?|care\s+team|estimated|anticipated|level\s+of\s+care|staff|responsible|treatment\s+team|
            client\s+participation|patient\s+participation|certif|physician|i\s+certify|i\s+have|next\s+review|review\s+date|
            crisis|safety\s+plan|type\s*/|amount|schedule|page\s+\d|co-?signed|reviewed|approved|attestation|precautions)\b
            |^[\W_]*plan\s*:",
        )?,
        sentence: Pattern::new(&format!(
            r"^[\W_]*(?:\d{{1,2}}[a-z]?[.)]\s*|[a-z][.)]\s+)?(?i:{person})\s+(?i:will|is\s+able\s+to|agrees\s+to|wants\s+to)\b"
        ))?,
        problem: Pattern::new(
            r"(?i)^[\W_\d]*(?:presenting\s+)?(?:problem|focus\s+area|need\s+area)",
        )?,
        target: Pattern::new(r"(?i)^[\W_]*target\s+(?:completion\s+)?dates?\b")?,
        number: Pattern::new(
            r"(?ix)^[\W_]*(?:(?:(?:long|short)[\s-]term\s+|treatment\s+|measurable\s+)?(?:goals?|objectives?|ltg|stg|lto|sto|problems?)\b)?[\s\#]*\(?(?:[a-z]?\d{1,2}[a-z]?(?:\.\d{1,2}[a-z]?)*|[a-z])?[.):]\s*",
        )?,
        code: Regex::new(r"\b[A-Z]\d{2}(?:\.\d{1,4}[A-Z]?)?\b").ok()?,
        measure: Pattern::new(
            r"(?ix)\d|%|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|zero|once|twice|daily|nightly|weekly|monthly|half|percent|
            at\s+least|no\s+more|no\s+fewer|no\s+less|fewer\s+than|less\s+than|more\s+than|scale|scored?|scores|measured|evidenced|aeb|
            phq|gad|bdi|bai|c-?ssrs|pcl|ymrs|panss|columbia|days\s+(?:in\s+a\s+row|out\s+of)|
            (?:each|every|per|all)\s+(?:day|week|night|session|group|morning|evening|month|doses?)|
            by\s+(?:discharge|january|february|march|april|may|june|july|august|september|october|november|december)|consecutive)\b",
        )?,
    })
});

/// Returns the plan's goals and objectives in order, problems among them as their heads.
pub(super) fn read_goals(view: &NoteView<'_>) -> Vec<PlanGoal> {
    let Some(words) = WORDS.as_ref() else {
        return Vec::new();
    };
    let mut goals: Vec<Open> = Vec::new();
    let mut open = false;
    let mut in_table = false;
    for (index, line) in view.body_lines() {
        let text = line.text;
        let place = line.trimmed_span(view.file());
        if words.table.is_match(text)
            && text.split_whitespace().count() <= 14
            && !text.contains(':')
        {
            (open, in_table) = (false, true);
        } else if words.end.is_match(text) && !words.sentence.is_match(text) {
            (open, in_table) = (false, false);
        } else if words.head.is_match(text) || words.sentence.is_match(text) {
            let mut goal = Open::at(place);
            // "Problem 1: Alcohol use. Goal: none for 30 days." states a goal.
            goal.is_problem =
                words.problem.is_match(text) && !text.to_ascii_lowercase().contains("goal");
            goal.read(words, text);
            goals.push(goal);
            open = true;
        } else if words.target.is_match(text)
            && let Some(last) = goals.last_mut()
        {
            last.read(words, text);
        } else if in_table {
            // A row begins where its first column holds something.
            let begins = !text.starts_with([' ', '\t']) || goals.is_empty();
            if begins {
                goals.push(Open::at(place));
            }
            if let Some(last) = goals.last_mut() {
                last.extend(place);
                last.read(words, text);
            }
        } else if open && let Some(last) = goals.last_mut() {
            // What stands on the next page belongs to the goal; its place stays on the first.
            last.extend(place);
            last.read(words, text);
        }
        if goals.len() > MOST || index >= view.to {
            break;
        }
    }
    goals.truncate(MOST);
    goals
        .into_iter()
        .filter(|goal| goal.words > 0)
        .map(|goal| PlanGoal {
            span: goal.span,
            is_problem: goal.is_problem,
            measurable: goal.measurable,
        })
        .collect()
}

/// A goal that is being read.
struct Open {
    span: Span,
    is_problem: bool,
    measurable: bool,
    words: usize,
}

impl Open {
    fn at(span: Span) -> Self {
        Self {
            span,
            is_problem: false,
            measurable: false,
            words: 0,
        }
    }

    fn extend(&mut self, place: Span) {
        if place.page == self.span.page {
            self.span.end = self.span.end.max(place.end);
        }
    }

    fn read(&mut self, words: &Words, text: &str) {
        let end = |found: Option<Range<usize>>| found.map_or(0, |found| found.end);
        let head = end(words.number.find(text)).max(end(words.head.find(text)));
        let rest = text.get(head..).unwrap_or_default();
        self.words += rest.split_whitespace().count();
        let plain = words.code.replace_all(rest, " ");
        self.measurable |= words.measure.is_match(&plain);
    }
}
