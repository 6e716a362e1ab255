//! Every (state, event) pair, printed as a table.

use std::fmt::Write;

use domain::filing::{Event, Filing, InsuranceChange, State};
use jiff::civil::date;

use super::support::{Scene, TODAY, asks, because, shenzhen};

/// One filing in each state, all of them with an end that has come.
fn in_state(scene: &Scene, state: State) -> Filing {
    let request = domain::filing::Submission {
        starts_on: date(2026, 11, 10),
        ends_on: Some(date(2026, 12, 1)),
        ..asks("F-1", "other-temporary", "510100")
    };
    let mut filing = scene.submit(&request).unwrap().filing;
    filing.state = state;
    filing
}

fn events(scene: &Scene) -> Vec<Event> {
    let request = in_state(scene, State::Queued).request;
    vec![
        Event::Submit(Box::new(request.clone())),
        Event::Approve {
            reason: String::new(),
        },
        Event::Return {
            reason: because("照片不清"),
        },
        Event::Refuse {
            reason: because("不属于该类别"),
        },
        Event::Correct(Box::new(request)),
        Event::Activate,
        Event::Cancel {
            reason: String::new(),
        },
        Event::Supersede {
            by: "F-2".parse().unwrap(),
            from: date(2026, 11, 20),
        },
        Event::Expire,
        Event::InsuranceChanged(InsuranceChange::Ended(date(2026, 11, 30))),
        Event::InsuranceChanged(InsuranceChange::Changed),
    ]
}

