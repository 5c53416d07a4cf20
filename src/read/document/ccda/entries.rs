//! Prints the coded entries of a section that its narrative does not state: problems, vital
//! signs, results, medications, procedures, encounters, scales. What the narrative states is not
//! printed twice.

use super::header::assigned_person;
use super::narrative::Ids;
use super::value::{diagnosis, display, shown_time, shown_value};
use super::xml::{attribute, child, children, is, path, plain_text};
use roxmltree::Node;

/// The clinical statements of which entries are built.
const STATEMENTS: [&str; 7] = [
    "act",
    "observation",
    "organizer",
    "encounter",
    "procedure",
    "substanceAdministration",
    "supply",
];

/// Returns the statement that an entry or a relationship holds.
pub(super) fn statement<'a, 'i>(holder: Node<'a, 'i>) -> Option<Node<'a, 'i>> {
    holder
        .children()
        .find(|node| STATEMENTS.iter().any(|name| is(node, name)))
}

/// Returns whether an element is a clinical statement.
pub(super) fn is_statement(node: &Node<'_, '_>) -> bool {
    STATEMENTS.iter().any(|name| is(node, name))
}

/// Prints the statements, each on a line, that a narrative does not state.
pub(super) fn print<'a, 'i>(
    statements: impl Iterator<Item = Node<'a, 'i>>,
    narrative: &str,
    ids: &Ids<'a, 'i>,
) -> String {
    let known = Known {
        narrative: folded(narrative),
        ids,
    };
    let mut lines = Vec::new();
    for statement in statements {
        walk(statement, &known, &mut lines);
    }
    let mut out = String::new();
    let prefix = match known.narrative.trim().is_empty() {
        true => "",
        false => "Coded entry: ",
    };
    for line in lines {
        out.push_str(prefix);
        out.push_str(&line);
        out.push('\n');
    }
    out
}

struct Known<'k, 'a, 'i> {
    narrative: String,
    ids: &'k Ids<'a, 'i>,
}

impl Known<'_, '_, '_> {
    fn states(&self, words: &str) -> bool {
        let words = folded(words);
        words.trim().is_empty() || self.narrative.contains(&words)
    }

    /// Returns whether the entry says that its words stand in the narrative, and they do.
    fn refers(&self, statement: Node<'_, '_>) -> bool {
        let text = child(statement, "text");
        let code = child(statement, "code").and_then(|code| child(code, "originalText"));
        let value = child(statement, "value").and_then(|value| child(value, "originalText"));
        [text, code, value]
            .into_iter()
            .flatten()
            .any(|text| self.ids.referred(text).is_some())
    }
}

/// Folds to lower-case words between single blanks, so that whole words are compared.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push(' ');
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let point = character == '.'
            && out.ends_with(|c: char| c.is_ascii_digit())
            && characters.peek().is_some_and(char::is_ascii_digit);
        if character.is_alphanumeric() || point {
            out.extend(character.to_lowercase());
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    if !out.ends_with(' ') {
        out.push(' ');
    }
    out
}

fn walk(statement: Node<'_, '_>, known: &Known<'_, '_, '_>, lines: &mut Vec<String>) {
    // A note's own entry is printed as a note.
    if super::notes::is_note(statement) {
        return;
    }
    let facts = Facts::of(statement, known.ids);
    let stated = facts.says_something(statement) && facts.stated(statement, known);
    if facts.says_something(statement) && !stated {
        lines.push(facts.line(statement));
    }
    for inner in statement.children() {
        // What qualifies a stated fact (its severity, its status) adds nothing to the narrative.
        let qualifies = is(&inner, "entryRelationship") && stated;
        let holds = is(&inner, "component") || is(&inner, "entryRelationship");
        if holds
            && !qualifies
            && let Some(inner) = self::statement(inner)
        {
            walk(inner, known, lines);
        }
    }
}

/// What one statement says.
struct Facts {
    name: String,
    /// Values in words.
    words: Vec<String>,
    /// Values in numbers, with units.
    numbers: Vec<String>,
}

