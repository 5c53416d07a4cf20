//! Opens a C-CDA's XML within limits and mends what careless exports break: prefixes and
//! entities that nobody declared, bare ampersands, control characters, a missing end. What was
//! mended is said.

use roxmltree::{Document, Error, Node, ParsingOptions};
use std::borrow::Cow;

/// Deepest nesting that is read. C-CDA nests some 30 deep.
const MAX_DEPTH: usize = 200;
/// Most elements, texts and comments of one document; beyond it a file is no chart.
const MAX_NODES: u32 = 4_000_000;
/// Most mends of one document.
const MAX_MENDS: usize = 24;

/// The namespace of HL7's extensions, whose elements never stand for the elements of the same
/// name.
const EXTENSIONS: &str = "urn:hl7-org:sdtc";

/// Opens a document and hands it on with what had to be mended. Returns why it cannot be opened
/// otherwise, in words that end a sentence.
pub(super) fn open<R>(
    text: &str,
    read: impl FnOnce(&Document<'_>, &[&'static str]) -> R,
) -> Result<R, String> {
    let text = text.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace());
    let shape = shape(text)?;
    let mut text = Cow::Borrowed(text);
    let mut mends = Vec::new();
    if shape.roots > 1 {
        text = Cow::Owned(wrapped(&text));
    }
    if !shape.open.is_empty() {
        let whole = text.get(..shape.complete).unwrap_or(&text);
        let mut closed = whole.to_owned();
        for name in shape.open.iter().rev() {
            closed.push_str(&format!("</{name}>"));
        }
        text = Cow::Owned(closed);
        mends.push("it breaks off before its end; what stands before was read");
    }
    for _ in 0..MAX_MENDS {
        let options = ParsingOptions {
            nodes_limit: MAX_NODES,
            ..ParsingOptions::default()
        };
        let error = match Document::parse_with_options(&text, options) {
            Ok(document) => return Ok(read(&document, &mends)),
            Err(error) => error,
        };
        let (mended, how) = mend(&text, &error)?;
        text = Cow::Owned(mended);
        if let Some(how) = how
            && !mends.contains(&how)
        {
            mends.push(how);
        }
    }
    Err("its XML is damaged in too many places".to_owned())
}

/// Returns the name of a text's first element, where the text is nothing but markup before it.
pub(super) fn root_name(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace());
        let after = match rest {
            _ if rest.starts_with("<?") => rest.find("?>")? + 2,
            _ if rest.starts_with("<!--") => rest.find("-->")? + 3,
            // A document type names the first element.
            _ if rest.starts_with("<!DOCTYPE") => {
                return rest.get(9..)?.split_whitespace().next()?.split('>').next();
            }
            _ => break,
        };
        rest = rest.get(after..)?;
    }
    let name = rest.strip_prefix('<')?;
    let end =
        name.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, ':' | '_' | '-' | '.')))?;
    let follows = name
        .get(end..)?
        .starts_with(|c: char| c.is_whitespace() || matches!(c, '>' | '/'));
    (follows && name.starts_with(|c: char| c.is_ascii_alphabetic())).then(|| name.get(..end))?
}

/// Returns the child elements of the name, whatever their namespace but the extensions'.
pub(super) fn children<'a, 'i>(
    node: Node<'a, 'i>,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| is(child, name))
}

/// Returns the first child element of the name.
pub(super) fn child<'a, 'i>(node: Node<'a, 'i>, name: &'static str) -> Option<Node<'a, 'i>> {
    children(node, name).next()
}

/// Follows child elements by name.
pub(super) fn path<'a, 'i>(node: Node<'a, 'i>, names: &[&'static str]) -> Option<Node<'a, 'i>> {
    names.iter().try_fold(node, |node, name| child(node, name))
}

/// Returns whether a node is an element of the name.
pub(super) fn is(node: &Node<'_, '_>, name: &str) -> bool {
    node.is_element()
        && node.tag_name().name() == name
        && node.tag_name().namespace() != Some(EXTENSIONS)
}

/// Returns an attribute that is not blank.
pub(super) fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attribute(name)
        .map(str::trim)
        .filter(|value| !value.is_empty())
}

/// Returns all text below a node with blanks folded.
pub(super) fn plain_text(node: Node<'_, '_>) -> String {
    let mut text = String::new();
    for part in node.descendants().filter(Node::is_text) {
        for word in part.text().unwrap_or_default().split_whitespace() {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(word);
        }
    }
    text
}

struct Shape<'t> {
    /// Elements that nobody closed.
    open: Vec<&'t str>,
    /// One past the last whole tag.
    complete: usize,
    /// Elements at the top.
    roots: usize,
}

/// Walks the tags without building anything, so that a hostile file costs nothing.
fn shape(text: &str) -> Result<Shape<'_>, String> {
    let mut shape = Shape {
        open: Vec::new(),
        complete: text.len(),
        roots: 0,
    };
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('<')) {
        let start = at + found;
        let rest = text.get(start..).unwrap_or_default();
        let skipped = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")]
            .iter()
            .find(|(opening, _)| rest.starts_with(opening));
        if let Some((_, closing)) = skipped {
            match rest.find(closing) {
                Some(end) => at = start + end + closing.len(),
                None => {
                    shape.complete = start;
                    return Ok(shape);
                }
            }
            continue;
        }
        if rest.starts_with("<!") {
            return Err(
                "it declares a document type, by which a file can make a reader swell; C-CDA \
                 needs none, so export it without"
                    .to_owned(),
            );
        }
        let Some(end) = tag_end(rest) else {
            shape.complete = start;
            return Ok(shape);
        };
        let tag = rest.get(1..end).unwrap_or_default();
        if tag.starts_with('/') {
            shape.open.pop();
        } else {
            if shape.open.is_empty() {
                shape.roots += 1;
            }
            if !tag.ends_with('/') {
                let name = tag
                    .split(|c: char| c.is_whitespace())
                    .next()
                    .unwrap_or_default();
                shape.open.push(name);
                if shape.open.len() > MAX_DEPTH {
                    return Err(format!(
                        "its elements stand more than {MAX_DEPTH} deep, which no chart needs"
                    ));
                }
            }
        }
        at = start + end + 1;
    }
    Ok(shape)
}

