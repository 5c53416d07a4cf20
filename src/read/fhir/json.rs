//! Walks JSON and keeps where every value stands, so that each fact can be quoted. It reads one
//! value or many one after another (NDJSON), goes on behind a damaged line, and never recurses.

use std::borrow::Cow;
use std::ops::Range;

/// Deepest nesting that is read; FHIR nests some twenty deep.
const MAX_DEPTH: usize = 128;
/// Most values of one file, which bounds the memory that a file can take.
const MAX_NODES: usize = 12_000_000;
const NONE: u32 = u32::MAX;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Object,
    Array,
    Text,
    /// A number, `true`, `false`.
    Bare,
    Null,
}

#[derive(Debug, Clone, Copy)]
struct Node {
    start: u32,
    end: u32,
    key: (u32, u32),
    first: u32,
    next: u32,
    kind: Kind,
    /// Whether the text broke off within it.
    broken: bool,
}

/// Where and why the walk could not go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Damage {
    /// The byte.
    pub(super) at: usize,
    /// What was found, in words that end a sentence.
    pub(super) why: &'static str,
}

/// A text's JSON values.
pub(super) struct Json<'t> {
    text: &'t str,
    nodes: Vec<Node>,
    roots: Vec<u32>,
    /// What was wrong, in order.
    pub(super) damages: Vec<Damage>,
}

/// One value.
#[derive(Clone, Copy)]
pub(super) struct Item<'j, 't> {
    json: &'j Json<'t>,
    at: u32,
}

struct Open {
    node: u32,
    last: u32,
    is_object: bool,
}

impl<'t> Json<'t> {
    /// Walks a text.
    pub(super) fn parse(text: &'t str) -> Self {
        let mut json = Self {
            text,
            nodes: Vec::new(),
            roots: Vec::new(),
            damages: Vec::new(),
        };
        if text.len() >= NONE as usize {
            json.damage(0, "the file is larger than 4 GB");
            return json;
        }
        let mut at = 0;
        while let Some(start) = json.skip_blank(at) {
            match json.value(start) {
                Ok(end) => at = end,
                Err(damage) => {
                    let fatal = matches!(damage.why, TOO_DEEP | TOO_MANY);
                    let from = damage.at;
                    json.damages.push(damage);
                    // In NDJSON the next line begins a value of its own.
                    let next = text.get(from..).and_then(|rest| rest.find("\n{"));
                    match next.filter(|_| !fatal && json.damages.len() < 1000) {
                        Some(next) => at = from + next + 1,
                        None => break,
                    }
                }
            }
        }
        json
    }

    /// Returns the values at the top.
    pub(super) fn roots(&self) -> impl Iterator<Item = Item<'_, 't>> {
        self.roots.iter().map(|&at| Item { json: self, at })
    }

    fn damage(&mut self, at: usize, why: &'static str) {
        self.damages.push(Damage { at, why });
    }

