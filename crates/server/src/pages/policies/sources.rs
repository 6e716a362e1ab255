//! The sources that a page cites.

use std::collections::BTreeMap;

use domain::basis::Source as Told;

use super::readable::as_set;
use crate::web::policy::SourceView;

/// As a page lists them: in the order of their ids, each id once, told by the first that has it.
pub(super) fn listed<'a>(told: impl Iterator<Item = (&'a String, &'a Told)>) -> Vec<SourceView> {
    let mut found: BTreeMap<&String, SourceView> = BTreeMap::new();
    for (id, told) in told {
        found.entry(id).or_insert_with(|| source(id, told));
    }
    found.into_values().collect()
}

fn source(id: &str, told: &Told) -> SourceView {
    let published = [told.publisher.as_deref(), told.dated.as_deref()];
    let published: Vec<&str> = published.into_iter().flatten().collect();
    SourceView {
        id: id.to_owned(),
        title: as_set(&told.title),
        published: as_set(&published.join("，")),
        url: told.url.clone(),
        confidence: told.class,
    }
}
