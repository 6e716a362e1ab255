use super::*;

fn text(text: &str) -> String {
    text.to_owned()
}

/// One of each, so that a new variant without wording fails here.
fn one_of_each() -> Vec<ReadError> {
    let field = || text("input.data.f");
    let value = || text("{v}");
    let serial = || text("7");
    vec![
        ReadError::EmptyBody,
        ReadError::NotUtf8,
        ReadError::Truncated,
        ReadError::BadJson { line: 1, column: 2 },
        ReadError::TooDeep { limit: 64 },
        ReadError::RepeatedKey { key: text("k") },
        ReadError::NotAnObject { node: text("n") },
        ReadError::MissingField { field: field() },
        ReadError::WrongType { field: field() },
        ReadError::TooLong {
            field: field(),
            limit: 9,
        },
        ReadError::ControlCharacter { field: field() },
        ReadError::BadIdentifier {
            field: field(),
            value: value(),
            rule: "the rule",
        },
        ReadError::BadRegion {
            field: field(),
            value: value(),
        },
        ReadError::BadDate {
            field: field(),
            value: value(),
        },
        ReadError::UnknownCode {
            field: field(),
            value: value(),
            dictionary: "gend",
        },
        ReadError::NotANumber {
            field: field(),
            value: value(),
        },
        ReadError::Exponent {
            field: field(),
            value: value(),
        },
        ReadError::TooPrecise {
            field: field(),
            value: value(),
            places: 2,
        },
        ReadError::TooLarge {
            field: field(),
            value: value(),
        },
        ReadError::Negative {
            field: field(),
            value: value(),
        },
        ReadError::Zero { field: field() },
        ReadError::BadExtension { field: field() },
        ReadError::TooManyRows {
            node: text("n"),
            rows: 3,
            limit: 1,
        },
        ReadError::NoRows { node: text("n") },
        ReadError::LineDoesNotAddUp {
            serial: serial(),
            price: text("1"),
            quantity: text("2"),
            amount: text("3"),
        },
        ReadError::LineRepeated { serial: serial() },
        ReadError::RefundNotAllowed { serial: serial() },
        ReadError::RefundWithoutOriginal { serial: serial() },
        ReadError::MixedVisits { serial: serial() },
        ReadError::WrongCare {
            med_type: text("11"),
            infno: text("2401"),
        },
        ReadError::UnknownTransaction {
            infno: text("9999"),
        },
    ]
}

/// How many codes of the table belong to other enums: the arithmetic and four of the gateway.
const CODES_OF_OTHERS: usize = 5;

#[test]
fn every_error_has_a_documented_code_of_its_own() {
    let codes: std::collections::BTreeSet<_> = one_of_each().iter().map(ReadError::code).collect();
    assert_eq!(codes.len() + CODES_OF_OTHERS, all_codes().len());
    for entry in all_codes() {
        assert_eq!(
            documented(entry.code),
            Some(entry),
            "{} is there twice",
            entry.code
        );
    }
}

#[test]
fn every_placeholder_is_filled_and_every_part_is_said() {
    for error in one_of_each() {
        let parts = error.parts();
        let entry = error.documented();
        let quiet_in_chinese = ["rule"];
        for (part, _) in &parts {
            let placeholder = format!("{{{part}}}");
            assert!(
                entry.says.1.contains(&placeholder),
                "{} {part}",
                error.code()
            );
            let quiet = quiet_in_chinese.contains(part);
            assert!(
                quiet || entry.says.0.contains(&placeholder),
                "{} {part}",
                error.code()
            );
        }
        for says in [entry.says.0, entry.says.1] {
            assert!(says.matches('{').count() <= parts.len(), "{}", error.code());
        }
    }
}

#[test]
fn a_sentence_names_the_field_and_the_value_in_both_languages() {
    let error = ReadError::NotANumber {
        field: text("input.data.medfee_sumamt"),
        value: text("{field}"),
    };
    assert_eq!(
        error.to_string(),
        "input.data.medfee_sumamt«{field}»不是数字 / input.data.medfee_sumamt «{field}» is not a \
         number"
    );
    assert_eq!(error.next().en, "write plain digits such as 1234.50");
}

#[test]
fn an_unknown_transaction_is_a_plain_sentence() {
    let error = ReadError::UnknownTransaction {
        infno: text("9999"),
    };
    assert_eq!(
        error.to_string(),
        "本平台不提供交易«9999» / this platform does not offer transaction «9999»"
    );
}
