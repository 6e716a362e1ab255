//! What single rows of procedures must keep.

use std::collections::BTreeSet;
use std::ops::Range;

use toml::Spanned;

use super::claim::ClaimRow;
use super::clearing::ClearingRow;
use super::designation::{DesignationRow, Effect, Works};
use super::rows::{Category, Guard};
use super::say;
use super::tables::Written;
use crate::calendar::is_month_day;
use crate::files::RowProblem;
use crate::filing::CheckKind;
use crate::rules::say as pack_say;
use crate::situation::Footing;

type Found = Vec<(Range<usize>, RowProblem)>;

pub(super) fn categories(written: &Written) -> Found {
    let mut found = Vec::new();
    for row in &written.category {
        let (span, category) = (row.span(), row.get_ref());
        let mut add = |problem| found.push((span.clone(), problem));
        for kinds in proofs(category) {
            if kinds.is_empty() {
                add(say::empty_proof());
            }
            let unknown = |kind: &&String| !written.materials.contains_key(*kind);
            kinds
                .iter()
                .filter(unknown)
                .for_each(|kind| add(say::unknown_material(kind)));
        }
        let options = category.options.iter();
        options
            .filter(|option| !written.options.contains_key(*option))
            .for_each(|option| add(say::unknown_option(option)));
        let lasting = category.lasting.as_ref();
        let lasting = lasting.map_or(&None, |lasting| &lasting.basis);
        let others = [&category.start.basis, &category.approval.basis, lasting];
        let others = others.into_iter().flatten().map(|basis| &basis.source);
        others
            .filter(|source| !written.sources.contains_key(*source))
            .for_each(|source| add(pack_say::unknown_source(source)));
        let unfiled = [Footing::AtHome, Footing::Exempt, Footing::Unfiled];
        if unfiled.contains(&category.footing) {
            add(say::not_filed(category.footing));
        }
        if category.channels.is_empty() {
            add(say::no_channel());
        }
    }
    found
}

/// Every list of proofs a category names.
fn proofs(category: &Category) -> impl Iterator<Item = &Vec<String>> {
    let after_change = category.pledge.after_change.iter().map(|rule| &rule.any_of);
    category
        .materials
        .iter()
        .map(|proof| &proof.any_of)
        .chain(after_change)
}

pub(super) fn guards(guards: &[Spanned<Guard>]) -> Found {
    let not_one = |row: &&Spanned<Guard>| !CheckKind::GUARDS.contains(&row.get_ref().check);
    let wrong = guards.iter().filter(not_one);
    wrong
        .map(|row| (row.span(), say::not_a_guard(row.get_ref().check)))
        .collect()
}

pub(super) fn designations(written: &Written) -> Found {
    let mut found = Vec::new();
    for row in &written.designation {
        let (span, row) = (row.span(), row.get_ref());
        let row: &DesignationRow = row;
        if row.needed && row.choose.is_empty() {
            found.push((span.clone(), say::choice_half_told()));
        }
        let says_more = !row.choose.is_empty() || row.first.is_some() || row.change.is_some();
        if !row.needed && says_more {
            found.push((span.clone(), say::choice_not_needed()));
        }
        if row.choose.iter().any(|slot| slot.count == 0) {
            found.push((span.clone(), say::nothing_to_choose()));
        }
        for effect in [&row.first, &row.change].into_iter().flatten() {
            if !is_sound(effect) {
                found.push((span.clone(), say::effect_half_told()));
            }
            let source = effect.basis.as_ref().map(|basis| &basis.source);
            let unknown = |source: &&String| !written.sources.contains_key(*source);
            if let Some(source) = source.filter(unknown) {
                found.push((span.clone(), pack_say::unknown_source(source)));
            }
        }
    }
    found
}

/// A cut day belongs to months, a day to choose by to years.
fn is_sound(effect: &Effect) -> bool {
    let cut = effect.cut_day.is_none_or(|day| (1..=31).contains(&day));
    let by = effect.choose_by.as_deref().is_none_or(is_month_day);
    cut && by
        && (effect.cut_day.is_none() || effect.works == Works::NextMonth)
        && (effect.choose_by.is_none() || effect.works == Works::NextYear)
}

pub(super) fn claims(written: &Written) -> Found {
    let mut found = Vec::new();
    for row in &written.manual_claim {
        let (span, row): (_, &ClaimRow) = (row.span(), row.get_ref());
        let mut add = |problem| found.push((span.clone(), problem));
        if row.aspects().len() != 1 {
            add(pack_say::one_of(
                "window / special_window / file_within_months / accepts / refuses / documents / \
                 route / pay_within_working_days / by_rules_of / third_party / work_injury",
            ));
        }
        let documents = row.documents.iter();
        documents
            .filter(|kind| !written.materials.contains_key(*kind))
            .for_each(|kind| add(say::unknown_material(kind)));
        let windows = [row.window, row.special_window].into_iter().flatten();
        for window in windows {
            if window.months.is_some() == window.days.is_some() {
                add(pack_say::one_of("months / days"));
            }
        }
        if row.consumable_above.is_some() && row.documents.is_empty() {
            add(say::belongs_to("consumable_above", "documents"));
        }
    }
    found
}

pub(super) fn clearings(rows: &[Spanned<ClearingRow>]) -> Found {
    let mut found = Vec::new();
    for row in rows {
        let (span, row) = (row.span(), row.get_ref());
        let mut add = |problem| found.push((span.clone(), problem));
        match row.said() {
            0 if row.says.is_none() => add(say::says_nothing()),
            0 | 1 => (),
            _ => add(pack_say::one_of(
                "prepayment / alarm / adjustment / hospital / target / step",
            )),
        }
        if row.step.is_some() && row.day_of_month.is_some() == row.unknown.is_some() {
            add(pack_say::one_of("day_of_month / unknown"));
        }
        let alone = row.day_of_month.is_some() || row.unknown.is_some();
        if row.step.is_none() && alone {
            add(say::belongs_to("day_of_month", "step"));
        }
        if row.alarm.is_some_and(|alarm| alarm.red < alarm.yellow) {
            add(say::alarm_reversed());
        }
    }
    found
}

pub(super) fn others(written: &Written) -> Found {
    let mut found = Vec::new();
    for row in &written.contact {
        let contact = row.get_ref();
        let told = [
            contact.phone.is_some(),
            contact.url.is_some(),
            contact.menu.is_some(),
        ];
        if !told.contains(&true) {
            found.push((row.span(), say::contact_without_address()));
        }
    }
    let silent = written
        .note
        .iter()
        .filter(|row| row.get_ref().says.is_none());
    found.extend(silent.map(|row| (row.span(), say::says_nothing())));
    if written.region.get_ref() != "national" {
        let bands = written.band.iter();
        found.extend(bands.map(|row| (row.span(), say::band_elsewhere())));
    }
    let mut ids = BTreeSet::new();
    for row in &written.band {
        let band = row.get_ref();
        let twice = !ids.insert(&band.id);
        if twice || band.says.is_none() {
            found.push((row.span(), say::says_nothing()));
        }
    }
    found
}
