//! Errors as data. Each is declared once – its fields, its stable code, who has to do something,
//! what it means and what to do next, in Chinese and English – and the type, the words of one
//! occurrence and the list of codes in `docs/errors.md` all come from that one place.

use crate::Bilingual;

/// Who has to do something about an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// What was named does not exist, or is not the caller's.
    NotFound,
    /// It contradicts what was done before.
    Conflict,
    /// What was sent cannot be right.
    Invalid,
    /// The rules do not allow it.
    Refused,
    /// Nobody says who asks, or not with a key that is in use.
    Unidentified,
    /// The caller may not do this.
    Forbidden,
    /// Nothing wrong with the message; try again.
    Unavailable,
}

/// One code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorCode {
    /// Stable word.
    pub code: &'static str,
    /// Who has to do something.
    pub kind: FaultKind,
    /// What it means, Chinese and English; words in braces are filled in.
    pub means: (&'static str, &'static str),
    /// What to do next, Chinese and English.
    pub next: (&'static str, &'static str),
}

impl ErrorCode {
    /// What it means.
    pub fn means(&self) -> Bilingual {
        Bilingual::new(self.means.0, self.means.1)
    }

    /// What to do next.
    pub fn next(&self) -> Bilingual {
        Bilingual::new(self.next.0, self.next.1)
    }
}

/// Declares an enumeration of errors. A row is: the variant with its fields, its code and kind,
/// what it means, what to do next; then, where one occurrence needs more than what it means with
/// the fields filled in, `says` and a [`Bilingual`]. A variant in round brackets has a cause
/// beneath it. `+` takes over the errors of another enumeration as they are.
///
/// ```
/// domain::errors! {
///     /// Why nothing was opened.
///     #[derive(Debug)]
///     DoorError {
///         Locked { door: String } = "locked", Refused,
///             "{door}已上锁", "{door} is locked",
///             "请先开锁", "unlock it first";
///     }
/// }
/// let error = DoorError::Locked { door: "A1".to_owned() };
/// assert_eq!(error.entry().code, "locked");
/// assert_eq!(error.message().zh, "A1已上锁");
/// ```
#[macro_export]
macro_rules! errors {
    (@says $zh:literal, $en:literal) => { $crate::say!($zh, $en) };
    (@says $zh:literal, $en:literal, $says:expr) => { $says };
    (@source) => { None };
    (@source $inner:ident) => { Some($inner) };

    ($(#[$outer:meta])* $name:ident {
        $($variant:ident
            $(($inner:ident: $inner_type:ty))?
            $({ $($field:ident: $type:ty),+ $(,)? })?
            = $code:literal, $kind:ident,
            $zh:literal, $en:literal,
            $next_zh:literal, $next_en:literal
            $(, says $says:expr)?;)+
        $(+ $other:ident($other_type:ty);)*
    }) => {
        $(#[$outer])*
        #[allow(missing_docs, reason = "a field is named after what it holds")]
        pub enum $name {
            $(#[doc = $en] $variant $(($inner_type))? $({ $($field: $type),+ })?,)+
            $($other($other_type),)*
        }

        impl $name {
            const OWN: &'static [$crate::errors::ErrorCode] = &[$($crate::errors::ErrorCode {
                code: $code,
                kind: $crate::errors::FaultKind::$kind,
                means: ($zh, $en),
                next: ($next_zh, $next_en),
            }),+];

            /// Every code there is, in the order in which they are documented.
            pub fn codes() -> impl Iterator<Item = &'static $crate::errors::ErrorCode> {
                Self::OWN.iter()$(.chain(<$other_type>::codes()))*
            }

            /// The stable code, with what it means and what to do.
            pub fn entry(&self) -> $crate::errors::ErrorCode {
                match self {
                    $($name::$variant { .. } => $crate::errors::ErrorCode {
                        code: $code,
                        kind: $crate::errors::FaultKind::$kind,
                        means: ($zh, $en),
                        next: ($next_zh, $next_en),
                    },)+
                    $($name::$other(error) => error.entry(),)*
                }
            }

            /// The stable code.
            pub fn code(&self) -> &'static str {
                self.entry().code
            }

            /// What went wrong, naming the value and the rule. For the caller; causes beneath
            /// go to the log.
            pub fn message(&self) -> $crate::Bilingual {
                match self {
                    $($name::$variant $(($inner))? $({ $($field),+ })? => {
                        $(let _ = $inner;)?
                        $($(let _ = $field;)+)?
                        $crate::errors!(@says $zh, $en $(, $says)?)
                    })+
                    $($name::$other(error) => error.message(),)*
                }
            }

            /// What to do next.
            pub fn next(&self) -> $crate::Bilingual {
                self.entry().next()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                use std::error::Error;
                match self.source() {
                    // The cause says the rest itself.
                    Some(_) => f.write_str(self.entry().means.1),
                    None => f.write_str(&self.message().en),
                }
            }
        }

        impl std::error::Error for $name {
            fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
                match self {
                    $($name::$variant $(($inner))? $({ $($field: _),+ })? => {
                        $crate::errors!(@source $($inner)?)
                    })+
                    $($name::$other(error) => error.source(),)*
                }
            }
        }

        $(impl From<$other_type> for $name {
            fn from(error: $other_type) -> $name {
                $name::$other(error)
            }
        })*
    };
}
