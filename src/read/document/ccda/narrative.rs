//! Prints the narrative of a section: paragraphs, lists, tables as rows, footnotes in place.
//! Every word of the narrative is printed once, in its order.

use super::xml::{attribute, child, is};
use crate::read::document::rows::{self, Cell};
use roxmltree::Node;
use std::collections::{BTreeMap, BTreeSet};

/// What printing a narrative met.
#[derive(Default)]
pub(super) struct Met {
    /// Pictures, whose content is no text.
    pub(super) pictures: usize,
    /// Words marked as deleted, which the author took back.
    pub(super) deleted: usize,
}

/// Prints a narrative's words, without the elements in `moved`, which are printed elsewhere.
pub(super) fn print(text: Node<'_, '_>, moved: &BTreeSet<u32>, met: &mut Met) -> String {
    let mut printer = Printer::default();
    render(text, moved, &mut printer, met);
    printer.finish()
}

fn render(node: Node<'_, '_>, moved: &BTreeSet<u32>, to: &mut Printer, met: &mut Met) {
    for part in node.children() {
        if part.is_text() {
            to.text(part.text().unwrap_or_default());
            continue;
        }
        if !part.is_element() || moved.contains(&part.id().get()) {
            continue;
        }
        if attribute(part, "revised") == Some("delete") {
            met.deleted += 1;
            continue;
        }
        match part.tag_name().name() {
            "br" => to.line_break(),
            "paragraph" | "p" | "div" | "caption" | "title" | "text" | "h1" | "h2" | "h3"
            | "h4" | "h5" | "h6" | "list" | "ul" | "ol" => {
                to.new_line();
                render(part, moved, to, met);
                to.new_line();
            }
            "item" | "li" => {
                to.new_line();
                to.open_item();
                render(part, moved, to, met);
                to.close_item();
            }
            "table" => {
                to.new_line();
                table(part, moved, to, met);
                to.new_line();
            }
            "footnote" => {
                to.space();
                to.word("[");
                render(part, moved, to, met);
                to.close();
            }
            "renderMultiMedia" => {
                met.pictures += 1;
                render(part, moved, to, met);
            }
            // The reference's text is that of the footnote itself.
            "footnoteRef" | "reference" => {}
            _ => render(part, moved, to, met),
        }
    }
}

/// Prints a table row by row. Cells are parted by bars, so that columns stay told apart.
fn table(node: Node<'_, '_>, moved: &BTreeSet<u32>, to: &mut Printer, met: &mut Met) {
    for part in node
        .children()
        .filter(|part| !moved.contains(&part.id().get()))
    {
        if is(&part, "tr") {
            row(part, moved, to, met);
        } else if part.is_element() && matches!(part.tag_name().name(), "thead" | "tbody" | "tfoot")
        {
            table(part, moved, to, met);
        } else if part.is_element() && !matches!(part.tag_name().name(), "col" | "colgroup") {
            to.new_line();
            render(part, moved, to, met);
            to.new_line();
        } else if part.is_text() {
            to.text(part.text().unwrap_or_default());
        }
    }
}

fn row(node: Node<'_, '_>, moved: &BTreeSet<u32>, to: &mut Printer, met: &mut Met) {
    let cells: Vec<Cell> = node
        .children()
        .filter(|cell| cell.is_element() && !moved.contains(&cell.id().get()))
        .map(|cell| {
            let mut printer = Printer::default();
            render(cell, moved, &mut printer, met);
            let has_table = cell.descendants().any(|inner| is(&inner, "table"));
            Cell {
                lines: printer.finish().lines().map(str::to_owned).collect(),
                has_table,
            }
        })
        .collect();
    for line in rows::row_lines(&cells) {
        to.whole_line(&line);
    }
}

/// Joins words with single blanks and keeps line breaks.
#[derive(Default)]
struct Printer {
    out: String,
    blank: bool,
    /// Whether an item was opened that has no words yet.
    in_bare_item: bool,
}

impl Printer {
    /// Adds text. Line breaks within it are the author's, or wrap his sentences; either way they
    /// stay, as they do on a printed page.
    fn text(&mut self, text: &str) {
        let inner = text.trim();
        if inner.is_empty() {
            self.blank |= !text.is_empty();
            return;
        }
        self.blank |= text.starts_with(char::is_whitespace);
        for (index, line) in inner.lines().enumerate() {
            if index > 0 {
                self.line_break();
            }
            for word in line.split_whitespace() {
                self.word(word);
                self.blank = true;
            }
        }
        self.blank = text.ends_with(char::is_whitespace);
    }

    fn word(&mut self, word: &str) {
        if self.blank && !self.at_line_start() {
            self.out.push(' ');
        }
        self.blank = false;
        self.in_bare_item = false;
        self.out.push_str(word);
    }

    fn open_item(&mut self) {
        self.word("-");
        self.blank = true;
        self.in_bare_item = true;
    }

    fn close_item(&mut self) {
        if std::mem::take(&mut self.in_bare_item) {
            self.out.pop();
        }
        self.new_line();
    }

