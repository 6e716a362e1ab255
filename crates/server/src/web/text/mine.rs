//! The words of signing in and of one's own pages.

use super::super::frame::Lang;
use super::Word;

texts! {
    /// The words of signing in and of one's own pages.
    MineText:
    MyYear = "今年用了多少，还剩多少", "This year: used and left";
    MyYearHow = "报销额度、下次住院先付多少、个人账户、补差", "What is left, the next stay, the account, corrections";
    UpTo = "算到", "as of";
    SpentHeading = "花了多少，谁付的", "What was spent, and who paid";
    NothingSpent = "这一年没有结算过的账单。", "No bill was settled in this year.";
    BroughtAlong = "下面用掉的额度和住院次数是从别处带过来的，不是在这里结算的账单。",
        "What was used and the stays counted below were brought along from elsewhere; no bill of \
         them was settled here.";
    AccountPays = "个人账户可以付：", "the account may pay:";
    AccountUnknown = "个人账户可以付哪些，没有查到公布的规定，不知道。",
        "what the account may pay is not known: no published rule was found.";
    FamilyAccount = "家庭共济（近亲属共用个人账户）", "Sharing the account with near relatives";
    NoRelatives = "登记里没有近亲属。", "No near relative is on record.";
    FamilyUnknown =
        "绑定了没有、替家人付了多少、还有多少额度，这里没有登记，不知道。\
         请在国家医保服务平台查，或打",
        "Whether it is shared, what it paid for relatives and what may still be used is not on \
         record here and not known. See the national platform, or call";
    StillPaid = "医保今年还能付多少", "What the insurance may still pay this year";
    StillPaidMeans = "一年里医保最多付这么多，用完了就要自己付。新的一年重新算。",
        "No more is paid in a year; what goes beyond is yours. It begins anew each year.";
    NextStay = "下次住院先付多少（起付线）", "What the next stay costs first";
    NextStayMeans = "在参保地住院，医保开始付之前，您先付这么多。去外地可能不一样。",
        "At home you pay this before the insurance begins. Elsewhere it may differ.";
    Corrected = "今年的补差", "Corrections of this year";
    CorrectedMeans = "后来发现算少或算多了，退给您或补收的钱。",
        "What was worked out again later, returned or asked for.";
    SeeBill = "看这笔账", "See the bill";
    FromHospitals = "医院登记的", "Recorded by hospitals";
    WhoAreYou = "怎么登录？", "How do you sign in?";
    WhoAreYouLead = "几种方式都一样，选方便的。登录后只有您自己和您授权的家人看得到您的事。",
        "All ways are equal; take the handy one. After that only you and those you allow see \
         your affairs.";
    ByVoucher = "用医保码", "With the electronic voucher";
    ByVoucherHow =
        "手机上打开医保码，把码下面那一串抄过来，字母和数字都要。空格、大写小写都不要紧",
        "Open it on your phone and copy what stands below the code, letters and digits. Blanks \
         and small or large letters make no difference";
    ByCode = "用姓名和验证码", "With name and a code";
    ByCodeHow = "验证码可以发到登记的手机，也可以由窗口或家人给您",
        "The code comes to the phone on record, from the counter, or from a family member";
    ByDemo = "演示：点一个人就登录", "Demo: one click signs in";
    ByDemoHow = "这里的人都是虚构的", "These people are invented";
    ByFaceNot = "这里不用刷脸，也不存照片。", "No face is asked for here and no picture is kept.";
    StaffWay = "工作人员从这里登录", "Staff sign in here";
    VoucherNumber = "医保码下面那一串", "Letters and digits of the voucher";
    VoucherHint = "字母和数字都要，几分钟就换，请抄最新的",
        "Letters and digits; they change within minutes, so copy the newest";
    YourName = "姓名", "Name";
    YourNumber = "身份证号或其他证件号码", "Number of the ID card or another certificate";
    YourCode = "验证码（8 位数字）", "Code (8 digits)";
    SendCode = "发验证码到登记的手机", "Send a code to the phone on record";
    CodeSent =
        "如果这位参保人登记了手机，验证码已经发出，10 分钟内有效。没有收到，请到窗口领取，\
         或请授权的家人给您一个。",
        "If there is such a person with a phone on record, a code is on its way; it holds 10 \
         minutes. Otherwise get one at the counter, or from a family member you allowed.";
    NoPhone = "没有手机，或号码换了？带身份证到参保地窗口，当场给您一个验证码；也可以打 12393。",
        "No phone, or another number? The counter of your insured place gives you a code when \
         you show your ID; or call 12393.";
    StaffHeading = "工作人员登录", "Staff sign-in";
    StaffName = "账号", "Account";
    Password = "密码", "Password";
    NewPassword = "新密码（至少 12 个字符）", "New password (at least 12 characters)";
    AuthenticatorCode = "动态码（6 位数字）", "Authenticator code (6 digits)";
    InvitedQuestion = "第一次用，有邀请码？", "First time, with an invitation?";
    WelcomeHeading = "设置密码", "Choose a password";
    WelcomeLead = "邀请码由系统管理员给您，72 小时内有效，只能用一次。",
        "The operator of the installation gave you the invitation; it holds 72 hours, once.";
    InvitationCode = "邀请码", "Invitation";
    AccountHeading = "我的账号", "My account";
    Roles = "职责", "Roles";
    WorksFor = "所属单位", "Unit";
    SetUpFactor = "设置动态码", "Set up the second factor";
    SetUpFactorHow =
        "在手机的验证器里新增一个账号，选「输入密钥」，把下面的密钥填进去，\
         再把它显示的 6 位数字填在这里。",
        "Add an account in an authenticator app, choose to type a key, enter the one below, and \
         type the six digits it shows here.";
    FactorIsSet = "动态码已设置", "The second factor is set up";
    Hello = "您的事", "Your affairs";
    NoFilingNow = "现在没有备案", "Nothing is filed now";
    NoFilingNext = "不一定要备案。先问一句，最快 10 秒。", "It may not be needed. Ask first: ten seconds.";
    NoBillsNext = "您用医保在外地结过账，这里就会有：付了多少、为什么、依据哪一条。",
        "Once you have been settled elsewhere, it stands here: how much, why, and by which rule.";
    BackToMine = "回到我的医保", "Back to my insurance";
    NewFiling = "新的备案", "New filing";
    Messages = "消息", "Messages";
    MessagesHow = "备案和账单有变化，都告诉您。短信没收到的，以这里为准。",
        "Whatever happens to your filings and bills. It is sent as a text message too; what \
         stands here is complete.";
    NoMessages = "还没有消息", "No messages yet";
    NoMessagesNext = "备案有了结果、账单结好了、备案快到期，都会在这里告诉您。",
        "The answer to a filing, a settled bill, a filing that is about to end: all of it will \
         be told here.";
    Unread = "新的", "new";
    MarkRead = "都看过了", "I have read them";
    AllMessages = "全部消息", "All messages";
    ToFiling = "看这份备案", "See this filing";
    ToCorrection = "去补正或交材料", "Correct it, or hand in the proof";
    ToRenewal = "还在外地？去续办", "Still away? Renew it";
    ToClaim = "看原因、材料和期限", "Why, papers and deadline";
    ToBill = "看这笔账", "See this bill";
    ToChoices = "看门诊定点", "See the choices of clinics";
    MyFilings = "我的备案", "My filings";
    MyBills = "账单和今年用了多少", "Bills, and the year so far";
    MyBillsHow = "每一分钱怎么算的", "How each fen came about";
    MyFamily = "我的家人", "My family";
    MyFamilyHow = "让家人替您办，或替家人办", "Let family act for you, or act for them";
    WhoLooked = "谁看过我的信息", "Who looked at my data";
    WhoLookedHow = "哪家机构或哪位家人、什么时候、看了什么", "Which office or relative, when, what";
    ExportMine = "下载我的全部信息", "Download everything about me";
    ExportHow = "一份文件，机器也能读", "One file, readable by programs too";
    EraseMine = "删掉我的信息", "Erase my data";
    EraseMineHow = "哪些能删，哪些依法要留", "What can go, and what the law keeps";
    EraseAsk = "要删掉您的信息吗？", "Erase your data?";
    EraseLead = "能删的马上删，删掉以后找不回来，您也会在所有设备上退出登录。备案和报销不受影响。",
        "What can go goes at once and cannot be brought back, and you are signed out on all \
         devices. Filings and payments stay as they are.";
    WillBeErased = "会删掉", "What goes";
    WasErased = "已经删掉", "What is gone";
    WillStay = "依法要留着", "What the law keeps";
    WillStayHow = "依据：个人信息保护法规定，法律、行政法规规定的保存期限没到的，不删，只保存，不作他用。",
        "By the law on the protection of personal data, what other laws keep is not erased, but \
         stored and used for nothing else.";
    EraseSure = "我知道删掉以后找不回来", "I know that it cannot be brought back";
    EraseNow = "删掉", "Erase it";
    ExportFirst = "先下载一份我的全部信息", "First download everything about me";
    ErasedNow = "已经删掉了", "It is erased";
    ErasedNowHow = "您已在所有设备上退出登录。以后要登录、要收短信，请到窗口重新登记手机。",
        "You are signed out on all devices. To sign in by telephone or to be told by text \
         message again, have it recorded at the counter.";
    LookedNobody = "还没有人看过", "Nobody has looked so far";
    LookedNext = "医院识别您、工作人员或您授权的家人打开您的事，都会记在这里。",
        "Whenever a hospital identifies you, or staff or family you allowed open your affairs, it \
        stands here.";
    LookedWhen = "时间", "When";
    LookedWho = "谁", "Who";
    LookedWhat = "看了什么", "What";
    LookIdentity = "识别身份和参保", "identity and insurance";
    LookTotals = "今年累计", "totals of the year";
    LookVoucher = "替您出示了医保码", "showed your electronic voucher";
    LookRead = "查看了", "looked at";
    LookedAtPage = "参保和备案", "insurance and filings";
    LookedAtAffairs = "我的备案和消息", "my filings and messages";
    LookedAtYear = "一年的报销", "what was paid in a year";
    LookedAtMessages = "消息", "messages";
    LookedAtErasing = "注销的页面", "the page on erasing";
    LookedAtForm = "备案的填写", "a filing as it is filled in";
    LookedAtChoices = "选定的门诊机构", "the facilities chosen";
    LookedAtBills = "参保和结算", "insurance and bills";
    LookedAtBill = "结算单", "bill";
    LookedAtFiling = "备案", "filing";
    LookCode = "在窗口发了登录验证码", "gave out a sign-in code at the counter";
    LookNumber = "看了完整证件号码", "saw the full certificate number";
    LookContact = "看了电话和地址", "saw telephone and address";
    AtCounter = "窗口办理", "at the counter";
    BySearch = "查找备案", "looking for a filing";
    OfProof = "看了交来的材料", "looked at a proof that was handed in";
    MayActForMe = "可以替我办事的人", "Who may act for me";
    NobodyActs = "还没有授权给任何人", "You have allowed nobody";
    NobodyActsNext = "在下面授权一位家人，他就能替您备案、看账单。随时可以收回。",
        "Allow somebody below to file for you and see your bills. Take it back any time.";
    IActFor = "我可以替谁办", "Whom I may act for";
    NobodyToHelp = "还没有人授权给您。", "Nobody has allowed you.";
    GiveConsent = "授权一位家人", "Allow a family member";
    GiveConsentHow = "他可以替您：看您的备案、账单、定点医院和谁看过您的信息；填写、提交、更改和取消备案；\
        选或更换门诊定点；下载您的全部信息，里面有完整的证件号码；给您一个登录验证码，用它可以用您的身份登录。\
        他看了什么，「谁看过我的信息」里都有。",
        "They can: see your filings, bills, chosen hospitals, and who looked at your data; fill \
         in, send, change and cancel filings; choose hospitals for outpatient care; download \
         everything about you, with your full certificate number; and make a code that signs \
         in as you. What they looked at stands under “Who looked at my data”.";
    TakeBackHow = "随时可以收回，收回马上生效：他给过的验证码作废，用验证码登录的也一起退出。",
        "You can take it back at any time, at once: codes they made are void, and whoever signed \
         in with one is signed out.";
    HelperNotFound = "没有找到这位家人：姓名和证件号码要和参保登记一致，请对照证件再看一遍。",
        "No such person: name and number have to be as on record. Compare them with the \
         certificate.";
    UntilAhead = "「到哪天为止」要晚于今天，写成 2027-11-30 这样；不填就是到您收回为止。",
        "“Until” has to lie after today, like 2027-11-30; left empty it holds until you take it \
         back.";
    ChooseRelation = "请选他是您的什么人。", "Choose what they are to you.";
    PleaseChoose = "请选择", "Please choose";
    YouAreTheir = "您是对方的：", "You are to them:";
    BeforeFilings = "以前的备案", "Filings before";
    LookExport = "下载了全部信息", "downloaded everything";
    HelperName = "家人的姓名", "Name of the family member";
    HelperNumber = "家人的证件号码", "Their certificate number";
    RelationTo = "他是您的", "They are your";
    UntilWhen = "到哪天为止（不填就是到您收回为止）", "Until (empty: until you take it back)";
    AllowNow = "授权", "Allow";
    EndConsent = "收回授权", "Take it back";
    GiveBack = "不再替他办", "Stop acting for them";
    CodeForThem = "给他一个登录验证码", "Give them a sign-in code";
    CodeForThemIs = "登录验证码，24 小时内用一次：", "Sign-in code, once within 24 hours:";
    Since = "自", "since";
    OpenTheirs = "打开他的事", "Open their affairs";
    ActingFor = "您正在替家人办", "You are acting for";
}
