//! A bill tried out: the form is read, the bill computed by the version in force and by all others.

mod fields;
mod filed;
mod mistaken;
mod read;
mod stray;
pub(in crate::pages) mod typed;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use domain::plan::Refusal;
use domain::policy::{Library, Pack};
use domain::shares::Shares;
use domain::text::{Bilingual, Named};
use domain::{Money, region_names};
use jiff::civil::Date;
use workbench::case::{Case, CaseError};
use workbench::show::disputes;

use super::links::{pack_href, pack_name};
use super::readable::Readable;
use crate::App;
use crate::pages::Asking;
use crate::pages::given::FormValues;
use crate::web::policy::what_if::{self, Form, OutcomeView, PricedView, WhatIfPage};
use crate::web::{Lang, words};
use read::Read;

pub(super) async fn what_if(State(app): State<App>, given: FormValues, asking: Asking) -> Response {
    let reference = app.reference();
    let library = &reference.library;
    let (form, read) = read::read(library, &given, app.today());
    let query = &asking.frame.query;
    let (page, is_right) = match read {
        Some(read) => worked_out(library, form, &read, (query, asking.open_all)),
        None => {
            let is_right = form.wrong().is_empty();
            (
                WhatIfPage {
                    form,
                    ..WhatIfPage::default()
                },
                is_right,
            )
        }
    };
    let status = match is_right {
        true => StatusCode::OK,
        false => StatusCode::BAD_REQUEST,
    };
    (status, Html(what_if::render(&asking.frame, &page))).into_response()
}

/// The page, and whether what was asked can be: that the rules refuse it is an answer.
fn worked_out(
    library: &Library,
    mut form: Form,
    read: &Read<'_>,
    (query, open_all): (&str, bool),
) -> (WhatIfPage, bool) {
    let Read { pack, case, whole } = read;
    let asked = case.according_to.as_deref();
    let answer = case.quote(library);
    if let Err(error) = &answer
        && mistaken::mark(&mut form, error)
    {
        return (
            WhatIfPage {
                form,
                ..WhatIfPage::default()
            },
            false,
        );
    }
    let readable = Readable::of_place(library, pack.region);
    let is_right = answer
        .as_ref()
        .err()
        .is_none_or(|error| error.refusal().is_some());
    let (outcome, shown) = match answer {
        Ok(answer) => {
            let shares = answer.explanation.shares;
            let outcome = OutcomeView::Answer {
                explanation: Box::new(answer.explanation),
                assumed: {
                    let said = answer.assumed.into_iter().map(|one| one.text);
                    whole.then(all_eligible).into_iter().chain(said).collect()
                },
                by: asked.map(|by| readable.say(&version_name(pack, by))),
            };
            (outcome, Ok(shares))
        }
        Err(error) => (refused(library, pack, case, &error), Err(error.message())),
    };
    let page = WhatIfPage {
        form,
        context: context(pack, case),
        outcome: Some(outcome),
        priced: priced(library, read, &shown, query),
        policy_href: pack_href(pack),
        open_all,
    };
    (page, is_right)
}

/// That nobody said how much of the bill is eligible.
fn all_eligible() -> Bilingual {
    Bilingual::new(
        "没有写其中能报多少，按全部能报算。账里有自费药、乙类药的，自己要多付一些。",
        "How much of it is eligible was not stated, so all of it was taken to be. With class B or \
         uncovered items you pay more.",
    )
}

/// Place, care, level, day: what was asked in one line.
fn context(pack: &Pack, case: &Case) -> Bilingual {
    let visit = &case.visit;
    let at = region_names::label(visit.treated_at);
    let (care, level) = (visit.care.name(), visit.level.name());
    let name = pack_name(pack);
    let day = visit.day;
    let amount = scope_of(case).grouped();
    let [on_zh, on_en] = [Lang::Zh, Lang::En].map(|lang| words::day(lang, day));
    Bilingual::new(
        format!(
            "{}，在{}看病，{}，{}，{on_zh}，能报的有 ¥{amount}",
            name.zh, at.zh, care.zh, level.zh
        ),
        format!(
            "{}, treated in {}, {}, {}, {on_en}, eligible ¥{amount}",
            name.en, at.en, care.en, level.en
        ),
    )
}

fn scope_of(case: &Case) -> Money {
    let parts = [case.bill.eligible, case.bill.negotiated];
    parts.into_iter().flatten().sum()
}

