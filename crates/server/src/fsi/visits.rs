//! 2201–2203, 2401–2405: opening, describing, closing a visit.

use desk::{
    CancelDischarge, CancelVisit, DischargeTerms, FlagsSaid, OpenVisit, Side, UpdateVisit,
    VisitFlags,
};
use domain::Region;
use domain::facility::Care;
use domain::ids::{PersonId, VisitId};
use domain::person::Scheme;
use jiff::civil::DateTime;
use national::Flags;
use national::reply;
use national::request::{
    Admission, AdmissionChange, Discharge as DischargeRequest, Registration, VisitDetails,
    VisitReference, findings,
};

use super::message::{Message, Turned};
use crate::App;

/// The flags the desk knows.
pub(super) fn flags(sent: &Flags) -> VisitFlags {
    VisitFlags {
        emergency: sent.emergency.unwrap_or_default(),
        referral: sent.referral.unwrap_or_default(),
        trauma: sent.trauma.unwrap_or_default(),
        third_party: sent.third_party.unwrap_or_default(),
    }
}

pub(super) async fn register(
    app: &App,
    message: Message,
    asked: Registration,
) -> Result<Vec<u8>, Turned> {
    let opened = Opened {
        person: asked.person.clone(),
        scheme: asked.scheme,
        begins_at: asked.begins_at,
        insured_at: message.envelope.insured_at,
    };
    let command = OpenVisit {
        facility_number: asked.facility_visit_no.clone(),
        flags: flags(&asked.flags),
        ..opened.command(Care::Outpatient)
    };
    open(app, message, command, move |person, id| {
        reply::registered(id, person, &asked.facility_visit_no)
    })
    .await
}

pub(super) async fn admit(
    app: &App,
    message: Message,
    asked: Admission,
) -> Result<Vec<u8>, Turned> {
    let opened = Opened {
        person: asked.person.clone(),
        scheme: asked.scheme,
        begins_at: asked.begins_at,
        insured_at: asked.insured_at.or(message.envelope.insured_at),
    };
    let command = OpenVisit {
        facility_number: asked.facility_visit_no.clone().unwrap_or_default(),
        flags: flags(&asked.flags),
        findings: Some(findings(
            Some(&asked.med_type.code),
            asked.disease.as_deref(),
            &asked.diagnoses,
        )),
        ..opened.command(Care::Inpatient)
    };
    open(app, message, command, |_, id| reply::admitted(id)).await
}

struct Opened {
    person: PersonId,
    scheme: Scheme,
    begins_at: DateTime,
    insured_at: Option<Region>,
}

impl Opened {
    fn command(self, care: Care) -> OpenVisit {
        OpenVisit {
            person: self.person,
            facility_number: String::new(),
            care,
            scheme: Some(self.scheme),
            // A local message leaves the insured place empty or repeats the place of care.
            insured_at: self.insured_at.map(Region::pooling),
            from: self.begins_at.date(),
            flags: VisitFlags::default(),
            findings: None,
        }
    }
}

async fn open(
    app: &App,
    message: Message,
    command: OpenVisit,
    output: impl Fn(&PersonId, &VisitId) -> reply::JsonText + Send + 'static,
) -> Result<Vec<u8>, Turned> {
    let answer = app
        .transact(move |desk| {
            desk::open_visit(desk, &message.caller, &command, |visit| {
                message.seal(output(&visit.person, &visit.id))
            })
        })
        .await?;
    Ok(answer.reply)
}

pub(super) async fn describe(
    app: &App,
    message: Message,
    asked: VisitDetails,
) -> Result<Vec<u8>, Turned> {
    let command = UpdateVisit {
        person: asked.person,
        visit: asked.visit,
        side: Side::Outpatient,
        care: Some(asked.med_type.care),
        from: Some(asked.begins_at.date()),
        // The message describes the whole visit: what it does not set is not so.
        flags: flags(&asked.flags).into(),
        findings: Some(findings(
            Some(&asked.med_type.code),
            asked.disease.as_deref(),
            &asked.diagnoses,
        )),
    };
    update(app, message, command).await
}

pub(super) async fn change(
    app: &App,
    message: Message,
    asked: AdmissionChange,
) -> Result<Vec<u8>, Turned> {
    let med_type = asked
        .med_type
        .as_ref()
        .map(|med_type| med_type.code.as_str());
    let disease = asked.disease.as_deref();
    let said_something = !asked.diagnoses.is_empty() || med_type.is_some() || disease.is_some();
    let command = UpdateVisit {
        person: asked.person,
        visit: asked.visit,
        side: Side::Inpatient,
        care: None,
        from: asked.begins_at.map(|at| at.date()),
        // Absent fields of a change mean unchanged.
        flags: FlagsSaid {
            emergency: asked.flags.emergency,
            referral: asked.flags.referral,
            trauma: asked.flags.trauma,
            third_party: asked.flags.third_party,
        },
        findings: said_something.then(|| findings(med_type, disease, &asked.diagnoses)),
    };
    update(app, message, command).await
}

async fn update(app: &App, message: Message, command: UpdateVisit) -> Result<Vec<u8>, Turned> {
    let answer = app
        .transact(move |desk| {
            desk::update_visit(desk, &message.caller, &command, |_| {
                message.seal(reply::nothing())
            })
        })
        .await?;
    Ok(answer.reply)
}

pub(super) async fn discharge(
    app: &App,
    message: Message,
    asked: DischargeRequest,
) -> Result<Vec<u8>, Turned> {
    let said_something = !asked.diagnoses.is_empty() || asked.disease.is_some();
    let command = DischargeTerms {
        person: asked.person,
        visit: asked.visit,
        until: asked.ends_at.date(),
        flags: flags(&asked.flags),
        findings: said_something
            .then(|| findings(None, asked.disease.as_deref(), &asked.diagnoses)),
    };
    let answer = app
        .transact(move |desk| {
            desk::discharge(desk, &message.caller, &command, |_| {
                message.seal(reply::nothing())
            })
        })
        .await?;
    Ok(answer.reply)
}

pub(super) async fn cancel_discharge(
    app: &App,
    message: Message,
    asked: VisitReference,
) -> Result<Vec<u8>, Turned> {
    let command = CancelDischarge {
        person: asked.person,
        visit: asked.visit,
    };
    let answer = app
        .transact(move |desk| {
            desk::cancel_discharge(desk, &message.caller, &command, |_| {
                message.seal(reply::nothing())
            })
        })
        .await?;
    Ok(answer.reply)
}

pub(super) async fn cancel(
    app: &App,
    message: Message,
    asked: VisitReference,
    side: Side,
) -> Result<Vec<u8>, Turned> {
    let command = CancelVisit {
        person: asked.person,
        visit: asked.visit,
        side,
    };
    let answer = app
        .transact(move |desk| {
            desk::cancel_visit(desk, &message.caller, &command, |_| {
                message.seal(reply::nothing())
            })
        })
        .await?;
    Ok(answer.reply)
}
