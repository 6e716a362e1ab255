//! Numbers of people in what people write: those of certificates, telephones and bank cards are
//! struck out before a text is kept, shown or looked up. Whoever reads it has the person's number
//! where it is sealed, and nobody else needs it.

use crate::signs::half_width;

/// What stands in the place of a number.
pub const STRUCK: &str = "＊＊＊";

/// From here on digits in one row are somebody's: a card of identity has 15 or 18, one of a bank
/// 16 to 19.
const DIGITS_OF_A_CARD: usize = 15;

/// Our own numbers, such as that of a bill: one letter and so many digits.
const DIGITS_OF_OURS: usize = 28;

/// Codes of hospitals (H) and pharmacies (P) have so many behind their letter.
const DIGITS_OF_A_FACILITY: usize = 11;

/// A number is written in no more pieces: a card of a bank in five.
const PIECES_MAX: usize = 6;

/// So many digits stand in the first piece of a mobile: 138 0000 1234, 1380000 1234, or all.
const MOBILE_BEGINS: [usize; 3] = [3, 7, 11];

/// No more signs stand between two pieces of one number.
const APART_MAX: usize = 3;

/// The text without numbers of people.
pub fn without_numbers(text: &str) -> String {
    struck_out(text).0
}

/// Signs that nobody sees and that turn the order of what follows about, wherever it stands.
fn turns_about(sign: char) -> bool {
    let marks = ['\u{200e}', '\u{200f}'];
    let spans = ['\u{202a}'..='\u{202e}', '\u{2066}'..='\u{2069}'];
    marks.contains(&sign) || spans.iter().any(|span| span.contains(&sign))
}

/// The text without numbers of people, and whether there was one. Full-width digits count like
/// others, and the pieces of a number may stand apart.
pub fn struck_out(text: &str) -> (String, bool) {
    let text: String = text.chars().filter(|sign| !turns_about(*sign)).collect();
    let signs: Vec<char> = text.chars().collect();
    let plain: Vec<char> = half_width(&text).chars().collect();
    let (mut kept, mut found, mut at) = (String::with_capacity(text.len()), false, 0);
    while at < signs.len() {
        let begins = plain[at].is_ascii_digit() || plain[at] == '+';
        let goes_on = at > 0 && plain[at - 1].is_ascii_digit();
        let number = match begins && !goes_on && !is_ours(&plain, at) {
            true => number_at(&plain, at),
            false => None,
        };
        match number {
            Some(until) => {
                kept.push_str(STRUCK);
                (found, at) = (true, until);
            }
            None => {
                kept.push(signs[at]);
                at += 1;
            }
        }
    }
    (kept, found)
}

/// Whether a number of ours or the code of a facility begins here: a letter that stands alone
/// before all its digits.
fn is_ours(plain: &[char], at: usize) -> bool {
    let rest = plain[at..].iter();
    let digits = rest.take_while(|sign| sign.is_ascii_digit()).count();
    let letter = at.checked_sub(1).map(|before| plain[before]);
    let alone = at.checked_sub(2).map(|before| plain[before]);
    let is_ours = letter.is_some_and(|sign| match digits {
        DIGITS_OF_OURS => sign.is_ascii_uppercase(),
        DIGITS_OF_A_FACILITY => "HhPp".contains(sign),
        _ => false,
    });
    is_ours && alone.is_none_or(|sign| !sign.is_ascii_alphanumeric())
}

/// Where the longest number of a person that begins here ends.
fn number_at(plain: &[char], from: usize) -> Option<usize> {
    let (mut digits, mut at, mut longest) = (String::new(), from, None);
    let mut pieces = Vec::new();
    if plain[at] == '+' {
        at += 1;
    }
    for _ in 0..PIECES_MAX {
        let piece = plain[at..].iter().take_while(|it| it.is_ascii_digit());
        let length = piece.clone().count();
        digits.extend(piece);
        pieces.push(length);
        let mut until = at + length;
        let is_check = digits.len() == 17 && is_check_sign(plain, until);
        if is_check {
            digits.push('X');
            until += 1;
        }
        if (length > 0 || is_check)
            && (length >= DIGITS_OF_A_CARD || is_of_somebody(&digits, &pieces))
        {
            longest = Some(until);
        }
        let apart = plain[until..].iter().take_while(|it| stands_between(**it));
        at = until + apart.take(APART_MAX).count();
        let goes_on = at > until && plain.get(at).is_some_and(|next| next.is_ascii_digit())
            || digits.len() == 17 && is_check_sign(plain, at);
        if !goes_on {
            break;
        }
    }
    longest
}

