//! People with their insurances, taken in some thousand at a time. Whoever is not on record is
//! written together with others; whoever is, alone, with the corrections that follow.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::ids::{CertificateKind, PersonId};
use domain::person::{Enrolment, Person};
use domain::{Bilingual, say};
use jiff::civil::Date;
use store::newcomers::{self, Newcomer};
use store::{Keys, Random, Tx, enrolments, people, sha256_hex};

use super::insured::join;
use super::{FateOfRow, Intake, OwnedStatement, RowFate, note};
use crate::{DeskError, Reference, register};

/// What a row of the register says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InsuredStatement {
    /// The row's number in its file.
    pub row: u64,
    /// Who.
    pub person: Person,
    /// Insured how.
    pub enrolment: Enrolment,
    /// From when that holds; as far as the person is concerned, from today unless stated.
    pub holds_from: Option<Date>,
}

/// Some rows of a register, put in order by person, with what would be written of people who are
/// not on record.
pub struct PreparedPeople {
    people: Vec<Prepared>,
    refused: Vec<FateOfRow>,
}

/// A person with the rows about them.
struct Prepared {
    rows: Vec<InsuredStatement>,
    newcomer: Newcomer,
}

impl Prepared {
    fn id(&self) -> &PersonId {
        self.newcomer.person()
    }

    fn all(&self, fate: &RowFate) -> Vec<FateOfRow> {
        let rows = self.rows.iter();
        rows.map(|row| (row.row, fate.clone())).collect()
    }
}

impl Intake<'_> {
    /// Checks rows and seals what they say, on any thread.
    pub fn prepare_people(
        &self,
        rows: Vec<InsuredStatement>,
        (keys, random): (&Keys, &mut dyn Random),
    ) -> PreparedPeople {
        let mut refused = Vec::new();
        let mut by_person: BTreeMap<PersonId, Vec<InsuredStatement>> = BTreeMap::new();
        for mut row in rows {
            let together = by_person.entry(row.person.id.clone()).or_default();
            match self.check(&mut row, together.first()) {
                Ok(()) => together.push(row),
                Err(fate) => refused.push((row.row, fate)),
            }
        }
        let people = by_person.into_values().filter(|rows| !rows.is_empty());
        let people = people.map(|rows| {
            let insured: Vec<&Enrolment> = rows.iter().map(|row| &row.enrolment).collect();
            let newcomer = Newcomer::prepare(keys, random, (&rows[0].person, &insured));
            Prepared { rows, newcomer }
        });
        PreparedPeople {
            people: people.collect(),
            refused,
        }
    }

    /// What a row may not say, whatever is on record. The tier may be given by its title.
    fn check(
        &self,
        row: &mut InsuredStatement,
        first: Option<&InsuredStatement>,
    ) -> Result<(), RowFate> {
        let insurance = (row.enrolment.insured_at, row.enrolment.scheme);
        if first.is_some_and(|first| first.person != row.person) {
            return Err(RowFate::refused(
                say!(
                    "同一个人员编号的另一行写的是别的姓名、证件或生日",
                    "another row with this number has another name, certificate or birthday"
                ),
                say!("核对这两行", "compare the two rows"),
            ));
        }
        let person = row.person.id.as_str().to_owned();
        if !self.is_first((&person, insurance.0.to_string(), insurance.1)) {
            return Err(RowFate::refused(
                say!(
                    "文件里已有一行说这个人的这项参保",
                    "a row before tells the same insurance of this person"
                ),
                say!("只留一行", "keep one of them"),
            ));
        }
        for certificate in row.person.certificates() {
            let tells = !TELL_NOTHING.contains(&certificate.kind());
            if tells && certificate.could_be_somebodys() == self.are_invented {
                return Err(wrong_world(self.are_invented));
            }
            let number = (certificate.finder(), certificate.reveal());
            let is_new_of_person = self.is_first((number, &person));
            if is_new_of_person && !self.is_first(number) {
                return Err(held_by_others());
            }
        }
        read_tier(&self.needs.reference, &mut row.enrolment);
        let alone = [enrolments::RecordedInsurance {
            from: None,
            enrolment: row.enrolment.clone(),
        }];
        register::check(insurance, &alone)
            .and_then(|()| register::check_known(&self.needs.reference, insurance, &alone))
            .map_err(|error| match error {
                DeskError::Register { rule, .. } => {
                    RowFate::refused(rule, say!("改正这一行", "correct the row"))
                }
                error => error.into(),
            })
    }

    /// Takes rows in, or only tells what would become of them.
    pub fn take_in_people(&self, prepared: PreparedPeople) -> Result<Vec<FateOfRow>, DeskError> {
        let PreparedPeople { people, refused } = prepared;
        let mut fates = refused;
        let people = Arc::new(people);
        let known = self.on_record(&people)?;
        let mut newcomers = Vec::new();
        for (at, one) in people.iter().enumerate() {
            match known.get(one.id()) {
                Some(Known::There) => fates.extend(self.join_person(one)?),
                Some(Known::HeldByOthers) => fates.extend(one.all(&held_by_others())),
                None => {
                    fates.extend(one.all(&RowFate::New));
                    newcomers.push(at);
                }
            }
        }
        if self.writes && !newcomers.is_empty() {
            self.welcome(&people, newcomers)?;
        }
        Ok(fates)
    }

    fn on_record(&self, people: &[Prepared]) -> Result<BTreeMap<PersonId, Known>, DeskError> {
        self.needs.db.read(|tx: &mut Tx<'_>| {
            let ids: Vec<&str> = people.iter().map(|one| one.id().as_str()).collect();
            let there = newcomers::on_record(tx, &ids)?;
            let mut known = BTreeMap::new();
            for one in people {
                if there.contains(one.id().as_str()) {
                    known.insert(one.id().clone(), Known::There);
                } else if newcomers::held_by_others(tx, &one.newcomer)?.is_some() {
                    known.insert(one.id().clone(), Known::HeldByOthers);
                }
            }
            Ok(known)
        })
    }

    /// Writes people who are not on record, together.
    fn welcome(&self, people: &Arc<Vec<Prepared>>, newcomers: Vec<usize>) -> Result<(), DeskError> {
        let people = Arc::clone(people);
        let statement = OwnedStatement::of(self.statement);
        let now = self.needs.now;
        self.needs.db.transact(move |tx: &mut Tx<'_>| {
            let some: Vec<&Newcomer> = newcomers.iter().map(|at| &people[*at].newcomer).collect();
            newcomers::insert(tx, &some)?;
            let numbers: Vec<&[u8]> = some
                .iter()
                .map(|one| one.person().as_str().as_bytes())
                .collect();
            let digest = sha256_hex(&numbers);
            let reason = format!("{} people", some.len());
            let told = ("take-in-people", reason.as_str(), digest.as_str());
            note(tx, (statement.borrowed(), now), told)
        })
    }

    /// Compares the rows about somebody who is on record with it, and writes what is different.
    fn join_person(&self, one: &Prepared) -> Result<Vec<FateOfRow>, DeskError> {
        let id = one.id();
        let read = self.needs.db.read(|tx: &mut Tx<'_>| {
            let person = people::find(tx, id)?.ok_or(DeskError::UnknownPerson)?;
            Ok::<_, DeskError>((person, enrolments::history(tx, id)?))
        });
        let (person, history) = read?;
        let mut said: Vec<Bilingual> = Vec::new();
        if person != one.rows[0].person {
            said.push(say!("姓名、证件或生日", "name, certificate or birthday"));
            if self.writes {
                self.put_person(&one.rows[0].person)?;
            }
        }
        let mut fates = Vec::new();
        for row in &one.rows {
            fates.push((row.row, self.join_row(row, &history, &mut said)?));
        }
        Ok(fates)
    }

    /// What is different about the person is told with the first row.
    fn join_row(
        &self,
        row: &InsuredStatement,
        history: &[enrolments::RecordedInsurance],
        said: &mut Vec<Bilingual>,
    ) -> Result<RowFate, DeskError> {
        let insurance = (row.enrolment.insured_at, row.enrolment.scheme);
        let own = history
            .iter()
            .filter(|one| (one.enrolment.insured_at, one.enrolment.scheme) == insurance);
        let joined = join(
            own.cloned().collect(),
            &row.enrolment,
            (row.holds_from, self.today()),
        );
        let different = match joined {
            Err(fate) => return Ok(fate),
            Ok(None) => Vec::new(),
            Ok(Some((history, different))) => {
                if self.writes
                    && let Err(error) = self.put_insurance(&row.person.id, insurance, history)
                {
                    return match error {
                        DeskError::Unavailable(_) => Err(error),
                        error => Ok(error.into()),
                    };
                }
                different
            }
        };
        let all: Vec<Bilingual> = said.drain(..).chain(different).collect();
        Ok(match all.is_empty() {
            true => RowFate::Same,
            false => RowFate::Changed(all),
        })
    }

    fn put_insurance(
        &self,
        person: &PersonId,
        insurance: enrolments::Insurance,
        history: Vec<enrolments::RecordedInsurance>,
    ) -> Result<(), DeskError> {
        let person = person.clone();
        self.at_the_desk(move |desk, statement| {
            register::record_insurance(desk, statement, (&person, insurance), &history).map(drop)
        })
    }

    /// Age decides too, so what was settled is gone through.
    fn put_person(&self, person: &Person) -> Result<(), DeskError> {
        let person = person.clone();
        self.at_the_desk(move |desk, statement| {
            register::record_person(desk, statement, &person).map(drop)
        })
    }
}

