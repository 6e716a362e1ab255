//! `suixing policy export` and `import` as an official uses them: export, change cells, import.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::{refused, root, said};

/// The shipped files of Shenzhen in a folder of their own, and a table of theirs as CSV.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Desk {
        let folder = TempDir::new().expect("a folder");
        let place = folder.path().join("policies/440300");
        std::fs::create_dir_all(&place).expect("a folder");
        for name in ["region.toml", "employee.toml", "resident.toml"] {
            let shipped = root().join("policies/440300").join(name);
            std::fs::copy(shipped, place.join(name)).expect("copied");
        }
        Desk { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn policies(&self) -> String {
        self.path("policies").to_string_lossy().into_owned()
    }

    fn employee(&self) -> String {
        std::fs::read_to_string(self.path("policies/440300/employee.toml")).expect("readable")
    }

    fn export(&self, table: &str) -> Vec<Vec<String>> {
        let out = self.path("table.csv");
        let _ = std::fs::remove_file(&out);
        let out = out.to_string_lossy();
        let policies = self.policies();
        said(&[
            "policy",
            "export",
            "440300",
            "employee",
            table,
            "--out",
            &out,
            "--policies",
            &policies,
        ]);
        let text = std::fs::read_to_string(self.path("table.csv")).expect("readable");
        assert!(
            text.starts_with('\u{feff}') && text.contains("\r\n"),
            "for Excel"
        );
        let text = text.trim_start_matches('\u{feff}');
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(text.as_bytes());
        let records = reader.records().map(|record| record.expect("a record"));
        records
            .map(|record| record.iter().map(str::to_owned).collect())
            .collect()
    }

    /// Saves the records and says what the import is called with.
    fn import(&self, records: &[Vec<String>]) -> Vec<String> {
        let mut writer = csv::Writer::from_path(self.path("table.csv")).expect("a file");
        for record in records {
            writer.write_record(record).expect("written");
        }
        writer.flush().expect("written");
        let file = self.path("table.csv").to_string_lossy().into_owned();
        ["policy", "import", &file, "--into", &self.policies()]
            .map(str::to_owned)
            .to_vec()
    }
}

fn words(line: &[String]) -> Vec<&str> {
    line.iter().map(String::as_str).collect()
}

/// The column whose key is this.
fn column(records: &[Vec<String>], key: &str) -> usize {
    let key = format!("({key})");
    records[0]
        .iter()
        .position(|header| header.ends_with(&key))
        .expect("a column")
}

/// The lines that are only in one of two texts.
fn different<'a>(one: &'a str, other: &'a str) -> Vec<&'a str> {
    one.lines()
        .filter(|line| !other.lines().any(|there| there == *line))
        .collect()
}

#[test]
fn one_changed_cell_changes_one_line_of_the_file() {
    let desk = Desk::new();
    let before = desk.employee();
    let mut records = desk.export("rate");
    let tertiary = column(&records, "pay.tertiary");
    assert_eq!(records[1][tertiary], "90%");
    records[1][tertiary] = "0.91".to_owned();
    let line = desk.import(&records);
    let mut dry = line.clone();
    dry.push("--dry-run".to_owned());
    let told = said(&words(&dry));
    assert!(told.contains("pay.tertiary: 90% → 91%"), "{told}");
    assert_eq!(desk.employee(), before, "a dry run writes nothing");
    said(&words(&line));
    let after = desk.employee();
    let new = different(&after, &before);
    assert_eq!(new.len(), 1, "{new:?}");
    assert!(new[0].contains("tertiary = \"91%\""), "{new:?}");
    assert_eq!(after.lines().count(), before.lines().count());
}

#[test]
fn a_new_row_under_an_ended_one_is_a_new_row_of_the_file() {
    let desk = Desk::new();
    let before = desk.employee();
    let mut records = desk.export("rate");
    let (from, until) = (column(&records, "from"), column(&records, "until"));
    let [one, two, three] =
        ["pay.primary", "pay.secondary", "pay.tertiary"].map(|key| column(&records, key));
    // As people do it: copy the line, end the old one, change the new one.
    let mut copy = records[1].clone();
    records[1][until] = "2027/1/1".to_owned();
    copy[from] = "2027年1月1日".to_owned();
    (copy[one], copy[two], copy[three]) = ("95%".into(), "93.00%".into(), "91%".into());
    records.insert(2, copy);
    said(&words(&desk.import(&records)));
    let after = desk.employee();
    let new = different(&after, &before);
    assert!(
        new.contains(&"until = \"2027-01-01\"") && new.contains(&"from = \"2027-01-01\""),
        "{new:?}"
    );
    let pay = "pay = { primary = \"95%\", secondary = \"93%\", tertiary = \"91%\" }";
    assert!(new.contains(&pay), "{new:?}");
    assert_eq!(
        different(&before, &after),
        Vec::<&str>::new(),
        "nothing is lost"
    );
    assert_eq!(
        after.matches("[[rate]]").count(),
        before.matches("[[rate]]").count() + 1
    );
    let again = desk.export("rate");
    assert_eq!(again.len(), records.len());
    assert_eq!(
        again[2][from], "2027-01-01",
        "the new row follows the one it was put under"
    );
}

