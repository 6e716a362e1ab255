//! Bills the rules leave to a person: one proposes with a reason and a source, another confirms;
//! what is decided is posted, derived again to the fen, and stays when what lies before it changes.

use crate::past::Place;
use crate::releases::HOME;
use crate::world::{CHENGDU, GUANGZHOU, caller_of, cancel_of};
use desk::bill_cases::{
    self, BillCaseKind, BillLane, BillProposal, BillVerdict, BillsAsked, DecisionSource,
    FigureAsked, NotedRefusal,
};
use desk::operators::{Operator, Role};
use desk::{Cause, DeskError, Settlement};
use domain::Money;
use domain::ids::PersonId;
use jiff::civil::date;
use store::Db;
use store::testing::on_each_engine;

fn clerk(id: &str) -> Operator {
    Operator {
        id: id.to_owned(),
        name: format!("经办{id}"),
        roles: vec![Role::Clerk],
        created_at: jiff::Timestamp::UNIX_EPOCH,
        unit: store::staff::Unit::All,
        disabled_at: None,
    }
}

fn figure(yuan: i64) -> BillProposal {
    BillProposal {
        verdict: BillVerdict::Figures,
        reason: "按来文定封顶线".to_owned(),
        source: DecisionSource {
            title: "关于2026年度封顶线的复函".to_owned(),
            number: "示例函〔2026〕8号".to_owned(),
            address: String::new(),
        },
        figures: vec![FigureAsked {
            place: 0,
            amount: Money::from_yuan(yuan),
        }],
    }
}

fn claim() -> BillProposal {
    BillProposal {
        verdict: BillVerdict::Claim,
        figures: vec![],
        ..figure(0)
    }
}

/// The ceiling of the year is not known; that of the year before stands in, if there was one.
fn unknown_ceiling(db: &Db, before: Option<&str>) -> Place {
    let mut place = Place::set(db);
    let ceiling = |figure: &str, days: &str| {
        format!(
            "\n[[ceiling]]\ncounter = \"pooled\"\nof = [\"pooled\"]\n{figure}\n{days}\n\
             basis = {{ source = \"D1\", confidence = \"A\" }}\n"
        )
    };
    let unknown = ceiling(
        "unknown = { zh = \"还没有公布\", en = \"not published yet\" }",
        "from = \"2026-01-01\"",
    );
    let before = before.map(|amount| {
        ceiling(
            &format!("amount = \"{amount}\""),
            "from = \"2024-01-01\"\nuntil = \"2026-01-01\"",
        )
    });
    let mut files = place.scene.base.iter_mut();
    let pack = files.find(|file| file.name == format!("{HOME}/employee.toml"));
    let text = &mut pack.unwrap().text;
    text.push_str(&format!("{}{unknown}", before.unwrap_or_default()));
    place
}

fn listed(place: &Place, lane: BillLane) -> Vec<(String, BillCaseKind)> {
    let asked = BillsAsked {
        lane,
        kind: None,
        after: (date(1, 1, 1), String::new()),
        count: 10,
    };
    let found = place
        .world
        .read(|desk| bill_cases::bill_queue(desk, &clerk("OP-9"), &asked));
    let bills = found.unwrap().bills.into_iter();
    bills
        .map(|bill| (bill.case.number, bill.case.kind))
        .collect()
}

/// What the page of an operator carries now.
fn opened(place: &Place, by: &str, number: &str) -> String {
    let (by, number) = (clerk(by), number.to_owned());
    let open = place
        .world
        .write(move |desk| bill_cases::open_bill(desk, &by, &number));
    open.unwrap().opened
}

fn proposed(place: &Place, by: &str, number: &str, asked: BillProposal) -> Result<(), DeskError> {
    let seen = opened(place, by, number);
    let (by, number) = (clerk(by), number.to_owned());
    place
        .world
        .write(move |desk| bill_cases::propose_bill(desk, &by, (&number, &seen), &asked))
}

fn confirmed(place: &Place, by: &str, number: &str) -> Result<(), DeskError> {
    let seen = opened(place, by, number);
    confirmed_as_seen(place, by, (number, &seen))
}

fn confirmed_as_seen(
    place: &Place,
    by: &str,
    (number, seen): (&str, &str),
) -> Result<(), DeskError> {
    let (by, number, seen) = (clerk(by), number.to_owned(), seen.to_owned());
    place
        .world
        .write(move |desk| bill_cases::confirm_bill(desk, &by, (&number, &seen)))
}

fn code(refused: Result<(), DeskError>) -> &'static str {
    refused.unwrap_err().code()
}

fn yuan(all: &[i64]) -> Vec<Money> {
    all.iter().map(|yuan| Money::from_yuan(*yuan)).collect()
}

fn standing(place: &Place) -> Vec<Settlement> {
    let person: PersonId = "P1".parse().unwrap();
    let read = |tx: &mut store::Tx<'_>| store::corrections::standing(tx, &person);
    let found = place.world.db.read(read);
    found.unwrap_or_else(|error: store::StoreError| panic!("{error:?}"))
}

