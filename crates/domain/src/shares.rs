//! Who pays what of one bill: one row a payer, adding up to the bill.

use serde::{Deserialize, Serialize};

use crate::{Money, word_list};

word_list! {
    /// Who pays (基金支付类型 and the person).
    Payer {
        /// hifp_pay.
        PooledFund = "pooled-fund", "统筹基金", "pooled fund";
        /// hifmi_pay.
        CriticalIllness = "critical-illness", "大病保险", "critical illness insurance";
        /// hifob_pay.
        LargeExpense = "large-expense", "大额医疗费用补助", "large-expense supplement";
        /// cvlserv_pay.
        CivilServant = "civil-servant", "公务员医疗补助", "civil-servant supplement";
        /// hifes_pay.
        Enterprise = "enterprise", "企业补充医疗保险", "enterprise supplement";
        /// maf_pay.
        MedicalAssistance = "medical-assistance", "医疗救助", "medical assistance";
        /// oth_pay.
        OtherFund = "other-fund", "其他基金", "other fund";
        /// acct_pay without acct_mulaid_pay.
        Account = "account", "个人账户", "personal account";
        /// acct_mulaid_pay.
        FamilyAccount = "family-account", "家庭共济账户", "family account";
        /// psn_cash_pay.
        Cash = "cash", "现金", "cash";
    }
}

impl Payer {
    /// How many payers there are.
    pub const COUNT: usize = Payer::ALL.len();

    /// Whether this payer is a fund rather than the person.
    pub const fn is_fund(self) -> bool {
        !matches!(self, Payer::Account | Payer::FamilyAccount | Payer::Cash)
    }
}

/// One amount for each payer. Shares of a cancellation are the exact negation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Shares([Money; Payer::COUNT]);

impl Shares {
    /// What a payer pays.
    #[inline]
    pub fn of(&self, payer: Payer) -> Money {
        self.0[payer as usize]
    }

    /// Adds to what a payer pays.
    #[inline]
    pub fn add(&mut self, payer: Payer, amount: Money) {
        self.0[payer as usize] += amount;
    }

    /// All payers with their amounts, zero ones included, in fixed order.
    pub fn iter(&self) -> impl Iterator<Item = (Payer, Money)> + '_ {
        Payer::ALL.iter().map(|&payer| (payer, self.of(payer)))
    }

    /// What all funds pay together (fund_pay_sumamt).
    #[inline]
    pub fn funds(&self) -> Money {
        self.iter()
            .filter(|(payer, _)| payer.is_fund())
            .map(|(_, amount)| amount)
            .sum()
    }

    /// What the person pays: accounts and cash (psn_part_amt).
    #[inline]
    pub fn person(&self) -> Money {
        self.of(Payer::Account) + self.of(Payer::FamilyAccount) + self.of(Payer::Cash)
    }

    /// The whole bill.
    #[inline]
    pub fn total(&self) -> Money {
        self.0.iter().sum()
    }

    /// What each payer pays in both.
    pub fn plus(&self, other: &Shares) -> Shares {
        let mut sum = *self;
        for (payer, amount) in other.iter() {
            sum.add(payer, amount);
        }
        sum
    }

    /// What each payer pays here more than there.
    pub fn less(&self, other: &Shares) -> Shares {
        self.plus(&other.negated())
    }

    /// The exact opposite, as a cancellation posts it.
    pub fn negated(&self) -> Shares {
        Shares(self.0.map(|amount| -amount))
    }
}

impl Serialize for Shares {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().filter(|(_, amount)| !amount.is_zero()))
    }
}

impl<'de> Deserialize<'de> for Shares {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Shares, D::Error> {
        let rows = std::collections::BTreeMap::<Payer, Money>::deserialize(deserializer)?;
        let mut shares = Shares::default();
        for (payer, amount) in rows {
            shares.add(payer, amount);
        }
        Ok(shares)
    }
}
