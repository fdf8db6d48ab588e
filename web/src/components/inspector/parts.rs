//! Pieces that every page of the inspector is built from: headings, rule cards, links to lines, lists of things.

use leptos::prelude::*;
use podreach_eval::view::NodeId;
use podreach_picture::wording::grouped;
use podreach_session::page::inspector::{DirectionSection, PortRow, RuleCard, Standing};
use podreach_syntax::Span;

use super::nearest::NearestMiss;
use crate::address::is_embedded;
use crate::components::breakable::breakable;
use crate::components::links::Links;
use crate::components::visible::{escaped, shown};

/// A tick, a cross or a ring: the verdict without colour.
pub(crate) fn sign(standing: Standing) -> impl IntoView {
    let path = match standing {
        Standing::Allowed => "M3.500 8.500 6.800 11.500 12.500 4.500",
        Standing::Blocked => "M4 4l8 8M12 4l-8 8",
        Standing::Depends => "M5.500 6a2.500 2.500 0 1 1 3.500 2.300c-.7 .4-1 .8-1 1.700M8 12.500v.5",
        Standing::Open => "M8 3.500a4.500 4.500 0 1 1 0 9a4.500 4.500 0 1 1 0 -9",
    };
    view! {
        <svg class="icon icon--small" viewBox="0 0 16 16" aria-hidden="true">
            <path d=path />
        </svg>
    }
}

/// The verdict as sign and word.
pub(crate) fn standing_word(standing: Standing) -> impl IntoView {
    view! {
        <span class=format!("inspector-standing is-{}", standing.word())>{sign(standing)} {standing.word()}</span>
    }
}

/// A link that reveals a place in the editor, `line 42`.
#[component]
pub(crate) fn LineLink(span: Span) -> impl IntoView {
    let links = Links::from_context();
    let label = Memo::new(move |_| links.line_label(span));
    move || {
        let Some((file, line)) = label.get() else { return ().into_any() };
        let whole = format!("{}{line}", file.as_deref().unwrap_or_default());
        line_link(file, line, whole, (!is_embedded()).then_some(move || links.reveal(span))).into_any()
    }
}

/// A link to a line: the file, which may be cut, and the line, which may not. Without an editor it only says where.
pub(crate) fn line_link(
    file: Option<String>,
    line: String,
    whole: String,
    show: Option<impl Fn() + 'static>,
) -> impl IntoView {
    let says =
        view! { {file.map(|file| view! { <span class="line-link__file">{shown(&file)}</span> })} <span>{line}</span> };
    match show {
        Some(show) => {
            let title = format!("Show {} in the sources", escaped(&whole));
            view! { <button type="button" class="line-link" title=title on:click=move |_| show()>{says}</button> }
                .into_any()
        }
        None => view! { <span class="line-link" title=escaped(&whole).into_owned()>{says}</span> }.into_any(),
    }
}

/// A rule: title, line, sentence.
#[component]
pub(crate) fn Rule(card: RuleCard) -> impl IntoView {
    view! {
        <div class=format!("inspector-rule is-{}", card.standing.word())>
            <b class="inspector-rule__title">{shown(&card.title)}</b>
            {card.span.map(|span| view! { <LineLink span=span /> })}
            <p class="inspector-rule__sentence">{code_spans(&card.sentence)}</p>
        </div>
    }
}

/// A direction of a connection: who isolates, which rules speak.
#[component]
pub(crate) fn DirectionBlock(section: DirectionSection) -> impl IntoView {
    let near = section.nearest.is_some();
    let more = (section.more_rules > 0).then(|| format!("and {} more rules that match", grouped(section.more_rules)));
    view! {
        <section class="inspector__section">
            <h3 class="inspector__direction">
                {shown(&section.heading)} <span class="inspector__direction-word">{standing_word(section.standing)}</span>
            </h3>
            <p class="inspector__sentence">{named_spans(&section.sentence, &section.names)}</p>
            {(!section.steps.is_empty()).then(|| view! { <ol class="inspector-tiers">{section.steps.into_iter().map(step).collect_view()}</ol> })}
            {section.nearest.map(|nearest| view! { <NearestMiss nearest=nearest /> })}
            {section.closest.then(|| view! { <p class="inspector__hint">{if near { "Others that come close:" } else { "Closest:" }}</p> })}
            {section.rules.into_iter().map(|card| view! { <Rule card=card /> }).collect_view()}
            {more.map(|more| view! { <p class="inspector__hint">{more}</p> })}
        </section>
    }
}

/// What a tier says.
fn step((standing, sentence): (Standing, String)) -> impl IntoView {
    view! { <li class=format!("inspector-tiers__item is-{}", standing.word())>{sign(standing)} <span>{shown(&sentence)}</span></li> }
}

/// A port and what happens to it.
pub(crate) fn port_row(row: &PortRow) -> impl IntoView + use<> {
    view! {
        <div class=format!("inspector-port is-{}", row.standing.word())>
            <code>{shown(&row.port)}</code>
            <span class="inspector-port__says">{sign(row.standing)} <span>{shown(&row.says)}</span></span>
        </div>
    }
}

