//! A till that does everything a hospital does, and remembers outside the database what it was
//! told: answers for ever, and what nobody told it the fate of until somebody does.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use desk::{Deed, DeskError, ReverseMessage, Settle, SettledTogether, Side, UploadLines};
use domain::Money;
use domain::ids::{PersonId, SettlementId, VisitId};
use faults::Chance;
use jiff::civil::date;
use serde::{Deserialize, Serialize};
use store::settlements::{self, Settlement};
use store::testing::{count, counted};
use store::{Fate, StoreError, Tx, outbox};

use crate::place::{Place, Ready, Totals};
use crate::world::{
    GUANGZHOU, TODAY, World, batch, caller_of, findings, line, morning, outpatient, receipt,
    submission,
};

/// What a letter asks for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Errand {
    Open,
    Describe(VisitId),
    Upload(VisitId),
    Settle(Ready),
    /// Of the settlement that this message made.
    Cancel(Ready, SettlementId, String),
    Reverse {
        original: String,
        is_stay: bool,
    },
    File {
        to: String,
        day: i8,
    },
}

/// A message, as it is sent again unchanged until it is answered.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Letter {
    pub person: String,
    pub facility: String,
    pub message: String,
    /// The hospital's number of the visit, and the batch of its lines.
    pub tag: String,
    pub errand: Errand,
}

/// Two lines, 70 and 20 yuan.
const CHARGED: i64 = 90;

impl Letter {
    pub fn send(&self, world: &World) -> Result<Vec<u8>, DeskError> {
        let caller = caller_of(&self.person, &self.facility, &self.message);
        let person: PersonId = self.person.parse().unwrap();
        match self.errand.clone() {
            Errand::Open => {
                let mut asked = outpatient(&self.tag);
                asked.person = person;
                let reply = |visit: &desk::Visit| visit.id.as_str().into();
                let opened =
                    world.write(move |desk| desk::open_visit(desk, &caller, &asked, reply));
                opened.map(|answer| answer.reply)
            }
            Errand::Describe(visit) => {
                let asked = findings(&self.person, &visit);
                let told = |_: &desk::Visit| b"described".into();
                let told = world.write(move |desk| desk::update_visit(desk, &caller, &asked, told));
                told.map(|answer| answer.reply)
            }
            Errand::Upload(visit) => {
                let asked = UploadLines {
                    person,
                    visit,
                    side: Side::Outpatient,
                    batch: self.tag.clone(),
                    lines: vec![line("1", "A", CHARGED - 20), line("2", "C", 20)],
                    diseases: Default::default(),
                    flags: Default::default(),
                };
                let sent = world.write(move |desk| {
                    desk::upload_lines(desk, &caller, &asked, |_| b"uploaded".into())
                });
                sent.map(|answer| answer.reply)
            }
            Errand::Settle(ready) => {
                let mut asked = bill(&ready);
                asked.person = person;
                let settled = world.settle_as(caller, asked);
                settled.map(|answer| answer.reply)
            }
            Errand::Cancel(ready, settlement, _) => {
                let asked = desk::CancelSettlement {
                    person,
                    visit: ready.visit,
                    settlement,
                    side: side(ready.is_stay),
                };
                let undone = world.write(move |desk| {
                    desk::cancel_settlement(desk, &caller, &asked, |undone| {
                        undone.cancellation.id.as_str().into()
                    })
                });
                undone.map(|answer| answer.reply)
            }
            Errand::Reverse { original, is_stay } => {
                let deed = match is_stay {
                    true => Deed::SettleStay,
                    false => Deed::SettleVisit,
                };
                let original = original.parse().unwrap();
                let asked = ReverseMessage {
                    person,
                    original,
                    deed,
                };
                let undone = world.write(move |desk| {
                    desk::reverse_message(desk, &caller, &asked, |_| b"reversed".into())
                });
                undone.map(|answer| answer.reply)
            }
            Errand::File { to, day } => {
                let mut asked = submission(&self.person, &to);
                asked.id = self.message.parse().unwrap();
                asked.starts_on = date(2026, 11, day);
                let filed = world.write(move |desk| desk::file(desk, "op-1", &asked));
                filed.map(|applied| applied.filing.request.id.as_str().into())
            }
        }
    }

