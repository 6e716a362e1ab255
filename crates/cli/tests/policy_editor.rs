//! Making policy on pages, through a listening port and without script: pasted, tried out, sent
//! back, mended, approved by somebody else, in force, rolled back. On both databases.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

#[path = "filing/browser.rs"]
#[allow(dead_code, reason = "another test uses the rest")]
mod browser;
#[path = "policy_editor/scene.rs"]
mod scene;
mod till;
#[path = "policy_editor/told.rs"]
mod told;

use std::fs;
use std::time::{Duration, Instant};

use browser::Browser;
use scene::{Scene, staff};
use serde_json::Value;
use store::testing::TestSchema;
use till::server::{copy, run, verify};

const PLACE: &str = "/policy/edit/440300";
const TABLE: &str = "/policy/edit/440300/table/employee/rate";
const PASTE: &str = "/policy/edit/440300/paste/employee/rate";
const TRIAL: &str = "/policy/edit/440300/change";

/// The outpatient rate of tier one away from home, from today on.
fn pasted(tertiary: &str) -> String {
    let today = till::patient::today();
    format!(
        "of\twhen.tier\twhen.status\twhen.distance\tpay.primary\tpay.secondary\tpay.tertiary\t\
         from\noutpatient、negotiated-outpatient、two-diseases\tone\ton-job\t\
         in-province、out-of-province\t\
         75%\t65%\t{tertiary}\t{today}\n"
    )
}

fn says(browser: &Browser, words: &[&str]) {
    for word in words {
        assert!(
            browser.page.says(word),
            "no «{word}» in {}",
            browser.page.body
        );
    }
}

fn says_not(browser: &Browser, words: &[&str]) {
    for word in words {
        assert!(
            !browser.page.says(word),
            "«{word}» in {}",
            browser.page.body
        );
    }
}

/// Pastes the rate; a wrong cell is told in its row and nothing is saved.
fn paste_it(editor: &mut Browser) {
    editor.get(PASTE);
    editor.submit(PASTE, &[("do", "look"), ("list", &pasted("65"))]);
    assert_eq!(editor.page.status, 422);
    says(editor, &["没有百分号", "1 行要改，还没有存"]);
    editor.get(PLACE);
    says(editor, &["还没有改动"]);
    editor.get(PASTE);
    editor.submit(PASTE, &[("do", "look"), ("list", &pasted("65%"))]);
    says(editor, &["1 行都读得懂", "为止，从那天起是新的一行"]);
    editor.post(
        PASTE,
        &[("version", "0"), ("do", "save"), ("list", &pasted("65%"))],
    );
    assert_eq!(editor.page.status, 200, "{}", editor.page.body);
    says(editor, &["已存进草稿"]);
}

/// What the page says people pay is what the command says of the exported text.
fn same_money(scene: &Scene, editor: &mut Browser) {
    let draft = scene.folder.path().join("draft");
    copy(&scene.policies(), &draft);
    for name in ["employee.toml", "region.toml", "cases/added.toml"] {
        editor.get(&format!("{PLACE}/file/{name}"));
        assert_eq!(editor.page.status, 200, "{name}");
        fs::write(draft.join("440300").join(name), &editor.page.bytes).unwrap();
    }
    let before = scene.policies().display().to_string();
    let after = draft.display().to_string();
    run(&["policy", "check", &after], "").unwrap();
    let found = run(&["policy", "diff", &before, &after, "--json"], "").unwrap();
    let found: Value = serde_json::from_str(&found).unwrap();
    editor.get(TRIAL);
    let mut differing = 0;
    for bill in found["changed"][0]["bills"].as_array().unwrap() {
        if bill["before"] == bill["after"] || bill["after"]["person"].is_null() {
            continue;
        }
        differing += 1;
        let grouped = |amount: &Value| {
            let amount: domain::Money = amount.as_str().unwrap().parse().unwrap();
            amount.grouped()
        };
        says(
            editor,
            &[
                &grouped(&bill["before"]["person"]),
                &grouped(&bill["after"]["person"]),
            ],
        );
    }
    assert!(differing > 0, "{found}");
}

