//! What of a file is certainly on the disk, what was written since, and what may be left of that
//! when the power fails: all, nothing, its beginning, some of it, or halves of it.

use crate::Chance;

/// A change that nobody has made to last yet.
#[derive(Clone, Debug)]
enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Truncate { to: usize },
}

/// How a power cut treats what was not made to last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// All of it is there, as after a mere kill.
    Nothing,
    /// None of it is there.
    Everything,
    /// What was written first is there, and the last of that may be torn.
    End,
    /// Each piece is there, or not, or torn at the sectors of a disk or the pages of a cache.
    Pieces,
    /// Some pieces are there, and those that were written later went first.
    Order,
}

impl Loss {
    const ALL: [Loss; 5] = [
        Loss::Nothing,
        Loss::Everything,
        Loss::End,
        Loss::Pieces,
        Loss::Order,
    ];

    /// One of them.
    pub fn any(chance: &mut Chance) -> Loss {
        Loss::ALL[chance.among(Loss::ALL.len())]
    }
}

/// Where a piece may tear: the sectors of a disk, the pages of a cache.
const TEARS_AT: [usize; 2] = [512, 4096];

/// A file, as far as it is on the disk and as it would be if nothing happened.
#[derive(Clone, Debug, Default)]
pub(crate) struct Image {
    lasting: Vec<u8>,
    since: Vec<Change>,
    /// Whether its name is certainly in the folder.
    pub(crate) is_named: bool,
    /// Whether its name was taken out of the folder, which may not last either.
    pub(crate) is_deleted: bool,
}

impl Image {
    /// A file that was there with this in it.
    pub(crate) fn of(lasting: Vec<u8>, is_named: bool) -> Image {
        Image {
            lasting,
            is_named,
            ..Image::default()
        }
    }

    pub(crate) fn write(&mut self, at: usize, bytes: &[u8]) {
        let bytes = bytes.to_vec();
        self.since.push(Change::Write { at, bytes });
    }

    pub(crate) fn truncate(&mut self, to: usize) {
        self.since.push(Change::Truncate { to });
    }

    /// Everything written so far lasts from now on.
    pub(crate) fn sync(&mut self) {
        for change in std::mem::take(&mut self.since) {
            apply(&mut self.lasting, &change);
        }
    }

    /// The disk said that it could not: what is lost stays lost, although it can be read until the
    /// power fails, and whoever syncs again is told that all is well.
    pub(crate) fn sync_in_vain(&mut self, chance: &mut Chance) {
        for change in std::mem::take(&mut self.since) {
            if chance.one_in(2) {
                apply(&mut self.lasting, &change);
            }
        }
    }

    /// How many changes nobody has made to last.
    pub(crate) fn unsynced(&self) -> usize {
        self.since.len()
    }

    /// What is there when the power is back.
    pub(crate) fn after(&self, loss: Loss, chance: &mut Chance) -> Vec<u8> {
        let mut image = self.lasting.clone();
        let whole = self.since.len();
        match loss {
            Loss::Everything => {}
            Loss::Nothing => self.since.iter().for_each(|it| apply(&mut image, it)),
            Loss::End => {
                let kept = chance.among(whole + 1);
                let kept = &self.since[..kept];
                if let Some((last, before)) = kept.split_last() {
                    before.iter().for_each(|it| apply(&mut image, it));
                    tear(&mut image, last, chance);
                }
            }
            Loss::Pieces => {
                for change in &self.since {
                    match chance.roll(3) {
                        0 => {}
                        1 => apply(&mut image, change),
                        _ => tear(&mut image, change, chance),
                    }
                }
            }
            Loss::Order => {
                let mut order: Vec<&Change> = self.since.iter().collect();
                for at in (1..order.len()).rev() {
                    order.swap(at, chance.among(at + 1));
                }
                let kept = chance.among(whole + 1);
                order.iter().take(kept).for_each(|it| apply(&mut image, it));
            }
        }
        image
    }
}

fn apply(image: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Truncate { to } => image.truncate(*to),
        Change::Write { at, bytes } => put(image, *at, bytes),
    }
}

/// Where nothing was written before, zeroes are read.
fn put(image: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    let end = at + bytes.len();
    if image.len() < end {
        image.resize(end, 0);
    }
    image[at..end].copy_from_slice(bytes);
}

/// Some of the sectors or pages of a write; a length changes wholly or not.
fn tear(image: &mut Vec<u8>, change: &Change, chance: &mut Chance) {
    let Change::Write { at, bytes } = change else {
        if chance.one_in(2) {
            apply(image, change);
        }
        return;
    };
    let size = TEARS_AT[chance.among(TEARS_AT.len())];
    let (mut from, end) = (*at, at + bytes.len());
    while from < end {
        let until = end.min((from / size + 1) * size);
        if chance.one_in(2) {
            put(image, from, &bytes[from - at..until - at]);
        }
        from = until;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written() -> Image {
        let mut image = Image::of(vec![1; 4096], true);
        image.write(0, &[2; 2048]);
        image.sync();
        image.write(1024, &[3; 4096]);
        image
    }

    #[test]
    fn what_was_synced_is_there_whatever_is_lost() {
        let image = written();
        for seed in 0..200 {
            let mut chance = Chance(seed);
            let after = image.after(Loss::any(&mut chance), &mut chance);
            assert_eq!(after[..1024], [2; 1024], "seed {seed}");
        }
    }

    #[test]
    fn a_torn_write_is_torn_at_a_sector() {
        let image = written();
        let torn = (0..200).filter(|seed| {
            let after = image.after(Loss::Pieces, &mut Chance(*seed));
            let sectors = after[1024..4096].chunks(512);
            let new: Vec<bool> = sectors.map(|sector| sector[0] == 3).collect();
            let parts = after[1024..4096].chunks(512);
            for part in parts {
                assert!(
                    part.iter().all(|byte| *byte == part[0]),
                    "a sector is whole"
                );
            }
            new.contains(&true) && new.contains(&false)
        });
        assert!(torn.count() > 20, "some are torn");
    }

    #[test]
    fn a_sync_in_vain_loses_what_is_read_until_the_power_fails() {
        let lost = (0..20).filter(|seed| {
            let mut image = written();
            image.sync_in_vain(&mut Chance(*seed));
            image.sync();
            image.after(Loss::Nothing, &mut Chance(0)).len() == 4096
        });
        let lost = lost.count();
        assert!((1..20).contains(&lost), "{lost} of 20");
    }
}
