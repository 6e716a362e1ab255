//! What a test said of a draft or a release, for the page of its change.

use desk::releases::{PackChange, PackFate, RuleChange, TestResult};
use domain::shares::Payer;
use domain::text::{Named, Sep};
use domain::{Bilingual, Money, say};
use workbench::case::ValueDiffers;
use workbench::diff::ChangeKind;
use workbench::judge::Finding;

use crate::web::policy::change::{
    BillBar, ChangeView, ChangedRule, FailingGroup, FailingRow, FindingInWords,
};

/// The change a test is about.
pub(super) fn view(test: &TestResult) -> ChangeView {
    let packs = &test.differences;
    let bills = packs.iter().flat_map(|pack| bills(pack, packs.len() > 1));
    let rows = packs.iter().flat_map(|pack| rows(pack, packs.len() > 1));
    let changed = test.changes.cases_changed.iter();
    let dropped = test.changes.cases_dropped.iter();
    ChangeView {
        heading: heading(packs, test),
        rows: rows.collect(),
        bills: bills.collect(),
        bills_on: packs.iter().find_map(|pack| pack.bills_on).map(|day| {
            say!(
                "按 {day} 的规定算；在那以前都不变",
                "by the rules of {day}; nothing changes before"
            )
        }),
        unchanged: packs.iter().map(|pack| pack.bills_unchanged).sum(),
        past: test.past.says(),
        failing: groups(&test.findings),
        findings: others(&test.findings),
        passed: test.passed,
        cases_changed: changed
            .map(|case| {
                let name = case.name.clone();
                let (old, new) = (&case.expected_before, &case.expects_now);
                (name, expectation(old), expectation(new))
            })
            .collect(),
        cases_dropped: dropped.map(|case| case.name.clone()).collect(),
        cases_added: test.changes.cases_added,
    }
}

/// What a test was about, in a sentence.
pub(super) fn in_a_sentence(test: &TestResult) -> Bilingual {
    heading(&test.differences, test)
}

/// The figures that changed first, then what else did.
fn heading(packs: &[PackChange], test: &TestResult) -> Bilingual {
    let all: Vec<&RuleChange> = packs.iter().flat_map(|pack| &pack.rows).collect();
    let rank = |row: &&&RuleChange| match row.kind {
        ChangeKind::Value => 0,
        ChangeKind::Added | ChangeKind::Removed | ChangeKind::Rewritten => 1,
        ChangeKind::Dates => 2,
        ChangeKind::Source | ChangeKind::Wording => 3,
    };
    let Some(first) = all.iter().min_by_key(rank) else {
        let whole = packs.iter().find(|pack| pack.fate != PackFate::Changed);
        return match whole {
            Some(pack) => {
                let (title, fate) = (pack.title.clone(), pack.fate.name());
                say!("{title}：{fate}", "{title}: {fate}"; title = title, fate = fate)
            }
            None if test.differences.is_empty() && !test.findings.is_empty() => say!(
                "还读不出改了什么：先把下面的问题改好",
                "What changes cannot be read yet: mend what stands below first"
            ),
            None => say!(
                "报销的规定不变，只改别的文字或算例",
                "No rule of payment changes, only other words or cases"
            ),
        };
    };
    let paired = instead(&all, first);
    let others = match &paired {
        Some(_) => all.len() - 2,
        None => all
            .iter()
            .filter(|row| row.sentence != first.sentence)
            .count(),
    };
    let sentence = paired.unwrap_or_else(|| first.sentence.clone());
    match others {
        0 => sentence,
        more => say!(
            "{sentence}；另有 {more} 处", "{sentence}; and {more} more"; sentence = sentence
        ),
    }
}

/// A row that comes or goes beside one of the same figure that ends or goes on: one figure in place
/// of another, said as that.
fn instead(all: &[&RuleChange], first: &RuleChange) -> Option<Bilingual> {
    let is_other =
        |row: &&&RuleChange| row.kind == ChangeKind::Dates && row.subject == first.subject;
    let other = all.iter().find(is_other)?;
    let subject = first.subject.clone();
    match first.kind {
        ChangeKind::Added => {
            let (was, is) = (other.before.clone()?, first.after.clone()?);
            let from = first.basis.as_ref()?.from;
            Some(say!(
                "{subject}：从 {was} 改为 {is}，{from} 起",
                "{subject}: from {was} to {is}, from {from} on";
                subject = subject, was = was, is = is
            ))
        }
        ChangeKind::Removed => {
            let (was, is) = (first.before.clone()?, other.after.clone()?);
            Some(say!(
                "{subject}：从 {was} 恢复为 {is}",
                "{subject}: from {was} back to {is}";
                subject = subject, was = was, is = is
            ))
        }
        _ => None,
    }
}

