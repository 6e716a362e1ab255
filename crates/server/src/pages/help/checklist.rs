//! The sheet to take along: what to do is the advice's, papers and times are the rules'.

use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use desk::Reference;
use domain::advice::{JourneyAnswer, JourneyAsked, Panel, Why, journey};
use domain::facility::Care;
use domain::person::Scheme;
use domain::region_names::NamedPlace;
use domain::text::{Bilingual, Named};
use domain::{Region, say};
use jiff::civil::Date;
use workbench::help::{HelpPlace, PlainFact, hotlines, tell};

use super::{field, status_of};
use crate::App;
use crate::pages::Asking;
use crate::pages::advice::{place_name, read_place};
use crate::pages::given::FormValues;
use crate::web::facilities::encoded;
use crate::web::help::{self, ChecklistPage, ListedPlace};
use crate::web::text::HelpText;

pub(super) async fn checklist(
    State(app): State<App>,
    given: FormValues,
    asking: Asking,
) -> Response {
    let reference = app.reference();
    let typed = |names: [&str; 2]| names.iter().find_map(|name| given.get(name));
    let insured = typed(["insured", "insured_at"]);
    let treated = typed(["treated", "treated_at"]);
    let case = given.get("case").or(given.get("why"));
    let case = case.and_then(Why::from_word);
    let link = |name: &'static str, other: (&'static str, Option<&str>)| {
        let kept = other
            .1
            .map(|value| format!("&{}={}", other.0, encoded(value)));
        let case = case.map(|case| format!("&case={}", case.word()));
        let rest = format!("{}{}", kept.unwrap_or_default(), case.unwrap_or_default());
        move |place: &NamedPlace| format!("/help/checklist?{name}={}{rest}", place.region)
    };
    let read = |typed: Option<&str>, insures| {
        typed.map(|typed| read_place(&reference, Some(typed), insures))
    };
    let (from, to) = (read(insured, true), read(treated, false));
    let (home_field, home) = field(
        &asking,
        insured,
        from.as_ref(),
        link("insured", ("treated", treated)),
    );
    let (there_field, there) = field(
        &asking,
        treated,
        to.as_ref(),
        link("treated", ("insured", insured)),
    );
    let mut page = ChecklistPage {
        insured: home_field,
        treated: there_field,
        case,
        day: app.today(),
        ..ChecklistPage::default()
    };
    if let Some((home, there)) = home.zip(there) {
        let asked = JourneyAsked {
            why: case,
            scheme: given.get("scheme").and_then(Scheme::from_word),
            months: (case == Some(Why::Stay)).then_some(12),
            slip: (case == Some(Why::Referral)).then_some(true),
            ..JourneyAsked::between(home, there, app.today())
        };
        fill(&mut page, &reference, &asked);
    }
    let status = status_of(&[&page.insured, &page.treated]);
    (status, Html(help::render_checklist(&asking.frame, &page))).into_response()
}

fn fill(page: &mut ChecklistPage, reference: &Reference, asked: &JourneyAsked) {
    let (home, there) = (asked.insured_at, asked.treated_at);
    let place = HelpPlace {
        library: &reference.library,
        insured_at: Some(home),
        treated_at: Some(there),
        scheme: asked.scheme,
        status: None,
        tier: None,
        care: Some(Care::Inpatient),
        level: None,
        why: asked.why,
        day: asked.day,
    };
    let listed = |region: Region, day: Date| ListedPlace {
        name: place_name(region),
        hotlines: hotlines(&reference.library, region, day),
    };
    page.places = Some((listed(home, asked.day), listed(there, asked.day)));
    let answer = journey(&reference.library, asked).ok();
    page.before = before(&place, answer.as_ref());
    page.take = take(asked);
    page.there = there_said();
    page.papers = tell(&place, PlainFact::ClaimPapers);
    page.papers.extend(tell(&place, PlainFact::ClaimRoute));
    page.deadlines = tell(&place, PlainFact::ClaimWindow);
    let missing = [
        (PlainFact::ClaimPapers, page.papers.is_empty()),
        (PlainFact::ClaimWindow, page.deadlines.is_empty()),
    ];
    let missing = missing.into_iter().filter(|(_, is_missing)| *is_missing);
    page.not_known = missing.map(|(fact, _)| fact.name()).collect();
    let case = asked.why.map(|why| format!("&case={}", why.word()));
    page.address = format!(
        "/help/checklist?insured={home}&treated={there}{}",
        case.unwrap_or_default()
    );
}

/// Whether and as what to file, with its papers; then hospital and code.
fn before(place: &HelpPlace<'_>, answer: Option<&JourneyAnswer>) -> Vec<Bilingual> {
    let mut told = Vec::new();
    let way = answer.and_then(|answer| answer.advice.categories.first());
    let way = way.map(|way| way.title.clone());
    match answer.map(|answer| answer.panel) {
        Some(Panel::NoFiling) => told.push(HelpText::ListNoFiling.both()),
        Some(Panel::FileFirst | Panel::Partly) => {
            let (first, by) = (HelpText::ListFileFirst.both(), HelpText::ListFiledAs.both());
            told.push(match way {
                Some(way) => say!("{first}，{by}“{way}”", "{first}, {by} “{way}”";
                    first = first, by = by, way = way),
                None => first,
            });
            let papers = HelpText::ListFilingPapers.both();
            for row in tell(place, PlainFact::FilingPapers) {
                told.push(say!("{papers}：{says}", "{papers}: {says}";
                    papers = papers.clone(), says = row.says));
            }
        }
        Some(Panel::HospitalFiles) => told.push(HelpText::ListHospitalFiles.both()),
        Some(Panel::NotPossible) => told.extend(answer.map(|it| it.advice.says.clone())),
        Some(Panel::NotKnown) | None => told.push(HelpText::ListUnsureFiling.both()),
    }
    // Nobody chooses a hospital in an emergency.
    if place.why == Some(Why::Emergency) {
        told.insert(0, HelpText::ListTreat.both());
        let rows = tell(place, PlainFact::Emergency).into_iter();
        told.extend(rows.map(|row| row.says));
        return told;
    }
    told.push(HelpText::ListNetworked.both());
    told.push(HelpText::ListOpenCode.both());
    told
}

fn take(asked: &JourneyAsked) -> Vec<Bilingual> {
    let mut told = vec![HelpText::ListCard.both(), HelpText::ListId.both()];
    if asked.why == Some(Why::Referral) {
        told.push(HelpText::ListSlip.both());
    }
    told.push(HelpText::ListChronic.both());
    told.push(HelpText::ListRecords.both());
    told.push(HelpText::ListContact.both());
    told
}

fn there_said() -> Vec<Bilingual> {
    let said = [
        HelpText::ListSay,
        HelpText::ListEmergency,
        HelpText::ListOnTheSpot,
        HelpText::ListKeep,
    ];
    said.map(HelpText::both).into()
}
