//! `chartproof seal`, `unseal` and sealed packets: the right key opens the same bytes, no other
//! does, and nothing lies in clear where it was not before.

use crate::support::{chartproof, files_under, root, traced};
use age::secrecy::ExposeSecret;
use age::x25519::Identity;
use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::Output;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

type Packing = ZipWriter<Cursor<Vec<u8>>>;

const PASSPHRASE: &str = "seven lanterns under the quay";

/// A folder with something like a report, two people with keys, and a passphrase.
struct Desk {
    folder: tempfile::TempDir,
    recipients: [String; 2],
}

fn desk() -> Desk {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path();
    fs::create_dir_all(path.join("report/deep")).expect("folders");
    fs::write(path.join("report/report.html"), "<p>Marisol Quennell</p>").expect("written");
    fs::write(path.join("report/deep/lines.jsonl"), "{}\n".repeat(9_000)).expect("written");
    fs::write(path.join("report/.chartproof-lock"), "").expect("written");
    fs::write(path.join("pass"), format!("{PASSPHRASE}\n")).expect("written");
    fs::write(path.join("other-pass"), "eight lanterns under the quay\n").expect("written");
    let recipients = ["one", "two"].map(|name| {
        let identity = Identity::generate();
        let text = format!("# a key\n{}\n", identity.to_string().expose_secret());
        fs::write(path.join(name), text).expect("written");
        identity.to_public().to_string()
    });
    let stranger = Identity::generate();
    fs::write(path.join("stranger"), stranger.to_string().expose_secret()).expect("written");
    Desk { folder, recipients }
}

impl Desk {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).to_str().expect("a UTF-8 path").to_owned()
    }

    /// Runs a command of which arguments with `@` are paths in the folder.
    fn run(&self, arguments: &[&str]) -> Output {
        let arguments: Vec<String> = arguments
            .iter()
            .map(|one| match one.split_once('@') {
                Some((flag, name)) => format!("{flag}{}", self.text(name)),
                None => (*one).to_owned(),
            })
            .collect();
        chartproof(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
    }

    fn done(&self, arguments: &[&str]) {
        let output = self.run(arguments);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{arguments:?}: {}",
            told(&output)
        );
    }

    /// Returns what is said by a command that does nothing, and checks that it left nothing.
    fn refused(&self, arguments: &[&str]) -> String {
        let before = files(self.folder.path());
        let output = self.run(arguments);
        let said = told(&output);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(
            !said.contains("panicked") && !said.contains("fault of the program"),
            "{said}"
        );
        assert!(
            files(self.folder.path()) == before,
            "{arguments:?} left something"
        );
        assert!(
            !said.contains("lanterns") && !said.contains("AGE-SECRET-KEY-1Q"),
            "{said}"
        );
        said
    }

    /// Seals members as somebody else may have, to the first person.
    fn forged(&self, name: &str, fill: impl FnOnce(&mut Packing)) {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        fill(&mut zip);
        let zip = zip.finish().expect("an archive").into_inner();
        let to: age::x25519::Recipient = self.recipients[0].parse().expect("a recipient");
        fs::write(self.path(name), age::encrypt(&to, &zip).expect("sealed")).expect("written");
    }
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Returns all files under a folder by name.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = files_under(folder, &[""]).into_iter().map(|path| {
        let name = path.strip_prefix(folder).expect("within").to_string_lossy();
        (name.into_owned(), fs::read(&path).expect("a file"))
    });
    files.collect()
}

fn holds(bytes: &[u8], words: &str) -> bool {
    bytes
        .windows(words.len())
        .any(|part| part == words.as_bytes())
}

