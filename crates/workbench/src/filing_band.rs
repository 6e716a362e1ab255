//! Whether a place's filings keep the national rules they may not leave (NAT-06 to NAT-08).
//!
//! A row that leaves one is a problem, unless it says why it stands (`departs`): then it is a
//! departure, which is listed and never silent.

use std::ops::Range;

use domain::Bilingual;
use domain::calendar::Period;
use domain::files::Problem;
use domain::files::holds_cases;
use domain::files::{NamedText, Place};
use domain::procedures::{
    Category, Dated, FILE, FilingBandRow, Procedures, RowInFile, Validity, Written, read,
};

/// What is wrong with files of procedures, and what is outside a national rule with a reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BandsChecked {
    /// What must be corrected.
    pub problems: Vec<Problem>,
    /// What stands although it leaves a national rule.
    pub departures: Vec<Problem>,
}

/// Checks every file of procedures among the files, each against the national one among them or
/// the one shipped.
pub fn check_all(files: &[NamedText]) -> BandsChecked {
    let named = |file: &&NamedText| {
        let base = file
            .name
            .rsplit_once('/')
            .map_or(&*file.name, |(_, base)| base);
        base == FILE && !holds_cases(&file.name)
    };
    let files: Vec<&NamedText> = files.iter().filter(named).collect();
    let mut read = files.iter().filter_map(|file| Procedures::parse(file).ok());
    let national = read.find(|found| found.region.is_none());
    let national = national.unwrap_or_else(Procedures::national);
    let mut checked = BandsChecked::default();
    for file in files {
        let found = check(file, &national);
        checked.problems.extend(found.problems);
        checked.departures.extend(found.departures);
    }
    checked
}

fn check(file: &NamedText, national: &Procedures) -> BandsChecked {
    let (written, problems) = match read(file) {
        Ok(read) => read,
        Err(problems) => {
            return BandsChecked {
                problems,
                departures: Vec::new(),
            };
        }
    };
    let mut outside = Outside {
        file,
        checked: BandsChecked {
            problems,
            departures: Vec::new(),
        },
    };
    for band in national.bands() {
        outside.check(&written, band);
    }
    let mut checked = outside.checked;
    let file = std::slice::from_ref(file);
    checked.problems.extend(crate::check::trust::check(file));
    checked
}

struct Outside<'a> {
    file: &'a NamedText,
    checked: BandsChecked,
}

impl Outside<'_> {
    fn check(&mut self, written: &Written, band: RowInFile<'_, FilingBandRow>) {
        for row in &written.category {
            let category = row.get_ref();
            let says = leaves(category, &band);
            let meet = category.period().overlaps(&band.period());
            if let Some(says) = says.filter(|_| meet) {
                self.add(row.span(), (says, category.departs.as_ref()), band);
            }
        }
        for row in &written.emergency {
            let rule = row.get_ref();
            let meet = rule.period().overlaps(&band.period());
            if band.deemed_filed && !rule.deemed_filed && meet {
                let says = Bilingual::new("急诊抢救不视同备案", "emergency rescue must be filed");
                self.add(row.span(), (says, rule.departs.as_ref()), band);
            }
        }
    }

    fn add(
        &mut self,
        span: Range<usize>,
        (what, departs): (Bilingual, Option<&Bilingual>),
        band: RowInFile<'_, FilingBandRow>,
    ) {
        let says = band.row().says.clone().unwrap_or_default();
        let Period { from, .. } = band.period();
        let at = band.basis.at.iter().map(|at| format!(" {at}"));
        let source = band.basis.source.clone() + &at.collect::<String>();
        let message = Bilingual::new(
            format!(
                "{}，超出全国规定「{}」（{source}，{from} 起）",
                what.zh, says.zh
            ),
            format!(
                "{}, which leaves the national rule «{}» ({source}, from {from} on)",
                what.en, says.en
            ),
        );
        let next = departs.cloned().unwrap_or_else(|| {
            Bilingual::new(
                "请核对原文；原文确实如此的，在这一行用 departs = { zh = …, en = … } 写明为什么照此执行",
                "compare it with the published text; if it is so, say why it stands with departs = \
                 { zh = …, en = … } in this row",
            )
        });
        let problem = Place::of(self.file, span).problem("national-band", message, next);
        match departs {
            None => self.checked.problems.push(problem),
            Some(_) => self.checked.departures.push(problem),
        }
    }
}

/// How a category leaves the band, if it does.
fn leaves(category: &Category, band: &FilingBandRow) -> Option<Bilingual> {
    let title = &category.title;
    if band.reasons.is_empty() || !band.reasons.admits(&category.reason) {
        return None;
    }
    if band.no_end && category.validity != Validity::NoEnd {
        return Some(Bilingual::new(
            format!("「{}」有终止日", title.zh),
            format!("«{}» has an end", title.en),
        ));
    }
    let least = band.at_least_months?;
    match category.validity {
        Validity::Months(months) if months < least => Some(Bilingual::new(
            format!("「{}」只有效 {months} 个月", title.zh),
            format!("«{}» lasts {months} months only", title.en),
        )),
        Validity::Episode => Some(Bilingual::new(
            format!("「{}」只管一次住院", title.zh),
            format!("«{}» is for one stay only", title.en),
        )),
        _ => None,
    }
}
