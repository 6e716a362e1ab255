//! The funds, in the order in which they pay.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    BothNames, Complaints, Component, Counts, Figure, Items, Measured, Need, Wording, say,
};
use crate::shares::Payer;
use crate::text::{Bilingual, Named, Sep};

/// One fund in the order of payment.
/// 一个支付层次；各层按文件里的先后支付
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Layer {
    /// Word used in the other tables.
    /// 别的表用 of 指它的词
    pub name: String,
    /// What people call it.
    /// 人们怎么称呼它
    pub title: Bilingual,
    /// Whose money it is.
    /// 谁的钱
    pub payer: Payer,
    /// The parts of the bill it looks at. What a later layer pays comes off them in this order: not
    /// covered, wholly self-paid, above the limit, upfront, above the ceiling, reduction, co-pay,
    /// deductible, self-pay first. Example: a deductible of 1,000.00 and a co-pay of 400.00, 650.00
    /// paid: the co-pay is gone and 750.00 of the deductible is left.
    /// 看账单的哪些部分。后面的层付的钱按这个先后从各部分里减：不予支付、目录外自费、超限价、乙类先自付、超封顶线、因备案情形
    /// 少报、按比例自付、起付线、按备案情形先自付。例：起付线 1,000.00、按比例自付 400.00，付 650.00：自付没有了，起付线剩 750.00
    pub base: Vec<Component>,
    /// Which items of the eligible amount; everything no other layer names unless stated.
    /// 只看符合政策范围里的哪些项目
    #[serde(default)]
    pub items: Option<Items>,
    /// Over what threshold and bands run.
    /// 起付线和分段按每次，还是按年度累计
    pub counts: Counts,
    /// What bands are measured on; the base unless stated.
    /// 分段按什么量；不写就按费用额
    #[serde(default)]
    pub bands: Option<Measured>,
}

impl Figure for Layer {
    const NEED: Need = Need::AtMostOne;
    const CAPTION: BothNames = ("谁先付、谁后付", "the funds in the order they pay");
    const ASKED: BothNames = (
        "哪些钱来付，谁先谁后",
        "Which funds pay, and in which order",
    );

    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }

    fn check(&self, complaints: &mut Complaints<'_>) {
        complaints.report_if(self.base.is_empty(), say::empty_base());
        let whole = self.bands == Some(Measured::Whole) && self.counts != Counts::Visit;
        let problem = say::cannot_combine("bands = \"whole-amount\"", "counts");
        complaints.report_if(whole, problem);
    }

    /// Whose money, of what, counted over what.
    fn in_words(&self, _: &dyn Wording) -> Bilingual {
        let (payer, base, counts) = (self.payer.name(), self.looks_at(), self.counts.name());
        let bands = self.bands.map(|bands| bands.name());
        let (zh, en) = bands.map_or_else(Default::default, |bands| {
            (
                format!("，分段按{}", bands.zh),
                format!(", bands by {}", bands.en),
            )
        });
        Bilingual::new(
            format!("由{}支付，看{}，按{}计{zh}", payer.zh, base.zh, counts.zh),
            format!(
                "paid by {}, of {}, over {}{en}",
                payer.en, base.en, counts.en
            ),
        )
    }
}

impl Layer {
    /// What it looks at: «符合政策范围（国谈药）».
    pub fn looks_at(&self) -> Bilingual {
        let base = components(&self.base);
        match &self.items {
            None | Some(Items::All) => base,
            Some(items) => {
                let items = items.words();
                Bilingual::new(
                    format!("{}（{}）", base.zh, items.zh),
                    format!("{} ({})", base.en, items.en),
                )
            }
        }
    }
}

/// Components of a bill.
pub(super) fn components(list: &[Component]) -> Bilingual {
    let names: Vec<Bilingual> = list.iter().map(Named::name).collect();
    Bilingual::join(names, Sep::List)
}
