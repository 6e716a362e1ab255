//! What every page shares: language, the version for the elderly, where it lives.

use desk::accounts::SignedInAs;
use domain::ids::mask_name;
use domain::text::{Bilingual, Named};
use jiff::civil::Date;

use super::assets;
use super::text::{Text, Word};

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
}

impl SignedName {
    /// Of somebody who is signed in.
    pub fn of(who: &SignedInAs) -> SignedName {
        match who {
            SignedInAs::Person { name, .. } => SignedName {
                name: mask_name(name),
                home: "/me",
            },
            SignedInAs::Staff { operator, .. } => SignedName {
                name: operator.name.clone(),
                home: "/account",
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
            acting_for: None,
        }
    }

    /// Whether the page is of one's own affairs.
    pub fn is_mine(&self) -> bool {
        [
            "/me",
            "/file",
            "/filings",
            "/designation",
            "/inbox",
            "/sign-in",
        ]
        .iter()
        .any(|begin| self.begins(begin))
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

    /// Where the choices of colours lead, with the word of each and whether it is chosen.
    pub fn theme_switches(&self) -> Vec<(String, &'static str, bool)> {
        let to = |code: &str| self.switched("theme", code);
        let named = |theme: Theme| match theme {
            Theme::Light => Text::ThemeLight,
            Theme::Dark => Text::ThemeDark,
            Theme::Contrast => Text::ThemeContrast,
        };
        let system = self.say(Text::ThemeSystem);
        let system = (to("auto"), system, self.theme.is_none());
        let chosen = |theme: Theme| {
            let name = self.say(named(theme));
            (to(theme.code()), name, self.theme == Some(theme))
        };
        std::iter::once(system)
            .chain(Theme::ALL.map(chosen))
            .collect()
    }

    /// Whether the page is of what one needs before seeing a doctor.
    pub fn is_before(&self) -> bool {
        let before = ["/advice", "/before", "/stories", "/facilities"];
        self.path == "/" || before.iter().any(|page| self.begins(page))
    }

    /// Whether the page is of the rules.
    pub fn is_rules(&self) -> bool {
        self.begins("/policy")
    }

    /// Whether the page is for those who write programs.
    pub fn is_developers(&self) -> bool {
        self.begins("/developer") || self.begins("/api")
    }

    fn begins(&self, with: &str) -> bool {
        let rest = self.path.strip_prefix(with);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The address of a drawing of the set.
    pub fn icon(&self, name: &str) -> String {
        format!("{}#{name}", assets::url("icons.svg"))
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
