//! Worked examples, refusals and what must hold of any sample, over these builders.

mod drawing;
mod properties;
mod refusals;
mod worked;

use super::*;

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
