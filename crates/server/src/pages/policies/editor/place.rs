//! The draft of a place: how it stands, what differs, what does not hold, what can be edited.

use axum::extract::{Path, State};
use axum::response::{Html, Response};
use desk::releases::{ReleaseActor, WorkingDraft};
use domain::Bilingual;
use domain::files::{NamedText, holds_cases};
use domain::policy::Library;
use workbench::judge::Finding;
use workbench::sheet::TableFile;
use workbench::sheet::columns::TableForm;
use workbench::sheet::display;
use workbench::sheet::rows::{FileRow, rows};

use super::super::change::{file_name, spot};
use super::cells::in_words;
use super::disputes;
use super::draft::{
    NotSaved, done, head, names, not_saved, opened, save, to, unprocessable, version,
};
use crate::App;
use crate::pages::form::Sent;
use crate::pages::problem::PageProblem;
use crate::pages::{Asking, Page};
use crate::web::policy::change::FindingInWords;
use crate::web::policy::editor::{EditPlacePage, ListedFile, ListedTable, render_place};

/// The name of a file inside its folder, without ending.
fn base_of(name: &str) -> &str {
    let (_, inner) = name.split_once('/').unwrap_or(("", name));
    inner.strip_suffix(".toml").unwrap_or(inner)
}

pub(super) fn text_href(draft: &WorkingDraft, file: &str) -> String {
    let (_, inner) = file.split_once('/').unwrap_or(("", file));
    format!("/policy/edit/{}/text/{inner}", draft.place)
}

/// Where a finding can be mended: the row it is about, else the text of the file.
pub(super) fn mended_at(draft: &WorkingDraft, finding: &Finding) -> Option<String> {
    let file = draft.file(&finding.file)?;
    let base = base_of(&file.name);
    let starts = file.text.split_inclusive('\n');
    let at: usize = starts
        .take(finding.line.saturating_sub(1))
        .map(str::len)
        .sum();
    for table in TableForm::names(TableFile::of_base(base)) {
        let Ok(all) = rows(&file.text, &table) else {
            break;
        };
        if let Some(row) = all.iter().position(|row| row.lines.contains(&at)) {
            let number = row + 1;
            return Some(format!(
                "/policy/edit/{}/row/{base}/{table}/{number}",
                draft.place
            ));
        }
    }
    Some(text_href(draft, &file.name))
}

pub(super) fn findings(draft: &WorkingDraft, found: &[Finding]) -> Vec<FindingInWords> {
    let shown = found.iter().map(|finding| FindingInWords {
        place: spot(&finding.file, finding.line),
        href: mended_at(draft, finding),
        says: finding.message.clone(),
        next: finding.next.clone(),
        proving: None,
    });
    shown.collect()
}

fn listed(draft: &WorkingDraft, file: &NamedText) -> ListedFile {
    let base = base_of(&file.name);
    let which = TableFile::of_base(base);
    let tables = TableForm::names(which)
        .into_iter()
        .map(|table| ListedTable {
            href: format!("/policy/edit/{}/table/{base}/{table}", draft.place),
            name: TableForm::title(which, &table),
            rows: rows(&file.text, &table).map_or(0, |rows| rows.len()),
        });
    let (full, empty): (Vec<_>, Vec<_>) = tables.partition(|table| table.rows > 0);
    let is_sourced = file.text.contains("[sources.") || base == "region";
    ListedFile {
        name: file_name(&file.name),
        is_touched: draft.touched.contains(&file.name),
        tables: full,
        empty: if base == "dictionaries" {
            vec![]
        } else {
            empty
        },
        text: text_href(draft, &file.name),
        sources: is_sourced.then(|| format!("/policy/edit/{}/sources/{base}", draft.place)),
    }
}

/// Rows of a table that the other text has not.
fn only_in<'a>(rows: &'a [FileRow], others: &[FileRow]) -> Vec<&'a FileRow> {
    let known = |row: &&FileRow| !others.iter().any(|other| other.leaves == row.leaves);
    rows.iter().filter(known).collect()
}

