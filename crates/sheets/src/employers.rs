//! Employers, a row each.

use domain::employer::Employer;
use domain::say;

use crate::Header;
use crate::columns;
use crate::papers::{employer, name, period};
use crate::reader::{KnownPlaces, RowFault, RowReader};
use crate::table::RowOfTable;

columns! {
    /// What is said of an employer.
    EmployerColumn {
        /// Unified social credit code or another number.
        Number = "number", "单位编号",
            ["统一社会信用代码", "社会信用代码", "信用代码", "单位代码", "emp_no"], true;
        /// Name.
        Name = "name", "单位名称", ["名称", "emp_name"], true;
        /// The pooling region in which it insures.
        Region = "region", "参保地",
            ["统筹区", "统筹地区", "参保地区划", "医保区划", "统筹区编码", "insuplc_admdvs"], true;
        /// Its own line.
        Phone = "phone", "联系电话", ["单位电话", "电话", "咨询电话", "热线", "tel"], false;
        /// First day.
        From = "from", "参保日期", ["参保开始日期", "首次参保日期", "开始日期"], true;
        /// First day without it.
        Until = "until", "终止日期", ["参保终止日期", "停保日期", "注销日期"], false;
    }
}

/// What a row says of an employer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmployerRow {
    /// Its number in the file.
    pub number: u64,
    /// The employer.
    pub employer: Employer,
}

/// Reads a row.
pub fn read(
    header: &Header<EmployerColumn>,
    row: &RowOfTable,
    places: &mut KnownPlaces,
) -> Result<EmployerRow, Vec<RowFault>> {
    use EmployerColumn as C;
    let mut reader = RowReader::new(header, row, places);
    let number = employer(&mut reader, C::Number);
    let name = name(&mut reader, C::Name);
    let region = reader.needed(C::Region).and(reader.place(C::Region));
    let phone = phone(&mut reader);
    let period = period(&mut reader, (C::From, C::Until));
    let read = || {
        Some(Employer {
            number: number?,
            name: name?,
            region: region?.pooling(),
            phone,
            period: period?,
        })
    };
    match read() {
        Some(employer) if reader.faults.is_empty() => Ok(EmployerRow {
            number: row.number,
            employer,
        }),
        _ => Err(reader.faults),
    }
}

/// A line, perhaps with an extension.
fn phone(reader: &mut RowReader<'_, EmployerColumn>) -> Option<String> {
    let column = EmployerColumn::Phone;
    let text = reader.text(column)?;
    let is_sign = |sign: char| sign.is_ascii_digit() || "+-() 转*".contains(sign);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if !(3..=20).contains(&digits) || !text.chars().all(is_sign) {
        let says = say!("不是电话号码", "this is no telephone number");
        let next = say!(
            "写一个号码，如 0755-12345678",
            "write one number, such as 0755-12345678"
        );
        reader.wrong(column, says, next);
        return None;
    }
    Some(text.to_owned())
}
