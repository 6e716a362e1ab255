//! What every row of procedures has: the days it is in force, and where it comes from.

use std::sync::Arc;

use crate::Bilingual;
use crate::basis::Basis;
use crate::calendar::Period;

use crate::rules::when::When;

/// A row with dates and a basis.
pub trait Dated {
    /// When it is in force.
    fn period(&self) -> Period;
    /// Puts it in force for other days.
    fn limit(&mut self, period: Period);
    /// What it rests on.
    fn basis(&self) -> &Arc<Basis>;
    /// Whom and what it is about, where it asks.
    fn when(&self) -> Option<&When> {
        None
    }
    /// Whether rows that fit at the same time add up instead of contradicting each other.
    fn adds_up(&self) -> bool {
        false
    }
    /// The last part of its address: what it is called within its table.
    fn key(&self) -> String;
    /// What people call it.
    fn label(&self) -> Bilingual;
}

/// Declares the rows of a table: the fields written here, and after them those every row has.
macro_rules! dated_rows {
    ($($(#[$doc:meta])* $name:ident {
        $($(#[$field_doc:meta])* $(@$default:tt)? $field:ident: $type:ty,)*
    } key $key:expr, label $label:expr $(, adds_up $adds_up:expr)?;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($(#[$field_doc])* $(#[serde($default)])? pub $field: $type,)*
            /// Whom and what it is about.
            /// 适用的情形；不写就是都适用
            #[serde(default)]
            pub when: $crate::procedures::When,
            /// The rule in a sentence, for people.
            /// 一句话说明，给人看
            #[serde(default)]
            pub says: Option<$crate::Bilingual>,
            /// First day of the row.
            /// 生效日：第一天
            pub from: jiff::civil::Date,
            /// Day after its last.
            /// 失效日：当天已不再有效；不写就是至今有效
            #[serde(default)]
            pub until: Option<jiff::civil::Date>,
            /// What it rests on.
            /// 依据：写在哪里；没有依据就没有数字
            pub basis: std::sync::Arc<$crate::basis::Basis>,
        }

        impl $crate::procedures::Dated for $name {
            fn period(&self) -> $crate::calendar::Period {
                $crate::calendar::Period { from: self.from, until: self.until }
            }

            fn limit(&mut self, period: $crate::calendar::Period) {
                (self.from, self.until) = (period.from, period.until);
            }

            fn basis(&self) -> &std::sync::Arc<$crate::basis::Basis> {
                &self.basis
            }

            fn when(&self) -> Option<&$crate::procedures::When> {
                Some(&self.when)
            }

            $(fn adds_up(&self) -> bool {
                let adds_up: fn(&$name) -> bool = $adds_up;
                adds_up(self)
            })?

            fn key(&self) -> String {
                let key: fn(&$name) -> String = $key;
                key(self)
            }

            fn label(&self) -> $crate::Bilingual {
                let label: fn(&$name) -> $crate::Bilingual = $label;
                label(self)
            }
        }
    )+};
}

pub(super) use dated_rows;
