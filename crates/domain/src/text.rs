//! Words shown to people, always in Chinese and English, Chinese first.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The same words in both languages.
/// 中英两种文字：{ zh = "…", en = "…" }
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    /// Simplified Chinese.
    /// 简体中文
    pub zh: String,
    /// English.
    /// 英文
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

/// How parts are joined; each language has its own signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sep {
    /// `、` and `, `: things of one list.
    List,
    /// `，` and `, `: clauses of one sentence.
    Comma,
    /// `；` and `; `: sentences of one statement.
    Semicolon,
    /// ` · `: facts side by side.
    Dot,
    /// `或` and ` or `: things to choose from.
    Or,
    /// A line each.
    Line,
}

impl Sep {
    fn signs(self) -> (&'static str, &'static str) {
        match self {
            Sep::List => ("、", ", "),
            Sep::Comma => ("，", ", "),
            Sep::Semicolon => ("；", "; "),
            Sep::Dot => (" · ", " · "),
            Sep::Or => ("或", " or "),
            Sep::Line => ("\n", "\n"),
        }
    }
}

impl Bilingual {
    /// The parts in both languages, in order.
    pub fn join(parts: impl IntoIterator<Item = Bilingual>, sep: Sep) -> Bilingual {
        let (zh, en): (Vec<_>, Vec<_>) = parts.into_iter().map(|part| (part.zh, part.en)).unzip();
        let (zh_sign, en_sign) = sep.signs();
        Bilingual::new(zh.join(zh_sign), en.join(en_sign))
    }
}

/// The first characters of what somebody sent, so that an error never repeats a megabyte.
pub fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

/// The first characters of a text, as many as a field holds.
pub fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The same sentence in both languages, with values filled in. Values whose words differ by
/// language follow after a semicolon, each a [`Bilingual`].
///
/// ```
/// use domain::{Bilingual, say};
///
/// let count = 2;
/// let said = say!("{place}有 {count} 家", "{count} in {place}"; place = Bilingual::new("上海",
/// "Shanghai")); assert_eq!(said, Bilingual::new("上海有 2 家", "2 in Shanghai"));
/// ```
#[macro_export]
macro_rules! say {
    ($zh:literal, $en:literal $(; $($name:ident = $value:expr),+)? $(,)?) => {{
        $($(let $name: $crate::Bilingual = $value;)+)?
        $crate::Bilingual::new(
            { $($(let $name = &$name.zh;)+)? format!($zh) },
            { $($(let $name = &$name.en;)+)? format!($en) },
        )
    }};
}

/// The names of several words, as a list to choose from.
pub fn either<T: Named>(words: &[T]) -> Bilingual {
    Bilingual::join(words.iter().map(Named::name), Sep::Or)
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
