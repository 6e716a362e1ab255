//! The dictionaries of the hospital interface as data: each code with its name, since when, by
//! which source, and what it means to the rules. A code without a meaning is known, and no rule
//! settles by it. Rows stand in `policies/national/dictionaries.toml` and in the folder of a place
//! that has codes of its own, and change as policy does.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::Region;
use crate::basis::{Basis, Source};
use crate::facility::Care;
use crate::files::{NamedText, Place, Problem, complaint};
use crate::person::Scheme;
use crate::text::Bilingual;

/// The name of the file in the folder of a place.
pub const FILE: &str = "dictionaries.toml";

/// A `dictionaries.toml`: codes of the hospital interface.
/// 医院接口的字典代码
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DictionaryFile {
    /// The place whose hospitals send these codes, or `national`.
    /// 哪个地方的医疗机构用这些代码；全国通用写 national
    #[schemars(with = "String")]
    region: Spanned<String>,
    /// Documents the codes are taken from.
    /// 代码取自的文件
    #[serde(default)]
    sources: BTreeMap<String, Source>,
    /// Kinds of visit.
    /// 医疗类别
    #[serde(default)]
    #[schemars(with = "Vec<CodeEntry>")]
    med_type: Vec<Spanned<CodeEntry>>,
    /// Kinds of insurance.
    /// 险种类型
    #[serde(default)]
    #[schemars(with = "Vec<CodeEntry>")]
    insutype: Vec<Spanned<CodeEntry>>,
    /// Kinds of certificate.
    /// 人员证件类型
    #[serde(default)]
    #[schemars(with = "Vec<CodeEntry>")]
    psn_cert_type: Vec<Spanned<CodeEntry>>,
    /// Ways of settling.
    /// 个人结算方式
    #[serde(default)]
    #[schemars(with = "Vec<CodeEntry>")]
    psn_setlway: Vec<Spanned<CodeEntry>>,
}

/// One code of a dictionary.
/// 字典里的一个代码
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeEntry {
    /// The code on the wire.
    /// 代码
    pub code: String,
    /// Its published name.
    /// 公布的名称
    pub name: String,
    /// Only hospitals of this province or place send it so.
    /// 只有这个省或地方这样用
    #[serde(default, rename = "in")]
    pub place: Option<Region>,
    /// First day.
    /// 从哪一天起
    pub from: Date,
    /// The day after the last one.
    /// 到哪一天为止（不含）
    #[serde(default)]
    pub until: Option<Date>,
    /// Where it stands.
    /// 依据
    pub basis: Basis,
    /// Of a kind of visit: the care by whose rules it is settled; none where no rule does.
    /// 医疗类别：按哪类就医的规则结算；没有规则的不写
    #[serde(default)]
    pub care: Option<Care>,
    /// Of a kind of visit: the code itself says emergency rescue.
    /// 医疗类别：代码本身就是急诊抢救
    #[serde(default)]
    pub emergency: bool,
    /// Of a kind of visit: the code itself says injury.
    /// 医疗类别：代码本身就是外伤
    #[serde(default)]
    pub trauma: bool,
    /// Of a kind of visit: longer codes that begin so and are not listed are read as this one.
    /// 医疗类别：以它开头而没有列出的更长代码，按它处理
    #[serde(default)]
    pub longer: bool,
    /// Of an insurance: the scheme it is; none where no rule settles it.
    /// 险种：是哪个险种；没有规则的不写
    #[serde(default)]
    pub scheme: Option<Scheme>,
    /// Of a way of settling: item by item, which is what the rules do.
    /// 结算方式：按项目结算，规则就是这样算的
    #[serde(default)]
    pub by_item: bool,
}

/// The codes of one dictionary.
#[derive(Clone, Debug, Default)]
pub struct CodeTable(Vec<CodeEntry>);

/// Where and when a code is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeContext {
    /// The place of care, where it is known.
    pub place: Option<Region>,
    /// The day.
    pub day: Date,
}

impl CodeTable {
    /// The code as it is meant there and then: by the row of the place, else of its province, else
    /// the national one. Leading zeros do not matter, since some clients send numbers.
    pub fn find(&self, code: &str, context: CodeContext) -> Option<&CodeEntry> {
        let bare = |code: &str| code.trim_start_matches('0').to_owned();
        let wanted = bare(code);
        let matching = self
            .0
            .iter()
            .filter(|row| bare(&row.code) == wanted && row.is_used(context) && !wanted.is_empty());
        matching.max_by_key(|row| row.nearness())
    }

