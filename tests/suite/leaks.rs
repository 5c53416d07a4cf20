//! Nothing about patients reaches standard error or the names of files, whatever is run on
//! whatever files, at the loudest setting.

use crate::identities::Identities;
use crate::support::{Dice, chartproof, files_under, root, traced};
use std::path::{Path, PathBuf};

/// Copies files under names that tell nothing, and damages some.
fn copied(files: &[PathBuf], to: &Path, mut damage: impl FnMut(usize, &mut Vec<u8>)) {
    for (number, file) in files.iter().enumerate() {
        let mut bytes = std::fs::read(file).expect("a file");
        damage(number, &mut bytes);
        let ending = file.extension().unwrap_or_default().to_string_lossy();
        std::fs::create_dir_all(to).expect("a folder");
        std::fs::write(to.join(format!("f{number:04}.{ending}")), bytes).expect("written");
    }
}

/// Returns some files of every kind in the corpus, the same ones in every run.
fn of_every_kind(dice: &mut Dice) -> Vec<PathBuf> {
    let mut chosen = Vec::new();
    for ending in [
        ".txt", ".pdf", ".html", ".rtf", ".csv", ".837", ".835", ".271", ".278", ".edi",
    ] {
        let files = files_under(&root().join("corpus"), &[ending]);
        let few = files.len().min(6);
        for _ in 0..few {
            chosen.push(files[dice.roll(files.len() as u64) as usize].clone());
        }
    }
    chosen
}

/// Cuts, overwrites or doubles a part of a file.
fn damage(dice: &mut Dice, bytes: &mut Vec<u8>) {
    if bytes.is_empty() {
        return;
    }
    let at = dice.roll(bytes.len() as u64) as usize;
    match dice.roll(4) {
        0 => bytes.truncate(at),
        1 => {
            for byte in bytes.iter_mut().skip(at).take(40) {
                *byte = dice.roll(256) as u8;
            }
        }
        2 => {
            let rest = bytes.split_off(at);
            bytes.extend_from_slice(&rest[..rest.len() / 2]);
            bytes.extend(rest);
        }
        _ => {
            bytes.drain(at..(at + 200).min(bytes.len()));
        }
    }
}

fn path(path: &Path) -> String {
    path.to_str().expect("a UTF-8 path").to_owned()
}

/// Returns every command with what it needs of a case and of a folder for its outputs.
fn commands(case: &Path, work: &Path, files: &[PathBuf]) -> Vec<Vec<String>> {
    let case = path(case);
    let [out, index, packet, sample, predictions, set, key, pass] = [
        "out",
        "index",
        "p/packet.pdf",
        "sample.csv",
        "predictions.jsonl",
        "set",
        "key",
        "pass",
    ]
    .map(|name| path(&work.join(name)));
    std::fs::create_dir_all(work).expect("a folder");
    std::fs::write(&pass, "seven lanterns under the quay").expect("written");
    let labelled = path(&root().join("corpus/labelled/mentions.jsonl"));
    let toml = path(&root().join("corpus/lime-quay/chartproof.toml"));
    let lines: Vec<String> = vec![
        format!("audit|{case}|--out|{out}|--index|{index}"),
        format!("audit|{case}|--out|{out}|--index|{index}|--policy|{case}"),
        format!("search|group AND denies|--index|{index}"),
        format!("search|patient:\"|--index|{index}"),
        format!("scan|{case}"),
        format!("inspect|{case}"),
        "rule|TIM-002".to_owned(),
        format!("policy|show|{case}"),
        format!("policy|diff|{toml}|{toml}"),
        "policy|sample".to_owned(),
        format!("queue|{case}|--as-of|2026-04-15"),
        format!("verify|{out}"),
        format!("verify|{out}|--case|{index}"),
        format!("estimate|draw|--frame-from|{out}|--units|line|--seed|1|--size|5|--out|{sample}"),
        format!("estimate|read|{sample}|--unreviewed|as-error"),
        format!("estimate|read|{labelled}"),
        "estimate|size|--universe|1000".to_owned(),
        format!("packet|{case}|--claim|LQ5019-1|--out|{packet}"),
        format!("eval|assertions|{labelled}|--predictions|{predictions}"),
        format!("eval|corpus|{case}"),
        format!("seal|{out}|--to|age1nobody|--out|{set}.age"),
        format!("seal|{out}|--passphrase-file|{pass}|--out|{set}.age"),
        format!("unseal|{set}.age|--passphrase-file|{pass}|--out|{set}-open"),
        format!("unseal|{set}.age|--identity|{pass}|--out|{set}-more"),
        format!("deidentify|{out}|--out|{set}|--key-file|{key}"),
        format!("clean|--index|{index}|--reports|{out}"),
    ];
    let split = |line: &String| line.split('|').map(str::to_owned).collect();
    let mut all: Vec<Vec<String>> = lines.iter().map(split).collect();
    for file in files {
        all.push(vec!["text".to_owned(), path(file)]);
        all.push(vec!["scan".to_owned(), path(file)]);
    }
    all
}

