//! Facts that cannot be, and statements that contradict each other, are refused with a code and the
//! field; what is assumed is told.

use std::sync::LazyLock;

use domain::policy::Library;
use serde_json::{Value, json};
use workbench::case::{Case, CaseError};

use crate::support::{files, hash};

static LIBRARY: LazyLock<Library> = LazyLock::new(|| {
    Library::parse(&files(), hash).unwrap_or_else(|problems| panic!("{}", problems[0]))
});

/// A stay in Wuhan of somebody insured in Shenzhen.
fn stay() -> Value {
    json!({
        "person": { "insured_at": "440300", "scheme": "employee", "tier": "one" },
        "visit": {
            "day": "2026-11-03", "care": "inpatient", "treated_at": "420100", "level": "tertiary",
            "footing": "long-term-filed",
        },
        "bill": { "eligible": "10000.00" },
    })
}

/// `over` laid over `under`: tables are merged, everything else is replaced, null takes out.
fn lay(under: &mut Value, over: Value) {
    match (under, over) {
        (Value::Object(under), Value::Object(over)) => {
            for (key, value) in over {
                match value {
                    Value::Null => drop(under.remove(&key)),
                    value => lay(under.entry(key).or_insert(Value::Null), value),
                }
            }
        }
        (under, over) => *under = over,
    }
}

fn case(changes: &Value) -> Case {
    let mut case = stay();
    lay(&mut case, changes.clone());
    serde_json::from_value(case).unwrap_or_else(|error| panic!("{changes}: {error}"))
}

/// The code and the words of a refusal.
fn refused(changes: &Value) -> (&'static str, String) {
    match case(changes).quote(&LIBRARY) {
        Ok(answer) => panic!("{changes}: {:?}", answer.explanation.shares),
        Err(error) => (error.code(), error.message().to_string()),
    }
}

fn filing(changes: &Value) -> Value {
    let mut filing = json!({
        "reason": "other-temporary", "destination": "420100", "from": "2026-10-20",
    });
    lay(&mut filing, changes.clone());
    json!({ "visit": { "footing": null, "filings": [filing] } })
}

/// Each is refused with its code, and names its field.
fn all_refused(rows: &[(Value, &str, &str)]) {
    for (changes, code, field) in rows {
        let (found, says) = refused(changes);
        assert_eq!(found, *code, "{changes}: {says}");
        assert!(says.contains(field), "{changes}: {says}");
    }
}

#[test]
fn amounts_are_neither_negative_nor_too_large() {
    all_refused(&[
        (
            json!({"year_to_date": {"counters": {"pooled": "-1.00"}}}),
            "negative-amount",
            "year_to_date.counters.pooled",
        ),
        (
            json!({"person": {"account": "-1.00"}}),
            "negative-amount",
            "person.account",
        ),
        (
            json!({"person": {"family_account": "-1.00"}}),
            "negative-amount",
            "family_account",
        ),
        (
            json!({"person": {"contribution_base": "-5.00"}}),
            "negative-amount",
            "contribution_base",
        ),
        (
            json!({"visit": {"follows": "readmission", "deductible_before": "-5.00"}}),
            "negative-amount",
            "deductible_before",
        ),
        (
            json!({"bill": {"lines": [{"class": "A", "amount": "-1.00"}]}}),
            "negative-amount",
            "bill.lines[0].amount",
        ),
        (
            json!({"bill": {"items": {"implant": "-1.00"}}}),
            "negative-amount",
            "bill.items.implant",
        ),
        (
            json!({"bill": {"lines": [{"class": "B", "amount": "100.00", "upfront": "110%"}]}}),
            "bad-value",
            "bill.lines[0].upfront",
        ),
        (
            json!({"bill": {"lines": [
                {"class": "A", "amount": "100.00"},
                {"class": "B", "amount": "100.00", "upfront": "100.01%"},
            ]}}),
            "bad-value",
            "bill.lines[1].upfront",
        ),
        (
            json!({"bill": {"upfront": "99999999.99"}}),
            "amount-too-large",
            "bill",
        ),
    ]);
}

