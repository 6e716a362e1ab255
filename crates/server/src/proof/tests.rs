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
        "/Type /Annot /Subtype /RichMedia /RichMediaContent 7 0 R",
        "/Subtype /3D /3DD 8 0 R",
        "/Subtype /#33D",
        "/Type /3D /Subtype /U3D",
        "/S /GoTo3DView /TA 4 0 R",
        "/Subtype /Sound /Sound 6 0 R",
    ] {
        assert!(read(&pdf(inside)).is_err(), "{inside}");
        assert!(
            read(&pdf_packed(inside, "FlateDecode")).is_err(),
            "packed {inside}"
        );
    }
    for inside in [
        "/OpenAction 5 0 R",
        "/OpenAction << /S /URI /URI (http://example.org) >>",
        "/A << /S /GoToR /F (\\\\host\\share) >>",
        "/AcroForm << /S /SubmitForm >>",
    ] {
        assert!(read(&pdf(inside)).is_err(), "{inside}");
    }
    assert!(
        read(&pdf("/OpenAction [3 0 R /Fit]")).is_ok(),
        "goes to a page"
    );
    assert!(read(&pdf_packed("<< >>", "LZWDecode")).is_err());
    let mut with_zip = pdf("/Pages 2 0 R");
    with_zip.extend(b"PK\x05\x06");
    assert!(read(&with_zip).is_err());
    let bomb = pdf_packed(&" ".repeat(40_000_000), "FlateDecode");
    assert!(bomb.len() < 100_000 && read(&bomb).is_err());
}

/// Objects that are packed twice, or in a way nobody looks through, and objects inside a stream.
#[test]
fn what_cannot_be_looked_through_is_refused() {
    let script = "5 0 << /S /JavaScript /JS (app.alert(1)) >>";
    let once = |inside: &[u8]| {
        let mut packer = ZlibEncoder::new(Vec::new(), Compression::best());
        packer.write_all(inside).unwrap();
        packer.finish().unwrap()
    };
    let of = |dictionary: &str, body: &[u8]| {
        let head = format!("%PDF-1.5\n5 0 obj\n<< {dictionary} >>\nstream\n");
        [head.as_bytes(), body, b"\nendstream\nendobj\n%%EOF"].concat()
    };
    let flate = once(script.as_bytes());
    let twice = once(&flate);
    let padded = format!(
        "/Type /ObjStm /Filter /FlateDecode /P ({})",
        " ".repeat(4_000)
    );
    for (dictionary, body) in [
        ("/Type /ObjStm /Filter [/FlateDecode /FlateDecode]", &twice),
        ("/N 1 /First 4 /Filter [/FlateDecode /FlateDecode]", &twice),
        (
            "/Type /ObjStm /Filter [/ASCII85Decode /FlateDecode]",
            &twice,
        ),
        ("/N 1 /First 4 /Filter /FlateDecode", &flate),
        ("/Type /ObjStm /X (obj) /Filter [/FlateDecode]", &flate),
        (
            "/N 1 /First 4 %endobj 6 0 obj <<\n /Filter /FlateDecode",
            &flate,
        ),
        (
            "/N 1 /First 4 /X (endobj 6 0 obj) /Filter /FlateDecode",
            &flate,
        ),
        (padded.as_str(), &flate),
    ] {
        assert!(read(&of(dictionary, body)).is_err(), "{dictionary}");
    }
    let hidden = of("/Length 9", b"7 0 obj << /S /JavaScript >> endobj");
    assert!(read(&hidden).is_err(), "an object inside a stream");
    let commented = b"%PDF-1.4\n%stream\n1 0 obj << /S /JavaScript >> endobj\n%endstream\n%%EOF";
    assert!(read(commented).is_err(), "an object behind a comment");
    let page = once(b"BT /F1 12 Tf (hello) Tj ET");
    assert!(read(&of("/Length 9 /Filter /FlateDecode", &page)).is_ok());
}

/// What a file says besides its points is not unpacked.
#[test]
fn a_colour_profile_that_unpacks_to_much_is_left_out() {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::best());
    let megabyte = vec![0; 1 << 20];
    for _ in 0..100 {
        packer.write_all(&megabyte).unwrap();
    }
    let profile = [b"a\0\0".as_slice(), &packer.finish().unwrap()].concat();
    let plain = picture(ImageFormat::Png);
    let kind = [b"iCCP".as_slice(), &profile].concat();
    let length = u32::try_from(profile.len()).unwrap().to_be_bytes();
    let chunk = [&length[..], &kind, &crc(&kind).to_be_bytes()].concat();
    // Behind the head, which is 8 bytes and a chunk of 25.
    let bomb = [&plain[..33], &chunk, &plain[33..]].concat();
    let (ending, kept) = read(&bomb).unwrap();
    assert_eq!(ending, "jpg");
    assert!(image::load_from_memory(&kept).is_ok());
}

#[test]
fn half_a_picture_is_no_picture() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let whole = picture(format);
        for cut in [whole.len() / 2, whole.len() - 2] {
            assert!(read(&whole[..cut]).is_err(), "{format:?} {cut}");
        }
    }
}

/// Turned while it is written: the corner that was first stands where the camera held it.
#[test]
fn a_picture_is_turned_as_the_camera_says() {
    let mut bytes = Vec::new();
    let red_first = RgbImage::from_fn(32, 16, |x, y| match x < 8 && y < 8 {
        true => image::Rgb([250, 0, 0]),
        false => image::Rgb([0, 0, 250]),
    });
    let to = &mut Cursor::new(&mut bytes);
    red_first.write_to(to, ImageFormat::Jpeg).unwrap();
    for (said, (wide, high), (x, y)) in [
        (1, (32, 16), (2, 2)),
        (3, (32, 16), (29, 13)),
        (6, (16, 32), (13, 2)),
        (8, (16, 32), (2, 29)),
        (2, (32, 16), (29, 2)),
        (5, (16, 32), (2, 2)),
        (7, (16, 32), (13, 29)),
    ] {
        let head = b"\xff\xe1\x00\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01";
        let exif = [&head[..], &[0, said, 0, 0, 0, 0, 0, 0]].concat();
        let turned = [&bytes[..2], &exif, &bytes[2..]].concat();
        let (_, kept) = read(&turned).unwrap();
        let kept = image::load_from_memory(&kept).unwrap().into_rgb8();
        assert_eq!(kept.dimensions(), (wide, high), "{said}");
        assert!(kept.get_pixel(x, y).0[0] > 150, "{said}");
    }
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
