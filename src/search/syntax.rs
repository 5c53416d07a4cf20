//! Reads the query language. It knows nothing of the index.
//!
//! ```text
//! query   = clause { "OR" clause }
//! clause  = unary { ["AND"] unary }
//! unary   = { "NOT" | "-" } ( "(" query ")" | field ":" value | "phrase" | word | stem "*" )
//! field   = patient | kind | indicator | assertion | level | author
//! ```

use super::error::SyntaxError;
use super::schema::{analyzer, fold};
use crate::model::{Assertion, IndicatorId, LevelOfCare};

/// Parentheses may be nested this deep.
const DEEPEST: usize = 32;

/// What a query asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// Consecutive words of the text; one word is a phrase of one.
    Phrase(Vec<String>),
    /// A word of the text that begins so.
    Prefix(String),
    /// Consecutive words of the author's name.
    Author(Vec<String>),
    /// A patient's key, folded.
    Patient(String),
    /// A kind of document.
    Kind(String),
    /// A level of care.
    Level(LevelOfCare),
    /// A mention of an indicator, of an assertion, or of both at once.
    Mention(Option<IndicatorId>, Option<Assertion>),
    /// All of these.
    All(Vec<Node>),
    /// Any of these.
    Any(Vec<Node>),
    /// Not this.
    Not(Box<Node>),
}

/// Reads a query; `None` for an empty one.
pub(super) fn parse(text: &str) -> Result<Option<Node>, SyntaxError> {
    let tokens = lex(text)?;
    if tokens.is_empty() {
        return Ok(None);
    }
    let mut parser = Parser {
        tokens: &tokens,
        next: 0,
        end: text.chars().count() + 1,
    };
    let node = parser.any(0)?;
    match parser.peek() {
        None => Ok(Some(node)),
        Some(token) => Err(error(
            token.at,
            "the end of the query; a “(” is missing before “)”",
        )),
    }
}

/// Returns the words of a text as the index knows them.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut analyzer = analyzer();
    let mut stream = analyzer.token_stream(text);
    let mut words = Vec::new();
    while stream.advance() {
        words.push(stream.token().text.clone());
    }
    words
}

/// Joins nodes that must all hold. An assertion beside indicators is of the same mention:
/// `indicator:D3-01 assertion:negated` asks for notes that negate D3-01, not for notes that
/// mention it and negate something.
pub(super) fn all(nodes: impl IntoIterator<Item = Node>) -> Node {
    let mut flat = Vec::new();
    for node in nodes {
        match node {
            Node::All(inner) => flat.extend(inner),
            other => flat.push(other),
        }
    }
    let indicators: Vec<IndicatorId> = flat
        .iter()
        .filter_map(|node| match node {
            Node::Mention(Some(indicator), None) => Some(*indicator),
            _ => None,
        })
        .collect();
    let assertions: Vec<Assertion> = flat
        .iter()
        .filter_map(|node| match node {
            Node::Mention(None, Some(assertion)) => Some(*assertion),
            _ => None,
        })
        .collect();
    if !indicators.is_empty() && !assertions.is_empty() {
        flat.retain(|node| {
            !matches!(
                node,
                Node::Mention(Some(_), None) | Node::Mention(None, Some(_))
            )
        });
        for indicator in indicators {
            for &assertion in &assertions {
                flat.push(Node::Mention(Some(indicator), Some(assertion)));
            }
        }
    }
    match flat.len() {
        1 => flat.remove(0),
        _ => Node::All(flat),
    }
}

struct Token {
    /// The character, from 1.
    at: usize,
    kind: TokenKind,
}

#[derive(PartialEq)]
enum TokenKind {
    Open,
    Close,
    And,
    Or,
    Not,
    Leaf(Node),
}

fn error(at: usize, expected: &'static str) -> SyntaxError {
    SyntaxError { at, expected }
}

fn lex(text: &str) -> Result<Vec<Token>, SyntaxError> {
    let characters: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut place = 0;
    while let Some(&character) = characters.get(place) {
        let at = place + 1;
        let kind = match character {
            _ if character.is_whitespace() => {
                place += 1;
                continue;
            }
            '(' => {
                place += 1;
                TokenKind::Open
            }
            ')' => {
                place += 1;
                TokenKind::Close
            }
            '-' => {
                place += 1;
                TokenKind::Not
            }
            _ if is_quote(character) => {
                let phrase = quoted(&characters, &mut place)?;
                let words = words(&phrase);
                if words.is_empty() {
                    return Err(error(at, "a phrase with a letter or digit in it"));
                }
                TokenKind::Leaf(Node::Phrase(words))
            }
            _ => bare(&characters, &mut place)?,
        };
        tokens.push(Token { at, kind });
    }
    Ok(tokens)
}

