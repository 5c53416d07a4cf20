//! Learns what kind of payer each payer is from the files that say so: a table names a plan and not
//! its filing code, while the plan's own remittance does.

use super::Facts;
use crate::ledger::payers::fold_payer;
use crate::model::Payer;
use crate::policy::PayerClass;
use std::collections::BTreeMap;

/// Fills in filing codes of payers whose other mentions agree on one class.
pub(super) fn learn(facts: &mut Facts) {
    let mut by_key: BTreeMap<String, Option<String>> = BTreeMap::new();
    {
        let claims = facts.claims.iter().map(|claim| &claim.payer);
        let remittances = facts.remittances.iter().map(|row| &row.payer);
        for payer in claims
            .chain(remittances)
            .filter(|payer| !payer.filing_code.is_empty())
        {
            for key in keys(payer) {
                let slot = by_key
                    .entry(key)
                    .or_insert_with(|| Some(payer.filing_code.clone()));
                let class = |code: &str| PayerClass::from_filing_code(code);
                // Two classes under one name are two payers.
                if slot
                    .as_deref()
                    .is_some_and(|known| class(known) != class(&payer.filing_code))
                {
                    *slot = None;
                }
            }
        }
    }
    let claims = facts.claims.iter_mut().map(|claim| &mut claim.payer);
    let remittances = facts.remittances.iter_mut().map(|row| &mut row.payer);
    for payer in claims
        .chain(remittances)
        .filter(|payer| payer.filing_code.is_empty())
    {
        let known = keys(payer)
            .into_iter()
            .find_map(|key| by_key.get(&key)?.clone());
        if let Some(code) = known {
            payer.filing_code = code;
        }
    }
}

/// Returns what a payer goes by: its id and its name.
fn keys(payer: &Payer) -> Vec<String> {
    let named = [
        ("id", fold_payer(&payer.id)),
        ("name", fold_payer(&payer.name)),
    ];
    let filled = named.into_iter().filter(|(_, text)| !text.is_empty());
    filled
        .map(|(kind, text)| format!("{kind}:{text}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RemittanceClaim;
    use crate::read::{table, x12};
    use crate::text::FileId;

    fn remittance(payer: &str, filing: &str) -> Vec<RemittanceClaim> {
        let text = format!(
            "ISA*00*          *00*          *ZZ*A              *ZZ*B              *260105\
             *0900*^*00501*000000007*0*P*:~GS*HP*A*B*20260105*0900*7*X*005010X221A1~\
             ST*835*1*005010X221A1~BPR*I*0*C*NON************20260201~N1*PR*{payer}~\
             CLP*C1*1*10*10**{filing}*N1~SE*1*1~GE*1*7~IEA*1*000000007~"
        );
        x12::read(FileId(0), &text).remittances
    }

    #[test]
    fn a_plan_is_of_the_class_that_its_remittance_states() {
        let claims = "Claim #,MRN,Insurance,DOS,CPT,Charge\nC1,M1,Beacon Hill Plan,01/05/2026,90834,10\n\
                      C2,M1,Other Plan,01/06/2026,90834,10\n";
        let mut facts = Facts {
            claims: table::read(FileId(1), claims, &table::Hints::default()).claims,
            remittances: [
                remittance("BEACON HILL PLAN", "CI"),
                remittance("OTHER PLAN", "CI"),
                remittance("OTHER PLAN", "MC"),
            ]
            .concat(),
            ..Facts::default()
        };
        learn(&mut facts);
        assert_eq!(facts.claims[0].payer.filing_code, "CI");
        assert_eq!(facts.claims[1].payer.filing_code, "");
    }
}
