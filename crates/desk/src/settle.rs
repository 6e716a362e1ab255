//! Settling a bill: priced, written and answered in one transaction keyed by the person.

use domain::facility::Care;
use domain::ids::{PersonId, SettlementId, VisitId};
use domain::notices::NoticeTopic;
use domain::person::Scheme;
use domain::shares::Payer;
use domain::situation::YearToDate;
use domain::{Money, Region};
use serde::{Deserialize, Serialize};
use store::bill_cases::BillCaseKind;
use store::lines::{self, BillLines};
use store::messages::MessageKey;
use store::settlements::{self, Settlement, YearKey};
use store::visits::{VisitFlags, VisitState};
use store::{StoreError, enrolments, standing};

use crate::bill_waits::open_settled;
use crate::deed::Deed;
use crate::error::too_large;
use crate::once::{Done, Errand, Turn, once};
use crate::parts::SettledTogether;
use crate::price::{Priced, price};
use crate::telling::{NoticePlace, tell};
use crate::terms::{self, Asked, Mentions};
use crate::{Caller, Desk, DeskError, MessageAnswer, findings};

/// Settle this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settle {
    /// The patient.
    pub person: PersonId,
    /// The visit.
    pub visit: VisitId,
    /// Which lines.
    pub what: SettledTogether,
    /// What the facility thinks they add up to; a difference is refused.
    pub stated_total: Money,
    /// Whether the personal account may pay.
    pub use_account: bool,
    /// The scheme, when the facility names it; it must be the visit's.
    #[serde(default)]
    pub scheme: Option<Scheme>,
    /// The kind of care, when the facility names it; it must be the visit's.
    #[serde(default)]
    pub care: Option<Care>,
    /// Circumstances said only now; they add to what the visit knows.
    #[serde(default)]
    pub flags: VisitFlags,
}

/// A settled bill.
#[derive(Clone, Debug)]
pub struct Settled {
    /// What was written.
    pub settlement: Settlement,
    /// What it was made of.
    pub priced: Priced,
}

impl Settled {
    /// The account's balance afterwards.
    pub fn balance(&self) -> Money {
        self.priced.enrolment.account - self.settlement.shares.of(Payer::Account)
    }
}

impl Settle {
    fn check(&self) -> Result<(), DeskError> {
        // The end of a stay may give back what was settled before.
        let gives_back = self.stated_total.is_negative();
        let is_stay = matches!(self.what, SettledTogether::Stay { .. });
        let beyond = self.stated_total > Money::MAX || -self.stated_total > Money::MAX;
        match beyond || gives_back && !is_stay {
            true => Err(DeskError::Field {
                field: "medfee_sumamt",
                rule: too_large(),
            }),
            false => Ok(()),
        }
    }

    fn deed(&self) -> Deed {
        match self.what {
            SettledTogether::Batch(_) => Deed::SettleVisit,
            SettledTogether::Stay { mid_stay: false } => Deed::SettleStay,
            SettledTogether::Stay { mid_stay: true } => Deed::SettlePart,
        }
    }

    fn deed_of_quote(&self) -> Deed {
        match self.what {
            SettledTogether::Batch(_) => Deed::QuoteVisit,
            SettledTogether::Stay { mid_stay: false } => Deed::QuoteStay,
            SettledTogether::Stay { mid_stay: true } => Deed::QuotePart,
        }
    }

    fn names(&self) -> Mentions<'_> {
        Mentions {
            scheme: self.scheme,
            ..Mentions::visit(&self.visit)
        }
    }
}

/// What the bill would come to now. The same way as [`settle`], with nothing written; runs on a
/// snapshot as well as in a transaction.
pub fn quote(
    desk: &mut Desk<'_, '_>,
    caller: &Caller,
    asked: &Settle,
) -> Result<Priced, DeskError> {
    asked.check()?;
    desk.reference.facility(&caller.facility)?;
    let key = MessageKey {
        person: &asked.person,
        facility: &caller.facility,
        message: &caller.message,
    };
    let standing = standing::load(desk.tx, key, (Some(&asked.visit), desk.today()))?;
    let held_to = Asked {
        caller,
        deed: asked.deed_of_quote(),
        names: asked.names(),
    };
    let found = terms::check(desk, held_to, &standing)?;
    let visit = found.visit.expect("a quote names a visit");
    let mut asked = asked.clone();
    if let SettledTogether::Stay { mid_stay } = &mut asked.what {
        // Hospitals ask what a stay would come to long before the patient leaves.
        *mid_stay |= visit.state == VisitState::Open;
    }
    price(desk, (&standing, &visit), &asked)
}

