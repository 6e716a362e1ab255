//! Releases of policy, to read. Drafting and approving go over the API, by operators.

use axum::extract::{Path, State};
use axum::response::Html;
use desk::releases::{EventView, ReleaseState, ReleaseView, Summary, TestResult};
use domain::calendar::in_china;
use domain::text::{Bilingual, Named};
use jiff::Timestamp;
use jiff::civil::DateTime;

use crate::App;
use crate::pages::{Asking, Page};
use crate::web::policy::releases::{self, ReleasePage, ReleaseSummary, TestView};

pub(super) async fn list(State(app): State<App>, asking: Asking) -> Page {
    let found = app.office(|office| office.releases()).await;
    let found = found.map_err(|error| asking.problem(error))?;
    let shown: Vec<ReleaseSummary> = found.iter().map(release).collect();
    Ok(Html(releases::render_list(&asking.frame, &shown)))
}

pub(super) async fn one(State(app): State<App>, Path(id): Path<String>, asking: Asking) -> Page {
    let found = app.office(move |office| office.release(&id)).await;
    let found = found.map_err(|error| asking.problem(error))?;
    Ok(Html(releases::render(&asking.frame, &page(&found))))
}

fn href(id: &str) -> String {
    format!("/policy/releases/{id}")
}

fn moment(at: Timestamp) -> DateTime {
    in_china(at)
}

fn release(summary: &Summary) -> ReleaseSummary {
    ReleaseSummary {
        href: href(&summary.id),
        id: summary.id.clone(),
        place: summary.place_name.clone(),
        state: summary.state.name(),
        in_force: summary.state == ReleaseState::InForce,
        why: summary.why.clone(),
        by: summary.drafted_by.name.clone(),
        at: moment(summary.drafted_at),
        from: summary.in_force_from,
        until: summary.in_force_until,
    }
}

fn page(view: &ReleaseView) -> ReleasePage {
    let files = view.files.iter();
    ReleasePage {
        release: release(&view.summary),
        events: view.events.iter().map(event).collect(),
        test: view.test.as_ref().map(test),
        files: files
            .map(|(name, hash)| (name.clone(), hash.clone()))
            .collect(),
        undoes: view
            .summary
            .rolls_back
            .as_ref()
            .map(|id| (id.clone(), href(id))),
    }
}

fn event(event: &EventView) -> (Bilingual, DateTime, String, String) {
    let by = event.by.name.clone();
    (event.what.name(), moment(event.at), by, event.why.clone())
}

fn test(result: &TestResult) -> TestView {
    let findings = result.findings.iter().map(|finding| {
        let spot = format!("{}:{}", finding.file, finding.line);
        (spot, finding.message.clone())
    });
    let packs = result.new_packs.iter().map(|pack| {
        let href = format!("/policy/{}/{}", pack.region, pack.scheme);
        (href, pack.hash.clone())
    });
    TestView {
        passed: result.passed,
        findings: findings.collect(),
        past: result.past.says(),
        packs: packs.collect(),
    }
}
