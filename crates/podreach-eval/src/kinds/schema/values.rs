//! Checks of scalar values against the type of their field.

use std::net::IpAddr;

use podreach_syntax::{Node, Value};

use super::super::reader::Reader;
use super::super::validate;
use super::Strictness;
use super::table::Type;
use crate::text::quoted;

/// A value that the API server does not take, of a workload, a Service or an entry point.
pub(super) const CODE: &str = "V06";
/// A field that the API server wants and that is not there.
pub(crate) const MISSING: &str = "V07";

pub(super) fn check(holds: &Type, node: &Node, path: &str, strictness: Strictness, reader: &mut Reader) {
    match holds {
        Type::Bool if !matches!(node.value, Value::Bool(_)) => reader.wrong_type(node, path, "true or false"),
        Type::Labels if node.as_map().is_none() => reader.wrong_type(node, path, "a mapping"),
        Type::Number if !matches!(node.value, Value::Int(_) | Value::Float(_)) => {
            reader.wrong_type(node, path, "a number");
        }
        Type::Quantity => quantity(node, path, reader),
        Type::Int(first, last) => integer(node, *first, *last, path, reader),
        Type::IntOrText | Type::PortRef => match &node.value {
            Value::String(text) if *holds == Type::PortRef && !text.is_empty() => name(text, node, path, reader),
            Value::String(_) => {}
            // Zero is what a client writes that means nothing by it.
            Value::Int(_) if *holds == Type::PortRef => integer(node, 0, 65_535, path, reader),
            Value::Int(_) => integer(node, i64::from(i32::MIN), i64::from(i32::MAX), path, reader),
            _ => reader.wrong_type(node, path, "a whole number or a string"),
        },
        Type::Bool | Type::Labels | Type::Number => {}
        _ => {
            if let Some(text) = reader.string(node, path) {
                // To built-in kinds an empty text is no text.
                if !text.is_empty() || strictness == Strictness::Crd {
                    of_text(holds, text, node, path, reader);
                }
            }
        }
    }
}

fn of_text(holds: &Type, text: &str, node: &Node, path: &str, reader: &mut Reader) {
    let wrong = |reader: &mut Reader, why: &str, help: String| {
        reader.error(CODE, node.span, format!("`{path}` is `{text}`; {why}"), help);
    };
    match holds {
        Type::Word(words) if !words.contains(&text) => {
            let near = words.iter().find(|word| word.eq_ignore_ascii_case(text));
            let help = match near {
                Some(near) => format!("write `{near}`; case matters"),
                None => format!("write one of {}", quoted(words)),
            };
            wrong(reader, &format!("it has to be one of {}", quoted(words)), help);
            if let Some(near) = near {
                reader.offer(node.span, text, near);
            }
        }
        Type::Time if !is_time(text) => {
            wrong(reader, "it has to be a time", "write it as `2026-01-31T12:00:00Z`, or remove it".into());
        }
        Type::PortName => name(text, node, path, reader),
        Type::Filled if text.is_empty() || text.len() > 253 => {
            wrong(reader, "it has to have 1 to 253 characters", "write a name".into());
        }
        Type::Label => {
            if let Some(why) = validate::dns_label(text) {
                wrong(reader, why, "write up to 63 lower-case letters, digits and `-`, and no dots".into());
            }
        }
        Type::Host => {
            if let Some(why) = validate::subdomain(text.strip_prefix("*.").unwrap_or(text)) {
                wrong(reader, why, "write a DNS name such as `example.com` or `*.example.com`".into());
            }
        }
        Type::Subdomain => {
            if let Some(why) = validate::subdomain(text) {
                wrong(reader, why, "write lower-case letters, digits, `-` and `.`".into());
            }
        }
        Type::Cidr if validate::cidr(text).is_none() => {
            wrong(reader, "it has to be a range of addresses", "write a CIDR such as `10.0.0.0/24`".into());
        }
        Type::ClusterIp if text != "None" && text.parse::<IpAddr>().is_err() => {
            let help = "leave it out, or write `None` for a headless Service".to_owned();
            wrong(reader, "it has to be an IP address or `None`", help);
        }
        Type::Controller
            if text.len() > 250
                || text
                    .split_once('/')
                    .is_none_or(|(domain, path)| path.is_empty() || validate::subdomain(domain).is_some()) =>
        {
            wrong(reader, "it has to be a name with a domain in front", "write `example.com/controller`".into());
        }
        Type::Address if text.parse::<IpAddr>().is_err() => {
            wrong(reader, "it has to be an IP address", "write an address such as `192.0.2.7`".into());
        }
        _ => {}
    }
}

