//! The words of problems in a `procedures.toml`: a stable code, what is wrong, and what to do.

use jiff::civil::Date;

use crate::filing::CheckKind;
use crate::footing::Footing;
use crate::policy::check::say::{RowProblem, say};
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

pub(super) fn unknown_category(dispute: &str, category: &str) -> RowProblem {
    let message = (
        format!("争议 {dispute} 涉及的 {category} 不是备案类别"),
        format!("dispute {dispute} touches {category}, which is no category"),
    );
    let next = (
        "请改正 touches，写某个 [[category]] 的 id",
        "correct touches; use the id of a [[category]]",
    );
    say("unknown-category", message, next)
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
        "请写备案之后的就医方式，例如 \"temporary-filed\"",
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
