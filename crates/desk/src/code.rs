//! Every error code with what it means and what to do next. The source of the generated list of
//! errors; the words of one occurrence are in `words.rs`.

use domain::Bilingual;

/// Who has to do something about an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// What was named does not exist, or is not the caller's.
    NotFound,
    /// It contradicts what was done before.
    Conflict,
    /// What was sent cannot be right.
    Invalid,
    /// The rules do not allow it.
    Refused,
    /// Nobody says who asks, or not with a key that is in use.
    Unidentified,
    /// Whoever asks may not do this.
    Forbidden,
    /// Nothing wrong with the message; try again.
    Unavailable,
}

/// One code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorCode {
    /// Stable word.
    pub code: &'static str,
    /// Who has to do something.
    pub kind: Kind,
    /// What it means, Chinese and English.
    pub means: (&'static str, &'static str),
    /// What to do next, Chinese and English.
    pub next: (&'static str, &'static str),
}

impl ErrorCode {
    /// What it means.
    pub fn means(&self) -> Bilingual {
        Bilingual::new(self.means.0, self.means.1)
    }

    /// What to do next.
    pub fn next(&self) -> Bilingual {
        Bilingual::new(self.next.0, self.next.1)
    }
}

/// Declares the codes once: a constant each, and the list of all.
macro_rules! codes {
    ($($name:ident = $code:literal, $kind:ident,
        $zh:literal, $en:literal, $next_zh:literal, $next_en:literal;)+) => {
        $(
            #[doc = $en]
            pub const $name: ErrorCode = ErrorCode {
                code: $code,
                kind: Kind::$kind,
                means: ($zh, $en),
                next: ($next_zh, $next_en),
            };
        )+

        /// Every code.
        pub const CODES: &[ErrorCode] = &[$($name),+];
    };
}

