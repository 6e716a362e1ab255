//! What footing, age and status change in the bands of a layer.

use super::cited::cite;
use super::{Adjusted, LayerOrigin, PlanLayer};
use crate::rules::{AdjustmentRow, Step};
use crate::situation::Situation;
use crate::{Rate, Share};

/// Applies one adjustment to all bands. Only the step `footing` counts as lost through the footing;
/// every other step changes what is full. A band that pays nothing by its own rate stays as it is,
/// for there is nothing to change. None where its rate is not said at this level: that is not the
/// rate of home.
pub(super) fn apply(
    row: &AdjustmentRow,
    situation: &Situation,
    layer: &mut PlanLayer,
    origin: &mut LayerOrigin,
) -> Option<()> {
    let mut adjusted = Vec::new();
    if let Some(rate) = row.self_pay_first {
        layer.self_pay_first.push(rate);
        adjusted.push(Adjusted::SelfPayFirst(rate));
    }
    if let Some(rate) = row.rate {
        adjusted.push(Adjusted::Flat(rate.at(situation.level)?));
    }
    if let Some(points) = row.points {
        adjusted.push(Adjusted::Points(points.0));
    }
    if let Some(share) = row.person_share {
        adjusted.push(Adjusted::PersonShare(share));
    }
    if let Some(factor) = row.factor {
        adjusted.push(Adjusted::Factor(factor));
    }
    if let Some(floor) = row.floor {
        adjusted.push(Adjusted::Floor(floor));
    }
    let pays = origin.rates.iter().map(|(rate, _)| *rate != Rate::ZERO);
    let bands = layer.bands.iter_mut().zip(pays);
    let bands = bands.filter(|(band, pays)| band.covered && *pays);
    for (band, _) in bands {
        for &change in &adjusted {
            band.pay = changed(band.pay, change);
        }
        // A footing that pays more than at home takes nothing off.
        if row.step != Step::Footing || band.pay > band.full {
            band.full = band.pay;
        }
    }
    origin
        .adjustments
        .extend(adjusted.into_iter().map(|change| (change, cite(row))));
    Some(())
}

/// A share after one change; kept within 0–100 %.
fn changed(share: Share, change: Adjusted) -> Share {
    let unit = i64::from(Share::UNIT);
    let now = i64::from(share.hundred_millionths());
    let ten_thousandths = |rate: Rate| i64::from(rate.ten_thousandths());
    let next = match change {
        Adjusted::Factor(factor) => now * ten_thousandths(factor) / 10_000,
        Adjusted::Points(points) => now + i64::from(points) * 10_000,
        Adjusted::SelfPayFirst(_) => now,
        Adjusted::Flat(rate) => ten_thousandths(rate) * 10_000,
        Adjusted::PersonShare(part) => unit - (unit - now) * ten_thousandths(part) / 10_000,
        Adjusted::Floor(rate) => now.max(ten_thousandths(rate) * 10_000),
    };
    let kept = u32::try_from(next.clamp(0, unit)).expect("clamped to 0..=10^8");
    Share::from_hundred_millionths(kept)
}
