//! A bill: its lines, and what the catalogue of the place of care made of them.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Money;
use crate::rules::ItemClass;

/// One line of a bill (费用明细). A refund is a line with a negative quantity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillLine {
    /// The facility's own number for the line, unique within the visit.
    pub serial: String,
    /// National catalogue code.
    pub code: String,
    /// Name as the facility calls it.
    #[serde(default)]
    pub name: String,
    /// Price of one unit in millionths of a yuan.
    pub price: i64,
    /// Quantity in ten-thousandths; negative on a refund.
    pub quantity: i64,
    /// Amount of the line.
    pub amount: Money,
    /// Day of use; picks the catalogue entry.
    pub used_on: Date,
    /// The hospital approved a restricted item (hosp_appr_flag 1).
    #[serde(default)]
    pub approved_by_hospital: bool,
    /// The hospital took the line out of insurance (hosp_appr_flag 2).
    #[serde(default)]
    pub refused_by_hospital: bool,
    /// The line this one refunds.
    #[serde(default)]
    pub refund_of: Option<String>,
}

impl BillLine {
    /// What `price` (millionths of a yuan) × quantity comes to, rounded half up to the fen.
    pub fn amount_at(&self, price: i64) -> Money {
        // Millionths × ten-thousandths of a yuan: 10^8 to the fen.
        let product = i128::from(price) * i128::from(self.quantity);
        let unit = 100_000_000_i128;
        let rounded = if product < 0 {
            -((-product + unit / 2).div_euclid(unit))
        } else {
            (product + unit / 2).div_euclid(unit)
        };
        Money::from_fen(rounded.clamp(i128::from(i64::MIN / 2), i128::from(i64::MAX / 2)) as i64)
    }

    /// Whether price × quantity is the amount, give or take one fen and what the last decimal of
    /// the price leaves open: a price that was worked out by dividing is stated to half of that.
    pub fn adds_up(&self) -> bool {
        let half =
            i128::from(last_decimal(self.price)) * i128::from(self.quantity.unsigned_abs()) / 2;
        // Millionths × ten-thousandths of a yuan: 10^8 to the fen.
        let open = half / 100_000_000;
        let off = (self.amount_at(self.price) - self.amount).fen();
        i128::from(off.abs()) <= 1 + open
    }

    /// Whether it gives back what another line charged.
    pub fn is_refund(&self) -> bool {
        self.quantity < 0 || self.amount.is_negative()
    }
}

/// One of the last decimal a price is stated in, which is a fen or finer; both in millionths.
fn last_decimal(price: i64) -> i64 {
    let units = [10_000, 1_000, 100, 10];
    units
        .into_iter()
        .find(|unit| price % unit == 0)
        .unwrap_or(1)
}

fn is_nothing(amount: &Money) -> bool {
    amount.is_zero()
}

/// A bill or line split by the catalogue of the place of care. The parts add up to the total.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(deny_unknown_fields, default)]
pub struct Scope {
    /// Wholly self-paid (全自费): class C and what is not in the catalogue.
    pub wholly_self_paid: Money,
    /// Above the price limit (超限价).
    pub above_limit: Money,
    /// Upfront self-pay (先行自付): the first share of class B.
    pub upfront: Money,
    /// Eligible (符合政策范围), ordinary items.
    pub ordinary: Money,
    /// Eligible, nationally negotiated drugs.
    pub negotiated: Money,
    /// Eligible, implants made at home.
    #[serde(skip_serializing_if = "is_nothing")]
    pub implant: Money,
    /// Eligible, implants from abroad.
    #[serde(skip_serializing_if = "is_nothing")]
    pub imported_implant: Money,
    /// Eligible, special examinations.
    #[serde(skip_serializing_if = "is_nothing")]
    pub special_examination: Money,
    /// Eligible, special treatments.
    #[serde(skip_serializing_if = "is_nothing")]
    pub special_treatment: Money,
    /// Eligible, decoction pieces of Chinese medicine.
    #[serde(skip_serializing_if = "is_nothing")]
    pub chinese_medicine: Money,
    /// Eligible, what a hospital prepares itself.
    #[serde(skip_serializing_if = "is_nothing")]
    pub hospital_preparation: Money,
    /// Eligible, blood.
    #[serde(skip_serializing_if = "is_nothing")]
    pub blood: Money,
}

impl Scope {
    /// Everything the insured place's policy applies to (inscp_scp_amt).
    #[inline]
    pub fn eligible(&self) -> Money {
        self.by_class().iter().sum()
    }

