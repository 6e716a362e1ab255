//! Types that exist for the API reference alone: the words and records of the domain, which knows
//! nothing of OpenAPI, as callers see them. A test holds every reply of the API against them.

pub mod bill;
pub mod filing;
pub mod policy;
pub mod release;

use std::borrow::Cow;

use domain::text::Named;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A closed list of words of the domain as an enumeration, each with its names.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident = $words:path;)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                type Words = $words;
                let words = Words::ALL.iter().map(|word| word.word());
                let named = Words::ALL.iter().map(|word| {
                    let name = word.name();
                    format!("`{}` {} {}", word.word(), name.zh, name.en)
                });
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .enum_values(Some(words))
                    .description(Some(named.collect::<Vec<_>>().join("; ")))
                    .into()
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($name))
            }
        }
    )+};
}

words! {
    /// Scheme.
    Scheme = domain::person::Scheme;
    /// Status within the scheme.
    Status = domain::person::Status;
    /// Gender.
    Gender = domain::person::Gender;
    /// Kind of care.
    Care = domain::facility::Care;
    /// Settlement level.
    Level = domain::facility::Level;
    /// Hospital or pharmacy.
    FacilityKind = domain::facility::FacilityKind;
    /// Footing.
    Footing = domain::situation::Footing;
    /// Who pays.
    Payer = domain::shares::Payer;
    /// A table of a pack.
    Table = domain::policy::rows::Table;
    /// How two rows work together.
    Relation = workbench::figure::Relation;
    /// What became of a rule.
    ChangeKind = workbench::diff::ChangeKind;
    /// How sure a figure is.
    Confidence = domain::basis::Confidence;
    /// Direct or manual.
    Route = domain::situation::Route;
    /// Class of an item.
    Class = domain::catalogue::Class;
    /// What kind of proof a case is.
    Proof = workbench::case::Proof;
    /// Why a person files.
    FilingReason = domain::filing::FilingReason;
    /// Where a filing stands.
    FilingState = domain::filing::State;
    /// How a filing came in.
    Channel = domain::filing::Channel;
    /// Where the household register lies.
    Register = domain::filing::Register;
    /// The outcome of one check.
    Verdict = domain::filing::Verdict;
    /// Who files for the person.
    AgentKind = domain::filing::AgentKind;
    /// What happened to a filing.
    EventKind = domain::filing::EventKind;
    /// What was checked.
    CheckKind = domain::filing::CheckKind;
    /// Why a person is told something.
    NoticeKind = domain::filing::NoticeKind;
    /// Whether one must file.
    AdviceKind = domain::filing::AdviceKind;
    /// A fact the advice may hang on: the parameter that takes it.
    Fact = domain::filing::Fact;
    /// Who decides.
    Decider = domain::procedures::Decider;
    /// What a clerk decides.
    Decided = crate::api::decisions::Decided;
    /// What an operator may do.
    Role = desk::Role;
    /// Where a release stands.
    ReleaseState = desk::releases::ReleaseState;
    /// What happened to a release.
    ReleaseEventKind = desk::releases::EventKind;
    /// What became of a file.
    FileFate = workbench::changes::FileFate;
    /// What a filing does to care at home.
    AtHome = domain::procedures::AtHome;
}

/// A text by a pattern.
macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident = $pattern:literal, $example:literal, $says:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .pattern(Some($pattern))
                    .description(Some($says))
                    .examples([$example])
                    .into()
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($name))
            }
        }
    )+};
}

texts! {
    /// An amount of money.
    Yuan = r"^-?[0-9]{1,9}(\.[0-9]{1,2})?$", "12340.00",
        "Amount in yuan （元） as text; replies always have two decimals";
    /// A rate.
    Percent = r"^[0-9]{1,3}(\.[0-9]{1,2})?%$", "85%", "Percentage as text";
    /// A day.
    Day = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "2026-11-03", "Day in China";
    /// A division.
    RegionCode = r"^[0-9]{6}$", "440300", "Six-digit division code （医保区划）";
    /// A facility.
    FacilityNumber = r"^[HP][0-9A-Za-z]{11}$", "H44030500001",
        "Code of a designated facility （定点医药机构编号）";
    /// A number issued by us or by the sender.
    Number = r"^[!-~]{1,64}$", "A4403002611180000420000000001",
        "Opaque number; use it exactly as issued";
}

/// Words in both languages.
#[derive(Debug, ToSchema)]
pub struct Bilingual {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// Days: from the first up to, not including, `until`; without it still in force.
#[derive(Debug, ToSchema)]
pub struct Period {
    /// First day.
    pub from: Day,
    /// First day it no longer holds.
    pub until: Option<Day>,
}

/// Where a figure comes from, how sure, since when.
#[derive(Debug, ToSchema)]
pub struct Basis {
    /// Source id within the pack.
    #[schema(example = "Z1")]
    pub source: String,
    /// Title of the source.
    pub title: String,
    /// Article or page.
    pub at: Option<String>,
    /// How sure.
    pub confidence: Confidence,
    /// Whether the figure was compared with the published text.
    pub verified: bool,
    /// First day the rule is in force.
    pub from: Day,
    /// Publication date as published; may be a year or a month.
    pub dated: Option<String>,
}

/// Another source says otherwise: both answers side by side.
#[derive(Debug, ToSchema)]
pub struct Dispute {
    /// Number of the contradiction.
    #[schema(example = "X01")]
    pub id: String,
    /// What it is about.
    pub topic: Bilingual,
    /// What the other source says.
    pub says: Bilingual,
    /// Title of the other source.
    pub other: String,
    /// What this step would come to by the other source, when it can be computed.
    pub would_be: Option<Yuan>,
    /// Why the version in force is in force.
    pub why: Bilingual,
}
