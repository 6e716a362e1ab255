//! The words of the pages: one row a word, Chinese and English. A word without its other language
//! does not compile. Sentences with figures in them are in [`super::words`].

use super::frame::Lang;

/// A fixed word of a page, whatever list it stands in.
pub trait Word: Copy {
    /// The word in a language.
    fn in_language(self, lang: Lang) -> &'static str;
}

impl<W: Word> Word for &W {
    fn in_language(self, lang: Lang) -> &'static str {
        (*self).in_language(lang)
    }
}

/// Chinese and English, as the rules say what their tables are about.
impl Word for domain::rules::BothNames {
    fn in_language(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.0,
            Lang::En => self.1,
        }
    }
}

macro_rules! texts {
    ($(#[$doc:meta])* $list:ident: $($name:ident = $zh:literal, $en:literal;)+) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $list {
            $(#[doc = $zh] $name,)+
        }

        impl $list {
            /// Every one of them.
            pub const ALL: &'static [$list] = &[$($list::$name),+];

            /// The word in a language.
            pub const fn say(self, lang: Lang) -> &'static str {
                match lang {
                    Lang::Zh => match self { $($list::$name => $zh),+ },
                    Lang::En => match self { $($list::$name => $en),+ },
                }
            }

            /// The word in both languages.
            pub fn both(self) -> domain::Bilingual {
                domain::Bilingual::new(self.say(Lang::Zh), self.say(Lang::En))
            }
        }

        impl Word for $list {
            fn in_language(self, lang: Lang) -> &'static str {
                self.say(lang)
            }
        }
    };
}

mod advice;
mod ask;
mod bill_cases;
mod bill_desk;
mod bureau;
mod designation;
mod desk;
mod doors;
mod editor;
mod facilities;
mod facility_desk;
mod filing;
mod help;
mod mine;
mod policy;
mod registers;
mod voucher;

pub use advice::AdviceText;
pub use ask::AskText;
pub use bill_cases::BillCaseText;
pub use bill_desk::BillText;
pub use bureau::BureauText;
pub use designation::ChoiceText;
pub use desk::DeskText;
pub use doors::DoorText;
pub use editor::EditorText;
pub use facilities::DirectoryText;
pub use facility_desk::FacilityDeskText;
pub use filing::FilingText;
pub use help::HelpText;
pub use mine::MineText;
pub use policy::PolicyText;
pub use registers::RegisterText;
pub use voucher::VoucherText;

