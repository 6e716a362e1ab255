//! «Must I file?»: the two places are read, the engine answers, and the page shows the answer or
//! the one question that is open. Everything said is in the address.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use desk::drafts::filed_there;
use desk::{DeskError, Reference};
use domain::advice::{
    JourneyAnswer, JourneyAsked, Panel, Unanswerable, Why, journey, name_of, name_to_type,
};
use domain::area_codes::area_code;
use domain::facility::{Care, FacilityKind};
use domain::filing::{CategoryAdvice, Channel, Filing};
use domain::person::Scheme;
use domain::procedures::PledgeAllowed;
use domain::region_names::{NamedPlace, PlaceMeant, meant_with};
use domain::text::{Bilingual, Named};
use domain::{Region, region_names};
use jiff::civil::Date;

use super::given::FormValues;
use super::not_filed::not_filed;
use super::problem::PageProblem;
use super::{Asking, Page};
use crate::App;
use crate::api::problems::BAD_QUERY;
use crate::web::advice::{
    self, AnswerPage, ContactView, FiledPage, PlaceField, PlaceWrong, PlacesPage, QuestionPage,
    address,
};
use crate::web::facilities::encoded;
use crate::web::stories::{self, EverydayStory, StoriesPage};
use crate::web::{Lang, Skyline, words};

/// No more hospitals are named.
const HOSPITALS_SHOWN: usize = 8;

/// Nobody says to stay longer than this many months.
const LONGEST_STAY: u8 = 120;

pub(super) async fn advice(State(app): State<App>, given: FormValues, asking: Asking) -> Response {
    if !given
        .names()
        .any(|name| ["insured_at", "treated_at"].contains(&name))
    {
        return Redirect::to("/").into_response();
    }
    let reference = app.reference();
    let insured = read_place(&reference, given.get("insured_at"), true);
    let treated = read_place(&reference, given.get("treated_at"), false);
    let (Ok(from), Ok(to)) = (&insured, &treated) else {
        return ask_again(&given, &asking, (insured, treated));
    };
    let mut asked = read(&given, (from.region, to.region), app.today());
    if let Err(problem) = as_on_record(&app, &asking, &mut asked).await {
        return problem.into_response();
    }
    let story = given.get("story").and_then(EverydayStory::from_word);
    if let Some(story) = story {
        story.tell(&mut asked);
    }
    match journey(&reference.library, &asked) {
        Ok(answer) => {
            match filed_already(&app, &asking, (&asked, &answer)).await {
                Ok(None) => {}
                Ok(Some(filing)) => return filed(&asking, (&asked, &filing)),
                Err(problem) => return problem.into_response(),
            }
            let page = shown(&reference, &asking, (from, to), (asked, answer));
            Html(page).into_response()
        }
        Err(why) => refused(&asking, &why),
    }
}

/// Whoever is asked about is told the shares of their own insurance: of a retired person those of
/// the retired.
async fn as_on_record(
    app: &App,
    asking: &Asking,
    asked: &mut JourneyAsked,
) -> Result<(), PageProblem> {
    let Some(person) = asking.about() else {
        return Ok(());
    };
    let (at, scheme) = (asked.insured_at.pooling(), asked.scheme);
    let found = app.read(move |desk| {
        let today = desk.today();
        let found = desk::identify(desk, &desk::Voucher::Person(person.clone()))?;
        let mut covers = found.enrolments.into_iter();
        Ok::<_, DeskError>(covers.find(|one| {
            one.insured_at == at
                && scheme.is_none_or(|scheme| scheme == one.scheme)
                && one.check_entitled(today).is_ok()
        }))
    });
    if let Some(enrolled) = found.await.map_err(|error| asking.problem(error))? {
        asked.scheme = Some(enrolled.scheme);
        asked.status = Some(enrolled.status);
    }
    Ok(())
}

/// The filing by which whoever is asked about is filed for the place already.
async fn filed_already(
    app: &App,
    asking: &Asking,
    (asked, answer): (&JourneyAsked, &JourneyAnswer),
) -> Result<Option<Filing>, PageProblem> {
    let Some(person) = asking.about() else {
        return Ok(None);
    };
    let way = answer.advice.categories.first();
    let kind = asked.why.and(way).map(|way| way.reason.kind());
    let journey = (asked.insured_at, asked.treated_at);
    let found = app.read(move |desk| filed_there(desk, &person, journey, kind));
    found.await.map_err(|error| asking.problem(error))
}

