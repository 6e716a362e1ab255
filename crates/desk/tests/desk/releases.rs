//! Publishing policy: drafted, tested, approved by a second person, in force from a day, rolled
//! back; kept for ever; the same on both engines.

use std::path::Path;

use crate::world::{TODAY, morning};
use desk::operators::{self, NewOperator};
use desk::releases::{ApproveFrom, Draft, Office, ReleaseState, ReleaseView};
use desk::{Db, DeskError, OperatorKey, Role};
use domain::dictionary::CodeContext;
use domain::files::NamedText;
use jiff::civil::{Date, date};
use store::Tx;
use store::testing::{Seeded, count, on_each_engine};

/// A place small enough to be tested in no time, and a second one.
fn base() -> Vec<NamedText> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/releases");
    let folders = std::fs::read_dir(root).unwrap();
    let mut files = Vec::new();
    for folder in folders {
        let folder = folder.unwrap().path();
        let place = folder.file_name().unwrap().to_str().unwrap().to_owned();
        for inner in ["", "cases"] {
            for file in std::fs::read_dir(folder.join(inner)).unwrap() {
                let path = file.unwrap().path();
                if path
                    .extension()
                    .is_some_and(|extension| extension == "toml")
                {
                    let name = path.strip_prefix(&folder).unwrap();
                    files.push(NamedText {
                        name: format!("{place}/{}", name.to_str().unwrap()),
                        text: std::fs::read_to_string(&path).unwrap(),
                    });
                }
            }
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

/// The office with its three operators.
pub struct Scene {
    pub db: Db,
    pub base: Vec<NamedText>,
    pub editor: OperatorKey,
    pub publisher: OperatorKey,
    both: OperatorKey,
}

pub const HOME: &str = "449900";
const OTHER: &str = "449800";

impl Scene {
    pub fn set(db: &Db) -> Scene {
        let add = |name: &str, roles: &[Role], seed: u64| {
            let new = NewOperator {
                unit: desk::accounts::Unit::All,
                name: name.to_owned(),
                roles: roles.to_vec(),
            };
            let added = db.transact(move |tx: &mut Tx<'_>| {
                operators::add(tx, &mut Seeded(seed), morning(TODAY), &new)
            });
            added.unwrap().1
        };
        Scene {
            db: db.clone(),
            base: base(),
            editor: add("编辑甲", &[Role::Editor], 1),
            publisher: add("发布乙", &[Role::Publisher], 2),
            both: add("两职丙", &[Role::Publisher, Role::Editor], 3),
        }
    }

    fn on(&self, day: Date) -> Office<'_> {
        Office::new(&self.db, &self.base, morning(day))
    }

    pub fn today(&self) -> Office<'_> {
        self.on(TODAY)
    }

    /// The files of a place as installed, with words exchanged.
    pub fn files(&self, place: &str, exchanged: &[(&str, &str)]) -> Vec<NamedText> {
        let own = self.base.iter().filter(|file| file.name.starts_with(place));
        own.map(|file| {
            let exchange = |text: String, (old, new): &(&str, &str)| text.replace(old, new);
            NamedText {
                name: file.name.clone(),
                text: exchanged.iter().fold(file.text.clone(), exchange),
            }
        })
        .collect()
    }

    fn draft_of(&self, place: &str, exchanged: &[(&str, &str)]) -> Draft {
        Draft {
            place: place.parse().unwrap(),
            files: self.files(place, exchanged),
            why: "按新文件调整".to_owned(),
        }
    }

    pub fn draft(&self, exchanged: &[(&str, &str)]) -> ReleaseView {
        let asked = self.draft_of(HOME, exchanged);
        let drafted = self.today().draft(&self.editor, None, &asked);
        drafted.unwrap().outcome.unwrap()
    }

    fn approve(&self, id: &str, from: Option<Date>) -> Result<ReleaseView, DeskError> {
        let approved =
            self.today()
                .approve(&self.publisher, None, (id, "核对无误"), from_day(from));
        approved.map(|answer| answer.outcome.unwrap())
    }

    fn hash_on(&self, day: Date) -> String {
        let library = self.on(day).library().unwrap();
        let region = HOME.parse().unwrap();
        let pack = library.find(region, domain::person::Scheme::Employee);
        pack.unwrap().hash().to_owned()
    }

    fn state(&self, id: &str) -> ReleaseState {
        self.today().release(id).unwrap().summary.state
    }
}

