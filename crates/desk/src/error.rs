//! What can stand in the way of a piece of business. Each row is a cause somebody can act on.

mod entitled;
mod later;

use domain::calendar::CLOCK_MINUTES_MAX;
use domain::facility::Care;
use domain::filing::Refused;
use domain::footing::FootingDecision;
use domain::ids::{CorrectionId, FacilityCode, FilingId, MessageId, SettlementId, VisitId};
use domain::person::{NotEntitled, Scheme};
use domain::plan::Refusal;
use domain::region_names::label;
use domain::text::{Named, Sep};
use domain::{Bilingual, Money, Region, errors, say};
use jiff::civil::Date;
use store::{Fate, StoreError};

use crate::clock::ClockError;
use crate::deed::Deed;
use crate::operators::OperatorError;
use crate::releases::ReleaseError;

use self::entitled::{not_enrolled, not_entitled, opened};
pub(crate) use later::too_large;

/// What people call a field of a command.
fn called(field: &str) -> (&str, &str) {
    match field {
        "stated_total" => ("费用总额", "the total"),
        "lines" => ("费用明细", "the lines"),
        "visit" => ("就诊", "the visit"),
        "person" => ("人员", "the person"),
        "settlement" => ("结算", "the settlement"),
        "disease" => ("病种", "the disease"),
        other => (other, other),
    }
}