#[test]
fn people_and_days_that_cannot_be_are_refused() {
    all_refused(&[
        (
            json!({"person": {"age": 15}}),
            "impossible-age",
            "person.age",
        ),
        (
            json!({"person": {"age": 3, "status": "retired"}}),
            "impossible-age",
            "person.age",
        ),
        (
            json!({"person": {"age": 20, "months": 500}}),
            "bad-value",
            "person.months",
        ),
        (
            json!({"visit": {"admitted_on": "2026-12-31"}}),
            "date-order",
            "visit.admitted_on",
        ),
        (
            json!({"visit": {"admitted_on": "1000-01-01"}}),
            "bad-value",
            "visit.admitted_on",
        ),
        (
            json!({"visit": {"day": "1989-12-31"}}),
            "bad-value",
            "visit.day",
        ),
        (
            json!({"visit": {"day": "9999-12-31"}}),
            "bad-value",
            "visit.day",
        ),
    ]);
}

#[test]
fn places_and_marks_that_cannot_be_are_refused() {
    all_refused(&[
        (
            json!({"visit": {"treated_at": "429999"}}),
            "bad-value",
            "visit.treated_at",
        ),
        (
            json!({"visit": {"treated_at": "440000"}}),
            "bad-value",
            "visit.treated_at",
        ),
        (
            json!({"visit": {"treated_at": "429000"}}),
            "bad-value",
            "visit.treated_at",
        ),
        (
            json!({"person": {"recognised": ["nothing"]}}),
            "unknown-disease",
            "nothing",
        ),
        (
            json!({"visit": {"diagnoses": [""]}}),
            "bad-value",
            "visit.diagnoses[0]",
        ),
        (
            json!({"visit": {"grade": "primary-a"}}),
            "contradiction",
            "visit.grade",
        ),
        (
            json!({"visit": {"traits": ["filed-by-pledge"]}}),
            "contradiction",
            "visit.traits",
        ),
    ]);
}

#[test]
fn what_only_cases_say_is_refused_in_a_quote() {
    all_refused(&[
        (json!({"bill": null}), "missing-field", "bill"),
        (
            json!({"expect": {"refusal": "x"}}),
            "unknown-field",
            "expect",
        ),
        (
            json!({"ledger": {"total": "1.00", "payers": {"cash": "1.00"}}}),
            "unknown-field",
            "ledger",
        ),
        (
            json!({"earlier": [{"expect": {}}]}),
            "unknown-field",
            "earlier[0].expect",
        ),
        (
            json!({"earlier": vec![json!({}); 201]}),
            "too-many-bills",
            "200",
        ),
    ]);
}

#[test]
fn a_fault_of_an_earlier_bill_is_told_with_its_path() {
    all_refused(&[
        (
            json!({"earlier": [{"visit": {"treated_at": "429999"}}]}),
            "bad-value",
            "earlier[0].visit.treated_at",
        ),
        (
            json!({"earlier": [{}, {"bill": {"lines": [{"class": "D", "amount": "1.00"}]}}]}),
            "bad-value",
            "earlier[1].bill.lines[0].class",
        ),
        (
            json!({"earlier": [{"visit": {"level": 3}}]}),
            "bad-value",
            "earlier[0].visit.level",
        ),
        (
            json!({"earlier": [{"person": {"nmae": 1}}]}),
            "unknown-field",
            "earlier[0].person.nmae",
        ),
    ]);
}

#[test]
fn what_contradicts_is_refused() {
    let at_home = json!({"treated_at": "440305", "footing": "temporary-filed"});
    let rows = [
        (json!({"visit": {"footing": "at-home"}}), "visit.footing"),
        (json!({"visit": at_home}), "visit.footing"),
        (json!({"visit": {"footing": "exempt"}}), "visit.footing"),
        (
            json!({"visit": {"footing": "temporary-filed", "emergency": true}}),
            "visit.emergency",
        ),
        (
            json!({"visit": {"footing": "emergency", "emergency": false}}),
            "visit.emergency",
        ),
        (
            json!({"visit": {"filings": [{"reason": "referral", "destination": "420100",
            "from": "2026-10-01"}]}}),
            "visit.filings",
        ),
        (
            json!({"person": {"traits": ["designated"]}, "visit": {"designated": false}}),
            "visit.designated",
        ),
        (
            json!({"bill": {"eligible": null,
            "lines": [{"class": "A", "amount": "1.00", "upfront": "10%"}]}}),
            "bill.lines[0].upfront",
        ),
        (
            json!({"visit": {"deductible_before": "100.00"}}),
            "visit.deductible_before",
        ),
        (json!({"visit": {"unfiled_stay": 9}}), "visit.unfiled_stay"),
        (
            json!({"visit": {"care": "outpatient", "admitted_on": "2026-11-01"}}),
            "visit.admitted_on",
        ),
        (
            json!({"visit": {"care": "outpatient", "deductible_before": "1.00"}}),
            "visit.deductible_before",
        ),
        (
            json!({"visit": {"care": "outpatient", "follows": "readmission"}}),
            "visit.follows",
        ),
    ];
    for (changes, field) in rows {
        let (code, says) = refused(&changes);
        assert_eq!(code, "contradiction", "{changes}: {says}");
        assert!(says.contains(field), "{changes}: {says}");
    }
    // Nobody is exempt from Shenzhen to another province, but inside Guangdong everybody is.
    let inside = case(&json!({"visit": {"treated_at": "440104", "footing": "exempt"}}));
    assert!(inside.quote(&LIBRARY).is_ok());
    // An emergency of somebody filed long-term changes nothing and contradicts nothing.
    assert!(
        case(&json!({"visit": {"emergency": true}}))
            .quote(&LIBRARY)
            .is_ok()
    );
}

