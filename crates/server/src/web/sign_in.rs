//! Signing in: the choice of ways, one form a screen, and the account of staff. `/sign-in`.

use askama::Template;
use domain::Bilingual;

use super::frame::Frame;
use super::html;
use super::text::{MineText, Text};

/// The way a person chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChosenWay {
    /// None yet.
    Open,
    /// The electronic voucher.
    Voucher,
    /// Name, number and a code.
    Code,
    /// Nobody but the demo's people.
    Demo,
}

/// The page on which insured people sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInPage {
    /// Which way.
    pub way: ChosenWay,
    /// Where to go on to.
    pub to: String,
    /// What was wrong.
    pub wrong: Option<Bilingual>,
    /// Whether a code was asked for.
    pub sent: bool,
    /// What was typed as the name.
    pub name: String,
    /// What was typed as the number of a certificate.
    pub number: String,
    /// The demo's people: number, name, what they are for.
    pub people: Vec<(String, String, Bilingual)>,
}

/// The page on which staff sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffSignInPage {
    /// Where to go on to.
    pub to: String,
    /// What was wrong.
    pub wrong: Option<Bilingual>,
    /// What was typed as the account.
    pub name: String,
    /// Whether an invitation is taken up instead.
    pub is_invited: bool,
    /// The demo's operators: name, and what they may do.
    pub operators: Vec<(String, Bilingual)>,
}

/// The account of somebody who works here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountPage {
    /// What people call them.
    pub name: String,
    /// What they may do.
    pub roles: Bilingual,
    /// What they work for.
    pub unit: Bilingual,
    /// The key of the second factor, while it is to be set up.
    pub key: Option<String>,
    /// Whether it is set up.
    pub is_set_up: bool,
    /// What was wrong.
    pub wrong: Option<Bilingual>,
    /// Where their work is, with its name.
    pub desks: Vec<(&'static str, Bilingual)>,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a SignInPage,
    to: String,
}

#[derive(Template)]
#[template(path = "sign_in_staff.html")]
struct StaffHtml<'a> {
    frame: &'a Frame,
    page: &'a StaffSignInPage,
    action: &'static str,
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountHtml<'a> {
    frame: &'a Frame,
    page: &'a AccountPage,
    key: Option<String>,
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &SignInPage) -> String {
    let to = query("to", &page.to);
    html(&Html { frame, page, to })
}

/// The page of staff as HTML.
pub fn render_staff(frame: &Frame, page: &StaffSignInPage) -> String {
    let action = if page.is_invited {
        "/welcome"
    } else {
        "/sign-in/staff"
    };
    html(&StaffHtml {
        frame,
        page,
        action,
    })
}

/// The account as HTML; the key in groups of four, as people copy it.
pub fn render_account(frame: &Frame, page: &AccountPage) -> String {
    let grouped = |key: &String| {
        let letters: Vec<char> = key.chars().collect();
        let groups = letters
            .chunks(4)
            .map(|four| four.iter().collect::<String>());
        groups.collect::<Vec<_>>().join(" ")
    };
    let key = page.key.as_ref().map(grouped);
    html(&AccountHtml { frame, page, key })
}

fn query(name: &str, value: &str) -> String {
    let mut asked = form_urlencoded::Serializer::new(String::new());
    asked.append_pair(name, value);
    asked.finish()
}

impl SignInPage {
    fn is_open(&self) -> bool {
        self.way == ChosenWay::Open
    }

    fn is_voucher(&self) -> bool {
        self.way == ChosenWay::Voucher
    }

    fn is_code(&self) -> bool {
        self.way == ChosenWay::Code
    }
}
