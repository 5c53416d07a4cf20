//! Money over random histories of claims and remittances with reversals, replacements and voids:
//! every figure of the report is the sum of its lines, to the cent, by an account kept here.

use crate::support::{Audited, Dice, cents};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// One line's share of a decision, in cents: paid, contractual, refused, the patient's.
type Share = [i64; 4];

/// One drawn claim.
pub(crate) struct Claim {
    id: String,
    patient: u64,
    /// Its place among the services: a replacement bills the days of what it replaces.
    slot: usize,
    charges: Vec<i64>,
    /// What stands after all decisions: net shares by line, and how many decisions there were.
    net: Vec<Share>,
    decisions: usize,
    /// What of the charge the decisions leave unexplained.
    lost: i64,
    is_superseded: bool,
}

/// The files of a drawn case and the account of them.
pub(crate) struct Drawn {
    pub(crate) folder: tempfile::TempDir,
    claims: Vec<Claim>,
}

fn money(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100)
}

fn envelope(kind: &str, version: &str, body: &[String]) -> String {
    let mut text = format!(
        "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260301*1200*^*00501*\
         000000001*0*P*:~GS*{kind}*S*R*20260301*1200*1*X*{version}~"
    );
    let set = if kind == "HC" { "837" } else { "835" };
    write!(text, "ST*{set}*0001*{version}~").expect("a string takes it");
    for segment in body {
        text.push_str(segment);
        text.push('~');
    }
    write!(text, "SE*{}*0001~GE*1*1~IEA*1*000000001~", body.len() + 2).expect("a string takes it");
    text
}

fn claim_file(claims: &[Claim], replaced: &BTreeMap<String, String>) -> String {
    let mut body = vec![
        "BHT*0019*00*1*20260201*1200*CH".to_owned(),
        "NM1*41*2*BILLER*****46*1".to_owned(),
        "NM1*40*2*PAYER*****46*2".to_owned(),
        "HL*1**20*1".to_owned(),
        "NM1*85*2*INVENTED CLINIC*****XX*2000000004".to_owned(),
    ];
    for (place, claim) in claims.iter().enumerate() {
        body.push(format!("HL*{}*1*22*0", place + 2));
        body.push("SBR*P*18*******CI".to_owned());
        body.push(format!("NM1*IL*1*DOE{0}*JO****MI*MEM{0}", claim.patient));
        body.push(format!("DMG*D8*198{}0102*F", claim.patient));
        body.push("NM1*PR*2*INVENTED PLAN*****PI*PLAN1".to_owned());
        let total: i64 = claim.charges.iter().sum();
        let frequency = match replaced.get(&claim.id) {
            None => '1',
            Some(_) if claim.id.ends_with('V') => '8',
            Some(_) => '7',
        };
        body.push(format!(
            "CLM*{}*{}***11:B:{frequency}*Y*A*Y*Y",
            claim.id,
            money(total)
        ));
        if let Some(original) = replaced.get(&claim.id) {
            body.push(format!("REF*F8*ICN{original}"));
        }
        body.push("HI*ABK:F331".to_owned());
        for (line, charge) in claim.charges.iter().enumerate() {
            body.push(format!("LX*{}", line + 1));
            body.push(format!("SV1*HC:90834*{}*UN*1***1", money(*charge)));
            // Every line has a day of its own, so that no rule of duplicates stands between.
            let day = 1 + (claim.slot * 3 + line) % 28;
            let month = 1 + (claim.slot * 3 + line) / 28;
            body.push(format!("DTP*472*D8*2025{month:02}{day:02}"));
            body.push(format!("REF*6R*{}L{}", claim.id, line + 1));
        }
    }
    envelope("HC", "005010X222A1", &body)
}

/// One decision as the segments of its remittance; the sign is -1 for a reversal.
fn decision(claim: &Claim, shares: &[Share], sign: i64, lost: i64) -> Vec<String> {
    let of = |place: usize| -> i64 { shares.iter().map(|share| share[place]).sum() };
    let charge: i64 = claim.charges.iter().sum();
    let status = match (sign, of(0)) {
        (-1, _) => 22,
        (_, 0) => 4,
        _ => 1,
    };
    let (paid, patient) = (sign * (of(0) - lost), sign * of(3));
    let mut segments = vec![
        format!(
            "CLP*{}*{status}*{}*{}*{}*CI*ICN{}*11",
            claim.id,
            money(sign * charge),
            money(paid),
            money(patient),
            claim.id
        ),
        format!("NM1*QC*1*DOE{0}*JO****MI*MEM{0}", claim.patient),
    ];
    for (line, share) in shares.iter().enumerate() {
        let own_loss = if line == 0 { lost } else { 0 };
        segments.push(format!(
            "SVC*HC:90834*{}*{}",
            money(sign * claim.charges[line]),
            money(sign * (share[0] - own_loss))
        ));
        for (group, amount) in [
            ("CO*45", share[1]),
            ("CO*197", share[2]),
            ("PR*2", share[3]),
        ] {
            if amount != 0 {
                segments.push(format!("CAS*{group}*{}", money(sign * amount)));
            }
        }
        segments.push(format!("REF*6R*{}L{}", claim.id, line + 1));
    }
    segments
}