fn filed(asking: &Asking, (asked, filing): (&JourneyAsked, &Filing)) -> Response {
    let (kind, period) = (filing.reason.name(), filing.period);
    let days = |lang| words::span(lang, period.from, period.until);
    let (from, to) = (asked.insured_at, asked.treated_at);
    let page = FiledPage {
        from: place_name(from),
        to: place_name(to),
        sky: Skyline::of(from, to),
        says: Bilingual::new(
            format!("{}，{}。不用再办。", kind.zh, days(Lang::Zh)),
            format!("{}, {}. Nothing more to do.", kind.en, days(Lang::En)),
        ),
        filing: format!("/filings/{}", filing.id()),
        again: format!("/?insured_at={from}"),
        directory: format!("/facilities?insured_at={from}&treated_at={to}"),
    };
    Html(advice::render_filed(&asking.frame, &page)).into_response()
}

pub(super) async fn stories(given: FormValues, asking: Asking) -> Page {
    let page = StoriesPage {
        insured: given.text("insured_at"),
        treated: given.text("treated_at"),
        chosen: given.get("story").map(str::to_owned),
    };
    Ok(Html(stories::render(&asking.frame, &page)))
}

fn refused(asking: &Asking, why: &Unanswerable) -> Response {
    let problem = BAD_QUERY.because(why.message());
    asking.problem(problem).into_response()
}

