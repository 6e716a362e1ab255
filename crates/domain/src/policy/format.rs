//! The rows of a policy file, as officials write them. `docs/policy-format.md` teaches them.

use crate::basis::Basis;
use crate::basis::Source;
use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::when::{Names, When};
use crate::person::Scheme;
use crate::shares::Payer;
use crate::text::Bilingual;
use crate::{Money, Rate, Region};

pub use super::dispute::{Decision, DisputeRow, ResolutionRow, VersionRow};
pub use super::values::{ByLevel, Points};
pub use super::words::{Component, Counts, Items, Measured};

/// One policy file. `region.toml` holds what all schemes of a place share and names no scheme.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PolicyFile {
    /// The insured place.
    pub region: Option<Region>,
    /// The scheme; absent in `region.toml`.
    pub scheme: Option<Scheme>,
    /// What people call it.
    pub title: Option<Bilingual>,
    /// Day on which the figures were last compared with the published texts; absent: never.
    pub verified_on: Option<Date>,
    /// Where figures come from, by id.
    #[schemars(with = "BTreeMap<String, Source>")]
    pub sources: BTreeMap<String, Spanned<Source>>,
    /// Marks of people, facilities and visits that `with` and `without` ask about, in words.
    pub marks: BTreeMap<String, Bilingual>,
    /// Tiers of the scheme.
    #[schemars(with = "Vec<TierRow>")]
    pub tier: Vec<Spanned<TierRow>>,
    /// Published yearly figures that ceilings are percentages of.
    #[schemars(with = "Vec<IndexRow>")]
    pub index: Vec<Spanned<IndexRow>>,
    /// When a benefit year begins.
    #[schemars(with = "Vec<BenefitYearRow>")]
    pub benefit_year: Vec<Spanned<BenefitYearRow>>,
    /// The funds in the order they pay.
    #[schemars(with = "Vec<LayerRow>")]
    pub layer: Vec<Spanned<LayerRow>>,
    /// What the person pays before a layer pays.
    #[schemars(with = "Vec<DeductibleRow>")]
    pub deductible: Vec<Spanned<DeductibleRow>>,
    /// What a layer pays.
    #[schemars(with = "Vec<RateRow>")]
    pub rate: Vec<Spanned<RateRow>>,
    /// How the rate changes with footing, age or status.
    #[schemars(with = "Vec<AdjustmentRow>")]
    pub adjustment: Vec<Spanned<AdjustmentRow>>,
    /// The most a layer pays in a benefit year.
    #[schemars(with = "Vec<CeilingRow>")]
    pub ceiling: Vec<Spanned<CeilingRow>>,
    /// The upfront share of class B where the insured place sets it.
    #[schemars(with = "Vec<UpfrontRow>")]
    pub upfront: Vec<Spanned<UpfrontRow>>,
    /// What the personal account may pay.
    #[schemars(with = "Vec<AccountRow>")]
    pub account: Vec<Spanned<AccountRow>>,
    /// What is paid into the personal account.
    #[schemars(with = "Vec<CreditRow>")]
    pub credit: Vec<Spanned<CreditRow>>,
    /// Who is settled at the till.
    #[schemars(with = "Vec<DirectRow>")]
    pub direct: Vec<Spanned<DirectRow>>,
    /// Rules that are shown but move no money here.
    #[schemars(with = "Vec<NoteRow>")]
    pub note: Vec<Spanned<NoteRow>>,
    /// Where sources disagree.
    #[schemars(with = "Vec<DisputeRow>")]
    pub dispute: Vec<Spanned<DisputeRow>>,
    /// How far a place may stay below its own home level; only in the national file.
    #[schemars(with = "Vec<BandRow>")]
    pub band: Vec<Spanned<BandRow>>,
}

/// A percentage of a published yearly index.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IndexShare {
    /// Name of the index.
    pub index: String,
    /// How many years before the one the benefit year begins in: 1 last year, 2 the year before.
    pub years_back: u8,
    /// Percentage; `600%` is six times.
    pub share: Rate,
}

/// A percentage of the whole bill within bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BillShare {
    /// Percentage of the whole bill.
    pub share: Rate,
    /// Never less.
    #[serde(default)]
    pub at_least: Money,
    /// Never more.
    #[serde(default = "no_limit")]
    pub at_most: Money,
}

fn no_limit() -> Money {
    Money::MAX
}

