//! What people come for, done in a browser as they do it: how many pages, taps and fields it takes,
//! and how far down a page they have to go. `docs/tasks.md` says so beside the numbers of the first
//! version; `SUIXING_WRITE_TASKS=1` writes it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

#[path = "filing/browser.rs"]
#[allow(dead_code, reason = "another test uses the rest")]
mod browser;
#[path = "looks/driver.rs"]
#[allow(dead_code, reason = "another test uses the rest")]
mod driver;
#[path = "looks/pages.rs"]
#[allow(dead_code, reason = "another test uses the rest")]
mod pages;
mod till;
#[path = "tasks/walker.rs"]
mod walker;

use std::fmt::Write;
use std::path::Path;

use browser::Browser;
use driver::Driven;
use pages::Who;
use till::server::Demo;
use walker::Walker;

/// Something people come for.
struct Task {
    who: &'static str,
    wants: &'static str,
    /// What was measured of the first version.
    then: &'static str,
    signed: Who,
    width: u32,
    does: fn(&mut Walker<'_>),
    /// What the last page says when it is done.
    says: &'static str,
}

const PHONE: u32 = 390;
const DESK: u32 = 1280;

const TASKS: [Task; 9] = [
    Task {
        who: "老人，手机",
        wants: "去广州要不要备案？",
        then: "办不成：没有一页说得出",
        signed: Who::Nobody,
        width: PHONE,
        does: |walker| {
            walker.opens("/");
            walker.types("[name=insured_at]", "深圳");
            walker.types("[name=treated_at]", "广州");
            walker.taps("form[action^='/advice'] .go");
        },
        says: "您不用备案",
    },
    Task {
        who: "老人，手机",
        wants: "去成都，把备案办了",
        then: "办不成：没有这一页",
        signed: Who::Resident("44030000000000000034"),
        width: PHONE,
        does: |walker| {
            walker.opens("/");
            walker.types("[name=treated_at]", "成都");
            walker.taps("form[action^='/advice'] .go");
            walker.taps("a.go[href^='/file']");
            walker.ticks("input[value=other-temporary]");
            walker.taps("main form .go");
            walker.types("[name=phone]", "13800001234");
            walker.types("[name=address]", "示例街道1号");
            walker.taps("main form .go");
            walker.ticks("input[name=read]");
            walker.ticks("input[name=promise]");
            walker.taps("main form .go");
        },
        says: "备案好了",
    },
    Task {
        who: "老人，手机",
        wants: "去之前，看看要付多少",
        then: "5 页，15 次点，要先知道「可以报销的金额」，结果长 6.7 屏",
        signed: Who::Nobody,
        width: PHONE,
        does: |walker| {
            walker.opens("/");
            walker.taps("main a[href^='/before']");
            walker.types("[name=insured_at]", "深圳");
            walker.types("[name=treated_at]", "成都");
            walker.taps("form[action^='/before'] .go");
        },
        says: "三级",
    },
    Task {
        who: "老人，手机",
        wants: "看懂一笔结好的账",
        then: "2 页，1 次点，4.8 屏",
        signed: Who::Nobody,
        width: PHONE,
        does: |walker| {
            walker.opens("/");
            walker.taps("main a[href^='/settlements/']");
        },
        says: "您自己付",
    },
    Task {
        who: "女儿，手机",
        wants: "替母亲问、替母亲备案（母亲已授权）",
        then: "办不成：没有授权，没有登录",
        signed: Who::Resident(DAUGHTER),
        width: PHONE,
        does: |walker| {
            walker.opens("/me");
            walker.taps("main a[href='/me/family']");
            walker.taps("main a[href^='/me?for=']");
            walker.taps("main a.go[href^='/?']");
            walker.types("[name=treated_at]", "成都");
            walker.taps("form[action^='/advice'] .go");
            walker.taps("a.go[href^='/file']");
        },
        says: "您正在替家人办",
    },
    Task {
        who: "单位人事，桌面",
        wants: "贴一份名单，看哪几行不对",
        then: "办不成：单位什么都没有",
        signed: Who::Staff("章人事"),
        width: DESK,
        does: |walker| {
            walker.opens("/employer");
            walker.unfolds("details:has(form[action='/employer/check'])");
            walker.types("textarea", LIST);
            walker.taps("form[action='/employer/check'] button");
        },
        says: "先改这几行",
    },
    Task {
        who: "经办，桌面",
        wants: "办掉一件没有疑问的备案",
        then: "没有页面：只有接口",
        signed: Who::Staff("罗窗口"),
        width: DESK,
        does: |walker| {
            walker.opens("/clerk");
            walker.taps("main [data-case]");
            walker.taps("[accesskey=a]");
        },
        says: "备案",
    },
    Task {
        who: "政策人员，桌面",
        wants: "深圳和成都差在哪里",
        then: "2 页，33 屏",
        signed: Who::Nobody,
        width: DESK,
        does: |walker| {
            walker.opens("/policy");
            walker.taps("main a[href^='/policy/compare']");
        },
        says: "成都",
    },
    Task {
        who: "局里的主管，桌面",
        wants: "积了多少、谁办得慢",
        then: "办不成：没有这一页",
        signed: Who::Staff("温主管"),
        width: DESK,
        does: |walker| {
            walker.opens("/clerk");
            walker.taps("main a[href='/clerk/board']");
        },
        says: "办",
    },
];

/// Nobody scrolls further for the next thing to tap, in windows of their screen.
const WINDOWS_MAX: u32 = 3;

const DAUGHTER: &str = "51010000000000000082";

const LIST: &str =
    "曹初五\t440305198013220528\t成都\t2099-01-01\t13800001111\t示例路1号\n甲\t1\t火星\t昨天";

/// The mother allows her daughter, which is done once.
fn allow(demo: &Demo) {
    let mut mother = Browser::signed_in(demo.address, "44030000000000000035");
    mother.get("/me/family");
    let named = [
        ("name", "顾蓉城"),
        ("number", "510105198211341758"),
        ("relation", "child"),
    ];
    mother.submit("/me/family", &named);
}

const HEAD: &str = "\
# 常办的事，几页几下 · What people come for, in pages and taps

由 `crates/cli/tests/tasks.rs` 在浏览器里办一遍量出来，请勿手改；`SUIXING_WRITE_TASKS=1` 重写。
Measured in a browser by `crates/cli/tests/tasks.rs`; do not edit.

「那时」是第一版的数字。现在从哪一页开始都已经登录；在演示里登录是首页上点一下，平常是两页三处要填。
页：看到几页。点：按了几下（链接、按钮、选项）。填：填了几处。最远：下一个要点的东西，最远在第几屏。
数的是最顺的走法，不是人人都这样走；找不到、填错、看不懂要另外请人来试。
“Then” is the first version. One is signed in where that is needed. Counted is the smooth way.

| 谁 | 要办什么 | 那时 | 页 | 点 | 填 | 最远 |
|---|---|---|--:|--:|--:|--:|
";

#[test]
fn what_people_come_for_takes_so_many_pages_and_taps() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), None);
    allow(&demo);
    let mut driven = Driven::start();
    let mut table = HEAD.to_owned();
    for task in TASKS {
        // Nobody is signed in any more from the task before.
        driven.command("Network.clearBrowserCookies", serde_json::json!({}));
        task.signed.sign_in(&mut driven, demo.address);
        let mut walker = Walker::of(&mut driven, demo.address, task.width);
        (task.does)(&mut walker);
        let said = walker.says();
        assert!(said.contains(task.says), "{}: {said}", task.wants);
        let far = walker.windows;
        // At a desk what lies far down is told, and is for whoever keeps that page.
        assert!(
            far <= WINDOWS_MAX || task.width == DESK,
            "{}: {far} windows down",
            task.wants
        );
        writeln!(
            table,
            "| {} | {} | {} | {} | {} | {} | {far} |",
            task.who, task.wants, task.then, walker.pages, walker.taps, walker.fields,
        )
        .unwrap();
    }
    let told = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/tasks.md");
    if std::env::var_os("SUIXING_WRITE_TASKS").is_some() {
        std::fs::write(&told, &table).unwrap();
    }
    // How far down something lies depends on the fonts of the machine.
    let without_depth = |text: &str| -> Vec<String> {
        let rows = text.lines().map(|line| line.trim_end_matches(" |"));
        rows.map(|row| {
            row.rsplit_once(" | ")
                .map_or(row, |(rest, _)| rest)
                .to_owned()
        })
        .collect()
    };
    let written = std::fs::read_to_string(&told).unwrap();
    assert_eq!(without_depth(&written), without_depth(&table));
}
