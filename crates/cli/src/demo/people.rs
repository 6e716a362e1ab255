//! Invented people, `demo/people/*.toml`, each with the sentence he or she proves.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail, ensure};
use domain::calendar::{Month, Period};
use domain::filing::{FilingReason, State};
use domain::ids::{Certificate, CertificateKind, FacilityCode, PersonId};
use domain::person::{Enrolment, Gender, Person, Scheme, Status, Tier, Trait};
use domain::situation::YearToDate;
use domain::{Bilingual, Money, Region};
use jiff::Span;
use jiff::civil::Date;
use schemars::{JsonSchema, Schema};
use serde::Deserialize;

use super::data::{DemoDesignation, DemoFiling, DemoPerson, DemoVoucher};
use super::days::{self, PeriodText};

/// The embedded files by name, for messages. The story's heroine stands first in the first.
const FILES: [(&str, &str); 7] = [
    (
        "filings.toml",
        include_str!("../../../../demo/people/filings.toml"),
    ),
    (
        "tier-one.toml",
        include_str!("../../../../demo/people/tier-one.toml"),
    ),
    (
        "tier-two.toml",
        include_str!("../../../../demo/people/tier-two.toml"),
    ),
    (
        "residents.toml",
        include_str!("../../../../demo/people/residents.toml"),
    ),
    (
        "history.toml",
        include_str!("../../../../demo/people/history.toml"),
    ),
    (
        "elsewhere.toml",
        include_str!("../../../../demo/people/elsewhere.toml"),
    ),
    (
        "certificates.toml",
        include_str!("../../../../demo/people/certificates.toml"),
    ),
];

/// Who is not said to owe anything keeps paying for as long as a demo may be kept.
const PAID_ON: &str = "+10y";

/// Invented people.
/// 虚构的人
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PeopleText {
    /// Each with the sentence they prove.
    /// 每人证明一句话
    person: Vec<PersonText>,
}

/// An invented person.
/// 一个虚构的人
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PersonText {
    /// Person number.
    /// 人员编号
    id: PersonId,
    /// Name.
    /// 姓名
    name: String,
    /// Gender.
    /// 性别
    gender: Gender,
    /// Day of birth, or steps from today.
    /// 出生日期，或从今天数起的步数，如 -60y+1d
    born_on: String,
    /// ID number that can belong to nobody.
    /// 身份证号码，不可能属于任何人的
    #[serde(default)]
    id_number: Option<String>,
    /// What says who it is, in place of an ID number; its number can belong to nobody.
    /// 没有身份证的，写别的证件，号码不可能属于任何人
    #[serde(default)]
    certificate: Option<CertificateText>,
    /// Others that say so too.
    /// 其他证件
    #[serde(default)]
    other_certificates: Vec<CertificateText>,
    /// Number of the social-security card.
    /// 社会保障卡号
    card_number: Option<String>,
    /// What they show at the counter.
    /// 在窗口出示什么
    voucher: DemoVoucher,
    /// The sentence they are for.
    /// 这个人证明的那句话
    proves: Bilingual,
    /// Insured where, since when; the one in use first.
    /// 在哪里参保、从何时起；现用的写在最前
    enrolment: Vec<EnrolmentText>,
    /// Filings made before today.
    /// 今天以前办的备案
    #[serde(default)]
    filing: Vec<FilingText>,
    /// Facilities chosen for ordinary outpatient care.
    /// 选定的普通门诊机构
    #[serde(default)]
    designation: Vec<DesignationText>,
    /// What was used up this benefit year.
    /// 本待遇年度已经用了多少
    #[serde(default)]
    year_to_date: YearToDate,
}

/// A certificate.
/// 一份证件
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CertificateText {
    /// Its kind.
    /// 哪种证件
    kind: CertificateKind,
    /// Its number.
    /// 证件号码
    number: String,
}

/// An insurance.
/// 一份参保
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EnrolmentText {
    /// Insured place.
    /// 参保地
    insured_at: Region,
    /// Scheme.
    /// 险种
    scheme: Scheme,
    /// Tier.
    /// 哪一档
    tier: Option<Tier>,
    /// Status.
    /// 参保身份
    status: Status,
    /// Full months of continuous insurance on the demo's today.
    /// 到演示当天已连续参保几个整月
    months: u16,
    /// First day of enrolment; the first of the continuous run when absent.
    /// 从哪天起参保；不写就从连续参保的第一天
    from: Option<String>,
    /// First day without it.
    /// 到哪天为止（当天已不算）
    until: Option<String>,
    /// Last month paid; ten years from now when absent.
    /// 缴费到哪个月；不写就是十年以后
    paid_through: Option<String>,
    /// Marks.
    /// 本人的标记
    #[serde(default)]
    traits: BTreeSet<Trait>,
    /// Personal account.
    /// 个人账户里有多少
    #[serde(default)]
    account: Money,
    /// Employer.
    /// 单位
    employer: Option<String>,
    /// Contribution base of a month.
    /// 月缴费基数
    contribution_base: Option<Money>,
    /// Names of the diseases recognised.
    /// 认定的病种名称
    #[serde(default)]
    recognised: Vec<String>,
}

