//! Files as agencies have them.

use std::collections::BTreeMap;

use domain::facility::Care;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use crate::items::ItemColumn;
use crate::people::PeopleColumn;
use crate::postings::PostingColumn;
use crate::reader::KnownPlaces;
use crate::{RowFault, SheetTable, facilities, items, modest, people};

/// Rows stand here with a stroke where a comma would follow a Chinese character.
fn csv(text: &str) -> String {
    text.replace('|', ",")
}

const HEAD: &str = "人员编号|姓名|身份证号码|出生日期|参保地|险种|人员类别|参保日期|缴费至";
const ROW: &str = "0001,示例甲|440300198513010015,1985-06-01,深圳市|310,在职|2015-03-01,2026-10";

fn read_people(bytes: Vec<u8>) -> Vec<Result<people::InsuredRow, Vec<RowFault>>> {
    let table = SheetTable::<PeopleColumn>::open(bytes, None, &BTreeMap::new()).unwrap();
    let header = table.header.clone();
    let mut places = KnownPlaces::default();
    table
        .map(|row| people::read(&header, &row.unwrap(), &mut places))
        .collect()
}

#[test]
fn every_encoding_that_excel_saves_reads_alike() {
    let text = csv(&format!("{HEAD}\r\n{ROW}\r\n"));
    let utf16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let files = [
        text.clone().into_bytes(),
        format!("\u{feff}{text}").into_bytes(),
        encoding_rs::GB18030.encode(&text).0.into_owned(),
        utf16,
        text.replace(',', "\t").into_bytes(),
        text.replace(',', ";").into_bytes(),
        csv(&format!("参保人员名册|,,,,,,,\n\n{text}")).into_bytes(),
    ];
    let first = read_people(files[0].clone()).remove(0).unwrap();
    assert_eq!(first.person.name, "示例甲");
    assert_eq!(first.enrolment.insured_at.to_string(), "440300");
    for bytes in files {
        let mut rows = read_people(bytes);
        assert_eq!(rows.len(), 1);
        let row = rows.remove(0).unwrap();
        assert_eq!(
            (&row.person, &row.enrolment),
            (&first.person, &first.enrolment)
        );
    }
}

#[test]
fn a_workbook_reads_like_the_same_in_csv() {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("说明").unwrap();
    let sheet = book.add_worksheet();
    sheet.set_name("参保人").unwrap();
    for (column, name) in csv(HEAD).split(',').enumerate() {
        sheet.write(2, column as u16, name).unwrap();
    }
    for (column, cell) in csv(ROW).split(',').enumerate() {
        sheet.write(3, column as u16, cell).unwrap();
        sheet.write(4, column as u16, cell).unwrap();
    }
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let began = ExcelDateTime::from_ymd(2015, 3, 1).unwrap();
    sheet.write_with_format(3, 7, &began, &day).unwrap();
    // A number of eighteen digits is no longer one.
    sheet.write(4, 2, 440_300_198_513_010_000.0).unwrap();
    let rows = read_people(book.save_to_buffer().unwrap());
    assert_eq!(rows.len(), 2);
    let csv = read_people(csv(&format!("{HEAD}\n{ROW}\n")).into_bytes())
        .remove(0)
        .unwrap();
    let row = rows[0].as_ref().unwrap();
    assert_eq!((&row.person, &row.enrolment), (&csv.person, &csv.enrolment));
    assert_eq!(row.number, 4);
    let faults = rows[1].as_ref().unwrap_err();
    assert!(faults[0].says.zh.contains("已经丢了"), "{faults:?}");
}

#[test]
fn columns_have_the_names_that_a_file_says() {
    let text = &csv("编号|药名|等级\nX1,示例药|乙\n");
    let renamed = [("code", "编号"), ("name", "药名"), ("class", "等级")];
    let renamed = renamed.map(|(ours, theirs)| (ours.to_owned(), theirs.to_owned()));
    let renamed = BTreeMap::from(renamed);
    let table = SheetTable::<ItemColumn>::open(text.clone().into(), None, &renamed).unwrap();
    let header = table.header.clone();
    let row = table.map(Result::unwrap).next().unwrap();
    let since = jiff::civil::date(2026, 1, 1);
    let read = items::read(&header, &row, (&mut KnownPlaces::default(), since)).unwrap();
    assert_eq!(read.item.code, "X1");
    assert_eq!(read.item.period.from, since);
    let refused = SheetTable::<ItemColumn>::open(text.clone().into(), None, &BTreeMap::new());
    assert_eq!(refused.err().unwrap().code, "missing-column");
}