/// Adds the case that the new row lacks, and proposes the draft. Returns the release.
fn prove_and_propose(scene: &Scene, editor: &mut Browser) -> String {
    editor.get(TRIAL);
    says(editor, &["55%", "65%", "没有算例用到", "现在提交也批不了"]);
    editor.submit(&format!("{PLACE}/cases"), &[]);
    assert_eq!(
        editor.page.path,
        format!("{TRIAL}?saved=1"),
        "{}",
        editor.page.body
    );
    says(editor, &["检查和算例全部通过", "少付"]);
    same_money(scene, editor);
    editor.submit(&format!("{PLACE}/propose"), &[]);
    assert_eq!(editor.page.status, 422, "a reason is asked for");
    editor.submit(
        &format!("{PLACE}/propose"),
        &[("why", "按新文件调整门诊比例")],
    );
    let release = editor.page.path.clone();
    assert!(release.starts_with("/policy/releases/440300-"), "{release}");
    says(editor, &["这是您自己起草的"]);
    release
}

/// Somebody else sends it back; a page that was opened before cannot approve it any more.
fn refuse(scene: &Scene, release: &str) {
    let mut publisher = staff(&scene.demo, "何核准");
    says(&publisher, &["等待批准", "按新文件调整门诊比例"]);
    publisher.get(release);
    let mut stale = publisher.clone();
    let refused = format!("{release}/refuse");
    publisher.submit(&refused, &[("why", "比例应为 60%")]);
    assert_eq!(publisher.page.path, release);
    says(&publisher, &["不予批准", "比例应为 60%"]);
    let stamp = stale
        .page
        .body
        .split("name=\"stamp\" value=\"")
        .nth(1)
        .unwrap();
    let stamp = stamp.split('"').next().unwrap().to_owned();
    let approve = format!("{release}/approve");
    stale.post(&approve, &[("stamp", &stamp), ("why", "同意")]);
    assert_eq!(stale.page.status, 422);
    says(&stale, &["有了变化"]);
}

/// Takes the release up again, changes the new row and lets its case go with it.
fn mend(scene: &Scene, editor: &mut Browser, release: &str) -> String {
    editor.get(release);
    editor.submit(&format!("{release}/reopen"), &[]);
    assert_eq!(editor.page.path, PLACE, "{}", editor.page.body);
    let text = format!("{PLACE}/text/employee.toml");
    editor.get(&text);
    let own = fs::read_to_string(scene.policies().join("440300/employee.toml")).unwrap();
    let with = |rate: &str| {
        editor_text(&editor.page.body).replacen(
            "tertiary = \"65%\"",
            &format!("tertiary = \"{rate}\""),
            1,
        )
    };
    let (broken, mended) = (with("160%"), with("60%"));
    assert_ne!(mended, own);
    let mut other = staff(&scene.demo, "林起草");
    other.get(&text);
    editor.submit(&text, &[("list", &broken)]);
    says(editor, &["已存进草稿", "检查不过", "160%"]);
    other.submit(&text, &[("list", &mended)]);
    assert_eq!(other.page.status, 422, "somebody saved it meanwhile");
    says(&other, &["刚由 林起草 存过"]);
    editor.submit(&text, &[("list", &mended)]);
    editor.get(TRIAL);
    says(editor, &["1 个算例不符", "60%", "预期值随改动改"]);
    editor.submit(&format!("{PLACE}/cases"), &[("why", "比例改为 60%")]);
    says(editor, &["检查和算例全部通过"]);
    editor.get(&format!("{PLACE}/file/cases/added.toml"));
    says(editor, &["林起草：预期值随规定改，比例改为 60%"]);
    editor.get(TRIAL);
    editor.submit(&format!("{PLACE}/propose"), &[("why", "比例改为 60%")]);
    editor.page.path.clone()
}

/// The text in the field of a page.
fn editor_text(page: &str) -> String {
    let field = page.split("<textarea").nth(1).unwrap();
    let text = field
        .split_once('>')
        .unwrap()
        .1
        .split("</textarea>")
        .next()
        .unwrap();
    let text = text.replace("&#34;", "\"").replace("&#39;", "'");
    text.replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#38;", "&")
}

