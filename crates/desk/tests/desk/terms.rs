//! Every deed with every wrong value: what its row does not allow is refused and changes nothing.

use desk::{
    CancelDischarge, CancelSettlement, CancelVisit, Deed, DeskError, DischargeTerms, OpenVisit,
    PartsBefore, ReverseMessage, Settle, SettledTogether, Shown, ShownCertificate, ShownVoucher,
    Side, UpdateVisit, UploadLines, Voucher, Vouching, WithdrawLines, Withdrawal,
};
use domain::Money;
use domain::facility::Care;
use domain::ids::{PersonId, SettlementId, VisitId};
use domain::person::Scheme;
use jiff::civil::date;
use store::testing::on_sqlite;
use store::visits::VisitState;
use store::{StoreError, Tx};

use crate::scene::{inpatient, lines_of};
use crate::world::{
    CHENGDU, GUANGZHOU, World, batch, caller_of, cancel_of, card, card_of, findings, id_number,
    line, outpatient, region, stay,
};

/// A world with a visit in every state, on both sides of the door.
struct Places {
    world: World,
    /// Open, with neither lines nor a settlement.
    bare: VisitId,
    /// Open, with lines (100 yuan) and diagnoses.
    ready: VisitId,
    settled: (VisitId, SettlementId),
    cancelled: VisitId,
    /// Discharged, with lines (100 yuan).
    left: VisitId,
    stay_settled: (VisitId, SettlementId),
    stay_cancelled: VisitId,
    /// In hospital; with lines where they are asked for.
    in_hospital: VisitId,
}

fn cancel(world: &World, message: &str, visit: &VisitId) {
    let asked = CancelVisit {
        person: p1(),
        visit: visit.clone(),
        side: world.side_of(visit),
    };
    let caller = caller_of("P1", CHENGDU, message);
    let done = world.write(move |desk| desk::cancel_visit(desk, &caller, &asked, |_| vec![]));
    done.unwrap();
}

fn settle(world: &World, message: &str, asked: Settle) -> SettlementId {
    let answer = world.settle(CHENGDU, message, asked).unwrap();
    answer.outcome.unwrap().settlement.id
}

fn p1() -> PersonId {
    "P1".parse().unwrap()
}

impl Places {
    fn build(db: &store::Db, deed: Deed) -> Places {
        let world = World::build(db);
        let hundred = || vec![line("1", "A", 100)];
        let bare = world.open(CHENGDU, "O1", outpatient("O1"));
        let ready = world.ready(CHENGDU, "O2", hundred());
        let paid = world.ready(CHENGDU, "O3", hundred());
        let cancelled = world.open(CHENGDU, "O4", outpatient("O4"));
        cancel(&world, "O4-cancel", &cancelled);
        let stay_cancelled = world.open(CHENGDU, "S4", inpatient("S4"));
        cancel(&world, "S4-cancel", &stay_cancelled);
        let left = world.ready_stay(CHENGDU, "S1", hundred());
        let over = world.ready_stay(CHENGDU, "S2", hundred());
        // What was settled last is cancelled first.
        let mut settled = [
            ("S2-settle", stay(&over, 100)),
            ("O3-settle", batch(&paid, "O3", 100)),
        ];
        let stay_last = deed == Deed::CancelStaySettlement;
        if stay_last {
            settled.reverse();
        }
        let mut made = settled.map(|(message, asked)| settle(&world, message, asked));
        if stay_last {
            made.reverse();
        }
        let [over_by, paid_by] = made;
        let admit = OpenVisit {
            from: date(2026, 11, 10),
            ..inpatient("S3")
        };
        let in_hospital = world.open(CHENGDU, "S3-open", admit);
        if deed != Deed::CancelAdmission {
            let mut lines = hundred();
            lines[0].used_on = date(2026, 11, 10);
            let lines = lines_of(&in_hospital, "", lines);
            world.upload(CHENGDU, "S3-lines", lines).unwrap();
        }
        Places {
            world,
            bare,
            ready,
            settled: (paid, paid_by),
            cancelled,
            left,
            stay_settled: (over, over_by),
            stay_cancelled,
            in_hospital,
        }
    }

