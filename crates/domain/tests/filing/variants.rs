//! What other cities do, said in tables alone. These are fixtures, not packs: their figures come
//! from single pages (G5, K1, O1 and others) and prove only that the shape can be said.

use domain::filing::{Event, Evidence, PaidStay, Refused, State, Submission};
use domain::procedures::{AtHome, Procedures};
use jiff::civil::{Date, date};

use super::support::{Scene, TODAY, asks, failed, proof, read, referral};

/// A region with one category made of the given lines, and the rest as anywhere.
fn rules(lines: &str) -> Procedures {
    let long_term = r#"
        id = "long-term-resident"
        reason = "long-term-resident"
        title = { zh = "异地长期居住人员", en = "long-term resident" }
        who = { zh = "长期居住", en = "living elsewhere" }
        approval = { by = "rule" }
        channels = ["website"]
        footing = "long-term-filed"
        from = "2022-01-01"
        basis = { source = "S1", confidence = "C" }
    "#;
    with_category(&format!("{long_term}\n{lines}"))
}

fn temporary(lines: &str) -> Procedures {
    let temporary = r#"
        id = "other-temporary"
        reason = "other-temporary"
        title = { zh = "其他临时外出就医人员", en = "other temporary traveller" }
        who = { zh = "其他人员", en = "anybody else" }
        approval = { by = "rule" }
        channels = ["website"]
        footing = "temporary-filed"
        from = "2022-01-01"
        basis = { source = "S1", confidence = "C" }
    "#;
    with_category(&format!("{temporary}\n{lines}"))
}

fn with_category(category: &str) -> Procedures {
    let text = format!(
        r#"
        region = "440300"
        [sources.S1]
        title = "示例页面"
        class = "C"
        [marks]
        student = {{ zh = "学生", en = "student" }}
        child-of-migrant = {{ zh = "随迁子女", en = "child of a migrant" }}
        [materials]
        residence-permit = {{ zh = "居住证", en = "residence permit" }}
        referral-form = {{ zh = "转诊单", en = "referral form" }}
        [options]
        direct = {{ zh = "直接结算", en = "direct settlement" }}
        lump-sum = {{ zh = "门诊包干", en = "monthly lump sum" }}
        [[manual_claim]]
        file_within_months = 3
        from = "2022-01-01"
        basis = {{ source = "S1", confidence = "C" }}
        [[exempt]]
        title = {{ zh = "免备案地区", en = "free-filing area" }}
        when = {{ place = ["510000", "500000", "530000"] }}
        from = "2022-01-01"
        basis = {{ source = "S1", confidence = "C" }}
        [[category]]
        {category}
        "#
    );
    read("variant.toml", &text).unwrap_or_else(|problems| panic!("{}", problems[0]))
}

const NO_END: &str = r#"validity = "none"
change = "cancel-first"
"#;

fn resident(destination: &str) -> Submission {
    asks("F-1", "long-term-resident", destination)
}

#[test]
fn zhongshan_takes_a_pledge_only_from_people_kept_from_the_permit() {
    let scene = Scene::new(rules(&format!(
        r#"{NO_END}
        when = {{ months_away = "6.." }}
        materials = [{{ any_of = ["residence-permit"] }}]
        pledge = {{ allowed = "when-prevented" }}"#
    )));
    assert_eq!(failed(scene.submit(&resident("110000"))), ["evidence"]);
    let prevented = Submission {
        prevented_by: Some("当地暂不受理居住证".to_owned()),
        ..resident("110000")
    };
    assert_eq!(
        scene.submit(&prevented).unwrap().filing.state,
        State::Queued
    );
    let proven = Submission {
        evidence: vec![proof("residence-permit")],
        pledged: false,
        ..resident("110000")
    };
    assert_eq!(scene.submit(&proven).unwrap().filing.state, State::Active);
}

#[test]
fn hangzhou_asks_for_three_months_and_leaves_some_groups_out() {
    let mut scene = Scene::new(rules(&format!(
        r#"{NO_END}
        when = {{ months_away = "3..", without = ["child-of-migrant", "student"] }}"#
    )));
    let months = |months| Submission {
        months_away: Some(months),
        ..resident("110000")
    };
    assert_eq!(
        scene.submit(&months(3)).unwrap().filing.state,
        State::Active
    );
    assert_eq!(
        scene.submit(&months(2)).unwrap().filing.state,
        State::Queued
    );
    let enrolment = scene.enrolment.as_mut().unwrap();
    enrolment.traits.insert("student".to_owned());
    assert_eq!(
        scene.submit(&months(12)).unwrap().filing.state,
        State::Queued
    );
}

#[test]
fn maoming_backdates_ten_days_and_ends_after_a_year() {
    let scene = Scene::new(temporary(
        r#"validity = { months = 12 }
        change = "replaces"
        start = { backdated_days = 10 }"#,
    ));
    let from = |day: Date| Submission {
        starts_on: day,
        ..asks("F-1", "other-temporary", "110000")
    };
    let filing = scene.submit(&from(date(2026, 10, 24))).unwrap().filing;
    assert_eq!(filing.period.until, Some(date(2027, 10, 24)));
    assert_eq!(failed(scene.submit(&from(date(2026, 10, 23)))), ["start"]);
    // A person may ask for less, never for more.
    let ends = |day| Submission {
        ends_on: Some(day),
        ..from(TODAY)
    };
    let shorter = scene.submit(&ends(date(2026, 12, 1))).unwrap().filing;
    assert_eq!(shorter.period.until, Some(date(2026, 12, 1)));
    let longer = scene.submit(&ends(date(2030, 1, 1))).unwrap().filing;
    assert_eq!(longer.period.until, Some(date(2027, 11, 3)));
}

