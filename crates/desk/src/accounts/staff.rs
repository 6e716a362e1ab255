//! How staff sign in: with a password and a code of a second factor. An invitation, given once by
//! whoever adds an operator, lets them choose both.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use domain::ids::Certificate;
use domain::signs::half_width;
use domain::text::hex;
use domain::{Bilingual, region_names};
use jiff::SignedDuration;
use store::operators::{self, Operator, Role};
use store::sessions::{self, CodeIssued, SignInWay};
use store::staff::{self, StaffRow, Unit};
use store::{Tx, audit, employers, reference};
use totp_rs::{Builder, Secret, Totp};

use super::account::{counted_for, enter, in_use, note, standing};
use super::passkeys::{PasskeyAsked, PasskeyShown, forget_passkeys, is_shown};
use super::{AccountError, SignInAttempt, guard};
use crate::operators::OperatorError;
use crate::{Desk, DeskError};

/// Who the audit says invites operators and moves them: somebody at the command line.
const INSTALLATION: &str = "installation";
/// How long an invitation holds.
const INVITED: SignedDuration = SignedDuration::from_hours(72);
/// The fewest characters of a password.
const PASSWORD_LEAST: usize = 12;
/// The most, so that nobody lets the server hash a book.
const PASSWORD_MOST: usize = 200;
/// Seconds a code of the second factor holds.
const STEP: u64 = 30;

/// An invitation. Shown once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invited {
    /// Whom.
    pub operator: String,
    /// The code.
    pub code: String,
}

/// What tells that a case is an operator's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StaffIdentity(pub Option<Vec<u8>>);

impl StaffIdentity {
    /// Of the operator's own certificate.
    pub fn of(desk: &Desk<'_, '_>, certificate: &Certificate) -> StaffIdentity {
        StaffIdentity(Some(staff::identity_of(desk.tx, certificate)))
    }
}

/// What says that an operator works for everything.
pub const ALL_UNITS: &str = "all";

/// The unit of this code, name or number, as operators of these roles have one: an employer's
/// number, a facility's code, else a region's code or name. Whoever sees cases of people has to be
/// given one in so many words: `all` is the whole installation.
pub fn read_unit(roles: &[Role], code: Option<&str>) -> Result<Unit, DeskError> {
    let code = code.map(str::trim).filter(|code| !code.is_empty());
    let sees_cases = [Role::Clerk, Role::Supervisor];
    let unknown = |why: Bilingual| AccountError::UnknownUnit {
        unit: domain::text::shortened(code.unwrap_or_default(), 40),
        why,
    };
    match code {
        None if roles.iter().any(|role| sees_cases.contains(role)) => {
            Err(AccountError::UnitNeeded.into())
        }
        None | Some(ALL_UNITS) => Ok(Unit::All),
        Some(number) if roles.contains(&Role::Employer) => Ok(Unit::Employer(number.to_owned())),
        Some(code) if roles.contains(&Role::FacilityDesk) => {
            let code = code.parse();
            let is_none = || Bilingual::new("机构编号不对", "it is no code of a facility");
            Ok(Unit::Facility(code.map_err(|_| unknown(is_none()))?))
        }
        Some(typed) => Ok(Unit::Region(
            region_names::typed::place(typed).map_err(unknown)?,
        )),
    }
}

/// Refuses a unit that is not on record: nothing would ever be its affair.
pub fn check_unit_on_record(tx: &mut Tx<'_>, unit: &Unit) -> Result<(), DeskError> {
    let is_known = match unit {
        Unit::All | Unit::Region(_) => true,
        Unit::Employer(number) => match number.parse() {
            Ok(number) => employers::find(tx, &number)?.is_some(),
            Err(_) => false,
        },
        Unit::Facility(code) => {
            let all = reference::facilities(tx)?;
            all.iter().any(|facility| facility.code == *code)
        }
    };
    match is_known {
        true => Ok(()),
        false => Err(AccountError::UnknownUnit {
            unit: unit.code(),
            why: Bilingual::new(
                "登记里没有这个单位，请先用 suixing import 导入",
                "it is not on record; take the register in first, with suixing import",
            ),
        }
        .into()),
    }
}

/// Puts down what an operator works for, and who they are as an insured person where known.
pub fn set_staff(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    (unit, identity): (&Unit, StaffIdentity),
) -> Result<(), DeskError> {
    check_unit(&operator.roles, unit)?;
    let before = standing(desk, &operator.id)?;
    let row = StaffRow {
        unit: unit.clone(),
        identity: identity.0.or_else(|| before.identity.clone()),
        ..before
    };
    staff::put(desk.tx, &row)?;
    let about = format!("{} {}", unit.kind().word(), unit.code());
    note_of_installation(desk, "set-unit", (&operator.id, about.trim()))
}

