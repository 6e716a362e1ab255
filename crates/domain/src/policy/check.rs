//! What a pack must keep: well-formed rows, known names, and in every situation and on every day
//! exactly one row.

use super::format::*;
use super::pack::Pack;
use super::parse::{Draft, NamedText, Place, Problem, is_month_day, read};
use crate::text::Bilingual;
use crate::{Money, Rate};

/// Checks the files of a pack: everything [`Pack::parse`] checks, and then that in every situation
/// its rows distinguish, on every day on which something changes and on the first day of every
/// quarter, exactly one row applies.
pub fn check(files: &[NamedText], hash: fn(&str) -> String) -> Vec<Problem> {
    let mut draft = match read(files, hash) {
        Ok(draft) => draft,
        Err(problems) => return problems,
    };
    if draft.problems.is_empty() {
        super::cover::check_cover(&mut draft);
    }
    draft.problems
}

/// Problems of single rows.
pub(super) fn check_rows(draft: &mut Draft) {
    let mut found = Vec::new();
    let pack = &draft.pack;
    let tables = &pack.tables;
    let mut report = |basis: &std::sync::Arc<Basis>, problem: RowProblem| {
        found.push(problem.at(&draft.place(basis)));
    };
    check_common(pack, &mut report);
    for row in &tables.deductibles {
        row.of
            .iter()
            .for_each(|of| known_layer(pack, of, &row.basis, &mut report));
        let given = [
            row.amount.is_some(),
            row.index_share.is_some(),
            row.bill_share.is_some(),
            row.unknown.is_some(),
        ];
        exactly_one(
            &given,
            "amount / index_share / bill_share / unknown",
            &row.basis,
            &mut report,
        );
        if let Some(share) = &row.index_share {
            known_index(pack, share, &row.basis, &mut report);
        }
    }
    for row in &tables.rates {
        row.of
            .iter()
            .for_each(|of| known_layer(pack, of, &row.basis, &mut report));
        exactly_one(
            &[row.pay.is_some(), row.unknown.is_some()],
            "pay / unknown",
            &row.basis,
            &mut report,
        );
        let levels = row.pay.iter().flat_map(|pay| {
            crate::facility::Level::ALL
                .iter()
                .filter_map(move |level| pay.at(*level))
        });
        for rate in levels.filter(|rate| *rate > Rate::FULL) {
            report(&row.basis, over_full(rate));
        }
        if row
            .up_to
            .is_some_and(|up_to| up_to <= row.above.unwrap_or_default())
        {
            report(&row.basis, empty_band());
        }
    }
    for row in &tables.adjustments {
        row.of
            .iter()
            .for_each(|of| known_layer(pack, of, &row.basis, &mut report));
        let given = [
            row.factor.is_some(),
            row.points.is_some(),
            row.self_pay_first.is_some(),
            row.rate.is_some(),
            row.person_share.is_some(),
            row.unknown.is_some(),
        ];
        let names = "factor / points / self_pay_first / rate / person_share / unknown";
        exactly_one(&given, names, &row.basis, &mut report);
        let rates = [row.factor, row.self_pay_first, row.person_share, row.floor];
        for rate in rates
            .into_iter()
            .flatten()
            .filter(|rate| *rate > Rate::FULL)
        {
            report(&row.basis, over_full(rate));
        }
    }
    for row in &tables.ceilings {
        row.of
            .iter()
            .for_each(|of| known_layer(pack, of, &row.basis, &mut report));
        let given = [
            row.amount.is_some(),
            row.index_share.is_some(),
            row.unlimited,
            row.unknown.is_some(),
        ];
        exactly_one(
            &given,
            "amount / index_share / unlimited / unknown",
            &row.basis,
            &mut report,
        );
        if let Some(share) = &row.index_share {
            known_index(pack, share, &row.basis, &mut report);
        }
    }
    for row in pack
        .benefit_years
        .iter()
        .filter(|row| !is_month_day(&row.starts))
    {
        report(&row.basis, bad_month_day(&row.starts));
    }
    for row in pack.indices.iter().filter(|row| row.value <= Money::ZERO) {
        report(&row.basis, not_positive());
    }
    draft.problems.extend(found);
}

/// What all rows have in common: a known source, dates in order, known tiers.
fn check_common(pack: &Pack, report: &mut impl FnMut(&std::sync::Arc<Basis>, RowProblem)) {
    fn each<R: Row>(rows: &[R], see: &mut impl FnMut(&dyn Row)) {
        rows.iter().for_each(|row| see(row));
    }
    let mut see = |row: &dyn Row| {
        let basis = row.basis();
        if !pack.sources.contains_key(&basis.source) {
            report(basis, unknown_source(&basis.source));
        }
        if row.until().is_some_and(|until| until <= row.from()) {
            report(basis, dates_reversed());
        }
        let known = |tier: &String| pack.tiers.iter().any(|row| row.name == *tier);
        for tier in row.when().tier.iter().filter(|tier| !known(tier)) {
            report(basis, unknown_tier(tier));
        }
    };
    each(&pack.tiers, &mut see);
    each(&pack.benefit_years, &mut see);
    each(&pack.layers, &mut see);
    each(&pack.tables.deductibles, &mut see);
    each(&pack.tables.rates, &mut see);
    each(&pack.tables.adjustments, &mut see);
    each(&pack.tables.ceilings, &mut see);
    each(&pack.tables.directs, &mut see);
    each(&pack.upfronts, &mut see);
    each(&pack.accounts, &mut see);
    each(&pack.credits, &mut see);
    each(&pack.notes, &mut see);
    for row in pack
        .indices
        .iter()
        .filter(|row| !pack.sources.contains_key(&row.basis.source))
    {
        report(&row.basis, unknown_source(&row.basis.source));
    }
    let disputed = pack.disputes.iter().flat_map(|dispute| &dispute.version);
    for basis in disputed.flat_map(super::parse::version_bases) {
        if !pack.sources.contains_key(&basis.source) {
            report(basis, unknown_source(&basis.source));
        }
    }
}

