//! `suixing migrate`, also over many machines, and `suixing conformance`: what an operator does
//! when one machine is not enough.

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use domain::{Bilingual, say};
use store::grid::citus::{self, Distributed, Hindrance};
use store::grid::conformance::{Conformance, Layout, StatementFinding};

use crate::database::{self, Database};
use crate::place::NOT_CHECKED;
use crate::say::wrong;

/// Options of `suixing migrate`.
#[derive(Clone, Debug, Args)]
pub struct Migrate {
    /// Which database.
    #[command(flatten)]
    pub of: Database,
    /// 把表摊到这种引擎的多台机器上；可以重复运行 / spread the tables over the machines of this engine; may
    /// be run again
    #[arg(long, value_name = "ENGINE")]
    pub distributed: Option<SpreadBy>,
    /// 分片数，以后很难改：按将来最多的机器数乘 8 / shards, hard to change later: eight for each machine there
    /// will ever be
    #[arg(long, default_value_t = citus::SHARDS, requires = "distributed")]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub shards: u32,
}

/// Engines of many machines.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum SpreadBy {
    /// PostgreSQL 的 Citus 扩展 / the Citus extension of PostgreSQL
    Citus,
}

/// `suixing migrate`.
pub fn migrate(options: &Migrate) -> Result<u8> {
    match options.distributed {
        None => database::migrate(&options.of),
        Some(SpreadBy::Citus) => distribute(&options.of.database, options.shards),
    }
}

fn distribute(database: &str, shards: u32) -> Result<u8> {
    must_be_a_server(database)?;
    let distributed = citus::distribute(database, shards).context(
        "没有摊开；修好后可以再运行一次 / not spread; run it again when what is wrong is put right",
    )?;
    match distributed {
        Distributed::Refused(hindrances) => {
            let told = hindrances.iter().map(|it| format!("{:#}", hindrance(it)));
            Err(anyhow::anyhow!(told.collect::<Vec<_>>().join("\n")))
        }
        Distributed::Done {
            steps,
            tables,
            nodes,
            other_than_wished,
        } => {
            steps.iter().for_each(|step| println!("{step}"));
            for it in &tables {
                println!("{:<24} {:<12} {}", it.table, it.kind, it.key);
            }
            for (node, count) in &nodes {
                println!("{node}: {count} 个分片 / shards");
            }
            for table in &other_than_wished {
                println!("{table}: 不是应有的放法 / does not lie as it should");
            }
            Ok(u8::from(!other_than_wished.is_empty()))
        }
    }
}

fn must_be_a_server(database: &str) -> Result<()> {
    let schemes = ["postgres://", "postgresql://"];
    match schemes.iter().any(|scheme| database.starts_with(scheme)) {
        true => Ok(()),
        false => Err(wrong(
            "not-postgres",
            &say!(
                "只有 PostgreSQL 能摊到多台机器",
                "only PostgreSQL is spread over machines"
            ),
            &say!(
                "用 --database postgres://…；SQLite 一台机器就够",
                "give --database postgres://…; SQLite lives on one machine"
            ),
        )),
    }
}

/// What stands in the way, and what to do.
fn hindrance(found: &Hindrance) -> anyhow::Error {
    let (code, what, next) = match found {
        Hindrance::UniqueWithoutKey { index, table } => (
            "unique-without-key",
            say!(
                "表 {table} 的唯一索引 {index} 不含分布列",
                "the unique index {index} of {table} lacks the column it is spread by"
            ),
            say!(
                "这个索引不是随行建的：删掉它，或改成不唯一",
                "it is none of Suixing's: drop it, or make it not unique"
            ),
        ),
        Hindrance::WalLevel(level) => (
            "wal-level",
            say!(
                "wal_level 是 {level}，以后不能边运行边搬分片",
                "wal_level is {level}, so that shards could not be moved while it runs"
            ),
            say!(
                "每个节点设 wal_level = logical 并重启",
                "set wal_level = logical on every node and restart it"
            ),
        ),
        Hindrance::NoExtension
        | Hindrance::NotCoordinator
        | Hindrance::NoHost
        | Hindrance::NoWorkers => return of_the_nodes(found),
    };
    wrong(code, &what, &next)
}

