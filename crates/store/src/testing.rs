//! The same test on both engines, each in a database of its own.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::{Db, Keys, Random};

/// The variable that names a PostgreSQL server whose user may create schemas.
pub const POSTGRES_VARIABLE: &str = "SUIXING_TEST_POSTGRES";

static DATABASES: AtomicU32 = AtomicU32::new(0);

/// Keys that never change, for tests.
pub fn test_keys() -> Keys {
    Keys::new(&[0x51; 32], &[0x52; 32])
}

/// Randomness that repeats: a counter stirred by SplitMix64.
#[derive(Clone, Debug)]
pub struct Seeded(pub u64);

impl Random for Seeded {
    fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut mixed = self.0;
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            let mixed = (mixed ^ (mixed >> 31)).to_le_bytes();
            chunk.copy_from_slice(&mixed[..chunk.len()]);
        }
    }
}

/// Runs a test on SQLite, then on PostgreSQL. Without a server the test fails: it never skips.
pub fn on_each_engine(test: impl Fn(&Db)) {
    on_sqlite(&test);
    on_postgres(&test);
}

/// Runs a test on a fresh SQLite file.
pub fn on_sqlite(test: impl Fn(&Db)) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let db = Db::open_sqlite(&folder.path().join("test.db"), test_keys())
        .expect("a fresh SQLite database opens");
    test(&db);
}

/// Runs a test in a fresh schema of the PostgreSQL server, which is dropped afterwards.
pub fn on_postgres(test: impl Fn(&Db)) {
    let server = std::env::var(POSTGRES_VARIABLE).expect(
        "SUIXING_TEST_POSTGRES names a PostgreSQL server, such as postgres://user@host/database; \
         `cargo xtask test` starts one",
    );
    let number = DATABASES.fetch_add(1, Ordering::Relaxed);
    let schema = format!("test_{}_{number}", std::process::id());
    let connect = || postgres::Client::connect(&server, postgres::NoTls);
    let mut admin = connect().expect("the test server answers");
    admin
        .batch_execute(&format!("CREATE SCHEMA {schema}"))
        .expect("the test user may create schemas");
    let joint = if server.contains('?') { '&' } else { '?' };
    let url = format!("{server}{joint}options=-c%20search_path%3D{schema}");
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let db = Db::open_postgres(&url, 8, test_keys()).expect("a fresh schema opens");
        test(&db);
    }));
    admin
        .batch_execute(&format!("DROP SCHEMA {schema} CASCADE"))
        .expect("the schema of the test can be dropped");
    if let Err(panic) = outcome {
        resume_unwind(panic);
    }
}