    /// How often what it asks for is in the database: once or not at all, and never in part.
    fn found(&self, world: &World) -> Result<usize, String> {
        let rows = |table: &str, condition: String| {
            let counted = counted(&world.db, table, &condition);
            counted
                .map(|rows| rows as usize)
                .map_err(|error| error.to_string())
        };
        let (person, message) = (&self.person, &self.message);
        let filed = format!("person = '{person}' AND filing = '{message}'");
        if let Errand::File { .. } = self.errand {
            let events = rows("filing_event", filed.clone())?.min(1);
            return whole(self, rows("filing", filed)?, events);
        }
        let sent =
            format!("person = '{person}' AND message = '{message}' AND state <> 'tombstone'");
        let known = rows("message", sent)?;
        let done = match &self.errand {
            Errand::Open => rows("visit", format!("facility_number = '{}'", self.tag))?,
            Errand::Upload(visit) => {
                let lines = format!("visit = '{visit}' AND batch = '{}'", self.tag);
                match rows("bill_line", lines)? {
                    0 => 0,
                    2 => 1,
                    some => return Err(format!("{some} of two lines: {self:?}")),
                }
            }
            Errand::Settle(_) | Errand::Cancel(..) => {
                rows("settlement", format!("message = '{message}'"))?
            }
            _ => known,
        };
        whole(self, known, done)
    }
}

fn whole(letter: &Letter, known: usize, done: usize) -> Result<usize, String> {
    match (known, done) {
        (0, 0) => Ok(0),
        (1, 1) => Ok(1),
        _ => Err(format!(
            "known {known} times, done {done} times: {letter:?}"
        )),
    }
}

fn side(is_stay: bool) -> Side {
    match is_stay {
        true => Side::Inpatient,
        false => Side::Outpatient,
    }
}

pub fn bill(ready: &Ready) -> Settle {
    let what = match ready.is_stay {
        true => SettledTogether::Stay { mid_stay: false },
        false => SettledTogether::Batch(ready.tag.clone()),
    };
    Settle {
        what,
        stated_total: Money::from_yuan(ready.yuan),
        ..batch(&ready.visit, "", ready.yuan)
    }
}

impl World {
    pub fn settle_as(
        &self,
        caller: desk::Caller,
        asked: Settle,
    ) -> Result<desk::MessageAnswer<desk::Settled>, DeskError> {
        self.write(move |desk| desk::settle(desk, &caller, &asked, receipt))
    }
}

/// Whether a settlement was cancelled or reversed since, as far as the till was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reversed {
    No,
    Perhaps,
    Yes,
}

/// Something that was answered.
struct Known {
    letter: Letter,
    reply: Vec<u8>,
    reversed: Reversed,
}

/// Everything a till was told, and what it was not.
pub struct Till {
    name: String,
    person: &'static str,
    chance: Chance,
    ready: Vec<Ready>,
    known: Vec<Known>,
    /// What it does not know the fate of, and what it was told of that.
    unknown: Vec<(Letter, Fate)>,
    /// Who is told of what was settled.
    inbox: BTreeMap<(String, i64, i64), String>,
    /// Where that is written down, for those who live longer than the till.
    pub inbox_file: Option<PathBuf>,
    count: u32,
    pub totals: Totals,
}

impl Till {
    pub fn new(name: &str, person: &'static str, chance: Chance) -> Till {
        let ready = match person {
            "P1" => Place::ready(),
            _ => Vec::new(),
        };
        Till {
            name: name.to_owned(),
            person,
            chance,
            ready,
            known: Vec::new(),
            unknown: Vec::new(),
            inbox: BTreeMap::new(),
            inbox_file: None,
            count: 0,
            totals: Totals::default(),
        }
    }

