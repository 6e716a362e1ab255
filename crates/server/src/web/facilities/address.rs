//! What the address of the directory asks: all of it, so that a list can be kept, sent and gone
//! through page by page.

use domain::Region;
use domain::facility::{Care, FacilityKind, Level};

/// So many on a page.
pub const PAGE: usize = 20;

/// What is asked, by codes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DirectoryAddress {
    /// Where the person is insured.
    pub insured_at: Option<Region>,
    /// Where care is sought.
    pub treated_at: Option<Region>,
    /// Name or some of it.
    pub text: String,
    /// Kind of care.
    pub care: Option<Care>,
    /// Level.
    pub level: Option<Level>,
    /// Hospital or pharmacy.
    pub kind: Option<FacilityKind>,
    /// The district one starts from.
    pub near: Option<Region>,
    /// Whether a facility is looked for to be chosen for outpatient care.
    pub choosing: bool,
    /// Which page, from 1.
    pub page: usize,
}

impl DirectoryAddress {
    /// The same on another page.
    pub fn on_page(&self, page: usize) -> DirectoryAddress {
        DirectoryAddress {
            page,
            ..self.clone()
        }
    }

    /// Whether anything is asked.
    pub fn asks(&self) -> bool {
        let asked = [
            self.treated_at.is_some() || self.near.is_some(),
            !self.text.is_empty(),
            self.care.is_some() || self.level.is_some() || self.kind.is_some(),
        ];
        asked.contains(&true)
    }

    /// The address.
    pub fn href(&self) -> String {
        format!("/facilities{}", self.query())
    }

    /// What is kept when one facility is looked at.
    pub fn of_facility(&self, code: &str) -> String {
        let kept = DirectoryAddress {
            page: 1,
            ..self.clone()
        };
        format!("/facilities/{code}{}", kept.query())
    }

    /// All but the name and the page: name and value.
    pub(super) fn kept_beside_text(&self) -> Vec<(&'static str, String)> {
        let beside = self.said().into_iter();
        let beside = beside.filter(|(name, _)| !["q", "page"].contains(name));
        beside
            .filter_map(|(name, value)| Some((name, value?)))
            .collect()
    }

    fn said(&self) -> [(&'static str, Option<String>); 9] {
        let code = |region: Option<Region>| region.map(|it| it.to_string());
        [
            ("insured_at", code(self.insured_at)),
            ("treated_at", code(self.treated_at)),
            ("q", (!self.text.is_empty()).then(|| self.text.clone())),
            ("care", self.care.map(|it| it.word().to_owned())),
            ("level", self.level.map(|it| it.word().to_owned())),
            ("kind", self.kind.map(|it| it.word().to_owned())),
            ("near", code(self.near)),
            ("choosing", self.choosing.then(|| "1".to_owned())),
            ("page", (self.page > 1).then(|| self.page.to_string())),
        ]
    }

    fn query(&self) -> String {
        let said = self.said().into_iter();
        let said = said.filter_map(|(name, value)| Some(format!("{name}={}", encoded(&value?))));
        let said: Vec<String> = said.collect();
        match said.is_empty() {
            true => String::new(),
            false => format!("?{}", said.join("&")),
        }
    }
}

/// As an address takes it.
pub(crate) fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
            char::from(byte).to_string()
        }
        other => format!("%{other:02X}"),
    };
    text.bytes().map(byte).collect()
}