fn shares(dice: &mut Dice, charges: &[i64]) -> Vec<Share> {
    let is_denied = dice.roll(4) == 0;
    let cut = |dice: &mut Dice, rest: i64| dice.roll(rest as u64 + 1) as i64;
    let of_line = |charge: &i64| {
        if is_denied {
            return [0, 0, *charge, 0];
        }
        let paid = cut(dice, *charge);
        let contractual = cut(dice, charge - paid);
        let refused = cut(dice, charge - paid - contractual);
        [
            paid,
            contractual,
            refused,
            charge - paid - contractual - refused,
        ]
    };
    charges.iter().map(of_line).collect()
}

pub(crate) fn draw(seed: u64) -> Drawn {
    let mut dice = Dice::new(seed);
    let mut claims: Vec<Claim> = Vec::new();
    let mut replaced = BTreeMap::new();
    // Remittances come in rounds, one file each, in order of dates.
    let mut rounds: Vec<Vec<String>> = vec![Vec::new(); 6];
    for place in 0..12 {
        let charges: Vec<i64> = (0..1 + dice.roll(3))
            .map(|_| 1 + dice.roll(30_000) as i64)
            .collect();
        let mut claim = Claim {
            id: format!("C{place}"),
            patient: dice.roll(4),
            slot: place,
            net: vec![[0; 4]; charges.len()],
            charges,
            decisions: 0,
            lost: 0,
            is_superseded: false,
        };
        let mut round = 0;
        // What was decided is taken back and decided again, up to three times; some claims end
        // taken back, some were never decided.
        for _ in 0..dice.roll(4) {
            let decided = shares(&mut dice, &claim.charges);
            let lost = if dice.roll(5) == 0 {
                decided[0][0].min(1 + dice.roll(300) as i64)
            } else {
                0
            };
            rounds[round].extend(decision(&claim, &decided, 1, lost));
            claim.decisions += 1;
            round += 1;
            let is_reversed = dice.roll(2) == 0;
            if is_reversed {
                rounds[round].extend(decision(&claim, &decided, -1, lost));
                claim.decisions += 1;
                round += 1;
                continue;
            }
            claim.net.clone_from(&decided);
            claim.net[0][0] -= lost;
            claim.lost = lost;
            break;
        }
        let successor = match dice.roll(6) {
            0 => Some('R'),
            1 => Some('V'),
            _ => None,
        };
        if let Some(letter) = successor {
            claim.is_superseded = true;
            let id = format!("{}{letter}", claim.id);
            replaced.insert(id.clone(), claim.id.clone());
            let next = Claim {
                id,
                patient: claim.patient,
                slot: place,
                charges: claim.charges.clone(),
                net: vec![[0; 4]; claim.charges.len()],
                decisions: 0,
                lost: 0,
                is_superseded: letter == 'V',
            };
            claims.push(claim);
            claims.push(next);
        } else {
            claims.push(claim);
        }
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: String| {
        std::fs::write(folder.path().join(name), text).expect("a file");
    };
    write("claims.837", claim_file(&claims, &replaced));
    for (round, segments) in rounds
        .iter()
        .enumerate()
        .filter(|(_, round)| !round.is_empty())
    {
        let mut body = vec![
            format!("BPR*I*0*C*CHK************202603{:02}", round + 1),
            format!("TRN*1*T{round}*1999999999"),
            format!("DTM*405*202603{:02}", round + 1),
            "N1*PR*INVENTED PLAN*XV*PLAN1".to_owned(),
            "N1*PE*INVENTED CLINIC*XX*2000000004".to_owned(),
            "LX*1".to_owned(),
        ];
        body.extend(segments.iter().cloned());
        write(
            &format!("remit_{round}.835"),
            envelope("HP", "005010X221A1", &body),
        );
    }
    write(
        "chartproof.toml",
        "schema = 1\nas_of = \"2026-04-15\"\n".to_owned(),
    );
    Drawn { folder, claims }
}

#[test]
fn every_total_is_the_sum_of_its_lines_over_any_history() {
    let (mut decisions, mut superseded, mut unexplained) = (0, 0, 0);
    for seed in 1..=12 {
        let Drawn { folder, claims } = draw(seed);
        let audited = Audited::run(folder.path(), &["--quiet"]);
        let summary: Value = serde_json::from_str(&audited.text("summary.json")).expect("JSON");
        let totals = &summary["totals"];

        // Lines: each stands for what all decisions left of it.
        let lines = audited.rows("lines.jsonl");
        assert_eq!(
            lines.len(),
            claims
                .iter()
                .map(|claim| claim.charges.len())
                .sum::<usize>()
        );
        let (mut charged, mut paid, mut exposure) = (0, 0, 0);
        for line in &lines {
            let claim = claims
                .iter()
                .find(|claim| line["claim"] == claim.id)
                .expect("a claim");
            let place = line["line"].as_u64().expect("a number") as usize - 1;
            let own = claim.net[place][0];
            assert_eq!(
                cents(&line["charge"]),
                claim.charges[place],
                "seed {seed}: {line}"
            );
            match &line["paid"] {
                Value::Null => assert_eq!(claim.decisions, 0, "seed {seed}: {line}"),
                amount => assert_eq!(cents(amount), own, "seed {seed}: {line}"),
            }
            assert_eq!(
                line["superseded"] == true,
                claim.is_superseded,
                "seed {seed}: {line}"
            );
            if !claim.is_superseded {
                charged += claim.charges[place];
                paid += own;
                exposure += cents(&line["exposure"]);
            }
        }
        assert_eq!(cents(&totals["charged"]), charged, "seed {seed}");
        assert_eq!(cents(&totals["paid"]), paid, "seed {seed}");
        assert_eq!(cents(&totals["exposure"]["gross"]), exposure, "seed {seed}");

        // Every way of adding up gives the same.
        let sum = |table: &Value, amount: &dyn Fn(&Value) -> i64| -> i64 {
            table
                .as_object()
                .expect("a table")
                .values()
                .map(amount)
                .sum()
        };
        let gross = |row: &Value| cents(&row["gross"]);
        assert_eq!(sum(&summary["by_level"], &gross), exposure, "seed {seed}");
        for table in ["by_patient", "by_clinician"] {
            assert_eq!(
                sum(&summary[table], &gross),
                exposure,
                "seed {seed}: {table}"
            );
        }
        assert_eq!(
            sum(&summary["by_month"], &|row| cents(row)),
            exposure,
            "seed {seed}"
        );
        assert_eq!(sum(&summary["by_payer"], &gross), exposure, "seed {seed}");
        assert_eq!(
            sum(&summary["by_rule"], &|row| cents(row)),
            exposure,
            "seed {seed}"
        );
        let ledger = audited.text("ledger.csv");
        let mut table = csv::Reader::from_reader(ledger.as_bytes());
        let header = table.headers().expect("a header").clone();
        let column = |name: &str| header.iter().position(|own| own == name).expect("a column");
        let (charged_column, paid_column) = (column("charged"), column("paid"));
        let (mut by_day_charged, mut by_day_paid) = (0, 0);
        for row in table.records() {
            let row = row.expect("a row");
            by_day_charged += cents(&row[charged_column].into());
            if !row[paid_column].is_empty() {
                by_day_paid += cents(&row[paid_column].into());
            }
        }
        assert_eq!(
            (by_day_charged, by_day_paid),
            (charged, paid),
            "seed {seed}"
        );

        // Settled claims: the charge is paid, adjusted and the patient's, or the rest is shown.
        let settled = audited.rows("payments.jsonl");
        for claim in claims.iter().filter(|claim| claim.decisions > 0) {
            let row = settled
                .iter()
                .find(|row| row["claim"] == claim.id)
                .expect("a row");
            let of = |place: usize| -> i64 { claim.net.iter().map(|share| share[place]).sum() };
            let found =
                ["paid", "adjusted", "patient_share", "difference"].map(|name| cents(&row[name]));
            assert_eq!(
                found,
                [of(0), of(1) + of(2), of(3), claim.lost],
                "seed {seed}: {row}"
            );
            decisions += claim.decisions;
            unexplained += claim.lost;
        }
        let lost: i64 = claims.iter().map(|claim| claim.lost).sum();
        assert_eq!(cents(&totals["unexplained"]), lost, "seed {seed}");
        superseded += claims.iter().filter(|claim| claim.is_superseded).count();

        // Payments in question are never more than what was paid.
        let mut questioned = 0;
        for row in audited.rows("overpayments.jsonl") {
            assert!(
                (1..=cents(&row["paid"])).contains(&cents(&row["amount"])),
                "seed {seed}: {row}"
            );
            questioned += cents(&row["amount"]);
        }
        assert_eq!(cents(&totals["overpaid"]), questioned, "seed {seed}");
        let page = audited.text("report.html");
        assert!(
            page.contains(&format!("of ${} charged", grouped(charged))),
            "seed {seed}"
        );
    }
    assert!(
        decisions > 100 && superseded > 10 && unexplained > 0,
        "{decisions} {superseded}"
    );
}

/// Writes cents as the report does: `1,234.50`.
pub(crate) fn grouped(cents: i64) -> String {
    let whole = (cents / 100).to_string();
    let mut text = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{text}.{:02}", cents % 100)
}
