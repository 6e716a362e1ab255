//! Passkeys: made and shown for one place, one browser and once; what is wrong in any way lets
//! nobody in; one that was copied is believed no more.

use crate::authenticator::Authenticator;
use crate::world::{TODAY, World, morning};
use desk::accounts::{
    self, AccountError, PasskeyAsked, PasskeyFault, PasskeyMade, PasskeyPlace, PasskeyShown,
    SecondStep, SessionSecret, SignInAttempt, SignedInAs, Unit,
};
use desk::operators::{self, NewOperator, Operator};
use desk::{Role, StoreError};
use jiff::{SignedDuration, Timestamp};
use store::Tx;
use store::testing::{on_each_engine, on_sqlite};

fn later(seconds: i64) -> Timestamp {
    morning(TODAY) + SignedDuration::from_secs(seconds)
}

fn operator(world: &World, name: &str, seed: u64) -> Operator {
    let new = NewOperator {
        name: name.to_owned(),
        roles: vec![Role::Clerk],
        unit: Unit::All,
    };
    let added = world.db.transact(move |tx: &mut Tx<'_>| {
        operators::add(tx, &mut store::testing::Seeded(seed), morning(TODAY), &new)
    });
    added.unwrap().0
}

fn asked(browser: &str) -> PasskeyAsked {
    PasskeyAsked {
        place: PasskeyPlace {
            origin: "https://suixing.example.org".to_owned(),
            rp_id: "suixing.example.org".to_owned(),
        },
        browser: browser.to_owned(),
    }
}

fn challenge(world: &World, at: i64, browser: &str) -> Vec<u8> {
    let browser = browser.to_owned();
    let asked = world.write_at(later(at), move |desk| {
        accounts::ask_for_passkey(desk, &browser)
    });
    asked.unwrap()
}

fn register(world: &World, whose: &Operator, made: PasskeyMade) -> Result<(), AccountError> {
    let whose = whose.clone();
    let done = world.write_at(later(1), move |desk| {
        accounts::register_passkey(desk, &whose, (&asked("desk"), &made))
    });
    done.unwrap()
}

fn sign_in(world: &World, at: i64, shown: &PasskeyShown) -> Result<SessionSecret, AccountError> {
    let shown = shown.clone();
    let attempt = world.write_at(later(at), move |desk| {
        accounts::sign_in_with_passkey(desk, (&asked("door"), &shown))
    });
    match attempt.unwrap() {
        SignInAttempt::In(secret) => Ok(secret),
        SignInAttempt::Refused(why) => Err(why),
    }
}

fn is_in(world: &World, secret: &SessionSecret) -> bool {
    let secret = secret.clone();
    let found = world.write_at(later(60), move |desk| accounts::signed_in(desk, &secret));
    matches!(found.unwrap(), Some((SignedInAs::Staff { .. }, _)))
}

#[test]
fn a_passkey_of_either_kind_signs_its_owner_in_and_nobody_else() {
    on_each_engine(|db| {
        let world = World::build(db);
        let clerk = operator(&world, "江经办", 5);
        let other = operator(&world, "河经办", 6);
        for is_es256 in [true, false] {
            let mut key = Authenticator::new(is_es256);
            let made = key.make("  办公室\u{7}电脑 ", &challenge(&world, 0, "desk"));
            assert_eq!(register(&world, &clerk, made.clone()), Ok(()));
            // The challenge was for once, and a passkey is registered once.
            assert_eq!(
                register(&world, &clerk, made),
                Err(AccountError::PasskeyStale)
            );
            let again = key.make("x", &challenge(&world, 0, "desk"));
            assert_eq!(
                register(&world, &other, again),
                Err(AccountError::PasskeyKnown)
            );
            let shown = key.show(&clerk.id, &challenge(&world, 2, "door"));
            assert!(is_in(&world, &sign_in(&world, 3, &shown).unwrap()));
            assert_eq!(sign_in(&world, 4, &shown), Err(AccountError::SignInFailed));
            // Whose it is the passkey says, and it is believed of nobody else.
            let of_other = key.show(&other.id, &challenge(&world, 5, "door"));
            assert_eq!(
                sign_in(&world, 6, &of_other),
                Err(AccountError::SignInFailed)
            );
            key.signed = 0;
            let good = key.show(&clerk.id, &challenge(&world, 7, "door"));
            assert!(sign_in(&world, 8, &good).is_ok());
        }
        let id = clerk.id.clone();
        let all = world
            .read(move |desk| accounts::passkeys_of(desk, &id))
            .unwrap();
        assert_eq!(all.len(), 2);
        assert_eq!(all[0].name, "办公室电脑");
        assert!(all.iter().all(|one| one.used_at.is_some()));
        // One is taken away; the other stays.
        let (of, first) = (clerk.clone(), all[0].id.clone());
        let taken = world.write(move |desk| accounts::remove_passkey(desk, &of, &first));
        taken.unwrap();
        let (of, first) = (clerk.clone(), all[0].id.clone());
        assert!(
            world
                .write(move |desk| accounts::remove_passkey(desk, &of, &first))
                .is_err()
        );
        let (of, second) = (other, all[1].id.clone());
        let not_own = world.write(move |desk| accounts::remove_passkey(desk, &of, &second));
        assert_eq!(
            not_own.unwrap_err().code(),
            "unknown-passkey",
            "another's is not there"
        );
        world.assert_sound();
    });
}