fn from_day(from: Option<Date>) -> ApproveFrom {
    ApproveFrom { from, past: None }
}

pub fn code<T: std::fmt::Debug>(outcome: Result<T, DeskError>) -> &'static str {
    outcome.unwrap_err().code()
}

/// The rate of the small place, and what its case comes to.
pub const RAISED: [(&str, &str); 3] = [
    ("\"80%\"", "\"90%\""),
    ("\"800.00\"", "\"900.00\""),
    ("\"200.00\"", "\"100.00\""),
];
const LAST: [(&str, &str); 3] = [
    ("\"80%\"", "\"70%\""),
    ("\"800.00\"", "\"700.00\""),
    ("\"200.00\"", "\"300.00\""),
];

#[test]
fn a_release_is_in_force_from_its_day_and_the_one_before_until_then() {
    on_each_engine(|db| {
        let scene = Scene::set(db);
        let installed = scene.hash_on(TODAY);
        let first = scene.draft(&RAISED);
        let id = first.summary.id.as_str();
        assert_eq!((id, first.summary.state), ("449900-1", ReleaseState::Draft));
        assert_eq!(scene.hash_on(TODAY), installed, "a draft decides nothing");
        scene.approve(id, None).unwrap();
        let raised = scene.hash_on(TODAY);
        assert_ne!(raised, installed);
        let second = scene.draft(&LAST);
        let december = date(2026, 12, 1);
        let view = scene.approve(&second.summary.id, Some(december)).unwrap();
        assert_eq!(view.summary.state, ReleaseState::Scheduled);
        assert_eq!(scene.hash_on(date(2026, 11, 30)), raised);
        let last = scene.hash_on(december);
        assert!(last != raised && last != installed);
        assert_eq!(scene.state("449900-1"), ReleaseState::InForce);
        let then = scene.on(december).release("449900-1").unwrap();
        assert_eq!(then.summary.state, ReleaseState::Superseded);
        assert_eq!(then.summary.in_force_until, Some(december));
        let kept = |hash: &str| {
            let hash = hash.to_owned();
            let find = move |tx: &mut Tx<'_>| store::packs::find(tx, &hash);
            scene.db.read::<_, store::StoreError, _>(find).unwrap()
        };
        assert!(kept(&raised).is_some() && kept(&last).is_some());
    });
}

/// A code of the place's own, as its agency publishes it.
const DICTIONARY: &str = r#"region = "449900"
[sources.Z]
title = "示例通知"
class = "B"
[[med_type]]
code = "8801"
name = "示例护理住院"
care = "inpatient"
from = "2026-12-01"
basis = { source = "Z", confidence = "B" }
"#;

#[test]
fn a_code_of_the_interface_changes_as_policy_does() {
    on_each_engine(|db| {
        let scene = Scene::set(db);
        let december = date(2026, 12, 1);
        let means = |day: Date| {
            let library = scene.on(day).library().unwrap();
            let context = CodeContext {
                place: Some(HOME.parse().unwrap()),
                day,
            };
            let row = library.dictionaries.med_type.find("8801", context).cloned();
            row.map(|row| row.name)
        };
        let mut asked = scene.draft_of(HOME, &[]);
        let file = |text: &str| NamedText {
            name: format!("{HOME}/dictionaries.toml"),
            text: text.to_owned(),
        };
        asked
            .files
            .push(file(&DICTIONARY.replace("\"Z\"", "\"Y\"")));
        let broken = scene.today().draft(&scene.editor, None, &asked).unwrap();
        let broken = broken.outcome.unwrap().summary.id;
        assert!(
            scene.approve(&broken, None).is_err(),
            "its source is missing"
        );
        asked.files.pop();
        asked.files.push(file(DICTIONARY));
        let drafted = scene.today().draft(&scene.editor, None, &asked).unwrap();
        let id = drafted.outcome.unwrap().summary.id;
        assert_eq!(means(december), None, "a draft decides nothing");
        scene.approve(&id, Some(december)).unwrap();
        assert_eq!(means(december).as_deref(), Some("示例护理住院"));
        assert_eq!(means(date(2026, 11, 30)), None);
    });
}

