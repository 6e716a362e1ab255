//! Bills as cases for the agency: settlements that come to something else, that rest on a figure
//! nobody published or that were asked about, and bills that were not settled at all. The list
//! stands in the clear, what was asked and decided is sealed. Whether a case still waits is asked
//! of the books, not of its row: a settlement that was cancelled or corrected since waits for
//! nobody.

use domain::basis::ShownBasis;
use domain::facility::Care;
use domain::ids::{FacilityCode, PersonId, SettlementId};
use domain::person::Scheme;
use domain::plan::DecidedFigure;
use domain::shares::Shares;
use domain::{Bilingual, Money, Region, word_list};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::seal::{Random, SealedAt};
use crate::tx::Tx;
use crate::value::{Row, word};
use crate::{StoreError, kept, values};

/// What the digests of the rows begin with.
pub(crate) const BILL_CASE: &str = "bill-case";

word_list! {
    /// Why a bill waits for a person.
    BillCaseKind {
        /// It was not settled, because the rules do not say what it comes to.
        Refused = "refused", "没能直接结算", "not settled directly";
        /// What it rests on changed, and a person says whether it is corrected.
        Differs = "differs", "前面的情况变了", "what it rests on changed";
        /// It was settled with a figure that stands in for one nobody published.
        Provisional = "provisional", "用了暂代的数字", "rests on a stand-in figure";
        /// Whoever it is asked about it, and the agency looks at it again.
        Questioned = "questioned", "本人提问，转来重新核定", "asked about, looked at again";
    }
}

word_list! {
    /// How such a bill stands.
    BillLane {
        /// Nobody decided yet.
        Waiting = "waiting", "待办", "waiting";
        /// One proposed; another one has to confirm it.
        Proposed = "proposed", "等第二人确认", "for the second eye";
        /// It was corrected.
        Corrected = "corrected", "已补差", "corrected";
        /// It stands as it is.
        Left = "left", "保持不变", "left as it is";
        /// The person pays and claims.
        Claimed = "to-be-claimed", "转零星报销", "to be claimed";
    }
}

word_list! {
    /// What is decided about a bill.
    BillVerdict {
        /// The difference is corrected, as the rules give it now.
        Correct = "correct", "按现在的情况补差", "correct it by what stands now";
        /// It stands as it is.
        Leave = "leave", "保持不变", "leave it as it is";
        /// Figures nobody published are decided, and the bill is corrected by them.
        Figures = "figures", "定下没有公布的数字并补差", "decide the missing figures";
        /// The person pays and claims at the insured place.
        Claim = "claim", "转零星报销", "let it be claimed";
        /// The hospital has sent something wrong and is to correct it; nothing moves before.
        Hospital = "hospital", "医院传错了，请医院更正", "the hospital is to correct it";
    }
}

word_list! {
    /// What happened to such a case.
    BillDeed {
        /// It came, or came again.
        Opened = "opened", "进入待办", "came in";
        /// Somebody proposed a decision.
        Proposed = "proposed", "提出决定", "decision proposed";
        /// Who proposed took it back.
        TakenBack = "taken-back", "撤回提出的决定", "proposal taken back";
        /// The second one did not agree.
        SentBack = "sent-back", "第二人不同意，退回", "not agreed, sent back";
        /// The second one agreed: it holds.
        Confirmed = "confirmed", "第二人确认，生效", "confirmed, in force";
    }
}

/// On what a decision rests: never empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionSource {
    /// The title of the document.
    pub title: String,
    /// Its number, or the day and number of the letter.
    pub number: String,
    /// Where it is found.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
}

/// A decision that somebody proposed, and that holds once somebody else confirmed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillDecision {
    /// What.
    pub verdict: BillVerdict,
    /// Why; the person reads it.
    pub reason: String,
    /// On what it rests.
    pub source: DecisionSource,
    /// The figures, where such are decided.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub figures: Vec<DecidedFigure>,
    /// What each payer pays more by it, as it came out when it was proposed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub foreseen: Option<Shares>,
}

/// Something that happened to a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillEvent {
    /// When.
    pub at: Timestamp,
    /// Who: the number of an operator, or `rule`.
    pub by: String,
    /// What.
    pub deed: BillDeed,
    /// Why, where that was said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// The decision, where one was proposed or confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<BillDecision>,
}

