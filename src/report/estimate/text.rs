//! An estimate for people who must answer a demand.

use super::super::grid::{right, table};
use super::Extrapolation;
use crate::exposure::estimate::{
    Distribution, Effect, ErrorRate, Estimator, LimitPolicy, Limits, Underpayments, Unreviewed,
    rounded,
};
use crate::model::Money;
use crate::text::on_one_line;
use comfy_table::{Cell, Table};
use std::io::{self, Write};

/// Writes the estimate; of the units' effects at most `most` are listed.
pub fn write_text(told: &Extrapolation, most: usize, out: &mut dyn Write) -> io::Result<()> {
    write_facts(told, out)?;
    write_policies(told, out)?;
    write_limits(told, out)?;
    write_strata(told, out)?;
    write_rates(told, out)?;
    write_effects(told, most, out)?;
    write_cumulative(told, out)?;
    for warning in &told.warnings {
        writeln!(out, "\nWarning: {}", warning.sentence())?;
    }
    Ok(())
}

fn write_facts(told: &Extrapolation, out: &mut dyn Write) -> io::Result<()> {
    let (sample, estimate) = (&told.sample, &told.estimate);
    let overpaid: Money = sample.units().map(|unit| unit.overpaid).sum();
    let wrong = sample.units().filter(|unit| unit.overpaid != Money::ZERO);
    let mut facts = vec![("Sample", format!("{}, SHA-256 {}", told.file, told.sha256))];
    if let Some(record) = &told.record {
        let frame = &record.frame;
        let drawn = format!(
            "with seed {} from {}, SHA-256 {}, by {}",
            record.seed, frame.file, frame.sha256, record.program
        );
        facts.push(("Drawn", drawn));
    }
    let dollars = sample.dollars();
    let paid = dollars.map_or_else(String::new, |dollars| format!(", {dollars} paid"));
    facts.push(("Universe", format!("{} units{paid}", sample.universe())));
    facts.push((
        "Sampled",
        format!(
            "{} units, {} in error, {overpaid} overpaid on balance",
            sample.units().count(),
            wrong.count()
        ),
    ));
    if told.unreviewed > 0 {
        let as_what = match told.terms.unreviewed {
            Unreviewed::AsError => "wholly overpaid",
            _ => "paid correctly",
        };
        let words = format!("{} units, counted as {as_what}", told.unreviewed);
        facts.push(("Not reviewed", words));
    }
    let underpayments = match told.terms.underpayments {
        Underpayments::Netted => "set against overpayments",
        Underpayments::LeftOut => "left out",
    };
    facts.push(("Underpayments", underpayments.to_owned()));
    let estimator = match (estimate.estimator, estimate.ratio) {
        (Estimator::Ratio, Some(ratio)) => {
            format!("ratio: {ratio:.6} overpaid of each dollar paid, times the universe's dollars")
        }
        _ => "difference: the mean overpayment of a unit, times the units".to_owned(),
    };
    facts.push(("Estimator", estimator));
    facts.push(("Point estimate", rounded(estimate.total).to_string()));
    if let Some(dollars) = dollars.filter(|dollars| *dollars > Money::ZERO) {
        let share = 100.0 * estimate.total / dollars.cents() as f64;
        facts.push(("Share of dollars", format!("{share:.2} %")));
    }
    facts.push((
        "Standard error",
        rounded(estimate.standard_error).to_string(),
    ));
    let degrees = match estimate.degrees {
        Some(degrees) => format!("{degrees:.3}"),
        None => "none: every unit was sampled".to_owned(),
    };
    facts.push(("Degrees of freedom", degrees));
    let mut table = table();
    for (label, value) in facts {
        table.add_row([label.to_owned(), on_one_line(&value).into_owned()]);
    }
    writeln!(out, "Extrapolation of a reviewed sample\n\n{table}")
}

fn write_policies(told: &Extrapolation, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "\nWhat a demand may rest on (settings commonly used, not law: the contractor's letter \
         and manual say which holds)"
    )?;
    let mut table = limits_table("setting");
    for policy in LimitPolicy::ALL {
        for distribution in Distribution::ALL {
            let limits = told.estimate.policy(policy, distribution);
            table.add_row(limits_row(policy.id(), &limits));
        }
    }
    writeln!(out, "{table}")?;
    for policy in LimitPolicy::ALL {
        writeln!(out, "  {}: {}", policy.id(), policy.used_by())?;
    }
    Ok(())
}

fn write_limits(told: &Extrapolation, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\nLimits at other confidences")?;
    let mut table = limits_table("confidence");
    for limits in told.estimate.all_limits() {
        let name = format!("{} {} %", limits.sides.id(), limits.confidence.percent());
        table.add_row(limits_row(&name, &limits));
    }
    writeln!(out, "{table}")
}

