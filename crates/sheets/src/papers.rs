//! The numbers by which a row says who somebody is, and the days between which it holds: read alike
//! in every kind of table.

use domain::calendar::Period;
use domain::ids::{Certificate, CertificateKind, EmployerNumber, FacilityCode};
use domain::say;

use crate::columns::Columns;
use crate::reader::RowReader;
use crate::words::{self, word};

/// The certificate in two columns: its kind, a citizen's card unless stated, and its number.
pub(crate) fn certificate<C: Columns>(
    reader: &mut RowReader<'_, C>,
    (kind_column, column): (C, C),
) -> Option<Certificate> {
    let kinds = CertificateKind::ALL;
    let kind = reader.word(kind_column, certificate_kind, kinds);
    let text = reader.needed(column)?;
    if is_shortened(reader, column, text) {
        return None;
    }
    let kind = kind.unwrap_or(CertificateKind::CitizenId);
    match Certificate::read(kind, text) {
        Ok(read) => Some(read),
        Err(error) => {
            let next = say!(
                "照证件改正；不是居民身份证的，把证件类型填上",
                "correct it from the paper; where it is no citizen's card, state its kind"
            );
            // The error shows what stands there, which the report must not.
            let says = match error {
                domain::ids::IdError::CheckCharacter => say!(
                    "校验码不对，有一位抄错了",
                    "the check character is wrong: a digit was miscopied"
                ),
                domain::ids::IdError::Form { rule, .. } => {
                    say!("不合这种证件的写法", "it is not of its form: {rule}")
                }
            };
            reader.wrong_unseen(column, says, next);
            None
        }
    }
}

/// A citizen's card, where one is said.
pub(crate) fn certificate_if_said<C: Columns>(
    reader: &mut RowReader<'_, C>,
    column: C,
) -> Option<Certificate> {
    let text = reader.text(column)?;
    if is_shortened(reader, column, text) {
        return None;
    }
    let read = Certificate::read(CertificateKind::CitizenId, text);
    if read.is_err() {
        let says = say!("不是身份证号码", "this is no number of an ID card");
        let next = say!(
            "照证件改正，或留空",
            "correct it from the card, or leave it empty"
        );
        reader.wrong_unseen(column, says, next);
    }
    read.ok()
}

/// A spreadsheet keeps fifteen digits of a number and shows the rest as a power of ten.
pub(crate) fn is_shortened<C: Columns>(
    reader: &mut RowReader<'_, C>,
    column: C,
    text: &str,
) -> bool {
    let looks = words::is_shortened(text);
    if looks {
        let says = say!(
            "表格把它当成了数字，后几位已经丢了",
            "the spreadsheet took it for a number, and its last digits are lost"
        );
        let next = say!(
            "从原系统重新导出，这一列设为「文本」",
            "export it again from its system with this column as text"
        );
        reader.wrong(column, says, next);
    }
    looks
}

/// The code of a facility, in whatever case it is written.
pub(crate) fn facility<C: Columns>(
    reader: &mut RowReader<'_, C>,
    column: C,
) -> Option<FacilityCode> {
    let text = reader.needed(column)?;
    let read = text.to_ascii_uppercase().parse();
    if read.is_err() {
        let says = say!("不是机构编码", "this is no code of a facility");
        let next = say!(
            "H 或 P 开头的 12 位编码",
            "12 characters that begin with H or P"
        );
        reader.wrong(column, says, next);
    }
    read.ok()
}

/// The number of an employer; of a unified social credit code the check character is looked at.
pub(crate) fn employer<C: Columns>(
    reader: &mut RowReader<'_, C>,
    column: C,
) -> Option<EmployerNumber> {
    let text = reader.needed(column)?;
    if is_shortened(reader, column, text) {
        return None;
    }
    let text = text.to_ascii_uppercase();
    if domain::employer::is_miscopied(&text) {
        let says = say!(
            "统一社会信用代码的校验码不对，有一位抄错了",
            "the check character of the social credit code is wrong: a sign was miscopied"
        );
        reader.wrong(
            column,
            says,
            say!("照执照改正", "correct it from the licence"),
        );
        return None;
    }
    let read = text.parse();
    if read.is_err() {
        let says = say!("不是单位编号", "this is no number of an employer");
        let next = say!(
            "18 位统一社会信用代码，或 1 至 30 个字母、数字，没有空格",
            "a social credit code of 18 characters, or 1 to 30 letters and digits without spaces"
        );
        reader.wrong(column, says, next);
    }
    read.ok()
}

/// A first day, which is needed, and the first day after, which is not before it.
pub(crate) fn period<C: Columns>(
    reader: &mut RowReader<'_, C>,
    (first, end): (C, C),
) -> Option<Period> {
    let from = reader.needed(first).and(reader.day(first));
    let until = reader.day(end);
    let period = Period { from: from?, until };
    if period.is_empty() {
        let says = say!("不在开始日期之后", "it is not after the first day");
        reader.wrong(end, says, say!("改正两个日期", "correct the two days"));
        return None;
    }
    Some(period)
}

/// A name of at most so many characters. It is not shown where it is a person's.
pub(crate) fn name<C: Columns>(reader: &mut RowReader<'_, C>, column: C) -> Option<String> {
    const LONGEST: usize = 100;
    let name = reader.needed(column)?;
    if name.chars().count() > LONGEST {
        let next = say!("最多 100 个字", "at most 100 characters");
        reader.wrong_unseen(column, say!("太长", "it is too long"), next);
        return None;
    }
    Some(name.to_owned())
}

fn certificate_kind(text: &str) -> Option<CertificateKind> {
    const OTHERS: [(&str, CertificateKind); 5] = [
        ("01", CertificateKind::CitizenId),
        ("身份证", CertificateKind::CitizenId),
        ("居民身份证（户口簿）", CertificateKind::CitizenId),
        ("护照", CertificateKind::ForeignPassport),
        ("其他", CertificateKind::Other),
    ];
    word(
        text,
        CertificateKind::ALL,
        CertificateKind::from_word,
        &OTHERS,
    )
}