#[test]
fn standard_error_holds_nothing_about_patients() {
    let mut dice = Dice::new(20_260_401);
    let work = tempfile::tempdir().expect("a temporary folder");
    let facility = root().join("corpus/lime-quay");
    let (good, bad) = (work.path().join("good"), work.path().join("bad"));
    let whole = files_under(&facility, &[".txt", ".837", ".835", ".csv"]);
    copied(&whole, &good, |_, _| {});
    std::fs::copy(
        facility.join("chartproof.toml"),
        good.join("chartproof.toml"),
    )
    .expect("copied");
    let kinds = of_every_kind(&mut dice);
    let undamaged = work.path().join("undamaged");
    copied(&kinds, &undamaged, |_, _| {});
    copied(&kinds, &bad, |_, bytes| damage(&mut dice, bytes));
    let some: Vec<PathBuf> = files_under(&bad, &[""]).into_iter().step_by(4).collect();
    let patients = [Identities::of(&good), Identities::of(&undamaged)];
    let mut said = 0;
    for (case, files) in [(&good, &[][..]), (&bad, &some)] {
        for mut command in commands(case, &work.path().join("work"), files) {
            if case == &bad {
                // What was typed may be told; here it is no number of a patient.
                command.retain(|word| word != "LQ5019-1" && word != "--claim");
                command.extend((command[0] == "packet").then(|| "--claim=unknown".to_owned()));
            }
            let mut arguments: Vec<&str> = command.iter().map(String::as_str).collect();
            arguments.push("-vv");
            let output = chartproof(&arguments);
            let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
            said += stderr.lines().count();
            assert!(
                matches!(output.status.code(), Some(0..=2)),
                "{command:?}: {stderr}"
            );
            for patients in &patients {
                let leaked = patients.in_text(&stderr);
                assert!(leaked.is_empty(), "{command:?}: {leaked:?} in {stderr}");
                let leaked = patients.words_in(&stderr);
                assert!(leaked.is_empty(), "{command:?}: {leaked:?} in {stderr}");
            }
        }
    }
    assert!(
        said > 40,
        "only {said} lines were said, so this shows little"
    );
}

#[test]
fn names_of_files_hold_nothing_about_patients() {
    let facility = root().join("corpus/lime-quay");
    let patients = Identities::of(&facility);
    let work = tempfile::tempdir().expect("a temporary folder");
    let mut created = 0;
    for command in commands(&facility, work.path(), &[]) {
        let arguments: Vec<&str> = command.iter().map(String::as_str).collect();
        let Some((_, log)) = traced("%file", &arguments) else {
            return;
        };
        for line in log.lines() {
            let makes = ["O_CREAT", "mkdir", "rename", "symlink", " link("];
            if makes.iter().any(|call| line.contains(call)) {
                created += 1;
                let leaked = patients.in_text(line);
                assert!(leaked.is_empty(), "{command:?}: {leaked:?} in {line}");
            }
        }
    }
    assert!(created > 50, "only {created} files were made");
}
