//! What holds for every text, right or wrong.

use std::sync::LazyLock;

use domain::files::{NamedText, joined, split};
use domain::policy::Pack;
use domain::{Money, Rate};
use proptest::prelude::*;
use workbench::case::AnyCase;

use crate::shipped::{LIBRARY, hash};
use crate::support::files;

static PACK: LazyLock<String> = LazyLock::new(|| text_of("440300/resident.toml"));
static REGION: LazyLock<String> = LazyLock::new(|| text_of("440300/region.toml"));
static CASES: LazyLock<String> = LazyLock::new(|| text_of("440300/cases/golden-new-rules.toml"));

fn text_of(name: &str) -> String {
    let file = files().into_iter().find(|file| file.name == name);
    file.expect("the file is shipped").text
}

fn named(name: &str, text: String) -> NamedText {
    NamedText {
        name: name.to_owned(),
        text,
    }
}

/// A right text with one stretch of it replaced by something else.
fn damaged(text: &'static str) -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        Just(String::new()),
        "\\PC{0,12}",
        "[-0-9.\"%{}\\[\\]= \n]{1,8}",
        Just("9999-12-31".to_owned()),
        Just("-009999-01-01".to_owned()),
        Just("65535".to_owned()),
        Just("\u{FEFF}".to_owned()),
    ];
    let chars = text.chars().count();
    (0..chars, 0..40_usize, pieces).prop_map(move |(at, length, piece)| {
        let before: String = text.chars().take(at).collect();
        let behind: String = text.chars().skip(at + length).collect();
        format!("{before}{piece}{behind}")
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn arbitrary_text_never_panics_a_reader(text in "\\PC{0,200}") {
        let _ = Pack::parse(&[named("employee.toml", text.clone())], hash);
        let _ = Pack::from_text(&text, hash);
        let _ = AnyCase::parse_all(&named("cases.toml", text.clone()));
        let _ = text.parse::<Money>();
        let _ = text.parse::<Rate>();
    }

    #[test]
    fn a_damaged_pack_never_panics_and_every_problem_has_a_place(text in damaged(&PACK)) {
        let lines = text.lines().count() + 1;
        let files = [named("region.toml", REGION.clone()), named("resident.toml", text)];
        if let Err(problems) = Pack::parse(&files, hash) {
            prop_assert!(!problems.is_empty());
            for problem in problems {
                let is_ours = problem.file == "resident.toml";
                prop_assert!(problem.line >= 1 && problem.column >= 1);
                prop_assert!(!is_ours || problem.line <= lines, "{problem}");
                prop_assert!(!problem.message.zh.is_empty() && !problem.next.zh.is_empty());
            }
        }
    }

    #[test]
    fn a_damaged_case_never_panics_and_its_problem_has_a_place(text in damaged(&CASES)) {
        let lines = text.lines().count() + 1;
        match AnyCase::parse_all(&named("cases.toml", text)) {
            Ok(cases) => cases.iter().take(3).for_each(|case| drop(case.check(&LIBRARY))),
            Err(why) => prop_assert!((1..=lines).contains(&why.problem.line), "{why}"),
        }
    }

    #[test]
    fn files_come_back_as_they_were_joined(
        texts in prop::collection::vec("[a-z=\n\"]{0,30}", 1..4),
    ) {
        let files: Vec<NamedText> = texts.into_iter().map(|text| named("a.toml", text)).collect();
        prop_assert_eq!(split(&joined(&files)), files);
    }

    #[test]
    fn what_is_printed_is_read_again(
        amount in (0..=Money::MAX.fen()).prop_map(Money::from_fen),
        count in any::<u16>(),
    ) {
        prop_assert_eq!(amount.to_string().parse::<Money>(), Ok(amount));
        let negative = -amount;
        prop_assert_eq!(negative.to_string().parse::<Money>(), Ok(negative));
        let rate = Rate::from_ten_thousandths(count);
        prop_assert_eq!(rate.to_string().parse::<Rate>(), Ok(rate));
    }
}

#[test]
fn a_kept_text_gives_the_same_pack_with_the_same_hash() {
    for pack in LIBRARY.packs() {
        let again = Pack::from_text(pack.text(), hash).expect("it was read before");
        assert_eq!(again.hash(), pack.hash());
        assert_eq!(again.text(), pack.text());
        assert_eq!((again.region, again.scheme), (pack.region, pack.scheme));
    }
}
