//! Names, values, file names and arguments of other people are shown, and do nothing else.

use podreach_syntax::hidden_from;

use crate::run::{Run, podreach_with};

/// A control sequence, a new direction, nothing to be seen, a line of its own.
const NAMES: [&str; 9] = [
    "\u{1b}[31m",
    "\u{1b}]0;t\u{7}",
    "\u{9b}31m",
    "\rFORGED",
    "\nFORGED",
    "\u{202e}",
    "\u{200b}",
    "\u{2028}",
    "\u{e0041}",
];

/// A pod, a Service and a policy with a text in their names and values.
fn world(text: &str) -> String {
    let escape = |found: char| match found {
        ' '..='~' => found.to_string(),
        _ => format!("\\U{:08x}", u32::from(found)),
    };
    let text: String = text.chars().map(escape).collect();
    format!(
        r#"{{apiVersion: v1, kind: Pod, metadata: {{name: web, labels: {{app: web}}}}, spec: {{containers: [{{name: c, ports: [{{name: "p{text}", containerPort: 80}}]}}]}}}}
---
{{apiVersion: v1, kind: Pod, metadata: {{name: "p{text}q", namespace: "n{text}", labels: {{app: "v{text}"}}}}, spec: {{containers: [{{name: c}}]}}}}
---
{{apiVersion: v1, kind: Service, metadata: {{name: "s{text}v"}}, spec: {{type: LoadBalancer, selector: {{app: web}}, ports: [{{port: 80}}]}}}}
---
{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: "np{text}"}}, spec: {{podSelector: {{matchLabels: {{app: web}}}}, ingress: [{{from: [{{podSelector: {{matchLabels: {{app: "v{text}"}}}}, namespaceSelector: {{}}}}], ports: [{{port: "p{text}"}}]}}]}}}}
"#
    )
}

fn check(run: &Run, what: &str) {
    for line in run.out.lines().chain(run.err.lines()) {
        assert_eq!(hidden_from(line, None), None, "{what}: {line:?}");
        assert!(!line.starts_with("FORGED"), "{what}: {line:?}");
    }
}

#[test]
fn names_reach_no_terminal() {
    let commands = [
        "list",
        "list --exposure",
        "list --representatives",
        "ways web",
        "can web service:front",
        "explain external:Internet web",
    ];
    for name in NAMES {
        let input = world(name);
        for command in commands {
            let formats = match command.split(' ').next() {
                Some("list") => &["txt", "csv", "md", "dot", "mermaid", "svg", "json"][..],
                Some("explain") => &["txt", "csv", "md", "dot", "mermaid", "svg", "json"],
                _ => &["txt", "json"],
            };
            for format in formats {
                let mut words: Vec<&str> = command.split(' ').collect();
                words.extend(["-o", format, "-"]);
                let run = podreach_with(&words, &input);
                check(&run, &format!("{name:?} in {words:?}"));
                if *format == "json" && run.code < 2 {
                    let _ = run.json();
                }
            }
        }
        check(&podreach_with(&["list", "-o", "full", "-"], &input), name);
    }
}

/// A JSON document says the same, in escapes.
#[test]
fn json_keeps_names() {
    let value = podreach_with(&["list", "-o", "full", "-"], &world("\u{202e}\u{9b}")).json();
    let ids: Vec<&str> = value["endpoints"].as_array().unwrap().iter().filter_map(|one| one["id"].as_str()).collect();
    assert!(ids.contains(&"n\u{202e}\u{9b}/p\u{202e}\u{9b}q"), "{ids:?}");
}

#[test]
fn arguments_reach_no_terminal() {
    for name in NAMES {
        let argument = format!("x{name}y");
        for words in [
            vec![argument.as_str()],
            vec!["list", &argument],
            vec!["list", "-o", &argument, "-"],
            vec!["list", "-n", &argument, "-"],
            vec!["can", &argument, "web", "-"],
            vec!["can", "web", "web", "--port", &argument, "-"],
            vec!["ways", &argument, "-"],
            vec!["link", "decode", &argument],
            vec!["link", "encode", "--base", &argument, "-"],
        ] {
            let run = podreach_with(&words, &world(""));
            check(&run, &format!("{words:?}"));
            assert_eq!(run.code, 2, "{words:?}");
            assert!(!run.err.is_empty(), "{words:?}");
        }
    }
}

/// Colours are ours: they are there with a hostile name in the line, and the name has none.
#[test]
fn colours_stay() {
    let source = "n\u{1b}[31m/p\u{1b}[31mq";
    let run = podreach_with(&["explain", "--color", "always", source, "web", "-"], &world("\u{1b}[31m"));
    assert!(run.out.contains("\u{1b}[1mp\\u{1b}[31mq reaches web"), "{}", run.out);
    assert!(!run.out.contains("\u{1b}[31m"), "{}", run.out);
}

/// What the picture lacks is told before a hundred errors that are of no account.
#[test]
fn what_is_left_out_is_told_first() {
    let noise = "a: 1\n---\n".repeat(150);
    let input = format!(
        "{noise}{}---\napiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {{name: deny-all}}\nspec: {{}}\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: bad}}\nspec: {{podSelector: {{}}, ingress: [{{ports: [{{port: 99999}}]}}]}}\n",
        world("")
    );
    let run = podreach_with(&["list", "-"], &input);
    assert!(run.err.contains("CiliumNetworkPolicy `deny-all`") && run.err.contains("99999"), "{}", run.err);
    assert!(run.err.contains("more errors and warnings are not shown"), "{}", run.err);
}