/// A filing made before today.
/// 今天以前办的一次备案
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FilingText {
    /// Why.
    /// 备案原因
    reason: FilingReason,
    /// Where to.
    /// 去哪里
    destination: Region,
    /// From when until when.
    #[serde(flatten)]
    period: PeriodText,
    /// Where it stands.
    /// 到了哪一步
    state: State,
}

/// A facility chosen for ordinary outpatient care.
/// 选定的一家普通门诊机构
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DesignationText {
    /// Which.
    /// 哪一家
    facility: FacilityCode,
    #[serde(flatten)]
    period: PeriodText,
}

/// The form of a file of people, for editors.
pub fn schema() -> Schema {
    workbench::schema::of::<PeopleText>()
}

/// Every person of the demo, the story's heroine first.
pub fn load(today: Date) -> Result<Vec<DemoPerson>> {
    let mut people = Vec::new();
    for (file, text) in FILES {
        let place = || format!("demo/people/{file}");
        let file: PeopleText = toml::from_str(text).with_context(place)?;
        for person in file.person {
            let name = person.name.clone();
            let person = read_person(person, today);
            people.push(person.with_context(|| format!("{}, {name}", place()))?);
        }
    }
    Ok(people)
}

/// Resolves the days of one person and checks the identifiers.
fn read_person(text: PersonText, today: Date) -> Result<DemoPerson> {
    ensure!(
        !text.enrolment.is_empty(),
        "a person without enrolment proves nothing"
    );
    let (certificate, others) = read_certificates(&text)?;
    let enrolments = text.enrolment.into_iter().map(|e| read_enrolment(e, today));
    let filings = text.filing.into_iter().map(|f| read_filing(f, today));
    let designations = text.designation.into_iter().map(|d| {
        let period = d.period.resolve(today)?;
        Ok(DemoDesignation {
            facility: d.facility,
            period,
        })
    });
    Ok(DemoPerson {
        enrolments: enrolments.collect::<Result<_>>()?,
        filings: filings.collect::<Result<_>>()?,
        designations: designations.collect::<Result<_>>()?,
        person: Person {
            id: text.id,
            name: text.name,
            certificate,
            gender: text.gender,
            born_on: days::day(&text.born_on, today)?,
            others,
        },
        year_to_date: text.year_to_date,
        voucher: text.voucher,
        proves: text.proves,
    })
}

/// The certificate that says who it is, and the others.
fn read_certificates(text: &PersonText) -> Result<(Certificate, Vec<Certificate>)> {
    let first = match (&text.id_number, &text.certificate) {
        (Some(number), None) => Certificate::read(CertificateKind::CitizenId, number)?,
        (None, Some(other)) => other.read()?,
        _ => bail!("a person has an ID number or another certificate"),
    };
    let card = text.card_number.as_deref();
    let card = card.map(|number| Ok(Certificate::read(CertificateKind::SocialCard, number)?));
    let others = text.other_certificates.iter().map(CertificateText::read);
    let others: Vec<Certificate> = card.into_iter().chain(others).collect::<Result<_>>()?;
    ensure!(
        std::iter::once(&first)
            .chain(&others)
            .all(|c| !c.could_be_somebodys()),
        "the number of a certificate could belong to somebody"
    );
    Ok((first, others))
}

impl CertificateText {
    fn read(&self) -> Result<Certificate> {
        Ok(Certificate::read(self.kind, &self.number)?)
    }
}

/// Counts the months of an enrolment back from today.
fn read_enrolment(text: EnrolmentText, today: Date) -> Result<Enrolment> {
    let run = Span::new().try_months(text.months)?;
    let first_of_run = today.first_of_month().checked_sub(run)?;
    let from = match &text.from {
        Some(from) => days::day(from, today)?,
        None => first_of_run,
    };
    let until = text
        .until
        .as_deref()
        .map(|until| days::day(until, today))
        .transpose()?;
    let paid_through = text.paid_through.as_deref().unwrap_or(PAID_ON);
    Ok(Enrolment {
        insured_at: text.insured_at,
        scheme: text.scheme,
        tier: text.tier,
        status: text.status,
        period: Period { from, until },
        continuous_since: Month::of(first_of_run),
        paid_through: days::month(paid_through, today)?,
        traits: text.traits,
        account: text.account,
        employer: text.employer,
        contribution_base: text.contribution_base,
        recognised: text.recognised,
    })
}

/// Resolves the days of a filing.
fn read_filing(text: FilingText, today: Date) -> Result<DemoFiling> {
    Ok(DemoFiling {
        reason: text.reason,
        destination: text.destination,
        period: text.period.resolve(today)?,
        state: text.state,
    })
}
