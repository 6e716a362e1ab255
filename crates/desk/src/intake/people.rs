//! People with their insurances, taken in some thousand at a time. Whoever is not on record is
//! written together with others; whoever is, alone, with the corrections that follow.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::ids::{CertificateKind, PersonId};
use domain::person::{Enrolment, Person, Scheme};
use domain::{Bilingual, say};
use jiff::civil::Date;
use store::contacts::PersonContact;
use store::newcomers::{self, Newcomer};
use store::{Keys, Random, Tx, contacts, enrolments, people, sha256_hex};

use super::insured::join;
use super::together::NotedAs;
use super::{FateOfRow, Intake, OwnedStatement, RowFate, mark, note};
use crate::{Desk, DeskError, Reference, RegisterStatement, register};

/// What a row of the register says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InsuredStatement {
    /// The row's number in its file.
    pub row: u64,
    /// Who.
    pub person: Person,
    /// The mobile telephone, where it is said.
    pub phone: Option<String>,
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
            let contact = contact_of(&rows);
            let whom = (&rows[0].person, &insured[..], contact.as_ref());
            let newcomer = Newcomer::prepare(keys, random, whom);
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
        self.insurances().insert(insurance);
        if !self.is_first(insured_key(&person, insurance)) {
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
        let (mut newcomers, mut news) = (Vec::new(), Vec::new());
        for (at, found) in self.compare(&people)?.into_iter().enumerate() {
            match found {
                Found::Nobody => {
                    fates.extend(people[at].all(&RowFate::New));
                    newcomers.push(at);
                }
                Found::Others => fates.extend(people[at].all(&held_by_others())),
                Found::There(joined) => {
                    fates.extend(joined.fates);
                    news.extend(joined.news);
                }
            }
        }
        if self.writes {
            if !newcomers.is_empty() {
                self.welcome(&people, newcomers)?;
            }
            let refused = self.put_news(news)?;
            for (row, fate) in &mut fates {
                if let Some(why) = refused.get(row) {
                    *fate = why.clone();
                }
            }
        }
        Ok(fates)
    }

    /// Compares rows with what is on record, each person's with theirs.
    fn compare(&self, people: &[Prepared]) -> Result<Vec<Found>, DeskError> {
        self.needs.db.read(|tx: &mut Tx<'_>| {
            let ids: Vec<&str> = people.iter().map(|one| one.id().as_str()).collect();
            let there = newcomers::on_record(tx, &ids)?;
            let mut found = Vec::with_capacity(people.len());
            for one in people {
                found.push(if there.contains(one.id().as_str()) {
                    Found::There(self.join_person(tx, one)?)
                } else if newcomers::held_by_others(tx, &one.newcomer)?.is_some() {
                    Found::Others
                } else {
                    Found::Nobody
                });
            }
            Ok(found)
        })
    }

    /// Writes people who are not on record, together.
    fn welcome(&self, people: &Arc<Vec<Prepared>>, newcomers: Vec<usize>) -> Result<(), DeskError> {
        let people = Arc::clone(people);
        let statement = OwnedStatement::of(self.statement);
        let (now, are_invented) = (self.needs.now, self.are_invented);
        self.needs.db.transact(move |tx: &mut Tx<'_>| {
            mark(tx, are_invented)?;
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

    /// Compares the rows about somebody who is on record with it. What is different about the
    /// person is told with the first row.
    fn join_person(&self, tx: &mut Tx<'_>, one: &Prepared) -> Result<Joined, DeskError> {
        let (id, first) = (one.id(), &one.rows[0]);
        let person = people::find(tx, id)?.ok_or(DeskError::UnknownPerson)?;
        let history = enrolments::history(tx, id)?;
        let mut joined = Joined::default();
        let mut said: Vec<Bilingual> = Vec::new();
        if person != first.person {
            said.push(say!("姓名、证件或生日", "name, certificate or birthday"));
            let person = Box::new(first.person.clone());
            joined.news.push((first.row, PersonNews::Person(person)));
        }
        let contact = contact_of(&one.rows);
        if contact.is_some() && contacts::find(tx, id)? != contact {
            said.push(say!("手机号码", "telephone"));
            let news = contact.map(|contact| PersonNews::Contact(id.clone(), contact));
            joined.news.extend(news.map(|news| (first.row, news)));
        }
        for row in &one.rows {
            self.join_row(row, &history, (&mut said, &mut joined));
        }
        Ok(joined)
    }

    fn join_row(
        &self,
        row: &InsuredStatement,
        history: &[enrolments::RecordedInsurance],
        (said, joined): (&mut Vec<Bilingual>, &mut Joined),
    ) {
        let insurance = (row.enrolment.insured_at, row.enrolment.scheme);
        let own = history
            .iter()
            .filter(|one| (one.enrolment.insured_at, one.enrolment.scheme) == insurance);
        let days = (row.holds_from, self.today());
        let different = match join(own.cloned().collect(), &row.enrolment, days) {
            Err(fate) => {
                joined.fates.push((row.row, fate));
                return;
            }
            Ok(None) => Vec::new(),
            Ok(Some((history, different))) => {
                let news = PersonNews::Insurance(row.person.id.clone(), insurance, history);
                joined.news.push((row.row, news));
                different
            }
        };
        let all: Vec<Bilingual> = said.drain(..).chain(different).collect();
        let fate = match all.is_empty() {
            true => RowFate::Same,
            false => RowFate::Changed(all),
        };
        joined.fates.push((row.row, fate));
    }

    /// Writes what is different of people on record, each in their own turn, with the corrections
    /// that follow. Returns the rows that were refused.
    pub(super) fn put_news(
        &self,
        news: Vec<(u64, PersonNews)>,
    ) -> Result<BTreeMap<u64, RowFate>, DeskError> {
        let mut refused = BTreeMap::new();
        let mut news = news.into_iter();
        loop {
            let some = news.by_ref().take(TOGETHER);
            let (rows, some): (Vec<u64>, Vec<PersonNews>) = some.unzip();
            if rows.is_empty() {
                return Ok(refused);
            }
            let fates = self.each_at_the_desk(some, NotedAs::Each, PersonNews::put)?;
            let fates = rows.into_iter().zip(fates);
            refused.extend(fates.filter_map(|(row, why)| Some((row, why?))));
        }
    }
}

/// Changes of people on record that share a transaction: whoever else waits for one of them waits
/// for all.
const TOGETHER: usize = 100;

/// What is different about somebody on record.
pub(super) enum PersonNews {
    /// Who it is. Age decides too, so what was settled is gone through.
    Person(Box<Person>),
    /// How they are reached.
    Contact(PersonId, PersonContact),
    /// All that is on record of an insurance.
    Insurance(
        PersonId,
        enrolments::Insurance,
        Vec<enrolments::RecordedInsurance>,
    ),
}

impl PersonNews {
    fn put(
        desk: &mut Desk<'_, '_>,
        statement: RegisterStatement<'_>,
        news: &PersonNews,
    ) -> Result<Vec<u8>, DeskError> {
        match news {
            PersonNews::Person(person) => {
                register::record_person(desk, statement, person)?;
            }
            PersonNews::Contact(person, contact) => {
                register::record_contact(desk, statement, (person, contact))?;
            }
            PersonNews::Insurance(person, insurance, history) => {
                register::record_insurance(desk, statement, (person, *insurance), history)?;
            }
        }
        Ok(Vec::new())
    }
}

/// What is on record of the person of some rows.
enum Found {
    Nobody,
    /// Their certificate is somebody else's.
    Others,
    There(Joined),
}

/// What becomes of the rows of somebody on record, and what is different.
#[derive(Default)]
struct Joined {
    fates: Vec<FateOfRow>,
    news: Vec<(u64, PersonNews)>,
}

/// The first number that a row states; a person has one.
fn contact_of(rows: &[InsuredStatement]) -> Option<PersonContact> {
    let phone = rows.iter().find_map(|row| row.phone.clone())?;
    Some(PersonContact { phone })
}

/// What stands for a person with an insurance among what a file said.
pub(super) fn insured_key(
    person: &str,
    (insured_at, scheme): enrolments::Insurance,
) -> (&str, String, Scheme) {
    (person, insured_at.to_string(), scheme)
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