texts! {
    /// A fixed word or sentence of a page.
    Text:
    // The frame of every page.
    Brand = "随行", "Suixing";
    SkipToContent = "跳到正文", "Skip to content";
    Settings = "显示设置", "Display settings";
    ElderVersion = "大字版", "Large type";
    StandardVersion = "标准版", "Standard type";
    OtherLanguage = "EN", "中文";
    Description = "去外地看病要不要备案、带什么、报多少：说两个地方，马上告诉您。",
        "Care in another city of China: whether to file, what to bring, how much is paid.";
    PartsOfSite = "主要栏目", "Parts of the site";
    PartBefore = "看病前", "Before care";
    PartRules = "规定", "Rules";
    FacilitiesPage = "找联网医院", "Networked hospitals";
    StoriesPage = "您是哪一种？", "Which one are you?";
    HelpPages = "帮助，问一问", "Help, ask";
    Colours = "颜色", "Colours";
    ThemeSystem = "颜色跟随系统", "Colours of the system";
    ThemeLight = "浅色", "Light";
    ThemeDark = "深色", "Dark";
    ThemeContrast = "高对比", "High contrast";
    MorePages = "更多页面", "More pages";
    Colon = "：", ": ";
    GoBack = "返回", "Back";
    WrongTitle = "有误：", "Error:";
    FormWrong = "没有办成", "Not done";
    SignIn = "登录", "Sign in";
    SignOut = "退出", "Sign out";
    ActingFor = "您正在替家人办", "You are acting for";
    ActNoMore = "换人或回到自己的", "Somebody else, or yourself";
    PartMine = "我的医保", "My insurance";
    PartStaff = "办事人员", "Staff";
    HotlineNumber = "医保热线 12393", "Hotline 12393";
    CallForHelp = "求助", "Help";
    HomePage = "首页", "Home";
    Developers = "开发者", "Developers";
    DemoLine = "演示环境：人和医院都是虚构的，不涉及任何真实个人。",
        "Demo: people and hospitals are invented; nobody here is real.";
    DemoDay = "演示时钟设在", "The demo's clock is set to";
    FiguresLine = "政策数字注明出处；标「未核对原文」的，尚未与官方文本逐字核对。\
        实际待遇以参保地医保局答复为准。",
        "Figures name their source; those marked “not verified” have not been compared with the \
        official text. Your insured place's agency has the last word.";

    // A settlement.
    YouPay = "您自己付", "You pay";
    YouPaid = "您原本自己付", "You had paid";
    Cancelled = "已撤销", "Cancelled";
    CancelledMeaning = "这笔结算不再算数，下面是撤销前的样子。",
        "This settlement no longer counts; below is what it was before.";
    SeeWhy = "看怎么算的", "See how";
    WhoPays = "谁付了多少", "Who pays what";
    CashInScope = "现金（范围内）", "cash, in scope";
    CashOutOfScope = "现金（不在报销范围）", "cash, out of scope";
    WhichFooting = "按什么结算", "What it stands on";
    StepByStep = "一步一步，钱去了哪里", "Step by step, where the money went";
    Amount = "金额", "Amount";
    OpenAll = "全部展开", "Open all";
    CloseAll = "全部收起", "Close all";
    NotVerified = "未核对原文", "not verified";
    ComparedOn = "已核对原文", "compared on";
    OpenSource = "看来源原文", "open the source";
    TwoSources = "两种说法", "Two sources disagree";
    InForce = "现在按这个算", "In force";
    ByTheOther = "另一种说法", "The other source";
    NotComputable = "算不出", "cannot be computed";
    WholeBill = "总费用", "Whole bill";
    YourPart = "您一共付", "You pay in all";
    HadYouFiled = "如果当时备案情况不同", "Had it been filed otherwise";
    HadYouFiledLead = "同一笔账，换一种备案，医保会付多少：",
        "The same bill on another footing; what the insurance would pay:";
    NotKnown = "无法直接算出", "Not known";
    GoodToKnow = "还要知道", "Good to know";
    IfYouDisagree = "不同意这笔账？", "You disagree?";
    DisagreeAsk = "先问医院收费处：明细、医保目录归类，由就医地医院负责。",
        "Ask the hospital's cashier first: lines and their classes are the hospital's to answer.";
    DisagreeAgency = "比例、起付线、备案，由参保地医保局负责。带上结算编号去问。",
        "Rates, deductible and filing are your insured place's agency's to answer. Give them the \
        settlement number.";
    DisagreeClaim = "没能直接结算的费用，可以凭发票、费用清单和出院记录，向参保地医保局申请零星报销，\
        时限以参保地医保局规定为准。",
        "What could not be settled directly can be claimed by hand from your insured place's \
        agency \
        with receipt, itemised bill and discharge record, within its time limit.";
    AboutThisBill = "这笔结算", "About this settlement";
    SettlementNumber = "结算编号", "Settlement number";
    PersonLabel = "参保人", "Insured person";
    InsuredAt = "参保地", "Insured place";
    PrintHint = "要打印：用浏览器的「打印」，A4 纸一页，带核对码，谁都能扫码核对真伪。",
        "To print, use the browser's own print: one sheet of A4, with a code anybody can check.";
    InsurancePays = "医保付", "Insurance";
    YouPayShort = "您付", "You";
    Less = "减", "less";
    HowToFile = "怎么备案", "How to file";
    EachItem = "每一项，能不能报", "Each item: is it payable?";
    NotPayable = "不能报", "Not payable";
    NotPayableMeans = "全部您自己付，不算进可以报的钱。",
        "All of it is yours; none of it counts.";
    PartFirst = "乙类，先付一点", "Class B, a part first";
    PartFirstMeans = "您先付一部分，余下的算进可以报的钱。", "You pay a part first; the rest counts.";
    AllPayable = "甲类，全部能报", "Class A, payable in full";
    AllPayableMeans = "全部算进可以报的钱里。", "All of it counts.";
    ItemLabel = "项目", "Item";
    YouPayFirst = "您先付", "You first";
    Counts = "可以报", "Counts";
    TotalOfThem = "合计", "Total";
    ClassLabel = "类别", "Class";
    FacilityLabel = "医院", "Hospital";
    CareLabel = "就医", "Care";
    SettledOn = "结清", "Settled on";
    BillCode = "核对码", "Check code";
    PaperTitle = "医疗费用结算单　参保人留存", "Settlement of a medical bill, to be kept";
    InCapitals = "大写", "In words";
    Stop = "。", ".";
    Comma = "，", ", ";
    Semicolon = "；", "; ";
    ScanToCheck = "扫码核对真伪，不显示病情", "Scan to check; no illness is shown";
    PrintedAt = "打印于", "Printed";
    DemoShort = "演示数据，人和医院都是虚构的", "Demo: nobody here is real";
    DisagreeOnPaper = "先问医院医保办；再打医保热线 12393，报下面的核对码；\
        也可以到参保地医保经办机构当面提出：",
        "Ask the hospital's insurance office first; then call 12393 with the code below; or go to \
        the agency of your insured place:";

    // The home page.
    ExampleBills = "看懂一笔账", "A bill, explained";
    TryThese = "可以试的两件事", "Two things to try";
    LookFurther = "再往里看", "Look further";

    // A person.
    PersonHeading = "您的医保", "Your insurance";
    OpenInDemo = "演示里的人都是虚构的，这一页不登录也能打开。正式使用时要登录，\
         只有本人和本人授权的人看得到。",
        "The people of this demo are invented, so this page opens without a sign-in. In earnest \
         one signs in, and only the person and whom they allow see it.";
    IdLabel = "身份证", "ID number";
    Enrolments = "参保", "Enrolment";
    PaidThrough = "缴费至", "Paid through";
    NotEntitled = "今天不能享受待遇：", "Not covered today:";
    AccountBalance = "个人账户余额", "Personal account";
    Filings = "备案", "Filings";
    NoFilings = "还没有备案", "Nothing filed yet";
    Settlements = "看病的账", "Bills";
    EarlierSettlements = "更早的结算", "Earlier settlements";
    NoSettlements = "还没有账单", "Nothing settled yet";
    YearSoFar = "今年累计", "This year so far";
    NothingUsed = "今年还没有用到。", "Nothing used this year.";
    Used = "已用", "used";
    OfCeiling = "上限", "ceiling";
    ByCareAndHospital = "（看就医类别和医院级别）", "by kind of care and level of hospital";
    Left = "还剩", "left";

    // Policies.
    Disputes = "处说法不一", "disputes";
    BasisLabel = "依据", "Basis";
    Sources = "来源", "Sources";
    DisputesHeading = "说法不一的地方", "Where sources disagree";
    WhyThisOne = "为什么按这个", "Why this one";

    // Developers.
    DeveloperHeading = "给医院系统的开发者", "For hospital system developers";
    DeveloperLead = "一个地址，收发国家医保信息平台定点医药机构接口的报文。下面的机构和人都是虚构的，可以随意试。",
        "One address speaks the national hospital interface. The facilities and people below are \
        invented; use them freely.";
    AddressLabel = "接口地址", "Address";
    TestFacilities = "测试机构", "Test facilities";
    TestPeople = "测试人员", "Test people";
    CodeLabel = "编号", "Code";
    NameLabel = "名称", "Name";
    RegionLabel = "地区", "Place";
    LevelLabel = "结算等级", "Level";
    VoucherLabel = "凭证（类型 编号）", "Voucher (type, number)";
    SchemeLabel = "险种", "Scheme";
    ProvesLabel = "能验证", "Proves";
    WholeStory = "从头到尾跑一遍", "The whole story";
    WholeStoryLead = "一次普通门诊，六条报文。按顺序贴进终端；后一条用到前一条返回的编号。",
        "One outpatient visit in six messages. Paste them in order; each uses numbers the one \
        before \
        returned.";
    StoryEnd = "最后一行是这笔结算的页面地址：打开它，看每一分钱的去处。",
        "The last line is the address of the settlement's page: see there where each fen went.";
    ErrorCatalogue = "错误目录", "Error catalogue";
    ErrorLead = "业务错误：HTTP 200，infcode 为 −1，err_msg 以代码开头。JSON 接口返回同一代码。",
        "Business errors are HTTP 200 with infcode −1; err_msg begins with the code. The JSON \
        interface returns the same code.";
    ErrorCode = "代码", "Code";
    Meaning = "意思", "Meaning";
    WhatNext = "怎么办", "What next";

    // A problem.
    ProblemNotDone = "这一步没办成", "This was not done";
    ProblemOnlyRead = "只是没能打开：您的东西都在，什么都没改。",
        "It only could not be opened: all of yours is there, and nothing was changed.";
    ProblemSafe = "以前存好的都还在；刚才这一步没有提交。",
        "What you saved before is still there; this step was not sent.";
    ProblemUnsure = "以前存好的都还在；刚才这一步办没办成还不知道，先到「我的医保」看一眼，再决定要不要重来。",
        "What you saved before is still there. Whether this step was done is not known: look at \
        your own pages before you do it again.";
    TryAgain = "再试一次", "Try again";
    AskWithNumber = "要问人，报这个号：", "When you ask somebody, give this number:";
    GoHome = "回首页", "Go to the home page";

    // The API reference.
    ApiHeading = "API 文档", "API reference";
    ApiLead = "由服务器上的 OpenAPI 文件生成。", "Generated from the OpenAPI file this server serves.";
    Calls = "全部调用", "All calls";
    Parameters = "参数", "Parameters";
    RequestBody = "请求体", "Request body";
    Replies = "回复", "Replies";
    Schemas = "数据结构", "Schemas";
    Required = "必填", "required";
    FieldLabel = "字段", "Field";
    TypeLabel = "类型", "Type";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_said_in_both_languages() {
        fn check(words: &[impl Word]) {
            for word in words {
                for lang in [Lang::Zh, Lang::En] {
                    let said = word.in_language(lang);
                    // What joins two things has its space in English.
                    match said {
                        ", " | ": " | "; " => assert_eq!(lang, Lang::En),
                        _ => assert_eq!(said.trim(), said),
                    }
                    assert!(!said.is_empty() && !said.contains("  "), "{said}");
                }
            }
        }
        check(Text::ALL);
        check(PolicyText::ALL);
        check(AdviceText::ALL);
        check(HelpText::ALL);
    }

    #[test]
    fn no_word_is_left_unused() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut used = String::new();
        for folder in ["templates", "src/web", "src/pages"] {
            read_all(&root.join(folder), &mut used);
        }
        for text in Text::ALL {
            assert!(used.contains(&format!("Text::{text:?}")), "{text:?}");
        }
        for text in PolicyText::ALL {
            assert!(used.contains(&format!("PolicyText::{text:?}")), "{text:?}");
        }
        for text in AdviceText::ALL {
            assert!(used.contains(&format!("AdviceText::{text:?}")), "{text:?}");
        }
        for text in HelpText::ALL {
            assert!(used.contains(&format!("HelpText::{text:?}")), "{text:?}");
        }
    }

    fn read_all(folder: &std::path::Path, into: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read_all(&path, into);
            } else if path.extension().is_some_and(|e| e == "rs" || e == "html") {
                into.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }
}
