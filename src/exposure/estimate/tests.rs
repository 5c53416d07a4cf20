//! Worked examples to the cent, and what must hold of any sample.

use super::estimator::{degrees, variance};
use super::*;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn unit(id: usize, stratum: &str, paid: i64, overpaid: i64) -> SampledUnit {
    SampledUnit {
        id: format!("U{id:05}"),
        stratum: stratum.to_owned(),
        paid: Money::from_cents(paid),
        overpaid: Money::from_cents(overpaid),
        overturned: false,
    }
}

fn stratum(name: &str, units: u64) -> Stratum {
    Stratum {
        name: name.to_owned(),
        units,
        dollars: None,
    }
}

fn simple(overpaid: &[i64], universe: u64) -> Sample {
    let units = overpaid.iter().enumerate();
    let units = units.map(|(id, cents)| unit(id, WHOLE, 36_000, *cents));
    Sample::new(units.collect(), vec![stratum(WHOLE, universe)]).unwrap()
}

/// Forty claims of 1,200, of which eighteen are overpaid.
fn forty() -> Sample {
    let mut overpaid = vec![0; 22];
    overpaid.extend([18_000; 6]);
    overpaid.extend([36_000; 5]);
    overpaid.extend([9550, 21_000, 36_000, 36_000, 12_525, 36_000, 7240]);
    simple(&overpaid, 1200)
}

fn difference(sample: &Sample) -> Estimate {
    estimate(sample, Estimator::Difference).unwrap()
}

fn dollars(cents: f64) -> String {
    rounded(cents).to_decimal()
}

#[test]
fn a_simple_sample_gives_the_limits_of_both_policies() {
    let estimate = difference(&forty());
    assert_eq!(dollars(estimate.total), "133894.50");
    assert!((estimate.standard_error - 2_684_046.8504).abs() < 1e-3);
    assert_eq!(estimate.degrees, Some(39.0));
    for (policy, distribution, precision, percent, lower, upper) in [
        (
            LimitPolicy::OigTwoSided90,
            Distribution::Student,
            "45222.84",
            33.775,
            "88671.66",
            "179117.34",
        ),
        (
            LimitPolicy::OigTwoSided90,
            Distribution::Normal,
            "44148.64",
            32.973,
            "89745.86",
            "178043.14",
        ),
        (
            LimitPolicy::MpimOneSided90,
            Distribution::Student,
            "34990.27",
            26.133,
            "98904.23",
            "168884.77",
        ),
        (
            LimitPolicy::MpimOneSided90,
            Distribution::Normal,
            "34397.44",
            25.690,
            "99497.06",
            "168291.94",
        ),
    ] {
        let limits = estimate.policy(policy, distribution);
        assert_eq!(dollars(limits.precision), precision);
        assert!((limits.percent.unwrap() - percent).abs() < 5e-4);
        assert_eq!(dollars(limits.lower), lower);
        assert_eq!(dollars(limits.upper), upper);
    }
}

#[test]
fn strata_add_up_with_satterthwaites_degrees() {
    let strata: Vec<StratumEstimate> = [
        ("PHP", 300, 30, 14_200.0, 16_500.0),
        ("RES", 150, 30, 41_000.0, 39_000.0),
        ("OP", 2100, 40, 1850.0, 3100.0),
    ]
    .map(|(name, units, sampled, mean, deviation)| {
        let mut stratum = StratumEstimate {
            name: name.to_owned(),
            units,
            sampled,
            mean,
            deviation,
            variance: 0.0,
        };
        stratum.variance = variance(&stratum);
        stratum
    })
    .to_vec();
    let parts: Vec<f64> = strata.iter().map(|each| each.variance / 1e4).collect();
    for (part, wanted) in parts
        .iter()
        .zip([73_507_500.0, 91_260_000.0, 103_932_150.0])
    {
        assert!((part - wanted).abs() < 1e-3, "{part}");
    }
    let estimate = Estimate {
        estimator: Estimator::Difference,
        total: strata
            .iter()
            .map(|each| each.units as f64 * each.mean)
            .sum(),
        standard_error: strata.iter().map(|each| each.variance).sum::<f64>().sqrt(),
        degrees: degrees(&strata),
        ratio: None,
        strata,
    };
    assert_eq!(dollars(estimate.total), "142950.00");
    assert_eq!(dollars(estimate.standard_error), "16392.06");
    assert!((estimate.degrees.unwrap() - 96.204).abs() < 5e-4);
    let oig = estimate.policy(LimitPolicy::OigTwoSided90, Distribution::Normal);
    assert_eq!(
        (dollars(oig.lower), dollars(oig.upper)),
        ("115987.46".into(), "169912.54".into())
    );
    let mpim = estimate.policy(LimitPolicy::MpimOneSided90, Distribution::Normal);
    assert_eq!(dollars(mpim.lower), "121942.73");
    let by_t = estimate.policy(LimitPolicy::OigTwoSided90, Distribution::Student);
    assert!((by_t.quantile - 1.660847).abs() < 5e-7);
    assert_eq!(dollars(by_t.lower), "115725.29");
}

