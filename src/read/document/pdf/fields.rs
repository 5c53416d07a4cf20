//! Reads the fields of a form and the annotations of a page: what was typed, ticked, signed,
//! stamped or commented, with its place. It does not read appearances; they are drawn.

use super::{Glyph, GlyphText};
use hayro_syntax::object::{Array, Dict, Name, Object, Rect as Box4, Stream, String as Bytes};
use hayro_syntax::page::Page;
use kurbo::{Rect, Vec2};

/// Most annotations that are read of one page.
const MAX_FIELDS: usize = 5_000;
/// Most levels of a field's parents.
const MAX_LEVELS: usize = 32;
/// Most characters that are read of one field.
const MAX_CHARACTERS: usize = 20_000;
/// Type size of a value whose field does not say.
const SIZE: f64 = 10.0;
/// Rise and drop of a written character as shares of its size.
const RISE: f32 = 0.78;
const DROP: f32 = 0.22;
/// Width of a written character as a share of its size.
const WIDTH: f64 = 0.5;

const HIDDEN: u32 = 1 << 1;
const NO_VIEW: u32 = 1 << 5;
const PASSWORD: u32 = 1 << 13;
const PUSH_BUTTON: u32 = 1 << 16;

/// A form field or annotation on a page.
pub(super) struct Field {
    /// Its place in unrotated page space.
    pub(super) area: Rect,
    /// What it shows.
    pub(super) shown: Shown,
    /// By how many quarter turns viewers turn the page clockwise.
    quarter_turns: u8,
}

/// What a field shows.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shown {
    /// Nothing, since viewers hide it.
    Hidden,
    /// A box or button that is ticked or not.
    Mark(bool),
    /// Its value, unless its appearance shows words.
    Value(String),
    /// Who signed it, on one line, unless its appearance shows words.
    Signature(String),
    /// A comment, which stands beside the page whatever its appearance shows.
    Comment(String),
}

/// Returns the fields and annotations of a page.
pub(super) fn of_page(page: &Page<'_>, quarter_turns: u8) -> Vec<Field> {
    let Some(annotations) = page.raw().get::<Array<'_>>("Annots") else {
        return Vec::new();
    };
    annotations
        .iter::<Dict<'_>>()
        .take(MAX_FIELDS)
        .filter_map(|annotation| {
            let kind = annotation.get::<Name<'_>>("Subtype")?;
            let area = annotation.get::<Box4>("Rect")?;
            let flags = annotation.get::<u32>("F").unwrap_or(0);
            let shown = match kind.as_str() {
                "Link" | "Popup" => return None,
                _ if flags & (HIDDEN | NO_VIEW) != 0 => Shown::Hidden,
                "Widget" => widget(&annotation)?,
                kind => annotated(kind, &annotation)?,
            };
            Some(Field {
                area: Rect::new(area.x0, area.y0, area.x1, area.y1).abs(),
                shown,
                quarter_turns,
            })
        })
        .collect()
}

fn widget(field: &Dict<'_>) -> Option<Shown> {
    let kind = inherited::<Name<'_>>(field, "FT")?;
    let flags = inherited::<u32>(field, "Ff").unwrap_or(0);
    match kind.as_str() {
        "Btn" if flags & PUSH_BUTTON != 0 => Some(Shown::Value(String::new())),
        "Btn" => Some(Shown::Mark(is_ticked(field))),
        "Tx" if flags & PASSWORD != 0 => None,
        "Tx" | "Ch" => Some(Shown::Value(value(field))),
        "Sig" => Some(Shown::Signature(match inherited::<Dict<'_>>(field, "V") {
            Some(signature) => signed(&signature),
            None => "[Signature field without a signature]".to_owned(),
        })),
        _ => None,
    }
}

