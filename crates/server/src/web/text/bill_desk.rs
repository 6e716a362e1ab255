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
    NextPerson = "办下一位", "Next person";
    SettledNow = "结算好了。", "Settled.";
    NothingCame = "这张单还没有结算。核对后可以按结算。",
        "This form was not settled. Check it, and settle.";
    CameTakenBack = "这张单结算过，后来撤销了。要再结算请重新开一张。",
        "This form was settled and taken back since. Begin a new one to settle again.";
}
