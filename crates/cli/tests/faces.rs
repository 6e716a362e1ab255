//! One answer on every face: several hundred invented situations, each put to the hospital
//! interface, to `POST /api/v1/quotes`, to the what-if page and to the bill of `suixing quote`.
//! What the funds and the person pay, what the visit stands on, and the code of a refusal must be
//! the same. A part of them is insured where a policy asks for everything only some places ask.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

#[path = "faces/scene.rs"]
mod scene;
mod till;

use std::collections::BTreeMap;

use domain::facility::Grade;
use domain::policy::Library;
use domain::situation::Follows;
use scene::Scene;
use serde_json::{Value, json};
use till::http::{Client, Request};
use workbench::case::{Case, CaseAnswer, CaseError};

/// How many situations are tried.
const COUNT: u64 = 400;

/// So many of them are also put to the program as a file.
const AS_FILES: u64 = 12;

/// What a face says: who pays what on which footing, or the code of a refusal.
type Said = Result<(String, BTreeMap<String, String>), String>;

/// What became of one situation.
struct Tried {
    kind: String,
    facts: Vec<&'static str>,
    is_set_here: bool,
    differ: Vec<String>,
}

fn tried(place: &scene::Place, scene: &Scene) -> Tried {
    let case: Value = scene.case();
    let answer = answer(&place.library, &case);
    let by_another = answer
        .as_ref()
        .is_ok_and(|answer| splits_by_another(scene, answer));
    let day = case["visit"]["day"].as_str().unwrap();
    let facts = answer
        .iter()
        .flat_map(|answer| facts(answer, day))
        .collect();
    let offline = said(answer);
    let mut differ = Vec::new();
    let mut compare = |face: &str, said: Said| {
        if said != offline {
            differ.push(format!(
                "{}: {face} says {said:?}, offline {offline:?}, of {case}",
                scene.number
            ));
        }
    };
    compare("the API", api(place, &case));
    if scene.fits_the_page() {
        compare("the page", page(place, scene));
    }
    compare("the hospital interface", place.wire(scene));
    if scene.number < AS_FILES {
        compare("suixing quote", as_file(place, &case));
    }
    Tried {
        kind: match &offline {
            Ok((footing, _)) => footing.clone(),
            Err(code) => format!("refused: {code}"),
        },
        facts,
        is_set_here: by_another,
        differ,
    }
}

