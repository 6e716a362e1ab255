//! Is it well formed? Elements closed in order, attributes quoted and said once, ids unique, links
//! within the page and labels leading somewhere, headings in order.

use std::collections::BTreeSet;

const VOID: [&str; 5] = ["meta", "link", "br", "input", "img"];

/// What a page is made of, as far as the checks need it.
#[derive(Default)]
struct Seen {
    open: Vec<String>,
    ids: BTreeSet<String>,
    targets: Vec<String>,
    heading: u32,
    first_headings: usize,
}

/// Checks a page; says what is wrong with it.
pub fn check(page: &str) -> Result<(), String> {
    let body = page.strip_prefix("<!doctype html>").ok_or("no doctype")?;
    let mut seen = Seen::default();
    let mut rest = body;
    while let Some(at) = rest.find('<') {
        if rest[..at].contains('>') {
            return Err(format!("a bare > near {:?}", near(rest)));
        }
        let (tag, after) = split_tag(&rest[at + 1..])?;
        see(tag, &mut seen)?;
        rest = after;
    }
    if !seen.open.is_empty() {
        return Err(format!("never closed: {:?}", seen.open));
    }
    if seen.first_headings != 1 {
        return Err(format!("{} first headings", seen.first_headings));
    }
    match seen
        .targets
        .iter()
        .find(|target| !seen.ids.contains(*target))
    {
        Some(target) => Err(format!("nothing has the id {target}")),
        None => Ok(()),
    }
}

fn near(text: &str) -> String {
    text.chars().take(60).collect()
}

/// The inside of a tag up to its `>`, which may not hide in an attribute's value.
fn split_tag(text: &str) -> Result<(&str, &str), String> {
    let mut quoted = false;
    for (at, character) in text.char_indices() {
        match character {
            '"' => quoted = !quoted,
            '<' if !quoted => return Err(format!("< inside a tag near {:?}", near(text))),
            '>' if !quoted => return Ok((&text[..at], &text[at + 1..])),
            _ => (),
        }
    }
    Err(format!("a tag without end near {:?}", near(text)))
}

fn see(tag: &str, seen: &mut Seen) -> Result<(), String> {
    if let Some(name) = tag.strip_prefix('/') {
        let open = seen.open.pop();
        return match open {
            Some(open) if open == name => Ok(()),
            open => Err(format!("</{name}> closes {open:?}")),
        };
    }
    let closed = tag.ends_with('/');
    let tag = tag.trim_end_matches('/');
    let (name, attributes) = tag.split_once([' ', '\n']).unwrap_or((tag, ""));
    see_attributes(name, attributes, seen)?;
    see_heading(name, seen)?;
    see_nesting(name, seen)?;
    if !closed && !VOID.contains(&name) {
        seen.open.push(name.to_owned());
    }
    Ok(())
}

fn see_attributes(name: &str, attributes: &str, seen: &mut Seen) -> Result<(), String> {
    let mut said = BTreeSet::new();
    let mut rest = attributes.trim();
    while !rest.is_empty() {
        let end = rest.find(['=', ' ']).unwrap_or(rest.len());
        let attribute = &rest[..end];
        if !said.insert(attribute.to_owned()) {
            return Err(format!("<{name}> says {attribute} twice"));
        }
        rest = &rest[end..];
        if let Some(value) = rest.strip_prefix("=\"") {
            let (value, after) = value.split_once('"').ok_or("an open quote")?;
            see_value(attribute, value, seen)?;
            rest = after;
        } else if rest.starts_with('=') {
            return Err(format!("<{name}> leaves {attribute} unquoted"));
        }
        rest = rest.trim_start();
    }
    Ok(())
}

fn see_value(attribute: &str, value: &str, seen: &mut Seen) -> Result<(), String> {
    match attribute {
        "id" if value.is_empty() || !seen.ids.insert(value.to_owned()) => {
            Err(format!("the id {value:?} is empty or taken"))
        }
        "aria-labelledby" => {
            seen.targets.extend(value.split(' ').map(str::to_owned));
            Ok(())
        }
        "href" if value.starts_with('#') => {
            seen.targets.push(value[1..].to_owned());
            Ok(())
        }
        "href" | "aria-label" if value.is_empty() => Err(format!("an empty {attribute}")),
        _ => Ok(()),
    }
}

/// Headings go down one level at a time, and the page has one of the first level.
fn see_heading(name: &str, seen: &mut Seen) -> Result<(), String> {
    let level = name
        .strip_prefix('h')
        .and_then(|digit| digit.parse::<u32>().ok());
    if let Some(level) = level {
        if level > seen.heading + 1 {
            return Err(format!("<h{level}> after <h{}>", seen.heading));
        }
        seen.first_headings += usize::from(level == 1);
        seen.heading = level;
    }
    Ok(())
}

/// A few nestings a browser would silently take apart.
fn see_nesting(name: &str, seen: &Seen) -> Result<(), String> {
    let inside = |outer: &str| seen.open.iter().any(|open| open == outer);
    let block = [
        "div", "p", "ul", "ol", "dl", "table", "h2", "h3", "pre", "section",
    ];
    if inside("p") && block.contains(&name) {
        return Err(format!("<{name}> inside <p>"));
    }
    if inside("a") && name == "a" {
        return Err("a link inside a link".to_owned());
    }
    let parent = seen.open.last().map(String::as_str);
    if name == "li" && !matches!(parent, Some("ul" | "ol")) {
        return Err(format!("<li> inside {parent:?}"));
    }
    Ok(())
}

#[test]
fn the_check_finds_what_is_wrong() {
    let page = |body: &str| format!("<!doctype html><html><h1>t</h1>{body}</html>");
    assert_eq!(
        check(&page("<p id=\"a\">x<br></p><a href=\"#a\">y</a>")),
        Ok(())
    );
    let wrong = [
        "<p>",
        "<b><i></b></i>",
        "<p id=\"a\"></p><p id=\"a\"></p>",
        "<a href=\"#nowhere\">x</a>",
        "<a href=x>y</a>",
        "<p><div></div></p>",
        "<h3>x</h3>",
        "<h1>again</h1>",
        "<p class=\"a\" class=\"b\"></p>",
        "<li>x</li>",
        "1 > 0 <br>",
    ];
    for body in wrong {
        assert!(check(&page(body)).is_err(), "{body}");
    }
}
