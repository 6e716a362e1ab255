//! The forms of values that are read by hand, for editors and for the reference of the API. They
//! stand above the values, so that a value need not know how it is described.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::facility::Level;
use crate::rules::when::Span;
use crate::rules::{ByLevel, Points};
use crate::schema::OneOrMany;
use crate::shares::{Payer, Shares};
use crate::situation::DeductibleBefore;
use crate::{Money, Rate, Region};

impl<T: JsonSchema> JsonSchema for ByLevel<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("{}ByLevel", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<T>();
        let levels: BTreeMap<&str, &Schema> = Level::ALL
            .iter()
            .map(|level| (level.word(), &value))
            .collect();
        json_schema!({
            "description": "One value for all levels, or a value for each.\n\
                各级相同写一个值，或按级别写 { primary = …, secondary = …, tertiary = … }",
            "anyOf": [value, {
                "type": "object",
                "properties": levels,
                "additionalProperties": false,
                "minProperties": 1,
            }],
        })
    }
}

impl JsonSchema for DeductibleBefore {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "DeductibleBefore".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let amount = generator.subschema_for::<Money>();
        json_schema!({
            "anyOf": [amount, { "type": "object", "additionalProperties": amount }],
        })
    }
}

impl JsonSchema for crate::rules::Items {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Items".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let class = OneOrMany::<crate::rules::ItemClass>::json_schema(generator);
        json_schema!({ "anyOf": [{ "const": "all" }, class] })
    }
}

impl JsonSchema for Shares {
    fn schema_name() -> Cow<'static, str> {
        "Shares".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let amount = generator.subschema_for::<Money>();
        let payers: BTreeMap<&str, &Schema> = Payer::ALL
            .iter()
            .map(|payer| (payer.word(), &amount))
            .collect();
        json_schema!({
            "description": "Who pays how much; those not named pay nothing.\n\
                谁付多少；没写的就是没有付",
            "type": "object",
            "properties": payers,
            "additionalProperties": false,
        })
    }
}

/// A text in quotes of a certain form, and how it is explained.
macro_rules! text_form {
    ($($type:ident, $pattern:literal, $description:literal;)+) => {$(
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({
                    "type": "string",
                    "pattern": $pattern,
                    "description": $description,
                })
            }
        }
    )+};
}

text_form! {
    Money, r"^-?[0-9]{1,9}(\.[0-9]{1,2}0*)?$",
        "An amount of yuan in quotes, at most two decimals: \"1234.50\".\n\
        金额：带引号的元，最多两位小数，如 \"1234.50\"";
    Rate, r"^[0-9]{1,3}(\.[0-9]{1,2})?%$",
        "A percentage in quotes: \"85%\" or \"85.5%\".\n\
        比例：带引号的百分数，如 \"85%\" 或 \"85.5%\"";
    Region, r"^[1-8][0-9]{5}$",
        "A six-digit division code in quotes: \"440300\".\n\
        六位区划代码，带引号，如 \"440300\"";
    Span, r"^([0-9]+|[0-9]+\.\.[0-9]*|\.\.[0-9]+)$",
        "A span of whole numbers: \"60..\" (60 and above), \"..60\" (below), \"6..12\" or \"1\".\n\
        范围：\"60..\" 满 60，\"..60\" 不满 60，\"6..12\" 是 6 至 11，\"1\" 正好 1";
    Points, r"^[-+]?[0-9]{1,3}(\.[0-9]{1,2})?$",
        "Percentage points up or down: \"-15\" or \"+2.5\".\n\
        百分点的增减，如 \"-15\" 或 \"+2.5\"";
}
