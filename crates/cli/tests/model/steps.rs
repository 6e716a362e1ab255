//! What may happen next. Numbers pick among what there is.

use proptest::prelude::*;

use crate::house::{FACILITIES, PEOPLE};

/// How a message travels.
#[derive(Clone, Copy, Debug)]
pub enum Way {
    /// Sent, and answered.
    Straight,
    /// The answer is lost, and it is sent again until it is heard.
    Lost,
    /// It arrives twice.
    Twice,
}

/// Somebody does something.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub who: usize,
    pub way: Way,
    pub what: What,
}

impl Step {
    /// Whether it is the same for everybody.
    pub fn is_for_all(&self) -> bool {
        matches!(
            self.what,
            What::Sleep { .. } | What::Level { .. } | What::Release { .. }
        )
    }

    /// Whether what was settled before may come to something else after it.
    pub fn changes_what_stands(&self) -> bool {
        matches!(
            self.what,
            What::Cancel { .. }
                | What::Reverse { .. }
                | What::Retire { .. }
                | What::Approve
                | What::EndFiling { .. }
        )
    }
}

#[derive(Clone, Copy, Debug)]
pub enum What {
    /// For everybody.
    Sleep {
        days: i32,
    },
    Admit {
        at: usize,
    },
    Charge {
        hundreds: i64,
        code: usize,
    },
    GiveBack {
        which: usize,
    },
    /// All lines that are not settled.
    Withdraw,
    Interim,
    Leave,
    /// Admitted, charged, discharged and settled on one day.
    Whole {
        at: usize,
        hundreds: i64,
    },
    Outpatient {
        at: usize,
        hundreds: i64,
    },
    /// What was discharged and is not settled, or no longer, is settled.
    Again {
        which: usize,
    },
    /// The last discharge is taken back.
    TakeBack,
    /// An admission is taken back of which nothing is left.
    Revoke,
    /// Settled before its discharge, or for another amount.
    TooEarly,
    Cancel {
        which: usize,
    },
    Reverse {
        which: usize,
    },
    /// A message that was sent long ago arrives once more.
    Late {
        which: usize,
    },
    /// Retired so many days ago; not at all where it is none.
    Retire {
        ago: Option<i32>,
    },
    File {
        at: usize,
    },
    AskForLongTerm,
    Approve,
    EndFiling {
        which: usize,
    },
    /// Another level for a facility, since so many days ago.
    Level {
        at: usize,
        level: usize,
        ago: i32,
    },
    /// Other rules for all days; what was settled is corrected, or stands.
    Release {
        rules: usize,
        corrected: bool,
    },
}

fn any_way() -> impl Strategy<Value = Way> {
    prop_oneof![
        8 => Just(Way::Straight),
        1 => Just(Way::Lost),
        1 => Just(Way::Twice),
    ]
}

/// What people and hospitals do.
fn any_deed() -> impl Strategy<Value = What> {
    let hundreds = prop_oneof![3 => 1..20_i64, 2 => 20..400_i64, 1 => 1_000..4_000_i64];
    let at = 0..FACILITIES.len();
    prop_oneof![
        3 => at.clone().prop_map(|at| What::Admit { at }),
        6 => (hundreds.clone(), 0..3_usize)
            .prop_map(|(hundreds, code)| What::Charge { hundreds, code }),
        1 => any::<usize>().prop_map(|which| What::GiveBack { which }),
        1 => Just(What::Withdraw),
        2 => Just(What::Interim),
        4 => Just(What::Leave),
        4 => (at.clone(), hundreds.clone()).prop_map(|(at, hundreds)| What::Whole { at, hundreds }),
        2 => (at, hundreds).prop_map(|(at, hundreds)| What::Outpatient { at, hundreds }),
        2 => any::<usize>().prop_map(|which| What::Again { which }),
        1 => Just(What::TakeBack),
        1 => Just(What::Revoke),
        1 => Just(What::TooEarly),
        3 => any::<usize>().prop_map(|which| What::Cancel { which }),
        1 => any::<usize>().prop_map(|which| What::Reverse { which }),
        2 => any::<usize>().prop_map(|which| What::Late { which }),
    ]
}

/// What an official does.
fn any_decision() -> impl Strategy<Value = What> {
    let at = 0..FACILITIES.len();
    prop_oneof![
        2 => prop::option::of(0..60_i32).prop_map(|ago| What::Retire { ago }),
        1 => at.prop_map(|at| What::File { at }),
        2 => Just(What::AskForLongTerm),
        2 => Just(What::Approve),
        1 => any::<usize>().prop_map(|which| What::EndFiling { which }),
    ]
}

/// What is the same for everybody.
fn any_change() -> impl Strategy<Value = What> {
    let at = 0..FACILITIES.len();
    let days = prop_oneof![6 => Just(0), 6 => 1..4, 1 => 10..40_i32];
    prop_oneof![
        8 => days.prop_map(|days| What::Sleep { days }),
        1 => (at, 0..2_usize, 0..40_i32)
            .prop_map(|(at, level, ago)| What::Level { at, level, ago }),
    ]
}

fn any_step() -> impl Strategy<Value = Step> {
    let release = (1..3_usize, any::<bool>());
    let what = prop_oneof![
        1_900 => any_deed(),
        400 => any_decision(),
        240 => any_change(),
        1 => release.prop_map(|(rules, corrected)| What::Release { rules, corrected }),
    ];
    (0..PEOPLE.len(), any_way(), what).prop_map(|(who, way, what)| Step { who, way, what })
}

/// So many steps at most.
pub fn any_steps(most: usize) -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(any_step(), 1..most)
}
