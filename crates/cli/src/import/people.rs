//! People with their insurances: one thread reads, checks and seals, another writes.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use anyhow::Result;
use clap::Args;
use desk::{InsuredStatement, Intake, PreparedPeople};
use indicatif::ProgressBar;
use server::app::SystemRandom;
use sheets::people::{InsuredRow, PeopleColumn, read};
use sheets::reader::KnownPlaces;
use sheets::{RowFault, SheetTable, UnreadableTable};
use store::Keys;

use super::file::{ImportArgs, row_bar};
use super::report::ImportReport;
use crate::say::{told, unreadable_table};

/// People.
#[derive(Debug, Args)]
pub struct ImportPeople {
    /// The file and where it goes.
    #[command(flatten)]
    pub import: ImportArgs,
    /// 这些人是虚构的，给试用的空数据库；之后它只收虚构的人 / the people are invented, for an empty database
    /// on trial, which then takes no others
    #[arg(long)]
    pub invented: bool,
}

/// Rows that are looked at and written together.
const TOGETHER: usize = 2_000;

/// Pieces that are ready while one is being written.
const AHEAD: usize = 3;

/// Some rows, as far as they read.
struct Piece {
    unreadable: Vec<(u64, Vec<RowFault>)>,
    people: PreparedPeople,
    rows: u64,
}

type Pieces = Result<Piece, UnreadableTable>;

/// Takes people in.
pub fn run(options: &ImportPeople) -> Result<u8> {
    let import = &options.import;
    let mut opened = import.open()?;
    let bytes = std::mem::take(&mut opened.bytes);
    let bar = row_bar(&bytes, import.json);
    let table = import.table::<PeopleColumn>(bytes)?;
    let mut report = ImportReport::of_unused(&table.header.unused);
    let how = (import.write, options.invented);
    let intake = Intake::begin(opened.needs.clone(), opened.statement(&import.by), how);
    let intake = intake.map_err(told)?;
    let (send, pieces) = sync_channel(AHEAD);
    let taken = std::thread::scope(|scope| {
        let (intake, keys) = (&intake, &opened.keys);
        scope.spawn(move || prepare(table, (intake, keys), &send));
        take_in(intake, pieces, (&mut report, &bar))
    });
    bar.finish_and_clear();
    taken?;
    report.tell(&import.report_path(), (import.write, import.json))
}

/// Reads, checks and seals, some rows at a time, until nobody takes them any more.
fn prepare(
    mut table: SheetTable<PeopleColumn>,
    (intake, keys): (&Intake<'_>, &Keys),
    send: &SyncSender<Pieces>,
) {
    let mut places = KnownPlaces::default();
    loop {
        let piece = piece(&mut table, (intake, keys), &mut places);
        let is_last = !piece.as_ref().is_ok_and(|piece| piece.rows > 0);
        if send.send(piece).is_err() || is_last {
            return;
        }
    }
}

fn piece(
    table: &mut SheetTable<PeopleColumn>,
    (intake, keys): (&Intake<'_>, &Keys),
    places: &mut KnownPlaces,
) -> Pieces {
    let header = table.header.clone();
    let (mut stated, mut unreadable) = (Vec::with_capacity(TOGETHER), Vec::new());
    let mut rows = 0;
    for row in table.by_ref().take(TOGETHER) {
        let row = row?;
        rows += 1;
        match read(&header, &row, places) {
            Ok(row) => stated.push(statement(row)),
            Err(faults) => unreadable.push((row.number, faults)),
        }
    }
    let people = intake.prepare_people(stated, (keys, &mut SystemRandom));
    Ok(Piece {
        unreadable,
        people,
        rows,
    })
}

fn statement(row: InsuredRow) -> InsuredStatement {
    InsuredStatement {
        row: row.number,
        person: row.person,
        enrolment: row.enrolment,
        holds_from: row.holds_from,
    }
}

fn take_in(
    intake: &Intake<'_>,
    pieces: Receiver<Pieces>,
    (report, bar): (&mut ImportReport, &ProgressBar),
) -> Result<()> {
    for piece in pieces {
        let piece = piece.map_err(unreadable_table)?;
        for (row, faults) in &piece.unreadable {
            report.unreadable(*row, faults);
        }
        report.add(intake.take_in_people(piece.people).map_err(told)?);
        bar.inc(piece.rows);
    }
    Ok(())
}
