//! Edits of objects: whatever the style, the text with a change reads as the tree with the change, and other lines stay.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic: that is how it fails")]

use podreach_syntax::{Change, Content, Fix, Limits, Node, Path, Sources, Step, Value, Written, apply, parse};
use proptest::prelude::*;
use proptest::sample::Index;

/// A value, as it is written.
#[derive(Clone, Debug)]
enum Tree {
    /// A scalar's own text, and what it is.
    Scalar(&'static str, Content),
    List(Vec<Tree>, bool),
    Map(Vec<(String, Tree)>, bool),
}

/// How a document is written.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "they are chosen at random, one by one")]
struct Style {
    step: usize,
    dash: usize,
    inner: usize,
    eol: &'static str,
    comments: bool,
    /// Whether braces stand on several lines.
    several: bool,
    /// Whether the last line has an end.
    ended: bool,
    json: bool,
    around: Around,
}

/// What stands around the object.
#[derive(Clone, Copy, Debug)]
enum Around {
    Nothing,
    Documents,
    List,
}

fn scalar() -> impl Strategy<Value = Tree> {
    let text = |written, text: &str| Just(Tree::Scalar(written, text.into()));
    prop_oneof![
        text("web", "web"),
        text("\"x: y\"", "x: y"),
        text("'80'", "80"),
        text("kubernetes.io/metadata.name", "kubernetes.io/metadata.name"),
        text("\"#\"", "#"),
        Just(Tree::Scalar("80", Content::Int(80))),
        Just(Tree::Scalar("true", Content::Bool(true))),
        Just(Tree::Scalar("null", Content::Null)),
        Just(Tree::Scalar("", Content::Null)),
        text("|-\n", "of a block\nwith lines"),
    ]
}

fn tree() -> impl Strategy<Value = Tree> {
    scalar().prop_recursive(4, 24, 4, |inner| {
        let key = "[a-d]|a-b|e\\.f/g";
        let flow = prop::bool::weighted(0.3);
        prop_oneof![
            (prop::collection::vec(inner.clone(), 0..4), flow).prop_map(|(items, flow)| Tree::List(items, flow)),
            (prop::collection::btree_map(key, inner, 0..4), flow)
                .prop_map(|(entries, flow)| Tree::Map(entries.into_iter().collect(), flow)),
        ]
    })
}

fn object() -> impl Strategy<Value = Tree> {
    (prop::collection::btree_map("[a-d]", tree(), 1..4), prop::bool::weighted(0.1))
        .prop_map(|(entries, flow)| Tree::Map(entries.into_iter().collect(), flow))
}

fn style() -> impl Strategy<Value = Style> {
    let around = prop_oneof![Just(Around::Nothing), Just(Around::Documents), Just(Around::List)];
    let widths = (1..5_usize, 0..3_usize, 2..5_usize);
    let eol = prop_oneof![4 => Just("\n"), 1 => Just("\r\n")];
    let chances = (prop::bool::weighted(0.2), any::<bool>(), any::<bool>(), prop::bool::weighted(0.8));
    (widths, eol, chances, around).prop_map(|((step, dash, inner), eol, (json, comments, several, ended), around)| {
        Style { step, dash, inner, eol, comments, several, ended, json, around }
    })
}

/// Writes documents.
struct Writer {
    style: Style,
    out: String,
    lines: usize,
}

impl Writer {
    fn line(&mut self, column: usize) {
        self.lines += 1;
        if self.style.comments && self.lines.is_multiple_of(3) && !self.out.ends_with("with lines") {
            self.out.push_str(&format!(" # trailing {}", self.lines));
        }
        self.out.push_str(self.style.eol);
        if self.style.comments && self.lines.is_multiple_of(4) {
            self.out.push_str(&format!("{}# above {}{}", " ".repeat(column), self.lines, self.style.eol));
        }
        if self.style.comments && self.lines.is_multiple_of(7) {
            self.out.push_str(self.style.eol);
        }
        self.out.push_str(&" ".repeat(column));
    }

    fn scalar(&mut self, written: &str, value: &Content, column: usize) {
        match (written, value) {
            ("|-\n", Content::Text(text)) => {
                self.out.push_str("|-");
                for line in text.lines() {
                    self.out.push_str(&format!("{}{}{line}", self.style.eol, " ".repeat(column)));
                }
            }
            _ => self.out.push_str(written),
        }
    }

