//! A case about a bill as its file says it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::error::CaseError;
use super::expect::Expect;
use super::fault::Fault;
use super::given::{CaseBill, CasePerson, CaseVisit, CaseYear, Ledger};
use super::rows::{self, CaseRow, Unreadable};
use domain::files::NamedText;
use domain::policy::library::Library;
use domain::policy::pack::Pack;
use domain::rules::PolicyFile;
use domain::word_list;

word_list! {
    /// What kind of proof a case is.
    Proof {
        /// Published with its numbers.
        Published = "published", "公布的算例", "published";
        /// A published formula with numbers put in.
        Formula = "formula", "公布的公式", "formula";
        /// Derived from the rules.
        Derived = "derived", "由规定推得", "derived";
        /// Made up to probe a boundary.
        Constructed = "constructed", "构造", "constructed";
        /// Published, but it must not come out by the rules in force.
        Claim = "claim", "有争议的说法", "claim";
    }
}

/// One bill, with or without what must come out.
/// 算例：谁、在哪、多少钱、该付多少，一分不差
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What it is about.
    /// 讲的是什么
    #[serde(default)]
    pub name: String,
    /// Where it comes from.
    /// 出自哪里
    #[serde(default)]
    pub source: Option<String>,
    /// What kind of proof.
    /// 哪种证明
    #[serde(default)]
    pub proof: Option<Proof>,
    /// Compute by this source instead (`S000`, `X01:S000`).
    /// 照这个来源的说法算，如 S000 或 X01:S000
    #[serde(default)]
    pub according_to: Option<String>,
    /// Who.
    /// 谁
    pub person: CasePerson,
    /// Where and when.
    /// 在哪里、哪一天就医
    pub visit: CaseVisit,
    /// How much.
    /// 多少钱
    #[serde(default)]
    pub bill: CaseBill,
    /// Used up before.
    /// 本年度此前已经用掉的
    #[serde(default)]
    pub year_to_date: CaseYear,
    /// Bills made before this one, in order. What `year_to_date` states stands before all of them,
    /// in the benefit year of the first; what the accounts state is drawn on by one after the
    /// other.
    /// 在它之前的几笔，按先后；year_to_date 写的在所有各笔之前，算在第一笔的待遇年度里；账户余额一笔一笔用
    #[serde(default)]
    pub earlier: Vec<Earlier>,
    /// Number of the earlier bill, from 1, that is cancelled after all bills were worked out.
    /// 各笔都算过以后撤销前面的第几笔，从 1 数起
    #[serde(default)]
    pub cancel: Option<usize>,
    /// What must come out.
    /// 应当得到的结果
    #[serde(default)]
    pub expect: Option<Expect>,
    /// What must not come out.
    /// 不应当得到的结果
    #[serde(default)]
    pub expect_not: Option<Expect>,
    /// Rules of its own, as in a policy file: for published examples that name no place.
    /// 算例自带的规则，写法与政策文件相同；给没有地名的公布算例用
    #[serde(default)]
    #[schemars(with = "Option<PolicyFile>")]
    pub rules: Option<toml::Table>,
    /// A published division of a bill whose inputs were not published; it must add up.
    /// 只公布了结果的结算单，要加得起来
    #[serde(default)]
    pub ledger: Option<Ledger>,
}

/// A bill made before the case's own. What it does not say is as in the case itself, but not what
/// only belongs to one stay: its number, its admission, and what it follows.
/// 在本笔之前的一笔；没写的同本笔，只有住院次数、入院日期和接在哪次之后不照搬
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Earlier {
    /// What differs of the person.
    /// 人有哪些不同
    #[schemars(with = "Option<CasePerson>")]
    pub person: Option<toml::Table>,
    /// What differs of the visit.
    /// 就医有哪些不同
    #[schemars(with = "Option<CaseVisit>")]
    pub visit: Option<toml::Table>,
    /// What differs of the bill.
    /// 账单有哪些不同
    #[schemars(with = "Option<CaseBill>")]
    pub bill: Option<toml::Table>,
    /// What must come out of it.
    /// 这一笔应当得到的结果
    pub expect: Option<Expect>,
    /// It was cancelled before the next bill.
    /// 在下一笔之前撤销了
    pub cancelled: bool,
}

impl Case {
    /// Reads a file that holds one bill, such as people write for `suixing quote`.
    pub fn read(file: &NamedText) -> Result<Case, Unreadable> {
        Case::of_row(&rows::whole(file)?)
    }

    /// Reads a row. What bills made before change, and the rules it brings along, are looked at
    /// here too: it is now that their lines are known.
    pub(super) fn of_row(row: &CaseRow<'_>) -> Result<Case, Unreadable> {
        let case = row.read::<Case>()?;
        row.holds_rules()?;
        for bill in 0..case.earlier.len() {
            row.fits::<CasePerson>(bill, "person")?;
            row.fits::<CaseVisit>(bill, "visit")?;
            row.fits::<CaseBill>(bill, "bill")?;
        }
        Ok(case)
    }

    /// The pack that decides.
    pub fn pack<'a>(&self, library: &'a Library) -> Result<&'a Pack, CaseError> {
        let (region, scheme) = (self.person.insured_at, self.person.scheme);
        let pack = library.pack(region, scheme, self.visit.day);
        let day = self.visit.day;
        if pack.is_none() && self.rules.is_some() {
            return Err(Fault::bad_value(
                "rules",
                format!("rules 里没有 {day} 有效的规定"),
                format!("the rules say nothing that holds on {day}"),
            )
            .into());
        }
        Ok(pack.ok_or(CaseError::NoPack {
            region,
            scheme,
            day,
        })?)
    }
}