/// Fields every dated row has, and the trait that reads them.
macro_rules! rows {
    ($($(#[$doc:meta])* $name:ident {
        $($(#[$field_doc:meta])* $(@$default:tt)? $field:ident: $type:ty,)*
    })+) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
            #[serde(deny_unknown_fields)]
            pub struct $name {
                /// When it applies.
                #[serde(default)]
                pub when: When,
                /// First day in force.
                pub from: Date,
                /// First day no longer in force.
                #[serde(default)]
                pub until: Option<Date>,
                /// Where it comes from.
                pub basis: std::sync::Arc<Basis>,
                /// The rule in a sentence, for people.
                #[serde(default)]
                pub says: Option<Bilingual>,
                $($(#[$field_doc])* $(#[serde($default)])? pub $field: $type,)*
            }

            impl Row for $name {
                fn when(&self) -> &When { &self.when }
                fn from(&self) -> Date { self.from }
                fn until(&self) -> Option<Date> { self.until }
                fn basis(&self) -> &std::sync::Arc<Basis> { &self.basis }
                fn says(&self) -> Option<&Bilingual> { self.says.as_ref() }

                fn within(&self, from: Date, until: Option<Date>) -> Option<$name> {
                    let first = self.from.max(from);
                    let last = [self.until, until].into_iter().flatten().min();
                    let lasts = last.is_none_or(|last| first < last);
                    lasts.then(|| $name { from: first, until: last, ..self.clone() })
                }
            }
        )+
    };
}

/// What every dated row answers.
pub trait Row {
    /// Its conditions.
    fn when(&self) -> &When;
    /// First day in force.
    fn from(&self) -> Date;
    /// First day no longer in force.
    fn until(&self) -> Option<Date>;
    /// Where it comes from.
    fn basis(&self) -> &std::sync::Arc<Basis>;
    /// The rule in a sentence.
    fn says(&self) -> Option<&Bilingual>;

    /// The row as far as it lies within the days given; none when it does not.
    fn within(&self, from: Date, until: Option<Date>) -> Option<Self>
    where
        Self: Sized;

    /// Whether it is in force on the day.
    fn is_in_force(&self, day: Date) -> bool {
        self.from() <= day && self.until().is_none_or(|until| day < until)
    }
}

rows! {
    /// A tier of the scheme while it exists.
    TierRow {
        /// Word used in `when` and enrolments.
        name: String,
        /// What people call it.
        title: Bilingual,
    }
    /// When a benefit year begins.
    BenefitYearRow {
        /// Month and day, `01-01` or `07-01`.
        starts: String,
    }
    /// One fund in the order of payment.
    LayerRow {
        /// Word used in the other tables.
        name: String,
        /// What people call it.
        title: Bilingual,
        /// Whose money it is.
        payer: Payer,
        /// The parts of the bill it looks at.
        base: Vec<Component>,
        /// Which items of the eligible amount.
        @default items: Option<Items>,
        /// Whether threshold and bands run by visit or by benefit year.
        counts: Counts,
        /// What bands are measured on; the base unless stated.
        @default bands: Option<Measured>,
    }
    /// What the person pays first.
    DeductibleRow {
        /// Layer, or layers.
        of: Names,
        /// A fixed amount.
        @default amount: Option<ByLevel<Money>>,
        /// A percentage of an index.
        @default index_share: Option<IndexShare>,
        /// A percentage of the whole bill.
        @default bill_share: Option<BillShare>,
        /// Not known, and why.
        @default unknown: Option<Bilingual>,
    }
    /// What a layer pays.
    RateRow {
        /// Layer, or layers.
        of: Names,
        /// The rate.
        @default pay: Option<ByLevel<Rate>>,
        /// The band begins above this amount; zero unless stated.
        @default above: Option<Money>,
        /// The band ends at this amount; without end unless stated.
        @default up_to: Option<Money>,
        /// Why it stands although it leaves a national band.
        @default departs: Option<Bilingual>,
        /// Not known, and why.
        @default unknown: Option<Bilingual>,
    }
    /// How rates change. Rows with the same `step` form one table.
    AdjustmentRow {
        /// Layer, or layers.
        of: Names,
        /// Name of the step, such as `footing`, `age`, `retired`.
        step: String,
        /// Multiplies the rate.
        @default factor: Option<Rate>,
        /// Moves the rate by percentage points, such as `-15` or `+2`.
        @default points: Option<Points>,
        /// Taken out of the eligible amount before the rule applies.
        @default self_pay_first: Option<Rate>,
        /// Replaces the rate.
        @default rate: Option<ByLevel<Rate>>,
        /// The person's share is this part of what it would be.
        @default person_share: Option<Rate>,
        /// The rate never falls below this.
        @default floor: Option<Rate>,
        /// Why it stands although it leaves a national band.
        @default departs: Option<Bilingual>,
        /// Not known, and why.
        @default unknown: Option<Bilingual>,
    }
    /// The most that is paid in a benefit year.
    CeilingRow {
        /// The running total it limits.
        counter: String,
        /// Layer, or layers, whose payments count.
        of: Names,
        /// A fixed amount.
        @default amount: Option<Money>,
        /// A percentage of an index.
        @default index_share: Option<IndexShare>,
        /// No ceiling here.
        @default unlimited: bool,
        /// Not known, and why.
        @default unknown: Option<Bilingual>,
    }
    /// Upfront share of class B set by the insured place.
    UpfrontRow {
        /// The share.
        share: Rate,
    }
    /// What the personal account may pay.
    AccountRow {
        /// The parts of the bill.
        pays: Vec<Component>,
    }
    /// What is paid into the personal account each month.
    CreditRow {
        /// Share of the contribution base.
        @default of_base: Option<Rate>,
        /// Fixed amount.
        @default monthly: Option<Money>,
        /// Lowest contribution base.
        @default base_at_least: Option<Money>,
        /// Highest contribution base.
        @default base_at_most: Option<Money>,
    }
    /// Whether the visit is settled at the till.
    DirectRow {
        /// Yes or no; when no, `says` tells the person what to do.
        offered: bool,
    }
    /// A rule that is shown but moves no money here.
    NoteRow {
        /// Name of the rule.
        id: String,
    }
    /// How far the rate may stay below the one at home (NAT-11, NAT-13).
    BandRow {
        /// Name of the rule.
        id: String,
        /// Percentage points at most.
        points_below: Points,
    }
}

/// A published yearly figure.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IndexRow {
    /// Name.
    pub name: String,
    /// What people call it; one row of the name is enough.
    #[serde(default)]
    pub title: Option<Bilingual>,
    /// The year the figure is about.
    pub year: i16,
    /// Yuan a year.
    pub value: Money,
    /// Where it comes from.
    pub basis: std::sync::Arc<Basis>,
}
