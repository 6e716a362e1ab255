//! Operators from the agency's list of staff, each by its staff number. Who is new gets an account
//! and an invitation; what changed for others follows; an account that is out of use stays so.

use std::collections::BTreeMap;

use domain::ids::{Certificate, EmployerNumber};
use domain::{Bilingual, say};
use store::operators::{self as rows, Operator};
use store::staff::{self, Unit};
use store::{Tx, employers, staff_numbers};

use super::{FateOfRow, Intake, RowFate};
use crate::accounts::{self, StaffIdentity, check_unit, folded, read_unit};
use crate::operators::{self, NewOperator, Role};
use crate::{Desk, DeskError};

/// What a row says of an operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperatorStatement {
    /// The row's number in its file.
    pub row: u64,
    /// The number in the agency's list.
    pub number: String,
    /// Name.
    pub name: String,
    /// What it may do.
    pub roles: Vec<Role>,
    /// What it works for, by code or number; the whole installation unless said.
    pub unit: Option<String>,
    /// Its ID card, where that is said.
    pub certificate: Option<Certificate>,
    /// Whether its account is out of use.
    pub is_disabled: bool,
}

/// An invitation of somebody who is new. Shown once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperatorInvited {
    /// The staff number.
    pub number: String,
    /// What the account is called.
    pub name: String,
    /// The code.
    pub code: String,
}

/// What becomes of rows, and who was invited.
#[derive(Debug, Default)]
pub struct OperatorsTaken {
    /// Row by row.
    pub fates: Vec<FateOfRow>,
    /// Who is new, where it was written.
    pub invited: Vec<OperatorInvited>,
}

type Fate = Result<RowFate, DeskError>;

impl Intake<'_> {
    /// Takes operators in, or only tells what would become of them.
    pub fn take_in_operators(
        &self,
        stated: Vec<OperatorStatement>,
    ) -> Result<OperatorsTaken, DeskError> {
        let mut taken = OperatorsTaken::default();
        for one in stated {
            let row = one.row;
            if !self.is_first(folded(&one.number)) {
                let says = say!(
                    "文件里已有一行用这个工号",
                    "a row before has this staff number"
                );
                let fate = RowFate::refused(says, say!("只留一行", "keep one of them"));
                taken.fates.push((row, fate));
                continue;
            }
            match self.take_in_operator(one) {
                Ok((fate, invited)) => {
                    taken.fates.push((row, fate));
                    taken.invited.extend(invited);
                }
                Err(refused) if refused.is_about_the_business() => {
                    taken.fates.push((row, refused.into()));
                }
                Err(failed) => return Err(failed),
            }
        }
        Ok(taken)
    }

    fn take_in_operator(
        &self,
        one: OperatorStatement,
    ) -> Result<(RowFate, Option<OperatorInvited>), DeskError> {
        let (needs, writes) = (self.needs.clone(), self.writes);
        let work = move |tx: &mut Tx<'_>| {
            let mut random = (needs.random)();
            let mut desk = Desk::new(tx, needs.now, random.as_mut(), &needs.reference);
            taken_in(&mut desk, &one, writes)
        };
        match self.writes {
            true => self.needs.db.transact(work),
            false => self.needs.db.read(work),
        }
    }
}

fn taken_in(
    desk: &mut Desk<'_, '_>,
    one: &OperatorStatement,
    writes: bool,
) -> Result<(RowFate, Option<OperatorInvited>), DeskError> {
    let mut roles = one.roles.clone();
    roles.sort_unstable();
    roles.dedup();
    let unit = read_unit(&roles, one.unit.as_deref())?;
    check_unit(&roles, &unit)?;
    if let Some(refused) = not_on_record(desk, &unit)? {
        return Ok((refused, None));
    }
    let number = folded(&one.number);
    match staff_numbers::find(desk.tx, &number)? {
        Some(known) => {
            let fate = changed(desk, (one, &known), (&roles, &unit, writes))?;
            Ok((fate, None))
        }
        None => added(desk, (one, &number), (roles, unit, writes)),
    }
}

/// A facility or an employer that is not on record has nobody.
fn not_on_record(desk: &mut Desk<'_, '_>, unit: &Unit) -> Result<Option<RowFate>, DeskError> {
    let is_known = match unit {
        Unit::Facility(code) => desk.reference.facility(code).is_ok(),
        Unit::Employer(number) => {
            let known: BTreeMap<EmployerNumber, _> = employers::on_record(desk.tx, &[number])?;
            !known.is_empty()
        }
        Unit::All | Unit::Region(_) => true,
    };
    let code = unit.code();
    Ok((!is_known).then(|| {
        RowFate::refused(
            say!("没有登记过 {code}", "{code} is not on record"),
            say!(
                "先放进机构或单位：suixing import facilities、employers",
                "take facilities or employers in first: suixing import facilities, employers"
            ),
        )
    }))
}

