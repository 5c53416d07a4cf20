//! Archives as folders: what is read of them, what is refused and said.

use super::*;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Packs members; a name that ends with `@` becomes a link.
fn pack(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in members {
        match name.strip_suffix('@') {
            Some(link) => zip.add_symlink(link, "target", options).unwrap(),
            None => {
                zip.start_file(*name, options).unwrap();
                zip.write_all(bytes).unwrap();
            }
        }
    }
    zip.finish().unwrap().into_inner()
}

fn case(files: &[(&str, Vec<u8>)]) -> (tempfile::TempDir, CaseFolder) {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let case = discover(folder.path()).unwrap();
    (folder, case)
}

/// Prints each file of a case: its path and its words, or why it was not read.
fn shown(case: &CaseFolder) -> Vec<String> {
    case.files
        .iter()
        .map(|file| match file.location.read() {
            Ok(_) if file.location.archive_troubles().is_some() => format!("{}: -", file.path),
            Ok((bytes, _)) => format!("{}: {}", file.path, String::from_utf8_lossy(&bytes)),
            Err(StoreError::Refused(refusal)) => format!("{}! {}", file.path, refusal.sentence),
            Err(other) => panic!("{other}"),
        })
        .collect()
}

#[test]
fn an_index_inside_the_folder_is_no_part_of_the_case() {
    let mark = b"{\"schema\":\"chartproof.index/1\"}\n".to_vec();
    let text = || b"words".to_vec();
    let (_folder, case) = case(&[
        ("a.txt", text()),
        ("index/case/chartproof-index.json", mark),
        ("index/case/1f.store", text()),
        ("index/b.txt", text()),
        // A file of that name alone makes no index.
        ("other/chartproof-index.json", text()),
        ("other/c.txt", text()),
    ]);
    let paths: Vec<&str> = case.files.iter().map(|file| file.path.as_str()).collect();
    let read = [
        "a.txt",
        "index/b.txt",
        "other/c.txt",
        "other/chartproof-index.json",
    ];
    assert_eq!(paths, read);
}

#[test]
fn members_are_files_in_the_order_of_their_paths() {
    let inner = pack(&[("b.txt", b"two")]);
    let archive = pack(&[
        ("z.txt", b"three"),
        ("charts/a.txt", b"one"),
        ("inner.zip", &inner),
        (".DS_Store", b"-"),
        ("__MACOSX/a", b"-"),
        ("folder/", b""),
    ]);
    let (_folder, case) = case(&[("in/x.zip", archive), ("in/a.txt", b"zero".to_vec())]);
    assert_eq!(
        shown(&case),
        [
            "in/a.txt: zero",
            "in/x.zip: -",
            "in/x.zip/charts/a.txt: one",
            "in/x.zip/inner.zip: -",
            "in/x.zip/inner.zip/b.txt: two",
            "in/x.zip/z.txt: three",
        ]
    );
    let sums: Vec<String> = case
        .files
        .iter()
        .map(|file| file.location.read().unwrap().1)
        .collect();
    assert!(sums.iter().all(|sum| sum.len() == 64));
}

#[test]
fn documents_in_zip_files_are_no_archives() {
    let word = pack(&[
        ("[Content_Types].xml", b"<x/>"),
        ("word/document.xml", b"<x/>"),
    ]);
    let late = pack(&[
        ("word/document.xml", b"<x/>"),
        ("[Content_Types].xml", b"<x/>"),
    ]);
    let archive = pack(&[
        ("a.docx", &word),
        ("b.zip", &late),
        ("no.zip", b"PK\x03\x04no"),
    ]);
    let (_folder, case) = case(&[("note", word.clone()), ("x.zip", archive)]);
    let paths: Vec<&str> = case.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "note",
            "x.zip",
            "x.zip/a.docx",
            "x.zip/b.zip",
            "x.zip/no.zip"
        ]
    );
    assert!(matches!(case.files[0].location, Location::Disk(_)));
    assert!(matches!(case.files[3].location, Location::Member { .. }));
}

#[test]
fn traps_are_refused_and_the_rest_is_read() {
    let mut archive = pack(&[
        ("../out.txt", b"out"),
        ("link@", b""),
        ("chartproof.toml", b"x = 1"),
        ("good.txt", b"good"),
        ("torn.txt", b"this one is torn apart: its bytes are changed"),
    ]);
    // Change a byte of the last member's packed data.
    let at = archive
        .windows(8)
        .position(|window| window == b"torn.txt")
        .unwrap();
    archive[at + 12] ^= 0x5a;
    let (_folder, case) = case(&[("x.zip", archive)]);
    let shown = shown(&case);
    for (path, word) in [
        ("x.zip/../out.txt!", "outside"),
        ("x.zip/link!", "link"),
        ("x.zip/chartproof.toml!", "configuration"),
        ("x.zip/good.txt: good", ""),
        ("x.zip/torn.txt!", "damaged"),
    ] {
        assert!(
            shown
                .iter()
                .any(|line| line.starts_with(path) && line.contains(word)),
            "{path}: {shown:#?}"
        );
    }
}

