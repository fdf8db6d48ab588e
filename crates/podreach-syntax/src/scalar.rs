//! How Kubernetes' tools read scalars: YAML 1.1 words and numbers, as their YAML layer resolves them.

use crate::node::Value;

/// Reads a plain scalar.
///
/// Source: the resolver behind `sigs.k8s.io/yaml`: YAML 1.1 booleans and nulls, numbers as Go's base-0 integers after
/// underscores are taken out, then floats. No sexagesimal numbers; dates stay text.
pub fn resolve(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" | "true" | "True" | "TRUE" => return Value::Bool(true),
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" | "false" | "False" | "FALSE" => {
            return Value::Bool(false);
        }
        ".nan" | ".NaN" | ".NAN" => return Value::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => return Value::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => return Value::Float(f64::NEG_INFINITY),
        _ => {}
    }
    number(text).unwrap_or_else(|| Value::String(text.into()))
}

/// Reads a number; `None` when it is none.
pub fn number(text: &str) -> Option<Value> {
    if !text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '+' | '-' | '.')) {
        return None;
    }
    let plain = text.replace('_', "");
    if let Some(value) = integer(&plain) {
        return Some(value);
    }
    if is_float(&plain) {
        // Go's parser gives an error for what is out of range, and the text stays text.
        return plain.parse::<f64>().ok().filter(|value| value.is_finite()).map(float);
    }
    None
}

/// A float as it reaches JSON: one without fraction is a whole number.
pub fn float(value: f64) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.is_finite() && value.fract() == 0.0 && value.abs() <= EXACT {
        return Value::Int(value as i128);
    }
    Value::Float(value)
}

fn integer(plain: &str) -> Option<Value> {
    let (negative, digits) = match plain.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, plain.strip_prefix('+').unwrap_or(plain)),
    };
    let lower = |prefix: [&str; 2]| digits.strip_prefix(prefix[0]).or_else(|| digits.strip_prefix(prefix[1]));
    let (base, digits) = if let Some(rest) = lower(["0x", "0X"]) {
        (16, rest)
    } else if let Some(rest) = lower(["0b", "0B"]) {
        (2, rest)
    } else if let Some(rest) = lower(["0o", "0O"]) {
        (8, rest)
    } else if digits.len() > 1 && digits.starts_with('0') {
        (8, digits)
    } else {
        (10, digits)
    };
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(base)) {
        return None;
    }
    let size = i128::from_str_radix(digits, base).ok()?;
    let value = if negative { -size } else { size };
    (i128::from(i64::MIN)..=i128::from(u64::MAX)).contains(&value).then_some(Value::Int(value))
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn is_float(text: &str) -> bool {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let mantissa_ok = match mantissa.split_once('.') {
        None => digits(mantissa),
        Some(("", fraction)) => digits(fraction),
        Some((whole, fraction)) => digits(whole) && (fraction.is_empty() || digits(fraction)),
    };
    mantissa_ok && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['-', '+']).unwrap_or(exponent)))
}

/// Why a value cannot be a key. Source: `sigs.k8s.io/yaml`, which turns keys of some types into text and refuses others.
pub fn wrong_key(value: &Value) -> Option<&'static str> {
    match value {
        Value::List(_) | Value::Map(_) => Some("a key cannot be a list or a mapping"),
        Value::Null => Some("a key cannot be null"),
        Value::Int(value) if *value > i128::from(i64::MAX) => Some("a number of more than 63 bits cannot be a key"),
        _ => None,
    }
}

/// A key as text: keys that are not strings are written out.
pub fn key_text(value: &Value) -> Option<Box<str>> {
    Some(match value {
        Value::Null => "null".into(),
        Value::Bool(value) => value.to_string().into(),
        Value::Int(value) => value.to_string().into(),
        Value::Float(value) => value.to_string().into(),
        Value::String(text) => text.clone(),
        Value::List(_) | Value::Map(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Value) {
        assert_eq!(resolve(text), expected, "{text}");
    }

    #[test]
    fn words_of_yaml_1_1() {
        for word in ["y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE"] {
            check(word, Value::Bool(true));
        }
        for word in ["n", "N", "no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE"] {
            check(word, Value::Bool(false));
        }
        for word in ["", "~", "null", "Null", "NULL"] {
            check(word, Value::Null);
        }
        for word in ["yEs", "tRUE", "nULL", "oN", "-", "+", ".", "1:30", "2001-12-14", "0x", "08x", "1.2.3"] {
            check(word, Value::String(word.into()));
        }
    }

    #[test]
    fn numbers_as_go_reads_them() {
        for (text, value) in [
            ("80", 80),
            ("-1", -1),
            ("+5", 5),
            ("010", 8),
            ("0080", 80),
            ("08", 8),
            ("0x1F", 31),
            ("0b11", 3),
            ("0o17", 15),
            ("1_000", 1000),
            ("8080.0", 8080),
            ("1e3", 1000),
            ("18446744073709551615", 18_446_744_073_709_551_615),
        ] {
            check(text, Value::Int(value));
        }
        check("1e400", Value::String("1e400".into()));
        check("-1e400", Value::String("-1e400".into()));
        check("1e-400", Value::Int(0));
        check("80.5", Value::Float(80.5));
        check(".5", Value::Float(0.5));
        check("18446744073709551616", Value::Float(18_446_744_073_709_551_616.0));
    }
}
