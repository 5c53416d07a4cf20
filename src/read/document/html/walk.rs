//! Walks an HTML page in reading order and writes what it shows.

use super::style::{Sheet, Style, symbol_font};
use crate::read::document::beside::Beside;
use crate::read::document::flow::Flow;
use crate::read::document::symbols::{CHOSEN_BOX, EMPTY_BOX, SymbolFont};
use scraper::Html;
use scraper::node::{Element, Node};

/// A blank of a form, as it is typed where forms are typed.
const BLANK: &str = "_____";
/// Most columns and rows that one cell is taken to span.
const MAX_SPAN: usize = 1_000;

/// Returns the text of a page and what stands beside it.
pub(super) fn read(html: &Html) -> (Flow, Beside) {
    let mut walker = Walker {
        sheet: sheet_of(html),
        ..Walker::default()
    };
    walk(html, &mut walker);
    if walker.is_empty
        && let Some(title) = title_of(html)
    {
        walker.flow.text(title.trim());
        walker.flow.line();
    }
    (walker.flow, walker.beside)
}

/// Visits every node, without recursion: pages nest deeper than any stack.
fn walk(html: &Html, walker: &mut Walker) {
    let root = html.tree.root();
    let mut node = root;
    loop {
        let goes_in = walker.open(node.value());
        if goes_in && let Some(child) = node.first_child() {
            node = child;
            continue;
        }
        if goes_in {
            walker.close(node.value());
        }
        loop {
            if node == root {
                return;
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            let Some(parent) = node.parent() else { return };
            node = parent;
            walker.close(node.value());
        }
        if walker.flow.overflowed() {
            return;
        }
    }
}

fn sheet_of(html: &Html) -> Sheet {
    let mut sheet = Sheet::default();
    for node in html.tree.nodes() {
        if node
            .value()
            .as_element()
            .is_some_and(|e| e.name() == "style")
        {
            for text in node.children().filter_map(|child| child.value().as_text()) {
                sheet.add(text);
            }
        }
    }
    sheet
}

fn title_of(html: &Html) -> Option<String> {
    let title = html.tree.nodes().find(|node| {
        node.value()
            .as_element()
            .is_some_and(|e| e.name() == "title")
    })?;
    let texts = title.children().filter_map(|child| child.value().as_text());
    let title: String = texts.map(|text| text.to_string()).collect();
    (!title.trim().is_empty()).then_some(title)
}

/// Columns that a table's rows above still cover.
#[derive(Default)]
struct Table {
    covered: Vec<usize>,
    column: usize,
}

/// A choice among options while they are read.
#[derive(Default)]
struct Select {
    shows_several: bool,
    options: Vec<(bool, String)>,
}

struct Walker {
    flow: Flow,
    sheet: Sheet,
    beside: Beside,
    /// Lists that are open, with the next number of those that are numbered.
    lists: Vec<Option<u32>>,
    tables: Vec<Table>,
    select: Option<Select>,
    /// For each element that keeps line breaks, that it is open.
    kept: usize,
    /// Styles of open elements that matter when they end.
    styles: Vec<Style>,
    /// The symbol font of each open element, its own or that of the one around it.
    fonts: Vec<Option<SymbolFont>>,
    is_empty: bool,
}

impl Default for Walker {
    fn default() -> Self {
        Self {
            flow: Flow::new(),
            sheet: Sheet::default(),
            beside: Beside::default(),
            lists: Vec::new(),
            tables: Vec::new(),
            select: None,
            kept: 0,
            styles: Vec::new(),
            fonts: Vec::new(),
            is_empty: true,
        }
    }
}

impl Walker {
    /// Begins a node and returns whether what is in it is shown.
    fn open(&mut self, node: &Node) -> bool {
        match node {
            Node::Element(element) => self.open_element(element),
            Node::Text(text) => {
                self.text(text);
                false
            }
            Node::Document | Node::Fragment => true,
            _ => false,
        }
    }

    fn open_element(&mut self, element: &Element) -> bool {
        let name = element.name();
        match name {
            "head" | "script" | "style" | "template" | "noscript" | "svg" | "canvas" | "audio"
            | "video" | "button" | "datalist" | "title" | "rt" | "rp" => return false,
            "iframe" | "object" | "embed" | "frame" => {
                self.beside.documents += 1;
                return false;
            }
            "del" => {
                self.beside.deletions += 1;
                return false;
            }
            _ => {}
        }
        let style = self.sheet.of(
            name,
            element.attr("class"),
            element.attr("id"),
            element.attr("style"),
        );
        if style.is_hidden || element.attr("hidden").is_some() {
            // A hidden field of a form is for programs; anything else may have been words.
            self.beside.hidden += usize::from(name != "input");
            return false;
        }
        if style.break_before {
            self.flow.page_break();
        }
        self.styles.push(style);
        let around = self.fonts.last().copied().flatten();
        self.fonts.push(match element.attr("face") {
            Some(face) => symbol_font(face),
            None if style.names_font => style.symbols,
            None => around,
        });
        self.kept += usize::from(style.keeps_lines);
        if let Some(select) = &mut self.select {
            if name == "option" {
                let chosen = element.attr("selected").is_some();
                let label = element.attr("label").unwrap_or_default();
                select.options.push((chosen, label.to_owned()));
            }
            return true;
        }
        self.begin(name, element);
        true
    }

    fn begin(&mut self, name: &str, element: &Element) {
        match name {
            "br" => self.flow.line(),
            "hr" => self.flow.blank(),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.flow.blank(),
            "pre" | "listing" | "textarea" | "xmp" | "plaintext" => {
                if name != "textarea" {
                    self.flow.close_line();
                }
                self.kept += 1;
            }
            "ul" | "menu" | "dir" => {
                self.flow.close_line();
                self.lists.push(None);
            }
            "ol" => {
                self.flow.close_line();
                let start = element
                    .attr("start")
                    .and_then(|start| start.trim().parse().ok());
                self.lists.push(Some(start.unwrap_or(1)));
            }
            "li" => self.item(element),
            "table" => {
                self.flow.close_line();
                self.tables.push(Table::default());
            }
            "tr" => {
                self.flow.open_row();
                if let Some(table) = self.tables.last_mut() {
                    table.column = 0;
                }
            }
            "td" | "th" => self.cell(element),
            "input" => self.input(element),
            "select" => {
                let size = element
                    .attr("size")
                    .and_then(|size| size.trim().parse::<u32>().ok());
                self.select = Some(Select {
                    shows_several: element.attr("multiple").is_some()
                        || size.is_some_and(|size| size > 1),
                    options: Vec::new(),
                });
            }
            "img" => self.image(element),
            "q" => self.flow.text("“"),
            name if is_block(name) => self.flow.close_line(),
            _ => {}
        }
    }

    /// Ends a node that was begun.
    fn close(&mut self, node: &Node) {
        let Some(element) = node.as_element() else {
            return;
        };
        let name = element.name();
        let style = self.styles.pop().unwrap_or_default();
        self.fonts.pop();
        self.kept = self.kept.saturating_sub(usize::from(style.keeps_lines));
        if self.select.is_some() {
            if name == "select" {
                self.chosen();
            }
            return;
        }
        match name {
            "pre" | "listing" | "textarea" | "xmp" | "plaintext" => {
                self.kept = self.kept.saturating_sub(1);
                if name != "textarea" {
                    self.flow.close_line();
                }
            }
            "ul" | "menu" | "dir" | "ol" => {
                self.flow.close_line();
                self.lists.pop();
            }
            "td" | "th" => self.flow.close_cell(),
            "tr" => {
                self.cover();
                self.flow.close_row();
            }
            "table" => {
                self.flow.close_line();
                self.tables.pop();
            }
            "q" => self.flow.text("”"),
            name if is_block(name) => self.flow.close_line(),
            _ => {}
        }
        if style.break_after {
            self.flow.page_break();
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(select) = &mut self.select {
            if let Some((_, label)) = select.options.last_mut()
                && label.len() < 1_000
            {
                label.push_str(text);
            }
            return;
        }
        self.is_empty &= text.trim().is_empty();
        if self.kept > 0 {
            self.flow.text(&text.replace("\r\n", "\n"));
            return;
        }
        let shown = self.in_symbols(text);
        let text = shown.as_deref().unwrap_or(text);
        // White space of the source is one blank, and none at the beginning of a line.
        let mut after_space = self.flow.after_space();
        let mut shown = String::with_capacity(text.len());
        for c in text.chars() {
            if c.is_ascii_whitespace() {
                if !after_space {
                    shown.push(' ');
                }
                after_space = true;
            } else {
                shown.push(c);
                after_space = false;
            }
        }
        if !shown.is_empty() {
            self.flow.text(&shown);
        }
    }

    /// Returns what a text shows that is written in a font of pictures.
    fn in_symbols(&mut self, text: &str) -> Option<String> {
        let font = self.fonts.last().copied().flatten()?;
        let mut shown = String::with_capacity(text.len());
        for c in text.chars() {
            shown.push(if c.is_ascii_whitespace() {
                c
            } else {
                font.shows(c).unwrap_or_else(|| {
                    self.flow.unreadable_glyph();
                    '\u{fffd}'
                })
            });
        }
        Some(shown)
    }

    fn item(&mut self, element: &Element) {
        self.flow.close_line();
        let no_bullets = self
            .styles
            .iter()
            .rev()
            .take(2)
            .any(|style| style.no_bullets);
        let value = element
            .attr("value")
            .and_then(|value| value.trim().parse().ok());
        match self.lists.last_mut() {
            Some(Some(next)) => {
                let number = value.unwrap_or(*next);
                *next = number.saturating_add(1);
                if !no_bullets {
                    self.flow.text(&format!("{number}. "));
                }
            }
            _ if no_bullets => {}
            _ => self.flow.text("- "),
        }
    }

    fn cell(&mut self, element: &Element) {
        self.cover();
        self.flow.open_cell();
        let span = |name: &str| {
            let span = element.attr(name).and_then(|span| span.trim().parse().ok());
            span.unwrap_or(1_usize).clamp(1, MAX_SPAN)
        };
        let (columns, rows) = (span("colspan"), span("rowspan"));
        if let Some(table) = self.tables.last_mut() {
            let end = (table.column + columns).min(MAX_SPAN);
            if rows > 1 {
                if table.covered.len() < end {
                    table.covered.resize(end, 0);
                }
                for covered in table.covered.iter_mut().take(end).skip(table.column) {
                    *covered = rows - 1;
                }
            }
            table.column = end;
        }
    }

    /// Writes empty cells for columns that a cell above still covers, so that the values beside
    /// it stay under their headings.
    fn cover(&mut self) {
        let Some(table) = self.tables.last_mut() else {
            return;
        };
        while let Some(covered) = table.covered.get_mut(table.column)
            && *covered > 0
        {
            *covered -= 1;
            table.column += 1;
            self.flow.open_cell();
            self.flow.close_cell();
        }
    }

    fn input(&mut self, element: &Element) {
        let kind = element
            .attr("type")
            .unwrap_or("text")
            .trim()
            .to_ascii_lowercase();
        match kind.as_str() {
            "hidden" | "submit" | "button" | "reset" | "image" | "file" => {}
            "checkbox" | "radio" => self.check(element.attr("checked").is_some()),
            "password" => self.show(BLANK),
            _ => {
                let value = element.attr("value").unwrap_or_default().trim().to_owned();
                self.show(if value.is_empty() { BLANK } else { &value });
            }
        }
    }

    fn check(&mut self, is_chosen: bool) {
        let shown = if is_chosen { CHOSEN_BOX } else { EMPTY_BOX };
        self.show(shown.encode_utf8(&mut [0; 4]));
        self.flow.text(" ");
    }

    fn show(&mut self, text: &str) {
        self.is_empty = false;
        // A field stands apart from its label, whether or not there is a blank between them.
        if !self.flow.after_space() {
            self.flow.text(" ");
        }
        self.flow.text(text);
    }

    /// Writes what a choice among options shows: what was chosen, or else the first.
    fn chosen(&mut self) {
        let Some(select) = self.select.take() else {
            return;
        };
        let clean = |text: &String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut chosen: Vec<String> = select
            .options
            .iter()
            .filter(|(chosen, _)| *chosen)
            .map(|(_, text)| clean(text))
            .collect();
        if !select.shows_several {
            // Of several that are marked, the last one shows; of none, the first of all.
            let first = select.options.first().map(|(_, text)| clean(text));
            chosen = chosen.pop().or(first).into_iter().collect();
        }
        let shown = chosen.join("; ");
        self.show(if shown.is_empty() { BLANK } else { &shown });
    }

    fn image(&mut self, element: &Element) {
        let alternative = element.attr("alt").unwrap_or_default();
        match alternative.trim().to_ascii_lowercase().as_str() {
            // Some systems draw their boxes.
            "checked" | "[x]" | "selected" | "checkbox checked" => self.check(true),
            "unchecked" | "not checked" | "[ ]" | "not selected" | "checkbox unchecked" => {
                self.check(false);
            }
            _ => self.flow.image(),
        }
    }
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "nav"
            | "p"
            | "section"
            | "summary"
            | "tbody"
            | "tfoot"
            | "thead"
    )
}
