//! The words of choosing facilities for outpatient care.

use crate::web::frame::Lang;

use super::Word;

texts! {
    /// A fixed word or sentence about choosing.
    ChoiceText:
    MadeOnline = "网上", "online";
    MyChoices = "门诊定点", "Outpatient choice";
    MyChoicesHow = "看普通门诊前选好机构，随时看、随时换", "Choose where outpatient care is paid, see and change it";
    NothingAsked = "按您的参保，不用选定机构，直接去看门诊。",
        "Your insurance asks for no choice; see any networked doctor.";
    ChooseFirst = "还有机构没有选", "A facility is still to be chosen";
    AllChosen = "都选好了", "All is chosen";
    NoNeed = "不用选点", "Nothing to choose";
    Missing = "没有选", "not chosen";
    Chosen = "已选", "chosen";
    NotNeeded = "不用选", "not needed";
    Begins = "还没生效", "not yet in force";
    LossWithout = "没有选的时候，去看普通门诊，统筹基金不付，要自己付。急诊抢救和经过转诊的按规定另算。",
        "Without a choice the pooled fund pays nothing of ordinary outpatient care. Emergencies \
        and referrals are treated apart.";
    ChooseHere = "去选一家", "Choose one";
    ChangeIt = "换一家", "Change it";
    ByWhichRule = "按哪条规定", "By which rule";
    HowItCame = "选点记录", "How it came about";
    NoHistory = "还没有在这里选过。", "Nothing was chosen here yet.";
    RegisteredOnly = "由经办登记", "put on record by the agency";
    InsteadOf = "换掉", "instead of";
    FromDay = "生效日期", "In force from";
    MadeBy = "办理方式", "Chosen by";
    DoneTitle = "选好了", "Chosen";
    DoneChanged = "换好了", "Changed";
    NextSteps = "下一步", "Next";
    BringCodeThere = "去看门诊带医保码或社保卡", "Bring the e-voucher or the card";
    SeeAllMine = "看我的门诊定点", "See my choices";

    // Before it is sent.
    CheckTitle = "请再看一遍", "Check before you send";
    MistakenCheck = "有误：请再看一遍", "Error: check before you send";
    TheFacility = "选定", "Chosen";
    TheInsurance = "按哪份医保", "Insurance";
    TheReason = "为什么换", "Why it is changed";
    Change = "更改", "Change";
    AfterSending = "提交以后", "After you send it";
    SendChoice = "确认选定", "Confirm";
    SentOnce = "只会选一次，多按也不要紧。", "It is done once, however often you press.";
    WhichToGiveUp = "要换掉哪一家？", "Which one do you give up?";
    WhichLead = "能选的已经选满。换一家，原来那家到新的生效那天为止。",
        "All choices are made. The one you give up holds until the new one begins.";
    WhyChange = "为什么要换？", "Why do you change it?";
    WhyChangeLead = "按规定，只有这些原因可以换。", "By the rules these are the reasons.";
    GoOnChoosing = "继续", "Continue";
    ChangesLeft = "这次换了以后，还可以换的次数", "Changes left after this one";
    CannotChoose = "这家现在选不了", "This one cannot be chosen now";
    LookForOther = "找别的机构", "Look for another";
    FileFirst = "去看要不要备案", "See whether to file";
    KeepAsItIs = "不换了", "Leave it as it is";
    ActingFor = "您在替他办：", "You act for";
}
