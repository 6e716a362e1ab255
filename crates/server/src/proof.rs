//! Files that people hand in as proof: what they really are, and what is kept of them. The name and
//! the kind a browser says are not looked at. Pictures are painted anew, so that nothing stays of a
//! file but what one sees; a PDF is kept as it is, if it does nothing but show pages.

mod pdf;
mod picture;

use domain::Bilingual;

/// The largest file.
pub const BYTES_MAX: usize = 10 * 1024 * 1024;

/// A file as it is kept: how its content is told, and what is in it.
pub type KeptFile = (&'static str, Vec<u8>);

/// Looks at a file, or says in words what to do instead.
pub fn read(bytes: &[u8]) -> Result<KeptFile, Bilingual> {
    if bytes.is_empty() {
        return Err(told(
            "文件是空的，请重新选",
            "the file is empty; choose again",
        ));
    }
    if bytes.len() > BYTES_MAX {
        return Err(told(
            "文件超过 10 MB，请拍小一点或压缩以后再交",
            "the file is larger than 10 MB; take a smaller picture",
        ));
    }
    if bytes.starts_with(b"%PDF-") {
        pdf::check(bytes)?;
        return Ok(("pdf", bytes.to_vec()));
    }
    match picture::format(bytes) {
        Some(format) => picture::painted(bytes, format).map(|bytes| ("jpg", bytes)),
        None => Err(told(
            "看不出是照片或 PDF；请交 JPEG、PNG、WebP 照片，或者 PDF",
            "this is neither a picture nor a PDF; hand in JPEG, PNG, WebP or PDF",
        )),
    }
}

fn told(zh: &str, en: &str) -> Bilingual {
    Bilingual::new(zh, en)
}

#[cfg(test)]
mod tests;