#[test]
fn a_class_b_line_says_its_share_where_the_place_sets_none() {
    let guangzhou = json!({
        "person": {"insured_at": "440100", "tier": null},
        "bill": {"eligible": null, "lines": [{"class": "B", "amount": "100.00"}]},
    });
    let (code, says) = refused(&guangzhou);
    assert_eq!(code, "missing-field", "{says}");
    assert!(says.contains("bill.lines[0].upfront"), "{says}");
}

#[test]
fn a_share_that_differs_from_the_one_of_the_insured_place_is_told_with_both() {
    let line = |upfront: &str| {
        json!({"visit": {"treated_at": "440305", "care": "outpatient", "footing": null},
        "bill": {"eligible": null, "lines": [
            {"class": "B", "amount": "1000.00", "upfront": upfront},
        ]}})
    };
    let told = |share: &str| {
        let answer = case(&line(share)).quote(&LIBRARY).unwrap();
        assert_eq!(answer.inputs.scope.upfront.to_string(), "10.00", "{share}");
        let mut told = answer.assumed.into_iter();
        told.find(|one| one.fact == "upfront")
            .map(|one| one.text.zh)
    };
    let says = told("50%").unwrap();
    assert!(says.contains("50%") && says.contains(" 1%"), "{says}");
    assert_eq!(told("1%"), None);
}

#[test]
fn a_stay_without_a_filing_is_counted_from_one() {
    let (code, says) = refused(&json!({"visit": {"unfiled_stay": 0}}));
    assert_eq!(code, "bad-value", "{says}");
    assert!(says.contains("visit.unfiled_stay"), "{says}");
}

#[test]
fn a_filing_nobody_could_have_made_is_refused_and_one_that_does_not_cover_says_why() {
    let rows = [
        (json!({"until": "2026-10-20"}), "date-order", "until"),
        (
            json!({"destination": "810000"}),
            "filing-refused",
            "destination",
        ),
        (
            json!({"destination": "440305"}),
            "filing-refused",
            "destination",
        ),
        (
            json!({"destination": "420000"}),
            "filing-refused",
            "destination",
        ),
        (json!({"destination": "420106"}), "filing-refused", "420100"),
        (
            json!({"submitted_on": "2026-11-20"}),
            "filing-refused",
            "from",
        ),
        (
            json!({"destination": "350200"}),
            "not-settled-directly",
            "不含武汉市",
        ),
        (
            json!({"from": "2026-11-20"}),
            "not-settled-directly",
            "才生效",
        ),
        (
            json!({"until": "2026-11-01"}),
            "not-settled-directly",
            "到期",
        ),
        (
            json!({"destination": "350200", "from": "2026-11-20"}),
            "not-settled-directly",
            "不含武汉市",
        ),
    ];
    for (changes, code, word) in rows {
        let (found, says) = refused(&filing(&changes));
        assert_eq!(found, code, "{changes}: {says}");
        assert!(says.contains(word), "{changes}: {says}");
    }
}

#[test]
fn places_are_read_by_name_too() {
    let named = json!({"person": {"insured_at": "深圳"}, "visit": {"treated_at": "武汉市"}});
    let answer = case(&named)
        .quote(&LIBRARY)
        .unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(answer.inputs.situation.treated_at.to_string(), "420100");
}

