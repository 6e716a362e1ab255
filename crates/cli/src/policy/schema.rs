//! `suixing policy schema`: what an editor needs to complete, explain and check the files that
//! people write: of policy first, and those that commands and the demo read.
//!
//! The forms come from the row types (`domain::schema`); here they become documents that
//! read well in an editor: Chinese beside English, no `null` (TOML has none), exactly one figure
//! in a row, and case files whose rows change what stands above them.

mod chinese;
mod chinese_cases;
mod chinese_files;
mod chinese_procedures;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use anyhow::Context;
use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};

use crate::demo;

/// Which files the schema is for, and where it goes.
#[derive(Clone, Debug, Args)]
pub struct Schema {
    /// 哪种文件 / which files
    #[arg(default_value = "pack", conflicts_with = "into")]
    which: Which,
    /// 全部写进这个文件夹 / write all of them into this folder
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
}

/// The kinds of files that people write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Which {
    /// region.toml、employee.toml、resident.toml
    Pack,
    /// procedures.toml
    Procedures,
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
pub fn run(schema: &Schema) -> anyhow::Result<u8> {
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
    let kinds = Which::value_variants().iter();
    kinds.map(|which| (which.file_name(), format!("{}\n", text(*which))))
}

impl Which {
    fn file_name(self) -> &'static str {
        match self {
            Which::Pack => "pack.schema.json",
            Which::Procedures => "procedures.schema.json",
            Which::Case => "case.schema.json",
            Which::ProcedureCase => "procedure-case.schema.json",
            Which::Bill => "bill.schema.json",
            Which::Filing => "filing.schema.json",
            Which::Config => "config.schema.json",
            Which::DemoPeople => "demo-people.schema.json",
            Which::DemoFacilities => "demo-facilities.schema.json",
            Which::DemoCatalogue => "demo-catalogue.schema.json",
            Which::DemoExamples => "demo-examples.schema.json",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Which::Pack => "政策包 / policy pack",
            Which::Procedures => "经办规则 / procedures",
            Which::Case => "算例 / cases",
            Which::ProcedureCase => "经办的算例 / cases about procedures",
            Which::Bill => "账单 / a bill",
            Which::Filing => "备案申请 / a filing",
            Which::Config => "配置 / configuration",
            Which::DemoPeople => "演示的人 / people of the demo",
            Which::DemoFacilities => "演示的机构 / facilities of the demo",
            Which::DemoCatalogue => "演示的目录 / a catalogue of the demo",
            Which::DemoExamples => "演示的结算 / settlements of the demo",
        }
    }

    fn root_type(self) -> &'static str {
        match self {
            Which::Pack => "PolicyFile",
            Which::Procedures => "Written",
            Which::Case | Which::Bill => "Case",
            Which::ProcedureCase => "ProcedureCase",
            Which::Filing => "Submission",
            Which::Config => "ConfigFile",
            Which::DemoPeople => "PeopleText",
            Which::DemoFacilities => "FacilitiesText",
            Which::DemoCatalogue => "CatalogueText",
            Which::DemoExamples => "Examples",
        }
    }
}

fn text(which: Which) -> String {
    serde_json::to_string_pretty(document(which)).expect("a schema is plain JSON")
}

/// The schema of one kind of file, made once.
pub fn document(which: Which) -> &'static Value {
    static DOCUMENTS: LazyLock<Vec<Value>> =
        LazyLock::new(|| Which::value_variants().iter().copied().map(made).collect());
    &DOCUMENTS[which as usize]
}

fn made(which: Which) -> Value {
    let schema = match which {
        Which::Pack => workbench::schema::pack(),
        Which::Procedures => workbench::schema::procedures(),
        Which::Case => workbench::schema::case(),
        Which::ProcedureCase => workbench::schema::procedure_case(),
        Which::Bill => workbench::schema::bill(),
        Which::Filing => workbench::schema::filing(),
        Which::Config => crate::config::schema(),
        Which::DemoPeople => demo::people::schema(),
        Which::DemoFacilities => demo::facilities::schema(),
        Which::DemoCatalogue => demo::catalogues::schema(),
        Which::DemoExamples => demo::examples::schema(),
    };
    let mut document = schema.to_value();
    without_null(&mut document);
    match which {
        Which::Case => rows_of_cases(&mut document, &["CasePerson", "CaseVisit", "Ledger"]),
        Which::ProcedureCase => rows_of_cases(&mut document, &["Asker"]),
        _ => {}
    }
    exactly_one(&mut document);
    explain(&mut document, which.root_type());
    document["title"] = which.title().into();
    document
}

