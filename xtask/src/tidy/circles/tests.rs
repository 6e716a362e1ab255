use super::*;

/// The circles of a crate with these files, as sets of file names.
fn circles(files: &[(&str, &str)]) -> Vec<Vec<String>> {
    let files = files
        .iter()
        .map(|(name, text)| (format!("crates/a/src/{name}"), *text));
    let files: Vec<(String, &str)> = files.collect();
    let mut all = vec![("crates/a/Cargo.toml", "")];
    all.extend(files.iter().map(|(name, text)| (name.as_str(), *text)));
    let short = |file: &String| file.trim_start_matches("crates/a/src/").to_owned();
    let found = super::all(&Tree::of(&all)).into_iter();
    found
        .map(|circle| circle.files.iter().map(short).collect())
        .collect()
}

#[test]
fn three_files_may_know_one_another_and_four_may_not() {
    let three = [
        ("lib.rs", "mod a; mod b; mod c;"),
        ("a.rs", "use crate::b::B; pub struct A;"),
        ("b.rs", "use crate::c::C; pub struct B;"),
        ("c.rs", "use crate::a::A; pub struct C;"),
    ];
    assert_eq!(circles(&three), Vec::<Vec<String>>::new());
    let four = [
        ("lib.rs", "mod a; mod b; mod c; mod d;"),
        ("a.rs", "use crate::b::B; pub struct A;"),
        ("b.rs", "fn f() { crate::c::c() } pub struct B;"),
        ("c.rs", "use super::d; fn f(x: d::D) {} pub fn c() {}"),
        ("d.rs", "use crate::{a::{self, A}, b as _}; pub struct D;"),
    ];
    assert_eq!(circles(&four), [["a.rs", "b.rs", "c.rs", "d.rs"]]);
}

#[test]
fn a_facade_is_in_no_circle_and_hands_names_on() {
    let facade = [
        ("lib.rs", "mod a; pub use a::{X, Y}; pub use a::*;"),
        (
            "a.rs",
            "mod x; mod y; mod z; pub use x::X; pub use y::Y; pub use z::*;",
        ),
        ("a/x.rs", "use super::Y; pub struct X;"),
        ("a/y.rs", "use crate::a::Z; pub struct Y;"),
        ("a/z.rs", "use crate::W; pub struct Z; pub struct W;"),
    ];
    assert_eq!(circles(&facade), Vec::<Vec<String>>::new());
    let mut circle = facade;
    circle[4].1 = "mod w; pub struct Z; pub use w::V;";
    let circle = [
        circle.as_slice(),
        &[("a/z/w.rs", "use crate::a::X; pub struct V;")],
    ]
    .concat();
    assert_eq!(
        circles(&circle),
        Vec::<Vec<String>>::new(),
        "w is below z, which only names it"
    );
    let mut circle = circle;
    circle[4].1 = "mod w; use w::V; pub struct Z;";
    let expected = [["a/x.rs", "a/y.rs", "a/z.rs", "a/z/w.rs"]];
    assert_eq!(circles(&circle), expected);
}

#[test]
fn a_parent_that_uses_its_children_and_is_used_by_them_is_in_their_circle() {
    let words = "pub fn wrong() {}";
    let family = [
        ("lib.rs", "mod p;"),
        (
            "p.rs",
            &format!("mod a; mod b; mod c; pub fn run() {{ a::a(); b::b(); c::c() }} {words}"),
        ),
        ("p/a.rs", "use super::wrong; pub fn a() {}"),
        ("p/b.rs", "pub fn b() { super::wrong() }"),
        ("p/c.rs", "pub fn c() { crate::p::wrong() }"),
    ];
    assert_eq!(circles(&family), [["p.rs", "p/a.rs", "p/b.rs", "p/c.rs"]]);
    let mut apart = family;
    apart[1].1 =
        "mod a; mod b; mod c; mod say; use say::wrong; pub fn run() { a::a(); b::b(); c::c() }";
    let apart = [apart.as_slice(), &[("p/say.rs", words)]].concat();
    assert_eq!(circles(&apart), Vec::<Vec<String>>::new());
}

#[test]
fn a_macro_from_elsewhere_hides_no_function_of_the_same_name() {
    let child = "use other::routes; use super::shared; pub fn routes() { routes!(x); shared() }";
    let files = [
        (
            "lib.rs",
            "mod a; mod b; mod c; pub fn shared() {}
             fn all() { a::routes(); b::routes(); c::routes() }",
        ),
        ("a.rs", child),
        ("b.rs", child),
        ("c.rs", child),
    ];
    assert_eq!(circles(&files), [["a.rs", "b.rs", "c.rs", "lib.rs"]]);
}

#[test]
fn macros_attributes_and_inline_modules_count_and_tests_do_not() {
    let macros = [
        ("lib.rs", "#[macro_use] mod m; mod a; mod b; mod c;"),
        ("m.rs", "macro_rules! tables { () => { $crate::a::row() } }"),
        (
            "a.rs",
            "mod inner { use super::super::b::B; } pub fn row() {}",
        ),
        ("b.rs", "#[serde(with = \"crate::c::day\")] pub struct B;"),
        ("c.rs", "tables!(); pub fn day() {}"),
    ];
    assert_eq!(circles(&macros), [["a.rs", "b.rs", "c.rs", "m.rs"]]);
    let mut tested = macros;
    tested[4].1 = "#[cfg(test)] mod tests; #[cfg(test)] mod more { tables!(); } pub fn day() {}";
    let tested = [tested.as_slice(), &[("c/tests.rs", "tables!();")]].concat();
    assert_eq!(circles(&tested), Vec::<Vec<String>>::new());
}

#[test]
fn a_list_that_declares_its_modules_points_at_none_of_them() {
    let list = "macro_rules! t { ($($m:ident::$f:ident),+) => { $(mod $m; pub use $m::$f;)+ } } \
                mod rule; pub use rule::Rule; t!(a::A, b::B, c::C); pub struct Tables;";
    let family = [
        ("lib.rs", "mod rules;"),
        ("rules.rs", list),
        ("rules/rule.rs", "pub struct Rule;"),
        ("rules/a.rs", "use super::{Rule, Tables}; pub struct A;"),
        ("rules/b.rs", "use super::{Rule, Tables}; pub struct B;"),
        ("rules/c.rs", "use super::{Rule, Tables}; pub struct C;"),
    ];
    assert_eq!(circles(&family), Vec::<Vec<String>>::new());
    let mut circle = family;
    circle[2].1 = "use super::Tables; use super::a::A; pub struct Rule;";
    circle[3].1 = "use super::b::B; pub struct A;";
    circle[4].1 = "use super::c::C; pub struct B;";
    circle[5].1 = "use super::rule::Rule; pub struct C;";
    let expected = [["rules/a.rs", "rules/b.rs", "rules/c.rs", "rules/rule.rs"]];
    assert_eq!(circles(&circle), expected);
}

#[test]
fn a_circle_is_told_with_its_edges() {
    let circle = Circle {
        name: "a".to_owned(),
        files: ["a", "b", "c", "d"].map(str::to_owned).into(),
        edges: vec![("a".to_owned(), 7, "b".to_owned())],
    };
    let offence = circle.offence();
    assert_eq!(offence.path, "a");
    let told = "a: 4 files: a b c d\n    a:7 → b";
    assert!(offence.what.ends_with(told), "{offence:?}");
}
