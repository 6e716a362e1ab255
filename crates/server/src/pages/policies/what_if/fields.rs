//! The fields of the form, with what was typed and what is wrong with it.

use std::collections::{BTreeMap, BTreeSet};

use domain::facility::{Care, Level};
use domain::facts::{DESIGNATED, REFERRED_UP};
use domain::filing::{FILED_BY_PLEDGE, FILED_BY_PROOF, FilingReason};
use domain::footing::{FILED_ELSEWHERE, HOME_SUSPENDED};
use domain::person::{Scheme, Status};
use domain::plan::fold::running;
use domain::policy::{Library, Pack};
use domain::procedures::Procedures;
use domain::rules::Counts;
use domain::situation::Footing;
use domain::text::{Bilingual, Named, Sep};
use jiff::civil::Date;
use workbench::show::disputes;

use super::super::links::pack_name;
use crate::pages::given::FormValues;
use crate::web::policy::what_if::{Field, FieldKind, FormOption};

/// Filings a person may choose, by the footing they give; everything else is decided by the rules.
pub(super) const FILINGS: [(Footing, FilingReason); 3] = [
    (Footing::LongTermFiled, FilingReason::LongTermResident),
    (Footing::Referred, FilingReason::Referral),
    (Footing::TemporaryFiled, FilingReason::OtherTemporary),
];

/// The word of an emergency.
pub(super) const EMERGENCY: &str = "emergency";

type Words = (&'static str, &'static str);

const NONE: Words = ("", "");

fn both((zh, en): Words) -> Bilingual {
    Bilingual::new(zh, en)
}

pub(super) fn field(name: &str, (label, hint): (Words, Words), kind: FieldKind) -> Field {
    Field {
        name: name.to_owned(),
        label: both(label),
        hint: both(hint),
        kind,
        wrong: None,
    }
}

fn choice(word: &str, name: Bilingual, chosen: Option<&str>) -> FormOption {
    FormOption {
        word: word.to_owned(),
        name,
        chosen: chosen == Some(word),
    }
}

/// The insured place and scheme.
pub(super) fn pack(library: &Library, chosen: Option<&str>) -> Field {
    let none = choice("", Bilingual::new("请选择", "please choose"), None);
    let packs = library.packs().map(|pack| {
        let word = format!("{}/{}", pack.region, pack.scheme);
        choice(&word, pack_name(pack), chosen)
    });
    let label = (
        ("在哪里参保，参什么保", "Insured where, in which scheme"),
        NONE,
    );
    field(
        "pack",
        label,
        FieldKind::Choice([none].into_iter().chain(packs).collect()),
    )
}

/// The tier, where the scheme has tiers on that day.
pub(super) fn tier(pack: &Pack, day: Date, chosen: Option<&str>) -> Option<Field> {
    let open = pack.tables.tiers.iter().filter(|row| row.is_in_force(day));
    let none = choice("", Bilingual::new("请选择", "please choose"), None);
    let tiers = open.map(|row| choice(&row.name, row.title.clone(), chosen));
    let choices: Vec<FormOption> = [none].into_iter().chain(tiers).collect();
    let label = (("档次", "Tier"), NONE);
    (choices.len() > 1).then(|| field("tier", label, FieldKind::Choice(choices)))
}

/// On the job or retired; residents are neither.
pub(super) fn status(scheme: Scheme, chosen: Option<&str>) -> Option<Field> {
    if scheme == Scheme::Resident {
        return None;
    }
    let choices = [Status::OnJob, Status::Retired].map(|s| choice(s.word(), s.name(), chosen));
    let label = (("在职还是退休", "On the job or retired"), NONE);
    Some(field("status", label, FieldKind::Choice(choices.to_vec())))
}

pub(super) fn care(chosen: Option<&str>) -> Field {
    let chosen = chosen.or(Some(Care::Inpatient.word()));
    let choices = Care::ALL.iter().map(|c| choice(c.word(), c.name(), chosen));
    let label = (("看什么", "What care"), NONE);
    field("care", label, FieldKind::Choice(choices.collect()))
}

pub(super) fn level(chosen: Option<&str>) -> Field {
    let chosen = chosen.or(Some(Level::Tertiary.word()));
    let choices = Level::ALL
        .iter()
        .map(|l| choice(l.word(), l.name(), chosen));
    let label = (("医院几级", "Level of the hospital"), NONE);
    field("level", label, FieldKind::Choice(choices.collect()))
}

