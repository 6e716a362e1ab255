//! What a piece of business would come to: it is done, looked at and given up, in one transaction
//! that never commits.

use std::convert::Infallible;

use desk::{Desk, DeskError, StoreError};

use crate::App;
use crate::app::{SystemRandom, blocking};

/// Why the transaction is given up.
enum GivenUp<T> {
    /// It came to this.
    Came(T),
    /// It was refused.
    Refused(DeskError),
}

impl<T> From<StoreError> for GivenUp<T> {
    fn from(error: StoreError) -> GivenUp<T> {
        GivenUp::Refused(error.into())
    }
}

impl App {
    /// What a piece of business would come to. Nothing of it is kept.
    pub(crate) async fn rehearse<T, W>(&self, mut work: W) -> Result<T, DeskError>
    where
        T: Send + 'static,
        W: FnMut(&mut Desk<'_, '_>) -> Result<T, DeskError> + Send + 'static,
    {
        let needs = self.intake_needs();
        blocking(move || {
            let (reference, now) = (needs.reference, needs.now);
            let done = needs.db.transact(move |tx| {
                let mut random = SystemRandom;
                let came = work(&mut Desk::new(tx, now, &mut random, &reference));
                Err::<Infallible, _>(came.map_or_else(GivenUp::Refused, GivenUp::Came))
            });
            match done {
                Ok(never) => match never {},
                Err(GivenUp::Came(came)) => Ok(came),
                Err(GivenUp::Refused(error)) => Err(error),
            }
        })
        .await
    }
}
