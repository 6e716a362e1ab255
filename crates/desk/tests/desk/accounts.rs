//! Signing in: every way opens the door to the right person alone, guesses are counted by whom they
//! are for, and what is taken away is gone with the next request.

use crate::world::{TODAY, World, morning};
use desk::accounts::{
    self, AccountError, Claimed, ConsentAsked, ConsentWay, Relation, SecondStep, SessionSecret,
    SignInAttempt, SignInWay, SignedInAs, StaffIdentity, Unit,
};
use desk::looked::{self, HelperLook};
use desk::operators::{self, NewOperator, Operator};
use desk::{Desk, DeskError, Role};
use domain::ids::PersonId;
use jiff::{SignedDuration, Timestamp};
use store::contacts::{self, PersonContact};
use store::testing::{on_each_engine, on_sqlite};
use store::{StoreError, Tx, outbox};
use totp_rs::{Builder, Secret};

fn person(id: &str) -> PersonId {
    id.parse().unwrap()
}

fn later(minutes: i64) -> Timestamp {
    morning(TODAY) + SignedDuration::from_mins(minutes)
}

/// The number of the first of the world's people.
fn number(world: &World, id: &str) -> String {
    let found = world.read(|desk| {
        let shown = desk::Voucher::Person(person(id));
        desk::identify(desk, &shown)
    });
    found.unwrap().person.certificate.reveal().to_owned()
}

fn claimed(world: &World) -> Claimed {
    Claimed {
        name: "陈示例".to_owned(),
        number: number(world, "P1"),
    }
}

fn attempt<W>(world: &World, at: Timestamp, work: W) -> Result<SessionSecret, AccountError>
where
    W: FnMut(&mut Desk<'_, '_>) -> Result<SignInAttempt, DeskError> + Send + 'static,
{
    match world.write_at(at, work).unwrap() {
        SignInAttempt::In(secret) => Ok(secret),
        SignInAttempt::Refused(why) => Err(why),
    }
}

fn who(world: &World, at: Timestamp, secret: &SessionSecret) -> Option<SignedInAs> {
    let secret = secret.clone();
    let found = world.write_at(at, move |desk| accounts::signed_in(desk, &secret));
    found.unwrap().map(|(who, _)| who)
}

fn is_person(who: Option<SignedInAs>, id: &str) -> bool {
    matches!(who, Some(SignedInAs::Person { person, .. }) if person.as_str() == id)
}

fn with_code(
    world: &World,
    minutes: i64,
    who: &Claimed,
    code: &str,
) -> Result<SessionSecret, AccountError> {
    let (who, code) = (who.clone(), code.to_owned());
    attempt(world, later(minutes), move |desk| {
        accounts::sign_in_with_code(desk, (&who, &code))
    })
}

/// The code the telephone would show.
fn code_on_phone(world: &World) -> String {
    let unsent = world.db.read(|tx: &mut Tx<'_>| outbox::unsent(tx, 100));
    let unsent = unsent.unwrap_or_else(|error: StoreError| panic!("{error}"));
    let mut codes = unsent
        .iter()
        .filter(|it| it.topic == accounts::PHONE_CODE_KIND);
    let last = codes.next_back().expect("a code was sent");
    let told: serde_json::Value = serde_json::from_str(&last.payload).unwrap();
    told["code"].as_str().unwrap().to_owned()
}

fn ask(world: &World, who: &Claimed) {
    let who = who.clone();
    world
        .write(move |desk| accounts::ask_for_code(desk, &who))
        .unwrap();
}

fn has_phone(world: &World) {
    let put = world.db.transact(|tx: &mut Tx<'_>| {
        let contact = PersonContact {
            phone: "13800000000".to_owned(),
        };
        contacts::put(
            tx,
            &mut store::testing::Seeded(7),
            (&person("P1"), &contact),
        )
    });
    put.unwrap_or_else(|error: StoreError| panic!("{error}"));
}

#[test]
fn a_code_to_the_telephone_signs_in_once_and_only_its_owner() {
    on_each_engine(|db| {
        let world = World::build(db);
        has_phone(&world);
        let me = claimed(&world);
        ask(&world, &me);
        let code = code_on_phone(&world);
        let other = Claimed {
            name: "李示例".to_owned(),
            number: number(&world, "P2"),
        };
        assert_eq!(
            with_code(&world, 1, &other, &code),
            Err(AccountError::SignInFailed)
        );
        // As people type: blanks, full-width digits.
        let typed: String = code
            .chars()
            .map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap())
            .collect();
        let typed = format!("{} {}", &typed[..12], &typed[12..]);
        let secret = with_code(&world, 1, &me, &typed).unwrap();
        assert!(is_person(who(&world, later(2), &secret), "P1"));
        assert_eq!(
            with_code(&world, 2, &me, &code),
            Err(AccountError::SignInFailed)
        );
        world.assert_sound();
    });
}