pub(super) fn filing(chosen: Option<&str>) -> Field {
    let none = choice("", Bilingual::new("没有备案", "not filed"), None);
    let filings = FILINGS.iter();
    let filings = filings.map(|(footing, _)| choice(footing.word(), footing.name(), chosen));
    let label = (("备案情况", "Filing"), NONE);
    field(
        "footing",
        label,
        FieldKind::Choice([none].into_iter().chain(filings).collect()),
    )
}

fn check(name: &str, words: Words, chosen: bool) -> FormOption {
    FormOption {
        word: name.to_owned(),
        name: both(words),
        chosen,
    }
}

/// What the hospital marks, and whether the person chose it.
pub(super) fn circumstances((emergency, designated, referral): (bool, bool, bool)) -> Field {
    let checks = vec![
        check(
            "designated",
            (
                "本人选定了这家机构（门诊）",
                "I chose this institution (outpatient)",
            ),
            designated,
        ),
        check(EMERGENCY, ("急诊抢救", "Emergency rescue"), emergency),
        check(
            "referral",
            ("医院标注了转诊", "The hospital marked a referral"),
            referral,
        ),
    ];
    let label = (("这次就医", "This visit"), NONE);
    field("circumstances", label, FieldKind::Checks(checks))
}

/// The marks the pack asks about, by name; those that follow from filings are decided by the rules.
pub(super) fn marks(
    pack: &Pack,
    known: &BTreeMap<String, Bilingual>,
    chosen: &BTreeSet<String>,
) -> Option<Field> {
    let decided = [
        DESIGNATED,
        REFERRED_UP,
        FILED_BY_PLEDGE,
        FILED_BY_PROOF,
        FILED_ELSEWHERE,
        HOME_SUSPENDED,
    ];
    let asked = |mark: &str| pack.asks_about(mark) && !decided.contains(&mark);
    let offered = known.iter().filter(|(mark, _)| {
        (asked(mark) && !mark.starts_with("option-")) || chosen.contains(mark.as_str())
    });
    let checks: Vec<FormOption> = offered
        .map(|(mark, name)| FormOption {
            word: format!("mark-{mark}"),
            name: name.clone(),
            chosen: chosen.contains(mark),
        })
        .collect();
    let hint = ("符合哪项选哪项", "tick what holds");
    let label = (("本人或机构属于", "The person or the institution is"), hint);
    (!checks.is_empty()).then(|| field("marks", label, FieldKind::Checks(checks)))
}

/// Where the pack asks about no mark, only to say so.
pub(super) fn no_marks() -> Field {
    let label = (("标记", "Marks"), NONE);
    field("marks", label, FieldKind::Checks(vec![]))
}

/// The options of filings on the day: word and name.
pub(super) fn options(rules: &Procedures, day: Date) -> Vec<(String, Bilingual)> {
    let mut options: Vec<(String, Bilingual)> = Vec::new();
    for category in rules.categories_on(day) {
        for option in &category.options {
            let name = rules.sheets().find_map(|sheet| sheet.options.get(option));
            let named = (option.clone(), name.cloned().unwrap_or_default());
            if !options.contains(&named) {
                options.push(named);
            }
        }
    }
    options
}

pub(super) fn option(options: &[(String, Bilingual)], chosen: Option<&str>) -> Field {
    let none = choice("", Bilingual::new("没有选", "none"), None);
    let offered = options.iter();
    let offered = offered.map(|(word, name)| choice(word, name.clone(), chosen));
    let label = (("备案时选的待遇", "Option chosen when filing"), NONE);
    let choices = [none].into_iter().chain(offered).collect();
    field("option", label, FieldKind::Choice(choices))
}

pub(super) fn pledged(chosen: bool) -> Field {
    let words = ("承诺制办理，没有交材料", "By pledge, without proofs");
    let label = (("备案怎么办的", "How it was filed"), NONE);
    let checks = vec![check("pledged", words, chosen)];
    field("how", label, FieldKind::Checks(checks))
}

pub(super) fn filed_to(given: &FormValues) -> Field {
    let label = ("备案到哪里", "Filed to");
    let hint = ("不填就是看病的地方", "where one is treated when left out");
    field(
        "filed_to",
        (label, hint),
        FieldKind::Words(given.text("filed_to")),
    )
}

