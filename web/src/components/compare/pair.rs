//! A pair before and now, above what the inspector says of it.

use leptos::prelude::*;
use podreach_session::page::ComparedPair;

use super::changes::rules;
use super::says::{Sign, sign};
use crate::components::links::{Links, Picked};
use crate::components::visible::shown;
use crate::state::AppState;

/// What changed of the selected pair; nothing where none is selected or nothing is compared.
#[component]
pub(crate) fn ComparedPairBlock() -> impl IntoView {
    let state: AppState = expect_context();
    let links = Links::from_context();
    let ends = Memo::new(move |_| match links.selected() {
        Picked::Edge { from, to } if state.compares() => Some((from, to)),
        _ => None,
    });
    view! {
        {move || ends.get().map(|(from, to)| {
            let answer = state.analysed.ask(move || ComparedPair { from: from.clone(), to: to.clone() });
            view! { {move || answer.get().map(|found| {
                let before = found.before.map(|before| [before.page.title, before.page.summary].map(|text| text.replace('`', "")));
                let is_there = found.now.is_some();
                view! {
                    <div class="compare-pair" data-compared="">
                        <section class="compare-page__part">
                            <h3 class="compare-page__heading">"Compared with the baseline"</h3>
                            {match found.change {
                                Some(row) => {
                                    let what = Sign::from(row.change.what);
                                    let word = row.change.what.as_str();
                                    let ports = [("+ ", row.change.opens.clone()), ("\u{2212} ", row.change.closes.clone())];
                                    let ports = ports.into_iter().filter(|(_, ports)| !ports.is_empty());
                                    let ports = ports.map(|(mark, ports)| view! { <code>{mark} {shown(&ports)}</code> }).collect_view();
                                    view! {
                                        <p class=format!("compare-count {}", what.class())>{sign(what)} {word} " " {ports}</p>
                                        {rules(row)}
                                    }.into_any()
                                }
                                None => view! { <p class="compare-page__hint">"This connection is as it was."</p> }.into_any(),
                            }}
                            <p class="compare-pair__before">
                                <b>"Before: "</b>
                                {match before {
                                    Some([title, summary]) => view! { {shown(&title)} ". " {shown(&summary)} }.into_any(),
                                    None => "an end was not there.".into_any(),
                                }}
                            </p>
                            {(!is_there).then(|| view! { <p class="compare-pair__before"><b>"Now: "</b> "an end is not there any more."</p> })}
                        </section>
                    </div>
                }
            })} }
        })}
    }
}
