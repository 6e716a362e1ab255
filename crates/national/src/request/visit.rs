//! Opening, describing and closing visits: 2201–2203, 2401–2405.

use domain::Region;
use domain::diagnosis::is_same;
use domain::ids::{PersonId, VisitId};
use domain::person::Scheme;
use jiff::civil::DateTime;
use serde::Serialize;

use super::person::{CertificateSent, VoucherSent, certificate, voucher};
use super::setting::{Setting, check_maternity, check_setting};
use crate::codes::MedType;
use crate::errors::ReadError;
use crate::faults::{all, both, every};
use crate::flags::Flags;
use crate::node::{Input, Node};
use crate::private::Private;

/// 2201: an outpatient registers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Registration {
    /// psn_no.
    pub person: PersonId,
    /// insutype.
    pub scheme: Scheme,
    /// begntime.
    pub begins_at: DateTime,
    /// The voucher shown.
    pub voucher: Option<VoucherSent>,
    /// The certificate, where sent.
    pub certificate: Option<CertificateSent>,
    /// psn_name, where sent.
    pub name: Option<Private>,
    /// ipt_otp_no, the facility's own number, echoed in the reply.
    pub facility_visit_no: String,
    /// Emergency, referral, injury.
    pub flags: Flags,
    /// dept_code.
    pub department: Option<String>,
    /// dept_name.
    pub department_name: Option<String>,
    /// atddr_no.
    pub doctor: Option<String>,
}

/// 2202, 2404, 2405: a visit to undo something of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VisitReference {
    /// psn_no.
    pub person: PersonId,
    /// mdtrt_id.
    pub visit: VisitId,
    /// ipt_otp_no, where sent.
    pub facility_visit_no: Option<String>,
}

/// One diagnosis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnosis {
    /// diag_code.
    pub code: String,
    /// diag_name.
    pub name: Option<String>,
    /// diag_type, as sent.
    pub kind: Option<String>,
    /// diag_srt_no, as sent.
    pub order: Option<String>,
    /// maindiag_flag.
    pub main: bool,
    /// vali_flag; 0 takes the diagnosis back.
    pub valid: bool,
}

/// 2203, 2203A: kind and diagnoses of an outpatient visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VisitDetails {
    /// psn_no.
    pub person: PersonId,
    /// mdtrt_id.
    pub visit: VisitId,
    /// med_type.
    pub med_type: MedType,
    /// begntime.
    pub begins_at: DateTime,
    /// dise_codg.
    pub disease: Option<String>,
    /// dise_name.
    pub disease_name: Option<String>,
    /// Emergency, referral, injury.
    pub flags: Flags,
    /// diseinfo.
    pub diagnoses: Vec<Diagnosis>,
}

/// 2401: somebody is admitted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Admission {
    /// psn_no.
    pub person: PersonId,
    /// insutype.
    pub scheme: Scheme,
    /// begntime, the admission.
    pub begins_at: DateTime,
    /// med_type; an emergency code on admission means an emergency inpatient.
    pub med_type: MedType,
    /// The voucher shown.
    pub voucher: Option<VoucherSent>,
    /// The certificate, where sent.
    pub certificate: Option<CertificateSent>,
    /// ipt_no, the facility's own number.
    pub facility_visit_no: Option<String>,
    /// insuplc_admdvs inside the node; the envelope's counts when absent.
    pub insured_at: Option<Region>,
    /// mdtrtarea_admvs inside the node; the envelope's counts when absent.
    pub treated_at: Option<Region>,
    /// dise_codg.
    pub disease: Option<String>,
    /// dise_name.
    pub disease_name: Option<String>,
    /// adm_dept_codg.
    pub department: Option<String>,
    /// adm_dept_name.
    pub department_name: Option<String>,
    /// Emergency, referral, injury.
    pub flags: Flags,
    /// diseinfo.
    pub diagnoses: Vec<Diagnosis>,
}

