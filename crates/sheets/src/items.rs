//! The catalogue of a place of care: drugs, services, consumables, a row each. The lists that are
//! published name their columns in a dozen ways.

use domain::calendar::Period;
use domain::catalogue::{Class, Item, PriceLimit};
use domain::{Rate, say};
use jiff::civil::Date;

use crate::Header;
use crate::columns;
use crate::reader::{KnownPlaces, RowFault, RowReader};
use crate::table::RowOfTable;
use crate::words::word;

columns! {
    /// What is said of an item.
    ItemColumn {
        /// National code.
        Code = "code", "医保编码",
            ["药品代码", "医保目录编码", "项目编码", "国家代码", "国家编码", "耗材代码", "hilist_code"],
            true;
        /// Name.
        Name = "name", "名称",
            ["药品名称", "注册名称", "通用名", "项目名称", "医疗服务项目名称", "目录名称", "hilist_name"],
            true;
        /// Class A, B or C.
        Class = "class", "收费项目等级", ["甲乙类", "医保类别", "支付类别", "类别", "目录等级"], true;
        /// The share of class B that the person pays first.
        Upfront = "upfront", "先行自付比例", ["自付比例", "首先自付比例", "个人先行自付比例"], false;
        /// The most that is payable a unit, at every level.
        Limit = "limit", "最高支付限价", ["支付标准", "医保支付标准", "限价", "最高限价"], false;
        /// At level 3, where it differs.
        LimitTertiary = "limit_tertiary", "三级限价", ["三级价格", "三级医院价格", "三级"], false;
        /// At level 2.
        LimitSecondary = "limit_secondary", "二级限价", ["二级价格", "二级医院价格", "二级"], false;
        /// At level 1 and below.
        LimitPrimary = "limit_primary", "一级限价", ["一级价格", "一级医院价格", "一级"], false;
        /// First day in force.
        From = "from", "开始日期", ["生效日期", "启用日期", "begndate"], false;
        /// First day no more in force.
        Until = "until", "终止日期", ["失效日期", "停用日期", "enddate"], false;
        /// A negotiated drug.
        Negotiated = "negotiated", "国谈药", ["谈判药品", "是否谈判药品"], false;
        /// Paid only when the hospital approved it.
        Restricted = "restricted", "限制使用", ["限制使用标志", "限定支付", "lmt_used_flag"], false;
        /// Fee kind on the wire.
        FeeKind = "fee_kind", "费用类别", ["收费类别", "med_chrgitm_type"], false;
    }
}

/// What a row says of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemRow {
    /// Its number in the file.
    pub number: u64,
    /// The item.
    pub item: Item,
}

const CODE_LONGEST: usize = 50;

/// Other items (med_chrgitm_type).
const OTHER_FEES: &str = "14";

/// Reads a row; where no first day stands, the item is in force from `since`.
pub fn read(
    header: &Header<ItemColumn>,
    row: &RowOfTable,
    (places, since): (&mut KnownPlaces, Date),
) -> Result<ItemRow, Vec<RowFault>> {
    use ItemColumn as C;
    let mut reader = RowReader::new(header, row, places);
    let code = reader.needed(C::Code);
    if code.is_some_and(|code| code.chars().count() > CODE_LONGEST) {
        let next = say!("最多 50 个字符", "at most 50 characters");
        reader.wrong(C::Code, say!("太长", "it is too long"), next);
    }
    let name = reader.needed(C::Name);
    let stated = reader.needed(C::Class).is_some();
    let class = reader.word(C::Class, class, Class::ALL).filter(|_| stated);
    let upfront = upfront(&mut reader, class);
    let limit = limit(&mut reader);
    let from = reader.day(C::From).unwrap_or(since);
    let period = Period {
        from,
        until: reader.day(C::Until),
    };
    if period.until.is_some_and(|until| until <= from) {
        let says = say!("不在开始日期之后", "it is not after the first day");
        reader.wrong(C::Until, says, say!("改正两个日期", "correct the two days"));
    }
    let (negotiated, restricted) = (reader.is_said(C::Negotiated), restricted(&reader));
    let fee_kind = reader.text(C::FeeKind).unwrap_or(OTHER_FEES).to_owned();
    let read = || {
        Some(Item {
            code: code?.to_owned(),
            name: name?.to_owned(),
            class: class?,
            upfront: upfront?,
            limit: limit?,
            period,
            negotiated,
            restricted,
            fee_kind,
        })
    };
    match read() {
        Some(item) if reader.faults.is_empty() => Ok(ItemRow {
            number: row.number,
            item,
        }),
        _ => Err(reader.faults),
    }
}

