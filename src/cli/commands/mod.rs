//! One file per subcommand: its arguments, whose doc comments are the help, and one function.

pub(super) mod audit;
pub(super) mod clean;
pub(super) mod deidentify;
pub(super) mod estimate;
pub(super) mod eval;
pub(super) mod inspect;
pub(super) mod packet;
pub(super) mod policy;
pub(super) mod queue;
pub(super) mod rule;
pub(super) mod sbom;
pub(super) mod scan;
pub(super) mod seal;
pub(super) mod search;
pub(super) mod text;
pub(super) mod unseal;
pub(super) mod verify;
