//! Designation (门诊定点): whether a visit needs an institution chosen beforehand, which ones may be
//! chosen, and from which day a choice works.
//!
//! What a place asks is data ([`crate::procedures::DesignationRow`]); here it meets a person, a
//! facility and a day. Nothing here knows the clock or the store.

mod change;

use std::sync::Arc;

use jiff::civil::Date;

use crate::basis::Basis;
use crate::basis::ShownBasis;
use crate::facility::Level;
use crate::procedures::{
    Circumstances, Dated, DesignationRow, Exception, Institution, Institutions, Procedures,
    RowInFile, Slot,
};
use crate::text::Named;
use crate::{Bilingual, word_list};

pub use change::{ChoiceMade, WorksFrom, changes_counted, works_from};

word_list! {
    /// Whether a visit needs an institution chosen beforehand.
    Need {
        /// The place asks nothing of the kind.
        NotAsked = "not-asked", "不用选点", "no choice is asked for";
        /// A choice is needed, but not at such an institution.
        NotHere = "not-here", "这类机构不用选点", "no choice is needed at such an institution";
        /// A choice is needed, but not for this care.
        Excepted = "excepted", "这次就医不用选点", "no choice is needed for this care";
        /// A choice is needed.
        Needed = "needed", "需要先选点", "a choice is needed";
    }
}

/// A visit as the rules about designation see it.
#[derive(Clone, Copy, Debug)]
pub struct VisitAsked<'a> {
    /// The person and the journey.
    pub about: Circumstances<'a>,
    /// The day.
    pub day: Date,
    /// Where; none when only the person is asked about.
    pub at: Option<Institution<'a>>,
    /// Emergency rescue.
    pub emergency: bool,
    /// A referral that counts.
    pub referred: bool,
}

/// An answer, and what it rests on.
#[derive(Clone, Debug)]
pub struct NeedAnswer<'a> {
    /// In a word.
    pub need: Need,
    /// In a sentence.
    pub says: Bilingual,
    /// What it rests on, as people see it.
    pub basis: Vec<ShownBasis>,
    /// The row that decided.
    pub row: Option<RowInFile<'a, DesignationRow>>,
}

impl NeedAnswer<'_> {
    /// The rows it rests on.
    pub fn rests_on(&self) -> Vec<Arc<Basis>> {
        rests_on(self.row)
    }
}

fn rests_on(row: Option<RowInFile<'_, DesignationRow>>) -> Vec<Arc<Basis>> {
    row.map(|row| row.basis().clone()).into_iter().collect()
}

/// Whether the visit needs an institution chosen beforehand.
pub fn need<'a>(rules: &'a Procedures, visit: &VisitAsked<'_>) -> NeedAnswer<'a> {
    let Some(row) = rules.designation(visit.day, &visit.about) else {
        return NeedAnswer {
            need: Need::NotAsked,
            says: Need::NotAsked.name(),
            basis: Vec::new(),
            row: None,
        };
    };
    let (need, says) = decide(&row, visit);
    NeedAnswer {
        need,
        says,
        basis: vec![row.shown()],
        row: Some(row),
    }
}

fn decide(row: &DesignationRow, visit: &VisitAsked<'_>) -> (Need, Bilingual) {
    let title = &row.title;
    let with = |need: Need| {
        let name = need.name();
        let says = Bilingual::new(
            format!("{}：{}", title.zh, name.zh),
            format!("{}: {}", title.en, name.en),
        );
        (need, says)
    };
    if !row.needed {
        return with(Need::NotAsked);
    }
    if visit.at.is_some_and(|at| !row.at.admit(at)) {
        return with(Need::NotHere);
    }
    let happened = [
        (Exception::Emergency, visit.emergency),
        (Exception::Referral, visit.referred),
    ];
    let excepted = &row.except[..];
    let exception = happened
        .into_iter()
        .find(|(exception, happened)| *happened && excepted.contains(exception));
    if let Some((exception, _)) = exception {
        let name = exception.name();
        let says = Bilingual::new(
            format!("{}不用选点", name.zh),
            format!("{} needs no choice", name.en),
        );
        return (Need::Excepted, says);
    }
    with(Need::Needed)
}

/// Whether an institution may be chosen.
#[derive(Clone, Debug)]
pub struct MayChoose<'a> {
    /// Whether it may.
    pub allowed: bool,
    /// Why, or why not and what may.
    pub says: Bilingual,
    /// What it rests on, as people see it.
    pub basis: Vec<ShownBasis>,
    /// The row that decided.
    pub row: Option<RowInFile<'a, DesignationRow>>,
    /// Where all choices are made: which of those held, by their place, one may be given up for it.
    pub instead_of: Vec<usize>,
}

impl MayChoose<'_> {
    /// The rows it rests on.
    pub fn rests_on(&self) -> Vec<Arc<Basis>> {
        rests_on(self.row)
    }
}

