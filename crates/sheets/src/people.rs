//! People and their insurances: a row is one insurance of one person.

use std::collections::BTreeSet;

use domain::calendar::{Month, Period};
use domain::ids::{Certificate, CertificateKind, PersonId};
use domain::person::{Enrolment, Gender, Person, Scheme, Status};
use domain::{Money, say};
use jiff::civil::Date;

use crate::Columns;
use crate::Header;
use crate::columns;
use crate::papers::{certificate, is_shortened};
use crate::reader::{KnownPlaces, RowFault, RowReader};
use crate::table::RowOfTable;
use crate::words::word;

columns! {
    /// What is said of a person and an insurance.
    PeopleColumn {
        /// Our number for the person.
        Number = "number", "人员编号", ["个人编号", "人员代码", "个人电脑号"], true;
        /// Full name.
        Name = "name", "姓名", ["参保人姓名", "psn_name"], true;
        /// Kind of the certificate.
        CertificateKind = "certificate_kind", "证件类型", ["证件种类", "psn_cert_type"], false;
        /// Its number.
        Certificate = "certificate", "证件号码",
            ["身份证号", "身份证号码", "公民身份号码", "社会保障号码", "证件号", "certno"], true;
        /// Number of the social-security card.
        Card = "card", "社保卡号", ["社会保障卡号", "卡号"], false;
        /// The mobile telephone.
        Phone = "phone", "手机号码", ["手机号", "手机", "移动电话", "联系电话", "tel", "mob"], false;
        /// Gender; from the ID number unless stated.
        Gender = "gender", "性别", ["gend"], false;
        /// Day of birth; from the ID number unless stated.
        BornOn = "born_on", "出生日期", ["出生年月日", "brdy"], false;
        /// The pooling region.
        InsuredAt = "insured_at", "参保地",
            ["统筹区", "统筹地区", "参保地区划", "医保区划", "统筹区编码", "insuplc_admdvs"], true;
        /// Scheme.
        Scheme = "scheme", "险种", ["险种类型", "参保险种"], true;
        /// Tier, where the scheme has tiers.
        Tier = "tier", "档次", ["参保档次", "缴费档次"], false;
        /// Status; of the resident scheme there is one.
        Status = "status", "人员类别", ["医疗人员类别", "待遇人员类别", "psn_type"], false;
        /// First day of the insurance.
        From = "from", "参保日期", ["参保开始日期", "首次参保日期", "开始日期", "待遇开始日期"], true;
        /// First day without it.
        Until = "until", "终止日期", ["参保终止日期", "停保日期", "待遇终止日期"], false;
        /// First month of the present run.
        ContinuousSince = "continuous_since", "连续参保起",
            ["连续缴费起", "连续缴费开始年月", "连续参保开始年月"], false;
        /// Last month paid in full.
        PaidThrough = "paid_through", "缴费至", ["缴费截止年月", "缴费截止", "缴至", "最大缴费年月"], true;
        /// Balance of the personal account, which opens with it.
        Account = "account", "个人账户余额", ["账户余额", "个账余额", "balc"], false;
        /// The employer.
        Employer = "employer", "单位", ["单位名称", "参保单位", "emp_name"], false;
        /// What a month's contribution is reckoned from.
        Base = "contribution_base", "缴费基数", ["月缴费基数"], false;
        /// Marks a policy asks about.
        Traits = "traits", "标记", ["人员标识", "特殊人群"], false;
        /// Recognised diseases.
        Recognised = "recognised", "认定病种", ["门诊慢特病", "慢特病", "病种"], false;
        /// From when this holds; what was before stays.
        HoldsFrom = "holds_from", "自何日起", ["生效日期", "变更日期"], false;
    }
}

/// What a row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InsuredRow {
    /// Its number in the file.
    pub number: u64,
    /// The person.
    pub person: Person,
    /// The mobile telephone, where it is said.
    pub phone: Option<String>,
    /// The insurance.
    pub enrolment: Enrolment,
    /// From when it holds, where that is said.
    pub holds_from: Option<Date>,
    /// What stands in the row and is left out.
    pub left_out: Vec<RowFault>,
}

/// Reads a row.
pub fn read(
    header: &Header<PeopleColumn>,
    row: &RowOfTable,
    places: &mut KnownPlaces,
) -> Result<InsuredRow, Vec<RowFault>> {
    let mut reader = RowReader::new(header, row, places);
    let person = person(&mut reader);
    let (phone, left_out) = match landline(&reader) {
        Some(noted) => (None, vec![noted]),
        None => (phone(&mut reader), Vec::new()),
    };
    let enrolment = enrolment(&mut reader);
    let holds_from = reader.day(PeopleColumn::HoldsFrom);
    match (person, enrolment) {
        (Some(person), Some(enrolment)) if reader.faults.is_empty() => Ok(InsuredRow {
            number: row.number,
            person,
            phone,
            enrolment,
            holds_from,
            left_out,
        }),
        _ => Err(reader.faults),
    }
}

