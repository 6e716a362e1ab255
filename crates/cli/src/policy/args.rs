//! The words of `suixing policy`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// The policy workbench.
#[derive(Debug, Subcommand)]
pub enum Policy {
    /// 检查:空缺、重叠、缺依据…… / gaps, overlaps, missing bases …
    Check(PolicyFolder),
    /// 列出政策包 / list the packs
    List(PolicyFolder),
    /// 展示一地一险种的规定 / show the rules of a place and scheme
    Show {
        /// 区划 / division code
        region: String,
        /// employee 或 resident
        scheme: String,
        /// 哪一天 / on which day
        #[arg(long, value_name = "DATE")]
        on: Option<String>,
        /// Folder and form.
        #[command(flatten)]
        folder: PolicyOptions,
    },
    /// 列出有争议的说法 / list where sources disagree
    Disputes(super::disputes::Disputes),
    /// 比较两地、两天或两个版本，带标准账单的差额 / compare places, days or versions, in words and money
    Diff(super::diff::Diff),
    /// 说明一个数字：出处、历史、用处、算例 / explain a figure: source, history, use, cases
    Explain(super::explain::Explain),
    /// 运行全部算例 / run all cases
    Test(super::test::Test),
    /// 从模板开始写一个地方 / start a place from a template
    New(super::start::New),
    /// 导出一张表为 CSV / write a table as CSV
    Export(super::sheet::Export),
    /// 从 CSV 导入一张表 / take a table back from CSV
    Import(super::sheet::Import),
    /// 编辑器用的 JSON Schema / JSON Schema for editors
    Schema(super::schema::Schema),
    /// Releases.
    #[command(flatten)]
    Release(crate::release::What),
}

/// A folder of policies, positional, and the form of the answer.
#[derive(Clone, Debug, Args)]
pub struct PolicyFolder {
    /// 政策文件夹;不给则用随附的 / folder of policies; the shipped ones unless given
    pub folder: Option<PathBuf>,
    /// 输出 JSON / print JSON
    #[arg(long)]
    pub json: bool,
}

/// A folder of policies as an option.
#[derive(Clone, Debug, Args)]
pub struct PolicyOptions {
    /// 政策文件夹 / folder of policies
    #[arg(long, value_name = "DIR")]
    pub policies: Option<PathBuf>,
    /// 输出 JSON / print JSON
    #[arg(long)]
    pub json: bool,
    /// 用英文回答 / answer in English
    #[arg(long)]
    pub english: bool,
}
