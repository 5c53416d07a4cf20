//! The `chartproof` program.

fn main() {}
