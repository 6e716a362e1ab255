//! The words of problems in a `procedures.toml`: a stable code, what is wrong, and what to do.

use jiff::civil::Date;

use crate::files::RowProblem;
use crate::filing::CheckKind;
use crate::rules::say::say;
use crate::situation::Footing;
use crate::text::{Bilingual, Named};

pub(super) fn not_a_place(written: &str) -> RowProblem {
    let message = (
        format!("region「{written}」不是统筹地区"),
        format!("region «{written}» is not a pooling region"),
    );
    let next = (
        "请写六位统筹区划代码；全国规则写 \"national\"",
        "write the six digits of a pooling region, or \"national\"",
    );
    say("bad-place", message, next)
}

pub(super) fn unknown_material(kind: &str) -> RowProblem {
    let message = (
        format!("没有说明材料 {kind}"),
        format!("proof {kind} is not described"),
    );
    let next = (
        "请在 [materials] 里用中英文说明，或改正",
        "describe it under [materials] or correct the word",
    );
    say("unknown-material", message, next)
}

pub(super) fn unknown_option(option: &str) -> RowProblem {
    let message = (
        format!("没有说明待遇选项 {option}"),
        format!("option {option} is not described"),
    );
    let next = (
        "请在 [options] 里用中英文说明，或改正",
        "describe it under [options] or correct the word",
    );
    say("unknown-option", message, next)
}

pub(super) fn empty_proof() -> RowProblem {
    let message = (
        "any_of 是空的，什么材料都不能满足".to_owned(),
        "any_of is empty, so nothing could satisfy it".to_owned(),
    );
    let next = (
        "请写明一种材料，或删去这一项",
        "name a kind of proof or leave it out",
    );
    say("empty-list", message, next)
}

pub(super) fn touches_nothing(dispute: &str, touched: &str) -> RowProblem {
    let message = (
        format!("争议 {dispute} 涉及的 {touched} 不在这个文件里"),
        format!("dispute {dispute} touches {touched}, which this file does not hold"),
    );
    let next = (
        "请改正 touches，写某个表，或 \"表/名称\"，例如 \"category/referral\"",
        "correct touches; name a table, or table/name such as \"category/referral\"",
    );
    say("touches-nothing", message, next)
}

pub(super) fn overlap(about: &Bilingual, day: Date) -> RowProblem {
    let message = (
        format!("{}在 {day} 有两行都有效", about.zh),
        format!("two rows for {} are in force on {day}", about.en),
    );
    let next = (
        "请给较早的一行写上 until，或用 when 分开",
        "end the older one with until, or tell them apart with when",
    );
    say("overlap", message, next)
}

pub(super) fn gap(about: &Bilingual, from: Date, until: Date) -> RowProblem {
    let message = (
        format!("{}自 {from} 起至 {until} 前没有一行有效", about.zh),
        format!("no row for {} from {from} until {until}", about.en),
    );
    let next = (
        "请延长较早的一行，或补上一行",
        "extend the earlier row or add one",
    );
    say("gap", message, next)
}

pub(super) fn not_a_guard(check: CheckKind) -> RowProblem {
    let known = CheckKind::GUARDS.iter().map(|kind| kind.word());
    let known: Vec<&str> = known.collect();
    let message = (
        format!("「{}」由备案类别决定，不能单列为检查", check.name().zh),
        format!("«{check}» follows from the categories and cannot be a guard"),
    );
    let (zh, en) = (
        format!("可用的是：{}", known.join("、")),
        format!("known are: {}", known.join(", ")),
    );
    say("not-a-guard", message, (&zh, &en))
}

pub(super) fn not_filed(footing: Footing) -> RowProblem {
    let message = (
        format!("备案不会带来「{}」", footing.name().zh),
        format!("a filing cannot give the footing «{footing}»"),
    );
    let next = (
        "请写备案之后的备案情形，例如 \"temporary-filed\"",
        "write what it is filed as, such as \"temporary-filed\"",
    );
    say("bad-footing", message, next)
}

pub(super) fn no_channel() -> RowProblem {
    let message = (
        "没有写办理渠道，谁都无法备案".to_owned(),
        "no channel is named, so nobody could file".to_owned(),
    );
    say(
        "empty-list",
        message,
        ("请列出 channels", "list the channels"),
    )
}

/// A message without figures in it.
fn fixed(zh: &str, en: &str) -> (String, String) {
    (zh.to_owned(), en.to_owned())
}

pub(super) fn choice_half_told() -> RowProblem {
    let message = fixed(
        "要选点，却没有写选什么",
        "a choice is needed, but what may be chosen is not said",
    );
    let next = (
        "请写上 choose；已知何时生效的，也写上 first 和 change",
        "write choose, and first and change where they are known",
    );
    say("half-designation", message, next)
}

pub(super) fn choice_not_needed() -> RowProblem {
    let message = fixed(
        "needed = false 表示不用选点，却写了选什么、何时生效",
        "needed = false says that nobody chooses, yet what and when is said",
    );
    let next = (
        "请删去 choose、first、change，或改为 needed = true",
        "leave out choose, first and change, or write needed = true",
    );
    say("half-designation", message, next)
}

pub(super) fn nothing_to_choose() -> RowProblem {
    let message = fixed(
        "count 是 0，什么都选不了",
        "count is 0, so nothing may be chosen",
    );
    let next = ("请写 1 或更多", "write 1 or more");
    say("half-designation", message, next)
}

pub(super) fn effect_half_told() -> RowProblem {
    let message = fixed(
        "cut_day 只用于 next-month，choose_by 只用于 next-year",
        "cut_day belongs to next-month, choose_by to next-year",
    );
    let next = (
        "请改正，例如 { works = \"next-month\", cut_day = 20 } 或 { works = \"next-year\", choose_by = \
         \"12-31\" }",
        "correct it, such as { works = \"next-month\", cut_day = 20 } or { works = \"next-year\", \
         choose_by = \"12-31\" }",
    );
    say("bad-effect", message, next)
}

pub(super) fn belongs_to(key: &str, table: &str) -> RowProblem {
    let message = (
        format!("{key} 要和 {table} 写在一起"),
        format!("{key} belongs together with {table}"),
    );
    let (zh, en) = (
        format!("请补上 {table}，或删去"),
        format!("add {table}, or leave it out"),
    );
    say("half-row", message, (&zh, &en))
}

pub(super) fn says_nothing() -> RowProblem {
    let message = fixed(
        "这一行什么也没说，或与另一行同名",
        "this row says nothing, or has the name of another",
    );
    let next = ("请写上 says 或内容", "write says, or what it is about");
    say("half-row", message, next)
}

pub(super) fn alarm_reversed() -> RowProblem {
    let message = fixed("红色预警低于黄色预警", "red begins below yellow");
    let next = ("请检查 yellow 和 red", "check yellow and red");
    say("bounds-reversed", message, next)
}

pub(super) fn contact_without_address() -> RowProblem {
    let message = fixed(
        "没有写电话、网址或菜单路径",
        "neither telephone nor address nor menu is given",
    );
    let next = ("请写上 phone、url 或 menu", "write phone, url or menu");
    say("half-row", message, next)
}

pub(super) fn band_elsewhere() -> RowProblem {
    let message = fixed(
        "[[band]] 只能写在 national/procedures.toml",
        "[[band]] belongs into national/procedures.toml only",
    );
    say("bad-place", message, ("请删去这一行", "leave the row out"))
}
