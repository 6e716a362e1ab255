//! Questions about a bill: asked by whom it is or who may act for them, answered by the agency of
//! the insured place and by nobody about their own; told both times, and nothing of the bill moves.

use desk::accounts::{self, ConsentAsked, ConsentWay, Relation};
use desk::bill_cases::{self, BillProposal, BillVerdict, DecisionSource};
use desk::questions::{
    AnswerGiven, AskAboutBill, BillQuestion, answer_question, ask_about_bill, open_question,
    question_queue, questions_of_bill,
};
use desk::{Role, Settlement};
use domain::ids::{BillQuestionId, PersonId, SettlementId};
use domain::question::{AnswerKind, QuestionChannel, QuestionKind, QuestionState};
use store::operators::Operator;
use store::staff::{StaffRow, Unit};
use store::testing::broken::{BROKEN_QUESTIONS, question_bodies};
use store::testing::{on_each_engine, on_sqlite};
use store::{StoreError, Tx, outbox, people, staff};

use crate::world::{GUANGZHOU, TODAY, World, batch, line, morning};

fn person(id: &str) -> PersonId {
    id.parse().unwrap()
}

fn clerk(unit: &str) -> Operator {
    Operator {
        id: "OP-1".to_owned(),
        name: "罗窗口".to_owned(),
        roles: vec![Role::Clerk],
        created_at: morning(TODAY),
        unit: Unit::Region(unit.parse().unwrap()),
        disabled_at: None,
    }
}

/// A settled bill of P1, insured in Shenzhen.
fn bill(world: &World) -> Settlement {
    let visit = world.ready(
        GUANGZHOU,
        "Q1",
        vec![line("1", "A", 300), line("2", "C", 20)],
    );
    let made = world.settle(GUANGZHOU, "Q1-pay", batch(&visit, "Q1", 320));
    made.unwrap().outcome.unwrap().settlement
}

fn about(id: &SettlementId, text: &str) -> AskAboutBill {
    AskAboutBill {
        settlement: id.clone(),
        line: Some("示例".to_owned()),
        kind: QuestionKind::Question,
        text: text.to_owned(),
    }
}

fn ask(world: &World, by: &str, asked: &AskAboutBill) -> Result<BillQuestion, String> {
    let (by, asked) = (person(by), asked.clone());
    let done = world.write(move |desk| ask_about_bill(desk, &by, &asked));
    done.map_err(|error| error.code().to_owned())
}

fn answer(
    world: &World,
    by: &Operator,
    (id, kind, text): (&BillQuestionId, AnswerKind, &str),
) -> Result<QuestionState, String> {
    let given = AnswerGiven {
        kind,
        text: text.to_owned(),
    };
    let (by, id) = (by.clone(), id.clone());
    let done = world.write(move |desk| answer_question(desk, &by, (&id, &given)));
    let state = done.map(|answered| answered.question.state);
    state.map_err(|error| error.code().to_owned())
}

/// The bill waits as one case, however often it was asked about; one proposes to leave it, another
/// confirms. The reason.
fn reviewed(world: &World, bill: &Settlement) -> String {
    let number = bill.id.to_string();
    let second = Operator {
        id: "OP-2".to_owned(),
        ..clerk("440300")
    };
    let opened = |by: &Operator| {
        let (by, number) = (by.clone(), number.clone());
        let open = world.write(move |desk| bill_cases::open_bill(desk, &by, &number));
        open.unwrap()
    };
    let first = clerk("440300");
    let page = opened(&first);
    assert_eq!(page.questions.len(), 1);
    assert_eq!(page.verdicts, [BillVerdict::Leave, BillVerdict::Hospital]);
    let asked = BillProposal {
        verdict: BillVerdict::Leave,
        reason: "护工不在目录里，算得没错。".to_owned(),
        source: DecisionSource {
            title: "复核记录".to_owned(),
            number: "1".to_owned(),
            address: String::new(),
        },
        figures: vec![],
    };
    let (of, reason) = (number.clone(), asked.reason.clone());
    let done = world
        .write(move |desk| bill_cases::propose_bill(desk, &first, (&of, &page.opened), &asked));
    done.unwrap();
    // Pressed twice it is confirmed once, and a third hears what was done.
    let page = opened(&second).opened;
    for _ in 0..2 {
        let (by, of, seen) = (second.clone(), number.clone(), page.clone());
        let done = world.write(move |desk| bill_cases::confirm_bill(desk, &by, (&of, &seen)));
        done.unwrap();
    }
    let third = Operator {
        id: "OP-3".to_owned(),
        ..clerk("440300")
    };
    let late = world.write(move |desk| bill_cases::confirm_bill(desk, &third, (&number, &page)));
    let late = late.unwrap_err();
    assert_eq!(late.code(), "bill-done-already");
    assert!(
        late.message().zh.contains("保持不变"),
        "{}",
        late.message().zh
    );
    reason
}

