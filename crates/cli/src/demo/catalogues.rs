//! Sample catalogues, `demo/catalogues/<region>.toml`.

use anyhow::{Context, Result, ensure};
use domain::catalogue::{Catalogue, Class, Item, PriceLimit};
use domain::{Money, Rate, Region};
use jiff::civil::Date;
use schemars::{JsonSchema, Schema};
use serde::Deserialize;

use super::days;

/// The embedded files by name, for messages.
const FILES: [(&str, &str); 5] = [
    (
        "440000.toml",
        include_str!("../../../../demo/catalogues/440000.toml"),
    ),
    (
        "440300.toml",
        include_str!("../../../../demo/catalogues/440300.toml"),
    ),
    (
        "510000.toml",
        include_str!("../../../../demo/catalogues/510000.toml"),
    ),
    (
        "110000.toml",
        include_str!("../../../../demo/catalogues/110000.toml"),
    ),
    (
        "420000.toml",
        include_str!("../../../../demo/catalogues/420000.toml"),
    ),
];

/// A sample catalogue.
/// 一份样本目录
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CatalogueText {
    /// Must be true: a real catalogue has no place in the demo.
    /// 必须写 true：演示里没有真目录的位置
    sample: bool,
    /// Where it holds.
    /// 用于哪里
    region: Region,
    /// First day of the items that name none.
    /// 没有另写的各项从哪天起
    from: String,
    /// Drugs, services and consumables.
    /// 药品、服务项目和耗材
    item: Vec<ItemText>,
}

/// An item of a catalogue.
/// 目录里的一项
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ItemText {
    /// Its code.
    /// 编码
    code: String,
    /// Name.
    /// 名称
    name: String,
    /// Class.
    /// 类别
    class: Class,
    /// What the person pays first.
    /// 先自付的比例
    #[serde(default)]
    upfront: Rate,
    /// The price above which nothing is paid.
    /// 限价：超过的部分不付
    limit: Option<LimitText>,
    /// First day; that of the file unless stated.
    /// 从哪天起；不写就按文件开头的
    from: Option<String>,
    /// First day without it.
    /// 到哪天为止（当天已不算）
    until: Option<String>,
    /// A negotiated drug.
    /// 谈判药品
    #[serde(default)]
    negotiated: bool,
    /// Paid for some uses only.
    /// 限定支付范围
    #[serde(default)]
    restricted: bool,
    /// Kind of fee on a receipt.
    /// 收据上的费用类别
    fee_kind: String,
}

/// A price limit by level.
/// 各级的限价
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LimitText {
    /// At level 1.
    /// 一级
    primary: Money,
    /// At level 2.
    /// 二级
    secondary: Money,
    /// At level 3.
    /// 三级
    tertiary: Money,
}

impl LimitText {
    /// Fen to millionths of a yuan, the unit of prices.
    fn price_limit(&self) -> PriceLimit {
        const MILLIONTHS_PER_FEN: i64 = 10_000;
        PriceLimit {
            primary: self.primary.fen() * MILLIONTHS_PER_FEN,
            secondary: self.secondary.fen() * MILLIONTHS_PER_FEN,
            tertiary: self.tertiary.fen() * MILLIONTHS_PER_FEN,
        }
    }
}

/// The form of a sample catalogue, for editors.
pub fn schema() -> Schema {
    workbench::schema::of::<CatalogueText>()
}

/// Every sample catalogue.
pub fn load(today: Date) -> Result<Vec<Catalogue>> {
    let read = |(file, text)| read(text, today).with_context(|| format!("demo/catalogues/{file}"));
    FILES.into_iter().map(read).collect()
}

/// Reads one file.
fn read(text: &str, today: Date) -> Result<Catalogue> {
    let file: CatalogueText = toml::from_str(text)?;
    ensure!(
        file.sample,
        "the demo holds sample catalogues only; say sample = true"
    );
    let items: Result<Vec<Item>> = file
        .item
        .into_iter()
        .map(|item| read_item(item, &file.from, today))
        .collect();
    Ok(Catalogue::new(file.region, items?))
}

/// Resolves the days of one item.
fn read_item(text: ItemText, default_from: &str, today: Date) -> Result<Item> {
    let from = text.from.as_deref().unwrap_or(default_from);
    let period = days::period(from, text.until.as_deref(), today)
        .with_context(|| format!("item {} {}", text.code, text.name))?;
    Ok(Item {
        code: text.code,
        name: text.name,
        class: text.class,
        upfront: text.upfront,
        limit: text.limit.map(|limit| limit.price_limit()),
        period,
        negotiated: text.negotiated,
        restricted: text.restricted,
        fee_kind: text.fee_kind,
    })
}
