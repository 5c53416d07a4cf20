//! Tables of words and figures for the terminal: no lines, columns apart.

use comfy_table::{Cell, CellAlignment, Table, presets};

/// Returns an empty table.
pub(super) fn table() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table
}

/// Returns a cell that ends where its column ends, for figures.
pub(super) fn right(text: String) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Right)
}
