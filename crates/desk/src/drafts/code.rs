//! The check code of a filing: its number and a keyed hash of it, so that nobody finds one by
//! guessing or counting, and none has to be kept. It is read as people type it.

use domain::filing::Filing;
use domain::ids::FilingId;
use domain::signs::half_width;
use domain::text::hex;

use crate::{Desk, DeskError};

/// Bytes of the hash: nobody guesses 64 bits.
const BYTES: usize = 8;

/// The check code of a filing.
pub fn check_code(desk: &Desk<'_, '_>, id: &FilingId) -> String {
    format!("{id}-{}", sign(desk, id))
}

/// The hash in groups of four.
fn sign(desk: &Desk<'_, '_>, id: &FilingId) -> String {
    let hash = desk.tx.keys().index("filing-check", id.as_str());
    let sign = hex(&hash[..BYTES]).to_uppercase();
    let groups = sign.as_bytes().chunks(4);
    let groups = groups.map(|group| String::from_utf8_lossy(group).into_owned());
    groups.collect::<Vec<_>>().join("-")
}

/// Letters and digits alone, in capitals: strokes, blanks and full width make no difference.
fn bare(typed: &str) -> String {
    let typed = half_width(typed).to_uppercase();
    typed.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// The filing of a check code; none where the code is not ours.
pub fn by_check_code(desk: &mut Desk<'_, '_>, code: &str) -> Result<Option<Filing>, DeskError> {
    for id in numbers(code) {
        if bare(&check_code(desk, &id)) != bare(code) {
            continue;
        }
        match crate::filing::filing_by_id(desk, &id) {
            Ok(filing) => return Ok(Some(filing)),
            Err(DeskError::UnknownFiling { .. }) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(None)
}

/// The numbers a code may begin with: as it was typed, and without any strokes.
fn numbers(code: &str) -> impl Iterator<Item = FilingId> {
    let length = 2 * BYTES;
    let plain = bare(code);
    let joined = plain
        .len()
        .checked_sub(length)
        .map(|end| plain[..end].to_owned());
    let typed: String = half_width(code)
        .to_uppercase()
        .chars()
        .map(|sign| match sign {
            '－' | '—' | '–' | '‐' | '−' => '-',
            sign => sign,
        })
        .filter(|sign| !sign.is_whitespace())
        .collect();
    let mut left = length;
    let end = typed.char_indices().rev().find_map(|(at, sign)| {
        left -= usize::from(sign.is_ascii_alphanumeric() && left > 0);
        (left == 0).then_some(at)
    });
    let typed = end.map(|end| typed[..end].trim_end_matches('-').to_owned());
    joined
        .into_iter()
        .chain(typed)
        .filter_map(|id| id.parse().ok())
}
