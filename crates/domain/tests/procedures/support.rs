//! Procedures of invented places, and people who ask.

use std::collections::BTreeSet;

use domain::Region;
use domain::facility::{Care, FacilityKind, Level};
use domain::files::NamedText;
use domain::person::Scheme;
use domain::procedures::{Circumstances, Institution, Procedures};

pub static NO_MARKS: BTreeSet<String> = BTreeSet::new();

pub fn region(code: &str) -> Region {
    code.parse().expect("a division code")
}

pub fn named(name: &str, text: &str) -> NamedText {
    NamedText {
        name: name.to_owned(),
        text: text.to_owned(),
    }
}

/// A place with these rows, on top of the national ones.
pub fn place(code: &str, rows: &str) -> Procedures {
    let text =
        format!("region = \"{code}\"\n[sources.S1]\ntitle = \"示例页面\"\nclass = \"C\"\n{rows}");
    let own = Procedures::parse(&named("procedures.toml", &text));
    let own = own.expect("sound rules");
    own.over(&Procedures::national())
}

pub fn shenzhen() -> Procedures {
    let text = include_str!("../../../../policies/440300/procedures.toml");
    let own = Procedures::parse(&named("procedures.toml", text));
    own.expect("sound rules").over(&Procedures::national())
}

/// Somebody of the scheme, insured there, treated there.
pub fn about<'a>(scheme: Scheme, insured: &str, treated: &str) -> Circumstances<'a> {
    Circumstances {
        care: Some(Care::Outpatient),
        scheme: Some(scheme),
        age: Some(40),
        traits: Some(&NO_MARKS),
        ..Circumstances::of_journey(region(insured), region(treated))
    }
}

pub fn at(level: Level) -> Institution<'static> {
    Institution {
        level,
        kind: FacilityKind::Hospital,
        traits: &NO_MARKS,
    }
}
