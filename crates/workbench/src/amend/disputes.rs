//! A later decision about a contradiction: from a day on another version decides, because of a
//! source. What was decided before stays beside it.

use domain::files::NamedText;
use domain::say;
use jiff::civil::Date;
use toml_edit::{Document, Item};

use super::{NotAmended, quoted};
use crate::sheet::rows::{last_byte, line_end};

/// A decision about a contradiction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolving {
    /// Number of the contradiction, such as `X01`.
    pub dispute: String,
    /// Source of the version that decides.
    pub in_force: String,
    /// First day of service it decides.
    pub from: Date,
    /// Why, in Chinese and in English.
    pub why: [String; 2],
    /// The day it was decided.
    pub decided_on: Date,
    /// Who decided it.
    pub decided_by: String,
}

/// The text with the decision behind what is known of the contradiction.
pub fn resolve(file: &NamedText, resolving: &Resolving) -> Result<String, NotAmended> {
    let text = file.text.as_str();
    let document = Document::parse(text).map_err(|error| NotAmended::unreadable(&error))?;
    let id = &resolving.dispute;
    let absent = || {
        let name = &file.name;
        NotAmended(say!("{name} 里没有争议 {id}", "{name} has no dispute {id}"))
    };
    let Some(Item::ArrayOfTables(disputes)) = document.as_table().get("dispute") else {
        return Err(absent());
    };
    let is_it =
        |table: &&toml_edit::Table| table.get("id").and_then(Item::as_str) == Some(id.as_str());
    let dispute = disputes.iter().find(is_it).ok_or_else(absent)?;
    let Some(versions) = dispute.get("version").and_then(Item::as_array_of_tables) else {
        return Err(absent());
    };
    let source = |table: &toml_edit::Table| {
        table
            .get("source")
            .and_then(Item::as_str)
            .map(str::to_owned)
    };
    let known: Vec<String> = versions.iter().filter_map(source).collect();
    if !known.contains(&resolving.in_force) {
        let list = known.join("、");
        return Err(NotAmended(say!(
            "请选一种说法：{list}",
            "choose one of the versions: {list}"
        )));
    }
    let ends = dispute.iter().map(|(_, item)| last_byte(item)).max();
    let end = line_end(text, ends.unwrap_or(text.len()));
    let break_before = if text[..end].ends_with('\n') {
        ""
    } else {
        "\n"
    };
    let row = written(resolving);
    Ok(format!(
        "{}{break_before}\n{row}{}",
        &text[..end],
        &text[end..]
    ))
}

fn written(resolving: &Resolving) -> String {
    let [zh, en] = &resolving.why;
    let en = if en.is_empty() { zh } else { en };
    format!(
        "[[dispute.resolution]]\nin_force = {}\nfrom = \"{}\"\nwhy = {{ zh = {}, en = {} }}\n\
         decided_on = \"{}\"\ndecided_by = {}\n",
        quoted(&resolving.in_force),
        resolving.from,
        quoted(zh),
        quoted(en),
        resolving.decided_on,
        quoted(&resolving.decided_by),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_stands_behind_its_dispute() {
        let text = "[[dispute]]\nid = \"X1\"\n\n[[dispute.version]]\nsource = \"A\"\n\n\
            [[dispute.version]]\nsource = \"B\"\n\n[[dispute.version.rate]]\npay = \"1%\" # 一\n\n\
            [[dispute]]\nid = \"X2\"\n";
        let file = NamedText {
            name: "440300/region.toml".to_owned(),
            text: text.to_owned(),
        };
        let mut resolving = Resolving {
            dispute: "X1".to_owned(),
            in_force: "B".to_owned(),
            from: "2027-01-01".parse().unwrap(),
            why: ["因为".to_owned(), String::new()],
            decided_on: "2026-12-01".parse().unwrap(),
            decided_by: "甲".to_owned(),
        };
        let resolved = resolve(&file, &resolving).unwrap();
        assert!(resolved.contains("# 一\n\n[[dispute.resolution]]\nin_force = \"B\"\nfrom"));
        assert!(resolved.ends_with("decided_by = \"甲\"\n\n[[dispute]]\nid = \"X2\"\n"));
        resolving.in_force = "C".to_owned();
        assert!(resolve(&file, &resolving).is_err());
        resolving.dispute = "X3".to_owned();
        assert!(resolve(&file, &resolving).is_err());
    }
}
