//! Limits on free text, so that what is kept for ever is what somebody meant to write.

use domain::Bilingual;
use serde::Serialize;
use serde_json::Value;

use super::problems;
use crate::problem::ApiProblem;

/// The longest free text, in characters.
const TEXT_LONGEST: usize = 500;
/// The longest list.
const LIST_LONGEST: usize = 50;

/// Refuses texts and lists nobody means, and control characters in texts.
pub(super) fn check_texts(content: &impl Serialize) -> Result<(), ApiProblem> {
    let value = serde_json::to_value(content).expect("what was read as JSON can be written again");
    check("", &value)
}

fn check(path: &str, value: &Value) -> Result<(), ApiProblem> {
    match value {
        Value::String(text) if text.chars().count() > TEXT_LONGEST => Err(broken(
            path,
            (
                &format!("超过 {TEXT_LONGEST} 个字符"),
                &format!("over {TEXT_LONGEST} characters"),
            ),
        )),
        Value::String(text) if text.chars().any(char::is_control) => {
            Err(broken(path, ("含有控制字符", "holds control characters")))
        }
        Value::Array(items) if items.len() > LIST_LONGEST => Err(broken(
            path,
            (
                &format!("超过 {LIST_LONGEST} 项"),
                &format!("over {LIST_LONGEST} items"),
            ),
        )),
        Value::Array(items) => {
            let mut numbered = items.iter().enumerate();
            numbered.try_for_each(|(number, item)| check(&format!("{path}[{number}]"), item))
        }
        Value::Object(fields) => fields.iter().try_for_each(|(name, field)| match path {
            "" => check(name, field),
            _ => check(&format!("{path}.{name}"), field),
        }),
        _ => Ok(()),
    }
}

fn broken(field: &str, (zh, en): (&str, &str)) -> ApiProblem {
    problems::BAD_VALUE.because(Bilingual::new(
        format!("字段 {field} {zh}"),
        format!("{field}: {en}"),
    ))
}
