//! Outputs of 1101, 1201 and 2001.

use domain::calendar::age_on;
use domain::facility::Facility;
use domain::ids::PersonId;
use domain::person::{Enrolment, Gender, NotEntitled, Person, Scheme, Status};
use domain::shares::Payer;
use domain::{Bilingual, Money, Region};
use jiff::civil::{Date, DateTime};

use super::object::{JsonText, Object};
use crate::codes::{self, certificate};
use crate::private::Private;

/// A person as settlement replies and queries show them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonBlock {
    /// psn_no.
    pub id: PersonId,
    /// psn_name.
    pub name: Private,
    /// psn_cert_type; 01 is the citizen ID.
    pub certificate_kind: String,
    /// certno.
    pub certificate: Private,
    /// gend.
    pub gender: Gender,
    /// naty, where known.
    pub nation: Option<String>,
    /// brdy.
    pub born_on: Date,
    /// age in full years.
    pub age: u8,
    /// insutype.
    pub scheme: Scheme,
    /// psn_type.
    pub status: Status,
    /// cvlserv_flag.
    pub civil_servant: bool,
}

/// The mark of an enrolment that sets cvlserv_flag.
const CIVIL_SERVANT: &str = "civil-servant";

impl PersonBlock {
    /// A person with the enrolment that settles, on a day.
    pub fn new(person: &Person, enrolment: &Enrolment, on: Date) -> PersonBlock {
        PersonBlock {
            id: person.id.clone(),
            name: Private::new(&person.name),
            certificate_kind: certificate::code_of(person.certificate.kind()).to_owned(),
            certificate: Private::new(person.certificate.reveal()),
            gender: person.gender,
            nation: None,
            born_on: person.born_on,
            age: age_on(person.born_on, on),
            scheme: enrolment.scheme,
            status: enrolment.status,
            civil_servant: enrolment.traits.contains(CIVIL_SERVANT),
        }
    }

    /// Number, name and certificate, sex, nation, birth, age.
    pub(super) fn who(&self) -> Object {
        Object::new()
            .text("psn_no", self.id.as_str())
            .text("psn_name", self.name.reveal())
            .text("psn_cert_type", &self.certificate_kind)
            .text("certno", self.certificate.reveal())
            .text("gend", codes::total(&codes::GEND, self.gender))
            .optional("naty", self.nation.as_deref())
            .date("brdy", Some(self.born_on))
            .decimal("age", i64::from(self.age) * 10, 1)
    }

    /// Scheme, status, civil servant.
    pub(super) fn insured_as(&self) -> Object {
        Object::new()
            .text("insutype", codes::total(&codes::INSUTYPE, self.scheme))
            .text("psn_type", codes::psn_type(self.status, self.age))
            .flag("cvlserv_flag", self.civil_servant)
    }
}

/// One insurance of a person (insuinfo).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InsuredAs {
    /// balc.
    pub balance: Money,
    /// insutype.
    pub scheme: Scheme,
    /// psn_type.
    pub status: Status,
    /// psn_insu_stas: 1 normal, 0 not yet, 2 paused, 4 ended.
    pub standing: &'static str,
    /// psn_insu_date.
    pub from: Date,
    /// paus_insu_date.
    pub until: Option<Date>,
    /// cvlserv_flag.
    pub civil_servant: bool,
    /// insuplc_admdvs.
    pub insured_at: Region,
    /// emp_name.
    pub employer: Option<String>,
}

impl InsuredAs {
    /// An enrolment as it stands on a day.
    pub fn new(enrolment: &Enrolment, on: Date) -> InsuredAs {
        let standing = match enrolment.check_entitled(on) {
            Ok(()) => "1",
            Err(NotEntitled::NotYetEnrolled { .. }) => "0",
            Err(NotEntitled::PremiumsUnpaid { .. }) => "2",
            Err(NotEntitled::Ended { .. }) => "4",
        };
        InsuredAs {
            balance: enrolment.account,
            scheme: enrolment.scheme,
            status: enrolment.status,
            standing,
            from: enrolment.period.from,
            until: enrolment.period.until.filter(|_| standing == "4"),
            civil_servant: enrolment.traits.contains(CIVIL_SERVANT),
            insured_at: enrolment.insured_at,
            employer: enrolment.employer.clone(),
        }
    }

