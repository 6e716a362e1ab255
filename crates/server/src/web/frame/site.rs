//! The shape of the site: its five parts, what lies above a page, how the frame is coloured.

use super::{Frame, Theme};
use crate::web::text::Text;

/// The bar of the browser is of the colour of the head of the page.
const HEAD_LIGHT: &str = "#ffffff";
const HEAD_DARK: &str = "#1c2226";

impl Frame {
    /// Whether the page is of what one needs before seeing a doctor.
    pub fn is_before(&self) -> bool {
        let before = [
            "/advice",
            "/before",
            "/stories",
            "/facilities",
            "/help",
            "/ask",
        ];
        self.path == "/" || before.iter().any(|page| self.begins(page))
    }

    /// Whether the page is of one's own affairs.
    pub fn is_mine(&self) -> bool {
        let mine = [
            "/me",
            "/file",
            "/filings",
            "/designation",
            "/persons",
            "/settlements",
            "/corrections",
            "/sign-in",
        ];
        !self.is_staff() && mine.iter().any(|page| self.begins(page))
    }

    /// Whether the page is of the rules.
    pub fn is_rules(&self) -> bool {
        self.begins("/policy")
    }

    /// Whether the page is for those who write programs.
    pub fn is_developers(&self) -> bool {
        self.begins("/developer") || self.begins("/api")
    }

    /// Whether the page is of those who work here.
    pub fn is_staff(&self) -> bool {
        let staff = [
            "/account",
            "/clerk",
            "/employer",
            "/desk",
            "/facility",
            "/registers",
            "/bureau",
            "/sign-in/staff",
            "/sign-in/sso",
            "/sign-in/second-step",
            "/welcome",
        ];
        staff.iter().any(|page| self.begins(page))
    }

    /// Where one's own affairs are: who works here signs in as somebody who is insured first.
    pub fn own_home(&self) -> &'static str {
        match &self.signed {
            Some(signed) if signed.desk.is_some() => "/sign-in",
            _ => "/me",
        }
    }

    /// Where those who work here go: to their desk, or to sign in.
    pub fn staff_home(&self) -> &'static str {
        let signed = self.signed.as_ref();
        signed.and_then(|one| one.desk).unwrap_or("/sign-in/staff")
    }

    /// What lies above the page, where the page does not say it itself.
    pub fn up(&self) -> Option<(&'static str, Text)> {
        let bill = ["/settlements", "/corrections", "/persons"];
        let (page, _) = self.path.rsplit_once('/').unwrap_or_default();
        match self.path.as_str() {
            "/before" | "/facilities" | "/verify" | "/sign-in" | "/stories" => {
                let leads_itself = !self.query.is_empty() && self.path != "/before";
                (!leads_itself).then_some(("/", Text::PartBefore))
            }
            "/sign-in/staff" => Some(("/", Text::HomePage)),
            "/welcome" => Some(("/sign-in/staff", Text::PartStaff)),
            "/api/docs" => Some(("/developer", Text::Developers)),
            _ if bill.contains(&page) => match &self.signed {
                Some(signed) if signed.desk.is_some() => Some((self.staff_home(), Text::PartStaff)),
                Some(_) => Some(("/me", Text::PartMine)),
                None => Some(("/", Text::HomePage)),
            },
            _ => None,
        }
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

    /// The colour of the bar of the browser: one where the reader has chosen, else one for each
    /// wish of the system, which the first of each pair names.
    pub fn head_colours(&self) -> Vec<(&'static str, &'static str)> {
        match self.theme {
            Some(Theme::Dark) => vec![("all", HEAD_DARK)],
            Some(Theme::Light | Theme::Contrast) => vec![("all", HEAD_LIGHT)],
            None => vec![
                ("(prefers-color-scheme: light)", HEAD_LIGHT),
                ("(prefers-color-scheme: dark)", HEAD_DARK),
            ],
        }
    }

    fn begins(&self, with: &str) -> bool {
        let rest = self.path.strip_prefix(with);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}
