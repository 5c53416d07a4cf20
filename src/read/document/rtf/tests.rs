//! Rich text as many programs write it, and what must come out.

use crate::problem::ProblemKind;
use crate::read::document::{DocumentPlace, DocumentText};
use crate::read::{FileKind, ReadOptions};
use crate::text::FileId;
use proptest::prelude::*;

fn read(bytes: &[u8]) -> DocumentText {
    let options = ReadOptions::default();
    super::read_pages(&DocumentPlace::whole(FileId(0), &options), bytes)
}

fn pages(document: &DocumentText) -> Vec<&str> {
    document
        .pages
        .iter()
        .map(|page| page.text.as_str())
        .collect()
}

/// Returns the text of a document without its last line break.
fn text(rtf: &str) -> String {
    let document = read(rtf.as_bytes());
    assert_eq!(document.kind, FileKind::Rtf);
    pages(&document).join("<page>\n").trim_end().to_owned()
}

fn said(document: &DocumentText) -> String {
    let sentences = document.problems.iter().map(|problem| &*problem.message);
    sentences.collect::<Vec<_>>().join("\n")
}

#[test]
fn characters_of_every_code_come_out() {
    for (rtf, want) in [
        (r"{\rtf1\ansi Zo\'eb\par next}", "Zoë\nnext"),
        (r"{\rtf1\ansi\ansicpg1251 \'cf\'f0\'e8}", "При"),
        (r"{\rtf1\mac Caf\'8e}", "Café"),
        (r"{\rtf1\pc na\'8bve}", "naïve"),
        // A font's own set of characters goes before the document's code page.
        (
            r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}{\f1\fcharset238 Arial CE;}}\f1 \'9elut\'fd \f0 \'9e}",
            "žlutý ž",
        ),
        (
            r"{\rtf1\ansi{\fonttbl{\f0\fcharset128 MS Mincho;}}\f0 \'93\'fa\'96\'7b}",
            "日本",
        ),
        (r"{\rtf1\ansi\uc1 Zo\u235?, \u-10179?\u-8704?}", "Zoë, 😀"),
        (r"{\rtf1\ansi\uc2 a\u8217\'81\'66b{\uc0\u8217}c}", "a’b’c"),
        (r"{\rtf1\ansi\uc1 a\u8217 ?b}", "a’b"),
        (
            r"{\rtf1 \lquote a\rquote\emdash\ldblquote b\rdblquote\~c\_d\-e\bullet}",
            "‘a’—“b” c-de•",
        ),
        (r"{\rtf1 a\{b\}\\c}", r"a{b}\c"),
        (
            r"{\rtf1{\fonttbl{\f0 Arial;}{\f2\fcharset2 Wingdings;}}{\f2\'fe} SI {\f2\u-3928 ?} HI \u61694?}",
            "☑ SI ☐ HI ☑",
        ),
    ] {
        assert_eq!(text(rtf), want, "{rtf}");
    }
}

#[test]
fn what_is_not_shown_is_left_out_and_said() {
    let document = read(
        br"{\rtf1{\stylesheet{\s0 Normal;}}{\info{\author Nobody}}{\*\generator X}{\colortbl;\red0;}
shown {\v hidden}\v gone\v0{\deleted struck}{\*\annotation remark}{\pict\pngblip 89504e47}
{\field{\*\fldinst HYPERLINK x}{\fldrslt link}}{\*\unknown no}{\xe index}}",
    );
    assert_eq!(pages(&document), ["shown link\n"]);
    assert_eq!(document.pages[0].coverage.images, 1);
    let said = said(&document);
    for word in ["1 tracked deletion,", "2 hidden passages", "1 comment"] {
        assert!(said.contains(word), "{said}");
    }
}

