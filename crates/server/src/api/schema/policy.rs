//! The policy workbench as callers see it: tables, one figure, differences, disputes.

use utoipa::ToSchema;

use super::{Basis, Bilingual, ChangeKind, Confidence, Day, Relation, Table, Yuan};

/// A table of figures.
#[derive(Debug, ToSchema)]
pub struct PolicyTable {
    /// Which.
    pub table: Table,
    /// What they are.
    pub caption: Bilingual,
    /// Names of the columns.
    pub columns: Vec<Bilingual>,
    /// Rows.
    pub rows: Vec<PolicyRow>,
}

/// A row of a table.
#[derive(Debug, ToSchema)]
pub struct PolicyRow {
    /// Address of the cell; rows of one cell at different dates are its history.
    #[schema(example = "440300/employee/rate/pooled/one+on-job")]
    pub address: String,
    /// One cell a column.
    pub cells: Vec<Bilingual>,
    /// First day.
    pub from: Day,
    /// First day no longer in force.
    pub until: Option<Day>,
    /// Where it comes from.
    pub basis: Basis,
    /// Numbers of the disputes in which another source would change it.
    #[schema(required = false)]
    pub disputes: Vec<String>,
    /// Why the figure is not known, where it is not.
    pub unknown: Option<Bilingual>,
}

/// What an address holds: one figure, or several below it.
#[derive(Debug, ToSchema)]
pub struct FigureReply {
    /// The one figure.
    pub figure: Option<Figure>,
    /// Several.
    pub hits: Option<Hits>,
}

/// One figure with everything known of it.
#[derive(Debug, ToSchema)]
pub struct Figure {
    /// Address of its cell.
    #[schema(example = "440300/employee/rate/pooled/one+on-job")]
    pub address: String,
    /// Whose rule it is.
    pub owner: Bilingual,
    /// What it is.
    pub subject: Bilingual,
    /// When it applies.
    pub conditions: Bilingual,
    /// The rows of the cell, the earliest first.
    pub history: Vec<FigureRow>,
    /// Where it is used, in words.
    pub used: Vec<Bilingual>,
    /// Rows it works together with, or that would stand in its place.
    pub related: Vec<RelatedFigure>,
    /// Disputes that touch it.
    pub disputes: Vec<Disagreement>,
}

/// A row of a cell.
#[derive(Debug, ToSchema)]
pub struct FigureRow {
    /// Whether it holds on the day asked for.
    pub in_force: bool,
    /// First day.
    pub from: Day,
    /// First day no longer in force.
    pub until: Option<Day>,
    /// The value in words.
    pub value: Bilingual,
    /// What a share of a yearly figure comes to, by benefit year.
    #[schema(required = false)]
    pub amounts: Vec<YearAmount>,
    /// The rule in a sentence.
    pub sentence: Bilingual,
    /// Where it comes from.
    pub basis: Basis,
    /// Where it stands.
    pub place: Spot,
    /// Cases that put it to the proof.
    pub cases: Vec<CaseName>,
}

/// What a share of a yearly figure comes to.
#[derive(Debug, ToSchema)]
pub struct YearAmount {
    /// The year the benefit year begins in.
    pub year: i32,
    /// The amount.
    pub amount: Yuan,
}

/// A file and a line in it.
#[derive(Debug, ToSchema)]
pub struct Spot {
    /// File name.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
}

/// A case.
#[derive(Debug, ToSchema)]
pub struct CaseName {
    /// Its file.
    pub file: String,
    /// What it is about.
    pub name: String,
}

/// A row that works together with a figure.
#[derive(Debug, ToSchema)]
pub struct RelatedFigure {
    /// How.
    pub relation: Relation,
    /// Its address.
    pub address: String,
    /// The rule in a sentence.
    pub sentence: Bilingual,
    /// Its value in words.
    pub value: Bilingual,
    /// First day in force.
    pub from: Day,
    /// What to ask for to compute by it, for a row of another version.
    pub according_to: Option<String>,
}

/// Figures below an address.
#[derive(Debug, ToSchema)]
pub struct Hits {
    /// One of each cell.
    pub figures: Vec<Hit>,
    /// None: disputes are found by words alone.
    pub disputes: Vec<ListedDispute>,
}

/// One figure among several.
#[derive(Debug, ToSchema)]
pub struct Hit {
    /// Address of its cell.
    pub address: String,
    /// The rule in a sentence.
    pub sentence: Bilingual,
    /// The value in words.
    pub value: Bilingual,
    /// First day.
    pub from: Day,
    /// First day no longer in force.
    pub until: Option<Day>,
    /// Whether it holds on the day asked for.
    pub in_force: bool,
}

