//! The options that commands of the workbench share.

use std::path::PathBuf;

use clap::Args;

use super::say::{AnswerForm, Tongue};

/// A folder of policies, positional, and the form of the answer.
#[derive(Clone, Debug, Args)]
pub struct PolicyFolder {
    /// 政策文件夹；不给则用 ./policies，没有则用随附的 / folder of policies; ./policies or the
    /// embedded ones unless given
    pub folder: Option<PathBuf>,
    /// 输出 JSON / print JSON
    #[arg(long)]
    pub json: bool,
}

/// A folder of policies as an option.
#[derive(Clone, Debug, Args)]
pub struct PolicyOptions {
    /// 政策文件夹；不给则用 ./policies，没有则用随附的 / folder of policies; ./policies or the
    /// embedded ones unless given
    #[arg(long, value_name = "DIR")]
    pub policies: Option<PathBuf>,
    /// 输出 JSON / print JSON
    #[arg(long)]
    pub json: bool,
    /// 用英文回答 / answer in English
    #[arg(long)]
    pub english: bool,
}

impl PolicyOptions {
    /// The form of the answer.
    pub fn form(&self) -> AnswerForm {
        let tongue = Tongue {
            english: self.english,
        };
        AnswerForm {
            json: self.json,
            tongue,
        }
    }
}
