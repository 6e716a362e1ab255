//! Whether a PDF does nothing but show pages: no script, no action, no link out, no file inside, no
//! lock, nothing behind its end, no object where nobody looks. Names are compared as a reader would
//! understand them, also those packed into streams; what is packed so that it cannot be looked
//! through is refused. This keeps honest files plain; a reader still opens them in its sandbox.

use std::io::Read;

use domain::Bilingual;
use flate2::read::ZlibDecoder;

/// Names of what a proof has no need of.
const UNWANTED: [&[u8]; 27] = [
    b"/JavaScript",
    b"/JS",
    b"/Launch",
    b"/EmbeddedFile",
    b"/EmbeddedFiles",
    b"/AF",
    b"/Encrypt",
    b"/AA",
    b"/RichMedia",
    b"/RichMediaContent",
    b"/RichMediaExecute",
    b"/3D",
    b"/3DD",
    b"/GoTo3DView",
    b"/U3D",
    b"/PRC",
    b"/Sound",
    b"/Rendition",
    b"/Movie",
    b"/XFA",
    b"/SubmitForm",
    b"/ImportData",
    b"/GoToE",
    b"/GoToR",
    b"/URI",
    b"/FFilter",
    b"/Crypt",
];

/// Ways of packing that objects are not looked through.
const PACKED_OTHERWISE: [&[u8]; 9] = [
    b"/LZWDecode",
    b"/LZW",
    b"/ASCII85Decode",
    b"/A85",
    b"/ASCIIHexDecode",
    b"/AHx",
    b"/RunLengthDecode",
    b"/RL",
    b"/Predictor",
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
        if hides_object(&body[..end]) {
            return Err(active());
        }
        if holds_objects(outside)? {
            look_into(body[..end].trim_ascii_start(), &unescaped(outside))?;
        }
        rest = &body[end + b"endstream".len()..];
    }
    look(rest)
}

/// Whether the stream after this text holds objects: its dictionary says where the first is. What
/// is said to be outside of the dictionary is not believed where a comment or a text says so.
fn holds_objects(outside: &[u8]) -> Result<bool, Bilingual> {
    let plain = unescaped(outside);
    if is_named(&plain, b"/ObjStm") {
        return Ok(true);
    }
    let Some(at) = rfind(&plain, b"endobj") else {
        return Ok(is_named(&plain, b"/First"));
    };
    let line = plain[..at].rsplit(|sign| matches!(sign, b'\r' | b'\n'));
    let is_comment = line.clone().next().is_some_and(|it| it.contains(&b'%'));
    let own = &plain[at + b"endobj".len()..];
    let count = |sign: u8| own.iter().filter(|it| **it == sign).count();
    if is_comment || count(b'(') != count(b')') || count(b'<') != count(b'>') {
        // Whoever writes so is either hiding something or has names that are no names.
        return Ok(is_named(&plain, b"/First"));
    }
    Ok(is_named(own, b"/First"))
}

/// Looks at packed objects.
fn look_into(packed: &[u8], dictionary: &[u8]) -> Result<(), Bilingual> {
    let flates = count_named(dictionary, b"/FlateDecode") + count_named(dictionary, b"/Fl");
    let otherwise = PACKED_OTHERWISE
        .iter()
        .any(|name| is_named(dictionary, name));
    let is_packed = is_named(dictionary, b"/Filter");
    match (is_packed, flates) {
        _ if otherwise => Err(active()),
        (false, 0) => look(packed),
        (true, 1) => look(&unpacked(packed)?),
        _ => Err(active()),
    }
}

fn unpacked(packed: &[u8]) -> Result<Vec<u8>, Bilingual> {
    let mut plain = Vec::new();
    let mut unpacked = ZlibDecoder::new(packed).take(PACKED_BYTES_MAX + 1);
    unpacked.read_to_end(&mut plain).map_err(|_| damaged())?;
    match plain.len() as u64 > PACKED_BYTES_MAX {
        true => Err(damaged()),
        false => Ok(plain),
    }
}

/// Whether an object stands inside a stream, where a table of the file may say that it begins.
fn hides_object(body: &[u8]) -> bool {
    let mut from = 0;
    while let Some(at) = find(&body[from..], b"obj") {
        let before = &body[..from + at];
        let number = before.trim_ascii_end();
        let is_apart = number.len() < before.len();
        let is_numbered = number.last().is_some_and(u8::is_ascii_digit);
        let after_line = matches!(before.last(), Some(b'\r' | b'\n'));
        let next = body.get(from + at + b"obj".len());
        let is_whole = next.is_none_or(|next| !next.is_ascii_alphanumeric());
        if is_whole && is_apart && (is_numbered || after_line) {
            return true;
        }
        from += at + b"obj".len();
    }
    false
}

/// Refuses a text that names what a proof has no need of.
fn look(text: &[u8]) -> Result<(), Bilingual> {
    let plain = unescaped(text);
    let unwanted = UNWANTED.iter().any(|name| is_named(&plain, name));
    match unwanted || acts_when_opened(&plain) {
        true => Err(active()),
        false => Ok(()),
    }
}

/// Whether opening it does more than to go to a page, which is a list that begins there.
fn acts_when_opened(plain: &[u8]) -> bool {
    const NAME: &[u8] = b"/OpenAction";
    let mut rest = plain;
    while let Some(at) = find(rest, NAME) {
        rest = &rest[at + NAME.len()..];
        if !rest.trim_ascii_start().starts_with(b"[") {
            return true;
        }
    }
    false
}

fn is_named(plain: &[u8], name: &[u8]) -> bool {
    count_named(plain, name) > 0
}

/// How often a name stands there, and not as the beginning of another.
fn count_named(plain: &[u8], name: &[u8]) -> usize {
    let (mut count, mut from) = (0, 0);
    while let Some(at) = find(&plain[from..], name) {
        let end = from + at + name.len();
        let next = plain.get(end);
        count += usize::from(next.is_none_or(|next| !next.is_ascii_alphanumeric()));
        from = end;
    }
    count
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
        "PDF 里有脚本、动作、链接、附件或密码，或者打包得看不透，不能收；请打印成普通 PDF，或者拍成照片",
        "the PDF has a script, an action, a link, an attachment or a lock, or is packed so that it \
         cannot be looked through; print it to a plain PDF, or take a picture",
    )
}
