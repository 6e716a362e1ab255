//! Places, people and bills in questions.

use super::*;

fn heard(typed: &str) -> Heard {
    hear(
        typed,
        [("四川大学华西医院", "510100".parse().unwrap())].into_iter(),
    )
}

#[test]
fn places_take_the_role_the_words_around_them_give() {
    let rows = [
        ("我在深圳参保，去成都住院", "440300", "510100"),
        ("去成都住院，我是深圳医保", "440300", "510100"),
        ("人在成都住院，医保在深圳", "440300", "510100"),
        ("from Shenzhen to Chengdu", "440300", "510100"),
        (
            "hospital in Chengdu, insured in Shenzhen",
            "440300",
            "510100",
        ),
        ("广东省深圳市的医保到四川省成都市看病", "440300", "510100"),
        ("深圳交的社保，在华西医院住院", "440300", "510100"),
        ("深圳市南山区参保，去天河区看病", "440305", "440106"),
        ("北京退休去日本", "110000", "900000"),
        ("在香港住院，深圳医保", "440300", "810000"),
        ("去成都看病", "", "510100"),
        ("深圳医保", "440300", ""),
        ("上海中山医院", "310000", ""),
    ];
    for (typed, from, to) in rows {
        let heard = heard(typed);
        let code = |region: Option<Region>| region.map(|it| it.to_string()).unwrap_or_default();
        let found = (code(heard.insured_at), code(heard.treated_at));
        assert_eq!(found, (from.to_owned(), to.to_owned()), "{typed}");
    }
}

#[test]
fn a_name_of_several_places_is_asked_for() {
    let heard = heard("深圳医保去朝阳看病");
    assert_eq!(heard.treated_at, None);
    assert!(
        heard
            .unclear
            .iter()
            .any(|(insured, several)| !insured && several.len() > 1)
    );
}

#[test]
fn who_and_what_is_heard() {
    let heard = heard("退休职工，三甲医院住院花了3万，没备案，住半年");
    assert_eq!(heard.scheme, Some(Scheme::Employee));
    assert_eq!(heard.status, Some(Status::Retired));
    assert_eq!(heard.level, Some(Level::Tertiary));
    assert_eq!(heard.care, Some(Care::Inpatient));
    assert_eq!(heard.amount, Some(Money::from_yuan(30_000)));
    assert_eq!(heard.filed, Some(false));
    assert_eq!(heard.months, Some(6));
}
