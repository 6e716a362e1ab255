//! A world in which something has happened already, and the ways to be refused in it.

use desk::{
    CancelVisit, Deed, DeskError, DischargeTerms, OpenVisit, ReverseMessage, Settle, Side,
    UploadLines, WithdrawLines, Withdrawal,
};
use domain::Money;
use domain::bill::BillLine;
use domain::facility::Care;
use domain::ids::{SettlementId, VisitId};
use jiff::civil::date;
use store::{StoreError, Tx};

use crate::world::{CHENGDU, GUANGZHOU, World, batch, caller, cancel_of, line, outpatient, stay};

/// A world in which something has happened already, to be refused in.
pub struct Scene {
    pub world: World,
    /// Registered, described, with the lines of batch B1 (320 yuan).
    pub visit: VisitId,
    /// Settled, then cancelled: batch B2 (10 yuan).
    pub undone: VisitId,
    /// A stay with lines (900 yuan), not discharged.
    pub stay: VisitId,
    /// A stay discharged and settled (700 yuan).
    pub settled: VisitId,
}

pub fn scene(db: &store::Db) -> Scene {
    let world = World::build(db);
    let visit = world.ready(
        GUANGZHOU,
        "B1",
        vec![line("1", "A", 300), line("2", "C", 20)],
    );
    let undone = world.ready(GUANGZHOU, "B2", vec![line("1", "A", 10)]);
    let made = world
        .settle(GUANGZHOU, "B2-settle", batch(&undone, "B2", 10))
        .unwrap();
    let id = made.outcome.unwrap().settlement.id;
    world
        .cancel(GUANGZHOU, "B2-cancel", cancel_of(&undone, &id))
        .unwrap();
    let settled = world.ready_stay(CHENGDU, "S2", vec![line("1", "A", 700)]);
    world
        .settle(CHENGDU, "S2-settle", stay(&settled, 700))
        .unwrap();
    let admit = OpenVisit {
        from: world.next_admission(),
        ..inpatient("S1")
    };
    let charged = BillLine {
        used_on: admit.from,
        ..line("1", "A", 900)
    };
    let open_stay = world.open(CHENGDU, "S1-open", admit);
    let upload = lines_of(&open_stay, "", vec![charged]);
    world.upload(CHENGDU, "S1-lines", upload).unwrap();
    Scene {
        world,
        visit,
        undone,
        stay: open_stay,
        settled,
    }
}

pub fn inpatient(number: &str) -> OpenVisit {
    OpenVisit {
        care: Care::Inpatient,
        ..outpatient(number)
    }
}

pub fn lines_of(visit: &VisitId, batch: &str, lines: Vec<BillLine>) -> UploadLines {
    UploadLines {
        person: "P1".parse().unwrap(),
        visit: visit.clone(),
        side: match batch {
            "" => Side::Inpatient,
            _ => Side::Outpatient,
        },
        batch: batch.to_owned(),
        lines,
        diseases: Default::default(),
        flags: Default::default(),
    }
}

impl Scene {
    pub fn open(&self, facility: &str, asked: OpenVisit) -> DeskError {
        let caller = caller(facility, "X-open");
        let opened = self
            .world
            .write(move |desk| desk::open_visit(desk, &caller, &asked, |_| vec![]));
        opened.unwrap_err()
    }

    pub fn open_showing(&self, shown: desk::Shown, asked: OpenVisit) -> DeskError {
        let mut caller = caller(GUANGZHOU, "X-open");
        caller.shown = shown;
        let opened = self
            .world
            .write(move |desk| desk::open_visit(desk, &caller, &asked, |_| vec![]));
        opened.unwrap_err()
    }

    pub fn settle(&self, facility: &str, asked: Settle) -> DeskError {
        let quoted = self.world.quote(facility, &asked).unwrap_err();
        let refused = self.world.settle(facility, "X-settle", asked).unwrap_err();
        assert_eq!(
            quoted.code(),
            refused.code(),
            "a quote refuses what settling refuses"
        );
        refused
    }

    pub fn upload(&self, lines: Vec<BillLine>) -> DeskError {
        let asked = lines_of(&self.visit, "B1", lines);
        self.world.upload(GUANGZHOU, "X-lines", asked).unwrap_err()
    }

    pub fn withdraw(&self, which: Withdrawal) -> DeskError {
        let asked = WithdrawLines {
            person: "P1".parse().unwrap(),
            visit: self.visit.clone(),
            side: Side::Outpatient,
            which,
        };
        let caller = caller(GUANGZHOU, "X-withdraw");
        let answer = self
            .world
            .write(move |desk| desk::withdraw_lines(desk, &caller, &asked, |_| vec![]));
        answer.unwrap_err()
    }

    pub fn cancel_visit(&self, facility: &str, visit: &VisitId) -> DeskError {
        let asked = CancelVisit {
            person: "P1".parse().unwrap(),
            visit: visit.clone(),
            side: self.world.side_of(visit),
        };
        let caller = caller(facility, "X-cancel");
        let answer = self
            .world
            .write(move |desk| desk::cancel_visit(desk, &caller, &asked, |_| vec![]));
        answer.unwrap_err()
    }

    pub fn discharge(&self, visit: &VisitId, day: u8) -> DeskError {
        let asked = DischargeTerms {
            person: "P1".parse().unwrap(),
            visit: visit.clone(),
            until: date(2026, 11, i8::try_from(day).unwrap()),
            flags: Default::default(),
            findings: None,
        };
        let caller = caller(CHENGDU, "X-out");
        let answer = self
            .world
            .write(move |desk| desk::discharge(desk, &caller, &asked, |_| vec![]));
        answer.unwrap_err()
    }

    pub fn reverse(&self, original: &str, deed: Deed) -> DeskError {
        let asked = ReverseMessage {
            person: "P1".parse().unwrap(),
            original: original.parse().unwrap(),
            deed,
        };
        let caller = caller(GUANGZHOU, "X-reverse");
        let answer = self
            .world
            .write(move |desk| desk::reverse_message(desk, &caller, &asked, |_| vec![]));
        answer.unwrap_err()
    }

    pub fn quote_of(&self, facility: &str, asked: &Settle) -> DeskError {
        self.world.quote(facility, asked).unwrap_err()
    }
}

impl Scene {
    pub fn visit_at_chengdu(&self) -> VisitId {
        self.world.open(CHENGDU, "C-open", outpatient("C"))
    }

    pub fn undone_pair(&self) -> (SettlementId, SettlementId) {
        let person = "P1".parse().unwrap();
        let read = |tx: &mut Tx<'_>| store::settlements::of_visit(tx, &person, &self.undone);
        let made = self
            .world
            .db
            .read(read)
            .unwrap_or_else(|e: StoreError| panic!("{e:?}"));
        (made[0].id.clone(), made[0].reversed_by.clone().unwrap())
    }
}

pub fn refund(serial: &str, of: Option<&str>, yuan: i64) -> BillLine {
    let whole = if of == Some("1") && yuan == 1 {
        300
    } else {
        yuan
    };
    BillLine {
        quantity: -10_000,
        amount: Money::from_yuan(-whole),
        refund_of: of.map(str::to_owned),
        ..line(serial, "A", whole)
    }
}