/// Whether the institution of the visit may be chosen beside those already `held`. A change gives
/// up the one it replaces, which is then not among them.
pub fn may_choose<'a>(
    rules: &'a Procedures,
    visit: &VisitAsked<'_>,
    held: &[Institution<'_>],
) -> MayChoose<'a> {
    let row = rules
        .designation(visit.day, &visit.about)
        .filter(|row| row.needed);
    let Some(row) = row else {
        return MayChoose {
            allowed: false,
            says: Bilingual::new("这里不用选点", "nothing has to be chosen here"),
            basis: Vec::new(),
            row: None,
            instead_of: Vec::new(),
        };
    };
    let (allowed, says, instead_of) = match visit.at {
        None => (false, choices(&row.choose), Vec::new()),
        Some(at) => fits(&row, at, held),
    };
    MayChoose {
        allowed,
        says,
        basis: vec![row.shown()],
        row: Some(row),
        instead_of,
    }
}

/// A choice of a row with what was chosen, as places among those held.
struct Filled<'a> {
    slot: &'a Slot,
    by: Vec<usize>,
}

impl Filled<'_> {
    fn is_free(&self) -> bool {
        self.by.len() < usize::from(self.slot.count)
    }
}

/// The choices of a row. Those held take up the first one they fit, in the order of the row.
fn filled<'a>(row: &'a DesignationRow, held: &[Institution<'_>]) -> Vec<Filled<'a>> {
    let empty = |slot| Filled { slot, by: vec![] };
    let mut all: Vec<Filled<'_>> = row.choose.iter().map(empty).collect();
    for (place, institution) in held.iter().enumerate() {
        let taken = all
            .iter_mut()
            .find(|filled| filled.is_free() && filled.slot.of.admit(*institution));
        if let Some(filled) = taken {
            filled.by.push(place);
        }
    }
    all
}

/// The choices of a row that nothing was chosen for.
pub fn free_slots<'a>(row: &'a DesignationRow, held: &[Institution<'_>]) -> Vec<&'a Slot> {
    let all = filled(row, held).into_iter();
    all.filter(Filled::is_free)
        .map(|filled| filled.slot)
        .collect()
}

/// Whether the institution fits a choice that is still free.
fn fits(
    row: &DesignationRow,
    at: Institution<'_>,
    held: &[Institution<'_>],
) -> (bool, Bilingual, Vec<usize>) {
    let mut fitting = filled(row, held);
    fitting.retain(|filled| filled.slot.of.admit(at));
    let choices = choices(&row.choose);
    if fitting.is_empty() {
        let says = Bilingual::new(
            format!("这家机构不能选；{}", choices.zh),
            format!("this one may not be chosen; {}", choices.en),
        );
        return (false, says, vec![]);
    }
    let Some(Filled { slot, .. }) = fitting.iter().find(|filled| filled.is_free()) else {
        let says = Bilingual::new(
            format!("已经选满，须先变更；{}", choices.zh),
            format!("all choices are made, change one first; {}", choices.en),
        );
        let taken = fitting.into_iter().flat_map(|filled| filled.by);
        return (false, says, taken.collect());
    };
    let group = match slot.with_group {
        true => Bilingual::new(
            "，举办医院和它的其他机构一并可用",
            ", and its parent hospital and that one's other centres with it",
        ),
        false => Bilingual::default(),
    };
    let says = Bilingual::new(
        format!("可以选{}", group.zh),
        format!("may be chosen{}", group.en),
    );
    (true, says, vec![])
}

/// What may be chosen, in words: `可选：社区、一级 1 家`.
pub fn choices(slots: &[Slot]) -> Bilingual {
    let told: Vec<Bilingual> = slots
        .iter()
        .map(|slot| {
            let of = institutions(&slot.of);
            let count = slot.count;
            Bilingual::new(
                format!("{} {count} 家", of.zh),
                format!("{count} of {}", of.en),
            )
        })
        .collect();
    let zh: Vec<&str> = told.iter().map(|slot| slot.zh.as_str()).collect();
    let en: Vec<&str> = told.iter().map(|slot| slot.en.as_str()).collect();
    Bilingual::new(
        format!("可选：{}", zh.join("；")),
        format!("to choose from: {}", en.join("; ")),
    )
}

fn institutions(of: &Institutions) -> Bilingual {
    let levels: Vec<Bilingual> = of.level.iter().map(Level::name).collect();
    if levels.is_empty() {
        return Bilingual::new("任何机构", "any institution");
    }
    let zh: Vec<&str> = levels.iter().map(|level| level.zh.as_str()).collect();
    let en: Vec<&str> = levels.iter().map(|level| level.en.as_str()).collect();
    Bilingual::new(zh.join("、"), en.join(" or "))
}
