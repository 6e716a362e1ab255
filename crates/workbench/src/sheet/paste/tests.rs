//! What pasted rows become, and what is told of those that cannot be taken.

use super::*;
use crate::sheet::TableFile;
use crate::sheet::rows::rows;

const TEXT: &str = "[[rate]]\nof = \"pooled\"\nwhen = { status = \"retired\" }\npay = \"95%\"\n\
    from = \"2024-01-01\"\nbasis = { source = \"Z1\", confidence = \"A\" }\n";

fn pasted(rows_of: &[&[&str]]) -> Result<Pasted, NoPaste> {
    let form = TableForm::find(TableFile::Pack, "rate").unwrap();
    let standing = rows(TEXT, "rate").unwrap();
    let records: Vec<(usize, Vec<String>)> = rows_of
        .iter()
        .enumerate()
        .map(|(at, cells)| (at + 1, cells.iter().map(|one| (*one).to_owned()).collect()))
        .collect();
    read(&form, &standing, &records)
}

#[test]
fn each_row_says_what_it_becomes() {
    let head = ["of", "when.status", "pay", "from"];
    let found = pasted(&[
        &head,
        &["pooled", "retired", "93%", "2027-01-01"],
        &["pooled", "on-job", "90%", "2027/1/1"],
    ])
    .unwrap();
    let later = Becomes::Later {
        row: 0,
        from: "2027-01-01".parse().unwrap(),
    };
    assert_eq!(found.rows[0].becomes, later);
    assert_eq!(found.rows[1].becomes, Becomes::New);
    let same = pasted(&[&head, &["pooled", "retired", "0.95", "2024-01-01"]]).unwrap();
    assert_eq!(same.rows[0].becomes, Becomes::Same { row: 0 });
    let changed = pasted(&[&head, &["pooled", "retired", "94%", "2024-01-01"]]).unwrap();
    let rate = |text: &str| Some(Cell::Text(text.to_owned()));
    let cells = vec![("pay".to_owned(), rate("95%"), rate("94%"))];
    assert_eq!(changed.rows[0].becomes, Becomes::Changed { row: 0, cells });
}

#[test]
fn what_cannot_be_read_is_told_by_cell() {
    let head = ["of", "when.status", "pay", "from"];
    let found = pasted(&[
        &head,
        &["pooled", "retired", "93", "2027-01-01"],
        &["pooled", "asleep", "90%", ""],
    ])
    .unwrap();
    assert_eq!(found.rows[0].wrong[0].why.code, "ambiguous-rate");
    assert_eq!(found.rows[1].wrong.len(), 2);
    let words = pasted(&[
        &["作用于哪一层", "Statuses", "比例", "生效日", "失效日"],
        &["pooled", "退休", "-500", "2027-01-01", "2026-01-01"],
    ])
    .unwrap();
    let told: Vec<&str> = words.rows[0].wrong.iter().map(|one| one.why.code).collect();
    assert_eq!(told, ["bad-rate", "dates-reversed"], "all of a row at once");
    assert!(!found.is_whole() && found.edits().is_empty());
    assert!(pasted(&[&["1", "2"]]).is_err());
    assert!(pasted(&[&["pay", "colour"], &["90%", "red"]]).is_err());
    assert!(pasted(&[&head]).is_err());
}
