//! What links a person with something for some days – an employer, a relative, a chosen facility –
//! each row by the number of a certificate. A row joins what is on record: the same is left alone,
//! days that overlap those on record of the same two are known better now, and what the file does
//! not name stays.

use std::collections::BTreeMap;

use domain::calendar::Period;
use domain::employer::Employment;
use domain::ids::{Certificate, EmployerNumber, FacilityCode, PersonId};
use domain::kin::{Kin, KinRelation};
use domain::{Bilingual, say};
use serde::Serialize;
use store::designations::Designation;
use store::{StoreError, Tx, designations, employers, kin, people};

use super::together::{NotedAs, as_told};
use super::{FateOfRow, Intake, RowFate};
use crate::{Desk, DeskError, Reference, RegisterStatement, register};

/// What a row says of a person and something they are linked with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkStatement<T> {
    /// The row's number in its file.
    pub row: u64,
    /// What the person shows.
    pub person: Certificate,
    /// With what, while.
    pub says: T,
}

/// A relative, by what they show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KinStated {
    /// What the relative shows.
    pub relative: Certificate,
    /// What the relative is to the person.
    pub relation: KinRelation,
    /// While it holds.
    pub period: Period,
}

/// A kind of link.
pub(super) trait Link: Clone + PartialEq + Serialize + Send + Sync + 'static {
    /// As a row says it.
    type Stated;
    /// What the audit calls taking them in; nothing where each person's own chain tells it.
    const TOLD: NotedAs;

    /// What is on record of a person.
    fn of_person(tx: &mut Tx<'_>, person: &PersonId) -> Result<Vec<Self>, StoreError>;

    /// What a row says, if what it names is on record.
    fn read(
        place: &mut LinkPlace<'_, '_>,
        person: &PersonId,
        stated: &Self::Stated,
    ) -> Result<Result<Self, RowFate>, StoreError>;

    /// With what.
    fn with(&self) -> &str;

    /// While it holds.
    fn period(&self) -> Period;

    /// Makes room for a new one among all, and says what gave way, or why there is none. `named`
    /// are those the file names, which stay.
    fn make_room(
        _: &mut LinkPlace<'_, '_>,
        _: (&PersonId, &Self),
        _: (&mut Vec<Self>, &[Self]),
    ) -> Result<Result<Vec<Bilingual>, RowFate>, StoreError> {
        Ok(Ok(Vec::new()))
    }

    /// Puts down all of a person's.
    fn write(
        desk: &mut Desk<'_, '_>,
        statement: RegisterStatement<'_>,
        all: &LinksOf<Self>,
    ) -> Result<Vec<u8>, DeskError>;
}

/// Where what a row names is looked for.
pub(super) struct LinkPlace<'p, 'c> {
    pub tx: &'p mut Tx<'c>,
    pub reference: &'p Reference,
    /// Employers that were looked for.
    employers: BTreeMap<EmployerNumber, bool>,
}

/// All links of one kind a person has, as they are to be.
#[derive(Clone, Debug, Serialize)]
pub(super) struct LinksOf<L> {
    pub person: PersonId,
    pub all: Vec<L>,
    #[serde(skip)]
    fates: Vec<FateOfRow>,
}

impl<L> LinksOf<L> {
    fn differs(&self) -> bool {
        let is_news = |fate: &RowFate| matches!(fate, RowFate::New | RowFate::Changed(_));
        self.fates.iter().any(|(_, fate)| is_news(fate))
    }
}

