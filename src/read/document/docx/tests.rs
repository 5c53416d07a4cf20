//! Word documents drawn as XML, and what must come out of them.

use crate::problem::ProblemKind;
use crate::read::document::{DocumentPlace, DocumentText};
use crate::read::{FileKind, ReadOptions};
use crate::text::FileId;
use proptest::prelude::*;
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const RELATIONS: &str = r#"<Relationships>
    <Relationship Id="n" Type="x/numbering" Target="numbering.xml"/>
    <Relationship Id="s" Type="x/styles" Target="styles.xml"/>
    <Relationship Id="f" Type="x/footnotes" Target="footnotes.xml"/>
    <Relationship Id="t" Type="x/settings" Target="settings.xml"/>
    <Relationship Id="h1" Type="x/header" Target="header1.xml"/>
    <Relationship Id="h2" Type="x/header" Target="header2.xml"/>
    <Relationship Id="b1" Type="x/footer" Target="footer1.xml"/>
    <Relationship Id="c1" Type="x/aFChunk" Target="chunk.htm"/></Relationships>"#;

fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn docx(body: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let document = format!("<w:document><w:body>{body}</w:body></w:document>");
    let mut parts = vec![
        ("[Content_Types].xml", "<Types/>"),
        (
            "_rels/.rels",
            r#"<Relationships><Relationship Id="r" Type="x/officeDocument" Target="word/document.xml"/></Relationships>"#,
        ),
        ("word/_rels/document.xml.rels", RELATIONS),
        ("word/document.xml", &document),
    ];
    parts.extend(more);
    package(&parts)
}

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

/// Returns the text of a body of one page.
fn text(body: &str) -> String {
    let document = read(&docx(body, &[]));
    assert_eq!(document.kind, FileKind::Docx);
    pages(&document).join("<page>\n").trim_end().to_owned()
}

fn p(runs: &str) -> String {
    format!("<w:p>{runs}</w:p>")
}

