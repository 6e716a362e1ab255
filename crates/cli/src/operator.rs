//! `suixing operator …`: who may change policy. Who can open the database may add operators;
//! an operator's key is printed once, here.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use desk::OperatorKey;
use desk::operators::{self, NewOperator, Operator};
use domain::text::Named;
use serde_json::{Value, json};
use server::app::SystemRandom;
use store::Tx;

use crate::place::{DatabasePlace, now_of};
use crate::say::told;

/// Operators from the command line.
#[derive(Debug, Subcommand)]
pub enum OperatorCommand {
    /// 新增操作员，密钥只显示这一次 / add an operator; the key is shown this once
    Add {
        /// 姓名 / name
        name: String,
        /// 职责，可写多次 / role, may be given twice
        #[arg(long = "role", required = true, value_name = "ROLE")]
        roles: Vec<RoleWord>,
        /// Where.
        #[command(flatten)]
        place: DatabasePlace,
    },
    /// 列出操作员 / list the operators
    List {
        /// Where.
        #[command(flatten)]
        place: DatabasePlace,
    },
    /// 停用操作员的密钥 / take an operator's key out of use
    Disable {
        /// 编号或姓名 / number or name
        operator: String,
        /// Where.
        #[command(flatten)]
        place: DatabasePlace,
    },
}

/// The roles, as words of the command line.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum RoleWord {
    /// 起草 / drafts releases
    PolicyEditor,
    /// 审批他人起草的发布 / decides what somebody else drafted
    PolicyPublisher,
    /// 登记信息，决定规则留给经办的事 / keeps the registers, decides what the rules leave to a clerk
    Clerk,
}

impl From<RoleWord> for desk::Role {
    fn from(word: RoleWord) -> desk::Role {
        match word {
            RoleWord::PolicyEditor => desk::Role::Editor,
            RoleWord::PolicyPublisher => desk::Role::Publisher,
            RoleWord::Clerk => desk::Role::Clerk,
        }
    }
}

/// An operator's own key.
#[derive(Clone, Debug, Args)]
pub struct KeyFile {
    /// 操作员密钥文件；不给则用环境变量 SUIXING_OPERATOR_KEY / file with the operator's key
    #[arg(long, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
}

/// The variable an operator's key may stand in.
const VARIABLE: &str = "SUIXING_OPERATOR_KEY";

impl KeyFile {
    /// The operator's key.
    pub fn key(&self) -> Result<OperatorKey> {
        let text = match (&self.key_file, std::env::var(VARIABLE)) {
            (Some(file), _) => std::fs::read_to_string(file).with_context(|| {
                format!("读不了密钥 {0} / cannot read the key {0}", file.display())
            })?,
            (None, Ok(text)) => text,
            (None, Err(_)) => anyhow::bail!(
                "[unknown-operator-key] 没有操作员密钥：请设 {VARIABLE}，或用 --key-file / no operator \
                 key: set {VARIABLE}, or give --key-file"
            ),
        };
        Ok(OperatorKey::sent(&text))
    }
}

/// Runs one of the commands; the answer is the exit code.
pub fn run(what: &OperatorCommand) -> Result<u8> {
    match what {
        OperatorCommand::Add { name, roles, place } => {
            let new = NewOperator {
                name: name.clone(),
                roles: roles.iter().copied().map(Into::into).collect(),
            };
            let db = place.open()?;
            let now = now_of(&db)?;
            let add = move |tx: &mut Tx<'_>| operators::add(tx, &mut SystemRandom, now, &new);
            let (operator, key) = db.transact(add).map_err(told)?;
            print_new(&operator, &key, place.json);
        }
        OperatorCommand::List { place } => {
            let all = place.existing()?.read(operators::all).map_err(told)?;
            print_all(&all, place.json);
        }
        OperatorCommand::Disable { operator, place } => {
            let named = operator.clone();
            let db = place.existing()?;
            let now = now_of(&db)?;
            let disable = move |tx: &mut Tx<'_>| operators::disable(tx, now, &named);
            let operator = db.transact(disable).map_err(told)?;
            print_all(&[operator], place.json);
        }
    }
    Ok(0)
}

fn as_json(operator: &Operator) -> Value {
    json!({
        "id": operator.id, "name": operator.name, "roles": operator.roles,
        "created_at": operator.created_at, "disabled_at": operator.disabled_at,
    })
}

fn print_new(operator: &Operator, key: &OperatorKey, as_object: bool) {
    if as_object {
        let mut object = as_json(operator);
        object["key"] = json!(key.reveal());
        println!("{object}");
        return;
    }
    println!("{}", in_words(operator));
    println!("{}", key.reveal());
    println!(
        "密钥只显示这一次，请交本人妥善保管 / the key is shown this once; hand it to its owner alone"
    );
}

fn print_all(all: &[Operator], as_array: bool) {
    if as_array {
        println!("{}", Value::Array(all.iter().map(as_json).collect()));
        return;
    }
    if all.is_empty() {
        println!("还没有操作员；用 suixing operator add 新增 / no operator yet");
    }
    all.iter()
        .for_each(|operator| println!("{}", in_words(operator)));
}

fn in_words(operator: &Operator) -> String {
    let roles: Vec<String> = operator
        .roles
        .iter()
        .map(|role| role.name().to_string())
        .collect();
    let disabled = operator.disabled_at.map_or("", |_| "  已停用 / disabled");
    format!(
        "{}  {}  {}{disabled}",
        operator.id,
        operator.name,
        roles.join("、")
    )
}
