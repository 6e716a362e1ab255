//! What is stored of one person, read, and whether its parts agree.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use domain::Money;
use domain::bill::Scope;
use domain::filing::HistoryEntry;
use domain::ids::{PersonId, SettlementId};
use domain::shares::{Payer, Shares};

use super::checked::CheckedBooks;
use crate::corrections::{self, Correction};
use crate::lines::{LineKey, StoredLine};
use crate::rows::{self, OwnedRows, OwnedTable, RawRow, number, text};
use crate::settlements::{self, OPENING, Settlement};
use crate::value::Value;
use crate::{StoreError, enrolments};

/// Everything about one person that the checks compare.
#[derive(Debug)]
pub struct Books {
    /// Whose.
    pub person: PersonId,
    /// All settlements and cancellations, in commit order.
    pub settlements: Vec<Settlement>,
    /// All corrections, in the order they were made.
    pub corrections: Vec<Correction>,
    /// The rows they were read from, and all others.
    pub rows: OwnedRows,
    /// What was cancelled.
    undone: HashSet<SettlementId>,
    lines: Vec<(String, StoredLine)>,
}

type Legs = Vec<(String, Money)>;
/// A benefit year with its place and scheme, and a counter.
type Total = (String, String);

impl Books {
    /// Reads somebody's rows.
    pub(super) fn of(person: PersonId, rows: OwnedRows) -> Result<Books, StoreError> {
        let settlements = rows.of(OwnedTable::Settlement).iter().map(rows::settlement);
        let mut settlements: Vec<Settlement> = settlements.collect::<Result<_, _>>()?;
        settlements.sort_by_key(|made| made.turn);
        let corrections = rows.of(OwnedTable::Correction).iter().map(rows::correction);
        let mut corrections: Vec<Correction> = corrections.collect::<Result<_, _>>()?;
        corrections.sort_by(|one, other| {
            let key = |it: &Correction| (it.turn, it.settlement.clone(), it.ordinal);
            key(one).cmp(&key(other))
        });
        let lines = rows.of(OwnedTable::Line).iter();
        let lines = lines.map(|row| Ok((text(row, 1).to_owned(), rows::line(row)?)));
        let undone = settlements.iter().filter_map(|s| s.reversal_of.clone());
        Ok(Books {
            lines: lines.collect::<Result<_, StoreError>>()?,
            undone: undone.collect(),
            person,
            settlements,
            corrections,
            rows,
        })
    }

    /// Whether everything agrees.
    pub(super) fn check(&self, found: &mut CheckedBooks) {
        let before = found.violations.len();
        self.lines_make_the_bill(found);
        self.shares_make_the_bill(found);
        self.entries_balance(found);
        self.accounts_are_their_postings(found);
        self.reversals_negate(found);
        self.totals_are_the_fold(found);
        self.corrections_are_sound(found);
        self.messages_match(found);
        self.filings_are_their_history(found);
        self.tasks_are_decided_or_not(found);
        self.turns_are_counted(found);
        for violation in &mut found.violations[before..] {
            violation.what = format!("person {}: {}", self.person, violation.what);
        }
    }

    fn settlement(&self, id: &SettlementId) -> Option<&Settlement> {
        self.settlements.iter().find(|made| made.id == *id)
    }

    /// Settlements that are neither cancellations nor cancelled, as they were made.
    fn live(&self) -> impl Iterator<Item = &Settlement> {
        let stands =
            |made: &&Settlement| made.reversal_of.is_none() && !self.undone.contains(&made.id);
        self.settlements.iter().filter(stands)
    }

    /// M1: a line is price × quantity, rounded once; its parts add up to it, and are split by the
    /// share it says.
    fn lines_make_the_bill(&self, found: &mut CheckedBooks) {
        let mut of: HashMap<&SettlementId, (Scope, Vec<LineKey>)> = HashMap::new();
        for row in self.rows.of(OwnedTable::Line) {
            let parts = [19, 20, 21].map(|column| row[column] == Value::Null);
            found.expect(parts.iter().all(|part| *part == parts[0]), "M1", || {
                format!(
                    "line {} of visit {} is half of class B",
                    text(row, 2),
                    text(row, 1)
                )
            });
        }
        for (visit, stored) in &self.lines {
            let serial = &stored.line.serial;
            let split = &stored.split;
            found.expect(stored.line.adds_up(), "M1", || {
                format!("line {serial} of visit {visit} is not its price × quantity")
            });
            found.expect(split.scope.total() == stored.line.amount, "M1", || {
                format!("the parts of line {serial} of visit {visit} do not add up to it")
            });
            let share = split.class_b.map(|class_b| class_b.paid_first);
            found.expect(split.by(share) == *split, "M1", || {
                format!("line {serial} of visit {visit} is split by another share than it says")
            });
            if let Some(by) = &stored.settled_by {
                let (scope, keys) = of.entry(by).or_default();
                *scope = *scope + split.scope;
                keys.push(stored.key());
            }
        }
        self.bills_are_their_lines(of, found);
    }