/// Straight quotes, and those that word processors make of them.
fn is_quote(character: char) -> bool {
    matches!(character, '"' | '“' | '”')
}

fn quoted(characters: &[char], place: &mut usize) -> Result<String, SyntaxError> {
    let opened = *place + 1;
    *place += 1;
    let mut phrase = String::new();
    while let Some(&character) = characters.get(*place) {
        *place += 1;
        if is_quote(character) {
            return Ok(phrase);
        }
        phrase.push(character);
    }
    Err(error(opened, "a closing quotation mark for the one here"))
}

fn run(characters: &[char], place: &mut usize) -> String {
    let mut word = String::new();
    while let Some(&character) = characters.get(*place) {
        if character.is_whitespace() || matches!(character, '(' | ')') || is_quote(character) {
            break;
        }
        word.push(character);
        *place += 1;
    }
    word
}

fn bare(characters: &[char], place: &mut usize) -> Result<TokenKind, SyntaxError> {
    let at = *place + 1;
    let word = run(characters, place);
    match word.as_str() {
        "AND" => return Ok(TokenKind::And),
        "OR" => return Ok(TokenKind::Or),
        "NOT" => return Ok(TokenKind::Not),
        _ => {}
    }
    if let Some((name, value)) = word.split_once(':')
        // "10:30" is a time of day, not a field.
        && name.chars().all(char::is_alphabetic)
        && !name.is_empty()
    {
        let value_at = at + name.chars().count() + 1;
        let is_quoted = value.is_empty() && characters.get(*place).copied().is_some_and(is_quote);
        let value = if is_quoted {
            quoted(characters, place)?
        } else {
            value.to_owned()
        };
        if value.trim().is_empty() {
            return Err(error(value_at, "a value after the colon"));
        }
        return field(name, &value, at, value_at).map(TokenKind::Leaf);
    }
    let mut words = words(&word);
    if words.is_empty() {
        return Err(error(
            at,
            "a word, a “phrase”, a field such as patient:, or “(”",
        ));
    }
    if word.ends_with('*') && words.len() == 1 {
        return Ok(TokenKind::Leaf(Node::Prefix(words.remove(0))));
    }
    Ok(TokenKind::Leaf(Node::Phrase(words)))
}

fn field(name: &str, value: &str, at: usize, value_at: usize) -> Result<Node, SyntaxError> {
    match name.to_ascii_lowercase().as_str() {
        "patient" => Ok(Node::Patient(fold(value))),
        "kind" => Ok(Node::Kind(fold(value))),
        "author" => {
            let words = words(value);
            if words.is_empty() {
                return Err(error(value_at, "a name with a letter in it"));
            }
            Ok(Node::Author(words))
        }
        "level" => LevelOfCare::from_id(value)
            .map(Node::Level)
            .ok_or_else(|| error(value_at, "a level of care such as PHP, IOP or RES-HIGH")),
        "assertion" => assertion(value, value_at).map(|one| Node::Mention(None, Some(one))),
        "indicator" => {
            let (id, class) = match value.split_once('=') {
                Some((id, class)) => (id, Some(assertion(class, value_at)?)),
                None => (value, None),
            };
            let id = IndicatorId::new(id.trim())
                .ok_or_else(|| error(value_at, "an indicator id such as D3-01"))?;
            Ok(Node::Mention(Some(id), class))
        }
        _ => Err(error(
            at,
            "one of the fields patient, kind, indicator, assertion, level, author",
        )),
    }
}

fn assertion(text: &str, at: usize) -> Result<Assertion, SyntaxError> {
    Assertion::from_id(&fold(text)).ok_or_else(|| {
        error(
            at,
            "one of affirmed, negated, historical, hypothetical, other-person, uncertain",
        )
    })
}