/// A dispute must hold the version in force and another one.
pub(super) fn check_dispute(row: &DisputeRow, place: &Place, problems: &mut Vec<Problem>) {
    let holds_in_force = row
        .version
        .iter()
        .any(|version| version.source == row.in_force);
    if !holds_in_force || row.version.len() < 2 {
        problems.push(place.problem(
            "half-dispute",
            Bilingual::new(
                format!("争议 {} 至少要有两种说法,并包括现行的那一种", row.id),
                format!(
                    "dispute {} needs two versions, the one in force among them",
                    row.id
                ),
            ),
            Bilingual::new(
                "请补上 [[dispute.version]]",
                "add the missing [[dispute.version]]",
            ),
        ));
    }
}

/// A problem of a row before its place is known.
struct RowProblem {
    code: &'static str,
    message: Bilingual,
    next: Bilingual,
}

impl RowProblem {
    fn at(self, place: &Place) -> Problem {
        place.problem(self.code, self.message, self.next)
    }
}

fn row_problem(code: &'static str, zh: String, en: String, next: (&str, &str)) -> RowProblem {
    RowProblem {
        code,
        message: Bilingual::new(zh, en),
        next: Bilingual::new(next.0, next.1),
    }
}

fn known_layer(
    pack: &Pack,
    of: &str,
    basis: &std::sync::Arc<Basis>,
    report: &mut impl FnMut(&std::sync::Arc<Basis>, RowProblem),
) {
    if !pack.layers.iter().any(|layer| layer.name == of) {
        let next = (
            "请改成某个 [[layer]] 的 name",
            "use the name of a [[layer]]",
        );
        let zh = format!("没有叫 {of} 的支付项目");
        report(
            basis,
            row_problem(
                "unknown-layer",
                zh,
                format!("no layer is called {of}"),
                next,
            ),
        );
    }
}

fn known_index(
    pack: &Pack,
    share: &IndexShare,
    basis: &std::sync::Arc<Basis>,
    report: &mut impl FnMut(&std::sync::Arc<Basis>, RowProblem),
) {
    if !pack.indices.iter().any(|row| row.name == share.index) {
        let next = ("请补上 [[index]]", "add an [[index]]");
        let zh = format!("没有叫 {} 的指标", share.index);
        let en = format!("no index is called {}", share.index);
        report(basis, row_problem("unknown-index", zh, en, next));
    }
}

fn exactly_one(
    given: &[bool],
    names: &str,
    basis: &std::sync::Arc<Basis>,
    report: &mut impl FnMut(&std::sync::Arc<Basis>, RowProblem),
) {
    if given.iter().filter(|present| **present).count() != 1 {
        let next = ("请只写其中一项", "write exactly one of them");
        let zh = format!("{names} 要正好写一项");
        report(
            basis,
            row_problem(
                "one-of",
                zh,
                format!("exactly one of {names} is needed"),
                next,
            ),
        );
    }
}

fn over_full(rate: Rate) -> RowProblem {
    let next = ("请核对原文", "compare with the published text");
    let (zh, en) = (
        format!("比例 {rate} 超过 100%"),
        format!("rate {rate} is over 100%"),
    );
    row_problem("rate-over-100", zh, en, next)
}

fn empty_band() -> RowProblem {
    let next = ("请检查 above 和 up_to", "check above and up_to");
    row_problem(
        "empty-band",
        "分段的上限不高于下限".into(),
        "the band ends where it begins".into(),
        next,
    )
}

fn unknown_source(id: &str) -> RowProblem {
    let next = (
        "请在 [sources] 里写明,或改正编号",
        "describe it under [sources] or correct the id",
    );
    let (zh, en) = (
        format!("没有来源 {id}"),
        format!("source {id} is not described"),
    );
    row_problem("unknown-source", zh, en, next)
}

fn dates_reversed() -> RowProblem {
    let next = (
        "请检查 from 和 until(until 当天已不再有效)",
        "check from and until (until is the first day no longer in force)",
    );
    row_problem(
        "dates-reversed",
        "until 不晚于 from".into(),
        "until is not after from".into(),
        next,
    )
}

fn unknown_tier(tier: &str) -> RowProblem {
    let next = (
        "请补上 [[tier]],或改正",
        "add a [[tier]] or correct the word",
    );
    let (zh, en) = (
        format!("没有叫 {tier} 的档次"),
        format!("no tier is called {tier}"),
    );
    row_problem("unknown-tier", zh, en, next)
}

fn bad_month_day(text: &str) -> RowProblem {
    let next = (
        "请写成 \"01-01\" 这样的月日",
        "write a month and day such as \"01-01\"",
    );
    let (zh, en) = (
        format!("{text} 不是月日"),
        format!("{text} is not a month and day"),
    );
    row_problem("bad-month-day", zh, en, next)
}

fn not_positive() -> RowProblem {
    let next = ("请核对原文", "compare with the published text");
    row_problem(
        "not-positive",
        "指标数值应大于零".into(),
        "an index is above zero".into(),
        next,
    )
}
