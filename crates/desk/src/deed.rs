//! What a message can ask for.

use domain::word_list;

word_list! {
    /// What a message asks for.
    Deed {
        /// Register an outpatient visit.
        OpenVisit = "open-visit", "门诊挂号", "register a visit";
        /// Undo a registration.
        CancelVisit = "cancel-visit", "挂号撤销", "cancel a registration";
        /// Admit to hospital.
        Admit = "admit", "入院办理", "admit";
        /// Undo an admission.
        CancelAdmission = "cancel-admission", "入院撤销", "cancel an admission";
        /// Diagnoses and circumstances.
        UpdateVisit = "update-visit", "就诊信息上传", "upload visit information";
        /// Bill lines.
        UploadLines = "upload-lines", "费用明细上传", "upload bill lines";
        /// Take lines back.
        WithdrawLines = "withdraw-lines", "费用明细撤销", "withdraw bill lines";
        /// Discharge.
        Discharge = "discharge", "出院办理", "discharge";
        /// Undo a discharge.
        CancelDischarge = "cancel-discharge", "出院撤销", "cancel a discharge";
        /// Settle an outpatient bill.
        SettleVisit = "settle-visit", "门诊结算", "settle an outpatient bill";
        /// Settle a hospital stay.
        SettleStay = "settle-stay", "住院结算", "settle a hospital stay";
        /// Undo a settlement.
        CancelSettlement = "cancel-settlement", "结算撤销", "cancel a settlement";
        /// Undo a message of unknown fate.
        Reverse = "reverse", "冲正", "reverse a message";
    }
}

impl Deed {
    /// Whether a message of unknown fate that asked for this may be reversed.
    pub const fn is_reversible(self) -> bool {
        matches!(self, Deed::SettleVisit | Deed::SettleStay | Deed::Admit)
    }
}