/// What is wrong with the engine or its nodes.
fn of_the_nodes(found: &Hindrance) -> anyhow::Error {
    let (code, what, next) = match found {
        Hindrance::NotCoordinator => (
            "not-coordinator",
            say!("这个节点不是协调节点", "this node is not the coordinator"),
            say!(
                "把 --database 指向协调节点",
                "point --database at the coordinator"
            ),
        ),
        Hindrance::NoHost => (
            "no-coordinator-host",
            say!(
                "别的节点不知道协调节点的地址",
                "the other nodes do not know the address of the coordinator"
            ),
            say!(
                "先运行 SELECT citus_set_coordinator_host('主机名')",
                "run SELECT citus_set_coordinator_host('its name') first"
            ),
        ),
        Hindrance::NoWorkers => (
            "no-workers",
            say!("没有可用的工作节点", "there is no active worker node"),
            say!(
                "先运行 SELECT citus_add_node('主机名', 5432)",
                "run SELECT citus_add_node('its name', 5432) first"
            ),
        ),
        _ => (
            "no-citus",
            say!(
                "这个 PostgreSQL 没有 Citus 扩展，什么也没有改",
                "this PostgreSQL has no Citus extension; nothing was changed"
            ),
            say!(
                "一台机器就不要加 --distributed；多台机器先装好 Citus，再 CREATE EXTENSION citus",
                "leave out --distributed on one machine; on many, install Citus and CREATE \
                 EXTENSION citus first"
            ),
        ),
    };
    wrong(code, &what, &next)
}

/// `suixing conformance`: asks the planner where it looks for each statement. The exit code is 1
/// where it looks elsewhere than declared, 2 where there is nothing to compare.
pub fn conformance(options: &Database) -> Result<u8> {
    must_be_a_server(&options.database)?;
    let asked = store::grid::conformance::conformance(&options.database)
        .context("读不了数据库 / cannot read the database")?;
    for finding in &asked.findings {
        println!("{}", line(&asked, finding));
    }
    println!(
        "  1 看一处，0 由写入的值决定或在只有一处的小表 / 1 looks in one place; 0 goes where the row \
         written says, or to a small table that is in one place"
    );
    let other = asked.other_than_declared().len();
    let said = said(&asked, other);
    println!("{} / {}", said.zh, said.en);
    Ok(match (asked.layout, other) {
        (Layout::Whole, _) => NOT_CHECKED,
        (_, 0) => 0,
        (_, _) => 1,
    })
}

fn line(asked: &Conformance, finding: &StatementFinding) -> String {
    const WIDTH: usize = 100;
    let statement = &finding.statement;
    let mark = if finding.is_as_declared(asked.layout) {
        " "
    } else {
        "!"
    };
    let places = match &finding.places {
        Ok([given, left_out]) if given == left_out => given.to_string(),
        Ok([given, left_out]) => format!("{given}–{left_out}"),
        Err(why) => why.clone(),
    };
    let sql: String = statement.sql.chars().take(WIDTH).collect();
    let declared = statement.looks.to_string();
    format!(
        "{mark} {declared:<10} {places:<4} {:<16} {sql}",
        statement.file
    )
}

fn said(asked: &Conformance, other: usize) -> Bilingual {
    let count = asked.findings.len();
    match (asked.layout, other) {
        (Layout::Whole, _) => say!(
            "{count} 条语句都收下了；这个数据库没有分布，没有可比的",
            "{count} statements were taken; nothing is distributed here, so there is nothing to \
             compare"
        ),
        (_, 0) => say!(
            "{count} 条语句都照声明的那样",
            "{count} statements look where they are declared to"
        ),
        (_, _) => say!(
            "{count} 条语句中 {other} 条与声明不同（以 ! 标出）",
            "{other} of {count} statements look elsewhere than declared (marked !)"
        ),
    }
}