    fn flow(&mut self, tree: &Tree, json: bool, column: usize) {
        let (open, close, count) = match tree {
            Tree::Scalar(written, value) => {
                let text = match value {
                    Content::Text(text) if json || written.contains('\n') => format!("{text:?}"),
                    Content::Null => "null".to_owned(),
                    _ => (*written).to_owned(),
                };
                return self.out.push_str(&text);
            }
            Tree::List(items, _) => ('[', ']', items.len()),
            Tree::Map(entries, _) => ('{', '}', entries.len()),
        };
        let several = self.style.several && count > 0;
        let comments = std::mem::replace(&mut self.style.comments, false);
        self.out.push(open);
        for at in 0..count {
            if at > 0 {
                self.out.push_str(if several { "," } else { ", " });
            }
            if several {
                self.line(column + 2);
            }
            match tree {
                Tree::List(items, _) => self.flow(&items[at], json, column + 2),
                Tree::Map(entries, _) => {
                    let (key, value) = &entries[at];
                    self.out.push_str(&if json { format!("{key:?}: ") } else { format!("{key}: ") });
                    self.flow(value, json, column + 2);
                }
                Tree::Scalar(..) => {}
            }
        }
        if several {
            self.line(column);
        }
        self.out.push(close);
        self.style.comments = comments;
    }

    /// A value in block style in a column, which is reached.
    fn block(&mut self, tree: &Tree, column: usize) {
        match tree {
            Tree::List(items, false) if !items.is_empty() => {
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        self.line(column);
                    }
                    self.out.push('-');
                    if !matches!(item, Tree::Scalar("", _)) {
                        self.out.push_str(&" ".repeat(self.style.inner - 1));
                        self.block(item, column + self.style.inner);
                    }
                }
            }
            Tree::Map(entries, false) if !entries.is_empty() => {
                for (at, (key, value)) in entries.iter().enumerate() {
                    if at > 0 {
                        self.line(column);
                    }
                    self.out.push_str(&format!("{key}:"));
                    let below = match value {
                        Tree::List(items, false) if !items.is_empty() => Some(column + self.style.dash),
                        Tree::Map(entries, false) if !entries.is_empty() => Some(column + self.style.step),
                        Tree::Scalar("", _) => continue,
                        _ => None,
                    };
                    match below {
                        Some(below) => {
                            self.line(below);
                            self.block(value, below);
                        }
                        None => {
                            self.out.push(' ');
                            self.block(value, column + self.style.step);
                        }
                    }
                }
            }
            Tree::Scalar(written, value) => self.scalar(written, value, column),
            flow => self.flow(flow, false, column),
        }
    }
}

/// The text of an input that holds an object.
fn write(tree: &Tree, style: Style) -> String {
    let mut writer = Writer { style, out: String::new(), lines: 0 };
    let eol = style.eol;
    let column = match style.around {
        _ if style.json => 0,
        Around::Nothing => 0,
        Around::Documents => {
            writer.out.push_str(&format!("before: 1{eol}--- # next{eol}"));
            0
        }
        Around::List => {
            writer.out.push_str(&format!("kind: List{eol}items:{eol}- before: 1{eol}- "));
            2
        }
    };
    if style.json {
        writer.flow(tree, true, 0)
    } else {
        writer.block(tree, column)
    }
    match style.around {
        Around::Documents if !style.json => writer.out.push_str(&format!("{eol}---{eol}after: 1{eol}")),
        Around::List if !style.json => writer.out.push_str(&format!("{eol}- after: 1{eol}")),
        _ if style.ended => writer.out.push_str(eol),
        _ => {}
    }
    writer.out
}

/// The object of an input, as it is read.
fn find<'a>(roots: &'a [Node], style: &Style) -> &'a Node {
    match style.around {
        Around::Documents if !style.json => &roots[1],
        Around::List if !style.json => &roots[0].get("items").unwrap().as_list().unwrap()[1],
        _ => &roots[0],
    }
}

fn roots(sources: &Sources) -> Vec<Node> {
    let parsed = parse(sources, &Limits::PAGE);
    let text = sources.iter().next().unwrap().1.text();
    assert!(parsed.diagnostics.is_empty(), "{:?}\n{text}", parsed.diagnostics);
    parsed.documents.into_iter().map(|document| document.root).collect()
}

/// A value without places, to be changed.
fn content(node: &Node) -> Content {
    match &node.value {
        Value::Null | Value::Float(_) => Content::Null,
        Value::Bool(value) => Content::Bool(*value),
        Value::Int(value) => Content::Int(i64::try_from(*value).unwrap()),
        Value::String(text) => Content::Text(text.to_string()),
        Value::List(items) => Content::List(items.iter().map(content).collect()),
        Value::Map(entries) => {
            Content::Map(entries.iter().map(|entry| (entry.key.value.to_string(), content(&entry.value))).collect())
        }
    }
}

fn plain(tree: &Tree) -> Content {
    match tree {
        Tree::Scalar(_, value) => value.clone(),
        Tree::List(items, _) => Content::List(items.iter().map(plain).collect()),
        Tree::Map(entries, _) => Content::Map(entries.iter().map(|(key, value)| (key.clone(), plain(value))).collect()),
    }
}

