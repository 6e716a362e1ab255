//! Who is signed in on pages, and for whom they may act. Insured people show who they are in one of
//! several ways of equal rank; staff with a password and a second factor. A browser holds a secret
//! that says nothing; what it stands for is looked up with each request, so that what is taken away
//! is gone with the next one.

mod account;
mod browser;
mod consent;
mod error;
mod face;
mod guard;
mod kin;
mod passkeys;
mod provider;
mod public_key;
mod resident;
mod scope;
mod session;
mod sign_ins;
mod staff;

pub(crate) use account::folded;
pub use browser::{LeftWith, brought_back, leave_with};
pub use consent::{
    ActsFor, ConsentAsked, consents_of, end_consent, give_consent, helped_by, may_act,
};
pub use error::AccountError;
pub use face::{face_refused, sign_in_with_face};
pub use kin::near_relatives;
pub use passkeys::{
    NamedPasskey, PasskeyAsked, PasskeyFault, PasskeyMade, PasskeyPlace, PasskeyShown,
    ask_for_passkey, passkeys_known, passkeys_of, passkeys_to_ask, register_passkey,
    remove_passkey, sign_in_with_passkey,
};
pub use provider::{ProviderAttempt, finish_by_provider, sign_in_by_provider};
pub use public_key::{PublicKey, SignatureForm};
pub use resident::{
    Claimed, PHONE_CODE_KIND, ask_for_code, code_from_counter, code_from_family, find_claimed,
    find_relative, sign_in_in_demo, sign_in_with_code, sign_in_with_voucher,
};
pub use scope::{holds_person, in_unit};
pub use session::{
    SessionSecret, SignedInAs, end_session, end_sessions_of, forget_old, note_use, signed_in,
};
pub use sign_ins::{
    OwnSignIns, SignedInThere, note_device, sign_ins_of, sign_out_everywhere, sign_out_there,
};
pub use staff::{
    ALL_UNITS, Invited, SecondStep, StaffIdentity, accept_invitation, check_unit,
    check_unit_on_record, confirm_second_factor, invite, read_unit, second_factor_to_be, set_staff,
    sign_in_staff, sign_in_staff_in_demo, staff_in_use,
};
pub use store::consents::{Consent, ConsentWay, Relation};
pub use store::sessions::{SignInWay, SubjectKind};
pub use store::staff::{Unit, UnitKind};

/// What came of trying to sign in. Being refused is no error of the database's: what was tried is
/// kept, so it is no reason to take anything back.
#[derive(Debug)]
pub enum SignInAttempt {
    /// The secret for the browser.
    In(SessionSecret),
    /// Why not.
    Refused(AccountError),
}
