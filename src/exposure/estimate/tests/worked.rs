//! Worked examples to the cent.

use super::super::estimator::{degrees, variance};
use super::*;

#[test]
fn a_simple_sample_gives_the_limits_of_both_policies() {
    let estimate = difference(&forty());
    assert_eq!(dollars(estimate.total), "133894.50");
    assert!((estimate.standard_error - 2_684_046.85).abs() < 1e-3);
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