#[test]
fn nobody_learns_who_is_on_record() {
    on_sqlite(|db| {
        let world = World::build(db);
        let nobody = Claimed {
            name: "吴示例".to_owned(),
            ..claimed(&world)
        };
        // Without a telephone, and of somebody else: nothing is sent and nothing is said.
        ask(&world, &claimed(&world));
        ask(&world, &nobody);
        let unsent = world.db.read(|tx: &mut Tx<'_>| outbox::unsent(tx, 100));
        let unsent = unsent.unwrap_or_else(|error: StoreError| panic!("{error}"));
        assert!(
            unsent
                .iter()
                .all(|it| it.topic != accounts::PHONE_CODE_KIND)
        );
        let wrong_name = with_code(&world, 1, &nobody, "12345678");
        let wrong_code = with_code(&world, 1, &claimed(&world), "12345678");
        assert_eq!(wrong_name, wrong_code);
    });
}

#[test]
fn a_code_holds_for_a_while() {
    on_sqlite(|db| {
        let world = World::build(db);
        has_phone(&world);
        let me = claimed(&world);
        ask(&world, &me);
        let code = code_on_phone(&world);
        assert_eq!(
            with_code(&world, 10, &me, &code),
            Err(AccountError::SignInFailed)
        );
    });
}

#[test]
fn five_guesses_lock_whoever_they_are_for_however_they_are_written() {
    on_each_engine(|db| {
        let world = World::build(db);
        has_phone(&world);
        let me = claimed(&world);
        ask(&world, &me);
        let code = code_on_phone(&world);
        let spelt = |number: &str| Claimed {
            name: me.name.clone(),
            number: number.to_owned(),
        };
        let wide: String = me
            .number
            .chars()
            .map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap())
            .collect();
        for (minute, number) in [
            me.number.clone(),
            format!(" {} ", me.number),
            me.number.to_lowercase(),
            wide,
        ]
        .into_iter()
        .enumerate()
        {
            let minute = i64::try_from(minute).unwrap();
            let refused = with_code(&world, minute, &spelt(&number), "00000000");
            assert_eq!(refused, Err(AccountError::SignInFailed), "{minute}");
        }
        let fifth = with_code(&world, 4, &me, "00000000");
        assert!(
            matches!(fifth, Err(AccountError::SignInLocked { .. })),
            "{fifth:?}"
        );
        // Now the right one is not looked at either.
        let right = with_code(&world, 5, &me, &code);
        assert!(
            matches!(right, Err(AccountError::SignInLocked { .. })),
            "{right:?}"
        );
        ask(&world, &me);
        assert_eq!(
            code_on_phone(&world),
            code,
            "no code is sent while it is locked"
        );
        // And after a quarter of an hour it may be tried again; this code has run out.
        assert_eq!(
            with_code(&world, 20, &me, &code),
            Err(AccountError::SignInFailed)
        );
    });
}

#[test]
fn a_sign_in_ends_by_itself_when_unused_when_old_and_when_it_is_ended() {
    on_sqlite(|db| {
        let world = World::build(db);
        let into = |world: &World| {
            attempt(world, later(0), |desk| {
                accounts::sign_in_in_demo(desk, &person("P1"))
            })
            .unwrap()
        };
        let secret = into(&world);
        assert!(is_person(who(&world, later(30), &secret), "P1"));
        assert_eq!(who(&world, later(31), &secret), None, "unused");
        let secret = into(&world);
        for minutes in (20..720).step_by(20) {
            assert!(
                is_person(who(&world, later(minutes), &secret), "P1"),
                "{minutes}"
            );
            let used = secret.clone();
            world
                .write_at(later(minutes), move |desk| accounts::note_use(desk, &used))
                .unwrap();
        }
        assert_eq!(who(&world, later(720), &secret), None, "after half a day");
        let (one, two) = (into(&world), into(&world));
        let ended = one.clone();
        world
            .write(move |desk| accounts::end_session(desk, &ended))
            .unwrap();
        assert_eq!(who(&world, later(1), &one), None);
        assert!(is_person(who(&world, later(1), &two), "P1"));
        world
            .write(|desk| accounts::end_sessions_of(desk, "P1"))
            .unwrap();
        assert_eq!(who(&world, later(1), &two), None);
        assert_eq!(who(&world, later(1), &SessionSecret::sent("")), None);
    });
}

