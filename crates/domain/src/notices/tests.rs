//! What people are told is short and complete.

use super::*;
use crate::filing::NoticeKind;

/// The longest of everything.
fn longest(past_stay: bool) -> NoticeFacts {
    NoticeFacts {
        filing: Some(format!("B{}", "4".repeat(40))),
        until: "2027-12-01".parse().ok(),
        due_on: "2027-11-30".parse().ok(),
        day: "2027-07-01".parse().ok(),
        // The longest name of a place there is.
        insured_at: "659000".parse().ok(),
        total: "9999999.99".parse().ok(),
        code: Some("123456".to_owned()),
        past_stay,
        ..NoticeFacts::default()
    }
}

#[test]
fn every_kind_is_told_in_one_message() {
    let signature = "医".repeat(SIGNATURE_CHARACTERS_MAX);
    let facts = [longest(false), longest(true), NoticeFacts::default()];
    for topic in NoticeTopic::ALL {
        for facts in &facts {
            let words = topic.words(facts);
            for text in [&words.zh, &words.en] {
                let text = signed(&signature, text);
                let length = text.chars().count();
                assert!(length <= MESSAGE_CHARACTERS_MAX, "{length} {text}");
                assert!(text.ends_with(['。', '.', '?']), "{text}");
            }
            let number = facts.number();
            let without = [
                NoticeTopic::BillToBeClaimed,
                NoticeTopic::FacilityChosen,
                NoticeTopic::ReferralRecorded,
                NoticeTopic::ReferralWithdrawn,
                NoticeTopic::DiseaseRecognised,
                NoticeTopic::RecognitionWithdrawn,
                NoticeTopic::FiguresChanged,
                NoticeTopic::SignInCode,
                NoticeTopic::CodeGiven,
                NoticeTopic::HelperRecorded,
            ];
            let is_of_all = without.contains(topic);
            assert!(
                is_of_all || words.zh.contains(&number),
                "{topic}: {}",
                words.zh
            );
            assert!(
                is_of_all || words.en.contains(&number),
                "{topic}: {}",
                words.en
            );
        }
    }
}

#[test]
fn every_place_is_told_in_one_message() {
    let signature = "医".repeat(SIGNATURE_CHARACTERS_MAX);
    for region in crate::region_names::labels().into_keys() {
        let facts = NoticeFacts {
            insured_at: Some(region),
            ..longest(false)
        };
        let words = NoticeTopic::FiguresChanged.words(&facts);
        for text in [words.zh, words.en] {
            let length = signed(&signature, &text).chars().count();
            assert!(length <= MESSAGE_CHARACTERS_MAX, "{length} {text}");
        }
    }
}

#[test]
fn every_kind_of_a_filing_has_words() {
    for kind in NoticeKind::ALL {
        // A choice that is needed is told of whoever has to choose, with or without a filing.
        let word = match kind {
            NoticeKind::ChooseFacility => NoticeTopic::DesignationNeeded.word().to_owned(),
            _ => format!("filing-{kind}"),
        };
        assert!(NoticeTopic::from_word(&word).is_some(), "{word}");
    }
}

#[test]
fn a_long_number_keeps_its_ends() {
    let number = format!("B{}9876", "4".repeat(40));
    let shown = shown(&number);
    assert_eq!(shown.chars().count(), NUMBER_CHARACTERS_MAX);
    assert!(
        shown.starts_with("B444") && shown.ends_with("49876"),
        "{shown}"
    );
}
