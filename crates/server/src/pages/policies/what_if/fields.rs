//! The fields of the form, with what was typed and what is wrong with it.

use domain::facility::{Care, Level};
use domain::person::{Scheme, Status};
use domain::policy::{Library, Pack};
use domain::say;
use domain::situation::Footing;
use domain::text::{Bilingual, Named, Sep};
use jiff::civil::Date;
use workbench::show::disputes;

use super::super::given::Given;
use crate::web::policy::what_if::{Choice, Field, FieldKind};

/// Footings a person may choose; at home and without a filing are decided by the rules.
pub(super) const FOOTINGS: [Footing; 4] = [
    Footing::LongTermFiled,
    Footing::Referred,
    Footing::TemporaryFiled,
    Footing::Emergency,
];

type Words = (&'static str, &'static str);

const NONE: Words = ("", "");

fn both((zh, en): Words) -> Bilingual {
    Bilingual::new(zh, en)
}

pub(super) fn field(name: &str, (label, hint): (Words, Words), kind: FieldKind) -> Field {
    Field {
        name: name.to_owned(),
        label: both(label),
        hint: both(hint),
        kind,
        wrong: None,
    }
}

fn choice(word: &str, name: Bilingual, chosen: Option<&str>) -> Choice {
    Choice {
        word: word.to_owned(),
        name,
        chosen: chosen == Some(word),
    }
}

/// The insured place and scheme.
pub(super) fn pack(library: &Library, chosen: Option<&str>) -> Field {
    let none = choice("", Bilingual::new("请选择", "please choose"), None);
    let packs = library.packs().map(|pack| {
        let word = format!("{}/{}", pack.region, pack.scheme);
        choice(&word, pack.title.clone(), chosen)
    });
    let label = (
        ("在哪里参保，参什么保", "Insured where, in which scheme"),
        NONE,
    );
    field(
        "pack",
        label,
        FieldKind::Choice([none].into_iter().chain(packs).collect()),
    )
}

/// The tier, where the scheme has tiers on that day.
pub(super) fn tier(pack: &Pack, day: Date, chosen: Option<&str>) -> Option<Field> {
    let open = pack.tables.tiers.iter().filter(|row| row.is_in_force(day));
    let none = choice("", Bilingual::new("请选择", "please choose"), None);
    let tiers = open.map(|row| choice(&row.name, row.title.clone(), chosen));
    let choices: Vec<Choice> = [none].into_iter().chain(tiers).collect();
    let label = (("档次", "Tier"), NONE);
    (choices.len() > 1).then(|| field("tier", label, FieldKind::Choice(choices)))
}

/// On the job or retired; residents are neither.
pub(super) fn status(scheme: Scheme, chosen: Option<&str>) -> Option<Field> {
    if scheme == Scheme::Resident {
        return None;
    }
    let choices = [Status::OnJob, Status::Retired].map(|s| choice(s.word(), s.name(), chosen));
    let label = (("在职还是退休", "On the job or retired"), NONE);
    Some(field("status", label, FieldKind::Choice(choices.to_vec())))
}

pub(super) fn care(chosen: Option<&str>) -> Field {
    let chosen = chosen.or(Some(Care::Inpatient.word()));
    let choices = Care::ALL.iter().map(|c| choice(c.word(), c.name(), chosen));
    let label = (("看什么", "What care"), NONE);
    field("care", label, FieldKind::Choice(choices.collect()))
}

pub(super) fn level(chosen: Option<&str>) -> Field {
    let chosen = chosen.or(Some(Level::Tertiary.word()));
    let choices = Level::ALL
        .iter()
        .map(|l| choice(l.word(), l.name(), chosen));
    let label = (("医院几级", "Level of the hospital"), NONE);
    field("level", label, FieldKind::Choice(choices.collect()))
}

pub(super) fn footing(chosen: Option<&str>) -> Field {
    let none = Bilingual::new("没有备案，或者就在参保地", "not filed, or treated at home");
    let none = choice("", none, None);
    let choices = FOOTINGS.iter().map(|f| choice(f.word(), f.name(), chosen));
    let label = (("备案情况", "Filing"), NONE);
    field(
        "footing",
        label,
        FieldKind::Choice([none].into_iter().chain(choices).collect()),
    )
}

/// By which source; none where no version can be computed.
pub(super) fn according_to(pack: &Pack, chosen: Option<&str>) -> Option<Field> {
    let none = Bilingual::new("现行的规定", "the rules in force");
    let mut choices = vec![choice("", none, None)];
    let versions = disputes(pack)
        .into_iter()
        .flat_map(|dispute| dispute.versions);
    let names = versions.filter_map(|version| version.according_to);
    choices.extend(names.map(|name| choice(&name, super::version_name(pack, &name), chosen)));
    let label = (("按哪一种说法", "By which version"), NONE);
    (choices.len() > 1).then(|| field("according_to", label, FieldKind::Choice(choices)))
}

pub(super) fn place(given: &Given) -> Field {
    let label = ("在哪里看病", "Treated where");
    let hint = (
        "城市名或六位代码；不填就是在参保地",
        "a city or its six digits; at home when left out",
    );
    field("at", (label, hint), FieldKind::Words(given.text("at")))
}

pub(super) fn number(given: &Given, name: &str, label: Words, hint: Words) -> Field {
    field(name, (label, hint), FieldKind::Number(given.text(name)))
}

/// What each fund with a ceiling has paid this year.
pub(super) fn used(pack: &Pack, day: Date, given: &Given) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    let open = pack.tables.ceilings.iter();
    for row in open.filter(|row| row.is_in_force(day) && !row.unlimited) {
        let name = used_name(&row.counter);
        if fields.iter().any(|known| known.name == name) {
            continue;
        }
        let titles = row.of.iter().map(|of| layer(pack, of));
        fields.push(Field {
            label: say!(
                "今年已付（{titles}），元", "Paid this year ({titles}), yuan";
                titles = Bilingual::join(titles, Sep::List)
            ),
            ..number(given, &name, NONE, NONE)
        });
    }
    fields
}

/// The field of a running total.
pub(super) fn used_name(counter: &str) -> String {
    format!("used-{counter}")
}

fn layer(pack: &Pack, name: &str) -> Bilingual {
    let known = pack.tables.layers.iter().find(|layer| layer.name == name);
    known.map_or_else(|| Bilingual::new(name, name), |layer| layer.title.clone())
}
