//! Addresses of figures: `440300/employee/rate/pooled/one+on-job`. An address names a *cell* of a
//! table by what it is about, never by its figure or its dates, so it stays when those change; the
//! rows of a cell at different dates are its history. `…@X01:S000` is the cell by a version of a
//! dispute. Addresses need no quoting in a URL or a shell.

mod nearest;
mod slug;

use std::fmt;
use std::str::FromStr;

use crate::rows::{RowView, national_rows, rows};
use domain::Region;
use domain::person::Scheme;
use domain::policy::{Library, Pack};
use domain::rules::Table;
use domain::say;
use domain::text::{Bilingual, Named, Sep};

pub(crate) use slug::cell;

/// The address of a cell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// Whose rule it is.
    pub owner: Owner,
    /// The table.
    pub table: Table,
    /// What it is about, from the general to the particular: layers, step or counter, conditions.
    pub cell: Vec<String>,
    /// The version of a dispute: its number and its source.
    pub version: Option<(String, String)>,
}

/// Whose rule it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// A place's, for a scheme.
    Pack(Region, Scheme),
    /// Everybody's.
    National,
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Owner::Pack(region, scheme) => write!(f, "{region}/{scheme}"),
            Owner::National => f.write_str("national"),
        }
    }
}

/// A type that is written as one text.
macro_rules! written_as_text {
    ($($name:ident: $example:literal;)+) => {$(
        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "examples": [$example] })
            }
        }
    )+};
}

written_as_text! {
    Address: "440300/employee/rate/pooled/one+on-job";
    Owner: "440300/employee";
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.owner, self.table)?;
        for segment in &self.cell {
            write!(f, "/{segment}")?;
        }
        match &self.version {
            Some((dispute, source)) => write!(f, "@{dispute}:{source}"),
            None => Ok(()),
        }
    }
}

impl serde::Serialize for Owner {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl serde::Serialize for Address {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Why a text is no address, or none of ours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It does not have the form of an address.
    #[error("«{0}» is not an address such as 440300/employee/rate/pooled/on-job")]
    Form(String),
    /// It does not name a place and a scheme.
    #[error("«{0}» is not a place and a scheme such as 440300/employee")]
    Owner(String),
    /// No table has this word.
    #[error("there is no table «{0}»")]
    NoTable(String),
    /// No pack of this place and scheme.
    #[error("no pack {owner} is known here")]
    NoPack {
        /// What was asked for.
        owner: String,
        /// What there is.
        nearest: Vec<String>,
    },
    /// No such cell.
    #[error("there is no figure «{asked}»")]
    NoCell {
        /// What was asked for.
        asked: String,
        /// The addresses most like it.
        nearest: Vec<String>,
    },
}

impl AddressError {
    /// Stable word.
    pub const fn code(&self) -> &'static str {
        match self {
            AddressError::Form(_) | AddressError::NoTable(_) | AddressError::Owner(_) => {
                "bad-address"
            }
            AddressError::NoPack { .. } => "unknown-pack",
            AddressError::NoCell { .. } => "unknown-figure",
        }
    }

    /// What is wrong, and what to ask instead.
    pub fn message(&self) -> Bilingual {
        let zh = match self {
            AddressError::Form(asked) => {
                format!("「{asked}」不是数字的地址；地址形如 440300/employee/rate/pooled/on-job")
            }
            AddressError::Owner(asked) => {
                format!("「{asked}」不是地方和险种；请写成 440300/employee 的样子")
            }
            AddressError::NoTable(word) => format!("没有「{word}」这张表"),
            AddressError::NoPack { owner, .. } => format!("没有收录 {owner} 的政策"),
            AddressError::NoCell { asked, .. } => format!("没有地址为「{asked}」的数字"),
        };
        Bilingual::new(zh, self.to_string())
    }

    /// What to do.
    pub fn next(&self) -> Bilingual {
        let nearest = match self {
            AddressError::Form(_) => &vec![],
            AddressError::Owner(_) => {
                return Bilingual::new(
                    "险种是 employee（职工）或 resident（居民）",
                    "the scheme is employee or resident",
                );
            }
            AddressError::NoTable(_) => return table_words(),
            AddressError::NoPack { nearest, .. } | AddressError::NoCell { nearest, .. } => nearest,
        };
        if nearest.is_empty() {
            return Bilingual::new(
                "用 suixing policy show 查看各行的地址",
                "suixing policy show prints the address of every row",
            );
        }
        let nearest = nearest.iter().map(|one| Bilingual::new(one, one));
        say!(
            "最接近的是：{nearest}", "the nearest are: {nearest}";
            nearest = Bilingual::join(nearest, Sep::List)
        )
    }
}

