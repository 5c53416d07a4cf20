//! No word of a record runs anywhere: not in the report, in a spreadsheet, on a terminal or in a
//! packet. The words here are what others have tried.

use crate::support::{Audited, chartproof, files_under, root};
use calamine::{Data, Reader, Xlsx, open_workbook};
use chartproof::text::is_unseen;
use lopdf::{Dictionary, Document, Object, Stream, dictionary};
use scraper::Html;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

/// What is tried: markup, formulas, turned writing, unseen characters and terminal codes.
const TRIED: [&str; 24] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "</style></title><svg onload=alert(1)>",
    "' onmouseover='alert(1)",
    "&lt;b&gt;<!-- {{ 7 }} {% if %}",
    "=cmd|'/C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-1-cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "\u{feff}=1+1",
    "\u{202e}fdp.exe",
    "\u{2067}turned\u{2069}",
    "zero\u{200b}width\u{2060}",
    "\u{1b}[2J\u{1b}[31mred\u{1b}]0;title\u{7}",
    "c1\u{9b}2J\u{7f}\u{85}",
    "tag\u{e0041}\u{2028}line",
];

/// Characters with which a spreadsheet begins a formula.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// The claim that is denied, in the facility from which the case is drawn.
const CLAIM: &str = "LQ5019-1";

/// A case of one patient in which words stand where they were never meant to.
struct Case {
    folder: tempfile::TempDir,
}

