//! How a release stands, in a sentence: who did what, from when it holds, what happens next. No
//! word of it says «in force» before it is.

use desk::releases::{EventView, ReleaseEventKind, ReleaseState, ReleaseView, Summary};
use domain::calendar::in_china;
use domain::{Bilingual, say};

use crate::web::{Lang, words};

fn day(day: jiff::civil::Date) -> Bilingual {
    Bilingual::new(words::day(Lang::Zh, day), words::day(Lang::En, day))
}

/// Whoever did something last, and why.
fn last(view: &ReleaseView, kind: ReleaseEventKind) -> Option<&EventView> {
    view.events.iter().rev().find(|event| event.what == kind)
}

fn by(view: &ReleaseView, kind: ReleaseEventKind) -> String {
    last(view, kind).map_or_else(String::new, |event| event.by.name.clone())
}

/// What it is: the way back from another, or a change.
pub(super) fn drafted(summary: &Summary) -> Bilingual {
    let who = &summary.drafted_by.name;
    let on = day(in_china(summary.drafted_at).date());
    match &summary.rolls_back {
        Some(_) => say!(
            "{who} {on}起草的回退", "the way back, drafted by {who} on {on}"; on = on
        ),
        None => say!("{who} {on}起草", "drafted by {who} on {on}"; on = on),
    }
}

/// From when to when it holds or held; what it waits for where it does not hold yet.
pub(super) fn span(summary: &Summary) -> Bilingual {
    let (from, until) = (
        summary.in_force_from.map(day),
        summary.in_force_until.map(day),
    );
    match (summary.state, from, until) {
        (ReleaseState::Draft, ..) => say!(
            "还没有施行，等另一人批准",
            "not in force; it waits for a second person"
        ),
        (ReleaseState::Refused | ReleaseState::Withdrawn, ..) => {
            say!("没有施行", "it did not come into force")
        }
        (ReleaseState::Scheduled, Some(from), _) => {
            say!("{from}起施行，现在还没有", "in force from {from} on, not yet"; from = from)
        }
        (_, Some(from), Some(until)) => say!(
            "{from}到 {until}施行", "in force from {from} until {until}";
            from = from, until = until
        ),
        (_, Some(from), None) => say!("{from}起施行", "in force since {from}"; from = from),
        (_, None, _) => Bilingual::default(),
    }
}

/// What happens next, and by whom.
pub(super) fn next(view: &ReleaseView) -> Bilingual {
    let summary = &view.summary;
    let is_back = summary.rolls_back.is_some();
    match summary.state {
        ReleaseState::Draft if is_back => say!(
            "批准以后才恢复以前的规定；在那以前，现行的照旧。起草的人可以撤回",
            "the rules of before come back once it is approved; until then what is in force stays. \
             Whoever drafted it may take it back"
        ),
        ReleaseState::Draft => say!(
            "批准的人定从哪天起；在那以前，现行的规定照旧。起草的人可以撤回",
            "whoever approves it says from which day; until then what is in force stays. Whoever \
             drafted it may take it back"
        ),
        ReleaseState::Scheduled => {
            let who = by(view, ReleaseEventKind::Approved);
            say!(
                "{who}已批准，到那天自动生效；在那以前，政策发布人员可以撤回",
                "approved by {who}; it takes effect on that day by itself, and a publisher may \
                 take it back until then"
            )
        }
        ReleaseState::InForce => {
            let who = by(view, ReleaseEventKind::Approved);
            say!(
                "{who}批准的。有错可以起草回退",
                "approved by {who}. If it was wrong, the way back may be drafted"
            )
        }
        ReleaseState::Refused => {
            let who = by(view, ReleaseEventKind::Refused);
            say!(
                "{who}退回了。政策编辑可以接着改，再提交",
                "{who} sent it back. An editor may go on with it and propose it again"
            )
        }
        ReleaseState::Withdrawn => {
            let who = by(view, ReleaseEventKind::Withdrawn);
            say!(
                "{who}撤回了。政策编辑可以接着改，再提交",
                "{who} took it back. An editor may go on with it and propose it again"
            )
        }
        ReleaseState::Superseded => say!("后来的发布取代了它", "a later release took its place"),
        ReleaseState::RolledBack => say!(
            "已经回退，恢复了以前的规定",
            "it was rolled back, and the rules of before are back"
        ),
    }
}