/// Another seed for another name.
fn seed_of(name: &str) -> u64 {
    name.bytes()
        .fold(7, |seed, byte| seed * 31 % 1_000_003 + u64::from(byte))
}

fn operator(world: &World, name: &str, roles: &[Role], unit: Unit) -> Operator {
    let new = NewOperator {
        name: name.to_owned(),
        roles: roles.to_vec(),
        unit,
    };
    let added = world.db.transact(move |tx: &mut Tx<'_>| {
        operators::add(
            tx,
            &mut store::testing::Seeded(seed_of(&new.name)),
            morning(TODAY),
            &new,
        )
    });
    added.unwrap().0
}

fn code_of(key: &str, at: Timestamp) -> String {
    let secret = Secret::try_from_base32(key).unwrap();
    let totp = Builder::new().with_secret(secret).build_noncompliant();
    totp.generate(u64::try_from(at.as_second()).unwrap())
        .to_string()
}

#[test]
fn staff_choose_a_password_and_a_second_factor_and_sign_in_with_both() {
    on_each_engine(|db| {
        let world = World::build(db);
        let clerk = operator(
            &world,
            "江经办",
            &[Role::Clerk],
            Unit::Region("440300".parse().unwrap()),
        );
        let invited = world
            .write(|desk| accounts::invite(desk, "江经办"))
            .unwrap();
        let welcome = |code: &str, password: &str| {
            let (code, password) = (code.to_owned(), password.to_owned());
            attempt(&world, later(1), move |desk| {
                accounts::accept_invitation(desk, ("江经办", &code), &password)
            })
        };
        for weak in [
            "short",
            "111111111111111",
            "abcdefghijklmnop",
            "江经办江经办江经办江经办",
        ] {
            assert_eq!(
                welcome(&invited.code, weak),
                Err(AccountError::PasswordWeak),
                "{weak}"
            );
        }
        assert_eq!(
            welcome("0000", "海纳百川有容乃大壁立千仞"),
            Err(AccountError::SignInFailed)
        );
        let half = welcome(&invited.code, "correct horse battery").unwrap();
        assert_eq!(
            welcome(&invited.code, "correct horse battery"),
            Err(AccountError::SignInFailed)
        );
        let Some(SignedInAs::Staff {
            way,
            has_second_factor,
            ..
        }) = who(&world, later(2), &half)
        else {
            panic!("signed in")
        };
        assert_eq!((way, has_second_factor), (SignInWay::Invitation, false));
        let of = clerk.clone();
        let key = world
            .write(move |desk| accounts::second_factor_to_be(desk, &of))
            .unwrap();
        let sign_in = |minutes: i64, password: &str, code: &str| {
            let (password, code) = (password.to_owned(), code.to_owned());
            attempt(&world, later(minutes), move |desk| {
                let step = SecondStep::Code(code.clone());
                accounts::sign_in_staff(desk, ("江经办", &password), &step)
            })
        };
        // Not before the second factor is set up.
        let early = sign_in(2, "correct horse battery", &code_of(&key, later(2)));
        assert_eq!(early, Err(AccountError::SignInFailed));
        let (of, code) = (clerk.clone(), code_of(&key, later(3)));
        let full = attempt(&world, later(3), move |desk| {
            accounts::confirm_second_factor(desk, (&of, &code))
        });
        assert!(who(&world, later(3), &full.unwrap()).is_some());
        assert_eq!(
            who(&world, later(3), &half),
            None,
            "the half sign-in is over"
        );
        // The same step does not count twice; the next does, and a wrong one of either does not.
        let same = sign_in(3, "correct horse battery", &code_of(&key, later(3)));
        assert_eq!(same, Err(AccountError::SignInFailed));
        assert_eq!(
            sign_in(5, "correct horse", &code_of(&key, later(5))),
            Err(AccountError::SignInFailed)
        );
        assert_eq!(
            sign_in(5, "correct horse battery", "000000"),
            Err(AccountError::SignInFailed)
        );
        let secret = sign_in(6, "correct horse battery", &code_of(&key, later(6))).unwrap();
        assert!(who(&world, later(7), &secret).is_some());
        world
            .db
            .transact(|tx: &mut Tx<'_>| operators::disable(tx, later(8), "江经办"))
            .unwrap();
        assert_eq!(who(&world, later(9), &secret), None, "disabled");
        world.assert_sound();
    });
}

#[test]
fn powers_do_not_meet_in_one_account_and_units_fit_roles() {
    on_sqlite(|db| {
        let world = World::build(db);
        let add = |roles: &[Role], unit: Unit| {
            let new = NewOperator {
                name: format!("{roles:?}{unit:?}").chars().take(50).collect(),
                roles: roles.to_vec(),
                unit,
            };
            world.db.transact(move |tx: &mut Tx<'_>| {
                operators::add(
                    tx,
                    &mut store::testing::Seeded(seed_of(&new.name)),
                    morning(TODAY),
                    &new,
                )
            })
        };
        for roles in [
            [Role::Administrator, Role::Clerk],
            [Role::Administrator, Role::Auditor],
            [Role::Auditor, Role::Supervisor],
        ] {
            let refused = add(&roles, Unit::All).unwrap_err();
            assert_eq!(refused.code(), "roles-do-not-go-together", "{roles:?}");
        }
        let facility = Unit::Facility(crate::world::GUANGZHOU.parse().unwrap());
        for (role, unit) in [
            (Role::Employer, Unit::All),
            (Role::FacilityDesk, Unit::Region("440300".parse().unwrap())),
            (Role::Clerk, facility.clone()),
        ] {
            assert_eq!(
                add(&[role], unit).unwrap_err().code(),
                "unit-needed",
                "{role:?}"
            );
        }
        add(&[Role::FacilityDesk], facility).unwrap();
        add(
            &[Role::Clerk, Role::Supervisor],
            Unit::Region("440000".parse().unwrap()),
        )
        .unwrap();
    });
}

