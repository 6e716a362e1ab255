//! The words of the first question and its answer.

use crate::web::frame::Lang;

use super::Word;

texts! {
    /// A fixed word or sentence of the home page, the answer and the stories.
    AdviceText:
    BeforeTitle = "去之前看看：要付多少", "Before you go: what will it cost?";
    BeforeLead = "说两个地方和大概的花费，看备案和不备案各要付多少。",
        "Say two places and what it may cost; see what is left to you, filed or not.";
    BeforeCare = "看什么病", "Kind of care";
    BeforeScheme = "哪种医保", "Which insurance";
    BeforeAmount = "大概一共花多少", "The whole bill, about";
    BeforeAmountHint = "不知道就空着，按常见的算", "leave it empty for a usual one";
    BeforeGo = "看看要付多少", "See what it costs";
    BeforeOutside = "港澳台和国外不能用医保结算，也不用备案。",
        "In Hong Kong, Macao, Taiwan and abroad nothing is settled and nothing is filed.";
    BeforeHome = "就在参保地，不用备案，和平常一样结算。",
        "This is your insured place: nothing to file, settled as always.";
    BeforeUnknown = "这个地方的规定还没有收录，算不出来。请打：",
        "The rules of this place are not on record. Call:";
    BeforeTakenOwn = "按登记的身份和今年已经结算的账单算：起付线、第几次住院、限额用掉多少，都算进去了。\
         费用全部按在报销范围里算，实际的账里有自费项目，会多付一些。\
         「您付」里，能用个人账户的部分可以从账户出。",
        "Worked out for who is on record, with the bills settled this year: the deductible, the \
         number of the stay and what is used of the ceilings are counted. All of it is taken as \
         payable; a real bill has items of your own and costs more. Of what is left to you the \
         personal account may pay a part.";
    BeforeTaken = "按今年第一次看病、在职或成年居民、费用全部在报销范围里算。实际的账里有自费项目，\
         会多付一些。「您付」里，能用个人账户的部分可以从账户出。",
        "Taken as the first visit of the year of somebody on the job or an adult resident, with \
         all of it payable. A real bill has items of your own and costs more. Of what is left to \
         you the personal account may pay a part.";
    YearCounted = "今年已结算的账单，这里算进去了：", "The bills settled this year are counted:";
    YearNothing = "今年还没有结算过账单，按第一次算。", "No bill was settled this year: it counts as the first.";
    YearSee = "看我的一年", "See my year";
    HospitalLabel = "哪家医院", "Which hospital";
    HospitalHint = "知道就写，按它的级别算", "if you know it: its level is taken";
    HospitalTaken = "按这家医院算：", "Worked out for this hospital:";
    HospitalNotKept = "没有收录这家医院，下面按各级医院列出。医院的级别可以问医院或打 12393。",
        "This hospital is not on record; below stand all levels. Its level is known at the \
         hospital, or at 12393.";
    HospitalSeveral = "叫这个名字的不止一家，请选一家", "Several bear the name; choose one";
    MustIFile = "要不要备案，怎么备", "Must I file, and how";
    WorkItOut = "按我的情况细算", "Work it out closely";
    AtHomeWay = "在参保地看", "at home";
    ReferredWay = "转诊备案", "referred";
    ByYourRecord = "按登记算的：", "By what is on record:";
    FiledThere = "去那里的备案：", "Filed for the place:";
    NotFiledThere = "没有去那里的备案。", "Not filed for the place.";
    WithoutRecord = "换成别人，或不按登记算", "Ask for somebody else, or without the record";
    TypicalBills = "不知道多少钱？先用一个数看看（举例，不是统计）：",
        "No idea of the amount? Try one (an example, no statistics):";
    StepsOf = "一步一步怎么算：", "Step by step:";
    FiledLong = "长期备案", "filed long-term";
    FiledShort = "临时备案", "filed for a while";
    NotFiled = "没备案", "not filed";
    AsEmergency = "急诊抢救", "emergency";
    PaidFirstMark = "（先垫付）", "(advanced)";
    PaidFirstMeans = "「先垫付」：当场不能报，先全部自己付，带票据回参保地报，报完以后您付这么多。",
        "“Advanced”: nothing is paid on the spot. You pay all, claim at home with the receipts, \
         and this is left.";

    // The question.
    WhereTo = "去哪儿看病？", "Where will you see a doctor?";
    WhereToLead = "说两个地方，马上告诉您要不要备案。",
        "Name two places and learn at once whether you have to file.";
    EmergencyFirst = "急诊抢救不用备案，先看病。", "An emergency needs no filing: get treated first.";
    EmergencySource = "看规定", "The rule";
    InsuredLabel = "医保在哪儿交", "Where you are insured";
    TreatedLabel = "去哪儿", "Where you are going";
    InsuredHint = "比如：深圳", "Such as Shenzhen";
    TreatedHint = "城市、区县或医院", "A city, a district or a hospital";
    HotPlaces = "很多人去的地方", "Where many people go";
    AskNow = "要不要备案？", "Must I file?";
    WhichAreYou = "您是哪一种？", "Which one are you?";
    MoreStories = "更多情形", "More cases";
    NotSure = "拿不准就打医保热线", "Not sure? Call the hotline";
    PlaceMissing = "请填上这个地方", "Please fill this in";
    PlaceUnknown = "没有找到这个地方，请写城市名，比如：成都",
        "No such place was found; write a city, such as Chengdu";
    PlaceHospital = "没有收录这家医院。请写它在哪个城市，比如：成都",
        "This hospital is not on record. Write the city it is in, such as Chengdu";
    PlaceSeveral = "叫这个名字的地方不止一个，请选一个", "Several places are called so; choose one";
    PlaceCities = "医保按市办，请选一个市", "Insurance is run by cities; choose one";
    PlaceOutside = "没有人在那里参加内地医保，请写参保的市",
        "Nobody has mainland insurance there; name the city that insures you";
    MistakenWhere = "有误：去哪儿看病？", "Error: where will you see a doctor?";
    PleaseCorrect = "有一处要改", "Something to correct";
    GoOn = "继续", "Continue";

    // The answer.
    AskAgain = "重新问", "Ask again";
    WhyAndWhence = "为什么？出处在这里", "Why? Here is the source";
    BringThese = "带上这些", "Bring these";
    BringCode = "医保码，或者社保卡", "Your insurance code, or your social security card";
    BringId = "身份证", "Your ID card";
    BringNetworked = "去联网医院，挂号时说“用医保”",
        "Go to a networked hospital and say you use insurance";
    SaveMore = "还可以再省一点", "You may pay less still";
    SaveMoreHow = "要在那边住得久，看看长期备案", "Staying for long? See the long-term filing";
    SeeHowMuch = "看看能报多少", "See how much is paid";
    SeeRules = "看参保地的规定", "See the rules of your place";
    NationalRules = "看国家的统一规定", "See the national rules";
    PrintHow = "要打印或存下来：用浏览器的“打印”。",
        "To print or keep it, use the browser’s print.";
    WhichKind = "备哪一种，差不少钱", "What you file as makes a difference";
    NoCut = "不打折", "in full";
    FilesItself = "不用办", "nothing to do";
    HospitalDoes = "医院办", "by the hospital";
    Prepare = "要准备什么", "What you need";
    PrepareId = "身份证号和手机号", "Your ID number and a mobile number";
    PreparePledge = "不用上传材料，签一份承诺就行", "No documents: sign a pledge";
    AreaCodeOurs = "区号是按公开的区号表加的，打不通请打 114 查询",
        "The area code is from a public list; if nobody answers, ask 114.";
    OnThePhone = "手机、网上", "On a phone or online";
    WithoutPhone = "不用手机", "Without a phone";
    ForLong = "得久", "long";
    WhereToFile = "到哪里办", "Where to file";
    FileAs = "按哪一种办", "What to file as";
    NotYou = "不是这种情况？看别的", "Not your case? See the others";
    CallHotline = "打 12393", "Call 12393";
    Hotline = "医保服务热线", "Insurance hotline";
    HotlineSay = "接通后说参保的市，可以转到当地医保",
        "Name the city that insures you to be put through";
    AnotherPlace = "换一个地方问", "Ask about another place";
    DoThis = "请这样做", "Do this";
    DoTreat = "急病先治，不要等", "Urgent? Get treated, do not wait";
    DoTreatWhy = "救命第一，钱的事后面再说。", "Life first; the money can wait.";
    DoKeep = "票据都留着", "Keep every paper";
    DoKeepWhy = "发票、费用清单、出院记录，要原件。",
        "Receipt, itemised bill, discharge record: the originals.";
    DoCall = "打 12393 问一句", "Ask at 12393";
    DoCallWhy =
        "能不能拿回来报、报多少，我们没有查到规定，不敢乱说。请问参保地医保局，记下工号和日期。",
        "Whether it can be claimed at home is in no rule we found, and we do not guess. \
        Ask your agency \
        and note who answered and when.";
    NotUrgent = "要是不急", "If it can wait";
    NotUrgentHow = "回参保地看，当场就能结清，不用备案。",
        "Be treated where you are insured: settled on the spot, nothing to file.";
    AskDoctor = "请找主诊医生，或医院的医保办",
        "Ask your doctor, or the hospital’s insurance office";
    AskDoctorWhy = "开转诊单，由医院上报，您不用自己办。",
        "They write the referral and send it in; you do nothing.";
    AskThen = "批下来以后，带医保码去那边的联网医院",
        "Once it is in, go to a networked hospital there with your insurance code";
    NoPhone = "不会用手机，怎么办？", "No smartphone?";
    NoPhoneHow = "到参保地的医保窗口办，或者打电话；也可以请家人在自己的手机上替您办。",
        "Go to a counter of your insured place or telephone; family may also do it for \
        you on their phone.";
    NotClosed = "为什么不行", "Why not";
    HospitalsThere = "这里收录的联网医院", "Networked hospitals on record here";
    PlaceNotKept =
        "这个地方自己的规定，我们还没有收录。下面说的是国家的统一规定\
        ；当地有没有更宽的，请打 12393 问。",
        "The place’s own rules are not on record here. What follows are the national \
        rules; ask 12393 \
        whether the place is more generous.";
    NamedBy = "您说的医院在这里", "The hospital you named is here";
    AlsoCalled = "也有别的地方叫这个名字", "Other places bear the name";
    ForExample = "例子：在职职工，三级医院住院，起付线以上",
        "Example: an employee at work, a level 3 hospital, above the deductible";
    ForExampleRetired = "例子：退休职工，三级医院住院，起付线以上",
        "Example: a retired employee, a level 3 hospital, above the deductible";
    ForExampleResident = "例子：居民医保，三级医院住院，起付线以上",
        "Example: a resident, a level 3 hospital, above the deductible";
    AtHomePaid = "在参保地", "at home";

    OnThePhoneDo = "手机上打开下面任何一个，找“异地就医备案”，照着填",
        "Open any of these on your phone, look for cross-region filing, and fill it in";
    OrWithout = "不用手机，就在下面任何一处办", "Without a phone, at any of these";
    IfNotFiled = "没备案怎么办", "If you have not filed";
    InHospital = "已经住院了，还没备案？", "In hospital already, and not filed?";

    // The questions.
    WhyAsk = "为什么问这个？", "Why is this asked?";
    WhyAskWhy = "同一个地方，为什么去不一样，要不要备案也不一样。",
        "For the same place, why you go decides whether you file.";
    WhyAskSlip = "医院开了转诊单，由医院替您备案，报得也多；没有转诊单，就自己备案。",
        "With a referral the hospital files for you and more is paid; without one you \
        file yourself.";
    WhyAskMonths = "住多久，决定按哪一种备案、报多少。打算住多久就选多久，不用很准。",
        "How long decides what you file as and how much is paid. What you intend will do.";
    WhyAskScheme = "职工医保和居民医保，要不要备案不一样。", "The two schemes do not file alike.";
    SlipYes = "开了，或者医生说要开", "Yes, or the doctor will";
    SlipNo = "没有，是我自己想去", "No, I want to go myself";
    NotCertain = "说不准", "I cannot say";
    NotCertainHow = "先按临时办，以后可以改", "Counted as short; you can change it later";

    // The stories.
    StoriesLead = "先写两个地方，再点最像您的一种。",
        "Name the two places, then choose what is most like you.";
    StoryDiabetes = "有糖尿病的父亲，去看孩子", "A father with diabetes visits his child";
    StoryDiabetesHow = "住一两个月，药不能断", "For a month or two; the medicine must not run out";
    StoryGrandchild = "退休了，去帮忙带孙辈", "Retired, to look after a grandchild";
    StoryGrandchildHow = "在那边住半年以上", "For half a year and longer";
    StoryPosted = "单位派去外地上班", "Posted by the employer";
    StoryPostedHow = "在那边工作半年以上", "For half a year and longer";
    StoryStudent = "去外地上大学", "A student away from home";
    StoryStudentHow = "医保还交在老家", "Still insured at home";
    StoryReferral = "医院让转到大医院", "Referred to a larger hospital";
    StoryReferralHow = "转诊由医院替您备案", "The hospital files for you";
    StoryEmergency = "路上突然得了急病", "A sudden illness on a trip";
    StoryEmergencyHow = "先看病，视同已备案", "Get treated; it counts as filed";
    StoryTourist = "出去旅游、探亲、出差", "A holiday, a visit, on business";
    StoryTouristHow = "几天到几个月就回来", "Back within days or months";

    // The demo.
    DemoStrip = "演示：换一个身份，点一下就进来", "Demo: be somebody else with one tap";
    RolePatient = "老人", "A patient";
    RoleEmployer = "单位", "An employer";
    RoleClerk = "经办", "A clerk";
    RoleHospital = "医院", "A hospital";
    RolePolicy = "政策", "Policy";
    RoleDirector = "局长", "A director";
    LifeGrandchild = "去带孙辈", "Minding a grandchild";
    LifeReferral = "转去大医院", "Referred to a hospital";
    LifeSudden = "突发急病", "Taken ill";
    BeforeShort = "备案和不备案，各要付多少", "What is left to you, filed or not";
    BillWhy = "每一分钱去了哪里，依据哪一条", "Where each fen went, and by which rule";
    AskUs = "问一问", "Ask";
    AskUsHow = "常见的问题，或打医保热线 12393", "What people ask, or the hotline 12393";
}