fn decide(scene: &Scene, release: &str) {
    let mut publisher = staff(&scene.demo, "何核准");
    publisher.get(release);
    let approve = format!("{release}/approve");
    let stamp = publisher
        .page
        .body
        .split("name=\"stamp\" value=\"")
        .nth(1)
        .unwrap();
    let stamp = stamp.split('"').next().unwrap().to_owned();
    publisher.post(&approve, &[("stamp", &stamp), ("why", "核对无误")]);
    if publisher.page.status == 422 {
        says(&publisher, &["已结算"]);
        let stamp = publisher
            .page
            .body
            .split("name=\"stamp\" value=\"")
            .nth(1)
            .unwrap();
        let stamp = stamp.split('"').next().unwrap().to_owned();
        let word = [
            ("stamp", stamp.as_str()),
            ("why", "核对无误"),
            ("past", "stand"),
        ];
        publisher.post(&approve, &word);
    }
    assert_eq!(publisher.page.path, release, "{}", publisher.page.body);
    says(&publisher, &["施行中"]);
}

/// The only publisher drafts the way back, which nobody else can approve: it says that it waits and
/// not that it is in force, and whoever drafted it takes it back.
fn only_the_publisher_drafts_the_way_back(scene: &Scene, release: &str) {
    let mut publisher = staff(&scene.demo, "何核准");
    publisher.get(release);
    let asked = format!("{release}/roll-back");
    publisher.submit(&asked, &[]);
    assert_eq!(publisher.page.status, 422);
    says(&publisher, &["请写明原因", "w-back-why"]);
    says_not(&publisher, &["字段"]);
    publisher.submit(&asked, &[("why", "文件撤销")]);
    let back = publisher.page.path.clone();
    says(
        &publisher,
        &[
            "等待批准的回退：",
            "恢复为",
            "还没有施行，等另一人批准",
            "何核准",
            "起草的人可以撤回",
        ],
    );
    says_not(&publisher, &["施行中"]);
    publisher.submit(&format!("{back}/withdraw"), &[("why", "请编辑起草")]);
    assert_eq!(publisher.page.path, back, "{}", publisher.page.body);
    says(&publisher, &["已撤回", "没有施行", "何核准撤回了"]);
    publisher.get("/policy/releases");
    says(
        &publisher,
        &["深圳市：回退，", "恢复为", "55% → 60%", "2026"],
    );
}

fn policy_is_made_on_pages(schema: Option<TestSchema>) {
    let mut scene = Scene::open(schema.as_ref());
    assert_eq!(scene.quoted(), "0.55");
    let mut editor = staff(&scene.demo, "林起草");
    editor.get(TABLE);
    assert_eq!(editor.page.status, 200, "{}", editor.page.body);
    paste_it(&mut editor);
    let release = prove_and_propose(&scene, &mut editor);
    editor.get(PLACE);
    says(&editor, &["还没有改动"]);
    refuse(&scene, &release);
    assert_eq!(
        scene.quoted(),
        "0.55",
        "nothing decides before it is approved"
    );
    let release = mend(&scene, &mut editor, &release);
    decide(&scene, &release);
    assert_eq!(scene.quoted(), "0.60");
    assert_eq!(scene.settled("N1"), "0.6000");
    only_the_publisher_drafts_the_way_back(&scene, &release);
    editor.get(&release);
    editor.submit(&format!("{release}/roll-back"), &[("why", "文件撤销")]);
    let back = editor.page.path.clone();
    assert_ne!(back, release, "the way back is a release of its own");
    decide(&scene, &back);
    assert_eq!(scene.quoted(), "0.55");
    assert_eq!(scene.settled("N2"), "0.5500");
    scene.demo.kill();
    let database = scene.database.clone();
    verify(&database).unwrap();
}

#[test]
fn policy_is_made_on_pages_with_sqlite() {
    policy_is_made_on_pages(None);
}

