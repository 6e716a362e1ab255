//! What can stand in the way of deciding about a bill.

use domain::{Bilingual, errors, say};

errors! {
    /// Why nothing was decided about a bill.
    #[derive(Clone, Debug, PartialEq, Eq)]
    BillCaseError {
        UnknownBillCase { case: String } = "unknown-bill-case", NotFound,
            "没有这件费用", "no such bill waits here",
            "回到费用待办核对编号", "go back to the list of bills and check the number",
            says say!("没有费用 {case}", "bill {case} is not on the list");
        SourceMissing = "decision-source-missing", Invalid,
            "没有写决定的依据", "nobody said on what the decision rests",
            "写明文件的名称，以及文号或来文日期", "give the document's title, and its number or date";
        WhyMissing = "decision-reason-missing", Invalid,
            "没有写为什么这样定", "nobody said why it is decided so",
            "用一两句话写明原因，本人看得到", "say why in a sentence or two; the person reads it";
        FigureMissing { layer: Bilingual } = "decision-figure-missing", Invalid,
            "缺少的数字没有定完", "a missing figure was not decided",
            "每个缺少的数字都写上金额，或者选别的决定",
            "give an amount for each missing figure, or decide otherwise",
            says say!("没有定：{layer}", "not decided: {layer}"; layer = layer.clone());
        VerdictUnfit = "verdict-unfit", Invalid,
            "这一件不能这样定", "this bill cannot be decided so",
            "从页面列出的几种决定里选", "choose among the decisions the page lists";
        ComesOutOtherwise = "comes-out-otherwise", Conflict,
            "提出以后，算出来的数变了", "what comes out changed since it was proposed",
            "退回，由提出的人按现在的数重新提出", "send it back; it is proposed anew by what stands now";
        DoneAlready { what: Bilingual, by: Bilingual, at: String } = "bill-done-already", Conflict,
            "这一件已经有人办过了", "this bill was dealt with already",
            "看过现在的情况再决定；没有别的要办，就办下一件",
            "look at it as it is now; if nothing else is to be done, take the next",
            says say!(
                "已经办过：{what}，{by}，{at}",
                "done already: {what}, {by}, {at}";
                what = what.clone(), by = by.clone()
            );
        ClosedByItself = "bill-closed", Conflict,
            "这一件不用定了：已经撤销、重新结算或者补差",
            "nothing is to be decided any more: it was cancelled, settled or corrected since",
            "回到费用待办，办下一件", "go back to the list and take the next";
    }
}