type Reader<'a> = RowReader<'a, ItemColumn>;

/// Class B has a share or it is nought; what class A is said to have is a slip of the pen.
fn upfront(reader: &mut Reader<'_>, class: Option<Class>) -> Option<Rate> {
    let column = ItemColumn::Upfront;
    let stated = reader.rate(column);
    let zero = Rate::default();
    if stated.is_some_and(|rate| rate > "100%".parse().expect("a share")) {
        let next = say!("0% 到 100%", "0% to 100%");
        reader.wrong(column, say!("超过全部", "it is more than all of it"), next);
        return None;
    }
    match (class?, stated) {
        (Class::B, stated) => Some(stated.unwrap_or(zero)),
        (Class::A, Some(rate)) if rate != zero => {
            let says = say!("甲类没有先行自付", "class A has no upfront share");
            let next = say!("改成乙类，或改成 0", "make it class B, or 0");
            reader.wrong(column, says, next);
            None
        }
        (Class::A | Class::C, _) => Some(zero),
    }
}

/// The limits, the outer option none where one does not read.
fn limit(reader: &mut Reader<'_>) -> Option<Option<PriceLimit>> {
    use ItemColumn as C;
    let faults = reader.faults.len();
    let mut at = |column| {
        let text = reader.text(column)?;
        let price = millionths(text);
        if price.is_none() {
            let says = say!("读不懂", "it does not read");
            let next = say!(
                "写成元，最多六位小数",
                "write yuan with at most six decimals"
            );
            reader.wrong(column, says, next);
        }
        price
    };
    let all = at(C::Limit);
    let tertiary = at(C::LimitTertiary).or(all);
    let secondary = at(C::LimitSecondary).or(all).or(tertiary);
    let primary = at(C::LimitPrimary).or(all).or(secondary);
    if reader.faults.len() > faults {
        return None;
    }
    let limits = tertiary.zip(secondary).zip(primary);
    Some(limits.map(|((tertiary, secondary), primary)| PriceLimit {
        primary,
        secondary,
        tertiary,
    }))
}

/// Yuan in millionths.
fn millionths(text: &str) -> Option<i64> {
    let text = text.replace([',', '，', '¥', '元'], "");
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 9 || !is_number(whole) || !is_number(decimals) {
        return None;
    }
    let (kept, rest) = decimals.split_at(decimals.len().min(6));
    if rest.bytes().any(|digit| digit != b'0') {
        return None;
    }
    format!("{whole}{kept:0<6}").parse().ok()
}

/// A mark, or a text that says for what it is restricted.
fn restricted(reader: &Reader<'_>) -> bool {
    let text = reader.text(ItemColumn::Restricted);
    text.is_some_and(|text| crate::words::yes_or_no(text).unwrap_or(true))
}

fn class(text: &str) -> Option<Class> {
    const OTHERS: [(&str, Class); 11] = [
        ("甲", Class::A),
        ("01", Class::A),
        ("1", Class::A),
        ("乙", Class::B),
        ("02", Class::B),
        ("2", Class::B),
        ("丙", Class::C),
        ("丙类", Class::C),
        ("自费", Class::C),
        ("03", Class::C),
        ("3", Class::C),
    ];
    word(text, Class::ALL, Class::from_word, &OTHERS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_read_exactly() {
        let rows = [
            ("12.5", Some(12_500_000)),
            ("0.0001", Some(100)),
            ("1,234.56元", Some(1_234_560_000)),
            ("0.0000001", None),
            ("-1", None),
            ("一元", None),
        ];
        for (text, price) in rows {
            assert_eq!(millionths(text), price, "{text}");
        }
    }
}
