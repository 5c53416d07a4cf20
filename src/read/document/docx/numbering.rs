//! Gives paragraphs the number or bullet that Word shows before them. Numbers are not stored
//! with the text but counted while the document is shown.

use super::package::{attribute, reader};
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;

/// Levels that a list can have.
const LEVELS: usize = 9;

/// A list's place in a paragraph: the list and the level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct ListPlace {
    /// The list; 0 takes a paragraph out of the list that its style gives it.
    pub(super) list: Option<u32>,
    /// The level from 0.
    pub(super) level: Option<u32>,
}

/// The document's styles as far as they change its words.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: BTreeMap<String, Style>,
}

#[derive(Debug, Default, Clone)]
struct Style {
    based_on: Option<String>,
    place: ListPlace,
    hidden: Option<bool>,
    font: Option<String>,
}

/// The document's lists.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    /// Levels of each kind of list.
    kinds: BTreeMap<u32, Vec<Level>>,
    /// The kind of each list, and the numbers with which its levels begin anew.
    lists: BTreeMap<u32, (u32, BTreeMap<u32, u32>)>,
}

#[derive(Debug, Clone, Default)]
struct Level {
    start: u32,
    format: String,
    text: String,
}

/// The numbers reached so far.
#[derive(Debug, Default)]
pub(super) struct Counters {
    reached: BTreeMap<u32, [Option<u32>; LEVELS]>,
    begun: BTreeMap<u32, ()>,
}

impl Styles {
    /// Reads the styles part.
    pub(super) fn read(xml: &str) -> Self {
        let mut styles = BTreeMap::new();
        let mut open: Option<(String, Style)> = None;
        walk(xml, |element, is_end| {
            let name = element.local_name().into_inner();
            if name == "style" {
                styles.extend(open.take());
                if !is_end {
                    let id = attribute(element, "styleId").unwrap_or_default();
                    open = Some((id, Style::default()));
                }
                return;
            }
            let Some((_, style)) = open.as_mut().filter(|_| !is_end) else {
                return;
            };
            match name {
                "basedOn" => style.based_on = attribute(element, "val"),
                "numId" => style.place.list = number(element, "val"),
                "ilvl" => style.place.level = number(element, "val"),
                "vanish" => style.hidden = Some(is_on(element)),
                "rFonts" => style.font = font(element),
                _ => {}
            }
        });
        styles.extend(open);
        Self { styles }
    }

    /// Returns the list that a style puts its paragraphs in.
    pub(super) fn place(&self, id: &str) -> ListPlace {
        let mut place = ListPlace::default();
        for style in self.chain(id) {
            place.list = place.list.or(style.place.list);
            place.level = place.level.or(style.place.level);
        }
        place
    }

    /// Returns whether a style hides its text.
    pub(super) fn hides(&self, id: &str) -> bool {
        self.chain(id).find_map(|style| style.hidden) == Some(true)
    }

    /// Returns the font of a style.
    pub(super) fn font(&self, id: &str) -> Option<&str> {
        self.chain(id).find_map(|style| style.font.as_deref())
    }

    /// Returns a style and those that it is based on. A chain that runs in circles ends.
    fn chain<'s>(&'s self, id: &str) -> impl Iterator<Item = &'s Style> {
        let mut next = self.styles.get(id);
        let mut steps = 0;
        std::iter::from_fn(move || {
            let style = next?;
            steps += 1;
            next = style
                .based_on
                .as_ref()
                .filter(|_| steps < 20)
                .and_then(|id| self.styles.get(id));
            Some(style)
        })
    }
}

impl Numbering {
    /// Reads the numbering part.
    pub(super) fn read(xml: &str) -> Self {
        let mut numbering = Self::default();
        let mut kind: Option<u32> = None;
        let mut list: Option<u32> = None;
        let mut level: Option<u32> = None;
        walk(xml, |element, is_end| {
            let name = element.local_name().into_inner();
            if is_end {
                match name {
                    "abstractNum" => kind = None,
                    "num" => list = None,
                    _ => {}
                }
                return;
            }
            match name {
                "abstractNum" => {
                    kind = number(element, "abstractNumId");
                    level = None;
                }
                "num" => {
                    list = number(element, "numId");
                    level = None;
                }
                "lvl" | "lvlOverride" => level = number(element, "ilvl"),
                "abstractNumId" => {
                    if let (Some(list), Some(kind)) = (list, number(element, "val")) {
                        numbering.lists.entry(list).or_default().0 = kind;
                    }
                }
                "startOverride" => {
                    if let (Some(list), Some(level), Some(start)) =
                        (list, level, number(element, "val"))
                    {
                        let entry = numbering.lists.entry(list).or_default();
                        entry.1.insert(level, start);
                    }
                }
                "start" | "numFmt" | "lvlText" if list.is_none() => {
                    let Some((kind, at)) = kind.zip(level) else {
                        return;
                    };
                    let at = at as usize;
                    if at >= LEVELS {
                        return;
                    }
                    let levels = numbering.kinds.entry(kind).or_default();
                    while levels.len() <= at {
                        levels.push(Level {
                            start: 1,
                            ..Level::default()
                        });
                    }
                    let Some(level) = levels.get_mut(at) else {
                        return;
                    };
                    match name {
                        "start" => level.start = number(element, "val").unwrap_or(1),
                        "numFmt" => level.format = attribute(element, "val").unwrap_or_default(),
                        _ => level.text = attribute(element, "val").unwrap_or_default(),
                    }
                }
                _ => {}
            }
        });
        numbering
    }