/// Where sources disagree.
#[derive(Debug, ToSchema)]
pub struct Disagreement {
    /// Number.
    #[schema(example = "X01")]
    pub id: String,
    /// What it is about.
    pub topic: Bilingual,
    /// Why the version in force is in force.
    pub why: Bilingual,
    /// Every decision, the first one first; the last one holds.
    pub decisions: Vec<DisputeDecision>,
    /// Every version, the one in force first.
    pub versions: Vec<DisputeVersion>,
}

/// A dispute with where it is recorded.
#[derive(Debug, ToSchema)]
pub struct ListedDispute {
    /// Division code of the insured place; `national` for the whole country.
    #[schema(example = "440300")]
    pub region: String,
    /// What of the place records it: `employee`, `resident`, `procedures`.
    pub recorded_in: Vec<String>,
    /// Number.
    #[schema(example = "X01")]
    pub id: String,
    /// What it is about.
    pub topic: Bilingual,
    /// Why the version in force is in force.
    pub why: Bilingual,
    /// Every decision, the first one first; the last one holds.
    pub decisions: Vec<DisputeDecision>,
    /// Every version, the one in force first.
    pub versions: Vec<DisputeVersion>,
}

/// Which version was put in force, by whom, when, why.
#[derive(Debug, ToSchema)]
pub struct DisputeDecision {
    /// Source id of the version.
    pub in_force: String,
    /// First day of service it decides; none for the first decision.
    pub from: Option<Day>,
    /// Why.
    pub why: Bilingual,
    /// The day it was decided, where that is on record.
    pub decided_on: Option<Day>,
    /// Who decided it, where that is on record.
    pub decided_by: Option<String>,
}

/// What one source says.
#[derive(Debug, ToSchema)]
pub struct DisputeVersion {
    /// Source id.
    pub source: String,
    /// Title of the source.
    pub title: String,
    /// When it was published, as published.
    pub dated: Option<String>,
    /// How far it may be trusted.
    pub confidence: Option<Confidence>,
    /// What it says.
    pub says: Bilingual,
    /// Whether it decides.
    pub in_force: bool,
    /// What to ask for to compute a bill by it.
    #[schema(example = "X01:S000")]
    pub according_to: Option<String>,
}

/// What differs between two packs.
#[derive(Debug, ToSchema)]
pub struct Comparison {
    /// One side.
    pub before: ComparedSide,
    /// The other.
    pub after: ComparedSide,
    /// Every difference of the rules, table by table.
    pub changes: Vec<PolicyChange>,
    /// The standard bills by both sides.
    pub bills: Vec<ComparedBill>,
}

/// A side of a comparison.
#[derive(Debug, ToSchema)]
pub struct ComparedSide {
    /// Place and scheme.
    #[schema(example = "440300/employee")]
    pub owner: String,
    /// What people call it.
    pub title: Bilingual,
    /// The day; none when all days are compared.
    pub on: Option<Day>,
    /// Hash of the pack.
    pub hash: String,
}

/// One difference of the rules.
#[derive(Debug, ToSchema)]
pub struct PolicyChange {
    /// What became of it.
    pub kind: ChangeKind,
    /// The table.
    pub table: Table,
    /// Address of the cell, without whose it is.
    #[schema(example = "rate/pooled/one+on-job")]
    pub address: String,
    /// The whole difference in a sentence.
    pub sentence: Bilingual,
    /// The figure before.
    pub before: Option<Bilingual>,
    /// The figure afterwards.
    pub after: Option<Bilingual>,
    /// Where the figure before comes from.
    pub before_basis: Option<Basis>,
    /// Where the figure afterwards comes from.
    pub after_basis: Option<Basis>,
}

/// A standard bill by both sides.
#[derive(Debug, ToSchema)]
pub struct ComparedBill {
    /// The bill.
    pub bill: Bilingual,
    /// The amount.
    pub amount: Yuan,
    /// By the first side.
    pub before: BillOutcome,
    /// By the second.
    pub after: BillOutcome,
    /// How much more the funds pay by the second; none where one side gives no amount.
    pub difference: Option<Yuan>,
    /// The figures that explain it.
    pub why: Vec<BillReason>,
}

/// What a bill came to.
#[derive(Debug, ToSchema)]
pub struct BillOutcome {
    /// `paid`, `refused` or `not-there`.
    #[schema(example = "paid")]
    pub outcome: String,
    /// What all funds pay.
    pub funds: Option<Yuan>,
    /// What is left to the person.
    pub person: Option<Yuan>,
    /// Stable word of the refusal.
    pub code: Option<String>,
    /// What the person is told.
    pub says: Option<Bilingual>,
}

/// A figure that differs in one bill.
#[derive(Debug, ToSchema)]
pub struct BillReason {
    /// What differs, from what to what.
    pub says: Bilingual,
    /// Addresses of the rows of the first side.
    pub before: Vec<String>,
    /// Addresses of the rows of the second side.
    pub after: Vec<String>,
}
