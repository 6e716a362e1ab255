//! The rule book: what a policy file may say. A rule is one type, [`Rule`]: for whom and when,
//! since when, on what it rests, and what it says – its *figure*, one type a table, one file a
//! table.
//!
//! The list below is the only list of tables. From it come the form of a file, the rows in use, the
//! rows of a version in a dispute, the names of the tables and every walk over all rows.

pub mod circumstances;
mod complaints;
mod condition;
pub mod counter;
pub mod dispute;
pub mod glance;
mod list;
mod phrase;
pub mod rule;
pub(crate) mod say;
pub mod slug;
mod span;
pub mod values;
pub mod when;
pub mod wording;
pub mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

pub use complaints::{Complaints, KnownNames};
pub use dispute::{Decision, DisputeRow, ResolutionRow};
pub use rule::{BothNames, Figure, Need, Rule, Ways};
pub use values::{BillShare, ByAge, ByLevel, IndexShare, Indexed, Items, Points};
pub use when::{Names, Span, When};
pub use wording::{Part, Wording};
pub use words::{
    Component, Counts, DecidedBy, ItemClass, LaterSettlements, Measured, Round, RulesOf,
    StayAdmission, StayDeductible, Step, Taken, Turn, WhatChanged,
};

use crate::basis::{Basis, Source, identity};
use crate::person::Scheme;
use crate::text::Bilingual;
use crate::{Region, word_list};

