//! Files that people hand in as proof: what they really are, and what is kept of them. The name and
//! the kind a browser says are not looked at. Pictures are painted anew, so that nothing stays of a
//! file but what one sees; a PDF is kept as it is, if it does nothing but show pages.

mod pdf;

use std::io::Cursor;

use domain::Bilingual;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

/// The largest file.
pub const BYTES_MAX: usize = 10 * 1024 * 1024;

/// No picture has more points: a telephone takes 50 million.
const POINTS_MAX: u64 = 50_000_000;

/// No side of a picture is longer.
const SIDE_MAX: u32 = 12_000;

/// A picture is painted with no more memory.
const PAINT_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// How well a picture is kept, of a hundred.
const QUALITY: u8 = 85;

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
    match format(bytes) {
        Some(format) => painted(bytes, format).map(|bytes| ("jpg", bytes)),
        None => Err(told(
            "看不出是照片或 PDF；请交 JPEG、PNG、WebP 照片，或者 PDF",
            "this is neither a picture nor a PDF; hand in JPEG, PNG, WebP or PDF",
        )),
    }
}

fn told(zh: &str, en: &str) -> Bilingual {
    Bilingual::new(zh, en)
}

fn format(bytes: &[u8]) -> Option<ImageFormat> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some(ImageFormat::Jpeg),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some(ImageFormat::Png),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => Some(ImageFormat::WebP),
        _ => None,
    }
}

/// The picture anew. Its size is looked at before anything is painted.
fn painted(bytes: &[u8], format: ImageFormat) -> Result<Vec<u8>, Bilingual> {
    let damaged = |_| {
        told(
            "照片打不开，可能没有传完整；请重新拍一张",
            "the picture cannot be opened; take it again",
        )
    };
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(PAINT_BYTES_MAX);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let (wide, high) = decoder.dimensions();
    let points = u64::from(wide) * u64::from(high);
    if points == 0 || points > POINTS_MAX || wide > SIDE_MAX || high > SIDE_MAX {
        return Err(told(
            "照片的尺寸太大，请用手机重新拍一张",
            "the picture has too many points; take it again with a telephone",
        ));
    }
    let turned = decoder.orientation().map_err(damaged)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    picture.apply_orientation(turned);
    let mut kept = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut kept, QUALITY);
    let plain = DynamicImage::ImageRgb8(picture.into_rgb8());
    plain.write_with_encoder(encoder).map_err(damaged)?;
    Ok(kept)
}

#[cfg(test)]
mod tests;
