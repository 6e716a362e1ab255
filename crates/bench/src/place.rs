//! Where settling is measured: two databases side by side on one engine, one for us and one for the
//! same rows written bare; both made for the measurement and gone afterwards.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use store::{Db, Keys};
use tempfile::TempDir;

/// The two databases, and what takes them away at the end.
pub struct BenchPlace {
    /// Ours.
    pub db: Db,
    /// The other.
    pub bare: BenchAddress,
    /// Ours, as the other is addressed.
    pub ours: BenchAddress,
    // Dropped last: the databases must be closed before they go.
    _gone_afterwards: Guard,
}

/// A database to be written bare.
#[derive(Clone, Debug)]
pub enum BenchAddress {
    /// A file.
    Sqlite(PathBuf),
    /// A server and a schema on it.
    Postgres {
        /// The server, as given.
        server: String,
        /// The schema.
        schema: String,
    },
}

enum Guard {
    Folder(#[expect(dead_code, reason = "kept until dropped")] TempDir),
    Schemas {
        server: String,
        schemas: Vec<String>,
    },
}

impl BenchPlace {
    /// Two fresh databases: files in a temporary folder, beside `sqlite:PATH` if that is given, or
    /// schemas of a PostgreSQL server.
    pub fn fresh(database: Option<&str>, connections: usize) -> Result<BenchPlace> {
        match database {
            None => BenchPlace::files(&std::env::temp_dir()),
            Some(address) => match address.strip_prefix("sqlite:") {
                Some(path) => {
                    let parent = Path::new(path)
                        .parent()
                        .filter(|p| !p.as_os_str().is_empty());
                    BenchPlace::files(parent.unwrap_or(Path::new(".")))
                }
                None => BenchPlace::schemas(address, connections),
            },
        }
    }

    fn files(beside: &Path) -> Result<BenchPlace> {
        let folder = TempDir::with_prefix_in("suixing-bench-", beside).with_context(|| {
            format!(
                "{0} 里不能建临时文件夹 / cannot make a folder in {0}",
                beside.display()
            )
        })?;
        let (ours, bare) = (folder.path().join("ours.db"), folder.path().join("bare.db"));
        let db = Db::open_sqlite(&ours, keys()).context("cannot make a database")?;
        drop(Db::open_sqlite(&bare, keys()).context("cannot make a database")?);
        Ok(BenchPlace {
            db,
            ours: BenchAddress::Sqlite(ours),
            bare: BenchAddress::Sqlite(bare),
            _gone_afterwards: Guard::Folder(folder),
        })
    }

    fn schemas(server: &str, connections: usize) -> Result<BenchPlace> {
        let is_server = ["postgres://", "postgresql://"]
            .iter()
            .any(|s| server.starts_with(s));
        ensure!(
            is_server,
            "--database 应为 sqlite:PATH 或 postgres://… / --database takes sqlite:PATH or \
             postgres://…"
        );
        let unreachable = "连不上 PostgreSQL / cannot reach PostgreSQL";
        let mut admin = postgres::Client::connect(server, postgres::NoTls).context(unreachable)?;
        let schema = |side: &str| format!("suixing_bench_{side}_{}", std::process::id());
        let schemas = vec![schema("ours"), schema("bare")];
        for schema in &schemas {
            admin
                .batch_execute(&format!("CREATE SCHEMA {schema}"))
                .context("不能建 schema / cannot create a schema")?;
        }
        let address = |schema: &String| BenchAddress::Postgres {
            server: server.to_owned(),
            schema: schema.clone(),
        };
        let (ours, bare) = (address(&schemas[0]), address(&schemas[1]));
        let guard = Guard::Schemas {
            server: server.to_owned(),
            schemas,
        };
        let open = |address: &BenchAddress| Db::open_postgres(&address.url(), connections, keys());
        drop(open(&bare).context(unreachable)?);
        Ok(BenchPlace {
            db: open(&ours).context(unreachable)?,
            ours,
            bare,
            _gone_afterwards: guard,
        })
    }
}

impl BenchAddress {
    /// The address of the schema on its server; the path of a file.
    pub fn url(&self) -> String {
        match self {
            BenchAddress::Sqlite(path) => format!("sqlite:{}", path.display()),
            BenchAddress::Postgres { server, schema } => {
                let joint = if server.contains('?') { '&' } else { '?' };
                format!("{server}{joint}options=-c%20search_path%3D{schema}")
            }
        }
    }

    /// `sqlite` or `postgres`, for names of rows.
    pub fn engine(&self) -> &'static str {
        match self {
            BenchAddress::Sqlite(_) => "sqlite",
            BenchAddress::Postgres { .. } => "postgres",
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        let Guard::Schemas { server, schemas } = self else {
            return;
        };
        let dropped = postgres::Client::connect(server, postgres::NoTls).and_then(|mut admin| {
            schemas.iter().try_for_each(|schema| {
                admin.batch_execute(&format!("DROP SCHEMA IF EXISTS {schema} CASCADE"))
            })
        });
        if let Err(error) = dropped {
            let schemas = schemas.join(", ");
            eprintln!("请自行删除 / please drop {schemas}: {error}");
        }
    }
}

/// Keys of a database that nobody keeps.
fn keys() -> Keys {
    Keys::new(&[0x51; 32], &[0x52; 32])
}
