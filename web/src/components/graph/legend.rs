//! How to read the picture.

use leptos::prelude::*;
use podreach_eval::view::NodeKind;
use podreach_picture::wording::DEPENDS_SIGN;

use super::card::{Card, Folded, Pill, Plate, Reach};
use super::edge::end;
use super::scene::{At, Head, LineEnd, LineState, Scene};
use super::{badge, folded};

/// Marks that occur in a picture: the legend explains these and no others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "marks that have nothing to do with each other")]
pub(crate) struct Marks {
    allowed: bool,
    open: bool,
    depends: bool,
    blocked: bool,
    /// Lines that are there by a block of addresses alone.
    stars: bool,
    representatives: bool,
    services: bool,
    isolation: bool,
    alike: bool,
    bundles: bool,
    unlike: bool,
    reach: bool,
}

impl Marks {
    /// How many there are.
    pub(crate) fn count(self) -> usize {
        let Self {
            allowed,
            open,
            depends,
            blocked,
            stars,
            representatives,
            services,
            isolation,
            alike,
            bundles,
            unlike,
            reach,
        } = self;
        let all = [
            allowed,
            open,
            depends,
            blocked,
            stars,
            representatives,
            services,
            isolation,
            alike,
            bundles,
            unlike,
            reach,
        ];
        all.into_iter().filter(|there| *there).count()
    }

    /// The marks of a picture.
    pub(crate) fn of(scene: &Scene) -> Self {
        let state = |state| scene.edges.iter().any(|edge| edge.facts.state == state);
        let mut chips = scene.edges.iter().filter_map(|edge| edge.chip.as_ref());
        let card = |has: fn(&Card) -> bool| scene.nodes.iter().any(|node| has(&node.card));
        let folded =
            |has: fn(&Folded) -> bool| scene.nodes.iter().any(|node| node.card.folded.iter().any(|folded| has(folded)));
        Self {
            allowed: state(LineState::Allowed),
            open: state(LineState::Open),
            depends: state(LineState::Depends),
            blocked: state(LineState::Blocked),
            stars: chips.clone().any(|chip| chip.text.ends_with('*')),
            representatives: scene.nodes.iter().any(|node| node.kind == NodeKind::Representative),
            services: card(|card| card.pills.iter().any(|pill| !pill.plates.is_empty())),
            isolation: card(|card| card.isolation.is_some()) || folded(|folded| !folded.locks.is_empty()),
            alike: folded(|folded| folded.sheets > 0),
            bundles: chips.any(|chip| !chip.count.is_empty()),
            unlike: folded(|folded| folded.is_unlike),
            reach: folded(|folded| folded.reach.is_some()),
        }
    }
}

/// A key to lines and marks, folded behind its heading. It stands outside the drawing, so that it covers nothing.
#[component]
pub(crate) fn Legend(
    /// Whether it starts unfolded.
    open: bool,
    /// What there is to explain.
    marks: Memo<Marks>,
    /// Whether something is compared.
    compared: Signal<bool>,
    /// Whether what a finding is about is marked.
    finding: Signal<bool>,
) -> impl IntoView {
    let sample = Pill {
        port: "3000".to_owned(),
        protocol: "tcp".to_owned(),
        plates: vec![Plate {
            id: "".into(),
            text: "8080".to_owned(),
            x: 0.0,
            width: 53.0,
            is_node: false,
            is_entry: false,
        }],
        x: 53.0,
        width: 68.0,
    };
    view! {
        <details class="graph-legend" class:is-empty=move || marks.with(|marks| marks.count() == 0) open=open>
            <summary class="graph-legend__title">"How to read it"</summary>
            <ul class="graph-legend__list">
                {move || {
                    let marks = marks.get();
                    view! {
                        {compared.get().then(|| view! {
                            <li>{line_sample("allowed is-opened", Head::Filled)} "+ opened"</li>
                            <li>{line_sample("blocked is-closed", Head::BarredChevron)} "\u{2212} closed"</li>
                        })}
                        {finding.get().then(finding_sample)}
                        {marks.allowed.then(|| view! { <li>{line_sample("allowed", Head::Filled)} "allowed by a rule"</li> })}
                        {marks.open.then(|| view! { <li>{line_sample("open", Head::Hollow)} "open: every port, no policy isolates"</li> })}
                        {marks.depends.then(|| view! { <li>{line_sample("depends", Head::Hollow)} {DEPENDS_SIGN}</li> })}
                        {marks.blocked.then(|| view! {
                            <li>{line_sample("blocked", Head::BarredChevron)} "blocked at the barred end"</li>
                        })}
                        {marks.stars.then(|| view! {
                            <li><code>"*"</code> "only because an ipBlock covers the pod's address"</li>
                        })}
                        {marks.representatives.then(representative_sample)}
                        {marks.services.then(|| service_sample(&sample))}
                        {marks.isolation.then(isolation_sample)}
                        {marks.alike.then(alike_sample)}
                        {marks.bundles.then(bundle_sample)}
                        {marks.unlike.then(|| view! { <li><span class="graph-legend__unlike" aria-hidden="true">"≠"</span> "unlike the rest"</li> })}
                        {marks.reach.then(reach_sample)}
                    }
                }}
            </ul>
        </details>
    }
}

