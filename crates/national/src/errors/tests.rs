use super::*;

fn text(text: &str) -> String {
    text.to_owned()
}

/// One of each, so that a new variant without wording fails here.
#[rustfmt::skip]
fn one_of_each() -> Vec<ReadError> {
    use ReadError::*;
    let field = || text("input.data.f");
    let value = || text("{v}");
    let serial = || text("7");
    vec![
        EmptyBody,
        NotUtf8,
        Truncated,
        BadJson { line: 1, column: 2 },
        TooDeep { limit: 64 },
        RepeatedKey { key: text("k") },
        NotAnObject { node: text("n") },
        MissingField { field: field() },
        WrongType { field: field() },
        TooLong { field: field(), limit: 9 },
        ControlCharacter { field: field() },
        BadIdentifier { field: field(), value: value(), rule: "the rule" },
        BadRegion { field: field(), value: value() },
        BadDate { field: field(), value: value() },
        UnknownCode { field: field(), value: value(), dictionary: "gend" },
        NotANumber { field: field(), value: value() },
        Exponent { field: field(), value: value() },
        TooPrecise { field: field(), value: value(), places: 2 },
        TooLarge { field: field(), value: value() },
        Negative { field: field(), value: value() },
        Zero { field: field() },
        BadExtension { field: field() },
        TooManyRows { node: text("n"), rows: 3, limit: 1 },
        NoRows { node: text("n") },
        LineDoesNotAddUp {
            serial: serial(), price: text("1"), quantity: text("2"), amount: text("3"),
        },
        LineRepeated { serial: serial() },
        RefundNotAllowed { serial: serial() },
        RefundWithoutOriginal { serial: serial() },
        MixedVisits { serial: serial() },
        WrongCare { med_type: text("11"), infno: text("2401") },
        UnknownTransaction { infno: text("9999") },
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
