//! Words shown to people, always in Chinese and English, Chinese first.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The same words in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Bilingual {
    /// Pairs the two languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Bilingual {
        Bilingual {
            zh: zh.into(),
            en: en.into(),
        }
    }
}

impl std::fmt::Display for Bilingual {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} / {}", self.zh, self.en)
    }
}

/// A thing with a name people read.
pub trait Named {
    /// Its name in both languages.
    fn name(&self) -> Bilingual;
}

/// The names of several words, as a list to choose from.
pub fn either<T: Named>(words: &[T]) -> Bilingual {
    let names: Vec<Bilingual> = words.iter().map(Named::name).collect();
    let zh: Vec<&str> = names.iter().map(|n| n.zh.as_str()).collect();
    let en: Vec<&str> = names.iter().map(|n| n.en.as_str()).collect();
    Bilingual::new(zh.join("或"), en.join(" or "))
}

/// Declares a closed list of words: the Rust variant, the word in policy files and the API, and the
/// Chinese and English names people read.
#[macro_export]
macro_rules! word_list {
    ($(#[$outer:meta])* $name:ident {
        $($(#[$inner:meta])* $variant:ident = $word:literal, $zh:literal, $en:literal;)+
    }) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$inner])* #[serde(rename = $word)] #[doc = $zh] $variant,)+
        }

        impl $name {
            /// Every one of them, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The word used in policy files, the API and the database.
            pub const fn word(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }

            /// The one with this word.
            pub fn from_word(word: &str) -> Option<$name> {
                match word { $($word => Some($name::$variant),)+ _ => None }
            }
        }

        impl $crate::text::Named for $name {
            fn name(&self) -> $crate::Bilingual {
                match self { $($name::$variant => $crate::Bilingual::new($zh, $en)),+ }
            }
        }

        impl $crate::schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut $crate::schemars::SchemaGenerator) -> $crate::schemars::Schema {
                $crate::schema::words(&[$(($word, $zh, $en)),+])
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }
    };
}
