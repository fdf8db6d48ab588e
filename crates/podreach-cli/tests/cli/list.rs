//! `list`.

use insta::assert_snapshot;

use crate::run::podreach;

#[test]
fn formats() {
    assert_snapshot!("list_txt", podreach("list reference").text());
    assert_snapshot!("list_json", podreach("list reference -o json").text());
    assert_snapshot!("list_csv", podreach("list reference -o csv").text());
    assert_snapshot!("list_md", podreach("list reference -o md").text());
    assert_snapshot!("list_dot", podreach("list reference -o dot").text());
    assert_snapshot!("list_svg", podreach("list reference -o svg").text());
    assert_snapshot!("list_mermaid", podreach("list reference -o mermaid").text());
    assert_snapshot!("list_full", podreach("list reference -o full").text());
}

#[test]
fn address_blocks() {
    assert_snapshot!("blocks_txt", podreach("list blocks.yaml").text());
    assert_snapshot!("blocks_json", podreach("list blocks.yaml -o json").text());
    assert_snapshot!("blocks_csv", podreach("list blocks.yaml -o csv").text());
    assert_snapshot!("blocks_md", podreach("list blocks.yaml -o md").text());
    assert_snapshot!("blocks_mermaid", podreach("list blocks.yaml -o mermaid").text());
}

#[test]
fn a_single_policy_speaks_through_representatives() {
    assert_snapshot!("one_policy_txt", podreach("list reference/5-web-netpol.yaml --representatives").text());
    assert_snapshot!("one_policy_json", podreach("list reference/5-web-netpol.yaml --representatives -o json").text());
    assert_snapshot!("one_policy_md", podreach("list reference/5-web-netpol.yaml --representatives -o md").text());
    assert_snapshot!("one_policy_dot", podreach("list reference/5-web-netpol.yaml --representatives -o dot").text());
    assert_snapshot!(
        "one_policy_mermaid",
        podreach("list reference/5-web-netpol.yaml --representatives -o mermaid").text()
    );
    let plain = podreach("list reference/5-web-netpol.yaml");
    assert_snapshot!("one_policy_alone", plain.text());
    assert_eq!(podreach("list reference/5-web-netpol.yaml -o json").out, "[]\n");
}

#[test]
fn the_steps_of_the_reference_scenario() {
    let app = "reference/1-app.yaml reference/2-deny-all.yaml";
    let (db, api) = ("reference/3-db-netpol.yaml", "reference/4-api-netpol.yaml");
    assert_snapshot!("step_1_no_policy", podreach("list reference/1-app.yaml").text());
    assert_snapshot!("step_2_deny_all", podreach(&format!("list {app}")).text());
    // The egress of the api is still closed.
    assert_eq!(podreach(&format!("list {app} {db}")).out, podreach(&format!("list {app}")).out);
    assert_snapshot!("step_4_api_netpol", podreach(&format!("list {app} {db} {api}")).text());
}

#[test]
fn namespace_of_objects_that_name_none() {
    assert!(podreach("list no-namespace.yaml").out.contains("default/a[Pod]"));
    let moved = podreach("list no-namespace.yaml -n other").out;
    assert!(moved.contains("other/a[Pod]") && moved.contains("other/b[Pod]") && !moved.contains("default"), "{moved}");
    assert_eq!(podreach("list no-namespace.yaml --namespace other").out, moved);
}

#[test]
fn blocks_match_pods_or_not() {
    let row = r#"{"src":"default/b[Pod]","dst":"default/a[Pod]","conn":"TCP 80"}"#;
    assert!(podreach("list any-address.yaml -o json").out.contains(row));
    assert!(podreach("list any-address.yaml -o json --ip-block-pods match").out.contains(row));
    assert!(!podreach("list any-address.yaml -o json --ip-block-pods ignore").out.contains(row));
}

#[test]
fn exposure() {
    for format in ["txt", "json", "csv", "md", "dot", "mermaid"] {
        let run = podreach(&format!("list exposure.yaml --exposure -o {format}"));
        assert_snapshot!(format!("exposure_{format}"), run.text());
        // What the list says by itself is said first, word for word.
        let plain = podreach(&format!("list exposure.yaml -o {format}"));
        let is_graph = ["dot", "mermaid"].contains(&format);
        assert!(format == "json" || is_graph || run.out.starts_with(&plain.out), "{}", run.out);
    }
    let object = podreach("list exposure.yaml --exposure -o json").json();
    assert_eq!(object["version"], 1);
    assert_eq!(object["connections"], podreach("list exposure.yaml -o json").json());
    let web = &object["exposure"][1];
    assert_eq!((&web["id"], &web["workload"]), (&"shop/web".into(), &"shop/web[Deployment]".into()));
    let kinds = web["ingress"]["pods"].as_array().unwrap();
    let api = kinds.iter().find(|kind| kind["peer"] == "[all namespaces]/[role=api]").unwrap();
    assert_eq!((&api["conn"], &api["rules"][0]["policy"]), (&"TCP 8080".into(), &"web".into()));
    assert_eq!(api["rules"][0]["at"]["line"], 26);
    let full = podreach("list exposure.yaml --exposure -o full");
    assert_eq!((full.code, full.out.as_str()), (2, ""));
    assert!(full.err.contains("--exposure does not go with -o full"), "{}", full.err);
    let svg = podreach("list exposure.yaml --exposure -o svg");
    assert!(svg.code == 0 && svg.out.contains("data-from=\"kind:shop/[role=probe]\""), "{}", svg.out);
}

#[test]
fn the_full_schema() {
    let full = podreach("list reference -o full").json();
    assert_eq!(full["version"], 1);
    let ids: Vec<&str> =
        full["endpoints"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap()).collect();
    assert_eq!(
        ids,
        [
            "default/api",
            "default/db",
            "default/web",
            "kube-system/kube-dns",
            "rep:*/*",
            "rep:default/*",
            "external:Internet"
        ]
    );
    let found = full["connections"].as_array().unwrap().iter();
    let edge = found.clone().find(|edge| edge["src"] == "default/web" && edge["dst"] == "default/api").unwrap();
    assert_eq!((&edge["conn"], &edge["state"]), (&"TCP 3000".into(), &"allowed".into()));
    let rule = &edge["egress"][0];
    let policy = &full["policies"][rule["policy"].as_u64().unwrap() as usize];
    assert_eq!(policy["name"], "web-netpol");
    let place = &policy["egress"][rule["rule"].as_u64().unwrap() as usize]["at"];
    assert_eq!((&place["source"], &place["line"]), (&"reference/5-web-netpol.yaml".into(), &18.into()));
    let open = found.clone().find(|edge| edge["src"] == "external:Internet" && edge["dst"] == "kube-system/kube-dns");
    assert_eq!(open.unwrap()["state"], "open");
}

#[test]
fn the_picture_has_services_and_blocked_pairs_on_demand() {
    let (plain, full) =
        (podreach("list reference -o svg").out, podreach("list reference -o svg --services --blocked").out);
    for sign in [r#"data-kind="service""#, r#"data-state="blocked""#, "✕ 5 in, 6 out"] {
        assert!(!plain.contains(sign) && full.contains(sign), "{sign}");
    }
    // A policy alone has its picture without being asked for representatives.
    assert!(podreach("list reference/5-web-netpol.yaml -o svg").out.contains(r#"data-node="rep:default/app=web""#));
}
