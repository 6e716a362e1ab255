//! «What will it cost me there?»: the places and a bill are read, the rules of the insured place
//! answer for each way of being filed. Who is signed in need not say where they are insured, and
//! the bills of their year count.
//! `/before`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use desk::Reference;
use desk::directory::{DirectoryAsked, FacilityListed};
use desk::year_spent::year_so_far;
use domain::advice::name_to_type;
use domain::calendar::{age_on, span};
use domain::facility::{Care, FacilityKind, Level};
use domain::filing::{Filing, FilingInForce};
use domain::person::{Scheme, Status};
use domain::policy::Pack;
use domain::region_names::NamedPlace;
use domain::situation::Footing;
use domain::text::{Named, Sep};
use domain::{Bilingual, Money, Region};
use jiff::civil::Date;
use workbench::travel::{Travel, TravelRow, Traveller, WAYS, told, travel};

use super::advice::{ReadPlace, place_name, read_place};
use super::given::FormValues;
use super::not_filed::not_filed;
use super::people::{Life, enrolment, live};
use super::policies::what_if::typed;
use super::problem::PageProblem;
use super::{Asking, year};
use crate::App;
use crate::web::advice::PlaceField;
use crate::web::before::{
    self, BeforeAnswer, BeforePage, HospitalAsked, NamedHospital, OwnFacts, ToldWay,
};

/// A bill as people know it, where none is stated.
fn usual(care: Care) -> Money {
    match care {
        Care::Inpatient => Money::from_yuan(10_000),
        _ => Money::from_yuan(300),
    }
}

/// Bills as people know them, to try where somebody has no idea of the amount: examples, and said
/// to be.
fn examples(care: Care) -> [Money; 3] {
    match care {
        Care::Inpatient => [10_000, 30_000, 100_000],
        _ => [300, 1_000, 3_000],
    }
    .map(Money::from_yuan)
}

/// What the record says of whoever is asked about.
struct OnRecord {
    traveller: Traveller,
    filings: Vec<FilingInForce>,
    /// What their year shows, under that insurance alone.
    life: Life,
}

pub(super) async fn before(
    State(app): State<App>,
    given: FormValues,
    asking: Asking,
) -> Result<Response, PageProblem> {
    let known = match given.get("record") {
        Some("no") => None,
        _ => on_record(&app, &asking).await?,
    };
    let reference = app.reference();
    let enrolled = known.as_ref().map(|known| &known.traveller.enrolled);
    let own = enrolled.map(|enrolled| enrolled.insured_at.to_string());
    let insured = given.get("insured_at").or(own.as_deref());
    let insured = insured.map(|typed| (typed, read_place(&reference, Some(typed), true)));
    let treated = given.get("treated_at");
    let treated = treated.map(|typed| (typed, read_place(&reference, Some(typed), false)));
    let hospital = hospital(&reference, (&given, treated.as_ref(), app.today()));
    let care = given.get("care").and_then(Care::from_word);
    let care = care.filter(|care| before::CARES.contains(care));
    let care = care.unwrap_or(Care::Inpatient);
    let scheme = given.get("scheme").and_then(Scheme::from_word);
    let scheme = scheme.or(enrolled.map(|enrolled| enrolled.scheme));
    let (amount, wrong_amount) = read_amount(given.get("amount"), care);
    let form = BeforePage {
        care,
        scheme,
        own: None,
        typical: examples(care)
            .map(|amount| (with(&given, &[("amount", &amount.to_string())]), amount))
            .into(),
        is_without: given.get("record") == Some("no"),
        amount: given.text("amount"),
        wrong_amount,
        hospital,
        insured: field(&asking, (&given, "insured_at"), insured.as_ref()),
        treated: field(&asking, (&given, "treated_at"), treated.as_ref()),
        answer: None,
    };
    let place = |read: &Option<(&str, ReadPlace)>| match read {
        Some((_, Ok(place))) => Some(place.region),
        _ => None,
    };
    let asked = AskedBefore {
        from: place(&insured),
        to: place(&treated),
        amount,
        day: app.today(),
    };
    let page = answered(&reference, form, (&asked, known.as_ref(), &given));
    let status = match page.is_mistaken() {
        true => StatusCode::BAD_REQUEST,
        false => StatusCode::OK,
    };
    Ok((status, Html(before::render(&asking.frame, &page))).into_response())
}

