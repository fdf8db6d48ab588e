//! How to read the picture.

use leptos::prelude::*;
use podreach_picture::wording::DEPENDS_SIGN;

use super::card::{Pill, Plate, Reach};
use super::edge::end;
use super::scene::{At, Head, LineEnd};
use super::{badge, folded};

/// A key to lines and marks, folded behind its heading. It stands outside the drawing, so that it covers nothing.
#[component]
pub(crate) fn Legend(
    /// Whether it starts unfolded.
    open: bool,
    /// Whether lines that are not shown are worth a line.
    show_blocked: Signal<bool>,
    /// Whether some line is there by a block of addresses alone.
    stars: Signal<bool>,
    /// Whether the picture folds something.
    folds: Signal<bool>,
    /// Whether something is compared.
    compared: Signal<bool>,
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
        <details class="graph-legend" open=open>
            <summary class="graph-legend__title">"How to read it"</summary>
            <ul class="graph-legend__list">
                {move || compared.get().then(|| view! {
                    <li>{line_sample("allowed is-opened", Head::Filled)} "+ opened"</li>
                    <li>{line_sample("blocked is-closed", Head::BarredChevron)} "\u{2212} closed"</li>
                })}
                <li>{line_sample("allowed", Head::Filled)} "allowed by a rule"</li>
                <li>{line_sample("open", Head::Hollow)} "open: every port, no policy isolates"</li>
                <li>{line_sample("depends", Head::Hollow)} {DEPENDS_SIGN}</li>
                {move || show_blocked.get().then(|| view! {
                    <li>{line_sample("blocked", Head::BarredChevron)} "blocked at the barred end"</li>
                })}
                {move || stars.get().then(|| view! {
                    <li><code>"*"</code> "only because an ipBlock covers the pod's address"</li>
                })}
                <li>
                    <svg class="graph-legend__sample" viewBox="0 0 40 18" width="40" height="18" aria-hidden="true">
                        <g class="node node--representative"><rect class="node__card" x="1" y="1" width="38" height="16" rx="5" /></g>
                    </svg>
                    "not in your YAML"
                </li>
                <li>
                    <svg class="graph-legend__sample" viewBox="0 0 124 24" width="124" height="24" aria-hidden="true">
                        {badge::pill(&sample, 1.0, 1.0)}
                    </svg>
                    "Service, pod port"
                </li>
                <li>
                    <svg class="graph-legend__sample" viewBox="0 0 44 20" width="44" height="20" aria-hidden="true">
                        {badge::isolation(0.5, 0.5, false, true)}
                    </svg>
                    "isolated"
                    <svg class="graph-legend__sample" viewBox="0 0 44 20" width="44" height="20" aria-hidden="true">
                        {badge::isolation(0.5, 0.5, false, false)}
                    </svg>
                    "open"
                </li>
                {move || folds.get().then(folded_samples)}
            </ul>
        </details>
    }
}

/// Marks of pictures that fold something.
fn folded_samples() -> impl IntoView {
    let reach = Reach { text: String::new(), x: 0.5, y: 0.5, width: 19.0 };
    view! {
        <li>
            <svg class="graph-legend__sample" viewBox="0 0 30 22" width="30" height="22" aria-hidden="true">
                <rect class="node__under" x="5" y="6" width="20" height="14" rx="4" />
                <rect class="node__under" x="3" y="3.500" width="24" height="14" rx="4" />
                <rect class="node__card" x="1" y="1" width="28" height="14" rx="4" />
            </svg>
            "alike"
        </li>
        <li>
            <svg class="graph-legend__sample" viewBox="0 0 66 24" width="66" height="24" aria-hidden="true">
                <g class="chip is-allowed">
                    <rect class="chip__box" x="1" y="1" width="64" height="22" rx="6" />
                    <text class="chip__count" x="33" y="16" text-anchor="middle">"6 of 138"</text>
                </g>
            </svg>
            "pairs that can talk"
        </li>
        <li><span class="graph-legend__unlike" aria-hidden="true">"≠"</span> "unlike the rest"</li>
        <li>
            <svg class="graph-legend__sample" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
                {folded::reach(&reach)}
            </svg>
            "reaches the Internet"
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