fn titled(pack: &PackChange, several: bool, says: Bilingual) -> Bilingual {
    match several {
        false => says,
        true => {
            let title = pack.title.clone();
            say!("{title}：{says}", "{title}: {says}"; title = title, says = says)
        }
    }
}

fn rows(pack: &PackChange, several: bool) -> Vec<ChangedRule> {
    let row = |row: &RuleChange| ChangedRule {
        what: row.kind.name(),
        subject: titled(pack, several, row.subject.clone()),
        before: row.before.clone(),
        after: row.after.clone(),
        basis: row.basis.clone(),
    };
    pack.rows.iter().map(row).collect()
}

fn bills(pack: &PackChange, several: bool) -> Vec<BillBar> {
    let bar = |bill: &desk::releases::BillChange| BillBar {
        bill: titled(pack, several, bill.bill.clone()),
        before: bill.person_before,
        after: bill.person_after,
    };
    pack.bills.iter().map(bar).collect()
}

/// Whether a finding is a case that comes out otherwise.
fn is_case(finding: &Finding) -> bool {
    finding.code == "case-failed"
}

/// What makes a case fail, as far as it can be said.
pub(super) fn cause(finding: &Finding) -> Bilingual {
    let what = || finding.differences.first().map(|one| what(&one.path));
    let cause = finding.cause.clone().or_else(what);
    cause.unwrap_or_else(|| say!("算出来的和预期不一样", "it comes out otherwise"))
}

/// The cases that fail, those of one cause together, the largest group first.
pub(super) fn by_cause(findings: &[Finding]) -> Vec<(Bilingual, Vec<&Finding>)> {
    let mut groups: Vec<(Bilingual, Vec<&Finding>)> = Vec::new();
    for finding in findings.iter().filter(|finding| is_case(finding)) {
        let cause = cause(finding);
        match groups.iter_mut().find(|(known, _)| *known == cause) {
            Some((_, group)) => group.push(finding),
            None => groups.push((cause, vec![finding])),
        }
    }
    groups.sort_by_key(|(_, group)| std::cmp::Reverse(group.len()));
    groups
}

fn groups(findings: &[Finding]) -> Vec<FailingGroup> {
    let groups = by_cause(findings).into_iter().enumerate();
    let group = |(number, (cause, all)): (usize, (Bilingual, Vec<&Finding>))| FailingGroup {
        cause,
        count: all.len(),
        rows: like(&all),
        names: all.iter().filter_map(|one| one.case.clone()).collect(),
        mendable: all
            .iter()
            .any(|one| !one.differences.is_empty())
            .then_some(number),
    };
    groups.map(group).collect()
}

/// So many ways to differ are shown of a group.
const ROWS_SHOWN: usize = 8;

/// One case for each way in which the cases of a group differ.
fn like(findings: &[&Finding]) -> Vec<FailingRow> {
    let mut rows: Vec<(String, FailingRow)> = Vec::new();
    for finding in findings {
        let Some(first) = finding.differences.first() else {
            continue;
        };
        let key = format!("{}{}", first.path, by_how_much(first));
        if let Some((_, row)) = rows.iter_mut().find(|(known, _)| *known == key) {
            row.count += 1;
            continue;
        }
        let row = FailingRow {
            name: finding.case.clone().unwrap_or_default(),
            count: 1,
            what: what(&first.path),
            expected: in_words(first, &first.expected),
            got: in_words(first, &first.got),
        };
        rows.push((key, row));
    }
    rows.sort_by_key(|(_, row)| std::cmp::Reverse(row.count));
    rows.truncate(ROWS_SHOWN);
    rows.into_iter().map(|(_, row)| row).collect()
}

/// How two sides differ: by payer where they are amounts, else from what to what.
fn by_how_much(difference: &ValueDiffers) -> String {
    let side = |text: &str| -> Vec<(String, i64)> {
        let shares = text.split(", ").filter_map(|share| {
            let (payer, amount) = share.split_once(' ')?;
            let amount: Money = amount.parse().ok()?;
            Some((payer.to_owned(), amount.fen()))
        });
        shares.collect()
    };
    let (expected, got) = (side(&difference.expected), side(&difference.got));
    if difference.path != "payers" || got.is_empty() {
        return format!("{}→{}", difference.expected, difference.got);
    }
    let was = |payer: &str| {
        let mut known = expected.iter().filter(|(name, _)| name == payer);
        known.next().map_or(0, |(_, fen)| *fen)
    };
    let moved = got
        .iter()
        .map(|(payer, fen)| format!("{payer}{}", fen - was(payer)));
    moved.collect::<Vec<_>>().join(",")
}

