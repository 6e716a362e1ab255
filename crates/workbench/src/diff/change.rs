//! One difference between two sets of rules, with its sentence.

use jiff::civil::Date;
use serde::Serialize;

use crate::address::Owner;
use crate::rows::RowView;
use domain::basis::ShownBasis;
use domain::rules::Table;
use domain::text::{Bilingual, Sep};
use domain::{say, word_list};

word_list! {
    /// What happened to a rule.
    ChangeKind {
        /// There was none.
        Added = "added", "新增", "added";
        /// It is gone.
        Removed = "removed", "取消", "removed";
        /// Another figure.
        Value = "value", "改变", "changed";
        /// Rules cut up otherwise take its place.
        Rewritten = "rewritten", "改写", "rewritten";
        /// The same figure on other days.
        Dates = "dates", "起止日改变", "on other days";
        /// The same figure from another source.
        Source = "source", "只改出处", "another source only";
        /// The same figure in other words.
        Wording = "wording", "只改文字", "other words only";
    }
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Change {
    /// What happened to it.
    pub kind: ChangeKind,
    /// The table.
    pub table: Table,
    /// Address of the cell, without whose it is.
    pub address: String,
    /// What the figure is and when it applies.
    pub subject: Bilingual,
    /// The whole difference in a sentence.
    pub sentence: Bilingual,
    /// The figure before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Bilingual>,
    /// The figure afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Bilingual>,
    /// Where the figure before comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before_basis: Option<ShownBasis>,
    /// Where the figure afterwards comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_basis: Option<ShownBasis>,
}

/// A row with the day on which its figure is read.
#[derive(Clone, Debug)]
pub(super) struct Seen<'a> {
    pub row: RowView<'a>,
    pub on: Option<Date>,
}

impl Seen<'_> {
    pub(super) fn value(&self) -> Bilingual {
        self.row.value(self.on)
    }

    pub(super) fn basis(&self) -> ShownBasis {
        let row = self.row.row;
        self.row.pack.show_basis(row.basis(), row.from())
    }

    /// The address without whose rule it is; a national rule stays national.
    pub(super) fn key(&self) -> String {
        match self.row.address.owner {
            Owner::Pack(..) => self.row.address.within(),
            Owner::National => self.row.address.to_string(),
        }
    }

    /// «统筹基金支付比例（在职）», and which source says so where it is not in force.
    pub(super) fn subject(&self) -> Bilingual {
        let mut subject = self.row.subject(self.on);
        let when = self.row.conditions();
        let says_when = self.row.row.when() != &Default::default();
        if says_when || self.row.row.table() == Table::Index {
            subject.zh += &format!("（{}）", when.zh);
            subject.en += &format!(" ({})", when.en);
        }
        if let Some((dispute, source)) = &self.row.address.version {
            subject.zh = format!("争议 {dispute} 中 {source} 的说法：{}", subject.zh);
            subject.en = format!("by {source} in dispute {dispute}: {}", subject.en);
        }
        subject
    }
}

impl Change {
    /// A change of this kind; the sentence follows from the rest.
    pub(super) fn of(
        kind: ChangeKind,
        before: Option<&Seen<'_>>,
        after: Option<&Seen<'_>>,
    ) -> Change {
        let told = after.or(before).expect("a change is about some row");
        Change {
            kind,
            table: told.row.row.table(),
            address: told.key(),
            sentence: sentence(kind, before, after, &told.subject()),
            subject: told.subject(),
            before: before.map(Seen::value),
            after: after.map(Seen::value),
            before_basis: before.map(Seen::basis),
            after_basis: after.map(Seen::basis),
        }
    }

    /// A rule that takes the place of others which were cut up otherwise.
    pub(super) fn rewritten(before: &[&Seen<'_>], after: &Seen<'_>) -> Change {
        let (subject, value) = (after.subject(), after.value());
        let said = |seen: &&Seen<'_>| {
            let (when, value) = (seen.row.conditions(), seen.value());
            say!("{when} {value}", "{when} {value}"; when = when, value = value)
        };
        let Bilingual { zh, en } = Bilingual::join(before.iter().map(said), Sep::Semicolon);
        let mut change = Change::of(ChangeKind::Rewritten, None, Some(after));
        change.sentence = match before.iter().all(|seen| seen.value() == value) {
            true => Bilingual::new(
                format!("{}：{}（数值不变，适用范围改写）", subject.zh, value.zh),
                format!("{}: {} (the same, cut up otherwise)", subject.en, value.en),
            ),
            false => Bilingual::new(
                format!("{}：{}（原来：{zh}）", subject.zh, value.zh),
                format!("{}: {} (before: {en})", subject.en, value.en),
            ),
        };
        change.before = Some(Bilingual::new(zh, en));
        change
    }
}

