//! What a settlement comes to. Where a stay is settled in parts, the whole of it so far is computed
//! as one bill, and a part is the whole less what was settled before: so the parts together are
//! what one settlement of everything would have been.

use std::collections::BTreeMap;

use domain::Money;
use domain::explain::{Computed, Inputs};
use domain::facility::Care;
use domain::plan::{Missing, Plan, Refusal};
use domain::policy::Pack;
use domain::rules::counter::base_of_taken;
use domain::shares::{Payer, Shares};
use domain::situation::YearToDate;
use store::settlements::{self, ADMISSIONS, Settlement, SoFar, UNFILED_STAYS};

use crate::stays::Numbers;

/// What a settlement comes to, and what it was made of.
pub(crate) struct Derived {
    /// What the whole so far is computed from.
    pub inputs: Inputs,
    /// What of it was settled before.
    pub so_far: Option<SoFar>,
    pub plan: Plan,
    /// What each payer pays now.
    pub shares: Shares,
    pub deductible: Money,
    pub counted: BTreeMap<String, Money>,
    /// The figures that are missing and that others stand in for.
    pub provisional: Vec<Missing>,
}

/// The bill as the pack decides it.
pub(crate) fn derive(
    inputs: Inputs,
    so_far: Option<SoFar>,
    (pack, counts): (&Pack, Counts),
) -> Result<Derived, Box<(Refusal, Inputs)>> {
    match inputs.compute(pack, None) {
        Ok(computed) => Ok(Derived::of(inputs, so_far, (computed, counts))),
        Err(refusal) => Err(Box::new((refusal, inputs))),
    }
}

/// What is sold in a pharmacy is bought on one's own account where nothing says what a fund pays of
/// it: the account pays as it may, and no fund. What the account pays nothing of is refused as it
/// was.
pub(crate) fn or_on_account(
    refused: Box<(Refusal, Inputs)>,
    (pack, counts): (&Pack, Counts),
) -> Result<Derived, Box<(Refusal, Inputs)>> {
    let (refusal, inputs) = &*refused;
    let is_of_fund = matches!(refusal, Refusal::Unknown { .. } | Refusal::NoRule { .. });
    let is_sale = inputs.situation.care == Care::Pharmacy;
    if !(is_sale && is_of_fund) || inputs.accounts.own.is_zero() {
        return Err(refused);
    }
    let on_account = Inputs {
        on_account: true,
        ..inputs.clone()
    };
    match derive(on_account, None, (pack, counts)) {
        Ok(derived) if !derived.shares.of(Payer::Account).is_zero() => Ok(derived),
        _ => Err(refused),
    }
}

/// What was settled before, derived as it was then.
pub(crate) fn derive_again(
    inputs: Inputs,
    so_far: Option<SoFar>,
    (pack, counts): (&Pack, Counts),
) -> Result<Derived, Box<(Refusal, Inputs)>> {
    match inputs.settled_again(pack) {
        Ok(computed) => Ok(Derived::of(inputs, so_far, (computed, counts))),
        Err(refusal) => Err(Box::new((refusal, inputs))),
    }
}

impl Derived {
    fn of(
        mut inputs: Inputs,
        so_far: Option<SoFar>,
        (computed, counts): (Computed, Counts),
    ) -> Derived {
        let figures = computed.provisional.iter().map(|it| it.figure.clone());
        inputs.provisional = figures.collect();
        let mut counted = computed.counted();
        for counter in counts.counters() {
            counted.insert(counter.to_owned(), Money::from_fen(1));
        }
        let mut derived = Derived {
            inputs,
            plan: computed.plan,
            shares: computed.adjudication.shares,
            deductible: computed.adjudication.deductible,
            counted,
            provisional: computed.provisional,
            so_far: None,
        };
        if let Some(before) = &so_far {
            derived.shares = derived.shares.less(&before.shares);
            derived.deductible -= before.deductible;
            derived.counted = settlements::less(derived.counted, &before.counted);
        }
        derived.so_far = so_far;
        derived
    }

    /// Whether it is what the settlement comes to as it stands.
    pub(crate) fn is(&self, standing: &Settlement) -> bool {
        let moved = settlements::less(self.counted.clone(), &standing.counted);
        self.shares == standing.shares
            && self.deductible == standing.deductible
            && moved.values().all(|amount| amount.is_zero())
    }
}

/// Which numbers of the benefit year a bill counts in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// As one admission.
    pub admission: bool,
    /// As one stay without a filing.
    pub unfiled: bool,
}

impl Counts {
    /// What earlier parts of a whole count in.
    pub(crate) fn of_parts(so_far: Option<&SoFar>) -> Counts {
        let counts = |counter: &str| {
            let counted = so_far.and_then(|so_far| so_far.counted.get(counter));
            counted.is_some_and(|sum| !sum.is_zero())
        };
        Counts {
            admission: counts(ADMISSIONS),
            unfiled: counts(UNFILED_STAYS),
        }
    }

