//! Dollars at risk over drawn cases: no line, claim or total ever loses more than was paid on it,
//! or charged where nothing says what was paid, whatever the findings.

use crate::support::{Audited, Dice, cents};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Draws a case: a claims table and notes that fit it now and then.
fn draw(seed: u64) -> tempfile::TempDir {
    let mut dice = Dice::new(seed);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut claims = String::from(
        "Claim #,Line #,MRN,Patient Name,DOB,Insurance,Financial Class,From,To,CPT,Rev Code,Units,\
         Billed Amount,Paid Amount,Dx 1,POS,Billing NPI,Patient Status Code\n",
    );
    let mut toml = String::from("schema = 1\nas_of = \"2026-03-01\"\n");
    if dice.roll(2) == 0 {
        toml.push_str("chart_complete = true\n");
    }
    toml.push_str("[calendar]\nclosed_weekdays = [\"saturday\", \"sunday\"]\n");
    toml.push_str("[rates]\n\"IOP\" = \"210.00\"\n\"OP\" = \"90.00\"\n");
    for claim in 0..14 {
        let patient = dice.roll(3);
        for line in 1..=1 + dice.roll(4) {
            let code = dice.one_of(&[
                "90837", "90834", "90853", "H0004", "H0015", "H0035", "H0018", "H2017", "H2018",
                "G2067", "99213", "80307",
            ]);
            let revenue = match code {
                "H0015" => "0906",
                "H0035" => "0913",
                "H0018" => "1002",
                _ => "",
            };
            let from = 5 + dice.roll(20);
            let length = if revenue.is_empty() { 0 } else { dice.roll(6) };
            let units = 1 + dice.roll(length + 2);
            let charge = 40 + dice.roll(900);
            let paid = match dice.roll(4) {
                0 => String::new(),
                1 => "0.00".to_owned(),
                _ => format!("{}.{:02}", dice.roll(charge), dice.roll(100)),
            };
            let diagnosis = dice.one_of(&["F10.20", "F33.1", "F1O20", ""]);
            let class = dice.one_of(&["Commercial", "Medicaid", "Medicare"]);
            let npi = dice.one_of(&["1234567893", "1245319599"]);
            let status = dice.one_of(&["", "01", "20", "30"]);
            writeln!(
                claims,
                "C{claim},{line},MR-{patient},\"Doe{patient}, Jo\",01/02/198{patient},Plan,{class},\
                 01/{from:02}/2026,01/{:02}/2026,{code},{revenue},{units},{charge}.00,{paid},\
                 {diagnosis},11,{npi},{status}",
                from + length
            )
            .expect("a string takes it");
        }
    }
    for note in 0..30 {
        let patient = dice.roll(3);
        let title = dice.one_of(&[
            "Individual Therapy Note",
            "Group Therapy Progress Note",
            "Residential Daily Note",
            "Discharge Summary",
            "Contact Note",
        ]);
        let (day, hour) = (5 + dice.roll(22), 8 + dice.roll(9));
        let words = dice.one_of(&[
            "Client spoke of a better week and denied cravings.",
            "Client did not attend; no show.",
            "Client was booked into the county jail.",
            "Client passed away on Sunday.",
            "Suicidal thoughts with a plan; would need a bed.",
        ]);
        let signature = dice.one_of(&[
            "Electronically signed by Ann Roe, LCSW on 01/28/2026 at 3:00 PM",
            "Signature: ____________",
            "",
        ]);
        let text = format!(
            "{title}\nClient: Doe{patient}, Jo   MRN: MR-{patient}   DOB: 01/02/198{patient}\n\
             Date of Service: 01/{day:02}/2026\nStart: {hour}:00  End: {}:00\n\n{words}\n\n{signature}\n",
            hour + 1
        );
        std::fs::write(folder.path().join(format!("note_{note:02}.txt")), text).expect("a note");
    }
    std::fs::write(folder.path().join("claims.csv"), claims).expect("claims");
    std::fs::write(folder.path().join("chartproof.toml"), toml).expect("settings");
    folder
}

#[test]
fn nothing_loses_more_than_was_paid_on_it() {
    let mut findings = 0;
    for seed in 1..=6 {
        let case = draw(seed);
        let audited = Audited::run(case.path(), &["--quiet"]);
        let summary: Value = serde_json::from_str(&audited.text("summary.json")).expect("JSON");
        let mut claims: BTreeMap<String, (i64, i64)> = BTreeMap::new();
        let mut patients: BTreeMap<String, i64> = BTreeMap::new();
        let mut total = 0;
        for line in audited.rows("lines.jsonl") {
            let is_paid = !line["paid"].is_null();
            let base = cents(&line[if is_paid { "paid" } else { "charge" }]).max(0);
            let lost = cents(&line["exposure"]);
            assert!((0..=base).contains(&lost), "seed {seed}: {line}");
            let name = format!("{}/{}", line["patient"], line["claim"]);
            let claim = claims.entry(name).or_default();
            *claim = (claim.0 + lost, claim.1 + base);
            *patients.entry(line["patient"].to_string()).or_default() += base;
            total += lost;
        }
        for (name, (lost, base)) in &claims {
            assert!(lost <= base, "seed {seed}: {name} loses {lost} of {base}");
        }
        assert_eq!(
            total,
            cents(&summary["totals"]["exposure"]["gross"]),
            "seed {seed}"
        );
        for finding in audited.rows("findings.jsonl") {
            let amount = cents(&finding["exposure"]["amount"]);
            let base = patients.get(&finding["patient"].to_string());
            let base = base.copied().unwrap_or_default();
            assert!((0..=base).contains(&amount), "seed {seed}: {finding}");
            findings += i32::from(amount > 0);
        }
    }
    assert!(
        findings > 100,
        "only {findings} findings put dollars at risk"
    );
}
