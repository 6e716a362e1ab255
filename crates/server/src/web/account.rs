//! The account of staff: what they may do, the second factor, the passkeys. `/account`.

use askama::Template;
use desk::Role;
use desk::operators::Operator;
use domain::Bilingual;

use super::frame::Frame;
use super::html;
use super::text::{DoorText, MineText, Text};

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
    /// Whether they are signed in for more than setting that up.
    pub is_full: bool,
    /// Their passkeys, oldest first.
    pub passkeys: Vec<PasskeyRow>,
    /// Where passkeys are for; nothing where there are none.
    pub origin: Option<String>,
    /// What was wrong.
    pub wrong: Option<Bilingual>,
    /// Where their work is, with its name.
    pub desks: Vec<(&'static str, Bilingual)>,
}

/// A passkey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyRow {
    /// Our number for it.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// The day it was registered.
    pub made_on: String,
    /// The day it was last used.
    pub used_on: Option<String>,
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountHtml<'a> {
    frame: &'a Frame,
    page: &'a AccountPage,
    key: Option<String>,
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

/// Where somebody who works here begins.
pub fn first_desk(operator: &Operator) -> &'static str {
    let desks = desks(operator);
    desks.first().map_or("/account", |(href, _)| href)
}

/// Where each role works.
pub fn desks(operator: &Operator) -> Vec<(&'static str, Bilingual)> {
    let mut desks: Vec<(&'static str, Bilingual)> = Vec::new();
    for role in &operator.roles {
        let (href, zh, en) = match role {
            Role::Editor | Role::Publisher => ("/policy/edit", "政策编辑", "Making policy"),
            Role::Employer => ("/employer", "单位的备案", "Filings of the employer"),
            Role::FacilityDesk => ("/facility", "医院医保窗口", "Desk of the facility"),
            Role::Administrator => ("/registers", "名册：放进来", "Registers: take them in"),
            Role::Bureau => ("/bureau", "异地就医一年情况", "Cross-region care in a year"),
            Role::Clerk | Role::Supervisor => ("/clerk", "待办的备案", "Filings that wait"),
            _ => continue,
        };
        if *role == Role::FacilityDesk {
            desks.push((
                "/desk",
                Bilingual::new("医保结算", "Bills: quote and settle"),
            ));
        }
        if desks.iter().all(|(known, _)| *known != href) {
            desks.push((href, Bilingual::new(zh, en)));
        }
    }
    desks
}
