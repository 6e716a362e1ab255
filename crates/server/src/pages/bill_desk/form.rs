//! The form of a bill with whose it is, and what came of it.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use desk::DeskError;
use desk::hospital::{self, BillAtDesk};
use desk::operators::Operator;
use domain::Bilingual;
use domain::catalogue::Item;
use domain::ids::{MessageId, PersonId, VisitId};

use super::place::OfFacility;
use super::read::{FormOf, bill, completed, field_of};
use super::rows::{CELLS, FieldFaults};
use super::seen::{SeenAtBills, seen_here};
use super::shown::form_page;
use crate::App;
use crate::pages::Asking;
use crate::pages::at_facility::{form_number, says};
use crate::pages::given::FormValues;
use crate::pages::problem::PageProblem;
use crate::problem::ApiProblem;
use crate::web::bill_desk::{BillTold, RefusalShown, render_form};

/// A form with whose it is.
pub(super) struct AtForm {
    /// Who fills it in.
    pub operator: Operator,
    /// Its number.
    pub number: MessageId,
    /// Whose.
    pub seen: SeenAtBills,
    /// What is typed.
    pub values: FormValues,
}

/// What came of a form.
#[derive(Default)]
pub(super) struct Came {
    /// What is wrong, by field.
    pub faults: FieldFaults,
    /// What is wrong as a whole.
    pub wrong: Option<ApiProblem>,
    /// What happens with what the rules refuse.
    pub refused: Option<RefusalShown>,
    /// What became of it.
    pub says: Option<Bilingual>,
    /// What it would come to.
    pub told: Option<BillTold>,
    /// What that was worked out from.
    pub inputs: String,
    /// Items that fit what was looked for.
    pub items: Option<Vec<Item>>,
}

impl From<DeskError> for Came {
    /// At its field, where the form has it; at the head otherwise.
    fn from(error: DeskError) -> Came {
        let field = field_of(&error);
        let problem = ApiProblem::from(error);
        let faults = field.map(|field| (field, problem.beside()));
        Came {
            faults: faults.into_iter().collect(),
            wrong: Some(problem),
            ..Came::default()
        }
    }
}

impl Came {
    /// A file that is no table.
    pub(super) fn of_file(why: Bilingual) -> Came {
        Came {
            faults: [("file".to_owned(), why)].into(),
            ..Came::default()
        }
    }
}

impl AtForm {
    /// The form that was sent, with the person it is of, whom the facility has seen.
    pub(super) async fn of(
        app: &App,
        asking: &Asking,
        values: &FormValues,
    ) -> Result<AtForm, PageProblem> {
        let operator = asking.staff()?.clone();
        let person = values.text("person").parse::<PersonId>();
        let person = person.map_err(|_| asking.problem(DeskError::UnknownPerson))?;
        let number = form_number(values);
        let stay: Option<VisitId> = values.get("stay").and_then(|stay| stay.parse().ok());
        let (by, request) = (operator.clone(), number.clone());
        let seen = app.read(move |desk| {
            let seen = hospital::seen_at_desk(desk, (&by, &request), &person)?;
            seen_here(desk, (&by, &request), (seen, stay.as_ref()))
        });
        let seen = seen.await.map_err(|error| asking.problem(error))?;
        let place = OfFacility::of(app, &operator).map_err(|error| asking.problem(error))?;
        let values = completed(values, &place.diseases(&seen.seen));
        Ok(AtForm {
            operator,
            number,
            seen,
            values,
        })
    }

    /// Whose.
    pub(super) fn person(&self) -> &PersonId {
        &self.seen.seen.person.id
    }

    /// What the form says, or what is wrong with it.
    pub(super) fn bill(&self, app: &App) -> Result<BillAtDesk, Box<Came>> {
        let place =
            OfFacility::of(app, &self.operator).map_err(|error| Box::new(Came::from(error)))?;
        let form = FormOf {
            person: self.person(),
            place: &place,
            number: &self.number,
            stay: self.seen.stay.as_ref(),
        };
        bill(&self.values, &form).map_err(|faults| {
            Box::new(Came {
                faults,
                ..Came::default()
            })
        })
    }

    /// What is wrong with the rows alone, of a form that is not filled in yet.
    pub(super) fn faults_of_rows(&self, app: &App) -> Came {
        let mut came = match self.bill(app) {
            Ok(_) => return Came::default(),
            Err(came) => *came,
        };
        let is_of_row = |field: &String| {
            let cell = field.split_once('-').map(|(cell, _)| cell);
            field == "list" || cell.is_some_and(|cell| CELLS.contains(&cell))
        };
        came.faults.retain(|field, _| is_of_row(field));
        came
    }

    /// The page of the form.
    pub(super) fn page(&self, app: &App, asking: &Asking, came: Came) -> Response {
        let place = match OfFacility::of(app, &self.operator) {
            Ok(place) => place,
            Err(error) => return asking.problem(error).into_response(),
        };
        let status = match &came.wrong {
            Some(problem) => problem.status(),
            None if came.faults.is_empty() => StatusCode::OK,
            None => StatusCode::BAD_REQUEST,
        };
        let mut page = form_page(&place, (&self.seen, &self.number), &self.values);
        page.with_faults(came.faults);
        page.found = came
            .items
            .map(|items| items.iter().map(|item| place.item_shown(item)).collect());
        page.wrong = match (&came.refused, &came.wrong) {
            // What happens now is said once, by what was noted.
            (Some(_), Some(wrong)) => Some(wrong.beside()),
            (_, wrong) => wrong.as_ref().map(says),
        };
        page.refused = came.refused;
        page.came = came.says;
        page.inputs = came.inputs;
        page.told = came.told;
        (status, Html(render_form(&asking.frame, &page))).into_response()
    }
}