codes! {
    UNKNOWN_PERSON = "unknown-person", NotFound,
        "没有此人的参保登记", "no such person is on record",
        "核对证件号码或电子凭证后重新获取人员信息", "check the voucher and identify the person again";
    UNKNOWN_FACILITY = "unknown-facility", NotFound,
        "没有此定点医药机构", "no such facility is on record",
        "核对定点医药机构编号", "check the facility code";
    NOT_ENROLLED = "not-enrolled", Refused,
        "没有该险种的参保信息", "no enrolment in that scheme is on record",
        "用获取人员信息返回的险种和参保地", "use the scheme and insured place that identification returned";
    NOT_ENTITLED = "not-entitled", Refused,
        "就医当日不享受待遇", "not entitled on the day of service",
        "请参保人向参保地医保局核实参保和缴费", "the person settles enrolment or premiums with the insured place";
    NOT_NETWORKED = "not-networked", Refused,
        "该机构当日未开通此类直接结算", "the facility is not networked for this care on that day",
        "由个人先付，回参保地零星报销", "the person pays and claims at the insured place";
    NO_CATALOGUE = "no-catalogue", Refused,
        "没有就医地的医保目录", "no catalogue of the place of care is loaded",
        "请系统管理员导入就医地目录", "the operator of the installation loads the catalogue";
    UNKNOWN_VISIT = "unknown-visit", NotFound,
        "没有此就诊记录", "no such visit is on record",
        "先挂号或办理入院，再用返回的就诊ID", "register or admit first, then use the visit number returned";
    VISIT_CANCELLED = "visit-cancelled", Conflict,
        "就诊已撤销", "the visit was cancelled",
        "重新挂号或办理入院", "register or admit again";
    VISIT_SETTLED = "visit-settled", Conflict,
        "就诊已有结算", "the visit has a settlement",
        "先撤销结算", "cancel the settlement first";
    VISIT_HAS_LINES = "visit-has-lines", Conflict,
        "就诊还有费用明细", "the visit still has bill lines",
        "先撤销费用明细", "withdraw the lines first";
    WRONG_CARE = "wrong-care", Conflict,
        "医疗类别与就诊记录不符", "the kind of care is not that of the visit",
        "一次就诊只用一种医疗类别；门诊、住院用各自的交易",
        "one kind of care a visit; outpatient and inpatient have their own transactions";
    NOT_DISCHARGED = "not-discharged", Conflict,
        "尚未办理出院", "the patient is not discharged",
        "先办理出院，或注明中途结算", "discharge first, or settle in mid-stay";
    ALREADY_DISCHARGED = "already-discharged", Conflict,
        "已办理出院", "the patient is already discharged",
        "如需更改，先撤销出院", "cancel the discharge first if something has to change";
    FINDINGS_MISSING = "findings-missing", Conflict,
        "缺少就诊信息上传这一步", "the step «upload visit information» is missing",
        "先上传就诊和诊断信息，再结算", "upload visit information and diagnoses, then settle";
    UNKNOWN_ITEM = "unknown-item", Invalid,
        "就医地目录中没有此编码", "the code is not in the catalogue of the place of care",
        "核对医保编码", "check the national code";
    ITEM_NOT_IN_FORCE = "item-not-in-force", Invalid,
        "此编码在使用当日无效", "the code is not in force on the day of use",
        "核对费用发生日期和医保编码", "check the day of use and the code";
    LINE_AMOUNT = "line-amount", Invalid,
        "明细金额不等于单价乘数量", "the amount of a line is not price × quantity",
        "改正单价、数量或金额后重新上传", "correct price, quantity or amount and upload again";
    NEGATIVE_LINE = "negative-line", Invalid,
        "负数明细没有对应的原明细", "a negative line names no line it refunds",
        "退费时注明原费用流水号", "name the refunded line";
    REFUND = "refund", Invalid,
        "退费与原明细不符", "a refund does not fit the line it refunds",
        "退费的编码须相同，数量不超过原明细", "the same code, and no more than the line it refunds";
    SERIAL_REPEATED = "serial-repeated", Invalid,
        "同一消息中流水号重复", "a serial occurs twice in one message",
        "每条明细用不同的流水号", "give each line a serial of its own";
    SERIAL_TAKEN = "serial-taken", Conflict,
        "流水号已被另一条明细使用", "the serial is taken by another line",
        "先撤销原明细，或换流水号", "withdraw the other line first, or use another serial";
    BATCH_SETTLED = "batch-settled", Conflict,
        "该收费批次已结算过", "the charge batch has been settled before",
        "用新的收费批次号上传", "upload under a new batch number";
    NO_SUCH_LINES = "no-such-lines", NotFound,
        "没有可撤销的明细", "there are no such lines to withdraw",
        "已结算的明细须先撤销结算", "lines that are settled need the settlement cancelled first";
    NO_LINES = "no-lines", Conflict,
        "没有待结算的费用明细", "there are no lines to settle",
        "先上传费用明细", "upload the bill lines first";
    TOTAL_MISMATCH = "total-mismatch", Invalid,
        "医疗费总额不等于明细之和", "the stated total is not the sum of the lines",
        "核对已上传的明细，补传或撤销后重试", "compare the lines uploaded; upload or withdraw, then try again";
    NEGATIVE_BILL = "negative-bill", Invalid,
        "退费多于费用", "refunds exceed the bill",
        "核对退费明细", "check the refund lines";
    ALREADY_SETTLED = "already-settled", Conflict,
        "已经结算", "it has been settled already",
        "用原消息编号重发可取回原结果，或按结算ID查询",
        "send the original message again for its answer, or query the settlement";
    SETTLEMENT_CANCELLED = "settlement-cancelled", Conflict,
        "该批次的结算已撤销", "the settlement of this batch was cancelled",
        "撤销明细后用新的收费批次号上传，再结算",
        "withdraw the lines, upload them under a new batch number, settle again";
    NO_POLICY = "no-policy", Refused,
        "没有参保地当日的待遇政策", "no policy of the insured place covers that day",
        "由个人先付，回参保地零星报销", "the person pays and claims at the insured place";
    NOT_DIRECT = "not-settled-directly", Refused,
        "按参保地政策不能直接结算", "the insured place's policy does not settle this directly",
        "出院结算前补办备案，或由个人先付后零星报销",
        "file before the discharge is settled, or pay and claim afterwards";
    RULE_NOT_KNOWN = "rule-not-known", Refused,
        "规定不明，由经办人员决定", "the rule is not known; a clerk decides",
        "由个人先付，回参保地零星报销", "the person pays and claims at the insured place";
    NO_RULE = "no-rule", Refused,
        "政策包没有这种情况的规定", "the policy pack has no rule for this situation",
        "由个人先付，并告知政策管理员", "the person pays; tell the policy editor";
    TWO_RULES = "two-rules", Refused,
        "政策包中两条规定相互冲突", "two rules of the pack cover the situation",
        "由个人先付，并告知政策管理员", "the person pays; tell the policy editor";
    OUTSIDE_THE_SCHEME = "outside-the-scheme", Refused,
        "港澳台和境外不在异地就医范围内", "Hong Kong, Macao, Taiwan and abroad are outside the scheme",
        "由个人支付", "the person pays";
    HOME_SUSPENDED = "home-suspended", Refused,
        "异地备案期间暂停参保地结算", "a long-term filing for another place suspends care at home",
        "先注销备案，或由个人先付后零星报销", "cancel the filing first, or pay and claim afterwards";
    THIRD_PARTY = "third-party", Refused,
        "外伤涉及第三方责任", "somebody else is liable for the injury",
        "第三方不负责的，由本人承诺后更正标志", "correct the flag if the person declares that nobody else is liable";
    UNKNOWN_SETTLEMENT = "unknown-settlement", NotFound,
        "没有此结算记录", "no such settlement is on record",
        "核对结算ID和就诊ID", "check the settlement and visit numbers";
    ALREADY_CANCELLED = "already-cancelled", Conflict,
        "该结算已撤销", "the settlement was cancelled before",
        "无需再撤销；可按撤销的结算ID查询", "nothing to do; query the cancellation by its number";
    IS_CANCELLATION = "is-cancellation", Conflict,
        "这是一笔撤销，不能再撤销", "this is a cancellation and cannot be cancelled",
        "重新结算", "settle again instead";
    KEY_REUSED = "key-reused", Conflict,
        "同一消息编号、不同内容", "the same message number came with other content",
        "重发须与原文一致；新业务用新的编号", "resend exactly what was sent; use a new number for something new";
    MESSAGE_REVERSED = "message-reversed", Conflict,
        "该消息已被冲正或撤销", "the message was reversed or what it did was cancelled",
        "如仍需办理，用新的消息编号", "use a new message number if it is still wanted";
    OTHER_DEED = "other-deed", Invalid,
        "原交易与所报不符", "the original message asked for something else",
        "核对原交易编号", "check the original transaction";
    NOT_REVERSIBLE = "not-reversible", Invalid,
        "此类交易不能冲正", "messages of this kind cannot be reversed",
        "用对应的撤销交易", "use the transaction that undoes it";
    DATE_AHEAD = "date-ahead", Invalid,
        "日期晚于今天", "the day lies in the future",
        "核对日期", "check the day";
    DATE_ORDER = "date-order", Invalid,
        "结束日期早于开始日期", "the end lies before the beginning",
        "核对入院和出院日期", "check admission and discharge";
    FIELD = "field", Invalid,
        "字段内容不合规定", "a field breaks its rule",
        "按所示规定改正", "correct it by the rule shown";
    UNKNOWN_FILING = "unknown-filing", NotFound,
        "没有此备案", "no such filing is on record",
        "核对备案号", "check the filing number";
    FILING_REFUSED = "filing-refused", Refused,
        "备案不能这样办理", "the filing cannot be handled this way",
        "按所示原因改正后重试", "correct what is shown and try again";
    UNKNOWN_SIGN_IN = "unknown-sign-in", NotFound,
        "没有此签到", "no such sign-in is open",
        "核对签到编号，或重新签到", "check the number, or sign in again";
    UNKNOWN_OPERATOR_KEY = "unknown-operator-key", Unidentified,
        "没有操作员密钥，或密钥无效", "there is no operator key, or it is not in use",
        "请用本人的密钥；没有的由系统管理员用 suixing operator add 发给",
        "use your own key; the operator of the installation makes one with suixing operator add";
    ROLE_MISSING = "role-missing", Forbidden,
        "操作员没有此项职责", "the operator has not the role this takes",
        "请有此职责的人办理", "ask somebody who has the role";
    OPERATOR_EXISTS = "operator-exists", Conflict,
        "已有同名操作员", "there is an operator of that name",
        "换一个名称；停用的名称也不再使用", "take another name; that of a disabled operator stays taken";
    UNKNOWN_OPERATOR = "unknown-operator", NotFound,
        "没有此操作员", "no such operator is on record",
        "用 suixing operator list 查看", "see suixing operator list";
    FOUR_EYES = "four-eyes", Forbidden,
        "起草人不能审批自己的发布", "whoever drafted a release cannot decide it",
        "请另一位有发布职责的人审批", "ask another policy publisher";
    UNKNOWN_RELEASE = "unknown-release", NotFound,
        "没有此政策发布", "no such release is on record",
        "用 suixing policy releases 或 /api/v1/releases 查看",
        "see suixing policy releases or /api/v1/releases";
    RELEASE_FILES = "release-files", Invalid,
        "发布的文件不合规定", "the files of the release break a rule",
        "一次发布一个区划文件夹的全部文件", "a release is all files of one folder of policies";
    RELEASE_RED = "release-red", Refused,
        "检查或算例没有通过", "checks or cases do not hold",
        "按所列文件、行和算例改正后重新起草", "correct what is named by file, line and case, and draft again";
    RELEASE_DECIDED = "release-decided", Conflict,
        "此发布已有结论", "the release is decided already",
        "如需更改，另行起草或回退", "draft another release, or roll this one back";
    RELEASE_OUTDATED = "release-outdated", Conflict,
        "起草之后该区划已有新的发布", "another release of the place was approved since the draft",
        "在新的发布之上重新起草", "draft again on top of it";
    RELEASE_DATE = "release-date", Invalid,
        "施行日期不合规定", "a release cannot come into force on that day",
        "用今天或以后的日期，且不早于已批准的发布",
        "use today or later, and no earlier than what is already approved";
    NOT_LATEST = "release-not-latest", Conflict,
        "只能回退该区划最近批准的发布", "only the latest approved release of a place can be rolled back",
        "先回退之后的发布", "roll back the later ones first";
    RELEASE_IN_FORCE = "release-in-force", Conflict,
        "发布已经施行，不能撤回", "the release is in force and cannot be withdrawn",
        "请回退", "roll it back instead";
    OTHER_POLICIES = "other-policies", Conflict,
        "此数据库的服务安装的是另一套政策", "the server of this database has other policies installed",
        "用 --policies 指明服务所用的文件夹", "name the server's folder with --policies";
    FATE_UNKNOWN = "fate-unknown", Unavailable,
        "结果未知", "the outcome is not known",
        "用原消息编号查询或重发", "ask by the message number, or send it again unchanged";
    UNAVAILABLE = "unavailable", Unavailable,
        "系统暂时不可用，未做任何更改", "the system is unavailable; nothing was changed",
        "稍后用原消息编号重发", "send the same message again later";
}
