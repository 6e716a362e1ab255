//! Who is employed by whom: a row is one employment of one person.

use domain::employer::Employment;
use domain::ids::Certificate;

use crate::Header;
use crate::columns;
use crate::papers::{certificate, employer, period};
use crate::reader::{KnownPlaces, RowFault, RowReader};
use crate::table::RowOfTable;

columns! {
    /// What is said of an employment.
    StaffColumn {
        /// The employer's number.
        Employer = "employer", "单位编号",
            ["统一社会信用代码", "社会信用代码", "信用代码", "单位代码", "emp_no"], true;
        /// Kind of the certificate.
        CertificateKind = "certificate_kind", "证件类型", ["证件种类", "psn_cert_type"], false;
        /// Its number.
        Certificate = "certificate", "证件号码",
            ["身份证号", "身份证号码", "公民身份号码", "社会保障号码", "证件号", "certno"], true;
        /// First day.
        From = "from", "入职日期", ["参保日期", "开始日期", "增员日期", "本单位参保日期"], true;
        /// First day without it.
        Until = "until", "离职日期", ["终止日期", "停保日期", "减员日期"], false;
    }
}

/// What a row says of an employment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmploymentRow {
    /// Its number in the file.
    pub number: u64,
    /// What the person shows.
    pub person: Certificate,
    /// For whom and while.
    pub employment: Employment,
}

/// Reads a row.
pub fn read(
    header: &Header<StaffColumn>,
    row: &RowOfTable,
    places: &mut KnownPlaces,
) -> Result<EmploymentRow, Vec<RowFault>> {
    use StaffColumn as C;
    let mut reader = RowReader::new(header, row, places);
    let employer = employer(&mut reader, C::Employer);
    let person = certificate(&mut reader, (C::CertificateKind, C::Certificate));
    let period = period(&mut reader, (C::From, C::Until));
    match (employer, person, period) {
        (Some(employer), Some(person), Some(period)) if reader.faults.is_empty() => {
            Ok(EmploymentRow {
                number: row.number,
                person,
                employment: Employment { employer, period },
            })
        }
        _ => Err(reader.faults),
    }
}
