//! What people read above the columns of a table: every key a row may have is named in both
//! languages, so that no table shows a word of the file.

use workbench::sheet::TableFile;
use workbench::sheet::columns::TableForm;

#[test]
fn every_column_of_every_table_is_named_in_both_languages() {
    let mut unnamed = Vec::new();
    let mut count = 0;
    for which in [TableFile::Pack, TableFile::Procedures] {
        for table in TableForm::names(which) {
            let form = TableForm::find(which, &table).expect("a table that was just named");
            for column in form.every() {
                count += 1;
                let (named, key) = (column.heading(), column.path.as_str());
                let is_chinese = !named.zh.is_ascii();
                if !is_chinese || named.en == key {
                    unnamed.push(format!("{table}.{key}: {} / {}", named.zh, named.en));
                }
            }
        }
    }
    assert!(count > 200, "{count} columns were read");
    assert_eq!(unnamed, Vec::<String>::new());
}