#[test]
fn tables_are_rows_whoever_wrote_them() {
    for (rtf, want) in [
        (
            r"{\rtf1\trowd\cellx1\cellx2\pard\intbl Time\cell BP\cell\row\trowd\cellx1\cellx2\pard\intbl 0800\cell\cell\row\pard after}",
            "Time | BP\n0800 |\nafter",
        ),
        // Rows that are never announced, or announced once.
        (r"{\rtf1 Fax\cell Phone\cell\row}", "Fax | Phone"),
        (
            r"{\rtf1\trowd\cellx1 A\cell B\cell\row\pard\intbl C\cell D\cell\row}",
            "A | B\nC | D",
        ),
        (
            r"{\rtf1\trowd\pard\intbl a\cell\pard\intbl\itap2 b\nestcell c\nestcell{\*\nesttableprops\trowd\nestrow}{\nonesttables x}\pard\intbl\itap1\cell\row}",
            "a | b | c",
        ),
        // The cut end of a table is kept.
        (r"{\rtf1\trowd\pard\intbl a\cell b", "a | b"),
    ] {
        assert_eq!(text(rtf), want, "{rtf}");
    }
}

#[test]
fn pages_sections_headers_and_notes_stand_in_their_places() {
    let document = read(
        br"{\rtf1{\header Roe, Ann\par}{\headerf never\par}{\footer Page 1\par}one{\footnote\chftn by phone}\page two\sect\sectd
{\header Doe, Al\par}three\sect\sectd\sbknone four}",
    );
    assert_eq!(
        pages(&document),
        [
            "Roe, Ann\n\none[1]\n\n[1] by phone\n",
            "two\n\nPage 1\n",
            "Doe, Al\n\nthree\nfour\n",
        ]
    );
}

#[test]
fn lists_boxes_and_fields_show_what_they_hold() {
    for (rtf, want) in [
        (
            r"{\rtf1{\listtext\f3\'b7\tab}item\par{\pntext\f0 2.\tab}next}",
            "- item\n2. next",
        ),
        (
            r"{\rtf1 before{\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt in the box\par}}{\shprslt twice}} after}",
            "before after\nin the box",
        ),
        (
            r"{\rtf1{\field{\*\fldinst FORMCHECKBOX{\*\formfield{\fftype1\ffres1\ffdefres0}}}{\fldrslt}} SI}",
            "☒ SI",
        ),
        (
            r"{\rtf1{\field{\*\fldinst FORMCHECKBOX{\*\formfield{\fftype1\ffres25\ffdefres0}}}{\fldrslt}} HI}",
            "☐ HI",
        ),
        (
            r"{\rtf1{\field{\*\fldinst FORMDROPDOWN{\*\formfield{\fftype2\ffres1{\*\ffl PHP}{\*\ffl IOP}}}}{\fldrslt}}}",
            "IOP",
        ),
    ] {
        assert_eq!(text(rtf), want, "{rtf}");
    }
}

#[test]
fn damaged_and_hostile_text_ends_in_a_sentence() {
    for (bytes, text, kind) in [
        (
            b"{\\rtf1 cut off".to_vec(),
            "cut off\n",
            ProblemKind::PageDamaged,
        ),
        (b"{\\rtf1}".to_vec(), "", ProblemKind::EmptyFile),
        (
            [b"{\\rtf1 ".to_vec(), vec![b'{'; 900_000], b"deep".to_vec()].concat(),
            "deep\n",
            ProblemKind::PageDamaged,
        ),
        (
            b"{\\rtf1 a\\bin99999999999 b}".to_vec(),
            "a\n",
            ProblemKind::PageDamaged,
        ),
    ] {
        let document = read(&bytes);
        assert_eq!(pages(&document).concat(), text);
        let kinds = document.problems.iter().map(|problem| problem.kind);
        assert_eq!(kinds.collect::<Vec<_>>(), [kind]);
    }
    assert_eq!(
        text(&format!(
            "{{\\rtf1 {}x{}y}}",
            "{".repeat(5_000),
            "}".repeat(5_000)
        )),
        "xy"
    );
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        read(&bytes);
    }

    #[test]
    fn no_words_panic(words in "\\{\\\\rtf1 (\\\\(par|cell|row|nestcell|nestrow|itap[0-9]|trowd|intbl|sect|sbknone|page|u-?[0-9]{1,6}|uc[0-9]|'[0-9a-g]{2}|f[0-3]|v|deleted|plain|bin[0-9]|\\*|footnote|header|footer|listtext|shptxt|shpinst|formfield|fftype1|fonttbl|fcharset2|pict|annotation) ?|[{}]|[a-z ]{1,3}){0,80}") {
        read(words.as_bytes());
    }
}
