//! What the check of a file says of a table before it is saved: the same check that tells it of the
//! file afterwards, so that nothing is found on the next page that could be told here.

use desk::releases::WorkingDraft;
use domain::{Bilingual, say};
use workbench::judge::Finding;
use workbench::sheet::faults::{CellSpot, only_now, spot};
use workbench::sheet::rows::rows;

use super::draft::OfTable;
use crate::App;
use crate::pages::Asking;
use crate::pages::problem::PageProblem;
use crate::web::policy::editor::GridCell;

/// What another row has to mend: a draft may be saved half written.
const ANOTHER_ROW: [&str; 1] = ["gap"];

/// Something that does not hold any more with a change.
pub(super) struct NotHolding {
    /// Where in the table; none outside of it.
    pub at: Option<CellSpot>,
    /// Why, and what to do.
    pub says: Bilingual,
    /// Stable word.
    pub code: String,
}

pub(super) fn sentence(finding: &Finding) -> Bilingual {
    let (message, next) = (finding.message.clone(), finding.next.clone());
    say!("{message}。{next}", "{message}; {next}"; message = message, next = next)
}

/// The draft with another text of one of its files.
fn with(draft: &WorkingDraft, name: &str, text: &str) -> WorkingDraft {
    let mut draft = draft.clone();
    for file in draft.files.iter_mut().filter(|file| file.name == name) {
        text.clone_into(&mut file.text);
    }
    draft
}

/// What would not hold with this text of the file and holds now.
pub(super) async fn check(
    app: &App,
    asking: &Asking,
    (draft, of): (&WorkingDraft, &OfTable),
    text: &str,
) -> Result<Vec<NotHolding>, PageProblem> {
    let (before, after) = (draft.clone(), with(draft, &of.file.name, text));
    let found = app.office(move |office| {
        let now = office.check_working(&after)?;
        // Most changes break nothing, and then nobody asks what was broken before.
        match now.is_empty() {
            true => Ok(now),
            false => Ok(only_now(&office.check_working(&before)?, now)),
        }
    });
    let found = found.await.map_err(|error| asking.problem(error))?;
    let all = rows(text, &of.table).unwrap_or_default();
    let hard = found.into_iter();
    let hard = hard.filter(|finding| !ANOTHER_ROW.contains(&finding.code.as_str()));
    let told = hard.map(|finding| {
        let is_here = finding.file == of.file.name;
        let place = (finding.line, finding.column);
        NotHolding {
            at: is_here.then(|| spot(text, &all, place)).flatten(),
            says: sentence(&finding),
            code: finding.code,
        }
    });
    Ok(told.collect())
}

/// Puts a fault into its field where the page has it; else it comes back.
pub(super) fn into_field(fields: &mut [GridCell], fault: &NotHolding) -> Option<Bilingual> {
    let path = fault.at.as_ref().and_then(|at| at.path.as_deref());
    let path = path.or(match fault.code.as_str() {
        "unknown-source" => Some("basis.source"),
        "overlap" => Some("from"),
        _ => None,
    });
    let field = fields
        .iter_mut()
        .find(|field| Some(field.path.as_str()) == path);
    match field {
        Some(field) => {
            field.wrong = Some(fault.says.clone());
            None
        }
        None => Some(fault.says.clone()),
    }
}

/// That so many cells have to be mended.
pub(super) fn to_mend(count: usize) -> Bilingual {
    say!(
        "有 {count} 处要改，还没有存。要改的写在它旁边",
        "{count} things have to be mended; nothing was saved. Each is told beside its field"
    )
}