/// What was understood of what was asked.
struct AskedBefore {
    from: Option<Region>,
    to: Option<Region>,
    amount: Option<Money>,
    day: Date,
}

/// The page with its answer, as far as everything was understood.
fn answered(
    reference: &Reference,
    mut page: BeforePage,
    (asked, known, given): (&AskedBefore, Option<&OnRecord>, &FormValues),
) -> BeforePage {
    let scheme = page.scheme;
    // The record speaks only of the insurance it has.
    let is_own = |known: &&OnRecord| {
        let enrolled = &known.traveller.enrolled;
        let from = asked.from.map(Region::pooling);
        from == Some(enrolled.insured_at) && scheme == Some(enrolled.scheme)
    };
    let own = known.filter(is_own);
    page.own = own.map(|own| own_facts(reference, own, (asked.to, asked.day, given)));
    if let (Some(from), Some(to), Some(amount)) = (asked.from, asked.to, asked.amount) {
        let journey = Travel {
            who: own.map(|own| own.traveller.clone()),
            treated_at: to,
            care: page.care,
            amount,
            day: asked.day,
        };
        let mut found = answer(reference, (from, scheme), &journey);
        // Who names the hospital asks about its level.
        let level = page.hospital.named.as_ref().map(|named| named.level.rung());
        found
            .rows
            .retain(|row| level.is_none_or(|level| level == row.level));
        found.choose = with(given, &[]);
        let filed = own.and_then(|own| filing_for(own, to, asked.day));
        let wished = wished(given, filed.map(|filing| filing.footing));
        found.chosen = chosen(reference, (from, scheme), (&journey, &found.rows, wished));
        page.answer = Some(found);
    }
    page
}

/// The address of the page with what it was asked, some of it said anew.
fn with(given: &FormValues, anew: &[(&str, &str)]) -> String {
    let said = [
        "insured_at",
        "treated_at",
        "hospital",
        "care",
        "scheme",
        "record",
        "amount",
    ];
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in said {
        let new = anew.iter().find(|(known, _)| *known == name);
        if let Some(value) = new.map(|(_, value)| *value).or(given.get(name)) {
            query.append_pair(name, value);
        }
    }
    format!("/before?{}", query.finish())
}

/// The way and the level that the address asks to be told, else how one is filed.
fn wished(given: &FormValues, filed: Option<Footing>) -> (Option<Footing>, Option<Level>) {
    let way = given.get("way").and_then(Footing::from_word).or(filed);
    (way, given.get("level").and_then(Level::from_word))
}

/// What is told step by step: what was wished, where it is known; else the first way that is, at
/// the highest level.
fn chosen(
    reference: &Reference,
    (from, scheme): (Region, Option<Scheme>),
    (asked, rows, (way, level)): (&Travel, &[TravelRow], (Option<Footing>, Option<Level>)),
) -> Option<ToldWay> {
    let pack = pack_of(reference, from, scheme)?;
    let levels = rows.iter().rev().map(|row| row.level);
    let levels: Vec<Level> = level.into_iter().chain(levels).collect();
    let ways: Vec<Footing> = way.into_iter().chain(WAYS).collect();
    let mut all = ways
        .iter()
        .flat_map(|way| levels.iter().map(move |level| (*way, *level)));
    all.find_map(|(way, level)| {
        let explanation = told(&reference.library, pack, (asked, level, way))?;
        Some(ToldWay {
            way,
            level,
            explanation,
        })
    })
}