#[test]
fn the_way_back_takes_two_people_as_well() {
    on_each_engine(|db| {
        let scene = Scene::set(db);
        let installed = scene.hash_on(TODAY);
        let ids: Vec<String> = [RAISED, LAST]
            .iter()
            .map(|exchanged| {
                let id = scene.draft(exchanged).summary.id;
                scene.approve(&id, None).unwrap();
                id
            })
            .collect();
        let raised = {
            let back = scene.today();
            let asked = |id: &str| back.roll_back(&scene.publisher, None, (id, "金额有误"));
            assert_eq!(code(asked(&ids[0])), "release-not-latest");
            let way_back = asked(&ids[1]).unwrap().outcome.unwrap();
            let id = way_back.summary.id.as_str();
            assert_eq!(code(scene.approve(id, None)), "four-eyes");
            let approved = back.approve(&scene.both, None, (id, "同意回退"), from_day(None));
            approved.unwrap();
            assert_eq!(scene.state(&ids[1]), ReleaseState::RolledBack);
            scene.hash_on(TODAY)
        };
        let first = scene.today().release(&ids[0]).unwrap();
        let packs = first.test.unwrap().new_packs;
        assert_eq!(packs[0].hash, raised, "the text of before decides again");
        // Back over the whole way, to what is installed.
        for (undone, back) in [("449900-3", "449900-4"), ("449900-4", "449900-5")] {
            let asked = (undone, "再退一步");
            scene.today().roll_back(&scene.both, None, asked).unwrap();
            scene.approve(back, None).unwrap();
        }
        assert_eq!(scene.hash_on(TODAY), raised, "back and forth");
        let asked = scene.draft(&[]);
        scene.approve(&asked.summary.id, None).unwrap();
        assert_eq!(scene.hash_on(TODAY), installed);
    });
}

#[test]
fn the_first_release_of_a_place_is_rolled_back_to_what_is_installed() {
    on_each_engine(|db| {
        let scene = Scene::set(db);
        let installed = scene.hash_on(TODAY);
        let id = scene.draft(&RAISED).summary.id;
        scene.approve(&id, None).unwrap();
        let asked = (id.as_str(), "文件尚未印发");
        let back = scene.today().roll_back(&scene.editor, None, asked);
        let back = back.unwrap().outcome.unwrap();
        assert!(back.files.is_empty(), "no text of its own");
        scene.approve(&back.summary.id, None).unwrap();
        assert_eq!(scene.hash_on(TODAY), installed);
    });
}