type Reader<'a> = RowReader<'a, PeopleColumn>;

const NAME_LONGEST: usize = 50;

fn person(reader: &mut Reader<'_>) -> Option<Person> {
    use PeopleColumn as C;
    let id = number(reader);
    let name = reader.needed(C::Name);
    if name.is_some_and(|name| name.chars().count() > NAME_LONGEST) {
        let next = say!("最多 50 个字", "at most 50 characters");
        reader.wrong_unseen(C::Name, say!("太长", "it is too long"), next);
    }
    let certificate = certificate(reader, (C::CertificateKind, C::Certificate));
    let card = card(reader);
    let gender = reader.word(C::Gender, gender, Gender::ALL);
    let born_on = reader.day(C::BornOn);
    let certificate = certificate?;
    let said = said_by_number(&certificate);
    let gender = gender.or(said.0);
    let born_on = born_on.or(said.1);
    for (column, is_known) in [
        (C::Gender, gender.is_some()),
        (C::BornOn, born_on.is_some()),
    ] {
        if !is_known && reader.text(column).is_none() {
            let says = say!(
                "证件号码里看不出，也没有填",
                "the certificate does not tell, and it is empty"
            );
            reader.wrong(column, says, say!("请填写", "fill it in"));
        }
    }
    Some(Person {
        id: id?,
        name: name?.to_owned(),
        certificate,
        gender: gender?,
        born_on: born_on?,
        others: card.into_iter().collect(),
    })
}

fn number(reader: &mut Reader<'_>) -> Option<PersonId> {
    let column = PeopleColumn::Number;
    let text = reader.needed(column)?;
    if is_shortened(reader, column, text) {
        return None;
    }
    let read = text.parse();
    if read.is_err() {
        let says = say!("不是人员编号", "this is no number of a person");
        let next = say!(
            "1 至 30 个字母、数字，没有空格",
            "1 to 30 letters and digits without spaces"
        );
        reader.wrong(column, says, next);
    }
    read.ok()
}

fn card(reader: &mut Reader<'_>) -> Option<Certificate> {
    let column = PeopleColumn::Card;
    let text = reader.text(column)?;
    if is_shortened(reader, column, text) {
        return None;
    }
    let read = Certificate::read(CertificateKind::SocialCard, text);
    if read.is_err() {
        let says = say!("不是社保卡号", "this is no number of a card");
        reader.wrong_unseen(column, says, say!("照卡面填写", "copy it from the card"));
    }
    read.ok()
}

/// A line of a house, which takes no messages: with the code of its area, a number of 400, or seven
/// or eight digits alone; an extension may stand behind.
fn landline(reader: &Reader<'_>) -> Option<RowFault> {
    let column = PeopleColumn::Phone;
    let text = reader.text(column)?;
    let own = text.split(['转', '*', '#']).next().unwrap_or_default();
    let signs = |sign: char| " -+()（）".contains(sign);
    let digits: String = own.chars().filter(|sign| !signs(*sign)).collect();
    let number = digits.strip_prefix("0086").or(digits.strip_prefix("86"));
    let number = number.unwrap_or(&digits);
    let is_line = match number.as_bytes() {
        [b'0', b'1'..=b'9', ..] => (10..=12).contains(&number.len()),
        [b'4' | b'8', b'0', b'0', ..] => number.len() == 10,
        [b'2'..=b'8', ..] => matches!(number.len(), 7 | 8),
        _ => false,
    };
    let is_digits = number.bytes().all(|byte| byte.is_ascii_digit());
    (is_line && is_digits).then(|| RowFault {
        column: column.column().name,
        value: String::new(),
        says: say!(
            "是座机，收不到短信，没有登记",
            "it is a landline, which takes no messages, and is left out"
        ),
        next: say!(
            "有手机就写手机号码；人已照常处理",
            "write a mobile telephone if there is one; the person is taken in all the same"
        ),
    })
}

/// A mobile telephone: eleven digits, perhaps with the country before them.
fn phone(reader: &mut Reader<'_>) -> Option<String> {
    let column = PeopleColumn::Phone;
    let text = reader.text(column)?;
    if is_shortened(reader, column, text) {
        return None;
    }
    let digits: String = text.chars().filter(|sign| !" -+".contains(*sign)).collect();
    let own = digits.strip_prefix("0086").or(digits.strip_prefix("86"));
    let number = own.filter(|own| own.len() == 11).unwrap_or(&digits);
    let is_mobile = number.len() == 11
        && number.starts_with('1')
        && number.bytes().all(|byte| byte.is_ascii_digit());
    if !is_mobile {
        let says = say!("不是手机号码", "this is no number of a mobile telephone");
        let next = say!(
            "写 11 位手机号码，没有就留空",
            "write its 11 digits, or leave it empty"
        );
        reader.wrong_unseen(column, says, next);
        return None;
    }
    Some(number.to_owned())
}

