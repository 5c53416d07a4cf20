//! Lines, rows, boxes, sections and pages, as formats ask for them.

use super::*;

fn texts(flow: Flow) -> Vec<String> {
    flow.into_pages(1)
        .iter()
        .map(|page| page.text.as_str().to_owned())
        .collect()
}

fn row(flow: &mut Flow, cells: &[&str]) {
    flow.open_row();
    for cell in cells {
        flow.open_cell();
        flow.text(cell);
        flow.close_cell();
    }
    flow.close_row();
}

#[test]
fn lines_blank_lines_and_pages() {
    let mut flow = Flow::new();
    flow.text("one\u{a0}\u{fb01}ve");
    flow.line();
    flow.line();
    flow.line();
    flow.text("two");
    flow.page_break();
    flow.page_break();
    flow.text("three");
    assert_eq!(texts(flow), ["one five\n\ntwo\n", "three\n"]);
}

#[test]
fn tables_within_tables_stay_rows() {
    let mut flow = Flow::new();
    row(&mut flow, &["Time", "BP"]);
    flow.open_row();
    flow.open_cell();
    flow.text("outer");
    flow.close_cell();
    flow.open_cell();
    row(&mut flow, &["a", "b"]);
    row(&mut flow, &["c", "d"]);
    flow.close_cell();
    flow.page_break();
    flow.close_row();
    flow.text("after");
    assert_eq!(
        texts(flow),
        ["Time | BP\nouter | a | b\nc | d\n", "after\n"]
    );
}

#[test]
fn sections_carry_their_header_once() {
    let mut flow = Flow::new();
    flow.text("first");
    flow.page_break();
    flow.text("second");
    flow.footnote("[1]", &["a note".to_owned()]);
    flow.end_section(&["Roe, Ann".to_owned()], &["Page 1".to_owned()]);
    flow.new_section_page();
    flow.text("third");
    flow.end_section(&["Doe, Al".to_owned()], &[]);
    assert_eq!(
        texts(flow),
        [
            "Roe, Ann\n\nfirst\n",
            "second\n\n[1] a note\n\nPage 1\n",
            "Doe, Al\n\nthird\n"
        ]
    );
}

#[test]
fn a_picture_is_named_where_a_signature_belongs() {
    let mut flow = Flow::new();
    flow.image();
    flow.text("Provider Signature: ");
    flow.image();
    flow.line();
    flow.open_row();
    flow.open_cell();
    flow.text("Signed");
    flow.close_cell();
    flow.open_cell();
    flow.image();
    flow.close_row();
    let pages = flow.into_pages(1);
    assert_eq!(pages[0].coverage.images, 3);
    assert_eq!(
        pages[0].text.as_str(),
        "Provider Signature: [picture]\nSigned | [picture]\n"
    );
    assert!(!pages[0].coverage.lacks_text());
}

#[test]
fn closing_what_is_not_open_and_deep_nesting_are_harmless() {
    let mut flow = Flow::new();
    flow.close_row();
    flow.close_cell();
    flow.close_box();
    for _ in 0..1000 {
        flow.open_row();
        flow.open_cell();
    }
    flow.text("deep");
    for _ in 0..1000 {
        flow.close_cell();
        flow.close_row();
    }
    flow.text("after");
    assert_eq!(texts(flow), ["deep\nafter\n"]);
}