/// Returns where a tag ends, past the `>` that its attributes may hold.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

fn wrapped(text: &str) -> String {
    let body = match text.strip_prefix("<?xml") {
        Some(rest) => rest.split_once("?>").map_or(rest, |(_, body)| body),
        None => text,
    };
    format!("<fragments>{body}</fragments>")
}

/// Returns the text with one kind of damage mended, and how, where that is worth saying.
fn mend(text: &str, error: &Error) -> Result<(String, Option<&'static str>), String> {
    match error {
        Error::UnknownNamespace(prefix, _) => declared(text, prefix)
            .map(|text| (text, None))
            .ok_or_else(|| "a prefix of its elements is declared nowhere".to_owned()),
        Error::UnknownEntityReference(name, _) => Ok((
            text.replace(&format!("&{name};"), &entity(name)),
            (!KNOWN.iter().any(|(known, _)| known == name))
                .then_some("it uses entities that are declared nowhere; they stand as written"),
        )),
        Error::MalformedEntityReference(_) => Ok((escaped(text), None)),
        Error::NonXmlChar(..) => Ok((
            text.chars().filter(|c| is_xml(*c)).collect(),
            Some("it holds control characters, which were left out"),
        )),
        Error::DtdDetected => Err("it declares a document type".to_owned()),
        Error::NodesLimitReached => Err(format!("it has more than {MAX_NODES} parts")),
        other => Err(format!(
            "its XML is damaged at line {} (an element, attribute or tag that does not fit)",
            other.pos().row
        )),
    }
}

/// Declares a prefix on the first element.
fn declared(text: &str, prefix: &str) -> Option<String> {
    let mut at = 0;
    loop {
        let start = at + text.get(at..)?.find('<')?;
        let rest = text.get(start..)?;
        if rest.starts_with("<?") || rest.starts_with("<!") {
            at = start + rest.find('>')? + 1;
            continue;
        }
        let name = rest
            .find(|c: char| c.is_whitespace() || c == '>' || c == '/')
            .filter(|end| *end > 0)?;
        let address = match prefix {
            "sdtc" => EXTENSIONS,
            "xsi" => "http://www.w3.org/2001/XMLSchema-instance",
            _ => "urn:undeclared",
        };
        let (head, tail) = (text.get(..start + name)?, text.get(start + name..)?);
        return Some(format!("{head} xmlns:{prefix}=\"{address}\"{tail}"));
    }
}

/// Entities of HTML that word processors leave in narratives.
const KNOWN: [(&str, &str); 16] = [
    ("nbsp", "\u{a0}"),
    ("deg", "°"),
    ("micro", "µ"),
    ("plusmn", "±"),
    ("ndash", "–"),
    ("mdash", "—"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("bull", "•"),
    ("hellip", "…"),
    ("frac12", "½"),
    ("eacute", "é"),
    ("le", "≤"),
    ("ge", "≥"),
];

fn entity(name: &str) -> String {
    KNOWN
        .iter()
        .find(|(known, _)| *known == name)
        .map_or_else(|| format!("&amp;{name};"), |(_, text)| (*text).to_owned())
}

/// Escapes the ampersands that begin no reference.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let name = from
            .get(1..)
            .unwrap_or_default()
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '#'))
            .filter(|length| {
                *length > 0 && from.get(length + 1..).is_some_and(|t| t.starts_with(';'))
            });
        out.push_str(if name.is_some() { "&" } else { "&amp;" });
        rest = from.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

fn is_xml(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text_of(text: &str) -> String {
        open(text, |document, mends| {
            format!("{} {}", plain_text(document.root()), mends.len())
        })
        .unwrap_or_else(|why| why)
    }

    #[test]
    fn careless_xml_is_mended_and_the_mend_counted() {
        for (text, expected) in [
            ("<a><b>one &amp; two</b></a>", "one & two 0"),
            ("<a><sdtc:b>one</sdtc:b></a>", "one 0"),
            ("<a xsi:type='x'>R&D, 5 & 6</a>", "R&D, 5 & 6 0"),
            ("<a>98&deg;&nbsp;F &odd;</a>", "98° F &odd; 1"),
            ("<a>one\u{b}two</a>", "onetwo 1"),
            ("<a><b>one</b><c>tw<d", "one tw 1"),
            ("<?xml version='1.0'?><a>1</a><b>2</b>", "1 2 0"),
        ] {
            assert_eq!(text_of(text), expected, "{text}");
        }
    }

    #[test]
    fn hostile_xml_is_refused_with_a_reason() {
        let deep = "<a>".repeat(100_000);
        assert!(text_of(&deep).contains("deep"));
        let swelling = "<!DOCTYPE a [<!ENTITY b 'bb'>]><a>&b;</a>";
        assert!(text_of(swelling).contains("document type"));
        assert!(text_of("<a><b></a></b>").contains("damaged at line 1"));
    }

    proptest! {
        #[test]
        fn never_panics(text in "(<a>|</a>|<b x='1'>|<sdtc:c/>|&|&lt;|&x;|<!--|-->|\u{1}|é|<|>){0,30}") {
            let _ = open(&text, |document, _| plain_text(document.root()));
        }
    }
}
