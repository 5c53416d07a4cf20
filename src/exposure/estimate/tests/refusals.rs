//! Samples that are refused, warned of or read as told.

use super::*;
use crate::read::table::frame::SampleRow;
use std::collections::BTreeSet;

#[test]
fn samples_without_variance_are_refused_with_the_stratum() {
    let strata = || vec![stratum("A", 10), stratum("B", 10)];
    let refused = |units, strata| Sample::new(units, strata).unwrap_err();
    let two = || vec![unit(1, "A", 1, 0), unit(2, "A", 1, 1)];
    let name = || "B".to_owned();
    assert_eq!(
        refused(two(), strata()),
        SampleError::NotSampled {
            name: name(),
            units: 10
        }
    );
    let mut three = two();
    three.push(unit(3, "B", 1, 0));
    assert_eq!(
        refused(three.clone(), strata()),
        SampleError::OneUnit {
            name: name(),
            units: 10
        }
    );
    assert_eq!(
        refused(three.clone(), vec![stratum("A", 1), stratum("B", 10)]),
        SampleError::TooMany {
            name: "A".into(),
            sampled: 2,
            units: 1
        }
    );
    assert_eq!(
        refused(three.clone(), vec![stratum("A", 10)]),
        SampleError::UnknownStratum { name: name() }
    );
    assert_eq!(refused(Vec::new(), strata()), SampleError::Empty);
    // A stratum of one unit that was sampled is known wholly.
    let certain = Sample::new(three, vec![stratum("A", 10), stratum("B", 1)]).unwrap();
    assert_eq!(difference(&certain).degrees, Some(1.0));
}

#[test]
fn a_universe_sampled_wholly_has_no_error() {
    let estimate = difference(&simple(&[100, 250, 0], 3));
    assert_eq!(dollars(estimate.total), "3.50");
    assert_eq!((estimate.standard_error, estimate.degrees), (0.0, None));
    for limits in estimate.all_limits() {
        assert_eq!((limits.lower, limits.upper), (350.0, 350.0));
    }
}

#[test]
fn doubtful_estimates_are_warned_of() {
    let of = |overpaid: &[i64]| {
        let sample = simple(overpaid, 1000);
        warnings(&sample, &difference(&sample), 0)
    };
    assert_eq!(of(&[0; 40]), [Warning::NoErrors]);
    assert_eq!(of(&[500, 400, 450]), [Warning::FewUnits { sampled: 3 }]);
    let mut rare = vec![0; 39];
    rare.push(36_000);
    assert_eq!(of(&rare), [Warning::BelowZero]);
    let lower =
        difference(&simple(&rare, 1000)).policy(LimitPolicy::OigTwoSided90, Distribution::Student);
    assert!(lower.lower == 0.0 && lower.computed < 0.0);
    let under: Vec<i64> = (0..40).map(|each| -each).collect();
    assert_eq!(of(&under), [Warning::Underpaid, Warning::BelowZero]);
    let more: Vec<i64> = (0..40).map(|each| 36_001 - each).collect();
    assert_eq!(of(&more), [Warning::MoreThanPaid { units: 1 }]);
}

#[test]
fn units_without_a_review_and_estimates_above_what_was_paid_are_warned_of() {
    let mut sample = simple(&[36_000; 40], 1000);
    sample.groups[0].stratum.dollars = Some(Money::from_cents(30_000_000));
    let found = warnings(&sample, &difference(&sample), 7);
    let wanted = [Warning::NotReviewed { units: 7 }, Warning::AboveUniverse];
    assert_eq!(found, wanted);
    sample.groups[0].stratum.dollars = Some(Money::from_cents(20_000_000));
    let found = warnings(&sample, &difference(&sample), 0);
    assert_eq!(found, [Warning::AboveUniverse, Warning::UnlikeUniverse]);
}

#[test]
fn each_overturned_unit_takes_off_the_estimate() {
    let sample = forty();
    let before = difference(&sample);
    let effects = effects(&sample, Estimator::Difference).unwrap();
    assert_eq!(effects.len(), 18);
    assert!(effects.is_sorted_by(|a, b| a.lower[0] <= b.lower[0]));
    // A unit of 360.00 in 40 takes 1,200 times 9.00 off the point estimate.
    let most = effects
        .iter()
        .find(|effect| effect.overpaid == Money::from_cents(36_000))
        .unwrap();
    assert_eq!(dollars(before.total - most.total), "10800.00");
    let mut marked = sample.clone();
    for unit in &mut marked.groups[0].units {
        unit.overturned = true;
    }
    let effects = super::super::effects(&marked, Estimator::Difference).unwrap();
    let steps = cumulative(&marked, Estimator::Difference, &effects).unwrap();
    assert_eq!(steps.len(), 18);
    assert_eq!(steps.first().unwrap().total, effects.first().unwrap().total);
    let last = steps.last().unwrap();
    assert_eq!((last.total, last.lower), (0.0, [0.0, 0.0]));
}

#[test]
fn rows_without_a_review_count_only_as_told() {
    let row = |row, overpaid: Option<i64>| SampleRow {
        unit: format!("U{row}"),
        stratum: WHOLE.into(),
        paid: Some(Money::from_cents(500)),
        overpaid: overpaid.map(Money::from_cents),
        overturned: false,
        row,
    };
    let rows = [
        row(2, Some(-100)),
        row(3, None),
        row(4, Some(200)),
        row(5, None),
    ];
    let with = |unreviewed, underpayments| ReviewTerms {
        unreviewed,
        underpayments,
        estimator: Estimator::Difference,
        overturned: BTreeSet::new(),
    };
    let cents = |unreviewed, underpayments| -> Result<Vec<i64>, ReviewError> {
        let units = reviewed(&rows, &with(unreviewed, underpayments))?;
        Ok(units.iter().map(|unit| unit.overpaid.cents()).collect())
    };
    assert_eq!(
        cents(Unreviewed::Refused, Underpayments::Netted),
        Err(ReviewError::NotReviewed {
            unreviewed: 2,
            rows: 4,
            first: 3
        })
    );
    assert_eq!(
        cents(Unreviewed::AsCorrect, Underpayments::Netted),
        Ok(vec![-100, 0, 200, 0])
    );
    assert_eq!(
        cents(Unreviewed::AsError, Underpayments::LeftOut),
        Ok(vec![0, 500, 200, 500])
    );
    let mut terms = with(Unreviewed::AsCorrect, Underpayments::Netted);
    terms.overturned.insert("U9".into());
    assert_eq!(
        reviewed(&rows, &terms),
        Err(ReviewError::UnknownOverturned { count: 1 })
    );
}

#[test]
fn absurd_amounts_stay_printable() {
    let most = i64::MAX / 2;
    let estimate = difference(&simple(&[-most, most, -most, -most], u64::MAX));
    for limits in estimate.all_limits() {
        let told = [
            limits.computed,
            limits.lower,
            limits.upper,
            limits.precision,
        ];
        for cents in told
            .map(rounded)
            .map(|amount| amount.cents().unsigned_abs())
        {
            assert!(cents <= 9_000_000_000_000_000_000);
        }
    }
    assert_eq!(
        rounded(estimate.total).to_string(),
        "-$90,000,000,000,000,000.00"
    );
}
