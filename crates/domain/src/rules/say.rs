//! The words of problems with single rows: a stable code, what is wrong, and what to do.

use crate::files::RowProblem;
use jiff::civil::Date;

use crate::text::Bilingual;
use crate::{Money, Rate};

pub(crate) fn say(
    code: &'static str,
    (zh, en): (String, String),
    next: (&str, &str),
) -> RowProblem {
    RowProblem {
        code,
        message: Bilingual::new(zh, en),
        next: Bilingual::new(next.0, next.1),
        about: None,
    }
}

/// A name as it stands in a file.
fn in_quotes(name: &str) -> String {
    format!("\"{name}\"")
}

fn fixed(zh: &str, en: &str) -> (String, String) {
    (zh.to_owned(), en.to_owned())
}

const COMPARE: (&str, &str) = ("请核对原文", "compare with the published text");

pub(crate) fn unknown_layer(name: &str) -> RowProblem {
    let message = (
        format!("没有叫 {name} 的支付层次"),
        format!("no layer is called {name}"),
    );
    let next = (
        "请改成某个 [[layer]] 的 name",
        "use the name of a [[layer]]",
    );
    say("unknown-layer", message, next).about(in_quotes(name))
}

pub(crate) fn unknown_index(name: &str) -> RowProblem {
    let message = (
        format!("没有叫 {name} 的指标"),
        format!("no index is called {name}"),
    );
    say(
        "unknown-index",
        message,
        ("请补上 [[index]]", "add an [[index]]"),
    )
    .about(in_quotes(name))
}

pub(crate) fn one_of(names: &str) -> RowProblem {
    let message = (
        format!("{names} 要正好写一项"),
        format!("exactly one of {names} is needed"),
    );
    say(
        "one-of",
        message,
        ("请只写其中一项", "write exactly one of them"),
    )
}

pub(crate) fn only_beside(column: &str, other: &str) -> RowProblem {
    let message = (
        format!("{column} 只能和 {other} 一起写"),
        format!("{column} goes only with {other}"),
    );
    let next = (
        "请去掉其中一项，或者补上另一项",
        "take it out, or write the other one too",
    );
    say("only-beside", message, next)
}

pub(crate) fn cannot_combine(one: &str, other: &str) -> RowProblem {
    let message = (
        format!("{one} 和 {other} 不能一起用：结果会有两种读法"),
        format!("{one} and {other} cannot go together: the result could be read in two ways"),
    );
    let next = (
        "请改用其中一种写法，或拆成两层",
        "use one of the two, or split the layer",
    );
    say("cannot-combine", message, next)
}

pub(crate) fn two_periods(counter: &str) -> RowProblem {
    let message = (
        format!("合用的起付线 {counter} 有的行按年累计，有的不是：合不到一起"),
        format!("the shared deductible {counter} runs over different periods: it cannot be shared"),
    );
    let next = (
        "请写成同一个 per，或用两个名字",
        "write the same per in all of them, or use two names",
    );
    say("two-periods", message, next)
}

pub(crate) fn bad_name(name: &str) -> RowProblem {
    let message = (
        format!("名字 {name} 里有 : 或 @，这两个字符是累计项目自己用的"),
        format!("the name {name} holds : or @, which running totals use themselves"),
    );
    let next = ("请换一个名字", "choose another name");
    say("bad-name", message, next)
}

pub(crate) fn no_codes() -> RowProblem {
    let message = fixed(
        "没有写诊断编码，或者有一个是空的",
        "no code of a diagnosis is given, or one is empty",
    );
    let next = (
        "请写编码，如 codes = [\"N18.5\"]",
        "write codes such as codes = [\"N18.5\"]",
    );
    say("no-codes", message, next)
}

pub(crate) fn nothing_to_cancel() -> RowProblem {
    let message = fixed(
        "cancelled-first 只用于撤销：别的事实有变化时没有哪一笔要先撤销",
        "cancelled-first is for cancellations; where something else changes there is nothing to \
         cancel first",
    );
    let next = (
        "请写 later = \"corrected\" 或 \"stand\"",
        "write later = \"corrected\" or \"stand\"",
    );
    say("nothing-to-cancel", message, next)
}

pub(crate) fn over_full(rate: Rate) -> RowProblem {
    let message = (
        format!("比例 {rate} 超过 100%"),
        format!("rate {rate} is over 100%"),
    );
    say("rate-over-100", message, COMPARE)
}

pub(crate) fn negative(amount: Money) -> RowProblem {
    let message = (
        format!("金额 {amount} 是负数"),
        format!("amount {amount} is negative"),
    );
    say("negative-amount", message, COMPARE).about("\"-")
}

pub(crate) fn by_age_falls() -> RowProblem {
    let message = fixed(
        "by_age 的 limit 低于 base，或 per_year 是负的",
        "by_age has a limit below its base, or a negative per_year",
    );
    let next = (
        "请检查 by_age 里的 base、limit 和 per_year",
        "check base, limit and per_year of by_age",
    );
    say("bounds-reversed", message, next).about("by_age")
}

pub(crate) fn bounds_reversed() -> RowProblem {
    let message = fixed("最高数低于最低数", "the most is less than the least");
    let next = ("请检查 at_least 和 at_most", "check at_least and at_most");
    say("bounds-reversed", message, next)
}

pub(crate) fn empty_band() -> RowProblem {
    let message = fixed("分段的上限不高于下限", "the band ends where it begins");
    say(
        "empty-band",
        message,
        ("请检查 above 和 up_to", "check above and up_to"),
    )
}

