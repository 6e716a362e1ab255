//! Tables an employer hands over, and the ones it keeps.

use rust_xlsxwriter::Workbook;

use super::browser::Browser;

const HEAD: [&str; 7] = [
    "员工姓名",
    "身份证号",
    "外派城市",
    "开始日期",
    "手机",
    "地址",
    "外派月数",
];

/// As Excel on a Chinese Windows saves it.
pub fn csv(rows: &[Vec<&str>]) -> Vec<u8> {
    let line = |cells: &[&str]| cells.join(",") + "\r\n";
    let text: String = std::iter::once(line(&HEAD))
        .chain(rows.iter().map(|row| line(row)))
        .collect();
    [b"\xef\xbb\xbf", text.as_bytes()].concat()
}

/// As a workbook, with a title above.
pub fn workbook(rows: &[Vec<&str>]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "外派人员名单").unwrap();
    let all = std::iter::once(HEAD.to_vec()).chain(rows.iter().cloned());
    for (at, row) in all.enumerate() {
        for (column, cell) in row.iter().enumerate() {
            let (row, column) = (
                u32::try_from(at).unwrap() + 1,
                u16::try_from(column).unwrap(),
            );
            sheet.write(row, column, *cell).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

/// The names of the columns, and one cell as far away as a sheet goes.
pub fn far_away() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, cell) in HEAD.iter().enumerate() {
        sheet
            .write(0, u16::try_from(column).unwrap(), *cell)
            .unwrap();
    }
    sheet.write(1_048_575, 16_383, 1).unwrap();
    book.save_to_buffer().unwrap()
}

/// Rows written with strokes, as CSV.
pub fn text(rows: &str) -> Vec<u8> {
    rows.replace('|', ",").into_bytes()
}

pub const KIND: &str = "multipart/form-data; boundary=x";

/// The form with the file.
pub fn form(token: &str, file: &[u8]) -> Vec<u8> {
    let head = format!(
        "--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n\
         --x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"名单.xlsx\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    );
    [head.as_bytes(), file, b"\r\n--x--\r\n"].concat()
}

/// Hands a file over on the page the browser shows.
pub fn posted(browser: &mut Browser, path: &str, file: &[u8]) {
    let body = form(&browser.token(), file);
    browser.post_bytes(path, KIND, &body);
}

/// The table of what is on the page.
pub fn kept(browser: &mut Browser, begins: &str, path: &str) -> Vec<Vec<String>> {
    browser.submit_to(begins, path, &[]);
    assert!(
        browser.page.head.contains("attachment"),
        "{}",
        browser.page.head
    );
    let text = String::from_utf8(browser.page.bytes.clone()).unwrap();
    let lines = text.trim_start_matches('\u{feff}').lines();
    lines
        .map(|line| line.split(',').map(str::to_owned).collect())
        .collect()
}

/// One column of a table, without its name.
pub fn rows_of(table: &[Vec<String>], column: usize) -> Vec<String> {
    table
        .iter()
        .skip(1)
        .map(|row| row[column].clone())
        .collect()
}
