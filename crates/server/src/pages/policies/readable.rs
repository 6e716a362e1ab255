//! What packs say, as people read it: without the numbers by which we tell sources and disputes
//! apart, amounts without idle zeros, signs as wide as the letters beside them, a number and its
//! unit on one line. The files themselves stay as they are: policy makers work by those numbers.

use std::collections::BTreeMap;

use domain::Region;
use domain::basis::ShownBasis;
use domain::policy::{Library, Pack};
use domain::procedures::Procedures;
use domain::rules::AnyRow;
use domain::text::Bilingual;
use workbench::address::Owner;
use workbench::figure::KnownFigure;
use workbench::show::{ShownDisagreement, ShownVersion};

use crate::web::basis::{mended, without_codes};
use crate::web::policy::SourceView;

/// Texts of one place in the words of its readers.
#[derive(Debug, Default)]
pub(super) struct Readable {
    /// What stands for a number of ours: the title of a source, nothing for a dispute or a rule.
    names: BTreeMap<String, String>,
    /// What the place calls its tiers.
    tiers: BTreeMap<String, Bilingual>,
}

impl Readable {
    /// Of what is told of a place, or of the nation where no pack is named.
    pub(super) fn of(pack: Option<&Pack>, rules: &Procedures) -> Readable {
        let mut found = Readable::default();
        for sheet in rules.sheets() {
            found.take(
                sheet
                    .sources
                    .iter()
                    .map(|(id, told)| (id, short(&told.title))),
            );
            found.take(sheet.disputes.iter().map(|row| (&row.id, String::new())));
        }
        let Some(pack) = pack else {
            return found;
        };
        let tiers = pack.tables.tiers.iter();
        found.tiers = tiers
            .map(|row| (row.name.clone(), row.title.clone()))
            .collect();
        let own = pack.sources.iter().chain(&pack.national.sources);
        found.take(own.map(|(id, told)| (id, short(&told.title))));
        found.take(pack.disputes.iter().map(|row| (&row.id, String::new())));
        let rows = pack
            .tables
            .every_row()
            .chain(pack.national.tables.every_row());
        let ids = rows.filter_map(|row| match row {
            AnyRow::Note(row) => Some((&row.id, String::new())),
            AnyRow::Band(row) => Some((&row.id, String::new())),
            _ => None,
        });
        found.take(ids);
        found
    }

    /// Of whose rule a figure is.
    pub(super) fn of_owner(library: &Library, owner: Owner) -> Readable {
        match owner {
            Owner::National => {
                let pack = library.packs().next().map(AsRef::as_ref);
                Readable::of(pack, super::procedures::national(library))
            }
            Owner::Pack(region, _) => Readable::of_place(library, region),
        }
    }

    /// Of a place: its schemes name one another's sources.
    pub(super) fn of_place(library: &Library, region: Region) -> Readable {
        let rules = library.procedures(region);
        let packs = library.packs().filter(|pack| pack.region == region);
        let readable = packs.map(|pack| Readable::of(Some(pack), rules));
        readable.fold(Readable::default(), Readable::and)
    }

    /// Of both.
    pub(super) fn and(mut self, other: Readable) -> Readable {
        for (id, name) in other.names {
            self.names.entry(id).or_insert(name);
        }
        self.tiers.extend(other.tiers);
        self
    }

    /// What the place calls a tier.
    pub(super) fn tier(&self, word: &str) -> Option<Bilingual> {
        self.tiers.get(word).cloned()
    }

