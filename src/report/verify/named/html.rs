//! Citations in `report.html`, read as the page shows them: a reader of the page checks what
//! stands there, not what stood in the results.

use super::super::{Citation, Place, Range};
use crate::text::NoteText;

/// Adds the citations of the page: quoted evidence, statements about a step-down, places in lists,
/// and the sums of the list of files.
pub fn in_html(page: &str, name: &str, found: &mut Vec<Citation>) {
    let mut finding = String::new();
    let mut said: Option<String> = None;
    let mut rest = page;
    // A chart's words are escaped, so a tag is always the page's own.
    while let Some((tag, behind)) = next_tag(rest) {
        rest = behind;
        let named = || match finding.is_empty() {
            true => name.to_owned(),
            false => format!("{name}, finding {finding}"),
        };
        if tag.starts_with("h2") || tag.starts_with("h3") {
            finding.clear();
        } else if let Some(id) = attribute(tag, "h4 id=\"f").or_else(|| attribute(tag, "li id=\"f"))
        {
            // Behind the hyphen stands the number of the cited place.
            id.split('-').next().unwrap_or(id).clone_into(&mut finding);
        } else if tag.starts_with("p class=\"cite\"") {
            found.push(evidence(rest, named()));
        } else if tag == "span class=\"said\"" {
            said = Some(shown(rest, "</span>"));
        } else if tag == "span class=\"path\"" {
            let (file, page) = file_and_page(&shown(rest, "</span>"));
            let place = page.map(|page| on_page(page, said.take()));
            found.push(cite(named(), file, None, place));
        } else if tag == "td class=\"path\"" {
            let page = behind_tags(rest).parse().ok();
            let place = page.map(|page| on_page(page, None));
            found.push(cite(named(), shown(rest, "</td>"), None, place));
        } else if tag == "th scope=\"row\" class=\"path\"" {
            let row = rest.split("</tr>").next().unwrap_or_default();
            let sum = row
                .split_once("class=\"hash\">")
                .map(|(_, sum)| shown(sum, "</code>"));
            let sum = sum.filter(|sum| !sum.is_empty());
            found.push(cite(named(), shown(rest, " <code"), sum, None));
        }
    }
}

fn cite(named: String, file: String, sha256: Option<String>, place: Option<Place>) -> Citation {
    Citation {
        named,
        file,
        sha256,
        place,
    }
}

fn on_page(page: u32, words: Option<String>) -> Place {
    Place {
        page,
        range: Range::Page,
        words: words.map(NoteText::new),
        goes_on: false,
    }
}

/// Reads one piece of evidence: `<b>role</b> path, page 3, characters 5–9</p>`, its quote behind it.
fn evidence(rest: &str, named: String) -> Citation {
    let line = rest.split_once("</b> ").map_or(rest, |(_, line)| line);
    let line = shown(line, "</p>");
    if let Some(file) = line.strip_suffix(", the whole file") {
        return cite(named, file.to_owned(), None, None);
    }
    let (place, characters) = line
        .rsplit_once(", characters ")
        .map_or((line.as_str(), None), |(place, at)| (place, Some(at)));
    let (file, page) = file_and_page(place);
    let range = characters.and_then(|at| {
        let (start, end) = at.split_once('–')?;
        Some((start.parse().ok()?, end.parse().ok()?))
    });
    let range = match (page, range) {
        (Some(_), Some((start, end))) if start <= end => Range::Characters(start, end),
        _ => Range::Malformed,
    };
    // The quote belongs to this evidence only where it stands in the same item of the list.
    let item = rest.split("</li>").next().unwrap_or_default();
    let quote = item.split_once("<mark>").map(|(_, quote)| quote);
    let place = Place {
        page: page.unwrap_or(0),
        range,
        words: quote.map(|quote| NoteText::new(shown(quote, "</mark>"))),
        goes_on: item.contains("<span class=\"rest\">(goes on)"),
    };
    cite(named, file, None, Some(place))
}