#[test]
fn nobody_decides_what_they_drafted_and_nobody_without_the_role() {
    on_each_engine(|db| {
        let scene = Scene::set(db);
        let today = scene.today();
        let nobody = OperatorKey::sent("sxk_0000");
        let asked = scene.draft_of(HOME, &RAISED);
        assert_eq!(
            code(today.draft(&nobody, None, &asked)),
            "unknown-operator-key"
        );
        let no_editor = today.draft(&scene.publisher, None, &asked);
        assert_eq!(code(no_editor), "role-missing");
        let own = today.draft(&scene.both, None, &asked).unwrap();
        let id = own.outcome.unwrap().summary.id;
        let id = id.as_str();
        let by = |key| today.approve(key, None, (id, "同意"), from_day(None));
        assert_eq!(code(by(&scene.both)), "four-eyes");
        assert_eq!(code(by(&scene.editor)), "role-missing");
        assert_eq!(code(by(&nobody)), "unknown-operator-key");
        assert_eq!(
            code(today.refuse(&scene.both, None, (id, "不"))),
            "four-eyes"
        );
        assert_eq!(count(db, "policy_release_event", "kind <> 'drafted'"), 0);
        // The database refuses it too, no matter who asks and who is said to have drafted it.
        for sql in store::testing::broken::APPROVED_ALONE {
            let written: Result<u64, store::StoreError> =
                db.transact(move |tx: &mut Tx<'_>| tx.execute(sql, &[]));
            assert!(written.is_err(), "{sql}");
        }
        scene.approve(id, None).unwrap();
        assert_eq!(code(scene.approve(id, None)), "release-decided");
        let disabled =
            db.transact(|tx: &mut Tx<'_>| operators::disable(tx, morning(TODAY), "编辑甲"));
        assert!(disabled.unwrap().disabled_at.is_some());
        let after = today.draft(&scene.editor, None, &asked);
        assert_eq!(code(after), "unknown-operator-key");
    });
}

#[test]
fn a_red_release_is_kept_and_cannot_be_approved() {
    on_each_engine(|db| {
        let scene = Scene::set(db);
        let installed = scene.hash_on(TODAY);
        // The rate changes, the case does not.
        let red = scene.draft(&RAISED[..1]);
        let findings = &red.test.as_ref().unwrap().findings;
        let told: Vec<String> = findings
            .iter()
            .map(|f| format!("{}:{} {} {:?}", f.file, f.line, f.code, f.case))
            .collect();
        assert_eq!(
            told,
            ["449900/cases/inpatient.toml:15 case-failed Some(\"a bill of 1000\")"]
        );
        let refused = scene.approve(&red.summary.id, None).unwrap_err();
        assert_eq!(refused.code(), "release-red");
        assert!(
            refused
                .message()
                .en
                .contains("449900/cases/inpatient.toml:15")
        );
        let kept = scene.today().release(&red.summary.id).unwrap();
        assert_eq!(kept.summary.state, ReleaseState::Draft);
        assert_eq!(kept.events.len(), 2, "who tried, and what was red");
        assert_eq!(scene.hash_on(TODAY), installed);
        // A gap is told by its line.
        let gap = scene.draft(&[("from = \"2024-01-01\"", "from = \"2027-01-01\"")]);
        let findings = gap.test.unwrap().findings;
        assert!(!findings.is_empty());
        assert!(
            findings.iter().all(|finding| finding.line > 0),
            "{findings:?}"
        );
    });
}

#[test]
fn a_pack_of_another_place_does_not_slip_in() {
    on_each_engine(|db| {
        let scene = Scene::set(db);
        let foreign = [("region = \"449900\"", "region = \"449800\"")];
        let draft = scene.draft(&foreign);
        let codes: Vec<String> = draft
            .test
            .unwrap()
            .findings
            .into_iter()
            .map(|finding| finding.code)
            .collect();
        assert!(codes.contains(&"other-region".to_owned()), "{codes:?}");
    });
}

#[test]
fn dropped_and_changed_cases_are_told_to_the_approver() {
    on_each_engine(|db| {
        let scene = Scene::set(db);
        let mut asked = scene.draft_of(HOME, &RAISED);
        let cases = asked.files.iter_mut().find(|f| f.name.contains("cases/"));
        let cases = cases.unwrap();
        let second = cases.text.rfind("[[case]]").unwrap();
        cases.text.truncate(second);
        let drafted = scene.today().draft(&scene.editor, None, &asked).unwrap();
        let id = drafted.outcome.unwrap().summary.id;
        let approved = scene.approve(&id, None).unwrap();
        let changes = approved.test.unwrap().changes;
        assert_eq!(changes.cases_dropped.len(), 1);
        assert_eq!(changes.cases_dropped[0].name, "a bill of nothing");
        assert_eq!(changes.cases_changed.len(), 1);
        let changed = &changes.cases_changed[0];
        assert!(changed.expected_before.contains("800.00"));
        assert!(changed.expects_now.contains("900.00"));
        assert!(!changed.asks_otherwise);
        let names: Vec<&str> = changes.files.iter().map(|f| f.name.as_str()).collect();
        assert_eq!(
            names,
            ["449900/cases/inpatient.toml", "449900/employee.toml"]
        );
        assert_eq!(changes.files[1].rows.len(), 2, "one row before, one after");
    });
}

#[test]
fn a_draft_is_outdated_by_another_approval_and_days_go_forward() {
    on_each_engine(|db| {
        let scene = Scene::set(db);
        let (one, other) = (scene.draft(&RAISED), scene.draft(&LAST));
        let december = date(2026, 12, 1);
        let yesterday = date(2026, 11, 20);
        let late = scene.approve(&one.summary.id, Some(yesterday));
        assert_eq!(code(late), "release-date");
        scene.approve(&one.summary.id, Some(december)).unwrap();
        let outdated = scene.approve(&other.summary.id, None);
        assert_eq!(code(outdated), "release-outdated");
        let next = scene.draft(&LAST);
        let early = scene.approve(&next.summary.id, Some(TODAY));
        assert_eq!(code(early), "release-date");
        // What is not in force yet may be withdrawn; then the way is free for something sooner.
        let withdraw = |id: &str| {
            let asked = (id, "推迟施行");
            scene.today().withdraw(&scene.publisher, None, asked)
        };
        withdraw(&one.summary.id).unwrap();
        assert_eq!(scene.state(&one.summary.id), ReleaseState::Withdrawn);
        let sooner = scene.draft(&LAST);
        scene.approve(&sooner.summary.id, Some(TODAY)).unwrap();
        assert_eq!(code(withdraw(&sooner.summary.id)), "release-in-force");
        let refused = scene
            .today()
            .refuse(&scene.publisher, None, (&other.summary.id, "过时"));
        assert_eq!(
            refused.unwrap().outcome.unwrap().summary.state,
            ReleaseState::Refused
        );
    });
}

/// A release of one place that another place's cases do not survive, now or on a later day.
#[test]
fn every_place_is_tested_on_every_day_to_come() {
    on_each_engine(|db| {
        let scene = Scene::set(db);
        let december = date(2026, 12, 1);
        // The other place's release holds a case about this one.
        let mut asked = scene.draft_of(OTHER, &[]);
        let home = scene.files(HOME, &RAISED);
        let about_home = home.iter().find(|f| f.name.contains("cases/")).unwrap();
        asked.files.push(NamedText {
            name: "cases/neighbour.toml".to_owned(),
            text: about_home.text.clone(),
        });
        let raised = scene.draft(&RAISED);
        scene.approve(&raised.summary.id, Some(december)).unwrap();
        let drafted = scene.today().draft(&scene.editor, None, &asked).unwrap();
        let neighbour = drafted.outcome.unwrap().summary.id;
        assert_eq!(code(scene.approve(&neighbour, None)), "release-red");
        scene.approve(&neighbour, Some(december)).unwrap();
        let test = scene.today().release(&neighbour).unwrap().test.unwrap();
        assert_eq!(test.days, [december]);
        // Taking the first one away again would leave the second red.
        let asked = (raised.summary.id.as_str(), "推迟");
        let withdrawn = scene.today().withdraw(&scene.publisher, None, asked);
        assert_eq!(code(withdrawn), "release-red");
        assert_eq!(scene.state(&raised.summary.id), ReleaseState::Scheduled);
    });
}

#[test]
fn the_same_request_again_gets_the_same_answer() {
    on_each_engine(|db| {
        let scene = Scene::set(db);
        let (today, asked) = (scene.today(), scene.draft_of(HOME, &RAISED));
        let first = today.draft(&scene.editor, Some("K1"), &asked).unwrap();
        let again = today.draft(&scene.editor, Some("K1"), &asked).unwrap();
        assert!(again.replayed && !first.replayed);
        assert_eq!(first.reply, again.reply);
        assert_eq!(count(db, "policy_release", "1 = 1"), 1);
        let other = Draft {
            why: "另一个原因".to_owned(),
            ..asked
        };
        let DeskError::KeyReused { fields, .. } =
            today.draft(&scene.editor, Some("K1"), &other).unwrap_err()
        else {
            panic!("the key was used before");
        };
        assert_eq!(fields, ["why"]);
        let approve = |from| {
            let asked = ("449900-1", "同意");
            today.approve(&scene.publisher, Some("K1"), asked, from_day(from))
        };
        let approved = approve(None).unwrap();
        assert!(!approved.replayed, "keys of two operators are two keys");
        assert_eq!(approve(None).unwrap().reply, approved.reply);
        assert_eq!(code(approve(Some(TODAY))), "key-reused");
    });
}

#[test]
fn everything_is_in_the_audit_and_the_books_are_in_order() {
    on_each_engine(|db| {
        let scene = Scene::set(db);
        let id = scene.draft(&RAISED).summary.id;
        scene.approve(&id, None).unwrap();
        let chain = |tx: &mut Tx<'_>| store::audit::of_chain(tx, "releases");
        let entries = db.read::<_, store::StoreError, _>(chain).unwrap();
        let told: Vec<String> = entries
            .iter()
            .map(|entry| format!("{} {} {}", entry.action, entry.object, entry.reason))
            .collect();
        assert_eq!(
            told,
            [
                "drafted 449900-1 按新文件调整",
                "approved 449900-1 核对无误"
            ]
        );
        assert_ne!(entries[0].actor, entries[1].actor);
        assert!(db.read(desk::verify::verify).unwrap().is_empty());
    });
}

#[test]
fn what_is_held_is_read_again_only_when_something_moved() {
    on_each_engine(|db| {
        let scene = Scene::set(db);
        let today = scene.today();
        let held = today.reference().unwrap();
        assert!(today.refreshed(&held).unwrap().is_none());
        let id = scene.draft(&RAISED).summary.id;
        let held = today.refreshed(&held).unwrap().unwrap();
        assert_eq!(held.releases_in_force().count(), 0);
        let december = date(2026, 12, 1);
        scene.approve(&id, Some(december)).unwrap();
        let held = today.refreshed(&held).unwrap().unwrap();
        assert!(today.refreshed(&held).unwrap().is_none());
        let then = scene.on(december);
        let held = then.refreshed(&held).unwrap().unwrap();
        let in_force: Vec<(&str, &str)> = held.releases_in_force().collect();
        assert_eq!(in_force, [(HOME, "449900-1")]);
    });
}

/// Two people publish at once: two places both come out, one release is decided once.
#[test]
fn publishing_at_once_loses_nothing() {
    on_each_engine(|db| {
        let scene = Scene::set(db);
        let home = scene.draft(&RAISED).summary.id;
        let asked = scene.draft_of(OTHER, &RAISED);
        let other = scene.today().draft(&scene.editor, None, &asked).unwrap();
        let other = other.outcome.unwrap().summary.id;
        let jobs = [
            (&scene.publisher, &home),
            (&scene.both, &home),
            (&scene.publisher, &other),
        ];
        let outcomes: Vec<Result<(), &'static str>> = std::thread::scope(|scope| {
            let start = |(key, id): (&OperatorKey, &String)| {
                let (scene, key, id) = (&scene, key.clone(), id.clone());
                scope.spawn(move || {
                    let approved = scene
                        .today()
                        .approve(&key, None, (&id, "同意"), from_day(None));
                    approved.map(drop).map_err(|error| error.code())
                })
            };
            let threads: Vec<_> = jobs.into_iter().map(start).collect();
            threads.into_iter().map(|t| t.join().unwrap()).collect()
        });
        assert_eq!(outcomes[2], Ok(()), "{outcomes:?}");
        let refused: Vec<_> = outcomes.iter().filter_map(|o| o.err()).collect();
        assert_eq!(refused, ["release-decided"], "{outcomes:?}");
        let held = scene.today().reference().unwrap();
        assert_eq!(held.releases_in_force().count(), 2);
        assert!(db.read(desk::verify::verify).unwrap().is_empty());
    });
}