    fn take<'a>(&mut self, named: impl Iterator<Item = (&'a String, String)>) {
        for (id, name) in named {
            if is_number_of_ours(id) {
                self.names.entry(id.clone()).or_insert(name);
            }
        }
    }

    /// A text in both languages; the English one keeps the numbers, which stand for Chinese titles.
    pub(super) fn say(&self, told: &Bilingual) -> Bilingual {
        Bilingual::new(self.text(&told.zh), plain_amounts(&told.en))
    }

    /// The basis with its place and sentence in those words.
    pub(super) fn basis(&self, told: &ShownBasis) -> ShownBasis {
        ShownBasis {
            at: told.at.as_deref().map(|at| self.text(&without_codes(at))),
            title: self.text(&told.title),
            says: told.says.as_ref().map(|says| self.say(says)),
            ..told.clone()
        }
    }

    /// Topics of disputes, by their numbers.
    pub(super) fn topics(&self, told: Vec<(String, Bilingual)>) -> Vec<(String, Bilingual)> {
        let said = told.into_iter().map(|(id, topic)| (id, self.say(&topic)));
        said.collect()
    }

    /// Sources; a title may name another one.
    pub(super) fn sources(&self, mut told: Vec<SourceView>) -> Vec<SourceView> {
        for source in &mut told {
            source.title = self.text(&source.title);
            source.published = self.text(&source.published);
        }
        told
    }

    /// A Chinese text.
    pub(super) fn text(&self, told: &str) -> String {
        if let Some(day) = day_of_year(told) {
            return day;
        }
        let named = self.named(told);
        let said = as_set(&plain_amounts(&named));
        match discount(&said) {
            Some(said) => said.to_owned(),
            None => said,
        }
    }

    /// Everything that is known of a figure.
    pub(super) fn figure(&self, told: KnownFigure) -> KnownFigure {
        let all = |texts: Vec<Bilingual>| texts.iter().map(|text| self.say(text)).collect();
        let mut told = KnownFigure {
            subject: self.say(&told.subject),
            conditions: self.say(&told.conditions),
            used: all(told.used),
            disputes: told.disputes.iter().map(|one| self.dispute(one)).collect(),
            ..told
        };
        for row in &mut told.history {
            row.value = self.say(&row.value);
            row.sentence = self.say(&row.sentence);
            row.unknown = row.unknown.as_ref().map(|why| self.say(why));
            row.basis = self.basis(&row.basis);
            for (name, value) in &mut row.parts {
                (*name, *value) = (self.say(name), self.say(value));
            }
        }
        for other in &mut told.related {
            other.sentence = self.say(&other.sentence);
        }
        told
    }

    /// Where sources disagree.
    pub(super) fn dispute(&self, told: &ShownDisagreement) -> ShownDisagreement {
        let version = |version: &ShownVersion| ShownVersion {
            title: self.text(&version.title),
            says: self.say(&version.says),
            ..version.clone()
        };
        ShownDisagreement {
            topic: self.say(&told.topic),
            why: self.say(&told.why),
            versions: told.versions.iter().map(version).collect(),
            ..told.clone()
        }
    }

    fn named(&self, told: &str) -> String {
        let mut said = String::with_capacity(told.len());
        let mut word = String::new();
        for sign in told.chars().chain(['\n']) {
            if sign.is_ascii_alphanumeric() || sign == '-' {
                word.push(sign);
                continue;
            }
            // A number that is part of an address of the web is that of somebody else.
            let is_in_address = matches!(sign, '.' | '/') || said.ends_with(['.', '/', '_', '=']);
            match self.names.get(&word).filter(|_| !is_in_address) {
                Some(name) if name.is_empty() => {}
                Some(name) => {
                    said.truncate(said.trim_end_matches(' ').len());
                    said.push_str(&format!("「{name}」"));
                }
                None => said.push_str(&word),
            }
            word.clear();
            said.push(sign);
        }
        said.pop();
        mended(&said.replace("」 ", "」"))
    }
}

/// A title as far as it tells documents apart.
fn short(title: &str) -> String {
    let head = title.split(['（', '(', '；', '：']).next().unwrap_or(title);
    let head = match head.chars().count() < 4 {
        true => title,
        false => head,
    };
    domain::text::shortened(head.trim(), 30)
}

/// Whether an id says nothing to a reader: capitals, digits, hyphens. What begins with a small
/// letter is a word of the files and stands in no sentence.
fn is_number_of_ours(id: &str) -> bool {
    id.starts_with(|sign: char| sign.is_ascii_uppercase())
        && id.chars().count() > 1
        && id
            .chars()
            .all(|sign| sign.is_ascii_alphanumeric() || sign == '-')
}

/// `1 000.00 元` as `1,000 元`.
fn plain_amounts(told: &str) -> String {
    let signs: Vec<char> = told.chars().collect();
    let digit = |at: usize| signs.get(at).is_some_and(char::is_ascii_digit);
    let mut said = String::with_capacity(told.len());
    let mut at = 0;
    while let Some(sign) = signs.get(at) {
        let is_gap = matches!(sign, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}');
        let three = (1..=3).all(|step| digit(at + step)) && !digit(at + 4);
        let head = signs[..at]
            .iter()
            .rev()
            .take_while(|it| it.is_ascii_digit())
            .count();
        if is_gap && three && (1..=3).contains(&head) && is_amount(&signs[at + 4..]) {
            said.push(',');
        } else if *sign == '.' && head > 0 && is_idle(&signs[at + 1..]) {
            at += 3;
            continue;
        } else {
            said.push(*sign);
        }
        at += 1;
    }
    said
}

/// Whether what follows the digits is what follows an amount.
fn is_amount(rest: &[char]) -> bool {
    let mut rest = rest.iter().skip_while(|sign| {
        sign.is_ascii_digit() || matches!(sign, ' ' | '\u{a0}' | '.' | '至' | '到' | '、' | '/')
    });
    matches!(rest.next(), Some('元' | '万'))
}

