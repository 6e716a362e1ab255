//! `suixing policy …`: the workbench of officials and analysts.

mod check;
mod diff;
mod disputes;
mod explain;
mod folder;
pub mod list;
mod outlook;
pub(crate) mod reference;
mod say;
mod schema;
mod sheet;
mod show;
mod start;
mod test;

use clap::Subcommand;

use crate::release;
use check::FolderOnDay;
use diff::Diff;
use disputes::Disputes;
use explain::Explain;
use list::List;
use schema::SchemaArgs;
use sheet::{Export, Import};
use show::Show;
use start::New;
use test::TestArgs;

/// The policy workbench.
#[derive(Debug, Subcommand)]
pub enum Policy {
    /// 检查：缺少规定、重叠、缺依据…… / gaps, overlaps, missing bases …
    Check(FolderOnDay),
    /// 展望：哪天什么到期、将缺哪年的指标、哪些数字不知道 / what runs out when
    Outlook(FolderOnDay),
    /// 列出政策包 / list the packs
    List(List),
    /// 展示一地一险种的规定 / show the rules of a place and scheme
    Show(Show),
    /// 列出有争议的说法 / list where sources disagree
    Disputes(Disputes),
    /// 比较两地、两天或两个版本，带标准账单的差额 / compare places, days or versions, in words and money
    Diff(Diff),
    /// 说明一个数字：出处、历史、用处、算例 / explain a figure: source, history, use, cases
    Explain(Explain),
    /// 运行全部算例 / run all cases
    Test(TestArgs),
    /// 从模板开始写一个地方 / start a place from a template
    New(New),
    /// 导出一张表为 CSV / write a table as CSV
    Export(Export),
    /// 从 CSV 导入一张表 / take a table back from CSV
    Import(Import),
    /// 编辑器用的 JSON Schema / JSON Schema for editors
    Schema(SchemaArgs),
    /// Releases.
    #[command(flatten)]
    Release(release::ReleaseCommand),
}

/// Runs one of the workbench's commands; the answer is the exit code.
pub fn run(what: &Policy) -> anyhow::Result<u8> {
    match what {
        Policy::Check(options) => check::check_all(options),
        Policy::Outlook(options) => outlook::run(options),
        Policy::List(options) => list::list(options),
        Policy::Show(options) => show::run(options),
        Policy::Disputes(options) => disputes::run(options),
        Policy::Diff(options) => diff::run(options),
        Policy::Explain(options) => explain::run(options),
        Policy::Test(options) => test::test(options),
        Policy::Release(what) => release::run(what),
        Policy::New(new) => start::run(new),
        Policy::Export(table) => sheet::export(table),
        Policy::Import(table) => sheet::import(table),
        Policy::Schema(schema) => schema::run(schema),
    }
}