#[test]
fn nobody_has_passkeys_without_end() {
    on_sqlite(|db| {
        let world = World::build(db);
        let clerk = operator(&world, "江经办", 5);
        let mut key = Authenticator::new(true);
        let mut one_more = |number: u8| {
            key.credential = vec![number; 32];
            let made = key.make("x", &challenge(&world, 0, "desk"));
            register(&world, &clerk, made)
        };
        let refused = (1..=100).map(&mut one_more).find(Result::is_err);
        assert_eq!(refused, Some(Err(AccountError::PasskeysTooMany)));
    });
}

#[test]
fn what_is_wrong_in_any_way_is_not_taken() {
    on_sqlite(|db| {
        let world = World::build(db);
        let clerk = operator(&world, "江经办", 5);
        type Change = fn(&mut Authenticator);
        let wrong: [(Change, PasskeyFault); 5] = [
            (
                |key| key.origin = "https://suixing.example.com".to_owned(),
                PasskeyFault::Origin,
            ),
            (
                |key| key.rp_id = "example.org".to_owned(),
                PasskeyFault::Origin,
            ),
            (|key| key.kind = Some("webauthn.get"), PasskeyFault::Kind),
            (|key| key.flags = 0, PasskeyFault::Absent),
            (|key| key.credential = vec![], PasskeyFault::Unreadable),
        ];
        for (change, fault) in wrong {
            let mut key = Authenticator::new(true);
            change(&mut key);
            let made = key.make("", &challenge(&world, 0, "desk"));
            let refused = register(&world, &clerk, made);
            assert_eq!(refused, Err(AccountError::PasskeyNotTaken { fault }));
        }
        // Another browser's challenge, one of long ago, and bytes that are cut off anywhere.
        let mut key = Authenticator::new(true);
        let elsewhere = key.make("", &challenge(&world, 0, "door"));
        assert_eq!(
            register(&world, &clerk, elsewhere),
            Err(AccountError::PasskeyStale)
        );
        let old = key.make("", &challenge(&world, -400, "desk"));
        assert_eq!(
            register(&world, &clerk, old),
            Err(AccountError::PasskeyStale)
        );
        let whole = key.make("", &challenge(&world, 0, "desk"));
        for end in 0..whole.attestation.len() {
            let cut = PasskeyMade {
                attestation: whole.attestation[..end].to_vec(),
                ..whole.clone()
            };
            assert!(register(&world, &clerk, cut).is_err(), "{end}");
        }
        for end in 0..whole.client.len() {
            let cut = PasskeyMade {
                client: whole.client[..end].to_vec(),
                ..whole.clone()
            };
            assert!(register(&world, &clerk, cut).is_err(), "{end}");
        }
        assert_eq!(register(&world, &clerk, whole), Ok(()));
        let tries: [Change; 4] = [
            |key| key.origin = "https://evil.example.org".to_owned(),
            |key| key.rp_id = "evil.example.org".to_owned(),
            |key| key.kind = Some("webauthn.create"),
            // Who was there was not looked at: a second step, and no sign-in of its own.
            |key| key.flags = 1,
        ];
        for change in tries {
            let (origin, rp_id) = (key.origin.clone(), key.rp_id.clone());
            let (kind, flags) = (key.kind, key.flags);
            change(&mut key);
            let shown = key.show(&clerk.id, &challenge(&world, 2, "door"));
            assert_eq!(sign_in(&world, 3, &shown), Err(AccountError::SignInFailed));
            (key.origin, key.rp_id, key.kind, key.flags) = (origin, rp_id, kind, flags);
        }
        // Five were wrong: nothing more is looked at for a while, the right one neither.
        let mut shown = key.show(&clerk.id, &challenge(&world, 4, "door"));
        shown.signature[8] ^= 1;
        assert!(matches!(
            sign_in(&world, 5, &shown),
            Err(AccountError::SignInLocked { .. })
        ));
        let good = key.show(&clerk.id, &challenge(&world, 6, "door"));
        assert!(matches!(
            sign_in(&world, 7, &good),
            Err(AccountError::SignInLocked { .. })
        ));
        let after = key.show(&clerk.id, &challenge(&world, 1000, "door"));
        assert!(sign_in(&world, 1001, &after).is_ok());
    });
}

