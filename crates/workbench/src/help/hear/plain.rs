//! A question made comparable: one width, small letters, the new script; numbers of people struck
//! out.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use domain::signs::half_width;

/// So many digits in a row are a number of somebody: an ID card has 15 or 18.
const DIGITS_OF_A_CARD: usize = 15;

/// So many are a telephone.
const DIGITS_OF_A_TELEPHONE: usize = 11;

/// Characters of the old script that stand in questions about insurance, each before the one of the
/// new script.
const OLD_SCRIPT: &str = "醫医療疗險险報报銷销備备錢钱嗎吗請请問问給给爺爷媽妈爸爸孫孙個个幾几歲岁門门診诊\
    檢检查查藥药費费須须須须辦办證证單单據据卡卡還还過过這这裡里裏里邊边對对應应當当會会來来後后從从東东車车\
    長长時时間间開开關关無无萬万與与學学習习歷历異异縣县區区鄉乡鎮镇廣广深深圳圳濟济寧宁蘇苏漢汉陽阳慶庆龍龙\
    貴贵雲云滬沪鄭郑鄂鄂瀋沈連连爾尔濱滨島岛臺台灣湾灘滩門门廈厦蘭兰銀银鄰邻國国際际轉转護护養养職职戶户離离\
    產产婦妇兒儿處处種种類类級级別别額额線线頂顶統统籌筹補补貼贴償偿賠赔繳缴續续領领優优惠惠號号碼码電电話话\
    網网絡络樓楼號号齡龄殘残疾疾傷伤體体腦脑腎肾癌癌術术療疗應应該该讓让認认識识說说講讲訴诉誰谁麼么樣样樂乐\
    達达遠远運运選选擇择變变換换遞递丟丢發发現现實实際际總总結结算算帳账賬账戶户積积極极歸归屬属聯联繫系約约\
    準准備备確确認认簽签訂订貨货購购買买賣卖壓压糖糖尿尿透透析析膽胆點点熱热燒烧燙烫頭头痛痛";

static NEW_OF_OLD: LazyLock<BTreeMap<char, char>> = LazyLock::new(|| {
    let signs = OLD_SCRIPT.chars().filter(|sign| !sign.is_whitespace());
    let signs: Vec<char> = signs.collect();
    let pairs = signs.chunks_exact(2).map(|pair| (pair[0], pair[1]));
    pairs.filter(|(old, new)| old != new).collect()
});

/// As it is compared.
pub(crate) fn plain(text: &str) -> String {
    let narrow = half_width(text).to_lowercase();
    let words: Vec<&str> = narrow.split_whitespace().collect();
    let new = |sign: char| NEW_OF_OLD.get(&sign).copied().unwrap_or(sign);
    let signs: Vec<char> = words.join(" ").chars().map(new).collect();
    // Blanks between Chinese characters say nothing; between words of English they do.
    let ascii = |at: Option<usize>| {
        let sign = at.and_then(|at| signs.get(at));
        sign.is_some_and(char::is_ascii_alphanumeric)
    };
    let is_kept =
        |at: usize, sign: char| sign != ' ' || ascii(at.checked_sub(1)) && ascii(Some(at + 1));
    let kept = signs.iter().enumerate();
    let kept = kept.filter(|(at, sign)| is_kept(*at, **sign));
    kept.map(|(_, sign)| *sign).collect()
}

/// The text without numbers of people, and whether there was one. Digits may stand apart.
pub(super) fn struck_out(text: &str) -> (String, bool) {
    let signs: Vec<char> = text.chars().collect();
    let mut kept = String::with_capacity(text.len());
    let (mut at, mut found) = (0, false);
    while at < signs.len() {
        let (length, digits) = run(&signs[at..]);
        let first: String = half_width(&signs[at..at + length.max(1)].iter().collect::<String>());
        let is_telephone = digits == DIGITS_OF_A_TELEPHONE && first.starts_with('1');
        if digits >= DIGITS_OF_A_CARD || is_telephone {
            kept.push_str("＊＊＊");
            found = true;
        } else {
            kept.extend(&signs[at..at + length.max(1)]);
        }
        at += length.max(1);
    }
    (kept, found)
}

/// How long a row of digits is, blanks and strokes between them allowed, and how many they are.
fn run(signs: &[char]) -> (usize, usize) {
    let is_digit = |sign: &char| sign.is_ascii_digit() || ('０'..='９').contains(sign);
    let (mut length, mut digits, mut at) = (0, 0, 0);
    while let Some(sign) = signs.get(at) {
        match sign {
            sign if is_digit(sign) => {
                digits += 1;
                length = at + 1;
            }
            'x' | 'X' | 'ｘ' | 'Ｘ' if digits == 17 => {
                digits += 1;
                length = at + 1;
            }
            ' ' | '-' | '－' | '　' if digits > 0 => {}
            _ => break,
        }
        at += 1;
    }
    (length, digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_becomes_comparable() {
        let rows = [
            ("醫療保險報銷", "医疗保险报销"),
            ("ＡＢＣ　１２３", "abc 123"),
            ("北 京 怎么 报", "北京怎么报"),
            ("how   much  is it", "how much is it"),
        ];
        for (typed, compared) in rows {
            assert_eq!(plain(typed), compared, "{typed}");
        }
    }

    #[test]
    fn no_sign_of_the_new_script_is_taken_for_one_of_the_old() {
        let signs = OLD_SCRIPT.chars().filter(|sign| !sign.is_whitespace());
        assert_eq!(signs.count() % 2, 0);
        for new in NEW_OF_OLD.values() {
            assert!(!NEW_OF_OLD.contains_key(new), "{new}");
        }
    }

    #[test]
    fn numbers_of_people_are_struck_out() {
        let rows = [
            (
                "我身份证440305199002300000报多少",
                "我身份证＊＊＊报多少",
                true,
            ),
            ("44030519900230000X", "＊＊＊", true),
            ("4403 0519 9002 3000 00 住院", "＊＊＊ 住院", true),
            ("电话13800001234", "电话＊＊＊", true),
            ("４４０３０５１９９００２３００００", "＊＊＊", true),
            ("花了30000元", "花了30000元", false),
            ("打12393还是0755-12333", "打12393还是0755-12333", false),
        ];
        for (typed, kept, was) in rows {
            assert_eq!(struck_out(typed), (kept.to_owned(), was), "{typed}");
        }
    }
}
