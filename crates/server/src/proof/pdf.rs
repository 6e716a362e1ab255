//! Whether a PDF does nothing but show pages: no script, no file inside, no lock, nothing behind
//! its end. Names are compared as a reader would understand them, also those packed into streams.

use std::io::Read;

use domain::Bilingual;
use flate2::read::ZlibDecoder;

/// Names of what a proof has no need of.
const UNWANTED: [&[u8]; 12] = [
    b"/JavaScript",
    b"/JS",
    b"/Launch",
    b"/EmbeddedFile",
    b"/EmbeddedFiles",
    b"/Encrypt",
    b"/AA",
    b"/RichMedia",
    b"/XFA",
    b"/SubmitForm",
    b"/ImportData",
    b"/GoToE",
];

/// Objects packed together do not grow beyond this.
const PACKED_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// The end of a PDF lies within so many bytes of the end of the file.
const TAIL: usize = 1024;

/// Refuses what is more than pages.
pub fn check(bytes: &[u8]) -> Result<(), Bilingual> {
    let tail = &bytes[bytes.len().saturating_sub(TAIL)..];
    let has_end = find(tail, b"%%EOF").is_some();
    let has_zip = find(tail, b"PK\x05\x06").is_some();
    if !has_end || has_zip {
        return Err(damaged());
    }
    let mut rest = bytes;
    while let Some(at) = find(rest, b"stream") {
        let (outside, after) = rest.split_at(at);
        look(outside)?;
        let body = &after[b"stream".len()..];
        let end = find(body, b"endstream").ok_or_else(damaged)?;
        // The dictionary before it says how it is packed.
        let from = outside.len().saturating_sub(TAIL);
        let dictionary = unescaped(&outside[from..]);
        let own = rfind(&dictionary, b"obj").unwrap_or(0);
        if find(&dictionary[own..], b"/ObjStm").is_some() {
            look_into(body[..end].trim_ascii_start(), &dictionary[own..])?;
        }
        rest = &body[end + b"endstream".len()..];
    }
    look(rest)
}

fn look_into(packed: &[u8], dictionary: &[u8]) -> Result<(), Bilingual> {
    if find(dictionary, b"/Filter").is_none() {
        return look(packed);
    }
    if find(dictionary, b"/FlateDecode").is_none() || find(dictionary, b"/Predictor").is_some() {
        return Err(active());
    }
    let mut plain = Vec::new();
    let mut unpacked = ZlibDecoder::new(packed).take(PACKED_BYTES_MAX + 1);
    unpacked.read_to_end(&mut plain).map_err(|_| damaged())?;
    match plain.len() as u64 > PACKED_BYTES_MAX {
        true => Err(damaged()),
        false => look(&plain),
    }
}

/// Refuses a text that names what a proof has no need of.
fn look(text: &[u8]) -> Result<(), Bilingual> {
    let plain = unescaped(text);
    let named = |name: &&&[u8]| {
        let mut from = 0;
        while let Some(at) = find(&plain[from..], name) {
            let end = from + at + name.len();
            if plain
                .get(end)
                .is_none_or(|next| !next.is_ascii_alphanumeric())
            {
                return true;
            }
            from = end;
        }
        false
    };
    match UNWANTED.iter().find(named) {
        Some(_) => Err(active()),
        None => Ok(()),
    }
}

/// A name may write any of its letters as `#` and two digits.
fn unescaped(text: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&first, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|it| std::str::from_utf8(it).ok());
        let escaped = digits.and_then(|it| u8::from_str_radix(it, 16).ok());
        match escaped.filter(|_| first == b'#') {
            Some(letter) => {
                plain.push(letter);
                rest = &after[2..];
            }
            None => {
                plain.push(first);
                rest = after;
            }
        }
    }
    plain
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|it| it == what)
}

fn rfind(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).rposition(|it| it == what)
}

fn damaged() -> Bilingual {
    Bilingual::new(
        "PDF 不完整或者夹带了别的东西；请重新导出，或者拍成照片",
        "the PDF is damaged or holds something else; export it again, or take a picture",
    )
}

fn active() -> Bilingual {
    Bilingual::new(
        "PDF 里有脚本、附件或密码，不能收；请打印成普通 PDF，或者拍成照片",
        "the PDF has a script, an attachment or a lock; print it to a plain PDF, or take a picture",
    )
}
