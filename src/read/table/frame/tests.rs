//! Frames, samples and strata as people write them, and what is refused.

use super::*;

fn names() -> ColumnNames {
    ColumnNames::default()
}

#[test]
fn a_frame_is_read_by_the_usual_names_or_those_given() {
    let text = "Claim ID;Level;Paid Amount\nC-1;PHP;1,250.00\n'-2;OP;\nTotal;;1250.00\n";
    let table = frame(text, &names()).unwrap();
    let units: Vec<(&str, &str)> = table
        .rows
        .iter()
        .map(|row| (row.unit.as_str(), row.stratum.as_str()))
        .collect();
    // Strata are read only where they are asked for, and the apostrophe is a spreadsheet's.
    assert_eq!(units, [("C-1", ""), ("-2", "")]);
    assert_eq!(table.rows[0].paid, Some(Money::from_cents(125_000)));
    assert_eq!((table.rows[1].paid, table.footers), (None, 1));
    let own = ColumnNames {
        unit: Some("claim_id".into()),
        stratum: Some("level".into()),
        amount: None,
    };
    assert_eq!(frame(text, &own).unwrap().rows[0].stratum, "PHP");
    let absent = ColumnNames {
        stratum: Some("tier".into()),
        ..names()
    };
    assert_eq!(
        frame(text, &absent),
        Err(FrameError::NoSuchColumn {
            name: "tier".into()
        })
    );
}

#[test]
fn a_frame_with_doubtful_rows_is_refused_by_row() {
    let refused = |text: &str| frame(text, &names()).unwrap_err();
    assert_eq!(
        refused("unit,paid\nA,1.00\nB,2.00\nA,1.00\nB,2.00\n"),
        FrameError::Repeated {
            what: "unit",
            first: 2,
            second: 4,
            repeats: 2
        }
    );
    assert_eq!(
        refused("unit,paid\nA,1.00\nB,12.3.4\n"),
        FrameError::BadAmount {
            row: 3,
            what: "amount paid"
        }
    );
    assert_eq!(
        refused("unit,paid\nA,1.00\n,2.00\n"),
        FrameError::Empty {
            row: 3,
            what: "sampling unit"
        }
    );
    assert!(matches!(
        refused("unit,owed\nA,1.00\n"),
        FrameError::NoColumn { .. }
    ));
    assert_eq!(refused(""), FrameError::NoTable);
    assert_eq!(refused("unit,paid\n"), FrameError::NoTable);
}

#[test]
fn a_review_tells_the_overpayment_by_either_way() {
    let text = "unit,stratum,paid,correct,note,overturned\n\
                A,all,100.00,40.00,short session,\n\
                B,all,100.00,,,x\n\
                C,all,100.00,130.00,,no\n";
    let rows = sample(text, &names()).unwrap();
    let overpaid: Vec<Option<i64>> = rows
        .iter()
        .map(|row| row.overpaid.map(Money::cents))
        .collect();
    assert_eq!(overpaid, [Some(6000), None, Some(-3000)]);
    let marks: Vec<bool> = rows.iter().map(|row| row.overturned).collect();
    assert_eq!(marks, [false, true, false]);
    let rows = sample("claim,overpayment\nA,60\nB,\n", &names()).unwrap();
    assert_eq!(
        (rows[0].paid, rows[0].overpaid),
        (None, Some(Money::from_cents(6000)))
    );
    let differs = sample("unit,paid,correct,overpaid\nA,100,40,50\n", &names());
    assert_eq!(differs, Err(FrameError::Disagree { row: 2 }));
    let unpaid = sample("unit,paid,correct\nA,,40\n", &names());
    assert_eq!(
        unpaid,
        Err(FrameError::Empty {
            row: 2,
            what: "amount paid"
        })
    );
    let neither = sample("unit,paid\nA,100\n", &names());
    assert!(matches!(
        neither,
        Err(FrameError::NoColumn {
            what: "correct amount",
            ..
        })
    ));
}

#[test]
fn sizes_of_strata_are_whole_numbers() {
    let rows = strata("stratum,units,dollars\nPHP,\"1,200\",90000.00\nOP,30,\n").unwrap();
    assert_eq!((rows[0].units, rows[1].units), (1200, 30));
    assert_eq!(
        (rows[0].dollars, rows[1].dollars),
        (Some(Money::from_cents(9_000_000)), None)
    );
    let bad = strata("stratum,units\nPHP,12.5\n");
    assert_eq!(bad, Err(FrameError::BadCount { row: 2 }));
    let twice = strata("stratum,units\nPHP,12\nPHP,13\n");
    assert!(matches!(
        twice,
        Err(FrameError::Repeated {
            what: "stratum",
            ..
        })
    ));
}

#[test]
fn lines_of_an_audit_become_claims_or_lines() {
    let line = |claim: &str, line: u32, level: &str, paid: &str, more: &str| {
        format!(
            "{{\"schema\":\"chartproof.line/1\",\"patient\":\"P\",\"claim\":\"{claim}\",\
             \"line\":{line},\"level_billed\":\"{level}\",\"paid\":{paid}{more}}}\n"
        )
    };
    let text = [
        line("C1", 1, "OP", "\"50.00\"", ""),
        line("C1", 2, "PHP", "\"200.00\"", ""),
        line("C2", 1, "OP", "null", ""),
        line("C3", 1, "OP", "\"10.00\"", ",\"superseded\":true"),
    ]
    .concat();
    let claims = of_lines(&text, UnitKind::Claim).unwrap();
    assert_eq!(
        (claims.rows.len(), claims.superseded, claims.unpaid),
        (1, 1, 1)
    );
    assert_eq!(
        (&*claims.rows[0].unit, &*claims.rows[0].stratum),
        ("C1", "PHP")
    );
    assert_eq!(claims.rows[0].paid, Some(Money::from_cents(25_000)));
    let lines = of_lines(&text, UnitKind::Line).unwrap();
    let ids: Vec<&str> = lines.rows.iter().map(|row| row.unit.as_str()).collect();
    assert_eq!(ids, ["C1/1", "C1/2"]);
    let bad = of_lines("{\"claim\":1}\n", UnitKind::Claim);
    assert_eq!(bad, Err(FrameError::BadLine { line: 1 }));
    let shared = text.replacen("\"patient\":\"P\"", "\"patient\":\"Q\"", 1);
    assert!(matches!(
        of_lines(&shared, UnitKind::Claim),
        Err(FrameError::Repeated { .. })
    ));
}