errors! {
    /// Why a piece of business was not done. Nothing was written, unless the fate is unknown.
    #[derive(Debug)]
    DeskError {
        UnknownPerson = "unknown-person", NotFound,
            "没有此人的参保登记", "no such person is on record",
            "核对证件号码或电子凭证后重新获取人员信息", "check the voucher and identify the person again";
        UnknownFacility { facility: FacilityCode } = "unknown-facility", NotFound,
            "没有此定点医药机构", "no such facility is on record",
            "核对定点医药机构编号", "check the facility code",
            says say!("没有定点医药机构 {facility}", "facility {facility} is not on record");
        NotEnrolled { scheme: Option<Scheme>, insured_at: Option<Region> }
            = "not-enrolled", Refused,
            "没有该险种的参保信息", "no enrolment in that scheme is on record",
            "用获取人员信息返回的险种和参保地", "use the scheme and insured place that identification returned",
            says not_enrolled(*scheme, *insured_at);
        NotEntitled(why: NotEntitled) = "not-entitled", Refused,
            "就医当日不享受待遇", "not entitled on the day of service",
            "请参保人向参保地医保局核实参保和缴费",
            "the person settles enrolment or premiums with the insured place",
            says not_entitled(why);
        NotNetworked { facility: FacilityCode, care: Care, day: Date, from: Option<Date> }
            = "not-networked", Refused,
            "该机构当日未开通此类直接结算", "the facility is not networked for this care on that day",
            "由个人先付，回参保地零星报销", "the person pays and claims at the insured place",
            says say!(
                "机构 {facility} 在 {day} 未开通{care}直接结算{since}",
                "facility {facility} is not networked for {care} on {day}{since}";
                care = care.name(), since = opened(*from)
            );
        NoCatalogue { treated_at: Region } = "no-catalogue", Refused,
            "没有就医地的医保目录", "no catalogue of the place of care is loaded",
            "请系统管理员导入就医地目录", "the operator of the installation loads the catalogue",
            says say!(
                "没有{place}的医保目录",
                "no catalogue of {place} is loaded";
                place = label(*treated_at)
            );
        UnknownVisit { visit: VisitId } = "unknown-visit", NotFound,
            "没有此就诊记录", "no such visit is on record",
            "先挂号或办理入院，再用返回的就诊ID", "register or admit first, then use the visit number returned",
            says say!(
                "此人在本机构没有就诊记录 {visit}：缺少挂号或入院办理这一步",
                "visit {visit} of this person is not on record here: the step «register» or \
                 «admit» is missing"
            );
        VisitCancelled { visit: VisitId } = "visit-cancelled", Conflict,
            "就诊已撤销", "the visit was cancelled",
            "重新挂号或办理入院", "register or admit again",
            says say!("就诊 {visit} 已撤销", "visit {visit} was cancelled");
        VisitSettled { settlement: SettlementId } = "visit-settled", Conflict,
            "就诊已有结算", "the visit has a settlement",
            "先撤销结算", "cancel the settlement first",
            says say!("就诊已有结算 {settlement}", "the visit has settlement {settlement}");
        VisitHasLines { count: usize } = "visit-has-lines", Conflict,
            "就诊还有费用明细", "the visit still has bill lines",
            "先撤销费用明细", "withdraw the lines first",
            says say!("就诊还有 {count} 条费用明细", "the visit still has {count} bill lines");
        WrongCare { held: Care, asked: Care } = "wrong-care", Conflict,
            "医疗类别与就诊记录不符", "the kind of care is not that of the visit",
            "一次就诊只用一种医疗类别；门诊、住院用各自的交易",
            "one kind of care a visit; outpatient and inpatient have their own transactions",
            says say!(
                "就诊记录为「{held}」，不是「{asked}」",
                "the visit is on record as {held}, not {asked}";
                held = held.name(), asked = asked.name()
            );
        NotDischarged { visit: VisitId } = "not-discharged", Conflict,
            "尚未办理出院", "the patient is not discharged",
            "先办理出院，或注明中途结算", "discharge first, or settle in mid-stay",
            says say!(
                "住院 {visit} 尚未办理出院：缺少出院办理这一步",
                "stay {visit} is not discharged: the step «discharge» is missing"
            );
        AlreadyDischarged { visit: VisitId, on: Date } = "already-discharged", Conflict,
            "已办理出院", "the patient is already discharged",
            "如需更改，先撤销出院", "cancel the discharge first if something has to change",
            says say!("住院 {visit} 已于 {on} 办理出院", "stay {visit} was discharged on {on}");
        FindingsMissing { visit: VisitId, lines: usize } = "findings-missing", Conflict,
            "缺少就诊信息上传这一步", "the step «upload visit information» is missing",
            "先上传就诊和诊断信息，再结算", "upload visit information and diagnoses, then settle",
            says say!(
                "就诊 {visit} 缺少就诊信息上传这一步；已有挂号和 {lines} 条明细",
                "visit {visit}: the step «upload visit information» is missing; registration and \
                 {lines} lines are here"
            );
        UnknownItem { serial: String, code: String, region: Region } = "unknown-item", Invalid,
            "就医地目录中没有此编码", "the code is not in the catalogue of the place of care",
            "核对医保编码", "check the national code",
            says say!(
                "明细 {serial} 的编码 {code} 不在{place}目录中",
                "line {serial}: code {code} is not in the catalogue of {place}";
                place = label(*region)
            );
        ItemNotInForce { serial: String, code: String, day: Date } = "item-not-in-force", Invalid,
            "此编码在使用当日无效", "the code is not in force on the day of use",
            "核对费用发生日期和医保编码", "check the day of use and the code",
            says say!(
                "明细 {serial} 的编码 {code} 在 {day} 无效",
                "line {serial}: code {code} is not in force on {day}"
            );
        LineAmount { serial: String, stated: Money, computed: Money } = "line-amount", Invalid,
            "明细金额不等于单价乘数量", "the amount of a line is not price × quantity",
            "改正单价、数量或金额后重新上传", "correct price, quantity or amount and upload again",
            says say!(
                "明细 {serial} 金额 {stated}，单价乘数量为 {computed}",
                "line {serial} states {stated}, but price × quantity is {computed}"
            );
        NegativeLine { serial: String } = "negative-line", Invalid,
            "负数明细没有对应的原明细", "a negative line names no line it refunds",
            "退费时注明原费用流水号", "name the refunded line",
            says say!(
                "明细 {serial} 为负数，但没有注明所退的明细",
                "line {serial} is negative but names no line it refunds"
            );
        Refund { serial: String, refund_of: String } = "refund", Invalid,
            "退费与原明细不符", "a refund does not fit the line it refunds",
            "退费的编码和单价须相同，数量和金额都不超过原明细",
            "the same code and price, and no more than the line in quantity and in money",
            says say!(
                "退费明细 {serial} 与原明细 {refund_of} 不符：不存在、编码或单价不同，或者数量、金额超出",
                "refund {serial} does not fit line {refund_of}: no such line, another code or \
                 price, or more than the line"
            );
        RefundApart { serial: String, refund_of: String } = "refund-apart", Invalid,
            "退费与原明细不在一起结算", "a refund is not settled with the line it refunds",
            "原明细和退费放在同一批次一起结算", "settle both in one batch",
            says say!(
                "退费明细 {serial} 要和原明细 {refund_of} 一起结算，或者在它之后",
                "refund {serial} is settled together with line {refund_of}, or after it"
            );
        SerialRepeated { serial: String } = "serial-repeated", Invalid,
            "同一消息中流水号重复", "a serial occurs twice in one message",
            "每条明细用不同的流水号", "give each line a serial of its own",
            says say!("流水号 {serial} 在同一消息中重复", "serial {serial} occurs twice in the message");
        SerialTaken { serial: String } = "serial-taken", Conflict,
            "流水号已被另一条明细使用", "the serial is taken by another line",
            "先撤销原明细，或换流水号", "withdraw the other line first, or use another serial",
            says say!(
                "流水号 {serial} 已被另一条明细使用",
                "serial {serial} is taken by a line with other content"
            );
        BatchSettled { batch: String, settlement: SettlementId } = "batch-settled", Conflict,
            "该收费批次已结算过", "the charge batch has been settled before",
            "用新的收费批次号上传", "upload under a new batch number",
            says say!(
                "收费批次 {batch} 已由 {settlement} 结算过",
                "batch {batch} was settled before, by {settlement}"
            );
        NoSuchLines { which: String, settled: bool } = "no-such-lines", NotFound,
            "没有可撤销的明细", "there are no such lines to withdraw",
            "已结算的明细须先撤销结算", "lines that are settled need the settlement cancelled first",
            says match settled {
                true => say!("明细 {which} 已结算", "the lines {which} are settled"),
                false => say!("没有明细 {which}", "there are no lines {which}"),
            };
        NoLines { batch: Option<String>, unsettled: usize, settled: usize } = "no-lines", Conflict,
            "没有待结算的费用明细", "there are no lines to settle",
            "先上传费用明细", "upload the bill lines first",
            says match batch {
                Some(batch) => say!(
                    "批次 {batch} 没有待结算的明细；本次就诊有 {unsettled} 条未结算、{settled} 条已结算",
                    "batch {batch} has no lines to settle; the visit has {unsettled} unsettled and \
                     {settled} settled lines"
                ),
                None => say!(
                    "本次就诊没有待结算的明细，已结算的有 {settled} 条",
                    "the visit has no lines to settle; {settled} are settled"
                ),
            };
        TotalMismatch { stated: Money, held: Money, count: usize } = "total-mismatch", Invalid,
            "医疗费总额不等于明细之和", "the stated total is not the sum of the lines",
            "核对已上传的明细，补传或撤销后重试", "compare the lines uploaded; upload or withdraw, then try again",
            says say!(
                "所报总额 {stated}，已上传的 {count} 条明细合计 {held}",
                "stated total {stated}, but the {count} lines uploaded add up to {held}"
            );
        NegativeBill = "negative-bill", Invalid,
            "退费多于同一年度里这次就医的费用",
            "refunds exceed what was charged for the visit in the same year",
            "核对退费明细；退的是上一年度结算过的，先撤销那一次结算，再一起结算",
            "check the refund lines; where they give back what was settled in the year before, \
             cancel that settlement first and settle all of it together";
        AlreadySettled { settlement: SettlementId, message: MessageId }
            = "already-settled", Conflict,
            "已经结算", "it has been settled already",
            "用原消息编号重发可取回原结果，或按结算ID查询",
            "send the original message again for its answer, or query the settlement",
            says say!(
                "已由消息 {message} 结算，结算ID {settlement}",
                "settled by message {message} as settlement {settlement}"
            );
        NoPolicy { insured_at: Region, scheme: Scheme, day: Date } = "no-policy", Refused,
            "没有参保地当日的待遇政策", "no policy of the insured place covers that day",
            "今天本人先付，留好票据；参保地经办人员看过以后通知本人怎么报",
            "the person pays today and keeps the papers; a clerk of the insured place looks at it \
             and tells them how it is claimed",
            says say!(
                "没有{place}{of} {day} 的待遇政策",
                "no policy of {place} for the {of} covers {day}";
                place = label(*insured_at), of = scheme.name()
            );
        NotDirect { refusal: Box<Refusal>, footing: Box<FootingDecision> }
            = "not-settled-directly", Refused,
            "按参保地政策不能直接结算", "the insured place's policy does not settle this directly",
            "按所示说明办理，有疑问请问参保地医保热线",
            "do as it says; where in doubt ask the hotline of the insured place",
            says stands_on(footing, refusal);
        RuleNotKnown { refusal: Box<Refusal>, footing: Box<FootingDecision> }
            = "rule-not-known", Refused,
            "规定不明，由经办人员决定", "the rule is not known; a clerk decides",
            "今天本人先付，留好票据；参保地经办人员看过以后通知本人怎么报",
            "the person pays today and keeps the papers; a clerk of the insured place looks at it \
             and tells them how it is claimed",
            says stands_on(footing, refusal);
        CeilingNotKnown { refusal: Box<Refusal>, footing: Box<FootingDecision> }
            = "ceiling-not-known", Refused,
            "封顶线不明，由经办人员决定", "the ceiling is not known; a clerk decides",
            "今天本人先付，留好票据；参保地经办人员看过以后通知本人怎么报",
            "the person pays today and keeps the papers; a clerk of the insured place looks at it \
             and tells them how it is claimed",
            says stands_on(footing, refusal);
        NoRule { refusal: Box<Refusal>, footing: Box<FootingDecision> } = "no-rule", Refused,
            "政策包没有这种情况的规定", "the policy pack has no rule for this situation",
            "今天本人先付，留好票据；参保地经办人员看过以后通知本人怎么报",
            "the person pays today and keeps the papers; a clerk of the insured place looks at it \
             and tells them how it is claimed",
            says stands_on(footing, refusal);
        TwoRules { refusal: Box<Refusal>, footing: Box<FootingDecision> } = "two-rules", Refused,
            "政策包中两条规定相互冲突", "two rules of the pack cover the situation",
            "今天本人先付，留好票据；参保地经办人员看过以后通知本人怎么报",
            "the person pays today and keeps the papers; a clerk of the insured place looks at it \
             and tells them how it is claimed",
            says stands_on(footing, refusal);
        OutsideTheScheme { refusal: Box<Refusal> } = "outside-the-scheme", Refused,
            "港澳台和境外不在异地就医范围内",
            "Hong Kong, Macao, Taiwan and abroad are outside the scheme",
            "由个人支付", "the person pays",
            says refusal.message();
        HomeSuspended { refusal: Box<Refusal> } = "home-suspended", Refused,
            "异地备案期间暂停参保地结算",
            "a long-term filing for another place suspends care at home",
            "先注销备案，或由个人先付后零星报销",
            "cancel the filing first, or pay and claim afterwards",
            says refusal.message();
        FactNotKnown { fact: Bilingual } = "fact-not-known", Refused,
            "政策问到的情况，这里没有记录", "the policy asks for something that is not on record here",
            "补报后重试；补不了的，今天本人先付、留好票据，参保地经办人员看过以后通知",
            "report it and try again; where that cannot be done, the person pays today and keeps \
             the papers; a clerk of the insured place looks at it and tells them how it is claimed",
            says fact.clone();
        EarlierStayUnsettled { since: Date } = "earlier-stay-unsettled", Conflict,
            "转来之前的住院还没有结算", "the stay it was transferred from is not settled yet",
            "请前一家机构先办理出院和结算，再结算这一次",
            "the earlier facility discharges and settles first, then this stay is settled",
            says say!(
                "{since} 开始的前一次住院还没有结算，这次的起付线要接它计算",
                "the earlier stay, since {since}, is not settled; the deductible of this one \
                 follows from it"
            );
        ThirdParty = "third-party", Refused,
            "外伤涉及第三方责任", "somebody else is liable for the injury",
            "第三方不负责的，由本人承诺后更正标志",
            "correct the flag if the person declares that nobody else is liable";
        UnknownSettlement { settlement: SettlementId } = "unknown-settlement", NotFound,
            "没有此结算记录", "no such settlement is on record",
            "核对结算ID和就诊ID", "check the settlement and visit numbers",
            says say!("没有结算记录 {settlement}", "settlement {settlement} is not on record");
        VisitDiffers { visit: VisitId, fields: Vec<&'static str> } = "visit-differs", Conflict,
            "同一次就诊已登记，情形不同", "the visit is open already, in other circumstances",
            "用修改就诊信息的交易更改，或换一个就诊号",
            "change it by the transaction for changes, or open another under a number of its own",
            says say!(
                "就诊 {visit} 已经登记，不同的是：{fields}",
                "visit {visit} is open already; what differs: {fields}";
                fields = Bilingual::new(fields.join("、"), fields.join(", "))
            );
        AccountSpent { settlement: SettlementId, short: Money } = "account-spent", Conflict,
            "个人账户余额不够收回", "the personal account does not hold what has to come back",
            "先撤销之后用了个人账户的结算，或由经办人员处理",
            "cancel the later settlements that used the account first, or ask the agency",
            says say!(
                "撤销 {settlement} 要从个人账户收回的钱还差 {short}",
                "cancelling {settlement} takes back {short} more than the personal account holds"
            );
        UnknownCorrection { correction: CorrectionId } = "unknown-correction", NotFound,
            "没有此补差记录", "no such correction is on record",
            "核对补差单号", "check the number of the correction",
            says say!("没有补差记录 {correction}", "correction {correction} is not on record");
        LaterFirst {
            settlement: SettlementId,
            later: Vec<SettlementId>,
            elsewhere: usize,
        }
            = "later-settlements-first", Conflict,
            "之后还有结算，须先撤销", "later settlements stand and have to be cancelled first",
            "从最后一笔起依次撤销；在别处的，请参保人回那里撤销",
            "cancel from the last one backwards; for those elsewhere the person asks the facility \
             there",
            says later::later_first(settlement, later, *elsewhere);
        AlreadyCancelled { settlement: SettlementId, cancelled_by: SettlementId }
            = "already-cancelled", Conflict,
            "该结算已撤销", "the settlement was cancelled before",
            "无需再撤销；可按撤销的结算ID查询", "nothing to do; query the cancellation by its number",
            says say!(
                "结算 {settlement} 已由 {cancelled_by} 撤销",
                "settlement {settlement} was cancelled by {cancelled_by}"
            );
        IsCancellation { settlement: SettlementId } = "is-cancellation", Conflict,
            "这是一笔撤销，不能再撤销", "this is a cancellation and cannot be cancelled",
            "重新结算", "settle again instead",
            says say!("{settlement} 是一笔撤销", "{settlement} is itself a cancellation");
        KeyReused { message: MessageId, fields: Vec<String> } = "key-reused", Conflict,
            "同一消息编号、不同内容", "the same message number came with other content",
            "重发须与原文一致；新业务用新的编号",
            "resend exactly what was sent; use a new number for something new",
            says {
                let (zh, en): (Vec<&str>, Vec<&str>) = fields.iter().map(|it| called(it)).unzip();
                let (zh, en) = (zh.join("、"), en.join(", "));
                say!(
                    "消息 {message} 曾以不同内容发送，不同之处：{zh}",
                    "message {message} came before with other content; it differs in: {en}"
                )
            };
        MessageReversed { message: MessageId, settlement: Option<SettlementId> }
            = "message-reversed", Conflict,
            "该消息已被冲正或撤销", "the message was reversed or what it did was cancelled",
            "如仍需办理，用新的消息编号", "use a new message number if it is still wanted",
            says match settlement {
                Some(id) => say!(
                    "消息 {message} 的结算 {id} 已撤销或冲正",
                    "settlement {id} of message {message} was cancelled or reversed"
                ),
                None => say!("消息 {message} 已被冲正", "message {message} was reversed"),
            };
        OtherDeed { message: MessageId, asked: Deed } = "other-deed", Invalid,
            "原交易与所报不符", "the original message asked for something else",
            "核对原交易编号", "check the original transaction",
            says say!(
                "消息 {message} 不是「{asked}」",
                "message {message} did not ask to {asked}";
                asked = asked.name()
            );
        NotReversible = "not-reversible", Invalid,
            "此类交易不能冲正，可以冲正的只有门诊结算、住院结算和入院登记",
            "messages of this kind cannot be reversed; those that settle and that admit can",
            "结果不明的，用原消息编号重发；要撤回的，用对应的撤销交易",
            "where the outcome is unknown send the message again under its number; to undo it, \
             use the transaction that does";
        DateAhead { what: Bilingual, day: Date } = "date-ahead", Invalid,
            "日期晚于今天", "the day lies in the future",
            "核对日期和医院的时钟", "check the day, and the hospital's clock",
            says say!(
                "{what} {day} 晚于今天；医院时钟最多可快 {CLOCK_MINUTES_MAX} 分钟",
                "{what} {day} lies in the future; a hospital's clock may be at most \
                 {CLOCK_MINUTES_MAX} minutes ahead";
                what = what.clone()
            );
        DateOrder { from: Date, until: Date } = "date-order", Invalid,
            "结束日期早于开始日期", "the end lies before the beginning",
            "核对入院和出院日期", "check admission and discharge",
            says say!("结束日期 {until} 早于开始日期 {from}", "the end {until} lies before {from}");
        Field { field: &'static str, rule: Bilingual } = "field", Invalid,
            "字段内容不合规定", "a field breaks its rule",
            "按所示规定改正", "correct it by the rule shown",
            says say!("字段 {field}：{rule}", "field {field}: {rule}"; rule = rule.clone());
        NotStanding { settlement: SettlementId } = "not-standing", Conflict,
            "该结算已撤销或是撤销记录", "the settlement is cancelled, or is a cancellation",
            "只有有效的结算可以补差", "only a settlement that stands can be corrected",
            says say!("结算 {settlement} 已不有效", "settlement {settlement} does not stand");
        NothingToDecide { settlement: SettlementId } = "nothing-to-decide", Conflict,
            "没有等待决定的补差", "no correction waits for a decision",
            "用 /api/v1/corrections/tasks 查看等待决定的", "see what waits at /api/v1/corrections/tasks",
            says say!("结算 {settlement} 没有等待决定的补差", "nothing about settlement {settlement} waits");
        NotDerived { settlement: SettlementId, why: Bilingual } = "not-derived", Refused,
            "这笔结算重算不出", "the settlement cannot be derived again",
            "按所示原因处理；暂不补差的请决定保持不变",
            "deal with the reason shown, or decide to leave it",
            says say!(
                "结算 {settlement} 重算不出：{why}",
                "settlement {settlement} cannot be derived again: {why}";
                why = why.clone()
            );
        Register { row: usize, rule: Bilingual } = "bad-register", Invalid,
            "登记信息的某一行不合规定", "a row of what is to be put on record breaks a rule",
            "按所示规定改正这一行，再整份提交", "correct the row and state everything again",
            says say!("第 {row} 行：{rule}", "row {row}: {rule}"; rule = rule.clone());
        UnknownFiling { filing: FilingId } = "unknown-filing", NotFound,
            "没有此备案", "no such filing is on record",
            "核对备案号", "check the filing number",
            says say!("没有备案 {filing}", "filing {filing} is not on record");
        FilingRefused(refused: Box<Refused>) = "filing-refused", Refused,
            "备案不能这样办理", "the filing cannot be handled this way",
            "按所示原因改正后重试", "correct what is shown and try again",
            says refused.says();
        UnknownSignIn { sign_number: String } = "unknown-sign-in", NotFound,
            "没有此签到", "no such sign-in is open",
            "核对签到编号，或重新签到", "check the number, or sign in again",
            says say!("没有签到 {sign_number}", "sign-in {sign_number} is not open");
        FateUnknown(cause: StoreError) = "fate-unknown", Unavailable,
            "结果未知", "the outcome is not known",
            "用原消息编号查询或重发", "ask by the message number, or send it again unchanged";
        Unavailable(cause: StoreError) = "unavailable", Unavailable,
            "系统暂时不可用，未做任何更改", "the system is unavailable; nothing was changed",
            "稍后用原消息编号重发", "send the same message again later";
        + Clock(ClockError);
        + Choice(crate::designation::ChoiceError);
        + Account(crate::accounts::AccountError);
        + EVoucher(crate::e_voucher::EVoucherError);
        + BillCase(crate::bill_cases::BillCaseError);
        + Case(crate::cases::CaseError);
        + Question(crate::questions::QuestionError);
        + Share(crate::sharing::ShareError);
        + HospitalRecord(crate::hospital::HospitalRecordError);
        + Operator(OperatorError);
        + Visit(crate::visit_error::VisitError);
        + Release(ReleaseError);
    }
}

impl From<StoreError> for DeskError {
    fn from(cause: StoreError) -> DeskError {
        match cause.fate() {
            Fate::Unknown => DeskError::FateUnknown(cause),
            Fate::NotCommitted => DeskError::Unavailable(cause),
        }
    }
}

impl DeskError {
    /// Whether it says something about the business, and not about the machine.
    pub(crate) fn is_about_the_business(&self) -> bool {
        !matches!(self, DeskError::Unavailable(_) | DeskError::FateUnknown(_))
    }

    /// The policy gives no amount for a visit on this footing.
    pub fn refused(refusal: Refusal, footing: &FootingDecision) -> DeskError {
        let footing = Box::new(footing.clone());
        let refusal = Box::new(refusal);
        match *refusal {
            Refusal::NotDirect { .. } => DeskError::NotDirect { refusal, footing },
            Refusal::Unknown { .. } => DeskError::RuleNotKnown { refusal, footing },
            Refusal::CeilingNotKnown { .. } => DeskError::CeilingNotKnown { refusal, footing },
            Refusal::NoRule { .. } | Refusal::NoBenefitYear(_) => {
                DeskError::NoRule { refusal, footing }
            }
            Refusal::TwoRules { .. } | Refusal::TooLarge { .. } => {
                DeskError::TwoRules { refusal, footing }
            }
            Refusal::OutsideTheScheme(_) => DeskError::OutsideTheScheme { refusal },
            Refusal::HomeSuspended { .. } => DeskError::HomeSuspended { refusal },
        }
    }
}

fn stands_on(footing: &FootingDecision, refusal: &Refusal) -> Bilingual {
    Bilingual::join([footing.reason.clone(), refusal.message()], Sep::Semicolon)
}
