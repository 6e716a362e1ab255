//! Policies that the checks refuse: nothing is computed by them, and they can still be looked at.

use crate::{refused, said, suixing};

const PACK: &str = r#"region = "449900"
scheme = "employee"
title = { zh = "云溪", en = "Yunxi" }
[sources.D1]
title = "构造"
class = "A"
[[benefit_year]]
starts = "01-01"
@
[[layer]]
name = "pooled"
title = { zh = "统筹", en = "pooled" }
payer = "pooled-fund"
base = ["eligible"]
counts = "visit"
@
[[rate]]
of = "pooled"
pay = "80%"
@
[[direct]]
offered = true
@
[[ceiling]]
counter = "pooled"
of = "pooled"
unlimited = true
@
[[deductible]]
of = "pooled"
amount = "500.00"
until = "2026-01-01"
@
"#;

const BILL: &str = r#"
person = { insured_at = "449900", scheme = "employee" }
visit = { day = "2026-06-10", care = "inpatient", treated_at = "510100", level = "tertiary" }
bill = { eligible = "1000.00" }
"#;

#[test]
fn nothing_is_computed_by_a_pack_with_a_hole() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let policies = folder.path().join("policies");
    std::fs::create_dir_all(policies.join("449900")).expect("a folder");
    let rest = "from = \"2025-01-01\"\nbasis = { source = \"D1\", confidence = \"A\" }";
    let pack = policies.join("449900/employee.toml");
    std::fs::write(&pack, PACK.replace('@', rest)).expect("a file");
    let bill = folder.path().join("bill.toml");
    std::fs::write(&bill, BILL).expect("a file");
    let data = folder.path().join("data");
    let path = |path: &std::path::Path| path.display().to_string();
    let (policies, bill, data) = (path(&policies), path(&bill), path(&data));
    let advise = [
        "--insured-at",
        "440300",
        "--treated-at",
        "510100",
        "--day",
        "2026-06-10",
    ];
    let advise = [&["filing", "advise", "--policies", &policies][..], &advise].concat();
    let commands: [&[&str]; 4] = [
        &["quote", "--policies", &policies, &bill],
        &["quote", "--json", "--policies", &policies, &bill],
        &["demo", "--data", &data, "--policies", &policies],
        &advise,
    ];
    for command in commands {
        let output = suixing(command);
        assert_eq!(output.status.code(), Some(1), "{command:?}");
        assert_eq!(output.stdout, b"", "{command:?}");
        let complaint = refused(command);
        assert!(complaint.contains("[policies-unusable]"), "{complaint}");
        let hole = "449900/employee.toml:34:1: [gap]";
        assert!(complaint.contains(hole), "{complaint}");
    }
    assert!(said(&["policy", "list", &policies]).contains("449900"));
}
