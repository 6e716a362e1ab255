//! Setting up Citus, as far as it can be tried without it: what is asked and told is asked of and
//! told to tables and functions of the same names, which write down what they hear.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

use domain::ids::{FacilityCode, MessageId, PersonId};
use store::grid::citus::{Distributed, Hindrance, distribute};
use store::grid::tables::{Placed, TABLES};
use store::messages::{MessageKey, is_of_another};
use store::testing::{TestSchema, test_keys};
use store::{Db, StoreError};

/// What Citus has, to be found before what PostgreSQL has under the same name.
const FAKE: &str = "
    CREATE TABLE pg_extension (extname text);
    INSERT INTO pg_extension VALUES ('citus');
    CREATE TABLE pg_dist_local_group (groupid int);
    CREATE TABLE pg_dist_node (groupid int, nodename text, nodeport int, isactive boolean,
        noderole text);
    CREATE TABLE fake (level text);
    INSERT INTO fake VALUES ('replica');
    CREATE FUNCTION current_setting(text) RETURNS text LANGUAGE sql
        AS 'SELECT level FROM fake';
    CREATE TABLE citus_tables (table_name regclass, citus_table_type text,
        distribution_column text, colocation text, shards int);
    CREATE TABLE citus_shards (nodename text, nodeport int);
    CREATE TABLE truncated (table_name regclass);
    CREATE FUNCTION create_distributed_table(t regclass, c text, colocate_with text,
        shard_count int DEFAULT NULL) RETURNS void LANGUAGE sql AS
        'INSERT INTO citus_tables VALUES (t, ''distributed'', c, colocate_with, shard_count)';
    CREATE FUNCTION citus_add_local_table_to_metadata(t regclass,
        cascade_via_foreign_keys boolean DEFAULT false) RETURNS void LANGUAGE sql AS
        'INSERT INTO citus_tables VALUES (t, ''local'', ''<none>'', ''none'', 1)';
    CREATE FUNCTION truncate_local_data_after_distributing_table(t regclass) RETURNS void
        LANGUAGE sql AS 'INSERT INTO truncated VALUES (t)'";

/// An address at which the fake is found first.
fn with_fake(schema: &TestSchema) -> (String, postgres::Client) {
    let url = format!("{}%2Cpg_catalog", schema.url());
    let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();
    client.batch_execute(FAKE).unwrap();
    (url, client)
}

fn hindrances(url: &str) -> Vec<Hindrance> {
    match distribute(url, 32).unwrap() {
        Distributed::Refused(hindrances) => hindrances,
        Distributed::Done { steps, .. } => panic!("done: {steps:?}"),
    }
}

#[test]
fn a_postgresql_of_one_machine_is_left_as_it_is() {
    let schema = TestSchema::create();
    assert_eq!(hindrances(schema.url()), [Hindrance::NoExtension]);
    let mut client = postgres::Client::connect(schema.url(), postgres::NoTls).unwrap();
    let tables = "SELECT 1 FROM pg_tables WHERE schemaname = current_schema()";
    assert_eq!(client.query(tables, &[]).unwrap().len(), 0);
}

#[test]
fn everything_that_stands_in_the_way_is_told_at_once() {
    let schema = TestSchema::create();
    let (url, mut client) = with_fake(&schema);
    let all = [
        Hindrance::NotCoordinator,
        Hindrance::NoHost,
        Hindrance::NoWorkers,
        Hindrance::WalLevel("replica".to_owned()),
    ];
    assert_eq!(hindrances(&url), all);
    let ready = "INSERT INTO pg_dist_local_group VALUES (0); UPDATE fake SET level = 'logical';
        INSERT INTO pg_dist_node VALUES (0, 'localhost', 5432, true, 'primary'),
            (1, 'worker', 5432, false, 'primary')";
    client.batch_execute(ready).unwrap();
    // A coordinator that calls itself localhost cannot be found by others; a worker that is off is
    // none.
    assert_eq!(hindrances(&url), [Hindrance::NoHost, Hindrance::NoWorkers]);
    let ready = "UPDATE pg_dist_node SET isactive = true, nodename = nodename || '.example'";
    client.batch_execute(ready).unwrap();
    drop(Db::open_postgres(&url, 1, test_keys()).unwrap());
    client
        .batch_execute("CREATE UNIQUE INDEX theirs ON visit (visit)")
        .unwrap();
    let (index, table) = ("theirs".to_owned(), "visit".to_owned());
    assert_eq!(
        hindrances(&url),
        [Hindrance::UniqueWithoutKey { index, table }]
    );
}