#[test]
fn a_missing_figure_is_decided_by_two_and_derived_again_to_the_fen() {
    on_each_engine(|db| {
        let mut place = unknown_ceiling(db, Some("1000.00"));
        let made = place.settled("P1", "S1", 2000);
        assert_eq!(place.funds("P1"), yuan(&[1000]));
        let number = made.id.to_string();
        let waiting = [(number.clone(), BillCaseKind::Provisional)];
        assert_eq!(listed(&place, BillLane::Waiting), waiting);
        let without_source = BillProposal {
            source: DecisionSource::default(),
            ..figure(1200)
        };
        let refused = proposed(&place, "OP-1", &number, without_source);
        assert_eq!(code(refused), "decision-source-missing");
        let without_reason = BillProposal {
            reason: " ".to_owned(),
            ..figure(1200)
        };
        let refused = proposed(&place, "OP-1", &number, without_reason);
        assert_eq!(code(refused), "decision-reason-missing");
        let without_figure = BillProposal {
            figures: vec![],
            ..figure(1200)
        };
        let refused = proposed(&place, "OP-1", &number, without_figure);
        assert_eq!(code(refused), "decision-figure-missing");
        assert_eq!(
            code(proposed(&place, "OP-1", &number, claim())),
            "verdict-unfit"
        );
        proposed(&place, "OP-1", &number, figure(1200)).unwrap();
        // Nothing holds yet, and who proposed it does not confirm it.
        assert_eq!(place.funds("P1"), yuan(&[1000]));
        assert_eq!(code(confirmed(&place, "OP-1", &number)), "second-eye");
        let stale = confirmed_as_seen(&place, "OP-2", (&number, "1-nothing"));
        assert_eq!(code(stale), "just-opened");
        confirmed(&place, "OP-2", &number).unwrap();
        assert_eq!(place.funds("P1"), yuan(&[1200]));
        let stands = &standing(&place)[0];
        assert!(stands.inputs.provisional.is_empty());
        assert_eq!(stands.inputs.decided[0].amount, Money::from_yuan(1200));
        place.world.assert_sound();
        // Sent twice it is the same; the books say why, and tell it once.
        confirmed(&place, "OP-2", &number).unwrap();
        assert_eq!(place.world.rows("correction"), 1);
        let told = |topic: &str| store::testing::count(db, "outbox", &format!("topic = '{topic}'"));
        assert_eq!(told("settlement-corrected"), 1);
        let person = "P1".parse().unwrap();
        let corrections = place
            .world
            .read(|desk| desk::query::corrections_of_person(desk, &person));
        assert_eq!(corrections.unwrap()[0].cause, Cause::Clerk);
        let pack = place
            .world
            .read(|desk| desk::query::pack_of_settlement(desk, stands))
            .unwrap();
        let told = stands.inputs.explain(&pack, None).unwrap();
        let says = format!("{:?} {:?}", told.caveats, told.steps);
        assert!(says.contains("示例函〔2026〕8号"), "{says}");
        assert_eq!(told.shares, stands.shares);
        assert_eq!(listed(&place, BillLane::Corrected).len(), 1);
        assert_eq!(listed(&place, BillLane::Waiting), []);
    });
}

#[test]
fn of_two_clerks_one_is_first_and_a_proposal_can_be_taken_back() {
    on_each_engine(|db| {
        let mut place = unknown_ceiling(db, Some("1000.00"));
        let number = place.settled("P1", "S1", 2000).id.to_string();
        let seen = opened(&place, "OP-2", &number);
        proposed(&place, "OP-1", &number, figure(1200)).unwrap();
        // Sent twice it is the same proposal.
        proposed(&place, "OP-1", &number, figure(1200)).unwrap();
        let (by, of) = (clerk("OP-2"), number.clone());
        let late = place
            .world
            .write(move |desk| bill_cases::propose_bill(desk, &by, (&of, &seen), &figure(1500)));
        assert_eq!(code(late), "bill-done-already");
        let back = |who: &str| {
            let (by, of) = (clerk(who), number.clone());
            place
                .world
                .write(move |desk| bill_cases::take_bill_proposal_back(desk, &by, &of))
        };
        assert_eq!(code(back("OP-2")), "bill-done-already");
        back("OP-1").unwrap();
        assert_eq!(
            code(confirmed(&place, "OP-2", &number)),
            "bill-done-already"
        );
        proposed(&place, "OP-2", &number, figure(1500)).unwrap();
        let (by, of) = (clerk("OP-1"), number.clone());
        let sent = place
            .world
            .write(move |desk| bill_cases::send_bill_back(desk, &by, (&of, "来文写的是 1200")));
        sent.unwrap();
        assert_eq!(listed(&place, BillLane::Waiting).len(), 1);
        assert_eq!(place.funds("P1"), yuan(&[1000]));
        place.world.assert_sound();
    });
}