/// A block with a small heading.
#[component]
pub(crate) fn Block(
    /// The heading.
    #[prop(into)]
    title: String,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="inspector__section">
            <h3 class="inspector__heading">{shown(&title)}</h3>
            {children()}
        </section>
    }
}

/// Labels as a row of chips.
pub(crate) fn label_chips(labels: &[String]) -> Option<impl IntoView + use<>> {
    let chips = labels.iter().map(|label| view! { <li><code>{breakable(label)}</code></li> }).collect_view();
    (!labels.is_empty()).then(|| view! { <ul class="inspector-labels">{chips}</ul> })
}

/// Buttons that select nodes.
pub(crate) fn node_buttons(links: Links, nodes: Vec<(NodeId, String)>) -> impl IntoView {
    const LISTED: usize = 40;
    let more = nodes.len().saturating_sub(LISTED);
    let buttons = nodes
        .into_iter()
        .take(LISTED)
        .map(|(id, name)| {
            let title = escaped(&id.to_string()).into_owned();
            view! {
                <li>
                    <button type="button" class="inspector-node" title=title on:click=move |_| links.select_node(id.clone())>
                        {shown(&name)}
                    </button>
                </li>
            }
        })
        .collect_view();
    view! {
        <ul class="inspector-nodes">{buttons}</ul>
        {(more > 0).then(|| view! { <p class="inspector__hint">{format!("and {} more", grouped(more))}</p> })}
    }
}

/// Sets what looks like a selector, a port or a backtick-quoted word in the fixed-width font.
pub(crate) fn code_spans(sentence: &str) -> impl IntoView + use<> {
    split_code(sentence)
        .into_iter()
        .map(|(text, is_code)| if is_code { view! { <code>{shown(&text)}</code> }.into_any() } else { shown(&text) })
        .collect_view()
}

/// The same, with the names of policies standing out.
pub(crate) fn named_spans(sentence: &str, names: &[String]) -> impl IntoView + use<> {
    split_names(sentence, names)
        .into_iter()
        .map(
            |(text, is_name)| {
                if is_name { view! { <b>{shown(&text)}</b> }.into_any() } else { code_spans(&text).into_any() }
            },
        )
        .collect_view()
}

/// Splits off words that are names.
fn split_names(sentence: &str, names: &[String]) -> Vec<(String, bool)> {
    let mut parts: Vec<(String, bool)> = Vec::new();
    for word in sentence.split_inclusive(' ') {
        let bare = word.trim_end().trim_end_matches([',', '.', ';', ':']);
        let tail = word.get(bare.len()..).unwrap_or("");
        let is_name = names.iter().any(|name| name == bare);
        for (text, is_name) in [(bare, is_name), (tail, false)] {
            match parts.last_mut() {
                _ if text.is_empty() => {}
                Some((last, false)) if !is_name => last.push_str(text),
                _ => parts.push((text.to_owned(), is_name)),
            }
        }
    }
    parts
}

/// Splits a sentence into plain and literal parts. Words with `=` are selectors; `TCP`, `UDP` and `SCTP` take the ports
/// behind them along.
fn split_code(sentence: &str) -> Vec<(String, bool)> {
    let mut parts: Vec<(String, bool)> = Vec::new();
    let mut push = |text: &str, code: bool| match parts.last_mut() {
        Some((last, was)) if *was == code => last.push_str(text),
        _ => parts.push((text.to_owned(), code)),
    };
    for (at, piece) in sentence.split('`').enumerate() {
        if at % 2 == 1 {
            push(piece, true);
            continue;
        }
        let mut after_protocol = false;
        for word in piece.split_inclusive(' ') {
            let bare = word.trim_end();
            let text = bare.trim_end_matches([',', '.', ';', ':']);
            let tail = word.get(text.len()..).unwrap_or("");
            let protocol = matches!(text, "TCP" | "UDP" | "SCTP");
            let numbers = after_protocol && text.starts_with(|first: char| first.is_ascii_digit());
            let code = protocol || numbers || (text.contains('=') && text.len() > 1);
            push(text, code);
            // The space between a protocol and its ports belongs to both.
            let joined = protocol && tail == " ";
            push(tail, joined);
            after_protocol = joined || (numbers && tail.starts_with(','));
        }
    }
    parts.retain(|(text, _)| !text.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::split_code;

    fn code(sentence: &str) -> Vec<String> {
        split_code(sentence).into_iter().filter(|(_, code)| *code).map(|(text, _)| text.trim().to_owned()).collect()
    }

    #[test]
    fn selectors_and_ports_are_literal() {
        assert_eq!(code("to pods app=api in default, on TCP 3000"), ["app=api", "TCP 3000"]);
        assert_eq!(code("from `role in (a, b)` on UDP 53."), ["role in (a, b)", "UDP 53"]);
        assert_eq!(code("Both ends are isolated."), Vec::<String>::new());
    }

    #[test]
    fn nothing_is_lost() {
        for sentence in ["", "a  b", "TCP 80,443; UDP 53 and more", "`x` y `z`", "ends with TCP "] {
            let whole: String = split_code(sentence).into_iter().map(|(text, _)| text).collect();
            assert_eq!(whole, sentence.replace('`', ""));
        }
    }
}