#[test]
fn an_operator_is_added_once_and_disabled_for_good() {
    on_each_engine(|db| {
        let scene = Scene::set(db);
        let add = |name: &str| {
            let new = NewOperator {
                unit: desk::accounts::Unit::All,
                name: name.to_owned(),
                roles: vec![Role::Editor],
            };
            db.transact(move |tx: &mut Tx<'_>| {
                operators::add(tx, &mut Seeded(9), morning(TODAY), &new)
            })
        };
        assert_eq!(code(add("编辑甲").map(drop)), "operator-exists");
        assert_eq!(code(add(" ").map(drop)), "field");
        let disable = |named: &'static str| {
            db.transact(move |tx: &mut Tx<'_>| operators::disable(tx, morning(TODAY), named))
        };
        assert_eq!(code(disable("无此人")), "unknown-operator");
        let first = disable("编辑甲").unwrap();
        assert_eq!(disable("编辑甲").unwrap(), first, "once");
        assert_eq!(code(add("编辑甲").map(drop)), "operator-exists", "for good");
        assert_eq!(
            scene.today().identify(&scene.publisher).unwrap().name,
            "发布乙"
        );
        assert!(db.read(desk::verify::verify).unwrap().is_empty());
    });
}

#[test]
fn a_folder_without_a_change_is_no_release() {
    on_each_engine(|db| {
        let scene = Scene::set(db);
        let asked = scene.draft_of(HOME, &[]);
        let refused = scene.today().draft(&scene.editor, None, &asked);
        assert_eq!(code(refused), "release-unchanged");
        assert!(scene.today().releases().unwrap().is_empty());
    });
}

