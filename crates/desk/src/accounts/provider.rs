//! Staff whom a provider of identities has signed in already. It says which number they have; who
//! that is, whether they still work here and what they may do is said here. Nobody is added by
//! signing in.

use store::operators::{self, Operator};
use store::sessions::SignInWay;
use store::{passkeys, staff_numbers};

use super::account::{counted_for, enter, folded, standing};
use super::staff::{SecondStep, take_step};
use super::{AccountError, SessionSecret, SignInAttempt, guard};
use crate::{Desk, DeskError};

/// What came of somebody whom the provider named.
#[derive(Debug)]
pub enum ProviderAttempt {
    /// The secret for the browser.
    In(SessionSecret),
    /// The second step is ours to ask; the number of the account.
    SecondStep(String),
    /// Why not.
    Refused(AccountError),
}

/// Signs in whom the provider named, or asks for the second step where the provider took none that
/// counts.
pub fn sign_in_by_provider(
    desk: &mut Desk<'_, '_>,
    number: &str,
    had_second_step: bool,
) -> Result<ProviderAttempt, DeskError> {
    let operator = match known(desk, number)? {
        Ok(operator) => operator,
        Err(why) => return Ok(ProviderAttempt::Refused(why)),
    };
    if had_second_step {
        return Ok(match enter(desk, &operator, SignInWay::Oidc)? {
            SignInAttempt::In(secret) => ProviderAttempt::In(secret),
            SignInAttempt::Refused(why) => ProviderAttempt::Refused(why),
        });
    }
    let has_code = standing(desk, &operator.id)?.second_factor_set;
    let has_passkey = !passkeys::of_operator(desk.tx, &operator.id)?.is_empty();
    Ok(match has_code || has_passkey {
        true => ProviderAttempt::SecondStep(operator.id),
        false => ProviderAttempt::Refused(AccountError::NoSecondStepHere),
    })
}

/// Signs in whom the provider named a moment ago, with our own second step.
pub fn finish_by_provider(
    desk: &mut Desk<'_, '_>,
    account: &str,
    step: &SecondStep,
) -> Result<SignInAttempt, DeskError> {
    let operator = match known(desk, account)? {
        Ok(operator) => operator,
        Err(why) => return Ok(SignInAttempt::Refused(why)),
    };
    let whom = counted_for(Some(&operator), "");
    if let Some(refused) = guard::refused(desk, &whom)? {
        return Ok(SignInAttempt::Refused(refused));
    }
    match take_step(desk, &operator, step)? {
        Some(step) => {
            guard::went_well(desk, &whom, step)?;
            enter(desk, &operator, SignInWay::Oidc)
        }
        None => Ok(SignInAttempt::Refused(guard::failed(desk, &whom)?)),
    }
}

/// The account of a number: that of the agency, or ours. Never a name, which others choose.
fn known(
    desk: &mut Desk<'_, '_>,
    number: &str,
) -> Result<Result<Operator, AccountError>, DeskError> {
    let found = match staff_numbers::find(desk.tx, &folded(number))? {
        Some(operator) => Some(operator),
        None => operators::find(desk.tx, number)?.filter(|one| one.id == number),
    };
    Ok(match found {
        None => Err(AccountError::NotStaffHere),
        Some(operator) if operator.disabled_at.is_some() => Err(AccountError::AccountDisabled),
        Some(operator) => Ok(operator),
    })
}
