//! A row in words: what the figure is, when it applies, and the figure itself.

use jiff::civil::Date;

use domain::Money;
use domain::policy::pack::Pack;
use domain::rules::when::{Names, Titles, When};
use domain::rules::wording::same;
use domain::rules::{AnyRow, Indexed, Part, Step, Table, Wording};
use domain::text::{Bilingual, Named, Sep};

/// A pack on a day, or on all days.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ShownWords<'a> {
    pub(crate) pack: &'a Pack,
    pub(crate) on: Option<Date>,
}

impl ShownWords<'_> {
    /// The figure; of a note the sentence is all there is.
    pub(crate) fn value(&self, row: AnyRow<'_>) -> Bilingual {
        match row {
            AnyRow::Note(row) => row.says.clone().unwrap_or_default(),
            _ => row.in_words(self),
        }
    }

    /// The figure part by part.
    pub(crate) fn parts(&self, row: AnyRow<'_>) -> Vec<Part> {
        row.parts(self)
    }

    /// When it applies.
    pub(crate) fn conditions(&self, row: AnyRow<'_>) -> Bilingual {
        match row {
            AnyRow::Index(row) => Bilingual::new(format!("{} 年", row.year), row.year.to_string()),
            _ => self.when(row.when()),
        }
    }

    fn when(&self, when: &When) -> Bilingual {
        let always = || Bilingual::new("所有情形", "always");
        when.in_words(self).unwrap_or_else(always)
    }

    /// What the figure is: «统筹基金支付比例», «reimbursement rate, pooled fund».
    pub(crate) fn subject(&self, row: AnyRow<'_>) -> Bilingual {
        let table = row.table().name();
        let of = match row {
            AnyRow::Index(row) => return self.index_title(&row.name),
            AnyRow::Layer(row) => row.title.clone(),
            // They have a number and no name; what they are is what people ask of them.
            AnyRow::Note(_) | AnyRow::Band(_) => {
                let (zh, en) = row.table().asked();
                return Bilingual::new(zh, en);
            }
            AnyRow::Adjustment(row) => {
                let (titles, step) = (self.titles_in_short(&row.of), step_name(row.step));
                return Bilingual::new(
                    format!("{}{}{}", titles.zh, step.zh, table.zh),
                    format!("{} by {}, {}", table.en, step.en, titles.en),
                );
            }
            _ => match row.layers() {
                Some(of) => self.titles_in_short(of),
                None => return table,
            },
        };
        match row.table() {
            Table::Layer => Bilingual::new(
                format!("{}「{}」", table.zh, of.zh),
                format!("{} «{}»", table.en, of.en),
            ),
            _ => Bilingual::new(
                format!("{}{}", of.zh, table.zh),
                format!("{}, {}", table.en, of.en),
            ),
        }
    }

    /// The titles of layers as a heading has room for them: of more than two the first, and how
    /// many they are.
    fn titles_in_short(&self, of: &Names) -> Bilingual {
        let count = of.iter().count();
        let Some(first) = of.iter().next().filter(|_| count > 2) else {
            return self.layer_titles(of);
        };
        let Bilingual { zh, en } = self.layer_title(first);
        Bilingual::new(
            format!("{zh}等 {count} 项"),
            format!("{en} and {} more", count - 1),
        )
    }

    /// The titles of layers.
    pub(super) fn layer_titles(&self, of: &Names) -> Bilingual {
        let titles: Vec<Bilingual> = of.iter().map(|name| self.layer_title(name)).collect();
        Bilingual::join(titles, Sep::List)
    }

    /// The title on the day, else the first.
    pub(crate) fn layer_title(&self, name: &str) -> Bilingual {
        let mut rows = self
            .pack
            .tables
            .layers
            .iter()
            .filter(|row| row.name == name);
        let first = rows.clone().next();
        let on = self.on;
        let row = rows.find(|row| on.is_some_and(|day| row.is_in_force(day)));
        let title = row.or(first).map(|row| row.title.clone());
        title.unwrap_or_else(|| same(name))
    }

    /// What people call an index.
    pub(super) fn index_title(&self, name: &str) -> Bilingual {
        let mut rows = self
            .pack
            .tables
            .indices
            .iter()
            .filter(|row| row.name == name);
        let title = rows.find_map(|row| row.title.clone());
        title.unwrap_or_else(|| same(name))
    }
}

impl Titles for ShownWords<'_> {
    fn tier(&self, tier: &str) -> Bilingual {
        let mut rows = self.pack.tables.tiers.iter();
        let row = rows.find(|row| row.name == tier);
        row.map_or_else(|| same(tier), |row| row.title.clone())
    }

    fn mark(&self, mark: &str) -> Bilingual {
        self.pack.mark(mark).cloned().unwrap_or_else(|| same(mark))
    }
}

impl Wording for ShownWords<'_> {
    fn layer(&self, name: &str) -> Bilingual {
        self.layer_title(name)
    }

    fn index(&self, name: &str) -> Bilingual {
        self.index_title(name)
    }

    fn amount(&self, share: Indexed<'_>) -> Option<Money> {
        let amount = self.on.and_then(|day| self.pack.index_amount(share, day));
        amount.map(|(amount, _)| amount)
    }
}

/// Names of the steps that most places have; others are named by their word.
fn step_name(step: Step) -> Bilingual {
    match step {
        Step::Footing => Bilingual::new("按备案情形的", "footing"),
        Step::Age => Bilingual::new("按年龄的", "age"),
        Step::Retired => Bilingual::new("按在职退休的", "status"),
        Step::Referral | Step::Marked => Bilingual::new(format!("「{step}」"), format!("«{step}»")),
    }
}
