//! Pictures that are handed in, painted anew. What it may take is known before anything is painted:
//! the picture itself, once; it is turned while it is written and converted point by point, and no
//! two are painted at once. What a file says besides its points is taken out before a decoder sees
//! it, because a kilobyte of it may unpack to gigabytes.

use std::io::Cursor;
use std::sync::{Mutex, PoisonError};

use domain::Bilingual;
use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{
    DynamicImage, GenericImageView, ImageDecoder, ImageFormat, ImageReader, Limits, Pixel, Rgb,
};

use super::told;

/// No side of a picture is longer.
const SIDE_MAX: u32 = 12_000;

/// The points of a picture take no more, with what its decoder keeps beside them: a telephone takes
/// 24 million points of three bytes.
const PAINT_BYTES_MAX: u64 = 80 * 1024 * 1024;

/// How well a picture is kept, of a hundred.
const QUALITY: u8 = 85;

/// One is painted after the other.
static PAINTING: Mutex<()> = Mutex::new(());

/// What kind of picture the first bytes say.
pub(super) fn format(bytes: &[u8]) -> Option<ImageFormat> {
    let is_webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some(ImageFormat::Jpeg),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some(ImageFormat::Png),
        _ => is_webp.then_some(ImageFormat::WebP),
    }
}

fn damaged() -> Bilingual {
    told(
        "照片打不开，可能没有传完整；请重新拍一张",
        "the picture cannot be opened, perhaps it is not all there; take it again",
    )
}

fn too_large() -> Bilingual {
    told(
        "照片的尺寸太大，请用手机的普通模式重新拍一张",
        "the picture has too many points; take it again with a telephone as it is set up usually",
    )
}

/// The picture anew.
pub(super) fn painted(bytes: &[u8], format: ImageFormat) -> Result<Vec<u8>, Bilingual> {
    let plain;
    let (bytes, beside) = match format {
        ImageFormat::Png => {
            plain = without_remarks(bytes).ok_or_else(damaged)?;
            (plain.as_slice(), 0)
        }
        ImageFormat::Jpeg => (bytes, jpeg_scans(bytes).ok_or_else(damaged)?.kept_beside()),
        _ => (bytes, 0),
    };
    let _alone = PAINTING.lock().unwrap_or_else(PoisonError::into_inner);
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(PAINT_BYTES_MAX);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| damaged())?;
    let (wide, high) = decoder.dimensions();
    if wide == 0 || high == 0 {
        return Err(damaged());
    }
    let takes = decoder.total_bytes().saturating_mul(1 + beside);
    if wide > SIDE_MAX || high > SIDE_MAX || takes > PAINT_BYTES_MAX {
        return Err(too_large());
    }
    let turned = decoder.orientation().map_err(|_| damaged())?;
    let picture = DynamicImage::from_decoder(decoder).map_err(|_| damaged())?;
    let view = Turned { picture, turned };
    let mut kept = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut kept, QUALITY);
    encoder.encode_image(&view).map_err(|_| damaged())?;
    Ok(kept)
}

/// A picture as it is looked at: turned, and without what shines through.
struct Turned {
    picture: DynamicImage,
    turned: Orientation,
}

impl Turned {
    fn swaps_sides(&self) -> bool {
        use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
        matches!(
            self.turned,
            Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH
        )
    }
}

impl GenericImageView for Turned {
    type Pixel = Rgb<u8>;

    fn dimensions(&self) -> (u32, u32) {
        let (wide, high) = self.picture.dimensions();
        if self.swaps_sides() {
            (high, wide)
        } else {
            (wide, high)
        }
    }

    fn get_pixel(&self, x: u32, y: u32) -> Rgb<u8> {
        let (wide, high) = self.picture.dimensions();
        let (right, low) = (|x: u32| wide - 1 - x, |y: u32| high - 1 - y);
        let (x, y) = match self.turned {
            Orientation::NoTransforms => (x, y),
            Orientation::FlipHorizontal => (right(x), y),
            Orientation::FlipVertical => (x, low(y)),
            Orientation::Rotate180 => (right(x), low(y)),
            Orientation::Rotate90 => (y, low(x)),
            Orientation::Rotate270 => (right(y), x),
            Orientation::Rotate90FlipH => (y, x),
            Orientation::Rotate270FlipH => (right(y), low(x)),
        };
        self.picture.get_pixel(x, y).to_rgb()
    }
}

/// A PNG with its points, its colours and how it is turned, and nothing else.
fn without_remarks(bytes: &[u8]) -> Option<Vec<u8>> {
    const KEPT: [&[u8]; 6] = [b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"eXIf"];
    const HEAD: usize = 8;
    let mut plain = bytes.get(..HEAD)?.to_vec();
    let mut rest = &bytes[HEAD..];
    loop {
        let length = u32::from_be_bytes(rest.get(..4)?.try_into().ok()?);
        let whole = usize::try_from(length).ok()?.checked_add(12)?;
        let chunk = rest.get(..whole)?;
        let kind = chunk.get(4..8)?;
        if KEPT.contains(&kind) {
            plain.extend_from_slice(chunk);
        }
        if kind == b"IEND" {
            return Some(plain);
        }
        rest = &rest[whole..];
    }
}

/// How the points of a JPEG lie in it.
struct JpegScans {
    is_progressive: bool,
}

impl JpegScans {
    /// How often what the points take is kept beside them: a progressive picture comes together
    /// from numbers of two bytes.
    fn kept_beside(&self) -> u64 {
        if self.is_progressive { 2 } else { 0 }
    }
}

/// Walks through a JPEG to its end; nothing where it has none: half of one is none.
fn jpeg_scans(bytes: &[u8]) -> Option<JpegScans> {
    let mut scans = JpegScans {
        is_progressive: false,
    };
    let mut at = 2;
    loop {
        let from = bytes.get(at..)?.iter().position(|byte| *byte == 0xff)? + at;
        let marker = *bytes.get(from + 1)?;
        at = from + 2;
        match marker {
            0xd9 => return Some(scans),
            // Points that look like a marker, marks between them, and filling.
            0x00 | 0x01 | 0xd0..=0xd8 => {}
            0xff => at = from + 1,
            _ => {
                scans.is_progressive |= marker == 0xc2;
                let length = bytes.get(at..at + 2)?;
                at += usize::from(u16::from_be_bytes(length.try_into().ok()?));
            }
        }
    }
}
