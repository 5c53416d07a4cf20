//! Reads from style sheets the few things that change a page's text: where pages break, where
//! line breaks are kept, what is hidden.
//!
//! What a sheet hides by class is shown all the same: programs hide chapters of a chart so until
//! they are clicked. Only what an element itself hides is left out.

use crate::read::document::symbols::SymbolFont;
use std::collections::BTreeMap;

/// What a style says.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Style {
    /// Whether a page begins before the element.
    pub(super) break_before: bool,
    /// Whether a page begins after it.
    pub(super) break_after: bool,
    /// Whether line breaks in the text are kept.
    pub(super) keeps_lines: bool,
    /// Whether the element is not shown.
    pub(super) is_hidden: bool,
    /// Whether list items have no bullet.
    pub(super) no_bullets: bool,
    /// The font, where it is one of pictures.
    pub(super) symbols: Option<SymbolFont>,
    /// Whether a font is named.
    pub(super) names_font: bool,
}

impl Style {
    /// Reads declarations: `page-break-after: always; color: red`.
    pub(super) fn read(declarations: &str) -> Self {
        let mut style = Self::default();
        for declaration in declarations.split(';') {
            let Some((name, value)) = declaration.split_once(':') else {
                continue;
            };
            let value = value.trim().to_ascii_lowercase();
            let value = value.trim_end_matches("!important").trim();
            let breaks = matches!(
                value,
                "always" | "page" | "left" | "right" | "recto" | "verso" | "all"
            );
            match name.trim().to_ascii_lowercase().as_str() {
                "page-break-before" | "break-before" => style.break_before = breaks,
                "page-break-after" | "break-after" => style.break_after = breaks,
                "white-space" => style.keeps_lines = value.starts_with("pre"),
                "font-family" | "font" => {
                    style.names_font = true;
                    style.symbols = symbol_font(value);
                }
                "display" => style.is_hidden |= value == "none",
                "visibility" => style.is_hidden |= matches!(value, "hidden" | "collapse"),
                "list-style" | "list-style-type" => {
                    style.no_bullets = value.split_whitespace().any(|word| word == "none");
                }
                _ => {}
            }
        }
        style
    }

    fn join(&mut self, other: Self) {
        self.break_before |= other.break_before;
        self.break_after |= other.break_after;
        self.keeps_lines |= other.keeps_lines;
        self.is_hidden |= other.is_hidden;
        self.no_bullets |= other.no_bullets;
        self.names_font |= other.names_font;
        self.symbols = self.symbols.or(other.symbols);
    }
}

/// Returns the symbol font that a list of fonts begins with.
pub(super) fn symbol_font(fonts: &str) -> Option<SymbolFont> {
    let first = fonts.split(',').next()?;
    let name = first.trim().trim_matches(['"', '\'']);
    SymbolFont::of(name).or_else(|| SymbolFont::of(name.rsplit(' ').next()?))
}

/// The rules of a page's style sheets, by their selectors.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    rules: BTreeMap<String, Style>,
}

/// Most rules that are kept.
const MAX_RULES: usize = 10_000;

impl Sheet {
    /// Adds the rules of a style sheet that select by one name, class or id.
    pub(super) fn add(&mut self, css: &str) {
        let mut rest = css;
        while let Some((before, after)) = rest.split_once('{') {
            // What stands before the brace may end other blocks, as of `@media`.
            let selectors = before.rsplit(['}', ';']).next().unwrap_or_default();
            if selectors.trim_start().starts_with('@') {
                rest = after;
                continue;
            }
            let Some((declarations, after)) = after.split_once('}') else {
                return;
            };
            rest = after;
            let mut style = Style::read(declarations);
            style.is_hidden = false;
            if style == Style::default() || self.rules.len() >= MAX_RULES {
                continue;
            }
            for selector in selectors.split(',') {
                let selector = selector.rsplit("*/").next().unwrap_or_default().trim();
                if !selector.is_empty() && !selector.contains([' ', '>', '+', '~', ':', '[', '*']) {
                    let key = selector.to_ascii_lowercase();
                    self.rules.entry(key).or_default().join(style);
                }
            }
        }
    }

    /// Returns the style of an element.
    pub(super) fn of(
        &self,
        name: &str,
        class: Option<&str>,
        id: Option<&str>,
        own: Option<&str>,
    ) -> Style {
        let mut style = own.map(Style::read).unwrap_or_default();
        if self.rules.is_empty() {
            return style;
        }
        let mut add = |selector: &str| {
            if let Some(found) = self.rules.get(selector) {
                style.join(*found);
            }
        };
        add(name);
        for class in class.unwrap_or_default().split_ascii_whitespace().take(20) {
            let class = class.to_ascii_lowercase();
            add(&format!(".{class}"));
            add(&format!("{name}.{class}"));
        }
        if let Some(id) = id {
            add(&format!("#{}", id.to_ascii_lowercase()));
        }
        style
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_and_kept_lines_are_found_by_class() {
        let mut sheet = Sheet::default();
        sheet.add(
            "/* page */ .pb, p.new { page-break-before : always !important }\n\
             @media print { .Note{white-space:pre-wrap;} h1 { break-after: page } }\n\
             .tab { display:none } div p { break-before: page } .cut { color: red",
        );
        let of = |name: &str, class: &str| sheet.of(name, Some(class), None, None);
        assert!(of("div", "x PB").break_before);
        assert!(of("p", "new").break_before && !of("div", "new").break_before);
        assert!(of("div", "note").keeps_lines);
        assert!(of("h1", "").break_after);
        assert_eq!(of("p", "tab"), Style::default());
        assert!(sheet.of("p", None, None, Some("Display: None")).is_hidden);
    }
}
