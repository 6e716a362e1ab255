//! Deriving stored settlements again, from the inputs stored with them and the pack kept by its
//! hash, to the fen (M6). A cancellation is derived as the opposite of what it undoes. There is one
//! way to do this: [`verify`](crate::verify) checks the books by it, and `suixing replay` names the
//! first settlement that differs, and what differs about it.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::policy::Pack;
use domain::rules::counter::base_of_taken;
use domain::shares::{Payer, Shares};
use domain::text::Named;
use domain::{Bilingual, Money};
use serde::Serialize;
use store::settlements::{self, Settlement};
use store::{StoreError, Tx, packs};

use crate::derive::{Counts, derive_again};
use crate::query::pack_hash;

/// Why a settlement cannot be derived again as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "fields are named after what they hold")]
pub enum Difference {
    /// No text is kept under the hash.
    PackMissing { hash: String },
    /// The text kept under the hash has another one.
    PackChanged { hash: String, found: String },
    /// The text no longer reads as a pack.
    PackUnreadable { hash: String, problem: String },
    /// The policy refuses the bill now.
    Refused { says: Bilingual },
    /// An amount differs.
    Amount {
        what: Amount,
        /// What is stored.
        stored: Money,
        /// What comes out.
        derived: Money,
        /// The steps that make the amount, as they come out.
        steps: Vec<StepInWords>,
    },
    /// A cancellation without the settlement it undoes.
    NothingToUndo,
}

/// Which amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "of", content = "name", rename_all = "kebab-case")]
pub enum Amount {
    /// What a payer pays.
    Payer(String),
    /// What the person pays as deductible.
    Deductible,
    /// What a running total of the year grows by.
    Counter(String),
    /// The bill itself.
    Bill,
}

/// A step of the calculation, with its source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepInWords {
    /// The rule, such as `rate`.
    pub rule: String,
    /// What it moved.
    pub amount: Money,
    /// How: `30000.00 × 64 %`.
    pub formula: String,
    /// Source and article.
    pub basis: Vec<String>,
}

impl Difference {
    /// In words.
    pub fn says(&self) -> Bilingual {
        match self {
            Difference::PackMissing { hash } => Bilingual::new(
                format!("没有保存哈希为 {hash} 的政策包"),
                format!("no policy pack is kept under {hash}"),
            ),
            Difference::PackChanged { hash, found } => Bilingual::new(
                format!("政策包 {hash} 的文本已被改动，现在的哈希是 {found}"),
                format!("the text of policy pack {hash} was changed; its hash is now {found}"),
            ),
            Difference::PackUnreadable { hash, problem } => Bilingual::new(
                format!("政策包 {hash} 读不出来：{problem}"),
                format!("policy pack {hash} does not read: {problem}"),
            ),
            Difference::Refused { says } => Bilingual::new(
                format!("政策不再给出结果：{}", says.zh),
                format!("its policy no longer gives a result: {}", says.en),
            ),
            Difference::Amount {
                what,
                stored,
                derived,
                ..
            } => {
                let what = what.name();
                Bilingual::new(
                    format!("{}：保存的是 {stored}，重算得 {derived}", what.zh),
                    format!("{}: stored {stored}, derived {derived}", what.en),
                )
            }
            Difference::NothingToUndo => Bilingual::new(
                "所撤销的结算不在库中",
                "the settlement it undoes is not there",
            ),
        }
    }
}

impl Amount {
    fn name(&self) -> Bilingual {
        match self {
            Amount::Payer(word) => match Payer::from_word(word) {
                Some(payer) => payer.name(),
                None => Bilingual::new(word, word),
            },
            Amount::Deductible => Bilingual::new("起付线", "deductible"),
            Amount::Counter(name) => {
                Bilingual::new(format!("年度累计 {name}"), format!("running total {name}"))
            }
            Amount::Bill => Bilingual::new("费用总额", "the bill"),
        }
    }
}

/// Packs read from their kept texts, each once; none with the reason where it cannot be read.
#[derive(Default)]
pub struct KeptPacks(BTreeMap<String, Result<Arc<Pack>, Difference>>);

impl KeptPacks {
    /// Those that were read and can be used, by hash.
    pub(crate) fn usable(&self) -> impl Iterator<Item = (String, Arc<Pack>)> {
        let read = self.0.iter();
        read.filter_map(|(hash, pack)| Some((hash.clone(), Arc::clone(pack.as_ref().ok()?))))
    }

