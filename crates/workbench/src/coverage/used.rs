//! The rows a case's answer rests on. A fund whose threshold a bill never reached moved no money,
//! so its figures were not tested, though the plan knew them; neither was a ceiling that
//! nothing came near, unless the case names its amount.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::case::{Case, CaseAnswer, CaseError, Expect};
use crate::rows::rows;
use domain::basis::Basis;
use domain::basis::identity;
use domain::catalogue::Class;
use domain::explain::{Computed, Inputs};
use domain::plan::{LayerOrigin, Plan, PlanLayer, Refusal};
use domain::policy::{InForce, Library, Pack};
use domain::rules::{Ceiling, Component, Credit, Direct, LayerRow, RateFigure, Rule, Stay, Tabled};
use domain::situation::{Route, Situation};
use domain::trace::StepKind;

/// The identities of the rows that a passing case exercises.
pub(super) fn rows_used(
    case: &Case,
    library: &Library,
    answer: &Result<CaseAnswer, CaseError>,
) -> BTreeSet<usize> {
    // A case that brings its own rules says nothing of any pack.
    let Some(pack) = case.pack(library).ok().filter(|_| case.rules.is_none()) else {
        return BTreeSet::new();
    };
    let overlay = case.overlay(pack);
    let rules = pack.in_force(overlay.as_ref());
    let inputs = match answer {
        Ok(answer) => Some(answer.inputs.clone()),
        Err(_) => case.inputs(library, &rules).ok(),
    };
    let Some(inputs) = inputs else {
        return BTreeSet::new();
    };
    let named = Expect::default();
    let mut used = Used {
        pack,
        situation: &inputs.situation,
        rules: &rules,
        expect: case.expect.as_ref().unwrap_or(&named),
        rows: BTreeSet::new(),
    };
    used.told();
    match answer {
        Ok(answer) => {
            used.always();
            used.diseases(case);
            used.upfront(case);
            used.plan(&inputs, &answer.computed);
        }
        Err(error) => {
            if let Some(refusal) = error.refusal() {
                used.refused(refusal);
            }
        }
    }
    used.indices();
    used.rows
}

struct Used<'a> {
    pack: &'a Pack,
    situation: &'a Situation,
    rules: &'a InForce<'a>,
    expect: &'a Expect,
    rows: BTreeSet<usize>,
}

