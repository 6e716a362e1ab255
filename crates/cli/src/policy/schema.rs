//! `suixing policy schema`: what an editor needs to complete, explain and check the files that
//! people write: of policy first, and those that commands and the demo read.
//!
//! The forms come from the row types (`domain::schema`) with their words in both languages; here
//! they become documents that read well in an editor: Chinese before English, no `null` (TOML has
//! none), and case files whose rows change what stands above them.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use anyhow::Context;
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use workbench::schema::forms::{chinese_first, without_null};

use crate::demo;

/// Which files the schema is for, and where it goes.
#[derive(Clone, Debug, Args)]
pub struct SchemaArgs {
    /// 哪种文件 / which files
    #[arg(default_value = "pack", conflicts_with = "into")]
    which: FileForm,
    /// 全部写进这个文件夹 / write all of them into this folder
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
}

/// The kinds of files that people write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FileForm {
    /// region.toml、employee.toml、resident.toml
    Pack,
    /// procedures.toml
    Procedures,
    /// dictionaries.toml
    Dictionaries,
    /// cases/*.toml：账单 bills
    Case,
    /// cases/*.toml：经办 procedures
    ProcedureCase,
    /// suixing quote 的账单 a bill
    Bill,
    /// suixing filing submit 的备案申请 a filing
    Filing,
    /// 配置文件 the configuration
    Config,
    /// demo/people/*.toml
    DemoPeople,
    /// demo/facilities.toml
    DemoFacilities,
    /// demo/catalogues/*.toml
    DemoCatalogue,
    /// demo/examples.toml
    DemoExamples,
}

/// Prints one schema, or writes all of them.
pub fn run(schema: &SchemaArgs) -> anyhow::Result<u8> {
    match &schema.into {
        None => println!("{}", text(schema.which)),
        Some(folder) => write_all(folder)?,
    }
    Ok(0)
}

fn write_all(folder: &Path) -> anyhow::Result<()> {
    let unwritable = || {
        format!(
            "[unwritable] 无法写入 {0} / cannot write {0}",
            folder.display()
        )
    };
    std::fs::create_dir_all(folder).with_context(unwritable)?;
    for (name, text) in files() {
        let path = folder.join(name);
        std::fs::write(&path, text).with_context(unwritable)?;
        println!("{}", path.display());
    }
    Ok(())
}

/// The schemas as files, by name.
pub(super) fn files() -> impl Iterator<Item = (&'static str, String)> {
    let kinds = FileForm::value_variants().iter();
    kinds.map(|which| (which.file_name(), format!("{}\n", text(*which))))
}

impl FileForm {
    fn file_name(self) -> &'static str {
        match self {
            FileForm::Pack => "pack.schema.json",
            FileForm::Procedures => "procedures.schema.json",
            FileForm::Dictionaries => "dictionaries.schema.json",
            FileForm::Case => "case.schema.json",
            FileForm::ProcedureCase => "procedure-case.schema.json",
            FileForm::Bill => "bill.schema.json",
            FileForm::Filing => "filing.schema.json",
            FileForm::Config => "config.schema.json",
            FileForm::DemoPeople => "demo-people.schema.json",
            FileForm::DemoFacilities => "demo-facilities.schema.json",
            FileForm::DemoCatalogue => "demo-catalogue.schema.json",
            FileForm::DemoExamples => "demo-examples.schema.json",
        }
    }

    fn title(self) -> &'static str {
        match self {
            FileForm::Pack => "政策包 / policy pack",
            FileForm::Procedures => "经办规则 / procedures",
            FileForm::Dictionaries => "字典 / dictionaries",
            FileForm::Case => "算例 / cases",
            FileForm::ProcedureCase => "经办的算例 / cases about procedures",
            FileForm::Bill => "账单 / a bill",
            FileForm::Filing => "备案申请 / a filing",
            FileForm::Config => "配置 / configuration",
            FileForm::DemoPeople => "演示的人 / people of the demo",
            FileForm::DemoFacilities => "演示的机构 / facilities of the demo",
            FileForm::DemoCatalogue => "演示的目录 / a catalogue of the demo",
            FileForm::DemoExamples => "演示的结算 / settlements of the demo",
        }
    }
}

fn text(which: FileForm) -> String {
    serde_json::to_string_pretty(document(which)).expect("a schema is plain JSON")
}

/// The schema of one kind of file, made once.
pub fn document(which: FileForm) -> &'static Value {
    static DOCUMENTS: LazyLock<Vec<Value>> = LazyLock::new(|| {
        FileForm::value_variants()
            .iter()
            .copied()
            .map(made)
            .collect()
    });
    &DOCUMENTS[which as usize]
}

fn made(which: FileForm) -> Value {
    let schema = match which {
        FileForm::Pack => workbench::schema::pack(),
        FileForm::Procedures => workbench::schema::procedures(),
        FileForm::Dictionaries => workbench::schema::dictionaries(),
        FileForm::Case => workbench::schema::case(),
        FileForm::ProcedureCase => workbench::schema::procedure_case(),
        FileForm::Bill => workbench::schema::bill(),
        FileForm::Filing => workbench::schema::filing(),
        FileForm::Config => crate::config::schema(),
        FileForm::DemoPeople => demo::people::schema(),
        FileForm::DemoFacilities => demo::facilities::schema(),
        FileForm::DemoCatalogue => demo::catalogues::schema(),
        FileForm::DemoExamples => demo::examples::schema(),
    };
    let mut document = schema.to_value();
    without_null(&mut document);
    match which {
        FileForm::Case => rows_of_cases(&mut document, &["CasePerson", "CaseVisit", "Ledger"]),
        FileForm::ProcedureCase => rows_of_cases(&mut document, &["Asker"]),
        FileForm::Pack
        | FileForm::Procedures
        | FileForm::Dictionaries
        | FileForm::Bill
        | FileForm::Filing
        | FileForm::Config
        | FileForm::DemoPeople
        | FileForm::DemoFacilities
        | FileForm::DemoCatalogue
        | FileForm::DemoExamples => {}
    }
    chinese_first(&mut document);
    document["title"] = which.title().into();
    document
}

/// A case file is one case, or what cases share followed by `[[case]]` rows; a row may leave out
/// what stands above it, and inside the tables they share.
fn rows_of_cases(document: &mut Value, shared: &[&str]) {
    let mut row = json!({
        "type": "object",
        "description": document["description"],
        "additionalProperties": false,
    });
    row["properties"] = document["properties"].clone();
    document["properties"]["case"] = json!({
        "description": "Several cases; each says what differs from what stands above.\n\
            几个算例：每个只写与上面不同之处",
        "type": "array",
        "minItems": 1,
        "items": {"$ref": "#/definitions/Case"},
    });
    let whole = document["required"].take();
    document["anyOf"] = json!([{"required": ["case"]}, {"required": whole}]);
    if let Some(object) = document.as_object_mut() {
        object.shift_remove("required");
    }
    document["definitions"]["Case"] = row;
    for table in shared {
        if let Some(table) = document["definitions"][table].as_object_mut() {
            table.shift_remove("required");
        }
    }
}

#[cfg(test)]
mod tests;