#[test]
fn the_same_facts_give_the_same_answer_on_every_face() {
    let place = scene::place(COUNT);
    let half = place.scenes.len().div_ceil(2);
    let all: Vec<Tried> = std::thread::scope(|scope| {
        let halves = place.scenes.chunks(half);
        let begun: Vec<_> = halves
            .map(|scenes| scope.spawn(|| scenes.iter().map(|it| tried(&place, it)).collect()))
            .collect();
        let ended = begun.into_iter().map(|half| half.join().unwrap());
        ended.flat_map(|half: Vec<Tried>| half).collect()
    });
    let mut answers: BTreeMap<String, u32> = BTreeMap::new();
    let mut asked: BTreeMap<&str, u32> = BTreeMap::new();
    let mut differ: Vec<String> = Vec::new();
    let mut set_here = 0;
    for tried in all {
        set_here += u32::from(tried.is_set_here);
        differ.extend(tried.differ);
        *answers.entry(tried.kind).or_default() += 1;
        for fact in tried.facts {
            *asked.entry(fact).or_default() += 1;
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
    // Class B is split by the insured place where it says otherwise than the place of care.
    assert!(set_here > 20, "{set_here}");
    // What was tried is worth trying: every footing, and refusals of several kinds. Who is unfiled
    // is settled directly by the made-up policy alone.
    for kind in [
        "at-home",
        "long-term-filed",
        "referred",
        "emergency",
        "temporary-filed",
        "exempt",
        "refused: not-settled-directly",
        "refused: rule-not-known",
        "refused: outside-the-scheme",
        "refused: home-suspended",
    ] {
        assert!(
            answers.contains_key(kind),
            "no situation is {kind}: {answers:?}"
        );
    }
    for fact in [
        "graded",
        "kidney",
        "diabetes",
        "base",
        "up",
        "down",
        "first unfiled",
        "later unfiled",
        "by admission",
    ] {
        let often = asked.get(fact).is_some_and(|times| *times >= 3);
        assert!(often, "hardly any situation is {fact}: {asked:?}");
    }
}

/// Whether the insured place takes another share of the class B of the bill than the catalogue.
fn splits_by_another(scene: &Scene, answer: &CaseAnswer) -> bool {
    let by_catalogue: domain::Rate = scene.catalogue_share().parse().unwrap();
    scene.has_class_b() && answer.inputs.scope.upfront != scene.class_b().at(by_catalogue)
}

/// What only some policies ask about, as far as the situation has it.
fn facts(answer: &CaseAnswer, day: &str) -> Vec<&'static str> {
    let situation = &answer.inputs.situation;
    let facts = [
        ("graded", situation.grade != Grade::NotStated),
        ("kidney", situation.traits.contains("kidney")),
        ("diabetes", situation.traits.contains("diabetes")),
        ("base", situation.contribution_base.is_some()),
        ("up", situation.follows == Follows::TransferUp),
        ("down", situation.follows == Follows::TransferDown),
        ("first unfiled", situation.unfiled_stay == 1),
        ("later unfiled", situation.unfiled_stay > 1),
        ("by admission", situation.day.to_string() != day),
    ];
    let there = facts.into_iter().filter(|(_, there)| *there);
    there.map(|(fact, _)| fact).collect()
}

/// Payers with an amount.
fn paid(payers: &Value) -> BTreeMap<String, String> {
    let payers = payers.as_object().unwrap().iter();
    let paid = payers.map(|(payer, amount)| (payer.clone(), amount.as_str().unwrap().to_owned()));
    paid.filter(|(_, amount)| amount != "0.00").collect()
}

fn answer(library: &Library, case: &Value) -> Result<CaseAnswer, CaseError> {
    let case: Case = serde_json::from_value(case.clone()).unwrap();
    case.answer(library)
}

fn said(answer: Result<CaseAnswer, CaseError>) -> Said {
    match answer {
        Ok(answer) => Ok(of_quote(&server::api::quotes::as_json(&answer))),
        Err(CaseError::Unreadable(why)) => panic!("{why}"),
        Err(error) => Err(error.code().to_owned()),
    }
}

fn of_quote(reply: &Value) -> (String, BTreeMap<String, String>) {
    let footing = reply["footing"].as_str().unwrap().to_owned();
    (footing, paid(&reply["payers"]))
}

fn api(place: &scene::Place, case: &Value) -> Said {
    let mut client = Client::new(place.address());
    let body = case.to_string();
    let answer = client.send(Request {
        method: "POST",
        path: "/api/v1/quotes",
        content_type: "application/json",
        body: body.as_bytes(),
    });
    let answer = answer.unwrap();
    let reply: Value = serde_json::from_slice(&answer.body).unwrap();
    match answer.status {
        200 => Ok(of_quote(&reply)),
        _ => Err(reply["code"].as_str().unwrap().to_owned()),
    }
}

fn page(place: &scene::Place, scene: &Scene) -> Said {
    let mut client = Client::new(place.address());
    let answer = client.get(&scene.page()).unwrap();
    let html = String::from_utf8(answer.body).unwrap();
    assert_eq!(answer.status, 200, "{}: {html}", scene.page());
    if let Some(code) = attribute(&html, "data-code") {
        return Err(code);
    }
    let payers = attribute(&html, "data-payers").unwrap_or_else(|| panic!("{html}"));
    let payers = payers.split(", ").filter(|part| !part.is_empty());
    let payers = payers.map(|part| {
        let (payer, amount) = part.split_once(' ').unwrap();
        (payer.to_owned(), amount.to_owned())
    });
    Ok((attribute(&html, "data-footing").unwrap(), payers.collect()))
}

fn attribute(html: &str, name: &str) -> Option<String> {
    let (_, rest) = html.split_once(&format!("{name}=\""))?;
    rest.split_once('"').map(|(value, _)| value.to_owned())
}

fn as_file(place: &scene::Place, case: &Value) -> Said {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bill.json");
    std::fs::write(&file, case.to_string()).unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_suixing"))
        .args(["quote", "--json", "--policies"])
        .arg(&place.policies)
        .arg(&file)
        .output()
        .unwrap();
    let reply: Value = serde_json::from_slice(&output.stdout).unwrap();
    match reply["code"].as_str() {
        Some(code) => Err(code.to_owned()),
        None => Ok(of_quote(&reply)),
    }
}

impl scene::Place {
    /// The visit as a hospital reports it, settled, and read back as the sandbox explains it.
    fn wire(&self, scene: &Scene) -> Said {
        if let Some((facility, before)) = scene.before() {
            let settled = scene.stay(&mut self.patient(scene, facility), &before);
            settled.map_err(|refusal| format!("before: {}", refusal.code))?;
        }
        let mut patient = self.patient(scene, scene.facility());
        let settled = match scene.is_stay() {
            true => scene.stay(&mut patient, &scene.own_stay()),
            false => scene.outpatient(&mut patient),
        };
        let output = settled.map_err(|refusal| refusal.code)?;
        let setlinfo = &output["setlinfo"];
        let path = format!(
            "/api/v1/settlements/{}/explanation",
            setlinfo["setl_id"].as_str().unwrap()
        );
        let answer = Client::new(self.address()).get(&path).unwrap();
        let reply: Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(reply["agrees_with_record"], json!(true));
        let (footing, payers) = of_quote(&reply["explanation"]);
        // The figures of the interface itself are those of the record.
        let cash = payers.get("cash").map_or("0.00", String::as_str);
        assert_eq!(setlinfo["psn_cash_pay"].to_string(), cash);
        let pooled = payers.get("pooled-fund").map_or("0.00", String::as_str);
        assert_eq!(setlinfo["hifp_pay"].to_string(), pooled);
        Ok((footing, payers))
    }
}
