//! Filing, from the policy text to the footing of a visit.

mod advice;
mod footing;
mod machine;
mod properties;
mod rules;
mod submissions;
mod support;
mod variants;
