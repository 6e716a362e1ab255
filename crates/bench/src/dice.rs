//! Numbers that look random and repeat, so that two runs invent the same people and bills.

use domain::Money;

/// Numbers that repeat: SplitMix64.
#[derive(Clone, Debug)]
pub struct Dice(pub u64);

impl Dice {
    /// The next number.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.roll() % end
    }

    /// An amount below so many yuan; small ones are much more frequent than large ones.
    pub fn amount(&mut self, below_yuan: u64) -> Money {
        let shift = self.below(8);
        let fen = self.below((below_yuan * 100) >> shift);
        Money::from_fen(i64::try_from(fen).expect("a few million yuan at most"))
    }
}
