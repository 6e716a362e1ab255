//! The electronic voucher as a code on the phone: a page that needs no net once it is open, and
//! covers its code by itself when that has run out. `/me/code`.

use askama::Template;
use domain::ids::mask_name;
use jiff::civil::DateTime;

use super::facilities::{Qr, drawn};
use super::frame::{Frame, Lang};
use super::html;
use super::text::{MineText, Text, VoucherText};

/// A code to be scanned.
#[derive(Clone, PartialEq, Eq)]
pub struct CodePage {
    /// Whose; the page masks it.
    pub name: String,
    /// Whether somebody else shows it.
    pub is_for_other: bool,
    /// The code.
    pub code: String,
    /// When it ends, on the clock in China.
    pub ends_at: DateTime,
}

impl std::fmt::Debug for CodePage {
    /// Nothing of the code.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CodePage").finish_non_exhaustive()
    }
}

#[derive(Template)]
#[template(path = "me_code.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a CodePage,
    name: String,
    qr: Option<Qr>,
    spoken: String,
    until: String,
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &CodePage) -> String {
    let groups = page.code.as_bytes().chunks(4);
    let groups = groups.map(|group| String::from_utf8_lossy(group).into_owned());
    let time = page.ends_at.strftime("%H:%M");
    html(&Html {
        frame,
        page,
        name: mask_name(&page.name),
        qr: drawn(&page.code),
        spoken: groups.collect::<Vec<_>>().join(" "),
        until: match frame.lang {
            Lang::Zh => format!("{time}（北京时间）"),
            Lang::En => format!("{time} (Beijing time)"),
        },
    })
}

#[cfg(test)]
mod tests {
    /// The sheet covers the code when it has run out: after as long as the desk lets it hold.
    #[test]
    fn the_sheet_covers_a_code_when_it_has_run_out() {
        let seconds = desk::e_voucher::CODE_HOLDS.as_secs();
        let sheet = include_str!("../../assets/code.css");
        assert!(
            sheet.contains(&format!("animation: over 0s {seconds}s")),
            "{sheet}"
        );
    }
}