/// A bill that was not settled, as it was asked for last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedBill {
    /// Where.
    pub facility: FacilityCode,
    /// The place of care.
    pub treated_at: Region,
    /// Kind of care.
    pub care: Care,
    /// The insurance that was asked to pay.
    pub scheme: Scheme,
    /// The day of the visit or of admission.
    pub from: Date,
    /// The day of discharge.
    pub until: Option<Date>,
    /// What the bill comes to, as the facility says.
    pub total: Money,
    /// The code of the refusal.
    pub code: String,
    /// What was refused, as it is said to people.
    pub title: Bilingual,
    /// Why.
    pub says: Bilingual,
    /// What is to be done.
    pub next: Bilingual,
    /// On what it rests.
    pub basis: Vec<ShownBasis>,
    /// Whether the person had not filed.
    pub unfiled: bool,
    /// When it was asked for last.
    pub asked_at: Timestamp,
}

/// What is sealed of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillCaseBody {
    /// What was not settled, where nothing was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<RefusedBill>,
    /// What happened, oldest first.
    pub history: Vec<BillEvent>,
}

/// A case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillCase {
    /// Whose.
    pub person: PersonId,
    /// Its number: that of the settlement, or one of its own.
    pub number: String,
    /// The visit, or the form of a desk where none was on record.
    pub visit: String,
    /// The place that decides.
    pub insured_at: Region,
    /// Why it waits.
    pub kind: BillCaseKind,
    /// How it stands.
    pub lane: BillLane,
    /// By when it should be decided.
    pub due_on: Date,
    /// The person's turn in which it came.
    pub turn: i64,
    /// When it came.
    pub opened_at: Timestamp,
    /// Who decided; nobody if empty.
    pub decided_by: String,
    /// When; the end of all days before.
    pub decided_on: Date,
    /// Who has it open; nobody if empty.
    pub holder: String,
    /// Since when.
    pub held_at: Timestamp,
    /// The rest.
    pub body: BillCaseBody,
}

impl BillCase {
    /// The settlement, where there is one.
    pub fn settlement(&self) -> Option<SettlementId> {
        match self.kind {
            BillCaseKind::Refused => None,
            _ => self.number.parse().ok(),
        }
    }

    /// The decision that waits for its second eye or that holds, with who proposed it and when.
    pub fn proposal(&self) -> Option<(&BillEvent, &BillDecision)> {
        let decided = self.body.history.iter().rev();
        let mut proposed = decided.filter(|event| event.deed == BillDeed::Proposed);
        let event = proposed.next().filter(|_| self.lane != BillLane::Waiting)?;
        Some((event, event.decision.as_ref()?))
    }
}

fn place(row: &str) -> SealedAt<'_> {
    SealedAt {
        column: "bill_case|body",
        row,
    }
}

/// Writes a case as it stands.
pub fn put(tx: &mut Tx, random: &mut dyn Random, case: &BillCase) -> Result<(), StoreError> {
    const PUT: &str = "INSERT INTO bill_case (person, number, visit, insured_at, kind, lane, \
         due_on, turn, opened_at, decided_by, decided_on, holder, held_at, body) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
         ON CONFLICT (person, number) DO UPDATE SET visit = excluded.visit, \
         insured_at = excluded.insured_at, kind = excluded.kind, lane = excluded.lane, \
         due_on = excluded.due_on, turn = excluded.turn, opened_at = excluded.opened_at, \
         decided_by = excluded.decided_by, decided_on = excluded.decided_on, \
         holder = excluded.holder, held_at = excluded.held_at, body = excluded.body";
    let id = format!("{}|{}", case.person, case.number);
    let text = serde_json::to_vec(&case.body).expect("a case always serialises");
    let sealed = tx.keys().seal(place(&id), &text, random);
    let row = values![
        &case.person,
        &case.number,
        &case.visit,
        case.insured_at.to_string(),
        word(case.kind.word()),
        word(case.lane.word()),
        case.due_on,
        case.turn,
        case.opened_at,
        &case.decided_by,
        case.decided_on,
        &case.holder,
        case.held_at,
        sealed,
    ];
    tx.execute(PUT, &row)?;
    let item = format!("{BILL_CASE}:{}", case.number);
    kept::keep(tx, (case.person.as_str(), &item), "bill_case", &row)
}

