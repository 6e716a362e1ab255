//! 9001, 9002, 1101, 1201, 2001: who is there, who treats, who is entitled.

use desk::e_voucher::{EVoucherError, identify_at};
use desk::{DeskError, EntitlementQuestion, Identified, Look};
use domain::facility::Facility;
use domain::person::Enrolment;
use domain::text::cut;
use jiff::civil::DateTime;
use national::reply::{self, EntitlementReply, FacilityFound, Identity, InsuredAs, Withheld};
use national::request::{EntitlementCheck, FacilityQuery, Identify, SignIn, SignOut};

use super::message::{Message, Turned};
use super::visits::flags;
use super::voucher;
use crate::App;

pub(super) async fn sign_in(app: &App, message: Message, asked: SignIn) -> Result<Vec<u8>, Turned> {
    let terminal = [asked.mac, asked.ip]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
    let terminal = cut(&terminal, 60);
    let mut caller = message.caller.clone();
    caller.operator = cut(&asked.operator.unwrap_or_default(), 30);
    let signed = app
        .transact(move |desk| desk::sign_in(desk, &caller, &terminal))
        .await?;
    Ok(message.seal(reply::signed_in(&signed.sign_number, signed.at)))
}

pub(super) async fn sign_out(
    app: &App,
    message: Message,
    asked: SignOut,
) -> Result<Vec<u8>, Turned> {
    let number = asked.sign_no.unwrap_or_default();
    let caller = message.caller.clone();
    let at = app
        .transact(move |desk| desk::sign_out(desk, &caller, &number))
        .await?;
    Ok(message.seal(reply::signed_out(at)))
}

pub(super) async fn identify(
    app: &App,
    message: Message,
    asked: Identify,
) -> Result<Vec<u8>, Turned> {
    let code = asked.certificate.as_ref().and_then(|c| c.kind.as_deref());
    let voucher = voucher::voucher((asked.kind, code), &asked.number);
    let facility = &message.caller.facility;
    if !app.may_guess(facility) {
        return Err(Turned::Withheld(Withheld::TooManyGuesses));
    }
    let found = match voucher {
        Some(voucher) => {
            let at = facility.clone();
            app.transact(move |desk| Ok((identify_at(desk, &at, &voucher)?, desk.today())))
                .await
        }
        None => Err(DeskError::UnknownPerson),
    };
    let name = asked.name.as_ref().map(|name| name.reveal().trim());
    let found = found.and_then(|(found, today)| {
        let as_named = name.is_none_or(|name| name == found.person.name);
        as_named
            .then_some((found, today))
            .ok_or(DeskError::UnknownPerson)
    });
    let is_a_guess = |error: &DeskError| {
        let forged = DeskError::from(EVoucherError::CodeForged);
        matches!(error, DeskError::UnknownPerson) || error.entry().code == forged.entry().code
    };
    if found.as_ref().is_err_and(is_a_guess) {
        app.guessed(facility);
    }
    let (Identified { person, enrolments }, today) = found?;
    let looked = (message.caller.clone(), person.id.clone());
    app.transact(move |desk| desk::note_look(desk, &looked.0, (&looked.1, Look::Identity)))
        .await?;
    let wanted = |enrolment: &&Enrolment| match asked.since {
        Some(since) => enrolment
            .period
            .until
            .is_none_or(|until| until > since.date()),
        None => enrolment.period.contains(today) || enrolment.period.from > today,
    };
    let current: Vec<&Enrolment> = enrolments.iter().filter(wanted).collect();
    // Somebody whose every insurance has ended is still identified, with what there was.
    let shown = if current.is_empty() {
        enrolments.iter().collect()
    } else {
        current
    };
    let insured: Vec<InsuredAs> = shown
        .iter()
        .map(|enrolment| InsuredAs::new(enrolment, today))
        .collect();
    let identities = identities(&shown);
    Ok(message.seal(reply::person(&person, today, &insured, &identities)))
}

/// Special identities a policy knows and the interface has a code for.
fn identities(enrolments: &[&Enrolment]) -> Vec<Identity> {
    let assisted = enrolments
        .iter()
        .find(|e| e.traits.contains("medical-assistance"));
    let row = assisted.map(|enrolment| Identity {
        kind: "23".to_owned(),
        memo: Some("医疗救助人员".to_owned()),
        from: DateTime::from(enrolment.period.from),
        until: enrolment.period.until.map(DateTime::from),
    });
    row.into_iter().collect()
}

pub(super) fn find_facility(app: &App, message: &Message, asked: &FacilityQuery) -> Vec<u8> {
    let reference = app.reference();
    let wanted = |facility: &&Facility| {
        asked.kind.is_none_or(|kind| kind == facility.kind)
            && asked
                .code
                .as_ref()
                .is_none_or(|code| *code == facility.code)
            && asked
                .name
                .as_ref()
                .is_none_or(|name| facility.name.contains(name.as_str()))
    };
    let found: Vec<FacilityFound<'_>> = reference
        .facilities()
        .filter(wanted)
        .map(|facility| FacilityFound {
            facility,
            credit_code: None,
        })
        .collect();
    message.seal(reply::facilities(&found))
}

pub(super) async fn check_entitlement(
    app: &App,
    message: Message,
    asked: EntitlementCheck,
) -> Result<Vec<u8>, Turned> {
    let day = asked.begins_at.date();
    let question = EntitlementQuestion {
        disease: asked.disease.clone(),
        person: asked.person.clone(),
        facility: asked
            .facility
            .unwrap_or_else(|| message.caller.facility.clone()),
        care: asked.med_type.care,
        scheme: Some(asked.scheme),
        insured_at: message.envelope.insured_at.map(domain::Region::pooling),
        day,
        flags: flags(&asked.flags),
    };
    let asks = message.caller.facility.clone();
    let answers = app
        .read(move |desk| {
            desk::refuse_strangers(desk, &asks, &question.person)?;
            desk::check_entitlement(desk, &question)
        })
        .await?;
    let rows: Vec<EntitlementReply> = answers
        .into_iter()
        .map(|answer| EntitlementReply {
            payer: answer.payer,
            entitled: answer.entitled,
            from: day,
            until: asked.ends_at.map(|at| at.date()),
            reason: Some(answer.reason),
        })
        .collect();
    Ok(message.seal(reply::entitlements(&asked.person, asked.scheme, &rows)))
}