#[test]
fn one_that_counts_back_was_copied_and_is_believed_no_more() {
    on_sqlite(|db| {
        let world = World::build(db);
        let clerk = operator(&world, "江经办", 5);
        let mut key = Authenticator::new(true);
        key.signed = 4;
        let made = key.make("", &challenge(&world, 0, "desk"));
        register(&world, &clerk, made).unwrap();
        for (signed, is_right) in [
            (5, true),
            (9, true),
            (9, false),
            (3, false),
            (0, false),
            (10, true),
        ] {
            key.signed = signed;
            let shown = key.show(&clerk.id, &challenge(&world, 2, "door"));
            assert_eq!(sign_in(&world, 3, &shown).is_ok(), is_right, "{signed}");
        }
        let noted = world
            .db
            .read(|tx: &mut Tx<'_>| store::audit::of_chain(tx, store::audit::OPERATORS));
        let noted = noted.unwrap_or_else(|error: StoreError| panic!("{error}"));
        let told = noted.iter().filter(|it| it.action == "passkey-counts-back");
        assert_eq!(told.count(), 3);
        world.assert_sound();
    });
}

#[test]
fn behind_a_password_a_passkey_stands_for_the_code_and_asking_tells_nothing() {
    on_sqlite(|db| {
        let world = World::build(db);
        let clerk = operator(&world, "江经办", 5);
        let invited = world
            .write(|desk| accounts::invite(desk, "江经办"))
            .unwrap();
        let accepted = world.write(move |desk| {
            accounts::accept_invitation(desk, ("江经办", &invited.code), "correct horse battery")
        });
        assert!(matches!(accepted.unwrap(), SignInAttempt::In(_)));
        let mut key = Authenticator::new(false);
        // A key without a PIN: somebody was there, and nobody looked who.
        key.flags = 1;
        let made = key.make("", &challenge(&world, 0, "desk"));
        register(&world, &clerk, made).unwrap();
        let asked_of = |named: &'static str| {
            world
                .read(move |desk| accounts::passkeys_to_ask(desk, named))
                .unwrap()
        };
        assert_eq!(asked_of("江经办"), vec![key.credential.clone()]);
        let nobodys = asked_of("没有这个人");
        assert_eq!((nobodys.len(), nobodys[0].len()), (1, 32));
        assert_eq!(nobodys, asked_of(" 没有 这个人"), "the same each time");
        assert_ne!(nobodys, asked_of("也没有这个人"));
        let with = |password: &'static str| {
            let shown = key.show(&clerk.id, &challenge(&world, 2, "door"));
            let step = SecondStep::Passkey(Box::new((asked("door"), shown)));
            let attempt = world.write_at(later(3), move |desk| {
                accounts::sign_in_staff(desk, ("江经办", password), &step)
            });
            matches!(attempt.unwrap(), SignInAttempt::In(_))
        };
        assert!(with("correct horse battery"));
        assert!(!with("correct horse battery!"));
        // Alone it is no sign-in.
        let shown = key.show(&clerk.id, &challenge(&world, 4, "door"));
        assert!(sign_in(&world, 5, &shown).is_err());
        // Whoever begins anew begins without the passkeys of before.
        let invited = world
            .write(|desk| accounts::invite(desk, "江经办"))
            .unwrap();
        world
            .write(move |desk| {
                accounts::accept_invitation(
                    desk,
                    ("江经办", &invited.code),
                    "battery horse correct",
                )
            })
            .unwrap();
        assert!(!with("battery horse correct"));
        world.assert_sound();
    });
}
