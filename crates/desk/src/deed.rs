//! What a message can ask for, and what must hold for it: one row a deed. Nothing else decides
//! which visit a message may name and what it must show of the person.

use domain::facility::Care;
use domain::word_list;
use store::visits::VisitState;

word_list! {
    /// What a message asks for.
    Deed {
        /// Register an outpatient visit.
        OpenVisit = "open-visit", "门诊挂号", "register a visit";
        /// Undo a registration.
        CancelVisit = "cancel-visit", "挂号撤销", "cancel a registration";
        /// Diagnoses and circumstances of an outpatient visit.
        UpdateVisit = "update-visit", "就诊信息上传", "upload visit information";
        /// Bill lines of an outpatient visit.
        UploadLines = "upload-lines", "门诊费用明细上传", "upload outpatient bill lines";
        /// Take lines of an outpatient visit back.
        WithdrawLines = "withdraw-lines", "门诊费用明细撤销", "withdraw outpatient bill lines";
        /// What an outpatient bill would come to.
        QuoteVisit = "quote-visit", "门诊预结算", "quote an outpatient bill";
        /// Settle an outpatient bill.
        SettleVisit = "settle-visit", "门诊结算", "settle an outpatient bill";
        /// Undo the settlement of an outpatient bill.
        CancelSettlement = "cancel-settlement", "门诊结算撤销", "cancel an outpatient settlement";
        /// Admit to hospital.
        Admit = "admit", "入院办理", "admit";
        /// Undo an admission.
        CancelAdmission = "cancel-admission", "入院撤销", "cancel an admission";
        /// Diagnoses, circumstances and days of a stay.
        ChangeStay = "change-stay", "住院信息变更", "change an admission";
        /// Bill lines of a stay.
        UploadStayLines = "upload-stay-lines", "住院费用明细上传", "upload bill lines of a stay";
        /// Take lines of a stay back.
        WithdrawStayLines = "withdraw-stay-lines", "住院费用明细撤销", "withdraw bill lines of a stay";
        /// Discharge.
        Discharge = "discharge", "出院办理", "discharge";
        /// Undo a discharge.
        CancelDischarge = "cancel-discharge", "出院撤销", "cancel a discharge";
        /// What a stay would come to; before discharge, what it comes to so far.
        QuoteStay = "quote-stay", "住院预结算", "quote a hospital stay";
        /// What a part of a stay would come to.
        QuotePart = "quote-part", "住院中途预结算", "quote a part of a hospital stay";
        /// Settle a hospital stay.
        SettleStay = "settle-stay", "住院结算", "settle a hospital stay";
        /// Settle a part of a hospital stay before its end.
        SettlePart = "settle-part", "住院中途结算", "settle a part of a hospital stay";
        /// Undo the settlement of a stay or of a part of it.
        CancelStaySettlement = "cancel-stay-settlement", "住院结算撤销",
            "cancel the settlement of a stay";
        /// Undo a message of unknown fate.
        Reverse = "reverse", "冲正", "reverse a message";
        /// Look a settlement up.
        ShowSettlement = "show-settlement", "结算信息查询", "look a settlement up";
        /// Look bill lines up.
        ShowLines = "show-lines", "费用明细查询", "look bill lines up";
    }
}

word_list! {
    /// The two sides of the hospital door: each has its own transactions.
    Side {
        /// Outpatients, pharmacies included.
        Outpatient = "outpatient", "门诊", "outpatient";
        /// Stays in hospital.
        Inpatient = "inpatient", "住院", "inpatient";
    }
}

impl Side {
    /// On which side a kind of care is.
    pub const fn of(care: Care) -> Side {
        match care {
            Care::Inpatient => Side::Inpatient,
            Care::Outpatient | Care::Chronic | Care::Pharmacy => Side::Outpatient,
        }
    }

    /// The plain kind of care on this side.
    pub(crate) const fn care(self) -> Care {
        match self {
            Side::Outpatient => Care::Outpatient,
            Side::Inpatient => Care::Inpatient,
        }
    }

    /// The one of two deeds that is on this side.
    pub(crate) const fn pick(self, outpatient: Deed, inpatient: Deed) -> Deed {
        match self {
            Side::Outpatient => outpatient,
            Side::Inpatient => inpatient,
        }
    }
}

/// What the message must show of the person. Whatever it shows must be the person's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vouching {
    /// A voucher with its number.
    Number,
    /// The kind of voucher; its number may be left out.
    Kind,
    /// Nothing.
    Nothing,
}

/// What may have been settled of the visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartsBefore {
    /// Anything.
    Anything,
    /// Parts, but not the end of the stay.
    Parts,
    /// Nothing that stands.
    Nothing,
}

/// Which visit a deed may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VisitTerms {
    /// On which side of the door it is; either, where none is named.
    pub side: Option<Side>,
    /// Where it may stand.
    pub states: &'static [VisitState],
    /// What may have been settled of it.
    pub settled: PartsBefore,
    /// Whether the deed names a settlement of it, which must be one of this visit.
    pub settlement: bool,
}

/// What must hold for a deed. The visit is the facility's own and the person's, under the insurance
/// the message names; so is the settlement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The deed.
    pub deed: Deed,
    /// What the message must show of the person.
    pub shows: Vouching,
    /// Which visit it may name; none where it names none.
    pub visit: Option<VisitTerms>,
}