#[test]
fn suzhou_suspends_care_at_home_and_lets_go_after_sixty_days() {
    let mut scene = Scene::new(rules(&format!(
        "{NO_END}\nat_home = \"suspended\"\ncancel_after_days = 60"
    )));
    let filing = scene.keep(&resident("110000"));
    assert_eq!(filing.at_home, AtHome::Suspended);
    let cancel = Event::Cancel {
        reason: String::new(),
    };
    scene.today = date(2027, 1, 1);
    let early = scene.apply(Some(&filing), &cancel).unwrap_err();
    assert_eq!(early, Refused::FixedUntil(date(2027, 1, 2)));
    scene.today = date(2027, 1, 2);
    let cancelled = scene.apply(Some(&filing), &cancel).unwrap().filing;
    assert_eq!(cancelled.state, State::Cancelled);
}

#[test]
fn nantong_lasts_as_long_as_the_proof() {
    let scene = Scene::new(rules(
        r#"validity = "until-evidence-ends"
        change = "cancel-first"
        materials = [{ any_of = ["residence-permit"] }]"#,
    ));
    let with = |until| Submission {
        pledged: false,
        evidence: vec![Evidence {
            until,
            ..proof("residence-permit")
        }],
        ..resident("110000")
    };
    let filing = scene.submit(&with(Some(date(2027, 3, 1)))).unwrap().filing;
    assert_eq!(filing.period.until, Some(date(2027, 3, 1)));
    assert_eq!(failed(scene.submit(&with(None))), ["evidence"]);
}

#[test]
fn zibo_holds_a_pledge_for_half_a_year_and_bars_who_broke_one_for_two() {
    let mut scene = Scene::new(rules(
        r#"validity = "none"
        change = "replaces"
        materials = [{ any_of = ["residence-permit"] }]
        pledge = { allowed = "always", fixed_months = 6, barred_months = 24 }"#,
    ));
    let filing = scene.keep(&resident("110000"));
    scene.today = date(2027, 5, 2);
    let cancel = Event::Cancel {
        reason: String::new(),
    };
    let fixed = Refused::FixedUntil(date(2027, 5, 3));
    assert_eq!(scene.apply(Some(&filing), &cancel).unwrap_err(), fixed);
    let change = |scene: &Scene| Submission {
        starts_on: scene.today,
        ..asks("F-2", "long-term-resident", "310000")
    };
    assert_eq!(failed(scene.submit(&change(&scene))), ["change"]);
    scene.today = date(2027, 5, 3);
    assert!(scene.submit(&change(&scene)).is_ok());

    scene.pledge_broken_on = Some(date(2025, 5, 4));
    assert_eq!(failed(scene.submit(&change(&scene))), ["evidence"]);
    scene.pledge_broken_on = Some(date(2025, 5, 3));
    assert!(scene.submit(&change(&scene)).is_ok());
}

#[test]
fn guangzhou_lets_the_filer_choose_a_monthly_lump_sum() {
    let scene = Scene::new(rules(&format!(
        "{NO_END}\noptions = [\"direct\", \"lump-sum\"]"
    )));
    let choose = |option: Option<&str>| Submission {
        option: option.map(str::to_owned),
        ..resident("110000")
    };
    assert_eq!(failed(scene.submit(&choose(None))), ["option"]);
    assert_eq!(failed(scene.submit(&choose(Some("cash")))), ["option"]);
    let filing = scene.submit(&choose(Some("lump-sum"))).unwrap().filing;
    assert_eq!(
        filing.in_force().unwrap().traits,
        ["filed-by-pledge", "option-lump-sum"]
    );
    let plain = Scene::new(rules(NO_END));
    assert_eq!(failed(plain.submit(&choose(Some("lump-sum")))), ["option"]);
}

#[test]
fn hainan_takes_a_filing_for_three_months_after_discharge() {
    let mut scene = Scene::new(temporary(
        "validity = { months = 6 }\nchange = \"replaces\"",
    ));
    let stay = PaidStay {
        admitted_on: date(2026, 8, 1),
        discharged_on: date(2026, 8, 3),
    };
    let request = Submission {
        past_stay: Some(stay),
        starts_on: stay.admitted_on,
        ..asks("F-1", "other-temporary", "110000")
    };
    assert_eq!(failed(scene.submit(&request)), ["start"]);
    scene.today = date(2026, 11, 2);
    assert!(scene.submit(&request).is_ok());
}

#[test]
fn a_referral_for_three_months_can_be_said_too() {
    let scene = Scene::new(with_category(
        r#"id = "referral"
        reason = "referral"
        title = { zh = "转诊", en = "referral" }
        who = { zh = "转诊人员", en = "referred" }
        materials = [{ any_of = ["referral-form"] }]
        validity = { months = 3 }
        change = "replaces"
        approval = { by = "hospital" }
        channels = ["hospital"]
        footing = "referred"
        from = "2022-01-01"
        basis = { source = "S1", confidence = "C" }"#,
    ));
    let filing = scene.submit(&referral("F-1", "440100")).unwrap().filing;
    assert_eq!(filing.period.until, Some(date(2027, 2, 3)));
}

#[test]
fn chengdu_lists_the_provinces_where_nobody_files() {
    use super::support::region;
    use domain::facility::Care;
    use domain::procedures::Circumstances;
    let rules = temporary("validity = { months = 6 }\nchange = \"replaces\"");
    let exempt = |destination: &str| {
        let about = Circumstances {
            care: Some(Care::Inpatient),
            ..Circumstances::of_journey(region("440300"), region(destination))
        };
        rules.exemption(TODAY, &about).is_some()
    };
    for (destination, expected) in [
        ("510107", true),
        ("500000", true),
        ("530100", true),
        ("520100", false),
    ] {
        assert_eq!(exempt(destination), expected, "{destination}");
    }
}