#[test]
fn a_unit_sees_the_people_of_its_region() {
    on_sqlite(|db| {
        let world = World::build(db);
        for (code, sees) in [
            ("440300", true),
            ("440000", true),
            ("440100", false),
            ("510100", false),
        ] {
            let clerk = operator(
                &world,
                &format!("经办{code}"),
                &[Role::Clerk],
                Unit::Region(code.parse().unwrap()),
            );
            let held = world.read(|desk| accounts::holds_person(desk, &clerk, &person("P1")));
            assert_eq!(held.unwrap(), sees, "{code}");
            let given =
                world.write(move |desk| accounts::code_from_counter(desk, (&clerk, &person("P1"))));
            assert_eq!(given.is_ok(), sees, "{code}");
        }
    });
}

#[test]
fn a_code_from_the_counter_signs_in() {
    on_sqlite(|db| {
        let world = World::build(db);
        let clerk = operator(
            &world,
            "江经办",
            &[Role::Clerk],
            Unit::Region("440300".parse().unwrap()),
        );
        let code =
            world.write(move |desk| accounts::code_from_counter(desk, (&clerk, &person("P1"))));
        let secret = with_code(&world, 60, &claimed(&world), &code.unwrap()).unwrap();
        assert!(is_person(who(&world, later(60), &secret), "P1"));
    });
}

#[test]
fn a_helper_acts_while_the_consent_holds_and_not_a_moment_longer() {
    on_each_engine(|db| {
        let world = World::build(db);
        let asked = |until: Option<Timestamp>| ConsentAsked {
            person: person("P1"),
            helper: person("P2"),
            relation: Relation::Child,
            until,
            way: ConsentWay::Person,
        };
        let may = |at: Timestamp| {
            world
                .write_at(at, |desk| {
                    accounts::may_act(desk, &person("P2"), &person("P1"))
                })
                .unwrap()
        };
        assert!(!may(later(0)));
        let first = asked(None);
        world
            .write(move |desk| accounts::give_consent(desk, (&first, "person")))
            .unwrap();
        assert!(may(later(0)));
        let turned = world.write(|desk| accounts::may_act(desk, &person("P1"), &person("P2")));
        assert!(!turned.unwrap(), "one way only");
        let code =
            world.write(|desk| accounts::code_from_family(desk, (&person("P2"), &person("P1"))));
        assert!(with_code(&world, 1, &claimed(&world), &code.unwrap()).is_ok());
        world
            .write_at(later(5), |desk| {
                accounts::end_consent(desk, (&person("P1"), &person("P2")), "P1")
            })
            .unwrap();
        assert!(!may(later(5)));
        let again = world.write_at(later(6), |desk| {
            accounts::end_consent(desk, (&person("P1"), &person("P2")), "P1")
        });
        assert_eq!(again.unwrap_err().code(), "unknown-consent");
        let second = asked(Some(later(20)));
        world
            .write_at(later(10), move |desk| {
                accounts::give_consent(desk, (&second, "person"))
            })
            .unwrap();
        assert!(may(later(19)));
        assert!(!may(later(20)));
        let all = world
            .read(|desk| accounts::consents_of(desk, &person("P1")))
            .unwrap();
        assert_eq!(all.len(), 2, "what ended stays on record");
        let own = ConsentAsked {
            helper: person("P1"),
            ..asked(None)
        };
        let refused = world.write(move |desk| accounts::give_consent(desk, (&own, "person")));
        assert_eq!(refused.unwrap_err().code(), "own-consent");
        world.assert_sound();
    });
}