#[test]
fn what_the_check_refuses_is_not_written() {
    let desk = Desk::new();
    let before = desk.employee();
    let mut records = desk.export("rate");
    let doubled = records[1].clone();
    records.push(doubled);
    let told = refused(&words(&desk.import(&records)));
    assert!(
        told.contains("[overlap]") && told.contains("[not-written]"),
        "{told}"
    );
    records.pop();
    let gone = records.remove(1);
    let told = refused(&words(&desk.import(&records)));
    assert!(
        told.contains("[gap]") && told.contains("[not-written]"),
        "{told}"
    );
    records.insert(1, gone);
    let source = column(&records, "basis.source");
    records[3][source] = "NOPE".to_owned();
    let told = refused(&words(&desk.import(&records)));
    assert!(
        told.contains("NOPE") && told.contains("[not-written]"),
        "{told}"
    );
    assert_eq!(desk.employee(), before);
    let left = desk
        .path("policies/440300")
        .read_dir()
        .expect("a folder")
        .count();
    assert_eq!(left, 3, "no half-written file is left behind");
}

#[test]
fn every_wrong_cell_is_named_by_its_place() {
    let desk = Desk::new();
    let mut records = desk.export("rate");
    let [pay, from] = ["pay.tertiary", "from"].map(|key| column(&records, key));
    records[1][pay] = "1".to_owned();
    records[6][from] = "1/2/2025".to_owned();
    let told = refused(&words(&desk.import(&records)));
    let cell = |column: usize, row: usize| format!("{}{row}: ", char::from(b'A' + column as u8));
    assert!(
        told.contains(&format!("{}[ambiguous-rate]", cell(pay, 2))),
        "{told}"
    );
    assert!(
        told.contains(&format!("{}[bad-date]", cell(from, 7))),
        "{told}"
    );
}

#[test]
fn a_table_that_went_stale_or_is_no_table_is_refused_with_what_to_do() {
    let desk = Desk::new();
    let good = desk.export("rate");
    type Change<'a> = &'a dyn Fn(&mut Vec<Vec<String>>);
    let with = |change: Change<'_>| {
        let mut records = good.clone();
        change(&mut records);
        refused(&words(&desk.import(&records)))
    };
    let rows: [(&str, Change<'_>); 8] = [
        ("stale-row", &|records| {
            records[1][0] = "r1-000000".to_owned()
        }),
        ("unknown-column", &|records| {
            records[0][3] = "级别 (when.levle)".to_owned()
        }),
        ("double-column", &|records| {
            records[0][3] = records[0][2].clone()
        }),
        ("no-table-column", &|records| {
            records[0][1] = "备注".to_owned()
        }),
        ("bad-table", &|records| records[1][1] = "rate".to_owned()),
        ("no-such-pack", &|records| {
            records[1][1] = "440100/employee/rate".to_owned()
        }),
        ("two-tables", &|records| {
            records[2][1] = "440300/employee/ceiling".to_owned()
        }),
        ("no-rows", &|records| records.truncate(1)),
    ];
    for (code, change) in rows {
        let told = with(change);
        assert!(told.contains(&format!("[{code}]")), "{code}: {told}");
    }
    // The file changed after the export.
    let path = desk.path("policies/440300/employee.toml");
    let text = desk
        .employee()
        .replacen("tertiary = \"90%\"", "tertiary = \"89%\"", 1);
    std::fs::write(path, text).expect("written");
    let told = refused(&words(&desk.import(&good)));
    assert!(
        told.contains("[stale-row]") && told.contains("export again"),
        "{told}"
    );
}

#[test]
fn an_export_of_what_is_not_there_names_what_is() {
    let desk = Desk::new();
    let policies = desk.policies();
    let rows = [
        (["440300", "employee", "rates"], "unknown-table", "rate"),
        (
            ["440300", "employee", "dispute"],
            "unknown-table",
            "争议请直接在文件里写",
        ),
        (["44030", "employee", "rate"], "bad-region", "440300"),
        (["440100", "employee", "rate"], "no-such-pack", "policy new"),
        (["440300", "worker", "rate"], "unknown-scheme", "procedures"),
    ];
    for ([region, scheme, table], code, advice) in rows {
        let told = refused(&[
            "policy",
            "export",
            region,
            scheme,
            table,
            "--policies",
            &policies,
        ]);
        assert!(
            told.contains(&format!("[{code}]")) && told.contains(advice),
            "{told}"
        );
    }
    desk.export("rate");
    let out = desk.path("table.csv").to_string_lossy().into_owned();
    let told = refused(&[
        "policy", "export", "440300", "employee", "rate", "--out", &out,
    ]);
    assert!(
        told.contains("[already-there]"),
        "an edited table is never overwritten: {told}"
    );
}

#[test]
fn a_file_that_is_no_csv_is_refused() {
    let desk = Desk::new();
    let file = desk.path("table.csv");
    let zip: &[u8] = b"PK\x03\x04\x14\x00\x06\x00\xff\xff\x00\x81";
    for (bytes, code) in [
        (zip, "unreadable-text"),
        (b"", "no-rows"),
        (b"\xef\xbb\xbf", "no-rows"),
    ] {
        std::fs::write(&file, bytes).expect("written");
        let name = file.to_string_lossy();
        let told = refused(&["policy", "import", &name, "--into", &desk.policies()]);
        assert!(told.contains(&format!("[{code}]")), "{told}");
    }
    let missing = Path::new("nowhere.csv").to_string_lossy().into_owned();
    let told = refused(&["policy", "import", &missing, "--into", &desk.policies()]);
    assert!(told.contains("[unreadable]"), "{told}");
}
