//! The words of bills that wait for a person, at the clerk's desk and on one's own pages.

use super::super::frame::Lang;
use super::Word;

texts! {
    /// The words of bills that wait for a person.
    BillCaseText:
    BillsLead =
        "规定没有说死、要人定的费用。一个人提出，另一个人确认，才生效、才通知本人。",
        "Bills the rules leave to a person. One proposes, another confirms; only then it holds and \
         the person is told.";
    WhichList = "哪一类", "Which";
    WhichKind = "为什么要人定", "Why";
    AnyKind = "全部", "Any";
    NothingWaits = "这一类没有要定的费用。", "No bill waits here.";
    NothingWaitsNext = "换一类看看，或者去办备案。", "Look at another list, or go on with filings.";
    ColumnBill = "哪笔费用", "Bill";
    ColumnTotal = "总费用", "Total";
    Received = "收到", "Received";
    NeedsDecision = "要人定", "To be decided";
    WhatIsMissing = "缺什么", "What is missing";
    WhatChanged = "什么变了", "What changed";
    UsedForNow = "现在暂用", "Used for now";
    NothingUsed = "没有可以暂用的数", "nothing stands in";
    WouldBe = "按现在的情况重算", "By what stands now";
    NoDifference = "金额不变", "no amount changes";
    CannotSay = "算不出来", "nothing comes out";
    Facility = "在哪里看的", "Where";
    Days = "看病的日子", "Days of care";
    Total = "总费用", "Total";
    AsSettled = "现在各付多少", "Who pays now";
    SettledAs = "结算单", "Settlement";
    NotSettledAs = "没能直接结算", "Not settled directly";
    Decide = "怎么定", "Decide";
    FigureFor = "定多少", "Amount decided";
    FigureHow = "元，写到分，例如 12000.00", "yuan, such as 12000.00";
    Why = "为什么这样定（本人看得到）", "Why (the person reads it)";
    SourceTitle = "依据的文件", "The document it rests on";
    SourceNumber = "文号，或来文日期和编号", "Its number, or date and number of the letter";
    SourceAddress = "在哪里能查到（可以不填）", "Where it is found (may be left out)";
    ProposeIt = "提出，请同事确认", "Propose it to a colleague";
    NotYetHolds = "提出以后还不生效：要另一个人确认。确认以前您可以撤回。",
        "It does not hold yet: somebody else confirms it. Until then you can take it back.";
    TakeBack = "撤回", "Take it back";
    WasProposed = "提出的决定", "Proposed";
    BySomebody = "提出的人", "By";
    RestsOn = "依据", "Rests on";
    ComesOut = "这样定，各多付（少付）", "What each pays more or less by it";
    ConfirmIt = "同意，确认", "Agree and confirm";
    ConfirmHow = "确认后马上入账、通知本人，不能撤回；错了再提一次决定来更正。",
        "It is posted and told at once and cannot be taken back; a mistake is corrected by another \
         decision.";
    SendBack = "不同意，退回", "Do not agree";
    SendBackWhy = "为什么不同意", "Why not";
    YouProposed = "这是您提出的，由另一位同事确认。", "You proposed it; a colleague confirms.";
    ClosedNow = "不用再定了：已经撤销、重新结算或者补差。",
        "Nothing is to be decided any more: it was cancelled, settled or corrected.";
    DecidedNow = "已有决定。", "It is decided.";
    RulesHere = "规定怎么说", "What the rules say";
    PersonWillRead = "确认以后，本人会读到", "Once confirmed, the person reads";
    Papers = "零星报销要交", "Papers to claim with";
    NoPapers = "参保地没有列出材料，请问 12393。", "The place lists no papers; ask 12393.";
    HowToClaim = "怎么交", "How";
    LastDay = "最迟", "By";
    PaidWithin = "审核通过后几个工作日拨付", "Working days to payment";
    NoRule = "这里没有收录相关规定。", "No rule is known here.";
    Disputed = "这件事两个来源说法不一", "Two sources disagree about this";
    OrElse = "，或者", " or ";
    OtherSays = "另一个来源说", "The other source says";
    WhyThis = "为什么按上面的", "Why the one above";
    // One's own pages.
    MineHeading = "没能直接结算的费用", "Bills that were not settled directly";
    MineWhy = "看原因、材料和期限", "Why, which papers, by when";
    RefusedAsked = "这笔费用没能直接结算", "This bill was not settled directly";
    RefusedAnswer = "先自己付，再报", "Pay first, claim later";
    WaitsForUs = "经办机构正在看这一笔：规定没有说清楚。您可以先付费、留好票据，结果会通知您。",
        "The agency is looking at it: the rules do not say. You may pay first and keep the papers; \
         you will be told.";
    ClaimNow = "这一笔要自己先付，再回参保地零星报销。",
        "Pay this one first, then claim it at the insured place.";
    WhyNot = "为什么", "Why";
    WhatNow = "现在怎么办", "What now";
    KeepAll = "收好发票、费用清单、诊断证明和出院记录的原件。",
        "Keep the originals of invoice, list of fees, diagnosis and discharge record.";
    AskThem = "有疑问打", "Ask";
    PrintThis = "用浏览器打印，正好一页。", "Print this page; it is one sheet.";
    CaseNumber = "编号", "Number";
    NotKnownWhen = "申请期限这里没有收录，请尽快问参保地。",
        "The last day is not known here; ask the insured place soon.";
    NobodyDecidedYet = "还没有定", "not decided yet";
}
