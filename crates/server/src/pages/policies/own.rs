//! What is left this year of whoever is signed in, by the rules of the place they read: on the page
//! of the place and scheme they are insured in, and nowhere else.

use domain::policy::Pack;

use crate::App;
use crate::pages::Asking;
use crate::pages::people::live;
use crate::pages::problem::PageProblem;
use crate::pages::subject::held_to_consent;
use crate::pages::year;
use crate::web::policy::own::OwnYear;

/// None where nobody is signed in, or they are insured elsewhere.
pub(super) async fn own_year(
    app: &App,
    asking: &Asking,
    pack: &Pack,
) -> Result<Option<OwnYear>, PageProblem> {
    let (Ok(own), Some(person)) = (asking.resident().cloned(), asking.about()) else {
        return Ok(None);
    };
    let life = app.read(move |desk| {
        held_to_consent(desk, (&own, &person))?;
        live(desk, &person, None)
    });
    let mut life = life.await.map_err(|error| asking.problem(error))?;
    let today = life.today;
    life.enrolments.retain(|one| {
        one.insured_at == pack.region
            && one.scheme == pack.scheme
            && one.check_entitled(today).is_ok()
    });
    if life.enrolments.is_empty() {
        return Ok(None);
    }
    let reference = app.reference();
    Ok(Some(OwnYear {
        name: life.person.name.clone(),
        deductibles: year::next_deductibles(&reference, &life),
        rows: year::all_limits(&reference, &life),
    }))
}