/// The filing on record that holds for a place on a day, or from a later one: who is filed from
/// next week has filed.
fn filing_for(own: &OnRecord, to: Region, day: Date) -> Option<&FilingInForce> {
    let there = |filing: &&FilingInForce| filing.destination.pooling() == to.pooling();
    let mut now = own.filings.iter().filter(there);
    let mut later = now.clone().filter(|filing| filing.period.from > day);
    now.find(|filing| filing.period.contains(day))
        .or_else(|| later.next())
}

/// What the record says, in words.
fn own_facts(
    reference: &Reference,
    own: &OnRecord,
    (to, day, given): (Option<Region>, Date, &FormValues),
) -> OwnFacts {
    let shown = enrolment(reference, &own.traveller.enrolled, day);
    let (place, scheme) = (shown.insured_at, shown.scheme.name());
    let tier = shown.tier.unwrap_or_default();
    let status = match shown.status {
        Status::Resident => Bilingual::default(),
        status => status.name(),
    };
    let age = own.traveller.age;
    let age = domain::say!("{age} 岁", "aged {age}");
    let parts = [place, scheme, tier, status, age].into_iter();
    let parts = parts.filter(|part| !part.zh.is_empty());
    let filed = to.and_then(|to| filing_for(own, to, day));
    OwnFacts {
        says: Bilingual::join(parts.collect::<Vec<_>>(), Sep::Comma),
        filed: filed.map(|filing| {
            let Bilingual { zh, en } = filing.footing.name();
            let until = span(&filing.period);
            Bilingual::new(format!("{zh}，{}", until.zh), format!("{en}, {}", until.en))
        }),
        without: with(given, &[("record", "no")]),
        stays: match own.traveller.year.admissions {
            0 => None,
            stays => Some(domain::say!("已住院 {stays} 次", "stays so far: {stays}")),
        },
        year: year::rows(reference, &own.life),
    }
}

/// So many hospitals of a name are offered.
const HOSPITALS_OFFERED: usize = 6;

/// The hospital that was named: in its own field, or as the place to go to.
fn hospital(
    reference: &Reference,
    (given, treated, day): (&FormValues, Option<&(&str, ReadPlace)>, Date),
) -> HospitalAsked {
    let place = treated.and_then(|(_, read)| read.as_ref().ok());
    let by = place.and_then(|place| place.by.as_deref());
    let Some(typed) = given.get("hospital").or(by) else {
        return HospitalAsked::default();
    };
    let asked = DirectoryAsked {
        text: domain::text::cut(typed, 60),
        at: place.map(|place| place.region.pooling()),
        kind: Some(FacilityKind::Hospital),
        count: HOSPITALS_OFFERED,
        ..DirectoryAsked::on(day)
    };
    let found = reference.directory().search(&asked).page;
    let same = found.iter().find(|one| one.facility.name == typed);
    let only = found.first().filter(|_| found.len() == 1);
    let named = same.or(only).map(|one| NamedHospital {
        name: one.facility.name.clone(),
        level: one.facility.level_on(day),
        href: format!("/facilities/{}", one.facility.code),
    });
    let choice = |one: &FacilityListed<'_>| {
        let name = one.facility.name.as_str();
        (with(given, &[("hospital", name)]), name.to_owned())
    };
    HospitalAsked {
        typed: named.as_ref().map_or(typed, |named| &named.name).to_owned(),
        choices: match named {
            None => found.iter().map(choice).collect(),
            Some(_) => vec![],
        },
        named,
    }
}

/// The amount that was typed, or the usual one; and what is wrong with it.
fn read_amount(typed: Option<&str>, care: Care) -> (Option<Money>, Option<Bilingual>) {
    match typed.map(typed::amount) {
        None => (Some(usual(care)), None),
        Some(Ok(amount)) if amount.fen() > 0 => (Some(amount), None),
        Some(Ok(_)) => {
            let says = domain::say!(
                "请写账单的总额，比 0 大",
                "Write the whole bill; it is more than nothing"
            );
            (None, Some(says))
        }
        Some(Err(says)) => (None, Some(says)),
    }
}