/// What to say when there is no answer: what is missing, what is known, where to ask.
fn refused(library: &Library, pack: &Pack, case: &Case, error: &CaseError) -> OutcomeView {
    let basis = match error.refusal() {
        Some(Refusal::Unknown { missing, .. } | Refusal::CeilingNotKnown { missing, .. }) => {
            missing
                .iter()
                .map(|one| pack.show_basis(&one.cited.basis, one.cited.from))
                .collect()
        }
        Some(Refusal::NotDirect { basis, from, .. }) => vec![pack.show_basis(basis, *from)],
        Some(Refusal::HomeSuspended { basis, .. }) => basis.clone(),
        _ => vec![],
    };
    let contacts = library.procedures(pack.region).contacts_on(case.visit.day);
    let contact = |row: &domain::procedures::ContactRow| {
        let phone = row
            .phone
            .as_deref()
            .or(row.url.as_deref())
            .unwrap_or_default();
        Bilingual::new(
            format!("{} {phone}", row.title.zh),
            format!("{} {phone}", row.title.en),
        )
    };
    OutcomeView::Refused {
        code: error.code(),
        says: error.says(),
        basis,
        contacts: contacts.iter().map(|found| contact(found)).collect(),
    }
}

/// `X01:S000` as people call it: the topic and the title of the source.
pub(super) fn version_name(pack: &Pack, according_to: &str) -> Bilingual {
    let (id, source) = according_to.split_once(':').unwrap_or(("", according_to));
    let title = pack.source(source).map_or(source, |known| &known.title);
    let topic = pack.disputes.iter().find(|dispute| dispute.id == id);
    match topic {
        None => Bilingual::new(title, title),
        Some(dispute) => Bilingual::new(
            format!("{}：{title}", dispute.topic.zh),
            format!("{}: {title}", dispute.topic.en),
        ),
    }
}

type Result<T> = std::result::Result<T, Bilingual>;

/// The bill by what is in force and by every version that comes to something else; nothing when
/// all come to the same.
fn priced(
    library: &Library,
    read: &Read<'_>,
    shown: &Result<Shares>,
    query: &str,
) -> Vec<PricedView> {
    let Read { pack, case, .. } = read;
    let readable = Readable::of_place(library, pack.region);
    let asked = case.according_to.as_deref();
    let by = |version: Option<&str>| -> Result<Shares> {
        let case = Case {
            according_to: version.map(str::to_owned),
            ..(*case).clone()
        };
        let answer = case.quote(library).map_err(|error| error.message())?;
        Ok(answer.explanation.shares)
    };
    let in_force = match asked {
        None => shown.clone(),
        Some(_) => by(None),
    };
    let mut found = Vec::new();
    for dispute in disputes(pack) {
        for version in &dispute.versions {
            let Some(name) = version.according_to.as_deref() else {
                continue;
            };
            let result = by(Some(name));
            let is_shown = asked == Some(name);
            if result == in_force && !is_shown {
                continue;
            }
            found.push(PricedView {
                by: readable.say(&version_name(pack, name)),
                says: readable.say(&version.says),
                result: parts(&result),
                in_force: false,
                shown: is_shown,
                href: (!is_shown).then(|| by_version(query, Some(name))),
            });
        }
    }
    if !found.is_empty() {
        let first = PricedView {
            by: Bilingual::new("现行的规定", "the rules in force"),
            says: Bilingual::default(),
            result: parts(&in_force),
            in_force: true,
            shown: asked.is_none(),
            href: asked.is_some().then(|| by_version(query, None)),
        };
        found.insert(0, first);
    }
    found
}

fn parts(result: &Result<Shares>) -> Result<(Money, Money)> {
    let shares = result.as_ref().map_err(Clone::clone)?;
    Ok((shares.funds(), shares.person()))
}

/// The same question by another version.
fn by_version(query: &str, version: Option<&str>) -> String {
    let kept = query
        .split('&')
        .filter(|part| !part.starts_with("according_to=") && !part.is_empty());
    let asked = version.map(|version| format!("according_to={version}"));
    let parts: Vec<String> = kept.map(str::to_owned).chain(asked).collect();
    format!("/policy/what-if?{}", parts.join("&"))
}

/// The day from which a form starts when it names none.
fn first_day(given: &FormValues, today: Date) -> String {
    given
        .get("day")
        .map_or_else(|| today.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::by_version;

    #[test]
    fn another_version_asks_the_same_question() {
        let query = "pack=440300/employee&according_to=X01:S000&go=1";
        assert_eq!(
            by_version(query, Some("X02:S001")),
            "/policy/what-if?pack=440300/employee&go=1&according_to=X02:S001"
        );
        assert_eq!(by_version("", None), "/policy/what-if?");
    }
}
