//! Policies in force without a restart: once a second, and so at the turn of the day, a question
//! that costs three rows shows whether something was published or the clock of a demo set, here or
//! by another program on the same database. What was begun with the policies of before is finished
//! with them.

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use crate::App;

/// How soon a program notices what another one published.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Keeps the reference data in memory what it is in the database; never ends.
pub async fn follow(app: App) {
    let mut ticks = interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut last = String::new();
    loop {
        ticks.tick().await;
        let failure = match app.refresh().await {
            Ok(()) => String::new(),
            Err(error) => format!("{error:?}"),
        };
        // Once a failure, not once a second.
        if failure != last && !failure.is_empty() {
            tracing::error!(failure, "policies stay as they were");
        }
        last = failure;
    }
}
