//! The forms of the files of policy, for editors: read off the Rust types that read them, so that
//! the two cannot drift apart.

pub mod forms;

use std::sync::LazyLock;

use domain::filing::Submission;
use domain::rules::PolicyFile;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::Value;

use crate::case::{Case, ProcedureCase};
use crate::sheet::TableFile;

/// The form of `region.toml`, `employee.toml` and `resident.toml`.
pub fn pack() -> Schema {
    of::<PolicyFile>()
}

/// The form of one bill, as `suixing quote` reads it.
pub fn bill() -> Schema {
    of::<Case>()
}

/// The form of a filing, as `suixing filing submit` reads it.
pub fn filing() -> Schema {
    of::<Submission>()
}

/// The form of the file of procedures.
pub fn procedures() -> Schema {
    of::<domain::procedures::Written>()
}

/// The form of a file of dictionaries.
pub fn dictionaries() -> Schema {
    of::<domain::dictionary::DictionaryFile>()
}

/// The form of one case, as `[[case]]` rows are once the shared part lies under them.
pub fn case() -> Schema {
    of::<Case>()
}

/// The form of one case about procedures.
pub fn procedure_case() -> Schema {
    of::<ProcedureCase>()
}

/// The form of a file whose tables are sheets, with its words in both languages, made once.
pub fn document(which: TableFile) -> &'static Value {
    static PACK: LazyLock<Value> = LazyLock::new(|| readable(pack()));
    static PROCEDURES: LazyLock<Value> = LazyLock::new(|| readable(procedures()));
    match which {
        TableFile::Pack => &PACK,
        TableFile::Procedures => &PROCEDURES,
    }
}

fn readable(schema: Schema) -> Value {
    let mut document = schema.to_value();
    forms::without_null(&mut document);
    forms::chinese_first(&mut document);
    document
}

/// The form of a file that reads as a type. Draft 7 is the one that every editor's TOML extension
/// understands.
pub fn of<T: JsonSchema>() -> Schema {
    let generator = SchemaGenerator::new(SchemaSettings::draft07());
    generator.into_root_schema_for::<T>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schema_names_its_tables() {
        for (schema, table) in [(pack(), "deductible"), (case(), "visit")] {
            let properties = schema.get("properties").expect("a table at the top");
            assert!(properties.get(table).is_some(), "{table}");
        }
    }
}
