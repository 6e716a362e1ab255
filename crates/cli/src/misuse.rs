//! A command that does not read, in Chinese before what the parser says in English.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Error, Parser};

/// The command line, or the end of the program with what is wrong in it.
pub fn parsed<T: Parser>() -> T {
    T::try_parse().unwrap_or_else(|error| {
        if let Some(says) = in_chinese(&error) {
            eprintln!("[usage] {says}");
        }
        error.exit()
    })
}

/// What is wrong; nothing where help or the version was asked for.
fn in_chinese(error: &Error) -> Option<String> {
    let named = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        _ => String::new(),
    };
    let argument = named(ContextKind::InvalidArg);
    let value = named(ContextKind::InvalidValue);
    Some(match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => return None,
        ErrorKind::MissingRequiredArgument => format!("少写了：{argument}"),
        ErrorKind::UnknownArgument => format!("没有这个参数：{argument}"),
        ErrorKind::InvalidSubcommand => {
            format!("没有这个命令：{}", named(ContextKind::InvalidSubcommand))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if value.is_empty() => {
            format!("{argument} 要写一个值")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let known = named(ContextKind::ValidValue);
            match known.is_empty() {
                true => format!("{argument} 不能是「{value}」"),
                false => format!("{argument} 不能是「{value}」；可以是：{known}"),
            }
        }
        ErrorKind::ArgumentConflict => format!("不能一起写：{argument}"),
        ErrorKind::MissingSubcommand => "少写了要做的事；后面加 --help 可以看到".to_owned(),
        _ => "命令写得不对；后面加 --help 可以看到怎么写".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::CommandLine;

    #[test]
    fn what_is_wrong_in_a_command_is_said_in_chinese() {
        for (words, says) in [
            (&["operator", "add"][..], Some("少写了：")),
            (
                &["operator", "add", "某", "--role", "boss"],
                Some("不能是「boss」；可以是："),
            ),
            (&["operate"], Some("没有这个命令：operate")),
            (
                &["serve", "--databse", "x"],
                Some("没有这个参数：--databse"),
            ),
            (&["--help"], None),
        ] {
            let line = std::iter::once("suixing").chain(words.iter().copied());
            let error = CommandLine::try_parse_from(line).unwrap_err();
            let told = in_chinese(&error);
            let fits = match says {
                Some(says) => told.as_deref().is_some_and(|told| told.contains(says)),
                None => told.is_none(),
            };
            assert!(fits, "{words:?}: {told:?}");
        }
    }
}
