//! A question made comparable: one width, small letters, the new script.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use domain::signs::half_width;

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
}
