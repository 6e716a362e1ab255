//! Everything that is wrong with a message, found in one reading and told in one answer.
//!
//! Every reader goes on after a fault: a typed client then learns in one round what its message
//! lacks, not in forty.

use std::fmt::Write;

use domain::Bilingual;

use crate::errors::ReadError;

/// Most faults that are kept of one message; the rest repeat them in further rows.
const FAULTS_MAX: usize = 200;

/// The faults found so far.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<ReadError>);

impl Faults {
    /// Keeps the fault of a reading, if it has one.
    pub(crate) fn take<T>(&mut self, read: Result<T, ReadError>) -> Option<T> {
        read.map_err(|fault| self.add(fault)).ok()
    }

    pub(crate) fn add(&mut self, fault: ReadError) {
        match fault {
            ReadError::Several { faults } => faults.into_iter().for_each(|fault| self.add(fault)),
            fault if self.0.len() < FAULTS_MAX && !self.0.contains(&fault) => self.0.push(fault),
            _ => {}
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The one fault, or several as one.
    pub(crate) fn into_error(mut self) -> ReadError {
        match (self.0.pop(), self.0.is_empty()) {
            (Some(only), true) => only,
            (last, _) => {
                self.0.extend(last);
                ReadError::Several { faults: self.0 }
            }
        }
    }

    /// What was read, unless something is wrong.
    pub(crate) fn unless<T>(self, read: Option<T>) -> Result<T, ReadError> {
        match read {
            Some(read) if self.is_empty() => Ok(read),
            _ => Err(self.into_error()),
        }
    }
}

/// All of them, or everything that is wrong with any.
pub(crate) fn all<T>(
    read: impl IntoIterator<Item = Result<T, ReadError>>,
) -> Result<Vec<T>, ReadError> {
    let mut faults = Faults::default();
    let read: Vec<T> = read
        .into_iter()
        .filter_map(|one| faults.take(one))
        .collect();
    faults.unless(Some(read))
}

/// Both of them, or everything that is wrong with either.
pub(crate) fn both<A, B>(
    left: Result<A, ReadError>,
    right: Result<B, ReadError>,
) -> Result<(A, B), ReadError> {
    let mut faults = Faults::default();
    let (left, right) = (faults.take(left), faults.take(right));
    faults.unless(left.zip(right))
}

/// A record of which every field is read before any fault refuses it; `provided` names what must
/// hold besides.
macro_rules! every {
    (@value $field:ident $value:expr) => { $value };
    (@value $field:ident) => { $field };
    ($name:ident { $($field:ident $(: $value:expr)?),+ $(,)? } $(provided $($check:expr),+)?) => {{
        let mut faults = $crate::faults::Faults::default();
        $($(faults.take($check);)+)?
        $(let $field = faults.take($crate::faults::every!(@value $field $($value)?));)+
        match ($($field,)+) {
            ($(Some($field),)+) if faults.is_empty() => Ok($name { $($field),+ }),
            _ => Err(faults.into_error()),
        }
    }};
}
pub(crate) use every;

/// All faults in a few words: what is missing, then what is wrong and how.
pub(crate) fn in_brief(faults: &[ReadError]) -> Bilingual {
    let places = Places::of(faults);
    let count = match faults.len() {
        FAULTS_MAX.. => format!("{FAULTS_MAX}+"),
        count => count.to_string(),
    };
    Bilingual::new(
        format!("{count}处：{}", places.listed("缺少", "有误")),
        format!("{count} faults: {}", places.listed("missing", "wrong")),
    )
}

/// Where faults are: of each node the fields, missing ones apart.
#[derive(Default)]
struct Places {
    missing: Vec<Place>,
    wrong: Vec<Place>,
}

/// Fields of one node, in some of its rows.
struct Place {
    node: String,
    rows: Vec<usize>,
    fields: Vec<String>,
}

impl Places {
    fn of(faults: &[ReadError]) -> Places {
        let mut places = Places::default();
        for fault in faults {
            let path = fault.place();
            let (node, row, field) = apart(path.strip_prefix("input.").unwrap_or(&path));
            match fault {
                ReadError::MissingField { .. } | ReadError::NoRows { .. } => {
                    add(&mut places.missing, node, row, field.to_owned());
                }
                _ => {
                    let field = format!("{field}({})", fault.code());
                    add(&mut places.wrong, node, row, field);
                }
            }
        }
        places
    }

    fn listed(&self, missing: &str, wrong: &str) -> String {
        let groups = [(missing, &self.missing), (wrong, &self.wrong)];
        let told = groups.iter().filter(|(_, places)| !places.is_empty());
        let told = told.map(|(label, places)| {
            let named: Vec<String> = merged(places).iter().map(Place::named).collect();
            format!("{label} {}", named.join(" "))
        });
        told.collect::<Vec<_>>().join("；")
    }
}

/// `feedetail[3].cnt` as node, row and field.
fn apart(path: &str) -> (&str, Option<usize>, &str) {
    let (node, field) = path.rsplit_once('.').unwrap_or(("", path));
    let row = node
        .strip_suffix(']')
        .and_then(|open| open.split_once('['))
        .and_then(|(node, row)| Some((node, row.parse().ok()?)));
    match row {
        Some((node, row)) => (node, Some(row), field),
        None => (node, None, field),
    }
}

fn add(places: &mut Vec<Place>, node: &str, row: Option<usize>, field: String) {
    let rows: Vec<usize> = row.into_iter().collect();
    let same = |place: &&mut Place| place.node == node && place.rows == rows;
    match places.iter_mut().find(same) {
        Some(place) => place.fields.push(field),
        None => places.push(Place {
            node: node.to_owned(),
            rows,
            fields: vec![field],
        }),
    }
}

/// Rows with the same faults are named together.
fn merged(places: &[Place]) -> Vec<Place> {
    let mut merged: Vec<Place> = Vec::new();
    for place in places {
        let same = |known: &&mut Place| known.node == place.node && known.fields == place.fields;
        match merged.iter_mut().find(same) {
            Some(known) => known.rows.extend(&place.rows),
            None => merged.push(Place {
                node: place.node.clone(),
                rows: place.rows.clone(),
                fields: place.fields.clone(),
            }),
        }
    }
    merged
}

impl Place {
    fn named(&self) -> String {
        let fields = self.fields.join(",");
        if self.node.is_empty() {
            return fields;
        }
        let rows = ranges(&self.rows);
        match self.fields.len() {
            1 => format!("{}{rows}.{fields}", self.node),
            _ => format!("{}{rows}.{{{fields}}}", self.node),
        }
    }
}

/// `[0-3,7]`.
fn ranges(rows: &[usize]) -> String {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for &row in rows {
        match runs.last_mut() {
            Some((_, end)) if *end + 1 == row => *end = row,
            _ => runs.push((row, row)),
        }
    }
    let mut text = String::new();
    for (start, end) in runs {
        let comma = if text.is_empty() { "" } else { "," };
        let _ = match start == end {
            true => write!(text, "{comma}{start}"),
            false => write!(text, "{comma}{start}-{end}"),
        };
    }
    if text.is_empty() {
        return text;
    }
    format!("[{text}]")
}

#[cfg(test)]
mod tests;
