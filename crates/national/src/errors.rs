//! Why a message of a hospital is not accepted: one row a cause, each with a stable code, a
//! sentence in Chinese and English that names the field, and what to do next.
//!
//! The sentences never repeat a name, a certificate or a card number: fields that may hold one are
//! read as plain text, and errors about plain text do not quote it.

use domain::errors::ErrorCode;
use domain::{Region, errors};

use crate::doubt::Doubt;
use crate::faults;
use crate::gateway::Rejection;
use crate::reply::Withheld;

/// Every error code of the hospital interface.
pub fn codes() -> impl Iterator<Item = &'static ErrorCode> {
    let own = ReadError::codes().chain(Withheld::codes());
    own.chain(Doubt::codes()).chain(Rejection::codes())
}

errors! {
    /// Why bytes are not a message, or a message is not a request. Texts that were sent are
    /// shortened; `field` is the path of a field, `serial` the number of a bill line.
    #[derive(Clone, Debug, PartialEq, Eq)]
    ReadError {
        EmptyBody = "empty-body", Invalid,
            "报文为空", "the message is empty",
            "请以POST方式发送JSON报文体", "send the JSON message as the body of a POST";
        BodyTooLarge { megabytes: usize } = "body-too-large", Invalid,
            "报文超过 {megabytes} MB 或没有传完", "the body is over {megabytes} MB or broke off",
            "请分批上传明细后重发", "upload the lines in smaller batches and send again";
        NotUtf8 = "not-utf8", Invalid,
            "报文不是UTF-8编码", "the message is not UTF-8",
            "请将报文转为UTF-8后发送", "convert the message to UTF-8";
        Truncated = "truncated-json", Invalid,
            "报文不完整，JSON在结束前中断", "the message is cut off before its JSON is complete",
            "请检查Content-Length与网络后重发",
            "check Content-Length and the network, then send again";
        BadJson { line: usize, column: usize } = "bad-json", Invalid,
            "报文不是合法的JSON（第 {line} 行第 {column} 列）",
            "the message is not JSON at line {line}, column {column}",
            "更正后用新的报文重新发送", "correct it and send a new message";
        TooDeep { limit: usize } = "too-deep", Invalid,
            "JSON嵌套超过{limit}层", "the JSON is nested more than {limit} levels deep",
            "更正后用新的报文重新发送", "correct it and send a new message";
        RepeatedKey { key: String } = "repeated-key", Invalid,
            "同一对象中字段«{key}»出现两次且值不同",
            "one object holds «{key}» twice with different values",
            "每个字段只发送一次", "send each field once";
        NotAnObject { node: String } = "not-an-object", Invalid,
            "{node}应为对象", "{node} is not an object",
            "更正后用新的报文重新发送", "correct it and send a new message";
        MissingField { field: String } = "missing-field", Invalid,
            "缺少{field}", "{field} is missing",
            "请填写该字段", "fill the field in";
        WrongType { field: String } = "wrong-type", Invalid,
            "{field}应为单个值，收到的是对象或数组",
            "{field} is an object or array where a single value belongs",
            "更正后用新的报文重新发送", "correct it and send a new message";
        TooLong { field: String, limit: usize } = "too-long", Invalid,
            "{field}超过{limit}个字符", "{field} is longer than {limit} characters",
            "请缩短该字段", "shorten the field";
        ControlCharacter { field: String } = "control-character", Invalid,
            "{field}含有控制字符", "{field} holds control characters",
            "请去除控制字符", "remove the control characters";
        BadIdentifier { field: String, value: String, rule: &'static str }
            = "bad-identifier", Invalid,
            "{field}«{value}»格式不符", "{field} «{value}» is not acceptable: {rule}",
            "请原样使用平台返回或登记的编号", "use the number exactly as issued or registered";
        BadRegion { field: String, value: String } = "bad-region", Invalid,
            "{field}«{value}»不是六位医保区划",
            "{field} «{value}» is not a six-digit division code",
            "请填写六位医保区划，如440300", "send a six-digit code such as 440300";
        BadDate { field: String, value: String } = "bad-date", Invalid,
            "{field}«{value}»不是存在的日期或时间",
            "{field} «{value}» is not a date or time that exists",
            "请按yyyy-MM-dd或yyyy-MM-dd HH:mm:ss填写", "write yyyy-MM-dd or yyyy-MM-dd HH:mm:ss";
        BadMonth { field: String, value: String } = "bad-month", Invalid,
            "{field}«{value}»不是年月",
            "{field} «{value}» is not a year and a month",
            "请按yyyyMM填写，例如202611；要全年的累计写yyyy",
            "write yyyyMM, for instance 202611, or yyyy for a whole year";
        UnknownCode { field: String, value: String, dictionary: &'static str }
            = "unknown-code", Invalid,
            "{field}«{value}»不在字典{dictionary}的可结算范围内",
            "{field} «{value}» is not a code of dictionary {dictionary} settled here",
            "请核对字典代码", "look the code up in the dictionary";
        NotANumber { field: String, value: String } = "not-a-number", Invalid,
            "{field}«{value}»不是数字", "{field} «{value}» is not a number",
            "请用半角数字，如1234.50", "write plain digits such as 1234.50";
        TooPrecise { field: String, value: String, places: u32 } = "number-too-precise", Invalid,
            "{field}«{value}»超过{places}位小数",
            "{field} «{value}» has more than {places} decimals",
            "请四舍五入后发送", "round it half up before sending";
        TooLarge { field: String, value: String } = "number-too-large", Invalid,
            "{field}«{value}»超出上限一亿", "{field} «{value}» is beyond one hundred million",
            "请核对金额与数量", "check amount and quantity";
        Negative { field: String, value: String } = "number-negative", Invalid,
            "{field}«{value}»不能为负", "{field} «{value}» may not be negative",
            "退费请用撤销交易或住院退费明细", "refund by cancellation or by an inpatient refund line";
        Zero { field: String } = "number-zero", Invalid,
            "{field}不能为零", "{field} may not be zero",
            "更正后用新的报文重新发送", "correct it and send a new message";
        BadExtension { field: String } = "bad-exp-content", Invalid,
            "{field}不是合法的JSON，其中的标志读不出来",
            "{field} is not JSON, and a flag in it cannot be read",
            "请检查转义后的引号", "check the escaped quotes";
        TooManyRows { node: String, rows: usize, limit: usize } = "too-many-rows", Invalid,
            "{node}有{rows}行，最多{limit}行",
            "{node} has {rows} rows, at most {limit} are accepted",
            "请分多次上传", "send several messages";
        NoRows { node: String } = "no-rows", Invalid,
            "{node}没有任何行", "{node} has no rows",
            "请至少发送一行", "send at least one row";
        LineDoesNotAddUp { serial: String, price: String, quantity: String, amount: String }
            = "line-does-not-add-up", Invalid,
            "明细{serial}：单价{price}×数量{quantity}与金额{amount}相差超过0.01",
            "line {serial}: price {price} × quantity {quantity} differs from amount {amount} by \
             more than 0.01",
            "请核对该明细", "check the line";
        LineRepeated { serial: String } = "line-repeated", Invalid,
            "明细流水号«{serial}»在报文中重复", "feedetl_sn «{serial}» appears twice in the message",
            "同一就诊内明细流水号不得重复", "number the lines of a visit without repetition";
        RefundNotAllowed { serial: String } = "refund-not-allowed", Invalid,
            "门诊明细{serial}的数量为负", "outpatient line {serial} has a negative quantity",
            "请用2205撤销明细或2208撤销结算", "withdraw lines with 2205 or cancel with 2208";
        RefundWithoutOriginal { serial: String } = "refund-without-original", Invalid,
            "退费明细{serial}没有原费用流水号init_feedetl_sn",
            "refund line {serial} does not name the line it refunds in init_feedetl_sn",
            "请填写被退明细的流水号", "send the feedetl_sn of the refunded line";
        MixedVisits { serial: String } = "mixed-visits", Invalid,
            "明细{serial}与首行不是同一就诊或同一人",
            "line {serial} belongs to another visit or person than the first line",
            "每个报文只上传一次就诊的明细", "send the lines of one visit in one message";
        WrongCare { med_type: String, infno: String } = "wrong-care", Invalid,
            "医疗类别«{med_type}»不能用于交易{infno}",
            "med_type «{med_type}» does not go with transaction {infno}",
            "门诊用22xx交易，住院用23xx、24xx交易",
            "22xx is for outpatients, 23xx and 24xx for inpatients";
        PlaceOfAnother { field: String, value: String, place: Region }
            = "place-of-another", Invalid,
            "{field}«{value}»不是本机构所在的医保区划（{place}）",
            "{field} «{value}» is not where this facility lies ({place})",
            "就医地填写本机构所在的医保区划", "send the division in which the facility lies";
        NoRuleForCode { field: String, value: String, name: String } = "no-rule-for-code", Refused,
            "{field}«{value}»（{name}）是字典里的代码，本平台没有它的规则，不能按它结算",
            "{field} «{value}» ({name}) is in the dictionary, and no rule here settles by it",
            "请联系医保经办机构线下办理，或改用有规则的代码",
            "see the agency, or send a code that has a rule";
        UnknownTransaction { infno: String } = "unknown-transaction", Invalid,
            "本平台不提供交易«{infno}»", "this platform does not offer transaction «{infno}»",
            "请核对交易编号infno", "check infno";
        Several { faults: Vec<ReadError> } = "several-faults", Invalid,
            "报文有多处错误，逐项列出", "the message has several faults, each of them named",
            "请全部更正后重新发送，逐项说明见warn_msg",
            "correct them all and send a new message; warn_msg explains each",
            says faults::in_brief(faults);
    }
}

impl ReadError {
    /// Every single fault.
    pub fn each(&self) -> &[ReadError] {
        match self {
            ReadError::Several { faults } => faults,
            only => std::slice::from_ref(only),
        }
    }

    /// The path of the field, or what else says where the fault is.
    pub(crate) fn place(&self) -> String {
        match self {
            ReadError::MissingField { field }
            | ReadError::WrongType { field }
            | ReadError::TooLong { field, .. }
            | ReadError::ControlCharacter { field }
            | ReadError::BadIdentifier { field, .. }
            | ReadError::BadRegion { field, .. }
            | ReadError::BadDate { field, .. }
            | ReadError::BadMonth { field, .. }
            | ReadError::UnknownCode { field, .. }
            | ReadError::NotANumber { field, .. }
            | ReadError::TooPrecise { field, .. }
            | ReadError::TooLarge { field, .. }
            | ReadError::Negative { field, .. }
            | ReadError::Zero { field }
            | ReadError::BadExtension { field }
            | ReadError::PlaceOfAnother { field, .. }
            | ReadError::NoRuleForCode { field, .. } => field.clone(),
            ReadError::NotAnObject { node }
            | ReadError::TooManyRows { node, .. }
            | ReadError::NoRows { node } => node.clone(),
            ReadError::LineDoesNotAddUp { serial, .. }
            | ReadError::LineRepeated { serial }
            | ReadError::RefundNotAllowed { serial }
            | ReadError::RefundWithoutOriginal { serial }
            | ReadError::MixedVisits { serial } => format!("feedetl_sn«{}»", shortened(serial)),
            ReadError::RepeatedKey { key } => key.clone(),
            ReadError::WrongCare { .. } => "med_type".to_owned(),
            ReadError::UnknownTransaction { .. } => "infno".to_owned(),
            _ => "body".to_owned(),
        }
    }
}

/// The first characters of what was sent.
pub(crate) fn shortened(text: &str) -> String {
    domain::text::shortened(text, 40)
}

#[cfg(test)]
mod tests;
