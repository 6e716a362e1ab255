//! Doctors and pharmacists: a row is one of them at one facility.

use domain::ids::PractitionerCode;
use domain::practitioner::{PaymentStatus, Practitioner, PractitionerKind};
use domain::say;
use jiff::civil::Date;

use crate::Header;
use crate::columns;
use crate::papers::{facility, name, period};
use crate::reader::{KnownPlaces, RowFault, RowReader};
use crate::table::RowOfTable;
use crate::words::word;

columns! {
    /// What is said of a doctor or pharmacist.
    PractitionerColumn {
        /// The facility.
        Facility = "facility", "机构编码",
            ["机构编号", "定点医药机构编码", "定点医药机构编号", "执业机构"], true;
        /// National code or licence.
        Code = "code", "人员代码",
            ["医师代码", "医保医师代码", "药师代码", "医保药师代码", "国家代码", "执业证书编号", "dr_codg"],
            true;
        /// Name.
        Name = "name", "姓名", ["医师姓名", "药师姓名", "dr_name"], true;
        /// Doctor or pharmacist; by the first letter of the code unless stated.
        Kind = "kind", "人员类型", ["类别", "人员类别", "执业类别"], false;
        /// Department.
        Department = "department", "科室", ["科室名称", "所在科室", "dept_name"], false;
        /// First day there.
        From = "from", "开始日期", ["登记日期", "备案日期", "入职日期"], true;
        /// First day no more there.
        Until = "until", "终止日期", ["离职日期", "注销日期"], false;
        /// Payment status.
        Status = "status", "支付资格", ["支付资格状态", "医保支付资格", "资格状态", "状态"], false;
        /// Since when.
        StatusFrom = "status_from", "支付资格自", ["资格开始日期", "暂停开始日期", "暂停日期"], false;
        /// Until when; normal after that.
        StatusUntil = "status_until", "支付资格至", ["资格终止日期", "暂停终止日期", "恢复日期"], false;
    }
}

/// What a row says of a doctor or pharmacist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PractitionerRow {
    /// Its number in the file.
    pub number: u64,
    /// Who, where, while; without payment statuses.
    pub practitioner: Practitioner,
    /// The payment status, where it is said.
    pub status: Option<PaymentStatus>,
    /// Its first day, where it is said.
    pub status_from: Option<Date>,
    /// The first day on which it is normal again.
    pub status_until: Option<Date>,
}

/// Reads a row.
pub fn read(
    header: &Header<PractitionerColumn>,
    row: &RowOfTable,
    places: &mut KnownPlaces,
) -> Result<PractitionerRow, Vec<RowFault>> {
    use PractitionerColumn as C;
    let mut reader = RowReader::new(header, row, places);
    let facility = facility(&mut reader, C::Facility);
    let code = code(&mut reader);
    let name = name(&mut reader, C::Name);
    let kind = kind_of(&mut reader, code.as_ref());
    let period = period(&mut reader, (C::From, C::Until));
    let status = reader.word(C::Status, status, PaymentStatus::ALL);
    let (status_from, status_until) = (reader.day(C::StatusFrom), reader.day(C::StatusUntil));
    days_of_status(&mut reader, status, (status_from, status_until));
    let department = reader.text(C::Department).map(str::to_owned);
    let read = || {
        Some(Practitioner {
            code: code?,
            facility: facility?,
            name: name?,
            kind: kind?,
            department,
            period: period?,
            statuses: Vec::new(),
        })
    };
    match read() {
        Some(practitioner) if reader.faults.is_empty() => Ok(PractitionerRow {
            number: row.number,
            practitioner,
            status,
            status_from,
            status_until,
        }),
        _ => Err(reader.faults),
    }
}

type Reader<'a> = RowReader<'a, PractitionerColumn>;

fn code(reader: &mut Reader<'_>) -> Option<PractitionerCode> {
    let column = PractitionerColumn::Code;
    let text = reader.needed(column)?;
    let read = text.to_ascii_uppercase().parse();
    if read.is_err() {
        let says = say!("不是人员代码", "this is no code of a doctor or pharmacist");
        let next = say!(
            "国家代码，如 D 开头的 13 位，或执业证书编号，没有空格",
            "the national code, such as D and 12 digits, or the licence, without spaces"
        );
        reader.wrong(column, says, next);
    }
    read.ok()
}

fn kind_of(reader: &mut Reader<'_>, code: Option<&PractitionerCode>) -> Option<PractitionerKind> {
    let column = PractitionerColumn::Kind;
    let stated = reader.word(column, kind, PractitionerKind::ALL);
    let by_code = code.and_then(|code| match code.as_str().chars().next() {
        Some('D') => Some(PractitionerKind::Doctor),
        Some('P' | 'Y') => Some(PractitionerKind::Pharmacist),
        _ => None,
    });
    if stated.is_none() && by_code.is_none() && reader.text(column).is_none() {
        let says = say!(
            "代码里看不出，也没有填",
            "the code does not tell, and it is empty"
        );
        reader.wrong(
            column,
            says,
            say!("填「医师」或「药师」", "write 医师 or 药师"),
        );
    }
    stated.or(by_code)
}

/// Days make sense of a status alone, and in order; one that is not paid for says since when.
fn days_of_status(
    reader: &mut Reader<'_>,
    status: Option<PaymentStatus>,
    (from, until): (Option<Date>, Option<Date>),
) {
    use PractitionerColumn as C;
    let column = C::StatusFrom;
    if status.is_none() && reader.text(C::Status).is_none() && (from.or(until)).is_some() {
        let says = say!("没有填", "it is empty");
        let next = say!(
            "写了日期，也要写状态",
            "where a day stands, state the status too"
        );
        reader.wrong(C::Status, says, next);
    }
    let needs_day = status.is_some_and(|status| status != PaymentStatus::Normal);
    if needs_day && reader.text(column).is_none() {
        let says = say!("没有填", "it is empty");
        let next = say!("写从哪天起不能结算", "write since when nothing is paid");
        reader.wrong(column, says, next);
    }
    if until.zip(from).is_some_and(|(until, from)| until <= from) {
        let says = say!("不在开始日期之后", "it is not after the first day");
        reader.wrong(
            C::StatusUntil,
            says,
            say!("改正两个日期", "correct the two days"),
        );
    }
}

fn kind(text: &str) -> Option<PractitionerKind> {
    const OTHERS: [(&str, PractitionerKind); 6] = [
        ("医生", PractitionerKind::Doctor),
        ("执业医师", PractitionerKind::Doctor),
        ("执业助理医师", PractitionerKind::Doctor),
        ("执业药师", PractitionerKind::Pharmacist),
        ("药剂师", PractitionerKind::Pharmacist),
        ("药学技术人员", PractitionerKind::Pharmacist),
    ];
    word(
        text,
        PractitionerKind::ALL,
        PractitionerKind::from_word,
        &OTHERS,
    )
}

fn status(text: &str) -> Option<PaymentStatus> {
    const OTHERS: [(&str, PaymentStatus); 4] = [
        ("有效", PaymentStatus::Normal),
        ("恢复", PaymentStatus::Normal),
        ("暂停支付", PaymentStatus::Suspended),
        ("终止支付", PaymentStatus::Terminated),
    ];
    word(text, PaymentStatus::ALL, PaymentStatus::from_word, &OTHERS)
}