    /// All rows.
    pub fn rows(&self) -> &[CodeEntry] {
        &self.0
    }

    /// The code itself, or the longest listed one that stands for longer codes beginning so.
    pub fn find_or_beginning(&self, code: &str, context: CodeContext) -> Option<&CodeEntry> {
        self.find(code, context).or_else(|| {
            let digits = code.bytes().all(|byte| byte.is_ascii_digit());
            let rows = self.0.iter().filter(|row| {
                digits && row.longer && code.starts_with(&row.code) && row.is_used(context)
            });
            rows.max_by_key(|row| (row.code.len(), row.nearness()))
        })
    }
}

impl CodeEntry {
    fn is_used(&self, context: CodeContext) -> bool {
        let in_force = self.from <= context.day && self.until.is_none_or(|end| context.day < end);
        let there = self
            .place
            .is_none_or(|own| context.place.is_some_and(|place| own.covers(place)));
        in_force && there
    }

    /// The columns in which the row says what it means.
    fn meanings(&self) -> impl Iterator<Item = &'static str> {
        let said = [
            ("care", self.care.is_some()),
            ("emergency", self.emergency),
            ("trauma", self.trauma),
            ("longer", self.longer),
            ("scheme", self.scheme.is_some()),
            ("by_item", self.by_item),
        ];
        said.into_iter()
            .filter_map(|(column, said)| said.then_some(column))
    }

    /// A city before its province before the nation.
    fn nearness(&self) -> u8 {
        match self.place {
            None => 0,
            Some(place) if place.is_province() => 1,
            Some(_) => 2,
        }
    }
}

/// All dictionaries.
#[derive(Clone, Debug, Default)]
pub struct Dictionaries {
    /// 医疗类别.
    pub med_type: CodeTable,
    /// 险种类型.
    pub insutype: CodeTable,
    /// 人员证件类型.
    pub psn_cert_type: CodeTable,
    /// 个人结算方式.
    pub psn_setlway: CodeTable,
}

impl Dictionaries {
    /// Reads the files among these that hold dictionaries; the national one that is shipped where
    /// there is none.
    pub fn parse(files: &[NamedText]) -> Result<Dictionaries, Vec<Problem>> {
        let own = files.iter().filter(|file| is_file(&file.name));
        let mut dictionaries = Dictionaries::default();
        let mut problems = Vec::new();
        let shipped = shipped_file();
        let has_national = files.iter().any(|file| is_national(&file.name));
        let national = (!has_national).then_some(&shipped);
        for file in national.into_iter().chain(own) {
            match toml::from_str::<DictionaryFile>(&file.text) {
                Ok(read) => problems.extend(dictionaries.add(file, read)),
                Err(error) => problems.push(complaint::problem(file, &error)),
            }
        }
        match problems.is_empty() {
            true => Ok(dictionaries),
            false => Err(problems),
        }
    }

    /// Those the program is shipped with.
    pub fn shipped() -> &'static Dictionaries {
        static SHIPPED: OnceLock<Dictionaries> = OnceLock::new();
        SHIPPED.get_or_init(|| Dictionaries::parse(&[]).expect("a test reads the shipped file"))
    }

    fn add(&mut self, file: &NamedText, read: DictionaryFile) -> Vec<Problem> {
        let place = match read.region.get_ref().as_str() {
            "national" => None,
            code => match code.parse::<Region>() {
                Ok(region) => Some(region),
                Err(_) => return vec![not_a_place(file, read.region.span())],
            },
        };
        let whole = Whole {
            file,
            place,
            sources: &read.sources,
        };
        let mut problems = whole.take(&mut self.med_type, read.med_type, OF_VISITS);
        problems.extend(whole.take(&mut self.insutype, read.insutype, OF_INSURANCE));
        problems.extend(whole.take(&mut self.psn_cert_type, read.psn_cert_type, &[]));
        problems.extend(whole.take(&mut self.psn_setlway, read.psn_setlway, OF_WAYS));
        problems
    }
}

/// What the rows of each dictionary may mean.
const OF_VISITS: &[&str] = &["care", "emergency", "trauma", "longer"];
const OF_INSURANCE: &[&str] = &["scheme"];
const OF_WAYS: &[&str] = &["by_item"];

/// A file, and what holds for all its rows.
struct Whole<'a> {
    file: &'a NamedText,
    place: Option<Region>,
    sources: &'a BTreeMap<String, Source>,
}