struct Parser<'t> {
    tokens: &'t [Token],
    next: usize,
    end: usize,
}

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<&'t Token> {
        self.tokens.get(self.next)
    }

    fn take(&mut self, kind: &TokenKind) -> bool {
        let found = self.peek().is_some_and(|token| token.kind == *kind);
        self.next += usize::from(found);
        found
    }

    fn any(&mut self, depth: usize) -> Result<Node, SyntaxError> {
        let mut nodes = vec![self.all(depth)?];
        while self.take(&TokenKind::Or) {
            nodes.push(self.all(depth)?);
        }
        Ok(if nodes.len() == 1 {
            nodes.remove(0)
        } else {
            Node::Any(nodes)
        })
    }

    fn all(&mut self, depth: usize) -> Result<Node, SyntaxError> {
        let mut nodes = vec![self.unary(depth)?];
        loop {
            let joined = self.take(&TokenKind::And);
            let goes_on = !matches!(
                self.peek().map(|token| &token.kind),
                None | Some(TokenKind::Or | TokenKind::Close)
            );
            if !joined && !goes_on {
                return Ok(all(nodes));
            }
            nodes.push(self.unary(depth)?);
        }
    }

    fn unary(&mut self, depth: usize) -> Result<Node, SyntaxError> {
        let mut negated = false;
        while self.take(&TokenKind::Not) {
            negated = !negated;
        }
        let node = self.primary(depth)?;
        Ok(if negated {
            Node::Not(Box::new(node))
        } else {
            node
        })
    }

    fn primary(&mut self, depth: usize) -> Result<Node, SyntaxError> {
        const EXPECTED: &str = "a word, a “phrase”, a field such as patient:, or “(”";
        let Some(token) = self.peek() else {
            return Err(error(self.end, EXPECTED));
        };
        self.next += 1;
        match &token.kind {
            TokenKind::Leaf(node) => Ok(node.clone()),
            TokenKind::Open if depth >= DEEPEST => Err(error(
                token.at,
                "fewer than 32 parentheses within each other",
            )),
            TokenKind::Open => {
                let node = self.any(depth + 1)?;
                if self.take(&TokenKind::Close) {
                    return Ok(node);
                }
                let at = self.peek().map_or(self.end, |token| token.at);
                Err(error(at, "“)”"))
            }
            _ => Err(error(token.at, EXPECTED)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn phrase(text: &str) -> Node {
        Node::Phrase(words(text))
    }

    #[test]
    fn or_binds_looser_than_adjacency() {
        assert_eq!(
            parse("panic attack OR \"fear of death\" NOT denies"),
            Ok(Some(Node::Any(vec![
                Node::All(vec![phrase("panic"), phrase("attack")]),
                Node::All(vec![
                    phrase("fear of death"),
                    Node::Not(Box::new(phrase("denies"))),
                ]),
            ])))
        );
        assert_eq!(
            parse("crav* AND NOT NOT use").unwrap(),
            parse("crav* use").unwrap()
        );
    }

    #[test]
    fn an_assertion_belongs_to_the_indicator_beside_it() {
        let id = IndicatorId::new("D3-01");
        let both = Node::Mention(id, Some(Assertion::Negated));
        assert_eq!(
            parse("indicator:D3-01 assertion:negated"),
            Ok(Some(both.clone()))
        );
        assert_eq!(parse("indicator:D3-01=negated"), Ok(Some(both)));
    }

    #[test]
    fn a_time_of_day_is_no_field() {
        assert_eq!(parse("10:30"), Ok(Some(phrase("10 30"))));
        assert_eq!(
            parse("author:\"jane roe\""),
            Ok(Some(Node::Author(words("jane roe"))))
        );
    }

    #[test]
    fn errors_name_the_place() {
        for (query, at) in [
            ("(panic", 7),
            ("panic)", 6),
            ("panic OR", 9),
            ("say \"no", 5),
            ("colour:red", 1),
            ("level:XYZ", 7),
            ("patient:", 9),
            ("assertion:maybe", 11),
            ("AND panic", 1),
            ("panic ???", 7),
        ] {
            assert_eq!(parse(query).map_err(|error| error.at), Err(at), "{query}");
        }
    }

    proptest! {
        #[test]
        fn no_query_panics(query in "([a-z\"(): *-]|AND |OR |NOT |level:|indicator:){0,40}|\\PC{0,40}") {
            let _ = parse(&query);
        }

        #[test]
        fn depth_is_bounded(depth in 0usize..5000) {
            let _ = parse(&"(".repeat(depth));
        }
    }
}
