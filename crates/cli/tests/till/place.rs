//! A place to run in: a folder and a fresh database on one of the engines, with the demo serving.

use std::collections::BTreeMap;
use std::path::Path;

use store::testing::{TestSchema, row_counts};
use tempfile::TempDir;

use super::message::Till;
use super::patient::Patient;
use super::server::{Demo, verify};

/// A running demo on a database nobody else uses.
pub struct Place {
    // Ended in this order: the server, its schema, its folder.
    pub demo: Demo,
    schema: Option<TestSchema>,
    folder: TempDir,
}

impl Place {
    pub fn sqlite() -> Place {
        let folder = tempfile::tempdir().unwrap();
        Place {
            demo: Demo::start(folder.path(), None),
            schema: None,
            folder,
        }
    }

    pub fn postgres() -> Place {
        let folder = tempfile::tempdir().unwrap();
        let schema = TestSchema::create();
        Place {
            demo: Demo::start(folder.path(), Some(schema.url())),
            schema: Some(schema),
            folder,
        }
    }

    /// The address of the database.
    pub fn database(&self) -> String {
        match &self.schema {
            Some(schema) => schema.url().to_owned(),
            None => format!("sqlite:{}", self.folder.path().join("suixing.db").display()),
        }
    }

    /// The folder with the keys.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Ends the demo in order.
    pub fn end(&self) {
        self.demo.terminate();
        self.demo.gone(20);
    }

    /// A till of this facility.
    pub fn till(&self, facility: &str) -> Till {
        Till::new(self.demo.address, facility)
    }

    /// The demo's person of this name, identified at this facility.
    pub fn patient(&self, name: &str, facility: &str) -> Patient {
        self.demo.patient(name, facility)
    }

    /// How many rows every table has.
    pub fn rows(&self) -> BTreeMap<String, i64> {
        row_counts(&self.database())
    }

    /// Every invariant that can be checked from outside holds.
    pub fn assert_sound(&self) {
        verify(&self.database()).unwrap();
    }
}