/// Returns whether a check box or radio button is on: its appearance state says so, else its
/// value names a state that only this button has.
fn is_ticked(field: &Dict<'_>) -> bool {
    if let Some(state) = field.get::<Name<'_>>("AS") {
        return state.as_str() != "Off";
    }
    let Some(value) = inherited::<Name<'_>>(field, "V").filter(|value| value.as_str() != "Off")
    else {
        return false;
    };
    field
        .get::<Dict<'_>>("AP")
        .and_then(|appearances| appearances.get::<Dict<'_>>("N"))
        .is_some_and(|states| states.contains_key(value.as_str()))
}

fn value(field: &Dict<'_>) -> String {
    match inherited::<Object<'_>>(field, "V") {
        Some(Object::String(text)) => decode(text.as_bytes()),
        Some(Object::Name(name)) => name.as_str().to_owned(),
        Some(Object::Stream(stream)) => stream_text(&stream),
        Some(Object::Array(chosen)) => chosen
            .iter::<Bytes<'_>>()
            .map(|text| decode(text.as_bytes()))
            .collect::<Vec<_>>()
            .join(", "),
        _ => String::new(),
    }
}

fn stream_text(stream: &Stream<'_>) -> String {
    stream
        .decoded()
        .map(|bytes| decode(&bytes))
        .unwrap_or_default()
}

/// Says who signed a signature field, when and why, as far as the field itself tells.
fn signed(signature: &Dict<'_>) -> String {
    let mut sentence = match words(signature, "Name") {
        Some(name) => format!("[Digitally signed by {name}"),
        None => "[Digital signature; the name stands only in its certificate".to_owned(),
    };
    if let Some(date) = words(signature, "M").as_deref().and_then(date) {
        sentence.push(' ');
        sentence.push_str(&date);
    }
    if let Some(reason) = words(signature, "Reason") {
        sentence.push_str("; reason: ");
        sentence.push_str(&reason);
    }
    sentence.push(']');
    sentence
}

/// Writes a PDF date, "D:20260405143200-05'00'", as charts write dates.
fn date(text: &str) -> Option<String> {
    let digits = text.strip_prefix("D:").unwrap_or(text);
    let part = |from: usize, to: usize| {
        digits
            .get(from..to)
            .filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let day = format!("{}/{}/{}", part(4, 6)?, part(6, 8)?, part(0, 4)?);
    Some(match (part(8, 10), part(10, 12)) {
        (Some(hour), Some(minute)) => format!("{day} {hour}:{minute}"),
        _ => day,
    })
}

fn annotated(kind: &str, annotation: &Dict<'_>) -> Option<Shown> {
    let contents = words(annotation, "Contents");
    Some(match kind {
        "FreeText" => Shown::Value(contents.unwrap_or_default()),
        "Stamp" => Shown::Value(contents.unwrap_or_else(|| {
            let name = annotation.get::<Name<'_>>("Name");
            let name = name.as_ref().map_or("Draft", |name| name.as_str());
            format!("[Stamp: {name}]")
        })),
        // These repeat the words that they mark.
        "Highlight" | "Underline" | "Squiggly" => Shown::Value(String::new()),
        "FileAttachment" => Shown::Value(String::new()),
        _ => match (contents, words(annotation, "T")) {
            (Some(contents), Some(author)) => {
                Shown::Comment(format!("[Comment by {author}: {contents}]"))
            }
            (Some(contents), None) => Shown::Comment(format!("[Comment: {contents}]")),
            (None, _) => Shown::Value(String::new()),
        },
    })
}

/// Returns a value of a field or of the nearest of its parents that has it.
fn inherited<'a, T>(field: &Dict<'a>, key: &str) -> Option<T>
where
    T: TryFrom<Object<'a>>,
{
    let mut level = field.clone();
    for _ in 0..MAX_LEVELS {
        if let Some(value) = level.get::<Object<'a>>(key) {
            return T::try_from(value).ok();
        }
        level = level.get::<Dict<'a>>("Parent")?;
    }
    None
}

