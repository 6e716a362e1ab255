//! 2206–2208, 2303–2305, 2601: quote, settle, cancel, reverse.

use desk::Settlement;
use desk::{CancelSettlement, Cancelled, Deed, Priced, ReverseMessage, Settle, Settled, What};
use domain::facility::Care;
use domain::ids::SettlementId;
use domain::person::Enrolment;
use domain::plan::{Plan, fold};
use domain::policy::Pack;
use domain::shares::Payer;
use domain::{Bilingual, Money, Rate};
use jiff::Timestamp;
use national::codes::AccountUse;
use national::reply::{Clearing, Form, PersonBlock, SettlementReply, fund_rows, settlement};
use national::request::{Cancellation, InpatientBill, OutpatientBill, Reversal, SettlementTerms};

use super::visits::{check_kind, flags};
use super::{Message, Turned};

/// A bill of either kind.
pub(super) struct Asked {
    terms: SettlementTerms,
    what: What,
    care: Option<Care>,
}

impl From<OutpatientBill> for Asked {
    fn from(bill: OutpatientBill) -> Asked {
        let care = bill.terms.med_type.as_ref().map(|med_type| med_type.care);
        Asked {
            terms: bill.terms,
            what: What::Batch(bill.batch),
            care,
        }
    }
}

impl From<InpatientBill> for Asked {
    fn from(bill: InpatientBill) -> Asked {
        let what = What::Stay {
            mid_stay: bill.mid_stay,
        };
        Asked {
            terms: bill.terms,
            what,
            care: Some(Care::Inpatient),
        }
    }
}

impl Asked {
    fn command(&self) -> Settle {
        Settle {
            person: self.terms.person.clone(),
            visit: self.terms.visit.clone(),
            what: self.what.clone(),
            stated_total: self.terms.total,
            use_account: self.terms.account_use != AccountUse::None,
            scheme: self.terms.scheme,
            care: self.care,
            flags: flags(&self.terms.flags),
        }
    }

    fn echo(&self) -> Echo {
        let terms = &self.terms;
        Echo {
            voucher_type: terms
                .voucher
                .as_ref()
                .map(|voucher| voucher.kind_as_sent.clone()),
            med_type: terms
                .med_type
                .as_ref()
                .map(|med_type| med_type.code.clone()),
        }
    }
}

/// What a reply repeats from the request.
#[derive(Clone, Debug, Default)]
pub(super) struct Echo {
    pub voucher_type: Option<String>,
    pub med_type: Option<String>,
}

pub(super) async fn quote(message: Message, asked: Asked) -> Result<Vec<u8>, Turned> {
    let (app, command, echo) = (message.app.clone(), asked.command(), asked.echo());
    let reply = app
        .read(move |desk| {
            let priced = desk::quote(desk, &message.caller, &command)?;
            let reply = output(&quoted(&message, &priced, echo.clone()));
            Ok(message.seal_warning(&provisional(&priced), reply))
        })
        .await?;
    Ok(reply)
}

pub(super) async fn settle(message: Message, asked: Asked) -> Result<Vec<u8>, Turned> {
    let (app, command, echo) = (message.app.clone(), asked.command(), asked.echo());
    let answer = app
        .transact(move |desk| {
            desk::settle(desk, &message.caller, &command, |settled| {
                let reply = output(&settled_reply(&message, settled, echo.clone()));
                message.seal_warning(&provisional(&settled.priced), reply)
            })
        })
        .await?;
    Ok(answer.reply)
}

pub(super) async fn cancel(
    message: Message,
    asked: Cancellation,
    kind: Care,
) -> Result<Vec<u8>, Turned> {
    let command = CancelSettlement {
        person: asked.person,
        visit: asked.visit,
        settlement: asked.settlement,
    };
    let app = message.app.clone();
    let answer = app
        .transact(move |desk| {
            check_kind(desk, &message, (&command.person, &command.visit), kind)?;
            desk::cancel_settlement(desk, &message.caller, &command, |cancelled| {
                message.seal(output(&cancelled_reply(&message, cancelled)))
            })
        })
        .await?;
    Ok(answer.reply)
}

pub(super) async fn reverse(message: Message, asked: Reversal) -> Result<Vec<u8>, Turned> {
    let deed = match asked.transaction.as_str() {
        "2207" | "2207A" => Deed::SettleVisit,
        "2304" => Deed::SettleStay,
        "2401" => Deed::Admit,
        // Every other deed is refused by the desk, which names those that may be reversed.
        _ => Deed::UploadLines,
    };
    let command = ReverseMessage {
        person: asked.person,
        original: asked.message,
        deed,
    };
    let app = message.app.clone();
    let answer = app
        .transact(move |desk| {
            desk::reverse_message(desk, &message.caller, &command, |_| {
                message.seal(national::reply::nothing())
            })
        })
        .await?;
    Ok(answer.reply)
}

/// The output, after every identity of the interface was checked. Shares that do not satisfy them
/// are our own fault; the transaction is given up rather than answered wrongly.
fn output(reply: &SettlementReply) -> serde_json::Value {
    settlement(reply).expect("shares add up to the bill, and the bill to its parts")
}

/// What the amounts rest on for now.
fn provisional(priced: &Priced) -> Vec<Bilingual> {
    let told = priced.provisional.iter();
    told.filter_map(domain::plan::Missing::told).collect()
}

