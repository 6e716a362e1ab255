//! The commands. The words of each stand with it.

use clap::{Parser, Subcommand};

use crate::backup::{BackUp, CopyOver, Restore};
use crate::database::{Database, Verify};
use crate::demo::Demo;
use crate::distributed::Migrate;
use crate::doctor::Doctor;
use crate::import::ImportKind;
use crate::init::Init;
use crate::quote::Quote;
use crate::replay::Replay;
use crate::serve::Serve;
use crate::{filing, keys, operator, policy};

/// 随行：异地就医平台。不带参数时启动演示。
/// Suixing: cross-region medical insurance. Without a command it starts the demo.
#[derive(Debug, Parser)]
#[command(name = "suixing", version, args_conflicts_with_subcommands = true)]
pub struct CommandLine {
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
    /// 演示：虚构的人、医院和目录 / the demo: invented people, hospitals and catalogues
    Demo(Demo),
    /// 正式服务 / the real thing
    Serve(Serve),
    /// 新装：写一份有说明的配置和新密钥 / a new installation: a configuration with comments, and keys
    Init(Init),
    /// 把名册放进来：参保人、机构、目录 / take registers in: people, facilities, catalogues
    Import {
        /// Which register.
        #[command(subcommand)]
        what: ImportKind,
    },
    /// 试算一张账单(TOML 或 JSON) / work out one bill (TOML or JSON)
    Quote(Quote),
    /// 政策工作台 / the policy workbench
    Policy {
        /// What to do with policies.
        #[command(subcommand)]
        what: policy::Policy,
    },
    /// 备案 / filings
    Filing {
        /// What to do with filings.
        #[command(subcommand)]
        what: filing::FilingCommand,
    },
    /// 政策操作员 / operators, who may change policy
    Operator {
        /// What to do with operators.
        #[command(subcommand)]
        what: operator::OperatorCommand,
    },
    /// 重算已保存的结算 / derive stored settlements again
    Replay(Replay),
    /// 建立或升级数据库表 / create or upgrade the tables
    Migrate(Migrate),
    /// 看数据库是否照声明的那样找数据 / whether a PostgreSQL looks where each statement is declared to
    Conformance(Database),
    /// 核对账目 / check every invariant of a database
    Verify(Verify),
    /// 哪里不对、怎么办 / what is wrong, and what to do
    Doctor(Doctor),
    /// 密钥 / keys
    Keys {
        /// What to do with keys.
        #[command(subcommand)]
        what: keys::KeysCommand,
    },
    /// 备份：在线、加密 / back up: online, encrypted
    Backup(BackUp),
    /// 恢复，或检查一份备份 / restore, or check a backup
    Restore(Restore),
    /// 把数据库搬到另一个 / copy a database into another
    Copy(CopyOver),
    /// 生成文档 / generate documents
    Docs {
        /// Which.
        what: DocumentKind,
    },
}

/// Documents made from the code.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum DocumentKind {
    /// Every error code.
    Errors,
    /// Every table and key of policies.
    Policy,
    /// Which questions the shipped policies can answer.
    Answers,
    /// Who may ask which address.
    Access,
    /// Which registers can be taken in.
    Registers,
    /// The OpenAPI description.
    Openapi,
}
