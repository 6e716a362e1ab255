//! The main pages, by who opens them, with something on each of them.

use std::net::SocketAddr;

use serde_json::json;

use super::browser::Browser;
use super::driver::Driven;
use crate::till::server::Demo;

/// Who opens pages.
#[derive(Clone, Copy, Debug)]
pub enum Who {
    Nobody,
    Resident(&'static str),
    Staff(&'static str),
}

impl Who {
    /// Signs in by the demo's one click.
    pub fn sign_in(self, driven: &mut Driven, address: SocketAddr) {
        let (page, button) = match self {
            Who::Nobody => return,
            Who::Resident(id) => ("/sign-in?way=demo", id),
            Who::Staff(name) => ("/sign-in/staff", name),
        };
        // Whoever was signed in before is not any more.
        driven.command("Network.clearBrowserCookies", json!({}));
        driven.open(&format!("http://{address}{page}"));
        driven.ask(&format!(
            "document.querySelector('button[value=\"{button}\"]').click()"
        ));
        while driven.place().starts_with("/sign-in") {
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
    }
}

/// A page, and what is done on it before it is looked at.
pub struct Shown {
    pub path: String,
    pub then: Option<&'static str>,
    /// Whether people look something up in it: long and dense, for a pointer.
    pub is_reference: bool,
}

/// Pages of somebody.
pub struct Scene {
    pub who: Who,
    pub pages: Vec<Shown>,
}

fn scene(who: Who, paths: &[&str]) -> Scene {
    let page = |path: &&str| Shown {
        path: (*path).to_owned(),
        then: None,
        is_reference: REFERENCE.contains(path),
    };
    Scene {
        who,
        pages: paths.iter().map(page).collect(),
    }
}

const REFERENCE: [&str; 2] = ["/policy/460000/resident", "/developer"];

const RESIDENT: &str = "44030000000000000033";

const LIST: &str = "document.querySelector('textarea').value = \
     '曹初五\\t440305198013220528\\t成都\\t2099-01-01\\t13800001111\\t示例路1号\\n甲\\t1\\t火星\\t昨天'; \
     document.querySelector('form[action=\"/employer/check\"]').submit();";

/// The main ones.
pub fn scenes(demo: &Demo) -> Vec<Scene> {
    let mut resident = Browser::signed_in(demo.address, RESIDENT);
    resident.get("/file?insured_at=440300&treated_at=510100");
    resident.submit("/file", &[("answer", "other-temporary")]);
    let contact = resident.page.path.clone();
    let bill = settlement(demo);
    let mut filed = Browser::signed_in(demo.address, "44030000000000000012");
    let filing = filed.link("/filings/");
    filed.get("/me");
    let mut clerk = Browser::new(demo.address);
    clerk.get("/sign-in/staff");
    clerk.submit("/sign-in/demo", &[("operator", "罗窗口")]);
    clerk.get("/clerk");
    // A case is opened by taking it.
    let (_, case) = clerk
        .page
        .body
        .split_once("formaction=\"/clerk/filings/")
        .unwrap();
    let (case, _) = case.split_once("/take-over").unwrap();
    let case = format!("/clerk/filings/{case}");
    let refused = format!("{case}?do=refuse");
    let mut employer = scene(Who::Staff("章人事"), &["/employer"]);
    employer.pages.push(Shown {
        path: "/employer".to_owned(),
        then: Some(LIST),
        is_reference: false,
    });
    vec![
        scene(
            Who::Nobody,
            &[
                "/",
                "/advice?insured_at=440300&treated_at=510100",
                "/advice?insured_at=440300&treated_at=朝阳",
                "/stories",
                "/help?insured=440300",
                "/help/which",
                "/help/which?insured_at=440300&treated_at=510100",
                "/help/which?insured_at=440300&treated_at=510100&why=posted&months=12",
                "/help/checklist?insured=440300&treated=510100&case=stay",
                "/help/words",
                "/ask",
                "/ask?q=深圳职工医保去成都住院能报多少",
                "/ask?q=去朝阳要不要备案",
                "/before?insured_at=440300&treated_at=510100",
                "/facilities?insured_at=440300&treated_at=440100",
                "/facilities/H44010600003?insured_at=440300",
                "/policy",
                "/policy/460000/resident",
                "/policy/what-if",
                "/developer",
                "/sign-in",
                "/sign-in?way=code",
                "/sign-in/staff",
                "/welcome",
                "/verify",
                "/nothing-here",
                &bill,
            ],
        ),
        scene(
            Who::Resident(RESIDENT),
            &[
                "/me",
                "/me/family",
                "/me/looked",
                "/me/year",
                "/me/code",
                "/designation",
                "/designation/choose?facility=H44030500003",
                "/file?insured_at=440300&treated_at=420100",
                &contact,
            ],
        ),
        scene(Who::Resident("44030000000000000012"), &["/me", &filing]),
        scene(
            Who::Staff("罗窗口"),
            &["/clerk", &case, &refused, "/clerk/search", "/clerk/counter"],
        ),
        scene(Who::Staff("温主管"), &["/clerk/board"]),
        employer,
        scene(Who::Staff("邱医保办"), &["/account"]),
    ]
}

/// A bill of the demo.
fn settlement(demo: &Demo) -> String {
    let mut browser = Browser::new(demo.address);
    browser.get("/");
    browser.link("/settlements/")
}
