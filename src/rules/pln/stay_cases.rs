//! From when a stay is taken to have begun, drawn as cases.

use crate::ledger::Ledger;
use crate::rules::fixture;

fn dates(drawn: &str) -> Vec<(String, String, String)> {
    let (policy, records) = fixture::draw(drawn);
    let ledger = Ledger::build(&records[0], &policy);
    let stays = ledger.stays.iter();
    stays
        .map(|stay| {
            (
                stay.level.id().to_owned(),
                stay.admission.to_string(),
                stay.told_from.to_string(),
            )
        })
        .collect()
}

fn row(level: &str, admission: &str, told: &str) -> (String, String, String) {
    (level.to_owned(), admission.to_owned(), told.to_owned())
}

#[test]
fn a_residential_stay_goes_on_from_an_admission_of_months_ago() {
    let claim = "claim C1 I admit 2026-01-26\nline 2026-03-09..2026-03-11 H2036 rev 1002";
    let told = format!("note 2026-01-26 assessment\n{claim}");
    assert_eq!(dates(&told), [row("RES-HIGH", "2026-01-26", "2026-03-09")]);
    // A chart of the billed month alone does not tell of the beginning, nor does one that was
    // gathered for the month beside the papers of the admission.
    assert_eq!(dates(&told)[0].2, "2026-03-09");
    let daily: String = (0..5)
        .map(|week| {
            format!(
                "note 2026-0{}-{:02} shift\n",
                2 + week / 4,
                2 + week % 4 * 7
            )
        })
        .collect();
    assert_eq!(dates(&format!("{daily}{told}"))[0].2, "2026-01-26");
    let month = format!("note 2026-03-02 group\n{claim}");
    assert_eq!(dates(&month), [row("RES-HIGH", "2026-01-26", "2026-03-09")]);
    let old = told.replace("admit 2026-01-26", "admit 2016-01-26");
    assert_eq!(dates(&old)[0].1, "2026-03-09", "a slip of the pen");
}

#[test]
fn an_outpatient_claims_admission_may_be_the_first_visit_of_years_ago() {
    let case = "note 2025-01-26 assessment
        claim C1 I admit 2025-01-26\nline 2026-03-09 H0015 rev 0906";
    assert_eq!(dates(case), [row("IOP", "2026-03-09", "2026-03-09")]);
}

#[test]
fn an_admission_to_the_house_is_not_the_admission_to_its_second_level() {
    let case = "note 2026-02-16 assessment
        claim C1 I admit 2026-02-16\nline 2026-02-16..2026-03-04 H2036 rev 1002
        claim C2 I admit 2026-02-16\nline 2026-03-05..2026-03-06 H0035 rev 0913";
    assert_eq!(
        dates(case),
        [
            row("RES-HIGH", "2026-02-16", "2026-02-16"),
            row("PHP", "2026-03-05", "2026-03-05"),
        ]
    );
}

#[test]
fn a_plan_made_on_its_admission_tells_of_one_long_before_the_billed_month() {
    let month = |plan: &str| {
        format!(
            "{plan}\nclaim C1 P\nline 2026-05-04 H0015\nline 2026-05-06 H0015\n\
             auth A-1 approved 2026-03-23..2026-06-30 level IOP"
        )
    };
    let admitted = |case: &str| dates(case)[0].1.clone();
    let own = month("plan 2026-03-23 level IOP admission 2026-03-23");
    assert_eq!(admitted(&own), "2026-03-23");
    // Without a level of its own the approval that begins with it bears it out.
    let plain = month("plan 2026-03-23 admission 2026-03-23");
    assert_eq!(admitted(&plain), "2026-03-23");
    let without = plain.replace("2026-03-23..2026-06-30", "2026-05-04..2026-06-30");
    assert_eq!(admitted(&without), "2026-05-04");
    // A plan of later that carries an old date over, one of another level, and a discharge since.
    for other in [
        "plan 2026-04-28 level IOP admission 2026-02-02",
        "plan 2026-02-02 level RES-HIGH admission 2026-02-02",
        "plan 2026-03-23 level IOP admission 2026-03-23\nnote 2026-04-10 discharge-summary",
    ] {
        assert_eq!(admitted(&month(other)), "2026-05-04", "{other}");
    }
}