/// Notes what somebody at the command line did to an account: whoever holds the database's address
/// and keys, above whom there is nobody to name.
fn note_of_installation(
    desk: &mut Desk<'_, '_>,
    action: &str,
    (operator, about): (&str, &str),
) -> Result<(), DeskError> {
    store::releases::take_turn(desk.tx)?;
    let by = (INSTALLATION, action);
    Ok(desk.note(audit::OPERATORS, by, (operator, about))?)
}

/// Refuses roles that do not go together, or not with the unit.
pub fn check_unit(roles: &[Role], unit: &Unit) -> Result<(), DeskError> {
    if !go_together(roles) {
        return Err(AccountError::RolesDoNotGo.into());
    }
    match fits(roles, unit) {
        true => Ok(()),
        false => Err(AccountError::UnitNeeded.into()),
    }
}

/// Whether operators of these roles can work for the unit.
fn fits(roles: &[Role], unit: &Unit) -> bool {
    roles.iter().all(|role| match (role, unit) {
        (Role::Employer, Unit::Employer(_)) | (Role::FacilityDesk, Unit::Facility(_)) => true,
        (Role::Employer | Role::FacilityDesk, _) => false,
        (_, Unit::Employer(_) | Unit::Facility(_)) => false,
        _ => true,
    })
}

/// Administration, audit and business sit with different people.
fn go_together(roles: &[Role]) -> bool {
    let power = |role: &Role| match role {
        Role::Administrator => 0,
        Role::Auditor => 1,
        _ => 2,
    };
    let mut powers = roles.iter().map(power);
    let first = powers.next();
    powers.all(|power| Some(power) == first)
}

/// Invites an operator to choose a password; an invitation of before is worth nothing any more.
pub fn invite(desk: &mut Desk<'_, '_>, named: &str) -> Result<Invited, DeskError> {
    let operator = in_use(desk, named)?.ok_or_else(|| OperatorError::Unknown {
        named: named.to_owned(),
    })?;
    let mut bytes = [0; 10];
    desk.random.fill(&mut bytes);
    let code = hex(&bytes);
    let issued = CodeIssued {
        subject: &operator.id,
        way: SignInWay::Invitation,
        by: INSTALLATION,
        ends_at: desk.now + INVITED,
    };
    sessions::issue_code(desk.tx, &code, &issued)?;
    note_of_installation(desk, "invite-operator", (&operator.id, ""))?;
    Ok(Invited {
        operator: operator.name,
        code,
    })
}

/// Takes up an invitation with a password. What it opens is the page that sets up the second
/// factor, and nothing else.
pub fn accept_invitation(
    desk: &mut Desk<'_, '_>,
    (named, code): (&str, &str),
    password: &str,
) -> Result<SignInAttempt, DeskError> {
    let operator = in_use(desk, named)?;
    let whom = counted_for(operator.as_ref(), named);
    if let Some(refused) = guard::refused(desk, &whom)? {
        return Ok(SignInAttempt::Refused(refused));
    }
    if is_weak(named, password) {
        return Ok(SignInAttempt::Refused(AccountError::PasswordWeak));
    }
    let code = code.trim().to_lowercase();
    let way = match &operator {
        Some(operator) => sessions::use_code(desk.tx, (&operator.id, &code), desk.now)?,
        None => None,
    };
    let (Some(operator), Some(SignInWay::Invitation)) = (operator, way) else {
        return Ok(SignInAttempt::Refused(guard::failed(desk, &whom)?));
    };
    let mut salt = [0; 16];
    desk.random.fill(&mut salt);
    let hashed = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
    let hashed = hashed.expect("a salt of 16 bytes and a password of some length are hashed");
    let before = standing(desk, &operator.id)?;
    let row = StaffRow {
        password: Some(hashed.to_string()),
        // A new password begins with a new second factor, and without the passkeys of before.
        second_factor: before.second_factor + 1,
        second_factor_set: false,
        ..before
    };
    staff::put(desk.tx, &row)?;
    forget_passkeys(desk, &operator.id)?;
    sessions::end_all(desk.tx, &operator.id)?;
    note(desk, &operator.id, ("choose-password", ""))?;
    enter(desk, &operator, SignInWay::Invitation)
}

/// The secret of a second factor that is to be set up, in the letters authenticator apps take.
pub fn second_factor_to_be(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
) -> Result<String, DeskError> {
    let generation = standing(desk, &operator.id)?.second_factor;
    let secret = staff::second_factor_secret(desk.tx, &operator.id, generation);
    Ok(Secret::from(secret).to_base32())
}

/// Sets up the second factor, once a code of it was shown. The sign-in goes on as a full one.
pub fn confirm_second_factor(
    desk: &mut Desk<'_, '_>,
    (operator, code): (&Operator, &str),
) -> Result<SignInAttempt, DeskError> {
    let whom = counted_for(Some(operator), "");
    if let Some(refused) = guard::refused(desk, &whom)? {
        return Ok(SignInAttempt::Refused(refused));
    }
    let before = standing(desk, &operator.id)?;
    let Some(step) = step_of(desk, (&operator.id, before.second_factor), code)? else {
        return Ok(SignInAttempt::Refused(guard::failed(desk, &whom)?));
    };
    let row = StaffRow {
        second_factor_set: true,
        ..before
    };
    staff::put(desk.tx, &row)?;
    guard::went_well(desk, &whom, Some(step))?;
    sessions::end_all(desk.tx, &operator.id)?;
    note(desk, &operator.id, ("set-up-second-factor", ""))?;
    enter(desk, operator, SignInWay::Password)
}

