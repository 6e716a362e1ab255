//! How far figures are trusted: no surer than the document they come from, and compared with it on
//! a day that is written down.

use std::collections::BTreeMap;
use std::ops::Range;

use domain::basis::{Confidence, Source};
use domain::files::{NamedText, Place, Problem};
use domain::text::Bilingual;
use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What is said of trust in one or several files that share their sources.
#[derive(Default)]
struct Stated {
    sources: BTreeMap<String, Source>,
    is_dated: bool,
}

/// The keys of a file that are about trust.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Head {
    sources: BTreeMap<String, Source>,
    verified_on: Option<jiff::civil::Date>,
}

/// Every basis that is surer than its source, or compared with it on no day. The files share their
/// sources; what cannot be read is reported elsewhere.
pub(crate) fn check(files: &[NamedText]) -> Vec<Problem> {
    let mut stated = Stated::default();
    for file in files {
        let head: Head = toml::from_str(&file.text).unwrap_or_default();
        stated.sources.extend(head.sources);
        stated.is_dated |= head.verified_on.is_some();
    }
    let mut problems = Vec::new();
    for file in files {
        if let Ok(table) = DeTable::parse(&file.text) {
            let mut found = Found {
                stated: &stated,
                file,
                problems: &mut problems,
            };
            found.table(table.get_ref());
        }
    }
    problems
}

struct Found<'a> {
    stated: &'a Stated,
    file: &'a NamedText,
    problems: &'a mut Vec<Problem>,
}

impl Found<'_> {
    fn table(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            match value.get_ref() {
                DeValue::Table(basis) if key.get_ref() == "basis" => {
                    self.basis(basis, value.span());
                }
                inner => self.value(inner),
            }
        }
    }

    fn value(&mut self, value: &DeValue<'_>) {
        match value {
            DeValue::Table(table) => self.table(table),
            DeValue::Array(list) => list.iter().for_each(|inner| self.value(inner.get_ref())),
            DeValue::String(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_) => (),
        }
    }

    fn basis(&mut self, basis: &DeTable<'_>, span: Range<usize>) {
        let text = |key: &str| basis.get(key).map(Spanned::get_ref)?.as_str();
        let source = text("source").and_then(|id| Some((id, self.stated.sources.get(id)?)));
        let confidence = text("confidence").and_then(Confidence::from_word);
        if let (Some((id, source)), Some(confidence)) = (source, confidence)
            && confidence < source.class
        {
            let problem = too_sure(confidence, (id, source));
            self.report(span.clone(), "confidence-above-source", problem);
        }
        let verified = basis.get("verified").map(Spanned::get_ref);
        if verified.and_then(DeValue::as_bool) != Some(true) {
            return;
        }
        if !self.stated.is_dated && !basis.contains_key("verified_on") {
            self.report(span.clone(), "verified-without-day", no_day());
        }
        if let Some((id, source)) = source
            && (source.url.is_none() || source.class != Confidence::A)
        {
            self.report(span, "verified-without-page", no_page(id));
        }
    }

    fn report(
        &mut self,
        span: Range<usize>,
        code: &'static str,
        (message, next): (Bilingual, Bilingual),
    ) {
        let place = Place::of(self.file, span);
        self.problems.push(place.problem(code, message, next));
    }
}

/// What is wrong, and what to do.
type Told = (Bilingual, Bilingual);

fn too_sure(confidence: Confidence, (id, source): (&str, &Source)) -> Told {
    let class = source.class;
    (
        Bilingual::new(
            format!("把握 {confidence} 高于来源 {id} 的等级 {class}"),
            format!("confidence {confidence} is above the class {class} of its source {id}"),
        ),
        Bilingual::new(
            format!("请写 confidence = \"{class}\" 或更低，或引用更可靠的来源"),
            format!("write confidence = \"{class}\" or lower, or cite a better source"),
        ),
    )
}

fn no_day() -> Told {
    (
        Bilingual::new(
            "写明已核对原文（verified = true），却没有核对的日期",
            "it is said to be compared with the published text, but on no day",
        ),
        Bilingual::new(
            "请在依据里或文件开头写 verified_on = \"年-月-日\"",
            "write verified_on = \"year-month-day\" in the basis or at the top of the file",
        ),
    )
}

fn no_page(id: &str) -> Told {
    (
        Bilingual::new(
            format!("写明已核对原文，来源 {id} 却不是有网址的官方文本"),
            format!(
                "it is said to be compared with the published text, but source {id} is no official \
                 text with an address"
            ),
        ),
        Bilingual::new(
            "只有官方的一页（等级 A）写明了这个数字才写 verified；请补上那一页的网址，或去掉 verified",
            "only what a page of a public body (class A) states is verified; give its url, or \
             leave verified out",
        ),
    )
}