impl Used<'_> {
    fn mark(&mut self, basis: &Arc<Basis>) {
        self.rows.insert(identity(basis));
    }

    /// What the case names: notes and the account credit.
    fn told(&mut self) {
        let notes = self.rules.notes_for(self.situation);
        for note in notes {
            if self.expect.notes.contains(&note.id) {
                self.mark(&note.basis);
            }
        }
        if self.expect.credit.is_some() {
            self.picked::<Credit>(|_| true);
        }
    }

    /// What every answer rests on: the benefit year, the tier, direct settlement.
    fn always(&mut self) {
        let day = self.situation.day;
        for year in self
            .pack
            .tables
            .benefit_years
            .iter()
            .filter(|row| row.is_in_force(day))
        {
            self.mark(&year.basis);
        }
        for tier in self
            .pack
            .tables
            .tiers
            .iter()
            .filter(|row| row.is_in_force(day))
        {
            if self.situation.tier.as_ref() == Some(&tier.name) {
                self.mark(&tier.basis);
            }
        }
        let follows = self.situation.follows;
        self.picked::<Stay>(|row| row.follows == follows);
        self.direct();
    }

    fn direct(&mut self) {
        if self.situation.route == Route::Manual {
            return;
        }
        self.picked::<Direct>(|_| true);
    }

    /// The rows that decide.
    fn picked<F: Tabled>(&mut self, concerns: impl Fn(&Rule<F>) -> bool) {
        let found = self.rules.deciding(self.situation, concerns);
        let bases: Vec<Arc<Basis>> = found.iter().map(|row| row.basis.clone()).collect();
        bases.iter().for_each(|basis| self.mark(basis));
    }

    /// What gave the visit its marks.
    fn diseases(&mut self, case: &Case) {
        let recognised = case.person.recognised.iter().cloned().collect();
        let diagnoses = &case.visit.diagnoses;
        for row in self
            .rules
            .diseases_of(diagnoses, &recognised, self.situation)
        {
            self.mark(&row.basis);
        }
    }

    fn upfront(&mut self, case: &Case) {
        let mut lines = case.bill.lines.iter();
        if lines.any(|line| line.class == Class::B && !line.amount.is_zero())
            && let Some(row) = self.rules.upfront(self.situation)
        {
            self.mark(&row.basis);
        }
    }

    /// A refusal rests on the row that made it, and on the layers that row is for. What is known
    /// all the same counts where the case names it.
    fn refused(&mut self, refusal: &Refusal) {
        match refusal {
            Refusal::NotDirect { basis, .. } => self.mark(basis),
            Refusal::Unknown { missing, known } | Refusal::CeilingNotKnown { missing, known } => {
                self.always();
                for missing in missing {
                    self.mark(&missing.cited.basis);
                    self.layers_of(&missing.cited.basis);
                }
                self.known(known);
            }
            Refusal::NoRule { .. }
            | Refusal::TwoRules { .. }
            | Refusal::TooLarge { .. }
            | Refusal::NoBenefitYear(_)
            | Refusal::OutsideTheScheme(_)
            | Refusal::HomeSuspended { .. } => {}
        }
    }

    fn known(&mut self, plan: &Plan) {
        for (layer, origin) in plan.layers.iter().zip(&plan.origin.layers) {
            self.layer(&Layer {
                layer,
                origin,
                moved: vec![],
            });
            for (ceiling, cited) in layer.ceilings.iter().zip(&origin.ceilings) {
                let counter = &plan.counters[usize::from(ceiling.slot)];
                let named = self.expect.ceilings.get(counter).copied();
                if named.is_some() && named == ceiling.limit.figure() {
                    self.mark(&cited.basis);
                }
            }
            // A ceiling that is not known either has no figure a case could name.
            let name = origin.name.as_str();
            self.picked::<Ceiling>(|row| row.of.contains(name) && row.unknown.is_some());
        }
    }

    /// The layers of the situation that a row serves.
    fn layers_of(&mut self, basis: &Arc<Basis>) {
        let pack = self.pack;
        let all = rows(pack);
        let row = all.iter().find(|row| row.row.identity() == identity(basis));
        let of = row.and_then(|row| row.row.layers());
        let served = |name: &str| of.is_some_and(|of| of.contains(name));
        self.picked::<domain::rules::Layer>(|row| served(&row.name));
    }

    fn plan(&mut self, inputs: &Inputs, computed: &Computed) {
        let plan = &computed.plan;
        for (number, (layer, origin)) in plan.layers.iter().zip(&plan.origin.layers).enumerate() {
            let steps = computed.steps.iter();
            let steps = steps.filter(|step| usize::from(step.layer) == number);
            let moved: Vec<(StepKind, u8)> = steps
                .filter(|step| !matches!(step.kind, StepKind::Account | StepKind::FamilyAccount))
                .map(|step| (step.kind, step.band))
                .collect();
            let layer = Layer {
                layer,
                origin,
                moved,
            };
            self.layer(&layer);
            self.ceilings(&layer, inputs, computed);
        }
        self.not_covered(computed);
        let from_account = |kind| matches!(kind, StepKind::Account | StepKind::FamilyAccount);
        if computed.steps.iter().any(|step| from_account(step.kind))
            && let Some(account) = &plan.origin.account
        {
            self.mark(&account.basis);
        }
    }

    /// A row that leaves an amount uncovered moves nothing itself; what a later layer pays of it
    /// does.
    fn not_covered(&mut self, computed: &Computed) {
        let layers = self.pack.tables.layers.iter();
        let of_uncovered = |row: &&LayerRow| row.base.contains(&Component::NotCovered);
        let paying: Vec<&str> = layers
            .filter(of_uncovered)
            .map(|row| row.name.as_str())
            .collect();
        let origins = &computed.plan.origin.layers;
        let is_paid = computed.steps.iter().any(|step| {
            let name = origins
                .get(usize::from(step.layer))
                .map(|origin| origin.name.as_str());
            step.kind == StepKind::Rate && name.is_some_and(|name| paying.contains(&name))
        });
        if is_paid {
            self.picked::<RateFigure>(|row| row.figure.not_covered);
        }
    }

    fn layer(&mut self, layer: &Layer<'_>) {
        let Layer { origin, .. } = layer;
        let expect = self.expect;
        let names_rate = expect.rates.contains_key(&origin.name);
        let pays = layer.moved(StepKind::Rate);
        let entered = expect.entered.contains_key(&origin.name);
        if pays || layer.moved(StepKind::Deductible) || names_rate || entered {
            self.mark(&origin.layer.basis);
        }
        let nothing_first =
            layer.layer.deductible == domain::plan::PlanDeductible::Fixed(domain::Money::ZERO);
        let deducted = layer.moved(StepKind::Deductible)
            || expect.deductibles.contains_key(&origin.name)
            || (pays && nothing_first);
        if let Some(deductible) = origin.deductible.as_ref().filter(|_| deducted) {
            self.mark(&deductible.basis);
        }
        for (band, (_, rate)) in origin.rates.iter().enumerate() {
            let reached = layer
                .moved
                .iter()
                .any(|(kind, number)| *kind == StepKind::Rate && usize::from(*number) == band);
            if reached || (names_rate && band == 0) {
                self.mark(&rate.basis);
            }
        }
        let names_changes = expect.adjustments.contains_key(&origin.name)
            || expect.self_pay_first.contains_key(&origin.name);
        if pays || names_rate || names_changes || layer.moved(StepKind::SelfPayFirst) {
            for (_, change) in &origin.adjustments {
                self.mark(&change.basis);
            }
        }
    }

    /// A limit is tested when a bill reaches it or a case names it; that there is none,
    /// or that it is not known, when the fund pays.
    fn ceilings(&mut self, layer: &Layer<'_>, inputs: &Inputs, computed: &Computed) {
        let plan = &computed.plan;
        for (ceiling, cited) in layer.layer.ceilings.iter().zip(&layer.origin.ceilings) {
            let slot = usize::from(ceiling.slot);
            let Some(limit) = ceiling.limit.figure() else {
                continue;
            };
            let counter = &plan.counters[slot];
            let counted = computed.adjudication.counted[slot];
            let total = inputs.year.counter(counter).fen() + counted;
            let reached = layer.moved(StepKind::Ceiling) && total >= limit.fen();
            let named = self.expect.ceilings.get(counter) == Some(&limit);
            if reached || named {
                self.mark(&cited.basis);
            }
        }
        if !layer.moved(StepKind::Rate) {
            return;
        }
        let name = layer.origin.name.as_str();
        self.picked::<Ceiling>(|row| {
            row.of.contains(name) && row.amount.is_none() && row.index_share.is_none()
        });
    }

    /// The yearly figures that exercised rows are shares of.
    fn indices(&mut self) {
        let pack = self.pack;
        for row in rows(pack) {
            let share = row.row.index_share();
            let share = share.filter(|_| self.rows.contains(&row.row.identity()));
            let amount = share.and_then(|share| pack.index_amount(share, self.situation.day));
            if let Some((_, index)) = amount {
                self.mark(&index.basis);
            }
        }
    }
}

/// A layer of a plan with the steps that moved money in it.
struct Layer<'a> {
    layer: &'a PlanLayer,
    origin: &'a LayerOrigin,
    moved: Vec<(StepKind, u8)>,
}

impl Layer<'_> {
    fn moved(&self, kind: StepKind) -> bool {
        self.moved.iter().any(|(moved, _)| *moved == kind)
    }
}
