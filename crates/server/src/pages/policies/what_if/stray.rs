//! What stands in the address and the form does not ask: a misspelt name would be passed over in
//! silence, so it is told.

use domain::policy::vocabulary::nearest;
use domain::text::Bilingual;

use crate::pages::given::FormValues;
use crate::web::policy::what_if::{Field, FieldKind};

/// Names of the page itself, and those of a field that only some places have: they stay in the
/// address when the place is changed.
const APART: [&str; 10] = [
    "for",
    "go",
    "lang",
    "elder",
    "theme",
    "open",
    "tier",
    "status",
    "option",
    "according_to",
];

/// The boxes of the form, each a name of its own.
const BOXES: [&str; 4] = ["emergency", "designated", "referral", "pledged"];

/// A field that stands for all that is no field.
pub(super) fn field() -> Field {
    Field {
        name: "other".to_owned(),
        label: Bilingual::new("地址里的其他内容", "What else the address says"),
        hint: Bilingual::default(),
        kind: FieldKind::Checks(vec![]),
        wrong: None,
    }
}

/// The same name twice with different values.
pub(super) fn twice() -> Bilingual {
    Bilingual::new(
        "地址里写了两次，而且不一样，请只留一个",
        "the address says it twice, and differently; keep one",
    )
}

/// What is wrong with the names of an address.
pub(super) fn found(given: &FormValues, is_known: impl Fn(&str) -> bool) -> Option<Bilingual> {
    let apart = |name: &str| APART.contains(&name) || name.starts_with("mark-");
    let stray = given.names().find(|name| !apart(name) && !is_known(name));
    if let Some(name) = stray {
        let known = [
            "pack",
            "day",
            "care",
            "level",
            "at",
            "footing",
            "eligible",
            "total",
            "negotiated",
            "age",
            "months",
            "account",
            "before",
            "filed_to",
            "filed_from",
            "filed_until",
            "admitted_on",
            "emergency",
            "designated",
            "referral",
            "pledged",
            "tier",
            "status",
        ];
        let (zh, en) = match nearest(name, known.into_iter()) {
            Some(near) => (
                format!("，您是不是想写 {near}？"),
                format!("; did you mean {near}?"),
            ),
            None => ("，请删去".to_owned(), "; leave it out".to_owned()),
        };
        return Some(Bilingual::new(
            format!("没有「{name}」这一项{zh}"),
            format!("there is no field “{name}”{en}"),
        ));
    }
    // A box is a name of its own inside a field.
    let boxed = |name: &&str| name.starts_with("mark-") || BOXES.contains(name);
    given.repeated().find(boxed).map(|name| {
        let Bilingual { zh, en } = twice();
        Bilingual::new(format!("{name}：{zh}"), format!("{name}: {en}"))
    })
}
