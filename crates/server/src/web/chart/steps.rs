//! Step lines over the years: days across, numbers upward. What is not known is a gap, never a
//! guess; what only other sources say is drawn apart from what holds.

use domain::Money;
use jiff::civil::{Date, date};

use super::scale::{FULL, percent, place};

/// What is drawn of one figure from one day to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnStep {
    /// Which line it belongs to.
    pub line: String,
    /// First day.
    pub from: Date,
    /// First day no longer.
    pub until: Option<Date>,
    /// How high, and what the axis says there; none where it is not known.
    pub height: Option<(i64, String)>,
    /// Whether only another source says so.
    pub is_other: bool,
}

/// The chart, in percentages of its width and height.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    /// Strokes of what holds: left, top, right, bottom end.
    pub held: Vec<[String; 4]>,
    /// Strokes of what another source says.
    pub other: Vec<[String; 4]>,
    /// Where what another source says begins.
    pub rings: Vec<(String, String)>,
    /// Where nothing is known: left end and width.
    pub gaps: Vec<(String, String)>,
    /// Names of the lines at their right ends: height and names.
    pub ends: Vec<(String, String)>,
    /// Numbers of the axis.
    pub heights: Vec<(String, String)>,
    /// Years of the axis.
    pub years: Vec<(String, i16)>,
    /// Where today is.
    pub today: String,
}

/// The top and the bottom of the plot, in ten-thousandths of the height.
const PLOT: (u32, u32) = (800, 8_600);

/// Numbers nearer than this would be printed over one another.
const APART: u32 = 900;

/// So many years are named at most.
const YEARS_NAMED: i16 = 4;

impl Steps {
    /// The steps as they stood until a day; none where nothing is known at all.
    pub fn of(steps: &[DrawnStep], day: Date) -> Option<Steps> {
        let held: Vec<&DrawnStep> = steps.iter().filter(|step| !step.is_other).collect();
        let first = held.iter().map(|step| step.from).min()?;
        let last = held.iter().map(|step| step.from).max()?.max(day);
        let highest = steps
            .iter()
            .filter_map(|step| Some(step.height.as_ref()?.0));
        let heights: Vec<i64> = highest.collect();
        let (least, most) = (*heights.iter().min()?, *heights.iter().max()?);
        let axes = Axes {
            first,
            days: i64::from((last - first).get_days()).max(360),
            lowest: foot(least, most),
            highest: most.max(1),
        };
        let mut chart = Steps {
            today: percent(axes.x(day)),
            gaps: axes.gaps(&held, day),
            years: axes.years(),
            heights: axes.heights(&held),
            ends: axes.ends(&held, day),
            ..Steps::default()
        };
        for step in steps {
            let Some((height, _)) = step.height else {
                continue;
            };
            let (left, right) = (axes.x(step.from), axes.end(step));
            let y = percent(axes.y(height));
            let stroke = [percent(left), y.clone(), percent(right), y.clone()];
            match step.is_other {
                true => {
                    chart.rings.push((percent(left), y));
                    chart.other.push(stroke);
                }
                false => {
                    chart.held.push(stroke);
                    chart.held.extend(axes.rise(step, &held));
                }
            }
        }
        Some(chart)
    }
}

/// Where the axis begins: at nothing, or near what is drawn where all of it is high up.
fn foot(least: i64, most: i64) -> i64 {
    let spread = (most - least).max(most / 20);
    match least * 2 > most && most > least {
        true => (least - spread).max(0),
        false => 0,
    }
}

struct Axes {
    first: Date,
    days: i64,
    lowest: i64,
    highest: i64,
}

impl Axes {
    fn x(&self, day: Date) -> u32 {
        let days = i64::from((day - self.first).get_days()).clamp(0, self.days);
        // What holds today goes on a little.
        place(Money::from_fen(days * 96), Money::from_fen(self.days * 100))
    }

    fn end(&self, step: &DrawnStep) -> u32 {
        step.until.map_or(FULL, |until| self.x(until))
    }

    fn y(&self, height: i64) -> u32 {
        let above = |height: i64| Money::from_fen(height - self.lowest);
        let up = place(above(height), above(self.highest));
        let (top, bottom) = PLOT;
        bottom - (bottom - top) * up / FULL
    }

    /// The stroke from what a line came to just before.
    fn rise(&self, step: &DrawnStep, held: &[&DrawnStep]) -> Option<[String; 4]> {
        let before = held
            .iter()
            .find(|before| before.line == step.line && before.until == Some(step.from))?;
        let (from, to) = (before.height.as_ref()?.0, step.height.as_ref()?.0);
        let x = percent(self.x(step.from));
        let ends = [from, to].map(|height| percent(self.y(height)));
        let [from, to] = ends;
        (from != to).then(|| [x.clone(), from, x, to])
    }

