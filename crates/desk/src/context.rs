//! Where a piece of business happens: the transaction, the moment, the reference data in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use domain::calendar::{latest_today, today_in_china};
use domain::catalogue::Catalogue;
use domain::facility::Facility;
use domain::ids::{FacilityCode, MessageId};
use domain::policy::{Library, Pack};
use domain::{Bilingual, Region};
use jiff::Timestamp;
use jiff::civil::Date;
use store::audit::{self, AuditEntry};
use store::{Keys, Random, StoreError, Tx, packs, reference};

use crate::directory::Directory;
use crate::releases::{Mark, ReleasesInForce};
use crate::{DeskError, Shown};

/// What one piece of business works with.
pub struct Desk<'d, 'c> {
    pub(crate) tx: &'d mut Tx<'c>,
    pub(crate) now: Timestamp,
    pub(crate) random: &'d mut dyn Random,
    pub(crate) reference: &'d Reference,
    /// Where the request came from, as far as it is known; nothing where it came from no network.
    pub(crate) source: String,
}

/// Where nothing is made that would need randomness.
pub(crate) struct Unused;

impl Random for Unused {
    fn fill(&mut self, bytes: &mut [u8]) {
        bytes.fill(0);
    }
}

/// Who asks, and under which number of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The facility.
    pub facility: FacilityCode,
    /// The facility's number for this message; the same number again is the same message.
    pub message: MessageId,
    /// The operator, for the audit.
    pub operator: String,
    /// What else the message said. Nothing here looks at it; it is kept, sealed, for answers that
    /// repeat it.
    pub said_besides: Option<Vec<u8>>,
    /// What the message shows of the person.
    pub shown: Shown,
}

/// Places whose figures changed of late, and since when.
pub(crate) type NewFigures = BTreeSet<(Region, Date)>;

/// Policies, facilities and catalogues: read at start, reloaded when [`Reference::version`] moves.
#[derive(Debug, Default)]
pub struct Reference {
    /// Policies and filing rules.
    pub library: Library,
    facilities: BTreeMap<FacilityCode, Arc<Facility>>,
    /// The index over them, once somebody looks.
    directory: OnceLock<Directory>,
    catalogues: BTreeMap<Region, Catalogue>,
    version: i64,
    /// Packs that settled something before, by hash, where they were read again from their texts.
    pub(crate) kept: BTreeMap<String, Arc<Pack>>,
    /// Packs that settled something before and are not among those, read once each.
    read_again: Mutex<BTreeMap<String, Arc<Pack>>>,
    /// The places whose figures changed of late, as they are seen from a day.
    pub(crate) new_figures: Mutex<Option<(Date, Arc<NewFigures>)>>,
    /// Releases in force, by folder.
    pub(crate) in_force: ReleasesInForce,
    /// The mark of the store when this was read.
    pub(crate) mark: Mark,
}

impl Reference {
    /// Reads facilities and catalogues, and keeps the texts of the packs, so that what is settled
    /// by them can be derived again for ever.
    pub fn load(tx: &mut Tx<'_>, library: Library) -> Result<Reference, StoreError> {
        for pack in library.packs() {
            packs::keep(tx, pack.hash(), pack.text())?;
        }
        Reference::read(tx, library)
    }

    /// Reads facilities and catalogues without writing anything.
    pub fn read(tx: &mut Tx<'_>, library: Library) -> Result<Reference, StoreError> {
        let facilities = reference::facilities(tx)?;
        let catalogues = reference::catalogues(tx)?;
        Ok(Reference {
            library,
            facilities: facilities
                .into_iter()
                .map(|f| (f.code.clone(), Arc::new(f)))
                .collect(),
            directory: OnceLock::new(),
            catalogues: catalogues.into_iter().map(|c| (c.region, c)).collect(),
            version: reference::version(tx)?,
            kept: BTreeMap::new(),
            read_again: Mutex::default(),
            new_figures: Mutex::default(),
            in_force: ReleasesInForce::default(),
            mark: Mark::default(),
        })
    }

    /// The version of the stored reference data this was read from.
    pub fn version(&self) -> i64 {
        self.version
    }

    /// The releases in force, by folder of policies; folders without one are as installed.
    pub fn releases_in_force(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.in_force.iter();
        pairs.map(|(place, release)| (place.as_str(), release.as_str()))
    }

    /// A facility.
    pub fn facility(&self, code: &FacilityCode) -> Result<&Facility, DeskError> {
        let unknown = || DeskError::UnknownFacility {
            facility: code.clone(),
        };
        let found = self.facilities.get(code);
        found.map(Arc::as_ref).ok_or_else(unknown)
    }

    /// All facilities, by code.
    pub fn facilities(&self) -> impl Iterator<Item = &Facility> {
        self.facilities.values().map(Arc::as_ref)
    }