/// The columns [`read`] takes, of a table called `c`.
macro_rules! bill_columns {
    () => {
        "c.person, c.number, c.visit, c.insured_at, c.kind, c.lane, c.due_on, c.turn, \
         c.opened_at, c.decided_by, c.decided_on, c.holder, c.held_at, c.body"
    };
}

/// That a case still waits for somebody: nothing was settled of it since, it was not cancelled, and
/// somebody is still asked, a question about it is in review, or the figure still stands in.
macro_rules! still_open {
    () => {
        "(c.kind = 'refused' AND NOT EXISTS (SELECT 1 FROM settlement s WHERE \
         s.person = c.person AND s.visit = c.visit AND s.turn > c.turn \
         AND s.reversal_of IS NULL) OR c.kind <> 'refused' AND NOT EXISTS (SELECT 1 FROM \
         settlement s WHERE s.person = c.person AND s.reversal_of = c.number) AND (EXISTS \
         (SELECT 1 FROM correction_task t WHERE t.person = c.person AND t.settlement = c.number \
         AND t.decided_at IS NULL) OR EXISTS (SELECT 1 FROM bill_question q WHERE \
         q.person = c.person AND q.settlement = c.number AND q.state = 'in-review') \
         OR c.kind = 'provisional' AND NOT EXISTS (SELECT 1 FROM \
         correction x WHERE x.person = c.person AND x.settlement = c.number \
         AND x.turn > c.turn)))"
    };
}

fn read(tx: &Tx, mut row: Row) -> Result<BillCase, StoreError> {
    let (person, number): (PersonId, String) = (row.parse()?, row.text()?);
    let id = format!("{person}|{number}");
    Ok(BillCase {
        person,
        number,
        visit: row.text()?,
        insured_at: row.parse()?,
        kind: row.word(BillCaseKind::from_word)?,
        lane: row.word(BillLane::from_word)?,
        due_on: row.parse()?,
        turn: row.integer()?,
        opened_at: row.instant()?,
        decided_by: row.text()?,
        decided_on: row.parse()?,
        holder: row.text()?,
        held_at: row.instant()?,
        body: {
            let plain = tx.keys().open(place(&id), &row.bytes()?)?;
            serde_json::from_slice(&plain).map_err(StoreError::row)?
        },
    })
}

/// A case of a person.
pub fn find(tx: &mut Tx, person: &PersonId, number: &str) -> Result<Option<BillCase>, StoreError> {
    const FIND: &str = concat!(
        "SELECT ",
        bill_columns!(),
        " FROM bill_case c WHERE c.person = $1 AND c.number = $2"
    );
    let found = tx.find(FIND, &values![person, number])?;
    found.map(|row| read(tx, row)).transpose()
}

/// A case by its number alone, for pages and links.
pub fn find_by_number(tx: &mut Tx, number: &str) -> Result<Option<BillCase>, StoreError> {
    const FIND: &str = concat!(
        "SELECT ",
        bill_columns!(),
        " FROM bill_case c WHERE c.number = $1"
    );
    let found = tx.find(FIND, &values![number])?;
    found.map(|row| read(tx, row)).transpose()
}

/// The cases of a person, oldest first.
pub fn of_person(tx: &mut Tx, person: &PersonId) -> Result<Vec<BillCase>, StoreError> {
    const FIND: &str = concat!(
        "SELECT ",
        bill_columns!(),
        " FROM bill_case c WHERE c.person = $1 ORDER BY c.opened_at, c.number"
    );
    let rows = tx.query(FIND, &values![person])?;
    rows.into_iter().map(|row| read(tx, row)).collect()
}

/// Whether a case still waits for somebody, by the books.
pub fn is_open(tx: &mut Tx, case: &BillCase) -> Result<bool, StoreError> {
    const OPEN: &str = concat!(
        "SELECT c.number FROM bill_case c WHERE c.person = $1 AND c.number = $2 AND ",
        still_open!()
    );
    let found = tx.find(OPEN, &values![&case.person, &case.number])?;
    Ok(found.is_some())
}