    /// The days up to today of which nothing that holds is known.
    fn gaps(&self, held: &[&DrawnStep], day: Date) -> Vec<(String, String)> {
        let known = held.iter().filter(|step| step.height.is_some());
        let mut known: Vec<(u32, u32)> = known
            .map(|step| (self.x(step.from), self.end(step)))
            .collect();
        known.sort_unstable();
        let mut gaps = Vec::new();
        let mut reached = 0;
        for (left, right) in known.into_iter().chain([(self.x(day), FULL)]) {
            if left > reached {
                gaps.push((percent(reached), percent(left - reached)));
            }
            reached = reached.max(right);
        }
        gaps
    }

    fn heights(&self, held: &[&DrawnStep]) -> Vec<(String, String)> {
        let named = held.iter().filter_map(|step| step.height.as_ref());
        let mut named: Vec<(u32, &String)> = named
            .map(|(height, name)| (self.y(*height), name))
            .collect();
        named.sort();
        let mut kept: Vec<(u32, &str)> = Vec::new();
        let zero = String::from("0");
        let foot = (self.lowest == 0).then_some((PLOT.1, &zero));
        for (y, name) in named.into_iter().chain(foot) {
            let is_last = y == PLOT.1;
            if kept.last().is_some_and(|(last, _)| y - last < APART) {
                if !is_last {
                    continue;
                }
                kept.pop();
            }
            kept.push((y, name));
        }
        let kept = kept.into_iter();
        kept.map(|(y, name)| (percent(y), name.to_owned()))
            .collect()
    }

    fn years(&self) -> Vec<(String, i16)> {
        let begins = self.first.year();
        let last = i16::try_from(i64::from(begins) + self.days / 365).unwrap_or(begins);
        let step = ((last - begins) / YEARS_NAMED + 1).max(1);
        let first = match self.first.day_of_year() {
            1 => begins,
            _ => begins + 1,
        };
        let years = (0..)
            .map(|count| first + count * step)
            .take_while(|year| *year <= last);
        years
            .map(|year| (percent(self.x(date(year, 1, 1))), year))
            .collect()
    }

    /// The names of the lines where they end, lines near one another in one.
    fn ends(&self, held: &[&DrawnStep], day: Date) -> Vec<(String, String)> {
        let now = held.iter().filter(|step| {
            !step.line.is_empty() && step.from <= day && step.until.is_none_or(|end| day < end)
        });
        let mut named: Vec<(u32, &String)> = now
            .filter_map(|step| Some((self.y(step.height.as_ref()?.0), &step.line)))
            .collect();
        named.sort_by_key(|(y, _)| *y);
        let mut ends: Vec<(u32, String)> = Vec::new();
        for (y, name) in named {
            match ends.last_mut() {
                Some((last, names)) if y - *last < APART => *names += &format!("、{name}"),
                _ => ends.push((y, name.clone())),
            }
        }
        let ends = ends.into_iter();
        ends.map(|(y, names)| (percent(y - 250), names)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(line: &str, from: i16, until: Option<i16>, height: Option<i64>) -> DrawnStep {
        DrawnStep {
            line: line.to_owned(),
            from: date(from, 1, 1),
            until: until.map(|year| date(year, 1, 1)),
            height: height.map(|height| (height, height.to_string())),
            is_other: false,
        }
    }

    #[test]
    fn a_line_rises_where_one_value_follows_another_and_a_gap_is_no_value() {
        let steps = [
            step("三级", 2014, Some(2018), Some(300)),
            step("三级", 2018, Some(2020), None),
            step("三级", 2020, Some(2024), Some(400)),
            step("三级", 2024, None, Some(600)),
        ];
        let chart = Steps::of(&steps, date(2026, 12, 1)).expect("something is known");
        assert_eq!(chart.held.len(), 4, "three values and one rise");
        assert_eq!(chart.gaps.len(), 1);
        assert_eq!(
            chart.heights.last().map(|(_, name)| name.as_str()),
            Some("0")
        );
        assert_eq!(chart.ends.len(), 1);
        assert!(chart.other.is_empty());
    }

    #[test]
    fn what_is_not_known_at_all_is_not_drawn() {
        let steps = [step("", 2020, None, None)];
        assert_eq!(Steps::of(&steps, date(2026, 12, 1)), None);
    }

    #[test]
    fn another_source_is_drawn_apart() {
        let other = DrawnStep {
            is_other: true,
            ..step("", 2024, None, Some(900))
        };
        let steps = [step("", 2020, None, Some(600)), other];
        let chart = Steps::of(&steps, date(2026, 12, 1)).expect("something is known");
        assert_eq!(
            (chart.held.len(), chart.other.len(), chart.rings.len()),
            (1, 1, 1)
        );
    }
}