    /// What a settlement as it stands counts in, its earlier parts included.
    pub(crate) fn of_whole(standing: &Settlement) -> Counts {
        let counts = |counter: &str| {
            let before = standing.so_far.iter().map(|so_far| &so_far.counted);
            let all = before.chain([&standing.counted]);
            let sum: Money = all.filter_map(|counted| counted.get(counter)).sum();
            !sum.is_zero()
        };
        Counts {
            admission: counts(ADMISSIONS),
            unfiled: counts(UNFILED_STAYS),
        }
    }

    fn counters(self) -> impl Iterator<Item = &'static str> {
        let admission = self.admission.then_some(ADMISSIONS);
        let unfiled = self.unfiled.then_some(UNFILED_STAYS);
        admission.into_iter().chain(unfiled)
    }
}

/// The numbers a bill has in its benefit year, from what was used up before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ordinals {
    /// Which admission it is.
    pub admission: u8,
    /// Stays without a filing before it.
    pub unfiled_before: u8,
    /// In what it counts.
    counts: Counts,
}

impl Ordinals {
    /// Of a bill with these other parts of the same stay, in the same year but not in the same
    /// whole.
    pub(crate) fn of(
        care: Care,
        used: &YearToDate,
        others: impl Iterator<Item = Counts>,
    ) -> Ordinals {
        if care != Care::Inpatient {
            return Ordinals {
                admission: 1,
                unfiled_before: used.unfiled_stays,
                counts: Counts::default(),
            };
        }
        let (mut admitted, mut unfiled) = (false, false);
        for other in others {
            admitted |= other.admission;
            unfiled |= other.unfiled;
        }
        Ordinals {
            admission: match admitted {
                true => used.admissions.max(1),
                false => used.admissions.saturating_add(1),
            },
            unfiled_before: used.unfiled_stays.saturating_sub(u8::from(unfiled)),
            counts: Counts {
                admission: !admitted,
                unfiled: !unfiled,
            },
        }
    }

    /// Of a later part of a whole that counted before: the numbers of its last part stay.
    pub(crate) fn of_whole(self, part: Option<&Settlement>, so_far: Option<&SoFar>) -> Ordinals {
        let Some((part, so_far)) = part.zip(so_far) else {
            return self;
        };
        let counted = Counts::of_parts(Some(so_far));
        let situation = &part.inputs.situation;
        let unfiled = counted
            .unfiled
            .then(|| situation.unfiled_stay.saturating_sub(1));
        let admission = counted.admission.then_some(situation.admission);
        Ordinals {
            admission: admission.unwrap_or(self.admission),
            unfiled_before: unfiled.unwrap_or(self.unfiled_before),
            ..self
        }
    }

    /// Of one that is the same admission as the stay elsewhere that it follows.
    pub(crate) fn going_on(self, before: &Numbers) -> Ordinals {
        let Counts { unfiled, .. } = self.counts;
        Ordinals {
            admission: before.admission,
            unfiled_before: match unfiled {
                true if before.unfiled_stay > 0 => before.unfiled_stay - 1,
                _ => self.unfiled_before,
            },
            counts: Counts {
                admission: false,
                unfiled: unfiled && before.unfiled_stay == 0,
            },
        }
    }

    /// A stay that is filed counts in none without a filing.
    pub(crate) fn of_filed(self, filed: bool) -> Ordinals {
        let counts = Counts {
            unfiled: self.counts.unfiled && !filed,
            ..self.counts
        };
        Ordinals { counts, ..self }
    }

    /// In what a bill of so much counts: one of nothing is no admission.
    pub(crate) fn counts_of(self, whole: Money) -> Counts {
        match whole.is_zero() {
            true => Counts::default(),
            false => self.counts,
        }
    }
}

/// What was used up without what these settlements counted.
pub(crate) fn used_without(used: &YearToDate, so_far: Option<&SoFar>) -> YearToDate {
    let mut used = used.clone();
    let ones = |amount: Money| u8::try_from(amount.fen()).unwrap_or_default();
    for (counter, amount) in so_far.into_iter().flat_map(|so_far| &so_far.counted) {
        match counter.as_str() {
            ADMISSIONS => used.admissions = used.admissions.saturating_sub(ones(*amount)),
            UNFILED_STAYS => used.unfiled_stays = used.unfiled_stays.saturating_sub(ones(*amount)),
            _ => *used.counters.entry(counter.clone()).or_default() -= *amount,
        }
    }
    used.counters
        .retain(|counter, amount| !amount.is_zero() || base_of_taken(counter).is_some());
    used
}

/// What the personal account paid of the whole before.
pub(crate) fn paid_by_account(so_far: Option<&SoFar>) -> Money {
    so_far.map_or(Money::ZERO, |so_far| so_far.shares.of(Payer::Account))
}
