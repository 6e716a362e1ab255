//! `suixing policy test`: all worked cases.

use domain::policy::case::Case;
use domain::policy::parse::NamedText;
use serde_json::json;

use super::PolicyFolder;
use crate::policies;

pub(super) fn test(folder: &PolicyFolder) -> anyhow::Result<u8> {
    let texts = policies::texts(folder.folder.as_deref())?;
    let library = domain::policy::Library::parse(&texts, policies::hash)
        .map_err(|problems| anyhow::anyhow!("{}", policies::told(&problems)))?;
    let (mut passed, mut failed) = (0_usize, Vec::new());
    for file in texts.iter().filter(|file| file.name.contains("cases/")) {
        run_file(file, &library, &mut passed, &mut failed);
    }
    if folder.json {
        println!(
            "{}",
            json!({"passed": passed, "failed": failed.len(), "failures": failed})
        );
    } else {
        failed.iter().for_each(|line: &String| println!("{line}"));
        println!("{passed} passed, {} failed", failed.len());
    }
    Ok(u8::from(!failed.is_empty()))
}

fn run_file(
    file: &NamedText,
    library: &domain::policy::Library,
    passed: &mut usize,
    failed: &mut Vec<String>,
) {
    match Case::parse_all(&file.text) {
        Err(error) => failed.push(format!("{}: {error}", file.name)),
        Ok(cases) => {
            for case in cases {
                let wrong = case.check(library);
                *passed += usize::from(wrong.is_empty());
                if !wrong.is_empty() {
                    failed.push(format!(
                        "{} «{}»: {}",
                        file.name,
                        case.name,
                        wrong.join("; ")
                    ));
                }
            }
        }
    }
}