/// Puts the rows about one certificate together, in the order of the certificates.
pub fn by_certificate<T>(rows: Vec<LinkStatement<T>>) -> Vec<Vec<LinkStatement<T>>> {
    let mut together: BTreeMap<(&'static str, String), Vec<LinkStatement<T>>> = BTreeMap::new();
    for row in rows {
        let key = (row.person.finder(), row.person.reveal().to_owned());
        together.entry(key).or_default().push(row);
    }
    together.into_values().collect()
}

type RowsOf<T> = Vec<LinkStatement<T>>;

impl Intake<'_> {
    /// Takes employments in, or only tells what would become of them. Rows of one certificate
    /// stand together.
    pub fn take_in_staff(&self, rows: &[RowsOf<Employment>]) -> Result<Vec<FateOfRow>, DeskError> {
        self.take_in_links::<Employment>(rows)
    }

    /// The same of relatives.
    pub fn take_in_kin(&self, rows: &[RowsOf<KinStated>]) -> Result<Vec<FateOfRow>, DeskError> {
        self.take_in_links::<Kin>(rows)
    }

    /// The same of chosen facilities; what was settled is gone through.
    pub fn take_in_choices(
        &self,
        rows: &[RowsOf<Designation>],
    ) -> Result<Vec<FateOfRow>, DeskError> {
        self.take_in_links::<Designation>(rows)
    }

    fn take_in_links<L: Link>(
        &self,
        rows: &[RowsOf<L::Stated>],
    ) -> Result<Vec<FateOfRow>, DeskError> {
        let reference = &*self.needs.reference;
        let joined = self.needs.db.read(|tx: &mut Tx<'_>| {
            let mut place = LinkPlace {
                tx,
                reference,
                employers: BTreeMap::new(),
            };
            let mut joined = Vec::with_capacity(rows.len());
            let mut fates = Vec::new();
            // Somebody may be named by two certificates. In the order of people, so that two
            // programs that take turns never wait for each other.
            let mut of_person: BTreeMap<PersonId, Vec<&LinkStatement<L::Stated>>> = BTreeMap::new();
            for rows in rows {
                let Some(first) = rows.first() else { continue };
                match people::holder(place.tx, &first.person)? {
                    Some(person) => of_person.entry(person).or_default().extend(rows),
                    None => fates.extend(rows.iter().map(|row| (row.row, not_on_record()))),
                }
            }
            for (person, rows) in of_person {
                joined.push(join_all::<L>(&mut place, person, &rows)?);
            }
            Ok::<_, DeskError>((joined, fates))
        });
        let (joined, mut fates) = joined?;
        let (mut changed, same): (Vec<_>, Vec<_>) = joined
            .into_iter()
            .partition(|one: &LinksOf<L>| one.differs());
        fates.extend(same.into_iter().flat_map(|one| one.fates));
        let of_rows: Vec<Vec<FateOfRow>> = changed
            .iter_mut()
            .map(|one| std::mem::take(&mut one.fates))
            .collect();
        let refused = match self.writes {
            true => self.each_at_the_desk(changed, L::TOLD, L::write)?,
            false => vec![None; changed.len()],
        };
        for (of_one, refused) in of_rows.into_iter().zip(refused) {
            let fate = |(row, fate): FateOfRow| match &refused {
                Some(why) if !matches!(fate, RowFate::Refused { .. }) => (row, why.clone()),
                _ => (row, fate),
            };
            fates.extend(of_one.into_iter().map(fate));
        }
        Ok(fates)
    }
}

/// Joins the rows about one person to what is on record.
fn join_all<L: Link>(
    place: &mut LinkPlace<'_, '_>,
    person: PersonId,
    rows: &[&LinkStatement<L::Stated>],
) -> Result<LinksOf<L>, StoreError> {
    let mut all = L::of_person(place.tx, &person)?;
    let mut fates = Vec::with_capacity(rows.len());
    let mut read = Vec::with_capacity(rows.len());
    let mut named: Vec<L> = Vec::new();
    for row in rows {
        match L::read(place, &person, &row.says)? {
            Err(fate) => fates.push((row.row, fate)),
            Ok(link) if named.iter().any(|other| is_of(other, &link)) => {
                fates.push((row.row, told_twice()));
            }
            Ok(link) => {
                named.push(link.clone());
                read.push((row.row, link));
            }
        }
    }
    for (row, link) in read {
        let fate = match all.contains(&link) {
            true => RowFate::Same,
            false => match L::make_room(place, (&person, &link), (&mut all, &named))? {
                Err(fate) => fate,
                Ok(gave_way) => join(&mut all, link, gave_way),
            },
        };
        fates.push((row, fate));
    }
    Ok(LinksOf { person, all, fates })
}

/// Whether both are with the same, on some of the same days.
fn is_of<L: Link>(one: &L, other: &L) -> bool {
    one.with() == other.with() && one.period().overlaps(&other.period())
}

/// Puts a link in the place of those with the same on days they share.
fn join<L: Link>(all: &mut Vec<L>, link: L, mut what: Vec<Bilingual>) -> RowFate {
    for old in all.iter().filter(|old| is_of(*old, &link)) {
        let (was, is) = (old.period(), link.period());
        let named = [
            (was.from != is.from, say!("开始日期", "first day")),
            (was.until != is.until, say!("终止日期", "end")),
            (was == is, say!("内容", "what it says")),
        ];
        let different = named.into_iter().filter(|(differs, _)| *differs);
        what.extend(different.map(|(_, name)| name));
    }
    all.retain(|old| !is_of(old, &link));
    all.push(link);
    match what.is_empty() {
        true => RowFate::New,
        false => RowFate::Changed(what),
    }
}

impl Link for Employment {
    type Stated = Employment;
    const TOLD: NotedAs = NotedAs::Once("take-in-staff");

    fn of_person(tx: &mut Tx<'_>, person: &PersonId) -> Result<Vec<Employment>, StoreError> {
        employers::of_person(tx, person)
    }