/// The rate changes and the case that proved it is gone: nothing proves the new figure.
#[test]
fn a_new_row_that_no_case_exercises_makes_a_draft_red() {
    on_each_engine(|db| {
        let scene = Scene::set(db);
        let mut asked = scene.draft_of(HOME, &RAISED[..1]);
        asked.files.retain(|file| !file.name.contains("/cases/"));
        let drafted = scene.today().draft(&scene.editor, None, &asked).unwrap();
        let drafted = drafted.outcome.unwrap();
        let test = drafted.test.unwrap();
        let found: Vec<(&str, &str, bool)> = test
            .findings
            .iter()
            .map(|finding| {
                let names = finding.message.en.contains("449900/employee/rate/pooled");
                (finding.code.as_str(), finding.file.as_str(), names)
            })
            .collect();
        assert_eq!(found, [("row-without-case", "449900/employee.toml", true)]);
        assert!(test.findings[0].line > 1);
        assert_eq!(test.new_rows, 1);
        let refused = scene.approve(&drafted.summary.id, None);
        assert_eq!(code(refused), "release-red");
    });
}

#[test]
fn a_draft_says_what_it_changes_in_words_and_in_money() {
    on_each_engine(|db| {
        let test = Scene::set(db).draft(&RAISED).test.unwrap();
        assert_eq!((test.new_rows, test.findings.len()), (1, 0));
        let [change] = &test.differences[..] else {
            panic!("one pack changes");
        };
        assert_eq!(change.pack, "449900/employee");
        assert!(
            change.rules.iter().any(|rule| rule.en.contains("90%")),
            "{:?}",
            change.rules
        );
        let raised = |bill: &desk::releases::BillChange| {
            bill.difference
                .is_some_and(|more| more > domain::Money::ZERO)
        };
        assert!(change.bills.iter().any(raised));
    });
}