/// Where whoever is asked about is insured by the record, how old they are and how they are filed.
async fn on_record(app: &App, asking: &Asking) -> Result<Option<OnRecord>, PageProblem> {
    let Some(person) = asking.about() else {
        return Ok(None);
    };
    let found = app.read(move |desk| {
        let today = desk.today();
        let found = desk::identify(desk, &desk::Voucher::Person(person.clone()))?;
        let mut covers = found.enrolments.into_iter();
        let Some(enrolled) = covers.find(|one| one.check_entitled(today).is_ok()) else {
            return Ok(None);
        };
        let year = year_so_far(desk, (&person, &enrolled))?;
        let mut life = live(desk, &person, None)?;
        life.enrolments = vec![enrolled.clone()];
        let filings = desk::filings(desk, &person)?;
        let own = |filing: &Filing| {
            let in_force = filing.in_force();
            in_force.filter(|_| filing.request.insured_at.pooling() == enrolled.insured_at)
        };
        Ok(Some(OnRecord {
            filings: filings.iter().filter_map(own).collect(),
            life,
            traveller: Traveller {
                age: age_on(found.person.born_on, today),
                enrolled,
                year,
            },
        }))
    });
    found.await.map_err(|error| asking.problem(error))
}

/// A field with what was typed, and the places that may be meant.
fn field(
    asking: &Asking,
    (given, name): (&FormValues, &str),
    read: Option<&(&str, ReadPlace)>,
) -> PlaceField {
    let Some((typed, read)) = read else {
        return PlaceField::default();
    };
    match read {
        Ok(place) => PlaceField {
            typed: asking.frame.pick(&name_to_type(place.region)).to_owned(),
            ..PlaceField::default()
        },
        Err(not) => PlaceField {
            typed: (*typed).to_owned(),
            wrong: Some(not.wrong),
            choices: not
                .choices
                .iter()
                .map(|place| choice(given, name, place))
                .collect(),
        },
    }
}

/// The same address with one place said by its code.
fn choice(given: &FormValues, name: &str, place: &NamedPlace) -> (String, Bilingual) {
    let said = [
        "insured_at",
        "treated_at",
        "hospital",
        "care",
        "scheme",
        "amount",
    ];
    let parts = said.iter().filter_map(|said| {
        let value = match *said == name {
            true => place.region.to_string(),
            false => crate::web::facilities::encoded(given.get(said)?),
        };
        Some(format!("{said}={value}"))
    });
    let parts: Vec<String> = parts.collect();
    (format!("/before?{}", parts.join("&")), place.told_apart())
}

fn answer(
    reference: &Reference,
    (from, scheme): (Region, Option<Scheme>),
    asked: &Travel,
) -> BeforeAnswer {
    let pack = pack_of(reference, from, scheme);
    let rows = pack.map_or_else(Vec::new, |pack| travel(&reference.library, pack, asked));
    let to = asked.treated_at.pooling();
    BeforeAnswer {
        not_filed: match from.pooling() == to || asked.treated_at.is_outside_the_scheme() {
            true => vec![],
            false => not_filed(reference, (from, to), (Some(asked.care), asked.day)),
        },
        chosen: None,
        choose: String::new(),
        from: place_name(from),
        to: place_name(asked.treated_at),
        scheme: pack.map(|pack| pack.scheme),
        is_home: from.pooling() == to,
        is_outside: asked.treated_at.is_outside_the_scheme(),
        amount: asked.amount,
        rows,
        advice: format!("/advice?insured_at={from}&treated_at={to}"),
        what_if: pack.map(|pack| {
            format!(
                "/policy/what-if?pack={}/{}&at={to}",
                pack.region, pack.scheme
            )
        }),
    }
}

/// The rules of the place: of the scheme that was said, else of the first on record.
fn pack_of(reference: &Reference, from: Region, scheme: Option<Scheme>) -> Option<&Pack> {
    let schemes = Scheme::ALL.iter().copied();
    let mut schemes = schemes.filter(|it| scheme.is_none_or(|said| said == *it));
    schemes.find_map(|it| reference.library.find(from, it).map(AsRef::as_ref))
}
