//! People with their insurances: one thread reads, checks and seals, another writes.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use domain::say;
use sheets::people::{InsuredRow, PeopleColumn, read};
use sheets::reader::KnownPlaces;
use sheets::{RowFault, SheetTable, UnreadableTable};

use super::{RegisterFailed, RegisterFile, RegisterOptions, RegisterPlace, RegisterReport};
use crate::{InsuredStatement, Intake, NotNamed, PreparedPeople};

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
pub(super) fn take_in(
    place: RegisterPlace<'_>,
    file: RegisterFile,
    options: RegisterOptions,
) -> Result<RegisterReport, RegisterFailed> {
    let whole = whole(options)?;
    let table = SheetTable::open(file.bytes, file.sheet.as_deref(), &file.renamed)?;
    let mut report = RegisterReport::of_unused(&table.header.unused);
    let how = (options.writes, options.are_invented);
    let intake = Intake::begin(place.needs.clone(), place.statement, how)?;
    let (send, pieces) = sync_channel(AHEAD);
    std::thread::scope(|scope| {
        let intake = &intake;
        scope.spawn(move || prepare(table, (intake, place), &send));
        take_pieces((intake, place), pieces, &mut report)
    })?;
    if let Some(of) = whole {
        end_not_named(&intake, &of, &mut report)?;
    }
    Ok(report.sorted())
}

/// Whose insurance ends, where the file is everybody's.
fn whole(options: RegisterOptions) -> Result<Option<NotNamed>, RegisterFailed> {
    if !options.is_full {
        return Ok(None);
    }
    let place = options.region.filter(|region| region.is_pooling());
    let (Some(region), Some(day)) = (place, options.since) else {
        return Err(RegisterFailed::Missing {
            code: "unknown-place",
            says: say!(
                "全部参保人要说明是哪个统筹区的、从哪天起终止",
                "everybody insured needs the pooling region, and the day on which others end"
            ),
            next: say!(
                "写统筹区，如 440300，和日期",
                "give a pooling region, such as 440300, and the day"
            ),
        });
    };
    Ok(Some(NotNamed {
        region,
        day,
        count: options.ends,
    }))
}

/// Ends the insurance of whoever a whole register does not name. A row that was refused may be one
/// of them, so there may be none.
fn end_not_named(
    intake: &Intake<'_>,
    of: &NotNamed,
    report: &mut RegisterReport,
) -> Result<(), RegisterFailed> {
    if report.refused > 0 {
        report.note(say!(
            "有拒收的行，没有终止任何人的参保；改好再放一次",
            "rows were refused, so nobody's insurance ends; correct them and take the file in again"
        ));
        return Ok(());
    }
    let ending = intake.end_not_named(of)?;
    let (open, count) = (ending.open, ending.not_named.len());
    report.note(say!(
        "在册 {open} 人，文件里没有、参保终止的 {count} 人",
        "of {open} on record {count} are not in the file, and their insurance ends"
    ));
    if ending.is_much() && of.count.is_none() {
        report.note(say!(
            "超过一成：看过报告，写入时写明终止 {count} 人（命令行加 --ends {count}）",
            "more than a tenth: read the report, and to write it state that {count} end (on the \
             command line add --ends {count})"
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
    to: (&Intake<'_>, RegisterPlace<'_>),
    send: &SyncSender<Pieces>,
) {
    let mut places = KnownPlaces::default();
    loop {
        let piece = piece(&mut table, to, &mut places);
        let is_last = !piece.as_ref().is_ok_and(|piece| piece.rows > 0);
        if send.send(piece).is_err() || is_last {
            return;
        }
    }
}

fn piece(
    table: &mut SheetTable<PeopleColumn>,
    (intake, place): (&Intake<'_>, RegisterPlace<'_>),
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
    let mut random = (place.needs.random)();
    let people = intake.prepare_people(stated, (place.keys, random.as_mut()));
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

fn take_pieces(
    (intake, place): (&Intake<'_>, RegisterPlace<'_>),
    pieces: Receiver<Pieces>,
    report: &mut RegisterReport,
) -> Result<(), RegisterFailed> {
    for piece in pieces {
        let piece = piece?;
        for (row, faults) in &piece.unreadable {
            report.unreadable(*row, faults);
        }
        for (row, noted) in &piece.left_out {
            report.left_out(*row, noted);
        }
        report.add(intake.take_in_people(piece.people)?);
        place.count(piece.rows);
    }
    Ok(())
}
