//! 2206–2208, 2303–2305, 2601: quote, settle, cancel, reverse.

use desk::Settlement;
use desk::bill_cases::{NotedRefusal, note_refusal};
use desk::query::AccountThen;
use desk::{
    AfterCancellation, Caller, CancelSettlement, Cancelled, Deed, Desk, DeskError, Priced,
    ReverseMessage, Settle, Settled, SettledTogether, Side,
};
use domain::facility::Care;
use domain::ids::SettlementId;
use domain::person::Enrolment;
use domain::plan::{Plan, Room, fold};
use domain::policy::Pack;
use domain::shares::Payer;
use domain::situation::YearToDate;
use domain::{Bilingual, Money};
use jiff::Timestamp;
use national::codes::{AccountUse, MedType};
use national::reply::{Clearing, PersonBlock, ReplyForm, SettlementReply, fund_rows, settlement};
use national::request::{
    CancelRequest, ClaimedScope, InpatientBill, OutpatientBill, Reversal, SettlementTerms, Undoes,
};
use national::{Doubt, KeptMessage};

use super::message::{Message, Turned};
use super::said::Said;
use super::visits::flags;
use crate::{App, not_settled};

/// A bill of either kind.
pub(super) struct BillAsked {
    terms: SettlementTerms,
    what: SettledTogether,
    care: Option<Care>,
}

impl From<OutpatientBill> for BillAsked {
    fn from(bill: OutpatientBill) -> BillAsked {
        let care = bill.terms.med_type.as_ref().map(|med_type| med_type.care);
        BillAsked {
            terms: bill.terms,
            what: SettledTogether::Batch(bill.batch),
            care,
        }
    }
}

impl From<InpatientBill> for BillAsked {
    fn from(bill: InpatientBill) -> BillAsked {
        let what = SettledTogether::Stay {
            mid_stay: bill.mid_stay,
        };
        BillAsked {
            terms: bill.terms,
            what,
            care: Some(Care::Inpatient),
        }
    }
}

impl BillAsked {
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

impl Echo {
    fn med_type_of(&self, care: Care) -> String {
        let sent = self.med_type.clone();
        sent.unwrap_or_else(|| MedType::code_of(care).to_owned())
    }
}

impl Echo {
    /// Of the message that made the settlement, or else of the visit.
    pub fn of(said: &Said, settlement: Option<&SettlementId>) -> Echo {
        let voucher = said.of_settlement_or_visit(settlement, KeptMessage::voucher_type);
        let med_type = said.of_settlement_or_visit(settlement, KeptMessage::med_type);
        Echo {
            voucher_type: voucher.map(str::to_owned),
            med_type: med_type.map(str::to_owned),
        }
    }