    /// The eligible amounts by [`ItemClass`], in its order.
    pub const fn by_class(&self) -> [Money; ItemClass::COUNT] {
        [
            self.ordinary,
            self.negotiated,
            self.implant,
            self.imported_implant,
            self.special_examination,
            self.special_treatment,
            self.chinese_medicine,
            self.hospital_preparation,
            self.blood,
        ]
    }

    /// The eligible amount of a class, to be added to.
    pub const fn of_class(&mut self, class: ItemClass) -> &mut Money {
        match class {
            ItemClass::Ordinary => &mut self.ordinary,
            ItemClass::Negotiated => &mut self.negotiated,
            ItemClass::Implant => &mut self.implant,
            ItemClass::ImportedImplant => &mut self.imported_implant,
            ItemClass::SpecialExamination => &mut self.special_examination,
            ItemClass::SpecialTreatment => &mut self.special_treatment,
            ItemClass::ChineseMedicine => &mut self.chinese_medicine,
            ItemClass::HospitalPreparation => &mut self.hospital_preparation,
            ItemClass::Blood => &mut self.blood,
        }
    }

    /// The whole bill (medfee_sumamt).
    #[inline]
    pub fn total(&self) -> Money {
        self.wholly_self_paid + self.above_limit + self.upfront + self.eligible()
    }

    /// The parts of `amount` of a bill or line that comes to `whole`: each its share of the amount,
    /// rounded so that together they are the amount.
    pub fn part_of(&self, amount: Money, whole: Money) -> Scope {
        let mut up_to = Money::ZERO;
        let mut given = Money::ZERO;
        let mut share = |part: Money| {
            up_to += part;
            let next = up_to.scaled(amount, whole);
            let own = next - given;
            given = next;
            own
        };
        let mut scope = Scope {
            wholly_self_paid: share(self.wholly_self_paid),
            above_limit: share(self.above_limit),
            upfront: share(self.upfront),
            ..Scope::default()
        };
        for (class, amount) in ItemClass::ALL.iter().zip(self.by_class()) {
            *scope.of_class(*class) = share(amount);
        }
        scope
    }

    /// Whether every part is zero or more, as a settled bill must be.
    pub fn is_whole(&self) -> bool {
        let parts = [self.wholly_self_paid, self.above_limit, self.upfront];
        let classes = self.by_class();
        let mut parts = parts.iter().chain(&classes);
        !parts.any(|part| part.is_negative())
    }
}

impl std::ops::Add for Scope {
    type Output = Scope;
    fn add(self, other: Scope) -> Scope {
        let mut sum = Scope {
            wholly_self_paid: self.wholly_self_paid + other.wholly_self_paid,
            above_limit: self.above_limit + other.above_limit,
            upfront: self.upfront + other.upfront,
            ..self
        };
        for (class, amount) in ItemClass::ALL.iter().zip(other.by_class()) {
            *sum.of_class(*class) += amount;
        }
        sum
    }
}

impl std::ops::Neg for Scope {
    type Output = Scope;
    fn neg(self) -> Scope {
        let mut opposite = Scope {
            wholly_self_paid: -self.wholly_self_paid,
            above_limit: -self.above_limit,
            upfront: -self.upfront,
            ..Scope::default()
        };
        for (class, amount) in ItemClass::ALL.iter().zip(self.by_class()) {
            *opposite.of_class(*class) = -amount;
        }
        opposite
    }
}

impl std::iter::Sum for Scope {
    fn sum<I: Iterator<Item = Scope>>(scopes: I) -> Scope {
        scopes.fold(Scope::default(), std::ops::Add::add)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_price_that_was_divided_leaves_its_last_decimal_open() {
        // price in millionths, quantity in ten-thousandths, amount → adds up
        let rows = [
            (333_300, 10_000_000, "333.33", true),
            (330_000, 10_000_000, "333.33", true),
            (333_300, 10_000_000, "333.42", false),
            (33_335_000, 10_000, "33.33", true),
            (10_500_000, 20_000, "21.00", true),
            (10_500_000, 20_000, "21.04", false),
            (333_300, -10_000_000, "-333.33", true),
            (333_300, -10_000_000, "333.33", false),
        ];
        for (price, quantity, amount, holds) in rows {
            let line = BillLine {
                serial: "1".into(),
                code: "A".into(),
                name: String::new(),
                price,
                quantity,
                amount: amount.parse().unwrap(),
                used_on: date(2026, 11, 3),
                approved_by_hospital: false,
                refused_by_hospital: false,
                refund_of: None,
            };
            assert_eq!(line.adds_up(), holds, "{price} × {quantity} = {amount}");
        }
    }
}