#[test]
fn a_bill_that_is_cancelled_meanwhile_waits_for_nobody() {
    on_each_engine(|db| {
        let mut place = unknown_ceiling(db, Some("1000.00"));
        let made = place.settled("P1", "S1", 2000);
        let number = made.id.to_string();
        proposed(&place, "OP-1", &number, figure(1200)).unwrap();
        let asked = cancel_of(&made.visit, &made.id);
        place.world.cancel(GUANGZHOU, "C1", asked).unwrap();
        assert_eq!(listed(&place, BillLane::Proposed), []);
        assert_eq!(code(confirmed(&place, "OP-2", &number)), "bill-closed");
        assert_eq!(place.world.rows("correction"), 0);
        place.world.assert_sound();
    });
}

#[test]
fn what_was_decided_stays_when_an_earlier_bill_changes() {
    on_each_engine(|db| {
        let mut place = unknown_ceiling(db, Some("1000.00"));
        let first = place.settled("P1", "S1", 500);
        let second = place.settled_at(CHENGDU, "P1", ("S2", 2000));
        assert_eq!(place.funds("P1"), yuan(&[400, 600]));
        let number = second.id.to_string();
        proposed(&place, "OP-1", &number, figure(1200)).unwrap();
        confirmed(&place, "OP-2", &number).unwrap();
        assert_eq!(place.funds("P1"), yuan(&[400, 800]));
        place.world.assert_sound();
        let asked = cancel_of(&first.visit, &first.id);
        place.world.cancel(GUANGZHOU, "C1", asked).unwrap();
        // All of the decided ceiling is there for it now.
        assert_eq!(place.funds("P1"), yuan(&[1200]));
        assert_eq!(standing(&place)[0].inputs.decided.len(), 1);
        place.world.assert_sound();
    });
}

#[test]
fn what_changes_before_it_is_confirmed_is_proposed_anew() {
    on_each_engine(|db| {
        let mut place = unknown_ceiling(db, Some("1000.00"));
        let first = place.settled("P1", "S1", 500);
        let second = place.settled_at(CHENGDU, "P1", ("S2", 2000));
        let number = second.id.to_string();
        proposed(&place, "OP-1", &number, figure(1200)).unwrap();
        let asked = cancel_of(&first.visit, &first.id);
        place.world.cancel(GUANGZHOU, "C1", asked).unwrap();
        assert_eq!(
            code(confirmed(&place, "OP-2", &number)),
            "comes-out-otherwise"
        );
        assert_eq!(place.funds("P1"), yuan(&[1000]));
        place.world.assert_sound();
    });
}

#[test]
fn a_bill_that_is_refused_is_explained_and_claimed_once_two_said_so() {
    on_each_engine(|db| {
        let mut place = unknown_ceiling(db, None);
        let asked = place.ready_at(GUANGZHOU, "P1", ("S1", 2000));
        let refused = place
            .world
            .settle(GUANGZHOU, "S1", asked.clone())
            .unwrap_err();
        assert_eq!(refused.code(), "ceiling-not-known");
        let noted = NotedRefusal::of(&refused).unwrap();
        let note = |place: &Place| {
            let (by, asked, noted) = (
                caller_of("P1", GUANGZHOU, "S1"),
                asked.clone(),
                noted.clone(),
            );
            let done = place
                .world
                .write(move |desk| bill_cases::note_refusal(desk, &by, (&asked, &noted)));
            done.unwrap();
        };
        note(&place);
        note(&place);
        let waiting = listed(&place, BillLane::Waiting);
        assert_eq!(waiting.len(), 1, "asked again it is the same");
        let (number, kind) = waiting[0].clone();
        assert_eq!(kind, BillCaseKind::Refused);
        let person: PersonId = "P1".parse().unwrap();
        let mine = || {
            place
                .world
                .read(|desk| bill_cases::refused_bills(desk, &person))
        };
        assert!(!mine().unwrap()[0].is_to_be_claimed());
        proposed(&place, "OP-1", &number, claim()).unwrap();
        confirmed(&place, "OP-2", &number).unwrap();
        let found = mine().unwrap();
        assert!(found[0].is_to_be_claimed());
        assert_eq!(found[0].bill.total, Money::from_yuan(2000));
        assert!(!found[0].bill.basis.is_empty(), "it names its source");
        let told = store::testing::count(db, "outbox", "topic = 'bill-to-be-claimed'");
        assert_eq!(told, 1);
        place.world.assert_sound();
    });
}

#[test]
fn what_is_only_wrong_with_a_message_is_nobodys_case() {
    on_each_engine(|db| {
        let mut place = unknown_ceiling(db, Some("1000.00"));
        let mut asked = place.ready_at(GUANGZHOU, "P1", ("S1", 2000));
        asked.stated_total = Money::from_yuan(2001);
        let refused = place.world.settle(GUANGZHOU, "S1", asked).unwrap_err();
        assert_eq!(refused.code(), "total-mismatch");
        assert!(NotedRefusal::of(&refused).is_none());
    });
}
