//! The policy pages: every pack, and every figure of one with its source.

use axum::extract::{Path, State};
use axum::response::Html;
use domain::Region;
use domain::person::Scheme;
use domain::policy::{Pack, show};
use domain::region_names;

use super::{Asking, Page};
use crate::App;
use crate::problem::Problem;
use crate::web::policy::{
    self, Dispute, FigureRow, FigureTable, PackPage, PackSummary, PolicyIndex, Side, Source,
};

pub(super) async fn index(State(app): State<App>, asking: Asking) -> Page {
    let reference = app.reference();
    let packs = reference
        .library
        .packs()
        .map(|pack| summary(pack))
        .collect();
    Ok(Html(policy::render_index(
        &asking.frame,
        &PolicyIndex { packs },
    )))
}

pub(super) async fn pack(
    State(app): State<App>,
    Path((region, scheme)): Path<(String, String)>,
    asking: Asking,
) -> Page {
    let reference = app.reference();
    let wanted = region
        .parse::<Region>()
        .ok()
        .zip(Scheme::from_word(&scheme));
    let found = wanted.and_then(|(region, scheme)| reference.library.find(region, scheme));
    let Some(pack) = found else {
        return Err(asking.problem(Problem::no_such_page(&asking.frame.path)));
    };
    let page = PackPage {
        summary: summary(pack),
        hash: pack.hash().to_owned(),
        tables: tables(pack),
        sources: sources(pack),
        disputes: disputes(pack),
    };
    Ok(Html(policy::render_pack(&asking.frame, &page)))
}

fn summary(pack: &Pack) -> PackSummary {
    PackSummary {
        href: format!("/policy/{}/{}", pack.region, pack.scheme),
        region: region_names::label(pack.region),
        scheme: pack.scheme,
        figures: tables(pack).iter().map(|table| table.rows.len()).sum(),
        disputes: pack.disputes.len(),
        verified_on: pack.verified_on,
    }
}

fn tables(pack: &Pack) -> Vec<FigureTable> {
    let table = |shown: show::ShownTable| FigureTable {
        caption: shown.caption,
        columns: shown.columns,
        rows: shown
            .rows
            .into_iter()
            .map(|row| FigureRow {
                cells: row.cells,
                basis: vec![row.basis],
            })
            .collect(),
    };
    show::tables_on(pack, None).into_iter().map(table).collect()
}

fn sources(pack: &Pack) -> Vec<Source> {
    let source = |(id, source): (&String, &domain::policy::Source)| {
        let published = [source.publisher.as_deref(), source.dated.as_deref()];
        Source {
            id: id.clone(),
            title: source.title.clone(),
            published: published
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" · "),
            confidence: source.class,
        }
    };
    pack.sources.iter().map(source).collect()
}

fn disputes(pack: &Pack) -> Vec<Dispute> {
    let rows = pack.disputes.iter().map(|dispute| {
        let sides = dispute.version.iter().map(|version| Side {
            source: pack
                .source(&version.source)
                .map_or_else(|| version.source.clone(), |source| source.title.clone()),
            says: version.says.clone(),
            in_force: version.source == dispute.in_force,
        });
        Dispute {
            id: dispute.id.clone(),
            topic: dispute.topic.clone(),
            sides: sides.collect(),
            why: dispute.why.clone(),
        }
    });
    rows.collect()
}
