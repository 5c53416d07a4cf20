//! What the control words of rich text mean.

use crate::read::document::symbols::{CHOSEN_BOX, EMPTY_BOX};

/// Where a group's text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Destination {
    /// The document's text.
    Text,
    /// The same place as the text around it.
    Shown,
    /// A running header.
    Header(OnPages),
    /// A running footer.
    Footer(OnPages),
    /// A footnote.
    Footnote,
    /// A paragraph's number or bullet.
    Label,
    /// A text box.
    Box,
    /// The table of fonts.
    FontTable,
    /// A drawing's properties, among which a text box may stand.
    Drawing,
    /// A form field's properties.
    FormField,
    /// A picture.
    Picture,
    /// A comment.
    Comment,
    /// An object of another program; what it shows is text.
    Object,
    /// Nothing that is shown.
    Skipped,
}

/// On which pages a header is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum OnPages {
    /// The first page of the section, if it is to differ.
    First,
    /// All.
    All,
    /// Right pages.
    Right,
    /// Left pages.
    Left,
}

impl Destination {
    /// Returns whether its text is shown at all.
    pub(super) fn is_shown(self) -> bool {
        matches!(
            self,
            Self::Text
                | Self::Header(_)
                | Self::Footer(_)
                | Self::Footnote
                | Self::Label
                | Self::Box
                | Self::Shown
        )
    }

    /// Returns whether its text is written elsewhere than where it stands.
    pub(super) fn has_sink(self) -> bool {
        self.is_shown() && !matches!(self, Self::Text | Self::Shown)
    }
}

/// Returns the destination that a control word names.
pub(super) fn destination(name: &[u8]) -> Option<Destination> {
    Some(match name {
        b"header" => Destination::Header(OnPages::All),
        b"headerf" => Destination::Header(OnPages::First),
        b"headerr" => Destination::Header(OnPages::Right),
        b"headerl" => Destination::Header(OnPages::Left),
        b"footer" => Destination::Footer(OnPages::All),
        b"footerf" => Destination::Footer(OnPages::First),
        b"footerr" => Destination::Footer(OnPages::Right),
        b"footerl" => Destination::Footer(OnPages::Left),
        b"footnote" => Destination::Footnote,
        b"listtext" | b"pntext" => Destination::Label,
        b"shptxt" | b"dptxbxtext" => Destination::Box,
        b"fonttbl" => Destination::FontTable,
        b"shpinst" | b"do" => Destination::Drawing,
        b"formfield" => Destination::FormField,
        b"pict" => Destination::Picture,
        b"annotation" => Destination::Comment,
        b"object" => Destination::Object,
        b"fldrslt" | b"result" | b"shppict" | b"field" | b"shp" | b"shpgrp" | b"rtf" => {
            Destination::Shown
        }
        b"fldinst"
        | b"nonshppict"
        | b"shprslt"
        | b"stylesheet"
        | b"colortbl"
        | b"info"
        | b"xe"
        | b"tc"
        | b"rxe"
        | b"objdata"
        | b"nonesttables"
        | b"ftnsep"
        | b"ftnsepc"
        | b"ftncn"
        | b"aftnsep"
        | b"aftnsepc"
        | b"aftncn"
        | b"atnid"
        | b"atnauthor"
        | b"filetbl"
        | b"listtable"
        | b"listoverridetable"
        | b"revtbl"
        | b"rsidtbl"
        | b"mmathPr"
        | b"themedata"
        | b"colorschememapping"
        | b"latentstyles"
        | b"datastore"
        | b"pntxta"
        | b"pntxtb"
        | b"pn"
        | b"bkmkstart"
        | b"bkmkend"
        | b"template"
        | b"private" => Destination::Skipped,
        _ => return None,
    })
}

/// Returns what a control word shows.
pub(super) fn shown(name: &[u8]) -> Option<&'static str> {
    Some(match name {
        b"tab" => "\t",
        b"emdash" => "—",
        b"endash" => "–",
        b"lquote" => "‘",
        b"rquote" => "’",
        b"ldblquote" => "“",
        b"rdblquote" => "”",
        b"bullet" => "•",
        b"emspace" | b"enspace" | b"qmspace" => " ",
        _ => return None,
    })
}

/// A box or a list of a form made for filling in.
#[derive(Debug, Default)]
pub(super) struct FormField {
    kind: i32,
    result: Option<i32>,
    default: i32,
    entries: Vec<String>,
    in_entry: bool,
}

/// What a form field's result says when it is still the default.
const STILL_DEFAULT: i32 = 25;

impl FormField {
    /// Takes in a property.
    pub(super) fn word(&mut self, name: &[u8], number: Option<i32>) {
        self.in_entry = false;
        let number = number.unwrap_or(0);
        match name {
            b"fftype" => self.kind = number,
            b"ffres" => self.result = Some(number),
            b"ffdefres" => self.default = number,
            b"ffl" if self.entries.len() < 200 => {
                self.entries.push(String::new());
                self.in_entry = true;
            }
            _ => {}
        }
    }

    /// Takes in the text of a property.
    pub(super) fn text(&mut self, bytes: &[u8]) {
        if let Some(entry) = self.entries.last_mut().filter(|_| self.in_entry)
            && entry.len() < 200
        {
            entry.push_str(&String::from_utf8_lossy(bytes));
        }
    }

    /// Returns what the field shows beside its result.
    pub(super) fn shown(&self) -> String {
        let chosen = match self.result {
            None | Some(STILL_DEFAULT) => self.default,
            Some(result) => result,
        };
        match self.kind {
            1 if chosen == 1 => CHOSEN_BOX.to_string(),
            1 => EMPTY_BOX.to_string(),
            2 => usize::try_from(chosen)
                .ok()
                .and_then(|at| self.entries.get(at))
                .cloned()
                .unwrap_or_default(),
            _ => String::new(),
        }
    }
}