impl Facts {
    fn of(statement: Node<'_, '_>, ids: &Ids<'_, '_>) -> Self {
        let mut facts = Self {
            name: name(statement),
            words: Vec::new(),
            numbers: Vec::new(),
        };
        for value in children(statement, "value") {
            let shown = shown_value(value);
            let shown = match diagnosis(value).filter(|code| !shown.contains(code)) {
                Some(code) if shown.is_empty() => code.to_owned(),
                Some(code) => format!("{shown} ({code})"),
                None => shown,
            };
            match shown.starts_with(|c: char| c.is_ascii_digit()) {
                true => facts.numbers.push(shown),
                false => facts.words.push(shown),
            }
        }
        let text = child(statement, "text").filter(|text| ids.referred(*text).is_none());
        facts.words.extend(text.map(plain_text));
        facts.words.retain(|words| !words.is_empty());
        facts
    }

    /// Returns whether the statement is more than a frame around others.
    fn says_something(&self, statement: Node<'_, '_>) -> bool {
        if !self.words.is_empty() || !self.numbers.is_empty() {
            return true;
        }
        let service = [
            "encounter",
            "procedure",
            "substanceAdministration",
            "supply",
        ];
        let negated = attribute(statement, "negationInd") == Some("true");
        !self.name.is_empty() && (negated || service.iter().any(|name| is(&statement, name)))
    }

    /// Returns whether the narrative says the same.
    fn stated(&self, statement: Node<'_, '_>, known: &Known<'_, '_, '_>) -> bool {
        let words = |words: &String| known.states(words.split(" (").next().unwrap_or(words));
        if self.words.is_empty() && self.numbers.is_empty() {
            return known.states(&self.name) || known.refers(statement);
        }
        // A bare number may stand there by chance, so something of its name must stand there too.
        let named = || {
            known.refers(statement)
                || self
                    .name
                    .split(|c: char| !c.is_alphanumeric())
                    .any(|word| word.len() > 3 && known.states(word))
        };
        let number =
            |number: &String| known.states(number.split(' ').next().unwrap_or(number)) && named();
        self.words.iter().all(words) && self.numbers.iter().all(number)
    }

    fn line(&self, statement: Node<'_, '_>) -> String {
        let mut line = String::new();
        if attribute(statement, "negationInd") == Some("true") {
            line.push_str("Not: ");
        }
        match attribute(statement, "moodCode") {
            Some("GOL") => line.push_str("Goal: "),
            Some("INT" | "RQO" | "PRMS" | "PRP" | "APT" | "ARQ") => line.push_str("Planned: "),
            _ => {}
        }
        line.push_str(&self.name);
        let facts: Vec<&str> = self
            .words
            .iter()
            .chain(&self.numbers)
            .map(String::as_str)
            .collect();
        if !facts.is_empty() {
            if !self.name.is_empty() {
                line.push_str(": ");
            }
            line.push_str(&facts.join(", "));
        }
        for part in circumstances(statement) {
            line.push_str(" | ");
            line.push_str(&part);
        }
        line
    }
}

fn name(statement: Node<'_, '_>) -> String {
    for product in ["consumable", "product"] {
        let material = path(
            statement,
            &[product, "manufacturedProduct", "manufacturedMaterial"],
        );
        if let Some(material) = material {
            let code = child(material, "code").map(display).unwrap_or_default();
            return match code.is_empty() {
                true => child(material, "name").map(plain_text).unwrap_or_default(),
                false => code,
            };
        }
    }
    child(statement, "code").map(display).unwrap_or_default()
}

/// Returns how much, when, in what state and by whom.
fn circumstances(statement: Node<'_, '_>) -> Vec<String> {
    let mut parts = Vec::new();
    let amount = child(statement, "doseQuantity").or(child(statement, "quantity"));
    parts.extend(amount.map(shown_value));
    for time in children(statement, "effectiveTime") {
        parts.push(shown_time(time));
    }
    if let Some(route) = child(statement, "routeCode") {
        parts.push(display(route));
    }
    // "Completed" is said of every record of anything, resolved or not.
    let status = child(statement, "statusCode").and_then(|status| attribute(status, "code"));
    if let Some(status) = status.filter(|status| *status != "completed") {
        parts.push(status.to_owned());
    }
    for role in ["author", "performer"] {
        for someone in children(statement, role) {
            let assigned = child(someone, "assignedAuthor").or(child(someone, "assignedEntity"));
            let person = assigned.map(assigned_person).unwrap_or_default();
            if !person.is_empty() {
                parts.push(format!("by {}", person.with_credential()));
            }
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}
