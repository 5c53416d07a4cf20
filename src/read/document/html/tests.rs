//! HTML pages as record systems export them, and what must come out.

use crate::problem::ProblemKind;
use crate::read::document::{DocumentPlace, DocumentText};
use crate::read::{FileKind, ReadOptions};
use crate::text::FileId;
use proptest::prelude::*;

fn read(html: &str) -> DocumentText {
    let options = ReadOptions::default();
    super::read_pages(&DocumentPlace::whole(FileId(0), &options), html)
}

fn pages(document: &DocumentText) -> Vec<&str> {
    document
        .pages
        .iter()
        .map(|page| page.text.as_str())
        .collect()
}

fn text(html: &str) -> String {
    let document = read(html);
    assert_eq!(document.kind, FileKind::Html);
    pages(&document).join("<page>\n").trim_end().to_owned()
}

#[test]
fn lines_are_where_a_browser_shows_them() {
    for (html, want) in [
        (
            "<p>She  came\n on <b>ti</b>me.</p><p>Next",
            "She came on time.\nNext",
        ),
        ("a<br>b<br/>\n c", "a\nb\nc"),
        ("<div>a<div>b</div>c</div>", "a\nb\nc"),
        ("<span>a</span> <span>b</span>", "a b"),
        ("x<h2>Plan</h2>y", "x\n\nPlan\ny"),
        (
            "&lt;b&gt; &eacute;&#8217;&nbsp;&#x41;&hellip; &bogus;",
            "<b> é’ A… &bogus;",
        ),
        ("<pre>a\n  b\n</pre>c", "a\n  b\nc"),
        ("<div style='white-space: pre-wrap'>a\nb</div>", "a\nb"),
        (
            "<style>.n{white-space:pre-line}</style><p class=n>a\nb",
            "a\nb",
        ),
        (
            "<ul><li>a<li>b<ol start=3><li>c</ol></ul>",
            "- a\n- b\n3. c",
        ),
        ("<dl><dt>Mood<dd>low</dl>", "Mood\nlow"),
        ("<ul style='list-style: none'><li>a</ul>", "a"),
        ("<title>Only a title</title>", "Only a title"),
        ("<title>T</title><p>body", "body"),
    ] {
        assert_eq!(text(html), want, "{html}");
    }
}

#[test]
fn tables_are_rows() {
    for (html, want) in [
        (
            "<table><caption>Vitals</caption><thead><tr><th>Time<th>BP<th>HR</thead><tr><td>0800<td><td>88</table>after",
            "Vitals\nTime | BP | HR\n0800 |  | 88\nafter",
        ),
        // A cell that reaches down leaves its place empty in the rows it covers.
        (
            "<table><tr><td rowspan=2>1/5<td>0800<td>4</tr><tr><td>1200<td>7</tr><tr><td>1/6<td>0800<td>2</table>",
            "1/5 | 0800 | 4\n | 1200 | 7\n1/6 | 0800 | 2",
        ),
        (
            "<table><tr><td><table><tr><td>Patient:<td>Roe, Ann</tr><tr><td>MRN:<td>X-1</table><td>Date: 1/5/2026</table>",
            "Patient: Roe, Ann\nMRN: X-1\nDate: 1/5/2026",
        ),
        ("<tr><td>no table<td>here</tr>", "no tablehere"),
        ("<table><tr><td>cut | off<td>b", "cut | off | b"),
    ] {
        assert_eq!(text(html), want, "{html}");
    }
}

#[test]
fn forms_show_what_was_filled_in() {
    for (html, want) in [
        (
            "<input type=checkbox checked> SI <input type=checkbox> HI",
            "☒ SI ☐ HI",
        ),
        (
            "<label>Name</label><input value=Roe><font face='Wingdings'>þ ¨</font><span style='font-family: Wingdings'>\u{f0a8}<b style='font-family:Arial'>þ</b></span>",
            "Name Roe☑ ☐☐þ",
        ),
        ("<label><input type=RADIO checked=''>Yes</label>", "☒ Yes"),
        (
            "Name: <input value='Roe, Ann'> Sign: <input>",
            "Name: Roe, Ann Sign: _____",
        ),
        (
            "<input type=hidden value=secret>a<input type=submit value=Save>",
            "a",
        ),
        (
            "<select><option>PHP<option selected>IOP\n</select> x",
            "IOP x",
        ),
        ("<select><option>PHP<option>IOP</select>", "PHP"),
        (
            "<select multiple><option selected>a<option>b<option selected>c</select>",
            "a; c",
        ),
        ("<textarea>a\n b</textarea>", "a\n b"),
        (
            "<button>Print</button><img src=x alt='Checked'> AVH",
            "☒ AVH",
        ),
    ] {
        assert_eq!(text(html), want, "{html}");
    }
}

#[test]
fn what_is_not_shown_is_left_out_and_said() {
    let document = read(
        "<head><script>var a='<p>no</p>'</script><style>p{}</style></head><!-- no --><noscript>no</noscript>\
         <p>yes<p hidden>no<p style='display:NONE'>no<p><del>no</del><ins>in</ins><iframe src=x.pdf></iframe><img src=a>",
    );
    assert_eq!(pages(&document), ["yes\nin\n"]);
    assert_eq!(document.pages[0].coverage.images, 1);
    let said: Vec<&str> = document.problems.iter().map(|p| &*p.message).collect();
    let said = said.join(" ");
    for word in [
        "1 tracked deletion",
        "2 hidden passages",
        "1 other document",
    ] {
        assert!(said.contains(word), "{said}");
    }
}

#[test]
fn pages_break_where_the_printer_breaks_them() {
    for html in [
        "<style>@media print{.pb{page-break-after:always}}</style>one<div class=pb></div>two",
        "<p>one<p style='break-before: page'>two",
        "<div style='page-break-after: always'>one</div><div>two</div>",
    ] {
        assert_eq!(pages(&read(html)), ["one\n", "two\n"], "{html}");
    }
}

#[test]
fn costly_and_empty_pages_end_in_a_sentence() {
    for (html, kind) in [
        ("<div><p>".repeat(200_000), ProblemKind::Unreadable),
        ("<script>x</script>".to_owned(), ProblemKind::EmptyFile),
        (
            "<p><img src=scan.png>".to_owned(),
            ProblemKind::PageWithoutText,
        ),
    ] {
        let document = read(&html);
        let kinds = document.problems.iter().map(|problem| problem.kind);
        assert_eq!(kinds.collect::<Vec<_>>(), [kind]);
    }
    // Deep but cheap: no stack may overflow.
    let deep = "<div>".repeat(5_000) + "deep";
    assert_eq!(text(&deep), "deep");
}

proptest! {
    #[test]
    fn no_markup_panics(html in "(</?(p|div|table|tr|td rowspan=3|th|ul|ol|li|select|option|textarea|pre|input|h1|b|style|br|del) ?>|<!--|-->|&[a-z#0-9]{0,5};|[a-zé\u{a0} \n]{1,4}|<){0,60}") {
        read(&html);
    }
}
