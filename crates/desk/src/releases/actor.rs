//! Who asks the office for something: a program with a key, or somebody who is signed in.

use store::Tx;
use store::operators::{self, Operator, Role};

use super::{PlaceFolder, ReleaseError};
use crate::DeskError;
use crate::operators::{OperatorError, OperatorKey, identify};

/// Who drafts or decides.
#[derive(Clone, Debug)]
pub enum ReleaseActor {
    /// Whoever holds this key.
    Key(OperatorKey),
    /// The operator of this number, whom the session knows.
    SignedIn(String),
}

impl From<&OperatorKey> for ReleaseActor {
    fn from(key: &OperatorKey) -> ReleaseActor {
        ReleaseActor::Key(key.clone())
    }
}

impl From<&Operator> for ReleaseActor {
    fn from(operator: &Operator) -> ReleaseActor {
        ReleaseActor::SignedIn(operator.id.clone())
    }
}

impl ReleaseActor {
    /// The operator, as it stands now.
    pub(super) fn identify(&self, tx: &mut Tx<'_>) -> Result<Operator, DeskError> {
        match self {
            ReleaseActor::Key(key) => identify(tx, key),
            ReleaseActor::SignedIn(id) => {
                let found = operators::find(tx, id)?.filter(|found| found.id == *id);
                let in_use = found.filter(|operator| operator.disabled_at.is_none());
                in_use.ok_or_else(|| OperatorError::UnknownKey.into())
            }
        }
    }

    /// The operator, if it has the role and the place is of its unit.
    pub(super) fn in_role(
        &self,
        tx: &mut Tx<'_>,
        (role, place): (Role, &str),
    ) -> Result<Operator, DeskError> {
        let operator = self.identify(tx)?;
        if !operator.roles.contains(&role) {
            let operator = operator.name;
            return Err(OperatorError::RoleMissing { operator, role }.into());
        }
        match place.parse::<PlaceFolder>()?.is_of(&operator) {
            true => Ok(operator),
            false => Err(ReleaseError::OtherUnit {
                place: place.to_owned(),
                operator: operator.name,
            }
            .into()),
        }
    }
}