#[test]
fn a_facility_tells_since_when_it_settles_what() {
    let text = "机构编码|名称|区划|级别|等级|门诊|住院|购药|门诊慢特病\n\
         h44030500001,示例医院|南山区|三级|三甲|2019-01-01,是|否|\n";
    let text = csv(text).replace("南山区", "440305");
    let table = SheetTable::open(text.into(), None, &BTreeMap::new()).unwrap();
    let header = table.header.clone();
    let row = table.map(Result::unwrap).next().unwrap();
    let read = facilities::read(&header, &row, &mut KnownPlaces::default()).unwrap();
    assert_eq!(read.facility.code.as_str(), "H44030500001");
    let cares: Vec<Care> = read.facility.networked.iter().map(|one| one.care).collect();
    assert_eq!(cares, [Care::Outpatient, Care::Inpatient]);
}

fn book_of(write: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    write(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_from_outside_is_read_as_far_as_people_fill_it_in() {
    let head = ["员工姓名", "身份证号", "外派城市", "开始日期", "备注"];
    let bytes = book_of(|sheet| {
        sheet.write(0, 0, "外派名单").unwrap();
        for (at, name) in head.iter().enumerate() {
            sheet.write(2, u16::try_from(at).unwrap(), *name).unwrap();
        }
        for (at, cell) in ["示例甲", "440300198513010015", "成都"].iter().enumerate() {
            sheet.write(3, u16::try_from(at).unwrap(), *cell).unwrap();
        }
        let day = ExcelDateTime::from_ymd(2026, 12, 1).unwrap();
        let format = Format::new().set_num_format("yyyy/m/d");
        sheet.write_with_format(3, 3, &day, &format).unwrap();
        // One cell far away is no table of seventeen thousand million.
        sheet.write(1_048_575, 16_383, "远").unwrap();
    });
    let records = modest::any_records(bytes.clone()).unwrap();
    assert_eq!(
        records.last().unwrap().0,
        4,
        "what lies far out is not read"
    );
    assert!(records.iter().all(|(_, cells)| cells.len() <= 100));
    let table = modest::open::<PostingColumn>(bytes).unwrap();
    let header = table.header.clone();
    let rows: Vec<_> = table.map(|row| row.unwrap()).collect();
    assert_eq!(rows[0].number, 4);
    assert_eq!(
        rows[0].in_order(&header),
        [
            "示例甲",
            "440300198513010015",
            "成都",
            "2026-12-01",
            "",
            "",
            ""
        ]
    );
}

/// A small workbook that unpacks to some fifty million bytes.
fn bomb() -> Vec<u8> {
    book_of(|sheet| {
        let long = "a".repeat(32_000);
        for row in 0..1_600 {
            sheet.write(row, 0, format!("{row}{long}")).unwrap();
        }
    })
}

#[test]
fn a_file_from_outside_that_is_too_much_is_refused() {
    let many = book_of(|sheet| {
        for row in 0..6_000 {
            sheet.write(row, 0, 1).unwrap();
        }
    });
    let code = |bytes| {
        let table = modest::open::<PostingColumn>(bytes);
        table.err().unwrap().code
    };
    assert_eq!(code(many), "table-too-large");
    assert_eq!(code(vec![b'a'; 600 * 1024]), "table-too-large");
    let bomb = bomb();
    assert!(bomb.len() < 300 * 1024, "{}", bomb.len());
    assert_eq!(code(bomb.clone()), "table-too-large");
    // The same, where the archive says, in both its places, that it unpacks to a few bytes.
    let mut liar = bomb;
    for (entry, size) in [(b"PK\x01\x02", 24), (b"PK\x03\x04", 22)] {
        let entries: Vec<usize> = (0..liar.len() - 28)
            .filter(|at| liar[*at..].starts_with(entry))
            .collect();
        for at in entries {
            liar[at + size..at + size + 4].copy_from_slice(&9_u32.to_le_bytes());
        }
    }
    assert!(["table-too-large", "bad-workbook"].contains(&code(liar)));
    for broken in [
        &b"PK\x03\x04"[..],
        &[0xD0, 0xCF, 0x11, 0xE0],
        b"PK\x03\x04nothing",
    ] {
        assert_eq!(code(broken.to_vec()), "bad-workbook");
    }
    assert_eq!(code(b"a,b\n1,2\n".to_vec()), "missing-column");
}
