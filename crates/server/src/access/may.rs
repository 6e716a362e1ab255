//! Who may ask an address.

use desk::Role;
use desk::accounts::{SignInWay, SignedInAs};

/// Who may ask an address.
#[derive(Clone, Copy, Debug)]
pub enum May {
    /// Everybody.
    Anybody,
    /// Everybody in the sandbox, where people are invented; elsewhere nobody, in so many words.
    Sandbox,
    /// Everybody in the sandbox; elsewhere those.
    SandboxOr(&'static May),
    /// Insured people who are signed in.
    Resident,
    /// Staff who are signed in, an invitation among it.
    Invited,
    /// Staff of any role.
    Staff,
    /// Staff of one of these roles.
    Roles(&'static [Role]),
}

/// Everybody.
pub const ANYBODY: May = May::Anybody;
/// Everybody in the sandbox alone.
pub const SANDBOX: May = May::Sandbox;
/// Insured people.
pub const RESIDENT: May = May::Resident;
/// Staff of any role.
pub const STAFF: May = May::Staff;

/// Why somebody may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// Nobody is signed in.
    NotSignedIn,
    /// Whoever is signed in may not.
    NotTheirs,
    /// The second factor is to be set up first.
    SecondFactorFirst,
    /// It is of the sandbox.
    SandboxOnly,
}

impl May {
    /// Whether it is let in.
    pub fn check(self, who: Option<&SignedInAs>, is_sandbox: bool) -> Result<(), Denied> {
        match self {
            May::Anybody => Ok(()),
            May::Sandbox if is_sandbox => Ok(()),
            May::Sandbox => Err(Denied::SandboxOnly),
            May::SandboxOr(_) if is_sandbox => Ok(()),
            May::SandboxOr(others) => others.check(who, is_sandbox),
            May::Resident => match who {
                Some(SignedInAs::Person { .. }) => Ok(()),
                Some(SignedInAs::Staff { .. }) => Err(Denied::NotTheirs),
                None => Err(Denied::NotSignedIn),
            },
            May::Invited => match who {
                Some(SignedInAs::Staff { .. }) => Ok(()),
                Some(SignedInAs::Person { .. }) => Err(Denied::NotTheirs),
                None => Err(Denied::NotSignedIn),
            },
            May::Staff => role(who, None),
            May::Roles(roles) => role(who, Some(roles)),
        }
    }
}

fn role(who: Option<&SignedInAs>, roles: Option<&[Role]>) -> Result<(), Denied> {
    let Some(who) = who else {
        return Err(Denied::NotSignedIn);
    };
    let SignedInAs::Staff { operator, way, .. } = who else {
        return Err(Denied::NotTheirs);
    };
    if *way == SignInWay::Invitation {
        return Err(Denied::SecondFactorFirst);
    }
    match roles.is_none_or(|roles| roles.iter().any(|role| operator.roles.contains(role))) {
        true => Ok(()),
        false => Err(Denied::NotTheirs),
    }
}