/// What the address says beside the places; a word nobody knows says nothing.
pub(super) fn read(
    given: &FormValues,
    (insured_at, treated_at): (Region, Region),
    day: Date,
) -> JourneyAsked {
    let yes = |sent: &str| match sent {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let months = given.get("months").and_then(|sent| sent.parse().ok());
    JourneyAsked {
        why: given.get("why").and_then(Why::from_word),
        slip: given.get("slip").and_then(yes),
        months: months.map(|months: u8| months.min(LONGEST_STAY)),
        scheme: given.get("scheme").and_then(Scheme::from_word),
        care: given.get("care").and_then(Care::from_word),
        ..JourneyAsked::between(insured_at, treated_at, day)
    }
}

/// The journey an address says, where both places are clear.
pub(super) fn journey_asked(app: &App, given: &FormValues) -> Option<JourneyAsked> {
    let reference = app.reference();
    let insured = read_place(&reference, given.get("insured_at"), true).ok()?;
    let treated = read_place(&reference, given.get("treated_at"), false).ok()?;
    Some(read(given, (insured.region, treated.region), app.today()))
}

/// A place that was understood.
pub(super) struct Understood {
    pub(super) region: Region,
    pub(super) by: Option<String>,
    also: Vec<&'static NamedPlace>,
}

/// A place that was not, with what may be meant.
pub(super) struct NotUnderstood {
    pub(super) wrong: PlaceWrong,
    pub(super) choices: Vec<&'static NamedPlace>,
}

pub(super) type ReadPlace = Result<Understood, NotUnderstood>;

pub(super) fn read_place(reference: &Reference, typed: Option<&str>, insures: bool) -> ReadPlace {
    let not = |wrong, choices| Err(NotUnderstood { wrong, choices });
    let understood = |region: Region, by, also| match insures && region.is_outside_the_scheme() {
        true => not(PlaceWrong::Outside, vec![]),
        false => Ok(Understood { region, by, also }),
    };
    let Some(typed) = typed else {
        return not(PlaceWrong::Missing, vec![]);
    };
    let facilities = reference.facilities();
    let known = facilities.map(|facility| (facility.name.as_str(), facility.region));
    match meant_with(typed, known) {
        PlaceMeant::Place { place, by, also } => understood(place.region, by, also),
        PlaceMeant::Abroad => understood(Region::ABROAD, None, vec![]),
        PlaceMeant::Several(several) => not(PlaceWrong::Several, several),
        PlaceMeant::CitiesOf(_, cities) => not(PlaceWrong::Cities, cities),
        // The codes of new districts are younger than any list.
        PlaceMeant::Unknown(near) => match typed.parse::<Region>() {
            Ok(region) if region_names::find(region).is_some() => understood(region, None, vec![]),
            _ if names_institution(typed) => not(PlaceWrong::Hospital, near),
            _ => not(PlaceWrong::Unknown, near),
        },
    }
}

/// Whether what was typed names a hospital and no place.
fn names_institution(typed: &str) -> bool {
    let endings = [
        "医院",
        "卫生院",
        "门诊部",
        "诊所",
        "医学中心",
        "药店",
        "hospital",
    ];
    let typed = typed.to_lowercase();
    endings.iter().any(|ending| typed.contains(ending))
}

/// The names in the address that are about the journey.
const SAID: [&str; 8] = [
    "insured_at",
    "treated_at",
    "why",
    "slip",
    "months",
    "scheme",
    "care",
    "story",
];

/// The same address with one place said by its code.
fn with_place(given: &FormValues, name: &str, code: Region) -> String {
    let value = |said: &str| match said == name {
        true => Some(code.to_string()),
        false => given.get(said).map(encoded),
    };
    let parts = SAID.iter();
    let parts: Vec<String> = parts
        .filter_map(|said| Some(format!("{said}={}", value(said)?)))
        .collect();
    format!("/advice?{}", parts.join("&"))
}

fn ask_again(
    given: &FormValues,
    asking: &Asking,
    (insured, treated): (ReadPlace, ReadPlace),
) -> Response {
    let field = |name: &str, read: ReadPlace| {
        let typed = given.text(name);
        let (wrong, choices, typed) = match read {
            Ok(place) => (
                None,
                vec![],
                asking.frame.pick(&name_to_type(place.region)).to_owned(),
            ),
            Err(not) => (Some(not.wrong), not.choices, typed),
        };
        let choice = |place: &NamedPlace| {
            let href = with_place(given, name, place.region);
            let name = match wrong {
                Some(PlaceWrong::Cities) => place.label(),
                _ => place.told_apart(),
            };
            (href, name)
        };
        PlaceField {
            typed,
            wrong,
            choices: choices.into_iter().map(choice).collect(),
        }
    };
    let others = SAID.iter().skip(2);
    let kept = others.filter_map(|name| Some(((*name).to_owned(), given.get(name)?.to_owned())));
    let page = PlacesPage {
        insured: field("insured_at", insured),
        treated: field("treated_at", treated),
        kept: kept.collect(),
    };
    let status = match page.is_mistaken() {
        true => StatusCode::BAD_REQUEST,
        false => StatusCode::OK,
    };
    (status, Html(advice::render_places(&asking.frame, &page))).into_response()
}

/// The question that is open, or the answer.
fn shown(
    reference: &Reference,
    asking: &Asking,
    (from, to): (&Understood, &Understood),
    (asked, answer): (JourneyAsked, JourneyAnswer),
) -> String {
    let names = (place_name(from.region), place_name(to.region));
    if let Some(question) = &answer.question {
        let ways = answer.advice.categories.iter().take(2);
        let page = QuestionPage {
            from: names.0,
            to: names.1,
            asked,
            question: question.clone(),
            basis: ways.map(|way| way.basis.clone()).collect(),
        };
        return advice::render_question(&asking.frame, &page);
    }
    let page = answer_page(reference, (from, to), (asked, answer));
    advice::render(&asking.frame, &page)
}

/// A place by its own name; everywhere abroad as people say it.
pub(super) fn place_name(region: Region) -> Bilingual {
    match region {
        Region::ABROAD => Bilingual::new("国外", "abroad"),
        // A district is known by its city.
        region if region != region.pooling() => name_to_type(region),
        region => name_of(region),
    }
}

pub(super) fn answer_page(
    reference: &Reference,
    (from, to): (&Understood, &Understood),
    (asked, answer): (JourneyAsked, JourneyAnswer),
) -> AnswerPage {
    let also = |place: &&'static NamedPlace| {
        let other = JourneyAsked {
            treated_at: place.region,
            ..asked
        };
        (address(&other), place.told_apart())
    };
    let way = answer.advice.categories.first();
    AnswerPage {
        from: place_name(from.region),
        to: place_name(to.region),
        by: to.by.clone(),
        also: to.also.iter().map(also).collect(),
        materials: materials(reference, &asked, way),
        pledge: way.is_some_and(|way| pledges(reference, &asked, way)),
        contacts: contacts(reference, &asked, way),
        not_filed: not_filed(
            reference,
            (asked.insured_at, asked.treated_at),
            (Some(Care::Inpatient), asked.day),
        ),
        hospitals: hospitals(reference, &asked),
        what_if: what_if(reference, &asked),
        rules: rules(reference, &asked),
        file: file(&asked, &answer),
        asked,
        answer,
    }
}

