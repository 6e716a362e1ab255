use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use image::{ImageFormat, RgbImage};

use super::read;

fn picture(format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = RgbImage::from_fn(40, 30, |x, y| image::Rgb([x as u8, y as u8, 9]));
    picture
        .write_to(&mut Cursor::new(&mut bytes), format)
        .unwrap();
    bytes
}

fn pdf(inside: &str) -> Vec<u8> {
    format!("%PDF-1.4\n1 0 obj\n<< /Type /Catalog {inside} >>\nendobj\ntrailer\n<<>>\n%%EOF\n")
        .into_bytes()
}

fn pdf_packed(inside: &str, filter: &str) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::best());
    packer.write_all(inside.as_bytes()).unwrap();
    let packed = packer.finish().unwrap();
    let head = format!("%PDF-1.5\n5 0 obj\n<< /Type /ObjStm /Filter /{filter} >>\nstream\n");
    [head.as_bytes(), &packed, b"\nendstream\nendobj\n%%EOF"].concat()
}

#[test]
fn pictures_are_painted_anew_and_keep_nothing_else() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let mut bytes = picture(format);
        bytes.extend(b"PK\x03\x04<script>alert(1)</script>");
        let (ending, kept) = read(&bytes).unwrap();
        assert_eq!(ending, "jpg");
        assert!(kept.starts_with(&[0xff, 0xd8]) && !kept.windows(7).any(|it| it == b"<script"));
        let again = image::load_from_memory(&kept).unwrap();
        assert_eq!((again.width(), again.height()), (40, 30));
    }
    // What a camera says of where it was is gone.
    let plain = picture(ImageFormat::Jpeg);
    let exif = b"\xff\xe1\x00\x16Exif\0\0GPS 22.5 114.0";
    let told = [&plain[..2], exif, &plain[2..]].concat();
    let (_, kept) = read(&told).unwrap();
    assert!(!kept.windows(4).any(|it| it == b"Exif" || it == b"GPS "));
}

#[test]
fn a_pdf_that_does_more_than_show_pages_is_refused() {
    assert_eq!(read(&pdf("/Pages 2 0 R")).unwrap().0, "pdf");
    assert_eq!(
        read(&pdf_packed("<< /Type /Page >>", "FlateDecode"))
            .unwrap()
            .0,
        "pdf"
    );
    for inside in [
        "/OpenAction << /S /JavaScript /JS (app.alert(1)) >>",
        "/OpenAction << /S /Java#53cript >>",
        "/AA << /O 3 0 R >>",
        "/Names << /EmbeddedFiles 4 0 R >>",
        "/Encrypt 9 0 R",
        "/S /Launch",
        "/AcroForm << /XFA 3 0 R >>",
    ] {
        assert!(read(&pdf(inside)).is_err(), "{inside}");
        assert!(
            read(&pdf_packed(inside, "FlateDecode")).is_err(),
            "packed {inside}"
        );
    }
    assert!(read(&pdf_packed("<< >>", "LZWDecode")).is_err());
    let mut with_zip = pdf("/Pages 2 0 R");
    with_zip.extend(b"PK\x05\x06");
    assert!(read(&with_zip).is_err());
    let bomb = pdf_packed(&" ".repeat(40_000_000), "FlateDecode");
    assert!(bomb.len() < 100_000 && read(&bomb).is_err());
}

#[test]
fn a_picture_of_too_many_points_is_not_painted() {
    // A PNG that says to be 60,000 points wide and high, in a hundred bytes.
    let mut head = picture(ImageFormat::Png);
    let sides = 60_000_u32.to_be_bytes();
    head[16..20].copy_from_slice(&sides);
    head[20..24].copy_from_slice(&sides);
    let sum = crc(&head[12..29]);
    head[29..33].copy_from_slice(&sum.to_be_bytes());
    assert!(read(&head).is_err());
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

#[test]
fn broken_files_are_told_and_none_breaks_the_reader() {
    let mut tried = 0;
    for good in [
        picture(ImageFormat::Jpeg),
        picture(ImageFormat::Png),
        picture(ImageFormat::WebP),
        pdf("/Pages 2 0 R"),
    ] {
        for cut in (0..good.len()).step_by(good.len() / 25 + 1) {
            let _ = read(&good[..cut]);
            let mut flipped = good.clone();
            flipped[cut] ^= 0x55;
            let _ = read(&flipped);
            tried += 2;
        }
    }
    assert!(tried > 150, "{tried}");
    for other in [
        &b""[..],
        b"PK\x03\x04",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<!doctype html>",
        b"GIF89a",
        b"\x7fELF",
        b"%PDF-",
        b"\xff\xd8\xff",
        b"RIFF\0\0\0\0WEBP",
    ] {
        let why = read(other).unwrap_err();
        assert!(!why.zh.is_empty() && !why.en.is_empty());
    }
    assert!(read(&vec![0xff; super::BYTES_MAX + 1]).is_err());
}
