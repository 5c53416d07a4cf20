//! Says what form fields and content controls show: boxes that are chosen or not, the chosen
//! entry of a list, a blank where nothing was filled in.

use super::numbering::{is_on, number};
use super::package::attribute;
use crate::read::document::symbols::{CHOSEN_BOX, EMPTY_BOX};
use quick_xml::events::BytesStart;

/// A blank of a form, as it is typed where forms are typed.
const BLANK: &str = "_____";

/// A content control.
#[derive(Debug, Default)]
pub(super) struct Control {
    /// For a box, whether it is chosen.
    chosen: Option<bool>,
    /// Whether it shows a prompt because nothing was filled in.
    is_blank: bool,
}

impl Control {
    /// Takes in a property.
    pub(super) fn property(&mut self, name: &str, element: &BytesStart<'_>) {
        match name {
            "checkbox" => self.chosen = Some(false),
            "checked" if self.chosen.is_some() => self.chosen = Some(is_on(element)),
            "showingPlcHdr" => self.is_blank = is_on(element),
            _ => {}
        }
    }

    /// Returns what is shown in place of the control's content, where that is not the content.
    pub(super) fn shown(&self) -> Option<&'static str> {
        match self.chosen {
            Some(true) => Some("☒"),
            Some(false) => Some("☐"),
            None => self.is_blank.then_some(BLANK),
        }
    }
}

/// A box or a list of a form made for filling in.
#[derive(Debug, Default)]
pub(super) struct CheckBox {
    checked: Option<bool>,
    default: Option<u32>,
    entries: Vec<String>,
    chosen: Option<u32>,
}

impl CheckBox {
    /// Takes in a property.
    pub(super) fn property(&mut self, name: &str, element: &BytesStart<'_>) {
        match name {
            "checked" => self.checked = Some(is_on(element)),
            // A list's default is the number of an entry; a box's says on or off.
            "default" => {
                self.default = number(element, "val").or(Some(u32::from(is_on(element))));
            }
            "result" => self.chosen = number(element, "val"),
            "listEntry" => self.entries.extend(attribute(element, "val")),
            _ => {}
        }
    }

    /// Returns what the field shows.
    pub(super) fn shown(&self, name: &str) -> String {
        if name == "ddList" {
            let chosen = self.chosen.or(self.default).unwrap_or(0) as usize;
            return self.entries.get(chosen).cloned().unwrap_or_default();
        }
        let is_chosen = self.checked.unwrap_or(self.default == Some(1));
        let shown = if is_chosen { CHOSEN_BOX } else { EMPTY_BOX };
        shown.to_string()
    }
}
