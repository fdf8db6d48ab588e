//! Boxes of the drawing: namespaces that are opened, what no policy selects, families; and their names once more.

use leptos::prelude::*;
use podreach_eval::view::BoxKind;
use podreach_picture::marks;

use super::badge;
use super::layers::Looks;
use super::scene::{Scene, SceneNamespace};
use crate::components::visible::{drawn, escaped};

/// Boxes of namespaces. Only the name can be pressed, so that the ground of a box stays free for panning.
#[component]
pub(crate) fn NamespaceLayer(scene: Memo<Scene>, looks: Looks) -> impl IntoView {
    view! {
        <g class="graph__namespaces">
            <For
                each=move || scene.with(|scene| scene.namespaces.clone())
                key=|namespace| namespace.id.clone()
                children=move |namespace| namespace_box(scene, looks, namespace)
            />
        </g>
    }
}

fn namespace_box(scene: Memo<Scene>, looks: Looks, first: SceneNamespace) -> impl IntoView {
    let id = first.id.clone();
    // A tooltip: `title` alone would be that of a document.
    let title = escaped(&first.full_name).into_owned();
    let current = Memo::new({
        let id = id.clone();
        move |_| {
            scene
                .with(|scene| scene.namespaces.iter().find(|namespace| namespace.id == id).cloned())
                .unwrap_or_else(|| first.clone())
        }
    });
    let place = move || current.with(|namespace| format!("translate({}px, {}px)", namespace.rect.x, namespace.rect.y));
    let class = move || current.with(namespace_class);
    let selected = {
        let id = id.clone();
        move || looks.node_is_selected(&id)
    };
    let stop = {
        let id = id.clone();
        move || looks.tabindex(&id)
    };
    let label = move || current.with(|namespace| escaped(&namespace.label()).into_owned());
    // From the box's own corner.
    let header = Memo::new(move |_| {
        current.with(|namespace| {
            let rect = super::transform::Bounds { x: 0.0, y: 0.0, ..namespace.rect };
            SceneNamespace { rect, ..namespace.clone() }
        })
    });
    let place_of = move |name: bool| {
        header.with(|namespace| {
            let places = namespace.text_places();
            if name { places.name } else { places.note }
        })
    };
    let anchor = move || header.with(|namespace| if namespace.text_places().note_is_left { "start" } else { "end" });
    view! {
        <g
            class=class
            class:is-selected=selected
            data-node=id.to_string()
            data-kind="namespace"
            style:transform=place
        >
            {leptos::svg::title().child(title)}
            <rect
                class="namespace__box"
                pointer-events="none"
                width=move || current.with(|namespace| namespace.rect.width)
                height=move || current.with(|namespace| namespace.rect.height)
                rx="14"
            />
            {move || current.with(|namespace| namespace.closes).then(|| {
                let name = current.with(|namespace| format!("Close {}", escaped(&namespace.full_name)));
                view! {
                    <g class="namespace__switch" data-fold="close" role="button" tabindex="-1" aria-label=name>
                        <rect class="node__switch" x="4" y="5" width="28" height="30" rx="8" />
                        <path class="node__chevron" d=marks::chevron_down(14.0, 18.5) />
                    </g>
                }
            })}
            <text
                class="namespace__name"
                x=move || place_of(true).x
                y=move || place_of(true).y
                role="button"
                tabindex=stop
                aria-label=label
            >
                {move || current.with(|namespace| drawn(&namespace.name))}
            </text>
            <text
                class="namespace__note"
                pointer-events="none"
                aria-hidden="true"
                x=move || place_of(false).x
                y=move || place_of(false).y
                text-anchor=anchor
            >
                {move || current.with(|namespace| namespace.note.clone())}
            </text>
        </g>
    }
}

fn namespace_class(namespace: &SceneNamespace) -> &'static str {
    match (namespace.kind, namespace.by_labels) {
        (BoxKind::Open, _) => "namespace namespace--open",
        (BoxKind::Family, _) => "namespace namespace--family",
        (BoxKind::Namespace, true) => "namespace namespace--by-labels",
        (BoxKind::Namespace, false) => "namespace",
    }
}

/// Names and counts of namespaces once more, with a ground of their own, so that no line runs through them.
#[component]
pub(crate) fn NameLayer(scene: Memo<Scene>) -> impl IntoView {
    let names = move || {
        let of = |namespace: &SceneNamespace| {
            let places = namespace.text_places();
            let anchor = if places.note_is_left { "start" } else { "end" };
            let is_open = namespace.kind == BoxKind::Open;
            [
                ("namespace__name", "start", namespace.name.clone(), places.name, is_open),
                ("namespace__note", anchor, namespace.note.clone(), places.note, is_open),
            ]
        };
        scene.with(|scene| scene.namespaces.iter().flat_map(of).collect::<Vec<_>>())
    };
    let locks = move || {
        let of = |namespace: &SceneNamespace| namespace.text_places().locks;
        scene.with(|scene| scene.namespaces.iter().flat_map(of).collect::<Vec<_>>())
    };
    view! {
        <g class="graph__names" pointer-events="none" aria-hidden="true">
            {move || {
                names()
                    .into_iter()
                    .map(|(class, anchor, text, at, is_open)| view! {
                        <text class=class class:namespace--open=is_open x=at.x y=at.y text-anchor=anchor>{drawn(&text)}</text>
                    })
                    .collect_view()
            }}
            {move || locks().iter().map(badge::lock).collect_view()}
        </g>
    }
}