/// The proofs of a way, each as a choice in words.
fn materials(
    reference: &Reference,
    asked: &JourneyAsked,
    way: Option<&CategoryAdvice>,
) -> Vec<Bilingual> {
    let rules = reference.library.procedures(asked.insured_at);
    let Some(row) = way.and_then(|way| rules.category(&way.category, asked.day)) else {
        return vec![];
    };
    let named = |any_of: &Vec<String>| {
        let names = any_of.iter().map(|kind| row.material_name(kind));
        let names: Vec<Bilingual> = names.collect();
        let zh: Vec<&str> = names.iter().map(|name| name.zh.as_str()).collect();
        let en: Vec<&str> = names.iter().map(|name| name.en.as_str()).collect();
        Bilingual::new(zh.join("或"), en.join(" or "))
    };
    let materials = row.row().materials.iter();
    materials.map(|material| named(&material.any_of)).collect()
}

/// Whether a pledge stands for the proofs of a way, or none are needed.
fn pledges(reference: &Reference, asked: &JourneyAsked, way: &CategoryAdvice) -> bool {
    let rules = reference.library.procedures(asked.insured_at);
    let row = rules.category(&way.category, asked.day);
    row.is_some_and(|row| {
        row.row().materials.is_empty() || row.row().pledge.allowed == PledgeAllowed::Always
    })
}

/// The hotline of a place, reached from elsewhere with its area code.
const LOCAL_HOTLINE: &str = "12333";

/// Telephones, and of the other ways those by which the filing may come in.
fn contacts(
    reference: &Reference,
    asked: &JourneyAsked,
    way: Option<&CategoryAdvice>,
) -> Vec<ContactView> {
    let rules = reference.library.procedures(asked.insured_at);
    let takes = |id: &str| way.is_some_and(|way| way.channels.iter().any(|it| it.word() == id));
    let rows = rules.contacts_on(asked.day).into_iter();
    let shown = rows.filter(|row| row.phone.is_some() || takes(&row.id));
    let code = area_code(asked.insured_at);
    let dialled = |phone: &str| match (phone, code) {
        // A short number leads to whoever answers where one calls from.
        (LOCAL_HOTLINE, code) => code.map(|code| format!("{code}-{phone}")),
        _ => Some(phone.to_owned()),
    };
    let shown = shown.map(|row| ContactView {
        title: row.title.clone(),
        phone: row.phone.as_deref().and_then(dialled),
        is_completed: row.phone.as_deref() == Some(LOCAL_HOTLINE),
        menu: row.menu.clone(),
    });
    shown.collect()
}

/// Hospitals of the place that settle stays there.
fn hospitals(reference: &Reference, asked: &JourneyAsked) -> Vec<String> {
    let there = reference.facilities().filter(|facility| {
        facility.kind == FacilityKind::Hospital
            && facility.region.pooling() == asked.treated_at.pooling()
            && facility.is_networked(Care::Inpatient, asked.day)
    });
    let names = there.map(|facility| facility.name.clone());
    names.take(HOSPITALS_SHOWN).collect()
}

/// Where a bill of the journey can be tried out.
fn what_if(reference: &Reference, asked: &JourneyAsked) -> Option<String> {
    let schemes = Scheme::ALL.iter().copied();
    let mut schemes = schemes.filter(|it| asked.scheme.is_none_or(|said| said == *it));
    let pack = schemes.find_map(|it| reference.library.find(asked.insured_at, it))?;
    let scheme = pack.scheme;
    let (from, to) = (asked.insured_at, asked.treated_at.pooling());
    Some(format!(
        "/before?insured_at={from}&treated_at={to}&scheme={scheme}"
    ))
}

/// Where a filing is begun, where one is open on the website.
fn file(asked: &JourneyAsked, answer: &JourneyAnswer) -> Option<String> {
    let is_filed = matches!(answer.panel, Panel::FileFirst | Panel::Partly);
    let mut ways = answer.advice.categories.iter();
    let is_open = match asked.why {
        Some(_) => ways.next().is_some_and(is_online),
        None => ways.any(is_online),
    };
    let query = address(asked);
    (is_filed && is_open && !answer.filed.is_empty()).then(|| query.replacen("/advice", "/file", 1))
}

fn is_online(way: &CategoryAdvice) -> bool {
    way.channels.contains(&Channel::Website)
}

/// The rules of the insured place, where any are on record.
fn rules(reference: &Reference, asked: &JourneyAsked) -> Option<String> {
    let at = asked.insured_at.pooling();
    let mut packs = reference.library.packs();
    packs
        .any(|pack| pack.region == at)
        .then(|| format!("/policy/{at}"))
}