    fn read(
        place: &mut LinkPlace<'_, '_>,
        _: &PersonId,
        stated: &Employment,
    ) -> Result<Result<Employment, RowFate>, StoreError> {
        let number = &stated.employer;
        let is_known = match place.employers.get(number) {
            Some(known) => *known,
            None => {
                let known = employers::find(place.tx, number)?.is_some();
                place.employers.insert(number.clone(), known);
                known
            }
        };
        Ok(match is_known {
            true => Ok(stated.clone()),
            false => Err(RowFate::refused(
                say!(
                    "没有这家单位：{number}",
                    "no employer has the number {number}"
                ),
                say!(
                    "先放进用人单位：suixing import employers",
                    "take the employers in first: suixing import employers"
                ),
            )),
        })
    }

    fn with(&self) -> &str {
        self.employer.as_str()
    }

    fn period(&self) -> Period {
        self.period
    }

    fn write(
        desk: &mut Desk<'_, '_>,
        _: RegisterStatement<'_>,
        links: &LinksOf<Employment>,
    ) -> Result<Vec<u8>, DeskError> {
        desk.tx.lock_person(&links.person)?;
        employers::replace(desk.tx, &links.person, &links.all)?;
        Ok(as_told(links))
    }
}

impl Link for Kin {
    type Stated = KinStated;
    const TOLD: NotedAs = NotedAs::Once("take-in-families");

    fn of_person(tx: &mut Tx<'_>, person: &PersonId) -> Result<Vec<Kin>, StoreError> {
        kin::of_person(tx, person)
    }

    fn read(
        place: &mut LinkPlace<'_, '_>,
        person: &PersonId,
        stated: &KinStated,
    ) -> Result<Result<Kin, RowFate>, StoreError> {
        let Some(relative) = people::holder(place.tx, &stated.relative)? else {
            return Ok(Err(RowFate::refused(
                say!(
                    "亲属的证件号码不在册",
                    "the relative's certificate is nobody's on record"
                ),
                among_people(),
            )));
        };
        if relative == *person {
            let says = say!("两个证件是同一个人的", "both certificates are one person's");
            return Ok(Err(RowFate::refused(
                says,
                say!("核对这一行", "see to the row"),
            )));
        }
        Ok(Ok(Kin {
            relative,
            relation: stated.relation,
            period: stated.period,
        }))
    }

    fn with(&self) -> &str {
        self.relative.as_str()
    }

    fn period(&self) -> Period {
        self.period
    }

    fn write(
        desk: &mut Desk<'_, '_>,
        _: RegisterStatement<'_>,
        links: &LinksOf<Kin>,
    ) -> Result<Vec<u8>, DeskError> {
        desk.tx.lock_person(&links.person)?;
        kin::replace(desk.tx, desk.random, (&links.person, &links.all))?;
        Ok(as_told(links))
    }
}

impl Link for Designation {
    type Stated = Designation;
    const TOLD: NotedAs = NotedAs::Each;

    fn of_person(tx: &mut Tx<'_>, person: &PersonId) -> Result<Vec<Designation>, StoreError> {
        designations::of_person(tx, person)
    }

    fn read(
        place: &mut LinkPlace<'_, '_>,
        _: &PersonId,
        stated: &Designation,
    ) -> Result<Result<Designation, RowFate>, StoreError> {
        let code: &FacilityCode = &stated.facility;
        Ok(match place.reference.facility(code) {
            Ok(_) => Ok(stated.clone()),
            Err(_) => Err(RowFate::refused(
                say!("没有这家机构：{code}", "no facility has the code {code}"),
                say!(
                    "先放进机构：suixing import facilities",
                    "take the facilities in first: suixing import facilities"
                ),
            )),
        })
    }

    fn with(&self) -> &str {
        self.facility.as_str()
    }

    fn period(&self) -> Period {
        self.period
    }

    fn make_room(
        place: &mut LinkPlace<'_, '_>,
        (person, link): (&PersonId, &Designation),
        (all, named): (&mut Vec<Designation>, &[Designation]),
    ) -> Result<Result<Vec<Bilingual>, RowFate>, StoreError> {
        super::choices::make_room(place, (person, link), (all, named))
    }

    fn write(
        desk: &mut Desk<'_, '_>,
        statement: RegisterStatement<'_>,
        links: &LinksOf<Designation>,
    ) -> Result<Vec<u8>, DeskError> {
        register::record_choices(desk, statement, &links.person, &links.all)?;
        Ok(Vec::new())
    }
}

/// What to do about a certificate that finds nobody.
fn among_people() -> Bilingual {
    say!(
        "照证件核对；不在册的先放进参保人：suixing import people",
        "compare it with the paper; whoever is not on record is taken in first: suixing import \
         people"
    )
}

fn not_on_record() -> RowFate {
    let says = say!(
        "这个证件号码不在册，或两个人都用它",
        "the certificate is nobody's on record, or that of two"
    );
    RowFate::refused(says, among_people())
}

fn told_twice() -> RowFate {
    RowFate::refused(
        say!(
            "文件里已有一行说同样的两方，日期重叠",
            "a row before tells of the same two on some of the same days"
        ),
        say!(
            "只留一行，或改正日期",
            "keep one of them, or correct the days"
        ),
    )
}