fn quoted(message: &Message, priced: &Priced, echo: Echo) -> SettlementReply {
    let balance = priced.enrolment.account - priced.shares.of(Payer::Account);
    let med_type = echo
        .med_type
        .unwrap_or_else(|| med_type_of(priced.visit.care));
    SettlementReply {
        form: Form::Quote,
        settlement: None,
        visit: priced.visit.id.clone(),
        person: PersonBlock::new(
            &priced.person,
            &priced.enrolment,
            priced.inputs.situation.day,
        ),
        settled_at: Some(message.head.received_at),
        voucher_type: echo.voucher_type,
        med_type,
        scope: priced.inputs.scope,
        shares: priced.shares,
        deductible: priced.deductible,
        pooled_rate: pooled_rate(&priced.plan),
        hospital_part: Money::ZERO,
        balance,
        message: message.id().clone(),
        clearing: Clearing::of(priced.visit.care, priced.facility.region.pooling()),
        funds: fund_rows(&priced.shares, priced.inputs.scope.eligible(), |payer| {
            room(
                &priced.plan,
                &priced.inputs,
                (payer, priced.enrolment.account),
            )
        }),
    }
}

fn settled_reply(message: &Message, settled: &Settled, echo: Echo) -> SettlementReply {
    SettlementReply {
        form: Form::Settlement,
        settlement: Some(settled.settlement.id.clone()),
        settled_at: Some(settled.settlement.created_at),
        ..quoted(message, &settled.priced, echo)
    }
}

fn cancelled_reply(message: &Message, cancelled: &Cancelled) -> SettlementReply {
    let reference = message.app.reference();
    let original = Recorded {
        settlement: &cancelled.original,
        person: &cancelled.person,
        enrolment: &cancelled.enrolment,
        pack: reference
            .pack_by_hash(&cancelled.original.pack_hash)
            .map(AsRef::as_ref),
    };
    let id: SettlementId = cancelled.cancellation.id.clone();
    let at: Timestamp = cancelled.cancellation.created_at;
    let reply = SettlementReply {
        message: message.id().clone(),
        ..original.reply(message, Echo::default())
    };
    reply.cancelled(id, at)
}

/// A settlement as it was stored.
pub(super) struct Recorded<'a> {
    pub settlement: &'a Settlement,
    pub person: &'a domain::person::Person,
    pub enrolment: &'a Enrolment,
    /// The pack it was settled by, when it is still one of those in use.
    pub pack: Option<&'a Pack>,
}

impl Recorded<'_> {
    /// The settlement in the shape of a reply.
    pub fn reply(&self, message: &Message, echo: Echo) -> SettlementReply {
        let Settlement { inputs, shares, .. } = self.settlement;
        let situation = &inputs.situation;
        let facility = message
            .app
            .reference()
            .facility(&self.settlement.facility)
            .cloned();
        let region = facility.map_or(situation.treated_at, |facility| facility.region);
        let plan = self.pack.and_then(|pack| fold(pack, situation, None).ok());
        let limit = |payer: Payer| match &plan {
            Some(plan) => room(plan, inputs, (payer, self.enrolment.account)),
            None => Money::ZERO,
        };
        SettlementReply {
            form: Form::Settlement,
            settlement: Some(self.settlement.id.clone()),
            visit: self.settlement.visit.clone(),
            person: PersonBlock::new(self.person, self.enrolment, situation.day),
            settled_at: Some(self.settlement.created_at),
            voucher_type: echo.voucher_type,
            med_type: echo.med_type.unwrap_or_else(|| med_type_of(situation.care)),
            scope: self.settlement.scope,
            shares: *shares,
            deductible: self.settlement.deductible,
            pooled_rate: plan.as_ref().map_or(Rate::ZERO, pooled_rate),
            hospital_part: Money::ZERO,
            balance: self.enrolment.account,
            message: self.settlement.message.clone(),
            clearing: Clearing::of(situation.care, region.pooling()),
            funds: fund_rows(shares, self.settlement.scope.eligible(), limit),
        }
    }
}

/// The national first-level code of a kind of care.
pub(super) fn med_type_of(care: Care) -> String {
    let code = match care {
        Care::Outpatient => "11",
        Care::Chronic => "14",
        Care::Inpatient => "21",
        Care::Pharmacy => "41",
    };
    code.to_owned()
}

/// What the pooled fund pays of its first band (统筹基金支付比例).
fn pooled_rate(plan: &Plan) -> Rate {
    let first = plan
        .layers
        .iter()
        .find(|layer| layer.payer == Payer::PooledFund);
    let pay = first
        .and_then(|layer| layer.bands.first())
        .filter(|band| band.unknown.is_empty())
        .map(|band| band.pay);
    let ten_thousandths = pay.map_or(0, |pay| pay.hundred_millionths() / 10_000);
    Rate::from_ten_thousandths(u16::try_from(ten_thousandths).unwrap_or(u16::MAX))
}

/// What a fund could still pay before this settlement; the account's balance for the account line.
/// Without a known ceiling, nothing is claimed to be left.
fn room(plan: &Plan, inputs: &domain::explain::Inputs, (payer, account): (Payer, Money)) -> Money {
    if matches!(payer, Payer::Account | Payer::FamilyAccount) {
        return account;
    }
    let before = plan.slots(&inputs.year);
    let layers = plan.layers.iter().filter(|layer| layer.payer == payer);
    let rooms = layers
        .flat_map(|layer| &layer.ceilings)
        .filter_map(|ceiling| Some((ceiling.slot, ceiling.limit.figure()?)))
        .map(|(slot, limit)| (limit - Money::from_fen(before[usize::from(slot)])).floor_zero());
    rooms.min().unwrap_or_default()
}
