//! What every page shares: language, the version for the elderly, where it lives.

use desk::accounts::SignedInAs;
use desk::operators::Operator;
use domain::ids::mask_name;
use domain::text::{Bilingual, Named};
use jiff::civil::Date;

use super::assets;
use super::text::Word;

mod site;

/// The language of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// Simplified Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The language of `?lang=` or of the cookie; none when it is neither `zh` nor `en`.
    pub fn from_code(code: &str) -> Option<Lang> {
        match code {
            "zh" => Some(Lang::Zh),
            "en" => Some(Lang::En),
            _ => None,
        }
    }

    /// Of what a browser asks for (`Accept-Language`), what we speak and it likes best.
    pub fn accepted(header: &str) -> Option<Lang> {
        let liked = header.split(',').filter_map(|range| {
            let mut parts = range.split(';').map(str::trim);
            let primary = parts.next()?.split('-').next()?.to_ascii_lowercase();
            let weight = parts
                .find_map(|part| part.strip_prefix("q="))
                .unwrap_or("1");
            Some((Lang::from_code(&primary)?, thousandths(weight)))
        });
        let best = |best: Option<(Lang, u16)>, one: (Lang, u16)| match best {
            Some(other) if other.1 >= one.1 => Some(other),
            _ => (one.1 > 0).then_some(one).or(best),
        };
        liked.fold(None, best).map(|(lang, _)| lang)
    }

    /// What `?lang=` and the cookie say.
    pub const fn code(self) -> &'static str {
        match self {
            Lang::Zh => "zh",
            Lang::En => "en",
        }
    }

    /// The `lang` attribute of the page.
    pub const fn tag(self) -> &'static str {
        match self {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        }
    }

    /// The language the switch leads to.
    pub const fn other(self) -> Lang {
        match self {
            Lang::Zh => Lang::En,
            Lang::En => Lang::Zh,
        }
    }

    /// The words in this language; a text that exists in one language only is shown as it is.
    pub fn pick(self, words: &Bilingual) -> &str {
        let (mine, other) = match self {
            Lang::Zh => (&words.zh, &words.en),
            Lang::En => (&words.en, &words.zh),
        };
        if mine.is_empty() { other } else { mine }
    }
}

/// A weight of RFC 9110 in thousandths; what is none weighs nothing.
fn thousandths(weight: &str) -> u16 {
    let (whole, part) = weight.split_once('.').unwrap_or((weight, ""));
    match whole {
        "1" => 1000,
        "0" => format!("{part:0<3}").parse().unwrap_or(0),
        _ => 0,
    }
}

/// The colours of a page, where the reader has chosen; else the system's wish holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Dark on warm paper.
    Light,
    /// Light on dark.
    Dark,
    /// Black on white, with lines.
    Contrast,
}

impl Theme {
    /// Every one of them.
    pub const ALL: [Theme; 3] = [Theme::Light, Theme::Dark, Theme::Contrast];

    /// What `?theme=` and the cookie say, and the sheet reads.
    pub const fn code(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
            Theme::Contrast => "contrast",
        }
    }

    /// The theme of this code; none for the system's wish.
    pub fn from_code(code: &str) -> Option<Theme> {
        Theme::ALL.into_iter().find(|theme| theme.code() == code)
    }
}

/// What every page shares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Language of the page.
    pub lang: Lang,
    /// The version for the elderly: larger type and targets.
    pub elder: bool,
    /// The colours, where the reader has chosen.
    pub theme: Option<Theme>,
    /// Path of the page, without query; the switches lead back to it.
    pub path: String,
    /// What else the address asks, such as `on=2026-01-01`; the switches keep it.
    pub query: String,
    /// Whether people and hospitals are invented; the foot of the page says so.
    pub demo: bool,
    /// The day of a demo whose clock was set; the foot of the page shows it.
    pub set_day: Option<Date>,
    /// Who is signed in.
    pub signed: Option<SignedName>,
    /// For whom the reader acts, where that is somebody else.
    pub acting_for: Option<Acting>,
    /// What the forms of the page carry, so that nobody else's page can send them.
    pub token: String,
    /// The number of the request, by which the log finds it; none on what is not asked for.
    pub number: String,
}

/// Whom somebody acts for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acting {
    /// Number of the person.
    pub person: String,
    /// Full name; pages mask it.
    pub name: String,
}

/// Who is signed in, for the head of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedName {
    /// What to call them.
    pub name: String,
    /// Their own page.
    pub home: &'static str,
    /// Where they work, if they are staff.
    pub desk: Option<&'static str>,
}