    fn skip_blank(&self, at: usize) -> Option<usize> {
        let rest = self.text.as_bytes().get(at..)?;
        rest.iter()
            .position(|byte| !byte.is_ascii_whitespace() && *byte != b',')
            .map(|skipped| at + skipped)
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn blanks(&self, mut at: usize) -> usize {
        while self.byte(at).is_some_and(|byte| byte.is_ascii_whitespace()) {
            at += 1;
        }
        at
    }

    /// Walks one value with all that it holds; returns where it ends.
    fn value(&mut self, start: usize) -> Result<usize, Damage> {
        let mut open: Vec<Open> = Vec::new();
        let result = self.walk(start, &mut open);
        if result.is_err() {
            let end = self.text.len();
            for frame in &open {
                if let Some(node) = self.nodes.get_mut(frame.node as usize) {
                    node.broken = true;
                    node.end = u32::try_from(end).unwrap_or(NONE);
                }
            }
        }
        result
    }

    fn walk(&mut self, start: usize, open: &mut Vec<Open>) -> Result<usize, Damage> {
        let mut at = start;
        let mut key = (0, 0);
        loop {
            at = self.blanks(at);
            // A value is due.
            let Some(byte) = self.byte(at) else {
                return Err(broken_off(at));
            };
            let kind = match byte {
                b'{' => Kind::Object,
                b'[' => Kind::Array,
                b'"' => Kind::Text,
                b'n' => Kind::Null,
                b'-' | b'0'..=b'9' | b't' | b'f' => Kind::Bare,
                _ => return Err(misplaced(at)),
            };
            let node = self.add(open, at, kind, key)?;
            key = (0, 0);
            match kind {
                Kind::Object | Kind::Array => {
                    open.push(Open {
                        node,
                        last: NONE,
                        is_object: kind == Kind::Object,
                    });
                    if open.len() > MAX_DEPTH {
                        return Err(Damage { at, why: TOO_DEEP });
                    }
                    at += 1;
                    let closer = if kind == Kind::Object { b'}' } else { b']' };
                    let inner = self.blanks(at);
                    if self.byte(inner) != Some(closer) {
                        if kind == Kind::Object {
                            (key, at) = self.key(inner)?;
                        }
                        continue;
                    }
                    at = inner;
                }
                Kind::Text => at = self.string_end(at)?,
                Kind::Bare | Kind::Null => {
                    let rest = self.text.as_bytes().get(at..).unwrap_or_default();
                    at += rest
                        .iter()
                        .position(|byte| {
                            !(byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
                        })
                        .unwrap_or(rest.len());
                }
            }
            if !matches!(kind, Kind::Object | Kind::Array) {
                self.close(node, at);
            }
            // Closers and commas follow a value.
            loop {
                let Some(frame) = open.last() else {
                    return Ok(at);
                };
                at = self.blanks(at);
                match (self.byte(at), frame.is_object) {
                    (Some(b'}'), true) | (Some(b']'), false) => {
                        at += 1;
                        self.close(frame.node, at);
                        open.pop();
                    }
                    (Some(b','), is_object) => {
                        at = self.blanks(at + 1);
                        // A comma before a closer is a common slip.
                        if matches!(self.byte(at), Some(b'}' | b']')) {
                            continue;
                        }
                        if is_object {
                            (key, at) = self.key(at)?;
                        }
                        break;
                    }
                    (None, _) => return Err(broken_off(at)),
                    _ => return Err(misplaced(at)),
                }
            }
        }
    }

    /// Reads `"name":`; returns the name's bytes and where its value is due.
    fn key(&self, at: usize) -> Result<((u32, u32), usize), Damage> {
        match self.byte(at) {
            Some(b'"') => {}
            Some(_) => return Err(misplaced(at)),
            None => return Err(broken_off(at)),
        }
        let end = self.string_end(at)?;
        let colon = self.blanks(end);
        match self.byte(colon) {
            Some(b':') => Ok(((at as u32 + 1, end as u32 - 1), colon + 1)),
            Some(_) => Err(misplaced(colon)),
            None => Err(broken_off(colon)),
        }
    }

    fn string_end(&self, start: usize) -> Result<usize, Damage> {
        let bytes = self.text.as_bytes();
        let mut at = start + 1;
        loop {
            match bytes.get(at) {
                None => return Err(broken_off(start)),
                Some(b'"') => return Ok(at + 1),
                Some(b'\\') => at += 2,
                // A text that runs into the next line of an NDJSON file was cut.
                Some(b'\n') if bytes.get(at + 1..at + 3) == Some(b"{\"") => {
                    return Err(broken_off(at));
                }
                Some(_) => at += 1,
            }
        }
    }

    fn add(
        &mut self,
        open: &mut [Open],
        at: usize,
        kind: Kind,
        key: (u32, u32),
    ) -> Result<u32, Damage> {
        if self.nodes.len() >= MAX_NODES {
            return Err(Damage { at, why: TOO_MANY });
        }
        let node = self.nodes.len() as u32;
        self.nodes.push(Node {
            start: at as u32,
            end: at as u32,
            key,
            first: NONE,
            next: NONE,
            kind,
            broken: false,
        });
        match open.last_mut() {
            None => self.roots.push(node),
            Some(frame) => {
                let link = if frame.last == NONE {
                    self.nodes
                        .get_mut(frame.node as usize)
                        .map(|holder| &mut holder.first)
                } else {
                    self.nodes
                        .get_mut(frame.last as usize)
                        .map(|before| &mut before.next)
                };
                if let Some(link) = link {
                    *link = node;
                }
                frame.last = node;
            }
        }
        Ok(node)
    }

    fn close(&mut self, node: u32, end: usize) {
        if let Some(node) = self.nodes.get_mut(node as usize) {
            node.end = end as u32;
        }
    }
}

const TOO_DEEP: &str = "values stand more than 128 deep, which no chart needs";
const TOO_MANY: &str = "the file has more than 12 million values; export it in parts";

fn broken_off(at: usize) -> Damage {
    Damage {
        at,
        why: "the JSON breaks off",
    }
}

fn misplaced(at: usize) -> Damage {
    Damage {
        at,
        why: "something stands where JSON allows none of it",
    }
}

impl<'j, 't> Item<'j, 't> {
    fn node(&self) -> Node {
        // Every handle is made from an index of the list.
        self.json
            .nodes
            .get(self.at as usize)
            .copied()
            .unwrap_or(Node {
                start: 0,
                end: 0,
                key: (0, 0),
                first: NONE,
                next: NONE,
                kind: Kind::Null,
                broken: true,
            })
    }

    /// Returns the values that an object or array holds.
    pub(super) fn children(self) -> impl Iterator<Item = Item<'j, 't>> {
        let json = self.json;
        let mut at = self.node().first;
        std::iter::from_fn(move || {
            let item = (at != NONE).then_some(Item { json, at })?;
            at = item.node().next;
            Some(item)
        })
    }

    /// Returns the member of the name; of two alike the first counts.
    pub(super) fn get(self, name: &str) -> Option<Item<'j, 't>> {
        if self.node().kind != Kind::Object {
            return None;
        }
        self.children()
            .find(|member| member.key() == name)
            .filter(|member| member.node().kind != Kind::Null)
    }

    /// Follows members by name, through the first element of arrays.
    pub(super) fn path(self, names: &[&str]) -> Option<Item<'j, 't>> {
        names.iter().try_fold(self, |item, name| {
            let found = item.get(name)?;
            found.items().next()
        })
    }

    /// Returns an array's elements, or the value itself where a system wrote one for many.
    pub(super) fn items(self) -> impl Iterator<Item = Item<'j, 't>> {
        let is_array = self.node().kind == Kind::Array;
        let elements = is_array.then(|| self.children());
        let itself = (!is_array).then_some(self);
        elements.into_iter().flatten().chain(itself)
    }

    /// Returns the elements of the member of the name.
    pub(super) fn each(self, name: &str) -> impl Iterator<Item = Item<'j, 't>> {
        self.get(name).into_iter().flat_map(Item::items)
    }

    /// Returns the name under which the value stands.
    pub(super) fn key(self) -> &'t str {
        let (start, end) = self.node().key;
        let range = start as usize..end as usize;
        self.json.text.get(range).unwrap_or_default()
    }

    /// Returns a text without its escapes, or a number or truth value as written.
    pub(super) fn text(self) -> Option<Cow<'t, str>> {
        let node = self.node();
        let raw = self.json.text.get(self.inner_range())?;
        match node.kind {
            Kind::Text if raw.contains('\\') => Some(Cow::Owned(unescaped(raw))),
            Kind::Text | Kind::Bare => Some(Cow::Borrowed(raw)),
            _ => None,
        }
    }