fn make_ready(client: &mut postgres::Client) {
    let ready = "INSERT INTO pg_dist_local_group VALUES (0); UPDATE fake SET level = 'logical';
        INSERT INTO pg_dist_node VALUES (0, 'coordinator', 5432, true, 'primary'),
            (1, 'worker', 5432, true, 'primary')";
    client.batch_execute(ready).unwrap();
}

fn steps(url: &str) -> Vec<String> {
    match distribute(url, 32).unwrap() {
        Distributed::Done {
            steps,
            other_than_wished,
            ..
        } => {
            assert_eq!(other_than_wished, Vec::<String>::new());
            steps
        }
        Distributed::Refused(hindrances) => panic!("{hindrances:?}"),
    }
}

#[test]
fn every_table_is_placed_once_however_often_it_is_asked() {
    let schema = TestSchema::create();
    let (url, mut client) = with_fake(&schema);
    make_ready(&mut client);
    assert_eq!(steps(&url).len(), TABLES.len());
    assert_eq!(steps(&url), Vec::<String>::new());
    let placed = "SELECT table_name::text, citus_table_type, distribution_column, colocation, \
         shards FROM citus_tables";
    for row in client.query(placed, &[]).unwrap() {
        let table: String = row.get(0);
        let (kind, with, shards): (String, String, Option<i32>) =
            (row.get(1), row.get(3), row.get(4));
        let name = table.rsplit('.').next().unwrap();
        let wished = store::grid::tables::placed(name).unwrap();
        assert_eq!(kind == "distributed", wished != Placed::Hub, "{table}");
        let stands_alone = matches!(wished, Placed::Finder { .. });
        let is_first_of_its_group = name == "person_lock" || stands_alone;
        match (wished, is_first_of_its_group) {
            (Placed::Hub, _) => {}
            (_, true) => assert_eq!((with.as_str(), shards), ("none", Some(32)), "{table}"),
            (_, false) => assert_eq!((with.as_str(), shards), ("person_lock", None), "{table}"),
        }
    }
    // One that was taken back is placed again, and a table that a migration adds is placed by it.
    client
        .batch_execute("DELETE FROM citus_tables WHERE table_name = 'visit'::regclass")
        .unwrap();
    assert_eq!(steps(&url).len(), 1);
    let forget = "DELETE FROM citus_tables WHERE table_name = 'installation'::regclass;
        DROP TABLE installation; DELETE FROM schema_migration WHERE number = 11";
    client.batch_execute(forget).unwrap();
    drop(Db::open_postgres(&url, 1, test_keys()).unwrap());
    assert_eq!(steps(&url), Vec::<String>::new());
}

#[test]
fn a_distributed_engine_plans_for_the_values_and_asks_nobody_elses_machine() {
    let schema = TestSchema::create();
    let (url, _client) = with_fake(&schema);
    let plain = Db::open_postgres(schema.url(), 1, test_keys()).unwrap();
    let spread = Db::open_postgres(&url, 1, test_keys()).unwrap();
    let mode = |db: &Db| {
        let mode = db.read(|tx| tx.one("SHOW plan_cache_mode", &[])?.text());
        mode.unwrap_or_else(|error: StoreError| panic!("{error:?}"))
    };
    assert_eq!(mode(&plain), "force_generic_plan");
    assert_eq!(mode(&spread), "auto");
    let other = "INSERT INTO message (person, facility, message, deed, state, received_at) \
         VALUES ('P2', 'H44010000001', 'M1', 'x', 'tombstone', 1)";
    let written: Result<u64, StoreError> = plain.transact(|tx| tx.execute(other, &[]));
    assert_eq!(written.unwrap(), 1);
    let person: PersonId = "P1".parse().unwrap();
    let facility: FacilityCode = "H44010000001".parse().unwrap();
    let message: MessageId = "M1".parse().unwrap();
    let asked = |db: &Db| {
        let key = MessageKey {
            person: &person,
            facility: &facility,
            message: &message,
        };
        let asked = db.read(|tx| is_of_another(tx, key));
        asked.unwrap_or_else(|error: StoreError| panic!("{error:?}"))
    };
    assert!(asked(&plain));
    assert!(!asked(&spread));
}