/// What a key of an expectation is about.
fn what(path: &str) -> Bilingual {
    let top = path.split('.').next().unwrap_or_default();
    let (zh, en) = match top {
        "payers" => ("谁付多少", "who pays what"),
        "rates" => ("支付比例", "the rate"),
        "deductibles" => ("起付线", "the deductible"),
        "self_pay_first" => ("先自付的比例", "what is paid first"),
        "adjustments" => ("比例的调整", "how the rate is adjusted"),
        "ceilings" => ("限额", "the ceiling"),
        "borne" => ("留给个人的部分", "what stays with the person"),
        "entered" => ("进入一层的金额", "what enters a fund"),
        "fund_share" => ("基金付的占比", "the share of the funds"),
        "footing" => ("备案情形", "the footing"),
        "credit" => ("每月划入个人账户", "the monthly account credit"),
        "provisional" => ("是不是暂算", "whether it is provisional"),
        "refusal" => ("算不算得出", "whether there is an answer"),
        "steps" => ("计算的步骤", "the steps"),
        "disputes" => ("要显示的争议", "the disputes shown"),
        _ => ("要显示的说明", "the notes shown"),
    };
    Bilingual::new(zh, en)
}

/// A value of an expectation, in words where it is amounts by payer.
fn in_words(difference: &ValueDiffers, text: &str) -> Bilingual {
    match difference.path.as_str() {
        "payers" => shares(text),
        _ if text == "none" => say!("没有", "none"),
        _ => Bilingual::new(text, text),
    }
}

/// `pooled-fund 8460.00, cash 1540.00` → «统筹基金 8,460.00，现金 1,540.00».
pub(super) fn shares(text: &str) -> Bilingual {
    let share = |share: &str| {
        let (payer, amount) = share.split_once(' ')?;
        let amount = amount.parse::<Money>().ok()?.grouped();
        let payer = Payer::from_word(payer)?.name();
        Some(say!("{payer} {amount}", "{payer} {amount}"; payer = payer))
    };
    let told: Option<Vec<Bilingual>> = text.split(", ").map(share).collect();
    match told {
        Some(told) => Bilingual::join(told, Sep::Comma),
        None => Bilingual::new(text, text),
    }
}

/// What a case expects, from its text: amounts by payer in words, the rest counted as it stands.
fn expectation(text: &str) -> Bilingual {
    let read = |text: &str| -> Option<Vec<Bilingual>> {
        let table = text.parse::<toml::Table>().ok()?;
        let expect = table.get("expect")?.as_table()?;
        let told = expect.iter().map(|(key, value)| {
            let said = match (key.as_str(), value.as_table()) {
                ("payers", Some(payers)) => {
                    let share = |(payer, amount): (&String, &toml::Value)| {
                        format!("{payer} {}", amount.as_str().unwrap_or_default())
                    };
                    let list: Vec<String> = payers.iter().map(share).collect();
                    shares(&list.join(", "))
                }
                (_, Some(values)) => {
                    let values: Vec<&str> =
                        values.values().filter_map(toml::Value::as_str).collect();
                    let list = values.join(" ");
                    Bilingual::new(list.clone(), list)
                }
                (_, None) => {
                    let plain = value
                        .as_str()
                        .map_or_else(|| value.to_string(), str::to_owned);
                    Bilingual::new(plain.clone(), plain)
                }
            };
            let what = what(key);
            say!("{what} {said}", "{what} {said}"; what = what, said = said)
        });
        Some(told.collect())
    };
    match read(text) {
        Some(told) if !told.is_empty() => Bilingual::join(told, Sep::Semicolon),
        _ => say!("没有写", "nothing"),
    }
}

fn others(findings: &[Finding]) -> Vec<FindingInWords> {
    let others = findings.iter().filter(|finding| !is_case(finding));
    let shown = others.map(|finding| FindingInWords {
        place: spot(&finding.file, finding.line),
        href: None,
        says: finding.message.clone(),
        next: finding.next.clone(),
        proving: None,
    });
    shown.collect()
}

/// Where something stands, as people call the file.
pub(super) fn spot(file: &str, line: usize) -> Bilingual {
    let name = file_name(file);
    say!("{name}，第 {line} 行", "{name}, line {line}"; name = name)
}

/// What people call a file of a folder.
pub(super) fn file_name(file: &str) -> Bilingual {
    let (_, inner) = file.split_once('/').unwrap_or(("", file));
    match inner.strip_suffix(".toml").unwrap_or(inner) {
        "region" => say!("各险种共用的规定", "rules all schemes share"),
        "employee" => say!("职工医保", "the employee scheme"),
        "resident" => say!("居民医保", "the resident scheme"),
        "procedures" => say!("经办规则", "procedures"),
        "dictionaries" => say!("字典", "dictionaries"),
        other => {
            let name = other.strip_prefix("cases/").unwrap_or(other);
            say!("算例 {name}", "cases {name}")
        }
    }
}