    fn letter(&mut self, facility: &str, errand: Errand) -> Letter {
        self.count += 1;
        Letter {
            person: self.person.to_owned(),
            facility: facility.to_owned(),
            message: format!("{}-{}", self.name, self.count),
            tag: format!("{}V{}", self.name, self.count),
            errand,
        }
    }

    /// A letter that settles one of the bills, if there is one.
    pub fn next_to_settle(&mut self) -> Option<Letter> {
        if self.ready.is_empty() {
            return None;
        }
        let at = self.chance.among(self.ready.len());
        let ready = self.ready.remove(at);
        Some(self.letter(&ready.facility.clone(), Errand::Settle(ready)))
    }

    /// A letter that cancels a settlement, if one stands.
    pub fn next_to_cancel(&mut self) -> Option<Letter> {
        let (ready, settlement, original) = self.standing()?;
        let errand = Errand::Cancel(ready.clone(), settlement, original);
        Some(self.letter(&ready.facility, errand))
    }

    /// Sends a letter and remembers what came of it; the answer, if there was one.
    pub fn send(&mut self, world: &World, letter: Letter) -> Option<Vec<u8>> {
        match letter.send(world) {
            Ok(reply) => {
                self.totals.count("acknowledged", 1);
                self.answered(letter, reply.clone());
                Some(reply)
            }
            Err(DeskError::FateUnknown(_)) => self.not_told(letter, Fate::Unknown),
            Err(DeskError::Unavailable(_)) => self.not_told(letter, Fate::NotCommitted),
            Err(_) => {
                self.totals.count("refused", 1);
                None
            }
        }
    }

    /// A letter was sent, and nobody will ever hear what came of it.
    pub fn never_heard_of(&mut self, letter: Letter) {
        self.not_told(letter, Fate::Unknown);
    }

    fn not_told(&mut self, letter: Letter, fate: Fate) -> Option<Vec<u8>> {
        self.totals.count("not answered", 1);
        self.mark(&letter, Reversed::Perhaps);
        self.unknown.push((letter, fate));
        None
    }

    fn answered(&mut self, letter: Letter, reply: Vec<u8>) {
        self.mark(&letter, Reversed::Yes);
        self.known.push(Known {
            letter,
            reply,
            reversed: Reversed::No,
        });
    }

    /// Notes what a letter may have undone.
    fn mark(&mut self, letter: &Letter, reversed: Reversed) {
        let (Errand::Reverse { original, .. } | Errand::Cancel(_, _, original)) = &letter.errand
        else {
            return;
        };
        let mut known = self.known.iter_mut();
        if let Some(known) = known.find(|known| known.letter.message == *original) {
            known.reversed = reversed;
        }
    }

    /// Does the next thing.
    pub fn step(&mut self, world: &World, place: &Place) {
        match self.chance.roll(14) {
            0..=4 => self.settle(world),
            5 | 6 => self.new_visit(world),
            7 => self.cancel(world),
            8 => self.reverse(world),
            9 => self.repeat(world),
            10 => self.file(world),
            11 => {
                self.tell(world);
            }
            _ => {
                let how = ["PASSIVE", "RESTART", "TRUNCATE"][self.chance.among(3)];
                place.fold_in(how);
            }
        }
    }

    pub fn settle(&mut self, world: &World) {
        match self.next_to_settle() {
            None => self.new_visit(world),
            Some(letter) => {
                self.send(world, letter);
            }
        }
    }

    /// Registers a visit, describes it and uploads its lines, as far as it is answered.
    pub fn new_visit(&mut self, world: &World) {
        let open = self.letter(GUANGZHOU, Errand::Open);
        let tag = open.tag.clone();
        if let Some(reply) = self.send(world, open) {
            self.go_on_with(world, &reply, tag);
        }
    }

    fn go_on_with(&mut self, world: &World, reply: &[u8], tag: String) {
        let visit: VisitId = std::str::from_utf8(reply).unwrap().parse().unwrap();
        let describe = self.letter(GUANGZHOU, Errand::Describe(visit.clone()));
        if self.send(world, describe).is_none() {
            return;
        }
        let upload = Letter {
            tag: tag.clone(),
            ..self.letter(GUANGZHOU, Errand::Upload(visit.clone()))
        };
        if self.send(world, upload).is_some() {
            self.ready.push(Ready {
                tag,
                facility: GUANGZHOU.to_owned(),
                visit,
                yuan: CHARGED,
                is_stay: false,
            });
        }
    }