pub(super) fn day_of(given: &FormValues, name: &str, label: Words, hint: Words) -> Field {
    field(name, (label, hint), FieldKind::Day(given.text(name)))
}

/// By which source; none where no version can be computed.
pub(super) fn according_to(pack: &Pack, chosen: Option<&str>) -> Option<Field> {
    let none = Bilingual::new("现行的规定", "the rules in force");
    let mut choices = vec![choice("", none, None)];
    let versions = disputes(pack)
        .into_iter()
        .flat_map(|dispute| dispute.versions);
    let names = versions.filter_map(|version| version.according_to);
    choices.extend(names.map(|name| choice(&name, super::version_name(pack, &name), chosen)));
    let label = (("按哪一种说法", "By which version"), NONE);
    (choices.len() > 1).then(|| field("according_to", label, FieldKind::Choice(choices)))
}

pub(super) fn place(given: &FormValues) -> Field {
    let label = ("在哪里看病", "Treated where");
    let hint = (
        "城市名或六位代码；不填就是在参保地",
        "a city or its six digits; at home when left out",
    );
    field("at", (label, hint), FieldKind::Words(given.text("at")))
}

/// Bills as people know them, in whole yuan, for whoever has none at hand.
pub(super) const USUAL: [(i64, Words); 5] = [
    (300, ("看一次门诊，300 元", "an outpatient visit, 300")),
    (10_000, ("普通住院，1 万元", "a usual stay, 10,000")),
    (
        30_000,
        ("做手术住院，3 万元", "a stay with surgery, 30,000"),
    ),
    (100_000, ("大病住院，10 万元", "a grave illness, 100,000")),
    (
        300_000,
        (
            "一年的大病花费，30 万元",
            "a grave illness over a year, 300,000",
        ),
    ),
];

pub(super) fn usual(chosen: Option<&str>) -> Field {
    let none = ("我填总费用", "I give the whole bill");
    let none = choice("", both(none), None);
    let offered = USUAL.iter();
    let offered = offered.map(|(yuan, name)| choice(&yuan.to_string(), both(*name), chosen));
    let label = (("多大的一笔账", "How large a bill"), NONE);
    field(
        "usual",
        label,
        FieldKind::Choice([none].into_iter().chain(offered).collect()),
    )
}

pub(super) fn number(given: &FormValues, name: &str, label: Words, hint: Words) -> Field {
    field(name, (label, hint), FieldKind::Number(given.text(name)))
}

/// What was used up before in the year, the month or the quarter of a day: one field a running
/// total, with the name under which it runs. Totals of one fund are told apart by what their limit
/// says.
pub(super) fn used(pack: &Pack, given: &FormValues, day: Date) -> Vec<(String, Field)> {
    let counters = pack.counters();
    let labels: Vec<Bilingual> = counters.iter().map(|c| counter_label(pack, c)).collect();
    let twice = |label: &Bilingual| labels.iter().filter(|other| *other == label).count() > 1;
    let field = |((counter, over), label): (&(String, Counts), &Bilingual)| {
        let runs = running(counter, *over, day);
        let field = Field {
            label: label.clone(),
            hint: match twice(label) {
                true => limit(pack, counter),
                false => Default::default(),
            },
            ..number(given, &used_name(counter, *over), NONE, NONE)
        };
        (runs, field)
    };
    counters.iter().zip(&labels).map(field).collect()
}

/// What the latest limit of a running total says of itself.
fn limit(pack: &Pack, counter: &str) -> Bilingual {
    let rows = pack.tables.ceilings.iter();
    let limits = rows.filter(|row| row.counter == counter && !row.unlimited && row.says.is_some());
    let latest = limits.max_by_key(|row| row.from);
    latest.and_then(|row| row.says.clone()).unwrap_or_default()
}

