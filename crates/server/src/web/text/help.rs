//! The words of help: common questions, which case, checklists, words, the question box.

use crate::web::frame::Lang;

use super::Word;

texts! {
    /// A fixed word or sentence of the help pages.
    HelpText:
    HelpTitle = "帮助：大家常问的", "Help: what people ask";
    HelpLead = "每个回答都写着出处。各地不一样的，先说医保在哪儿交。",
        "Each answer names its source. Where places differ, say where you are insured first.";
    HelpPlaceGo = "按这个地方答", "Answer for this place";
    NationalOnly = "下面是全国的一般规定，各地会不一样。说了医保在哪儿交，就按那里的答。",
        "These are the national rules, and places differ. Say where you are insured, and its own \
         rules answer.";
    SayPlaceFirst = "各地不一样，请先在上面说医保在哪儿交。",
        "Places differ: say above where you are insured.";
    SayBothFirst = "要看从哪儿去哪儿：先问一问要不要备案。",
        "It depends on from where to where: ask first whether to file.";
    WhatIsHere = "有哪些问题", "The questions";
    WhereWritten = "出处", "Sources";
    OthersSay = "另一种说法", "Another source says otherwise";
    WhyThisHolds = "为什么按现在这个", "Why this one holds";
    NoRuleHere = "这里没有查到规定，请打 12393 问", "No rule was found here; call 12393";
    MoreHelp = "还可以看", "See also";

    EmergencyHead = "急病先看病", "An emergency first";
    AskTitle = "问一问", "Ask";
    AskLead = "用自己的话问就行，比如“我妈在深圳参保，去成都住院能报多少”。",
        "Ask in your own words, such as “I am insured in Shenzhen, how much is paid in Chengdu?”";
    AskLabel = "想问什么？", "What would you like to know?";
    AskButton = "问", "Ask";
    AskHow = "这里只按收录的规定回答，每一句都有出处；规定里没有的就说不知道，不猜，也不看病。\
        不用写名字、证件号和电话。",
        "Only the rules on record answer, each sentence with its source. What they do not say is \
         not guessed, and no medical advice is given. Write no name, number or telephone.";
    AskStruck = "您写了证件号或电话号码，已经抹掉，没有存下来。问问题不用写这些。",
        "A number of a person was in your question; it was struck out and not kept. No number is \
         needed to ask.";
    AskAnswer = "回答", "The answer";
    AskMore = "再说一句，就更准", "Say one thing more";
    AskTry = "可以这样问", "You may ask";
    AskOnTheRow = "依据的规定", "The rules it rests on";
    AskTaken = "是估算：按今年第一次看病、费用都能报、没有别的补助算的。",
        "An estimate: the first visit of the year, all of it payable, no other help.";
    AskBill = "各级医院各要付多少", "By level of hospital";
    AskLevel = "医院", "Hospital";
    AskGetsBack = "医保付", "Insurance";
    AskYours = "您付", "You";
    AskByHand = "先自己付，回去报", "paid first, claimed";
    AskWords = "看不懂的词", "Words explained";
    AskSayIt = "说这个地方", "Say this place";
    CallAmbulance = "打 120", "Call 120";
    AskHotline = "还不清楚，打电话问", "Still not clear? Call";
    AskGoAdvice = "看要不要备案", "Whether to file";
    AskGoBefore = "细看要付多少", "What it will cost";
    AskGoMine = "看我的备案", "My filings";
    AskInsuredThere = "医保交在那里", "I am insured there";
    AskGoingThere = "要去那里看病", "I am going there";
    AskRulesThere = "看那里的规定", "The rules of the place";
    AskHospitalsThere = "找那里的医院", "Hospitals there";
    AskGoFaq = "看这个问题的全部回答", "The whole answer";

    WhichTitle = "我算哪一种情形？", "Which case am I?";
    WhichLead = "答几个小问题，就知道算哪一种、带什么、下一步做什么。",
        "A few questions tell which case you are, what to bring and what to do next.";
    WhichLike = "像下面谁的情形？点开看看", "Are you like one of these?";
    LikeFather = "父亲有糖尿病，来看望孩子", "A father with diabetes visits his child";
    LikeFatherHow = "在成都参保，来深圳住几周，要开药",
        "insured in Chengdu, some weeks in Shenzhen";
    LikeGrandchild = "退休了，去带孙辈", "Retired, to look after a grandchild";
    LikeGrandchildHow = "在深圳参保，去长沙住半年以上",
        "insured in Shenzhen, half a year and more in Changsha";
    LikeZhang = "张先生，单位派他去外地", "Mr Zhang, posted by his employer";
    LikeZhangHow = "在深圳参保，长期在成都上班", "insured in Shenzhen, works in Chengdu for long";
    LikeLi = "李女士，没备案就在外地住院了", "Ms Li, in hospital elsewhere without a filing";
    LikeLiHow = "在深圳参保，临时去东莞", "insured in Shenzhen, in Dongguan for a while";
    LikeGrandpa = "A爷爷，在外地突然发病", "Grandpa A, suddenly ill elsewhere";
    LikeGrandpaHow = "在北京参保，去海南过冬时送了急诊",
        "insured in Beijing, an emergency while wintering in Hainan";
    WhichInsured = "您的医保在哪儿交？", "Where are you insured?";
    WhichInsuredWhy = "那里决定要不要备案、报多少。",
        "That place decides whether to file and how much is paid.";
    WhichTreated = "您去哪儿看病？", "Where will you see a doctor?";
    WhichTreatedWhy = "离参保地多远，规定不一样。", "How far it is from the insured place matters.";
    WhichNext = "下一步", "Next";
    WhichYou = "您算这一种", "You are this case";
    WhichWhy = "为什么是这一种", "Why this one";
    WhichBring = "带上这些", "Bring these";
    WhichDo = "接下来", "What to do next";
    WhichPrint = "打印一张行动清单", "Print a checklist";
    WhichAgain = "换一种情形再看", "Look at another case";
    KindResettled = "退休后定居外地", "Retired and settled elsewhere";
    KindLongTerm = "长期在外地住", "Living elsewhere";
    KindPosted = "单位派在外地工作", "Posted elsewhere by the employer";
    KindReferral = "医院让您转去外地", "Referred by a hospital";
    KindEmergency = "突然急病要抢救", "A sudden emergency";
    KindTemporary = "临时去外地", "Away for a while";

    ListTitle = "去外地看病的行动清单", "Checklist for care elsewhere";
    ListLead = "打印一张带上，一样一样打勾。", "Print one sheet, take it along and tick off.";
    ListMake = "做一张清单", "Make a checklist";
    ListCase = "为什么去", "Why you go";
    ListFirst = "先做这些", "First of all";
    ListTreat = "先看病，不要等，救命打 120", "Get treated first, do not wait, call 120";
    ListBefore = "出发前", "Before you leave";
    ListTake = "带上", "Take along";
    ListThere = "在医院", "In hospital";
    ListClaim = "万一没能当场结，自己先付了，要留好这些",
        "In case it is not settled on the spot: keep these";
    ListDeadline = "什么时候前去报", "Until when to claim";
    ListCall = "打电话问", "Whom to call";
    ListCallHome = "参保地", "Insured place";
    ListCallThere = "就医地", "Place of care";
    ListNoCode = "这个地方的区号没有收录，在当地直接拨 12393",
        "Its area code is not on record; dial 12393 there";
    ListNetworked = "查好那边能刷医保的医院，挑一家",
        "Look up hospitals there that take insurance, and choose one";
    ListOpenCode = "手机上打开医保码试一下；家里老人由家人代开",
        "Open the insurance code on the phone once; family may do it for the old";
    ListFileFirst = "先备案", "File first";
    ListFiledAs = "算", "as";
    ListNoFiling = "不用备案", "No filing needed";
    ListUnsureFiling = "要不要备案没有查到规定，打 12393 问好再走",
        "Whether to file is not known here; call 12393 before you go";
    ListHospitalFiles = "请参保地医院开转诊单并上报",
        "Have the hospital at home write and file the referral";
    ListFilingPapers = "备案材料", "Papers for the filing";
    ListCard = "医保码或社保卡", "Insurance code or social security card";
    ListId = "身份证", "ID card";
    ListRecords = "以前的病历、检查单和正在吃的药的盒子",
        "Earlier records, results, and the boxes of drugs you take";
    ListSlip = "转诊单", "The referral form";
    ListChronic = "慢特病的认定材料", "The recognition of the chronic illness";
    ListContact = "家人的电话写在纸上", "A relative's number, on paper";
    ListSay = "挂号、住院时就说“用医保，外地的”",
        "Say at the desk that you use insurance, from elsewhere";
    ListEmergency = "急诊的，请医院在系统里注明“急诊”",
        "In an emergency, have the hospital mark it as one";
    ListOnTheSpot = "出院结账时请医院当场结算，看清医保付了多少",
        "Have it settled on the spot and see what the insurance paid";
    ListKeep = "所有票据、清单、出院记录都要原件，收好",
        "Keep every receipt, list and record, in the original";
    ListPrinted = "打印于", "Printed";
    ListCheck = "规定会变，出发前再看一眼：", "Rules change; look again before you leave:";
    ListFigures = "期限和材料按参保地现行规定，说法不一的都写出来了。",
        "Times and papers are by the rules in force; where sources differ, both are shown.";
    ListPrintHow = "用浏览器的“打印”，A4 一张，黑白就行。",
        "Use the browser's print: one sheet of A4, grey is enough.";

    WordsTitle = "词：一个词一句话", "Words, a sentence each";
    WordsLead = "规定和票据上的词，用大白话说。",
        "The words of rules and papers, in plain language.";
    WordsOfficial = "规定里叫", "In the rules";
    SeeHelp = "看帮助", "Help";
}
