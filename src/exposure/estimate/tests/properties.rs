//! What must hold of any sample.

use super::*;
use proptest::prelude::*;

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