#[test]
fn a_ratio_is_carried_to_the_dollars_of_the_universe() {
    let overpaid = [0, 0, 120, 0, 360, 180, 0, 90, 0, 250];
    let paid = [360, 180, 360, 360, 360, 180, 360, 360, 180, 300];
    let units = overpaid.iter().zip(paid).enumerate();
    let units = units.map(|(id, (over, paid))| unit(id, WHOLE, 100 * paid, 100 * over));
    let units: Vec<SampledUnit> = units.collect();
    let mut universe = stratum(WHOLE, 500);
    let unknown = Sample::new(units.clone(), vec![universe.clone()]).unwrap();
    assert_eq!(
        estimate(&unknown, Estimator::Ratio),
        Err(EstimateError::NoDollars)
    );
    universe.dollars = Some(Money::from_cents(15_200_000));
    let sample = Sample::new(units, vec![universe]).unwrap();
    let estimate = estimate(&sample, Estimator::Ratio).unwrap();
    assert!((estimate.ratio.unwrap() - 0.333333).abs() < 5e-7);
    assert_eq!(dollars(estimate.total), "50666.67");
    assert_eq!(dollars(estimate.standard_error), "19922.35");
    let lower = |policy| dollars(estimate.policy(policy, Distribution::Student).lower);
    assert_eq!(lower(LimitPolicy::OigTwoSided90), "14146.75");
    assert_eq!(lower(LimitPolicy::MpimOneSided90), "23113.49");
}

#[test]
fn sizes_follow_from_the_variation_and_the_precision() {
    let overpaid: Vec<Money> = forty().units().map(|unit| unit.overpaid).collect();
    let variation = coefficient_of_variation(&overpaid).unwrap();
    assert!((variation - 1.289493).abs() < 5e-7);
    let quantile = Sides::Two.normal_quantile(Confidence::Ninety);
    let units = |precision| sample_size(variation, quantile, precision, 1200).units;
    assert_eq!([0.25, 0.15, 0.10].map(units), [68, 172, 328]);
    assert_eq!(units(1e-9), 1200);
    assert_eq!(units(1e9), 2);
    let none = coefficient_of_variation(&[Money::ZERO; 5]);
    assert_eq!(none, Err(SizeError::NoOverpayment));
}

#[test]
fn rates_are_exact_at_their_ends() {
    let rate = ErrorRate::of(&forty().groups()[0]);
    assert_eq!((rate.errors, rate.sampled), (18, 40));
    let none = ErrorRate::new(0, 40);
    let all = ErrorRate::new(40, 40);
    for (none, all) in none.limits.iter().zip(&all.limits) {
        assert_eq!((none.wilson.0, none.exact.0), (0.0, 0.0));
        assert_eq!((all.wilson.1, all.exact.1), (1.0, 1.0));
        assert!((none.exact.1 + all.exact.0 - 1.0).abs() < 1e-12);
        // With no error the exact upper limit is known in closed form.
        let tail = (1.0 - f64::from(none.confidence.percent()) / 100.0) / 2.0;
        assert!((none.exact.1 - (1.0 - tail.powf(1.0 / 40.0))).abs() < 1e-12);
    }
}

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
        warnings(&sample, &difference(&sample))
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
    let effects = super::effects(&marked, Estimator::Difference).unwrap();
    let steps = cumulative(&marked, Estimator::Difference, &effects).unwrap();
    assert_eq!(steps.len(), 18);
    assert_eq!(steps.first().unwrap().total, effects.first().unwrap().total);
    let last = steps.last().unwrap();
    assert_eq!((last.total, last.lower), (0.0, [0.0, 0.0]));
}

