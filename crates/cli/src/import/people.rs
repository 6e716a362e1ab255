//! People with their insurances: one thread reads, checks and seals, another writes.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use anyhow::Result;
use clap::Args;
use desk::{InsuredStatement, Intake, NotNamed, PreparedPeople};
use domain::say;
use indicatif::ProgressBar;
use jiff::civil::Date;
use server::app::SystemRandom;
use sheets::people::{InsuredRow, PeopleColumn, read};
use sheets::reader::KnownPlaces;
use sheets::{RowFault, SheetTable, UnreadableTable};
use store::Keys;

use super::catalogue::region_of;
use super::file::{ImportArgs, row_bar};
use super::report::ImportReport;
use crate::say::{told, unreadable_table, wrong};

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
    /// 文件是 --region 的全部参保人：文件里没有的人，同险种的参保从 --ends-on 起终止 / the file is
    /// everybody insured at --region: the insurance of whoever it does not name, of the schemes it
    /// names, ends on --ends-on
    #[arg(long, requires = "region", requires = "ends_on")]
    pub full: bool,
    /// 哪个参保地，如 440300 / which pooling region
    #[arg(long, value_name = "PLACE", requires = "full")]
    pub region: Option<String>,
    /// 不再参保的第一天，如 2026-12-01 / the first day without the insurance
    #[arg(long, value_name = "DAY", requires = "full")]
    pub ends_on: Option<Date>,
    /// 要终止的人数，超过一成时必须写，先预演 / how many end; has to be stated for more than a tenth; rehearse
    /// first
    #[arg(long, value_name = "COUNT", requires = "full")]
    pub ends: Option<usize>,
}

/// Rows that are looked at and written together.
const TOGETHER: usize = 2_000;

/// Pieces that are ready while one is being written.
const AHEAD: usize = 3;

/// Some rows, as far as they read.
struct Piece {
    unreadable: Vec<(u64, Vec<RowFault>)>,
    left_out: Vec<(u64, Vec<RowFault>)>,
    people: PreparedPeople,
    rows: u64,
}

type Pieces = Result<Piece, UnreadableTable>;

/// Takes people in.
pub fn run(options: &ImportPeople) -> Result<u8> {
    let import = &options.import;
    let whole = options.whole()?;
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
    if let Some(of) = whole {
        end_not_named(&intake, &of, &mut report)?;
    }
    report.tell(&import.report_path(), (import.write, import.json))
}

impl ImportPeople {
    /// Whose insurance ends, where the file is everybody's.
    fn whole(&self) -> Result<Option<NotNamed>> {
        let (Some(place), Some(day)) = (&self.region, self.ends_on) else {
            return Ok(None);
        };
        let region = region_of(place)?;
        if !region.is_pooling() {
            return Err(wrong(
                "unknown-place",
                &say!(
                    "{region} 是省，不是统筹区",
                    "{region} is a province, no pooling region"
                ),
                &say!(
                    "写统筹区，如 440300",
                    "give a pooling region, such as 440300"
                ),
            ));
        }
        Ok(Some(NotNamed {
            region,
            day,
            count: self.ends,
        }))
    }
}

/// Ends the insurance of whoever a whole register does not name. A row that was refused may be one
/// of them, so there may be none.
fn end_not_named(intake: &Intake<'_>, of: &NotNamed, report: &mut ImportReport) -> Result<()> {
    if report.refused() > 0 {
        report.note(say!(
            "有拒收的行，没有终止任何人的参保；改好再放一次",
            "rows were refused, so nobody's insurance ends; correct them and take the file in again"
        ));
        return Ok(());
    }
    let ending = intake.end_not_named(of).map_err(told)?;
    let (open, count) = (ending.open, ending.not_named.len());
    report.note(say!(
        "在册 {open} 人，文件里没有、参保终止的 {count} 人",
        "of {open} on record {count} are not in the file, and their insurance ends"
    ));
    if ending.is_much() && of.count.is_none() {
        report.note(say!(
            "超过一成：看过报告，写入时加 --ends {count}",
            "more than a tenth: read the report, and to write it add --ends {count}"
        ));
    }
    for (person, fate) in ending.refused {
        report.note(say!("{person} 没有终止", "{person} was not ended"));
        report.add(vec![(0, fate)]);
    }
    let people = ending.not_named.iter();
    let people: Vec<String> = people.map(|(person, _)| person.to_string()).collect();
    report.ended(&people);
    Ok(())
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
    let (mut rows, mut left_out) = (0, Vec::new());
    for row in table.by_ref().take(TOGETHER) {
        let row = row?;
        rows += 1;
        match read(&header, &row, places) {
            Ok(mut read) => {
                let noted = std::mem::take(&mut read.left_out);
                if !noted.is_empty() {
                    left_out.push((row.number, noted));
                }
                stated.push(statement(read));
            }
            Err(faults) => unreadable.push((row.number, faults)),
        }
    }
    let people = intake.prepare_people(stated, (keys, &mut SystemRandom));
    Ok(Piece {
        unreadable,
        left_out,
        people,
        rows,
    })
}

fn statement(row: InsuredRow) -> InsuredStatement {
    InsuredStatement {
        row: row.number,
        person: row.person,
        phone: row.phone,
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
        for (row, noted) in &piece.left_out {
            report.left_out(*row, noted);
        }
        report.add(intake.take_in_people(piece.people).map_err(told)?);
        bar.inc(piece.rows);
    }
    Ok(())
}