    fn pack(&mut self, tx: &mut Tx<'_>, hash: &str) -> Result<Arc<Pack>, Trouble> {
        if !self.0.contains_key(hash) {
            let read = read_pack(hash, packs::find(tx, hash)?);
            self.0.insert(hash.to_owned(), read);
        }
        self.0[hash].clone().map_err(Trouble::Differs)
    }
}

fn read_pack(hash: &str, text: Option<String>) -> Result<Arc<Pack>, Difference> {
    let hash = hash.to_owned();
    let Some(text) = text else {
        return Err(Difference::PackMissing { hash });
    };
    let found = pack_hash(&text);
    if found != hash {
        return Err(Difference::PackChanged { hash, found });
    }
    let unreadable = |problems: Vec<domain::files::Problem>| {
        let problem = problems.first().map(ToString::to_string);
        Difference::PackUnreadable {
            hash,
            problem: problem.unwrap_or_default(),
        }
    };
    Pack::from_text(&text, pack_hash)
        .map(Arc::new)
        .map_err(unreadable)
}

/// Either the settlement differs, or the database does not answer.
enum Trouble {
    Differs(Difference),
    Store(StoreError),
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Trouble {
        Trouble::Store(error)
    }
}

/// Derives a settlement again; says what differs, if anything.
pub fn replay(
    tx: &mut Tx<'_>,
    known: &mut KeptPacks,
    settlement: &Settlement,
) -> Result<Option<Difference>, StoreError> {
    let original = match &settlement.reversal_of {
        None => None,
        Some(original) => settlements::find(tx, &settlement.person, original)?,
    };
    replay_of(tx, known, (settlement, original.as_ref()))
}

/// The same, where it is known what a cancellation undoes.
pub(crate) fn replay_of(
    tx: &mut Tx<'_>,
    known: &mut KeptPacks,
    (settlement, original): (&Settlement, Option<&Settlement>),
) -> Result<Option<Difference>, StoreError> {
    let derived = match (&settlement.reversal_of, original) {
        (None, _) => settled_again(tx, known, settlement),
        (Some(_), Some(original)) => undone_again(settlement, original).map_err(Trouble::Differs),
        (Some(_), None) => Err(Trouble::Differs(Difference::NothingToUndo)),
    };
    match derived {
        Ok(()) => Ok(None),
        Err(Trouble::Differs(difference)) => Ok(Some(difference)),
        Err(Trouble::Store(error)) => Err(error),
    }
}

/// What is compared, stored or derived.
struct Amounts<'a> {
    shares: &'a Shares,
    deductible: Money,
    counted: BTreeMap<String, Money>,
    bill: Money,
}

