//! Digests of rows. Rows that are only appended are told by the audit entry of their turn, which
//! holds one hash over all of them; rows that change in place have a digest of their own in a table
//! beside them (see `kept`). Both are made of the values as they are written, so
//! that the check reads raw rows and parses nothing.

use sha2::{Digest, Sha256};

use crate::value::Value;

/// The hash of one row.
pub type RowHash = [u8; 32];

/// The digest of a row that changes in place: the first bytes of its hash.
pub const KEPT_BYTES: usize = 16;

/// The hash of a row: the name of its table, then each value with its kind and its length before
/// it, so that none can flow into the next.
pub fn of_row<'v>(table: &str, row: impl IntoIterator<Item = &'v Value<'v>>) -> RowHash {
    let mut bytes = Vec::with_capacity(256);
    let put = |bytes: &mut Vec<u8>, kind: u8, part: &[u8]| {
        bytes.push(kind);
        bytes.extend_from_slice(&(part.len() as u64).to_le_bytes());
        bytes.extend_from_slice(part);
    };
    put(&mut bytes, b'r', table.as_bytes());
    for value in row {
        match value {
            Value::Null => bytes.push(b'n'),
            Value::Integer(number) => put(&mut bytes, b'i', &number.to_le_bytes()),
            Value::Text(text) => put(&mut bytes, b't', text.as_bytes()),
            Value::Bytes(part) => put(&mut bytes, b'b', part),
        }
    }
    Sha256::digest(&bytes).into()
}

/// The hash of many rows, in whatever order they were written or are read.
pub fn of_rows(mut rows: Vec<RowHash>) -> RowHash {
    rows.sort_unstable();
    let mut hasher = Sha256::new();
    for row in &rows {
        hasher.update(row);
    }
    hasher.finalize().into()
}

/// What is kept of the hash of a row that changes in place.
pub fn kept(hash: RowHash) -> Vec<u8> {
    hash[..KEPT_BYTES].to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values;

    #[test]
    fn no_value_flows_into_the_next_and_kinds_differ() {
        let hash = |row: &[Value<'_>]| of_row("t", row);
        let all = [
            hash(&values!["ab", "c"]),
            hash(&values!["a", "bc"]),
            hash(&values!["abc"]),
            hash(&values!["abc", None::<i64>]),
            hash(&values![1_i64]),
            hash(&values!["1"]),
            hash(&values![b"1".as_slice()]),
            of_row("u", &values!["ab", "c"]),
        ];
        for (at, one) in all.iter().enumerate() {
            assert!(all[at + 1..].iter().all(|other| other != one), "{at}");
        }
    }

    #[test]
    fn the_order_of_rows_does_not_matter_but_their_number_does() {
        let (one, other) = (of_row("t", &values![1_i64]), of_row("t", &values![2_i64]));
        assert_eq!(of_rows(vec![one, other]), of_rows(vec![other, one]));
        assert_ne!(of_rows(vec![one, other]), of_rows(vec![one, other, other]));
    }
}