    /// Returns the label of the next paragraph at a place, such as `- ` or `2. `; empty where
    /// the list shows none.
    pub(super) fn next_label(&self, place: ListPlace, counters: &mut Counters) -> String {
        let Some(list) = place.list.filter(|list| *list != 0) else {
            return String::new();
        };
        let Some((kind, begins)) = self.lists.get(&list) else {
            return String::new();
        };
        let Some(levels) = self.kinds.get(kind) else {
            return String::new();
        };
        let at = (place.level.unwrap_or(0) as usize).min(LEVELS - 1);
        let Some(level) = levels.get(at) else {
            return String::new();
        };
        let reached = counters.reached.entry(*kind).or_default();
        if counters.begun.insert(list, ()).is_none() {
            for at in begins.keys() {
                if let Some(count) = reached.get_mut(*at as usize) {
                    *count = None;
                }
            }
        }
        let start = |at: usize| {
            let own = levels.get(at).map_or(1, |level| level.start);
            begins.get(&(at as u32)).copied().unwrap_or(own)
        };
        for (deeper, count) in reached.iter_mut().enumerate() {
            match deeper.cmp(&at) {
                std::cmp::Ordering::Less => *count = count.or(Some(start(deeper))),
                std::cmp::Ordering::Equal => {
                    *count = Some(count.map_or(start(deeper), |count| count.saturating_add(1)));
                }
                std::cmp::Ordering::Greater => *count = None,
            }
        }
        match level.format.as_str() {
            "bullet" => "- ".to_owned(),
            "none" => String::new(),
            _ => {
                let mut label = level.text.clone();
                for (other, count) in reached.iter().enumerate() {
                    let format = levels.get(other).map_or("", |level| level.format.as_str());
                    let shown = count.map_or(String::new(), |count| written(count, format));
                    label = label.replace(&format!("%{}", other + 1), &shown);
                }
                if label.trim().is_empty() {
                    return String::new();
                }
                label.push(' ');
                label
            }
        }
    }
}

/// Writes a number in the format of a list's level.
fn written(number: u32, format: &str) -> String {
    let letters = |base: u8| {
        // Word doubles letters after z: aa, bb.
        let index = number.saturating_sub(1);
        let letter = char::from(base + (index % 26) as u8);
        let times = (index / 26 + 1).min(20) as usize;
        letter.to_string().repeat(times)
    };
    match format {
        "lowerLetter" => letters(b'a'),
        "upperLetter" => letters(b'A'),
        "lowerRoman" => roman(number).to_ascii_lowercase(),
        "upperRoman" => roman(number),
        "decimalZero" => format!("{number:02}"),
        _ => number.to_string(),
    }
}

fn roman(mut number: u32) -> String {
    if number > 3999 {
        return number.to_string();
    }
    let signs = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut out = String::new();
    for (value, sign) in signs {
        while number >= value {
            out.push_str(sign);
            number -= value;
        }
    }
    out
}

/// Calls `each` with every element of a part, and again where it ends.
fn walk(xml: &str, mut each: impl FnMut(&BytesStart<'_>, bool)) {
    let mut reader = reader(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => each(&element, false),
            Ok(Event::Empty(element)) => {
                each(&element, false);
                each(&element, true);
            }
            Ok(Event::End(end)) => {
                each(&BytesStart::new(end.name().into_inner()), true);
            }
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

/// Returns whether a property that is on unless it says otherwise is on.
pub(super) fn is_on(element: &BytesStart<'_>) -> bool {
    !matches!(
        attribute(element, "val").as_deref(),
        Some("0" | "false" | "off" | "none")
    )
}

/// Returns the font that shows a run's characters.
pub(super) fn font(element: &BytesStart<'_>) -> Option<String> {
    attribute(element, "ascii").or_else(|| attribute(element, "hAnsi"))
}

/// Returns an attribute as a number.
pub(super) fn number(element: &BytesStart<'_>, name: &str) -> Option<u32> {
    attribute(element, name)?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_counted_as_word_counts_them() {
        let xml = r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="4">
            <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="Problem %1:"/></w:lvl>
            <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1%2)"/></w:lvl>
            <w:lvl w:ilvl="2"><w:numFmt w:val="bullet"/><w:lvlText w:val="x"/></w:lvl></w:abstractNum>
            <w:num w:numId="1"><w:abstractNumId w:val="4"/></w:num>
            <w:num w:numId="2"><w:abstractNumId w:val="4"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num></w:numbering>"#;
        let numbering = Numbering::read(xml);
        let mut counters = Counters::default();
        let labels: Vec<String> = [
            (1, 0),
            (1, 1),
            (1, 1),
            (1, 2),
            (1, 0),
            (1, 1),
            (2, 0),
            (0, 0),
        ]
        .into_iter()
        .map(|(list, level)| {
            let place = ListPlace {
                list: Some(list),
                level: Some(level),
            };
            numbering.next_label(place, &mut counters)
        })
        .collect();
        assert_eq!(
            labels,
            [
                "Problem 1: ",
                "1a) ",
                "1b) ",
                "- ",
                "Problem 2: ",
                "2a) ",
                "Problem 7: ",
                ""
            ]
        );
        assert_eq!(written(27, "lowerLetter"), "aa");
        assert_eq!(written(14, "upperRoman"), "XIV");
    }

    #[test]
    fn styles_that_run_in_circles_end() {
        let xml = r#"<w:styles xmlns:w="w"><w:style w:styleId="A"><w:basedOn w:val="B"/></w:style>
            <w:style w:styleId="B"><w:basedOn w:val="A"/><w:rPr><w:vanish/></w:rPr></w:style></w:styles>"#;
        let styles = Styles::read(xml);
        assert!(styles.hides("A"));
        assert_eq!(styles.place("A"), ListPlace::default());
    }
}
