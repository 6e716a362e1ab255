//! The sources of a file, as rows.

use axum::extract::{Path, State};
use axum::response::{Html, Response};
use desk::releases::WorkingDraft;
use domain::files::NamedText;
use domain::say;
use workbench::amend::NotAmended;
use workbench::amend::sources::{SourceRow, columns, put, sources};
use workbench::sheet::cells::Cell;
use workbench::sheet::display::plain;
use workbench::sheet::edit::Leaves;

use super::super::change::file_name;
use super::cells::{differing, field, value_of};
use super::draft::{NotSaved, done, head, nowhere, opened, save as save_files, to, unprocessable};
use crate::App;
use crate::pages::form::Sent;
use crate::pages::problem::PageProblem;
use crate::pages::{Asking, Page};
use crate::web::Lang;
use crate::web::policy::editor::{EditSourcesPage, SourceForm, render_sources};

type BasePath = Path<(String, String)>;

fn form(known: Option<&SourceRow>, number: usize, lang: Lang) -> SourceForm {
    let row = known.map(|known| &known.row);
    let leaf = |path: &str| {
        let found = row.and_then(|row| row.leaves.iter().find(|(name, _)| name == path));
        found.map_or_else(String::new, |(_, cell)| plain(cell))
    };
    let all = columns();
    let fields = all.iter().enumerate().map(|(at, column)| {
        let value = value_of(row, column, lang);
        field(column, (format!("s{number}-{at}"), value), lang)
    });
    SourceForm {
        id: known.map_or_else(String::new, |known| known.id.clone()),
        title: leaf("title"),
        class: leaf("class"),
        uses: known.map_or(0, |known| known.uses),
        fields: fields.collect(),
        is_open: false,
    }
}

fn page(draft: &WorkingDraft, (file, base): (&NamedText, &str), lang: Lang) -> EditSourcesPage {
    let mut page = EditSourcesPage {
        head: head(draft),
        name: file_name(&file.name),
        href: format!("/policy/edit/{}/sources/{base}", draft.place),
        sources: Vec::new(),
    };
    match sources(file) {
        Ok(all) => {
            let forms = all.iter().enumerate();
            let forms = forms.map(|(number, known)| form(Some(known), number, lang));
            page.sources = forms.chain([form(None, all.len(), lang)]).collect();
        }
        Err(NotAmended(why)) => page.head.wrong = Some(why),
    }
    page
}

pub(super) async fn show(
    State(app): State<App>,
    Path((place, base)): BasePath,
    asking: Asking,
) -> Page {
    let draft = opened(&app, &asking, &place).await?;
    let file = draft.file(&format!("{place}/{base}.toml"));
    let file = file.ok_or_else(|| nowhere(&asking))?;
    let mut page = page(&draft, (file, &base), asking.frame.lang);
    page.head.done = done(&asking);
    Ok(Html(render_sources(&asking.frame, &page)))
}

pub(super) async fn save(
    State(app): State<App>,
    Path((place, base)): BasePath,
    sent: Sent,
) -> Result<Response, PageProblem> {
    let asking = &sent.asking;
    let lang = asking.frame.lang;
    let draft = opened(&app, asking, &place).await?;
    let file = draft.file(&format!("{place}/{base}.toml"));
    let file = file.cloned().ok_or_else(|| nowhere(asking))?;
    let mut page = page(&draft, (&file, &base), lang);
    let known = sources(&file).unwrap_or_default();
    let id = sent.values.text("id");
    let number = known.iter().position(|known| known.id == id);
    let is_new_form = sent
        .values
        .names()
        .any(|name| name.starts_with(&format!("s{}-", known.len())));
    let (wrong, leaves) = match (number, is_new_form) {
        (Some(_), true) => (
            Some(say!(
                "编号 {id} 已经有了，请换一个",
                "there is a source {id} already; give another number"
            )),
            Leaves::new(),
        ),
        _ => read((&known, number), (&sent, lang), &mut page),
    };
    let wrong = match wrong {
        Some(wrong) => wrong,
        None => match put(&file, &id, &leaves) {
            Err(NotAmended(why)) => why,
            Ok(text) => {
                let is_same = text == file.text;
                let files = vec![(file.name.clone(), Some(text))];
                match save_files(&app, &sent, (&draft, files)).await {
                    Ok(()) => {
                        let done = u8::from(!is_same);
                        return Ok(to(&format!("{}?saved={done}", page.href)));
                    }
                    Err(NotSaved::Page(problem)) => return Err(problem),
                    Err(NotSaved::Here(why)) => why,
                }
            }
        },
    };
    page.head.wrong = Some(wrong);
    Ok(unprocessable(render_sources(&asking.frame, &page)))
}

/// What the form says of a source: everything it says now, and what cannot be read.
fn read(
    (known, number): (&[SourceRow], Option<usize>),
    (sent, lang): (&Sent, Lang),
    page: &mut EditSourcesPage,
) -> (Option<domain::Bilingual>, Leaves) {
    let row = number.map(|number| &known[number].row);
    let all = columns();
    let own = row.into_iter().flat_map(|row| row.leaves.iter().cloned());
    let mut leaves: Leaves = own.collect();
    let Some(form) = page.sources.get_mut(number.unwrap_or(known.len())) else {
        return (Some(super::table::unreadable()), leaves);
    };
    form.is_open = true;
    let said = differing((row, &all), (&sent.values, lang), &mut form.fields);
    for (path, cell) in said {
        match cell {
            Some(cell) => drop(leaves.insert(path, cell)),
            None => drop(leaves.remove(&path)),
        }
    }
    let wrong = form
        .fields
        .iter()
        .filter(|field| field.wrong.is_some())
        .count();
    if wrong > 0 {
        let why = say!(
            "有 {wrong} 格要改，还没有存",
            "{wrong} cells have to be mended; nothing was saved"
        );
        return (Some(why), leaves);
    }
    let has = |path: &str| matches!(leaves.get(path), Some(Cell::Text(text)) if !text.is_empty());
    if !has("title") || !has("class") {
        let why = say!(
            "请写标题和文号，并选可信度",
            "give its title and number, and how far it may be trusted"
        );
        return (Some(why), leaves);
    }
    (None, leaves)
}
