//! What was charged, by whether it is payable: what is not, what one pays a part of first, what is
//! payable in full; of each what it costs, what is the person's own, what counts, and why.

use domain::catalogue::Class;
use domain::{Bilingual, Money};

use crate::web::frame::Frame;
use crate::web::text::Text;
use crate::web::words;

/// One thing on a bill, however often it was charged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemOnBill {
    /// Its name.
    pub name: String,
    /// Its class on this bill: what is not payable is of class C, whatever the catalogue says.
    pub class: Class,
    /// How often it was charged.
    pub times: usize,
    /// What it costs.
    pub amount: Money,
    /// What the person pays before the rates come in.
    pub own: Money,
    /// Why it is payable or not.
    pub why: Bilingual,
}

/// The things of one class.
pub(super) struct ClassOnBill {
    /// Its name.
    pub name: &'static str,
    /// What it means, in a sentence.
    pub means: &'static str,
    /// The class of its sign.
    pub tone: &'static str,
    /// The things.
    pub items: Vec<ShownItem>,
    /// What they cost, are the person's own, and count.
    pub sums: [String; 3],
}

/// One thing, ready to be shown.
pub(super) struct ShownItem {
    pub name: String,
    pub why: String,
    pub amounts: [String; 3],
}

/// The classes that occur, those that cost the most first.
const CLASSES: [(Class, Text, Text, &str); 3] = [
    (Class::C, Text::NotPayable, Text::NotPayableMeans, "no"),
    (Class::B, Text::PartFirst, Text::PartFirstMeans, "wait"),
    (Class::A, Text::AllPayable, Text::AllPayableMeans, "on"),
];

/// The things on a bill by class.
pub(super) fn by_class(frame: &Frame, items: &[ItemOnBill]) -> Vec<ClassOnBill> {
    let classes = CLASSES.into_iter().map(|(class, name, means, tone)| {
        let of_it: Vec<&ItemOnBill> = items.iter().filter(|it| it.class == class).collect();
        let sum = |part: fn(&ItemOnBill) -> Money| of_it.iter().map(|it| part(it)).sum();
        let (amount, own): (Money, Money) = (sum(|it| it.amount), sum(|it| it.own));
        ClassOnBill {
            name: frame.say(name),
            means: frame.say(means),
            tone,
            sums: amounts(frame, amount, own),
            items: of_it.iter().map(|it| shown(frame, it)).collect(),
        }
    });
    classes.filter(|class| !class.items.is_empty()).collect()
}

fn shown(frame: &Frame, item: &ItemOnBill) -> ShownItem {
    ShownItem {
        name: words::so_often(frame.lang, &item.name, item.times),
        why: frame.pick(&item.why).to_owned(),
        amounts: amounts(frame, item.amount, item.own),
    }
}

fn amounts(frame: &Frame, amount: Money, own: Money) -> [String; 3] {
    [amount, own, amount - own].map(|part| words::plain(frame.lang, part))
}

/// That the things add up to the bill, where they do.
pub(super) fn adds_up(frame: &Frame, items: &[ItemOnBill], total: Money) -> Option<String> {
    let sum: Money = items.iter().map(|item| item.amount).sum();
    (sum == total && !items.is_empty()).then(|| words::adds_up(frame.lang, sum))
}