impl<'a> Amounts<'a> {
    fn stored(settlement: &'a Settlement) -> Amounts<'a> {
        Amounts {
            shares: &settlement.shares,
            deductible: settlement.deductible,
            counted: settlement.counted.clone(),
            bill: settlement.scope.total(),
        }
    }

    /// The first amount that differs, stored and derived.
    fn first_difference(&self, derived: &Amounts<'_>) -> Option<(Amount, Money, Money)> {
        let bill = (Amount::Bill, self.bill, derived.bill);
        let payers = Payer::ALL.iter().map(|payer| {
            let word = Amount::Payer(payer.word().to_owned());
            (word, self.shares.of(*payer), derived.shares.of(*payer))
        });
        let deductible = (Amount::Deductible, self.deductible, derived.deductible);
        // The first version did not count by itself what a visit took of a running deductible.
        let is_new = |name: &&String| {
            let base = base_of_taken(name).filter(|base| self.counted.contains_key(base));
            base.is_some() && !self.counted.contains_key(*name)
        };
        let more = derived.counted.keys().filter(|name| !is_new(name));
        let names = self.counted.keys().chain(more);
        let of = |counted: &BTreeMap<String, Money>, name: &String| {
            counted.get(name).copied().unwrap_or_default()
        };
        let counters = names.map(|name| {
            let stored = of(&self.counted, name);
            (
                Amount::Counter(name.clone()),
                stored,
                of(&derived.counted, name),
            )
        });
        let mut all = [bill].into_iter().chain(payers);
        let differs = |(_, stored, derived): &(Amount, Money, Money)| stored != derived;
        all.find(differs)
            .or_else(|| [deductible].into_iter().chain(counters).find(differs))
    }
}

fn settled_again(
    tx: &mut Tx<'_>,
    known: &mut KeptPacks,
    settlement: &Settlement,
) -> Result<(), Trouble> {
    let pack = known.pack(tx, &settlement.pack_hash)?;
    let so_far = settlement.so_far.clone();
    let before = so_far.as_ref().map(|so_far| so_far.scope);
    let whole = before.unwrap_or_default() + settlement.scope;
    // Stays are counted beside what the policy counts.
    let counts = Counts::of_whole(settlement);
    let derived = derive_again(settlement.inputs.clone(), so_far, (&pack, counts));
    let derived = derived.map_err(|refused| {
        let says = refused.0.message();
        Trouble::Differs(Difference::Refused { says })
    })?;
    let derived = Amounts {
        shares: &derived.shares,
        deductible: derived.deductible,
        counted: derived.counted,
        bill: settlement.inputs.scope.total() - before.unwrap_or_default().total(),
    };
    let differs = Amounts::stored(settlement).first_difference(&derived);
    if differs.is_none() && whole == settlement.inputs.scope {
        return Ok(());
    }
    let (what, stored, derived) =
        differs.unwrap_or((Amount::Bill, settlement.scope.total(), derived.bill));
    let steps = steps_of(&what, settlement, &pack);
    Err(Trouble::Differs(Difference::Amount {
        what,
        stored,
        derived,
        steps,
    }))
}

/// The steps that make an amount, with their sources.
fn steps_of(what: &Amount, settlement: &Settlement, pack: &Pack) -> Vec<StepInWords> {
    let inputs = &settlement.inputs;
    let Ok(computed) = inputs.settled_again(pack) else {
        return Vec::new();
    };
    let explained = inputs.tell(pack, None, &computed);
    let steps = explained.steps.into_iter().filter(|step| match what {
        Amount::Payer(word) => step.payer.as_ref() == Some(word),
        Amount::Deductible => step.rule == "deductible",
        Amount::Counter(_) | Amount::Bill => false,
    });
    let in_words = steps.map(|step| StepInWords {
        basis: step
            .basis
            .iter()
            .map(|basis| {
                let at = basis.at.as_deref().unwrap_or_default();
                format!("{} {} {at}", basis.source, basis.title)
                    .trim_end()
                    .to_owned()
            })
            .collect(),
        rule: step.rule,
        amount: step.amount,
        formula: step.formula,
    });
    in_words.collect()
}

/// A cancellation is the opposite of what it undoes.
fn undone_again(cancellation: &Settlement, original: &Settlement) -> Result<(), Difference> {
    let opposite = original.shares.negated();
    let counted = original.counted.iter();
    let derived = Amounts {
        shares: &opposite,
        deductible: -original.deductible,
        counted: counted.map(|(name, sum)| (name.clone(), -*sum)).collect(),
        bill: -original.scope.total(),
    };
    match Amounts::stored(cancellation).first_difference(&derived) {
        None => Ok(()),
        Some((what, stored, derived)) => Err(Difference::Amount {
            what,
            stored,
            derived,
            steps: Vec::new(),
        }),
    }
}

/// What deriving every settlement of a database again came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Replayed {
    /// Settlements and cancellations derived.
    pub settlements: usize,
    /// Packs they were derived by.
    pub packs: usize,
    /// How many differ.
    pub differ: usize,
    /// The first that differs, by the time it was made.
    pub first: Option<Differing>,
}

/// A settlement that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Differing {
    /// Its number.
    pub settlement: domain::ids::SettlementId,
    /// When it was made.
    pub created_at: jiff::Timestamp,
    /// The pack it was decided by.
    pub pack: String,
    /// What differs.
    pub difference: Difference,
    /// In words.
    pub says: Bilingual,
}

impl Replayed {
    /// Derives every settlement again, one person after the other. `done` is told how many.
    pub fn of_everybody(
        tx: &mut Tx<'_>,
        mut done: impl FnMut(usize),
    ) -> Result<Replayed, StoreError> {
        let mut known = KeptPacks::default();
        let mut replayed = Replayed::default();
        for person in store::verify::people(tx)? {
            for settlement in settlements::of_person(tx, &person)? {
                replayed.settlements += 1;
                if let Some(difference) = replay(tx, &mut known, &settlement)? {
                    replayed.note(&settlement, difference);
                }
            }
            done(replayed.settlements);
        }
        replayed.packs = known.0.len();
        Ok(replayed)
    }

    fn note(&mut self, settlement: &Settlement, difference: Difference) {
        self.differ += 1;
        let when = |first: &Differing| (first.created_at, first.settlement.to_string());
        let this = (settlement.created_at, settlement.id.to_string());
        if self.first.as_ref().is_none_or(|first| this < when(first)) {
            self.first = Some(Differing {
                settlement: settlement.id.clone(),
                created_at: settlement.created_at,
                pack: settlement.pack_hash.clone(),
                says: difference.says(),
                difference,
            });
        }
    }
}