fn paths(value: &Content, path: Path, out: &mut Vec<Path>) {
    match value {
        Content::List(items) => {
            (0..).zip(items).for_each(|(at, item)| paths(item, path.clone().item(at), out));
        }
        Content::Map(entries) => entries.iter().for_each(|(key, value)| paths(value, path.clone().key(key), out)),
        _ => {}
    }
    out.push(path);
}

fn inside<'c>(value: &'c mut Content, path: &Path) -> &'c mut Content {
    path.steps().iter().fold(value, |value, step| match (value, step) {
        (Content::List(items), Step::Item(at)) => &mut items[*at],
        (Content::Map(entries), Step::Key(key)) => &mut entries.iter_mut().find(|(name, _)| name == key).unwrap().1,
        _ => unreachable!(),
    })
}

/// A random change of a value, and the value with it.
fn change(value: &Content, at: Index, which: Index, new: Content) -> Option<(Change, Content)> {
    let mut all = Vec::new();
    paths(value, Path::default(), &mut all);
    let path = all[at.index(all.len())].clone();
    let mut changed = value.clone();
    let change = match (inside(&mut changed, &path), which.index(4)) {
        (Content::List(items), 0 | 1) if !items.is_empty() => {
            let at = which.index(items.len() + 1);
            items.insert(at, new.clone());
            Change::Item { list: path, at, content: new }
        }
        (Content::Map(entries), 0 | 1) if !entries.is_empty() => {
            let at = which.index(entries.len() + 1);
            let after = at.checked_sub(1).filter(|_| at < entries.len()).map(|at| entries[at].0.clone());
            let at = after.as_ref().map_or(entries.len(), |_| at);
            entries.insert(at, ("new".into(), new.clone()));
            Change::Key { map: path, key: "new".into(), content: new, after }
        }
        (_, 2) if !path.steps().is_empty() => {
            let (parent, step) = path.split().unwrap();
            let left = match (inside(&mut changed, &parent), step) {
                (Content::List(items), Step::Item(at)) => {
                    items.remove(*at);
                    items.len()
                }
                (Content::Map(entries), Step::Key(key)) => {
                    entries.retain(|(name, _)| name != key);
                    entries.len()
                }
                _ => unreachable!(),
            };
            if left == 0 {
                return None;
            }
            Change::Remove { at: path }
        }
        (value, _) if !path.steps().is_empty() => {
            *value = new.clone();
            Change::Value { at: path, content: new }
        }
        _ => return None,
    };
    Some((change, changed))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_change_of_the_text_is_the_change_of_the_tree(
        tree in object(), style in style(), at in any::<Index>(), which in any::<Index>(), new in tree(),
    ) {
        let text = write(&tree, style);
        let sources = Sources::single("random.yaml", text.as_str());
        let before = roots(&sources);
        let object = find(&before, &style);
        let value = content(object);
        prop_assert_eq!(&value, &plain(&tree), "{}", text);
        let Some((change, expected)) = change(&value, at, which, plain(&new)) else { return Ok(()) };
        let written = Written::of(&sources, object.span).unwrap();
        let Some(edits) = written.edits([change.clone()]) else {
            return Err(TestCaseError::fail(format!("{change:?} is not made:\n{text}")));
        };
        let placed = Fix { title: String::new(), edits }.placed(&sources);
        let changed = apply(&sources, &placed).unwrap();
        let after = changed.iter().next().unwrap().1.text();
        prop_assert_eq!(content(find(&roots(&changed), &style)), expected, "{:?}\n{}\n{}", change, text, after);
        prop_assert_eq!(roots(&changed).len(), before.len());
        let bare = after.replace("\r\n", "");
        prop_assert!(!text.contains("\r\n") || !bare.contains('\n'), "{:?}", after);
        // Lines of a block are added or removed; those around them stay, with their comments.
        let (old, new): (Vec<&str>, Vec<&str>) = (text.lines().collect(), after.lines().collect());
        let flow = style.json || text.contains(['{', '[']) || after.contains(['{', '[']);
        let is_within = |few: &[&str], many: &[&str]| {
            let mut many = many.iter();
            few.iter().all(|line| many.any(|other| other == line))
        };
        match change {
            Change::Item { .. } | Change::Key { .. } if !flow => {
                // What a dash stands before may get one of its own.
                let kept = is_within(&old, &new) || old.iter().filter(|line| !new.contains(line)).count() <= 1;
                prop_assert!(kept, "{:?}\n{}\n{}", change, text, after);
            }
            Change::Remove { .. } if !flow => {
                let kept = is_within(&new, &old) || new.iter().filter(|line| !old.contains(line)).count() <= 1;
                prop_assert!(kept, "{:?}\n{}\n{}", change, text, after);
            }
            _ => {}
        }
    }
}