    /// The facilities as people look for them. The first who asks makes the index.
    pub fn directory(&self) -> &Directory {
        self.directory
            .get_or_init(|| Directory::of(self.facilities.values()))
    }

    /// The catalogue that holds at a place of care: its pooling region's, else its province's.
    pub fn catalogue(&self, treated_at: Region) -> Result<&Catalogue, DeskError> {
        let places = [treated_at.pooling(), treated_at.province()];
        let found = places.iter().find_map(|place| self.catalogues.get(place));
        found.ok_or(DeskError::NoCatalogue { treated_at })
    }

    /// All catalogues.
    pub fn catalogues(&self) -> impl Iterator<Item = &Catalogue> {
        self.catalogues.values()
    }

    /// The pack with this hash that settled something before; `read` reads it, once.
    pub(crate) fn pack_of_before(
        &self,
        hash: &str,
        read: impl FnOnce() -> Result<Pack, DeskError>,
    ) -> Result<Arc<Pack>, DeskError> {
        let known = || {
            self.read_again
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if let Some(pack) = known().get(hash) {
            return Ok(Arc::clone(pack));
        }
        let pack = Arc::new(read()?);
        known().insert(hash.to_owned(), Arc::clone(&pack));
        Ok(pack)
    }

    /// What `work` makes of the policies for a day, worked out once a day.
    pub(crate) fn new_figures(
        &self,
        today: Date,
        work: impl FnOnce(&Library, Date) -> NewFigures,
    ) -> Arc<NewFigures> {
        let known = self.new_figures.lock();
        let mut known = known.unwrap_or_else(PoisonError::into_inner);
        if let Some((day, figures)) = &*known
            && *day == today
        {
            return Arc::clone(figures);
        }
        let made = Arc::new(work(&self.library, today));
        *known = Some((today, Arc::clone(&made)));
        made
    }

    /// The pack with this hash, if it is one of those in use.
    pub fn pack_by_hash(&self, hash: &str) -> Option<&Arc<Pack>> {
        let mut in_use = self.library.packs();
        in_use
            .find(|pack| pack.hash() == hash)
            .or_else(|| self.kept.get(hash))
    }
}

impl<'d, 'c> Desk<'d, 'c> {
    /// Opens the desk for one piece of business. The moment is kept to the microsecond, as the
    /// store keeps it, so that what is read back equals what was written.
    pub fn new(
        tx: &'d mut Tx<'c>,
        now: Timestamp,
        random: &'d mut dyn Random,
        reference: &'d Reference,
    ) -> Desk<'d, 'c> {
        let now = Timestamp::from_microsecond(now.as_microsecond())
            .expect("a rounded instant lies in the same range");
        Desk {
            tx,
            now,
            random,
            reference,
            source: String::new(),
        }
    }

    /// Notes where a request came from: what is tried in vain is counted for each place by itself.
    pub fn comes_from(&mut self, source: &str) {
        source.clone_into(&mut self.source);
    }

    /// Policies, facilities and catalogues as this piece of business found them. A reload
    /// meanwhile changes nothing here, so one answer is never built from two policies.
    pub fn reference(&self) -> &'d Reference {
        self.reference
    }

    /// Today, in China.
    pub fn today(&self) -> Date {
        today_in_china(self.now)
    }

    /// A new number: a letter, the region, the day, sixteen random digits. It says nothing of the
    /// person and needs no counter that two machines would share.
    pub(crate) fn new_number(&mut self, letter: char, region: Region) -> String {
        let mut bytes = [0; 8];
        self.random.fill(&mut bytes);
        let digits = u64::from_le_bytes(bytes) % 10_000_000_000_000_000;
        let day = self.today().strftime("%y%m%d").to_string();
        format!("{letter}{region}{day}{digits:016}")
    }

    /// What the database is sealed with, for whoever seals beside it.
    pub fn keys(&self) -> &Keys {
        self.tx.keys()
    }

    /// Puts an entry into a chain of the audit: who did what, about what and why. The turn of the
    /// chain has been taken.
    pub(crate) fn note(
        &mut self,
        chain: &str,
        (actor, action): (&str, &str),
        (object, reason): (&str, &str),
    ) -> Result<(), StoreError> {
        let head = audit::head(self.tx, chain)?;
        let entry = AuditEntry {
            chain,
            at: self.now,
            actor,
            action,
            object,
            reason,
            digest: "",
        };
        audit::append(self.tx, &head, &entry).map(drop)
    }

    /// A day that must not lie ahead, on a hospital's clock that may be a little ahead of ours. It
    /// is kept as it was sent, and picks the rules.
    pub(crate) fn not_ahead(&self, what: Bilingual, day: Date) -> Result<(), DeskError> {
        match day > latest_today(self.now) {
            true => Err(DeskError::DateAhead { what, day }),
            false => Ok(()),
        }
    }
}
