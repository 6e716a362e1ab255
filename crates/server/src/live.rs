//! Policies in force without a restart: once a second, and so at the turn of the day, a question
//! that costs three rows shows whether something was published or the clock of a demo set by
//! another program on the same database; what this one published is gone on with at once. What was
//! begun with the policies of before is finished with them.

use std::time::{Duration, Instant};

use desk::{CalendarStep, DeskError, Reviewing, cases};
use tokio::time::{MissedTickBehavior, interval};

use crate::App;

/// How soon a program notices what another one published.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// When whoever was waiting for the program to start has been served, and there is time to run the
/// cases before somebody asks what they exercise.
const SETTLED_AFTER: Duration = Duration::from_secs(15);

/// How long corrections for everybody go on before others get their turn.
const AT_A_TIME: Duration = Duration::from_millis(500);

/// Reads what was published, then goes on with the corrections it brought.
async fn keep_up(app: &App) -> Result<(), DeskError> {
    app.refresh().await?;
    let began = Instant::now();
    while began.elapsed() < AT_A_TIME {
        match app.transact(desk::review_next).await? {
            Reviewing::Idle => break,
            Reviewing::Person(0) => {}
            Reviewing::Person(made) => tracing::info!(made, "settlements corrected"),
            Reviewing::Done(review) => tracing::info!(review, "everybody was gone through"),
        }
    }
    tell_what_is_due(app).await
}

/// Tells what is due by the calendar.
async fn tell_what_is_due(app: &App) -> Result<(), DeskError> {
    let (began, mut told) = (Instant::now(), 0);
    while began.elapsed() < AT_A_TIME && app.read(desk::is_calendar_due).await? {
        match app.transact(desk::calendar_next).await? {
            CalendarStep::Idle => break,
            CalendarStep::Told(count) => told += count,
        }
    }
    if told > 0 {
        tracing::info!(told, "notices due by the calendar");
    }
    Ok(())
}

/// Gives a row in the list of cases to filings that were written before there was one, and ends. It
/// may be broken off and begun again.
pub async fn fill_cases(app: App) {
    let mut after = None;
    loop {
        match app
            .transact(move |desk| cases::fill_cases(desk, after.clone()))
            .await
        {
            Ok(None) => break,
            Ok(more) => after = more,
            Err(error) => {
                tracing::error!(
                    ?error,
                    "the list of cases is not whole; it goes on at the next start"
                );
                return;
            }
        }
    }
    fill_bill_cases(&app).await;
}

/// Does the same for bills that waited for a clerk before there was a list of them.
async fn fill_bill_cases(app: &App) {
    loop {
        match app.transact(desk::bill_cases::fill_bill_cases).await {
            Ok(true) => return,
            Ok(false) => {}
            Err(error) => {
                tracing::error!(?error, "the list of bills is not whole");
                return;
            }
        }
    }
}

/// How often sign-ins that are over are forgotten.
const FORGET_EVERY: Duration = Duration::from_secs(600);

/// Keeps the reference data in memory what it is in the database; never ends.
pub async fn follow(app: App) {
    let mut ticks = interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut last = String::new();
    let began = Instant::now();
    let mut forgot = began;
    app.index_in_time();
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = app.read_again() => {}
        }
        if began.elapsed() > SETTLED_AFTER {
            app.exercise_in_time();
        }
        if forgot.elapsed() > FORGET_EVERY {
            forgot = Instant::now();
            if let Err(error) = app.transact(desk::accounts::forget_old).await {
                tracing::warn!(?error, "sign-ins that are over stay");
            }
            if let Err(error) = app.transact(desk::e_voucher::forget_old).await {
                tracing::warn!(?error, "codes that are over stay");
            }
            if let Err(error) = app.transact(desk::sharing::forget_old).await {
                tracing::warn!(?error, "links that are over stay");
            }
            if let Err(error) = app.transact(desk::drafts::forget_old).await {
                tracing::warn!(?error, "drafts that are over stay");
            }
        }
        let failure = match keep_up(&app).await {
            Ok(()) => String::new(),
            Err(error) => format!("{error:?}"),
        };
        // Once a failure, not once a second.
        if failure != last && !failure.is_empty() {
            tracing::error!(failure, "policies or corrections stay as they were");
        }
        last = failure;
    }
}