    /// A settlement that still stands, as far as is known.
    fn standing(&mut self) -> Option<(Ready, SettlementId, String)> {
        let standing: Vec<&Known> = self
            .known
            .iter()
            .filter(|known| known.reversed == Reversed::No)
            .filter(|known| matches!(known.letter.errand, Errand::Settle(_)))
            .collect();
        if standing.is_empty() {
            return None;
        }
        let known = standing[self.chance.among(standing.len())];
        let Errand::Settle(ready) = &known.letter.errand else {
            return None;
        };
        let receipt = std::str::from_utf8(&known.reply).unwrap();
        let settlement = receipt.split(' ').next().unwrap().parse().unwrap();
        Some((ready.clone(), settlement, known.letter.message.clone()))
    }

    fn cancel(&mut self, world: &World) {
        if let Some(letter) = self.next_to_cancel() {
            self.send(world, letter);
        }
    }

    pub fn reverse(&mut self, world: &World) {
        if let Some((ready, _, original)) = self.standing() {
            let is_stay = ready.is_stay;
            let letter = self.letter(&ready.facility, Errand::Reverse { original, is_stay });
            self.send(world, letter);
        }
    }

    fn repeat(&mut self, world: &World) {
        if !self.known.is_empty() {
            let at = self.chance.among(self.known.len());
            // While the disk fails nobody need answer; a wrong answer is one too many.
            match self.known[at].again(world) {
                Ok(()) => self.totals.count("repeated", 1),
                Err(Again::NotTold) => {}
                Err(Again::Wrong(why)) => panic!("{why}"),
            }
        }
    }

    fn file(&mut self, world: &World) {
        const TO: [&str; 4] = ["420100", "430100", "330100", "320100"];
        let to = TO[self.chance.among(TO.len())].to_owned();
        let day = 22 + self.chance.roll(7) as i8;
        let letter = self.letter(GUANGZHOU, Errand::File { to, day });
        self.send(world, letter);
    }

    /// Tells of what was settled whoever wants to know, then notes that it did; whether it could.
    pub fn tell(&mut self, world: &World) -> bool {
        let look = |tx: &mut Tx<'_>| outbox::unsent(tx, 1_000);
        let Ok(notices) = world.db.read::<_, StoreError, _>(look) else {
            return false;
        };
        for notice in &notices {
            let key = (notice.person.to_string(), notice.turn, notice.ordinal);
            let first = self.inbox.insert(key, notice.payload.clone());
            assert!(
                first.is_none_or(|first| first == notice.payload),
                "a notice that comes again says the same"
            );
        }
        if let Some(file) = &self.inbox_file {
            let all: Vec<_> = self.inbox.iter().collect();
            std::fs::write(file, serde_json::to_string(&all).unwrap()).unwrap();
        }
        let now = morning(TODAY);
        let note = move |tx: &mut Tx<'_>| outbox::note_sent(tx, &notices, now);
        world.db.transact::<_, StoreError, _>(note).is_ok()
    }

    /// Takes over what another till told, as far as it came.
    pub fn read_inbox(&mut self, file: &Path) {
        if let Ok(text) = std::fs::read_to_string(file) {
            let all: Vec<((String, i64, i64), String)> = serde_json::from_str(&text).unwrap();
            self.inbox.extend(all);
        }
    }

    /// Whether everything it was told is still so, and nothing is there in part.
    pub fn check(&self, world: &World) -> Result<(), String> {
        for known in &self.known {
            match known.again(world) {
                Ok(()) => {}
                Err(Again::Wrong(why)) => return Err(why),
                Err(Again::NotTold) => return Err(format!("no answer: {:?}", known.letter)),
            }
        }
        for (letter, fate) in &self.unknown {
            let found = letter.found(world)?;
            if found > 0 && *fate == Fate::NotCommitted {
                return Err(format!("it was said that this is not done: {letter:?}"));
            }
        }
        self.check_settlements(world)
    }