/// What differs of a file, row by row, in words.
fn differing(
    (draft, library): (&WorkingDraft, &Library),
    (name, pick): (&str, &dyn Fn(&Bilingual) -> String),
) -> Vec<(String, String)> {
    let text = |file: Option<&NamedText>| file.map_or("", |file| file.text.as_str()).to_owned();
    let (old, new) = (text(draft.base_of(name)), text(draft.file(name)));
    let base = base_of(name);
    let mut found = Vec::new();
    for table in TableForm::names(TableFile::of_base(base)) {
        let Some(form) = TableForm::find(TableFile::of_base(base), &table) else {
            continue;
        };
        let form = form.naming(names((draft, library), base));
        let (old, new) = (rows(&old, &table), rows(&new, &table));
        let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
        let seen: Vec<&FileRow> = old.iter().chain(&new).collect();
        let columns = display::columns(&form, &seen);
        let told = |row: &FileRow| pick(&in_words(&row.leaves, &columns));
        let gone = only_in(&old, &new)
            .into_iter()
            .map(|row| (told(row), String::new()));
        let come = only_in(&new, &old)
            .into_iter()
            .map(|row| (String::new(), told(row)));
        found.extend(gone.chain(come));
    }
    found
}

fn page(
    (draft, library): (&WorkingDraft, &Library),
    found: &[Finding],
    asking: &Asking,
) -> EditPlacePage {
    let is_case = |file: &&NamedText| holds_cases(&file.name);
    let cases = draft.files.iter().filter(is_case);
    let pick = |both: &Bilingual| asking.frame.pick(both).to_owned();
    let touched = draft.touched.iter();
    let changes = touched.map(|name| {
        let rows = match holds_cases(name) {
            true => vec![],
            false => differing((draft, library), (name, &pick)),
        };
        (file_name(name), rows)
    });
    let moved = draft.moved.iter();
    let order = ["employee", "resident", "region", "procedures"];
    let mut files: Vec<&NamedText> = draft.files.iter().filter(|file| !is_case(file)).collect();
    files.sort_by_key(|file| {
        let place = order.iter().position(|base| *base == base_of(&file.name));
        place.unwrap_or(order.len())
    });
    EditPlacePage {
        head: head(draft),
        changes: changes.collect(),
        findings: findings(draft, found),
        moved: moved.map(|name| (name.clone(), file_name(name))).collect(),
        files: files.into_iter().map(|file| listed(draft, file)).collect(),
        cases: cases
            .map(|file| (text_href(draft, &file.name), file_name(&file.name)))
            .collect(),
        disputes: disputes::all(draft).len(),
    }
}

async fn read(
    app: &App,
    asking: &Asking,
    draft: &WorkingDraft,
) -> Result<EditPlacePage, PageProblem> {
    let own = draft.clone();
    let found = app.office(move |office| office.check_working(&own)).await;
    let found = found.map_err(|error| asking.problem(error))?;
    Ok(page((draft, &app.reference().library), &found, asking))
}

pub(super) async fn show(
    State(app): State<App>,
    Path(place): Path<String>,
    asking: Asking,
) -> Page {
    let draft = opened(&app, &asking, &place).await?;
    let mut page = read(&app, &asking, &draft).await?;
    page.head.done = done(&asking);
    Ok(Html(render_place(&asking.frame, &page)))
}

/// The page again with what was wrong.
async fn again(
    app: &App,
    sent: &Sent,
    (draft, wrong): (&WorkingDraft, NotSaved),
) -> Result<Response, PageProblem> {
    let wrong = match wrong {
        NotSaved::Page(problem) => return Err(problem),
        NotSaved::Here(wrong) => wrong,
    };
    let mut page = read(app, &sent.asking, draft).await?;
    page.head.wrong = Some(wrong);
    Ok(unprocessable(render_place(&sent.asking.frame, &page)))
}

pub(super) async fn discard(
    State(app): State<App>,
    Path(place): Path<String>,
    sent: Sent,
) -> Result<Response, PageProblem> {
    let draft = opened(&app, &sent.asking, &place).await?;
    let by = ReleaseActor::from(sent.asking.staff()?);
    let (folder, seen) = (draft.place.clone(), version(&sent));
    let done = app.office(move |office| office.discard_working(by, (&folder, seen)));
    match done.await {
        Ok(()) => Ok(to("/policy/edit")),
        Err(error) => again(&app, &sent, (&draft, not_saved(&sent, error))).await,
    }
}

/// Chooses between what the draft says of a file and what was approved since.
pub(super) async fn moved(
    State(app): State<App>,
    Path(place): Path<String>,
    sent: Sent,
) -> Result<Response, PageProblem> {
    let draft = opened(&app, &sent.asking, &place).await?;
    let name = sent.values.text("file");
    let text = match sent.values.get("keep") {
        Some("theirs") => draft.base_of(&name),
        _ => draft.file(&name),
    };
    let files = vec![(name, text.map(|file| file.text.clone()))];
    match save(&app, &sent, (&draft, files)).await {
        Ok(()) => Ok(to(&format!("/policy/edit/{place}?saved=1"))),
        Err(wrong) => again(&app, &sent, (&draft, wrong)).await,
    }
}