impl SignedName {
    /// Of somebody who is signed in; `desk` knows where staff work.
    pub fn of(who: &SignedInAs, desk: impl Fn(&Operator) -> &'static str) -> SignedName {
        match who {
            SignedInAs::Person { name, .. } => SignedName {
                name: mask_name(name),
                home: "/me",
                desk: None,
            },
            SignedInAs::Staff { operator, .. } => SignedName {
                name: operator.name.clone(),
                home: "/account",
                desk: Some(desk(operator)),
            },
        }
    }
}

impl Frame {
    /// A Chinese page in its standard version, with invented people.
    pub fn new(path: impl Into<String>) -> Frame {
        Frame {
            lang: Lang::Zh,
            elder: false,
            theme: None,
            path: path.into(),
            query: String::new(),
            demo: true,
            set_day: None,
            signed: None,
            token: String::new(),
            number: String::new(),
            acting_for: None,
        }
    }

    /// The masked name of whom one acts for, where the page does not say it itself.
    pub fn acts_for(&self) -> Option<String> {
        let acting = self.acting_for.as_ref();
        acting
            .filter(|_| !self.is_mine())
            .map(|acting| mask_name(&acting.name))
    }

    /// That so many other sources say otherwise, in one line.
    pub fn other_versions(&self, count: usize) -> String {
        super::words::other_versions(self.lang, count)
    }

    /// A fixed word in the language of the page.
    pub fn say(&self, word: impl Word) -> &'static str {
        word.in_language(self.lang)
    }

    /// The words in the language of the page.
    pub fn pick<'a>(&self, words: &'a Bilingual) -> &'a str {
        self.lang.pick(words)
    }

    /// Of a description the half in the language of the page; the English where it has no other.
    pub fn half(&self, description: &str) -> String {
        let (zh, en) = domain::schema::halves(description);
        match self.lang {
            Lang::Zh => zh.unwrap_or(en),
            Lang::En => en,
        }
    }

    /// The name of a word of a closed list, in the language of the page.
    pub fn name(&self, word: &impl Named) -> String {
        self.lang.pick(&word.name()).to_owned()
    }

    /// Where the language switch leads.
    pub fn lang_switch(&self) -> String {
        self.switched("lang", self.lang.other().code())
    }

    /// Where the switch to and from the version for the elderly leads.
    pub fn elder_switch(&self) -> String {
        self.switched("elder", if self.elder { "0" } else { "1" })
    }

    /// The address of a drawing of the set.
    pub fn icon(&self, name: &str) -> String {
        format!("{}#{name}", assets::url("icons.svg"))
    }

    /// The page as it was asked for, without language and size.
    pub fn address(&self) -> String {
        let Frame { path, query, .. } = self;
        match query.is_empty() {
            true => path.clone(),
            false => format!("{path}?{query}"),
        }
    }

    /// The beginning of the number of the request, as people read it out.
    pub fn short_number(&self) -> String {
        let digits: String = self.number.chars().take(8).collect();
        digits.to_ascii_uppercase()
    }

    fn switched(&self, name: &str, value: &str) -> String {
        let Frame { path, query, .. } = self;
        match query.is_empty() {
            true => format!("{path}?{name}={value}"),
            false => format!("{path}?{query}&{name}={value}"),
        }
    }

    /// The address of an asset, with the hash of its content in it.
    pub fn asset(&self, name: &str) -> String {
        assets::url(name)
    }
}

#[cfg(test)]
mod tests {
    use super::Lang::{self, En, Zh};

    #[test]
    fn the_language_is_what_the_browser_likes_best() {
        for (asked, spoken) in [
            ("zh-CN,zh;q=0.9,en;q=0.8", Some(Zh)),
            ("en-US,en;q=0.9", Some(En)),
            ("en;q=0.5, zh-Hant;q=0.7", Some(Zh)),
            ("fr-FR,fr;q=0.9,en;q=0.5", Some(En)),
            ("zh;q=0,en;q=0.001", Some(En)),
            ("en,zh", Some(En)),
            ("zh,en", Some(Zh)),
            ("ZH-cn", Some(Zh)),
            ("fr, de;q=0.7", None),
            ("zh;q=0", None),
            ("en;q=much", None),
            ("*", None),
            ("", None),
        ] {
            assert_eq!(Lang::accepted(asked), spoken, "{asked}");
        }
    }
}
