//! Bills that nobody looks at: layers apply, but only those that look at what others leave. Nothing
//! would be paid at first, and no rule would say so.

use std::collections::BTreeSet;

use domain::files::Problem;
use domain::policy::parse::PackBeingRead;
use domain::rules::{Component, Layer, LayerRow};
use domain::text::Bilingual;

use crate::probe;

/// A problem for each layer that applies where no layer looks at the eligible amount, with the
/// first day and a situation.
pub(super) fn bills(draft: &PackBeingRead) -> Vec<Problem> {
    let rules = draft.pack.in_force(None);
    let (mut found, mut named) = (Vec::new(), BTreeSet::new());
    for day in probe::days(&draft.pack) {
        let layers = rules.on::<Layer>(day, |_| true);
        let conditions: Vec<_> = layers.rows().map(|row| &row.when).collect();
        // Too many to look at are a problem already.
        let situations = probe::situations(&draft.pack, day, &conditions, false);
        for situation in situations.unwrap_or_default() {
            let deciding = layers.deciding(&situation);
            let looks = |row: &&LayerRow| row.base.contains(&Component::Eligible);
            if deciding.iter().any(looks) {
                continue;
            }
            let Some(layer) = deciding
                .first()
                .filter(|row| named.insert(row.name.clone()))
            else {
                continue;
            };
            let whom = probe::describe(&situation, &conditions);
            found.push(draft.place(&layer.basis).problem(
                "unseen-bill",
                Bilingual::new(
                    format!(
                        "{day} 对「{}」只有 {} 这样看余额的层，没有一层看政策范围内费用：基金会不声不响地先付 0",
                        whom.zh, layer.name
                    ),
                    format!(
                        "on {day} only layers such as {} look at what others leave of «{}», none \
                         at the eligible amount: nothing would be paid at first without a word",
                        layer.name, whom.en
                    ),
                ),
                Bilingual::new(
                    "请补上先付的那一层；不报销的写明 not_covered，不知道的写 unknown = {…}；或在 when 里去掉这种情形",
                    "add the layer that pays first, with not_covered where nothing is paid and \
                     unknown = {…} where it is not known; or leave the situation out of when",
                ),
            ));
        }
    }
    found
}