fn limits_table(first: &str) -> Table {
    let mut table = table();
    table.set_header([
        first,
        "by",
        "quantile",
        "precision",
        "in %",
        "lower limit",
        "upper limit",
    ]);
    table
}

fn limits_row(name: &str, limits: &Limits) -> Vec<Cell> {
    let figures = [
        format!("{:.6}", limits.quantile),
        rounded(limits.precision).to_string(),
        limits
            .percent
            .map_or_else(|| "-".to_owned(), |percent| format!("{percent:.3}")),
        rounded(limits.lower).to_string(),
        rounded(limits.upper).to_string(),
    ];
    let mut row = vec![name.into(), limits.distribution.id().into()];
    row.extend(figures.map(right));
    row
}

fn write_strata(told: &Extrapolation, out: &mut dyn Write) -> io::Result<()> {
    if told.estimate.strata.len() < 2 {
        return Ok(());
    }
    writeln!(out, "\nStrata")?;
    let mut table = table();
    table.set_header([
        "stratum",
        "units",
        "sampled",
        "mean overpaid",
        "deviation",
        "estimate",
    ]);
    for stratum in &told.estimate.strata {
        let of_units = stratum.mean * stratum.units as f64;
        table.add_row(vec![
            on_one_line(&stratum.name).into(),
            right(stratum.units.to_string()),
            right(stratum.sampled.to_string()),
            right(rounded(stratum.mean).to_string()),
            right(rounded(stratum.deviation).to_string()),
            right(rounded(of_units).to_string()),
        ]);
    }
    writeln!(out, "{table}")?;
    if told.estimate.estimator == Estimator::Ratio {
        writeln!(
            out,
            "  The column `estimate` is by difference; the ratio is of all strata together, and \
             the deviation is of what it leaves unexplained."
        )?;
    }
    Ok(())
}

fn write_rates(told: &Extrapolation, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\nUnits in error, two-sided limits in %")?;
    let mut table = table();
    table.set_header([
        "stratum",
        "in error",
        "rate",
        "confidence",
        "Wilson",
        "Clopper-Pearson",
    ]);
    let span = |(low, high): (f64, f64)| format!("{:.2} to {:.2}", 100.0 * low, 100.0 * high);
    for group in told.sample.groups() {
        let rate = ErrorRate::of(group);
        for limits in &rate.limits {
            table.add_row(vec![
                on_one_line(&group.stratum.name).into(),
                right(format!("{} of {}", rate.errors, rate.sampled)),
                right(format!("{:.2}", 100.0 * rate.share())),
                right(format!("{} %", limits.confidence.percent())),
                right(span(limits.wilson)),
                right(span(limits.exact)),
            ]);
        }
    }
    writeln!(out, "{table}")?;
    if told.sample.groups().len() > 1 {
        let share = 100.0 * told.sample.error_share();
        writeln!(out, "  Weighted by the units of the strata: {share:.2} %")?;
    }
    Ok(())
}

fn write_effects(told: &Extrapolation, most: usize, out: &mut dyn Write) -> io::Result<()> {
    if told.effects.is_empty() || most == 0 {
        return Ok(());
    }
    writeln!(
        out,
        "\nWhat each unit takes off when it alone is overturned (limits by t)"
    )?;
    let listed = told.effects.get(..most).unwrap_or(&told.effects);
    write_steps(told, listed, out)?;
    match told.effects.len() - listed.len() {
        0 => Ok(()),
        more => writeln!(
            out,
            "  and {more} more: `--effects` lists them, or `--format json`"
        ),
    }
}

fn write_cumulative(told: &Extrapolation, out: &mut dyn Write) -> io::Result<()> {
    if told.cumulative.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "\nWhat the units marked as overturned take off together, each with those above it"
    )?;
    write_steps(told, &told.cumulative, out)
}

fn write_steps(told: &Extrapolation, steps: &[Effect], out: &mut dyn Write) -> io::Result<()> {
    let [oig, mpim] = LimitPolicy::ALL.map(|policy| {
        (
            policy.id(),
            told.estimate.policy(policy, Distribution::Student).lower,
        )
    });
    let mut table = table();
    table.set_header([
        "unit",
        "overpaid",
        "off the point",
        "off the limit",
        "",
        "limits after",
        "",
    ]);
    table
        .add_row(["", "", "estimate", oig.0, mpim.0, oig.0, mpim.0].map(|word| right(word.into())));
    for step in steps {
        let [first, second] = step.lower;
        table.add_row(vec![
            on_one_line(&step.unit).into(),
            right(step.overpaid.to_string()),
            right(rounded(told.estimate.total - step.total).to_string()),
            right(rounded(oig.1 - first).to_string()),
            right(rounded(mpim.1 - second).to_string()),
            right(rounded(first).to_string()),
            right(rounded(second).to_string()),
        ]);
    }
    writeln!(out, "{table}")
}