/// What was used up of a running total, and since when.
fn counter_label(pack: &Pack, (counter, over): &(String, Counts)) -> Bilingual {
    let (zh, en) = match over {
        Counts::Month => ("当月", "this month"),
        Counts::Quarter => ("当季度", "this quarter"),
        Counts::Year | Counts::Visit => ("今年", "this year"),
    };
    if let Some((name, which)) = counter.split_once(':') {
        let title = layer(pack, name);
        return match which {
            "base" => Bilingual::new(
                format!("{zh}已进入{}的金额，元", title.zh),
                format!("Entered {en} ({}), yuan", title.en),
            ),
            "deductible" => Bilingual::new(
                format!("{zh}已付的起付线（{name}），元"),
                format!("Deductible paid {en} ({name}), yuan"),
            ),
            "taken" => Bilingual::new(
                format!("{zh}{}已付的起付线，元", title.zh),
                format!("Deductible paid {en} ({}), yuan", title.en),
            ),
            _ => Bilingual::new(
                format!("{zh}{}已付的金额，元", title.zh),
                format!("Paid {en} ({}), yuan", title.en),
            ),
        };
    }
    let titles = layers_limited(pack, counter);
    // A phone has room for two.
    if let [title, rest @ ..] = titles.as_slice()
        && rest.len() > 1
    {
        let count = titles.len();
        return Bilingual::new(
            format!("{zh}已付（{}等 {count} 项合计），元", title.zh),
            format!("Paid {en} ({} and {} more), yuan", title.en, count - 1),
        );
    }
    let titles = Bilingual::join(titles, Sep::List);
    Bilingual::new(
        format!("{zh}已付（{}），元", titles.zh),
        format!("Paid {en} ({}), yuan", titles.en),
    )
}

/// The layers that a running total limits, each once.
fn layers_limited(pack: &Pack, counter: &str) -> Vec<Bilingual> {
    let mut titles: Vec<Bilingual> = Vec::new();
    let rows = pack.tables.ceilings.iter();
    for name in rows
        .filter(|row| row.counter == counter)
        .flat_map(|row| row.of.iter())
    {
        let title = layer(pack, name);
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    titles
}

/// The field of a running total. It does not change with the day that is asked about.
fn used_name(counter: &str, over: Counts) -> String {
    match over {
        Counts::Year | Counts::Visit => format!("used-{counter}"),
        Counts::Month | Counts::Quarter => format!("used-{counter}-{over}"),
    }
}

fn layer(pack: &Pack, name: &str) -> Bilingual {
    let known = pack.tables.layers.iter().find(|layer| layer.name == name);
    known.map_or_else(|| Bilingual::new(name, name), |layer| layer.title.clone())
}

#[cfg(test)]
mod tests {
    use domain::files::NamedText;

    use super::*;

    const PACK: &str = r#"
region = "449900"
scheme = "employee"
title = { zh = "构造", en = "made up" }
sources.V1 = { title = "v", class = "A" }

[[benefit_year]]
starts = "01-01"
from = "2025-01-01"
basis = { source = "V1", confidence = "A" }

[[layer]]
name = "pooled"
title = { zh = "统筹", en = "pooled" }
payer = "pooled-fund"
base = ["eligible"]
counts = "month"
from = "2025-01-01"
basis = { source = "V1", confidence = "A" }

[[deductible]]
of = "pooled"
amount = "50.00"
counter = "care"
from = "2025-01-01"
basis = { source = "V1", confidence = "A" }

[[rate]]
of = "pooled"
pay = "60%"
from = "2025-01-01"
basis = { source = "V1", confidence = "A" }

[[ceiling]]
counter = "most"
of = "pooled"
per = "quarter"
amount = "300.00"
from = "2025-01-01"
basis = { source = "V1", confidence = "A" }
"#;

    #[test]
    fn totals_of_a_month_and_a_quarter_are_asked_for_under_the_day() {
        let file = NamedText {
            name: "449900/employee.toml".to_owned(),
            text: PACK.to_owned(),
        };
        let pack = Pack::parse(&[file], |_| String::new()).expect("a pack");
        let day = jiff::civil::date(2026, 5, 8);
        let fields = used(&pack, &FormValues::default(), day);
        let told = fields.iter().map(|(runs, field)| {
            let Bilingual { zh, en } = &field.label;
            format!("{runs} · {} · {zh} · {en}", field.name)
        });
        let wanted = [
            "care:deductible · used-care:deductible · 今年已付的起付线（care），元 · \
             Deductible paid this year (care), yuan",
            "most@2026-Q2 · used-most-quarter · 当季度已付（统筹），元 · \
             Paid this quarter (pooled), yuan",
            "pooled:base@2026-05 · used-pooled:base-month · 当月已进入统筹的金额，元 · \
             Entered this month (pooled), yuan",
        ];
        assert_eq!(told.collect::<Vec<_>>(), wanted);
    }
}
