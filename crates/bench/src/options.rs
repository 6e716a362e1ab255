//! The words of the command line.

use std::path::PathBuf;

use clap::Parser;

/// 测速 / measure
#[derive(Clone, Debug, Parser)]
#[command(name = "cargo xtask bench")]
pub struct Options {
    /// 测什么 / what to measure
    pub what: Measurable,
    /// 每行一个 JSON 对象 / one JSON object a line
    #[arg(long)]
    pub json: bool,
    /// sqlite:PATH 或 postgres://…（settle）
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// 并发数，逗号分隔 / numbers of clients (settle)
    #[arg(long, value_delimiter = ',', default_values_t = [1, 16, 64, 256])]
    pub clients: Vec<usize>,
    /// 每项的秒数 / seconds each
    #[arg(long, default_value_t = 5)]
    pub seconds: u64,
    /// 生成多少笔结算 / settlements to generate
    #[arg(long, default_value_t = 10_000)]
    pub settlements: usize,
    /// 种子：同一个种子生成同样的数据库 / the same seed makes the same database (generate)
    #[arg(long, default_value_t = 2026)]
    pub seed: u64,
    /// 政策文件夹；不给则用随附的 / folder of policies; the embedded ones unless given
    #[arg(long, value_name = "DIR")]
    pub policies: Option<PathBuf>,
    /// 线程数 / threads (adjudicate)
    #[arg(long, default_value_t = 1)]
    pub threads: usize,
}

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Measurable {
    /// Bills per second over compiled plans, without and with a kept trace.
    Adjudicate,
    /// Policies of a whole country.
    Policy,
    /// A hundred thousand facilities, indexed and searched.
    Directory,
    /// Settlements per second through HTTP with real fsync.
    Settle,
    /// What becomes of settlements when more come than it can do.
    Load,
    /// Writes a database of invented people with so many settlements.
    Generate,
}
