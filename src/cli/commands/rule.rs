//! `chartproof rule`: explains a rule, or lists all.

use crate::cli::exit::Exit;
use crate::policy::Parameters;
use crate::rules::{self, RULES, Rule};
use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::io::Write;

/// Explain a rule; without a code, list all
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// The rule's code, TIM-002
    code: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value = "text")]
    format: TextOrJson,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TextOrJson {
    Text,
    Json,
}

/// Prints the explanation.
pub(in crate::cli) fn run(arguments: &Arguments) -> Result<Exit> {
    let mut stdout = anstream::stdout().lock();
    let chosen: Vec<&Rule> = match &arguments.code {
        None => RULES.to_vec(),
        Some(code) => match rules::find(code) {
            Some(rule) => vec![rule],
            None => bail!(
                "no rule `{code}`; `chartproof rule` lists all {}",
                RULES.len()
            ),
        },
    };
    match (arguments.format, &arguments.code) {
        (TextOrJson::Json, Some(_)) => {
            let explained: Vec<_> = chosen.into_iter().map(Explanation::of).collect();
            serde_json::to_writer_pretty(&mut stdout, &explained[0])?;
            writeln!(stdout)?;
        }
        (TextOrJson::Json, None) => {
            let explained: Vec<_> = chosen.into_iter().map(Explanation::of).collect();
            serde_json::to_writer_pretty(&mut stdout, &explained)?;
            writeln!(stdout)?;
        }
        (TextOrJson::Text, None) => {
            for rule in chosen {
                writeln!(
                    stdout,
                    "{}  {:<9} {}",
                    rule.code,
                    rule.severity.id(),
                    rule.name
                )?;
            }
        }
        (TextOrJson::Text, Some(_)) => {
            for rule in chosen {
                print(rule, &mut stdout)?;
            }
        }
    }
    Ok(Exit::Clean)
}

fn print(rule: &Rule, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "{} {}", rule.code, rule.name)?;
    writeln!(
        out,
        "severity: {}   exposure: {}",
        rule.severity.id(),
        rule.exposure.id()
    )?;
    paragraph(out, "", &format!("looks at: {}", rule.applies_to))?;
    writeln!(out, "\nWhat it checks")?;
    paragraph(out, "  ", rule.checks)?;
    if rule.rests_on_absence {
        paragraph(
            out,
            "  ",
            "It rests on something that was not found: it fails only where the chart set was \
             declared complete and every page could be read, and warns otherwise.",
        )?;
    }
    for kind in rule.needs {
        let without = format!("Without {} in the export it is not checked.", kind.words());
        paragraph(out, "  ", &without)?;
    }
    writeln!(out, "\nWhy it matters")?;
    paragraph(out, "  ", rule.why)?;
    writeln!(out, "\nAuthority")?;
    for authority in rule.authority {
        let note = if authority.verified {
            ""
        } else {
            " (commonly cited; confirm with the payer's manual)"
        };
        paragraph(out, "  ", &format!("{}{note}", authority.cite))?;
    }
    writeln!(out, "\nWhat may be done")?;
    for cure in rule.cure {
        paragraph(out, "  ", &format!("{} {}", cure.code(), cure.text()))?;
    }
    if !rule.params.is_empty() {
        writeln!(out, "\nParameters")?;
        for parameter in rule
            .params
            .iter()
            .filter_map(|key| Parameters::describe(key))
        {
            writeln!(
                out,
                "  {} = {} {}",
                parameter.key, parameter.value, parameter.unit
            )?;
            paragraph(out, "    ", &parameter.meaning)?;
            let unconfirmed = if parameter.verified {
                ""
            } else {
                " (not confirmed; set it to your payer's)"
            };
            let source = format!("from: {}{unconfirmed}", parameter.source);
            paragraph(out, "    ", &source)?;
        }
    }
    Ok(())
}

/// Characters in a line of an explanation.
const WIDTH: usize = 88;

/// Prints words in lines of [`WIDTH`], each after the indent.
fn paragraph(out: &mut dyn Write, indent: &str, words: &str) -> std::io::Result<()> {
    let mut line = String::from(indent);
    for word in words.split_whitespace() {
        let length = line.chars().count() + 1 + word.chars().count();
        if length > WIDTH && line.len() > indent.len() {
            writeln!(out, "{line}")?;
            line.truncate(indent.len());
        }
        if line.len() > indent.len() {
            line.push(' ');
        }
        line.push_str(word);
    }
    writeln!(out, "{line}")
}

/// A rule as JSON.
#[derive(Serialize)]
struct Explanation {
    code: &'static str,
    name: &'static str,
    status: rules::RuleStatus,
    severity: &'static str,
    exposure: &'static str,
    applies_to: &'static str,
    checks: &'static str,
    why: &'static str,
    authority: Vec<serde_json::Value>,
    cure: Vec<serde_json::Value>,
    params: Vec<serde_json::Value>,
}

impl Explanation {
    fn of(rule: &Rule) -> Self {
        let params = rule
            .params
            .iter()
            .filter_map(|key| Parameters::describe(key));
        Self {
            code: rule.code,
            name: rule.name,
            status: rule.status,
            severity: rule.severity.id(),
            exposure: rule.exposure.id(),
            applies_to: rule.applies_to,
            checks: rule.checks,
            why: rule.why,
            authority: rule
                .authority
                .iter()
                .map(|authority| {
                    serde_json::json!({"cite": authority.cite, "verified": authority.verified})
                })
                .collect(),
            cure: rule
                .cure
                .iter()
                .map(|cure| serde_json::json!({"code": cure.code(), "text": cure.text()}))
                .collect(),
            params: params
                .map(|parameter| {
                    serde_json::json!({
                        "key": parameter.key,
                        "default": parameter.value,
                        "unit": parameter.unit,
                        "meaning": parameter.meaning,
                        "source": parameter.source,
                        "verified": parameter.verified,
                    })
                })
                .collect(),
        }
    }
}
