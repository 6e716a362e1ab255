//! Codes of diagnoses. They are written by hand in files and typed in hospitals, so that neither
//! case nor blanks around a code make another one of it.

/// A code as codes are compared: `n18.501 ` is `N18.501`.
pub fn plain(code: &str) -> String {
    code.trim().to_uppercase()
}

/// Whether two codes are the same.
pub fn is_same(one: &str, other: &str) -> bool {
    plain(one) == plain(other)
}

/// Whether a text is made as national codes of diseases are: a letter, two figures, and what
/// follows of letters, figures and points.
pub fn is_code(text: &str) -> bool {
    let plain = plain(text);
    let mut bytes = plain.bytes();
    let begins = bytes.next().is_some_and(|byte| byte.is_ascii_uppercase());
    let rest = &plain.as_bytes()[plain.len().min(1)..];
    let figures = rest.iter().take(2).filter(|byte| byte.is_ascii_digit());
    let goes_on = |byte: &u8| byte.is_ascii_alphanumeric() || b".+*-".contains(byte);
    begins && figures.count() == 2 && plain.len() <= 20 && rest.iter().all(goes_on)
}

/// Whether a code covers a diagnosis: it is the same, or what the longer one begins with.
pub fn covers(code: &str, diagnosis: &str) -> bool {
    plain(diagnosis).starts_with(&plain(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_told_from_words() {
        for code in ["M07800", " m07800 ", "N18.501", "I10.x00", "C00"] {
            assert!(is_code(code), "{code}");
        }
        for text in [
            "",
            "高血压",
            "随便",
            "hypertension",
            "M",
            "M0",
            "07800",
            "N18 501",
        ] {
            assert!(!is_code(text), "{text}");
        }
    }

    #[test]
    fn neither_case_nor_blanks_make_another_code() {
        for (code, diagnosis, expected) in [
            ("N18.5", "N18.501", true),
            ("N18.5", "n18.501", true),
            (" n18.5 ", "N18.5", true),
            ("m07800X", "M07800x001", true),
            ("N18.5", "\u{3000}N18.5\n", true),
            ("N18.5", "N18.4", false),
            ("N18.5", "XN18.5", false),
        ] {
            assert_eq!(covers(code, diagnosis), expected, "{code:?} {diagnosis:?}");
        }
        assert!(is_same("N18.5", "n18.5 ") && !is_same("N18.5", "N18.501"));
    }
}