#[test]
fn a_report_opens_for_everybody_it_was_sealed_to_and_nobody_else() {
    let desk = desk();
    let [one, two] = &desk.recipients;
    fs::write(desk.path("recipients"), format!("# counsel\n\n{two}\n")).expect("written");
    let seal = [
        "seal",
        "@report",
        "--to",
        one,
        "--recipients-file=@recipients",
    ];
    desk.done(&[&seal[..], &["--out=@sealed.age"]].concat());
    desk.done(&[&seal[..], &["--out=@again.age"]].concat());
    let sealed = fs::read(desk.path("sealed.age")).expect("sealed");
    assert_ne!(sealed, fs::read(desk.path("again.age")).expect("sealed"));
    assert!(!holds(&sealed, "Quennell") && !holds(&sealed, "report.html"));

    let mut expected = files(&desk.path("report"));
    expected.remove(".chartproof-lock");
    for (file, key, out) in [
        ("@sealed.age", "one", "a"),
        ("@sealed.age", "two", "b"),
        ("@again.age", "two", "c"),
    ] {
        let (identity, out_flag) = (format!("--identity=@{key}"), format!("--out=@{out}/in"));
        desk.done(&["unseal", file, &identity, &out_flag]);
        assert!(files(&desk.path(out).join("in")) == expected, "{key}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        for (name, mode) in [
            ("sealed.age", 0o600),
            ("a", 0o700),
            ("a/in/deep", 0o700),
            ("a/in/deep/lines.jsonl", 0o600),
        ] {
            let found = fs::metadata(desk.path(name))
                .expect("metadata")
                .permissions();
            assert_eq!(found.mode() & 0o777, mode, "{name}");
        }
    }

    let open = ["unseal", "@sealed.age", "--out=@d"];
    let said = desk.refused(&[&open[..], &["--identity=@stranger"]].concat());
    assert!(said.contains("sealed to somebody else"), "{said}");
    let said = desk.refused(&[&open[..], &["--passphrase-file=@pass"]].concat());
    assert!(
        said.contains("to recipients, not with a passphrase"),
        "{said}"
    );
    let said = desk.refused(&[&open[..], &["--identity=@pass"]].concat());
    assert!(said.contains("not a file of age identities"), "{said}");
    assert!(desk.refused(&open).contains("name what opens it"));
    // Nothing is written over.
    let said = desk.refused(&["unseal", "@sealed.age", "--out=@a/in", "--identity=@one"]);
    assert!(said.contains("is there already"), "{said}");
    let said = desk.refused(&[&seal[..], &["--out=@sealed.age"]].concat());
    assert!(said.contains("is there already"), "{said}");
    // Counsel without this program has age and unzip.
    let identity = fs::read_to_string(desk.path("one")).expect("a key");
    let identity: Identity = identity
        .lines()
        .nth(1)
        .expect("a line")
        .parse()
        .expect("a key");
    let archive = age::decrypt(&identity, &sealed).expect("opens");
    let mut archive = zip::ZipArchive::new(Cursor::new(archive)).expect("an archive");
    assert_eq!(archive.len(), 2);
    let member = archive.by_index(1).expect("a member");
    assert_eq!(member.name().expect("a name"), "report.html");
}

#[test]
fn a_passphrase_opens_what_it_sealed_and_is_told_nowhere() {
    let desk = desk();
    let page = "@report/report.html";
    desk.done(&["seal", page, "--passphrase-file=@pass", "--out=@page.age"]);
    desk.done(&[
        "unseal",
        "@page.age",
        "--passphrase-file=@pass",
        "--out=@open",
        "-vv",
    ]);
    let opened = files(&desk.path("open"));
    assert_eq!(opened.len(), 1);
    assert_eq!(opened["report.html"], b"<p>Marisol Quennell</p>");
    let open = ["unseal", "@page.age", "--out=@more", "-vv"];
    let said = desk.refused(&[&open[..], &["--passphrase-file=@other-pass"]].concat());
    assert!(said.contains("with another passphrase"), "{said}");
    let said = desk.refused(&[&open[..], &["--identity=@one"]].concat());
    assert!(said.contains("with a passphrase: give a file"), "{said}");
    fs::write(desk.path("short"), "lanterns").expect("written");
    fs::write(desk.path("lines"), "seven lanterns\nunder the quay\n").expect("written");
    for file in ["--passphrase-file=@short", "--passphrase-file=@lines"] {
        let said = desk.refused(&["seal", page, "--out=@new.age", file]);
        assert!(
            said.contains("no passphrase of at least 12 characters"),
            "{said}"
        );
    }
}

#[test]
fn whom_nothing_can_be_sealed_to_is_named() {
    let desk = desk();
    let seal = ["seal", "@report", "--out=@new.age"];
    let with = |more: &[&str]| desk.refused(&[&seal[..], more].concat());
    let cut = &desk.recipients[0][..40];
    for bad in ["age1nobody", "ssh-ed25519 AAAA", cut, "", "é"] {
        let said = with(&["--to", bad]);
        assert!(
            said.contains(&format!("`{bad}`: not a recipient")),
            "{said}"
        );
    }
    let secret = fs::read_to_string(desk.path("stranger")).expect("a key");
    let said = with(&["--to", &secret]);
    assert!(
        said.contains("a secret key was given") && !said.contains(&secret),
        "{said}"
    );
    assert!(with(&[]).contains("name whom to seal to"));
    fs::write(
        desk.path("bad"),
        format!("{}\nnobody\n", desk.recipients[0]),
    )
    .expect("written");
    assert!(with(&["--recipients-file=@bad"]).contains("bad: line 2 is no recipient"));
    fs::write(desk.path("none"), "# none\n").expect("written");
    assert!(with(&["--recipients-file=@none"]).contains("names no recipients"));
    let one = &desk.recipients[0];
    assert!(with(&["--to", one, "--passphrase-file=@pass"]).contains("cannot be used with"));

    let said = desk.refused(&["seal", "@report", "--to", one, "--out=@report/in.age"]);
    assert!(said.contains("lies within what is sealed"), "{said}");
    let said = desk.refused(&["seal", "@nowhere", "--to", one, "--out=@new.age"]);
    assert!(said.contains("nowhere: cannot be read"), "{said}");
    let said = desk.refused(&["seal", "@report", "--to", one, "--out=@no/such/new.age"]);
    assert!(said.contains("cannot be written"), "{said}");
    fs::create_dir(desk.path("empty")).expect("a folder");
    let said = desk.refused(&["seal", "@empty", "--to", one, "--out=@new.age"]);
    assert!(said.contains("holds no files"), "{said}");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(desk.path("one"), desk.path("empty/link")).expect("a link");
        let said = desk.refused(&["seal", "@empty", "--to", one, "--out=@new.age"]);
        assert!(said.contains("link: a link"), "{said}");
    }
}

