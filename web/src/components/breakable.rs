//! Long names: they break where a reader would break them.

use crate::components::visible::{escaped, shown};
use leptos::prelude::*;

/// A name with places where it may break: behind separators, so that numbers of an address stay whole.
pub(crate) fn breakable(name: &str) -> impl IntoView + use<> {
    pieces(&escaped(name))
        .into_iter()
        .enumerate()
        .map(|(at, piece)| view! { {(at > 0).then(|| view! { <wbr /> })} {shown(&piece)} })
        .collect_view()
}

fn pieces(name: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for piece in name.split_inclusive(['.', ':', '-', '_', '/', '=', ',']) {
        let is_length = piece.starts_with(|first: char| first.is_ascii_digit());
        match pieces.last_mut() {
            // The length of a block stays with its address.
            Some(last) if is_length && last.ends_with('/') => last.push_str(piece),
            _ => pieces.push(piece.to_owned()),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn addresses_break_between_numbers() {
        assert_eq!(pieces("192.168.100.0/24"), ["192.", "168.", "100.", "0/24"]);
        assert_eq!(pieces("app=web"), ["app=", "web"]);
        assert_eq!(pieces("fd00::/8").concat(), "fd00::/8");
        assert!(pieces("").is_empty());
    }
}