/// What P1 was told, by topic.
fn told(world: &World) -> Vec<String> {
    let read = |tx: &mut Tx<'_>| outbox::of_person(tx, &person("P1"), 100);
    let notices = world.db.read(read);
    let notices = notices.unwrap_or_else(|error: StoreError| panic!("{error}"));
    let mut topics: Vec<String> = notices.into_iter().map(|it| it.topic).collect();
    topics.retain(|topic| topic.starts_with("question"));
    topics.sort();
    topics
}

#[test]
fn a_question_is_asked_answered_and_told() {
    on_each_engine(|db| {
        let world = World::build(db);
        let bill = bill(&world);
        let asked = about(&bill.id, "护工费为什么不报？");
        let first = ask(&world, "P1", &asked).unwrap();
        assert_eq!(first.insured_at.to_string(), "440300");
        assert_eq!(first.channel, QuestionChannel::Person);
        // A double tap is one question; a stranger has no such bill.
        assert_eq!(ask(&world, "P1", &asked).unwrap().id, first.id);
        assert_eq!(ask(&world, "P2", &asked).unwrap_err(), "unknown-settlement");
        for (wrong, code) in [
            (about(&bill.id, " x "), "field"),
            (about(&bill.id, &"长".repeat(1_001)), "field"),
            (
                AskAboutBill {
                    line: Some("没有的".to_owned()),
                    ..asked.clone()
                },
                "field",
            ),
            (about(&"A0".parse().unwrap(), "在吗"), "unknown-settlement"),
        ] {
            assert_eq!(ask(&world, "P1", &wrong).unwrap_err(), code, "{wrong:?}");
        }
        // Only the agency of the insured place has it.
        let (here, elsewhere) = (clerk("440300"), clerk("510100"));
        let listed = |by: &Operator| {
            let by = by.clone();
            let found = world.read(|desk| question_queue(desk, &by, QuestionState::Waiting));
            found.unwrap().len()
        };
        assert_eq!((listed(&here), listed(&elsewhere)), (1, 0));
        let explained = (&first.id, AnswerKind::Explained, "护工不在目录里。");
        assert_eq!(
            answer(&world, &elsewhere, explained).unwrap_err(),
            "unknown-question"
        );
        let review = (&first.id, AnswerKind::DecidedAnew, "再核一次。");
        assert_eq!(answer(&world, &here, review), Ok(QuestionState::InReview));
        assert_eq!(
            answer(&world, &here, review),
            Ok(QuestionState::InReview),
            "once"
        );
        // What is looked at again is decided by two, and that is the answer.
        assert_eq!(
            answer(&world, &here, explained).unwrap_err(),
            "question-under-review"
        );
        assert_eq!(reviewed(&world, &bill), "护工不在目录里，算得没错。");
        let late = (&first.id, AnswerKind::HospitalCorrects, "请医院改。");
        assert_eq!(
            answer(&world, &here, late).unwrap_err(),
            "question-answered"
        );
        assert_eq!(
            told(&world),
            [
                "question-answered",
                "question-answered",
                "question-received"
            ]
        );
        let shown = world.read(|desk| questions_of_bill(desk, &bill)).unwrap();
        let [one] = &shown[..] else {
            panic!("{shown:?}");
        };
        assert_eq!(one.answers.len(), 2);
        let said = &one.answers[1].text;
        assert!(
            said.contains("护工不在目录里") && said.contains("复核记录"),
            "{said}"
        );
        // The bill is what it was, and not more than three wait at once.
        let again = world.read(|desk| desk::settlement_by_id(desk, &bill.id));
        assert_eq!(again.unwrap(), bill);
        for (text, taken) in [
            ("一问", true),
            ("二问", true),
            ("三问", true),
            ("四问", false),
        ] {
            let done = ask(&world, "P1", &about(&bill.id, text));
            assert_eq!(done.is_ok(), taken, "{text}: {done:?}");
        }
        let fourth = ask(&world, "P1", &about(&bill.id, "四问"));
        assert_eq!(fourth.unwrap_err(), "questions-too-many");
        world.assert_sound();
    });
}

