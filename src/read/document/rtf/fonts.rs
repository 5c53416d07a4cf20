//! Tells which characters the bytes of a font stand for. Rich text says so for each font apart,
//! which is where garbled names come from when it is overlooked.

use crate::read::document::symbols::SymbolFont;
use encoding_rs::Encoding;
use std::collections::BTreeMap;

/// How bytes become characters.
#[derive(Debug, Clone, Copy)]
pub(super) enum Coding {
    /// A code page of Windows or the Macintosh.
    Page(&'static Encoding),
    /// A code page of DOS: its characters from 128 on.
    Dos(&'static str),
    /// A font whose characters are pictures.
    Symbol(SymbolFont),
}

impl PartialEq for Coding {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Page(one), Self::Page(two)) => one == two,
            (Self::Dos(one), Self::Dos(two)) => one == two,
            (Self::Symbol(one), Self::Symbol(two)) => one == two,
            _ => false,
        }
    }
}

const DOS_437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■ ";
const DOS_850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

/// The document's fonts.
#[derive(Debug, Default)]
pub(super) struct Fonts {
    fonts: BTreeMap<i32, Font>,
}

/// One font while the table is read.
#[derive(Debug, Default, Clone)]
pub(super) struct Font {
    /// The character set that it states.
    pub(super) charset: Option<i32>,
    /// The code page that it states.
    pub(super) page: Option<i32>,
    /// Its name.
    pub(super) name: String,
}

impl Fonts {
    /// Takes in a font.
    pub(super) fn add(&mut self, number: i32, font: Font) {
        self.fonts.insert(number, font);
    }

    /// Returns how a font's bytes are read; `base` is the document's own code page.
    pub(super) fn coding(&self, number: Option<i32>, base: Coding) -> Coding {
        let Some(font) = number.and_then(|number| self.fonts.get(&number)) else {
            return base;
        };
        if let Some(symbols) = SymbolFont::of(font.name.trim_end_matches(';')) {
            return Coding::Symbol(symbols);
        }
        if let Some(coding) = font.page.and_then(of_page) {
            return coding;
        }
        match font.charset {
            Some(2) => Coding::Symbol(SymbolFont::Symbol),
            Some(charset) => of_charset(charset).unwrap_or(base),
            None => base,
        }
    }
}

/// Returns the coding of a code page by its number.
pub(super) fn of_page(page: i32) -> Option<Coding> {
    let label = match page {
        437 => return Some(Coding::Dos(DOS_437)),
        850 | 858 => return Some(Coding::Dos(DOS_850)),
        866 => "ibm866",
        874 => "windows-874",
        932 => "shift_jis",
        936 => "gbk",
        949 => "euc-kr",
        950 => "big5",
        1250 => "windows-1250",
        1251 => "windows-1251",
        1252 => "windows-1252",
        1253 => "windows-1253",
        1254 => "windows-1254",
        1255 => "windows-1255",
        1256 => "windows-1256",
        1257 => "windows-1257",
        1258 => "windows-1258",
        10000 => "macintosh",
        10007 => "x-mac-cyrillic",
        65001 => "utf-8",
        _ => return None,
    };
    Encoding::for_label(label.as_bytes()).map(Coding::Page)
}

/// Returns the coding of a Windows character set.
fn of_charset(charset: i32) -> Option<Coding> {
    of_page(match charset {
        0 => 1252,
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        254 => 437,
        255 => 850,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fonts_say_what_their_bytes_mean() {
        let mut fonts = Fonts::default();
        let font = |charset, name: &str| Font {
            charset: Some(charset),
            page: None,
            name: name.to_owned(),
        };
        fonts.add(0, font(0, "Arial;"));
        fonts.add(1, font(238, "Arial CE;"));
        fonts.add(2, font(2, "Wingdings;"));
        let base = of_page(1251).unwrap();
        assert_eq!(fonts.coding(None, base), base);
        assert_eq!(fonts.coding(Some(9), base), base);
        assert_eq!(fonts.coding(Some(0), base), of_page(1252).unwrap());
        assert_eq!(fonts.coding(Some(1), base), of_page(1250).unwrap());
        assert_eq!(
            fonts.coding(Some(2), base),
            Coding::Symbol(SymbolFont::Wingdings)
        );
        assert_eq!(DOS_437.chars().count(), 128);
        assert_eq!(DOS_850.chars().count(), 128);
    }
}
