//! `suixing operator …`: who may change policy. Who can open the database may add operators;
//! an operator's key is printed once, here.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use desk::accounts::{self, StaffIdentity, Unit};
use desk::operators::{self, NewOperator, Operator, OperatorError};
use desk::{Desk, DeskError, OperatorKey, Reference, Role};
use domain::ids::{Certificate, CertificateKind};
use domain::say;
use domain::text::Named;
use serde_json::{Value, json};
use server::app::SystemRandom;
use store::{Db, StoreError, Tx, employers};

use crate::database_place::DatabasePlace;
use crate::place::now_of;
use crate::say::{told, wrong};

/// Operators from the command line.
#[derive(Debug, Subcommand)]
pub enum OperatorCommand {
    /// 新增操作员，密钥只显示这一次 / add an operator; the key is shown this once
    Add {
        /// 姓名 / name
        name: String,
        /// 职责，可写多次 / role, may be given twice
        #[arg(long = "role", required = true, value_name = "ROLE", value_parser = role())]
        roles: Vec<Role>,
        /// 所属单位：经办写统筹区的代码或名称，医院写机构编号，单位经办写单位编号；all 是整个系统
        /// / what it works for: a region's code or name, a facility's code, an employer's number;
        /// all is the whole installation
        #[arg(long, value_name = "CODE")]
        unit: Option<String>,
        /// Where.
        #[command(flatten)]
        place: DatabasePlace,
    },
    /// 给操作员一个邀请码，用来在网页上设置密码和动态码 / invite an operator to choose a password
    Invite {
        /// 编号、工号或姓名 / number, staff number or name
        operator: String,
        /// Where.
        #[command(flatten)]
        place: DatabasePlace,
    },
    /// 把操作员调到另一个单位 / move an operator to another unit
    Move {
        /// 编号或姓名 / number or name
        operator: String,
        /// 单位：统筹区、机构编号或单位编号；all 是整个系统 / the unit; all is everything
        #[arg(long, value_name = "CODE")]
        unit: Option<String>,
        /// 本人的居民身份证号码，用来避免办自己的事；从标准输入读，不写在命令行里
        /// / reads the operator's own ID number from standard input, so that no case is their own
        #[arg(long)]
        id_number_from_stdin: bool,
        /// Where.
        #[command(flatten)]
        place: DatabasePlace,
    },
    /// 写明操作员的工号，统一身份认证和名册按它认人 / say by which staff number an operator is known
    Number {
        /// 编号或姓名 / number or name
        operator: String,
        /// 工号 / staff number
        number: String,
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
fn role() -> impl TypedValueParser<Value = Role> {
    let words = Role::ALL.iter();
    let words = words.map(|role| PossibleValue::new(role.word()).help(role.name().to_string()));
    PossibleValuesParser::new(words)
        .map(|word| Role::from_word(&word).expect("one of the possible values"))
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
        OperatorCommand::Add {
            name,
            roles,
            unit,
            place,
        } => {
            let new = NewOperator {
                name: name.clone(),
                unit: accounts::read_unit(roles, unit.as_deref()).map_err(told)?,
                roles: roles.clone(),
            };
            let db = place.existing()?;
            let now = now_of(&db)?;
            let add = move |tx: &mut Tx<'_>| {
                accounts::check_unit_on_record(tx, &new.unit)?;
                operators::add(tx, &mut SystemRandom, now, &new)
            };
            let (operator, key) = db.transact(add).map_err(told)?;
            tell_unknown_employer(&db, &operator.unit)?;
            print_new(&operator, &key, place.json);
        }
        OperatorCommand::Invite { operator, place } => invite(operator, place)?,
        OperatorCommand::Move {
            operator,
            unit,
            id_number_from_stdin,
            place,
        } => move_to(operator, (unit.as_deref(), *id_number_from_stdin), place)?,
        OperatorCommand::Number {
            operator,
            number,
            place,
        } => {
            let (named, number) = (operator.clone(), number.clone());
            let db = place.existing()?;
            let now = now_of(&db)?;
            let set = move |tx: &mut Tx<'_>| operators::number(tx, now, (&named, &number));
            print_all(&[db.transact(set).map_err(told)?], place.json);
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

/// Says that the employer somebody is to work for is not on record: its desk is empty until it is.
fn tell_unknown_employer(db: &Db, unit: &Unit) -> Result<()> {
    let Unit::Employer(number) = unit else {
        return Ok(());
    };
    let known = match number.parse() {
        Ok(parsed) => db.read::<_, StoreError, _>(|tx| employers::find(tx, &parsed))?,
        Err(_) => None,
    };
    if known.is_none() {
        eprintln!(
            "注意：单位 {number} 还没有登记，登记以前它的页面打不开：suixing import employers / employer \
             {number} is not on record, and its desk does not open before it is: suixing import \
             employers"
        );
    }
    Ok(())
}

fn invite(named: &str, place: &DatabasePlace) -> Result<()> {
    // The code is kept under a key of the installation: under another it would open nothing.
    let (db, named) = (place.with_its_keys()?, named.to_owned());
    let now = now_of(&db)?;
    let reference = Reference::default();
    let invited = db.transact(move |tx: &mut Tx<'_>| {
        let mut random = SystemRandom;
        accounts::invite(&mut Desk::new(tx, now, &mut random, &reference), &named)
    });
    let invited = invited.map_err(told)?;
    if place.json {
        println!(
            "{}",
            json!({"operator": invited.operator, "code": invited.code})
        );
        return Ok(());
    }
    println!("{}  {}", invited.operator, invited.code);
    println!(
        "请本人在 72 小时内打开 /welcome，用它设置密码和动态码；只能用一次 / within 72 hours its owner \
         opens /welcome and chooses a password and a second factor; it works once"
    );
    Ok(())
}

fn move_to(named: &str, (unit, reads): (Option<&str>, bool), place: &DatabasePlace) -> Result<()> {
    let own = match reads {
        true => {
            let mut line = String::new();
            std::io::stdin().read_line(&mut line)?;
            let own = Certificate::read(CertificateKind::CitizenId, &line);
            Some(own.map_err(|_| bad_number())?)
        }
        false => None,
    };
    // An operator's own number is found again by a key of the installation.
    let db = match reads {
        true => place.with_its_keys()?,
        false => place.existing()?,
    };
    let named = named.to_owned();
    let (now, unit) = (now_of(&db)?, unit.map(str::to_owned));
    let reference = Reference::default();
    let moved = db.transact(move |tx: &mut Tx<'_>| {
        let mut random = SystemRandom;
        let found = operators::find(tx, &named)?;
        let operator = found.ok_or_else(|| OperatorError::Unknown {
            named: named.clone(),
        })?;
        let unit = accounts::read_unit(&operator.roles, unit.as_deref())?;
        accounts::check_unit_on_record(tx, &unit)?;
        let mut desk = Desk::new(tx, now, &mut random, &reference);
        let identity = match &own {
            Some(own) => StaffIdentity::of(&desk, own),
            None => StaffIdentity::default(),
        };
        accounts::set_staff(&mut desk, &operator, (&unit, identity))?;
        Ok::<_, DeskError>(Operator { unit, ..operator })
    });
    print_all(&[moved.map_err(told)?], place.json);
    Ok(())
}

fn bad_number() -> anyhow::Error {
    wrong(
        "bad-identifier",
        &say!(
            "标准输入里的居民身份证号码不对",
            "standard input holds no ID number that exists"
        ),
        &say!(
            "核对 18 位号码，一行一个",
            "check the 18 digits, on a line of their own"
        ),
    )
}

fn as_json(operator: &Operator) -> Value {
    json!({
        "id": operator.id, "name": operator.name, "roles": operator.roles,
        "unit": operator.unit.code(),
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
    let unit = match operator.unit {
        Unit::All => String::new(),
        ref unit => format!("  {}", unit.code()),
    };
    format!(
        "{}  {}  {}{unit}{disabled}",
        operator.id,
        operator.name,
        roles.join("、")
    )
}
