//! Tells markup and data that look like text from text.

use super::Foreign;

/// Bytes of the beginning that are looked at.
const HEAD: usize = 4096;

/// Tags that hardly anything but HTML begins with.
const TAGS: [&str; 22] = [
    "html", "head", "body", "div", "table", "p", "span", "h1", "h2", "h3", "h4", "ul", "ol", "br",
    "font", "center", "meta", "title", "style", "section", "article", "form",
];

/// Fields of a message's header that nobody types at the top of a note.
const MESSAGE_FIELDS: [&str; 6] = [
    "mime-version:",
    "message-id:",
    "return-path:",
    "received:",
    "x-mozilla-status:",
    "delivered-to:",
];

/// Returns whether a text is an HTML page or a piece of one.
pub(crate) fn is_html(text: &str) -> bool {
    let mut rest = head(text);
    // Comments, declarations and processing instructions may stand before the first tag.
    loop {
        rest = rest.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
        let lower = lower(rest, 32);
        if lower.starts_with("<!doctype") {
            return lower.contains("html");
        }
        let end = if lower.starts_with("<!--") {
            rest.find("-->").map(|at| at + 3)
        } else if lower.starts_with("<?xml") {
            rest.find('>').map(|at| at + 1)
        } else {
            break;
        };
        match end.and_then(|end| rest.get(end..)) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    let Some(tag) = rest.strip_prefix('<') else {
        return false;
    };
    let end = tag
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(tag.len());
    let name = tag.get(..end).unwrap_or_default().to_ascii_lowercase();
    let closes = tag.get(end..).unwrap_or_default();
    if !closes.starts_with(['>', ' ', '\t', '\r', '\n', '/']) {
        return false;
    }
    // An element of this name without a namespace; C-CDA and FHIR begin with others.
    name == "html"
        || TAGS.contains(&name.as_str())
            && (text.contains("</")
                || text.contains("/>")
                || text.contains("<td")
                || matches!(name.as_str(), "br" | "p"))
}

/// Returns whether a text is a web page saved as one file with its pictures.
pub(crate) fn is_mhtml(text: &str) -> bool {
    let lower = head(text).to_ascii_lowercase();
    is_message(&lower) && lower.contains("multipart/related") && lower.contains("text/html")
}

/// Returns whether a text is an e-mail message with its header.
pub(crate) fn is_email(text: &str) -> bool {
    is_message(&head(text).to_ascii_lowercase())
}

/// Returns whether a text begins with header fields of a message, one of which only programs
/// write.
fn is_message(head: &str) -> bool {
    let mut marks = 0;
    let mut fields = 0;
    for line in head.trim_start().lines() {
        if line.is_empty() {
            break;
        }
        if line.starts_with([' ', '\t', '>']) || line.starts_with("from ") {
            continue;
        }
        let name = line.split(':').next().unwrap_or_default();
        if name.len() == line.len() || name.is_empty() || name.contains(' ') {
            break;
        }
        fields += 1;
        marks += usize::from(MESSAGE_FIELDS.iter().any(|field| line.starts_with(field)));
    }
    marks >= 1 && fields >= 2
}

/// Tells whether a text is markup or data of a kind that is known and not read.
pub(crate) fn of_markup(text: &str) -> Option<Foreign> {
    let head = head(text);
    let lower = head.to_ascii_lowercase();
    let foreign = |what, advice| Some(Foreign { what, advice });
    if lower.starts_with("<?xml") || crate::read::document::ccda::is_xml(text) {
        if lower.contains("word.document") || lower.contains("wordml") {
            return foreign(
                "a Word document saved as XML",
                "open it in Word and save it as .docx or PDF",
            );
        }
        return foreign(
            "an XML document of a kind that is not known",
            "export the chart as PDF, C-CDA or plain text",
        );
    }
    let is_json = (head.starts_with('{') || head.starts_with('['))
        && head.contains('"')
        && head.contains(':');
    if is_json {
        return foreign(
            "JSON data of a kind that is not known",
            "export the chart as FHIR, PDF or plain text",
        );
    }
    None
}

/// Returns the beginning of a text, cut where a character ends.
fn head(text: &str) -> &str {
    let text = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let mut end = HEAD.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

fn lower(text: &str, characters: usize) -> String {
    text.chars()
        .take(characters)
        .collect::<String>()
        .to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_and_pieces_of_html_are_told_from_text_and_xml() {
        for html in [
            "<!DOCTYPE html><p>x",
            "\u{feff}\n<HTML lang=en>",
            "<?xml version=\"1.0\"?>\n<!-- made by X -->\n<html xmlns=\"h\">",
            "<div class=note><p>She came.</p></div>",
            "<table>\n<tr><td>a</td></tr></table>",
            "<p>She came.",
        ] {
            assert!(is_html(html), "{html}");
        }
        for other in [
            "<?xml version=\"1.0\"?><ClinicalDocument>",
            "<!DOCTYPE note SYSTEM \"n.dtd\"><note/>",
            "< 5 drinks a day, denies </withdrawal>",
            "<patient> reports",
            "Patient: <b>Roe</b>",
            "<h:html>",
            "",
        ] {
            assert!(!is_html(other), "{other}");
        }
    }

    #[test]
    fn messages_are_told_from_notes_with_labels() {
        let message = "Return-Path: <a@example.org>\nFrom: a\nSubject: b\n\nText";
        assert!(is_email(message) && !is_mhtml(message));
        assert!(!is_email(
            "From: Ann Roe, LCSW\nTo: Chart\nDate: 1/5/2026\n\nShe came."
        ));
        assert!(!is_email(
            "Patient: Roe, Ann\nReceived: 1/5/2026 by fax\n"[18..].trim()
        ));
        assert!(is_mhtml(
            "From: saved\nMIME-Version: 1.0\nContent-Type: multipart/related; type=\"text/html\"\n\n"
        ));
    }

    #[test]
    fn data_is_named() {
        assert!(of_markup("  <?xml version=\"1.0\"?>").is_some());
        assert!(of_markup("{\"resourceType\":\"Bundle\"}").is_some());
        assert!(of_markup("[x] denies SI: no").is_none());
    }
}