fn added(
    desk: &mut Desk<'_, '_>,
    (one, number): (&OperatorStatement, &str),
    (roles, unit, writes): (Vec<Role>, Unit, bool),
) -> Result<(RowFate, Option<OperatorInvited>), DeskError> {
    if one.is_disabled {
        // Nobody has an account, and nobody is to have one.
        return Ok((RowFate::Same, None));
    }
    let name = match rows::find(desk.tx, &one.name)? {
        None => one.name.clone(),
        Some(other) if staff_numbers::of_operator(desk.tx, &other.id)?.is_some() => {
            beside(&one.name, &one.number)
        }
        Some(other) => return Ok((without_number(&other), None)),
    };
    if !writes {
        return Ok((RowFate::New, None));
    }
    let new = NewOperator { name, roles, unit };
    // Its key is told to nobody: whoever needs one is given it on the command line.
    let (operator, _) = operators::add(desk.tx, desk.random, desk.now, &new)?;
    staff_numbers::put(desk.tx, number, &operator.id)?;
    identify(desk, &operator, one)?;
    let invited = accounts::invite(desk, &operator.id)?;
    let invited = OperatorInvited {
        number: one.number.clone(),
        name: invited.operator,
        code: invited.code,
    };
    Ok((RowFate::New, Some(invited)))
}

/// What an account is called where somebody else has the name.
fn beside(name: &str, number: &str) -> String {
    format!("{name}（{number}）")
}

fn without_number(other: &Operator) -> RowFate {
    let name = &other.name;
    RowFate::refused(
        say!(
            "已有叫「{name}」的账号，没有工号，不知道是不是同一个人",
            "there is an account «{name}» without a staff number; whether it is the same person \
             nobody knows"
        ),
        say!(
            "是同一个人：suixing operator number {name} 工号；不是：先在表里写全名称",
            "if it is: suixing operator number {name} NUMBER; if not: name them differently"
        ),
    )
}

fn identify(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    one: &OperatorStatement,
) -> Result<(), DeskError> {
    let Some(certificate) = &one.certificate else {
        return Ok(());
    };
    let identity = StaffIdentity::of(desk, certificate);
    accounts::set_staff(desk, operator, (&operator.unit, identity))
}

fn changed(
    desk: &mut Desk<'_, '_>,
    (one, known): (&OperatorStatement, &Operator),
    (roles, unit, writes): (&[Role], &Unit, bool),
) -> Fate {
    let own = [one.name.clone(), beside(&one.name, &one.number)];
    if !own.iter().any(|name| folded(name) == folded(&known.name)) {
        return Ok(of_another(&known.name));
    }
    if known.disabled_at.is_some() {
        return Ok(match one.is_disabled {
            true => RowFate::Same,
            false => out_of_use(),
        });
    }
    if one.is_disabled {
        if writes {
            operators::disable(desk.tx, desk.now, &known.id)?;
        }
        return Ok(RowFate::Changed(vec![say!("停用", "out of use")]));
    }
    let identity = one.certificate.as_ref();
    let identity = identity.map(|shown| staff::identity_of(desk.tx, shown));
    let standing = staff::find(desk.tx, &known.id)?;
    let is_known = standing.is_some_and(|row| identity.is_none() || row.identity == identity);
    let different = [
        (known.roles != roles, say!("职责", "roles")),
        (known.unit != *unit, say!("所属单位", "unit")),
        (!is_known, say!("身份证号", "ID card")),
    ];
    let different = different.into_iter().filter(|(differs, _)| *differs);
    let different: Vec<Bilingual> = different.map(|(_, name)| name).collect();
    if different.is_empty() {
        return Ok(RowFate::Same);
    }
    if writes {
        // The unit goes with the new roles, and they with it.
        operators::give_roles(desk, known, roles)?;
        let moved = Operator {
            roles: roles.to_vec(),
            ..known.clone()
        };
        accounts::set_staff(desk, &moved, (unit, StaffIdentity(identity)))?;
    }
    Ok(RowFate::Changed(different))
}

fn of_another(name: &str) -> RowFate {
    RowFate::refused(
        say!(
            "这个工号是「{name}」的，姓名不同；工号给过别人的，账号不能跟着给",
            "this staff number is that of «{name}»; a number that was given to somebody else does \
             not bring the account along"
        ),
        say!(
            "核对工号和姓名；换了人就用新的工号",
            "compare number and name; somebody else has a number of their own"
        ),
    )
}

fn out_of_use() -> RowFate {
    RowFate::refused(
        say!(
            "账号已停用，不会再启用",
            "the account is out of use, and stays so"
        ),
        say!(
            "回来的人用新的工号加一个账号",
            "somebody who comes back has a new account, under a new number"
        ),
    )
}
