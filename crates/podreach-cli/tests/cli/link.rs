//! `link encode` and `link decode`.

use insta::assert_snapshot;
use podreach_link::{Baseline, Shared, SharedSource, encode_fragment};

use crate::run::{fixture, podreach, podreach_with};

fn decode(url: &str) -> String {
    let run = podreach_with(&["link", "decode", url], "");
    assert_eq!(run.code, 0, "{}", run.err);
    run.out
}

#[test]
fn a_source_survives() {
    let text = fixture("reference/5-web-netpol.yaml");
    let url = podreach("link encode reference/5-web-netpol.yaml").out;
    assert!(url.contains("#v1.") && url.ends_with('\n') && url.lines().count() == 1, "{url}");
    assert_eq!(decode(url.trim()), text);
    assert_eq!(podreach_with(&["link", "decode", "-"], &url).out, text);
    let piped = podreach_with(&["link", "encode", "-"], &text).out;
    assert_eq!(decode(piped.trim()), text);
}

#[test]
fn several_sources_are_joined() {
    let url = podreach("link encode reference/2-deny-all.yaml reference/3-db-netpol.yaml").out;
    let joined = [fixture("reference/2-deny-all.yaml"), fixture("reference/3-db-netpol.yaml")].join("---\n");
    assert_eq!(decode(url.trim()), joined);
    let run = podreach_with(&["link", "decode", url.trim(), "-o", "json"], "");
    assert_snapshot!("link_decode_json", run.text());
}

#[test]
fn readable_links() {
    let text = fixture("reference/2-deny-all.yaml");
    let run = podreach("link encode --readable --base https://example.com/p/?old=1#x reference/2-deny-all.yaml");
    assert_snapshot!("link_readable", run.text());
    assert_eq!(decode(run.out.trim()), text);
}

#[test]
fn base_is_the_page() {
    let run = podreach("link encode --base http://localhost:8080/podreach/ reference/2-deny-all.yaml");
    assert!(run.out.starts_with("http://localhost:8080/podreach/#v1."), "{}", run.out);
}

#[test]
fn choices_travel() {
    let url = podreach("link encode -n shop --ip-block-pods ignore reference/2-deny-all.yaml").out;
    let value = podreach_with(&["link", "decode", url.trim(), "-o", "json"], "").json();
    assert_eq!((&value["namespace"], &value["ipBlockPods"]), (&"shop".into(), &"ignore".into()));
}

#[test]
fn both_sides_and_switches_are_printed() {
    let source = |text: &str| SharedSource { name: "a.yaml".into(), text: text.into() };
    let off = "NetworkPolicy.networking.k8s.io/default/web ingress 2".to_owned();
    let baseline = Baseline { sources: vec![source("kind: Pod\n")], off: vec![off.clone()], ..Baseline::default() };
    let shared = Shared {
        sources: vec![source("kind: Pod\n# new\n")],
        tour: Some("three-tier.yaml 2".into()),
        off: vec![off.clone()],
        baseline: Some(baseline),
        ..Shared::default()
    };
    let url = format!("https://example.com/#{}", encode_fragment(&shared).unwrap());
    assert_eq!(decode(&url), "kind: Pod\n# new\n");
    let value = podreach_with(&["link", "decode", &url, "-o", "json"], "").json();
    assert_eq!((&value["tour"], &value["off"][0]), (&"three-tier.yaml 2".into(), &off.as_str().into()));
    let base = &value["baseline"];
    assert_eq!((&base["sources"][0]["text"], &base["off"][0]), (&"kind: Pod\n".into(), &off.as_str().into()));
    assert!(base.get("namespace").is_none(), "{value}");
}

#[test]
fn common_options() {
    let link = podreach("link encode refused.yaml");
    assert_eq!((link.code, link.err.contains("error[")), (0, false));
    let strict = podreach("link encode --strict refused.yaml");
    assert_eq!((strict.code, &strict.out), (1, &link.out), "{}", strict.err);
    assert!(strict.err.contains("error[") && !strict.err.contains('\u{1b}'), "{}", strict.err);
    assert!(podreach("link encode --strict --color always refused.yaml").err.contains('\u{1b}'));
    assert_eq!(podreach("link encode --strict --color never reference").code, 0);
    assert_eq!(podreach("link encode --strict reference nothing-here.yaml").code, 1);
    assert_eq!(podreach("link encode reference nothing-here.yaml").code, 0);
}

#[test]
fn secrets_stay_at_home() {
    let run = podreach("link encode kubectl.yaml");
    assert!(run.err.contains("the link does not contain"), "{}", run.err);
    let text = decode(run.out.trim());
    assert!(!text.contains("hunter2") && !text.contains("aHVudGVyMg") && text.contains("podIP: 10.0.0.4"), "{text}");
    let kept = podreach("link encode --keep kubectl.yaml");
    assert_eq!((kept.err.as_str(), decode(kept.out.trim())), ("", fixture("kubectl.yaml")));
}

/// The evaluation says the same about what a link keeps.
#[test]
fn what_is_used_travels() {
    for name in
        ["kubectl.yaml", "entries.yaml", "gateway.yaml", "service.yaml", "exposure.yaml", "split.yaml", "hairpin.yaml"]
    {
        let url = podreach(&format!("link encode {name}")).out;
        let text = decode(url.trim());
        let [whole, kept] = [fixture(name), text].map(|text| podreach_with(&["list", "--exposure", "-"], &text).out);
        assert_eq!(whole, kept, "{name}");
        let [whole, kept] =
            [fixture(name), decode(url.trim())].map(|text| podreach_with(&["list", "-o", "json", "-"], &text).out);
        assert_eq!(whole, kept, "{name}");
    }
}

/// As made before links had a checksum.
#[test]
fn links_without_a_checksum_open() {
    let url = podreach("link encode reference/2-deny-all.yaml").out;
    let (old, sum) = url.trim().rsplit_once('.').unwrap();
    assert_eq!(decode(old), fixture("reference/2-deny-all.yaml"));
    let other = if sum.starts_with('A') { 'B' } else { 'A' };
    let run = podreach_with(&["link", "decode", &format!("{old}.{other}{}", &sum[1..])], "");
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert!(run.err.starts_with("error: the link was changed or cut on its way"), "{}", run.err);
}

/// Links as the Tufin viewer made them.
#[test]
fn links_of_the_old_viewer() {
    let parameter = "apiVersion:%20networking.k8s.io%2Fv1%0Akind:%20NetworkPolicy%0Ametadata:%0A3name:%20deny-all%0Aspec:%0A3podSelector:%20%7B%7D%0A3policyTypes:%0A3-%20Ingress%0A3-%20Egress";
    let text = decode(&format!("https://orca.tufin.io/netpol/?yaml={parameter}"));
    assert_eq!(
        text,
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: deny-all\nspec:\n  podSelector: {}\n  policyTypes:\n  - Ingress\n  - Egress"
    );
}

#[test]
fn links_that_cannot_be_read() {
    for url in ["https://example.com/", "https://example.com/#v1.AAAA", "https://example.com/#v9.x", "", "#v1."] {
        let run = podreach_with(&["link", "decode", url], "");
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{url}");
        assert!(run.err.starts_with("error: "), "{url}: {}", run.err);
    }
    let newer = podreach("link decode #v2.x").err;
    assert_eq!(newer, "error: the link was made by a newer version; update podreach and open it again\n");
    assert_eq!(podreach("link encode nothing-here.yaml").code, 2);
    assert_eq!(podreach("link encode").code, 2);
}