fn table_words() -> Bilingual {
    let tables = Table::ALL.iter().map(|table| {
        let name = table.name().zh;
        say!("{table}（{name}）", "{table}")
    });
    say!(
        "表名有：{tables}", "the tables are: {tables}";
        tables = Bilingual::join(tables, Sep::List)
    )
}

fn shortened(text: &str) -> String {
    domain::text::shortened(text, 120)
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Address, AddressError> {
        let wrong = || AddressError::Form(shortened(text));
        let (path, version) = match text.split_once('@') {
            Some((path, version)) => (path, Some(version.split_once(':').ok_or_else(wrong)?)),
            None => (text, None),
        };
        let mut segments = path.split('/');
        let mut next = || {
            segments
                .next()
                .filter(|word| !word.is_empty())
                .ok_or_else(wrong)
        };
        let owner = match next()? {
            "national" => Owner::National,
            code => Owner::Pack(
                code.parse().map_err(|_| wrong())?,
                Scheme::from_word(next()?).ok_or_else(wrong)?,
            ),
        };
        let word = next()?;
        let table = Table::from_word(word).ok_or_else(|| AddressError::NoTable(shortened(word)))?;
        let cell: Vec<String> = segments.map(str::to_owned).collect();
        if cell.iter().any(String::is_empty) {
            return Err(wrong());
        }
        Ok(Address {
            owner,
            table,
            cell,
            version: version.map(|(dispute, source)| (dispute.to_owned(), source.to_owned())),
        })
    }
}

impl Address {
    /// What is left when whose rule it is, is left out: the same cell in another place.
    pub fn within(&self) -> String {
        let whole = self.to_string();
        let owner = self.owner.to_string().len() + 1;
        whole[owner..].to_owned()
    }

    /// The same cell, whatever the order of words inside a segment.
    fn is_same_cell(&self, other: &Address) -> bool {
        let sorted = |address: &Address| -> Vec<Vec<String>> {
            let segments = address.cell.iter();
            segments.map(|segment| slug::words(segment)).collect()
        };
        self.owner == other.owner
            && self.table == other.table
            && self.version == other.version
            && (self.cell == other.cell || sorted(self) == sorted(other))
    }

    /// Whether `other` lies below this address, as every rate of a layer lies below the layer.
    fn covers(&self, other: &Address) -> bool {
        self.owner == other.owner
            && self.table == other.table
            && (self.version.is_none() || self.version == other.version)
            && other.cell.starts_with(&self.cell)
    }
}

/// The rows at an address, by first day, or all rows below it.
pub fn find<'a>(library: &'a Library, address: &Address) -> Result<Vec<RowView<'a>>, AddressError> {
    let all = rows_of(library, address.owner)?;
    let (mut exact, other): (Vec<_>, Vec<_>) = all
        .into_iter()
        .partition(|row| row.address.is_same_cell(address));
    if exact.is_empty() {
        exact = other
            .iter()
            .filter(|row| address.covers(&row.address))
            .cloned()
            .collect();
    }
    if exact.is_empty() {
        return Err(AddressError::NoCell {
            asked: shortened(&address.to_string()),
            nearest: nearest::nearest(address, &other),
        });
    }
    exact.sort_by(|a, b| (&a.address, a.row.from()).cmp(&(&b.address, b.row.from())));
    Ok(exact)
}

fn rows_of(library: &Library, owner: Owner) -> Result<Vec<RowView<'_>>, AddressError> {
    let none = || AddressError::NoPack {
        owner: owner.to_string(),
        nearest: nearest::packs(library, owner),
    };
    match owner {
        Owner::Pack(region, scheme) => library.find(region, scheme).map(|pack| rows(pack)),
        Owner::National => library.packs().next().map(|pack| national_rows(pack)),
    }
    .ok_or_else(none)
}

/// Whether a text looks like an address rather than words to search for.
pub fn looks_like_address(text: &str) -> bool {
    let head = text.split('/').next().unwrap_or_default();
    let digits = head.len() == 6 && head.bytes().all(|byte| byte.is_ascii_digit());
    text.contains('/') && (digits || head == "national")
}

/// The pack of `440300/employee`.
pub fn pack_of<'a>(library: &'a Library, owner: &str) -> Result<&'a Pack, AddressError> {
    let wrong = || AddressError::Owner(shortened(owner));
    let (region, scheme) = owner.split_once('/').ok_or_else(wrong)?;
    let region: Region = region.parse().map_err(|_| wrong())?;
    let scheme = Scheme::from_word(scheme).ok_or_else(wrong)?;
    let none = || AddressError::NoPack {
        owner: format!("{region}/{scheme}"),
        nearest: nearest::packs(library, Owner::Pack(region, scheme)),
    };
    Ok(library.find(region, scheme).ok_or_else(none)?)
}

#[cfg(test)]
mod tests;