/// Returns a text of a dictionary, or `None` where it has none or an empty one.
pub(super) fn words(dictionary: &Dict<'_>, key: &str) -> Option<String> {
    let text = decode(dictionary.get::<Bytes<'_>>(key)?.as_bytes());
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Decodes a PDF text string: UTF-16 or UTF-8 behind their marks, else one byte a character.
fn decode(bytes: &[u8]) -> String {
    let text: String = if let Some(wide) = bytes.strip_prefix(&[0xfe, 0xff]) {
        encoding_rs::UTF_16BE
            .decode_without_bom_handling(wide)
            .0
            .into_owned()
    } else if let Some(wide) = bytes.strip_prefix(&[0xff, 0xfe]) {
        encoding_rs::UTF_16LE
            .decode_without_bom_handling(wide)
            .0
            .into_owned()
    } else if let Some(utf8) = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]) {
        String::from_utf8_lossy(utf8).into_owned()
    } else {
        encoding_rs::WINDOWS_1252
            .decode_without_bom_handling(bytes)
            .0
            .into_owned()
    };
    text.chars().take(MAX_CHARACTERS).collect()
}

impl Field {
    /// Returns whether words can be written into the field's place. Signatures that nobody sees
    /// have none.
    pub(super) fn has_room(&self) -> bool {
        self.area.width().min(self.area.height()) >= 4.0
            && self.area.width().max(self.area.height()) >= 30.0
    }

    /// Returns words written into the field's place, upright as viewers show the page.
    pub(super) fn written(&self, words: &str) -> Vec<Glyph> {
        let Rect { x0, y0, x1, y1 } = self.area;
        let (corner, along, up, width, height) = match self.quarter_turns {
            0 => ((x0, y0), (1.0, 0.0), (0.0, 1.0), x1 - x0, y1 - y0),
            1 => ((x1, y0), (0.0, 1.0), (-1.0, 0.0), y1 - y0, x1 - x0),
            2 => ((x1, y1), (-1.0, 0.0), (0.0, -1.0), x1 - x0, y1 - y0),
            _ => ((x0, y1), (0.0, -1.0), (1.0, 0.0), y1 - y0, x1 - x0),
        };
        let (corner, along, up) = (
            Vec2::new(corner.0, corner.1),
            Vec2::new(along.0, along.1),
            Vec2::new(up.0, up.1),
        );
        let size = SIZE.min(0.8 * height).max(4.0);
        let lines = match self.shown {
            Shown::Signature(_) => vec![words.to_owned()],
            _ => wrapped(words, width, size),
        };
        let single = lines.len() == 1;
        let mut glyphs = Vec::new();
        for (index, line) in lines.iter().enumerate() {
            let base = if single {
                0.5 * (height - size) + f64::from(DROP) * size
            } else {
                height - size - 1.2 * size * index as f64
            };
            let count = line.chars().count().max(1) as f64;
            let step = (WIDTH * size).min((width - 2.0).max(1.0) / count);
            for (place, c) in line.chars().enumerate() {
                let begin = corner + along * (1.0 + step * place as f64) + up * base;
                let end = begin + along * step;
                glyphs.push(Glyph {
                    text: GlyphText::One(c),
                    origin: (begin.x as f32, begin.y as f32),
                    advance: (end.x as f32, end.y as f32),
                    // A narrow field must not make its letters look spaced.
                    size: (step / WIDTH) as f32,
                    rise: RISE * size as f32,
                    drop: DROP * size as f32,
                });
            }
        }
        glyphs
    }
}

/// Breaks words into lines that fit a width.
fn wrapped(words: &str, width: f64, size: f64) -> Vec<String> {
    let room = ((width - 2.0) / (WIDTH * size)).floor().max(1.0) as usize;
    let mut lines = Vec::new();
    for paragraph in words.split(['\n', '\r']).map(str::trim) {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            let taken = line.chars().count() + 1 + word.chars().count();
            if !line.is_empty() && taken > room {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        if !line.is_empty() {
            lines.push(line);
        }
    }
    lines
}