    /// The visit on which the deed may be done.
    fn right(&self, deed: Deed) -> VisitId {
        match deed {
            Deed::OpenVisit | Deed::CancelVisit | Deed::Admit | Deed::Reverse => &self.bare,
            Deed::UpdateVisit | Deed::UploadLines | Deed::WithdrawLines => &self.ready,
            Deed::QuoteVisit | Deed::SettleVisit => &self.ready,
            Deed::CancelSettlement | Deed::ShowSettlement | Deed::ShowLines => &self.settled.0,
            Deed::CancelAdmission | Deed::ChangeStay | Deed::UploadStayLines => &self.in_hospital,
            Deed::WithdrawStayLines | Deed::Discharge => &self.in_hospital,
            Deed::QuotePart | Deed::SettlePart => &self.in_hospital,
            Deed::CancelDischarge | Deed::QuoteStay | Deed::SettleStay => &self.left,
            Deed::CancelStaySettlement => &self.stay_settled.0,
        }
        .clone()
    }

    fn settlement_of(&self, visit: &VisitId) -> SettlementId {
        let settled = [&self.settled, &self.stay_settled];
        let own = settled.iter().find(|(settled, _)| settled == visit);
        own.unwrap_or(&&self.settled).1.clone()
    }

    fn state(&self) -> String {
        let person = p1();
        let read = |tx: &mut Tx<'_>| store::visits::of_person(tx, &person);
        let visits = self.world.db.read(read);
        let visits = visits.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
        let tables = [
            "message",
            "settlement",
            "posting",
            "bill_line",
            "visit",
            "audit",
        ];
        let rows = tables.map(|table| self.world.rows(table));
        format!("{rows:?} {} {visits:#?}", self.world.state_of("P1"))
    }
}

/// A message with everything that may be wrong about it.
#[derive(Clone)]
struct Sent {
    deed: Deed,
    person: &'static str,
    facility: &'static str,
    visit: VisitId,
    settlement: SettlementId,
    shown: Shown,
    scheme: Option<Scheme>,
}

impl Sent {
    fn send(&self, world: &World, message: &str) -> Result<(), DeskError> {
        let mut caller = caller_of(self.person, self.facility, message);
        caller.shown = self.shown.clone();
        let sent = self.clone();
        world.write(move |desk| sent.on(desk, &caller))
    }

    fn on(&self, desk: &mut desk::Desk<'_, '_>, caller: &desk::Caller) -> Result<(), DeskError> {
        let side = self.side();
        let (person, visit) = (self.person.parse().unwrap(), self.visit.clone());
        match self.deed {
            Deed::OpenVisit | Deed::Admit => {
                let care = match side {
                    Side::Inpatient => Care::Inpatient,
                    Side::Outpatient => Care::Outpatient,
                };
                let asked = OpenVisit {
                    person,
                    care,
                    from: match side {
                        Side::Inpatient => date(2026, 11, 10),
                        Side::Outpatient => date(2026, 11, 3),
                    },
                    ..outpatient("NEW")
                };
                desk::open_visit(desk, caller, &asked, |_| vec![]).map(drop)
            }
            Deed::CancelVisit | Deed::CancelAdmission => {
                let asked = CancelVisit {
                    person,
                    visit,
                    side,
                };
                desk::cancel_visit(desk, caller, &asked, |_| vec![]).map(drop)
            }
            Deed::UpdateVisit | Deed::ChangeStay => {
                let asked = UpdateVisit {
                    side,
                    ..findings(self.person, &visit)
                };
                desk::update_visit(desk, caller, &asked, |_| vec![]).map(drop)
            }
            Deed::UploadLines | Deed::UploadStayLines => {
                let mut new = line("9", "A", 5);
                if side == Side::Inpatient {
                    new.used_on = date(2026, 11, 10);
                }
                let asked = UploadLines {
                    person,
                    side,
                    ..lines_of(&visit, "O9", vec![new])
                };
                desk::upload_lines(desk, caller, &asked, |_| vec![]).map(drop)
            }
            Deed::WithdrawLines | Deed::WithdrawStayLines => {
                let asked = WithdrawLines {
                    person,
                    visit,
                    side,
                    which: Withdrawal::All,
                };
                desk::withdraw_lines(desk, caller, &asked, |_| vec![]).map(drop)
            }
            Deed::Discharge => {
                let asked = DischargeTerms {
                    person,
                    visit,
                    until: date(2026, 11, 10),
                    flags: Default::default(),
                    findings: None,
                };
                desk::discharge(desk, caller, &asked, |_| vec![]).map(drop)
            }
            Deed::CancelDischarge => {
                let asked = CancelDischarge { person, visit };
                desk::cancel_discharge(desk, caller, &asked, |_| vec![]).map(drop)
            }
            Deed::QuoteVisit | Deed::QuoteStay | Deed::QuotePart => {
                desk::quote(desk, caller, &self.bill()).map(drop)
            }
            Deed::SettleVisit | Deed::SettleStay | Deed::SettlePart => {
                desk::settle(desk, caller, &self.bill(), |_| vec![]).map(drop)
            }
            Deed::CancelSettlement | Deed::CancelStaySettlement => {
                let asked = CancelSettlement {
                    person,
                    side,
                    ..cancel_of(&visit, &self.settlement)
                };
                desk::cancel_settlement(desk, caller, &asked, |_| vec![]).map(drop)
            }
            Deed::Reverse => {
                let asked = ReverseMessage {
                    person,
                    original: "O3-settle".parse().unwrap(),
                    deed: Deed::SettleVisit,
                };
                desk::reverse_message(desk, caller, &asked, |_| vec![]).map(drop)
            }
            Deed::ShowSettlement => {
                let named = (&self.settlement, Some(&visit));
                desk::query::named_settlement(desk, caller, &person, named).map(drop)
            }
            Deed::ShowLines => {
                desk::query::named_visit(desk, (caller, self.deed), (&person, &visit)).map(drop)
            }
        }
    }