impl Whole<'_> {
    /// Adds the rows of a dictionary; what is wrong with them.
    fn take(
        &self,
        table: &mut CodeTable,
        rows: Vec<Spanned<CodeEntry>>,
        columns: &[&str],
    ) -> Vec<Problem> {
        let mut problems = Vec::new();
        for row in rows {
            let span = row.span();
            let mut row = row.into_inner();
            row.place = row.place.or(self.place);
            let strange = row.meanings().find(|column| !columns.contains(column));
            let wrong = strange.map(|column| not_here(&row.code, column));
            let wrong = wrong
                .or_else(|| self.fault(&row))
                .or_else(|| twice(table, &row));
            match wrong {
                Some((code, message, next)) => {
                    problems.push(Place::of(self.file, span).problem(code, message, next));
                }
                None => table.0.push(row),
            }
        }
        problems
    }

    fn fault(&self, row: &CodeEntry) -> Option<Fault> {
        let code = &row.code;
        let digits = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !digits || code.len() > 20 {
            return Some((
                "bad-code",
                Bilingual::new(format!("«{code}»不是代码"), format!("«{code}» is no code")),
                Bilingual::new("代码为字母和数字", "a code is letters and digits"),
            ));
        }
        if row.until.is_some_and(|end| end <= row.from) {
            return Some((
                "empty-period",
                Bilingual::new(
                    format!("«{code}»的 until 不晚于 from"),
                    format!("until of «{code}» is not after from"),
                ),
                Bilingual::new("请核对起止日期", "check both days"),
            ));
        }
        let outside = self.place.zip(row.place);
        if outside.is_some_and(|(whole, own)| !whole.covers(own)) {
            return Some((
                "outside-place",
                Bilingual::new(
                    format!("«{code}»的 in 不在本文件的地方之内"),
                    format!("in of «{code}» lies outside the place of the file"),
                ),
                Bilingual::new(
                    "请写到那个地方的文件夹里",
                    "write it into the folder of that place",
                ),
            ));
        }
        let source = &row.basis.source;
        (!self.sources.contains_key(source)).then(|| {
            (
                "unknown-source",
                Bilingual::new(
                    format!("«{code}»的来源 {source} 没有写在 [sources] 里"),
                    format!("source {source} of «{code}» is not among [sources]"),
                ),
                Bilingual::new("请补上来源", "add the source"),
            )
        })
    }
}

fn not_here(code: &str, column: &str) -> Fault {
    (
        "column-of-another",
        Bilingual::new(
            format!("«{code}»所在的字典没有 {column}"),
            format!("the dictionary of «{code}» has no {column}"),
        ),
        Bilingual::new("请删去", "delete it"),
    )
}

/// Stable word, what is wrong, what to do.
type Fault = (&'static str, Bilingual, Bilingual);

/// A code means one thing in one place on one day.
fn twice(table: &CodeTable, row: &CodeEntry) -> Option<Fault> {
    let meets = |known: &&CodeEntry| {
        let apart = known.until.is_some_and(|end| end <= row.from)
            || row.until.is_some_and(|end| end <= known.from);
        known.code == row.code && known.place == row.place && !apart
    };
    let known = table.0.iter().find(meets)?;
    let (code, name) = (&row.code, &known.name);
    Some((
        "overlap",
        Bilingual::new(
            format!("«{code}»在同一天已经是「{name}」"),
            format!("«{code}» is «{name}» on the same days already"),
        ),
        Bilingual::new(
            "给前一行写 until，或删去一行",
            "end the earlier row with until, or delete one",
        ),
    ))
}

fn not_a_place(file: &NamedText, span: Range<usize>) -> Problem {
    Place::of(file, span).problem(
        "not-a-place",
        Bilingual::new(
            "region 应为六位医保区划或 national",
            "region is a six-digit division or national",
        ),
        Bilingual::new("请填写六位区划", "write six digits"),
    )
}

/// Whether a file of this name holds dictionaries.
pub fn is_file(name: &str) -> bool {
    name == FILE
        || name
            .strip_suffix(FILE)
            .is_some_and(|folder| folder.ends_with('/'))
}

fn is_national(name: &str) -> bool {
    let folder = name.strip_suffix(FILE).unwrap_or_default();
    folder == "national/" || folder.ends_with("/national/")
}

fn shipped_file() -> NamedText {
    NamedText {
        name: format!("national/{FILE}"),
        text: include_str!("../../../policies/national/dictionaries.toml").to_owned(),
    }
}

#[cfg(test)]
mod tests;