/// Whether these are the two zeros of whole yuan.
fn is_idle(rest: &[char]) -> bool {
    let zeros = rest.len() >= 2 && rest[0] == '0' && rest[1] == '0';
    zeros
        && !rest
            .get(2)
            .is_some_and(|sign| sign.is_ascii_digit() || *sign == '%')
}

/// Signs as wide as their neighbours, and numbers held to their units.
pub(super) fn as_set(told: &str) -> String {
    let signs: Vec<char> = told.chars().collect();
    let mut said = String::with_capacity(told.len());
    for (at, sign) in signs.iter().enumerate() {
        let before = signs[..at].iter().rev().find(|it| **it != ' ').copied();
        let behind = signs[at + 1..].iter().find(|it| **it != ' ').copied();
        let beside = before.is_some_and(is_han) || behind.is_some_and(is_han);
        let between = before.is_some_and(is_han) && behind.is_some_and(is_han);
        let wide = match sign {
            ',' if between => '，',
            ';' if beside => '；',
            ':' if between => '：',
            '?' if between => '？',
            '!' if between => '！',
            '(' if beside => '（',
            ')' if beside || said.contains('（') && !said.contains('(') => '）',
            _ => *sign,
        };
        let is_blank = *sign == ' ';
        let is_after_wide = said.chars().next_back().is_some_and(is_wide_sign);
        if is_blank && (is_after_wide || behind.is_some_and(is_wide)) {
            continue;
        }
        if is_blank && before.is_some_and(|it| it.is_ascii_digit()) && behind.is_some_and(is_han) {
            said.push('\u{a0}');
            continue;
        }
        said.push(wide);
    }
    said
}

fn is_wide(sign: char) -> bool {
    matches!(sign, '，' | '。' | '；' | '：' | '、' | '）' | '」')
}

fn is_wide_sign(sign: char) -> bool {
    matches!(sign, '，' | '。' | '；' | '：' | '、' | '（' | '「')
}

fn is_han(sign: char) -> bool {
    matches!(sign, '\u{4e00}'..='\u{9fff}')
}

/// `07-01` as 7月1日.
fn day_of_year(told: &str) -> Option<String> {
    let (month, day) = told.split_once('-')?;
    let number = |text: &str| match text.len() {
        2 => text.parse::<u8>().ok(),
        _ => None,
    };
    let (month, day) = (number(month)?, number(day)?);
    Some(format!("{month}月{day}日"))
}

/// A share of the share, as people say it.
fn discount(said: &str) -> Option<&'static str> {
    Some(match said {
        "× 100%" => "和市内一样，不打折",
        "× 95%" => "打九五折（× 95%）",
        "× 90%" => "打九折（× 90%）",
        "× 80%" => "打八折（× 80%）",
        "× 70%" => "打七折（× 70%）",
        "× 60%" => "打六折（× 60%）",
        "× 50%" => "打对折（× 50%）",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn readable() -> Readable {
        let named = [
            ("LZ3", "兰州的通知"),
            ("Z6", "待遇一览"),
            ("X28", ""),
            ("NAT-06", ""),
        ];
        let names = named.map(|(id, name)| (id.to_owned(), name.to_owned()));
        Readable {
            names: names.into(),
            ..Readable::default()
        }
    }

    #[test]
    fn numbers_of_ours_become_titles_or_nothing() {
        for (told, said) in [
            ("LZ3 引用通知的文字", "「兰州的通知」引用通知的文字"),
            ("两页相同（Z6）", "两页相同（「待遇一览」）"),
            ("报多少不知道（X28）", "报多少不知道"),
            ("急诊抢救的不用备案（NAT-06）", "急诊抢救的不用备案"),
            ("见 a.cn/Z6.html", "见 a.cn/Z6.html"),
            ("PET-CT 和 B 超", "PET-CT 和 B 超"),
        ] {
            assert_eq!(readable().text(told), said, "{told}");
        }
    }

    #[test]
    fn amounts_and_signs_are_set_as_people_read_them() {
        for (told, said) in [
            ("一级 200.00 元", "一级 200\u{a0}元"),
            ("1 000 元", "1,000\u{a0}元"),
            ("1 000.50 元", "1,000.50\u{a0}元"),
            ("满 6 个月", "满 6\u{a0}个月"),
            (
                "两种说法\u{3a} 一种(省内)和另一种",
                "两种说法：一种（省内）和另一种",
            ),
            ("× 80%", "打八折（× 80%）"),
            ("07-01", "7月1日"),
            ("2019 100 人", "2019 100\u{a0}人"),
            ("0.005", "0.005"),
        ] {
            assert_eq!(readable().text(told), said, "{told}");
        }
    }
}
