//! What the check of a file says of a table before it is saved: the same check that tells it of the
//! file afterwards, so that nothing is found on the next page that could be told here.

use desk::releases::WorkingDraft;
use domain::{Bilingual, say};
use workbench::judge::Finding;
use workbench::sheet::columns::Column;
use workbench::sheet::faults::{CellSpot, only_now, spot};
use workbench::sheet::rows::rows;

use super::draft::OfTable;
use crate::App;
use crate::pages::Asking;
use crate::pages::problem::PageProblem;
use crate::web::policy::editor::GridCell;

/// What another row has to mend: a draft may be saved half written.
const ANOTHER_ROW: [&str; 1] = ["gap"];

/// Something that does not hold any more with a change.
pub(super) struct NotHolding {
    /// Where in the table; none outside of it.
    pub at: Option<CellSpot>,
    /// Why, and what to do.
    pub says: Bilingual,
    /// Stable word.
    pub code: String,
}

pub(super) fn sentence(finding: &Finding) -> Bilingual {
    let (message, next) = (finding.message.clone(), finding.next.clone());
    say!("{message}。{next}", "{message}; {next}"; message = message, next = next)
}

/// The draft with another text of one of its files.
fn with(draft: &WorkingDraft, name: &str, text: &str) -> WorkingDraft {
    let mut draft = draft.clone();
    for file in draft.files.iter_mut().filter(|file| file.name == name) {
        text.clone_into(&mut file.text);
    }
    draft
}

/// The column whose name a key of the file is, or the last step of.
fn column_of<'c>(key: &str, columns: &'c [Column]) -> Option<&'c Column> {
    let is_last = |column: &&Column| column.path.rsplit('.').next() == Some(key);
    let whole = columns.iter().find(|column| column.path == key);
    whole.or_else(|| {
        let mut found = columns.iter().filter(is_last);
        let first = found.next();
        first.filter(|_| found.next().is_none())
    })
}

/// The column that a row must fill and does not.
fn missing(finding: &Finding, columns: &[Column]) -> Option<String> {
    let is_it = ["missing-field", "missing-basis"].contains(&finding.code.as_str());
    let key = finding.message.zh.rsplit(' ').next().filter(|_| is_it)?;
    Some(column_of(key, columns)?.path.clone())
}

/// A sentence of the check, in which keys of the file stand, with what people read above their
/// columns; in English most keys are the words themselves.
fn in_headings(says: Bilingual, columns: &[Column]) -> Bilingual {
    let is_key = |sign: char| sign.is_ascii_alphanumeric() || "._-".contains(sign);
    let mut zh = String::new();
    let mut rest = says.zh.as_str();
    while let Some(begin) = rest.find(|sign: char| sign.is_ascii_lowercase()) {
        zh.push_str(&rest[..begin]);
        let end = rest[begin..].find(|sign| !is_key(sign));
        let end = end.map_or(rest.len(), |end| begin + end);
        match column_of(&rest[begin..end], columns) {
            Some(column) => {
                let kept = zh.trim_end().len();
                zh.truncate(kept);
                zh.push_str(&format!("「{}」", column.heading().zh));
            }
            None => zh.push_str(&rest[begin..end]),
        }
        rest = &rest[end..];
    }
    zh.push_str(rest);
    Bilingual { zh, en: says.en }
}

/// What would not hold with this text of the file and holds now.
pub(super) async fn check(
    app: &App,
    asking: &Asking,
    (draft, of): (&WorkingDraft, &OfTable),
    text: &str,
) -> Result<Vec<NotHolding>, PageProblem> {
    let (before, after) = (draft.clone(), with(draft, &of.file.name, text));
    let found = app.office(move |office| {
        let now = office.check_working(&after)?;
        // Most changes break nothing, and then nobody asks what was broken before.
        match now.is_empty() {
            true => Ok(now),
            false => Ok(only_now(&office.check_working(&before)?, now)),
        }
    });
    let found = found.await.map_err(|error| asking.problem(error))?;
    let all = rows(text, &of.table).unwrap_or_default();
    let columns = of.form.every();
    let hard = found.into_iter();
    let hard = hard.filter(|finding| !ANOTHER_ROW.contains(&finding.code.as_str()));
    let told = hard.map(|finding| {
        let is_here = finding.file == of.file.name;
        let place = (finding.line, finding.column);
        let mut at = is_here.then(|| spot(text, &all, place)).flatten();
        let missing = missing(&finding, &columns);
        if let (Some(at), Some(path)) = (&mut at, missing) {
            at.path = Some(path);
        }
        NotHolding {
            at,
            says: in_headings(sentence(&finding), &columns),
            code: finding.code,
        }
    });
    Ok(told.collect())
}

/// Puts a fault into its field where the page has it; else it comes back.
pub(super) fn into_field(fields: &mut [GridCell], fault: &NotHolding) -> Option<Bilingual> {
    let path = fault.at.as_ref().and_then(|at| at.path.as_deref());
    let path = path.or(match fault.code.as_str() {
        "unknown-source" => Some("basis.source"),
        "overlap" => Some("from"),
        _ => None,
    });
    let by_path = fields
        .iter()
        .position(|field| Some(field.path.as_str()) == path);
    let by_value = || {
        let values: Vec<&str> = fields.iter().map(|field| field.value.as_str()).collect();
        by_value(&fault.says, &values)
    };
    match by_path.or_else(by_value) {
        Some(at) => {
            fields[at].wrong = Some(fault.says.clone());
            None
        }
        None => Some(fault.says.clone()),
    }
}

/// The one value a sentence repeats: «比例 160% 超过 100%» is about the cell in which 160% stands.
pub(super) fn by_value(says: &Bilingual, values: &[&str]) -> Option<usize> {
    let places = 0..values.len();
    let is_named = |at: &usize| values[*at].chars().count() > 1 && says.zh.contains(values[*at]);
    let mut named = places.filter(is_named);
    let first = named.next();
    first.filter(|_| named.next().is_none())
}

/// That so many cells have to be mended.
pub(super) fn to_mend(count: usize) -> Bilingual {
    say!(
        "有 {count} 处要改，还没有存。要改的写在它旁边",
        "{count} things have to be mended; nothing was saved. Each is told beside its field"
    )
}

#[cfg(test)]
mod tests {
    use workbench::sheet::TableFile;
    use workbench::sheet::columns::TableForm;

    use super::*;

    #[test]
    fn a_sentence_is_about_the_cell_whose_value_it_repeats() {
        let says = say!("比例 160% 超过 100%", "the rate 160% is above 100%");
        assert_eq!(by_value(&says, &["", "94%", "160%"]), Some(2));
        assert_eq!(by_value(&says, &["160%", "160%"]), None);
        assert_eq!(by_value(&says, &["94%"]), None);
    }

    #[test]
    fn keys_of_the_file_are_said_as_the_heads_of_their_columns() {
        let form = TableForm::find(TableFile::Pack, "rate").expect("a table");
        let columns = form.every();
        let said = |zh: &str| in_headings(Bilingual::new(zh, ""), &columns).zh;
        assert_eq!(
            said("缺少必填项 confidence。请补上"),
            "缺少必填项「有多可信」。请补上"
        );
        assert_eq!(
            said("pay.tertiary 不能超过 100%"),
            "「比例·三级」 不能超过 100%"
        );
        assert_eq!(said("没有层 poled"), "没有层 poled");
    }
}
