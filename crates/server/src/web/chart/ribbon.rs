//! The ribbon: one bill, split by who pays. The signature of the product, in lists and receipts.

use domain::Money;
use domain::bill::Scope;
use domain::explanation::Part;
use domain::shares::{Payer, Shares};
use domain::text::{Bilingual, Named};

use super::scale::{FULL, ScaleSpan, place};
use crate::web::frame::Lang;
use crate::web::text::Text;
use crate::web::words;

/// The narrowest piece that is still seen and told apart, in ten-thousandths of the width.
const NARROWEST: u32 = 170;

/// One piece of the ribbon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Whose money it is; also its colour.
    pub part: Part,
    /// How much.
    pub amount: Money,
    /// Where it lies.
    pub span: ScaleSpan,
}

impl Piece {
    /// Its class in the sheet: the colour of the payer.
    pub const fn class(&self) -> &'static str {
        super::class(self.part)
    }
}

/// A bill split by who pays; the pieces add up to the bill.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ribbon {
    /// The pieces that are not zero, left to right.
    pub pieces: Vec<Piece>,
}

impl Ribbon {
    /// Splits a bill. What lies out of scope is drawn apart as far as it was paid in cash; what an
    /// account paid is the account's, in scope or not. A cancelled bill is drawn as it was.
    pub fn of(scope: &Scope, shares: &Shares) -> Ribbon {
        let sign = shares.total().fen().signum();
        let size = |amount: Money| if sign < 0 { -amount } else { amount };
        let cash = size(shares.of(Payer::Cash)).floor_zero();
        let out_of_scope = size(scope.total() - scope.eligible()).floor_zero();
        let outside = out_of_scope.min(cash);
        let pooled = size(shares.of(Payer::PooledFund));
        let amounts = [
            (Part::Fund, pooled),
            (Part::Supplement, size(shares.funds()) - pooled),
            (Part::Account, size(shares.person()) - cash),
            (Part::Cash, cash - outside),
            (Part::Outside, outside),
        ];
        Ribbon::from_amounts(&amounts)
    }

    /// A ribbon of amounts already known.
    pub fn from_amounts(amounts: &[(Part, Money)]) -> Ribbon {
        let shown: Vec<(Part, Money)> = amounts
            .iter()
            .copied()
            .filter(|(_, amount)| amount.fen() > 0)
            .collect();
        let widths = widths(&shown.iter().map(|(_, amount)| *amount).collect::<Vec<_>>());
        let mut start = 0;
        let pieces = shown
            .into_iter()
            .zip(widths)
            .map(|((part, amount), width)| {
                let span = ScaleSpan {
                    start,
                    end: start + width,
                };
                start = span.end;
                Piece { part, amount, span }
            })
            .collect();
        Ribbon { pieces }
    }

    /// The name of a piece. Cash in and out of scope are two pieces of one sum, and say so.
    pub fn name(&self, piece: &Piece) -> Bilingual {
        let is_split = self.pieces.iter().any(|p| p.part == Part::Outside);
        match piece.part {
            Part::Cash if is_split => Text::CashInScope.both(),
            Part::Outside => Text::CashOutOfScope.both(),
            part => part.name(),
        }
    }

    /// The ribbon in words, for those who hear the page.
    pub fn describe(&self, lang: Lang) -> String {
        let parts: Vec<String> = self
            .pieces
            .iter()
            .map(|piece| words::named(lang, &self.name(piece), piece.amount))
            .collect();
        match lang {
            Lang::Zh => parts.join("，"),
            Lang::En => parts.join(", "),
        }
    }
}

/// Widths in proportion, together the full width; a piece too narrow to be seen is widened at the
/// expense of the widest.
fn widths(amounts: &[Money]) -> Vec<u32> {
    let total: Money = amounts.iter().sum();
    let mut before = Money::ZERO;
    let mut widths: Vec<u32> = amounts
        .iter()
        .map(|&amount| {
            let start = place(before, total);
            before += amount;
            place(before, total) - start
        })
        .collect();
    let missing: u32 = widths.iter().map(|w| NARROWEST.saturating_sub(*w)).sum();
    for width in &mut widths {
        *width = (*width).max(NARROWEST);
    }
    if let Some(widest) = widths.iter_mut().max() {
        *widest -= missing;
    }
    debug_assert!(widths.is_empty() || widths.iter().sum::<u32>() == FULL);
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ribbon(fund: i64, account: i64, cash: i64, outside: i64) -> Ribbon {
        let scope = Scope {
            wholly_self_paid: Money::from_fen(outside),
            ordinary: Money::from_fen(fund + account + cash - outside),
            ..Scope::default()
        };
        let mut shares = Shares::default();
        shares.add(Payer::PooledFund, Money::from_fen(fund));
        shares.add(Payer::Account, Money::from_fen(account));
        shares.add(Payer::Cash, Money::from_fen(cash));
        Ribbon::of(&scope, &shares)
    }

    #[test]
    fn pieces_add_up_to_the_bill_and_fill_the_width() {
        let rows = [
            (748_800, 200_000, 285_200, 134_000),
            (1, 0, 99_999_999, 0),
            (0, 0, 1, 1),
            (0, 5_000, 100, 4_000),
            (9_999_999_999, 1, 1, 1),
            (333, 333, 334, 100),
        ];
        for (fund, account, cash, outside) in rows {
            let ribbon = ribbon(fund, account, cash, outside);
            let total: Money = ribbon.pieces.iter().map(|piece| piece.amount).sum();
            assert_eq!(total.fen(), fund + account + cash);
            assert_eq!(ribbon.pieces.last().unwrap().span.end, FULL);
            for piece in &ribbon.pieces {
                assert!(piece.span.width() >= NARROWEST, "{piece:?} cannot be seen");
            }
        }
    }

    #[test]
    fn nothing_is_drawn_for_nothing() {
        assert_eq!(ribbon(0, 0, 0, 0), Ribbon::default());
    }

    #[test]
    fn a_cancelled_bill_is_drawn_as_it_was() {
        let mut shares = Shares::default();
        shares.add(Payer::PooledFund, Money::from_yuan(70));
        shares.add(Payer::Cash, Money::from_yuan(30));
        let scope = Scope {
            ordinary: Money::from_yuan(100),
            ..Scope::default()
        };
        let back = Scope {
            ordinary: Money::from_yuan(-100),
            ..Scope::default()
        };
        assert_eq!(
            Ribbon::of(&scope, &shares),
            Ribbon::of(&back, &shares.negated())
        );
    }

    #[test]
    fn a_ribbon_can_be_read_aloud() {
        let said = ribbon(748_800, 200_000, 285_200, 134_000).describe(Lang::Zh);
        assert_eq!(
            said,
            "统筹基金 ¥7,488.00，个人账户 ¥2,000.00，\
             现金（范围内） ¥1,512.00，现金（不在报销范围） ¥1,340.00"
        );
    }
}
