//! DOC-012: the claim names another clinician as rendering than the one who wrote the note.

use super::gathered::{author_key, gathered, notes_words, placed};
use super::staff::{author, can_be_one, on_roster, rendering};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, LineId, Outcome, Severity};
use crate::ledger::{Likeness, likeness};
use crate::model::{Note, PersonName, SignatureState};
use crate::policy::{ServiceFamily, UnitBasis, is_given_by_technicians};
use crate::rules::relied::{Relied, relied};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DOC-012",
    name: "rendering-npi-differs-from-note-author",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "session lines of professional claims that name a person as rendering provider; \
                 not laboratory lines, days or weeks paid as one, substitutes (Q5, Q6) and teaching (GC, GE)",
    authority: &[
        Authority {
            cite: "Medicare Claims Processing Manual ch. 26 §10",
            verified: false,
        },
        Authority {
            cite: "42 CFR 424.80",
            verified: true,
        },
    ],
    checks: "No note that documents the line is written or signed by the rendering provider: the \
             names are not one person's (nicknames, initials and double names allowed; likeness \
             below render.name_similarity), and the staff roster does not give the author the \
             claim's NPI. A cosignature of the rendering provider, a roster that names the \
             provider as the author's supervisor, or a supervising provider on the claim with an \
             author under supervision, or a note that says it was given incident to the provider, is \
             evidence of incident-to billing and passes. Where only \
             the family name differs, it warns. Stated once an author and provider.",
    why: "A claim under the number of somebody who did not hold the session misuses that number; \
          payers recoup it from its owner.",
    cure: &[Cure::C4],
    params: &["render.name_similarity", "match.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

/// How sure it is that two names are two people's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Differ {
    Surely,
    Perhaps,
}

fn check(case: &Case<'_>, checks: &mut Checks) {
    let mut differing = Vec::new();
    for mut found in relied(case, |_, _| true) {
        let lines = found.lines.len();
        found
            .lines
            .retain(|line| differs(case, found.note, line.row.id).is_some());
        // Another note of the line may be the rendering provider's.
        found.lines.retain(|line| {
            case.documentation(line.row)
                .all(|(_, note)| differs(case, note, line.row.id).is_some())
        });
        if found.lines.is_empty() {
            if lines > 0 {
                checks.pass(&RULE);
            }
            continue;
        }
        for line in &mut found.lines {
            line.alone.clone_from(&line.row.days);
        }
        differing.push(found);
    }
    let groups = gathered(split(case, differing), author_key);
    for notes in groups.into_values() {
        for notes in by_provider(case, notes) {
            report(case, &notes, checks);
        }
    }
}

