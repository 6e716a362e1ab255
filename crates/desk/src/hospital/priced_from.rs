//! What a bill was priced from, by name, so that a price that changed between two looks can be
//! explained by what changed: the bill itself, the footing, what the year has used up, the account,
//! the rules.

use std::collections::BTreeMap;

use domain::situation::Footing;
use domain::text::Named;
use domain::{Bilingual, say, word_list};

use crate::price::Priced;

word_list! {
    /// One of the things a price is worked out from.
    NamedInput {
        /// Total of the lines.
        Total = "total", "费用合计", "total of the lines";
        /// What of it is eligible.
        Eligible = "eligible", "符合政策范围的费用", "the eligible part of it";
        /// The footing.
        FootingFound = "footing", "备案情形", "the footing";
        /// Balance of the account.
        Account = "account", "个人账户可用的钱", "what the personal account may pay";
        /// Admissions of the year.
        Admissions = "admissions", "本年度第几次住院", "which admission of the year";
        /// What the year has used up.
        Used = "used", "本年度累计", "what the year has used up";
        /// The insurance as it is on record.
        Insured = "insured", "参保登记", "the insurance on record";
        /// What rules ask about the visit.
        Visit = "visit", "就诊情况（级别、病种、日期）", "the visit: level, disease, day";
        /// The rules.
        Rules = "rules", "参保地政策版本", "the rules of the insured place";
    }
}

/// What a price was worked out from: name and value, the running totals each by its own name.
pub type NamedInputs = BTreeMap<String, String>;

/// Before the name of a running total.
const USED: &str = "used ";

/// Values of which only is told that they changed: they are lists, or numbers of files.
const UNTOLD: [NamedInput; 3] = [NamedInput::Insured, NamedInput::Visit, NamedInput::Rules];

/// What a bill was priced from.
pub fn named_inputs(priced: &Priced) -> NamedInputs {
    let inputs = &priced.inputs;
    let situation = &inputs.situation;
    let tier = situation.tier.as_deref().unwrap_or_default();
    let marks: Vec<&str> = situation.traits.iter().map(String::as_str).collect();
    let account = inputs.accounts.own + inputs.accounts.family;
    let insured = format!(
        "{} {} {} {tier} {}",
        situation.insured_at,
        situation.scheme.word(),
        situation.status.word(),
        situation.months
    );
    let visit = format!(
        "{} {} {} {} {}",
        situation.care.word(),
        situation.level.word(),
        situation.day,
        marks.join(","),
        priced.diagnoses.join(",")
    );
    let own = [
        (NamedInput::Total, priced.scope.total().to_string()),
        (NamedInput::Eligible, priced.scope.eligible().to_string()),
        (
            NamedInput::FootingFound,
            situation.footing.word().to_owned(),
        ),
        (NamedInput::Account, account.to_string()),
        (NamedInput::Admissions, situation.admission.to_string()),
        (NamedInput::Insured, insured),
        (NamedInput::Visit, visit),
        (
            NamedInput::Rules,
            priced.pack.hash().chars().take(12).collect(),
        ),
    ];
    let own = own.map(|(name, value)| (name.word().to_owned(), value));
    let used = inputs.year.counters.iter();
    let used = used.map(|(counter, amount)| (format!("{USED}{counter}"), amount.to_string()));
    own.into_iter().chain(used).collect()
}

/// What differs, each in a sentence with what it was and what it is.
pub fn changed_inputs(before: &NamedInputs, now: &NamedInputs) -> Vec<Bilingual> {
    let mut names: Vec<&String> = before.keys().chain(now.keys()).collect();
    names.sort();
    names.dedup();
    let differs = |name: &&String| before.get(*name) != now.get(*name);
    let told = names.into_iter().filter(differs).map(|name| {
        let value = |of: &NamedInputs| of.get(name).cloned().unwrap_or_default();
        sentence(name, (value(before), value(now)))
    });
    let mut told: Vec<Bilingual> = told.collect();
    told.dedup();
    told
}

fn sentence(name: &str, (before, now): (String, String)) -> Bilingual {
    let input = match name.starts_with(USED) {
        true => Some(NamedInput::Used),
        false => NamedInput::from_word(name),
    };
    let Some(input) = input else {
        return say!("{name} 变了", "{name} changed");
    };
    let named = input.name();
    if UNTOLD.contains(&input) {
        return say!("{named}变了", "{named} changed"; named = named);
    }
    let shown = |value: String| {
        let footing = Footing::from_word(&value).filter(|_| input == NamedInput::FootingFound);
        match (footing, value.is_empty()) {
            (Some(footing), _) => footing.name(),
            (None, true) => Bilingual::new("0", "0"),
            (None, false) => Bilingual::new(value.clone(), value),
        }
    };
    say!(
        "{named}原来是 {before}，现在是 {now}",
        "{named} was {before} and is {now}";
        named = named,
        before = shown(before),
        now = shown(now)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inputs(rows: &[(&str, &str)]) -> NamedInputs {
        let row = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        rows.iter().map(row).collect()
    }

    #[test]
    fn what_changed_is_told_with_both_values_and_nothing_else() {
        let before = inputs(&[
            ("account", "500.00"),
            ("footing", "unfiled"),
            ("rules", "a"),
            ("total", "780.00"),
        ]);
        let now = inputs(&[
            ("account", "20.00"),
            ("footing", "at-home"),
            ("rules", "b"),
            ("total", "780.00"),
            ("used outpatient", "100.00"),
        ]);
        let told = changed_inputs(&before, &now);
        let zh: Vec<&str> = told.iter().map(|one| one.zh.as_str()).collect();
        assert_eq!(
            zh,
            [
                "个人账户可用的钱原来是 500.00，现在是 20.00",
                "备案情形原来是 未备案，现在是 参保地就医",
                "参保地政策版本变了",
                "本年度累计原来是 0，现在是 100.00",
            ]
        );
        assert!(changed_inputs(&before, &before).is_empty());
    }
}
