//! The words of the command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// 随行:异地就医平台。不带参数时启动演示。
/// Suixing: cross-region medical insurance. Without a command it starts the demo.
#[derive(Debug, Parser)]
#[command(name = "suixing", version, args_conflicts_with_subcommands = true)]
pub struct Line {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Options of the demo, when no command is given.
    #[command(flatten)]
    pub demo: Demo,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 演示:虚构的人、医院和目录 / the demo: invented people, hospitals and catalogues
    Demo(Demo),
    /// 正式服务 / the real thing
    Serve(Serve),
    /// 试算一张账单(TOML 或 JSON) / work out one bill (TOML or JSON)
    Quote(Quote),
    /// 政策工作台 / the policy workbench
    Policy {
        /// What to do with policies.
        #[command(subcommand)]
        what: crate::policy::Policy,
    },
    /// 备案 / filings
    Filing {
        /// What to do with filings.
        #[command(subcommand)]
        what: crate::filing::What,
    },
    /// 政策操作员 / operators, who may change policy
    Operator {
        /// What to do with operators.
        #[command(subcommand)]
        what: crate::operator::What,
    },
    /// 重算已保存的结算 / derive stored settlements again
    Replay(crate::replay::Replay),
    /// 建立或升级数据库表 / create or upgrade the tables
    Migrate {
        /// sqlite:PATH 或 postgres://…
        #[arg(long, value_name = "URL")]
        database: String,
    },
    /// 核对账目 / check every invariant of a database
    Verify {
        /// sqlite:PATH 或 postgres://…
        #[arg(long, value_name = "URL")]
        database: String,
    },
    /// 测速 / measure
    Bench(Bench),
    /// 生成文档 / generate documents
    Docs {
        /// Which.
        what: Document,
    },
}

/// Documents made from the code.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum Document {
    /// Every error code.
    Errors,
    /// The OpenAPI description.
    Openapi,
}

/// Options of the demo.
#[derive(Clone, Debug, Args)]
pub struct Demo {
    /// 监听地址 / address to listen on; port 0 picks a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// 数据文件夹;不给则用临时文件夹 / folder for the data; a temporary one unless given
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// 数据库;不给则用数据文件夹里的 SQLite / database; SQLite in the data folder unless given
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// 政策文件夹 / policies to use instead of the shipped ones
    #[arg(long, value_name = "DIR")]
    pub policies: Option<PathBuf>,
    /// 第一行输出一个 JSON 对象 / print one JSON object on the first line
    #[arg(long)]
    pub json: bool,
}

/// Options of the real thing.
#[derive(Clone, Debug, Args)]
pub struct Serve {
    /// sqlite:PATH 或 postgres://…
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// 监听地址 / address to listen on
    #[arg(long, value_name = "ADDR")]
    pub listen: Option<SocketAddr>,
    /// 政策文件夹 / folder of policies
    #[arg(long, value_name = "DIR")]
    pub policies: Option<PathBuf>,
    /// 配置文件(TOML) / configuration
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// Options of a quote.
#[derive(Clone, Debug, Args)]
pub struct Quote {
    /// 账单文件,- 为标准输入 / the bill; - is standard input
    pub file: PathBuf,
    /// 逐步说明 / explain every step
    #[arg(long)]
    pub explain: bool,
    /// 输出 JSON / print JSON
    #[arg(long)]
    pub json: bool,
    /// 政策文件夹 / policies to use instead of the shipped ones
    #[arg(long, value_name = "DIR")]
    pub policies: Option<PathBuf>,
    /// 按某一来源的说法计算 / compute by what one source says, such as S000 or X01:S000
    #[arg(long, value_name = "SOURCE")]
    pub according_to: Option<String>,
}

/// What to measure.
#[derive(Clone, Debug, Args)]
pub struct Bench {
    /// adjudicate、settle 或 policy
    pub what: BenchWhat,
    /// 每行一个 JSON 对象 / one JSON object a line
    #[arg(long)]
    pub json: bool,
    /// sqlite:PATH 或 postgres://…(settle)
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// 并发数,逗号分隔 / numbers of clients (settle)
    #[arg(long, value_delimiter = ',', default_values_t = [1, 16, 64, 256])]
    pub clients: Vec<usize>,
    /// 每项的秒数 / seconds each
    #[arg(long, default_value_t = 5)]
    pub seconds: u64,
    /// 线程数 / threads (adjudicate)
    #[arg(long, default_value_t = 1)]
    pub threads: usize,
}

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum BenchWhat {
    /// Bills per second over compiled plans, without and with a kept trace.
    Adjudicate,
    /// Policies of a whole country.
    Policy,
    /// Settlements per second through HTTP with real fsync.
    Settle,
}
