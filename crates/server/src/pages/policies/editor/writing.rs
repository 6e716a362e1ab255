//! The whole text of a file, for those who know how it is written, and the file itself.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use desk::releases::WorkingDraft;
use domain::files::NamedText;
use domain::{Bilingual, say};
use workbench::judge::Finding;
use workbench::sheet::faults::unreadable;

use super::super::change::file_name;
use super::draft::{NotSaved, done, head, nowhere, opened, save as save_files, to, unprocessable};
use crate::App;
use crate::pages::form::{LIST, Sent};
use crate::pages::problem::PageProblem;
use crate::pages::{Asking, Page};
use crate::web::policy::editor::{BrokenText, EditTextPage, NumberedFinding, render_text};

type FilePath = Path<(String, String)>;

fn page(draft: &WorkingDraft, file: &NamedText, findings: &[Finding]) -> EditTextPage {
    let (place, inner) = file.name.split_once('/').unwrap_or(("", &file.name));
    let of_file = findings.iter().filter(|finding| finding.file == file.name);
    let line = |line: usize| file.text.lines().nth(line.saturating_sub(1));
    let findings = of_file.map(|finding| NumberedFinding {
        line: finding.line,
        text: line(finding.line)
            .unwrap_or_default()
            .trim()
            .chars()
            .take(120)
            .collect(),
        says: finding.message.clone(),
        next: finding.next.clone(),
    });
    EditTextPage {
        head: head(draft),
        name: file_name(&file.name),
        href: format!("/policy/edit/{place}/text/{inner}"),
        plain: format!("/policy/edit/{place}/file/{inner}"),
        text: file.text.clone(),
        findings: findings.collect(),
        broken: broken(file),
    }
}

/// A text with nothing in it takes all rules of its file away.
fn nothing_in_it() -> BrokenText {
    BrokenText {
        place: say!("整个文件", "the whole file"),
        text: String::new(),
        says: say!("里面什么都没有", "there is nothing in it"),
        next: say!(
            "这个文件里的规定都会没有；请把原来的内容放回来",
            "all rules of the file would be gone; put back what it said"
        ),
    }
}

/// What keeps the text from being read at all: line, column, what stands there, why, what to do.
fn broken(file: &NamedText) -> Option<BrokenText> {
    if file.text.trim().is_empty() {
        return Some(nothing_in_it());
    }
    let problem = unreadable(file)?;
    let (number, column) = (problem.line, problem.column);
    let line = file.text.lines().nth(number.saturating_sub(1));
    Some(BrokenText {
        place: say!(
            "第 {number} 行第 {column} 个字",
            "line {number}, column {column}"
        ),
        text: line
            .unwrap_or_default()
            .trim_end()
            .chars()
            .take(120)
            .collect(),
        says: problem.message,
        next: problem.next,
    })
}

fn found(draft: &WorkingDraft, inner: &str) -> Option<NamedText> {
    draft.file(&format!("{}/{inner}", draft.place)).cloned()
}

/// The page with what does not hold.
async fn checked(
    app: &App,
    asking: &Asking,
    (draft, file): (&WorkingDraft, &NamedText),
) -> Result<EditTextPage, PageProblem> {
    let own = draft.clone();
    let findings = app.office(move |office| office.check_working(&own)).await;
    let findings = findings.map_err(|error| asking.problem(error))?;
    Ok(page(draft, file, &findings))
}

pub(super) async fn show(
    State(app): State<App>,
    Path((place, inner)): FilePath,
    asking: Asking,
) -> Page {
    let draft = opened(&app, &asking, &place).await?;
    let file = found(&draft, &inner).ok_or_else(|| nowhere(&asking))?;
    let mut page = checked(&app, &asking, (&draft, &file)).await?;
    page.head.done = done(&asking);
    Ok(Html(render_text(&asking.frame, &page)))
}

pub(super) async fn plain(
    State(app): State<App>,
    Path((place, inner)): FilePath,
    asking: Asking,
) -> Result<Response, PageProblem> {
    let draft = opened(&app, &asking, &place).await?;
    let file = found(&draft, &inner).ok_or_else(|| nowhere(&asking))?;
    let name = inner.rsplit('/').next().unwrap_or("policy.toml");
    let is_plain = |sign: char| sign.is_ascii_alphanumeric() || "-_.".contains(sign);
    let name: String = name.chars().filter(|sign| is_plain(*sign)).collect();
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    Ok((headers, file.text).into_response())
}

/// A text as a browser sends it: its lines end as those of the file do, and the last one too.
fn received(sent: &str, standing: &str) -> String {
    let mut text = sent.replace("\r\n", "\n");
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    match standing.contains("\r\n") {
        true => text.replace('\n', "\r\n"),
        false => text,
    }
}

pub(super) async fn save(
    State(app): State<App>,
    Path((place, inner)): FilePath,
    sent: Sent,
) -> Result<Response, PageProblem> {
    let asking = &sent.asking;
    let draft = opened(&app, asking, &place).await?;
    let file = found(&draft, &inner).ok_or_else(|| nowhere(asking))?;
    let text = received(&sent.values.text(LIST), &file.text);
    let is_same = text == file.text;
    let typed = NamedText {
        name: file.name.clone(),
        text: text.clone(),
    };
    // A text that cannot be read is saved only by who knows that it cannot.
    if let Some(broken) = broken(&typed).filter(|_| sent.values.text("do") != "broken") {
        let mut page = page(&draft, &file, &[]);
        page.head.wrong = Some(cannot_be_read(&broken));
        (page.text, page.broken) = (text, Some(broken));
        return Ok(unprocessable(render_text(&asking.frame, &page)));
    }
    let files = vec![(file.name.clone(), Some(text.clone()))];
    let saved = match is_same {
        true => Ok(()),
        false => save_files(&app, &sent, (&draft, files)).await,
    };
    match saved {
        Ok(()) => Ok(to(&format!(
            "/policy/edit/{place}/text/{inner}?saved={}",
            u8::from(!is_same)
        ))),
        Err(NotSaved::Page(problem)) => Err(problem),
        Err(NotSaved::Here(wrong)) => {
            let mut page = checked(&app, asking, (&draft, &file)).await?;
            page.head.wrong = Some(wrong);
            page.text = text;
            Ok(unprocessable(render_text(&asking.frame, &page)))
        }
    }
}

fn cannot_be_read(broken: &BrokenText) -> Bilingual {
    let (place, says) = (broken.place.clone(), broken.says.clone());
    say!(
        "{place}起读不懂：{says}。还没有存",
        "it cannot be read from {place} on: {says}. Nothing was saved";
        place = place, says = says
    )
}

#[cfg(test)]
mod tests {
    use super::received;

    #[test]
    fn a_text_that_was_only_shown_comes_back_as_it_was() {
        for standing in ["a = 1\n\n# b\n", "a = 1\r\n# b\r\n"] {
            let shown = standing.replace("\r\n", "\n").replace('\n', "\r\n");
            assert_eq!(received(shown.trim(), standing), standing);
        }
        assert_eq!(received("", "a = 1\n"), "");
    }
}
