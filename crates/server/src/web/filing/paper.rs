//! The registration form (备案登记表) as a PDF: one page, a table, a check code and its QR code.
//! The Chinese font is named and not embedded: every reader of PDF in China has one for the
//! character collection Adobe-GB1, and the file stays a few kilobytes.

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo};
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str};
use qrcode::{Color, QrCode};

/// What stands on the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistrationForm {
    /// The heading.
    pub title: String,
    /// What and its answer, a row each.
    pub rows: Vec<(String, String)>,
    /// What stands below.
    pub notes: Vec<String>,
    /// The address the QR code leads to.
    pub verify: String,
}

/// A4 in points.
const PAGE: (f32, f32) = (595.0, 842.0);
const LEFT: f32 = 56.0;
const RIGHT: f32 = 539.0;
/// Where the second column begins.
const SECOND: f32 = 170.0;
/// Size of the text and height of its line.
const TEXT: f32 = 10.5;
const LINE: f32 = 16.0;
/// The side of the QR code.
const QR: f32 = 110.0;

/// The form as a file.
pub fn render(form: &RegistrationForm) -> Vec<u8> {
    let (catalog, pages, page, content) = (Ref::new(1), Ref::new(2), Ref::new(3), Ref::new(4));
    let font = Ref::new(5);
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(pages);
    pdf.pages(pages).kids([page]).count(1);
    let mut sheet = pdf.page(page);
    sheet.media_box(Rect::new(0.0, 0.0, PAGE.0, PAGE.1));
    sheet.parent(pages).contents(content);
    sheet.resources().fonts().pair(Name(b"F"), font);
    sheet.finish();
    named_font(&mut pdf, font);
    let drawn = drawn(form);
    pdf.stream(content, &drawn.finish());
    pdf.finish()
}

/// 宋体 by name, with the predefined map from UTF-16 to the characters of Adobe-GB1.
fn named_font(pdf: &mut Pdf, font: Ref) {
    let (cid, descriptor) = (Ref::new(6), Ref::new(7));
    let name = Name(b"STSong-Light");
    pdf.type0_font(font)
        .base_font(name)
        .encoding_predefined(Name(b"UniGB-UTF16-H"))
        .descendant_font(cid);
    let mut of = pdf.cid_font(cid);
    of.subtype(CidFontType::Type0).base_font(name);
    of.system_info(SystemInfo {
        registry: Str(b"Adobe"),
        ordering: Str(b"GB1"),
        supplement: 4,
    });
    of.font_descriptor(descriptor).default_width(1000.0);
    // Latin letters and figures take half of a Chinese sign.
    of.widths().same(1, 95, 500.0);
    of.finish();
    pdf.font_descriptor(descriptor)
        .name(name)
        .flags(FontFlags::SYMBOLIC | FontFlags::SERIF)
        .bbox(Rect::new(-25.0, -254.0, 1000.0, 880.0))
        .italic_angle(0.0)
        .ascent(880.0)
        .descent(-120.0)
        .cap_height(880.0)
        .stem_v(93.0);
}

fn drawn(form: &RegistrationForm) -> Content {
    let mut content = Content::new();
    let mut y = PAGE.1 - 90.0;
    let wide = width(&form.title, 20.0);
    put(
        &mut content,
        (&form.title, 20.0),
        ((PAGE.0 - wide) / 2.0, y),
    );
    y -= 30.0;
    line(&mut content, y + LINE);
    for (what, answer) in &form.rows {
        put(&mut content, (what, TEXT), (LEFT + 6.0, y));
        for part in broken(answer, RIGHT - SECOND - 6.0) {
            put(&mut content, (&part, TEXT), (SECOND, y));
            y -= LINE;
        }
        line(&mut content, y + LINE - 5.0);
        y -= 6.0;
    }
    y -= 14.0;
    qr(&mut content, &form.verify, (RIGHT - QR, y - QR));
    for note in &form.notes {
        for part in broken(note, RIGHT - LEFT - QR - 20.0) {
            put(&mut content, (&part, TEXT - 1.0), (LEFT, y - TEXT));
            y -= LINE;
        }
        y -= 4.0;
    }
    content
}

fn put(content: &mut Content, (text, size): (&str, f32), (x, y): (f32, f32)) {
    let units = text.encode_utf16();
    let bytes: Vec<u8> = units.flat_map(u16::to_be_bytes).collect();
    content.begin_text();
    content.set_font(Name(b"F"), size);
    content.next_line(x, y).show(Str(&bytes));
    content.end_text();
}

fn line(content: &mut Content, y: f32) {
    content.set_line_width(0.6);
    content.move_to(LEFT, y).line_to(RIGHT, y).stroke();
}

/// How wide a text is: Latin takes half.
fn width(text: &str, size: f32) -> f32 {
    let signs = text.chars().map(|c| if c.is_ascii() { 0.5 } else { 1.0 });
    signs.sum::<f32>() * size
}

/// A text in lines that fit.
fn broken(text: &str, wide: f32) -> Vec<String> {
    let mut lines = vec![String::new()];
    for sign in text.chars() {
        let last = lines.last_mut().expect("there is one from the beginning");
        last.push(sign);
        if width(last, TEXT) > wide - TEXT {
            lines.push(String::new());
        }
    }
    lines.retain(|line| !line.is_empty());
    if lines.is_empty() {
        lines.push("—".to_owned());
    }
    lines
}

/// The QR code as squares. An address that does not fit has none; it stands there in letters.
fn qr(content: &mut Content, address: &str, (x, y): (f32, f32)) {
    let Ok(code) = QrCode::new(address) else {
        return;
    };
    let side = code.width();
    let dot = QR / side as f32;
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (column, row) = ((at % side) as f32, (at / side) as f32);
            content.rect(x + column * dot, y + QR - (row + 1.0) * dot, dot, dot);
        }
    }
    content.fill_nonzero();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_is_a_small_pdf_with_a_font_by_name() {
        let form = RegistrationForm {
            title: "异地就医备案登记表".to_owned(),
            rows: vec![
                ("备案号".to_owned(), "长".repeat(200)),
                ("到".to_owned(), String::new()),
            ],
            notes: vec!["核对".to_owned()],
            verify: "http://127.0.0.1/verify?code=B440300".to_owned(),
        };
        let bytes = render(&form);
        assert!(
            bytes.starts_with(b"%PDF-") && bytes.len() < 60_000,
            "{}",
            bytes.len()
        );
        let named = b"UniGB-UTF16-H";
        assert!(bytes.windows(named.len()).any(|it| it == named));
        assert_eq!(broken("", 100.0), ["—"]);
        assert!(broken(&"长".repeat(200), 369.0).len() > 4);
    }
}
