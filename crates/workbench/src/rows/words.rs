//! Rows in words: the value, the conditions, the sentence.

use jiff::civil::Date;

use super::{AnyRow, RowView};
use crate::show::{Part, ShownWords};
use domain::text::{Bilingual, Named};

impl RowView<'_> {
    fn words(&self, on: Option<Date>) -> ShownWords<'_> {
        ShownWords {
            pack: self.pack,
            on,
        }
    }

    /// The figure in words; with a day, shares of an index with their amount.
    pub fn value(&self, on: Option<Date>) -> Bilingual {
        self.words(on).value(self.row)
    }

    /// The figure part by part: level by level where it differs by level, and its band.
    pub fn parts(&self, on: Option<Date>) -> Vec<Part> {
        self.words(on).parts(self.row)
    }

    /// When it applies.
    pub fn conditions(&self) -> Bilingual {
        self.words(None).conditions(self.row)
    }

    /// What the figure is: «统筹基金支付比例», «pooled fund: reimbursement rate».
    pub fn subject(&self, on: Option<Date>) -> Bilingual {
        self.words(on).subject(self.row)
    }

    /// The rule in a sentence: its own, else one made of its parts.
    pub fn sentence(&self, on: Option<Date>) -> Bilingual {
        if let Some(says) = self.row.says() {
            return says.clone();
        }
        let (subject, value) = (self.subject(on), self.value(on));
        let when = match self.row.when() != &Default::default() {
            true => self.conditions(),
            false => Bilingual::default(),
        };
        let (zh_when, en_when) = match when.zh.is_empty() {
            true => (String::new(), String::new()),
            false => (format!("（{}）", when.zh), format!(" ({})", when.en)),
        };
        Bilingual::new(
            format!("{}{zh_when}：{}", subject.zh, value.zh),
            format!("{}{en_when}: {}", subject.en, value.en),
        )
    }

    /// The table it stands in, in words.
    pub fn table_name(&self) -> Bilingual {
        AnyRow::table(self.row).name()
    }
}