/// Where a person of a row stands.
enum Known {
    There,
    HeldByOthers,
}

/// Certificates that are numbered by whoever issues them: the number does not tell whose it is.
const TELL_NOTHING: [CertificateKind; 2] = [CertificateKind::SocialCard, CertificateKind::Other];

fn wrong_world(are_invented: bool) -> RowFate {
    let says = match are_invented {
        true => say!(
            "这个数据库里是虚构的人，这个证件号码可能是真人的",
            "the people of this database are invented, and this number may be somebody's"
        ),
        false => say!(
            "这个证件号码是给虚构的人用的",
            "this number is kept for invented people"
        ),
    };
    let next = say!(
        "真实的人和虚构的人用两个数据库",
        "real and invented people have a database each"
    );
    RowFate::refused(says, next)
}

fn held_by_others() -> RowFate {
    RowFate::refused(
        say!(
            "这个证件号码属于另一个人员编号，在册或在文件前面",
            "the number of the certificate is another person's, on record or in a row before"
        ),
        say!(
            "核对是不是同一个人；是就用在册的人员编号",
            "see whether it is the same person; if so use the number on record"
        ),
    )
}

/// The tier may be given by its title, such as 一档.
fn read_tier(reference: &Reference, enrolment: &mut Enrolment) {
    let (Some(tier), Some(pack)) = (
        enrolment.tier.as_deref(),
        reference
            .library
            .find(enrolment.insured_at, enrolment.scheme),
    ) else {
        return;
    };
    let mut rows = pack.tables.tiers.iter();
    if let Some(row) = rows.find(|row| row.title.zh == tier || row.title.en == tier) {
        enrolment.tier = Some(row.name.clone());
    }
}
