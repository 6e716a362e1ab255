//! A whole register of a place: whoever is insured there and is not in the file is insured there no
//! longer. Only schemes the file names anybody of; never more than a tenth of the people unless
//! their number is stated, for a file that names fewer was cut off.

use std::collections::BTreeSet;

use domain::ids::PersonId;
use domain::person::Scheme;
use domain::{Region, say};
use jiff::civil::Date;
use store::enrolments::RecordedInsurance;
use store::{Tx, enrolments};

use super::people::{PersonNews, insured_key};
use super::{Intake, RowFate};
use crate::DeskError;

/// Whose insurance is to end when they are not in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotNamed {
    /// The pooling region.
    pub region: Region,
    /// The first day without the insurance.
    pub day: Date,
    /// How many that are, where more than a tenth is meant.
    pub count: Option<usize>,
}

/// Whose insurance ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WouldEnd {
    /// How many insurances of these schemes are open at the place.
    pub open: usize,
    /// Those not in the file.
    pub not_named: Vec<(PersonId, Scheme)>,
    /// Those that could not be ended, with why.
    pub refused: Vec<(PersonId, RowFate)>,
}

/// People looked at together.
const PAGE: u32 = 2_000;

/// So few may end without being counted.
const FEW: usize = 20;

impl WouldEnd {
    /// Whether it is more than a tenth, so that the number has to be stated.
    pub fn is_much(&self) -> bool {
        self.not_named.len() > FEW && self.not_named.len() * 10 > self.open
    }
}

impl Intake<'_> {
    /// Ends the insurance of whoever the file did not name, or only tells whose it would. To be
    /// called after all of the file was taken in.
    pub fn end_not_named(&self, of: &NotNamed) -> Result<WouldEnd, DeskError> {
        let insurances = self.insurances().clone();
        let schemes: BTreeSet<Scheme> = insurances
            .iter()
            .filter(|(place, _)| *place == of.region)
            .map(|(_, scheme)| *scheme)
            .collect();
        if schemes.is_empty() {
            let (zh, en) = (
                "文件里没有这个参保地的人，没有终止任何人；看看 --region 和文件是不是一个地方",
                "nobody in the file is insured at this place, so nobody's insurance ends; see \
                 whether --region and the file are of one place",
            );
            return Err(crate::operators::field("region", zh, en));
        }
        let mut ending = self.not_named(of, &schemes)?;
        let stated = of.count.is_none_or(|count| count == ending.not_named.len());
        if self.writes && (!stated || ending.is_much() && of.count.is_none()) {
            return Err(too_many(&ending));
        }
        if self.writes {
            self.end_all(of, &mut ending)?;
        }
        Ok(ending)
    }

    fn not_named(&self, of: &NotNamed, schemes: &BTreeSet<Scheme>) -> Result<WouldEnd, DeskError> {
        let mut ending = WouldEnd::default();
        let mut after = String::new();
        loop {
            let place = (of.region, of.day);
            let page = self.needs.db.read(|tx: &mut Tx<'_>| {
                Ok::<_, DeskError>(enrolments::open_after(tx, place, (&after, PAGE))?)
            })?;
            let Some((last, _)) = page.last() else {
                return Ok(ending);
            };
            let is_last = page.len() < PAGE as usize;
            // The last person may go on in the next page, where all of theirs is read.
            let cut = (!is_last).then(|| last.clone());
            let mut whole: Vec<(PersonId, Scheme)> = page;
            whole.retain(|(person, _)| Some(person) != cut.as_ref());
            // Nobody has so many rows that they fill a page; if somebody had, they are passed
            // over.
            let through = whole.last().map(|(person, _)| person).or(cut.as_ref());
            if let Some(through) = through {
                through.as_str().clone_into(&mut after);
            }
            // One row for each change that is on record.
            whole.dedup();
            whole.retain(|(_, scheme)| schemes.contains(scheme));
            ending.open += whole.len();
            whole.retain(|(person, scheme)| {
                !self.was_said(insured_key(person.as_str(), (of.region, *scheme)))
            });
            let open = self.histories(of, &whole)?.into_iter();
            ending.not_named.extend(open.map(|(one, _)| one));
            if is_last {
                return Ok(ending);
            }
        }
    }

    /// What is on record of each of these insurances before the day, where it is open then: what
    /// was said of it last decides.
    fn histories(
        &self,
        of: &NotNamed,
        some: &[(PersonId, Scheme)],
    ) -> Result<Vec<OpenInsurance>, DeskError> {
        self.needs.db.read(|tx: &mut Tx<'_>| {
            let mut found = Vec::with_capacity(some.len());
            for (person, scheme) in some {
                let mut history = enrolments::history(tx, person)?;
                let insurance = (of.region, *scheme);
                history.retain(|RecordedInsurance { from, enrolment }| {
                    // What holds from that day or later never comes to hold.
                    let begins_later = from.is_some_and(|from| from >= of.day);
                    (enrolment.insured_at, enrolment.scheme) == insurance && !begins_later
                });
                let newest = history.last();
                if newest.is_some_and(|newest| newest.enrolment.period.contains(of.day)) {
                    found.push(((person.clone(), *scheme), history));
                }
            }
            Ok(found)
        })
    }

    fn end_all(&self, of: &NotNamed, ending: &mut WouldEnd) -> Result<(), DeskError> {
        for some in ending.not_named.chunks(PAGE as usize) {
            let news = self.histories(of, some)?.into_iter();
            let news = (0..)
                .zip(news)
                .map(|(row, ((person, scheme), mut history))| {
                    if let Some(newest) = history.last_mut() {
                        newest.enrolment.period.until = Some(of.day);
                    }
                    let insurance = (of.region, scheme);
                    (row, PersonNews::Insurance(person, insurance, history))
                });
            let refused = self.put_news(news.collect())?;
            let refused = refused.into_iter().filter_map(|(row, why)| {
                let at = usize::try_from(row).ok()?;
                Some((some.get(at)?.0.clone(), why))
            });
            ending.refused.extend(refused);
        }
        Ok(())
    }
}

/// An insurance that is open, and all that is on record of it.
type OpenInsurance = ((PersonId, Scheme), Vec<RecordedInsurance>);

fn too_many(ending: &WouldEnd) -> DeskError {
    let (open, count) = (ending.open, ending.not_named.len());
    let rule = say!(
        "在册 {open} 人，有 {count} 人不在文件里。先预演；确实要终止这么多，\
         写 --ends {count}，文件不完整就补全。文件里的人已经放进来，没有终止任何人",
        "of {open} on record {count} are not in the file. Rehearse first; if that many are really \
         to end, state --ends {count}; if the file was cut off, complete it. Those in the file \
         were taken in, and nobody's insurance was ended"
    );
    DeskError::Field {
        field: "ends",
        rule,
    }
}
