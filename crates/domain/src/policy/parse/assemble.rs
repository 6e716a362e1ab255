//! Several files → one draft of a pack, every row with its place.

use std::sync::Arc;

use super::PackBeingRead;
use crate::Region;
use crate::basis::identity;
use crate::files::{NamedText, Place, Problem};
use crate::person::Scheme;
use crate::policy::check::{check_dispute, check_dispute_names, check_rows};
use crate::policy::national::National;
use crate::policy::pack::Pack;
use crate::rules::{PolicyFile, Table, Tables};
use crate::text::Bilingual;

/// Puts the files of a pack together and checks every row. The text comes with its hash.
pub(super) fn assemble(
    parsed: Vec<(&NamedText, PolicyFile)>,
    national: Arc<National>,
    (text, hash): (String, String),
    end: Place,
) -> Result<PackBeingRead, Vec<Problem>> {
    let region = parsed.iter().find_map(|(_, content)| content.region);
    let scheme = parsed.iter().find_map(|(_, content)| content.scheme);
    let (Some(region), Some(scheme)) = (region, scheme) else {
        return Err(vec![no_region_or_scheme(&end)]);
    };
    let mut draft = PackBeingRead {
        pack: Pack {
            national,
            ..empty(region, scheme, (text, hash))
        },
        places: vec![],
        problems: vec![],
        end,
    };
    let mut disputes = vec![];
    let named = parsed
        .iter()
        .filter(|(_, content)| content.region.is_some());
    let files_of_region: Vec<&NamedText> = named.map(|(file, _)| *file).collect();
    for (file, content) in parsed {
        take_file(&mut draft, file, content, &mut disputes);
    }
    for file in files_of_region {
        draft.problems.extend(wrong_region(file, region));
    }
    check_rows(&mut draft);
    check_dispute_names(&mut draft, &disputes);
    let pack = &mut draft.pack;
    let decided = pack
        .disputes
        .iter()
        .filter(|row| !row.resolution.is_empty());
    pack.resolved = decided
        .map(|row| (row.id.clone(), row.resolved()))
        .collect();
    Ok(draft)
}

/// The rows of the national file, which belong to no place and no scheme.
pub(super) fn assemble_national(
    parsed: Vec<(&NamedText, PolicyFile)>,
    end: Place,
) -> Result<PackBeingRead, Vec<Problem>> {
    // Rows of no place are checked as if they were of one; it is never shown.
    let nowhere = "110000".parse().expect("a division code");
    let mut draft = PackBeingRead {
        pack: empty(nowhere, Scheme::Employee, Default::default()),
        places: vec![],
        problems: vec![],
        end,
    };
    for (file, content) in parsed {
        if !is_only_inherited(&content) {
            draft.problems.push(not_national(file));
        }
        take_file(&mut draft, file, content, &mut vec![]);
    }
    check_rows(&mut draft);
    Ok(draft)
}

/// The tables of the national file.
const NATIONAL: [Table; 3] = [Table::Direct, Table::Note, Table::Band];

/// Whether a file holds nothing but what a place can inherit.
fn is_only_inherited(content: &PolicyFile) -> bool {
    let nowhere = content.region.is_none() && content.scheme.is_none();
    nowhere && content.dispute.is_empty() && content.tables().all(|table| NATIONAL.contains(&table))
}

fn not_national(file: &NamedText) -> Problem {
    Place::of(file, 0..0).problem(
        "not-national",
        Bilingual::new(
            "全国文件里只能有 sources、marks、direct、note 和 band",
            "the national file may only hold sources, marks, direct, note and band",
        ),
        Bilingual::new(
            "请把其他表写进各地的文件",
            "put other tables into the files of the places",
        ),
    )
}

fn empty(region: Region, scheme: Scheme, (text, hash): (String, String)) -> Pack {
    Pack {
        region,
        scheme,
        title: Bilingual::default(),
        verified_on: None,
        sources: Default::default(),
        marks: Default::default(),
        tables: Tables::default(),
        disputes: vec![],
        national: Arc::default(),
        resolved: vec![],
        text,
        hash,
    }
}

fn no_region_or_scheme(end: &Place) -> Problem {
    end.problem(
        "missing-field",
        Bilingual::new("没有写明 region 或 scheme", "region or scheme is missing"),
        Bilingual::new(
            "请在文件开头写 region = \"六位区划\" 和 scheme = \"employee\" 或 \"resident\"",
            "begin the file with region = \"six digits\" and scheme = \"employee\" or \
             \"resident\"",
        ),
    )
}

/// A place that nobody can be insured at, or another than the folder is called after.
fn wrong_region(file: &NamedText, region: Region) -> Option<Problem> {
    let pooling = region.pooling();
    if !region.is_pooling() {
        return Some(named_at_top(
            file,
            "not-pooling",
            (
                format!("{region} 不是统筹地区，没有人在那里参保"),
                format!("{region} is not a pooling region; nobody is insured there"),
            ),
            (
                format!("请写统筹地区的代码，如 {pooling}，文件夹也用这个名字"),
                format!(
                    "write the code of a pooling region, such as {pooling}, and name the folder so"
                ),
            ),
        ));
    }
    let folder = file.name.rsplit('/').nth(1)?;
    if folder.parse() == Ok(region) || folder.parse::<Region>().is_err() {
        return None;
    }
    Some(named_at_top(
        file,
        "wrong-folder",
        (
            format!("文件夹叫 {folder}，里面写的是 {region}"),
            format!("the folder is called {folder}, the file says {region}"),
        ),
        (
            "请改成同一个代码".to_owned(),
            "make them the same code".to_owned(),
        ),
    ))
}

/// A problem of the line `region = …`.
fn named_at_top(
    file: &NamedText,
    code: &'static str,
    (zh, en): (String, String),
    next: (String, String),
) -> Problem {
    let at = file.text.find("region").unwrap_or(0);
    Place::of(file, at..at).problem(code, Bilingual::new(zh, en), Bilingual::new(next.0, next.1))
}

fn mixed(file: &NamedText) -> Problem {
    Place::of(file, 0..0).problem(
        "mixed-pack",
        Bilingual::new(
            "同一包里的文件写了不同的地区或险种",
            "files of one pack name different places or schemes",
        ),
        Bilingual::new(
            "请检查文件开头的 region 和 scheme",
            "check region and scheme at the top of each file",
        ),
    )
}

fn take_file(
    draft: &mut PackBeingRead,
    file: &NamedText,
    mut content: PolicyFile,
    dispute_places: &mut Vec<Place>,
) {
    let rows = content.take_rows();
    let pack = &mut draft.pack;
    let other_region = content.region.is_some_and(|region| region != pack.region);
    if other_region || content.scheme.is_some_and(|scheme| scheme != pack.scheme) {
        draft.problems.push(mixed(file));
    }
    if let Some(title) = content.title {
        pack.title = title;
    }
    pack.verified_on = pack.verified_on.max(content.verified_on);
    for (id, source) in content.sources {
        pack.sources.insert(id, source.into_inner());
    }
    pack.marks.extend(content.marks);
    let known = &mut draft.places;
    pack.tables.take(rows, &mut |basis, start| {
        known.push((identity(basis), Place::of(file, start..start)));
    });
    for row in content.dispute {
        let place = Place::of(file, row.span());
        let row = row.into_inner();
        for told in row.version.iter().flat_map(|version| version.every_row()) {
            draft.places.push((told.identity(), place.clone()));
        }
        check_dispute(&row, &place, &mut draft.problems);
        pack.disputes.push(row);
        dispute_places.push(place);
    }
}
