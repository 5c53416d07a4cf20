//! Follows rich text through its groups and writes what is shown.

use super::fonts::{Coding, Font, Fonts, of_page};
use super::lexer::{Lexer, Token};
use super::sink::Sink;
use super::words::{self, Destination};
use crate::read::document::symbols;
use encoding_rs::WINDOWS_1252;

/// Most groups within each other whose properties are kept apart.
const MAX_DEPTH: usize = 2_000;

/// Most groups within each other that are followed at all.
const MAX_OPEN: usize = 1_000_000;
/// Most bytes of characters that are gathered before they are written.
const MAX_PENDING: usize = 16 * 1024;

/// What was left out, and what went wrong.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Account {
    /// Passages formatted as hidden.
    pub(super) hidden: usize,
    /// Tracked deletions.
    pub(super) deletions: usize,
    /// Comments.
    pub(super) comments: usize,
    /// Objects of other programs.
    pub(super) objects: usize,
    /// Whether groups were left open or nested too deep.
    pub(super) damaged: bool,
}

/// Reads rich text.
pub(super) struct Reader {
    states: Vec<State>,
    /// Groups open beyond [`MAX_DEPTH`].
    too_deep: usize,
    sinks: Vec<Sink>,
    fonts: Fonts,
    font: Option<(i32, Font)>,
    base: Coding,
    default_font: Option<i32>,
    /// Bytes that wait for those that follow: some characters take two.
    bytes: Vec<u8>,
    /// Characters that wait to be written together.
    pending: String,
    /// The first half of a character beyond the basic plane.
    high: Option<u16>,
    /// Characters that stand in for the one just given by its number.
    stand_ins: u32,
    /// Whether the next word names a destination that may be ignored.
    starred: bool,
    form: words::FormField,
    notes: u32,
    section_waits: bool,
    /// What was left out.
    pub(super) account: Account,
}

#[derive(Debug, Clone, Copy)]
struct State {
    destination: Destination,
    stand_in: u32,
    font: Option<i32>,
    hidden: bool,
    deleted: bool,
    /// Whether the group opened a sink that ends with it.
    owns_sink: bool,
}

impl Reader {
    /// Returns a reader at the beginning.
    pub(super) fn new() -> Self {
        Self {
            states: vec![State {
                destination: Destination::Text,
                stand_in: 1,
                font: None,
                hidden: false,
                deleted: false,
                owns_sink: false,
            }],
            too_deep: 0,
            sinks: vec![Sink::new(Destination::Text)],
            fonts: Fonts::default(),
            font: None,
            base: Coding::Page(WINDOWS_1252),
            default_font: None,
            bytes: Vec::new(),
            pending: String::new(),
            high: None,
            stand_ins: 0,
            starred: false,
            form: words::FormField::default(),
            notes: 0,
            section_waits: false,
            account: Account::default(),
        }
    }

    /// Reads all and returns the text.
    pub(super) fn read(mut self, bytes: &[u8]) -> (crate::read::document::flow::Flow, Account) {
        let mut opened = false;
        for token in Lexer::new(bytes) {
            self.token(token);
            opened |= token == Token::Open;
            // What follows the document's own group is no part of it.
            if opened && self.states.len() == 1 && self.too_deep == 0 {
                break;
            }
            if self.sinks.last().is_some_and(|sink| sink.flow.overflowed())
                || self.too_deep > MAX_OPEN
            {
                break;
            }
        }
        self.flush();
        self.account.damaged |= self.states.len() > 1 || self.too_deep > 0;
        while self.states.len() > 1 {
            self.close();
        }
        self.sink();
        let sink = self
            .sinks
            .pop()
            .unwrap_or_else(|| Sink::new(Destination::Text));
        (sink.finish(), self.account)
    }