/// The name of a container port.
fn name(text: &str, node: &Node, path: &str, reader: &mut Reader) {
    let Some(why) = validate::port_name(text) else { return };
    let help = if text.bytes().all(|byte| byte.is_ascii_digit()) {
        format!("remove the quotes: `{text}`")
    } else {
        "a port name is up to 15 lower-case letters, digits and single `-`, with at least one letter".to_owned()
    };
    reader.error(CODE, node.span, format!("`{path}` is `{text}`, which is no port name: {why}"), help);
}

fn integer(node: &Node, first: i64, last: i64, path: &str, reader: &mut Reader) {
    let Value::Int(value) = node.value else { return reader.wrong_type(node, path, "a whole number") };
    if (i128::from(first)..=i128::from(last)).contains(&value) {
        return;
    }
    let (lower, upper) = (i64::from(i32::MIN), i64::from(i32::MAX));
    let wanted = match (first, last) {
        (i64::MIN, _) => "has more than 64 bits".to_owned(),
        (first, last) if first == lower && last == upper => "has more than 32 bits".to_owned(),
        (first, last) if last == upper => format!("has to be {first} or more"),
        (first, last) => format!("has to be from {first} to {last}"),
    };
    reader.error(CODE, node.span, format!("`{path}` is {value}; it {wanted}"), "write another number");
}

/// An amount: a number with an optional unit or exponent.
fn quantity(node: &Node, path: &str, reader: &mut Reader) {
    match &node.value {
        Value::Int(_) | Value::Float(_) => {}
        Value::String(text) if is_quantity(text) => {}
        Value::String(text) => {
            let message = format!("`{path}` is `{text}`, which is no amount");
            reader.error(CODE, node.span, message, "write a number with a unit, such as `100m`, `2` or `1Gi`");
        }
        _ => reader.wrong_type(node, path, "an amount"),
    }
}

/// Source: apimachinery's `resource.Quantity`.
fn is_quantity(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = unsigned.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let (number, unit) = unsigned.split_at_checked(digits).unwrap_or((unsigned, ""));
    let exponent = |rest: &str| {
        let digits = rest.strip_prefix(['+', '-']).unwrap_or(rest);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let known = ["", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    number.bytes().any(|byte| byte.is_ascii_digit())
        && number.bytes().filter(|byte| *byte == b'.').count() <= 1
        && (known.contains(&unit) || unit.strip_prefix(['e', 'E']).is_some_and(exponent))
}

/// RFC 3339: `2006-01-02T15:04:05Z`, with an optional fraction and a zone as `Z` or `+01:00`.
fn is_time(text: &str) -> bool {
    let shape = |text: &str, shape: &str| {
        text.len() == shape.len()
            && text.bytes().zip(shape.bytes()).all(|(byte, wanted)| match wanted {
                b'0' => byte.is_ascii_digit(),
                _ => byte == wanted,
            })
    };
    let Some((moment, rest)) = text.split_at_checked("0000-00-00T00:00:00".len()) else { return false };
    let number = |from: usize| moment.get(from..from + 2).and_then(|part| part.parse::<u8>().ok()).unwrap_or(u8::MAX);
    let rest = match rest.strip_prefix(['.', ',']) {
        Some(fraction) => fraction.trim_start_matches(|digit: char| digit.is_ascii_digit()),
        None => rest,
    };
    shape(moment, "0000-00-00T00:00:00")
        && (1..=12).contains(&number(5))
        && (1..=31).contains(&number(8))
        && number(11) < 24
        && number(14) < 60
        && number(17) < 60
        && (rest == "Z" || shape(rest, "+00:00") || shape(rest, "-00:00"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts() {
        for good in ["1", "100m", "1.5Gi", "-3", "1e3", "1E-3", ".5", "2.", "0.1k"] {
            assert!(is_quantity(good), "{good}");
        }
        for bad in ["", "m", "1gb", "1 Gi", "1.2.3", "1e", "GiB", "5MB"] {
            assert!(!is_quantity(bad), "{bad}");
        }
    }

    #[test]
    fn times() {
        for good in ["2006-01-02T15:04:05Z", "2006-01-02T15:04:05.123456Z", "2006-01-02T15:04:05+01:00"] {
            assert!(is_time(good), "{good}");
        }
        for bad in ["yesterday", "2006-01-02", "2006-01-02 15:04:05Z", "2006-13-02T15:04:05Z", "2006-01-02T15:04:05"] {
            assert!(!is_time(bad), "{bad}");
        }
    }
}