    fn side(&self) -> Side {
        let named = self.deed.terms().visit.and_then(|visit| visit.side);
        named.unwrap_or(match self.deed {
            Deed::Admit => Side::Inpatient,
            _ => Side::Outpatient,
        })
    }

    fn bill(&self) -> Settle {
        let what = match self.deed {
            Deed::QuoteVisit | Deed::SettleVisit => SettledTogether::Batch("O2".to_owned()),
            deed => SettledTogether::Stay {
                mid_stay: matches!(deed, Deed::QuotePart | Deed::SettlePart),
            },
        };
        Settle {
            person: self.person.parse().unwrap(),
            visit: self.visit.clone(),
            what,
            stated_total: Money::from_yuan(100),
            scheme: self.scheme,
            ..batch(&self.visit, "", 0)
        }
    }
}

/// Every wrong value there is for a deed, with the refusal its row gives.
fn wrong_values(places: &Places, right: &Sent) -> Vec<(&'static str, &'static str, Sent)> {
    let row = right.deed.terms();
    let mut wrong = Vec::new();
    let mut add = |what, code, change: &dyn Fn(&mut Sent)| {
        let mut sent = right.clone();
        change(&mut sent);
        wrong.push((what, code, sent));
    };
    add("nobody", "unknown-person", &|sent| sent.person = "P9");
    let vouchers = [
        ("a card of another", card_of("P2")),
        (
            "the card of nobody",
            Shown::voucher(Voucher::Certificate(card("NOBODY"))),
        ),
        (
            "a token of nobody",
            Shown::voucher(Voucher::Token("NOBODY".to_owned())),
        ),
        ("our own number", Shown::voucher(Voucher::Person(p1()))),
        ("a number of no one", shown(ShownVoucher::Nobodys)),
        (
            "the certificate of another",
            Shown {
                certificate: Some(ShownCertificate::Certificate(
                    id_number("44030019851301044").into(),
                )),
                ..card_of("P1")
            },
        ),
        (
            "another name",
            Shown {
                name: Some("李示例".to_owned()),
                ..card_of("P1")
            },
        ),
    ];
    for (what, shown) in vouchers {
        add(what, "voucher-of-another", &|sent| {
            sent.shown = shown.clone();
        });
    }
    if row.shows != Vouching::Nothing {
        add("no voucher", "voucher-missing", &|sent| {
            sent.shown = Shown::default();
        });
    }
    if row.shows == Vouching::Number {
        add("only the kind of voucher", "voucher-missing", &|sent| {
            sent.shown = shown(ShownVoucher::Kind);
        });
    }
    let another = match (row.visit, right.deed) {
        (Some(_), Deed::ShowSettlement) => "unknown-settlement",
        (Some(_), _) => "unknown-visit",
        (None, Deed::Reverse) => "message-of-another-person",
        (None, _) => "voucher-of-another",
    };
    add("another person", another, &|sent| {
        sent.person = "P2";
        if right.deed == Deed::Reverse {
            sent.shown = card_of("P2");
        }
    });
    if let Some(visit) = row.visit {
        let unseen = match right.deed {
            Deed::ShowSettlement => "unknown-settlement",
            _ => "unknown-visit",
        };
        add("another facility", unseen, &|sent| {
            sent.facility = GUANGZHOU
        });
        add("no such visit", unseen, &|sent| {
            sent.visit = "S9".parse().unwrap();
        });
        add("another place", "insurance-differs", &|sent| {
            sent.shown.insured_at = vec![region("440300"), region("510100")];
        });
        if visit.settlement {
            add("no such settlement", "unknown-settlement", &|sent| {
                sent.settlement = "A9".parse().unwrap();
            });
            add(
                "the settlement of another visit",
                "unknown-settlement",
                &|sent| {
                    sent.settlement = match sent.visit == places.settled.0 {
                        true => places.stay_settled.1.clone(),
                        false => places.settled.1.clone(),
                    };
                },
            );
        }
        if matches!(right.bill().scheme, Some(Scheme::Employee)) && is_bill(right.deed) {
            add("another scheme", "insurance-differs", &|sent| {
                sent.scheme = Some(Scheme::Resident);
            });
        }
        for (state, other) in other_visits(places) {
            if let Some(code) = refusal_of(visit, (state, other), places) {
                add(state, code, &|sent| sent.visit = other.clone());
            }
        }
    }
    wrong
}

