//! An estimate as one JSON object. Amounts are decimal strings in dollars, rounded to the cent;
//! `unrounded` holds the same figures as numbers, for those who compute on.

use super::{Extrapolation, PROGRAM};
use crate::exposure::estimate::{
    Distribution, Effect, ErrorRate, Estimate, Group, LimitPolicy, Limits, StratumEstimate,
    Underpayments, Unreviewed, rounded,
};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// The schema's name; a change of shape takes a new one.
const SCHEMA: &str = "chartproof.estimate/1";

/// Writes the estimate.
pub fn write_json(told: &Extrapolation, out: &mut dyn Write) -> io::Result<()> {
    let (sample, estimate) = (&told.sample, &told.estimate);
    let drawing = told.record.as_ref().map(|record| {
        json!({
            "program": record.program,
            "seed": record.seed,
            "frame": record.frame,
            "excluded": record.excluded,
        })
    });
    let mut policies = Map::new();
    for policy in LimitPolicy::ALL {
        let by = |distribution| limits(&estimate.policy(policy, distribution));
        let each = json!({
            "basis": policy.used_by(),
            "t": by(Distribution::Student),
            "z": by(Distribution::Normal),
        });
        policies.insert(policy.id().to_owned(), each);
    }
    let strata = sample.groups().iter().zip(&estimate.strata);
    let strata: Vec<Value> = strata.map(|(group, each)| stratum(group, each)).collect();
    let warnings = told.warnings.iter();
    let warnings: Vec<Value> = warnings
        .map(|warning| json!({"id": warning.id(), "text": warning.sentence()}))
        .collect();
    let all = estimate.all_limits();
    let record = json!({
        "schema": SCHEMA,
        "program": PROGRAM,
        "sample": {"file": told.file, "sha256": told.sha256, "units": sample.units().count()},
        "drawing": drawing,
        "universe": {
            "units": sample.universe(),
            "dollars": sample.dollars().map(|dollars| dollars.to_decimal()),
        },
        "unreviewed": {"units": told.unreviewed, "as": unreviewed(told.terms.unreviewed)},
        "underpayments": match told.terms.underpayments {
            Underpayments::Netted => "netted",
            Underpayments::LeftOut => "left-out",
        },
        "estimator": estimate.estimator.id(),
        "point": decimal(estimate.total),
        "standard_error": decimal(estimate.standard_error),
        "degrees": estimate.degrees,
        "ratio": estimate.ratio,
        "unrounded": {
            "point": estimate.total / 100.0,
            "standard_error": estimate.standard_error / 100.0,
        },
        "policies": policies,
        "limits": all.iter().map(limits).collect::<Vec<_>>(),
        "error_share": sample.error_share(),
        "strata": strata,
        "effects": steps(&told.effects, estimate),
        "cumulative": steps(&told.cumulative, estimate),
        "warnings": warnings,
    });
    writeln!(out, "{record:#}")
}

fn decimal(cents: f64) -> String {
    rounded(cents).to_decimal()
}

fn unreviewed(unreviewed: Unreviewed) -> &'static str {
    match unreviewed {
        Unreviewed::Refused => "refused",
        Unreviewed::AsCorrect => "as-correct",
        Unreviewed::AsError => "as-error",
    }
}

fn limits(limits: &Limits) -> Value {
    json!({
        "confidence": limits.confidence.percent(),
        "sides": limits.sides.id(),
        "distribution": limits.distribution.id(),
        "quantile": limits.quantile,
        "precision": decimal(limits.precision),
        "precision_percent": limits.percent,
        "lower": decimal(limits.lower),
        "upper": decimal(limits.upper),
        "unrounded": {
            "precision": limits.precision / 100.0,
            "lower": limits.lower / 100.0,
            "lower_as_computed": limits.computed / 100.0,
            "upper": limits.upper / 100.0,
        },
    })
}

fn stratum(group: &Group, estimate: &StratumEstimate) -> Value {
    let rate = ErrorRate::of(group);
    let limits: Vec<Value> = rate
        .limits
        .iter()
        .map(|limits| {
            json!({
                "confidence": limits.confidence.percent(),
                "wilson": [limits.wilson.0, limits.wilson.1],
                "clopper_pearson": [limits.exact.0, limits.exact.1],
            })
        })
        .collect();
    json!({
        "stratum": estimate.name,
        "units": estimate.units,
        "dollars": group.stratum.dollars.map(|dollars| dollars.to_decimal()),
        "sampled": estimate.sampled,
        "certainty": group.is_certainty(),
        "mean": estimate.mean / 100.0,
        "deviation": estimate.deviation / 100.0,
        "variance": estimate.variance / 10_000.0,
        "errors": rate.errors,
        "error_share": rate.share(),
        "error_limits": limits,
    })
}

/// Returns effects with what is left after each and what it took off the whole.
fn steps(effects: &[Effect], before: &Estimate) -> Vec<Value> {
    let lowers = LimitPolicy::ALL.map(|policy| before.policy(policy, Distribution::Student).lower);
    let step = |effect: &Effect| {
        let mut lower = Map::new();
        for ((policy, after), before) in LimitPolicy::ALL.iter().zip(effect.lower).zip(lowers) {
            let each = json!({"after": decimal(after), "less": decimal(before - after)});
            lower.insert(policy.id().to_owned(), each);
        }
        json!({
            "unit": effect.unit,
            "stratum": effect.stratum,
            "overpaid": effect.overpaid.to_decimal(),
            "overturned": effect.marked,
            "point": {
                "after": decimal(effect.total),
                "less": decimal(before.total - effect.total),
            },
            "lower": lower,
        })
    };
    effects.iter().map(step).collect()
}
