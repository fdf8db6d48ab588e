//! Where the comments of a text are.

use granit_parser::{Event, Options, Parser};

/// Byte ranges of the comments of a text, in order, as far as it can be read.
pub(crate) fn comments(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut options = Options::default();
    options.set_emit_comments(true);
    let events = Parser::new_from_str_with_options(text, options).map_while(Result::ok);
    let comments = events.filter(|(event, _)| matches!(event, Event::Comment(..)));
    comments.filter_map(|(_, span)| span.byte_range()).collect()
}