/// Whether the sign is the last of a card of identity, and not the first of a word.
fn is_check_sign(plain: &[char], at: usize) -> bool {
    let is_x = plain.get(at).is_some_and(|sign| "xX×".contains(*sign));
    let next = plain.get(at + 1);
    is_x && next.is_none_or(|next| !next.is_ascii_alphanumeric())
}

/// What people write between the pieces of a number.
fn stands_between(sign: char) -> bool {
    sign.is_whitespace() || "-—_./·()\u{200b}\u{200c}\u{200d}\u{feff}".contains(sign)
}

/// Whether digits that may have stood apart are the number of a card or of a telephone. Amounts and
/// days beside one another are as long: a card of identity has a year of birth in its middle.
fn is_of_somebody(digits: &str, pieces: &[usize]) -> bool {
    match digits.len() {
        18 => digits.ends_with('X') || ["18", "19", "20"].contains(&&digits[6..8]),
        15 => is_day(&digits[8..12]) && digits.starts_with(['1', '2', '3', '4', '5', '6', '8']),
        16 | 19 => digits.starts_with("62"),
        11 => is_mobile(digits) && MOBILE_BEGINS.contains(&pieces[0]),
        13 => {
            let own = match pieces {
                [2, own, ..] => *own,
                [whole, ..] => whole.saturating_sub(2),
                [] => 0,
            };
            digits.strip_prefix("86").is_some_and(is_mobile) && MOBILE_BEGINS.contains(&own)
        }
        _ => false,
    }
}

/// A mobile here: 1 and a digit from 3 on.
fn is_mobile(digits: &str) -> bool {
    let begins = digits.as_bytes().get(..2);
    digits.len() == 11 && begins.is_some_and(|it| it[0] == b'1' && it[1] >= b'3')
}

/// Month and day as a card has them; those of months that are too short count too.
fn is_day(four: &str) -> bool {
    let (month, day) = four.split_at(2);
    ("01"..="12").contains(&month) && ("01"..="31").contains(&day)
}

#[cfg(test)]
mod tests {
    use super::struck_out;

    #[test]
    fn numbers_of_people_are_struck_out_however_they_are_written() {
        let rows = [
            ("我身份证440305199002300000报多少", "我身份证＊＊＊报多少"),
            ("44030519900230000X", "＊＊＊"),
            ("是44030519900230000x，请查", "是＊＊＊，请查"),
            ("4403 0519 9002 3000 00 住院", "＊＊＊ 住院"),
            ("440305 19900230 000x 住院", "＊＊＊ 住院"),
            ("440305-1990-0230-000 X", "＊＊＊"),
            ("440305 19901402 0127", "＊＊＊"),
            ("电话13800001234", "电话＊＊＊"),
            ("电话 138-0000-1234。", "电话 ＊＊＊。"),
            ("+86 138 0000 1234", "＊＊＊"),
            ("４４０３０５１９９００２３００００", "＊＊＊"),
            ("４４０３０５１９９００２３００００ｘ", "＊＊＊"),
            ("440305900230000", "＊＊＊"),
            ("卡号 6222 0000 0000 0000 000 退这里", "卡号 ＊＊＊ 退这里"),
            ("两个：13800001234、13900005678", "两个：＊＊＊、＊＊＊"),
            ("440305199002300000 13800001234", "＊＊＊ ＊＊＊"),
            ("1380\u{200f}0001234", "＊＊＊"),
        ];
        for (typed, kept) in rows {
            assert_eq!(struck_out(typed), (kept.to_owned(), true), "{typed}");
        }
    }

    #[test]
    fn what_turns_the_order_of_words_about_is_left_out() {
        let typed = "\u{202e}\u{202d}金额0001\u{200f} 为什么\u{2066}";
        assert_eq!(super::without_numbers(typed), "金额0001 为什么");
    }

    #[test]
    fn amounts_days_hotlines_and_our_own_numbers_stay() {
        for typed in [
            "花了30000元",
            "打12393还是0755-12333",
            "3000 2000 1500 800",
            "1500 2000 300",
            "12000 13000 14000",
            "20261201 20261205 两次",
            "2026-12-01 到 2026-12-05",
            "账单 A4403002612015685497247987784 为什么",
            "H13010700001 是哪家",
            "1,380,000.12",
            "10000 元、12 天、2026 年",
            "",
        ] {
            assert_eq!(struck_out(typed), (typed.to_owned(), false), "{typed}");
        }
    }
}
