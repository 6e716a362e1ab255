//! Charts as geometry: integers in, places for a template to draw out. Money is scaled to
//! ten-thousandths of the chart's width, never to a float.

pub mod meter;
pub mod ribbon;
pub mod scale;
pub mod steps;
pub mod waterfall;

pub use meter::Meter;
pub use ribbon::Ribbon;
pub use steps::{DrawnStep, Steps};
pub use waterfall::{DrawnWith, Waterfall};

use domain::explanation::Part;

/// The class of a part: its colour in the sheet, the same wherever a bill is drawn.
pub const fn class(part: Part) -> &'static str {
    part.word()
}
