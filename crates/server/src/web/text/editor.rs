//! The words of the pages on which policy is made.

use super::Word;
use crate::web::frame::Lang;

texts! {
    /// A fixed word or sentence of a page on which policy is made.
    EditorText:
    // The home.
    Home = "政策编辑", "Making policy";
    HomeLead = "改规定：先改草稿，看清改多少钱，提交；另一位批准以后才施行。",
        "Change the draft, see what it changes in money, propose it; it comes into force once \
         somebody else has approved it.";
    Drafts = "正在写的草稿", "Drafts being written";
    NoDrafts = "没有正在写的草稿。在下面选一个地方，就可以开始。",
        "Nothing is being written. Choose a place below to begin.";
    Waiting = "等待批准", "Waiting for approval";
    NothingWaits = "没有等待批准的。", "Nothing waits.";
    Soon = "三个月内到期", "Running out within three months";
    NothingSoon = "三个月内没有到期的。", "Nothing runs out within three months.";
    AllOutlook = "看全部到期和缺的数字", "Everything that runs out or is missing";
    Places = "改哪个地方的规定", "Whose rules to change";
    SeekPlace = "找一个地方", "Look for a place";
    Seek = "找", "Look";
    EveryPlace = "看全部地方", "All places";
    PlacesFirst = "先看这些", "These first";
    NoSuchPlace = "没有找到这个地方，或不归您的单位管。", "No such place, or it is not your unit's affair.";
    OpenDisputes = "来源说法不一", "Sources that disagree";
    Unverified = "还没有核对原文的", "Never compared with the published text";
    AllReleases = "全部发布记录", "All releases";
    ToDesk = "回到政策编辑", "Back to making policy";

    // The draft of a place.
    SeeChange = "看改了什么、多少钱", "See what changes, in words and in money";
    MovedHeading = "写草稿以后，这些文件又有新的规定获批。选用哪一种：",
        "Another text of these files was approved since the draft was begun. Which one is meant:";
    KeepTheirs = "用新获批的，放弃我的改动", "The approved one; give up my changes";
    KeepOurs = "用我的，替换新获批的", "Mine, in place of the approved one";
    NotHolding = "检查不过：", "Does not hold:";
    Written = "改了哪些行", "Which rows differ";
    OnlyText = "只改了注释、来源或算例。", "Only comments, sources or cases differ.";
    Tables = "规定的表", "Tables of rules";
    EmptyTables = "还没有写的表", "Tables without rows";
    Touched = "已改", "changed";
    Sources = "来源", "Sources";
    WholeText = "全文", "The whole text";
    Disputes = "来源说法不一的", "Where sources disagree";
    CaseFiles = "算例", "Cases";
    GiveUp = "放弃这份草稿", "Give this draft up";
    GiveUpNote = "放弃以后，没有提交的改动都不再保留。", "What was not proposed is gone then.";

    // A table.
    TableLead = "改错字、补依据，直接改格子。数字从某天起变了，点开那一行：旧的一行到那天为止，新的一行从那天起。",
        "Mend a slip in its cell. Where a figure changes from a day on, open its row: the old row \
         ends then and a new one begins.";
    IsOver = "已不再有效", "no longer in force";
    FoldedColumns = "每一行自己的页上还有这些栏：", "On the page of each row there are also:";
    FoldedNote = "长的说明和原文，点开那一行就能看、能填；没有一行用到的栏也在那里。",
        "Sentences and what the source says are read and filled in on the page of a row; so is \
         what no row has yet.";
    AddRow = "加一行", "Add a row";
    Paste = "从表格粘贴", "Paste from a spreadsheet";
    RowsHere = "各页", "Pages";
    NoRows = "这张表还没有行。", "The table has no rows yet.";
    RowWord = "行", "Row";
    NewRow = "新", "new";
    FromADay = "从某天起改", "Change from a day";
    SaveDraft = "存进草稿", "Save to the draft";

    // One row.
    RowAbout = "管谁、什么情形", "Whom it is about";
    RowFigures = "规定多少", "What it says";
    RowDays = "这一行的起止", "Since when, until when";
    RowBasis = "依据", "On what it rests";
    RowWords = "用一句话说", "In a sentence";
    MoreFields = "还可以填：", "May be filled in too:";
    OnlySlip = "只是改错字，不是从某天起变", "It is only a slip, not a change from a day on";
    SlipNote = "直接改这一行，起止的日子不因此变。以前的结算若用到它，批准时会问怎么办。",
        "The row itself is changed and no new one begins. Where past settlements rest on it, the \
         approval asks what becomes of them.";
    SaveSlip = "改这一行，存进草稿", "Change this row in the draft";
    FromNote = "旧的一行到这一天为止；没有改的格子照旧。新的一行要重新核对原文。",
        "The old row ends on that day; cells left alone stay as they were. The new row has to be \
         compared with the published text anew.";
    FromDay = "从哪天起", "From which day";
    EndRow = "到某天为止", "Let it end";
    EndNote = "到这一天就不再有效，也没有新的接上。",
        "From that day it no longer holds, and nothing follows.";
    UntilDay = "哪天起不再有效", "First day it no longer holds";
    RemoveRow = "删去这一行", "Take this row out";
    RemoveNote = "这一行是草稿里新加的，可以删去；上一行因它写的结束日，也请清空。",
        "The row was added in the draft and may be taken out; clear the end of the row before it \
         too.";

    // Pasting.
    PasteHow = "怎么粘贴", "How to paste";
    PasteAgain = "改好再看一次", "Mend it and look again";
    PasteNote = "连表头一起，从 Excel 或 WPS 复制过来。没有粘贴的行不动；同一条规定日子更晚的，旧行到那天为止。",
        "Copy it from Excel or WPS with its header. Rows that are not pasted stay; where the same \
         rule has a later day, the old row ends then.";
    PasteHere = "粘贴在这里", "Paste here";
    PasteLook = "先看看", "Look at it first";
    PasteFile = "或者选一个文件（CSV 或 XLSX，不超过 2 MB）",
        "Or choose a file (CSV or XLSX; at most 2 MB)";
    PasteHeader = "这张表的表头", "The header of this table";
    HeaderInWords = "用中文", "In words";
    HeaderInKeys = "带文件里的键（两种都能粘贴）", "With the keys of the file (either may be pasted)";
    PasteElsewhere = "这样存进去，别的行就不对了，还没有存",
        "Other rows would not hold any more; nothing is saved yet";
    PasteBecomes = "会变成", "Becomes";
    PasteCells = "粘贴的内容", "What was pasted";
    PasteReads = "行都读得懂，还没有存", "rows can all be read; nothing is saved yet";
    PasteWrong = "行要改，还没有存", "rows have to be mended; nothing is saved yet";

    // The text and its sources.
    TextLead = "给熟悉写法的人。存进草稿后，检查按行列出。",
        "For those who know how it is written. What does not hold is told by line.";
    AsFile = "下载这个文件", "Download the file";
    LineWord = "第几行：", "Line";
    BrokenNote = "这样的文件谁也读不懂：表打不开，检查和算例都跑不了。先存下也可以，但改好以前不能提交。",
        "Nobody can read such a file: its tables do not open, and neither checks nor cases run. It \
         may be kept as it is, but the draft cannot be proposed until it is mended.";
    SaveBroken = "知道读不懂，先存下", "Keep it although it cannot be read";
    NewSource = "加一个来源", "Add a source";
    SourceNumber = "编号，如 Z1", "Its number, such as Z1";
    UsedBy = "被引用", "used by";

    // Contradictions.
    DisputeLead = "来源互相矛盾时，写明从哪天起按哪一种、凭什么。以前的决定留着，不改。",
        "Where sources contradict, say which decides from which day, and because of what. What was \
         decided before stays.";
    NoDisputes = "这里没有说法不一的来源。", "No sources disagree here.";
    DecidedSoFar = "到现在的决定", "Decided so far";
    DecideIt = "写一个新的决定", "Write a new decision";
    WhichVersion = "按哪一种", "Which version";
    BecauseOf = "依据：凭哪个来源、为什么", "Because of which source, and why";
    BecauseEnglish = "英文（可以不写）", "In English (may be left out)";

    // The change, in words and in money.
    TrialTitle = "这份草稿改了什么", "What this draft changes";
    NotProposed = "还没有提交", "not proposed yet";
    WhatChanges = "改了哪些规定", "Which rules change";
    Rule = "规定", "Rule";
    Before = "现在", "Now";
    After = "改后", "Then";
    Since = "从哪天起、依据", "Since when, on what";
    PeoplePay = "参保人多付、少付多少", "What people pay more or less";
    NobodyPaysOther = "标准账单的自付都不变；其中可能没有一张用到改的规定。",
        "No standard bill comes to anything else; perhaps none of them uses what changes.";
    StandardBill = "标准账单", "Standard bill";
    PaidBefore = "现在自付", "Pays now";
    PaidAfter = "改后自付", "Will pay";
    Difference = "差", "Difference";
    PaysMore = "多付", "more:";
    PaysLess = "少付", "less:";
    SharesMove = "自付不变，谁付有变", "the same; other funds pay";
    NoAmount = "算不出", "no amount";
    NowKnown = "改后算得出", "has an amount then";
    NowUnknown = "改后算不出", "has no amount then";
    OthersSame = "其余标准账单不变：", "Standard bills that stay the same:";
    PastHeading = "已经结算的", "What was settled";
    CasesHeading = "检验", "Tried out";
    AllHold = "检查和算例全部通过", "every check and case holds";
    CasesBy = "个算例，差在：", "cases, by: ";
    OneOfThem = "其中一个", "One of them";
    HowMany = "几个", "How many";
    Expected = "预期", "Expected";
    ComesOut = "算出", "Comes out";
    AllOfThem = "全部列出：", "All of them:";
    ExpectNote = "如果这正是改规定要的结果，就把这些算例的预期值改成算出的值。改动和理由写在算例上面，批准的人看得到。",
        "If this is what the reform means, let these cases expect what comes out. The change and \
         its reason are written above each case, and the approver sees them.";
    ExpectWhy = "为什么预期值变了", "Why they change";
    ExpectNow = "预期值随改动改：", "Let them expect it:";
    ProveNote = "可以照已有的算例，加一个从新规定起的：",
        "A case like one that is there would prove it:";
    ProveIt = "加这个算例", "Add this case";
    CasesHold = "通过的算例：", "Cases that hold:";
    CasesMoved = "改动的算例：", "Cases changed:";
    CaseDropped = "删去：", "Taken out:";
    CasesAdded = "新加：", "Added:";
    Propose = "提交", "Propose";
    NotApprovable = "现在提交也批不了：左边列的还没有改好。",
        "It could not be approved yet: what is listed beside this has to be mended first.";
    ProposeWhy = "为什么改（会写进记录）", "Why (it is put on record)";
    ProposeNote = "提交以后草稿收起，由另一位政策发布人员批准或退回。",
        "The draft is put away then, and another person approves it or sends it back.";
    ProposeIt = "提交审批", "Propose it";

    // A release.
    ChangeWaits = "等待批准", "Waits for approval";
    BackWaits = "等待批准的回退", "The way back, which waits for approval";
    BackDone = "回退", "The way back";
    FromWhen = "从哪天起", "From when";
    ByWhom = "谁办的", "By whom";
    WhatThen = "接下来", "What happens next";
    EarlierReleases = "更早的发布", "Earlier releases";

    // The decision.
    YourDecision = "您的决定", "Your decision";
    CannotApprove = "您现在不能批准：", "You cannot approve it now:";
    DecisionWhy = "说明（会写进记录）", "Why (it is put on record)";
    Unsourced = "有改动没有核对过公布的原文，说明里请写清凭什么。",
        "Some of it was never compared with the published text; say what it rests on.";
    InForceFrom = "哪天起施行", "In force from";
    PastQuestion = "会改变已经结算的，怎么办", "It changes what was settled; what becomes of it";
    Approve = "批准", "Approve";
    SendBackTo = "退回给", "Send back to ";
    Withdraw = "撤回", "Take it back";
    WithdrawWhy = "为什么撤回", "Why it is taken back";
    RollBack = "起草回退", "Draft the way back";
    RollBackNote = "有错可以回退：起草一份恢复原文的发布，同样要另一位批准。",
        "If it was wrong, draft the way back to the text of before; it takes a second person too.";
    RollBackWhy = "为什么回退", "Why it goes back";
    Reopen = "接着改", "Go on with it";
    ReopenNote = "改好可以再提交：把它的全部改动放回草稿。",
        "All it changed is put back into the draft, to be mended and proposed again.";
    NothingToDecide = "已有结论，没有要您办的。", "It is decided; nothing waits for you.";
    Checksums = "文件校验值：", "Checksums of files:";

    // What runs out.
    Outlook = "到期和缺的数字", "What runs out";
    OutlookLead = "快到期的在前。没有人办会怎样，写在每一条后面。",
        "What runs out first comes first, with what happens if nobody does anything.";
    RanOut = "已经到期的，和一直缺的", "What has run out, and what was never there";
    RanOutNote = "这些现在就缺着，账单照「没有人办会怎样」算。",
        "These are missing now, and bills go by what is said to happen.";
    WithinThree = "三个月内到期", "Runs out within three months";
    WithinSix = "三到六个月内", "Within three to six months";
    WithinTwelve = "六到十二个月内", "Within six to twelve months";
    LaterOn = "再往后", "Later";
    OfPlace = "哪个地方", "Of which place";
    AsTable = "下载表格", "As a table";
    NothingRunsOut = "没有到期或缺的。", "Nothing runs out or is missing.";
    When = "哪天", "When";
    Where = "哪里", "Where";
    RunsOut = "什么", "What";
    IfNothing = "没有人办会怎样", "If nothing is done";
    Never = "一直", "since ever";
}
