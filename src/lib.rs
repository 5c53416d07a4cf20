//! Audits behavioral-health charts against the claims billed for them.
//!
//! Files are read into a model with problems ([`read`]), notes are scanned for indicators
//! ([`scan`]), everything about one patient is joined into a ledger of patient-days ([`ledger`]),
//! rules look at the ledger and produce findings ([`rules`]), findings are priced
//! ([`exposure`]), denials are queued ([`denials`]), reports are written
//! ([`report`]), and a claim's evidence is bound for an appeal ([`packet`]). [`audit`] conducts these steps.
//!
//! Modules stand in dependency order: each uses only those above it.

pub mod text;

pub mod model;

pub mod problem;

pub mod policy;

pub mod read;

pub mod scan;

pub mod ledger;

pub mod finding;

pub mod rules;

pub mod exposure;

pub mod denials;

pub mod search;

pub mod report;

pub mod packet;

pub mod store;

pub mod audit;

pub mod cli;
