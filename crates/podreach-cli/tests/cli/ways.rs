//! `ways`, and the rows of `{ingress-controller}`.

use insta::assert_snapshot;

use crate::run::podreach;

#[test]
fn ways_into_a_pod() {
    assert_snapshot!("ways_open", podreach("ways shop/web entries.yaml").text());
    assert_snapshot!("ways_none", podreach("ways shop/db entries.yaml").text());
    assert_snapshot!("ways_unknown", podreach("ways nobody entries.yaml").text());
    // The name alone, with the kind, and a Service in front mean the same pods.
    let ways = |name: &str| {
        let found = podreach(&format!("ways {name} entries.yaml -o json"));
        (found.code, found.json()["ways"].clone())
    };
    for name in ["web", "shop/web[Deployment]", "service:shop/public"] {
        assert_eq!(ways(name), ways("shop/web"), "{name}");
    }
}

#[test]
fn ways_as_json() {
    let found = podreach("ways shop/web entries.yaml -o json").json();
    assert_eq!((&found["dst"], &found["allowed"]), (&"shop/web".into(), &true.into()));
    let ways: Vec<(&str, bool, u64)> = found["ways"]
        .as_array()
        .unwrap()
        .iter()
        .map(|way| (way["door"].as_str().unwrap(), way["allowed"].as_bool().unwrap(), way["port"].as_u64().unwrap()))
        .collect();
    assert_eq!(ways, [("loadBalancer", false, 9000), ("entry", true, 8080), ("entry", false, 9000)]);
    let way = &found["ways"][1];
    assert_eq!(way["hops"][1], "ingress:shop/front shop.example.com/");
    assert_eq!(way["sources"][0]["verdict"]["ingress"]["rules"][0]["policy"], "web");
    assert_eq!(podreach("ways shop/db entries.yaml -o json").json()["allowed"], false);
}

#[test]
fn lists_name_the_controller() {
    assert_snapshot!("entries_txt", podreach("list entries.yaml").text());
    assert_snapshot!("entries_json", podreach("list entries.yaml -o json").text());
    assert_snapshot!("entries_dot", podreach("list entries.yaml -o dot").text());
    assert_snapshot!("entries_full", podreach("list entries.yaml -o full").text());
}