mod table {
    use super::Deed::*;
    use super::PartsBefore::{Anything, Parts};
    use super::Side::{Inpatient, Outpatient};
    use super::Vouching::{Kind, Number};
    use super::*;

    const OPEN: &[VisitState] = &[VisitState::Open];
    const OUT: &[VisitState] = &[VisitState::Discharged];
    const EITHER: &[VisitState] = &[VisitState::Open, VisitState::Discharged];
    const ANY: &[VisitState] = VisitState::ALL;
    const NONE: PartsBefore = PartsBefore::Nothing;
    const NO: Vouching = Vouching::Nothing;

    type Visit = (Side, &'static [VisitState], PartsBefore);

    const fn opens(deed: Deed, shows: Vouching) -> Terms {
        Terms {
            deed,
            shows,
            visit: None,
        }
    }

    const fn names(deed: Deed, shows: Vouching, (side, states, settled): Visit) -> Terms {
        let visit = VisitTerms {
            side: Some(side),
            states,
            settled,
            settlement: false,
        };
        Terms {
            deed,
            shows,
            visit: Some(visit),
        }
    }

    const fn cancels(deed: Deed, (side, states, settled): Visit) -> Terms {
        let visit = VisitTerms {
            side: Some(side),
            states,
            settled,
            settlement: true,
        };
        Terms {
            deed,
            shows: NO,
            visit: Some(visit),
        }
    }

    const fn looks_up(deed: Deed, settlement: bool) -> Terms {
        let visit = VisitTerms {
            side: None,
            states: ANY,
            settled: Anything,
            settlement,
        };
        Terms {
            deed,
            shows: NO,
            visit: Some(visit),
        }
    }

    #[rustfmt::skip]
    pub(super) const TABLE: &[Terms] = &[
        opens(OpenVisit, Number),
        names(CancelVisit,          NO,     (Outpatient, OPEN,   NONE)),
        names(UpdateVisit,          NO,     (Outpatient, OPEN,   Anything)),
        names(UploadLines,          NO,     (Outpatient, OPEN,   Anything)),
        names(WithdrawLines,        NO,     (Outpatient, OPEN,   Anything)),
        names(QuoteVisit,           Number, (Outpatient, OPEN,   Anything)),
        names(SettleVisit,          Number, (Outpatient, OPEN,   Anything)),
        cancels(CancelSettlement,           (Outpatient, OPEN,   Anything)),
        opens(Admit, Kind),
        names(CancelAdmission,      NO,     (Inpatient,  OPEN,   NONE)),
        names(ChangeStay,           NO,     (Inpatient,  EITHER, Anything)),
        names(UploadStayLines,      NO,     (Inpatient,  OPEN,   Anything)),
        names(WithdrawStayLines,    NO,     (Inpatient,  EITHER, Anything)),
        names(Discharge,            NO,     (Inpatient,  OPEN,   Anything)),
        names(CancelDischarge,      NO,     (Inpatient,  OUT,    Parts)),
        names(QuoteStay,            Kind,   (Inpatient,  EITHER, Anything)),
        names(QuotePart,            Kind,   (Inpatient,  OPEN,   Anything)),
        names(SettleStay,           Kind,   (Inpatient,  OUT,    Anything)),
        names(SettlePart,           Kind,   (Inpatient,  OPEN,   Anything)),
        cancels(CancelStaySettlement,       (Inpatient,  EITHER, Anything)),
        opens(Reverse, NO),
        looks_up(ShowSettlement, true),
        looks_up(ShowLines, false),
    ];
}

impl Deed {
    /// Those that upload bill lines.
    pub(crate) const UPLOADS: [Deed; 2] = [Deed::UploadLines, Deed::UploadStayLines];

    /// Whether it uploads bill lines.
    pub fn is_upload(self) -> bool {
        Deed::UPLOADS.contains(&self)
    }

    /// Whether it only says what would be, or what is.
    pub const fn only_looks(self) -> bool {
        matches!(
            self,
            Deed::QuoteVisit
                | Deed::QuoteStay
                | Deed::QuotePart
                | Deed::ShowSettlement
                | Deed::ShowLines
        )
    }

    /// Whether it says who treats the patient where and for what.
    pub const fn describes_visit(self) -> bool {
        matches!(
            self,
            Deed::OpenVisit | Deed::UpdateVisit | Deed::Admit | Deed::ChangeStay | Deed::Discharge
        )
    }

    /// Whether a message of unknown fate that asked for this may be reversed.
    pub const fn is_reversible(self) -> bool {
        matches!(self, Deed::SettleVisit | Deed::SettleStay | Deed::Admit)
    }

    /// Whether reversing this reverses a message that asked for that: a part of a stay is settled
    /// by the transaction that settles the stay.
    pub(crate) fn reverses(self, word: &str) -> bool {
        let part = self == Deed::SettleStay && word == Deed::SettlePart.word();
        part || word == self.word()
    }

    /// What must hold for it.
    pub fn terms(self) -> &'static Terms {
        let row = table::TABLE.iter().find(|row| row.deed == self);
        row.expect("every deed has its row")
    }
}

#[cfg(test)]
mod tests {
    use domain::text::Named;

    use super::*;

    #[test]
    fn every_deed_has_one_row() {
        let rows: Vec<Deed> = table::TABLE.iter().map(|row| row.deed).collect();
        assert_eq!(rows, Deed::ALL);
        assert!(Deed::ALL.iter().all(|deed| !deed.name().zh.is_empty()));
    }
}