/// What was assumed, by fact.
fn assumed(changes: &Value) -> Result<Vec<String>, CaseError> {
    let answer = case(changes).quote(&LIBRARY)?;
    for one in &answer.assumed {
        assert!(one.text.zh.starts_with("未写明"), "{}", one.text);
    }
    Ok(answer.assumed.into_iter().map(|one| one.fact).collect())
}

#[test]
fn what_is_assumed_is_told_where_a_rule_asks_and_only_there() {
    let beijing = |person: Value| {
        let mut change = json!({
            "person": {"insured_at": "110000", "tier": null, "status": "retired"},
            "visit": {"care": "outpatient", "treated_at": "110000", "footing": null},
        });
        lay(&mut change, json!({ "person": person }));
        assumed(&change).unwrap_or_else(|error| panic!("{error}"))
    };
    assert!(beijing(json!({})).contains(&"age".to_owned()));
    assert!(!beijing(json!({"age": 71})).contains(&"age".to_owned()));
    // Everything that is asked is said.
    let all = json!({
        "person": {"status": "on-job", "age": 40, "months": 72},
        "visit": {"admission": 1},
    });
    assert_eq!(assumed(&all).unwrap_or_default(), Vec::<String>::new());
    // Whether the person is retired decides the rate in Shenzhen.
    let open = assumed(&json!({})).unwrap_or_default();
    assert!(open.contains(&"status".to_owned()), "{open:?}");
    assert!(
        !open.contains(&"grade".to_owned()),
        "no rule of Shenzhen asks: {open:?}"
    );
}

/// A pack of its own, in which what a stay follows and when it began decide.
fn of_its_own(rules: &str, visit: &str) -> Vec<String> {
    let text = format!(
        r#"
        person = {{ insured_at = "449900", scheme = "employee", age = 50, months = 72 }}
        bill.eligible = "1000.00"
        {visit}
        [rules]
        region = "449900"
        scheme = "employee"
        title = {{ zh = "构造的规定", en = "a rule made up" }}
        sources.A = {{ title = "示例（虚构）", class = "C" }}
        {rules}
        "#
    );
    let case: Case = toml::from_str(&text).unwrap_or_else(|error| panic!("{error}"));
    let answer = case
        .quote(&LIBRARY)
        .unwrap_or_else(|error| panic!("{error}"));
    answer.assumed.into_iter().map(|one| one.fact).collect()
}

const BASIS: &str = r#"from = "2025-01-01"
    basis = { source = "A", confidence = "C" }"#;

#[test]
fn a_chosen_institution_that_is_not_stated_is_told_where_it_decides() {
    let outpatient = |designated: Value| {
        let visit = json!({"care": "outpatient", "level": "primary", "designated": designated});
        let change = json!({"person": {"tier": "two", "months": 84}, "visit": visit});
        assumed(&change).unwrap_or_else(|error| panic!("{error}"))
    };
    let told = |facts: Vec<String>| facts.contains(&"designated".to_owned());
    assert!(told(outpatient(Value::Null)));
    assert!(!told(outpatient(json!(true))));
    assert!(!told(outpatient(json!(false))));
    // Nobody chooses for a stay.
    assert!(!told(assumed(&json!({})).unwrap_or_default()));
    // The same where the mark stands among others.
    let rules = format!(
        r#"
        marks.tcm = {{ zh = "中医医院", en = "TCM hospital" }}
        marks.designated = {{ zh = "选定的机构", en = "a chosen institution" }}
        [[rules.benefit_year]]
        starts = "01-01"
        {BASIS}
        [[rules.direct]]
        offered = true
        {BASIS}
        [[rules.layer]]
        name = "pooled"
        title = {{ zh = "统筹基金", en = "pooled fund" }}
        payer = "pooled-fund"
        base = ["eligible"]
        counts = "visit"
        {BASIS}
        [[rules.rate]]
        of = "pooled"
        pay = "90%"
        when = {{ with = ["tcm", "designated"] }}
        {BASIS}
        [[rules.rate]]
        of = "pooled"
        pay = "50%"
        when = {{ with = "tcm", without = "designated" }}
        {BASIS}
        [[rules.rate]]
        of = "pooled"
        pay = "40%"
        when = {{ without = "tcm" }}
        {BASIS}
        "#
    );
    let visit = |traits: &str| {
        format!(
            r#"visit = {{ day = "2026-03-02", care = "outpatient", treated_at = "449900",
               level = "tertiary", footing = "at-home", traits = [{traits}] }}"#
        )
        .replace('\n', " ")
    };
    assert!(told(of_its_own(&rules, &visit("\"tcm\""))));
    assert!(!told(of_its_own(&rules, &visit(""))));
}