    /// Returns the text of the member of the name, unless it is blank.
    pub(super) fn text_of(self, name: &str) -> Option<String> {
        let text = self.get(name)?.text()?;
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// Returns whether the value is an object.
    pub(super) fn is_object(self) -> bool {
        self.node().kind == Kind::Object
    }

    /// Returns whether the text broke off within the value.
    pub(super) fn is_broken(self) -> bool {
        self.node().broken
    }

    /// Returns the bytes of the value.
    pub(super) fn range(self) -> Range<usize> {
        let node = self.node();
        node.start as usize..node.end as usize
    }

    /// Returns the bytes of the value without the quotes of a text.
    pub(super) fn inner_range(self) -> Range<usize> {
        let range = self.range();
        match self.node().kind {
            Kind::Text => range.start + 1..range.end.saturating_sub(1).max(range.start + 1),
            _ => range,
        }
    }
}

fn unescaped(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut units: Vec<u16> = Vec::new();
    let mut characters = raw.chars();
    while let Some(character) = characters.next() {
        let escape = (character == '\\').then(|| characters.next()).flatten();
        if escape == Some('u') {
            let digits: String = characters.by_ref().take(4).collect();
            units.push(u16::from_str_radix(&digits, 16).unwrap_or(0xfffd));
            continue;
        }
        flush(&mut units, &mut out);
        match escape {
            None => out.push(character),
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('t') => out.push('\t'),
            Some('b' | 'f') => out.push(' '),
            Some(other) => out.push(other),
        }
    }
    flush(&mut units, &mut out);
    out
}

/// Writes collected UTF-16 units, which only together make a character.
fn flush(units: &mut Vec<u16>, out: &mut String) {
    if !units.is_empty() {
        out.extend(
            char::decode_utf16(units.drain(..))
                .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(item: Item<'_, '_>) -> String {
        match item.text() {
            Some(text) => text.into_owned(),
            None => {
                let inner: Vec<String> = item
                    .children()
                    .map(|child| format!("{}={}", child.key(), shown(child)))
                    .collect();
                format!("({})", inner.join(" "))
            }
        }
    }

    #[test]
    fn values_keep_their_names_and_places() {
        let text = r#"{"a": "x\"\u00e9\ud83d\ude00\n", "b": [1, -2.5, true, null], "c": {}}"#;
        let json = Json::parse(text);
        let root = json.roots().next().expect("a value");
        assert_eq!(shown(root), "(a=x\"é😀\n b=(=1 =-2.5 =true =()) c=())");
        let b = root.get("b").expect("a member");
        assert_eq!(text.get(b.range()), Some("[1, -2.5, true, null]"));
        assert_eq!(root.path(&["b"]).and_then(Item::text).as_deref(), Some("1"));
        assert!(root.get("d").is_none());
        assert!(json.damages.is_empty());
    }

    #[test]
    fn damage_is_said_and_the_rest_is_read() {
        let cases = [
            ("{\"a\":1}\n{\"a\":2}\n", 2, 0, 0),
            ("{\"a\":1}\n{\"a\":\"cut\n{\"a\":3}\n", 3, 1, 1),
            ("{\"a\":[1,2,", 1, 1, 1),
            ("[{\"a\":1,},]", 1, 0, 0),
            ("{a:1}", 1, 1, 1),
            ("", 0, 0, 0),
        ];
        for (text, roots, damages, broken) in cases {
            let json = Json::parse(text);
            assert_eq!(json.roots().count(), roots, "{text}");
            assert_eq!(json.damages.len(), damages, "{text}");
            let cut = json.roots().filter(|root| root.is_broken()).count();
            assert_eq!(cut, broken, "{text}");
        }
    }

    #[test]
    fn nesting_ends_the_walk_at_once() {
        let text = "[".repeat(2_000_000);
        let json = Json::parse(&text);
        assert_eq!(
            json.damages.first().map(|damage| damage.why),
            Some(TOO_DEEP)
        );
    }

    proptest! {
        #[test]
        fn never_panics_and_agrees_on_valid_json(text in "[\\[\\]{}\",:a1\\\\un \n-]{0,60}|\\PC{0,40}") {
            let json = Json::parse(&text);
            for root in json.roots() {
                shown(root);
                prop_assert!(text.get(root.range()).is_some());
            }
            if serde_json::from_str::<serde_json::Value>(&text).is_ok() {
                prop_assert!(json.damages.is_empty());
            }
        }
    }
}
