//! Packs whose rows are written in short, and bills for them.

use domain::Money;
use domain::adjudicate::Adjudication;
use domain::bill::Scope;
use domain::explain::Inputs;
use domain::files::{NamedText, Problem};
use domain::footing::FootingDecision;
use domain::plan::fold::plain_situation;
use domain::policy::Pack;
use domain::rules::Component;
use domain::shares::Payer;
use domain::situation::Footing;
use domain::situation::{Accounts, Situation, YearToDate};
use domain::text::Bilingual;
use jiff::civil::date;

/// What all rows share.
pub const REST: &str = "from = \"2025-01-01\"\nbasis = { source = \"A\", confidence = \"A\" }\n";

const BASIS: &str = "basis = { source = \"A\", confidence = \"A\" }\n";

const HEAD: &str = r#"region = "440300"
scheme = "employee"
[sources.A]
title = "a"
class = "A"
[sources.B]
title = "b"
class = "C"
[[index]]
name = "wage"
year = 2024
value = "8084.00"
basis = { source = "A", confidence = "A" }
"#;

/// The text of a pack whose rows are given in short: `rate: pay = "90%"; above = "500.00"` is a row
/// of the table `rate`, about the layer `fund` unless it names another. A row may give days of its
/// own.
pub fn text(rows: &[&str]) -> String {
    let mut text = format!("{HEAD}[[benefit_year]]\nstarts = \"01-01\"\n{REST}");
    let has_layer = rows.iter().any(|row| row.contains("name = \"fund\""));
    let plain = r#"layer: name = "fund"; base = ["eligible"]; counts = "visit""#;
    let layer = (!has_layer).then_some(&plain);
    for row in layer.into_iter().chain(rows) {
        let (table, row) = row.split_once(": ").expect("a table and its row");
        let fields = row.replace("; ", "\n");
        let given = |column: &str| fields.lines().any(|line| line.starts_with(column));
        let is_layer = table == "layer";
        let more = match table {
            "layer" => "title = { zh = \"层\", en = \"layer\" }\n",
            "account" | "direct" | "note" | "disease" | "cancellation" | "index" => "",
            _ if given("of = ") => "",
            _ => "of = \"fund\"\n",
        };
        let pays = is_layer && !fields.contains("payer");
        let payer = if pays {
            "payer = \"pooled-fund\"\n"
        } else {
            ""
        };
        let rest = match given("from = ") || table == "index" {
            true => BASIS,
            false => REST,
        };
        text += &format!("[[{table}]]\n{more}{payer}{fields}\n{rest}");
    }
    text
}

/// What is wrong with rows.
pub fn problems(rows: &[&str]) -> Vec<Problem> {
    let parsed = Pack::parse(&[file(rows)], |_| String::new());
    parsed.err().unwrap_or_default()
}

/// The codes of what is wrong with rows.
pub fn codes(rows: &[&str]) -> Vec<&'static str> {
    problems(rows).iter().map(|problem| problem.code).collect()
}

fn file(rows: &[&str]) -> NamedText {
    NamedText {
        name: "employee.toml".to_owned(),
        text: text(rows),
    }
}

/// A sound pack of such rows.
pub fn pack(rows: &[&str]) -> Pack {
    let told = |problems: Vec<Problem>| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        lines.join("\n")
    };
    let pack = Pack::parse(&[file(rows)], |_| String::new());
    pack.map_err(told).expect("the rows make a sound pack")
}

pub fn yuan(text: &str) -> Money {
    text.replace(' ', "").parse().expect("an amount")
}

/// A bill of somebody treated in another province.
pub fn inputs(pack: &Pack, eligible: &str) -> Inputs {
    let footing = Footing::TemporaryFiled;
    Inputs {
        situation: Situation {
            treated_at: "110105".parse().expect("a division code"),
            footing,
            ..plain_situation(pack, date(2025, 6, 1))
        },
        footing: FootingDecision {
            footing,
            reason: Bilingual::new("所给", "as given"),
            traits: vec![],
            basis: vec![],
        },
        scope: Scope {
            ordinary: yuan(eligible),
            ..Scope::default()
        },
        year: YearToDate::default(),
        accounts: Accounts::default(),
        provisional: vec![],
        uncovered: false,
        on_account: false,
        decided: vec![],
    }
}

pub fn result(pack: &Pack, inputs: &Inputs) -> Adjudication {
    let computed = inputs.compute(pack, None);
    computed.expect("the pack covers it").adjudication
}

pub fn fund(pack: &Pack, eligible: &str) -> Money {
    let shares = result(pack, &inputs(pack, eligible)).shares;
    shares.of(Payer::PooledFund)
}

pub fn borne(of: &Adjudication, component: Component) -> String {
    of.borne[component as usize].to_string()
}
