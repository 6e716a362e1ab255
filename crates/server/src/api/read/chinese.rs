//! What the reader of addresses says in English, in Chinese: which parameter, what was read, and
//! what may stand there.

/// The reason in Chinese.
pub(super) fn reason(why: &str) -> String {
    let (at, what) = match why.split_once(": ") {
        Some((field, what)) if is_name(field) => (format!("参数 {field}："), what),
        _ => (String::new(), why),
    };
    format!("{at}{}", said(what))
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

fn said(what: &str) -> String {
    let quoted: Vec<&str> = what.split('`').skip(1).step_by(2).collect();
    let (first, others) = match quoted.split_first() {
        Some((first, others)) => (*first, others),
        None => ("", [].as_slice()),
    };
    let may_be =
        |sent: &str| match domain::policy::vocabulary::nearest(sent, others.iter().copied()) {
            Some(near) => format!("，您是不是想写 {near}？"),
            None if others.is_empty() => String::new(),
            None => format!("，可以写：{}", others.join("、")),
        };
    if what.starts_with("unknown field") {
        return format!("没有参数「{first}」{}", may_be(first));
    }
    if what.starts_with("missing field") {
        return format!("缺少参数 {first}");
    }
    if what.starts_with("duplicate field") {
        return format!("参数 {first} 写了两次");
    }
    if what.starts_with("unknown variant") {
        return format!("不认识「{first}」{}", may_be(first));
    }
    if what.contains("was not `true` or `false`") {
        return "只能写 true 或 false".to_owned();
    }
    if what.contains("invalid digit") || what.contains("number too") || what.contains("integer") {
        return "应写整数，且不能太大".to_owned();
    }
    if let Some(sent) = between(what, "«", "» is not a six-digit") {
        return format!("「{sent}」不是六位行政区划代码（例如 440300）");
    }
    if let Some(sent) = between(what, "no division has the code «", "»") {
        return format!("没有代码是「{sent}」的地方；境外写 900000");
    }
    if what.contains("date") || what.contains("day") || what.contains("month") {
        return "日期应写成 2026-11-03 这样，且须是有的一天".to_owned();
    }
    "不合规定，见接口说明".to_owned()
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    let (sent, _) = rest.split_once(after)?;
    Some(sent)
}

#[cfg(test)]
mod tests {
    use super::reason;

    #[test]
    fn every_reason_is_said_in_chinese() {
        let table = [
            (
                "unknown field `insured`, expected one of `insured_at`, `treated_at`",
                "没有参数「insured」，可以写：insured_at、treated_at",
            ),
            ("missing field `treated_at`", "缺少参数 treated_at"),
            (
                "care: unknown variant `inpatent`, expected one of `outpatient`, `inpatient`",
                "参数 care：不认识「inpatent」，您是不是想写 inpatient？",
            ),
            (
                "insured_at: «Shenzhen» is not a six-digit division code such as 440300",
                "参数 insured_at：「Shenzhen」不是六位行政区划代码（例如 440300）",
            ),
            (
                "treated_at: no division has the code «999999»; abroad is 900000",
                "参数 treated_at：没有代码是「999999」的地方；境外写 900000",
            ),
            (
                "age: invalid digit found in string",
                "参数 age：应写整数，且不能太大",
            ),
            (
                "posted: provided string was not `true` or `false`",
                "参数 posted：只能写 true 或 false",
            ),
        ];
        for (english, chinese) in table {
            assert_eq!(reason(english), chinese);
        }
    }
}
