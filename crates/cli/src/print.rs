//! Printing that minds a closed pipe: a reader that closes it early, as `head` does, has enough.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write};

/// Like the standard one, but a closed pipe is no error.
macro_rules! println {
    ($($words:tt)*) => {
        $crate::print::line(format_args!($($words)*))
    };
}

/// Prints a line, or ends the program when that cannot be done.
pub(crate) fn line(words: Arguments<'_>) {
    let mut out = std::io::stdout().lock();
    let written = writeln!(out, "{words}").and_then(|()| out.flush());
    if let Err(error) = written
        && error.kind() != ErrorKind::BrokenPipe
    {
        eprintln!("无法写入 / cannot write: {error}");
        std::process::exit(1);
    }
}