    /// Every settlement is one that somebody asked for, and none is there twice.
    fn check_settlements(&self, world: &World) -> Result<(), String> {
        let person: PersonId = self.person.parse().unwrap();
        let read = |tx: &mut Tx<'_>| settlements::of_person(tx, &person);
        let made: Vec<Settlement> = world
            .db
            .read(read)
            .map_err(|error: StoreError| error.to_string())?;
        let mut by_message: BTreeMap<String, usize> = BTreeMap::new();
        let prefix = format!("{}-", self.name);
        for settlement in made {
            let message = settlement.message.to_string();
            if message.starts_with(&prefix) {
                *by_message.entry(message).or_default() += 1;
            }
        }
        if let Some((message, times)) = by_message.iter().find(|(_, times)| **times > 1) {
            return Err(format!("{message} settled {times} times"));
        }
        for known in &self.known {
            let settles = matches!(known.letter.errand, Errand::Settle(_) | Errand::Cancel(..));
            if settles && !by_message.contains_key(&known.letter.message) {
                return Err(format!("no settlement of {:?}", known.letter));
            }
        }
        Ok(())
    }

    /// Sends again, unchanged, whatever it does not know the fate of.
    pub fn ask_again(&mut self, world: &World) {
        for (letter, fate) in std::mem::take(&mut self.unknown) {
            let (tag, message) = (letter.tag.clone(), letter.message.clone());
            let was = letter.found(world);
            let opens = matches!(letter.errand, Errand::Open);
            let reply = self.send(world, letter);
            // That nothing came of it this time says nothing of the time before.
            let mut unknown = self.unknown.iter_mut();
            let again = unknown.find(|(letter, _)| letter.message == message);
            if let (Some(again), Fate::Unknown) = (again, fate) {
                again.1 = Fate::Unknown;
            }
            if reply.is_some() && matches!(was, Ok(1)) {
                self.totals.count("done but not answered", 1);
            }
            if let (true, Some(reply)) = (opens, reply) {
                self.go_on_with(world, &reply, tag);
            }
        }
    }

    /// Whether there is something it does not know the fate of.
    pub fn is_waiting(&self) -> bool {
        !self.unknown.is_empty()
    }

    /// Whether whoever wants to know was told of everything.
    pub fn check_told(&self, world: &World, tills: &[Till]) -> Result<(), String> {
        let waiting = count(&world.db, "outbox", "sent_at IS NULL");
        let sent = count(&world.db, "outbox", "1 = 1") as usize;
        let mut told: Vec<_> = tills.iter().flat_map(|till| till.inbox.keys()).collect();
        told.sort();
        told.dedup();
        match (waiting, told.len()) {
            (0, told) if told == sent => Ok(()),
            (waiting, told) => Err(format!("{waiting} wait, {told} of {sent} were told")),
        }
    }
}

/// Why an answer did not come again.
enum Again {
    NotTold,
    Wrong(String),
}

impl Known {
    /// Sends it again: the answer is the same, or it was reversed.
    fn again(&self, world: &World) -> Result<(), Again> {
        let letter = &self.letter;
        match letter.send(world) {
            Ok(reply) if reply == self.reply && self.reversed != Reversed::Yes => Ok(()),
            Ok(reply) => Err(Again::Wrong(format!(
                "another answer: «{}» instead of «{}»: {letter:?}",
                String::from_utf8_lossy(&reply),
                String::from_utf8_lossy(&self.reply)
            ))),
            Err(DeskError::MessageReversed { .. }) if self.reversed != Reversed::No => Ok(()),
            Err(DeskError::FateUnknown(_) | DeskError::Unavailable(_)) => Err(Again::NotTold),
            Err(refused) => Err(Again::Wrong(format!("{refused:?}: {letter:?}"))),
        }
    }
}
