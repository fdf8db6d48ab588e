//! What is said of a CIDR that is none, or not in its plain form.

use podreach_syntax::Span;

use super::reader::Reader;
use super::validate::Cidr;

/// The plain form of a block, and the single address where it has bits behind its prefix and no exceptions.
pub(crate) fn plain_form(found: &Cidr, has_exceptions: bool) -> String {
    let net = found.net;
    if has_exceptions || found.address == net.network() {
        return format!("`{net}`");
    }
    format!("`{net}`, or `{}/{}` for the single address", found.address, net.max_prefix_len())
}

/// Says how a text would be a CIDR.
pub(crate) fn not_a_cidr(text: &str, span: Span, reader: &mut Reader) {
    let address = text.parse::<std::net::IpAddr>().ok();
    let block = address.map(|address| format!("{text}/{}", if address.is_ipv4() { 32 } else { 128 }));
    let help = match &block {
        Some(block) => format!("a single address is written `{block}`"),
        None => "write an address and a prefix length, such as `10.0.0.0/8`".to_owned(),
    };
    reader.error("L07", span, format!("`{text}` is not a CIDR"), help);
    if let Some(block) = block {
        reader.offer(span, text, &block);
    }
}
