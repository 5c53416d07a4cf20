//! Holds the order of modules: each uses only those above it, and only some touch the world.

use crate::support::{files_under, root};

/// Modules from the lowest up; `serve` has its place when it comes.
const ORDER: [&str; 18] = [
    "text", "model", "problem", "policy", "read", "scan", "ledger", "finding", "rules", "exposure",
    "denials", "search", "report", "packet", "store", "audit", "cli", "serve",
];

fn rank(module: &str) -> Option<usize> {
    ORDER.iter().position(|known| *known == module)
}

/// Returns every source file with its path below `src`.
fn sources() -> Vec<(String, String)> {
    let source = root().join("src");
    let files = files_under(&source, &[".rs"]).into_iter().map(|file| {
        let relative = file.strip_prefix(&source).expect("under src");
        let text = std::fs::read_to_string(&file).expect("source text");
        (relative.to_string_lossy().into_owned(), text)
    });
    files.collect()
}

/// Returns the top-level modules that a source text names through `crate::`.
fn named_modules(text: &str) -> Vec<String> {
    text.match_indices("crate::")
        .map(|(at, cue)| {
            let rest = &text[at + cue.len()..];
            let end = rest
                .find(|character: char| !character.is_ascii_lowercase() && character != '_')
                .unwrap_or(rest.len());
            rest[..end].to_owned()
        })
        .filter(|module| rank(module).is_some())
        .collect()
}

#[test]
fn each_module_uses_only_those_above_it() {
    let mut faults = Vec::new();
    for (relative, text) in sources() {
        let first = relative.split(['/', '\\']).next().expect("a part");
        let module = first.trim_end_matches(".rs");
        let Some(own) = rank(module) else {
            assert!(
                matches!(module, "lib" | "main" | "knowledge"),
                "no place for {module}"
            );
            continue;
        };
        for named in named_modules(&text) {
            if rank(&named).is_some_and(|other| other > own) {
                faults.push(format!("{relative}: uses `{named}` below it"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn only_the_named_modules_touch_files_pdf_and_index() {
    let rules: [(&str, &[&str]); 9] = [
        ("std::fs", &["store"]),
        ("File::open", &["store"]),
        ("tantivy::", &["search"]),
        ("lopdf::", &["read/document/pdf", "packet"]),
        ("hayro", &["read/document/pdf"]),
        ("krilla::", &["packet/draw"]),
        ("skrifa::", &["packet/draw"]),
        ("age::Encryptor", &["store/seal"]),
        ("getrandom::", &["store/secret.rs"]),
    ];
    let mut faults = Vec::new();
    for (relative, text) in sources() {
        for (word, allowed) in rules {
            let in_code = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .any(|line| line.contains(word));
            if in_code && !allowed.iter().any(|place| relative.starts_with(place)) {
                faults.push(format!("{relative}: names `{word}`"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn nothing_below_store_reads_clock_or_environment() {
    let mut faults = Vec::new();
    for (relative, text) in sources() {
        if relative.starts_with("store") || relative.starts_with("cli") {
            continue;
        }
        for word in [
            "SystemTime",
            "Instant::now",
            "Local::now",
            "Utc::now",
            "std::env::",
        ] {
            if text.contains(word) {
                faults.push(format!("{relative}: names `{word}`"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn one_file_creates_all_files_and_folders() {
    let mut faults = Vec::new();
    for (relative, text) in sources() {
        if ["store/private.rs", "store/tests.rs", "store/cache/tests.rs"]
            .contains(&relative.as_str())
        {
            continue;
        }
        let code = text.split("#[cfg(test)]\nmod tests {").next();
        for word in [
            "File::create",
            "fs::write(",
            "create_dir",
            "OpenOptions",
            "DirBuilder",
        ] {
            if code.is_some_and(|code| code.contains(word)) {
                faults.push(format!("{relative}: names `{word}`"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