#[test]
fn an_emergency_or_a_referral_that_is_not_stated_is_told_where_it_decides() {
    let temporary = filing(&json!({}));
    let facts = assumed(&temporary).unwrap_or_else(|error| panic!("{error}"));
    assert!(facts.contains(&"emergency".to_owned()), "{facts:?}");
    let said = json!({"visit": {"emergency": false}});
    let mut said_too = temporary;
    lay(&mut said_too, said);
    let facts = assumed(&said_too).unwrap_or_else(|error| panic!("{error}"));
    assert!(!facts.contains(&"emergency".to_owned()), "{facts:?}");
}

#[test]
fn a_referral_at_home_is_one_fact_however_a_pack_asks_for_it() {
    let hainan = |visit: Value| {
        let mut change = json!({
            "person": {"insured_at": "460000", "scheme": "resident", "tier": null, "age": 40},
            "visit": {"treated_at": "460105", "admission": 1, "footing": null},
            "bill": {"eligible": "10350.00"},
        });
        lay(&mut change, json!({ "visit": visit }));
        let answer = case(&change).quote(&LIBRARY);
        let answer = answer.unwrap_or_else(|error| panic!("{error}"));
        let facts: Vec<String> = answer.assumed.into_iter().map(|one| one.fact).collect();
        (answer.explanation.shares.funds().to_string(), facts)
    };
    let (paid, told) = hainan(json!({}));
    assert_eq!(paid, "5500.00");
    assert!(told.contains(&"referral".to_owned()), "{told:?}");
    for (said, expected) in [(true, "6500.00"), (false, "5500.00")] {
        let (paid, told) = hainan(json!({ "referral": said }));
        assert_eq!(paid, expected);
        assert!(!told.contains(&"referral".to_owned()), "{told:?}");
    }
    let both = json!({"visit": {"referral": false, "traits": ["referred-up"]}});
    let mut change = json!({"person": {"insured_at": "460000", "scheme": "resident", "tier": null},
        "visit": {"treated_at": "460105", "footing": null}});
    lay(&mut change, both);
    let (code, says) = refused(&change);
    assert_eq!(code, "contradiction", "{says}");
    assert!(says.contains("visit.referral"), "{says}");
}

#[test]
fn what_a_stay_follows_and_when_it_began_is_told_where_it_decides() {
    let rules = |deductible: &str, rules_of: &str| {
        format!(
            r#"
            [[rules.benefit_year]]
            starts = "01-01"
            {BASIS}
            [[rules.direct]]
            offered = true
            {BASIS}
            [[rules.layer]]
            name = "pooled"
            title = {{ zh = "统筹基金", en = "pooled fund" }}
            payer = "pooled-fund"
            base = ["eligible"]
            counts = "visit"
            {BASIS}
            [[rules.deductible]]
            of = "pooled"
            amount = "100.00"
            {BASIS}
            [[rules.rate]]
            of = "pooled"
            pay = "50%"
            {BASIS}
            [[rules.stay]]
            of = "pooled"
            follows = "over-year"
            deductible = "{deductible}"
            {rules_of}
            {BASIS}
            "#
        )
    };
    let visit = |more: &str| {
        format!(
            "visit = {{ day = \"2026-01-04\", care = \"inpatient\", treated_at = \"449900\", \
             level = \"tertiary\", footing = \"at-home\", admission = 1{more} }}"
        )
    };
    let by_admission = rules("carried-over", "rules_of = \"admission\"");
    assert_eq!(
        of_its_own(&by_admission, &visit("")),
        ["follows", "admitted_on"]
    );
    let over = ", follows = \"over-year\", deductible_before = \"100.00\"";
    assert_eq!(of_its_own(&by_admission, &visit(over)), ["admitted_on"]);
    let said = ", follows = \"nothing\", admitted_on = \"2026-01-02\"";
    assert_eq!(of_its_own(&by_admission, &visit(said)), [""; 0]);
    assert_eq!(
        of_its_own(&rules("carried-over", ""), &visit("")),
        ["follows"]
    );
    assert_eq!(of_its_own(&rules("anew", ""), &visit("")), [""; 0]);
}