/// Gender and day of birth, as a citizen's number tells them.
fn said_by_number(certificate: &Certificate) -> (Option<Gender>, Option<Date>) {
    let number = certificate.reveal();
    let Ok(id) = number.parse::<domain::ids::IdNumber>() else {
        return (None, None);
    };
    let digit = number.chars().nth(16).and_then(|digit| digit.to_digit(10));
    let gender = digit.map(|digit| match digit % 2 {
        1 => Gender::Male,
        _ => Gender::Female,
    });
    (gender, id.born_on())
}

fn enrolment(reader: &mut Reader<'_>) -> Option<Enrolment> {
    use PeopleColumn as C;
    let insured_at = reader.needed(C::InsuredAt).and(reader.place(C::InsuredAt));
    let known = reader.needed(C::Scheme).is_some();
    let scheme = reader
        .word(C::Scheme, scheme, Scheme::ALL)
        .filter(|_| known);
    let status = reader.word(C::Status, status, Status::ALL);
    let status = match (scheme, status) {
        (Some(Scheme::Resident), None) => Some(Status::Resident),
        (Some(Scheme::Employee), None) if reader.text(C::Status).is_none() => {
            let says = say!("职工医保要填", "the employee scheme needs it");
            reader.wrong(
                C::Status,
                says,
                say!("填「在职」或「退休」", "write 在职 or 退休"),
            );
            None
        }
        (_, status) => status,
    };
    let from = reader.needed(C::From).and(reader.day(C::From));
    let until = reader.day(C::Until);
    let continuous_since = reader.month(C::ContinuousSince);
    let paid = reader.needed(C::PaidThrough);
    let paid_through = paid.and(reader.month(C::PaidThrough));
    let account = reader.money(C::Account);
    if account.is_some_and(Money::is_negative) {
        let next = say!("余额最少是 0", "a balance is 0 or more");
        reader.wrong(C::Account, say!("是负数", "it is negative"), next);
    }
    let contribution_base = reader.money(C::Base);
    let from = from?;
    Some(Enrolment {
        insured_at: insured_at?.pooling(),
        scheme: scheme?,
        tier: reader.text(C::Tier).map(str::to_owned),
        status: status?,
        period: Period { from, until },
        continuous_since: continuous_since.unwrap_or(Month::of(from)),
        paid_through: paid_through?,
        traits: BTreeSet::from_iter(reader.list(C::Traits)),
        account: account.unwrap_or_default(),
        employer: reader.text(C::Employer).map(str::to_owned),
        contribution_base,
        recognised: reader.list(C::Recognised),
    })
}

fn scheme(text: &str) -> Option<Scheme> {
    const OTHERS: [(&str, Scheme); 14] = [
        ("310", Scheme::Employee),
        ("职工医保", Scheme::Employee),
        ("职工", Scheme::Employee),
        ("城镇职工基本医疗保险", Scheme::Employee),
        ("城镇职工", Scheme::Employee),
        ("城镇职工医保", Scheme::Employee),
        ("职工基本医疗保险", Scheme::Employee),
        ("390", Scheme::Resident),
        ("居民医保", Scheme::Resident),
        ("居民", Scheme::Resident),
        ("城乡居民", Scheme::Resident),
        ("城乡居民医保", Scheme::Resident),
        ("城乡居民基本医疗保险", Scheme::Resident),
        ("居民基本医疗保险", Scheme::Resident),
    ];
    word(text, Scheme::ALL, Scheme::from_word, &OTHERS)
}

fn status(text: &str) -> Option<Status> {
    const OTHERS: [(&str, Status); 8] = [
        ("11", Status::OnJob),
        ("在职职工", Status::OnJob),
        ("在职人员", Status::OnJob),
        ("12", Status::Retired),
        ("退休人员", Status::Retired),
        ("退休职工", Status::Retired),
        ("14", Status::Resident),
        ("城乡居民", Status::Resident),
    ];
    word(text, Status::ALL, Status::from_word, &OTHERS)
}

fn gender(text: &str) -> Option<Gender> {
    const OTHERS: [(&str, Gender); 4] = [
        ("1", Gender::Male),
        ("男性", Gender::Male),
        ("2", Gender::Female),
        ("女性", Gender::Female),
    ];
    word(text, Gender::ALL, Gender::from_word, &OTHERS)
}
