//! Refuses pages that would take a parser of HTML hours or gigabytes: its rules make some inputs
//! cost the square of their length. One pass over the tags, before anything is built.

/// Longest page that is read, in bytes.
const MAX_BYTES: usize = 64 * 1024 * 1024;
/// Most tags and comments.
const MAX_TAGS: u64 = 2_000_000;
/// Most attributes, in one tag and in all.
const MAX_TAG_ATTRIBUTES: u64 = 2_000;
const MAX_ATTRIBUTES: u64 = 5_000_000;
/// Most steps that looking through open elements may take.
const MAX_STEPS: u64 = 300_000_000;
/// Most elements that are made again because a block began within open formatting.
const MAX_REMADE: u64 = 2_000_000;

/// Elements that are never left open.
const NOT_NESTED: [&[u8]; 24] = [
    b"br", b"hr", b"img", b"input", b"meta", b"link", b"area", b"base", b"col", b"embed", b"param",
    b"source", b"track", b"wbr", b"p", b"li", b"td", b"th", b"tr", b"dt", b"dd", b"option",
    b"tbody", b"thead",
];

/// Elements whose content holds no tags.
const RAW: [&[u8]; 5] = [b"script", b"style", b"textarea", b"title", b"xmp"];

/// Elements that are opened again in every block that begins within them.
const FORMATTING: [&[u8]; 14] = [
    b"a", b"b", b"big", b"code", b"em", b"font", b"i", b"nobr", b"s", b"small", b"strike",
    b"strong", b"tt", b"u",
];

/// Returns whether a page costs too much to be read.
pub(super) fn is_too_costly(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() > MAX_BYTES {
        return true;
    }
    let (mut tags, mut attributes, mut steps, mut remade) = (0, 0, 0, 0);
    let (mut depth, mut formatting) = (0_u64, 0_u64);
    let mut at = 0;
    while let Some(found) = find(bytes, at, b"<") {
        at = found + 1;
        tags += 1;
        let is_end = bytes.get(at) == Some(&b'/');
        let from = at + usize::from(is_end);
        let name = name_at(bytes, from);
        if name.is_empty() {
            if tags > MAX_TAGS {
                return true;
            }
            continue;
        }
        let (end, own) = tag_end(bytes, from + name.len());
        at = end;
        attributes += own;
        let is_formatting = FORMATTING.contains(&name.as_slice());
        if is_end {
            depth = depth.saturating_sub(1);
            formatting = formatting.saturating_sub(u64::from(is_formatting));
        } else {
            steps += depth;
            if !is_formatting {
                remade += formatting;
            }
            if !NOT_NESTED.contains(&name.as_slice()) {
                depth += 1;
                formatting += u64::from(is_formatting);
            }
            if RAW.contains(&name.as_slice()) {
                let close = [b"</", name.as_slice()].concat();
                at = find_ignoring_case(bytes, at, &close).unwrap_or(bytes.len());
            }
        }
        if tags > MAX_TAGS
            || own > MAX_TAG_ATTRIBUTES
            || attributes > MAX_ATTRIBUTES
            || steps > MAX_STEPS
            || remade > MAX_REMADE
        {
            return true;
        }
    }
    false
}

fn name_at(bytes: &[u8], from: usize) -> Vec<u8> {
    bytes
        .get(from..)
        .unwrap_or_default()
        .iter()
        .take(12)
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .map(u8::to_ascii_lowercase)
        .collect()
}

/// Returns where a tag ends and how many attributes it has.
fn tag_end(bytes: &[u8], from: usize) -> (usize, u64) {
    let mut quote = None;
    let mut attributes = 0;
    let mut in_name = false;
    for (offset, byte) in bytes.get(from..).unwrap_or_default().iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return (from + offset + 1, attributes),
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            (Some(_), _) => {}
            (None, b' ' | b'\t' | b'\n' | b'\r' | b'/') => in_name = false,
            (None, _) => {
                attributes += u64::from(!in_name);
                in_name = true;
            }
        }
    }
    (bytes.len(), attributes)
}

fn find(bytes: &[u8], from: usize, word: &[u8]) -> Option<usize> {
    let first = word.first()?;
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| byte == first)?;
        if bytes.get(at..)?.starts_with(word) {
            return Some(at);
        }
        at += 1;
    }
}

fn find_ignoring_case(bytes: &[u8], from: usize, word: &[u8]) -> Option<usize> {
    let mut at = from;
    loop {
        at = find(bytes, at, b"</")?;
        let here = bytes.get(at..)?;
        if here
            .get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word))
        {
            return Some(at);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_pages_pass_and_traps_do_not() {
        let row = "<tr><td>0800<td align=left>120/80</tr>\n";
        assert!(!is_too_costly(&format!(
            "<table>{}</table>",
            row.repeat(50_000)
        )));
        assert!(!is_too_costly("<script>if (a<b) x='<div>'</SCRIPT><p>text"));
        for trap in [
            "<div><p>".repeat(300_000),
            "<font color=1>".repeat(3_000) + &"<p>".repeat(3_000),
            format!("<p {}>", "a ".repeat(5_000)),
            "<!-->".repeat(2_100_000),
        ] {
            assert!(is_too_costly(&trap), "{}", &trap[..12]);
        }
    }
}