macro_rules! tables {
    ($(
        $(#[doc = $doc:literal])+
        $field:ident / $plural:ident: $module:ident::$figure:ident as $row:ident
            = $variant:ident $word:literal, $zh:literal, $en:literal;
        $(in disputes $overlay:ident;)?
    )+) => {
        $(mod $module;)+

        $(
            pub use $module::$figure;
            $(#[doc = $doc])+
            pub type $row = Rule<$figure>;
        )+

        word_list! {
            /// The tables of a pack, in the order in which a bill meets them.
            Table { $(#[doc = $en] $variant = $word, $zh, $en;)+ }
        }

        impl Table {
            /// Its key in a file.
            pub const fn key(self) -> &'static str {
                match self { $(Table::$variant => stringify!($field),)+ }
            }

            /// What a list of its rows is headed.
            pub const fn caption(self) -> BothNames {
                match self { $(Table::$variant => <$figure as Figure>::CAPTION,)+ }
            }

            /// What people ask that its rows answer.
            pub const fn asked(self) -> BothNames {
                match self { $(Table::$variant => <$figure as Figure>::ASKED,)+ }
            }

            /// Whether a row may say that its figure is not known.
            pub fn may_be_unknown(self) -> bool {
                fn says<F: Figure>() -> bool {
                    F::ONE_OF.iter().any(|(key, _)| *key == "unknown")
                }
                match self { $(Table::$variant => says::<$figure>(),)+ }
            }
        }

        /// The rows of a place, of the nation, or of one version of a dispute.
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct Tables {
            $($(#[doc = $doc])+ pub $plural: Vec<$row>,)+
        }

        impl Tables {
            /// Every row of every table.
            pub fn every_row(&self) -> impl Iterator<Item = AnyRow<'_>> {
                std::iter::empty()$(.chain(self.$plural.iter().map(AnyRow::$variant)))+
            }

            /// Adds all rows of the others.
            pub fn extend(&mut self, others: Tables) {
                $(self.$plural.extend(others.$plural);)+
            }

            /// The same rows on no other days than these.
            pub fn within(&self, from: Date, until: Option<Date>) -> Tables {
                Tables { $($plural: rule::within(&self.$plural, from, until),)+ }
            }

            /// Takes the rows of a file; each is told to `place` with where it stands.
            pub fn take(&mut self, file: FileRows, place: &mut impl FnMut(&Arc<Basis>, usize)) {
                $(for row in file.$field.0 {
                    place(&row.get_ref().basis, row.span().start);
                    self.$plural.push(row.into_inner());
                })+
            }
        }

        $(
            impl Tabled for $figure {
                const TABLE: Table = Table::$variant;

                fn rows(tables: &Tables) -> &Vec<$row> {
                    &tables.$plural
                }
            }
        )+

        /// A row of any table.
        #[derive(Clone, Copy, Debug)]
        pub enum AnyRow<'a> {
            $($(#[doc = $doc])+ $variant(&'a $row),)+
        }

        /// The same question to a row of any table.
        macro_rules! ask {
            ($any:expr, $asked:ident => $answer:expr) => {
                match $any { $(AnyRow::$variant($asked) => $answer,)+ }
            };
        }

        /// The rows of one policy file, each with its place.
        #[derive(Debug, Default)]
        pub struct FileRows {
            $($field: Rows<$row>,)+
        }

        /// One policy file. `region.toml` holds what all schemes of a place share and names no
        /// scheme.
        /// 政策文件：region.toml 是各险种共用的，险种文件写自己的
        #[derive(Debug, Default, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields, default)]
        pub struct PolicyFile {
            /// The insured place.
            /// 统筹地区的六位区划代码
            pub region: Option<Region>,
            /// The scheme; absent in `region.toml`.
            /// 险种；region.toml 里不写
            pub scheme: Option<Scheme>,
            /// What people call it.
            /// 人们怎么称呼它
            pub title: Option<Bilingual>,
            /// Day on which the figures were last compared with the published texts; absent: never.
            /// 最近一次与公布的原文核对的日期；不写就是没有核对过
            pub verified_on: Option<Date>,
            /// Where figures come from, by id.
            /// 来源：数字取自哪些文件
            #[schemars(with = "BTreeMap<String, Source>")]
            pub sources: BTreeMap<String, Spanned<Source>>,
            /// Marks of people, facilities and visits that `with` and `without` ask about, in
            /// words.
            /// 标记：with 和 without 里用到的词，用两种文字说明
            pub marks: BTreeMap<String, Bilingual>,
            $($(#[doc = $doc])+ $field: Rows<$row>,)+
            /// Where sources disagree.
            /// 来源互相矛盾之处
            #[schemars(with = "Vec<DisputeRow>")]
            pub dispute: Vec<Spanned<DisputeRow>>,
        }

        impl PolicyFile {
            /// Reads it. The one place that does: what reads this many tables is much code, and
            /// every crate that did so itself would compile all of it again.
            pub fn read(text: toml::Deserializer<'_>) -> Result<PolicyFile, toml::de::Error> {
                PolicyFile::deserialize(text)
            }

            /// The tables it has rows of.
            pub fn tables(&self) -> impl Iterator<Item = Table> {
                let written = [$((Table::$variant, self.$field.0.is_empty())),+];
                written.into_iter().filter(|(_, empty)| !empty).map(|(table, _)| table)
            }

            /// Takes the rows out.
            pub fn take_rows(&mut self) -> FileRows {
                FileRows { $($field: std::mem::take(&mut self.$field),)+ }
            }
        }

        /// What one source says in a dispute, and the rows that would follow from it.
        /// 一个来源的说法，和照它算时的行
        #[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct VersionRow {
            /// Source id.
            /// 来源的编号
            pub source: String,
            /// What it says.
            /// 它怎么说
            pub says: Bilingual,
            $($(
                #[doc = concat!("By this version, ", stringify!($overlay), " the rows in force: ",
                    $en, ".")]
                #[doc = concat!("照这种说法的", $zh)]
                #[serde(default)]
                pub $field: Vec<$row>,
            )?)+
        }

        impl VersionRow {
            /// Its rows.
            pub fn tables(&self) -> Tables {
                let mut tables = Tables::default();
                $($(
                    let _ = stringify!($overlay);
                    tables.$plural.extend(self.$field.iter().cloned());
                )?)+
                tables
            }

            /// Every row.
            pub fn every_row(&self) -> impl Iterator<Item = AnyRow<'_>> {
                std::iter::empty()$($(.chain({
                    let _ = stringify!($overlay);
                    self.$field.iter().map(AnyRow::$variant)
                }))?)+
            }
        }
    };
}

tables! {
    /// The funds in the order they pay.
    /// 支付层次，按支付的先后
    layer / layers: layer::Layer as LayerRow = Layer "layer", "支付层次", "layer";
    /// Who is settled on the spot.
    /// 谁能直接结算
    direct / directs: direct::Direct as DirectRow
        = Direct "direct", "直接结算", "direct settlement";
    in disputes over;
    /// What the person pays before a layer pays.
    /// 起付线
    deductible / deductibles: deductible::Deductible as DeductibleRow
        = Deductible "deductible", "起付线", "deductible";
    in disputes over;
    /// What a layer pays.
    /// 支付比例
    rate / rates: rate::RateFigure as RateRow
        = Rate "rate", "支付比例", "reimbursement rate";
    in disputes over;
    /// How the rate changes with footing, age or status. Rows with the same `step` form one table.
    /// 备案情形、年龄、退休怎样改变比例
    adjustment / adjustments: adjustment::Adjustment as AdjustmentRow
        = Adjustment "adjustment", "比例调整", "adjustment of the rate";
    in disputes over;
    /// The most a layer pays in a benefit year.
    /// 年度限额（封顶线）
    ceiling / ceilings: ceiling::Ceiling as CeilingRow
        = Ceiling "ceiling", "年度限额", "ceiling of the year";
    in disputes over;
    /// What layers pay together at the least.
    /// 几层合计至少付多少
    guarantee / guarantees: guarantee::Guarantee as GuaranteeRow
        = Guarantee "guarantee", "保底", "guarantee";
    in disputes over;
    /// What stays that follow others take over.
    /// 接在另一次住院之后的住院
    stay / stays: stay::Stay as StayRow = Stay "stay", "接续住院", "stay that follows";
    in disputes over;
    /// Diagnoses that give a mark.
    /// 给就医加上标记的诊断
    disease / diseases: disease::Disease as DiseaseRow = Disease "disease", "病种", "disease";
    in disputes over;
    /// What becomes of later settlements when an earlier one is cancelled.
    /// 撤销一笔结算以后怎么办
    cancellation / cancellations: cancellation::Cancellation as CancellationRow
        = Cancellation "cancellation", "撤销以后", "cancellation";
    in disputes over;
    /// The upfront share of class B where the insured place sets it.
    /// 参保地自定的乙类先自付比例
    upfront / upfronts: upfront::Upfront as UpfrontRow
        = Upfront "upfront", "乙类先自付", "upfront self-pay";
    in disputes over;
    /// What the personal account may pay.
    /// 个人账户可以付什么
    account / accounts: account::Account as AccountRow
        = Account "account", "个人账户支付范围", "what the personal account may pay";
    in disputes over;
    /// What is paid into the personal account.
    /// 个人账户每月划入多少
    credit / credits: credit::Credit as CreditRow
        = Credit "credit", "个人账户划入", "paid into the personal account";
    in disputes over;
    /// Tiers of the scheme.
    /// 档次
    tier / tiers: tier::TierFigure as TierRow = Tier "tier", "参保档次", "tier";
    /// Published yearly figures that ceilings are percentages of.
    /// 公布的年度指标，如平均工资
    index / indices: index::Index as IndexRow = Index "index", "年度指标", "yearly figure";
    /// When a benefit year begins.
    /// 待遇年度从哪天开始
    benefit_year / benefit_years: benefit_year::BenefitYearFigure as BenefitYearRow
        = BenefitYear "benefit-year", "待遇年度", "benefit year";
    /// Rules that are shown and do not change the amount here.
    /// 只说明、不影响金额的规定
    note / notes: note::Note as NoteRow = Note "note", "其他规定", "other rule";
    /// How far a place may stay below its own home level; only in the national file.
    /// 全国规定的幅度：各地的比例最多比参保地低多少；只写在全国文件里
    band / bands: band::NationalBand as BandRow = Band "band", "全国幅度", "national band";
}

/// Which table a figure is of. The list of tables says it of each.
pub trait Tabled: Figure {
    /// The table.
    const TABLE: Table;

    /// Its rows.
    fn rows(tables: &Tables) -> &Vec<Rule<Self>>;
}

/// The rows of one table in a file, each with its place.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
struct Rows<R>(Vec<Spanned<R>>);

impl<R> Default for Rows<R> {
    fn default() -> Rows<R> {
        Rows(Vec::new())
    }
}

impl<R: JsonSchema> JsonSchema for Rows<R> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        Vec::<R>::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Vec::<R>::json_schema(generator)
    }
}

/// A question that is put to a row whatever its table.
pub trait Ask<'a> {
    /// What comes of it.
    type Answer;

    /// Puts it to a rule of one table.
    fn ask<F: Tabled>(self, rule: &'a Rule<F>) -> Self::Answer;
}

impl<'a> AnyRow<'a> {
    /// Puts a question to it.
    pub fn ask<Q: Ask<'a>>(self, question: Q) -> Q::Answer {
        ask!(self, row => question.ask(row))
    }

    /// Its table.
    pub const fn table(self) -> Table {
        const fn of<F: Tabled>(_: &Rule<F>) -> Table {
            F::TABLE
        }
        ask!(self, row => of(row))
    }

    /// Its conditions.
    pub fn when(self) -> &'a When {
        ask!(self, row => &row.when)
    }

    /// Whether it asks about the mark.
    pub fn asks_about(self, mark: &str) -> bool {
        let when = self.when();
        let mut marks = when.with.iter().chain(&when.without);
        marks.any(|word| word == mark)
    }

    /// First day in force.
    pub fn from(self) -> Date {
        ask!(self, row => row.from)
    }

    /// First day no longer in force.
    pub fn until(self) -> Option<Date> {
        ask!(self, row => row.until)
    }

    /// Where it comes from. Each row owns its basis alone, which tells rows apart.
    pub fn basis(self) -> &'a Arc<Basis> {
        ask!(self, row => &row.basis)
    }

    /// The rule in a sentence.
    pub fn says(self) -> Option<&'a Bilingual> {
        ask!(self, row => row.says.as_ref())
    }

    /// Why the figure is not known, where it is not.
    pub fn unknown(self) -> Option<&'a Bilingual> {
        ask!(self, row => row.figure.unknown())
    }

    /// Whether it is in force on the day.
    pub fn is_in_force(self, day: Date) -> bool {
        ask!(self, row => row.is_in_force(day))
    }

    /// The layers it serves; none where a row serves the whole pack.
    pub fn layers(self) -> Option<&'a Names> {
        ask!(self, row => row.figure.layers())
    }

    /// What tells several tables of one kind apart: the step of an adjustment, the counter of a
    /// ceiling, the name of a layer, tier, index or note.
    pub fn name(self) -> Option<&'a str> {
        ask!(self, row => row.figure.name())
    }

    /// Whether it is a limit that bills come up to.
    pub fn is_limit(self) -> bool {
        ask!(self, row => row.figure.is_limit())
    }

    /// The share of an index it is, if it is one.
    pub fn index_share(self) -> Option<Indexed<'a>> {
        ask!(self, row => row.figure.index_share())
    }

    /// Whether it tells a community facility apart from a primary one.
    pub fn names_community(self) -> bool {
        ask!(self, row => row.names_community())
    }

    /// What applies in every situation of its table.
    pub fn need(self) -> Need {
        const fn of<F: Figure>(_: &Rule<F>) -> Need {
            F::NEED
        }
        ask!(self, row => of(row))
    }

    /// The figure in words.
    pub fn in_words(self, wording: &dyn Wording) -> Bilingual {
        ask!(self, row => row.figure.in_words(wording))
    }

    /// The figure part by part: level by level where it differs by level, and its band.
    pub fn parts(self, wording: &dyn Wording) -> Vec<Part> {
        ask!(self, row => row.figure.parts(wording))
            .unwrap_or_else(|| vec![(Bilingual::default(), self.in_words(wording))])
    }

    /// Reports what is wrong with the figure by itself.
    pub fn check_figure(self, complaints: &mut Complaints<'_>) {
        ask!(self, row => row.check_figure(complaints));
    }

    /// Which row it is: the place of its basis in memory, which it shares with no other row. Copies
    /// of the row, in an overlay or a plan, keep it.
    pub fn identity(self) -> usize {
        identity(self.basis())
    }
}