    fn token(&mut self, token: Token<'_>) {
        match token {
            Token::Text(text) => self.characters(text),
            Token::Hex(byte) => self.characters(&[byte]),
            Token::Open => {
                self.flush();
                self.stand_ins = 0;
                self.open();
            }
            Token::Close => {
                self.flush();
                self.stand_ins = 0;
                self.close();
            }
            Token::Symbol(symbol) => self.symbol(symbol),
            Token::Word(name, number) => {
                if name == b"u" {
                    self.unicode(number.unwrap_or(0));
                    return;
                }
                self.flush();
                if self.stand_ins > 0 {
                    self.stand_ins -= 1;
                }
                self.word(name, number);
            }
        }
    }

    fn open(&mut self) {
        if self.states.len() > MAX_DEPTH {
            self.too_deep += 1;
            self.account.damaged = true;
            return;
        }
        let mut state = self.state();
        state.owns_sink = false;
        self.states.push(state);
    }

    fn close(&mut self) {
        if self.high.take().is_some() {
            self.write_character(None);
        }
        self.starred = false;
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        if self.states.len() == 1 {
            return;
        }
        let Some(state) = self.states.pop() else {
            return;
        };
        let outer = self.state().destination;
        if state.destination == Destination::FontTable {
            self.end_font();
        }
        if state.destination == Destination::FormField && outer != Destination::FormField {
            let shown = std::mem::take(&mut self.form).shown();
            self.write_always(&shown);
        }
        if state.owns_sink && self.sinks.len() > 1 {
            self.end_sink();
        }
    }

    /// Ends a part that is written elsewhere than where it stands.
    fn end_sink(&mut self) {
        self.sink();
        let Some(sink) = self.sinks.pop() else { return };
        let destination = sink.destination;
        let lines = sink.finish().into_lines();
        match destination {
            Destination::Header(page) => self.sink().header(page, lines),
            Destination::Footer(page) => self.sink().footer(page, lines),
            Destination::Footnote => {
                self.notes += 1;
                let mark = format!("[{}]", self.notes);
                self.write_always(&mark);
                self.sink().flow.footnote(&mark, &lines);
            }
            Destination::Label => {
                let label = lines.join(" ");
                let shown = label.trim();
                // A bullet is drawn with many signs; a number is kept as it is.
                let shown = if shown.chars().any(char::is_alphanumeric) {
                    format!("{shown} ")
                } else {
                    "- ".to_owned()
                };
                self.write_always(&shown);
            }
            Destination::Box => {
                let flow = &mut self.sink().flow;
                flow.open_box();
                for line in &lines {
                    flow.text(line);
                    flow.line();
                }
                flow.close_box();
            }
            _ => {}
        }
    }

    fn state(&self) -> State {
        self.states.last().copied().unwrap_or(State {
            destination: Destination::Text,
            stand_in: 1,
            font: None,
            hidden: false,
            deleted: false,
            owns_sink: false,
        })
    }

    fn change(&mut self, change: impl FnOnce(&mut State)) {
        // Groups that lie too deep are read with the properties of the one around them.
        if let Some(state) = self.states.last_mut()
            && self.too_deep == 0
        {
            change(state);
        }
    }

