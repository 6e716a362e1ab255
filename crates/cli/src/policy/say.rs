//! What the commands of the workbench share: the language and form of an answer, printing, and the
//! words for what is asked wrongly.

use std::io::Write;

use domain::basis::ShownBasis;
use domain::person::Scheme;
use domain::text::Named;
use domain::{Bilingual, Region};
use jiff::civil::Date;
use workbench::address::AddressError;

use crate::say::wrong;

/// Chinese unless English is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Tongue {
    /// English was asked for.
    pub english: bool,
}

impl Tongue {
    /// The words in the language.
    pub fn pick(self, words: &Bilingual) -> &str {
        match self.english {
            true => &words.en,
            false => &words.zh,
        }
    }

    /// One of two texts.
    pub fn say<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self.english {
            true => en,
            false => zh,
        }
    }
}

/// Prints a whole answer. A reader that closes the pipe early, as `head` does, has read enough.
pub fn print(answer: impl std::fmt::Display) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{answer}").and_then(|()| out.flush()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        done => Ok(done?),
    }
}

/// In which form the answer is wanted.
#[derive(Clone, Copy, Debug)]
pub struct AnswerForm {
    /// As JSON.
    pub json: bool,
    /// Otherwise in this language.
    pub tongue: Tongue,
}

/// Since when, and until when.
pub fn days(from: Date, until: Option<Date>, tongue: Tongue) -> String {
    match (until, tongue.english) {
        (None, false) => format!("{from} 起"),
        (None, true) => format!("since {from}"),
        (Some(until), false) => format!("{from} 起，至 {until} 前"),
        (Some(until), true) => format!("from {from}, until before {until}"),
    }
}

/// A source in one line: title and article, how sure, whether compared with the text.
pub fn source(basis: &ShownBasis, tongue: Tongue) -> String {
    let at = basis.at.as_deref().map(|at| format!(" {at}"));
    let verified = match basis.verified {
        true => tongue.say("已核对原文", "verified"),
        false => tongue.say("未核对原文", "unverified"),
    };
    let name = basis.confidence.name();
    let sure = format!("{} {}", basis.confidence, tongue.pick(&name));
    let title = format!("{} {}{}", basis.source, basis.title, at.unwrap_or_default());
    let day = basis.verified_on.map(|day| format!(" {day}"));
    let day = day.unwrap_or_default();
    let mut line = match tongue.english {
        false => format!("{title}（{sure}，{verified}{day}）"),
        true => format!("{title} ({sure}, {verified}{day})"),
    };
    if let Some(says) = &basis.says {
        line += &format!(" {}", tongue.pick(says));
    }
    if let Some(url) = &basis.url {
        line += &format!(" {url}");
    }
    line
}

/// An address that leads nowhere.
pub fn no_address(error: &AddressError) -> anyhow::Error {
    wrong(error.code(), &error.message(), &error.next())
}

/// A day as it was typed.
pub fn read_day(text: &str) -> anyhow::Result<Date> {
    text.parse().map_err(|_| {
        wrong(
            "bad-day",
            &Bilingual::new(
                format!("「{text}」不是日期"),
                format!("«{text}» is not a day"),
            ),
            &Bilingual::new("请写成 2026-11-21", "write it as 2026-11-21"),
        )
    })
}

/// A scheme as it was typed.
pub fn scheme_of(word: &str) -> anyhow::Result<Scheme> {
    Scheme::from_word(word).ok_or_else(|| {
        wrong(
            "unknown-scheme",
            &Bilingual::new(
                format!("没有险种「{word}」"),
                format!("there is no scheme «{word}»"),
            ),
            &Bilingual::new(
                "请写 employee（职工）或 resident（居民）",
                "write employee or resident",
            ),
        )
    })
}

/// A place as it was typed.
pub fn region_of(code: &str) -> anyhow::Result<Region> {
    code.parse::<Region>().map_err(|_| {
        wrong(
            "bad-region",
            &Bilingual::new(
                format!("「{code}」不是六位区划代码"),
                format!("«{code}» is not a six-digit division code"),
            ),
            &Bilingual::new(
                "请写成 440300；suixing policy list 列出已有的",
                "write it as 440300; suixing policy list tells what there is",
            ),
        )
    })
}
