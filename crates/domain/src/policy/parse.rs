//! Text → [`Pack`]. Every problem names file, line, column, and what to do.

use std::fmt;
use std::ops::Range;

use jiff::civil::Date;
use serde::Serialize;
use toml::Spanned;

use super::format::*;
use super::pack::{Pack, Tables};
use crate::text::Bilingual;

/// One policy text with the name it is reported under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedText {
    /// File name.
    pub name: String,
    /// Content.
    pub text: String,
}

/// Something wrong in a policy file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Stable word, such as `gap`.
    pub code: &'static str,
    /// File name.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: Bilingual,
    /// What to do.
    pub next: Bilingual,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Problem {
            code,
            file,
            line,
            column,
            message,
            next,
        } = self;
        write!(
            f,
            "{file}:{line}:{column}: [{code}] {}。{}\n",
            message.zh, next.zh
        )?;
        write!(f, "    {}; {}", message.en, next.en)
    }
}

/// Where in which file a row stands, so that later checks can point at it.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub file: String,
    pub line: usize,
    pub column: usize,
}

impl Place {
    pub fn of(file: &NamedText, span: Range<usize>) -> Place {
        let before = &file.text[..span.start.min(file.text.len())];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Place {
            file: file.name.clone(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }

    pub fn problem(&self, code: &'static str, message: Bilingual, next: Bilingual) -> Problem {
        let Place { file, line, column } = self.clone();
        Problem {
            code,
            file,
            line,
            column,
            message,
            next,
        }
    }
}

/// A pack while it is being read: rows still know where they stand.
pub(super) struct Draft {
    pub pack: Pack,
    /// Place of every row, keyed by the address of its basis, which each row owns alone.
    pub places: Vec<(*const Basis, Place)>,
    pub problems: Vec<Problem>,
    pub end: Place,
}

impl Draft {
    pub fn place(&self, basis: &std::sync::Arc<Basis>) -> Place {
        let wanted = std::sync::Arc::as_ptr(basis);
        let found = self.places.iter().find(|(pointer, _)| *pointer == wanted);
        found.map_or_else(|| self.end.clone(), |(_, place)| place.clone())
    }
}

const FILE_MARK: &str = "#:file ";

/// All files of a pack as the one text that is hashed and kept.
pub fn joined(files: &[NamedText]) -> String {
    files
        .iter()
        .map(|file| format!("{FILE_MARK}{}\n{}\n", file.name, file.text))
        .collect()
}

/// The files inside a kept text.
pub fn split(text: &str) -> Vec<NamedText> {
    let mut files: Vec<NamedText> = Vec::new();
    for line in text.split_inclusive('\n') {
        match (line.strip_prefix(FILE_MARK), files.last_mut()) {
            (Some(name), _) => {
                files.push(NamedText {
                    name: name.trim_end().to_owned(),
                    text: String::new(),
                });
            }
            (None, Some(file)) => file.text.push_str(line),
            (None, None) => {
                files.push(NamedText {
                    name: "policy.toml".to_owned(),
                    text: line.to_owned(),
                });
            }
        }
    }
    files
}

impl Pack {
    /// Reads a pack from its files (`region.toml`, if any, first) and checks that every row is
    /// well formed. `hash` is applied to the joined text. Whether rows leave gaps or overlap is for
    /// [`super::check::check`] to say.
    pub fn parse(files: &[NamedText], hash: fn(&str) -> String) -> Result<Pack, Vec<Problem>> {
        let draft = read(files, hash)?;
        if draft.problems.is_empty() {
            Ok(draft.pack)
        } else {
            Err(draft.problems)
        }
    }

    /// The pack of a kept text.
    pub fn from_text(text: &str, hash: fn(&str) -> String) -> Result<Pack, Vec<Problem>> {
        Pack::parse(&split(text), hash)
    }
}

fn syntax_problem(file: &NamedText, error: &toml::de::Error) -> Problem {
    let place = Place::of(file, error.span().unwrap_or(0..0));
    let message = error.message();
    let (zh, next_zh, next_en) = explain_syntax(message);
    let next = Bilingual::new(next_zh, next_en);
    place.problem(
        zh.0,
        Bilingual::new(zh.1, message.replace('\n', "; ")),
        next,
    )
}

/// The code, a Chinese sentence and what to do, for what the TOML reader says in English.
fn explain_syntax(message: &str) -> ((&'static str, String), &'static str, &'static str) {
    let quoted = message.split('`').nth(1).unwrap_or_default();
    if message.contains("missing field `basis`") {
        let zh = "这一行没有写依据(basis)".to_owned();
        return (
            ("missing-basis", zh),
            "请加上 basis = { source = \"…\", confidence = \"…\" }",
            "add basis = { source = \"…\", confidence = \"…\" }",
        );
    }
    if message.contains("missing field") {
        let zh = format!("缺少必填项 {quoted}");
        return (("missing-field", zh), "请补上这一项", "add the field");
    }
    if message.contains("unknown field") {
        let zh = format!("不认识的键 {quoted}");
        return (
            ("unknown-key", zh),
            "请对照 docs/policy-format.md 改正或删去",
            "correct or delete it; see docs/policy-format.md",
        );
    }
    if message.contains("unknown variant") {
        let zh = format!("不认识的词 {quoted}");
        return (
            ("unknown-word", zh),
            "请改用所列的词之一",
            "use one of the words listed",
        );
    }
    (
        ("bad-syntax", "这里读不懂".to_owned()),
        "请按英文提示改正后再检查",
        "correct it as the message says, then check again",
    )
}

pub(super) fn read(files: &[NamedText], hash: fn(&str) -> String) -> Result<Draft, Vec<Problem>> {
    let mut parsed = Vec::new();
    let mut problems = Vec::new();
    for file in files {
        match toml::from_str::<PolicyFile>(&file.text) {
            Ok(content) => parsed.push((file, content)),
            Err(error) => problems.push(syntax_problem(file, &error)),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let Some(last) = files.last() else {
        return Err(vec![]);
    };
    let end = Place::of(last, 0..0);
    let text = joined(files);
    let hash = hash(&text);
    assemble(parsed, text, hash, end)
}

/// Appends rows to a table and remembers where each stands.
fn append<R: Row>(
    table: &mut Vec<R>,
    rows: Vec<Spanned<R>>,
    file: &NamedText,
    places: &mut Vec<(*const Basis, Place)>,
) {
    for row in rows {
        let place = Place::of(file, row.span());
        let row = row.into_inner();
        places.push((std::sync::Arc::as_ptr(row.basis()), place));
        table.push(row);
    }
}

fn assemble(
    parsed: Vec<(&NamedText, PolicyFile)>,
    text: String,
    hash: String,
    end: Place,
) -> Result<Draft, Vec<Problem>> {
    let region = parsed.iter().find_map(|(_, content)| content.region);
    let scheme = parsed.iter().find_map(|(_, content)| content.scheme);
    let (Some(region), Some(scheme)) = (region, scheme) else {
        return Err(vec![end.problem(
            "missing-field",
            Bilingual::new("没有写明 region 或 scheme", "region or scheme is missing"),
            Bilingual::new(
                "请在文件开头写 region = \"六位区划\" 和 scheme = \"employee\" 或 \"resident\"",
                "begin the file with region = \"six digits\" and scheme = \"employee\" or \"resident\"",
            ),
        )]);
    };
    let pack = Pack {
        region,
        scheme,
        title: Bilingual::default(),
        verified_on: None,
        sources: Default::default(),
        tables: Tables::default(),
        tiers: vec![],
        benefit_years: vec![],
        indices: vec![],
        layers: vec![],
        upfronts: vec![],
        accounts: vec![],
        credits: vec![],
        notes: vec![],
        disputes: vec![],
        text,
        hash,
        names_community: false,
    };
    let mut draft = Draft {
        pack,
        places: vec![],
        problems: vec![],
        end,
    };
    for (file, content) in parsed {
        take_file(&mut draft, file, content);
    }
    super::check::check_rows(&mut draft);
    draft.pack.names_community = names_community(&draft.pack);
    Ok(draft)
}

fn take_file(draft: &mut Draft, file: &NamedText, content: PolicyFile) {
    let Draft {
        pack,
        places,
        problems,
        ..
    } = draft;
    if content.region.is_some_and(|region| region != pack.region)
        || content.scheme.is_some_and(|scheme| scheme != pack.scheme)
    {
        problems.push(Place::of(file, 0..0).problem(
            "mixed-pack",
            Bilingual::new(
                "同一包里的文件写了不同的地区或险种",
                "files of one pack name different places or schemes",
            ),
            Bilingual::new(
                "请检查文件开头的 region 和 scheme",
                "check region and scheme at the top of each file",
            ),
        ));
    }
    if let Some(title) = content.title {
        pack.title = title;
    }
    pack.verified_on = pack.verified_on.max(content.verified_on);
    for (id, source) in content.sources {
        pack.sources.insert(id, source.into_inner());
    }
    append(&mut pack.tiers, content.tier, file, places);
    append(&mut pack.benefit_years, content.benefit_year, file, places);
    append(&mut pack.layers, content.layer, file, places);
    append(
        &mut pack.tables.deductibles,
        content.deductible,
        file,
        places,
    );
    append(&mut pack.tables.rates, content.rate, file, places);
    append(
        &mut pack.tables.adjustments,
        content.adjustment,
        file,
        places,
    );
    append(&mut pack.tables.ceilings, content.ceiling, file, places);
    append(&mut pack.tables.directs, content.direct, file, places);
    append(&mut pack.upfronts, content.upfront, file, places);
    append(&mut pack.accounts, content.account, file, places);
    append(&mut pack.credits, content.credit, file, places);
    append(&mut pack.notes, content.note, file, places);
    for row in content.index {
        let place = Place::of(file, row.span());
        let row = row.into_inner();
        places.push((std::sync::Arc::as_ptr(&row.basis), place));
        pack.indices.push(row);
    }
    for row in content.dispute {
        let place = Place::of(file, row.span());
        let row = row.into_inner();
        for version in &row.version {
            for basis in version_bases(version) {
                places.push((std::sync::Arc::as_ptr(basis), place.clone()));
            }
        }
        super::check::check_dispute(&row, &place, problems);
        pack.disputes.push(row);
    }
}

/// The bases of all rows of a version.
pub(super) fn version_bases(version: &VersionRow) -> Vec<&std::sync::Arc<Basis>> {
    fn of<R: Row>(rows: &[R]) -> impl Iterator<Item = &std::sync::Arc<Basis>> {
        rows.iter().map(Row::basis)
    }
    of(&version.deductible)
        .chain(of(&version.rate))
        .chain(of(&version.adjustment))
        .chain(of(&version.ceiling))
        .chain(of(&version.direct))
        .collect()
}

fn names_community(pack: &Pack) -> bool {
    let in_values = pack
        .tables
        .rates
        .iter()
        .any(|row| row.pay.is_some_and(|p| p.names_community()))
        || pack
            .tables
            .deductibles
            .iter()
            .any(|row| row.amount.is_some_and(|a| a.names_community()));
    in_values
        || pack
            .conditions()
            .iter()
            .any(|when| when.level.contains(&crate::facility::Level::Community))
}

/// A day that is certainly inside every benefit year row's month-day form.
pub(super) fn is_month_day(text: &str) -> bool {
    text != "02-29" && text.len() == 5 && format!("2024-{text}").parse::<Date>().is_ok()
}