/// 2402: somebody leaves the hospital.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Discharge {
    /// psn_no.
    pub person: PersonId,
    /// mdtrt_id.
    pub visit: VisitId,
    /// endtime, the discharge.
    pub ends_at: DateTime,
    /// dscg_way, as sent; 2 is a transfer to another hospital.
    pub way: Option<String>,
    /// dise_codg.
    pub disease: Option<String>,
    /// Emergency, referral, injury.
    pub flags: Flags,
    /// dscg_dept_codg, or dscg_dept_code as one client writes it.
    pub department: Option<String>,
    /// dscg_dept_name.
    pub department_name: Option<String>,
    /// diseinfo.
    pub diagnoses: Vec<Diagnosis>,
}

/// 2403: what changed about an admission. Absent fields are unchanged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AdmissionChange {
    /// psn_no.
    pub person: PersonId,
    /// mdtrt_id.
    pub visit: VisitId,
    /// begntime.
    pub begins_at: Option<DateTime>,
    /// med_type.
    pub med_type: Option<MedType>,
    /// The voucher shown.
    pub voucher: Option<VoucherSent>,
    /// ipt_otp_no.
    pub facility_visit_no: Option<String>,
    /// dise_codg.
    pub disease: Option<String>,
    /// Emergency, referral, injury.
    pub flags: Flags,
    /// diseinfo.
    pub diagnoses: Vec<Diagnosis>,
}

pub(super) fn register(input: Input<'_>) -> Result<Registration, ReadError> {
    let node = input.node("data")?;
    every!(Registration {
        person: node.need("psn_no", Node::id),
        scheme: node.need("insutype", Node::scheme),
        begins_at: node.need("begntime", Node::datetime),
        voucher: voucher(&node),
        certificate: certificate(&node),
        name: node.private("psn_name"),
        facility_visit_no: node.need("ipt_otp_no", Node::text),
        flags: Flags::read(&node, None),
        department: node.text("dept_code"),
        department_name: node.text("dept_name"),
        doctor: node.text("atddr_no"),
    })
}

pub(super) fn reference(input: Input<'_>) -> Result<VisitReference, ReadError> {
    let node = input.node("data")?;
    every!(VisitReference {
        person: node.need("psn_no", Node::id),
        visit: node.need("mdtrt_id", Node::id),
        facility_visit_no: node.text(node.spelled(&["ipt_otp_no", "ipt_no"])),
    })
}

pub(super) fn describe(input: Input<'_>, infno: &str) -> Result<VisitDetails, ReadError> {
    let diagnoses = diagnoses(input);
    let node = input.node_beside("mdtrtinfo", &diagnoses)?;
    let med_type = node.need("med_type", Node::med_type);
    let known = med_type.as_ref().ok();
    every!(VisitDetails {
        person: node.need("psn_no", Node::id),
        visit: node.need("mdtrt_id", Node::id),
        begins_at: node.need("begntime", Node::datetime),
        disease: node.text("dise_codg"),
        disease_name: node.text("dise_name"),
        flags: Flags::read(&node, known),
        med_type: med_type.clone(),
        diagnoses: diagnoses,
    } provided check_setting(known, Setting::Outpatient, infno), check_maternity(&node))
}

pub(super) fn admit(input: Input<'_>, infno: &str) -> Result<Admission, ReadError> {
    let diagnoses = diagnoses(input);
    let node = input.node_beside("mdtrtinfo", &diagnoses)?;
    let med_type = node.need("med_type", Node::med_type);
    let known = med_type.as_ref().ok();
    every!(Admission {
        person: node.need("psn_no", Node::id),
        scheme: node.need("insutype", Node::scheme),
        begins_at: node.need("begntime", Node::datetime),
        voucher: voucher(&node),
        certificate: certificate(&node),
        facility_visit_no: node.text(node.spelled(&["ipt_no", "ipt_otp_no"])),
        insured_at: node.region("insuplc_admdvs"),
        treated_at: node.region("mdtrtarea_admvs"),
        disease: node.text("dise_codg"),
        disease_name: node.text("dise_name"),
        department: node.text("adm_dept_codg"),
        department_name: node.text("adm_dept_name"),
        flags: Flags::read(&node, known),
        med_type: med_type.clone().map(as_inpatient),
        diagnoses: with_main(&node, diagnoses),
    } provided check_setting(known, Setting::Inpatient, infno), check_maternity(&node))
}