    /// What is said now, and of the rest what was said at the visit.
    fn or_of_visit(self, desk: &mut Desk<'_, '_>, asked: &Settle) -> Result<Echo, DeskError> {
        if self.voucher_type.is_some() && self.med_type.is_some() {
            return Ok(self);
        }
        let said = Said::without_lines(desk, (&asked.person, &asked.visit))?;
        let of_visit = Echo::of(&said, None);
        Ok(Echo {
            voucher_type: self.voucher_type.or(of_visit.voucher_type),
            med_type: self.med_type.or(of_visit.med_type),
        })
    }
}

pub(super) async fn quote(
    app: &App,
    message: Message,
    asked: BillAsked,
) -> Result<Vec<u8>, Turned> {
    let (command, echo, claimed) = (asked.command(), asked.echo(), asked.terms.claimed);
    let by = (message.caller.clone(), command.clone());
    let reply = app
        .read(move |desk| {
            let priced = desk::quote(desk, &message.caller, &command)?;
            let echo = echo.clone().or_of_visit(desk, &command)?;
            let reply = output(&quoted(&message, &priced, echo));
            Ok(message.seal_warning(&told(&priced, &claimed), reply))
        })
        .await;
    match reply {
        Ok(reply) => Ok(reply),
        Err(error) => Err(noted(app, by, error).await),
    }
}

/// Notes that a bill was refused.
async fn noted(app: &App, (caller, asked): (Caller, Settle), error: DeskError) -> Turned {
    let note = move |desk: &mut Desk<'_, '_>, refused: &NotedRefusal| {
        note_refusal(desk, &caller, (&asked, refused))
    };
    not_settled::noted(app, NotedRefusal::of(&error), note).await;
    error.into()
}

pub(super) async fn settle(
    app: &App,
    message: Message,
    asked: BillAsked,
) -> Result<Vec<u8>, Turned> {
    let (command, echo, claimed) = (asked.command(), asked.echo(), asked.terms.claimed);
    let by = (message.caller.clone(), command.clone());
    let answer = app
        .transact(move |desk| {
            let echo = echo.clone().or_of_visit(desk, &command)?;
            desk::settle(desk, &message.caller, &command, |settled| {
                let reply = output(&settled_reply(&message, settled, echo));
                message.seal_warning(&told(&settled.priced, &claimed), reply)
            })
        })
        .await;
    match answer {
        Ok(answer) => Ok(answer.reply),
        Err(error) => Err(noted(app, by, error).await),
    }
}

pub(super) async fn cancel(
    app: &App,
    message: Message,
    asked: CancelRequest,
    side: Side,
) -> Result<Vec<u8>, Turned> {
    let command = CancelSettlement {
        person: asked.person,
        visit: asked.visit,
        settlement: asked.settlement,
        side,
    };
    let answer = app
        .transact(move |desk| {
            let place = (&command.person, &command.visit);
            let said = Said::without_lines(desk, place)?;
            let echo = Echo::of(&said, Some(&command.settlement));
            desk::cancel_settlement(desk, &message.caller, &command, |cancelled| {
                let reply = output(&cancelled_reply(&message, cancelled, echo));
                let after: Vec<Bilingual> = cancelled
                    .after
                    .iter()
                    .map(AfterCancellation::says)
                    .collect();
                message.seal_warning(&after, reply)
            })
        })
        .await?;
    Ok(answer.reply)
}

pub(super) async fn reverse(
    app: &App,
    message: Message,
    asked: Reversal,
) -> Result<Vec<u8>, Turned> {
    let deed = match asked.undoes {
        Undoes::SettleOutpatient => Deed::SettleVisit,
        Undoes::SettleInpatient => Deed::SettleStay,
        Undoes::Admit => Deed::Admit,
        // Refused by the desk, which names those that may be reversed.
        Undoes::Other => Deed::UploadLines,
    };
    let command = ReverseMessage {
        person: asked.person,
        original: asked.message,
        deed,
    };
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
fn output(reply: &SettlementReply) -> national::reply::JsonText {
    settlement(reply).expect("shares add up to the bill, and the bill to its parts")
}

/// What the amounts rest on for now, and where the facility split the bill otherwise.
fn told(priced: &Priced, claimed: &ClaimedScope) -> Vec<Bilingual> {
    let provisional = priced.provisional.iter();
    let provisional = provisional.filter_map(domain::plan::Missing::told);
    let otherwise = claimed.differing(&priced.scope);
    let otherwise = otherwise.as_ref().map(Doubt::told);
    provisional.chain(otherwise).collect()
}

fn quoted(message: &Message, priced: &Priced, echo: Echo) -> SettlementReply {
    let balance = priced.enrolment.account - priced.shares.of(Payer::Account);
    SettlementReply {
        form: ReplyForm::Quote,
        settlement: None,
        visit: priced.visit.id.clone(),
        person: PersonBlock::new(
            &priced.person,
            &priced.enrolment,
            priced.inputs.situation.day,
        ),
        settled_at: None,
        med_type: echo.med_type_of(priced.visit.care),
        voucher_type: echo.voucher_type,
        goes_on: priced.so_far.is_some(),
        scope: priced.scope,
        shares: priced.shares,
        deductible: priced.deductible,
        pooled_rate: priced.plan.first_rate(Payer::PooledFund),
        hospital_part: Money::ZERO,
        balance,
        message: message.id().clone(),
        clearing: Clearing::of(priced.visit.care, priced.facility.region.pooling()),
        funds: fund_rows(&priced.shares, priced.scope.eligible(), |payer| {
            room(
                &priced.plan,
                &priced.used,
                (payer, priced.enrolment.account),
            )
        }),
    }
}

fn settled_reply(message: &Message, settled: &Settled, echo: Echo) -> SettlementReply {
    SettlementReply {
        form: ReplyForm::Settlement,
        settlement: Some(settled.settlement.id.clone()),
        settled_at: Some(settled.settlement.created_at),
        ..quoted(message, &settled.priced, echo)
    }
}

fn cancelled_reply(message: &Message, cancelled: &Cancelled, echo: Echo) -> SettlementReply {
    let original = Recorded {
        settlement: &cancelled.original,
        person: &cancelled.person,
        enrolment: &cancelled.enrolment,
        pack: &cancelled.pack,
        account: cancelled.account,
    };
    let id: SettlementId = cancelled.cancellation.id.clone();
    let at: Timestamp = cancelled.cancellation.created_at;
    let reply = SettlementReply {
        message: message.id().clone(),
        ..original.reply(echo)
    };
    reply.cancelled(id, at)
}

/// A settlement as it was stored.
pub(super) struct Recorded<'a> {
    pub settlement: &'a Settlement,
    pub person: &'a domain::person::Person,
    pub enrolment: &'a Enrolment,
    /// The pack it was settled by.
    pub pack: &'a Pack,
    /// The account as it was then.
    pub account: AccountThen,
}

impl Recorded<'_> {
    /// The settlement in the shape of a reply.
    pub fn reply(&self, echo: Echo) -> SettlementReply {
        let Settlement { inputs, shares, .. } = self.settlement;
        let situation = &inputs.situation;
        let plan = fold(self.pack, situation, None).ok();
        let before = self.settlement.used_before();
        let limit = |payer: Payer| match &plan {
            Some(plan) => room(plan, &before, (payer, self.account.before)),
            // Only a program that reads the pack otherwise than the one that settled gets here.
            None => None,
        };
        SettlementReply {
            form: match self.settlement.reversal_of {
                None => ReplyForm::Settlement,
                Some(_) => ReplyForm::Cancellation,
            },
            settlement: Some(self.settlement.id.clone()),
            visit: self.settlement.visit.clone(),
            person: PersonBlock::new(self.person, self.enrolment, situation.day),
            settled_at: Some(self.settlement.created_at),
            med_type: echo.med_type_of(situation.care),
            voucher_type: echo.voucher_type,
            goes_on: self.settlement.so_far.is_some(),
            scope: self.settlement.scope,
            shares: *shares,
            deductible: self.settlement.deductible,
            pooled_rate: plan
                .as_ref()
                .and_then(|plan| plan.first_rate(Payer::PooledFund)),
            hospital_part: Money::ZERO,
            balance: self.account.after,
            message: self.settlement.message.clone(),
            clearing: Clearing::of(situation.care, situation.treated_at.pooling()),
            funds: fund_rows(shares, self.settlement.scope.eligible(), limit),
        }
    }
}

/// What a fund could still pay before this settlement, where there is such an amount; the account's
/// balance for the account line.
fn room(plan: &Plan, used: &YearToDate, (payer, account): (Payer, Money)) -> Option<Money> {
    match payer {
        Payer::Account | Payer::FamilyAccount => Some(account),
        _ => match plan.room(payer, used) {
            Room::Left(left) => Some(left),
            Room::NoLimit | Room::NotKnown => None,
        },
    }
}
