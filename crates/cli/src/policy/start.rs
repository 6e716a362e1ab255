//! `suixing policy new REGION SCHEME`: the files of a place that is not there yet, every figure
//! unknown, with comments that teach. They pass `policy check` and `policy test` as they stand.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use domain::person::Scheme;
use domain::region_names::{self, RegionName};
use domain::text::Named;
use domain::{Bilingual, Region};

use super::say::{region_of, scheme_of};
use crate::place::machine_today;
use crate::say::wrong;

/// Which place and scheme, and where its files go.
#[derive(Clone, Debug, Args)]
pub struct New {
    /// 统筹地区的六位区划代码 / six-digit code of the pooling region
    region: String,
    /// employee 或 resident
    scheme: String,
    /// 政策文件夹 / folder of policies
    #[arg(long, value_name = "DIR", default_value = "policies")]
    into: PathBuf,
}

/// A file to be written: its name inside the folder, and its text.
struct Sheet {
    name: String,
    text: String,
    /// Whether it may be there already, because other schemes share it.
    shared: bool,
}

/// Writes the files; what is there already is never touched.
pub fn run(new: &New) -> anyhow::Result<u8> {
    let place = pooling_region(&new.region)?;
    let scheme = scheme_of(&new.scheme)?;
    let sheets = sheets(place, scheme, &new.into);
    let own = sheets.iter().filter(|sheet| !sheet.shared);
    for path in own.map(|sheet| new.into.join(&sheet.name)) {
        if path.exists() {
            let path = path.display();
            return Err(wrong(
                "already-there",
                &Bilingual::new(
                    format!("{path} 已经存在，没有改动任何文件"),
                    format!("{path} is there already and nothing was changed"),
                ),
                &Bilingual::new(
                    "请直接修改它，或用 --into 换一个文件夹",
                    "edit it, or name another folder with --into",
                ),
            ));
        }
    }
    for sheet in &sheets {
        let path = new.into.join(&sheet.name);
        match write_new(&path, &sheet.text)? {
            true => println!("+ {}", path.display()),
            false => println!("= {}  已有，未改 / kept as it is", path.display()),
        }
    }
    let folder = new.into.display();
    println!(
        "\n下一步：填写 sources，把 unknown 换成数字，然后运行\n\
         Next: fill in the sources, put figures in place of unknown, then run\n\n    \
         suixing policy check {folder}\n    suixing policy test {folder}"
    );
    Ok(0)
}

/// The pooling region of this code, or what to write instead.
fn pooling_region(code: &str) -> anyhow::Result<&'static RegionName> {
    let region = region_of(code)?;
    if let Some(row) = region_names::pooling_regions().find(|row| row.region == region) {
        return Ok(row);
    }
    let within = region_names::pooling_regions().find(|row| row.region == region.pooling());
    let province = region_names::provinces().find(|row| row.region == region);
    let (message, next) = match (within, province) {
        (Some(pooling), _) => (
            Bilingual::new(
                format!("{code} 自己不统筹，归{}统筹", pooling.name),
                format!(
                    "{code} does not pool by itself but with {}",
                    pooling.name_en
                ),
            ),
            Bilingual::new(
                format!("请写 {}", pooling.region),
                format!("write {}", pooling.region),
            ),
        ),
        (None, Some(province)) => (
            Bilingual::new(
                format!("{}不是省级统筹", province.name),
                format!("{} does not pool at the top", province.name_en),
            ),
            one_of_its_cities(region),
        ),
        (None, None) => {
            return Err(wrong(
                "unknown-region",
                &Bilingual::new(
                    format!("区划表里没有统筹地区 {code}"),
                    format!("no pooling region {code} is listed"),
                ),
                &Bilingual::new(
                    "请核对代码，例如深圳是 440300，不是邮政编码 518000",
                    "check the code: Shenzhen is 440300, not the postcode 518000",
                ),
            ));
        }
    };
    Err(wrong("not-a-pooling-region", &message, &next))
}

fn one_of_its_cities(province: Region) -> Bilingual {
    let cities: Vec<&RegionName> = region_names::children(province).take(3).collect();
    let zh: Vec<String> = cities
        .iter()
        .map(|row| format!("{} {}", row.region, row.name))
        .collect();
    let en: Vec<String> = cities
        .iter()
        .map(|row| format!("{} {}", row.region, row.name_en))
        .collect();
    Bilingual::new(
        format!("请写其中一个市，如 {}", zh.join("、")),
        format!("write one of its cities, such as {}", en.join(", ")),
    )
}

fn sheets(place: &RegionName, scheme: Scheme, into: &Path) -> Vec<Sheet> {
    let name = place.region.to_string();
    let year = machine_today().year().to_string();
    let Bilingual { zh, en } = scheme.name();
    let words = [
        ("{{region}}", name.as_str()),
        ("{{zh}}", place.name),
        ("{{en}}", place.name_en),
        ("{{scheme}}", scheme.word()),
        ("{{scheme_zh}}", &zh),
        ("{{scheme_en}}", &en),
        ("{{year}}", &year),
        ("{{folder}}", &into.display().to_string()),
    ];
    let filled = |template: &str| {
        let words = words.iter();
        words.fold(template.to_owned(), |text, (mark, word)| {
            text.replace(mark, word)
        })
    };
    let sheet = |base: String, template: &str, shared: bool| Sheet {
        name: format!("{name}/{base}"),
        text: filled(template),
        shared,
    };
    let word = scheme.word();
    let mut sheets = vec![
        sheet(
            "region.toml".to_owned(),
            include_str!("start/region.toml"),
            true,
        ),
        sheet(
            format!("{word}.toml"),
            include_str!("start/scheme.toml"),
            false,
        ),
        sheet(
            "procedures.toml".to_owned(),
            include_str!("start/procedures.toml"),
            true,
        ),
        sheet(
            format!("cases/first-{word}.toml"),
            include_str!("start/case.toml"),
            false,
        ),
    ];
    sheets.extend(super::schema::files().map(|(base, text)| Sheet {
        name: format!("schema/{base}"),
        text,
        shared: true,
    }));
    sheets
}

/// Writes a file that is not there; false when it is.
fn write_new(path: &Path, text: &str) -> anyhow::Result<bool> {
    let unwritable = || {
        format!(
            "[unwritable] 无法写入 {0} / cannot write {0}",
            path.display()
        )
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).with_context(unwritable)?;
    }
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut file) => file.write_all(text.as_bytes()).with_context(unwritable)?,
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => return Ok(false),
        Err(error) => return Err(error).with_context(unwritable),
    }
    Ok(true)
}
