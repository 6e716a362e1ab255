//! What the pages of a clerk share: how a case is named, why it waits, what is not here.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use desk::cases::{CaseEntry, CaseLane, NEVER, QueuedCase, SEEN};
use desk::operators::Operator;
use desk::{DeskError, Role};
use domain::Bilingual;
use domain::calendar::in_china;
use domain::filing::{CheckKind, Evidence, Filing};
use domain::ids::FilingId;
use domain::procedures::Procedures;
use domain::region_names::label;
use domain::text::Named;
use jiff::civil::Date;

use crate::pages::Asking;
use crate::pages::problem::PageProblem;
use crate::problem::ApiProblem;
use crate::web::clerk::{ListedRow, OfferedChoice, ShownProof};
use crate::web::text::DeskText;

/// So many cases stand beside an open one.
pub(super) const BESIDE: u32 = 8;

/// The number of a filing in an address. What is no number is a filing that does not exist.
pub(super) fn filing_id(asking: &Asking, Path(id): &Path<String>) -> Result<FilingId, PageProblem> {
    id.parse().map_err(|_| unknown(asking, id))
}

/// The page of a filing that is not there, or not here.
pub(super) fn unknown(asking: &Asking, id: &str) -> PageProblem {
    asking.problem(ApiProblem::no_such_page(&format!("/clerk/filings/{id}")))
}

/// What is not the unit's is answered like an address at which nothing lives.
pub(super) fn refused(asking: &Asking, id: &FilingId, error: DeskError) -> PageProblem {
    match error {
        DeskError::UnknownFiling { .. } => unknown(asking, id.as_str()),
        other => asking.problem(other),
    }
}

/// Whether the operator has this role.
pub(super) fn holds(operator: &Operator, role: Role) -> bool {
    operator.roles.contains(&role)
}

/// What a filing is about: its reason, and from where to where.
pub(super) fn what(filing: &Filing) -> Bilingual {
    let (from, to) = (
        label(filing.request.insured_at.pooling()),
        label(filing.request.destination),
    );
    let reason = filing.reason.name();
    Bilingual::new(
        format!("{}，{} → {}", reason.zh, from.zh, to.zh),
        format!("{}, {} → {}", reason.en, from.en, to.en),
    )
}

/// Why somebody has to look at a case.
pub(super) fn why(row: &CaseEntry) -> Bilingual {
    let known = CheckKind::from_word(&row.why);
    known.map_or_else(|| DeskText::LeftToClerk.both(), |kind| kind.name())
}

/// A case as a list shows it.
pub(super) fn listed(case: &QueuedCase, today: Date) -> ListedRow {
    let days = |day: Date| day.since(today).map_or(0, |span| span.get_days());
    let waits = matches!(case.row.lane, CaseLane::Waiting | CaseLane::Proposed);
    let due = Some(case.row.due_on).filter(|due| waits && *due != NEVER);
    let held = case.held.as_ref().map(|(who, at)| {
        let at = in_china(*at).strftime("%H:%M").to_string();
        Bilingual::new(
            format!("{who} {at} 起在办"),
            format!("open by {who} since {at}"),
        )
    });
    ListedRow {
        id: case.filing.id().to_string(),
        name: case.name.clone(),
        what: what(&case.filing),
        due,
        days: due.map(days),
        why: why(&case.row),
        age: -days(case.row.submitted_on),
        held,
        state: case.row.lane.name(),
        is_open: false,
    }
}

/// The words of a closed list to choose from, in the order in which they are declared.
pub(super) fn chosen<T: Named + Copy>(
    all: &[T],
    word: fn(T) -> &'static str,
    now: Option<&str>,
) -> Vec<OfferedChoice> {
    let one = |of: &T| (word(*of).to_owned(), of.name(), now == Some(word(*of)));
    all.iter().map(one).collect()
}

/// Where a done form leads.
pub(super) fn see(address: &str) -> Response {
    Redirect::to(address).into_response()
}

/// The proofs as the page lists them: what the place calls each, and where the file is. What a
/// clerk saw at the counter has no file.
pub(super) fn proofs(rules: &Procedures, filing: &Filing) -> Vec<ShownProof> {
    let row = rules.category(&filing.request.category, filing.submitted_on);
    let evidence = filing.request.evidence.iter().enumerate();
    let shown = |(at, one): (usize, &Evidence)| {
        let name = row.map(|row| row.material_name(&one.kind));
        let name = name.unwrap_or_else(|| Bilingual::new(&one.kind, &one.kind));
        let is_kept = one.reference.contains('.');
        let href = format!("/clerk/filings/{}/documents/{at}", filing.id());
        let note = match one.reference.starts_with(SEEN) {
            true => DeskText::SeenBy.both(),
            false => Bilingual::default(),
        };
        ShownProof {
            name,
            href: is_kept.then_some(href),
            note,
        }
    };
    evidence.map(shown).collect()
}