/// TOML has no `null`: what may be left out is simply not required.
fn without_null(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(without_null),
        Value::Object(object) => {
            object.shift_remove("default");
            if object.get("format").is_some_and(|format| format == "date") {
                let form = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";
                object.insert("pattern".to_owned(), form.into());
            } else if object.get("type").is_some_and(|kind| !kind.is_object()) {
                object.shift_remove("format");
            }
            if let Some(Value::Array(kinds)) = object.get_mut("type") {
                kinds.retain(|kind| kind != "null");
                if let [only] = kinds.as_slice() {
                    let only = only.clone();
                    object.insert("type".to_owned(), only);
                }
            }
            if let Some(Value::Array(forms)) = object.get_mut("anyOf") {
                forms.retain(|form| *form != json!({"type": "null"}));
                if forms.len() == 1
                    && let Some(only) = object.shift_remove("anyOf")
                {
                    object.insert("allOf".to_owned(), only);
                }
            }
            object.values_mut().for_each(without_null);
        }
        _ => {}
    }
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
        "description": "Several cases; each says what differs from what stands above.",
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

/// Rows that give a figure in one of several ways, or say that it is not known.
const EXACTLY_ONE: [(&str, &[&str]); 5] = [
    (
        "DeductibleRow",
        &["amount", "index_share", "bill_share", "of_base", "unknown"],
    ),
    ("RateRow", &["pay", "by_age", "not_covered", "unknown"]),
    (
        "AdjustmentRow",
        &[
            "factor",
            "points",
            "self_pay_first",
            "rate",
            "person_share",
            "unknown",
        ],
    ),
    (
        "CeilingRow",
        &["amount", "index_share", "of_base", "unlimited", "unknown"],
    ),
    ("CreditRow", &["of_base", "monthly"]),
];

fn exactly_one(document: &mut Value) {
    for (row, ways) in EXACTLY_ONE {
        if let Some(table) = document["definitions"].get_mut(row) {
            let ways = ways.iter().map(|way| json!({"required": [way]}));
            table["oneOf"] = ways.collect();
        }
    }
}

/// Lays the Chinese beside the English of every type and key.
fn explain(document: &mut Value, root_type: &str) {
    explain_type(document, root_type);
    if let Some(types) = document["definitions"].as_object_mut() {
        for (name, form) in types {
            explain_type(form, name);
        }
    }
}

fn explain_type(form: &mut Value, name: &str) {
    if let Some(zh) = chinese_of(name) {
        put_before(form, zh);
    }
    let keys = form.get_mut("properties").and_then(Value::as_object_mut);
    for (key, form) in keys.into_iter().flatten() {
        if let Some(zh) = chinese_of(&format!("{name}.{key}")).or_else(|| chinese_of(key)) {
            put_before(form, zh);
        }
    }
    for way in form
        .get_mut("oneOf")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
    {
        explain_type(way, name);
    }
}

/// What stands for a key or a type in Chinese.
pub(super) fn chinese_of(name: &str) -> Option<&'static str> {
    let mut all = chinese::CHINESE
        .iter()
        .chain(chinese_procedures::CHINESE)
        .chain(chinese_cases::CHINESE)
        .chain(chinese_files::CHINESE);
    all.find(|(known, _)| *known == name).map(|(_, zh)| *zh)
}

fn put_before(form: &mut Value, zh: &str) {
    let Some(form) = form.as_object_mut() else {
        return;
    };
    let both = match form.get("description").and_then(Value::as_str) {
        Some(en) => format!("{zh}\n\n{en}"),
        None => zh.to_owned(),
    };
    // A reference alone lets no words stand beside it.
    if let Some(target) = form.shift_remove("$ref") {
        form.insert("allOf".to_owned(), json!([{"$ref": target}]));
    }
    let mut ordered = Map::new();
    ordered.insert("description".to_owned(), both.into());
    form.shift_remove("description");
    ordered.extend(std::mem::take(form));
    *form = ordered;
}

#[cfg(test)]
mod tests;