/// What is asked of the list of one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillsAsked {
    /// Which list.
    pub lane: BillLane,
    /// Only those of this kind.
    pub kind: Option<BillCaseKind>,
    /// Those after this day and number.
    pub after: (Date, String),
    /// At most so many.
    pub count: u32,
}

/// The cases of one place, by the day they are due.
pub fn listed(tx: &mut Tx, at: Region, asked: &BillsAsked) -> Result<Vec<BillCase>, StoreError> {
    const LIST: &str = concat!(
        "SELECT ",
        bill_columns!(),
        " FROM bill_case c WHERE c.insured_at = $1 AND c.lane = $2 \
         AND (CAST($3 AS TEXT) IS NULL OR c.kind = $3) AND (c.due_on, c.number) > ($4, $5) \
         AND (c.lane NOT IN ('waiting', 'proposed') OR ",
        still_open!(),
        ") ORDER BY c.due_on, c.number LIMIT $6"
    );
    let (on, number) = &asked.after;
    let row = values![
        at.to_string(),
        word(asked.lane.word()),
        asked.kind.map(|kind| kind.word().to_owned()),
        *on,
        number,
        i64::from(asked.count),
    ];
    let rows = tx.query(LIST, &row)?;
    rows.into_iter().map(|row| read(tx, row)).collect()
}

/// The next place after one that has such cases at all.
pub fn next_region(tx: &mut Tx, after: &str) -> Result<Option<Region>, StoreError> {
    const NEXT: &str = "SELECT MIN(c.insured_at) FROM bill_case c WHERE c.insured_at > $1";
    tx.one(NEXT, &values![after])?.optional_parse()
}

/// What people decided of a place since a day: the newest first, so many at most.
pub fn decided(
    tx: &mut Tx,
    at: Region,
    (since, count): (Date, u32),
) -> Result<Vec<BillCase>, StoreError> {
    const FIND: &str = concat!(
        "SELECT ",
        bill_columns!(),
        " FROM bill_case c WHERE c.insured_at = $1 AND c.decided_on >= $2 \
         AND c.decided_on <= $3 AND c.decided_by <> 'rule' \
         ORDER BY c.decided_on DESC, c.number LIMIT $4"
    );
    let last = crate::cases::NEVER;
    let last = last.yesterday().unwrap_or(last);
    let rows = tx.query(
        FIND,
        &values![at.to_string(), since, last, i64::from(count)],
    )?;
    rows.into_iter().map(|row| read(tx, row)).collect()
}

/// What waits in a place: how many of each kind and each day they are due.
pub fn backlog(tx: &mut Tx, at: Region) -> Result<Vec<(String, Date, u64)>, StoreError> {
    const COUNT: &str = concat!(
        "SELECT c.kind, c.due_on, COUNT(*) FROM bill_case c WHERE c.insured_at = $1 \
         AND c.lane IN ('waiting', 'proposed') AND ",
        still_open!(),
        " GROUP BY c.kind, c.due_on ORDER BY c.due_on, c.kind"
    );
    let rows = tx.query(COUNT, &values![at.to_string()])?;
    let read = |mut row: Row| {
        let (kind, due_on) = (row.text()?, row.parse()?);
        let count = u64::try_from(row.integer()?).map_err(StoreError::row)?;
        Ok((kind, due_on, count))
    };
    rows.into_iter().map(read).collect()
}

/// What was refused of the places of a unit within a time and not settled since.
pub fn refused_within(
    tx: &mut Tx,
    of: &crate::bureau::PlacesWithin,
) -> Result<Vec<BillCase>, StoreError> {
    const FIND: &str = concat!(
        "SELECT ",
        bill_columns!(),
        " FROM bill_case c WHERE c.insured_at >= $1 AND c.insured_at < $2 \
         AND c.opened_at >= $3 AND c.opened_at < $4 AND c.kind = 'refused' AND ",
        still_open!(),
        " ORDER BY c.opened_at, c.number LIMIT $5"
    );
    const MOST: i64 = 100_000;
    let row = values![&of.from, &of.until, of.since, of.before, MOST];
    let rows = tx.query(FIND, &row)?;
    rows.into_iter().map(|row| read(tx, row)).collect()
}
