//! Registers that are read whole and taken in some rows at a time: all but people.

use domain::say;
use sheets::reader::KnownPlaces;
use sheets::{
    Columns, Header, RowFault, RowOfTable, SheetTable, designations, employers, facilities,
    families, items, practitioners, staff,
};

use super::{
    RegisterFailed, RegisterFile, RegisterKind, RegisterOptions, RegisterPlace, RegisterReport,
};
use crate::{
    CatalogueStatement, Designation, DeskError, EmployerStatement, FacilityStatement, FateOfRow,
    Intake, KinStated, LinkStatement, PractitionerStatement, by_certificate,
};

/// Rows that are looked at and written together.
const TOGETHER: usize = 500;

/// A register that was read whole.
pub(super) struct WholeRegister<T> {
    report: RegisterReport,
    /// Its rows, as far as they read.
    rows: Vec<T>,
}

impl<T> WholeRegister<T> {
    fn with<U>(self, make: impl FnOnce(Vec<T>) -> Vec<U>) -> WholeRegister<U> {
        WholeRegister {
            rows: make(self.rows),
            report: self.report,
        }
    }

    pub(super) fn each<U>(self, make: impl Fn(T) -> U) -> WholeRegister<U> {
        self.with(|rows| rows.into_iter().map(make).collect())
    }
}

/// Reads the whole file.
pub(super) fn read_whole<C: Columns, T>(
    file: RegisterFile,
    read: impl Fn(&Header<C>, &RowOfTable, &mut KnownPlaces) -> Result<T, Vec<RowFault>>,
) -> Result<WholeRegister<T>, RegisterFailed> {
    let table = SheetTable::<C>::open(file.bytes, file.sheet.as_deref(), &file.renamed)?;
    let header = table.header.clone();
    let mut report = RegisterReport::of_unused(&header.unused);
    let (mut places, mut rows) = (KnownPlaces::default(), Vec::new());
    for row in table {
        let row = row?;
        match read(&header, &row, &mut places) {
            Ok(read) => rows.push(read),
            Err(faults) => report.unreadable(row.number, &faults),
        }
    }
    Ok(WholeRegister { report, rows })
}

/// Takes what was read in, some rows at a time.
pub(super) fn some_at_a_time<T>(
    (place, writes): (RegisterPlace<'_>, bool),
    register: WholeRegister<T>,
    take: impl Fn(&Intake<'_>, Vec<T>) -> Result<Vec<FateOfRow>, DeskError>,
) -> Result<RegisterReport, RegisterFailed> {
    let WholeRegister { mut report, rows } = register;
    let intake = Intake::of_reference(place.needs.clone(), place.statement, writes)?;
    let mut rows = rows.into_iter();
    loop {
        let some: Vec<T> = rows.by_ref().take(TOGETHER).collect();
        if some.is_empty() {
            return Ok(report.sorted());
        }
        let count = some.len() as u64;
        report.add(take(&intake, some)?);
        place.count(count);
    }
}

/// Takes any of them in but people and catalogues.
pub(super) fn take_in(
    place: RegisterPlace<'_>,
    (kind, file): (RegisterKind, RegisterFile),
    writes: bool,
) -> Result<RegisterReport, RegisterFailed> {
    let how = (place, writes);
    match kind {
        RegisterKind::Facilities => {
            let register = read_whole(file, facilities::read)?.each(|row| FacilityStatement {
                row: row.number,
                facility: row.facility,
            });
            some_at_a_time(how, register, |intake, some| {
                intake.take_in_facilities(some)
            })
        }
        RegisterKind::Doctors => {
            let register = read_whole(file, practitioners::read)?;
            let register = register.each(|row| PractitionerStatement {
                row: row.number,
                practitioner: row.practitioner,
                status: row.status,
                status_from: row.status_from,
                status_until: row.status_until,
            });
            some_at_a_time(how, register, |intake, some| {
                intake.take_in_practitioners(some)
            })
        }
        RegisterKind::Employers => {
            let register = read_whole(file, employers::read)?.each(|row| EmployerStatement {
                row: row.number,
                employer: row.employer,
            });
            some_at_a_time(how, register, |intake, some| intake.take_in_employers(some))
        }
        _ => links(how, (kind, file)),
    }
}

/// What links people with something. Rows name people by a certificate; those about one person are
/// taken in together.
fn links(
    how: (RegisterPlace<'_>, bool),
    (kind, file): (RegisterKind, RegisterFile),
) -> Result<RegisterReport, RegisterFailed> {
    match kind {
        RegisterKind::Staff => {
            let register = read_whole(file, staff::read)?.each(|row| LinkStatement {
                row: row.number,
                person: row.person,
                says: row.employment,
            });
            let register = register.with(by_certificate);
            some_at_a_time(how, register, |intake, some| intake.take_in_staff(&some))
        }
        RegisterKind::Families => {
            let register = read_whole(file, families::read)?.each(|row| LinkStatement {
                row: row.number,
                person: row.person,
                says: KinStated {
                    relative: row.relative,
                    relation: row.relation,
                    period: row.period,
                },
            });
            let register = register.with(by_certificate);
            some_at_a_time(how, register, |intake, some| intake.take_in_kin(&some))
        }
        _ => {
            let register = read_whole(file, designations::read)?.each(|row| LinkStatement {
                row: row.number,
                person: row.person,
                says: Designation {
                    facility: row.facility,
                    period: row.period,
                },
            });
            let register = register.with(by_certificate);
            some_at_a_time(how, register, |intake, some| intake.take_in_choices(&some))
        }
    }
}

/// Takes the catalogue of a place in.
pub(super) fn catalogue(
    place: RegisterPlace<'_>,
    file: RegisterFile,
    options: RegisterOptions,
) -> Result<RegisterReport, RegisterFailed> {
    let (Some(region), Some(since)) = (options.region, options.since) else {
        return Err(RegisterFailed::Missing {
            code: "catalogue-of-where",
            says: say!(
                "目录要说明是哪个地方的、从哪天起",
                "a catalogue needs its place and the day from which it holds"
            ),
            next: say!("写上地方和日期", "state both"),
        });
    };
    let register = read_whole(file, |header, row, places| {
        let read = items::read(header, row, (places, since))?;
        place.count(1);
        Ok((read.number, read.item))
    })?;
    let mut report = register.report;
    let intake = Intake::of_reference(place.needs.clone(), place.statement, options.writes)?;
    let taken = intake.take_in_catalogue(CatalogueStatement {
        region,
        items: register.rows,
        since,
        is_full: options.is_full,
    })?;
    report.add(taken.fates);
    report.ended(&taken.ended);
    if taken.past > 0 {
        let count = taken.past;
        report.note(say!(
            "{count} 处改的是过去的日子：那几天结算过的，逐笔等经办人员核对",
            "{count} changes are of days that have passed: what was settled then waits for a \
             clerk, one by one"
        ));
    }
    Ok(report.sorted())
}
