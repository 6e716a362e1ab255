//! Signing in: the choice of ways, one form a screen. `/sign-in`.

use askama::Template;
use domain::Bilingual;

use super::frame::Frame;
use super::html;
use super::text::{DoorText, MineText, Text};

/// The way a person chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChosenWay {
    /// None yet.
    Open,
    /// The electronic voucher.
    Voucher,
    /// Name, number and a code.
    Code,
    /// The face.
    Face,
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
    /// Whether there is somebody who compares faces.
    pub has_face: bool,
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
    /// Where passkeys are for; nothing where there are none.
    pub passkeys: Option<String>,
    /// What the button of the single sign-on says, where there is one.
    pub provider: Option<Bilingual>,
    /// The demo's operators: name, and what they may do.
    pub operators: Vec<(String, Bilingual)>,
}

/// The page that asks for our second step, behind the provider of identities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondStepPage {
    /// The number of the account.
    pub account: String,
    /// What was wrong.
    pub wrong: Option<Bilingual>,
    /// Where passkeys are for; nothing where there are none.
    pub origin: Option<String>,
}

/// The page that leads to whoever compares faces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaceGoPage {
    /// Where that is.
    pub go_to: String,
    /// Where to go on to afterwards.
    pub to: String,
}

/// The page of what stands in for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaceStandInPage {
    /// The ticket.
    pub ticket: String,
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
    to: String,
}

#[derive(Template)]
#[template(path = "sign_in_step.html")]
struct StepHtml<'a> {
    frame: &'a Frame,
    page: &'a SecondStepPage,
}

#[derive(Template)]
#[template(path = "sign_in_face_go.html")]
struct FaceGoHtml<'a> {
    frame: &'a Frame,
    page: &'a FaceGoPage,
    to: String,
}

#[derive(Template)]
#[template(path = "sign_in_stand_in.html")]
struct StandInHtml<'a> {
    frame: &'a Frame,
    page: &'a FaceStandInPage,
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
        to: query("to", &page.to),
    })
}

/// The page of our second step as HTML.
pub fn render_second_step(frame: &Frame, page: &SecondStepPage) -> String {
    html(&StepHtml { frame, page })
}

/// The page that leads to whoever compares faces, as HTML.
pub fn render_face_go(frame: &Frame, page: &FaceGoPage) -> String {
    let to = query("to", &page.to);
    html(&FaceGoHtml { frame, page, to })
}

/// The page of what stands in for it, as HTML.
pub fn render_stand_in(frame: &Frame, page: &FaceStandInPage) -> String {
    html(&StandInHtml { frame, page })
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

    fn is_face(&self) -> bool {
        self.way == ChosenWay::Face
    }
}
