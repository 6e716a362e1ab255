//! A form with files, as browsers send it: `multipart/form-data`, whole in memory. Only what we ask
//! for is read; the names of files are looked at by nobody.

/// One part of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FormPart<'b> {
    /// The name of the field.
    pub name: String,
    /// Whether a browser says that it is a file.
    pub is_file: bool,
    /// What is in it.
    pub content: &'b [u8],
}

/// No form has more fields: a bill of two hundred rows of six, and what is beside them.
const PARTS_MAX: usize = 1_500;

/// No head of a part is longer.
const HEAD_MAX: usize = 4 * 1024;

/// The text between the parts, from the kind of the content.
pub(super) fn boundary(kind: &str) -> Option<&str> {
    let (kind, rest) = kind.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let named = rest.split(';').find_map(|part| {
        let (name, value) = part.trim().split_once('=')?;
        name.eq_ignore_ascii_case("boundary")
            .then_some(value.trim_matches('"'))
    })?;
    let is_fit = (1..=70).contains(&named.len()) && named.bytes().all(|b| b.is_ascii_graphic());
    is_fit.then_some(named)
}

/// The parts of a form; none where it is not one.
pub(super) fn parts<'b>(body: &'b [u8], boundary: &str) -> Option<Vec<FormPart<'b>>> {
    let between = format!("\r\n--{boundary}");
    let between = between.as_bytes();
    let mut rest = body.strip_prefix(&between[2..])?;
    let mut parts = Vec::new();
    loop {
        if rest.starts_with(b"--") {
            return Some(parts);
        }
        let after = rest.strip_prefix(b"\r\n")?;
        let head = find(&after[..after.len().min(HEAD_MAX)], b"\r\n\r\n")?;
        let content = &after[head + 4..];
        let end = find(content, between)?;
        let (name, is_file) = disposition(&after[..head])?;
        parts.push(FormPart {
            name,
            is_file,
            content: &content[..end],
        });
        if parts.len() > PARTS_MAX {
            return None;
        }
        rest = &content[end + between.len()..];
    }
}

/// The name of the field, and whether it is a file.
fn disposition(head: &[u8]) -> Option<(String, bool)> {
    let head = String::from_utf8_lossy(head);
    let mut lines = head.split("\r\n").filter_map(|line| line.split_once(':'));
    let (_, value) = lines.find(|(name, _)| name.eq_ignore_ascii_case("content-disposition"))?;
    let mut fields = value.split(';').map(str::trim);
    if !fields.next()?.eq_ignore_ascii_case("form-data") {
        return None;
    }
    let is_file = value.contains("filename");
    let name = fields.find_map(|field| field.strip_prefix("name="))?;
    Some((name.trim_matches('"').to_owned(), is_file))
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|it| it == what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_as_a_browser_sends_it() {
        let body = b"--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\nabc\r\n\
            --x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"../a.png\"\r\n\
            Content-Type: image/png\r\n\r\n\x89PNG\r\n--y\r\n\r\n--x--\r\n";
        let found = parts(body, "x").unwrap();
        assert_eq!(found[0].content, b"abc");
        assert_eq!((found[1].name.as_str(), found[1].is_file), ("file", true));
        assert_eq!(found[1].content, b"\x89PNG\r\n--y\r\n");
    }

    #[test]
    fn what_is_no_form_is_none() {
        for body in [
            &b""[..],
            b"--x",
            b"--x\r\n",
            b"--x\r\n\r\n\r\n--x--",
            b"garbage",
        ] {
            assert_eq!(parts(body, "x"), None);
        }
        assert_eq!(
            boundary("multipart/form-data; boundary=\"abc\""),
            Some("abc")
        );
        for kind in [
            "text/plain",
            "multipart/form-data",
            "multipart/form-data; boundary=",
        ] {
            assert_eq!(boundary(kind), None, "{kind}");
        }
    }
}