pub(super) fn discharge(input: Input<'_>) -> Result<Discharge, ReadError> {
    let diagnoses = diagnoses(input);
    let node = input.node_beside("dscginfo", &diagnoses)?;
    every!(Discharge {
        person: node.need("psn_no", Node::id),
        visit: node.need("mdtrt_id", Node::id),
        ends_at: node.need("endtime", Node::datetime),
        way: node.text("dscg_way"),
        disease: node.text("dise_codg"),
        flags: Flags::read(&node, None),
        department: node.text(node.spelled(&["dscg_dept_codg", "dscg_dept_code"])),
        department_name: node.text("dscg_dept_name"),
        diagnoses,
    } provided check_maternity(&node))
}

pub(super) fn change(input: Input<'_>, infno: &str) -> Result<AdmissionChange, ReadError> {
    let diagnoses = diagnoses(input);
    let node = input.node_beside("adminfo", &diagnoses)?;
    let med_type = node.med_type("med_type");
    let known = med_type.as_ref().ok().and_then(Option::as_ref);
    every!(AdmissionChange {
        person: node.need("psn_no", Node::id),
        visit: node.need("mdtrt_id", Node::id),
        begins_at: node.datetime("begntime"),
        voucher: voucher(&node),
        facility_visit_no: node.text(node.spelled(&["ipt_otp_no", "ipt_no"])),
        disease: node.text("dise_codg"),
        flags: Flags::read(&node, known),
        med_type: med_type.clone().map(|sent| sent.map(as_inpatient)),
        diagnoses: with_main(&node, diagnoses),
    } provided check_setting(known, Setting::Inpatient, infno), check_maternity(&node))
}

/// An emergency code on an inpatient transaction is inpatient care, whatever its number says.
fn as_inpatient(med_type: MedType) -> MedType {
    MedType {
        care: domain::facility::Care::Inpatient,
        ..med_type
    }
}

/// What is kept of the medical side of a visit, sealed.
pub fn findings(
    med_type: Option<&str>,
    disease: Option<&str>,
    diagnoses: &[Diagnosis],
) -> serde_json::Value {
    serde_json::json!({ "med_type": med_type, "disease": disease, "diagnoses": diagnoses })
}

/// The main diagnosis of a stay (dscg_maindiag_code) stands beside the others; some clients send
/// nothing else.
fn with_main(
    node: &Node<'_>,
    diagnoses: Result<Vec<Diagnosis>, ReadError>,
) -> Result<Vec<Diagnosis>, ReadError> {
    let main = both(
        node.text("dscg_maindiag_code"),
        node.text("dscg_maindiag_name"),
    );
    let (mut diagnoses, (main, name)) = both(diagnoses, main)?;
    let new = main.filter(|code| diagnoses.iter().all(|known| !is_same(&known.code, code)));
    diagnoses.extend(new.map(|code| Diagnosis {
        code,
        name,
        kind: None,
        order: None,
        main: true,
        valid: true,
    }));
    Ok(diagnoses)
}

fn diagnoses(input: Input<'_>) -> Result<Vec<Diagnosis>, ReadError> {
    let rows = input.optional_rows("diseinfo")?;
    all(rows.iter().map(|node| {
        every!(Diagnosis {
            code: node.need("diag_code", Node::text),
            name: node.text("diag_name"),
            kind: node.text("diag_type"),
            order: node.text("diag_srt_no"),
            main: node.flag("maindiag_flag").map(Option::unwrap_or_default),
            valid: node.flag("vali_flag").map(|valid| valid.unwrap_or(true)),
        })
    }))
}