    /// M1: the bill is the sum of its lines, as it was sent: a correction may split lines anew,
    /// which stay as they were.
    fn bills_are_their_lines(
        &self,
        mut of: HashMap<&SettlementId, (Scope, Vec<LineKey>)>,
        found: &mut CheckedBooks,
    ) {
        for made in self.live() {
            let (scope, mut keys) = of.remove(&made.id).unwrap_or_default();
            keys.sort();
            let mut counted = made.lines.clone();
            counted.sort();
            found.expect(made.scope == scope && keys == counted, "M1", || {
                format!("settlement {} is not the sum of its lines", made.id)
            });
        }
        let mut left: Vec<_> = of.into_keys().collect();
        left.sort();
        for by in left {
            found.expect(false, "M1", || {
                format!("lines are settled by {by}, which is no live settlement")
            });
        }
    }

    /// M2: the shares add up to the bill, in the columns and in the stored shares alike; what
    /// stands in columns beside the inputs is what the inputs say.
    fn shares_make_the_bill(&self, found: &mut CheckedBooks) {
        for row in self.rows.of(OwnedTable::Settlement) {
            let made = self
                .settlements
                .iter()
                .find(|it| it.id.as_str() == text(row, 1));
            let Some(made) = made else { continue };
            let shares = &made.shares;
            let derived = [
                made.scope.total(),
                shares.funds(),
                shares.of(Payer::Account),
                shares.of(Payer::FamilyAccount),
                shares.of(Payer::Cash),
            ];
            let columns = [18, 19, 20, 21, 22].map(|column| Money::from_fen(number(row, column)));
            let adds_up = columns == derived && shares.total() == made.scope.total();
            found.expect(adds_up, "M2", || {
                format!("the shares of settlement {} do not add up to it", made.id)
            });
            let situation = &made.inputs.situation;
            let same = text(row, 9) == situation.insured_at.to_string()
                && text(row, 10) == situation.treated_at.to_string()
                && text(row, 11) == situation.scheme.word()
                && text(row, 27) == situation.footing.word();
            found.expect(same, "M2", || {
                format!(
                    "settlement {} stands for something else than its inputs",
                    made.id
                )
            });
        }
    }

    /// M3: legs add up to zero and are numbered; each settlement and correction has its own, each
    /// account its opening, and nothing else has any.
    fn entries_balance(&self, found: &mut CheckedBooks) {
        let mut entries: BTreeMap<&str, (Legs, bool)> = BTreeMap::new();
        for row in self.rows.of(OwnedTable::Posting) {
            let (legs, in_order) = entries.entry(text(row, 1)).or_insert((vec![], true));
            legs.push((text(row, 3).to_owned(), Money::from_fen(number(row, 4))));
            *in_order &= number(row, 2) == legs.len() as i64;
        }
        for (entry, (legs, in_order)) in &entries {
            let sum: Money = legs.iter().map(|(_, amount)| *amount).sum();
            found.expect(sum.is_zero() && *in_order, "M3", || {
                format!("entry {entry} does not balance")
            });
        }
        let mut expect = |entry: &str, what: &str, expected: Option<Legs>| {
            let (legs, _) = entries.remove(entry).unwrap_or_default();
            found.expect(Some(&legs) == expected.as_ref(), "M3", || {
                format!("the postings of {what} {entry} are not what it moves")
            });
        };
        for made in &self.settlements {
            expect(
                made.id.as_str(),
                "settlement",
                Some(settlements::legs(made)),
            );
        }
        for correction in &self.corrections {
            let of = self.settlement(&correction.settlement);
            let legs = of.map(|of| corrections::legs(correction, of));
            expect(correction.id.as_str(), "correction", legs);
        }
        for (entry, (legs, _)) in entries {
            found.expect(is_opening(entry, &legs), "M3", || {
                format!("the postings of {entry} belong to nothing")
            });
        }
    }

