//! The words of the desk where a facility settles without a system of its own.

use crate::web::frame::Lang;

use super::Word;

texts! {
    /// A fixed word or sentence of the desk for bills.
    BillText:
    Heading = "医保结算", "Settle a bill";
    Lead = "没有自己系统的机构在这里结算：先核对是谁，再填费用，看清谁付多少，最后结算。",
        "Facilities without a system of their own settle here: who is here, what was done, who \
         pays what, then settle.";
    Settling = "结算", "Bills";
    Recording = "登记", "Records";
    FacilityParts = "机构窗口", "Desk of the facility";
    DayHeading = "当天合计", "The day";
    AnotherDay = "哪一天", "Which day";
    ShowDay = "看这一天", "Show it";
    SettledCount = "结算", "Settled";
    CancelledCount = "撤销", "Taken back";
    StandsCount = "合计", "Together";
    Total = "总费用", "Whole bill";
    NothingThatDay = "这一天没有结算。", "Nothing was settled that day.";
    TakenBack = "已撤销", "taken back";
    Counts = "有效", "counts";
    AboutVisit = "这次看病", "The visit";
    FormNumber = "单号", "Form";
    KindOfCare = "类别", "Kind of care";
    AboutSale = "这次买药", "The sale";
    SaleDay = "买药日期", "Day of the sale";
    HowPaidFor = "怎么付", "How it is paid";
    SoldHow = "一行一项。项目写目录里的名称或编码。", "One item a row, by its name or code in the catalogue.";
    VisitDay = "就诊或入院日期", "Day of the visit or of admission";
    DischargeDay = "出院日期（住院才填）", "Day of discharge (a stay only)";
    ChronicDisease = "慢特病病种编码（慢特病才填）", "Code of the chronic disease (if one)";
    Circumstances = "情况", "Circumstances";
    Emergency = "急诊抢救", "Emergency rescue";
    Referral = "转诊来的", "Referred from another hospital";
    Trauma = "外伤", "Injury";
    ThirdParty = "外伤有第三方责任", "Somebody else is liable for the injury";
    UseAccount = "个人账户可以付", "The personal account may pay";
    Charges = "费用", "Charges";
    ChargesHow = "一行一项。项目写目录里的名称或编码，用的日子不写就是就诊日期。",
        "One item a row, by its name or code in the catalogue. Without a day it is the day of the \
         visit.";
    Item = "项目", "Item";
    Quantity = "数量", "Quantity";
    Price = "单价（元）", "Price (yuan)";
    UsedOn = "用的日子", "Day of use";
    PasteRows = "从表格粘贴", "Paste rows of a table";
    PasteHow = "一行一项：项目、数量、单价，用制表符、逗号或空格分开。粘贴后按「看要付多少」，就排进上面。",
        "One item a line: item, quantity, price, divided by tabs, commas or spaces. They move up \
         into the rows when you look what is paid.";
    Quote = "看要付多少", "See who pays what";
    QuoteAgain = "改了，重新看", "Changed: look again";
    SettleNow = "已告诉本人，结算", "The person was told: settle";
    WhatBecame = "办成了没有？", "What became of it?";
    WhatBecameHow = "按了结算却没看到结果，按这里查，不会重复结算。",
        "If you settled and saw no answer, look here. Nothing is settled twice.";
    NotPaid = "这些不报，看病前先告诉本人", "Not paid: tell the person before care";
    AllPaid = "这些费用全部在报销范围内。", "All of it is within what is paid.";
    PersonPays = "个人付", "The person pays";
    OfWhole = "总费用", "of a bill of";
    NotSettledYet = "还没有结算，没有留下任何记录。", "Nothing is settled or on record yet.";
    WhoPaysWhat = "谁付多少", "Who pays what";
    WhyEach = "每一步为什么", "Why each step";
    BillHeading = "结算单", "Bill";
    BillLines = "费用明细", "Lines of the bill";
    Amount = "金额", "Amount";
    OfThemNotPaid = "其中不报", "Of it not paid";
    BillNumber = "结算编号", "Number of the settlement";
    SettledAt = "结算时间", "Settled at";
    PrintIt = "用浏览器的「打印」可以打印这一页。", "Print this page with your browser.";
    Signature = "本人签名：", "Signature of the person:";
    UndoHeading = "撤销这笔结算", "Take this settlement back";
    UndoHow = "撤销后，个人账户、累计和费用都退回原样，可以重新结算。",
        "Account, totals and lines are as they were before, and it can be settled anew.";
    UndoWhy = "为什么撤销", "Why";
    UndoNow = "撤销", "Take it back";
    UndoLook = "先看撤销会怎样", "See what that would do";
    UndoWould = "撤销以后：", "Taken back:";
    NotUndoneYet = "还没有撤销。", "Nothing is taken back yet.";
    NextPerson = "办下一位", "Next person";
    SettledNow = "结算好了。", "Settled.";
    KeySettle = "结算", "Settle";
    BeforeCare = "看病前先告诉本人", "To tell before care";
    IsPaid = "医保付", "is paid";
    IsNotPaid = "先看说明", "see why";
    InHospital = "这位病人正在住院", "The person is in hospital here";
    GoOnWithStay = "接着这次住院，入院", "Go on with this stay, admitted";
    AnotherVisit = "另一次就诊", "Another visit";
    ChargedSoFar = "已记费用", "Charged so far";
    SettledOfIt = "其中已结算", "of it settled";
    GiveBackOfStay = "退这次住院的费用", "Give back lines of the stay";
    GiveBackHow = "在要退的那一行后面写退多少，单价和报销比例照原来那一行。",
        "Write beside a line how much of it is given back; it is paid back as it was paid.";
    LineSettled = "已结算", "settled";
    LineNotSettled = "未结算", "not settled yet";
    LeftToGiveBack = "还可以退", "left to give back";
    GivenBack = "（退）", "(given back)";
    MidStay = "中途结算，还没出院", "Settled in mid-stay: no discharge yet";
    Diagnoses = "诊断", "Diagnoses";
    DiagnosesHow = "第一个是主要诊断。参保地单列的病种，写编码或名称的一部分就能补全；别的照病历写。",
        "The first is the main one. Diseases the insured place lists are completed from a code or \
         a part of the name; write any other as it stands in the record.";
    MainDiagnosis = "主要诊断", "Main diagnosis";
    OtherDiagnosis = "其他诊断", "Another diagnosis";
    ByCode = "编码", ": code";
    ByName = "名称", ": name";
    PharmacistCode = "药师代码", "Code of the pharmacist";
    PharmacistName = "药师姓名", "Name of the pharmacist";
    Mark = "怎么付", "How paid";
    ByCatalogue = "按目录", "By catalogue";
    Approved = "符合限定", "Restricted, fits";
    OwnMoney = "自费", "Own money";
    GivesBackRow = "退第几行", "Gives back row";
    FindItem = "在目录里找项目", "Find an item";
    FindItemHow = "名称、拼音首字母或编码", "Name, its letters in pinyin, or code";
    LookForItem = "找项目", "Find";
    NoItemFits = "目录里没有符合的项目。换个词，或只写前几个字。",
        "No item fits. Try another word, or its beginning.";
    AddItem = "加一行", "Add a row";
    RowsOfFile = "从表格文件", "From a file";
    RowsOfFileHow = "Excel 或 CSV，第一行写列名：项目、数量、单价、日期、标记、退第几行。后三列可以没有。",
        "Excel or CSV; name the columns item, quantity, price, day, mark, gives-back. The last \
         three may be left out.";
    TakeRows = "读进来", "Read the rows";
    NarrowSlip = "窄条小票", "Narrow slip";
    TookLabel = "结算用时", "Settling took";
    Seconds = "秒", "s";
    CompareDay = "和自己的账对一对", "Compare with one's own list";
    CompareAgain = "再对一次", "Compare again";
    CompareLead = "把自己当天的清单交上来，逐笔和平台比：对不上的排在最前面，并写明怎么办。",
        "Hand in your own list of the day: each bill is compared with what is settled here, and \
         what differs comes first, with what to do.";
    CompareNow = "对账", "Compare";
    OwnFileHow = "Excel 或 CSV，列名：结算编号、总费用、个人付（可以没有）。",
        "Excel or CSV with the columns settlement, total and, if you like, person.";
    OwnPaste = "从表格粘贴", "Paste rows";
    OwnPasteHow = "一行一笔：结算编号、总费用、个人付，用制表符或逗号分开。",
        "One bill a line: number, total, what the person paid, divided by tabs or commas.";
    DayAsTable = "下载这一天（CSV）", "Download the day (CSV)";
    WhatDiffers = "哪里对不上", "What differs";
    OwnList = "自己的", "Own";
    HerePlatform = "平台", "Here";
    HowManyBills = "笔数", "Bills";
    NotInOwn = "平台有，自己的清单没有", "settled here, not in the list";
    NotInOwnNext = "打开这笔看是谁的；没收钱的补收，结错的撤销。",
        "Open it to see whose it is; take the money, or take the bill back.";
    NotHere = "自己的清单有，平台这一天没有", "in the list, not settled here that day";
    NotHereNext = "核对编号和日期；没结算成的，重新开单结算。",
        "Check number and day; what was not settled is settled by a new form.";
    OtherAmounts = "金额不一样", "other amounts";
    OtherAmountsNext = "以平台的为准；收错的退补，开错的撤销重开。",
        "What is settled here counts; refund or collect the rest, or take it back and begin anew.";
    TakenBackHere = "平台已经撤销", "taken back here";
    TakenBackHereNext = "确认钱退给了本人，并从清单划掉。",
        "See that the money went back to the person, and strike it from the list.";
    ListedTwice = "自己的清单里有两次", "in the list twice";
    ListedTwiceNext = "只留一次。", "Keep it once.";
    TakeUpAgain = "改正后重新开单", "Correct it and take it up again";
    TakeUpAgainHow = "原来填的都在，改了再结算；单号是新的。",
        "What was typed stands there, under a new number.";
    NotSettledToday = "这一笔今天不能直接结算", "This bill is not settled directly today";
    AtTheTill = "今天怎么办", "Today";
    WhoDecides = "谁来定", "Who decides";
    RefusedNumber = "编号（本人凭它查）", "Number (the person asks by it)";
    NothingCame = "这张单还没有结算。核对后可以按结算。",
        "This form was not settled. Check it, and settle.";
    CameTakenBack = "这张单结算过，后来撤销了。要再结算请重新开一张。",
        "This form was settled and taken back since. Begin a new one to settle again.";
}