/// Settles a bill. `reply` makes the bytes that are stored with it and sent for this message for
/// ever; it must have no other effect.
pub fn settle(
    desk: &mut Desk<'_, '_>,
    caller: &Caller,
    asked: &Settle,
    reply: impl FnOnce(&Settled) -> Vec<u8>,
) -> Result<MessageAnswer<Settled>, DeskError> {
    asked.check()?;
    let errand = Errand {
        caller,
        deed: asked.deed(),
        person: &asked.person,
        names: asked.names(),
        content: asked,
    };
    let work = |desk: &mut Desk<'_, '_>, turn: &mut Turn| {
        let priced = price(desk, (&turn.standing, turn.visit()), asked)?;
        let settlement = record(desk, caller, turn.number, &priced);
        let bill = BillLines {
            person: &settlement.person,
            visit: &settlement.visit,
        };
        let counted = (asked.what.batch(), priced.lines.len());
        lines::split_anew(desk.tx, bill, &priced.split_anew)?;
        lines::settle(desk.tx, bill, counted, &settlement.id)?;
        let codes = (&*priced.pack, &settlement.id, priced.diagnoses.as_slice());
        findings::keep_of_settlement(desk, &priced.visit, codes)?;
        book(desk, &settlement, &priced.used)?;
        if !settlement.inputs.provisional.is_empty() {
            open_settled(desk, &settlement, (BillCaseKind::Provisional, turn.number))?;
        }
        Ok(Done {
            visit: None,
            settlement: Some(settlement.id.clone()),
            note: String::new(),
            outcome: Settled { settlement, priced },
        })
    };
    once(desk, &errand, work, reply)
}

fn record(desk: &mut Desk<'_, '_>, caller: &Caller, turn: i64, priced: &Priced) -> Settlement {
    let region = priced.enrolment.insured_at;
    Settlement {
        id: new_settlement_id(desk, region),
        person: priced.person.id.clone(),
        visit: priced.visit.id.clone(),
        batch: priced.serial.clone(),
        facility: priced.facility.code.clone(),
        message: caller.message.clone(),
        turn,
        reversal_of: None,
        created_at: desk.now,
        year: priced.year.clone(),
        inputs: priced.inputs.clone(),
        so_far: priced.so_far.clone(),
        uses_account: Some(priced.uses_account),
        flags: Some(priced.flags),
        scope: priced.scope,
        shares: priced.shares,
        deductible: priced.deductible,
        counted: priced.counted.clone(),
        lines: priced.lines.clone(),
        pack_hash: priced.pack.hash().to_owned(),
    }
}

/// A settlement number: `A`, the insured place, the day, sixteen digits.
pub(crate) fn new_settlement_id(desk: &mut Desk<'_, '_>, insured_at: Region) -> SettlementId {
    let number = desk.new_number('A', insured_at);
    number.parse().expect("29 printable characters")
}

/// Writes a settlement or cancellation and everything that moves with it: postings, running totals,
/// the account, the notice.
pub(crate) fn book(
    desk: &mut Desk<'_, '_>,
    settlement: &Settlement,
    used: &YearToDate,
) -> Result<(), StoreError> {
    let totals = settlement.counted.iter().map(|(counter, counted)| {
        let before = settlements::stands_at(used, counter);
        (counter.as_str(), before + *counted)
    });
    book_to(desk, settlement, &totals.collect::<Vec<_>>())
}

/// The same, where it is known what the running totals come to.
pub(crate) fn book_to(
    desk: &mut Desk<'_, '_>,
    settlement: &Settlement,
    totals: &[(&str, Money)],
) -> Result<(), StoreError> {
    settlements::insert(desk.tx, settlement)?;
    let legs = settlements::legs(settlement);
    settlements::post(desk.tx, &settlement.person, settlement.id.as_str(), &legs)?;
    let situation = &settlement.inputs.situation;
    let key = YearKey {
        person: &settlement.person,
        insured_at: situation.insured_at,
        scheme: situation.scheme,
        year: &settlement.year,
    };
    settlements::set_year_to_date(desk.tx, key, totals)?;
    // What a cancellation gives back moves together with what is corrected because of it.
    let drawn = settlement.shares.of(Payer::Account);
    if !drawn.is_zero() && settlement.reversal_of.is_none() {
        let owner = (situation.insured_at, situation.scheme);
        enrolments::move_account(desk.tx, &settlement.person, owner, -drawn)?;
    }
    let topic = match settlement.reversal_of {
        None => NoticeTopic::Settled,
        Some(_) => NoticeTopic::SettlementCancelled,
    };
    let place = NoticePlace {
        person: &settlement.person,
        turn: settlement.turn,
        ordinal: 1,
    };
    tell(desk, place, topic, &payload(settlement))
}

/// Identifiers and the sum; nothing personal.
fn payload(settlement: &Settlement) -> impl Serialize {
    #[derive(Serialize)]
    struct Payload<'a> {
        settlement: &'a SettlementId,
        visit: &'a VisitId,
        reversal_of: Option<&'a SettlementId>,
        total: Money,
    }
    Payload {
        settlement: &settlement.id,
        visit: &settlement.visit,
        reversal_of: settlement.reversal_of.as_ref(),
        total: settlement.scope.total(),
    }
}
