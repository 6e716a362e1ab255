//! Drafts that editors are still writing: one a place, saved over what was seen, proposed once,
//! taken up again when they come back; on both engines.

use crate::releases::{HOME, Scene, code};
use desk::Role;
use desk::operators::{self, NewOperator};
use desk::releases::{PlaceFolder, ReleaseActor, ReleaseState, SavedFile};
use store::Tx;
use store::testing::{Seeded, on_each_engine};

use crate::world::{TODAY, morning};

fn place() -> PlaceFolder {
    HOME.parse().unwrap()
}

/// The first file of the place that holds rates, with a comment more.
fn commented(scene: &Scene, words: &str) -> SavedFile {
    let files = scene.files(HOME, &[]);
    let file = files
        .iter()
        .find(|file| file.name.ends_with("employee.toml"));
    let file = file.unwrap();
    (
        file.name.clone(),
        Some(format!("{}\n# {words}\n", file.text)),
    )
}

#[test]
fn who_comes_second_sees_that_the_draft_moved() {
    on_each_engine(|db| {
        let scene = Scene::set(db);
        let office = scene.today();
        let save = |seen: i64, words: &str| {
            let files = [commented(&scene, words)];
            office.save_working(&scene.editor, (&place(), seen), &files)
        };
        let first = save(0, "一").unwrap();
        assert_eq!((first.version, first.touched.len()), (1, 1));
        assert_eq!(code(save(0, "二").map(drop)), "draft-moved");
        let second = save(1, "二").unwrap();
        assert!(
            second
                .file(&second.touched[0])
                .unwrap()
                .text
                .contains("# 二")
        );
        assert_eq!(second.saved.unwrap().0.name, "编辑甲");
        let gone = office.discard_working(&scene.editor, (&place(), 1));
        assert_eq!(code(gone), "draft-moved");
        office
            .discard_working(&scene.editor, (&place(), 2))
            .unwrap();
        assert!(office.working_drafts().unwrap().is_empty());
        let none = office.working(&place()).unwrap().seen();
        let none = office.propose_working(&scene.editor, &none, "无");
        assert_eq!(code(none.map(drop)), "no-draft");
        assert!(db.read(desk::verify::verify).unwrap().is_empty());
    });
}

#[test]
fn a_draft_as_it_is_in_force_is_none_and_no_file_of_elsewhere_gets_in() {
    on_each_engine(|db| {
        let scene = Scene::set(db);
        let office = scene.today();
        let (name, _) = commented(&scene, "");
        let same = office.working(&place()).unwrap();
        let text = same.base_of(&name).unwrap().text.clone();
        let files = [(name, Some(text))];
        let saved = office.save_working(&scene.editor, (&place(), 0), &files);
        assert_eq!(saved.unwrap().version, 0);
        for name in ["449800/employee.toml", "../x.toml", "449900/x.txt"] {
            let files = [(name.to_owned(), Some(String::new()))];
            let saved = office.save_working(&scene.editor, (&place(), 0), &files);
            assert_eq!(code(saved.map(drop)), "release-files", "{name}");
        }
        let files = [commented(&scene, "一")];
        let refused = office.save_working(&scene.publisher, (&place(), 0), &files);
        assert_eq!(code(refused.map(drop)), "role-missing");
    });
}

#[test]
fn what_is_proposed_is_one_release_and_can_be_taken_up_again() {
    on_each_engine(|db| {
        let scene = Scene::set(db);
        let office = scene.today();
        let files = [commented(&scene, "一")];
        office
            .save_working(&scene.editor, (&place(), 0), &files)
            .unwrap();
        let seen = office.working(&place()).unwrap().seen();
        let id = office.propose_working(&scene.editor, &seen, "加一句");
        let id = id.unwrap();
        let again = office.propose_working(&scene.editor, &seen, "又点了一下");
        assert_eq!(again.unwrap(), id, "asked twice it is one release");
        assert_eq!(
            office.working(&place()).unwrap().version,
            0,
            "it is put away"
        );
        let id = id.as_str();
        assert_eq!(
            code(office.reopen(&scene.editor, id).map(drop)),
            "release-decided"
        );
        let stamp = office.decidable(id).unwrap().stamp;
        office
            .refuse(&scene.publisher, None, (id, "再写清楚"))
            .unwrap();
        assert_ne!(office.decidable(id).unwrap().stamp, stamp);
        assert_eq!(
            office.release(id).unwrap().summary.state,
            ReleaseState::Refused
        );
        let again = office.reopen(&scene.editor, id).unwrap();
        assert_eq!(again.touched, [files[0].0.clone()]);
        assert_eq!(
            code(office.reopen(&scene.editor, id).map(drop)),
            "draft-moved"
        );
    });
}

#[test]
fn nobody_drafts_or_decides_for_a_place_of_another_unit() {
    on_each_engine(|db| {
        let scene = Scene::set(db);
        let office = scene.today();
        let unit = desk::accounts::Unit::Region("440300".parse().unwrap());
        let add = |name: &str, role: Role, seed: u64| {
            let new = NewOperator {
                unit: unit.clone(),
                name: name.to_owned(),
                roles: vec![role],
            };
            let added = db.transact(move |tx: &mut Tx<'_>| {
                operators::add(tx, &mut Seeded(seed), morning(TODAY), &new)
            });
            added.unwrap()
        };
        let (editor, _) = add("深圳编辑", Role::Editor, 11);
        let (_, publisher) = add("深圳发布", Role::Publisher, 12);
        let files = [commented(&scene, "一")];
        let by = ReleaseActor::from(&editor);
        let refused = office.save_working(by, (&place(), 0), &files);
        assert_eq!(code(refused.map(drop)), "release-unit");
        office
            .save_working(&scene.editor, (&place(), 0), &files)
            .unwrap();
        let seen = office.working(&place()).unwrap().seen();
        let id = office.propose_working(&scene.editor, &seen, "加一句");
        let of = (id.as_deref().unwrap(), "好");
        let refused = office.refuse(&publisher, None, of);
        assert_eq!(code(refused.map(drop)), "release-unit");
    });
}