#[test]
fn what_was_damaged_or_forged_is_not_unpacked() {
    let desk = desk();
    let one = &desk.recipients[0];
    desk.done(&["seal", "@report", "--to", one, "--out=@whole.age"]);
    let whole = fs::read(desk.path("whole.age")).expect("sealed");
    let mut flipped = whole.clone();
    let last = flipped.len() - 9;
    flipped[last] ^= 1;
    for bytes in [
        &whole[..whole.len() - 1],
        &whole[..100],
        &flipped[..],
        b"PK\x03\x04",
        b"",
    ] {
        fs::write(desk.path("bad.age"), bytes).expect("written");
        let said = desk.refused(&["unseal", "@bad.age", "--identity=@one", "--out=@open"]);
        assert!(said.contains("damaged or cut off"), "{said}");
        assert!(!desk.path("open").exists());
    }

    let options = SimpleFileOptions::default();
    let add = |zip: &mut Packing, name: &str| {
        zip.start_file(name, options).expect("a member");
        zip.write_all(b"words").expect("written");
    };
    let refused = |words: &str, fill: &dyn Fn(&mut Packing)| {
        desk.forged("bad.age", |zip| {
            add(zip, "good.txt");
            fill(zip);
        });
        let said = desk.refused(&["unseal", "@bad.age", "--identity=@one", "--out=@open"]);
        assert!(
            said.contains(words) && said.contains("nothing was unpacked"),
            "{said}"
        );
        assert!(!desk.path("open").exists());
    };
    for name in [
        "../escaped.txt",
        "a/../../escaped.txt",
        "/escaped.txt",
        "C:\\escaped.txt",
        "..\\escaped.txt",
        "a:b",
        "a//b",
        "a\u{7}b",
    ] {
        refused("points outside", &|zip| add(zip, name));
    }
    refused("links or folders", &|zip| {
        zip.add_symlink("link", "../one", options).expect("a link");
    });
    refused("two files of one name", &|zip| add(zip, "GOOD.txt"));
    // A file in the place of another's folder is found out half-way; then all of it goes again.
    desk.forged("bad.age", |zip| {
        for name in ["a/b/c", "x", "x/y"] {
            add(zip, name);
        }
    });
    let said = desk.refused(&["unseal", "@bad.age", "--identity=@one", "--out=@open/deep"]);
    assert!(
        said.contains("cannot be written") && !desk.path("open").exists(),
        "{said}"
    );
    let to: age::x25519::Recipient = one.parse().expect("a recipient");
    let letter = age::encrypt(&to, b"no archive").expect("sealed");
    fs::write(desk.path("letter.age"), letter).expect("written");
    let said = desk.refused(&["unseal", "@letter.age", "--identity=@one", "--out=@open"]);
    assert!(said.contains("no archive of this program"), "{said}");
}

#[test]
fn a_sealed_packet_leaves_nothing_in_clear() {
    let desk = desk();
    let case = root().join("corpus/lime-quay");
    let case = case.to_str().expect("a UTF-8 path");
    let packet = ["packet", case, "--claim", "LQ5019-1", "--quiet"];
    let to = ["--seal-to", &desk.recipients[0]];
    let said = desk.refused(&[&packet[..], &["--out=@p/a.pdf", "--seal-to=age1x"]].concat());
    assert!(said.contains("`age1x`: not a recipient") && !desk.path("p").exists());

    desk.done(&[&packet[..], &["--out=@clear/a.pdf"]].concat());
    desk.done(&[&packet[..], &to, &["--out=@p/a.pdf"]].concat());
    let names: Vec<String> = files(&desk.path("p")).into_keys().collect();
    assert_eq!(names, ["a.pdf.age", "a.reviewer.txt.age"]);
    desk.done(&["unseal", "@p/a.pdf.age", "--identity=@one", "--out=@sent"]);
    desk.done(&[
        "unseal",
        "@p/a.reviewer.txt.age",
        "--identity=@one",
        "--out=@kept",
    ]);
    let (mut opened, kept) = (files(&desk.path("sent")), files(&desk.path("kept")));
    assert_eq!((opened.len(), kept.len()), (2, 1));
    opened.extend(kept);
    assert!(opened == files(&desk.path("clear")));

    // Not even for a moment, wherever.
    let out = desk.text("q/a.pdf");
    let arguments = [&packet[..], &to, &["--out", &out]].concat();
    let Some((_, log)) = traced("openat,open,creat,rename,renameat,renameat2", &arguments) else {
        return;
    };
    let written: Vec<&str> = log
        .lines()
        .filter(|line| line.contains("O_CREAT") || line.contains("rename"))
        .filter(|line| !line.contains(".chartproof-lock") && !line.contains("write-test"))
        .collect();
    assert!(written.len() >= 4, "{written:?}");
    for line in written {
        assert!(line.contains(".age"), "{line}");
    }
}
