//! What is wrong with a table, a text or a place that is looked for is told before anything is
//! saved: all of it, where it stands, in words.

use crate::scene::{Scene, staff};
use crate::{PASTE, PLACE, TABLE, TRIAL, says, says_not};

const TEXT: &str = "/policy/edit/440300/text/employee.toml";

/// A sheet in the words of the page, its cells in words too.
fn in_words(rows: &[[&str; 8]]) -> String {
    let head = [
        "作用于哪一层",
        "哪一档",
        "参保身份",
        "离参保地多远",
        "比例·三级",
        "生效日",
        "失效日",
        "来源的编号",
    ];
    let line = |cells: &[&str; 8]| format!("{}\n", cells.join("\t"));
    let rows: String = rows.iter().map(line).collect();
    line(&head) + &rows
}

const LAYER: &str = "统筹基金（普通门诊）";

#[test]
fn everything_wrong_with_a_sheet_is_told_at_once_row_by_row() {
    let scene = Scene::open(None);
    let mut editor = staff(&scene.demo, "林起草");
    let (tier, job, far) = ("一档", "在职", "省内异地、跨省");
    let sheet = in_words(&[
        [
            LAYER,
            tier,
            job,
            far,
            "-500",
            "2027-01-01",
            "2026-01-01",
            "Z999",
        ],
        [LAYER, tier, "睡着", far, "60%", "明年", "", "Z2"],
        [LAYER, tier, job, far, "160%", "2027-01-01", "", "Z2"],
        [LAYER, "没有这一档", job, far, "60%", "2027-01-01", "", "Z2"],
    ]);
    editor.get(PASTE);
    editor.submit(PASTE, &[("do", "save"), ("version", "0"), ("list", &sheet)]);
    assert_eq!(editor.page.status, 422, "{}", editor.page.body);
    says(
        &editor,
        &[
            "4 行要改，还没有存",
            "不是比例",
            "没有编号是「Z999」的来源",
            "不晚于开始的",
            "不认识的词「睡着」",
            "「明年」不是日期",
            "「有多可信」",
            "不认识的词「没有这一档」",
        ],
    );
    editor.get(PLACE);
    says(&editor, &["还没有改动"]);
}

#[test]
fn the_words_of_the_page_are_taken_as_the_words_of_the_file_are() {
    let scene = Scene::open(None);
    let mut editor = staff(&scene.demo, "林起草");
    let layers = "统筹基金（普通门诊）、统筹基金（国谈药）、\
                  统筹基金（高血压、糖尿病，照普通门诊）";
    let sheet = in_words(&[[
        layers,
        "一档",
        "在职",
        "省内异地、跨省",
        "65%",
        "2027-01-01",
        "",
        "Z5",
    ]]);
    editor.get(PASTE);
    editor.submit(PASTE, &[("do", "look"), ("list", &sheet)]);
    says(&editor, &["1 行都读得懂", "为止，从那天起是新的一行"]);
}

#[test]
fn a_table_speaks_in_words_and_its_cells_are_checked_like_the_file() {
    let scene = Scene::open(None);
    let mut editor = staff(&scene.demo, "林起草");
    editor.get(TABLE);
    says(
        &editor,
        &["统筹基金", "一档", "在职", "比例·三级", "来源的编号"],
    );
    says_not(
        &editor,
        &[
            "value=\"pooled",
            "when.",
            "pay.tertiary<",
            ">basis.",
            "on-job",
        ],
    );
    let cell = "c0-pay.tertiary";
    let sent = |value: &'static str| [("version", "0"), ("first", "0"), (cell, value)];
    // The other cells of the page are sent as they stand, as a browser sends them.
    let mut filled = filled_in(&editor.page.body);
    filled.retain(|(name, _)| name != cell);
    let post = |editor: &mut crate::browser::Browser, value: &'static str| {
        let own = filled.iter().map(|(a, b)| (a.as_str(), b.as_str()));
        let all: Vec<(&str, &str)> = own.chain(sent(value)).collect();
        editor.post(TABLE, &all);
    };
    post(&mut editor, "160%");
    assert_eq!(editor.page.status, 422, "{}", editor.page.body);
    says(&editor, &["160% 超过 100%", "class=\"wrong\"", "还没有存"]);
    editor.get(PLACE);
    says(&editor, &["还没有改动"]);
    editor.get(TABLE);
    post(&mut editor, "89%");
    says(&editor, &["已存进草稿"]);
}

/// The cells of a table with what stands in them.
fn filled_in(page: &str) -> Vec<(String, String)> {
    let plain = |text: &str| text.replace("&#38;", "&").replace("&#34;", "\"");
    let table = page.split("<tbody>").nth(1).unwrap_or_default();
    let table = table.split("</tbody>").next().unwrap_or_default();
    let inputs = table
        .split("<input class=\"in\" id=\"")
        .skip(1)
        .map(|part| {
            let name = part.split('"').next().unwrap_or_default();
            let value = part.split("value=\"").nth(1).unwrap_or_default();
            (
                plain(name),
                plain(value.split('"').next().unwrap_or_default()),
            )
        });
    let selects = table
        .split("<select class=\"in\" id=\"")
        .skip(1)
        .map(|part| {
            let name = part.split('"').next().unwrap_or_default();
            let list = part.split("</select>").next().unwrap_or_default();
            let chosen = list
                .split("\" selected")
                .next()
                .filter(|_| list.contains("\" selected"));
            let value = chosen.and_then(|text| text.rsplit("value=\"").next());
            (plain(name), plain(value.unwrap_or_default()))
        });
    inputs.chain(selects).collect()
}

#[test]
fn a_text_that_cannot_be_read_is_kept_only_knowingly_and_never_proposed() {
    let scene = Scene::open(None);
    let mut editor = staff(&scene.demo, "林起草");
    editor.get(TEXT);
    let broken = "scheme = \"employee\"\n[[rate]\nof = \"pooled\"\n";
    editor.submit(TEXT, &[("list", broken)]);
    assert_eq!(editor.page.status, 422);
    says(
        &editor,
        &["第 2 行第 8 个字", "改好以前不能提交", "[[rate]"],
    );
    editor.get(PLACE);
    says(&editor, &["还没有改动"]);
    editor.get(TEXT);
    editor.submit(TEXT, &[("list", broken), ("do", "broken")]);
    says(&editor, &["已存进草稿", "第 2 行第 8 个字"]);
    editor.get(TRIAL);
    let propose = format!("{PLACE}/propose");
    editor.submit(&propose, &[]);
    says(&editor, &["请写明原因", "w-why"]);
    says_not(&editor, &["字段"]);
    editor.submit(&propose, &[("why", "先交上去")]);
    assert_eq!(editor.page.status, 422, "{}", editor.page.body);
    says(&editor, &["改好才能提交"]);
}

#[test]
fn places_are_found_by_name_and_what_runs_out_comes_by_how_soon() {
    let scene = Scene::open(None);
    let mut editor = staff(&scene.demo, "林起草");
    editor.get("/policy/edit?q=%E6%B7%B1%20%E5%9C%B3");
    says(&editor, &["广东", "深圳市", "/policy/edit/440300\""]);
    editor.get("/policy/edit?q=nowhere");
    says(&editor, &["没有找到这个地方"]);
    editor.get("/policy/outlook");
    assert!(editor.page.bytes.len() <= 60 * 1024);
    says(&editor, &["已经到期的，和一直缺的", "没有人办会怎样"]);
    let past = editor.page.body.find("<details").unwrap_or_default();
    let soon = &editor.page.body[..past];
    assert!(
        !soon.contains("2012-"),
        "what has run out is no news: {soon}"
    );
}
