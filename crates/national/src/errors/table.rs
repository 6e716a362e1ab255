//! Every error of the hospital interface as data: its code, its sentence and what to do next. The
//! document of error codes is generated from here.

/// One documented error. Pairs hold the Chinese text first, then the English.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Documented {
    /// The stable code, in brackets at the start of err_msg.
    pub code: &'static str,
    /// What went wrong; words in braces are filled in.
    pub says: (&'static str, &'static str),
    /// What to do next.
    pub next: (&'static str, &'static str),
}

/// Every error code of this crate.
pub fn all_codes() -> &'static [Documented] {
    ALL
}

/// The documentation of a code.
pub fn documented(code: &str) -> Option<&'static Documented> {
    ALL.iter().find(|entry| entry.code == code)
}

const SEND_AGAIN: (&str, &str) = (
    "更正后用新的报文重新发送",
    "correct it and send a new message",
);

const fn entry(
    code: &'static str,
    says: (&'static str, &'static str),
    next: (&'static str, &'static str),
) -> Documented {
    Documented { code, says, next }
}

#[rustfmt::skip] // One entry, four lines: the table is read by columns.
const ALL: &[Documented] = &[
    entry("empty-body",
        ("报文为空", "the message is empty"),
        ("请以POST方式发送JSON报文体", "send the JSON message as the body of a POST")),
    entry("not-utf8",
        ("报文不是UTF-8编码", "the message is not UTF-8"),
        ("请将报文转为UTF-8后发送", "convert the message to UTF-8")),
    entry("truncated-json",
        ("报文不完整，JSON在结束前中断", "the message is cut off before its JSON is complete"),
        ("请检查Content-Length与网络后重发", "check Content-Length and the network, then send again")),
    entry("bad-json",
        ("报文不是合法的JSON(第{line}行第{column}列)",
         "the message is not JSON at line {line}, column {column}"),
        SEND_AGAIN),
    entry("too-deep",
        ("JSON嵌套超过{limit}层", "the JSON is nested more than {limit} levels deep"),
        SEND_AGAIN),
    entry("repeated-key",
        ("同一对象中字段«{key}»出现两次且值不同",
         "one object holds «{key}» twice with different values"),
        ("每个字段只发送一次", "send each field once")),
    entry("not-an-object",
        ("{node}应为对象", "{node} is not an object"),
        SEND_AGAIN),
    entry("missing-field",
        ("缺少{field}", "{field} is missing"),
        ("请填写该字段", "fill the field in")),
    entry("wrong-type",
        ("{field}应为单个值，收到的是对象或数组",
         "{field} is an object or array where a single value belongs"),
        SEND_AGAIN),
    entry("too-long",
        ("{field}超过{limit}个字符", "{field} is longer than {limit} characters"),
        ("请缩短该字段", "shorten the field")),
    entry("control-character",
        ("{field}含有控制字符", "{field} holds control characters"),
        ("请去除控制字符", "remove the control characters")),
    entry("bad-identifier",
        ("{field}«{value}»格式不符", "{field} «{value}» is not acceptable: {rule}"),
        ("请原样使用平台返回或登记的编号", "use the number exactly as issued or registered")),
    entry("bad-region",
        ("{field}«{value}»不是六位医保区划", "{field} «{value}» is not a six-digit division code"),
        ("请填写六位医保区划，如440300", "send a six-digit code such as 440300")),
    entry("bad-date",
        ("{field}«{value}»不是存在的日期或时间", "{field} «{value}» is not a date or time that exists"),
        ("请按yyyy-MM-dd或yyyy-MM-dd HH:mm:ss填写", "write yyyy-MM-dd or yyyy-MM-dd HH:mm:ss")),
    entry("unknown-code",
        ("{field}«{value}»不在字典{dictionary}的可结算范围内",
         "{field} «{value}» is not a code of dictionary {dictionary} settled here"),
        ("请核对字典代码", "look the code up in the dictionary")),
    entry("not-a-number",
        ("{field}«{value}»不是数字", "{field} «{value}» is not a number"),
        ("请用半角数字，如1234.50", "write plain digits such as 1234.50")),
    entry("number-exponent",
        ("{field}«{value}»不接受指数写法", "{field} «{value}» is written with an exponent"),
        ("请写出全部数字，如1234.50", "write the digits out, such as 1234.50")),
    entry("number-too-precise",
        ("{field}«{value}»超过{places}位小数", "{field} «{value}» has more than {places} decimals"),
        ("请四舍五入后发送", "round it half up before sending")),
    entry("number-too-large",
        ("{field}«{value}»超出上限一亿", "{field} «{value}» is beyond one hundred million"),
        ("请核对金额与数量", "check amount and quantity")),
    entry("number-negative",
        ("{field}«{value}»不能为负", "{field} «{value}» may not be negative"),
        ("退费请用撤销交易或住院退费明细", "refund by cancellation or by an inpatient refund line")),
    entry("number-zero",
        ("{field}不能为零", "{field} may not be zero"),
        SEND_AGAIN),
    entry("bad-exp-content",
        ("{field}不是合法的JSON", "{field} begins like JSON and is not"),
        ("请检查转义后的引号", "check the escaped quotes")),
    entry("too-many-rows",
        ("{node}有{rows}行，最多{limit}行", "{node} has {rows} rows, at most {limit} are accepted"),
        ("请分多次上传", "send several messages")),
    entry("no-rows",
        ("{node}没有任何行", "{node} has no rows"),
        ("请至少发送一行", "send at least one row")),
    entry("line-does-not-add-up",
        ("明细{serial}:单价{price}×数量{quantity}与金额{amount}相差超过0.01",
         "line {serial}: price {price} × quantity {quantity} differs from amount {amount} by more \
          than 0.01"),
        ("请核对该明细", "check the line")),
    entry("line-repeated",
        ("明细流水号«{serial}»在报文中重复", "feedetl_sn «{serial}» appears twice in the message"),
        ("同一就诊内明细流水号不得重复", "number the lines of a visit without repetition")),
    entry("refund-not-allowed",
        ("门诊明细{serial}的数量为负", "outpatient line {serial} has a negative quantity"),
        ("请用2205撤销明细或2208撤销结算", "withdraw lines with 2205 or cancel with 2208")),
    entry("refund-without-original",
        ("退费明细{serial}没有原费用流水号init_feedetl_sn",
         "refund line {serial} does not name the line it refunds in init_feedetl_sn"),
        ("请填写被退明细的流水号", "send the feedetl_sn of the refunded line")),
    entry("mixed-visits",
        ("明细{serial}与首行不是同一就诊或同一人",
         "line {serial} belongs to another visit or person than the first line"),
        ("每个报文只上传一次就诊的明细", "send the lines of one visit in one message")),
    entry("wrong-care",
        ("医疗类别«{med_type}»不能用于交易{infno}",
         "med_type «{med_type}» does not go with transaction {infno}"),
        ("门诊用22xx交易，住院用23xx、24xx交易", "22xx is for outpatients, 23xx and 24xx for inpatients")),
    entry("unknown-transaction",
        ("本平台不提供交易«{infno}»", "this platform does not offer transaction «{infno}»"),
        ("请核对交易编号infno", "check infno")),
    entry("settlement-arithmetic",
        ("结算结果自检不符，未返回", "the settlement fails its own arithmetic and is withheld"),
        ("请联系平台运维，结算未生效", "call the operator; nothing was settled")),
    entry("gateway-header-missing",
        ("缺少服务网关的请求头!", "a header of the gateway is missing"),
        ("请发送全部签名请求头", "send every signature header")),
    entry("gateway-timestamp",
        ("签名时间戳超时!", "the signed time is too far from now"),
        ("请校准时钟后重新签名", "set the clock and sign again")),
    entry("gateway-unknown-key",
        ("非法用户!", "the access key is not known"),
        ("请核对分配的账号", "check the account you were given")),
    entry("gateway-signature",
        ("签名不一致!", "the signature does not match"),
        ("请核对密钥与签名顺序", "check the secret and the order of what is signed")),
];
