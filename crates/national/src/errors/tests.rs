use std::collections::BTreeSet;

use super::*;

#[test]
fn every_code_is_there_once() {
    let all: BTreeSet<&str> = codes().map(|entry| entry.code).collect();
    assert_eq!(all.len(), codes().count());
}

#[test]
fn a_sentence_names_the_field_and_the_value_in_both_languages() {
    let error = ReadError::NotANumber {
        field: "input.data.medfee_sumamt".to_owned(),
        value: "{field}".to_owned(),
    };
    assert_eq!(
        error.message().to_string(),
        "input.data.medfee_sumamt«{field}»不是数字 / input.data.medfee_sumamt «{field}» is not a \
         number"
    );
    assert_eq!(error.next().en, "write plain digits such as 1234.50");
}

#[test]
fn an_unknown_transaction_is_a_plain_sentence() {
    let error = ReadError::UnknownTransaction {
        infno: "9999".to_owned(),
    };
    assert_eq!(
        error.message().to_string(),
        "本平台不提供交易«9999» / this platform does not offer transaction «9999»"
    );
}
