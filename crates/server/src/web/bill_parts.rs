//! The parts of the form of a bill: rows, diagnoses, items, what is said before care, the stay.

use domain::{Bilingual, Money};

use super::frame::Frame;
use super::words;

/// A cell of a row of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BillCell {
    /// Name of the field.
    pub name: String,
    /// What is typed.
    pub text: String,
    /// What is wrong with it.
    pub wrong: Option<Bilingual>,
}

/// A row of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BillRow {
    /// Its number.
    pub number: usize,
    /// Item, quantity, price, day, how it is paid, which row it gives back.
    pub cells: [BillCell; 6],
    /// What the catalogue says of its item.
    pub says: Option<Bilingual>,
}

/// A diagnosis as it is typed: code and name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DiagnosisTyped {
    /// Whether it is the main one.
    pub is_main: bool,
    /// Code, and name.
    pub cells: [BillCell; 2],
}

/// An item of the catalogue that was looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemShown {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Class, share paid first, limit.
    pub says: Bilingual,
}

/// Something said before care.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SaidAhead {
    /// About what.
    pub what: Bilingual,
    /// What.
    pub says: Bilingual,
    /// Whether it is paid, where that is the question.
    pub pays: Option<bool>,
}

/// What happens with a bill the rules refuse.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RefusalShown {
    /// Number of its case.
    pub number: String,
    /// Who decides, and how the person hears of it.
    pub who: Bilingual,
    /// What the person does at the till today.
    pub today: Bilingual,
}

/// A line of the stay, which may be given back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChargedLine {
    /// What it is.
    pub name: String,
    /// What it costs.
    pub amount: Money,
    /// Whether it is settled.
    pub is_settled: bool,
    /// How much of it there is to give back.
    pub left: String,
    /// The field that says how much is.
    pub field: String,
    /// How much is.
    pub gives: String,
}

/// A stay that goes on here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StayShown {
    /// Its number.
    pub id: String,
    /// Whether the form goes on with it.
    pub is_chosen: bool,
    /// Day of admission.
    pub from: String,
    /// What was charged.
    pub charged: Money,
    /// What of it is settled.
    pub settled: Money,
    /// What was charged, line by line.
    pub lines: Vec<ChargedLine>,
}

impl BillCell {
    /// Whether it says that a restricted item fits, as a form or as a table says it.
    pub(super) fn is_approved(&self) -> bool {
        ["approved", "限定", "符合限定"].contains(&self.text.as_str())
    }

    /// Whether it says that the person pays all of it.
    pub(super) fn is_own_money(&self) -> bool {
        ["own", "自费"].contains(&self.text.as_str())
    }
}

impl StayShown {
    /// An amount of it.
    pub(super) fn yuan(&self, frame: &Frame, amount: &Money) -> String {
        words::yuan(frame.lang, *amount)
    }
}
