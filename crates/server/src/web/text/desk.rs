//! The words of the desks of clerks, supervisors, employers and facilities.

use super::super::frame::Lang;
use super::Word;

texts! {
    /// The words of the desks of staff.
    DeskText:
    Cases = "待办", "Cases";
    Bills = "费用待办", "Bills";
    DeskNav = "办事台", "Desk";
    FindCase = "查找", "Find";
    Counter = "窗口", "Counter";
    BoardHeading = "全组情况", "The unit";
    CasesLead = "按到期先后排。点开一件，就是您在办，别人看得到。",
        "By the day they are due. The one you open is yours, and others see it.";
    Columns = "显示哪几列", "Columns";
    Tick = "选", "Tick";
    ForTicked = "选中的几件一起办：先看每件会怎样、本人会读到什么，再确认。",
        "Several at once: first you see what becomes of each and what its person reads.";
    AsFile = "导出这张清单（姓名遮住，会记下）：", "This list as a file (names masked; it is noted):";
    NothingChosen = "没有选中任何一件", "None was ticked";
    NothingChosenNext = "回到待办，在前面打勾，再选怎么办。",
        "Go back to the cases, tick some, then choose what to do.";
    ReasonOfAll = "选一条理由，这几件都用它", "Choose one reason for all of them";
    CannotBe = "这几件不行", "These cannot be";
    CanBe = "这几件可以", "These can be";
    NotDone = "没有办的", "Not done";
    DoneNow = "办好的", "Done";
    WhyNot = "为什么不行", "Why not";
    WhatToDo = "怎么办", "What to do";
    Becomes = "会变成", "Becomes";
    PersonReads = "本人会读到", "The person reads";
    NoWayBack = "确认以后马上生效、通知本人，不能撤回；办错了，请本人重新备案。",
        "It holds at once, the people are told, and it cannot be undone; after a mistake the \
         person files anew.";
    DecideThese = "确认，办这几件：", "Confirm these:";
    LookAgain = "按这条理由再看一遍", "Look again with this reason";
    TakeIt = "我来办", "I take it";
    NobodyHas = "还没有人在办", "Nobody has it open";
    InAll = "共", "in all";
    FilterLane = "哪一类", "Which";
    FilterWhy = "为什么要人看", "Why somebody has to look";
    FilterDue = "到期", "Due";
    AnyReason = "全部原因", "Any reason";
    AnyDay = "全部", "Any day";
    DueSoon = "今天到期或已过期", "Today or late";
    ShowThese = "筛选", "Show";
    NoCases = "这一类没有要办的。", "Nothing waits here.";
    NoCasesNext =
        "换一类看看，或到窗口替没有手机的人办。\
         ", "Look at another list, or help somebody at the counter.";
    ColumnDue = "到期", "Due";
    ColumnWho = "谁", "Who";
    ColumnWhat = "办什么", "What";
    ColumnWhy = "为什么要人看", "Why";
    ColumnAge = "收到", "Received";
    ColumnState = "状态", "State";
    NextPage = "后面的", "Next page";
    FirstPage = "回到开头", "Back to the first";
    LeftToClerk = "规定要人审核", "the rules leave it to a clerk";
    NeedsEyes = "要人看", "To look at";
    Certificate = "证件", "Certificate";
    ShowNumber = "显示，要填原因", "Show, with a reason";
    ShowNumberWhy = "为什么要看完整号码", "Why you need the full number";
    ShowNumberNote = "本人在「谁看过我的信息」里看得到，每天最多 50 次。",
        "The person sees it under «who looked»; at most 50 a day.";
    ShowNow = "显示号码", "Show it";
    NumberShown = "完整号码", "Full number";
    Insured = "参保", "Insured";
    NotInsuredNow = "没有查到参保登记", "no insurance on record";
    PaidThrough = "缴到", "paid through";
    From = "从哪天起", "From";
    AppliedOn = "申请日", "applied";
    MonthsAway = "在外几个月", "Months away";
    ContactRow = "联系", "Contact";
    ChannelRow = "怎么交来的", "Channel";
    AgentRow = "谁替他办", "Filed by";
    ProofRow = "材料", "Proofs";
    NoProof = "没有交材料", "no proof was handed in";
    ByPledge = "按承诺办理", "by pledge";
    OtherFilings = "他的其他备案", "Other filings of the person";
    NoOthers = "没有别的备案。", "There are none.";
    HistoryHeading = "经过", "What happened";
    RulesHeading = "规则逐条", "Rule by rule";
    WillRead = "通过后，本人会收到", "After approval the person reads";
    NotPossible = "现在不能通过", "It cannot be approved now";
    Approve = "通过", "Approve";
    Return = "退回补材料", "Return";
    Refuse = "不予备案", "Refuse";
    Propose = "提请主管通过", "Propose to the supervisor";
    ApproveProposed = "同意提请，通过", "Agree and approve";
    ThenNext = "决定后自动打开下一件。", "The next case opens after the decision.";
    ReturnHeading = "退回，请本人补什么？", "Return it: what is missing?";
    RefuseHeading = "不予备案，为什么？", "Refuse it: why?";
    ProposeHeading = "有一条不符合，凭什么通过？", "A rule does not hold: why approve?";
    ReasonLabel =
        "选一条理由，有的下面写着本人会读到的话",
        "Choose a reason; where the person reads it, it stands below";
    MoreLabel = "再补充几句（本人也会看到）", "More words (the person sees them)";
    SendReturn = "退回", "Return it";
    SendRefuse = "不予备案", "Refuse it";
    SendPropose = "提请", "Propose it";
    ProposedBy = "提请通过：", "Proposed: ";
    HeldByOther = "同事在办：", "Open at a colleague's: ";
    HeldByYou = "您在办，别人看得到", "You have it open; others see it";
    TakeOver = "接手", "Take it over";
    LeaveIt = "放回待办", "Put it back";
    HandOver = "交给同事", "Hand it over";
    HandOverTo = "同事的姓名或账号", "Name or account of the colleague";
    OwnEntryNote = "这份是您录入的，由另一位经办人决定。", "You entered it; another clerk decides.";
    DecidedNote = "已有决定，不能再改；本人可以重新备案。",
        "It is decided; the person can file anew.";
    KeysNote = "按键", "Keys";
    KeysHow = "用浏览器的快捷键：Alt（苹果电脑 Ctrl+Option）加字母",
        "Your browser's access keys: Alt (Mac: Ctrl+Option) and the letter";
    FindHeading = "查一份备案", "Find a filing";
    ByFilingNumber = "备案号", "Filing number";
    ByCertificate = "证件号码（完整）", "Certificate number (in full)";
    FindByName =
        "姓名是加密存的，不能只凭姓名查：请用备案号，或完整的证件号码；\
         在窗口可以用姓名加证件号码。",
        "Names are stored sealed, so nobody is found by name alone: use the filing number or \
         the full certificate number; at the counter, name and number.";
    FindNow = "查", "Find";
    FoundFilings = "查到的备案", "Filings found";
    FoundNone = "本单位没有查到。号码不对，或不归本单位管。",
        "Nothing in this unit: the number is wrong, or it is not this unit's.";
    CounterHeading = "窗口办理", "At the counter";
    CounterLead = "看过原件再办。您查了谁、办了什么，本人都看得到。",
        "See the papers first. Whom you look up and what you do is shown to the person.";
    FindPerson = "找到这个人", "Find the person";
    Name = "姓名", "Name";
    SignInCode = "给登录验证码", "Give a sign-in code";
    SignInCodeHow =
        "8 位数字，24 小时内用一次，\
         打印或抄给他", "Eight digits, once within 24 hours; print or copy it";
    CodeIs = "登录验证码，24 小时内用一次：", "Sign-in code, once within 24 hours: ";
    PrintNow = "用浏览器打印本页即可。", "Print this page.";
    FileForThem = "替他备案", "File for the person";
    Destination = "去哪儿", "Where to";
    Category = "为什么去", "Why";
    StartsOn = "从哪天起", "From";
    ChannelLabel = "怎么来办的", "How it came";
    ContactName = "联系人", "Contact";
    ContactPhone = "电话", "Telephone";
    ContactAddress = "地址", "Address";
    PledgeLabel =
        "本人当面承诺（不用材料的类别）", "The person pledges, where the category allows it";
    ProofSeen = "看过的原件", "Papers you saw";
    FileNow = "提交", "File";
    FiledNow = "已提交", "Filed";
    FormSpent = "这张表已经交过，这次内容不同，没有再交。要再办一份，请在下面这张新表上提交。",
        "This form was sent before with other content; nothing more was filed. To file another \
         one, send the new form below.";
    PrintForm = "打印备案登记表", "Print the registration form";
    ShowContact = "看完整的电话和地址，要填原因", "Telephone and address in full, with a reason";
    ShowThem = "显示", "Show them";
    ShowContactWhy = "为什么要看", "Why you need them";
    ContactFull = "联系人、电话、地址", "Contact, telephone, address";
    SeenBy = "窗口看过原件", "the original was seen at the counter";
    ReturnedNote = "已退回，等本人补正；补正以后再到待办里来。",
        "Returned; it waits for the person, and comes back to the list once corrected.";
    ReturnedUntil = "请本人在此之前补正：", "The person has until: ";
    ConsentBoth = "登记家人代办", "Record a consent";
    ConsentBothHow =
        "两个人都在场、都看过证件，才能登记。", "Only with both present and both papers seen.";
    BothPresent = "两个人都在场", "Both are present";
    RecordConsent = "登记", "Record it";
    ConsentRecorded =
        "已登记，可随时在窗口或登录后收回。", "Recorded; it can be taken back at any time.";
    BoardLead = "先看要过期的。", "What may be late comes first.";
    Backlog = "等人审核的", "Waiting";
    Late = "已过期", "late";
    WithinTwoDays = "两天内到期", "due within two days";
    Later = "以后", "later";
    DecisionsHeading = "一周内谁办了多少", "Decided within a week";
    ColumnClerk = "经办人", "Clerk";
    NoDecisions = "一周内没有人工决定。", "Nobody decided anything within a week.";
    SecondLooks = "抽查", "To look at again";
    SecondLooksHow =
        "从 30 天内的人工决定里抽，由另一个人再看一遍。抽哪几件只由种子和比例算出，谁来算都一样，\
         不由人挑。",
        "Drawn from what people decided within 30 days, and looked at by somebody else. Seed and \
         rate alone say which; the same for everybody, chosen by nobody.";
    AtRisk = "要过期的", "What may be late";
    NothingAtRisk = "两天内没有到期的。", "Nothing is due within two days.";
    WithWhom = "在谁手上", "With whom";
    SecondEyeQueue = "等第二人确认的", "For the second eye";
    NothingProposed = "没有要确认的。", "Nothing is proposed.";
    InHand = "各人手上几件", "Open with whom";
    BillsConfirmed = "确认费用决定", "Bills confirmed";
    ByTwo = "两个人决定的", "Decided by two";
    ReasonGiven = "理由", "Reason";
    WhoProposed = "提出", "Proposed by";
    WhoConfirmed = "确认", "Confirmed by";
    SeeHistory = "见经过", "see what happened";
    Seed = "种子", "Seed";
    DrawnOfHundred = "抽百分之几", "Of a hundred";
    DrawThese = "抽", "Draw";
    LookAgreed = "同意", "Agreed";
    LookNotAgreed = "不同意", "Not agreed";
    LookOpen = "还没有看", "not looked at";
    LookWhyNot = "不同意的，写为什么", "Why, where you do not agree";
    LookByOthers = "由别人看", "somebody else looks";
    BoardAsFile = "导出这一页（姓名遮住，会记下）：", "This page as a file (names masked; it is noted):";
    JumpHow = "按 J、K 换一件，回车打开。", "J and K go through the cases, Enter opens one.";
    JumpOn = "打开 J、K", "Turn J and K on";
    JumpOff = "关掉 J、K", "Turn J and K off";
    EmployerHeading = "单位的备案", "Filings of the employer";
    EmployerLead = "替派到外地常驻的员工备案。您看得到每个人的状态，看不到病情和账单。",
        "File for staff you post elsewhere. You see how each stands, and no diagnosis or bill.";
    StaffList = "在职员工", "Staff";
    NoStaff = "参保登记里还没有在职员工。", "No staff is on record yet.";
    NoPosting = "没有外派备案", "no posting filed";
    PostingFile = "外派名单", "Postings";
    PostingFileHow =
        "选一份表格（CSV 或 XLSX），第一行写列名：姓名、证件号码、去哪儿、从哪天起、电话、当地地址、\
         去几个月。证件号码一列设为「文本」。先检查，不会直接提交。",
        "Choose a table (CSV or XLSX) whose first row names the columns: 姓名 证件号码 去哪儿 从哪天起 \
         电话 当地地址 去几个月 (name, number, where to, from, telephone, address, months). Make the \
         column of numbers text. It is checked first; nothing is filed.";
    CheckFile = "检查这份表格", "Check the table";
    PostingList = "不用文件，粘贴几行", "Paste rows instead of a file";
    PostingListHow =
        "从表格里复制粘贴，一行一人：姓名、证件号码、去哪儿、从哪天起（2026-12-01）、电话、\
         当地地址、去几个月。先检查，不会直接提交。",
        "Paste from a table, a row a person: name, certificate number, where to, from \
         (2026-12-01), telephone, address there, months. It is checked first; nothing is filed.";
    CheckList = "检查名单", "Check the list";
    MendFirst = "先改这几行", "Mend these rows first";
    CanBeFiled = "可以提交的", "Ready to file";
    WereFiled = "已经提交的", "Filed";
    RowRefused = "没有提交", "not filed";
    RowReady = "可以提交，还没有提交", "ready, not filed yet";
    KeepTable = "下载结果表", "Keep the result as a table";
    KeepTableHow =
        "用 WPS 或 Excel 打开，最后一列写着怎么改；改好的行可以原样再交一次，不会重复。",
        "It opens in WPS or Excel, the last column says what to mend; hand it in again as it is, \
         nothing is filed twice.";
    FileTooLarge = "文件太大。只留要办的那张表和那些行，或分成几份。",
        "The file is too large. Keep only the sheet and rows it is about, or hand it in in parts.";
    ChooseFile = "没有选文件，或者文件是空的。请选一份表格。",
        "No file was chosen, or it is empty. Choose a table.";
    FileUnreadable = "这份文件打不开。请另存为 CSV 再交。",
        "The file does not open. Save it as CSV and hand that in.";
    FileEmpty = "列名下面一行也没有。请填好再交。",
        "There is no row below the names of the columns. Fill some in.";
    ListEmpty = "名单是空的。一行写一人。", "The list is empty. Write a person a row.";
    StaffFile = "核对在职名单，报离职", "Compare the list of staff, tell who left";
    StaffFileHow =
        "选一份表格（CSV 或 XLSX），第一行写列名：姓名、证件号码、离职日期（从那天起不在\
         本单位，没离职的空着）。先核对，不会直接登记。",
        "Choose a table (CSV or XLSX) whose first row names the columns: 姓名 证件号码 离职日期 \
         (the last is the first day on which they do not work here; empty for the others). It is \
         compared first; nothing is put down.";
    CompareStaff = "核对", "Compare";
    CompareAgain = "改完再核对", "Compare again";
    StaffFound = "名册里有的", "On record";
    RecordLeaving = "登记离职", "Put down who leaves";
    LeavingHow =
        "离职登记以后，您不能再替这个人备案，也看不到这个人的备案。新入职的由参保地经办机构登记。",
        "Once somebody is put down as leaving you can neither file for them nor see their filings. \
         Newcomers are registered by the agency of the insured place.";
    WhatIsWrong = "哪里不对", "What is wrong";
    MendInRow = "改好这一行", "Mend the row";
    CheckAgain = "改完再检查", "Check again";
    FileReady = "提交可以提交的", "File those that are ready";
    TheyKnow = "名单里的人都知道并同意单位替他们备案", "Those on the list know of it and agree";
    AfterFilingHow =
        "规则当场判断，多数马上生效。每个人都会收到通知；同一份名单再交一次，不会重复。",
        "The rules decide on the spot, mostly at once. Each person is told; the same list sent \
         again files nothing twice.";
}
