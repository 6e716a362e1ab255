//! The columns of a kind of table, and which of them stands where in a file: people call and order
//! them in their own ways.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use domain::{Bilingual, say};

use crate::table::{RowOfTable, UnreadableTable};

/// A column as it may be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableColumn {
    /// Its word in files of ours, and in what maps other files to it.
    pub word: &'static str,
    /// How it is called in Chinese.
    pub name: &'static str,
    /// How others call it.
    pub also: &'static [&'static str],
    /// Whether there is no row without it.
    pub is_needed: bool,
}

/// The columns of one kind of table.
pub trait Columns: Copy + 'static {
    /// Every one of them, in order.
    const ALL: &'static [Self];

    /// How it may be called.
    fn column(self) -> TableColumn;

    /// Its place in [`Columns::ALL`].
    fn at(self) -> usize;
}

/// Declares the columns of a kind of table: word, name, other names, and whether it is needed.
#[macro_export]
macro_rules! columns {
    ($(#[$outer:meta])* $name:ident {
        $($(#[$inner:meta])* $variant:ident = $word:literal, $zh:literal,
            [$($also:literal),*], $needed:literal;)+
    }) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$inner])* #[doc = $zh] $variant,)+
        }

        impl $crate::columns::Columns for $name {
            const ALL: &'static [$name] = &[$($name::$variant),+];

            fn column(self) -> $crate::columns::TableColumn {
                match self {
                    $($name::$variant => $crate::columns::TableColumn {
                        word: $word,
                        name: $zh,
                        also: &[$($also),*],
                        is_needed: $needed,
                    },)+
                }
            }

            fn at(self) -> usize {
                self as usize
            }
        }
    };
}

/// What a file calls columns, by their words: for a layout we have never seen.
pub type Renamed = BTreeMap<String, String>;

/// Which column stands where.
#[derive(Clone, Debug)]
pub struct Header<C> {
    places: Vec<Option<usize>>,
    /// Columns of the file that say nothing to us.
    pub unused: Vec<String>,
    kind: PhantomData<C>,
}

impl<C: Columns> Header<C> {
    /// How many of its cells are names of columns.
    pub(crate) fn count(row: &RowOfTable, renamed: &Renamed) -> usize {
        row.cells()
            .filter(|cell| named::<C>(cell, renamed).is_some())
            .count()
    }

    /// Reads the row with the names.
    pub(crate) fn read(
        row: Option<&RowOfTable>,
        renamed: &Renamed,
    ) -> Result<Header<C>, UnreadableTable> {
        let mut places = vec![None; C::ALL.len()];
        let mut unused = Vec::new();
        for (at, cell) in row.iter().flat_map(|row| row.cells()).enumerate() {
            let Some(column) = named::<C>(cell, renamed) else {
                if !cell.trim().is_empty() {
                    unused.push(cell.trim().to_owned());
                }
                continue;
            };
            if places[column.at()].replace(at).is_some() {
                return Err(twice(&column.column()));
            }
        }
        let is_missing = |column: &C| column.column().is_needed && places[column.at()].is_none();
        let missing: Vec<&'static str> = C::ALL
            .iter()
            .copied()
            .filter(is_missing)
            .map(|column| column.column().name)
            .collect();
        match missing.is_empty() {
            true => Ok(Header {
                places,
                unused,
                kind: PhantomData,
            }),
            false => Err(lacking::<C>(&missing, &unused)),
        }
    }

    /// Where it stands, if it does.
    pub(crate) fn place(&self, column: C) -> Option<usize> {
        self.places[column.at()]
    }
}

/// The column this cell names.
fn named<C: Columns>(cell: &str, renamed: &Renamed) -> Option<C> {
    let wanted = plain(cell);
    if wanted.is_empty() {
        return None;
    }
    let is_it = |column: &C| {
        let TableColumn {
            word, name, also, ..
        } = column.column();
        match renamed.get(word) {
            Some(theirs) => plain(theirs) == wanted,
            None => [word, name]
                .iter()
                .chain(also)
                .any(|one| plain(one) == wanted),
        }
    };
    C::ALL.iter().copied().find(is_it)
}

/// A name without what people put around it: 「姓名（必填）」「* 姓 名」 and Name.
fn plain(name: &str) -> String {
    let name = name.split(['(', '（', '\n', '[', '【']).next();
    let signs = |sign: char| sign.is_whitespace() || "*＊_-:：/".contains(sign);
    let name = name.unwrap_or_default();
    name.replace(signs, "").to_lowercase()
}

fn twice(column: &TableColumn) -> UnreadableTable {
    let name = column.name;
    UnreadableTable {
        code: "column-twice",
        says: say!("「{name}」有两列", "there are two columns «{name}»"),
        next: say!(
            "只留一列，或用列名对照指明是哪一列",
            "keep one, or say which by a mapping of columns"
        ),
    }
}

fn lacking<C: Columns>(missing: &[&str], unused: &[String]) -> UnreadableTable {
    let missing = missing.join("、");
    let unused = match unused.is_empty() {
        true => Bilingual::new("没有认不出的列", "every other column is known"),
        false => {
            let unused = unused.join("、");
            say!("认不出的列：{unused}", "unknown columns: {unused}")
        }
    };
    let all: Vec<&str> = C::ALL.iter().map(|column| column.column().name).collect();
    let all = all.join("、");
    UnreadableTable {
        code: "missing-column",
        says: say!(
            "表里缺少这些列：{missing}。{unused}",
            "the table lacks the columns {missing}; {unused}";
            unused = unused
        ),
        next: say!(
            "第一行写列名，可以是：{all}；别的叫法用列名对照说明",
            "name the columns in the first row, as any of {all}; map other names to these"
        ),
    }
}