    /// Returns the part that is being written, with all that was to be written in it.
    fn sink(&mut self) -> &mut Sink {
        if self.sinks.is_empty() {
            self.sinks.push(Sink::new(Destination::Text));
        }
        let last = self.sinks.len() - 1;
        let sink = &mut self.sinks[last];
        if !self.pending.is_empty() {
            sink.flow.text(&self.pending);
            self.pending.clear();
        }
        sink
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'*' => self.starred = true,
            b'\\' | b'{' | b'}' => self.characters(&[symbol]),
            b'~' => self.write(" "),
            b'_' => self.write("-"),
            b'\r' | b'\n' => self.word(b"par", None),
            b'\t' => self.write("\t"),
            // Optional hyphens and marks of an index are not shown.
            _ => self.flush(),
        }
    }

    fn word(&mut self, name: &[u8], number: Option<i32>) {
        let starred = std::mem::take(&mut self.starred);
        if let Some(destination) = words::destination(name) {
            self.enter(destination);
            return;
        }
        if starred && self.state().destination != Destination::FormField {
            self.enter(Destination::Skipped);
            return;
        }
        match self.state().destination {
            Destination::FontTable => return self.font_word(name, number),
            Destination::FormField => return self.form.word(name, number),
            _ => {}
        }
        let is_on = number != Some(0);
        match name {
            b"ansicpg" => self.base = number.and_then(of_page).unwrap_or(self.base),
            b"mac" => self.base = of_page(10000).unwrap_or(self.base),
            b"pc" => self.base = of_page(437).unwrap_or(self.base),
            b"pca" => self.base = of_page(850).unwrap_or(self.base),
            b"deff" => self.default_font = number,
            b"uc" => {
                let count = u32::try_from(number.unwrap_or(1)).unwrap_or(1).min(64);
                self.change(|state| state.stand_in = count);
            }
            b"f" => self.change(|state| state.font = number),
            b"v" => self.change(|state| state.hidden = is_on),
            b"deleted" => {
                self.account.deletions += usize::from(is_on);
                self.change(|state| state.deleted = is_on);
            }
            b"plain" => self.change(|state| {
                state.font = None;
                state.hidden = false;
                state.deleted = false;
            }),
            _ => self.layout(name, number),
        }
    }

    /// Follows words that move the pen or show a character.
    fn layout(&mut self, name: &[u8], number: Option<i32>) {
        if !self.state().destination.is_shown() {
            return;
        }
        if let Some(shown) = words::shown(name) {
            self.write(shown);
            return;
        }
        if name == b"sbknone" {
            self.section_waits = false;
            return;
        }
        let moves = matches!(
            name,
            b"par" | b"line" | b"cell" | b"row" | b"page" | b"intbl"
        );
        if moves {
            self.begin_section();
        }
        if name == b"sect" {
            self.sink().end_section();
            self.section_waits = true;
            return;
        }
        self.sink().layout(name, number);
    }

    /// Begins the page of a section that was announced.
    fn begin_section(&mut self) {
        // The section's header may come first; it begins no page.
        if self.sinks.len() == 1 && std::mem::take(&mut self.section_waits) {
            self.sink().flow.new_section_page();
        }
    }

    fn enter(&mut self, destination: Destination) {
        let outer = self.state().destination;
        match destination {
            Destination::Picture if outer.is_shown() || outer == Destination::Drawing => {
                self.sink().flow.image();
            }
            Destination::Comment => self.account.comments += 1,
            Destination::Object => {
                self.account.objects += 1;
                return;
            }
            _ => {}
        }
        // What is left out stays so, but for a text box among a drawing's properties and a form
        // field within the instruction that makes it.
        let is_let_in = match outer {
            Destination::Drawing => {
                matches!(destination, Destination::Box | Destination::Skipped)
            }
            Destination::Skipped => destination == Destination::FormField,
            Destination::FormField => true,
            outer => outer.is_shown(),
        };
        if !is_let_in {
            return;
        }
        if destination == Destination::Shown {
            return;
        }
        let owns_sink = destination.has_sink() && self.too_deep == 0;
        if owns_sink {
            self.sink();
            self.sinks.push(Sink::new(destination));
        }
        self.change(|state| {
            state.destination = destination;
            state.owns_sink |= owns_sink;
        });
    }

    fn font_word(&mut self, name: &[u8], number: Option<i32>) {
        match (name, &mut self.font) {
            (b"f", _) => {
                self.end_font();
                self.font = Some((number.unwrap_or(0), Font::default()));
            }
            (b"fcharset", Some((_, font))) => font.charset = number,
            (b"cpg", Some((_, font))) => font.page = number,
            _ => {}
        }
    }

    fn end_font(&mut self) {
        if let Some((number, font)) = self.font.take() {
            self.fonts.add(number, font);
        }
    }

    /// Takes in a character given by its number.
    fn unicode(&mut self, number: i32) {
        self.flush();
        self.stand_ins = self.state().stand_in;
        let unit = number as u16;
        let high = self.high.take();
        if high.is_some() && !(0xdc00..=0xdfff).contains(&unit) {
            // Half a character alone is none.
            self.write_character(None);
        }
        let c = match (high, unit) {
            (_, 0xd800..=0xdbff) => {
                self.high = Some(unit);
                return;
            }
            (Some(high), 0xdc00..=0xdfff) => {
                let high = (u32::from(high) - 0xd800) << 10;
                char::from_u32(0x10000 + high + (u32::from(unit) - 0xdc00))
            }
            (None, 0xdc00..=0xdfff) => None,
            // Some writers give characters beyond the basic plane by one number.
            _ if number > 0xffff => u32::try_from(number).ok().and_then(char::from_u32),
            _ => char::from_u32(u32::from(unit)),
        };
        let shown = match (c, self.coding()) {
            (Some(c), Coding::Symbol(font)) if symbols::is_private(c) => font.shows(c),
            (Some(c), _) if symbols::is_private(c) => symbols::shows_anywhere(c),
            (c, _) => c,
        };
        self.write_character(shown);
    }

    /// Takes in bytes of characters, less those that stand in for one given by its number.
    fn characters(&mut self, mut bytes: &[u8]) {
        if self.stand_ins > 0 {
            let skipped = (self.stand_ins as usize).min(bytes.len());
            self.stand_ins -= skipped as u32;
            bytes = bytes.get(skipped..).unwrap_or_default();
        }
        let destination = self.state().destination;
        match destination {
            Destination::FontTable => {
                if let Some((_, font)) = &mut self.font
                    && font.name.len() < 64
                {
                    font.name.push_str(&String::from_utf8_lossy(bytes));
                }
            }
            Destination::FormField => self.form.text(bytes),
            destination if destination.is_shown() => self.bytes.extend_from_slice(bytes),
            _ => {}
        }
    }

    fn coding(&self) -> Coding {
        let font = self.state().font.or(self.default_font);
        self.fonts.coding(font, self.base)
    }

    /// Writes the bytes that waited.
    fn flush(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        match self.coding() {
            _ if bytes.is_ascii() && !matches!(self.coding(), Coding::Symbol(_)) => {
                let text = String::from_utf8_lossy(&bytes);
                self.write(&text);
            }
            Coding::Page(encoding) => {
                let (text, _) = encoding.decode_without_bom_handling(&bytes);
                self.write(&text);
            }
            Coding::Dos(high) => {
                let text: String = bytes
                    .iter()
                    .map(|byte| match byte.checked_sub(128) {
                        Some(at) => high.chars().nth(usize::from(at)).unwrap_or('\u{fffd}'),
                        None => char::from(*byte),
                    })
                    .collect();
                self.write(&text);
            }
            Coding::Symbol(font) => {
                for byte in &bytes {
                    self.write_character(font.shows(char::from(*byte)));
                }
            }
        }
        self.bytes = bytes;
        self.bytes.clear();
    }

    fn write_character(&mut self, c: Option<char>) {
        if c.is_none() {
            self.sink().flow.unreadable_glyph();
        }
        self.write(c.unwrap_or('\u{fffd}').encode_utf8(&mut [0; 4]));
    }

    fn write(&mut self, text: &str) {
        if !self.bytes.is_empty() {
            self.flush();
        }
        let state = self.state();
        if !state.destination.is_shown() || state.deleted {
            return;
        }
        if state.hidden {
            self.account.hidden += usize::from(!text.trim().is_empty());
            return;
        }
        self.write_always(text);
    }

    fn write_always(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.begin_section();
        self.pending.push_str(text);
        if self.pending.len() > MAX_PENDING {
            self.sink();
        }
    }
}
