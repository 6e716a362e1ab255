//! The pages people read: view-models in, HTML out. Pure functions without store, clock or HTTP; a
//! handler fills a view-model, hands it over with a [`Frame`] and sends the text that comes back.
//!
//! Every page works without script, in Chinese and English, on a phone 320 px wide, in the version
//! for the elderly and on A4 paper. All words are in [`text`] and [`words`]; templates hold none.

pub mod account;
pub mod advice;
pub mod api_docs;
pub mod asked;
pub mod assets;
pub(crate) mod basis;
pub mod before;
pub mod bill_day;
pub mod bill_desk;
pub mod bill_parts;
pub mod bureau;
pub mod chart;
pub mod clerk;
pub mod designation;
pub mod developer;
pub mod employer;
pub mod facilities;
pub mod facility_desk;
pub mod field_names;
pub mod filing;
mod frame;
pub mod help;
pub mod home;
pub mod mine;
pub mod person;
pub mod policy;
pub mod problem;
pub mod questions;
pub mod registers;
pub mod settlement;
pub mod sharing;
pub mod sign_in;
pub mod sign_ins;
mod skyline;
pub mod staff_list;
pub mod stories;
pub mod text;
pub mod voucher;
pub mod words;
pub mod year;

#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod tests;

pub use frame::{Acting, Frame, Lang, SignedName, Theme};
pub use skyline::Skyline;

/// Renders a template. Writing into a string cannot fail, and templates call nothing that can.
fn html(template: &impl askama::Template) -> String {
    template
        .render()
        .expect("a template only fails when its writer or a filter does; we use neither")
}