/// What staff show behind the password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecondStep {
    /// The code of an authenticator app.
    Code(String),
    /// A passkey.
    Passkey(Box<(PasskeyAsked, PasskeyShown)>),
}

/// Signs staff in with name, password and a second step. Everything is looked at before anything
/// is said, and what was wrong is not.
pub fn sign_in_staff(
    desk: &mut Desk<'_, '_>,
    (named, password): (&str, &str),
    step: &SecondStep,
) -> Result<SignInAttempt, DeskError> {
    let operator = in_use(desk, named)?;
    let whom = counted_for(operator.as_ref(), named);
    if let Some(refused) = guard::refused(desk, &whom)? {
        return Ok(SignInAttempt::Refused(refused));
    }
    let hash = match &operator {
        Some(operator) => standing(desk, &operator.id)?.password,
        None => None,
    };
    let known = hash.is_some();
    let hash = hash.unwrap_or_else(|| NOBODYS.to_owned());
    let verified = Argon2::default().verify_password(password.as_bytes(), hash.as_str());
    let right = verified.is_ok() && known && password.chars().count() <= PASSWORD_MOST;
    let Some(operator) = operator else {
        return Ok(SignInAttempt::Refused(guard::failed(desk, &whom)?));
    };
    match take_step(desk, &operator, step)? {
        Some(step) if right => {
            guard::went_well(desk, &whom, step)?;
            enter(desk, &operator, SignInWay::Password)
        }
        _ => Ok(SignInAttempt::Refused(guard::failed(desk, &whom)?)),
    }
}

/// Whether the second step is right. What a code was of is told, so that it counts once.
pub(super) fn take_step(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    step: &SecondStep,
) -> Result<Option<Option<i64>>, DeskError> {
    match step {
        SecondStep::Passkey(shown) => {
            let (asked, shown) = shown.as_ref();
            let is_shown = is_shown(desk, operator, (asked, shown, false))?;
            Ok(is_shown.then_some(None))
        }
        SecondStep::Code(code) => {
            let row = standing(desk, &operator.id)?;
            if !row.second_factor_set {
                return Ok(None);
            }
            let of = step_of(desk, (&operator.id, row.second_factor), code)?;
            let whom = counted_for(Some(operator), "");
            let fresh = of > guard::last_step(desk, &whom)?;
            Ok(of.filter(|_| fresh).map(Some))
        }
    }
}

/// Signs in one of the demo's operators. The caller has seen that it is a demo.
pub fn sign_in_staff_in_demo(
    desk: &mut Desk<'_, '_>,
    named: &str,
) -> Result<SignInAttempt, DeskError> {
    let operator = in_use(desk, named)?.ok_or_else(|| OperatorError::Unknown {
        named: named.to_owned(),
    })?;
    enter(desk, &operator, SignInWay::Demo)
}

/// Everybody whose account is in use, oldest first.
pub fn staff_in_use(desk: &mut Desk<'_, '_>) -> Result<Vec<Operator>, DeskError> {
    let mut all = operators::all(desk.tx)?;
    all.retain(|operator| operator.disabled_at.is_none());
    Ok(all)
}

/// What is compared with the password of somebody who is not there, so that it takes as long.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$\
    AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The step this code is of, a step early or late.
fn step_of(
    desk: &Desk<'_, '_>,
    (operator, generation): (&str, i64),
    code: &str,
) -> Result<Option<i64>, DeskError> {
    let secret = staff::second_factor_secret(desk.tx, operator, generation);
    let code: String = half_width(code)
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    let seconds = u64::try_from(desk.now.as_second()).unwrap_or_default();
    let found = totp(secret).check(&code, seconds);
    Ok(found.and_then(|step| i64::try_from(step).ok()))
}

fn totp(secret: Vec<u8>) -> Totp {
    let secret = Secret::from(secret);
    Builder::new()
        .with_secret(secret)
        .with_step_duration(STEP)
        .build_noncompliant()
}

/// A password that is short, or that anybody would try first.
fn is_weak(named: &str, password: &str) -> bool {
    let count = password.chars().count();
    let codes: Vec<u32> = password.chars().map(u32::from).collect();
    let steps: Vec<i64> = codes
        .windows(2)
        .map(|two| i64::from(two[1]) - i64::from(two[0]))
        .collect();
    let is_run = steps.iter().filter(|step| step.abs() <= 1).count() * 2 > steps.len();
    let lower = password.to_lowercase();
    let named = named.trim().to_lowercase();
    !(PASSWORD_LEAST..=PASSWORD_MOST).contains(&count)
        || is_run
        || (!named.is_empty() && lower.contains(&named))
}
