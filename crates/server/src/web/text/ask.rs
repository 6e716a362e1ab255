//! The words of asking about a bill, and of showing one to family.

use super::super::frame::Lang;
use super::Word;

texts! {
    /// The words of asking about a bill, and of showing one to family.
    AskText:
    AskHeading = "这张账单，您想问什么？", "What do you want to ask about this bill?";
    AskLink = "问一问，或不同意", "Ask, or object";
    AskedHeading = "问过的", "What was asked";
    WantWhat = "您是要", "You want";
    WantAnswer = "问一问", "to ask";
    WantAnswerHow = "看不懂，想知道为什么这样算", "It is not clear why it was worked out so";
    WantChange = "不同意", "to object";
    WantChangeHow = "觉得算错了，或医院传错了", "It was worked out wrong, or the hospital sent something wrong";
    WhichLine = "问哪一项", "About which line";
    WholeBill = "整张账单", "The whole bill";
    YourWords = "写下来", "In your words";
    YourWordsHint = "2 到 1000 个字。不用写病情和身份证号，我们看得到这张账单。",
        "2 to 1000 characters. No need to name illnesses or numbers: the bill is at hand.";
    WhatThen = "交了以后", "What happens then";
    UnitAnswers = "由它答复：", "It answers:";
    NoDeadline = "没有查到公布的答复期限。着急请打 12393。",
        "No published deadline for the answer was found. If it is urgent call 12393.";
    ToldHere = "答复会发消息告诉您，也写在这张账单下面。金额不会因为提问改动。",
        "You get a message, and the answer stands under the bill. Asking changes no amount.";
    SendIt = "交上去", "Send it";
    AskNumber = "编号", "Number";
    AboutLine = "问的是", "About";
    AnswerOf = "答复", "Answer";
    WaitsNow = "已交给经办机构，还没有答复。没有查到公布的答复期限，着急请打 12393。",
        "It is with the agency and not answered yet. No published deadline was found; if it is \
         urgent call 12393.";
    ReviewNow = "正在重新核定，由两个人定。结果会发消息告诉您，也写在这里。",
        "The bill is looked at again, and two people decide. You get a message, and the result \
         stands here.";
    DecidedByTwo = "正在重新核定：在费用待办里由两个人定，定了自动答复本人。",
        "The bill is looked at again: two decide in the list of bills, and that answers the \
         person.";
    WasReviewed = "这张账单在费用待办里有一件。", "The bill is in the list of bills.";
    ToTheCase = "看这件费用待办", "Open the case";
    QuestionsTab = "问账单", "Questions about bills";
    QuestionsLead = "最早问的在前。答复本人看得到。", "The oldest first. The person reads the answer.";
    NoQuestions = "没有。", "None.";
    ShowState = "看哪些", "Which";
    AskedWhen = "什么时候", "When";
    AskedHow = "怎么来的", "How";
    TheQuestion = "问了什么", "What was asked";
    TheQuestionAndBill = "看提问和整张账单", "The question and the whole bill";
    GiveAnswer = "答复", "Answer";
    AnswerKinds = "怎么答复", "Kind of answer";
    AnswerWords = "写给本人看的话", "In words for the person";
    AnswerWordsHow = "说清楚为什么，引用右边的依据。金额在这里改不了；要改，选「转去重新核定」。",
        "Say why, and by which source beside. No amount is changed here; for that choose that the \
         bill is looked at again.";
    AnswerNow = "答复并告诉本人", "Answer, and tell the person";
    AnswerSent = "已答复，已告知本人。", "Answered, and the person is told.";
    AnsweredBy = "由", "by";
    TheBill = "这张账单", "The bill";
    AskForThem = "替他问账单", "Ask about a bill for them";
    AskForThemHow = "账单上的核对码，或结算编号。", "The check code on the bill, or its number.";
    BillCodeOrNumber = "核对码或结算编号", "Check code or number";
    AskRecorded = "已记下，编号", "Recorded, number";
    ShareLink = "给家人看", "Show it to family";
    ShareHeading = "谁看得到这张账单", "Who can see this bill";
    SeeIt = "看得到的人", "Who sees it";
    YouSeeIt = "您自己", "You";
    NobodyElse = "您没有授权家人，只有您自己和结算的医院、医保经办机构看得到。",
        "You allowed nobody in your family: only you, the hospital that settled it and the agency.";
    AllowFamily = "让家人替您办事，看得到您的账单", "Let family act for you and see your bills";
    ByLink = "发一个链接", "By a link";
    ByLinkHow = "打开只看得到这一张账单：花了多少、谁付了多少。没有姓名全称、证件号、医院、药品和项目。",
        "It shows this one bill: what it cost and who paid. No full name, no certificate, no \
         hospital, no drug or service.";
    LinkHoldsFor = "7 天后失效，随时可以收回。谁打开过，「谁看过我的信息」里都有。",
        "It ends after 7 days and can be taken back at any time. That it was opened stands under \
         «Who looked at my data».";
    MakeLink = "生成链接", "Make a link";
    LinkIs = "发给家人的链接（只显示这一次）", "The link to send (shown only now)";
    LinksThere = "还有效的链接", "Links that hold";
    LinkUntil = "有效到", "until";
    LinkOpened = "打开过", "opened";
    TimesOpened = "次", "times";
    TakeLinkBack = "收回", "Take it back";
    SharedHeading = "家人给您看的一张账单", "A bill somebody shows you";
    SharedOn = "结算于", "settled on";
    SharedNote = "只看得到花了多少、谁付了多少。想看每一项，请看账单的本人打开自己的账单。",
        "It shows what it cost and who paid. For each item ask whose bill it is.";
    SharedEnds = "这个链接有效到", "This link holds until";
    NoSuchBill = "没有这张账单", "There is no such bill";
}