fn is_bill(deed: Deed) -> bool {
    let quotes = [Deed::QuoteVisit, Deed::QuoteStay, Deed::QuotePart];
    let settles = [Deed::SettleVisit, Deed::SettleStay, Deed::SettlePart];
    quotes.contains(&deed) || settles.contains(&deed)
}

fn shown(voucher: ShownVoucher) -> Shown {
    Shown {
        voucher,
        ..Shown::default()
    }
}

fn other_visits(places: &Places) -> Vec<(&'static str, &VisitId)> {
    vec![
        ("an outpatient visit", &places.ready),
        ("a settled outpatient visit", &places.settled.0),
        ("a cancelled registration", &places.cancelled),
        ("a stay that goes on", &places.in_hospital),
        ("a stay that is over", &places.left),
        ("a settled stay", &places.stay_settled.0),
        ("a cancelled admission", &places.stay_cancelled),
    ]
}

/// What the row says of such a visit; nothing where it allows it.
fn refusal_of(
    terms: desk::VisitTerms,
    (_, visit): (&str, &VisitId),
    places: &Places,
) -> Option<&'static str> {
    let of_stay = [&places.in_hospital, &places.left, &places.stay_settled.0];
    let side = match of_stay.contains(&visit) || *visit == places.stay_cancelled {
        true => Side::Inpatient,
        false => Side::Outpatient,
    };
    let state = match visit {
        _ if [&places.cancelled, &places.stay_cancelled].contains(&visit) => VisitState::Cancelled,
        _ if [&places.left, &places.stay_settled.0].contains(&visit) => VisitState::Discharged,
        _ => VisitState::Open,
    };
    let settled = [&places.settled.0, &places.stay_settled.0].contains(&visit);
    let allowed = terms.states.contains(&state);
    match state {
        VisitState::Cancelled if !allowed => Some("visit-cancelled"),
        _ if terms.side.is_some_and(|wanted| wanted != side) => Some("wrong-care"),
        _ if settled && terms.settled != PartsBefore::Anything => Some("visit-settled"),
        _ if allowed => None,
        VisitState::Open => Some("not-discharged"),
        _ => Some("already-discharged"),
    }
}

#[test]
fn whatever_the_row_of_a_deed_does_not_allow_is_refused_and_changes_nothing() {
    for &deed in Deed::ALL {
        on_sqlite(|db| {
            let places = Places::build(db, deed);
            let visit = places.right(deed);
            let right = Sent {
                deed,
                person: "P1",
                facility: CHENGDU,
                settlement: places.settlement_of(&visit),
                visit,
                shown: card_of("P1"),
                scheme: Some(Scheme::Employee),
            };
            let before = places.state();
            for (what, code, sent) in wrong_values(&places, &right) {
                let refused = sent
                    .send(&places.world, "WRONG")
                    .map_err(|error| error.code());
                assert_eq!(refused, Err(code), "{deed}: {what}");
                assert_eq!(places.state(), before, "{deed}: {what} changed something");
            }
            // Nobody is in two hospitals: the stay that goes on ends before another is opened.
            if matches!(deed, Deed::Admit | Deed::CancelDischarge) {
                places
                    .world
                    .discharge(CHENGDU, "S3-out", &places.in_hospital);
            }
            let done = right.send(&places.world, "RIGHT");
            assert!(done.is_ok(), "{deed}: {done:?}");
            places.world.assert_sound();
        });
    }
}