impl Case {
    /// Puts the words tried, from a place in their list on, into names and ids, and all of them
    /// into the notes.
    fn drawn(from: usize) -> Self {
        let word = |place: usize| TRIED[(from + place) % TRIED.len()];
        // What would end an element or a segment is no part of any.
        let in_x12 = |place| word(place).replace(['~', '*', ':', '^', '\n', '\r'], "");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let facility = root().join("corpus/lime-quay");
        let claim = format!("{}{CLAIM}", in_x12(0));
        for file in files_under(
            &facility,
            &["chartproof.toml", ".csv", "0316.837", "0330.835"],
        ) {
            let text = std::fs::read_to_string(&file).expect("text");
            let text = match file.extension().and_then(|ending| ending.to_str()) {
                Some("837" | "835") => text
                    .replace("CLM*LQ5019-1", &format!("CLM*{claim}"))
                    .replace("CLP*LQ5019-1", &format!("CLP*{claim}"))
                    .replace("CAUSEWAY HEALTH", &in_x12(1))
                    .replace("SALTMARSH", &format!("SALTMARSH {}", in_x12(2))),
                _ => text,
            };
            let path = folder
                .path()
                .join(file.strip_prefix(&facility).expect("below"));
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            std::fs::write(path, text).expect("written");
        }
        std::fs::create_dir(folder.path().join("charts")).expect("made");
        for file in files_under(&facility.join("charts"), &[".txt"]) {
            let name = file
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            if !name.starts_with("LQ-5019") {
                continue;
            }
            let spoken: String = TRIED
                .iter()
                .map(|word| format!("Endorses {word} suicidal ideation {word} today.\n{word}\n"))
                .collect();
            let text = std::fs::read_to_string(&file)
                .expect("text")
                .replace("Saltmarsh", &format!("Saltmarsh {}", word(2)))
                .replace("Ingrid Lowther", &format!("Ingrid {} Lowther", word(3)))
                .replace(
                    "\n\nElectronically",
                    &format!("\n\n{spoken}\nElectronically"),
                );
            let named = word(4).replace('/', "");
            let path = folder.path().join("charts").join(format!("{named}{name}"));
            // The last note comes as a PDF that acts.
            match name.contains("20260304_physician") {
                true => std::fs::write(path.with_extension("pdf"), acting_pdf(&text)),
                false => std::fs::write(path, text),
            }
            .expect("written");
        }
        // A file with a NUL among its first characters is taken for no text at all.
        let line = "Client attended group and spoke of the week.\n";
        let note = format!("{}Denies \0 suicidal ideation\0.\n", line.repeat(2_000));
        let path = folder.path().join("charts/LQ-5019_20260305_group.txt");
        let head =
            "PHP Group Note\nPatient: Pia Saltmarsh  MRN: LQ-5019\nDate of service: 03/05/2026\n";
        std::fs::write(path, format!("{head}{note}")).expect("written");
        Self { folder }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Returns a PDF with everything that acts: on opening, on the page, in a link, in a name.
fn acting_pdf(text: &str) -> Vec<u8> {
    let mut made = Document::with_version("1.7");
    let shown: String = text
        .lines()
        .map(|line| {
            let plain = |c: &char| matches!(c, ' '..='~') && !matches!(c, '(' | ')' | '\\');
            let line: String = line.chars().filter(plain).take(110).collect();
            format!("({line}) Tj T* ")
        })
        .collect();
    let content = format!("BT /F1 8 Tf 9 TL 40 780 Td {shown}ET /X1 Do");
    let content = made.add_object(Stream::new(Dictionary::new(), content.into_bytes()));
    let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" };
    let script = || {
        dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("app.alert(1)") }
    };
    let launch = made.add_object(dictionary! {
        "Type" => "Action", "S" => "Launch", "F" => Object::string_literal("calc.exe"),
    });
    let form = made.add_object(Stream::new(
        dictionary! {
            "Type" => "XObject",
            "Subtype" => "Form",
            "BBox" => vec![0.into(), 0.into(), 10.into(), 10.into()],
            "AA" => dictionary! { "O" => script() },
            "Ref" => dictionary! { "F" => Object::string_literal("other.pdf"), "Page" => 0 },
            "PieceInfo" => script(),
            "Resources" => dictionary! { "Properties" => dictionary! { "P" => script() } },
        },
        b"0 0 1 1 re f".to_vec(),
    ));
    let rectangle = || vec![10.into(), 10.into(), 90.into(), 40.into()];
    let annotations: Vec<Object> = [
        dictionary! { "Subtype" => "Link", "Rect" => rectangle(), "A" => dictionary! {
            "S" => "URI", "URI" => Object::string_literal("http://example.invalid/"),
        } },
        dictionary! { "Subtype" => "Link", "Rect" => rectangle(), "A" => launch },
        dictionary! { "Subtype" => "Square", "Rect" => rectangle(), "A" => script(),
        "AA" => dictionary! { "E" => script() }, "AP" => dictionary! { "N" => form } },
        dictionary! { "Subtype" => "Widget", "FT" => "Btn", "Rect" => rectangle(),
        "AA" => dictionary! { "U" => launch }, "AP" => dictionary! { "N" => form } },
        dictionary! { "Subtype" => "Screen", "Rect" => rectangle(), "A" => dictionary! {
            "S" => "Rendition", "JS" => Object::string_literal("app.alert(2)"),
        } },
    ]
    .into_iter()
    .map(|annotation| made.add_object(annotation).into())
    .collect();
    let pages = made.new_object_id();
    let page = made.add_object(dictionary! {
        "Type" => "Page",
        "Parent" => pages,
        "MediaBox" => vec![0.into(), 0.into(), 612.into(), 792.into()],
        "Resources" => dictionary! {
            "Font" => dictionary! { "F1" => font }, "XObject" => dictionary! { "X1" => form },
        },
        "Contents" => content,
        "Annots" => annotations,
        "AA" => dictionary! { "O" => launch },
    });
    let tree = dictionary! { "Type" => "Pages", "Count" => 1, "Kids" => vec![Object::from(page)] };
    made.objects.insert(pages, tree.into());
    let catalog = made.add_object(dictionary! {
        "Type" => "Catalog",
        "Pages" => pages,
        "OpenAction" => script(),
        "Names" => dictionary! { "JavaScript" => dictionary! {
            "Names" => vec![Object::string_literal("a"), script().into()],
        } },
    });
    made.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    made.save_to(&mut bytes).expect("written");
    bytes
}

/// Audits cases until every word tried has stood in a name or an id.
fn cases() -> impl Iterator<Item = (Case, Audited)> {
    (0..TRIED.len()).step_by(5).map(|from| {
        let case = Case::drawn(from);
        let audited = Audited::run(case.path(), &[]);
        assert_eq!(audited.code(), Some(1), "{}", audited.stderr());
        (case, audited)
    })
}

/// Asserts that text holds nothing unseen that steers what shows it.
fn assert_shown(text: &str, of: &str) {
    let unseen: BTreeSet<char> = text.chars().filter(|c| is_unseen(*c)).collect();
    assert!(unseen.is_empty(), "{of}: {unseen:?}");
}

/// Returns the elements of the report's templates and the words that may be their attributes.
fn of_templates() -> [BTreeSet<String>; 2] {
    let folder = root().join("src/report/html");
    let templates = files_under(&folder, &[".html", "source_name.rs"]);
    let text: String = templates
        .iter()
        .map(|file| std::fs::read_to_string(file).expect("a template"))
        .collect();
    let found = |pattern: &str| {
        let pattern = regex::Regex::new(pattern).expect("a pattern");
        let words = pattern.captures_iter(&text);
        words.map(|word| word[1].to_owned()).collect()
    };
    [found("<([a-z][a-z0-9]*)"), found(r" ([a-z][a-z-]*)[=> ]")]
}

#[test]
fn the_report_holds_no_markup_but_its_own() {
    let [elements, attributes] = of_templates();
    assert!(elements.len() > 20 && attributes.contains("href"));
    let mut words = 0;
    for (_, audited) in cases() {
        let page = audited.text("report.html");
        assert_shown(&page, "report.html");
        let mut scripts = 0;
        for node in Html::parse_document(&page).tree.nodes() {
            assert!(!node.value().is_comment());
            let text = node.value().as_text();
            words += text.map_or(0, |text| text.matches("alert(1)").count());
            let Some(element) = node.value().as_element() else {
                continue;
            };
            let name = element.name();
            scripts += usize::from(matches!(name, "script" | "style"));
            // A reader of HTML adds the body of a table where it is not written.
            assert!(elements.contains(name) || name == "tbody", "<{name}>");
            for (attribute, value) in element.attrs() {
                assert!(attributes.contains(attribute), "<{name} {attribute}>");
                assert!(!attribute.starts_with("on"), "<{name} {attribute}>");
                let leads = matches!(attribute, "href" | "src" | "action" | "data" | "srcset");
                assert!(!leads || value.starts_with('#'), "{attribute}={value}");
            }
        }
        assert_eq!(scripts, 2, "one script and one style");
    }
    assert!(
        words > 20,
        "only {words} of the words tried are on the pages"
    );
}

/// Returns whether a spreadsheet may take a cell's text for a formula. Amounts are none.
fn may_run(cell: &str) -> bool {
    let seen = cell.trim_start_matches(|c| is_unseen(c) && !FORMULA.contains(&c));
    seen.starts_with(FORMULA) && cell.parse::<f64>().is_err()
}

#[test]
fn no_cell_of_a_table_is_a_formula() {
    let mut defused = 0;
    for (case, audited) in cases() {
        for name in ["findings.csv", "ledger.csv", "worklist.csv"] {
            let mut table = csv::Reader::from_path(audited.path(name)).expect(name);
            for record in table.records() {
                for cell in record.expect("a row").iter() {
                    assert!(!may_run(cell), "{name}: {cell:?}");
                    defused += usize::from(cell.strip_prefix('\'').is_some_and(may_run));
                }
            }
        }
        let path = case.path().to_str().expect("a UTF-8 path");
        let queue = chartproof(&["queue", path, "--as-of", "2026-04-15", "--format", "csv"]);
        for record in csv::Reader::from_reader(&queue.stdout[..]).records() {
            assert!(!record.expect("a row").iter().any(may_run));
        }
        let mut book: Xlsx<_> = open_workbook(audited.path("worklist.xlsx")).expect("a workbook");
        for (name, sheet) in book.worksheets() {
            for cell in sheet.rows().flatten() {
                if let Data::String(text) = cell {
                    assert!(!may_run(text), "{name}: {text:?}");
                }
            }
            let formulas = book.worksheet_formula(&name).expect("a sheet");
            assert!(formulas.rows().flatten().all(String::is_empty), "{name}");
        }
    }
    assert!(defused > 20, "only {defused} cells were defused");
}

#[test]
fn every_line_of_json_is_valid() {
    for (case, audited) in cases() {
        let folder = audited.path("manifest.json");
        for file in files_under(folder.parent().expect("a folder"), &[".jsonl", ".json"]) {
            let text = std::fs::read_to_string(&file).expect("text");
            match file.extension().is_some_and(|ending| ending == "json") {
                true => drop(serde_json::from_str::<serde_json::Value>(&text).expect("JSON")),
                false => drop(audited.rows(&file.file_name().expect("a name").to_string_lossy())),
            }
        }
        // The same on standard output, where escapes keep it from steering a terminal.
        let path = case.path().to_str().expect("a UTF-8 path");
        for line in text_of(&chartproof(&["scan", path])).lines() {
            let row: serde_json::Value = serde_json::from_str(line).expect("a JSON object a line");
            assert!(row["indicator"].is_string());
        }
    }
}

fn text_of(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

/// Runs the program with colours, as on a terminal.
fn in_colour(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_chartproof"))
        .args(arguments)
        .env("CLICOLOR_FORCE", "1")
        .current_dir(root())
        .output()
        .expect("the program starts")
}

#[test]
fn nothing_printed_steers_a_terminal() {
    // The program's own: bold, its colours, and their end.
    let own = regex::Regex::new("\x1b\\[(0|1|3[136])m").expect("a pattern");
    let mut shown = 0;
    for (case, audited) in cases() {
        let path = case.path().to_str().expect("a UTF-8 path");
        let (out, index) = (audited.path(""), audited.folder.path().join("index"));
        let [out, index] = [out, index].map(|path| path.to_str().expect("UTF-8").to_owned());
        let mut commands: Vec<Vec<&str>> = vec![
            vec![
                "audit",
                path,
                "--out",
                &out,
                "--index",
                &index,
                "--no-cache",
                "-vv",
            ],
            vec!["search", "suicidal", "--index", &index],
            vec!["search", "suicidal", "--index", &index, "--format", "json"],
            vec!["scan", path],
            vec!["scan", path, "--format", "text", "--explain"],
            vec!["inspect", path],
            vec!["inspect", path, "--format", "json"],
            vec!["queue", path, "--as-of", "2026-04-15"],
            vec!["verify", &out],
        ];
        let notes = files_under(&case.path().join("charts"), &["group.txt", ".pdf"]);
        let notes: Vec<&str> = notes
            .iter()
            .map(|path| path.to_str().expect("UTF-8"))
            .collect();
        for note in &notes {
            commands.push(vec!["text", note]);
            commands.push(vec!["text", note, "--page", "1", "--positions"]);
            commands.push(vec!["text", note, "--page", "99"]);
        }
        for command in commands {
            for run in [chartproof, in_colour] {
                let output = run(&command);
                for bytes in [output.stdout, output.stderr] {
                    let text = String::from_utf8(bytes).expect("UTF-8");
                    assert_shown(&own.replace_all(&text, ""), &format!("{command:?}"));
                    shown += text.matches(['␛', '�']).count();
                }
            }
        }
    }
    assert!(shown > 100, "only {shown} signs were printed");
}

#[test]
fn what_is_shown_with_signs_is_verified_all_the_same() {
    let case = Case::drawn(18);
    let audited = Audited::run(case.path(), &[]);
    assert!(audited.text("report.html").contains('�'));
    let out = audited.path("");
    let verified = chartproof(&["verify", out.to_str().expect("a UTF-8 path")]);
    assert_eq!(verified.status.code(), Some(0), "{}", text_of(&verified));
}

/// Adds the names of all entries in an object that act, and the kinds of actions.
fn acts_in(object: &Object, found: &mut BTreeSet<String>) {
    const ACTS: [&[u8]; 8] = [
        b"JS",
        b"JavaScript",
        b"OpenAction",
        b"AA",
        b"URI",
        b"Launch",
        b"Ref",
        b"SubmitForm",
    ];
    let mut name = |name: &[u8]| {
        if ACTS.contains(&name) {
            found.insert(String::from_utf8_lossy(name).into_owned());
        }
    };
    match object {
        Object::Name(own) => name(own),
        Object::Array(items) => items.iter().for_each(|item| acts_in(item, found)),
        Object::Stream(stream) => acts_in(&Object::Dictionary(stream.dict.clone()), found),
        Object::Dictionary(entries) => {
            entries.iter().for_each(|(key, _)| name(key));
            entries.iter().for_each(|(_, value)| acts_in(value, found));
        }
        _ => {}
    }
}

fn acts_of(pdf: &[u8]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let document = Document::load_mem(pdf).expect("a PDF");
    document
        .objects
        .values()
        .for_each(|object| acts_in(object, &mut found));
    found
}

#[test]
fn a_packet_does_nothing() {
    let acts = acts_of(&acting_pdf("Note"));
    assert!(acts.len() > 6, "{acts:?}");
    for (case, audited) in cases() {
        // Readers trim what they read: the number is taken from the results.
        let lines = audited.rows("lines.jsonl");
        let mut claims = lines.iter().filter_map(|line| line["claim"].as_str());
        let claim = claims.find(|claim| claim.ends_with(CLAIM));
        let claim = claim.expect("the claim");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let out = folder.path().join("packet.pdf");
        let made = chartproof(&[
            "packet",
            case.path().to_str().expect("a UTF-8 path"),
            &format!("--claim={claim}"),
            "--out",
            out.to_str().expect("a UTF-8 path"),
        ]);
        assert_shown(&String::from_utf8_lossy(&made.stderr), "standard error");
        assert_shown(&text_of(&made), "standard output");
        assert_eq!(
            made.status.code(),
            Some(0),
            "{}",
            String::from_utf8_lossy(&made.stderr)
        );
        let pdf = std::fs::read(&out).expect("a packet");
        assert_eq!(acts_of(&pdf), BTreeSet::new());
        let manifest = std::fs::read_to_string(out.with_extension("manifest.json")).expect("one");
        assert!(
            manifest.contains("physician.pdf"),
            "the PDF that acts is in it"
        );
    }
}

#[test]
fn a_word_of_ten_megabytes_is_read_and_shown_in_part() {
    let case = Case::drawn(0);
    let path = case.path().join("charts/LQ-5019_20260306_group.txt");
    let head =
        "PHP Group Note\nPatient: Pia Saltmarsh  MRN: LQ-5019\nDate of service: 03/06/2026\n";
    let word = "suicidal".repeat(10_000_000 / 8);
    std::fs::write(
        path,
        format!("{head}Denies {word}\nEndorses suicidal ideation.\n"),
    )
    .expect("written");
    let audited = Audited::run(case.path(), &[]);
    assert_eq!(audited.code(), Some(1), "{}", audited.stderr());
    assert!(audited.rows("findings.jsonl").len() > 3);
    for name in [
        "report.html",
        "findings.csv",
        "worklist.csv",
        "ledger.csv",
        "summary.json",
    ] {
        assert!(audited.bytes(name).len() < 5_000_000, "{name}");
    }
}
