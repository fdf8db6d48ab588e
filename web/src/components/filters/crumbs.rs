//! Breadcrumbs: what was opened, in order, and what is in focus. Each leads back to the picture as it was then.

use leptos::prelude::*;
use podreach_eval::view::NodeId;

use crate::components::visible::{escaped, shown};
use crate::state::{AppState, Chosen};

/// So many opened things are named.
const NAMED: usize = 3;

/// A crumb: its name, and how many opened things there were then.
#[derive(Clone, Debug, PartialEq)]
struct Crumb {
    name: String,
    opened: usize,
    is_here: bool,
}

/// The way to the picture that is shown.
#[component]
pub(super) fn Crumbs() -> impl IntoView {
    let state: AppState = expect_context();
    let crumbs = Memo::new(move |_| crumbs(state.chosen));
    let crumb = move |Crumb { name, opened, is_here }: Crumb| {
        let title = escaped(&name).into_owned();
        if is_here {
            return view! { <li class="filters__crumb"><span aria-current="location" title=title>{shown(&name)}</span></li> }
                .into_any();
        }
        let back = move |_| go_back(state.chosen, opened);
        view! {
            <li class="filters__crumb"><button type="button" class="filters__back" title=title on:click=back>{shown(&name)}</button></li>
        }
        .into_any()
    };
    view! {
        <nav class="filters__crumbs" aria-label="Breadcrumbs">
            <ol>{move || crumbs.get().into_iter().map(crumb).collect_view()}</ol>
        </nav>
    }
}

fn go_back(chosen: Chosen, opened: usize) {
    chosen.focus.set(None);
    chosen.opened.update(|known| known.truncate(opened));
    if opened == 0 {
        chosen.closed.update(std::collections::BTreeSet::clear);
    }
}

fn crumbs(chosen: Chosen) -> Vec<Crumb> {
    let opened = chosen.opened.get();
    let focus = chosen.focus.get();
    let name = |id: &NodeId| {
        let known =
            chosen.drawn.with(|drawn| drawn.names.iter().find(|(known, _)| known == id).map(|(_, name)| name.clone()));
        known.unwrap_or_else(|| name_of(id))
    };
    let mut crumbs = vec![Crumb { name: "All namespaces".to_owned(), opened: 0, is_here: false }];
    let first = opened.len().saturating_sub(NAMED);
    if first > 0 {
        crumbs.push(Crumb { name: format!("{first} opened"), opened: first, is_here: false });
    }
    crumbs.extend(opened.iter().enumerate().skip(first).map(|(at, id)| Crumb {
        name: name(id),
        opened: at + 1,
        is_here: false,
    }));
    crumbs.extend(focus.map(|focus| Crumb { name: name(&focus.node), opened: 0, is_here: false }));
    if let Some(last) = crumbs.last_mut() {
        last.is_here = true;
    }
    crumbs
}

/// The name in an id.
fn name_of(id: &NodeId) -> String {
    match id {
        NodeId::Workload { name, .. } | NodeId::Representative { selector: name, .. } => name.to_string(),
        other => other.without_prefix(),
    }
}

#[cfg(test)]
mod tests {
    use podreach_eval::view::{Focus, FocusWay};

    use super::*;

    #[test]
    fn crumbs_lead_back_to_what_was_opened_then() {
        let owner = Owner::new();
        owner.set();
        let chosen = Chosen::new(vec![ViewIdForTests::GRAPH]);
        let said = || {
            crumbs(chosen)
                .iter()
                .map(|crumb| format!("{}{}", crumb.name, if crumb.is_here { "." } else { "" }))
                .collect::<Vec<_>>()
        };
        assert_eq!(said(), ["All namespaces."]);
        for id in ["namespace:shop", "namespace:data", "shop/web"] {
            chosen.open_card(&id.into());
        }
        assert_eq!(said(), ["All namespaces", "shop", "data", "web."]);
        chosen.focus.set(Some(Focus { node: "data/db".into(), hops: 1, way: FocusWay::Both }));
        assert_eq!(said(), ["All namespaces", "shop", "data", "web", "db."]);
        go_back(chosen, 1);
        assert_eq!(said(), ["All namespaces", "shop."]);
        for at in 0..4 {
            chosen.open_card(&NodeId::namespace(&format!("n{at}")));
        }
        assert_eq!(said(), ["All namespaces", "2 opened", "n1", "n2", "n3."]);
    }

    struct ViewIdForTests;
    impl ViewIdForTests {
        const GRAPH: crate::state::ViewId = crate::state::ViewId("graph");
    }
}
