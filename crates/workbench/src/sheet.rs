//! One table of rules as officials see it: cells under columns, as in Excel or WPS. A row of the
//! sheet is a row of the table, a column is a leaf key; what may stand in it is read off the
//! schema. Laid over the text of a file, a sheet changes what was changed and leaves every other
//! byte alone.

pub mod cells;
pub mod columns;
pub mod display;
pub mod edit;
pub mod faults;
pub mod names;
pub mod paste;
pub mod rewrite;
pub mod rows;

/// The kinds of files whose tables are sheets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TableFile {
    /// region.toml, employee.toml, resident.toml.
    Pack,
    /// procedures.toml.
    Procedures,
}

impl TableFile {
    /// The kind behind the name of a file without its ending.
    pub fn of_base(base: &str) -> TableFile {
        match base {
            "procedures" => TableFile::Procedures,
            _ => TableFile::Pack,
        }
    }
}