fn r(text: &str) -> String {
    format!(r#"<w:r><w:t xml:space="preserve">{text}</w:t></w:r>"#)
}

fn kinds(document: &DocumentText) -> Vec<ProblemKind> {
    document
        .problems
        .iter()
        .map(|problem| problem.kind)
        .collect()
}

#[test]
fn words_come_as_they_are_seen() {
    for (body, want) in [
        (p(&(r("Zo") + &r("ë &amp; &#65;"))), "Zoë & A"),
        (
            p(r#"<w:r><w:t>Date:</w:t><w:tab/><w:t>1/5</w:t><w:br/><w:t>next</w:t></w:r>"#),
            "Date:\t1/5\nnext",
        ),
        (p(r#"<w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr>"#) + &p(&r("a")), "a"),
        (
            p(r#"<w:r><w:t>self</w:t><w:noBreakHyphen/><w:t>harm</w:t><w:softHyphen/><w:t>ing</w:t></w:r>"#),
            "self-harming",
        ),
        // A field shows its result and not its instruction, even one that was never ended.
        (
            p(&format!(
                r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE</w:instrText></w:r>{}<w:r><w:fldChar w:fldCharType="separate"/></w:r>{}<w:r><w:fldChar w:fldCharType="end"/></w:r>"#,
                r("HIDDEN"),
                r("1/5/2026")
            )),
            "1/5/2026",
        ),
        (
            p(r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r>"#) + &p(&r("after")),
            "after",
        ),
        (
            p(r#"<w:smartTag><w:hyperlink><w:ins w:author="x"><w:r><w:t>in</w:t></w:r></w:ins></w:hyperlink></w:smartTag><w:moveTo><w:r><w:t>to</w:t></w:r></w:moveTo>"#),
            "into",
        ),
        // The strict form of the format differs in its namespaces only.
        (
            r#"<x:p xmlns:x="http://purl.oclc.org/ooxml/wordprocessingml/main"><x:r><x:t>strict</x:t></x:r></x:p>"#.to_owned(),
            "strict",
        ),
    ] {
        assert_eq!(text(&body), want, "{body}");
    }
}

#[test]
fn what_is_no_part_of_the_text_is_left_out_and_said() {
    let body = p(&format!(
        r#"{}<w:del w:author="x"><w:r><w:delText>gone</w:delText></w:r></w:del>
        <w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom>
        <w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>
        <w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t> shown</w:t></w:r>
        <w:r><w:rPr><w:rStyle w:val="Secret"/></w:rPr><w:t>styled</w:t></w:r>
        <w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t> was hidden</w:t></w:r>
        <w:r><w:commentReference w:id="0"/></w:r>"#,
        r("kept")
    ));
    let styles =
        r#"<w:styles><w:style w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>"#;
    let document = read(&docx(&body, &[("word/styles.xml", styles)]));
    assert_eq!(pages(&document), ["kept shown was hidden\n"]);
    assert_eq!(kinds(&document), [ProblemKind::LeftOut]);
    let said = &document.problems[0].message;
    for word in ["2 tracked deletions", "2 hidden passages", "1 comment"] {
        assert!(said.contains(word), "{said}");
    }
}

#[test]
fn tables_are_rows_and_nested_ones_too() {
    let cell = |text: &str| format!("<w:tc><w:tcPr/>{}</w:tc>", p(&r(text)));
    let row = |cells: &[&str]| {
        let cells: String = cells.iter().map(|text| cell(text)).collect();
        format!("<w:tr>{cells}</w:tr>")
    };
    let inner = format!("<w:tbl>{}</w:tbl>", row(&["a", "b"]) + &row(&["c", ""]));
    let body = format!(
        "{}<w:tbl><w:tblPr/>{}{}<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt><w:tr><w:tc>{inner}<w:p/></w:tc>{}</w:tr></w:tbl>{}",
        p(&r("Vitals")),
        row(&["Time", "BP", "HR"]),
        row(&["0800", "", "88"]),
        row(&["1200", "120/80", ""]),
        cell("right"),
        p(&r("after")),
    );
    assert_eq!(
        text(&body),
        "Vitals\nTime | BP | HR\n0800 |  | 88\n1200 | 120/80 |\na | b\nc |\nright\nafter"
    );
}

#[test]
fn boxes_show_whether_they_are_chosen() {
    let control = |checked: &str, glyph: &str| {
        p(&format!(
            r#"<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{checked}"/></w14:checkbox></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>{}"#,
            r(glyph),
            r(" SI")
        ))
    };
    let legacy = |state: &str| {
        p(&format!(
            r#"<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:sizeAuto/>{state}</w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:instrText>FORMCHECKBOX</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>{}"#,
            r(" HI")
        ))
    };
    for (body, want) in [
        (control("1", "☒"), "☒ SI"),
        (control("0", "☐"), "☐ SI"),
        (legacy(r#"<w:default w:val="0"/><w:checked/>"#), "☒ HI"),
        (
            legacy(r#"<w:default w:val="1"/><w:checked w:val="0"/>"#),
            "☐ HI",
        ),
        (legacy(r#"<w:default w:val="1"/>"#), "☒ HI"),
        (
            p(
                r#"<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r><w:r><w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr><w:t>¨</w:t></w:r>"#,
            ),
            "☑☐",
        ),
        (
            p(
                r#"<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="PHP"/><w:listEntry w:val="IOP"/></w:ddList></w:ffData></w:fldChar></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>"#,
            ),
            "IOP",
        ),
        // A prompt that nobody answered is a blank.
        (
            p(&format!(
                "{}<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>",
                r("Signature: "),
                r("Click here to enter text.")
            )),
            "Signature: _____",
        ),
        (
            p(&format!(
                "<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>",
                r("filled in")
            )),
            "filled in",
        ),
    ] {
        assert_eq!(text(&body), want, "{body}");
    }
}

#[test]
fn a_text_box_is_read_once_after_its_line() {
    let content = format!("<w:txbxContent>{}</w:txbxContent>", p(&r("in the box")));
    let body = p(&format!(
        "{}<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{content}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict>{content}</w:pict></mc:Fallback></mc:AlternateContent></w:r>{}",
        r("before "),
        r("after")
    ));
    assert_eq!(text(&body), "before after\nin the box");
    let old = p(&format!(
        "<w:r><w:pict><v:textbox>{content}</v:textbox></w:pict></w:r>"
    ));
    assert_eq!(text(&old), "in the box");
}

#[test]
fn pages_headers_and_notes_stand_in_their_places() {
    let numbering = r#"<w:numbering><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="x"/></w:lvl></w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#;
    let footnotes = format!(
        r#"<w:footnotes><w:footnote w:type="separator" w:id="-1">{0}</w:footnote><w:footnote w:id="2">{1}</w:footnote></w:footnotes>"#,
        p(&r("---")),
        p(&r("by phone"))
    );
    let body = [
        p(&r("first")),
        p(&format!(
            r#"<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr></w:pPr>{}<w:r><w:footnoteReference w:id="2"/></w:r>"#,
            r("item")
        )),
        // A sentence is not cut where the page happened to end.
        p(&format!(
            "{}<w:r><w:lastRenderedPageBreak/></w:r>{}",
            r("denies "),
            r("SI")
        )),
        p(&r("second")),
        p(r#"<w:pPr><w:sectPr><w:headerReference w:type="default" r:id="h1"/><w:headerReference w:type="first" r:id="h2"/><w:footerReference w:type="default" r:id="b1"/></w:sectPr></w:pPr>"#),
        p(&(r("third") + r#"<w:r><w:br w:type="page"/></w:r>"#)),
        p(&format!("<w:r><w:lastRenderedPageBreak/></w:r>{}", r("fourth"))),
        r#"<w:sectPr/>"#.to_owned(),
    ]
    .concat();
    let document = read(&docx(
        &body,
        &[
            ("word/numbering.xml", numbering),
            ("word/footnotes.xml", &footnotes),
            (
                "word/header1.xml",
                &format!("<w:hdr>{}</w:hdr>", p(&r("Roe, Ann  MRN X-1"))),
            ),
            (
                "word/header2.xml",
                &format!("<w:hdr>{}</w:hdr>", p(&r("not shown"))),
            ),
            (
                "word/footer1.xml",
                &format!("<w:ftr>{}</w:ftr>", p(&r("Confidential"))),
            ),
        ],
    ));
    assert_eq!(
        pages(&document),
        [
            "Roe, Ann  MRN X-1\n\nfirst\n- item[1]\ndenies SI\n\n[1] by phone\n",
            "second\n\nConfidential\n",
            "third\n",
            "fourth\n",
        ]
    );
    assert_eq!(document.problems, []);
}

#[test]
fn parts_to_be_merged_are_read_and_others_are_named() {
    let body = p(&r("own")) + r#"<w:altChunk r:id="c1"/><w:altChunk r:id="none"/>"#;
    let chunk = "<html><body><p>merged <b>in</b></p></body></html>";
    let document = read(&docx(&body, &[("word/chunk.htm", chunk)]));
    assert_eq!(pages(&document), ["own\nmerged in\n"]);
    assert_eq!(kinds(&document), [ProblemKind::LeftOut]);
}

#[test]
fn pictures_are_counted_and_pages_of_nothing_else_are_said() {
    let picture = p("<w:r><w:drawing><a:blip r:embed=\"i\"/></w:drawing></w:r>");
    let document = read(&docx(&picture, &[]));
    assert_eq!(document.pages[0].coverage.images, 1);
    assert_eq!(kinds(&document), [ProblemKind::PageWithoutText]);
}

#[test]
fn lines_made_for_signing_are_text() {
    let line = r#"<w:r><w:pict><v:shape><v:imagedata r:id="i"/><o:signatureline o:suggestedsigner="Dana Poe" o:suggestedsigner2="LCSW"/></v:shape></w:pict></w:r>"#;
    let document = read(&docx(
        &(p(line) + &p(&r("after"))),
        &[
            ("_xmlsignatures/origin.sigs", ""),
            ("_xmlsignatures/sig1.xml", "<x/>"),
        ],
    ));
    assert_eq!(pages(&document), ["Signature line: Dana Poe LCSW\nafter\n"]);
    assert_eq!(kinds(&document), [ProblemKind::LeftOut]);
}

#[test]
fn damaged_documents_keep_what_was_read() {
    let whole = docx(&p(&r("kept")), &[]);
    for (bytes, text, kind) in [
        (
            docx(&(p(&r("kept")) + "<w:p><w:r><w:t>to"), &[]),
            "kept\nto\n",
            ProblemKind::PageDamaged,
        ),
        (docx("", &[]), "", ProblemKind::EmptyFile),
        (
            whole[..whole.len() / 2].to_vec(),
            "",
            ProblemKind::Unreadable,
        ),
        (
            package(&[("[Content_Types].xml", "<x/>")]),
            "",
            ProblemKind::Unreadable,
        ),
        (
            docx(&"<w:x>".repeat(100_000), &[]),
            "",
            ProblemKind::PageDamaged,
        ),
    ] {
        let document = read(&bytes);
        assert_eq!(pages(&document).concat(), text);
        assert!(kinds(&document).contains(&kind), "{:?}", kinds(&document));
    }
}

#[test]
fn entities_of_the_document_are_never_expanded() {
    let bomb = r#"<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]><w:document><w:body><w:p><w:r><w:t>x&b;&f;y</w:t></w:r></w:p></w:body></w:document>"#;
    let document = read(&package(&[
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", bomb),
    ]));
    assert_eq!(pages(&document), ["xy\n"]);
    assert_eq!(kinds(&document), [ProblemKind::PageDamaged]);
}

proptest! {
    #[test]
    fn no_body_panics(body in "(<w:(p|r|t|tbl|tr|tc|pPr|rPr|sdt|sdtPr|sdtContent|sectPr|del|fldChar w:fldCharType=\"begin\"|txbxContent|footnoteReference w:id=\"2\"|vanish|numPr|lastRenderedPageBreak|sym w:font=\"Wingdings\" w:char=\"F0FE\")/?>|</w:(p|r|t|tr|tc|tbl|pPr|sdt|del|sectPr|txbxContent)>|[a-zé&;]{1,3}){0,60}") {
        read(&docx(&body, &[]));
    }

    #[test]
    fn no_damage_panics(at in 0..2_000_usize, byte in any::<u8>()) {
        let mut bytes = docx(&p(&r("Client came.")), &[("word/styles.xml", "<w:styles/>")]);
        let place = at % bytes.len();
        bytes[place] = byte;
        read(&bytes);
    }
}