#[test]
fn policy_is_made_on_pages_with_postgresql() {
    policy_is_made_on_pages(Some(TestSchema::create()));
}

/// Cells, rows, sources and contradictions, each tried wrong first.
#[test]
fn what_is_wrong_is_told_where_it_stands() {
    let scene = Scene::open(None);
    let mut editor = staff(&scene.demo, "林起草");
    // A cell: what cannot be read stays in it.
    editor.get(TABLE);
    let cell = editor.page.body.split("name=\"c0-").nth(1).unwrap();
    assert!(!cell.is_empty());
    editor.get("/policy/edit/440300/row/employee/rate/1");
    editor.submit(
        "/policy/edit/440300/row/employee/rate/1",
        &[("do", "next"), ("from", "2001-01-01")],
    );
    assert_eq!(editor.page.status, 422);
    says(&editor, &["新的日子要更晚"]);
    editor.submit(
        "/policy/edit/440300/row/employee/rate/1",
        &[("do", "remove")],
    );
    says(&editor, &["现行的行不能删"]);
    editor.submit(
        "/policy/edit/440300/row/employee/rate/1",
        &[("do", "end"), ("until", "soon")],
    );
    says(&editor, &["不是日期"]);
    // A source: its number, its class.
    let sources = "/policy/edit/440300/sources/region";
    editor.get(sources);
    editor.post(sources, &[("version", "0"), ("id", "Z 9")]);
    assert_eq!(editor.page.status, 422);
    // A contradiction: a version that is none, then a decision that stays as history.
    let disputes = "/policy/edit/440300/disputes";
    let asked = |source| {
        [
            ("version", "0"),
            ("file", "440300/region.toml"),
            ("dispute", "X01"),
            ("source", source),
            ("from", "2027-03-01"),
            ("why", "按新的答复"),
        ]
    };
    editor.get(disputes);
    editor.post(disputes, &asked("Q9"));
    assert_eq!(editor.page.status, 422);
    says(&editor, &["请选一种说法"]);
    editor.post(disputes, &asked("S000"));
    says(
        &editor,
        &["已存进草稿", "2027-03-01 起", "按新的答复", "随行政策组"],
    );
    editor.get(PLACE);
    says(&editor, &["改了 1 个文件", "林起草"]);
    editor.submit(&format!("{PLACE}/discard"), &[]);
    assert_eq!(editor.page.path, "/policy/edit");
    says(&editor, &["没有正在写的草稿"]);
    // Nobody else comes in, and a clerk's desk is not this one.
    let mut clerk = Browser::new(scene.demo.address);
    clerk.get("/sign-in/staff");
    clerk.post(
        "/sign-in/demo",
        &[("operator", "江经办"), ("to", "/account")],
    );
    clerk.get(PLACE);
    assert_eq!(clerk.page.status, 403);
}

/// What runs out, with what happens if nobody does anything; and the same as a table.
#[test]
fn what_runs_out_is_listed_with_what_happens_then() {
    let scene = Scene::open(None);
    let mut publisher = staff(&scene.demo, "何核准");
    let began = Instant::now();
    publisher.get("/policy/outlook");
    assert!(began.elapsed() < Duration::from_secs(60));
    says(&publisher, &["没有人办会怎样", "深圳"]);
    publisher.get("/policy/outlook?place=440300");
    let link = publisher.link("/policy/outlook.csv");
    publisher.get(&link);
    let table = String::from_utf8(publisher.page.bytes.clone()).unwrap();
    let lines = table.lines().count();
    let found = run(
        &[
            "policy",
            "outlook",
            &scene.policies().display().to_string(),
            "--json",
        ],
        "",
    );
    let found: Value = serde_json::from_str(&found.unwrap()).unwrap();
    let own = found["entries"].as_array().unwrap().iter();
    let own = own.filter(|entry| entry["owner"].as_str().unwrap().starts_with("440300"));
    assert_eq!(lines, own.count() + 1, "{table}");
    publisher.get(PLACE);
    assert_eq!(publisher.page.status, 403, "a publisher does not draft");
}
