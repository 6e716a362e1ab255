//! What a look was at, and why, in words for whoever was looked at.

use desk::looked;
use domain::Bilingual;

use crate::web::text::MineText;

/// What was looked at.
pub(super) fn looked_what(action: &str, object: &str) -> Bilingual {
    use MineText::{LookExport, LookIdentity, LookRead, LookTotals};
    match action {
        looked::TOOK_EVERYTHING => LookExport.both(),
        "identify" => LookIdentity.both(),
        "look-up-totals" => LookTotals.both(),
        looked::SHOWED_VOUCHER => MineText::LookVoucher.both(),
        "give-sign-in-code" => MineText::LookCode.both(),
        "show-number" => MineText::LookNumber.both(),
        "show-contact" => MineText::LookContact.both(),
        _ => {
            let read = LookRead.both();
            let what = looked_object(object);
            Bilingual::new(
                format!("{}{}", read.zh, what.zh),
                format!("{} {}", read.en, what.en),
            )
        }
    }
}

/// Why, in words where it is a word of ours; else as somebody wrote it.
pub(super) fn looked_why(reason: &str) -> Bilingual {
    match reason {
        "counter" => MineText::AtCounter.both(),
        "search" => MineText::BySearch.both(),
        "document" => MineText::OfProof.both(),
        written => Bilingual::new(written, written),
    }
}

/// What a look was at: a page, by its address, a filing or a bill, by its number.
fn looked_object(object: &str) -> Bilingual {
    let page = match object {
        "" => MineText::LookedAtPage,
        "/me" => MineText::LookedAtAffairs,
        "/me/year" => MineText::LookedAtYear,
        "/me/messages" => MineText::LookedAtMessages,
        "/me/looked" => MineText::WhoLooked,
        "/me/erase" => MineText::LookedAtErasing,
        "/file" => MineText::LookedAtForm,
        "/designation" => MineText::LookedAtChoices,
        "/persons" => MineText::LookedAtBills,
        number => {
            let kind = match number.as_bytes().first() {
                Some(b'A') => MineText::LookedAtBill,
                Some(b'B') => MineText::LookedAtFiling,
                _ => return Bilingual::new(number, number),
            };
            let kind = kind.both();
            return Bilingual::new(
                format!("{} {number}", kind.zh),
                format!("{} {number}", kind.en),
            );
        }
    };
    page.both()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_looked_at_is_said_of_every_look() {
        for (object, zh) in [
            ("", "查看了参保和备案"),
            ("/me", "查看了我的备案和消息"),
            ("/me/year", "查看了一年的报销"),
            ("/file", "查看了备案的填写"),
            ("B4403", "查看了备案 B4403"),
            ("A4403", "查看了结算单 A4403"),
        ] {
            assert_eq!(looked_what("read", object).zh, zh);
        }
    }
}