    fn space(&mut self) {
        self.blank = true;
    }

    fn close(&mut self) {
        self.blank = false;
        while self.out.ends_with(['\n', ' ']) {
            self.out.pop();
        }
        self.out.push(']');
    }

    /// Adds a line of its own, or goes on with the line of an item that has no words yet.
    fn whole_line(&mut self, line: &str) {
        self.new_line();
        let line = line.trim_end();
        if !line.is_empty() {
            self.word(line);
        }
        self.new_line();
    }

    /// Ends the line, if anything stands on it.
    fn new_line(&mut self) {
        if self.in_bare_item {
            // A paragraph that opens an item stands on the item's line.
            return;
        }
        self.blank = false;
        if !self.at_line_start() {
            self.out.push('\n');
        }
    }

    /// Ends the line; a second break in a row leaves one blank line.
    fn line_break(&mut self) {
        self.blank = false;
        while self.out.ends_with(' ') {
            self.out.pop();
        }
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    fn at_line_start(&self) -> bool {
        self.out.is_empty() || self.out.ends_with('\n')
    }

    fn finish(mut self) -> String {
        self.new_line();
        self.out
    }
}

/// Prints one element of a narrative with all that it holds.
pub(super) fn print_element(node: Node<'_, '_>, met: &mut Met) -> String {
    let nothing = BTreeSet::new();
    let mut printer = Printer::default();
    match node.tag_name().name() {
        "tr" => row(node, &nothing, &mut printer, met),
        "table" | "tbody" => table(node, &nothing, &mut printer, met),
        _ => render(node, &nothing, &mut printer, met),
    }
    printer.finish()
}

/// The narrative elements of a document by the id through which entries refer to them.
pub(super) struct Ids<'a, 'i>(BTreeMap<&'a str, Node<'a, 'i>>);

impl<'a, 'i> Ids<'a, 'i> {
    /// Lists the ids below a node; of two alike the first counts.
    pub(super) fn of(scope: Node<'a, 'i>) -> Self {
        let mut ids = BTreeMap::new();
        for node in scope.descendants().filter(Node::is_element) {
            if let Some(id) = attribute(node, "ID") {
                ids.entry(id).or_insert(node);
            }
        }
        Self(ids)
    }

    /// Returns the element to which a `#reference` points.
    pub(super) fn get(&self, reference: &str) -> Option<Node<'a, 'i>> {
        let reference = reference.trim();
        let id = reference.strip_prefix('#').unwrap_or(reference);
        self.0.get(id).copied()
    }

    /// Returns the element to which a text or code refers.
    pub(super) fn referred(&self, text: Node<'_, '_>) -> Option<Node<'a, 'i>> {
        child(text, "reference")
            .and_then(|reference| attribute(reference, "value"))
            .and_then(|value| self.get(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(xml: &str) -> String {
        let text = format!("<text>{xml}</text>");
        super::super::xml::open(&text, |document, _| {
            print(
                document.root_element(),
                &BTreeSet::new(),
                &mut Met::default(),
            )
        })
        .unwrap_or_else(|why| why)
    }

    #[test]
    fn narratives_keep_their_words_and_lines() {
        for (xml, expected) in [
            ("one <content>two</content>, three", "one two, three\n"),
            ("Sub<sup>2</sup>", "Sub2\n"),
            ("<paragraph>a</paragraph><paragraph>b</paragraph>", "a\nb\n"),
            ("a<br/>b<br/><br/>c", "a\nb\n\nc\n"),
            ("  S: slept\n  O: calm  ", "S: slept\nO: calm\n"),
            (
                "<list><caption>Plan</caption><item>rest</item><item><paragraph>walk</paragraph></item></list>",
                "Plan\n- rest\n- walk\n",
            ),
            (
                "<table><thead><tr><th>Date</th><th>CIWA</th></tr></thead><tbody><tr><td>1/5/2026</td><td>12</td></tr><tr><td/><td>8</td></tr></tbody></table>",
                "Date | CIWA\n1/5/2026 | 12\n | 8\n",
            ),
            (
                "<list><item><table><tr><td>Lab</td><td>UDS</td></tr><tr><td>a</td><td>b</td></tr></table></item></list>",
                "- Lab | UDS\na | b\n",
            ),
            (
                "fell<footnote ID='f'>per mother</footnote>.",
                "fell [per mother].\n",
            ),
            ("kept <content revised='delete'>gone</content>", "kept\n"),
        ] {
            assert_eq!(printed(xml), expected, "{xml}");
        }
    }

    #[test]
    fn a_table_that_only_lays_out_prints_its_cells_as_text() {
        let long = "She spoke of her week and of her sleep. ".repeat(12);
        let xml = format!("<table><tr><td>S</td><td>{long}<br/>{long}</td></tr></table>");
        let out = printed(&xml);
        assert!(out.starts_with("S | She spoke"), "{out}");
        assert_eq!(out.matches("She spoke").count(), 24);
    }
}
