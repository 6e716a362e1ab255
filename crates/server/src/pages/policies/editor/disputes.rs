//! Contradictions between sources, decided from a day on, because of a source.

use axum::extract::{Path, State};
use axum::response::{Html, Response};
use desk::releases::WorkingDraft;
use domain::files::{NamedText, holds_cases};
use domain::{Bilingual, say};
use toml::{Table, Value};
use workbench::amend::NotAmended;
use workbench::amend::disputes::{Resolving, resolve as amended};

use super::draft::{NotSaved, done, head, nowhere, opened, save, to, unprocessable};
use crate::App;
use crate::pages::form::Sent;
use crate::pages::given::{day, not_a_day};
use crate::pages::problem::PageProblem;
use crate::pages::{Asking, Page};
use crate::web::policy::editor::{EditDisputePage, OpenDispute, render_disputes};

fn text(table: &Table, key: &str) -> String {
    let found = table.get(key).and_then(Value::as_str);
    found.unwrap_or_default().to_owned()
}

fn both(table: &Table, key: &str) -> Bilingual {
    match table.get(key).and_then(Value::as_table) {
        Some(both) => Bilingual::new(text(both, "zh"), text(both, "en")),
        None => Bilingual::default(),
    }
}

fn list<'a>(table: &'a Table, key: &str) -> impl Iterator<Item = &'a Table> {
    let rows = table.get(key).and_then(Value::as_array);
    rows.into_iter().flatten().filter_map(Value::as_table)
}

/// The contradictions of a file, as it writes them.
pub(super) fn of_file(file: &NamedText) -> Vec<OpenDispute> {
    let Ok(whole) = file.text.parse::<Table>() else {
        return Vec::new();
    };
    let found = list(&whole, "dispute").map(|dispute| {
        let first = (
            say!("起初", "at first"),
            text(dispute, "in_force"),
            both(dispute, "why"),
            who(dispute),
        );
        let later = list(dispute, "resolution").map(|row| {
            let from = text(row, "from");
            let since = say!("{from} 起", "from {from}");
            (since, text(row, "in_force"), both(row, "why"), who(row))
        });
        let decisions: Vec<_> = [first].into_iter().chain(later).collect();
        let decides = decisions.last().map(|last| last.1.clone());
        OpenDispute {
            id: text(dispute, "id"),
            file: file.name.clone(),
            topic: both(dispute, "topic"),
            versions: list(dispute, "version")
                .map(|version| {
                    let source = text(version, "source");
                    let is_it = decides.as_ref() == Some(&source);
                    (source, both(version, "says"), is_it)
                })
                .collect(),
            decisions,
        }
    });
    found.collect()
}

fn who(row: &Table) -> Bilingual {
    let (by, on) = (text(row, "decided_by"), text(row, "decided_on"));
    match by.is_empty() && on.is_empty() {
        true => say!("没有写谁定的", "nobody is named"),
        false => say!("{by} {on} 定", "decided by {by} on {on}"),
    }
}

/// The contradictions of a draft.
pub(super) fn all(draft: &WorkingDraft) -> Vec<OpenDispute> {
    let files = draft.files.iter().filter(|file| !holds_cases(&file.name));
    files.flat_map(of_file).collect()
}

fn page(draft: &WorkingDraft) -> EditDisputePage {
    EditDisputePage {
        head: head(draft),
        href: format!("/policy/edit/{}/disputes", draft.place),
        disputes: all(draft),
    }
}

pub(super) async fn show(
    State(app): State<App>,
    Path(place): Path<String>,
    asking: Asking,
) -> Page {
    let draft = opened(&app, &asking, &place).await?;
    let mut page = page(&draft);
    page.head.done = done(&asking);
    Ok(Html(render_disputes(&asking.frame, &page)))
}

pub(super) async fn resolve(
    State(app): State<App>,
    Path(place): Path<String>,
    sent: Sent,
) -> Result<Response, PageProblem> {
    let asking = &sent.asking;
    let draft = opened(&app, asking, &place).await?;
    let file = draft.file(&sent.values.text("file"));
    let file = file.cloned().ok_or_else(|| nowhere(asking))?;
    let mut page = page(&draft);
    let by = asking.staff()?.name.clone();
    let wrong = match asked(&sent, (app.today(), by)) {
        Err(wrong) => wrong,
        Ok(resolving) => match amended(&file, &resolving) {
            Err(NotAmended(why)) => why,
            Ok(text) => {
                let files = vec![(file.name.clone(), Some(text))];
                match save(&app, &sent, (&draft, files)).await {
                    Ok(()) => return Ok(to(&format!("{}?saved=1", page.href))),
                    Err(NotSaved::Page(problem)) => return Err(problem),
                    Err(NotSaved::Here(why)) => why,
                }
            }
        },
    };
    page.head.wrong = Some(wrong);
    Ok(unprocessable(render_disputes(&asking.frame, &page)))
}

fn asked(sent: &Sent, (today, by): (jiff::civil::Date, String)) -> Result<Resolving, Bilingual> {
    let from = sent.values.text("from");
    let from = day(&from).ok_or_else(|| not_a_day(&from))?;
    let why = sent.values.text("why");
    if why.chars().count() < 2 {
        return Err(say!(
            "请写明依据：凭哪个来源、为什么",
            "say because of which source, and why"
        ));
    }
    Ok(Resolving {
        dispute: sent.values.text("dispute"),
        in_force: sent.values.text("source"),
        from,
        why: [why, sent.values.text("why_en")],
        decided_on: today,
        decided_by: by,
    })
}