fn representative_sample() -> impl IntoView {
    view! {
        <li>
            <svg class="graph-legend__sample" viewBox="0 0 40 18" width="40" height="18" aria-hidden="true">
                <g class="node node--representative"><rect class="node__card" x="1" y="1" width="38" height="16" rx="5" /></g>
            </svg>
            "not in your YAML"
        </li>
    }
}

fn service_sample(sample: &Pill) -> impl IntoView + use<> {
    view! {
        <li>
            <svg class="graph-legend__sample" viewBox="0 0 124 24" width="124" height="24" aria-hidden="true">
                {badge::pill(sample, 1.0, 1.0)}
            </svg>
            "Service, pod port"
        </li>
    }
}

fn isolation_sample() -> impl IntoView {
    let badge = |isolated| {
        view! {
            <svg class="graph-legend__sample" viewBox="0 0 44 20" width="44" height="20" aria-hidden="true">
                {badge::isolation(0.5, 0.5, false, isolated)}
            </svg>
        }
    };
    view! { <li>{badge(true)} "isolated" {badge(false)} "open"</li> }
}

fn alike_sample() -> impl IntoView {
    view! {
        <li>
            <svg class="graph-legend__sample" viewBox="0 0 30 22" width="30" height="22" aria-hidden="true">
                <rect class="node__under" x="5" y="6" width="20" height="14" rx="4" />
                <rect class="node__under" x="3" y="3.500" width="24" height="14" rx="4" />
                <rect class="node__card" x="1" y="1" width="28" height="14" rx="4" />
            </svg>
            "alike"
        </li>
    }
}

fn bundle_sample() -> impl IntoView {
    view! {
        <li>
            <svg class="graph-legend__sample" viewBox="0 0 66 24" width="66" height="24" aria-hidden="true">
                <g class="chip is-allowed">
                    <rect class="chip__box" x="1" y="1" width="64" height="22" rx="6" />
                    <text class="chip__count" x="33" y="16" text-anchor="middle">"6 of 138"</text>
                </g>
            </svg>
            "pairs that can talk"
        </li>
    }
}

fn reach_sample() -> impl IntoView {
    let reach = Reach { text: String::new(), x: 0.5, y: 0.5, width: 19.0 };
    view! {
        <li>
            <svg class="graph-legend__sample" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
                {folded::reach(&reach)}
            </svg>
            "reaches the Internet"
        </li>
    }
}

fn finding_sample() -> impl IntoView {
    view! {
        <li>
            <svg class="graph-legend__sample" viewBox="0 0 62 18" width="62" height="18" aria-hidden="true">
                <g class="edge" data-finding="">
                    <path class="edge__halo" d="M1 9H40" />
                    <path class="edge__line" d="M1 9H40" />
                </g>
                {badge::finding(51.0, 9.0)}
            </svg>
            "what the finding is about"
        </li>
    }
}

fn line_sample(state: &'static str, head: Head) -> impl IntoView {
    let tip = LineEnd { at: At { x: 39.0, y: 8.0 }, dx: 1.0, dy: 0.0, head };
    view! {
        <svg class="graph-legend__sample" viewBox="0 0 40 16" width="40" height="16" aria-hidden="true">
            <g class=format!("edge is-{state}")>
                <path class="edge__line" d="M1 8H31" />
                {end(&tip)}
            </g>
        </svg>
    }
}
