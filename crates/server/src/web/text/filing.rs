//! The words of filing: its questions, its check, and how a filing stands.

use super::super::frame::Lang;
use super::Word;

texts! {
    /// The words of filing.
    FilingText:
    StartHere = "开始备案", "Start filing";
    AskCase = "您是哪一种？", "Which of these are you?";
    AskCaseLead = "选最像您的一种。每一种都是参保地现在的规定。",
        "Choose the one most like you. Each is a rule of your insured place today.";
    AskPlace = "去哪儿看病？", "Where will you see a doctor?";
    WhyPlace = "换了地方，别的答案都留着，再看一遍就行。",
        "The other answers stay; you only check them again.";
    WriteCity = "没有找到这个城市，请写城市名，比如：成都", "No such city was found; write a city, such as Chengdu";
    WriteElsewhere = "请写参保地以外、内地的一个城市", "Write a mainland city other than your own";
    AfterQuestions = "答完再看一遍，就能提交", "After the questions you check everything and send it";
    AfterContact = "填好这一页，再看一遍就能提交", "After this page you check everything and send it";
    AfterProof = "交上材料，再看一遍就能提交", "With the proof you check everything and send it";
    AskMonths = "您要在那边住多久？", "How long will you be there?";
    AskRegister = "您的户口在哪里？", "Where is your household register?";
    AskOption = "您选哪一项？", "Which option do you choose?";
    AskStart = "从哪天起？", "From which day?";
    AskContact = "结果告诉谁？", "Whom do we tell the result?";
    AskContactLead = "只用来告诉这次备案的结果，不作别的用途。",
        "Used for the result of this filing and for nothing else.";
    AskProof = "要交一份材料", "A proof is needed";
    WhyAsk = "为什么问这个？", "Why is this asked?";
    WhyCase = "办成哪一种，决定当场报多少、管多久。分类和条件是参保地定的，下面写着出处。",
        "The kind decides how much is paid and for how long. The insured place sets the kinds; \
         the sources are below.";
    WhyMonths = "住得长短决定办成哪一种。", "How long you stay decides which kind it is.";
    WhyRegister = "有的种类看户口在不在那边。", "Some kinds ask where the register lies.";
    WhyOption = "参保地让您在备案时选一项，以后按选的结算。",
        "The insured place lets you choose when filing; bills follow the choice.";
    WhyStart = "这一种从您写的第一天起算有效期，或者影响回参保地看病，所以要问。",
        "With this kind the term, or care at home, hangs on the first day, so it is asked.";
    WhyContact = "参保地要求写明联系人、电话和地址，审核结果照此通知。",
        "The insured place asks for a name, a telephone and an address, and sends the result \
         there.";
    WhyProof = "承诺就够的时候不会问。这次规定要看材料：",
        "Where a pledge is enough this is not asked. Here the rule wants a proof:";
    Saved = "已经替您存好了，关掉也不会丢，30 天内可以接着填，换一部手机也行。",
        "It is saved. You can go on within 30 days, on another device too.";
    FirstSaved = "点继续以后就替您存着，30 天内可以接着填。", "Once you go on it is saved for 30 days.";
    GoOn = "继续", "Continue";
    OtherKinds = "这些在这里办不了，看看为什么", "Not these here: see why";
    EmergencyNote = "突然得了急病？先看病，不用备案，视同已备案。",
        "A sudden illness? Get care first; it counts as filed.";
    FirstDay = "第一天", "First day";
    LastDay = "最后一天（不填就按规定的最长期限）", "Last day (empty: as long as the rules allow)";
    ContactName = "联系人姓名", "Name";
    ContactPhone = "手机号码", "Mobile telephone";
    ContactAddress = "联系地址", "Address";
    ProofKind = "这是哪一种材料", "Which proof it is";
    ProofUntil = "材料上写的到期日（没有就不填）", "Its last day, if it has one";
    ProofFile = "选文件或拍照", "Choose a file or take a picture";
    ProofHow = "照片（JPEG、PNG、WebP）或 PDF，每个不超过 10 MB，最多 10 个。照片里的拍摄地点等信息会被去掉。",
        "A picture (JPEG, PNG, WebP) or a PDF, 10 MB each at most, ten at most. Where a \
         picture was taken is removed from it.";
    ProofAdd = "交上这份材料", "Hand it in";
    ProofTakeBack = "拿掉", "Take back";
    ProofIs = "已经交了", "Handed in";
    ProofElsewhere = "拍不了照？带原件到参保地窗口，请工作人员替您录入。",
        "No camera? Bring it to the counter of the insured place.";
    PreventedBy = "为什么拿不到材料", "Why the proof cannot be had";
    PreventedHow = "只有客观原因拿不到材料时，才可以承诺代替，由人核对。",
        "A pledge will do only if the proof cannot be had; a person looks at it.";
    CheckTitle = "请再看一遍", "Check your answers";
    Change = "更改", "Change";
    RowWho = "谁看病", "Who";
    RowInsured = "参保地", "Insured at";
    RowTo = "去哪儿", "Where to";
    RowCase = "办哪一种", "Kind";
    RowMonths = "住多久", "How long";
    RowRegister = "户口", "Register";
    RowOption = "选项", "Option";
    RowStart = "从哪天起", "From";
    RowUntil = "到哪天", "Until";
    RowContact = "联系人", "Contact";
    RowPhone = "手机", "Telephone";
    RowAddress = "地址", "Address";
    RowProof = "材料", "Proofs";
    TodayIs = "（今天）", " (today)";
    WeDo = "我们会这样办", "What we will do";
    NoUpload = "不用上传材料，签一份承诺就行。", "Nothing to upload: a pledge will do.";
    NoticeTitle = "备案须知", "Please read";
    NoticeRead = "我已阅知上面的须知。", "I have read this.";
    Promise = "我承诺：上面写的都是真的。以后查出不实，多报的钱要退回，并承担相应责任。",
        "I pledge that all of this is true. If it is found not to be, I pay back what was paid \
         too much and answer for it.";
    PromiseTitle = "您的承诺", "Your pledge";
    ByConsent = "您凭对方的授权代办，会一并记下。", "You act by the consent on record; both are noted.";
    AfterSending = "提交以后", "After you send it";
    AtOnce = "条件都符合，系统当场通过，马上生效或者到第一天生效。",
        "Every condition holds: it is approved at once and holds from its first day.";
    SendIt = "确认提交", "Send";
    SendOnce = "只会提交一次，多按也不要紧。", "It is sent once, however often you press.";
    ThrowAway = "不办了，删掉填好的", "Throw this draft away";
    CannotSend = "这样还交不了", "It cannot be sent like this";
    NotInsuredThere = "您的医保不在这里交", "You are not insured there";
    AskFromHere = "按您的参保地重新问", "Ask for your insured place";
    ContinueDraft = "接着填", "Go on";
    DraftTo = "没填完的备案", "A filing not finished";
    MyFilings = "我的备案", "My filings";
    StateDone = "备案好了", "Filed";
    StateApproved = "备案通过了", "Approved";
    StateQueued = "等人核对", "Waiting for review";
    StateReturned = "退回了，请改好再交", "Sent back: please correct it";
    StateRefused = "没有通过", "Refused";
    StateCancelled = "已经取消", "Cancelled";
    StateSuperseded = "已被新备案替代", "Replaced by a newer filing";
    StateExpired = "已经到期", "Run out";
    FilingNumber = "备案号", "Filing number";
    WhatHappened = "经过", "What happened";
    HowFar = "走到哪一步了", "How far it is";
    NextYou = "下一步", "What next";
    BringCard = "看病时带上医保码或社保卡，说「用医保」。",
        "Bring the e-voucher or the card, and say that you use your insurance.";
    ChooseClinic = "看门诊先选好定点", "Choose a clinic for outpatient care first";
    SeeCost = "大概要付多少", "What it may cost";
    SeeAdvice = "那边有哪些联网医院", "Networked hospitals there";
    WhatIfStay = "这几天要住院？", "In hospital these days?";
    WhatIfStayHow = "照常去。结账前通过，就能当场结清；没通过也能先付，留好发票、费用清单和病历，回来零星报销。",
        "Go all the same. If it is approved before you pay, it is settled there; otherwise \
         pay, keep invoice, list and records, and claim.";
    NobodyAnswers = "到时候还没有消息？", "No answer by then?";
    NobodyAnswersHow = "打 12393，报上面的备案号，请对方催办。超过期限不等于不同意，您的申请一直有效。",
        "Call 12393 with the number above. Late is not refused: your application stands.";
    WhatChecked = "核对了哪几项", "What was checked";
    YourProofs = "您交的材料", "Your proofs";
    PrintForm = "下载备案登记表（PDF）", "Registration form (PDF)";
    CorrectIt = "改好再交", "Correct and send again";
    HandInProof = "交材料", "Hand in the proof";
    Withdraw = "不想办了，撤回", "Withdraw it";
    CancelIt = "取消这份备案", "Cancel this filing";
    ChangePlace = "换一个地方", "Another place";
    RenewIt = "续办", "Renew";
    NoEndToRenew = "这份备案没有到期日，一直有效，不用续办。",
        "This filing has no end and goes on; there is nothing to renew.";
    TooLateToRenew = "这份备案早已到期或已经停了，不能续办。还在外地，请重新备案。",
        "This filing ended long ago or was stopped, so it cannot be renewed. If you are still \
         away, file again.";
    EndedRenew = "还在外地看病？可以续办：内容都替您填好，从今天起算。",
        "Still away? Renew it: everything is filled in, from today on.";
    FileAgain = "重新备案", "File again";
    ClaimLater = "钱还能报：先付，留好发票、费用清单和病历，回参保地零星报销。对决定有异议，可以要求复核。",
        "Money can still be had: pay, keep invoice, list and records, and claim at the insured \
         place. You may ask for the decision to be reviewed.";
    CancelTitle = "要取消吗？", "Cancel it?";
    WithdrawTitle = "要撤回吗？", "Withdraw it?";
    WithdrawSays = "撤回以后就当没有申请过。以后还可以再备案。",
        "It will be as if it had not been asked for. You may file again.";
    CancelReason = "为什么（可以不写）", "Why (may stay empty)";
    YesCancel = "确认取消", "Yes, cancel";
    YesWithdraw = "确认撤回", "Yes, withdraw";
    KeepIt = "不取消，回去", "No, go back";
    KeepAll = "不改了，回去", "Leave it as it is";
    StateWithdrawn = "已经撤回", "Withdrawn";
    HowToRenew = "这一种不能在网上续办。请照上面说的渠道办：转诊找开转诊的医院，别的带身份证到参保地窗口，\
        或者打 12393 问清楚。这一份照常管到期满。",
        "This kind is not renewed online. Use the way named above: for a referral the hospital \
         that referred you, for others the counter of your insured place with your ID, or call \
         12393. This one holds to its end.";
    OutsideScheme = "香港、澳门、台湾和国外不在异地就医范围内，不能备案，也不能直接结算。",
        "Hong Kong, Macao, Taiwan and places abroad are outside the scheme: nothing can be \
         filed or settled directly.";
    CheckCode = "核对码", "Check code";
    RenewHow = "怎么续办", "How to renew";
    CallHotline = "打 12393", "Call 12393";
    AlreadyFiled = "您已经备案了", "You are filed already";
    SeeMyFiling = "看这份备案", "See this filing";
    ChangeTitle = "换一个地方，原来的怎么办？", "Another place: what happens to this one?";
    ChangeReplaces = "新的备案一通过，这一份自动停，不用取消。",
        "Once the new filing is approved, this one ends by itself.";
    ChangeCancelFirst = "您不用先取消。办新的时候一起办：新的一通过，这一份同时停，中间不空一天；\
        新的没通过，这一份照旧有效。",
        "You need not cancel this one first. Both are one act: when the new one is approved, this \
         one ends, with no day between; until then this one holds.";
    ChangeTo = "新的地方", "The new place";
    ChangeAsk = "看看新地方要不要备案", "See whether the new place needs a filing";
    RenewTitle = "续办这份备案", "Renew this filing";
    RenewSays = "新的一份接着这一份，从它到期那天起，内容都替您填好，您再看一遍就行。这一份照常管到期满。",
        "The new one follows on from this one, with everything filled in; you only check it. \
         This one holds to its end.";
    RenewGo = "去续办", "Renew now";
    ByYou = "本人", "by you";
    ByRules = "系统按规则", "by the rules";
    VerifyTitle = "核对备案或账单", "Check a filing or a bill";
    VerifyCode = "纸上的核对码", "Check code on the paper";
    VerifyGo = "核对", "Check";
    VerifyNothing = "没有这个核对码，请对照纸上的再输一遍。", "No such code. Compare it with the paper.";
    VerifyLastDay = "今天有效，今天是最后一天", "In force today, its last day";
    VerifyPrivacy = "备案只说有没有效；账单只说金额和打了星号的姓名。不显示证件号和病情。",
        "Of a filing only whether it holds is said; of a bill its amounts and a masked name. No \
         number, no illness.";
    BillHolds = "这张账单是真的", "This bill is genuine";
    BillCorrected = "这张账单是真的，后来补差过", "This bill is genuine, corrected since";
    BillCancelled = "这张账单已撤销，不再算数", "This bill was cancelled and no longer counts";
    BillCompare = "请对照下面几项和纸上的一样不一样。", "Compare what follows with the paper.";
    VerifyOn = "今天有效", "In force today";
    VerifyAhead = "已通过，还没到第一天", "Approved, not yet begun";
    VerifyOff = "今天无效", "Not in force today";
    NeedTick = "请先勾选", "Please tick this first";
    WriteName = "请写联系人姓名", "Write the name";
    WritePhone = "结果要发到这个号码，请写 11 位手机号，或带区号的座机，比如 0755-12345678",
        "The result goes there: write a mobile number of 11 digits, or one with its area code";
    WriteAddress = "请写联系地址", "Write the address";
    ChooseOne = "请选一项", "Choose one";
    NotOffered = "现在没有这一项，请重新选", "This is not offered now; choose again";
    LastBeforeFirst = "最后一天不能早于第一天", "The last day may not lie before the first";
}
