//! Where a form leads on to, as an address says it: a page here, never one elsewhere. Browsers drop
//! tabs and line ends from an address and take a backslash for a slash, so nothing of that passes;
//! what passes is read as an address, and has no host.

use axum::http::Uri;

use super::given::FormValues;

/// A page of this server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LocalPath(String);

impl LocalPath {
    /// The page of this text, if it is one.
    pub(super) fn read(text: &str) -> Option<LocalPath> {
        let is_plain = text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        let is_rooted = text.starts_with('/') && !text.starts_with("//");
        let read: Uri = text.parse().ok()?;
        let is_local = read.host().is_none() && read.scheme().is_none();
        let leads_round = read.path().starts_with("/sign-");
        (is_plain && is_rooted && is_local && !leads_round).then(|| LocalPath(text.to_owned()))
    }

    /// As it stands in an address.
    pub(super) fn into_text(self) -> String {
        self.0
    }
}

/// Where to go on to: what `to` says, where that is a page here.
pub(super) fn onward(given: &FormValues, otherwise: &str) -> String {
    let to = given.get("to").and_then(LocalPath::read);
    to.map_or_else(|| otherwise.to_owned(), LocalPath::into_text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_page_here_is_gone_on_to() {
        for good in [
            "/",
            "/me",
            "/clerk?lane=done&after=2026-12-01~B1~P1",
            "/file/B1/case?for=P2",
        ] {
            assert!(LocalPath::read(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "me",
            "//evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "/\r//evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "/ /evil.example",
            "https://evil.example/",
            "javascript:alert(1)",
            "/sign-in",
            "/sign-out",
            "/路",
            "/\u{2028}/evil.example",
        ] {
            assert!(LocalPath::read(bad).is_none(), "{bad:?}");
        }
    }
}
