//! Facilities people chose for ordinary outpatient care, brought along from elsewhere: a row is one
//! choice.

use domain::calendar::Period;
use domain::ids::{Certificate, FacilityCode};

use crate::Header;
use crate::columns;
use crate::papers::{certificate, facility, period};
use crate::reader::{KnownPlaces, RowFault, RowReader};
use crate::table::RowOfTable;

columns! {
    /// What is said of a choice.
    ChoiceColumn {
        /// Kind of the certificate.
        CertificateKind = "certificate_kind", "证件类型", ["证件种类", "psn_cert_type"], false;
        /// Its number.
        Certificate = "certificate", "证件号码",
            ["身份证号", "身份证号码", "公民身份号码", "社会保障号码", "证件号", "certno"], true;
        /// Which facility.
        Facility = "facility", "机构编码",
            ["机构编号", "定点医药机构编码", "定点医药机构编号", "选点机构"], true;
        /// First day.
        From = "from", "开始日期", ["生效日期", "选点日期", "begndate"], true;
        /// First day without it.
        Until = "until", "终止日期", ["失效日期", "结束日期", "enddate"], false;
    }
}

/// What a row says of a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenRow {
    /// Its number in the file.
    pub number: u64,
    /// What the person shows.
    pub person: Certificate,
    /// Which facility.
    pub facility: FacilityCode,
    /// While the choice holds.
    pub period: Period,
}

/// Reads a row.
pub fn read(
    header: &Header<ChoiceColumn>,
    row: &RowOfTable,
    places: &mut KnownPlaces,
) -> Result<ChosenRow, Vec<RowFault>> {
    use ChoiceColumn as C;
    let mut reader = RowReader::new(header, row, places);
    let person = certificate(&mut reader, (C::CertificateKind, C::Certificate));
    let facility = facility(&mut reader, C::Facility);
    let period = period(&mut reader, (C::From, C::Until));
    match (person, facility, period) {
        (Some(person), Some(facility), Some(period)) if reader.faults.is_empty() => Ok(ChosenRow {
            number: row.number,
            person,
            facility,
            period,
        }),
        _ => Err(reader.faults),
    }
}
