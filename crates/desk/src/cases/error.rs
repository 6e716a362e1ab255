//! What can stand in the way of a clerk.

use domain::calendar::in_china;
use domain::{Bilingual, errors, say};
use jiff::Timestamp;

errors! {
    /// Why a case was not opened or decided.
    #[derive(Clone, Debug, PartialEq, Eq)]
    CaseError {
        OwnCase = "own-case", Forbidden,
            "这是您本人或亲属的事，不能由您看或办", "this is your own case, or of your family",
            "请把它留给同事办", "leave it to a colleague";
        OwnEntry = "own-entry", Forbidden,
            "这份备案是您录入的，不能由您决定", "you entered this filing yourself",
            "请另一位经办人审核", "another clerk decides it";
        CaseHeld { by: String, since: Timestamp } = "case-held", Conflict,
            "同事正在办这一件", "a colleague has this case open",
            "先办别的；15 分钟没有动静可以接手，主管随时可以接手",
            "take another; after 15 minutes you may take it over, a supervisor at any time",
            says say!(
                "{by} {at} 起在办这一件", "{by} has had this case open since {at}";
                at = clock(*since)
            );
        CaseDecided = "case-decided", Conflict,
            "这一件已经有了决定", "this case was decided meanwhile",
            "回到待办，办下一件", "go back to the list and take the next";
        SecondEyeNeeded = "second-eye-needed", Refused,
            "有一条规则不符合，不能一个人通过", "a rule does not hold, so one person cannot approve",
            "写明理由提请主管决定，或退回补正", "propose it to a supervisor with the reason, or return it";
        SecondEye = "second-eye", Forbidden,
            "提请的人不能自己决定", "who proposed it cannot decide it",
            "请另一位同事决定", "somebody else decides";
        NothingProposed = "nothing-proposed", Conflict,
            "还没有经办人提请通过", "no clerk has proposed to approve it",
            "由经办人写明理由提请后，再由主管决定", "a clerk proposes it with the reason first";
        ReasonNeeded = "reason-needed", Invalid,
            "没有选理由", "no reason was chosen",
            "从列出的理由里选一条，可以再补充几句", "choose one of the reasons; words may be added";
        ShownTooOften { most: i64 } = "shown-too-often", Forbidden,
            "今天显示证件号码的次数已用完", "no more numbers are shown to you today",
            "明天再办，或请主管办", "go on tomorrow, or ask a supervisor",
            says say!("今天已显示 {most} 次", "{most} numbers were shown to you today");
        NotIdentified = "not-identified", Forbidden,
            "没有核对过本人，或核对已超过 30 分钟", "nobody was identified, or more than half an hour ago",
            "请看过证件，用姓名和证件号码重新查找", "see the papers and find the person by name and number again";
        TooOften { until: Timestamp } = "looked-up-too-often", Forbidden,
            "查找或发码的次数太多，暂时不能再办", "too many look-ups or codes; no more for a while",
            "请稍后再试；确有需要的，请主管办", "go on later, or ask a supervisor",
            says say!(
                "次数太多，{at} 以后再办", "that was too often; go on after {at}";
                at = clock(*until)
            );
        JustOpened = "just-opened", Conflict,
            "这一件刚刚打开，或者打开以后又变了",
            "the case was opened only just now, or changed since",
            "看过现在的内容再决定", "look at it as it is now, then decide";
        UnknownVerdict = "unknown-verdict", Invalid,
            "没有说要怎么决定", "nobody said how to decide",
            "请用页面上的按钮：通过、退回或不予备案", "use the buttons of the page: approve, return or refuse";
        ShowReasonNeeded = "show-reason-needed", Invalid,
            "没有写为什么要看", "nobody said why it is to be shown",
            "写明原因，本人看得到", "write why; the person sees it";
        UnknownColleague = "unknown-colleague", NotFound,
            "本单位没有这位经办人", "no such clerk works in this unit",
            "核对姓名或账号", "check the name or the account";
    }
}

/// The time of day in China.
fn clock(at: Timestamp) -> Bilingual {
    let at = in_china(at).strftime("%H:%M").to_string();
    Bilingual::new(at.clone(), at)
}