    /// M3: balances are the sum of what was posted, and every insurance has its account.
    fn accounts_are_their_postings(&self, found: &mut CheckedBooks) {
        let mut balances: HashMap<&str, i64> = HashMap::new();
        for row in self.rows.of(OwnedTable::Posting) {
            *balances.entry(text(row, 3)).or_default() += number(row, 4);
        }
        let mut accounts = BTreeSet::new();
        for row in self.rows.of(OwnedTable::Account) {
            let insurance = (text(row, 1), text(row, 2));
            let name = format!("account:{}:{}", insurance.0, insurance.1);
            let posted = balances.get(name.as_str()).copied().unwrap_or_default();
            found.expect(number(row, 3) == posted, "M3", || {
                format!("the balance of {name} is not the sum of its postings")
            });
            accounts.insert(insurance);
        }
        let enrolments = self.rows.of(OwnedTable::Enrolment).iter();
        let insured: BTreeSet<_> = enrolments.map(|row| (text(row, 1), text(row, 2))).collect();
        found.expect(accounts == insured, "M3", || {
            "not every insurance has its account, or an account no insurance".to_owned()
        });
    }

    /// M4: a cancellation is the exact negation of one settlement, which has no other.
    fn reversals_negate(&self, found: &mut CheckedBooks) {
        let mut undone = BTreeSet::new();
        for cancellation in &self.settlements {
            let Some(original) = &cancellation.reversal_of else {
                continue;
            };
            let original = self.settlement(original);
            let holds = original.is_some_and(|original| {
                original.reversal_of.is_none()
                    && cancellation.turn > original.turn
                    && cancellation.shares == original.shares.negated()
                    && cancellation.inputs == original.inputs
                    && undone.insert(&original.id)
            });
            found.expect(holds, "M4", || {
                let id = &cancellation.id;
                format!("cancellation {id} is not the opposite of one settlement")
            });
        }
    }

    /// M5: running totals are the opening ones and the fold of the live settlements as they stand;
    /// none is negative, and none is of something that nothing ever counted.
    fn totals_are_the_fold(&self, found: &mut CheckedBooks) {
        let mut folded: BTreeMap<Total, i64> = BTreeMap::new();
        for row in self.rows.of(OwnedTable::Opening) {
            *folded.entry(total_of(row)).or_default() += number(row, 5);
        }
        let mut count = |made: &Settlement, counted: &BTreeMap<String, Money>, counts: bool| {
            let situation = &made.inputs.situation;
            let (place, scheme) = (situation.insured_at, situation.scheme);
            for (counter, amount) in counted {
                let key = (format!("{place}:{scheme}:{}", made.year), counter.clone());
                *folded.entry(key).or_default() += if counts { amount.fen() } else { 0 };
            }
        };
        for made in &self.settlements {
            let stands = made.reversal_of.is_none() && !self.undone.contains(&made.id);
            count(made, &made.counted, stands);
        }
        for correction in &self.corrections {
            if let Some(made) = self.settlement(&correction.settlement) {
                let stands = !self.undone.contains(&made.id);
                count(made, &correction.counted, stands);
            }
        }
        let mut holds = folded.values().all(|amount| *amount >= 0);
        for row in self.rows.of(OwnedTable::Total) {
            holds &= folded.remove(&total_of(row)) == Some(number(row, 5));
        }
        holds &= folded.values().all(|amount| *amount == 0);
        found.expect(holds, "M5", || {
            "the year to date is not the opening and the sum of its settlements".into()
        });
    }

    /// A5: corrections move money between payers and no other, are numbered in order, belong to a
    /// settlement, and leave nothing on one that was cancelled.
    fn corrections_are_sound(&self, found: &mut CheckedBooks) {
        let mut last: BTreeMap<&SettlementId, (i64, Shares)> = BTreeMap::new();
        for correction in &self.corrections {
            let (ordinal, left) = last.entry(&correction.settlement).or_default();
            *ordinal += 1;
            *left = left.plus(&correction.shares);
            let of = self.settlement(&correction.settlement);
            let holds = correction.ordinal == *ordinal
                && correction.shares.total().is_zero()
                && of.is_some_and(|of| of.reversal_of.is_none() && of.turn < correction.turn);
            found.expect(holds, "A5", || {
                let id = &correction.id;
                format!("correction {id} is out of order, belongs to nothing or moves the bill")
            });
        }
        for (settlement, (_, left)) in last {
            let holds = !self.undone.contains(settlement) || left == Shares::default();
            found.expect(holds, "A5", || {
                format!("{settlement} is cancelled and still corrected")
            });
        }
    }