#[test]
fn an_archive_that_holds_no_file_is_named() {
    let nothing = pack(&[]);
    let folders = pack(&[("folder/", b""), (".hidden", b"-"), ("~/.profile", b"-")]);
    let outer = pack(&[("in.zip", &nothing)]);
    let (_folder, case) = case(&[
        ("nothing.zip", nothing.clone()),
        ("folders.zip", folders),
        ("outer.zip", outer),
        ("good.zip", pack(&[("a.txt", b"one")])),
    ]);
    let troubled: Vec<&str> = case
        .files
        .iter()
        .filter(|file| {
            let troubles = file.location.archive_troubles().unwrap_or_default();
            troubles.iter().any(|one| one.sentence.contains("no file"))
        })
        .map(|file| file.path.as_str())
        .collect();
    assert_eq!(troubled, ["folders.zip", "nothing.zip", "outer.zip/in.zip"]);
}

#[test]
fn members_with_names_of_folders_and_without_names_are_told() {
    let (_folder, case) = case(&[("x.zip", pack(&[("note.txt/", b"words"), (".", b"one")]))]);
    let shown = shown(&case);
    assert_eq!(shown.len(), 3, "{shown:?}");
    assert_eq!(shown.get(1).unwrap(), "x.zip/member 2: one");
    assert!(
        shown
            .get(2)
            .unwrap()
            .starts_with("x.zip/note.txt! the member is named as a folder"),
        "{shown:?}"
    );
}

#[test]
fn an_archive_within_too_many_is_refused() {
    let mut archive = pack(&[("a.txt", b"deep")]);
    for _ in 0..5 {
        archive = pack(&[("in.zip", &archive)]);
    }
    let (_folder, case) = case(&[("x.zip", archive)]);
    let shown = shown(&case);
    assert_eq!(shown.len(), 4);
    assert!(shown.last().unwrap().contains("too deep"), "{shown:?}");
}

#[test]
fn a_bomb_is_read_up_to_the_limit() {
    let zeros = vec![b'0'; 64 * 1024 * 1024];
    let names: Vec<String> = (0..6).map(|number| format!("{number}.txt")).collect();
    let members: Vec<(&str, &[u8])> = names
        .iter()
        .map(|name| (name.as_str(), zeros.as_slice()))
        .collect();
    let (_folder, case) = case(&[("x.zip", pack(&members))]);
    let refused = case
        .files
        .iter()
        .filter(|file| matches!(file.location, Location::Refused(_)))
        .count();
    assert_eq!((case.files.len(), refused), (7, 2));
}

#[test]
fn an_archive_stands_for_a_case_folder() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.zip");
    std::fs::write(&path, pack(&[("a.txt", b"one")])).unwrap();
    let case = discover(&path).unwrap();
    assert_eq!(case.name, "export");
    assert_eq!(shown(&case), ["export.zip: -", "export.zip/a.txt: one"]);
    let text = folder.path().join("a.txt");
    std::fs::write(&text, "one").unwrap();
    assert!(matches!(
        discover(&text),
        Err(StoreError::NoCaseFolder { .. })
    ));
}

#[cfg(unix)]
#[test]
fn links_and_what_is_no_file_are_named_and_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("secret.txt"), "secret").unwrap();
    std::fs::write(folder.path().join("a.txt"), "one").unwrap();
    for (name, target) in [
        ("file.txt", outside.path().join("secret.txt")),
        ("folder", outside.path().to_owned()),
        ("loop", folder.path().to_owned()),
        ("gone.txt", folder.path().join("nothing")),
    ] {
        std::os::unix::fs::symlink(target, folder.path().join(name)).unwrap();
    }
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket")).unwrap();
    let shown = shown(&discover(folder.path()).unwrap());
    assert_eq!(shown.len(), 6, "{shown:#?}");
    assert_eq!(shown.first().unwrap(), "a.txt: one");
    for name in ["file.txt", "folder", "gone.txt", "loop"] {
        assert!(
            shown
                .iter()
                .any(|line| line.starts_with(&format!("{name}! this is a link")))
        );
    }
    assert!(shown.last().unwrap().starts_with("socket! this is no file"));
}