/// Parts `charts/a.pdf, page 3`. A path may hold anything, so the last mark counts.
fn file_and_page(text: &str) -> (String, Option<u32>) {
    match text.rsplit_once(", page ") {
        Some((file, page)) => (file.to_owned(), page.parse().ok()),
        None => (text.to_owned(), None),
    }
}

/// Returns the next tag without its brackets, and what stands behind it.
fn next_tag(text: &str) -> Option<(&str, &str)> {
    let (_, tag) = text.split_once('<')?;
    tag.split_once('>')
}

fn attribute<'t>(tag: &'t str, cue: &str) -> Option<&'t str> {
    tag.split_once(cue)?.1.split('"').next()
}

/// Returns the text of the cell behind the one that `rest` stands in.
fn behind_tags(rest: &str) -> &str {
    let cell = rest.split_once("<td class=\"num\">").map(|(_, cell)| cell);
    cell.and_then(|cell| cell.split('<').next())
        .unwrap_or_default()
}

/// Returns text up to a tag as a browser shows it, without the tags of links and line breaks in it.
fn shown(text: &str, close: &str) -> String {
    let text = text.split(close).next().unwrap_or_default();
    let mut parts = text.split('<');
    let mut escaped = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        escaped.push_str(part.split_once('>').map_or("", |(_, behind)| behind));
    }
    let mut shown = String::with_capacity(escaped.len());
    let mut rest = escaped.as_str();
    while let Some((before, entity)) = rest.split_once('&') {
        shown.push_str(before);
        rest = match entity.split_once(';').and_then(|(name, behind)| {
            let number = name.strip_prefix('#')?;
            Some((char::from_u32(number.parse().ok()?)?, behind))
        }) {
            Some((character, behind)) => {
                shown.push(character);
                behind
            }
            None => {
                shown.push('&');
                entity
            }
        };
    }
    shown.push_str(rest);
    shown
}

#[cfg(test)]
mod tests {
    use super::super::super::Citation;
    use super::*;
    use crate::report::{finding_rows, html, sample};

    fn read(page: &str) -> Vec<Citation> {
        let mut found = Vec::new();
        in_html(page, "report.html", &mut found);
        found
    }

    #[test]
    fn a_cited_place_is_read_as_it_is_shown() {
        let page = "<h4 id=\"fab\">x</h4><li id=\"fab-1\"><p class=\"cite\"><b>Shows it</b> \
                    <a href=\"#s7\">a&#38;<wbr>b, page 2</a>, page 3, \
                    characters 5–9</p><blockquote><p>was <mark>&#60;now&#62;</mark> so</p></li>";
        let found = read(page);
        assert_eq!(found[0].named, "report.html, finding ab");
        assert_eq!(found[0].file, "a&b, page 2");
        let place = found[0].place.as_ref().unwrap();
        assert_eq!((place.page, place.range), (3, Range::Characters(5, 9)));
        assert_eq!(place.words, Some(NoteText::new("<now>")));
    }

    #[test]
    fn a_whole_report_gives_its_quotes_places_and_sums() {
        let results = sample::results();
        let mut page = Vec::new();
        html::write(&results, &finding_rows(&results), &mut page).unwrap();
        let found = read(&String::from_utf8(page).unwrap());
        let sums = found.iter().filter(|one| one.sha256.is_some()).count();
        assert_eq!(sums, results.files.len());
        let quoted = found.iter().filter_map(|one| one.place.as_ref());
        let quoted = quoted.filter(|place| place.words.is_some()).count();
        assert!(quoted > 10, "{quoted}");
        let is_known = |one: &Citation| results.files.iter().any(|file| file.path == one.file);
        assert!(found.iter().all(is_known));
        let malformed = |one: &&Citation| {
            one.place
                .as_ref()
                .is_some_and(|place| place.range == Range::Malformed)
        };
        assert_eq!(found.iter().find(malformed), None);
    }
}