#[test]
fn every_pair_of_state_and_event() {
    let mut scene = Scene::new(shenzhen());
    let states = std::iter::once(None).chain(State::ALL.iter().copied().map(Some));
    let mut table = String::new();
    let all = events(&scene);
    let before: Vec<Option<Filing>> = states
        .map(|state| state.map(|state| in_state(&scene, state)))
        .collect();
    // Days on which time refuses nothing.
    let day_of = |event: &Event| match event {
        Event::Submit(_) => TODAY,
        Event::Expire => date(2026, 12, 1),
        _ => date(2026, 11, 12),
    };
    for filing in &before {
        let state = filing
            .as_ref()
            .map_or("(none)", |filing| filing.state.word());
        for event in &all {
            let which = match event {
                Event::InsuranceChanged(InsuranceChange::Changed) => "insurance-changed (checked)",
                Event::InsuranceChanged(_) => "insurance-changed (ended)",
                other => other.kind().word(),
            };
            scene.today = day_of(event);
            let outcome = match scene.apply(filing.as_ref(), event) {
                Ok(applied) => format!(
                    "{} [{}]",
                    applied.filing.state.word(),
                    applied
                        .notices
                        .iter()
                        .map(|n| n.kind.word())
                        .collect::<Vec<_>>()
                        .join(", ")
                ),
                Err(domain::filing::Refused::NotPossible { .. }) => "-".to_owned(),
                Err(refused) => format!("refused: {refused}"),
            };
            writeln!(table, "{state:<11} {which:<28} → {outcome}").unwrap();
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn time_refuses_what_is_too_early() {
    let scene = Scene::new(shenzhen());
    let approved = in_state(&scene, State::Approved);
    let early = scene.apply(Some(&approved), &Event::Activate).unwrap_err();
    assert_eq!(
        early.to_string(),
        "the filing begins on 2026-11-10, which has not come"
    );
    let not_over = scene.apply(Some(&approved), &Event::Expire).unwrap_err();
    assert_eq!(not_over.to_string(), "the filing has not run out");
}

#[test]
fn a_decision_against_a_person_needs_a_reason() {
    let scene = Scene::new(shenzhen());
    let queued = in_state(&scene, State::Queued);
    for event in [
        Event::Refuse {
            reason: because("  "),
        },
        Event::Return {
            reason: because(""),
        },
    ] {
        let refused = scene.apply(Some(&queued), &event).unwrap_err();
        assert_eq!(refused.to_string(), "the decision needs a reason");
    }
}

#[test]
fn a_submission_is_approved_by_rule_and_its_history_shows_both_steps() {
    let scene = Scene::new(shenzhen());
    let applied = scene
        .submit(&asks("F-1", "long-term-resident", "510100"))
        .unwrap();
    let history: Vec<String> = applied
        .filing
        .history
        .iter()
        .map(|entry| {
            format!(
                "{} {} by {} → {}",
                entry.on, entry.event, entry.by, entry.to
            )
        })
        .collect();
    assert_eq!(
        history,
        [
            "2026-11-03 submit by clerk-7 → queued",
            "2026-11-03 approve by rule → active"
        ]
    );
    assert_eq!(
        applied.filing.period,
        domain::calendar::Period::since(TODAY)
    );
    assert_eq!(applied.filing.decided_by.as_deref(), Some("rule"));
}

#[test]
fn a_filing_survives_being_stored() {
    let scene = Scene::new(shenzhen());
    let filing = scene
        .submit(&asks("F-1", "long-term-resident", "510100"))
        .unwrap()
        .filing;
    let stored = serde_json::to_string(&filing).unwrap();
    assert_eq!(serde_json::from_str::<Filing>(&stored).unwrap(), filing);
}

#[test]
fn what_the_person_is_told() {
    let mut scene = Scene::new(shenzhen());
    let mut told = String::new();
    let mut tell = |heading: &str, notices: &[domain::filing::Notice]| {
        for notice in notices {
            writeln!(
                told,
                "{heading}: {}\n  {}\n  {}",
                notice.title, notice.text.zh, notice.text.en
            )
            .unwrap();
        }
    };
    let first = scene
        .submit(&asks("F-1", "other-temporary", "510100"))
        .unwrap();
    tell("approved by rule", &first.notices);
    scene.write(&first);
    let second = scene
        .submit(&asks("F-2", "other-temporary", "110000"))
        .unwrap();
    tell("a new place", &second.notices);
    let queued = scene
        .submit(&domain::filing::Submission {
            months_away: None,
            agent: Some(domain::filing::Agent {
                kind: domain::filing::AgentKind::Relative,
                name: "陈大".to_owned(),
                account: "u-9".to_owned(),
                consented: true,
            }),
            ..asks("F-3", "long-term-resident", "510100")
        })
        .unwrap();
    tell("queued, filed by a relative", &queued.notices);
    let decide = |event: Event| scene.apply(Some(&queued.filing), &event).unwrap().notices;
    tell(
        "returned",
        &decide(Event::Return {
            reason: because("请写明居住时间"),
        }),
    );
    tell(
        "refused",
        &decide(Event::Refuse {
            reason: because("未满半年"),
        }),
    );
    tell(
        "withdrawn",
        &decide(Event::Cancel {
            reason: String::new(),
        }),
    );
    let end = |event: Event| scene.apply(Some(&first.filing), &event).unwrap().notices;
    tell(
        "cancelled",
        &end(Event::Cancel {
            reason: String::new(),
        }),
    );
    let ended = InsuranceChange::Ended(date(2026, 12, 1));
    tell("insurance ended", &end(Event::InsuranceChanged(ended)));
    insta::assert_snapshot!(told);
}

#[test]
fn a_reminder_comes_in_time_for_a_renewal_and_only_then() {
    let scene = Scene::new(shenzhen());
    let filing = in_state(&scene, State::Active);
    let remind = |today| domain::filing::remind(&filing, today, 14);
    assert!(remind(date(2026, 11, 16)).is_none());
    let notice = remind(date(2026, 11, 17)).unwrap();
    assert_eq!(
        notice.text.en,
        "Filing F-1 for Chengdu is valid through 2026-11-30; renew it before then."
    );
    assert!(remind(date(2026, 12, 1)).is_none());
}