#[test]
fn rows_without_a_review_count_only_as_told() {
    use crate::read::table::frame::SampleRow;
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

fn frame(count: usize) -> Vec<FrameUnit> {
    let level = |id| if id % 3 == 0 { "PHP" } else { "OP" };
    (0..count)
        .map(|id| FrameUnit {
            id: format!("C{id:04}"),
            stratum: level(id).to_owned(),
            paid: Money::from_cents(100),
        })
        .collect()
}

#[test]
fn a_draw_can_be_repeated_by_hash_and_sort() {
    let drawn = draw(frame(100), 20_260_401, &Sizes::Whole(5)).unwrap();
    let ids: Vec<&str> = drawn[0].drawn.iter().map(|unit| unit.id.as_str()).collect();
    // As the Python line of `METHOD` sorts them.
    assert_eq!(ids, ["C0089", "C0037", "C0057", "C0042", "C0086"]);
    assert_eq!(
        (drawn[0].units, drawn[0].dollars),
        (100, Money::from_cents(10_000))
    );
    let mut turned = frame(100);
    turned.reverse();
    assert_eq!(draw(turned, 20_260_401, &Sizes::Whole(5)).unwrap(), drawn);
    assert_ne!(
        draw(frame(100), 20_260_402, &Sizes::Whole(5)).unwrap(),
        drawn
    );
}

#[test]
fn every_stratum_is_drawn_as_asked_or_refused() {
    let sizes = |sizes: &[(&str, u64)]| {
        let named = sizes.iter().map(|(name, size)| ((*name).to_owned(), *size));
        Sizes::Strata(named.collect::<BTreeMap<_, _>>())
    };
    let refused = |each: &[(&str, u64)]| draw(frame(30), 1, &sizes(each)).unwrap_err();
    let drawn = draw(frame(30), 1, &sizes(&[("OP", 4), ("PHP", 10)])).unwrap();
    let counts: Vec<(u64, usize)> = drawn
        .iter()
        .map(|each| (each.units, each.drawn.len()))
        .collect();
    assert_eq!(counts, [(20, 4), (10, 10)]);
    assert_eq!(
        refused(&[("OP", 4)]),
        DrawError::NoSize {
            name: "PHP".into(),
            units: 10
        }
    );
    assert_eq!(
        refused(&[("OP", 4), ("PHP", 11)]),
        DrawError::TooMany {
            name: "PHP".into(),
            size: 11,
            units: 10
        }
    );
    assert_eq!(
        refused(&[("OP", 1), ("PHP", 5)]),
        DrawError::TooFew {
            name: "OP".into(),
            size: 1,
            units: 20
        }
    );
    assert_eq!(
        refused(&[("OP", 4), ("PHP", 5), ("IOP", 2)]),
        DrawError::UnknownStratum {
            name: "IOP".into(),
            known: "OP, PHP".into()
        }
    );
    assert_eq!(
        draw(Vec::new(), 1, &Sizes::Whole(3)),
        Err(DrawError::NoUnits)
    );
}

fn amounts() -> impl Strategy<Value = Vec<i64>> {
    prop::collection::vec(-5_000_i64..100_000, 2..60)
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * one.abs().max(other.abs()).max(1.0)
}

proptest! {
    #[test]
    fn the_order_of_rows_does_not_matter(amounts in amounts(), turn in 0_usize..60) {
        let units: Vec<SampledUnit> = amounts.iter().enumerate()
            .map(|(id, cents)| unit(id, if id % 2 == 0 || amounts.len() < 4 { "A" } else { "B" }, 500 + id as i64, *cents))
            .collect();
        let mut strata: Vec<Stratum> = [("A", 90), ("B", 80)].map(|(name, units)| stratum(name, units)).to_vec();
        strata.retain(|stratum| units.iter().any(|unit| unit.stratum == stratum.name));
        for stratum in &mut strata {
            stratum.dollars = Some(Money::from_cents(900_000));
        }
        let mut turned = units.clone();
        let count = turned.len();
        turned.rotate_left(turn % count);
        let one = Sample::new(units, strata.clone()).unwrap();
        strata.reverse();
        let other = Sample::new(turned, strata).unwrap();
        for estimator in [Estimator::Difference, Estimator::Ratio] {
            prop_assert_eq!(estimate(&one, estimator), estimate(&other, estimator));
        }
    }

    #[test]
    fn a_constant_moves_the_point_and_not_the_error(amounts in amounts(), constant in -3_000_i64..3_000) {
        let moved: Vec<i64> = amounts.iter().map(|cents| cents + constant).collect();
        let (one, other) = (difference(&simple(&amounts, 500)), difference(&simple(&moved, 500)));
        prop_assert!(near(one.total + 500.0 * constant as f64, other.total));
        prop_assert!(near(one.standard_error, other.standard_error));
        prop_assert_eq!(one.degrees, other.degrees);
    }

    #[test]
    fn a_stratum_known_wholly_only_adds_its_sum(amounts in amounts(), certain in amounts()) {
        let alone = difference(&simple(&amounts, 500));
        let mut units: Vec<SampledUnit> = amounts.iter().enumerate()
            .map(|(id, cents)| unit(id, "A", 500, *cents)).collect();
        units.extend(certain.iter().enumerate().map(|(id, cents)| unit(id, "B", 500, *cents)));
        let strata = vec![stratum("A", 500), stratum("B", certain.len() as u64)];
        let both = difference(&Sample::new(units, strata).unwrap());
        prop_assert!(near(alone.total + certain.iter().sum::<i64>() as f64, both.total));
        prop_assert!(near(alone.standard_error, both.standard_error));
        prop_assert_eq!(alone.degrees, both.degrees);
    }

    #[test]
    fn one_stratum_by_any_route_is_a_simple_sample(amounts in amounts()) {
        let one = difference(&simple(&amounts, 777));
        let n = amounts.len() as f64;
        let mean = amounts.iter().sum::<i64>() as f64 / n;
        let squares: f64 = amounts.iter().map(|cents| (*cents as f64 - mean).powi(2)).sum();
        let error = 777.0 * (squares / (n - 1.0)).sqrt() / n.sqrt() * (1.0 - n / 777.0).sqrt();
        prop_assert!(near(one.total, 777.0 * mean));
        prop_assert!(near(one.standard_error, error));
        prop_assert!(near(one.degrees.unwrap(), n - 1.0));
    }
}
