//! The examples of the reference: policy files cut at headings `# ── table · 中文 · English`.

use crate::policy::schema::FileForm;

/// The files, each with the name it would have in a folder of policies.
pub const FILES: [(FileForm, &str, &str); 6] = [
    (
        FileForm::Pack,
        "449900/employee.toml",
        include_str!("examples/employee.toml"),
    ),
    (
        FileForm::Pack,
        "national/region.toml",
        include_str!("examples/national.toml"),
    ),
    (
        FileForm::Procedures,
        "449900/procedures.toml",
        include_str!("examples/procedures.toml"),
    ),
    (
        FileForm::Procedures,
        "national/procedures.toml",
        include_str!("examples/national_procedures.toml"),
    ),
    (
        FileForm::Case,
        "449900/cases/bills.toml",
        include_str!("examples/cases_of_bills.toml"),
    ),
    (
        FileForm::ProcedureCase,
        "449900/cases/procedures.toml",
        include_str!("examples/cases_of_procedures.toml"),
    ),
];

const HEADING: &str = "\n# ── ";

/// One example.
pub struct Example {
    /// The kind of file it stands in.
    pub which: FileForm,
    /// Its table.
    pub table: &'static str,
    /// What it shows.
    pub title: String,
    /// The TOML.
    pub text: &'static str,
}

/// All examples, in the order of the files.
pub fn all() -> Vec<Example> {
    let cut = |(which, _, text): &(FileForm, &str, &'static str)| cut(*which, text);
    FILES.iter().flat_map(cut).collect()
}

fn cut(which: FileForm, file: &'static str) -> Vec<Example> {
    let pieces = file.split(HEADING).skip(1);
    let examples = pieces.filter_map(|piece| {
        let (heading, text) = piece.split_once('\n')?;
        let (table, title) = heading.split_once(" · ")?;
        Some(Example {
            which,
            table,
            title: title.replace(" · ", " "),
            text: text.trim(),
        })
    });
    examples.collect()
}

/// The examples of one table.
pub fn of_table<'a>(examples: &'a [Example], which: FileForm, table: &str) -> Vec<&'a Example> {
    let wanted = |example: &&Example| example.which == which && example.table == table;
    examples.iter().filter(wanted).collect()
}