    fn printed(&self, (person, age): (&PersonId, u8)) -> JsonText {
        Object::new()
            .text("psn_no", person.as_str())
            .money("balc", self.balance)
            .text("insutype", codes::total(&codes::INSUTYPE, self.scheme))
            .text("psn_type", codes::psn_type(self.status, age))
            .text("psn_insu_stas", self.standing)
            .date("psn_insu_date", Some(self.from))
            .date("paus_insu_date", self.until)
            .flag("cvlserv_flag", self.civil_servant)
            .text("insuplc_admdvs", &self.insured_at.to_string())
            .optional("emp_name", self.employer.as_deref())
            .done()
    }
}

/// A special identity of a person (idetinfo), such as 23 医疗救助人员.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// psn_idet_type.
    pub kind: String,
    /// memo.
    pub memo: Option<String>,
    /// begntime.
    pub from: DateTime,
    /// endtime.
    pub until: Option<DateTime>,
}

/// 1101: the person, their insurances, their special identities. Both lists are arrays whatever
/// their length.
pub fn person(
    person: &Person,
    on: Date,
    insurances: &[InsuredAs],
    identities: &[Identity],
) -> JsonText {
    let age = age_on(person.born_on, on);
    let baseinfo = Object::new()
        .text("psn_no", person.id.as_str())
        .text(
            "psn_cert_type",
            certificate::code_of(person.certificate.kind()),
        )
        .text("certno", person.certificate.reveal())
        .text("psn_name", &person.name)
        .text("gend", codes::total(&codes::GEND, person.gender))
        .null("naty")
        .date("brdy", Some(person.born_on))
        .decimal("age", i64::from(age) * 10, 1)
        .null("exp_content");
    let identity = |identity: &Identity| {
        Object::new()
            .text("psn_idet_type", &identity.kind)
            .null("psn_type_lv")
            .optional("memo", identity.memo.as_deref())
            .datetime("begntime", Some(identity.from))
            .datetime("endtime", identity.until)
            .done()
    };
    let insurances = insurances
        .iter()
        .map(|insured| insured.printed((&person.id, age)));
    Object::new()
        .value("baseinfo", baseinfo.done())
        .value("insuinfo", insurances.collect())
        .value("idetinfo", identities.iter().map(identity).collect())
        .done()
}

/// A facility found by 1201.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacilityFound<'a> {
    /// The facility.
    pub facility: &'a Facility,
    /// uscc (统一社会信用代码), where known.
    pub credit_code: Option<&'a str>,
}

/// 1201: medinsinfo, an array as typed clients expect although the table says one row.
pub fn facilities(found: &[FacilityFound<'_>]) -> JsonText {
    let row = |found: &FacilityFound<'_>| {
        let facility = found.facility;
        Object::new()
            .text("fixmedins_code", facility.code.as_str())
            .text("fixmedins_name", &facility.name)
            .text("uscc", found.credit_code.unwrap_or_default())
            .text(
                "fixmedins_type",
                codes::total(&codes::FIXMEDINS_TYPE, facility.kind),
            )
            .text("hosp_lv", codes::total(&codes::HOSP_LV, facility.level))
            .null("exp_content")
            .done()
    };
    Object::new()
        .value("medinsinfo", found.iter().map(row).collect())
        .done()
}

/// What one fund says to a person (a row of 2001).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntitlementReply {
    /// The fund.
    pub payer: Payer,
    /// trt_enjymnt_flag.
    pub entitled: bool,
    /// begndate.
    pub from: Date,
    /// enddate.
    pub until: Option<Date>,
    /// trt_chk_rslt: the reason, always given when not entitled.
    pub reason: Option<Bilingual>,
}

/// Most characters of trt_chk_rslt.
const REASON_MAX: usize = 500;

/// 2001: trtinfo, a row per fund. Cash is no fund and has no row.
pub fn entitlements(person: &PersonId, scheme: Scheme, rows: &[EntitlementReply]) -> JsonText {
    let row = |row: &EntitlementReply| {
        let fund = codes::fund(row.payer, scheme)?;
        let reason = row
            .reason
            .as_ref()
            .map(|reason| domain::text::cut(&reason.to_string(), REASON_MAX));
        let object = Object::new()
            .text("psn_no", person.as_str())
            .text("trt_chk_type", "01")
            .text("fund_pay_type", fund.code)
            .flag("trt_enjymnt_flag", row.entitled)
            .date("begndate", Some(row.from))
            .date_if_known("enddate", row.until)
            .optional("trt_chk_rslt", reason.as_deref())
            .null("exp_content");
        Some(object.done())
    };
    Object::new()
        .value("trtinfo", rows.iter().filter_map(row).collect())
        .done()
}
