//! Conducts the making of an appeal packet: read, join and judge the whole case, choose what one
//! claim's packet shows, open those sources once more, build.

use super::kept::Kept;
use super::{AuditError, Progress, judged};
use crate::denials::{self, QueueEntry};
use crate::finding::Finding;
use crate::ledger::{Ledger, PatientRecord};
use crate::packet::{Others, Packet, Settings, Source, build, select};
use crate::policy::Policy;
use crate::read::{self, FileKind, ReadOptions};
use crate::report::FileResult;
use crate::rules::Case;
use crate::store::CaseFolder;
use crate::text::FileId;
use std::collections::{BTreeMap, BTreeSet};

/// Which claim a packet is about, and what its sender decides.
#[derive(Debug, Clone, Default)]
pub struct PacketRequest {
    /// The claim's number (CLM01).
    pub claim: String,
    /// The patient's record number, where several patients have a claim of that number.
    pub patient: Option<String>,
    /// A letter template in place of the usual one.
    pub letter: Option<String>,
}

/// Makes the packet of a claim.
pub fn packet(
    case: &CaseFolder,
    policy: &Policy,
    options: &ReadOptions,
    request: &PacketRequest,
    progress: &dyn Progress,
) -> Result<Packet, AuditError> {
    // Every note is read whole: one that is kept loses whom it is about together with its body, and
    // what other patients are called must not stand in a packet.
    let mut joined = judged::join(case, policy, options, Kept::default(), progress)?;
    let judged = judged::judge(&mut joined, policy, progress)?;
    let place = patient_of(&joined.matching.patients, request)?;
    let record = &joined.matching.patients[place];
    let ledger = Ledger::build(record, policy);
    let said = judged.outcomes.into_iter().nth(place);
    let said = said.into_iter().flat_map(|outcome| outcome.findings);
    let findings: Vec<Finding> = said.map(|one| one.finding).collect();
    let view = Case {
        record,
        ledger: &ledger,
        policy,
    };
    let unknown = || AuditError::UnknownClaim {
        claim: request.claim.clone(),
    };
    let selection = select(view, &findings, &request.claim).ok_or_else(unknown)?;
    let others = Others::of(joined.matching.patients.iter(), record);
    progress.stage("opening", selection.files().len() as u64);
    let sources = open(
        case,
        &joined.files,
        options,
        &selection.files(),
        &others,
        progress,
    )?;
    let queue: Vec<QueueEntry> = denials::entries(&ledger, policy, &findings)
        .into_iter()
        .filter(|entry| entry.claim == request.claim)
        .collect();
    let settings = Settings {
        facility: if policy.facility.is_empty() {
            case.name.clone()
        } else {
            policy.facility.clone()
        },
        date: policy.as_of,
        letter: request.letter.clone(),
        pdf_passwords: options.pdf_passwords.clone(),
    };
    Ok(build(&selection, &sources, &others, &queue, &settings)?)
}

/// Finds the one patient who has the claim.
fn patient_of(patients: &[PatientRecord], request: &PacketRequest) -> Result<usize, AuditError> {
    let has_claim = |record: &PatientRecord| {
        let mut claims = record.claims.iter();
        claims.any(|claim| claim.id == request.claim)
    };
    let of_patient = |record: &PatientRecord| match &request.patient {
        Some(key) => record.key == *key,
        None => true,
    };
    let found: Vec<usize> = patients
        .iter()
        .enumerate()
        .filter(|(_, record)| has_claim(record) && of_patient(record))
        .map(|(place, _)| place)
        .collect();
    match found.as_slice() {
        [only] => Ok(*only),
        [] => Err(AuditError::UnknownClaim {
            claim: request.claim.clone(),
        }),
        several => Err(AuditError::SeveralPatients {
            claim: request.claim.clone(),
            patients: several.len(),
        }),
    }
}

/// Opens sources once more. Fails where one changed since it was read.
fn open<'c>(
    case: &'c CaseFolder,
    files: &'c [FileResult],
    options: &ReadOptions,
    wanted: &BTreeSet<FileId>,
    others: &Others,
    progress: &dyn Progress,
) -> Result<BTreeMap<FileId, Source<'c>>, AuditError> {
    let mut sources = BTreeMap::new();
    for (file, result) in case.files.iter().zip(files) {
        if !wanted.contains(&file.id) {
            continue;
        }
        let (bytes, sha256) = file.location.read()?;
        if sha256 != result.sha256 {
            return Err(AuditError::SourceChanged {
                path: file.path.clone(),
            });
        }
        let pages = read::file(file.id, &file.path, &bytes, options).pages;
        sources.insert(
            file.id,
            Source {
                path: &file.path,
                sha256: &result.sha256,
                kind: result.kind,
                pages,
                bytes: (result.kind == FileKind::Pdf).then_some(bytes),
                is_path_hidden: others.are_named_in(&file.path),
            },
        );
        progress.step();
    }
    Ok(sources)
}