#[test]
fn an_operator_is_known_as_an_insured_person_by_the_same_number_alone() {
    on_sqlite(|db| {
        let world = World::build(db);
        let of = |desk: &Desk<'_, '_>, number: &str| {
            let kind = domain::ids::CertificateKind::CitizenId;
            StaffIdentity::of(desk, &domain::ids::Certificate::read(kind, number).unwrap())
        };
        let (one, two) = (number(&world, "P1"), number(&world, "P2"));
        let same = world.read(|desk| {
            Ok((
                of(desk, &one) == of(desk, &one),
                of(desk, &one) == of(desk, &two),
            ))
        });
        assert_eq!(same.unwrap(), (true, false));
    });
}

/// P1 lets P2 act until `until`, and P2 makes a code for P1.
fn helped(world: &World, minutes: i64, until: Option<Timestamp>) -> String {
    let asked = ConsentAsked {
        person: person("P1"),
        helper: person("P2"),
        relation: Relation::Child,
        until,
        way: ConsentWay::Person,
    };
    let made = world.write_at(later(minutes), move |desk| {
        accounts::give_consent(desk, (&asked, "person"))?;
        accounts::code_from_family(desk, (&person("P2"), &person("P1")))
    });
    made.unwrap()
}

#[test]
fn what_a_consent_brought_ends_with_it() {
    on_each_engine(|db| {
        let world = World::build(db);
        let me = claimed(&world);
        let end = |minutes| {
            world.write_at(later(minutes), |desk| {
                accounts::end_consent(desk, (&person("P1"), &person("P2")), "P1")
            })
        };
        // A browser that came in with a code is out, and a code that was not used opens nothing.
        let code = helped(&world, 0, None);
        let secret = with_code(&world, 1, &me, &code).unwrap();
        assert!(is_person(who(&world, later(2), &secret), "P1"));
        let unused = helped(&world, 2, None);
        end(3).unwrap();
        assert_eq!(who(&world, later(3), &secret), None);
        let tried = with_code(&world, 4, &me, &unused);
        assert_eq!(tried, Err(AccountError::SignInFailed));
        // The same where it runs out by itself.
        let code = helped(&world, 5, Some(later(10)));
        let secret = with_code(&world, 6, &me, &code).unwrap();
        assert!(is_person(who(&world, later(9), &secret), "P1"));
        assert_eq!(who(&world, later(10), &secret), None);
        let unused = helped(&world, 11, Some(later(20)));
        let tried = with_code(&world, 20, &me, &unused);
        assert_eq!(tried, Err(AccountError::SignInFailed));
        // What was opened in another way stays.
        let own = attempt(&world, later(21), |desk| {
            accounts::sign_in_in_demo(desk, &person("P1"))
        });
        helped(&world, 21, None);
        end(22).unwrap();
        assert!(is_person(who(&world, later(23), &own.unwrap()), "P1"));
        world.assert_sound();
    });
}

#[test]
fn a_helper_who_looks_is_seen() {
    on_each_engine(|db| {
        let world = World::build(db);
        let looks = [
            HelperLook::Page("/me".to_owned()),
            HelperLook::Page("/me".to_owned()),
            HelperLook::Object("F1".to_owned()),
            HelperLook::Everything,
        ];
        for look in looks {
            let noted = world.write(move |desk| {
                looked::note_helper(desk, (&person("P2"), &person("P1")), &look)
            });
            noted.unwrap();
        }
        let seen = world.read(|desk| looked::who_looked(desk, &person("P1"), 10));
        let seen = seen.unwrap();
        let told: Vec<_> = seen
            .iter()
            .map(|one| {
                (
                    one.action.as_str(),
                    one.object.as_str(),
                    one.who.zh.as_str(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("export", "", "您授权的家人 李*"),
                ("read", "F1", "您授权的家人 李*"),
                ("read", "/me", "您授权的家人 李*"),
            ]
        );
    });
}