    /// M10: one settlement a business key, and each has the message that made it, in the state
    /// that fits.
    fn messages_match(&self, found: &mut CheckedBooks) {
        let mut made_by: HashMap<&str, Vec<&RawRow>> = HashMap::new();
        for row in self.rows.of(OwnedTable::Message) {
            made_by.entry(text(row, 8)).or_default().push(row);
        }
        let mut keys = HashSet::new();
        let made = self.settlements.iter();
        for made in made.filter(|made| made.reversal_of.is_none()) {
            found.expect(keys.insert((&made.visit, &made.batch)), "M10", || {
                format!("settlement {} repeats a business key", made.id)
            });
            let state = match self.undone.contains(&made.id) {
                true => "reversed",
                false => "done",
            };
            let by = made_by.get(made.id.as_str()).map(Vec::as_slice);
            let holds = matches!(by, Some([row])
                if text(row, 2) == made.message.as_str() && text(row, 12) == state);
            found.expect(holds, "M10", || {
                format!("settlement {} and its message disagree", made.id)
            });
        }
    }

    /// M12: a filing is in the state its last event brought it to, and each event begins where the
    /// one before it ended.
    fn filings_are_their_history(&self, found: &mut CheckedBooks) {
        let mut stands: BTreeMap<&str, (i64, Option<&'static str>, bool)> = BTreeMap::new();
        for row in self.rows.of(OwnedTable::FilingEvent) {
            let (count, state, in_order) = stands.entry(text(row, 1)).or_insert((0, None, true));
            *count += 1;
            let entry: Result<HistoryEntry, _> = serde_json::from_str(text(row, 4));
            let from = entry
                .as_ref()
                .ok()
                .and_then(|it| it.from)
                .map(|it| it.word());
            *in_order &= number(row, 2) == *count && entry.is_ok() && from == *state;
            *state = entry.ok().map(|it| it.to.word());
        }
        for row in self.rows.of(OwnedTable::Filing) {
            let (_, state, in_order) = stands.remove(text(row, 1)).unwrap_or((0, None, true));
            let holds = in_order && state.is_none_or(|state| state == text(row, 2));
            found.expect(holds, "M12", || {
                format!("filing {} is not where its history ends", text(row, 1))
            });
        }
        for filing in stands.into_keys() {
            found.expect(false, "M12", || format!("events of no filing: {filing}"));
        }
    }

    /// M12: what nobody decided yet has neither a decider nor a reason.
    fn tasks_are_decided_or_not(&self, found: &mut CheckedBooks) {
        for row in self.rows.of(OwnedTable::Task) {
            let open = [7, 8, 9, 10].map(|column| row[column] == Value::Null);
            found.expect(open.iter().all(|it| *it == open[0]), "M12", || {
                format!("what a clerk was asked of {} is half decided", text(row, 1))
            });
        }
    }

    /// M12: nothing happened in a turn that nobody took yet, and nobody is found who is not there.
    fn turns_are_counted(&self, found: &mut CheckedBooks) {
        let turns = [
            (OwnedTable::Settlement, 6),
            (OwnedTable::Correction, 4),
            (OwnedTable::Notice, 1),
            (OwnedTable::Message, 10),
            (OwnedTable::Line, 3),
            (OwnedTable::Audit, 10),
        ];
        let last = turns.iter().flat_map(|(table, column)| {
            let rows = self.rows.of(*table).iter();
            rows.map(|row| number(row, *column))
        });
        let last = last.max().unwrap_or_default();
        let lock = self.rows.of(OwnedTable::Lock).first();
        let turn = lock.map_or(0, |row| number(row, 1));
        found.expect(last <= turn, "M12", || {
            format!("something happened in turn {last}, and only {turn} were taken")
        });
        let is_known = !self.rows.of(OwnedTable::Person).is_empty();
        let is_found = !self.rows.of(OwnedTable::Finder).is_empty();
        found.expect(is_known == is_found || !is_found, "M12", || {
            "is found by a number and is not there".to_owned()
        });
    }
}

fn total_of(row: &RawRow) -> Total {
    let year = format!("{}:{}:{}", text(row, 1), text(row, 2), text(row, 3));
    (year, text(row, 4).to_owned())
}

/// What an account brought along: from outside onto the account.
fn is_opening(entry: &str, legs: &Legs) -> bool {
    let Some((place, scheme)) = entry
        .strip_prefix(OPENING)
        .and_then(|of| of.split_once(':'))
    else {
        return false;
    };
    let insurance = place
        .parse()
        .ok()
        .zip(domain::person::Scheme::from_word(scheme));
    let account = insurance.map(|(place, scheme)| enrolments::account_name(place, scheme));
    matches!(legs.as_slice(), [(one, _), (other, _)]
        if Some(one) == account.as_ref() && *other == format!("{OPENING}{place}"))
}
