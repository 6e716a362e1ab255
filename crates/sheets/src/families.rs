//! Family links: a row says what one person is to another.

use domain::calendar::Period;
use domain::ids::Certificate;
use domain::kin::KinRelation;

use crate::Header;
use crate::columns;
use crate::papers::{certificate, period};
use crate::reader::{KnownPlaces, RowFault, RowReader};
use crate::table::RowOfTable;
use crate::words::word;

columns! {
    /// What is said of a link.
    FamilyColumn {
        /// Kind of the person's certificate.
        CertificateKind = "certificate_kind", "证件类型", ["证件种类", "本人证件类型"], false;
        /// Its number.
        Certificate = "certificate", "证件号码",
            ["身份证号", "身份证号码", "公民身份号码", "本人证件号码", "证件号", "certno"], true;
        /// Kind of the relative's certificate.
        RelativeKind = "relative_kind", "亲属证件类型", ["家庭成员证件类型"], false;
        /// Its number.
        Relative = "relative", "亲属证件号码",
            ["亲属身份证号", "家庭成员证件号码", "亲属身份证号码", "成员证件号码"], true;
        /// What the relative is to the person.
        KinRelation = "relation", "关系", ["亲属关系", "与本人关系", "与参保人关系"], true;
        /// First day.
        From = "from", "开始日期", ["生效日期", "绑定日期", "登记日期"], true;
        /// First day without it.
        Until = "until", "终止日期", ["失效日期", "解绑日期", "解除日期"], false;
    }
}

/// What a row says of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FamilyRow {
    /// Its number in the file.
    pub number: u64,
    /// What the person shows.
    pub person: Certificate,
    /// What the relative shows.
    pub relative: Certificate,
    /// What the relative is to the person.
    pub relation: KinRelation,
    /// While it holds.
    pub period: Period,
}

/// Reads a row.
pub fn read(
    header: &Header<FamilyColumn>,
    row: &RowOfTable,
    places: &mut KnownPlaces,
) -> Result<FamilyRow, Vec<RowFault>> {
    use FamilyColumn as C;
    let mut reader = RowReader::new(header, row, places);
    let person = certificate(&mut reader, (C::CertificateKind, C::Certificate));
    let relative = certificate(&mut reader, (C::RelativeKind, C::Relative));
    let is_said = reader.needed(C::KinRelation).is_some();
    let relation = reader.word(C::KinRelation, relation, KinRelation::ALL);
    let relation = relation.filter(|_| is_said);
    let period = period(&mut reader, (C::From, C::Until));
    let read = || {
        Some(FamilyRow {
            number: row.number,
            person: person?,
            relative: relative?,
            relation: relation?,
            period: period?,
        })
    };
    read()
        .filter(|_| reader.faults.is_empty())
        .ok_or(reader.faults)
}

fn relation(text: &str) -> Option<KinRelation> {
    const OTHERS: [(&str, KinRelation); 25] = [
        ("夫妻", KinRelation::Spouse),
        ("丈夫", KinRelation::Spouse),
        ("妻子", KinRelation::Spouse),
        ("父亲", KinRelation::Parent),
        ("母亲", KinRelation::Parent),
        ("父", KinRelation::Parent),
        ("母", KinRelation::Parent),
        ("儿子", KinRelation::Child),
        ("女儿", KinRelation::Child),
        ("子", KinRelation::Child),
        ("女", KinRelation::Child),
        ("孩子", KinRelation::Child),
        ("兄弟", KinRelation::Sibling),
        ("姐妹", KinRelation::Sibling),
        ("祖父母", KinRelation::Grandparent),
        ("外祖父母", KinRelation::Grandparent),
        ("祖父", KinRelation::Grandparent),
        ("祖母", KinRelation::Grandparent),
        ("外祖父", KinRelation::Grandparent),
        ("外祖母", KinRelation::Grandparent),
        ("孙子女", KinRelation::Grandchild),
        ("外孙子女", KinRelation::Grandchild),
        ("亲属", KinRelation::Other),
        ("其他", KinRelation::Other),
        ("其他亲属", KinRelation::Other),
    ];
    word(text, KinRelation::ALL, KinRelation::from_word, &OTHERS)
}