pub(crate) fn empty_base() -> RowProblem {
    let message = fixed("base 是空的", "base is empty");
    let next = (
        "请写明看账单的哪些部分，例如 base = [\"eligible\"]",
        "name the parts of the bill, such as base = [\"eligible\"]",
    );
    say("empty-list", message, next)
}

pub(crate) fn no_deductible_in_base() -> RowProblem {
    let message = fixed(
        "less_deductible 要扣的起付线不在 base 里",
        "base holds no deductible that less_deductible could take off",
    );
    let next = (
        "请在 base 里写上 \"eligible\" 或 \"deductible\"，或删去 less_deductible",
        "name \"eligible\" or \"deductible\" in base, or remove less_deductible",
    );
    say("no-deductible", message, next)
}

pub(crate) fn unknown_source(id: &str) -> RowProblem {
    let message = (
        format!("没有来源 {id}"),
        format!("source {id} is not described"),
    );
    let next = (
        "请在 [sources] 里写明，或改正编号",
        "describe it under [sources] or correct the id",
    );
    say("unknown-source", message, next).about(in_quotes(id))
}

pub(crate) fn dates_reversed() -> RowProblem {
    let message = fixed("until 不晚于 from", "until is not after from");
    let next = (
        "请检查 from 和 until（until 当天已不再有效）",
        "check from and until (until is the first day no longer in force)",
    );
    say("dates-reversed", message, next).about("until")
}

pub(crate) fn far_date(day: Date) -> RowProblem {
    let message = (
        format!("日期 {day} 不在 1950 年至 2199 年之间"),
        format!("{day} is not between 1950 and 2199"),
    );
    say("bad-date", message, COMPARE)
}

/// A key of a condition that nobody can answer here.
pub(crate) fn not_asked_here(key: &str, bills: bool) -> RowProblem {
    let message = match bills {
        true => (
            format!("账单上没有 {key}，when 里不能问"),
            format!("a bill does not tell {key}; when cannot ask for it here"),
        ),
        false => (
            format!("经办时还不知道 {key}，when 里不能问"),
            format!("a form does not tell {key}; when cannot ask for it here"),
        ),
    };
    let next = (
        "请换一个条件，或删去这一项",
        "use another key or leave it out",
    );
    say("unknown-key", message, next)
}

pub(crate) fn unknown_tier(tier: &str) -> RowProblem {
    let message = (
        format!("没有叫 {tier} 的档次"),
        format!("no tier is called {tier}"),
    );
    let next = (
        "请补上 [[tier]]，或改正",
        "add a [[tier]] or correct the word",
    );
    say("unknown-tier", message, next).about(in_quotes(tier))
}

pub(crate) fn unknown_mark(mark: &str) -> RowProblem {
    let message = (
        format!("没有说明标记 {mark}"),
        format!("mark {mark} is not described"),
    );
    let next = (
        "请在 [marks] 里用中英文说明，或改正",
        "describe it under [marks] or correct the word",
    );
    say("unknown-mark", message, next).about(in_quotes(mark))
}

pub(crate) fn bad_month_day(text: &str) -> RowProblem {
    let message = (
        format!("{text} 不是月日"),
        format!("{text} is not a month and day"),
    );
    let next = (
        "请写成 \"01-01\" 这样的月日",
        "write a month and day such as \"01-01\"",
    );
    say("bad-month-day", message, next)
}

pub(crate) fn not_positive() -> RowProblem {
    let message = fixed("指标数值应大于零", "an index is above zero");
    say("not-positive", message, COMPARE)
}

pub(crate) fn stated_twice(name: &str, year: i16) -> RowProblem {
    let message = (
        format!("指标 {name} 的 {year} 年写了两次"),
        format!("index {name} is stated twice for {year}"),
    );
    say("stated-twice", message, ("请只留一行", "keep one row"))
}

pub(crate) fn too_many(counters: usize, layers: usize) -> RowProblem {
    let message = (
        format!("{counters} 个累计项、{layers} 个支付层次，多于能算的"),
        format!("{counters} running totals and {layers} layers are more than can be counted"),
    );
    let next = (
        "累计项最多 16 个，支付层次最多 12 个，请合并",
        "at most 16 running totals and 12 layers; merge some",
    );
    say("too-many", message, next)
}

pub(crate) fn half_dispute(id: &str) -> RowProblem {
    let message = (
        format!("争议 {id} 至少要有两种说法，并包括现行的那一种"),
        format!("dispute {id} needs two versions, the one in force among them"),
    );
    let next = (
        "请补上 [[dispute.version]]",
        "add the missing [[dispute.version]]",
    );
    say("half-dispute", message, next)
}

pub(crate) fn decisions_out_of_order(id: &str) -> RowProblem {
    let message = (
        format!("争议 {id} 的各次决定没有按起始日先后排列"),
        format!("the later decisions of dispute {id} are not in the order of their first days"),
    );
    let next = (
        "请按 from 从早到晚排列 [[dispute.resolution]]",
        "put the [[dispute.resolution]] rows in the order of their from",
    );
    say("dates-reversed", message, next)
}

pub(crate) fn same_dispute(id: &str) -> RowProblem {
    let message = (
        format!("两处争议都叫 {id}"),
        format!("two disputes are called {id}"),
    );
    say(
        "stated-twice",
        message,
        ("请改其中一个编号", "give one of them another number"),
    )
}