fn sentence(
    kind: ChangeKind,
    before: Option<&Seen<'_>>,
    after: Option<&Seen<'_>>,
    subject: &Bilingual,
) -> Bilingual {
    let said = |zh: String, en: String| {
        Bilingual::new(format!("{}{zh}", subject.zh), format!("{}{en}", subject.en))
    };
    match (kind, before, after) {
        (ChangeKind::Value, Some(before), Some(after)) => {
            let (zh, en) = parts(before, after);
            let (zh_from, en_from) = since(after);
            said(format!("{zh}{zh_from}"), format!("{en}{en_from}"))
        }
        (ChangeKind::Dates, Some(before), Some(after)) => {
            let (was, is) = (days(before), days(after));
            let value = after.value();
            said(
                format!("（{}）：{} → {}", value.zh, was.zh, is.zh),
                format!(" ({}): {} → {}", value.en, was.en, is.en),
            )
        }
        (ChangeKind::Source, Some(before), Some(after)) => {
            let (was, is) = (cited(before), cited(after));
            said(
                format!("，出处：{} → {}", was.zh, is.zh),
                format!(", source: {} → {}", was.en, is.en),
            )
        }
        (ChangeKind::Wording, Some(_), Some(_)) => {
            said("，只改文字".to_owned(), ", other words only".to_owned())
        }
        (_, Some(before), None) => {
            let value = before.value();
            let days = unless_on_a_day(before);
            said(
                format!("：取消（原为 {}{}）", value.zh, days.zh),
                format!(": removed (was {}{})", value.en, days.en),
            )
        }
        (_, _, Some(after)) => {
            let value = after.value();
            let (zh_from, en_from) = since(after);
            said(
                format!("：新增 {}{zh_from}", value.zh),
                format!(": added {}{en_from}", value.en),
            )
        }
        _ => subject.clone(),
    }
}

/// The parts of a figure that differ: «，三级：90% → 88%».
fn parts(before: &Seen<'_>, after: &Seen<'_>) -> (String, String) {
    let (old, new) = (before.row.parts(before.on), after.row.parts(after.on));
    let same_parts = old
        .iter()
        .map(|(name, _)| name)
        .eq(new.iter().map(|(name, _)| name));
    if !same_parts {
        let (old, new) = (before.value(), after.value());
        return (
            format!("：{} → {}", old.zh, new.zh),
            format!(": {} → {}", old.en, new.en),
        );
    }
    let differing = old.iter().zip(&new).filter(|(old, new)| old != new);
    let moved = differing.map(|((name, old), (_, new))| {
        say!(
            "{name}：{old} → {new}", "{name}: {old} → {new}";
            name = name.clone(), old = old.clone(), new = new.clone()
        )
    });
    let Bilingual { zh, en } = Bilingual::join(moved, Sep::Comma);
    // One part without a name needs no comma before it.
    match zh.starts_with('：') {
        true => (zh, en),
        false => (format!("，{zh}"), format!(", {en}")),
    }
}

/// From when a row holds, where no day was asked for.
fn since(seen: &Seen<'_>) -> (String, String) {
    match seen.on {
        Some(_) => Default::default(),
        None => {
            let from = seen.row.row.from();
            (format!("，{from} 起"), format!(", from {from}"))
        }
    }
}

fn unless_on_a_day(seen: &Seen<'_>) -> Bilingual {
    match seen.on {
        Some(_) => Bilingual::default(),
        None => {
            let days = days(seen);
            Bilingual::new(format!("，{}", days.zh), format!(", {}", days.en))
        }
    }
}

fn days(seen: &Seen<'_>) -> Bilingual {
    let (from, until) = (seen.row.row.from(), seen.row.row.until());
    match until {
        None => Bilingual::new(format!("{from} 起"), format!("since {from}")),
        Some(until) => Bilingual::new(
            format!("{from} 起至 {until} 前"),
            format!("{from} until before {until}"),
        ),
    }
}

fn cited(seen: &Seen<'_>) -> Bilingual {
    let basis = seen.row.row.basis();
    let at = basis.at.as_deref().map(|at| format!(" {at}"));
    let (source, at, sure) = (&basis.source, at.unwrap_or_default(), basis.confidence);
    let (zh, en) = match basis.verified {
        true => ("，已核对", ", verified"),
        false => ("", ""),
    };
    Bilingual::new(
        format!("{source}{at}（{sure}{zh}）"),
        format!("{source}{at} ({sure}{en})"),
    )
}
