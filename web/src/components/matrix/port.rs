//! The port that a matrix is asked about, as a person writes it.

use podreach_eval::sets::Protocol;

/// A protocol and a port: `TCP 5432`, `5432/udp`, `8080`. TCP where no protocol is written.
pub(crate) fn read(text: &str) -> Option<(Protocol, u16)> {
    let text = text.trim().to_uppercase();
    let words: Vec<&str> = text.split([' ', '/', ':']).filter(|word| !word.is_empty()).collect();
    let number = |text: &str| {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|number: &u16| digits && *number > 0)
    };
    match words.as_slice() {
        [port] => Some((Protocol::Tcp, number(port)?)),
        [first, second] => match Protocol::from_name(first) {
            Some(protocol) => Some((protocol, number(second)?)),
            None => Some((Protocol::from_name(second)?, number(first)?)),
        },
        _ => None,
    }
}

/// The same as on edges: `TCP 5432`.
pub(crate) fn write((protocol, port): (Protocol, u16)) -> String {
    format!("{protocol} {port}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_read_as_people_write_them() {
        for (text, port) in [
            ("TCP 5432", (Protocol::Tcp, 5432)),
            (" udp/53 ", (Protocol::Udp, 53)),
            ("53/udp", (Protocol::Udp, 53)),
            ("8080", (Protocol::Tcp, 8080)),
            ("sctp:9", (Protocol::Sctp, 9)),
        ] {
            assert_eq!(read(text), Some(port), "{text}");
            assert_eq!(read(&write(port)), Some(port));
        }
        for wrong in ["", "0", "65536", "+80", "tcp", "http", "tcp 80 90", "icmp 8", "80-90"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
