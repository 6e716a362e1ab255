//! Tables that people fill in with Excel or WPS, and what their rows say: people with their
//! insurances, employers, facilities, catalogues and what links them. Pure: bytes in, records of
//! the domain out. A row that does not read is told with its column and how to repair it; the
//! others are read all the same.

pub mod bills;
pub mod cells;
pub mod columns;
pub mod designations;
pub mod employers;
pub mod facilities;
pub mod families;
pub mod items;
pub mod modest;
pub mod operators;
mod papers;
pub mod people;
pub mod postings;
pub mod practitioners;
pub mod reader;
pub mod staff;
pub mod table;
pub mod text;
pub mod words;

pub use columns::{Columns, Header, TableColumn};
pub use reader::{RowFault, RowReader};
pub use table::{RowOfTable, SheetTable, UnreadableTable};

#[cfg(test)]
mod tests;
