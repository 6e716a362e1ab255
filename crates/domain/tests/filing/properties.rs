//! Whatever happens, in whatever order: one person and kind never has two filings in force on a day
//! (M12), the history tells the state, and what was in force is never taken back.

use domain::filing::{Event, Filing, FilingInForce, InsuranceChange, State, Submission};
use jiff::ToSpan;
use jiff::civil::Date;
use proptest::prelude::*;

use super::support::{Scene, TODAY, asks, because, proof, referral, shenzhen};

/// One move of the game; the numbers pick a category, a place, a filing, a few days.
#[derive(Clone, Debug)]
enum Move {
    Submit {
        category: usize,
        place: usize,
        in_days: i8,
        ends_after: Option<u8>,
        unsure: bool,
    },
    Decide {
        which: usize,
        verdict: usize,
    },
    Correct {
        which: usize,
    },
    Cancel {
        which: usize,
    },
    Tick {
        days: u8,
    },
    Insurance {
        which: usize,
        ended: bool,
    },
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let submit = (
        0..4_usize,
        0..3_usize,
        -3..20_i8,
        proptest::option::of(1..60_u8),
        any::<bool>(),
    )
        .prop_map(
            |(category, place, in_days, ends_after, unsure)| Move::Submit {
                category,
                place,
                in_days,
                ends_after,
                unsure,
            },
        );
    let one = prop_oneof![
        4 => submit,
        3 => (0..8_usize, 0..3_usize).prop_map(|(which, verdict)| Move::Decide { which, verdict }),
        1 => (0..8_usize).prop_map(|which| Move::Correct { which }),
        2 => (0..8_usize).prop_map(|which| Move::Cancel { which }),
        3 => (1..90_u8).prop_map(|days| Move::Tick { days }),
        1 => (0..8_usize, any::<bool>())
            .prop_map(|(which, ended)| Move::Insurance { which, ended }),
    ];
    proptest::collection::vec(one, 1..40)
}

fn later(day: Date, days: i64) -> Date {
    day.saturating_add(days.days())
}

fn request(scene: &Scene, number: usize, a_move: &Move) -> Option<Submission> {
    let Move::Submit {
        category,
        place,
        in_days,
        ends_after,
        unsure,
    } = a_move
    else {
        return None;
    };
    let id = format!("F-{number}");
    let place = ["510100", "110000", "440100"][*place];
    let starts_on = later(scene.today, i64::from(*in_days));
    let base = match category {
        0 => referral(&id, place),
        1 => asks(&id, "other-temporary", place),
        2 => Submission {
            evidence: vec![proof("residence-permit")],
            ..asks(&id, "long-term-resident", place)
        },
        _ => Submission {
            posted: Some(true),
            ..asks(&id, "posted-worker", place)
        },
    };
    Some(Submission {
        starts_on,
        ends_on: ends_after.map(|days| later(starts_on, i64::from(days))),
        months_away: (!unsure).then_some(12),
        posted: base.posted.filter(|_| !unsure),
        ..base
    })
}

fn event(filing: &Filing, a_move: &Move, today: Date) -> Event {
    match a_move {
        Move::Decide { verdict: 0, .. } => Event::Approve {
            reason: because("核实无误"),
        },
        Move::Decide { verdict: 1, .. } => Event::Return {
            reason: because("请补材料"),
        },
        Move::Decide { .. } => Event::Refuse {
            reason: because("不符合"),
        },
        Move::Correct { .. } => Event::Correct(Box::new(Submission {
            months_away: Some(12),
            posted: Some(true),
            ..filing.request.clone()
        })),
        Move::Insurance { ended: true, .. } => {
            Event::InsuranceChanged(InsuranceChange::Ended(today))
        }
        Move::Insurance { .. } => Event::InsuranceChanged(InsuranceChange::Changed),
        _ => Event::Cancel {
            reason: String::new(),
        },
    }
}

/// Applies the event to one filing, with all the others around it, and writes what comes out.
fn strike(scene: &mut Scene, at: usize, make: impl Fn(&Filing, Date) -> Event) {
    let filing = scene.others[at].clone();
    let event = make(&filing, scene.today);
    if let Ok(applied) = scene.apply(Some(&filing), &event) {
        scene.write(&applied);
    }
}

fn play(scene: &mut Scene, number: usize, a_move: &Move) {
    if let Some(request) = request(scene, number, a_move) {
        if let Ok(applied) = scene.submit(&request) {
            scene.write(&applied);
        }
        return;
    }
    let count = scene.others.len();
    match a_move {
        Move::Tick { days } => {
            scene.today = later(scene.today, i64::from(*days));
            for at in 0..count {
                strike(scene, 0, |_, _| {
                    if at % 2 == 0 {
                        Event::Activate
                    } else {
                        Event::Expire
                    }
                });
                scene.others.rotate_left(1);
            }
        }
        Move::Decide { which, .. }
        | Move::Correct { which }
        | Move::Cancel { which }
        | Move::Insurance { which, .. }
            if count > 0 =>
        {
            strike(scene, which % count, |filing, today| {
                event(filing, a_move, today)
            });
        }
        _ => {}
    }
}

fn check_apart(scene: &Scene) -> Result<(), TestCaseError> {
    let forces = scene.in_force();
    for (at, one) in forces.iter().enumerate() {
        for other in &forces[at + 1..] {
            let same_kind = one.reason.kind() == other.reason.kind();
            // One that was replaced on its first day was in force on that day all the same.
            let only_day = |one: &FilingInForce, other: &FilingInForce| {
                one.period.from == other.period.from
                    && one.period.until == Some(later(one.period.from, 1))
            };
            prop_assert!(
                !same_kind
                    || !one.period.overlaps(&other.period)
                    || only_day(one, other)
                    || only_day(other, one),
                "{one:?}\noverlaps\n{other:?}"
            );
        }
    }
    Ok(())
}

fn check_history(filing: &Filing) -> Result<(), TestCaseError> {
    let steps = &filing.history;
    prop_assert_eq!(steps.last().map(|entry| entry.to), Some(filing.state));
    prop_assert_eq!(steps[0].from, None);
    for pair in steps.windows(2) {
        prop_assert_eq!(pair[1].from, Some(pair[0].to));
        prop_assert!(pair[0].on <= pair[1].on);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn filings_of_one_kind_never_overlap(moves in moves()) {
        let mut scene = Scene::new(shenzhen());
        scene.today = TODAY;
        for (number, a_move) in moves.iter().enumerate() {
            let before = scene.others.clone();
            play(&mut scene, number, a_move);
            check_apart(&scene)?;
            for filing in &scene.others {
                check_history(filing)?;
                let Some(old) = before.iter().find(|old| old.id() == filing.id()) else { continue };
                prop_assert!(filing.history.starts_with(&old.history), "history only grows");
                // Days already lived through in force stay in force.
                let lived = |f: &Filing, day: Date| {
                    f.in_force().is_some_and(|force| force.period.contains(day))
                };
                let yesterday = later(scene.today, -1);
                if lived(old, yesterday) {
                    let superseded = filing.state == State::Superseded;
                    prop_assert!(superseded || lived(filing, yesterday), "{old:?}\n{filing:?}");
                }
            }
        }
    }
}
