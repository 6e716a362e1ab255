//! What a person has erased is gone and leaves the books whole; what has to be kept stays, and is
//! named. What people read is marked by each reader.

use desk::accounts::{self, ConsentAsked, ConsentWay, Relation};
use desk::drafts::FilingDraft;
use desk::erasure::{ErasedThing, KeptThing, erase, erasure_ahead};
use desk::messages::{messages_of, note_messages_read};
use desk::{DeskError, drafts};
use domain::ids::PersonId;
use store::contacts::{self, PersonContact};
use store::testing::{Seeded, on_each_layout};
use store::{StoreError, audit};

use crate::world::{TODAY, World, submission};

fn person(id: &str) -> PersonId {
    id.parse().unwrap()
}

/// P1 with a telephone, a helper and a draft.
fn with_something(world: &World) {
    let put = world.db.transact(|tx| {
        let contact = PersonContact {
            phone: "13800000000".to_owned(),
        };
        contacts::put(tx, &mut Seeded(5), (&person("P1"), &contact))
    });
    put.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
    let given = world.write(|desk| {
        let asked = ConsentAsked {
            person: person("P1"),
            helper: person("P2"),
            relation: Relation::Child,
            until: None,
            way: ConsentWay::Person,
        };
        accounts::give_consent(desk, (&asked, "person"))?;
        let draft: FilingDraft = drafts::draft_of(&submission("P1", "420100"));
        drafts::save_new(desk, &person("P1"), &draft)
    });
    given.unwrap();
}

#[test]
fn what_is_erased_is_gone_and_the_books_are_whole() {
    on_each_layout(|db| {
        let world = World::build(db);
        with_something(&world);
        let ahead = world
            .read(|desk| erasure_ahead(desk, &person("P1")))
            .unwrap();
        assert_eq!(
            ahead.erased,
            [
                (ErasedThing::Contact, 1),
                (ErasedThing::Consents, 1),
                (ErasedThing::Drafts, 1)
            ]
        );
        assert!(ahead.kept.contains(&KeptThing::Settlements));
        assert!(!ahead.kept.contains(&KeptThing::UsedConsents));
        world.write(|desk| erase(desk, &person("P1"))).unwrap();
        let after = world
            .read(|desk| erasure_ahead(desk, &person("P1")))
            .unwrap();
        assert!(after.erased.is_empty());
        let left = world.read(|desk| {
            let filings = desk::filings(desk, &person("P1"))?;
            let acts = accounts::may_act(desk, &person("P2"), &person("P1"))?;
            Ok::<_, DeskError>((filings.len(), acts))
        });
        let (filings, may_act) = left.unwrap();
        assert!(filings > 0 && !may_act);
        let entries = db.read(|tx| audit::of_chain(tx, "P1")).unwrap();
        let last = entries.last().unwrap();
        assert_eq!(
            (last.action.as_str(), last.actor.as_str()),
            ("erase", "person")
        );
        assert_eq!(last.reason, "contact:1 consents:1 drafts:1");
        world.assert_sound();
    });
}

#[test]
fn a_consent_somebody_filed_under_ends_and_stays() {
    on_each_layout(|db| {
        let world = World::build(db);
        with_something(&world);
        let id = desk::filing::new_filing_id;
        let filed = world.write(move |desk| {
            let mut request = submission("P1", "420100");
            request.id = id(desk, request.insured_at);
            request.starts_on = TODAY;
            desk::file(desk, "P2", &request)
        });
        filed.unwrap();
        world.write(|desk| erase(desk, &person("P1"))).unwrap();
        let kept = world.read(|desk| {
            let all = accounts::consents_of(desk, &person("P1"))?;
            let acts = accounts::may_act(desk, &person("P2"), &person("P1"))?;
            Ok::<_, DeskError>((all.len(), acts))
        });
        assert_eq!(kept.unwrap(), (1, false));
        world.assert_sound();
    });
}

#[test]
fn each_reader_has_read_as_far_as_they_have() {
    on_each_layout(|db| {
        let world = World::build(db);
        let (p1, p2) = (person("P1"), person("P2"));
        let (own, other) = ((p1.clone(), p1.clone()), (p1.clone(), p2));
        let unread = |of: &(PersonId, PersonId)| {
            let of = of.clone();
            let found = world.read(move |desk| messages_of(desk, (&of.0, &of.1)));
            found.unwrap().unread()
        };
        let all = unread(&own);
        assert!(all > 0, "the filing was told");
        let far = jiff::Timestamp::MAX;
        let reader = own.clone();
        let read = world.write(move |desk| note_messages_read(desk, (&reader.0, &reader.1), far));
        read.unwrap();
        assert_eq!((unread(&own), unread(&other)), (0, all));
        // What is told later is new: nobody reads ahead of now.
        let later = domain::calendar::days_after(TODAY, 1);
        let cancelled = world.write_on(later, |desk| {
            let id = desk::filings(desk, &person("P1"))?[0].id().clone();
            desk::cancel_filing(desk, "person", (&person("P1"), &id), "")
        });
        cancelled.unwrap();
        assert!(unread(&own) > 0);
        world.assert_sound();
    });
}
