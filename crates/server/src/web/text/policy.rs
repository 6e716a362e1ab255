//! The words of the policy pages.

use super::Word;
use crate::web::frame::Lang;

texts! {
    /// A fixed word or sentence of a policy page.
    PolicyText:
    // The list of places, and what leads on from it.
    MapHeading = "地图", "The map";
    MapMany = "3 处以上", "3 places or more";
    MapSome = "2 处", "2 places";
    MapFew = "1 处", "1 place";
    MapNone = "还没有收录", "none yet";
    MapBeyond = "不在异地就医范围", "outside the scheme";
    MapDispute = "有说法不一", "sources differ";
    Places = "处", "places";
    IndexHeading = "各地怎么报销", "What each place pays";
    IndexLead = "选您参保的地方，看那里的规定。每个数字都写明出处、日期和把握；不知道的就说不知道。",
        "Pick the place you are insured in and read its rules. Each figure names its source, its \
        day and how sure we are; what is not known is said to be not known.";
    SearchLabel = "想问什么，直接写", "Ask in your own words";
    SearchHint = "地方、数字或一句话，例如：深圳、90%、要不要备案",
        "a place, a figure or a few words: Shenzhen, 90%, must I file";
    Search = "查找", "Find";
    NothingFound = "没有找到。换一个说法，或者看下面的全部地方。",
        "Nothing was found. Try another word, or look through all places below.";
    PlaceNotKept = "这个地方自己的数字还没有收录。全国规定照样适用；报多少请问参保地医保热线 12393。",
        "The figures of this place are not kept here yet. The national rules apply there too; ask \
        the hotline 12393 how much is paid.";
    PlaceOutside = "港澳台和国外不在异地就医直接结算的范围里，回来怎么报请打 12393 问。",
        "Hong Kong, Macao, Taiwan and abroad are outside direct settlement; ask 12393.";
    SameProvince = "同一个省里收录了", "Kept of the same province";
    FoundTopics = "您问的规定", "The rules you ask for";
    FoundFigures = "找到的数字", "Figures found";
    FoundMore = "还有更多，请写得更具体一些。", "There are more; be more specific.";
    UnknownCount = "条不知道", "not known";
    NationalRules = "全国规定", "National rules";
    NationalWhy = "每个地方都继承；哪里超出它的幅度，写明为什么",
        "What every place inherits; where one goes outside its bands, it says why";
    SeeDisputes = "两种说法", "Where sources disagree";
    SeeDisputesWhy = "来源互相矛盾的地方，按哪一种、为什么", "Which version is in force, and why";
    SeeCompare = "比一比", "Compare";
    SeeCompareWhy = "两个地方，或者同一个地方的两天", "Two places, or one place on two days";
    SeeWhatIf = "试算一笔账", "Try a bill";
    SeeWhatIfWhy = "在哪儿看、花多少，自己付多少", "Where, how much, and what is left to you";
    SeeReleases = "规定的发布", "Releases";
    SeeReleasesWhy = "谁、什么时候、为什么改了规定", "Who changed the rules, when and why";
    AllPlaces = "全部地方", "All places";

    // One place.
    OnDay = "看哪一天的规定", "Rules of which day";
    ShowDay = "看这一天", "Show this day";
    RulesOf = "有效的规定", ": the rules in force";
    OtherDay = "换个日子", "another day";
    NotThatDay = "这里没有收录这一天的规定。", "No rules of that day are kept here.";
    OnThisPage = "这一页有", "On this page";
    NotCollected = "这里没有收录", "Not known here";
    AnswersCaption = "这里能算出哪些情形", "What can be worked out here";
    AnswersElsewhere = "参保地以外按跨省算。「部分能算」是只知道某些人或某些等级的规定；没有收录的，我们不猜。如果您有公布的原文，请告诉我们，我们补上。",
        "Elsewhere means another province. “Partly” means for some people or levels only; what is \
         not known is never guessed. If you have the published text, send it to us.";
    AskHotline = "请问参保地医保热线。", "Ask the hotline of your insured place.";
    Inherited = "全国规定", "national rule";
    AtAGlance = "一眼看懂", "At a glance";
    StayRates = "住院报多少", "What a stay is paid";
    StayElsewhere = "去外地住院", "A stay elsewhere";
    StayElsewhereOf = "三级医院，能报的有", "level 3 hospital, eligible";
    DeductibleShort = "起付线", "Paid first";
    NotKnownShort = "不知道", "not known";
    YouPayShort = "付", "you pay";
    NotOnTheSpot = "不能当场结", "not on the spot";
    FirstBandOnly = "费用越高报得越多，这里写的是最低一段。",
        "Higher costs are paid another share; this is the first band.";
    MustOneFile = "住院要备案吗", "Must one file for a stay?";
    Caution = "这一页的数字来自公开转载，还没有和公布的原文逐字核对。办事以参保地医保局为准。",
        "These figures come from public reprints and were not compared word for word with the \
        published text. The bureau of the insured place has the last word.";
    AllCases = "一般情形", "In general";
    FigureColumn = "规定", "Rule";
    AppliesTo = "适用", "Applies to";
    InWords = "说明", "In words";
    Procedures = "怎么办手续", "How to go about it";
    FilingWays = "异地就医备案", "Filing for care elsewhere";
    NoFilingNeeded = "不用备案的情形", "When no filing is needed";
    EmergencyFiled = "急诊抢救视同已备案。", "Emergency rescue counts as filed.";
    EmergencyNotFiled = "急诊抢救不视同备案。", "Emergency rescue does not count as filed.";
    EmergencyHeading = "急诊", "Emergencies";
    Choosing = "门诊要不要选定点", "Whether to choose an outpatient institution";
    ChoiceNeeded = "要选定点。", "A choice is needed.";
    ChoiceNotNeeded = "不用选定点。", "No choice is needed.";
    Claims = "没能直接结算的，事后怎么报", "Claiming what was not settled on the spot";
    WhereToAsk = "问谁", "Where to ask";
    ProceduresNational = "这个地方自己的手续规定没有收录，下面是全国规定。",
        "Procedures of this place's own are not kept here; these are the national ones.";
    DownloadPack = "下载规定全文", "Download the whole text";
    DownloadWhy = "给程序用的一份文件；每笔结算都记着按哪一份算的，谁都可以照着重算。",
        "A file for programs. Each settlement keeps which one it went by; anybody can compute it \
        again.";
    LeftOfYours = "您今年还剩", "What is left of yours this year";
    PaidFirstByYou = "先自己付", "paid first by you";
    LatestChange = "最近一次变动", "Latest change";
    NextChange = "下一次变动", "Next change";
    NoChangeKnown = "还没有公布", "none is published";
    WhatChanged = "看改了什么", "see what changed";
    BureauHotline = "参保地医保热线", "Hotline of the insured place";
    TryBillHere = "用这里的规定试算一笔账", "Try a bill by these rules";
    CompareHere = "和别处或别的日子比", "Compare with elsewhere or another day";

    // One figure.
    History = "从以前到现在", "Its history";
    NoneThatDay = "这一天没有这条规定。", "There was no such rule on that day.";
    WhereUsed = "用在哪里", "Where it is used";
    MoreUses = "还用在", "Also used";
    WorksWith = "和它一起起作用的", "What it works together with";
    CasesPending = "检验它的算例正在重算，过一会儿再打开就能看到。",
        "The cases that test it are being computed; open the page again in a moment to see them.";
    ProvedBy = "算例", "Cases that test it";
    ProvedByWhy = "这些算例每次都重算，差一分就不能发布。",
        "They are computed again each time; nothing is published while one is a fen off.";
    SeeCases = "看这些算例", "See the cases";
    StepsLabel = "每一年的数字，和下面的表相同", "The figure over the years, as in the table below";
    StepsHeld = "按规定", "by the rules";
    StepsGap = "不知道", "not known";
    StepsOther = "另有来源这样说", "another source says so";
    WhenColumn = "什么时候", "When";
    WhoSaysWhat = "谁说的，说什么", "Who says what";
    WhoSays = "谁说", "Who";
    SaysWhat = "说什么", "Says";
    WhatApart = "差多少", "The difference";
    NoMoneyApart = "一般的账上看不出差别", "no difference on usual bills";
    Document = "文件", "Document";
    Article = "哪一条", "Article";
    Quoted = "怎么写的", "It says";
    SinceWhen = "从哪天", "Since";
    UntilWhen = "到哪天", "Until";
    StillInForce = "没有写明，现在有效", "not stated; in force";
    HowSure = "把握", "How sure";
    Compared = "核对", "Checked";
    NotCompared = "还没有和公布的原文逐字核对", "not yet compared with the published text";
    ComparedOnce = "和公布的文字核对过", "compared with the published text";
    SureOfficial = "政府公布的文字或答复", "the text or answer of a government body";
    SureRestated = "报纸或本地网站转述的规定", "restated by a newspaper or a local portal";
    SureArticle = "只见于网络文章", "one web article";
    SureInferred = "由别的数字推算", "inferred from other figures";
    SureRecalled = "凭一般了解，没有找到原文", "general knowledge; the text was not found";
    PriceBoth = "照这种说法算一笔", "Try a bill by it";
    WholeRecord = "完整记录", "The whole record";

    // Where sources disagree.
    DisputesLead = "来源互相矛盾时，都写下来：谁说、说什么、差多少钱。您的账按写着「现在按这个算」的算。",
        "Where sources contradict each other both are kept, with the one in force and why. Your \
        bill goes by the one in force.";
    OfPlace = "看哪个地方的", "Of which place";
    Show = "看", "Show";
    NoDisputes = "这里没有收录互相矛盾的说法。", "No contradiction is recorded here.";
    Decisions = "谁在什么时候定的", "Who decided, and when";
    FirstDecision = "一开始", "at first";
    NotSigned = "没有记下是谁定的", "who decided is not recorded";

    // A bill tried out.
    WhatIfLead = "填一填，看自己付多少、钱去了哪里、依据哪一条。只是试算，什么也不会保存。",
        "Fill it in and see what is left to you, where the money goes and which rule says so. A \
        trial only; nothing is kept.";
    OnlyATrial = "这只是试算。真正结算时，以当天的规定、您的备案和医院上传的明细为准。",
        "A trial only. A settlement goes by the rules of its day, your filing and the hospital's \
        lines.";
    MoreToSay = "今年已经看过病，或者有别的情况", "Treated before this year, or more to say";
    WorkItOut = "算一算", "Work it out";
    TryAgain = "改一改再算", "Change it and try again";
    NoAnswer = "这里算不出来", "There is no answer here";
    ByThisVersion = "下面按这一种说法计算：", "Worked out by this version:";
    SideBySideWhy = "来源说法不一，同一笔账分别算一遍：",
        "Where sources disagree, the same bill by each of them:";
    ShownAbove = "正在看的", "shown here";
    SeeSteps = "按这种说法看每一步", "See each step by this version";

    // Two sides compared.
    CompareHeading = "两边比一比", "Two sides compared";
    CompareLead = "选两个地方，或者同一个地方的两天，看规定有什么不同、钱差多少。",
        "Pick two places, or one place on two days, and see what differs in words and in money.";
    CompareThem = "比一比", "Compare them";
    CompareOthers = "换两边再比", "Compare others";
    RulesOfSide = "看规定", "The rules of";
    WhatYouPay = "自己要付多少", "What is left to you";
    LessIsBold = "条是自己付的占这笔账的多少。粗体的一边付得少。",
        "A bar is the share of the bill that is left to you. The side that leaves less is bold.";
    NotWorkedOut = "算不出来", "cannot be worked out";
    DiffersInWords = "规定哪里不一样", "What differs in the rules";
    BetterIsTinted = "绿底的一边，参保人付得少；没有底色的，比不出来。",
        "The tinted side leaves less to the person; where none is, they cannot be told apart.";
    NothingDiffers = "规定没有不同。", "The rules are the same.";
    NoSuchRule = "没有收录", "none here";
    OnlyAside = "只是日子、出处或文字不同的", "Other days, sources or words only";

    // Releases.
    ReleasesLead = "规定由一人起草、另一人核准，算例全部通过才能施行。改了什么、为什么，都留在这里。",
        "One person drafts the rules and another approves them, once every case comes out. What \
        was changed and why stays here.";
    NoReleases = "还没有发布过；现在用的是随程序附带的规定。",
        "Nothing has been released; the rules in use are those installed.";
    Undoes = "撤回", "Undoes";
    WhatHappened = "经过", "What happened";
    NotTested = "没有检验记录。", "No test is recorded.";

    // An address or an answer that is not right.
    Nowhere = "没有这个地址", "Nothing at this address";
    PerhapsYouMeant = "是不是要找：", "Perhaps you meant:";
    Mistaken = "有误：", "Error:";
    PleaseCorrect = "请改正下面几处", "Please correct the following";
}
