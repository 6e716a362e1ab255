use super::*;

fn named(places: &[&'static NamedPlace]) -> Vec<String> {
    places.iter().map(|place| place.told_apart().zh).collect()
}

fn is_meant(typed: &str) -> PlaceMeant {
    meant(typed)
}

#[test]
fn a_place_is_found_however_it_is_written() {
    let rows = [
        ("440106", "440106"),
        ("４４０１０６", "440106"),
        ("广州", "440100"),
        ("广州市", "440100"),
        ("廣州", ""),
        ("广东广州", "440100"),
        ("广东省广州市", "440100"),
        ("天河区", "440106"),
        ("天河", "440106"),
        ("广州市天河区", "440106"),
        ("广东省广州市天河区", "440106"),
        ("广州 天河", "440106"),
        ("海淀", "110108"),
        ("北京海淀区", "110108"),
        ("北京市朝阳区", "110105"),
        ("浦东", "310115"),
        ("昆山", "320583"),
        ("大理", "532900"),
        ("大理州", "532900"),
        ("延边", "222400"),
        ("海南", "460000"),
        ("海南省", "460000"),
        ("海口", "460100"),
        ("西藏", "540000"),
        ("新疆兵团", "659000"),
        ("石河子", "659001"),
        ("朝阳市", "211300"),
        ("吉林市", "220200"),
        ("西安", "610100"),
        ("长沙", "430100"),
        ("Guangzhou", "440100"),
        ("guang zhou shi", "440100"),
        ("xi'an", "610100"),
        ("xian", "610100"),
        ("huhehaote", "150100"),
        ("Hohhot", "150100"),
        ("tianhe", "440106"),
        ("chongqing", "500000"),
        ("bj", "110000"),
        ("台北", "710000"),
        ("臺北市", "710000"),
        ("香港", "810000"),
        ("澳门", "820000"),
        ("九龙", "810000"),
        ("中国深圳", "440300"),
    ];
    for (typed, code) in rows {
        let found = match is_meant(typed) {
            PlaceMeant::Place { place, .. } => place.region.to_string(),
            _ => String::new(),
        };
        assert_eq!(found, code, "{typed}: {:?}", is_meant(typed));
    }
}

#[test]
fn a_name_of_several_places_is_asked_back() {
    let rows: [(&str, &[&str]); 8] = [
        ("朝阳", &["辽宁省朝阳市", "北京市朝阳区", "长春市朝阳区"]),
        ("朝阳区", &["北京市朝阳区", "长春市朝阳区"]),
        (
            "chaoyang",
            &["辽宁省朝阳市", "北京市朝阳区", "长春市朝阳区"],
        ),
        ("吉林", &["吉林省", "吉林省吉林市"]),
        ("南山", &["鹤岗市南山区", "深圳市南山区"]),
        ("通州", &["北京市通州区", "南通市通州区"]),
        ("suzhou", &["江苏省苏州市", "安徽省宿州市"]),
        ("sz", &["江苏省苏州市", "安徽省宿州市", "广东省深圳市"]),
    ];
    for (typed, expected) in rows {
        let PlaceMeant::Several(found) = is_meant(typed) else {
            panic!("{typed}: {:?}", is_meant(typed));
        };
        let found = named(&found);
        for place in expected {
            assert!(found.contains(&(*place).to_owned()), "{typed}: {found:?}");
        }
    }
}

#[test]
fn what_is_chosen_among_several_names_the_others() {
    for (typed, chosen, other) in [
        ("西安", "西安市", "牡丹江市西安区"),
        ("海南", "海南省", "青海省海南藏族自治州"),
    ] {
        let PlaceMeant::Place { place, also, .. } = is_meant(typed) else {
            panic!("{typed}: {:?}", is_meant(typed));
        };
        assert_eq!(place.name, chosen);
        assert!(named(&also).contains(&other.to_owned()), "{also:?}");
    }
}

#[test]
fn of_a_province_its_cities_are_asked() {
    for typed in ["广东", "广东省", "440000", "guangdong"] {
        let PlaceMeant::CitiesOf(province, cities) = is_meant(typed) else {
            panic!("{typed}: {:?}", is_meant(typed));
        };
        assert_eq!((province.name, cities.len()), ("广东省", 21));
    }
}

#[test]
fn what_is_not_known_is_answered_with_what_is_like_it() {
    for (typed, near) in [
        ("深川", "广东省深圳市"),
        ("北京协和医院", "北京市"),
        ("shenzen", "广东省深圳市"),
        ("440199", "广东省广州市"),
        ("海南州兴海", "青海省海南藏族自治州"),
    ] {
        let PlaceMeant::Unknown(found) = is_meant(typed) else {
            panic!("{typed}: {:?}", is_meant(typed));
        };
        assert!(
            named(&found).contains(&near.to_owned()),
            "{typed}: {found:?}"
        );
    }
    for typed in ["", "   ", "'; drop", "🙂", "啊", "999999"] {
        assert!(matches!(is_meant(typed), PlaceMeant::Unknown(_)), "{typed}");
    }
}

#[test]
fn a_hospital_is_found_where_it_stands() {
    let known = [
        ("北京协和医院", "110101".parse().unwrap()),
        ("四川大学华西医院", "510107".parse().unwrap()),
        ("四川大学华西医院资阳分院", "512000".parse().unwrap()),
    ];
    let found = |typed: &str| meant_with(typed, known.iter().copied());
    let PlaceMeant::Place { place, by, .. } = found("协和医院") else {
        panic!("{:?}", found("协和医院"));
    };
    assert_eq!(
        (place.name, by.as_deref()),
        ("东城区", Some("北京协和医院"))
    );
    assert!(matches!(found("华西医院"), PlaceMeant::Several(two) if two.len() == 2));
    assert!(matches!(found("同济医院"), PlaceMeant::Unknown(_)));
}

#[test]
fn the_names_of_districts_are_whole() {
    assert!(places().len() > 3_100, "{}", places().len());
    for pair in places().windows(2) {
        assert!(pair[0].region < pair[1].region, "{:?}", pair[1]);
    }
    for place in places() {
        let syllables = place.pinyin.split(' ');
        assert!(!place.pinyin.is_empty(), "{place:?}");
        for syllable in syllables {
            let plain = syllable.chars().all(|it| it.is_ascii_lowercase());
            assert!(plain && !syllable.is_empty(), "{place:?}");
        }
        assert!(place.short().chars().count() >= 2 || place.name.chars().count() < 3);
    }
}
