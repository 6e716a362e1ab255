//! The hospital's side of the counter: a client that knows the interface only from its published
//! tables, and the real program it talks to through a port. Nothing here uses a type of ours, so
//! that a mistake in them cannot hide.

#![allow(
    dead_code,
    unused_imports,
    reason = "each file of tests uses its own part"
)]

pub mod arithmetic;
pub mod cluster;
pub mod http;
pub mod message;
pub mod patient;
pub mod place;
pub mod server;
pub mod storm;

pub use patient::Patient;
pub use place::Place;

/// Makes two tests of one: on SQLite and on PostgreSQL, each in a fresh database.
#[macro_export]
macro_rules! on_both_engines {
    ($($(#[$about:meta])* fn $name:ident($place:ident: &Place) $body:block)+) => {
        $(
            mod $name {
                use super::*;

                $(#[$about])*
                fn tell($place: &Place) $body

                #[test]
                fn on_sqlite() {
                    tell(&Place::sqlite());
                }

                #[test]
                fn on_postgres() {
                    tell(&Place::postgres());
                }
            }
        )+
    };
}

// Facilities of the demo, told apart by what they are for.

/// Guangzhou, tertiary: inpatient and outpatient.
pub const GUANGZHOU: &str = "H44010400001";
/// Guangzhou, the community centre people of tier two choose.
pub const GUANGZHOU_CENTRE: &str = "H44010600003";
/// Guangzhou, networked for inpatient care only.
pub const GUANGZHOU_INPATIENT_ONLY: &str = "H44010300005";
/// Dongguan, tertiary.
pub const DONGGUAN: &str = "H44190000001";
/// Chengdu, tertiary.
pub const CHENGDU: &str = "H51010700001";
/// Chengdu, its network suspended twenty days ago.
pub const CHENGDU_SUSPENDED: &str = "H51010400002";
/// Chengdu, a community centre.
pub const CHENGDU_CENTRE: &str = "H51010700003";
/// Beijing, tertiary.
pub const BEIJING: &str = "H11010500001";
/// Beijing, joins the network in thirty days.
pub const BEIJING_LATER: &str = "H11010800002";
/// Shenzhen, tertiary: at home.
pub const SHENZHEN: &str = "H44030500001";

/// A laboratory test: class A in every sample catalogue, without a price limit.
pub const LABORATORY: &str = "002501010150000";
/// A day in a ward: class A, with a limit by level (62.00 at a tertiary hospital of Guangdong).
pub const WARD_DAY: &str = "001109000010000";
/// Magnetic resonance: class B, 10 % upfront in Guangdong.
pub const RESONANCE: &str = "002102000010000";
/// A nurse of one's own: class C.
pub const NURSE: &str = "001301000990000";
