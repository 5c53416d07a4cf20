//! The command that shows and compares policies.

use crate::support::{chartproof, root};
use serde_json::Value;

fn told(arguments: &[&str]) -> String {
    let output = chartproof(arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn json(arguments: &[&str]) -> Value {
    serde_json::from_str(&told(arguments)).expect("JSON")
}

#[test]
fn numbers_in_force_name_their_layer() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("own.toml");
    let own = "schema = 1\n[[payer]]\nid = \"MEDAC9\"\n[payer.parameters]\n\
               \"sign_days.progress\" = 2\n[parameters]\n\"family.minutes\" = 27\n";
    std::fs::write(&file, own).expect("a policy file");
    let case = root().join("corpus/cedar-hollow");
    let shown = json(&[
        "policy",
        "show",
        "--case",
        case.to_str().expect("a UTF-8 path"),
        "--policy",
        file.to_str().expect("a UTF-8 path"),
        "--payer",
        "MEDAC9",
        "--level",
        "IOP",
        "--on",
        "2026-02-01",
        "--format",
        "json",
    ]);
    let numbers = shown["numbers"].as_array().expect("a list");
    let of = |key: &str| {
        let mut same = numbers.iter().filter(|number| number["key"] == key);
        let number = same.next().unwrap_or_else(|| panic!("no {key}"));
        assert!(same.next().is_none(), "{key} twice at one level");
        (
            number["value"].as_i64().expect("a number"),
            number["layer"].as_str().expect("a layer").to_owned(),
        )
    };
    // The class stands in the case folder's own file, whose entry the policy file adds to.
    assert_eq!(of("sign_days.progress"), (2, "payer's entry".into()));
    assert_eq!(of("family.minutes"), (27, "facility's file".into()));
    assert_eq!(
        of("plan_review_days.IOP"),
        (60, "pack medicare-php-iop".into())
    );
    assert_eq!(of("stable.days"), (5, "default".into()));
}

#[test]
fn a_diff_holds_only_what_differs() {
    let text = told(&["policy", "diff", "default", "medicare-php-iop"]);
    assert!(text.contains("plan_review_days.IOP"), "{text}");
    assert!(!text.contains("min_hours_week.PHP"), "{text}");
    let same = told(&["policy", "diff", "tricare", "tricare"]);
    assert_eq!(same.trim(), "no number differs");
    let output = chartproof(&["policy", "diff", "default", "no-such-pack"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn the_printed_sample_can_be_laid_over_a_case() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("chartproof.toml");
    std::fs::write(&file, told(&["policy", "sample"])).expect("a policy file");
    let path = file.to_str().expect("a UTF-8 path");
    let text = told(&["policy", "show", "--policy", path, "--payer", "60054"]);
    assert!(text.contains("[payer's entry]"), "{text}");
}
