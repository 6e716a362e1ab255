use super::*;
use domain::files::NamedText;

const PACK: &str = r#"
region = "440300"
scheme = "resident"
[sources.A]
title = "试行办法"
class = "A"
[sources.W]
title = "网络文章"
class = "C"
[marks]
signed = { zh = "已签约", en = "signed" }
[[index]]
name = "wage"
year = 2022
value = "100000.00"
basis = { source = "A", confidence = "A" }
[[layer]]
name = "pooled"
title = { zh = "统筹基金", en = "pooled fund" }
payer = "pooled-fund"
base = ["eligible"]
counts = "visit"
when = { care = "inpatient" }
from = "2024-01-01"
basis = { source = "A", confidence = "A" }
[[rate]]
of = "pooled"
when = { footing = ["unfiled", "referred"], level = "primary", age = "60..", without = "signed" }
pay = "80%"
above = "1000.00"
from = "2024-01-01"
until = "2025-01-01"
basis = { source = "A", confidence = "A" }
[[rate]]
of = "pooled"
when = { level = "primary", footing = ["referred", "unfiled"], without = "signed", age = "60.." }
pay = "85%"
above = "1000.00"
from = "2025-01-01"
basis = { source = "A", confidence = "A" }
[[ceiling]]
counter = "year"
of = "pooled"
unlimited = true
from = "2024-01-01"
basis = { source = "A", confidence = "A" }
[[dispute]]
id = "X01"
topic = { zh = "限额", en = "ceiling" }
in_force = "A"
why = { zh = "办法优先", en = "the measure first" }
[[dispute.version]]
source = "A"
says = { zh = "没有限额", en = "none" }
[[dispute.version]]
source = "W"
says = { zh = "有限额", en = "one" }
[[dispute.version.ceiling]]
counter = "year"
of = "pooled"
amount = "1000.00"
from = "2024-01-01"
basis = { source = "W", confidence = "C" }
"#;

const RATE: &str =
    "440300/resident/rate/pooled/primary+referred,unfiled+age-60..+without-signed+above-1000";

fn library() -> Library {
    let file = NamedText {
        name: "resident.toml".to_owned(),
        text: PACK.to_owned(),
    };
    let mut library = Library::default();
    let pack = Pack::parse(&[file], |_| String::new()).expect("a sound pack");
    library.insert(pack);
    library
}

fn addresses(library: &Library, asked: &str) -> Vec<String> {
    let found = find(library, &asked.parse().expect("an address")).expect("rows there");
    found.iter().map(|row| row.address.to_string()).collect()
}

#[test]
fn every_row_has_an_address_that_says_what_it_is_about() {
    let library = library();
    let pack = pack_of(&library, "440300/resident").expect("the pack");
    let told: Vec<String> = rows(pack)
        .iter()
        .map(|row| row.address.to_string())
        .collect();
    let expected = [
        "440300/resident/layer/pooled/inpatient",
        RATE,
        RATE,
        "440300/resident/ceiling/pooled/year/always",
        "440300/resident/index/wage/2022",
        "440300/resident/ceiling/pooled/year/always@X01:W",
    ];
    assert_eq!(told, expected);
}

#[test]
fn rows_of_one_cell_are_its_history_and_words_may_be_in_any_order() {
    let library = library();
    assert_eq!(addresses(&library, RATE), [RATE, RATE]);
    let other = "440300/resident/rate/pooled/without-signed+above-1000+unfiled,referred+\
                 age-60..+primary";
    assert_eq!(addresses(&library, other), [RATE, RATE]);
    assert_eq!(addresses(&library, "440300/resident/rate"), [RATE, RATE]);
    let disputed = "440300/resident/ceiling/pooled/year/always@X01:W";
    assert_eq!(addresses(&library, disputed), [disputed]);
    assert_eq!(addresses(&library, "440300/resident/ceiling").len(), 2);
}

#[test]
fn a_wrong_address_is_told_the_nearest() {
    let library = library();
    let wrong = |asked: &str| {
        let error = match asked.parse::<Address>() {
            Err(error) => error,
            Ok(address) => find(&library, &address).expect_err("nothing is there"),
        };
        format!("[{}] {} → {}", error.code(), error.message(), error.next())
    };
    let told: Vec<String> = [
        "440300/resident/ceiling/poled/year",
        "440300/employee/rate/pooled",
        "440300/resident/rates/pooled",
        "440300/resident",
        "440300/resident/rate//pooled",
        "440300/resident/rate/pooled@X01",
        "Shenzhen/resident/rate",
    ]
    .map(wrong)
    .into();
    insta::assert_snapshot!(told.join("\n"));
}