/// Parts a note's lines by the provider they name, so that each statement speaks of one.
fn split<'c>(case: &Case<'c>, notes: Vec<Relied<'c>>) -> Vec<Relied<'c>> {
    notes
        .into_iter()
        .flat_map(|found| {
            let (index, note) = (found.index, found.note);
            let mut parts: Vec<(String, Relied<'c>)> = Vec::new();
            for line in found.lines {
                let key = provider_key(case, line.row.id);
                match parts.iter_mut().find(|(known, _)| *known == key) {
                    Some((_, part)) => part.lines.push(line),
                    None => {
                        let lines = vec![line];
                        parts.push((key, Relied { index, note, lines }));
                    }
                }
            }
            parts.into_iter().map(|(_, part)| part)
        })
        .collect()
}

fn by_provider<'c>(case: &Case<'c>, notes: Vec<Relied<'c>>) -> Vec<Vec<Relied<'c>>> {
    let mut groups: Vec<(String, Vec<Relied<'c>>)> = Vec::new();
    for found in notes {
        let Some(line) = found.lines.first() else {
            continue;
        };
        let key = provider_key(case, line.row.id);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.push(found),
            None => groups.push((key, vec![found])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

fn provider_key(case: &Case<'_>, id: LineId) -> String {
    rendering(case, id)
        .map(|(name, _)| name.key())
        .unwrap_or_default()
}

fn report(case: &Case<'_>, notes: &[Relied<'_>], checks: &mut Checks) {
    let Some(first) = notes.first() else { return };
    let Some(line) = first.lines.first() else {
        return;
    };
    let Some((name, provider)) = rendering(case, line.row.id) else {
        return;
    };
    let Some(differ) = differs(case, first.note, line.row.id) else {
        return;
    };
    let npi = provider.npi_text.as_ref();
    let written = author(first.note).unwrap_or_default();
    let mut message = format!(
        "{} {} by {written}, while the claim names {} as rendering provider{}",
        notes_words(notes),
        if notes.len() == 1 { "is" } else { "are" },
        name.display(),
        npi.map(|npi| format!(" (NPI {})", npi.value))
            .unwrap_or_default(),
    );
    let outcome = match differ {
        Differ::Surely => Outcome::Fail,
        Differ::Perhaps => {
            message.push_str(
                "; a changed name, or a program's rule to bill under its supervisor, would explain it",
            );
            Outcome::Warn
        }
    };
    let authors = notes.iter().filter_map(|found| {
        let note = found.note;
        let name = note.author.as_ref().or(note.signature.signer.as_ref());
        name.map(|name| name.span)
    });
    let mut finding = RULE
        .finding(outcome, message)
        .with_all(authors.take(6).map(Evidence::supports).collect::<Vec<_>>())
        .with(Evidence::supports(
            npi.map_or(provider.span, |npi| npi.span),
        ));
    if let Some(entry) = on_roster(case, written)
        && let Some(own) = &entry.npi
    {
        finding
            .message
            .push_str(&format!("; the roster gives the author NPI {}", own.value));
        finding = finding.with(Evidence::supports(entry.span));
    }
    checks.report(placed(case, finding, notes));
}

/// Returns how a line's rendering provider differs from a note's author; `None` when they do not,
/// when it cannot be told, or when the chart shows incident-to billing.
fn differs(case: &Case<'_>, note: &Note, id: LineId) -> Option<Differ> {
    let row = case.ledger.row(id)?;
    // A day or a week that is paid as one is held by many of the program's staff.
    let is_bundle = row.billed.is_per_diem() || row.billed.unit == UnitBasis::Week;
    // A nurse's injection and a screening by staff are billed under the physician whose they are.
    let is_by_staff = matches!(
        row.billed.family,
        ServiceFamily::Laboratory | ServiceFamily::Minor
    );
    // So are a technician's tests, coil and behavior sessions, by what their codes say.
    let code = case.ledger.service_line(id).procedure.as_ref();
    let is_technicians = code.is_some_and(|code| is_given_by_technicians(&code.value));
    if is_bundle || is_by_staff || is_technicians {
        return None;
    }
    let (name, provider) = rendering(case, id)?;
    let written = author(note)?;
    let own = PersonName::parse(written).filter(|own| !own.first.is_empty())?;
    let signers = [note.signature.signer.as_ref(), second_signer(note)];
    let is_provider = |other: &str| can_be_one(other, &name.display());
    if is_provider(written)
        || signers
            .iter()
            .flatten()
            .any(|signer| is_provider(&signer.value))
    {
        return None;
    }
    let roster = on_roster(case, written);
    let same_number = roster
        .and_then(|entry| entry.npi.as_ref())
        .zip(provider.npi_text.as_ref())
        .is_some_and(|(own, billed)| own.value.trim() == billed.value.trim());
    let supervised = roster.is_some_and(|entry| is_provider(&entry.supervisor));
    let claim = case.ledger.claim(id);
    let is_under_supervision = note
        .credential
        .as_ref()
        .is_some_and(|found| found.value.class == crate::model::AuthorClass::Supervised);
    let incident_to = is_under_supervision && claim.supervising.is_some();
    let is_told = || {
        let mut told = note.marks.incident_to.iter();
        told.any(|told| is_named(&told.value, &name))
    };
    if same_number || supervised || incident_to || is_told() {
        return None;
    }
    // Bare letters and very like names are slips of the pen, not other people.
    let similarity = strsim::jaro_winkler(&own.key(), &name.key()) * 100.0;
    let least = case.number_for(row, "render.name_similarity");
    match likeness(&own, &name) {
        Likeness::Same | Likeness::Variant => None,
        _ if similarity.round() as i64 >= least => None,
        Likeness::OtherLast => Some(Differ::Perhaps),
        // State programs bill counselors' services under a supervisor or a lead.
        _ if is_program_code(case, id) => Some(Differ::Perhaps),
        Likeness::OtherFirst | Likeness::Different => Some(Differ::Surely),
    }
}

/// Returns whether a provider is named, perhaps by title and family name alone: `Dr. Roe`.
fn is_named(written: &str, provider: &PersonName) -> bool {
    let bare = written
        .strip_prefix("Dr. ")
        .or_else(|| written.strip_prefix("Dr "));
    let bare = bare.unwrap_or(written);
    let family = bare.trim();
    family.eq_ignore_ascii_case(provider.last.trim()) || can_be_one(bare, &provider.display())
}

fn is_program_code(case: &Case<'_>, id: LineId) -> bool {
    let code = case.ledger.service_line(id).procedure.as_ref();
    code.is_some_and(|code| code.value.as_str().starts_with(['H', 'T', 'S']))
}

fn second_signer(note: &Note) -> Option<&crate::text::Located<String>> {
    let second = note.cosignature.as_ref()?;
    second
        .signer
        .as_ref()
        .filter(|_| second.state == SignatureState::Signed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes};

    fn case(note: &str, claim: &str) -> String {
        format!("note 2026-01-05 individual {note}\nclaim C1 P {claim}\nline 2026-01-05 90837")
    }

    #[test]
    fn another_clinician_on_the_claim_fails() {
        let drawn = case("", "by \"Poe, Ann\"");
        assert_eq!(outcomes(&RULE, &drawn), ["fail C1/1 2026-01-05"]);
        assert_eq!(findings(&RULE, &drawn)[0].at_risk.len(), 1);
        let number = format!(
            "staff \"Ann Poe\" LPC npi 1245319599\n{}",
            case("", "npi 1245319599")
        );
        assert_eq!(
            outcomes(&RULE, &number.replace("Roe, Dana", "")),
            [""; 0],
            "Dana Roe is named"
        );
    }

    #[test]
    fn one_person_under_two_spellings_passes() {
        for (note, claim) in [
            ("", "by \"Roe, Dana\""),
            ("by \"D. Roe\" LCSW", "by \"Roe, Dana\""),
            ("by \"Dana Roe-Poe\" LCSW", "by \"Roe, Dana\""),
            ("by \"Bill Stone\" LPC", "by \"Stone, William\""),
            ("by \"Dana Row\" LCSW", "by \"Roe, Dana\""),
            ("no-author", "by \"Poe, Ann\""),
            ("", ""),
        ] {
            assert_eq!(
                outcomes(&RULE, &case(note, claim)),
                [""; 0],
                "{note} {claim}"
            );
        }
    }

    #[test]
    fn evidence_of_supervision_passes() {
        let cosigned = case(
            "by \"Ann Poe\" LMSW cosigned 2026-01-06 by \"Dana Roe\"",
            "by \"Roe, Dana\"",
        );
        assert_eq!(outcomes(&RULE, &cosigned), [""; 0]);
        let roster = format!(
            "staff \"Ann Poe\" LMSW supervisor \"Dana Roe, LCSW\"\n{}",
            case("by \"Ann Poe\" LMSW", "by \"Roe, Dana\"")
        );
        assert_eq!(outcomes(&RULE, &roster), [""; 0]);
        let substitute = case("", "by \"Poe, Ann\"") + " mod Q6";
        assert_eq!(outcomes(&RULE, &substitute), [""; 0]);
    }

    #[test]
    fn a_note_given_incident_to_the_provider_passes() {
        for told in ["\"Dr. Roe\"", "\"Dana Roe\"", "\"Dr. Dana Roe\""] {
            let note = format!("by \"Ann Poe\" PMHNP incident-to {told}");
            let drawn = case(&note, "by \"Roe, Dana\"");
            assert_eq!(outcomes(&RULE, &drawn), [""; 0], "{told}");
        }
        // Under somebody else than the claim names.
        let other = case(
            "by \"Ann Poe\" PMHNP incident-to \"Dr. Marsh\"",
            "by \"Roe, Dana\"",
        );
        assert_eq!(outcomes(&RULE, &other), ["fail C1/1 2026-01-05"]);
        // A note whose author is not told cannot differ.
        let untold = case("no-author incident-to \"Dr. Marsh\"", "by \"Roe, Dana\"");
        assert_eq!(outcomes(&RULE, &untold), [""; 0]);
    }

    #[test]
    fn what_technicians_and_nurses_give_is_billed_under_another() {
        for (note, code) in [
            ("nursing by \"Ann Poe\" RN", "96372"),
            ("assessment by \"Ann Poe\" BHT", "96138"),
            ("shift by \"Ann Poe\" BHT", "90868"),
        ] {
            let drawn = case("", "by \"Roe, Dana\"")
                .replace("individual", note)
                .replace("90837", code);
            assert_eq!(outcomes(&RULE, &drawn), [""; 0], "{code}");
        }
        let own = case("", "by \"Roe, Dana\"")
            .replace("individual", "assessment by \"Ann Poe\" PhD")
            .replace("90837", "96136");
        assert_eq!(outcomes(&RULE, &own), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn a_state_programs_code_only_warns() {
        let drawn = case("", "by \"Poe, Ann\"").replace("90837", "H0004");
        assert_eq!(outcomes(&RULE, &drawn), ["warn C1/1 2026-01-05"]);
    }

    #[test]
    fn a_married_name_only_warns() {
        let drawn = case("by \"Dana Marsh\" LCSW", "by \"Roe, Dana\"");
        assert_eq!(outcomes(&RULE, &drawn), ["warn C1/1 2026-01-05"]);
    }
}