#[test]
fn nobody_answers_about_their_own_bill_or_their_familys() {
    on_each_engine(|db| {
        let world = World::build(db);
        let bill = bill(&world);
        let consent = ConsentAsked {
            person: person("P1"),
            helper: person("P2"),
            relation: Relation::Child,
            until: None,
            way: ConsentWay::Person,
        };
        world
            .write(move |desk| accounts::give_consent(desk, (&consent, "person")))
            .unwrap();
        let asked = ask(&world, "P2", &about(&bill.id, "替母亲问")).unwrap();
        assert_eq!(asked.channel, QuestionChannel::Helper);
        for own in ["P1", "P2"] {
            let put = db.transact(move |tx| {
                let found = people::find(tx, &person(own))?.unwrap();
                let card = found.certificates().next().cloned().unwrap();
                let row = StaffRow {
                    identity: Some(staff::identity_of(tx, &card)),
                    ..StaffRow::new("OP-1", Unit::Region("440300".parse().unwrap()))
                };
                staff::put(tx, &row)
            });
            put.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
            let by = clerk("440300");
            let id = asked.id.clone();
            let seen = world.write(move |desk| open_question(desk, &by, &id));
            assert_eq!(seen.unwrap_err().code(), "own-case", "{own}");
            let given = (&asked.id, AnswerKind::Explained, "没错。");
            let done = answer(&world, &clerk("440300"), given);
            assert_eq!(done.unwrap_err(), "own-case", "{own}");
        }
    });
}

#[test]
fn what_was_written_is_sealed_and_what_was_not_told_is_found() {
    on_sqlite(|db| {
        let world = World::build(db);
        let bill = bill(&world);
        let asked = ask(&world, "P1", &about(&bill.id, "只有我们知道的话")).unwrap();
        let given = (&asked.id, AnswerKind::Explained, "也只有我们知道的答复");
        answer(&world, &clerk("440300"), given).unwrap();
        world.assert_sound();
        let raw = world.db.read(question_bodies);
        let raw = raw.unwrap_or_else(|error: StoreError| panic!("{error}"));
        let plain = "只有我们知道".as_bytes();
        let shows = |bytes: &Vec<u8>| bytes.windows(plain.len()).any(|part| part == plain);
        assert!(raw.len() == 2 && !raw.iter().any(shows));
        for (says, harm) in BROKEN_QUESTIONS {
            let outcome: Result<(), StoreError> = world.db.transact(move |tx: &mut Tx<'_>| {
                assert!(tx.execute(harm, &[])? > 0, "{harm} touches something");
                let found = desk::verify::verify(tx)?;
                let noticed = found.iter().any(|violation| violation.invariant == *says);
                assert!(noticed, "{harm}: {says} did not notice: {found:#?}");
                Err(StoreError::Row("put it back".to_owned()))
            });
            assert!(
                matches!(outcome, Err(StoreError::Row(_))),
                "{harm}: {outcome:?}"
            );
        }
        world.assert_sound();
    });
}
