//! What a link keeps and what still has the look of a secret: in a comment, in a text that is no object, in an address.

/// Words that name secrets, in lower case and without `-` and `_`.
const WORDS: [&str; 9] =
    ["password", "passwd", "passphrase", "secret", "token", "apikey", "accesskey", "privatekey", "authorization"];
/// Values that are no secrets.
const HARMLESS: [&str; 6] = ["true", "false", "null", "~", "{}", "[]"];

/// Whether a line says `password: x` or the like, or holds an address with a password or a token, or a private key.
pub(super) fn looks_secret(text: &str) -> bool {
    text.lines()
        .any(|line| has_assignment(line) || has_address(line) || line.contains("-----BEGIN ") || has_bearer(line))
}

/// A name that ends with such a word, and a value behind `:` or `=`.
fn has_assignment(line: &str) -> bool {
    line.match_indices([':', '=']).any(|(at, _)| {
        let name = line.get(..at).unwrap_or("").trim_end_matches([' ', '"', '\'']);
        let name = name.rsplit(|found: char| !(found.is_ascii_alphanumeric() || matches!(found, '-' | '_'))).next();
        let name = name.unwrap_or("").replace(['-', '_'], "").to_ascii_lowercase();
        let value = line.get(at + 1..).unwrap_or("").trim_start_matches([' ', '"', '\'']);
        let value = value.split([' ', '"', '\'', ',', '}', ']']).next().unwrap_or("");
        let automounts = name.ends_with("automountserviceaccounttoken");
        !value.is_empty() && !automounts && !HARMLESS.contains(&value) && WORDS.iter().any(|word| name.ends_with(word))
    })
}

/// `https://user:password@host`, `?token=…`.
fn has_address(line: &str) -> bool {
    line.match_indices("://").any(|(at, found)| {
        let rest = line.get(at + found.len()..).unwrap_or("");
        let address = rest.split([' ', '"', '\'']).next().unwrap_or("");
        let host = address.split(['/', '?', '#']).next().unwrap_or("");
        host.rsplit_once('@').is_some_and(|(user, _)| user.contains(':'))
            || address.split(['?', '&']).skip(1).any(|pair| pair.contains("key=") || pair.contains("sig="))
    })
}

fn has_bearer(line: &str) -> bool {
    ["Bearer ", "Basic "].into_iter().any(|scheme| {
        line.split(scheme)
            .nth(1)
            .is_some_and(|rest| rest.split([' ', '"', '\'']).next().is_some_and(|word| word.len() > 5))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_distinguished_from_names() {
        for text in [
            "# password: hunter2",
            "  - DB_PASSWORD=hunter2",
            "{\"apiKey\": \"abc\"}",
            "x: https://me:hunter2@example.com/",
            "x: https://example.com/?token=abc",
            "x: https://example.com/?sig=abc",
            "-----BEGIN RSA PRIVATE KEY-----",
            "value: Bearer abcdefgh",
        ] {
            assert!(looks_secret(text), "{text}");
        }
        for text in [
            "kind: Secret",
            "automountServiceAccountToken: false",
            "secretName: s",
            "name: token",
            "image: https://example.com/a?b=c",
            "app: token-service",
            "secret:",
            "cidr: 2001:db8::/32",
        ] {
            assert!(!looks_secret(text), "{text}");
        }
    }
}
