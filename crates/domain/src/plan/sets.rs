//! What a fund looks at, as sets: parts of the bill, classes of eligible items.

use crate::Money;
use crate::rules::{Component, ItemClass};

/// A set of bill components.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ComponentSet(u16);

impl ComponentSet {
    /// Whether it holds the component.
    #[inline]
    pub const fn contains(self, component: Component) -> bool {
        self.0 & (1 << component as u16) != 0
    }

    /// What of these amounts belongs to the set.
    #[inline]
    pub(crate) fn sum(self, amounts: &[Money; Component::ALL.len()]) -> Money {
        let kept = |(number, amount): (usize, &Money)| match self.0 >> number & 1 {
            0 => Money::ZERO,
            _ => *amount,
        };
        amounts.iter().enumerate().map(kept).sum()
    }

    /// Every component.
    pub const fn all() -> ComponentSet {
        ComponentSet((1 << Component::ALL.len()) - 1)
    }
}

impl FromIterator<Component> for ComponentSet {
    fn from_iter<I: IntoIterator<Item = Component>>(components: I) -> ComponentSet {
        ComponentSet(components.into_iter().fold(0, |set, c| set | 1 << c as u16))
    }
}

/// A set of classes of eligible items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ItemSet(u16);

impl ItemSet {
    /// Every class.
    pub const ALL: ItemSet = ItemSet((1 << ItemClass::COUNT) - 1);

    /// Whether it holds the class.
    #[inline]
    pub const fn contains(self, class: ItemClass) -> bool {
        self.0 & (1 << class as u16) != 0
    }

    /// All classes but these.
    pub const fn without(self, others: ItemSet) -> ItemSet {
        ItemSet(self.0 & !others.0)
    }

    /// Those of either.
    pub const fn with(self, others: ItemSet) -> ItemSet {
        ItemSet(self.0 | others.0)
    }
}

impl FromIterator<ItemClass> for ItemSet {
    fn from_iter<I: IntoIterator<Item = ItemClass>>(classes: I) -> ItemSet {
        ItemSet(
            classes
                .into_iter()
                .fold(0, |set, class| set | 1 << class as u16),
        )
    }
}
