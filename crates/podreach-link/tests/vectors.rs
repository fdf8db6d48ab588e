//! Links that others made. The vectors lie beside the checkout, where they are available; each decodes to its text, and
//! every text whose short form is unambiguous encodes to its link.

use podreach_link::{decode_readable, decode_url, encode_readable};

#[test]
fn links_of_others_open_and_are_written_alike() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/links/tufin_vectors.json");
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("skipped: no vectors beside the checkout");
        return;
    };
    let vectors: serde_json::Value = serde_json::from_str(&text).unwrap();
    let vectors = vectors.as_array().unwrap();
    assert!(vectors.len() >= 11);
    let mut written = 0;
    for vector in vectors {
        let (link, yaml) = (vector["link_param"].as_str().unwrap(), vector["yaml"].as_str().unwrap());
        assert_eq!(decode_readable(link, |_| Ok(())).as_deref(), Ok(yaml), "{link}");
        for url in [format!("https://example.com/netpol/?yaml={link}"), format!("https://example.com/p/#yaml={link}")] {
            assert_eq!(decode_url(&url, |_| Ok(())).unwrap().unwrap().shared.sources[0].text, yaml);
        }
        let again = encode_readable(yaml, podreach_syntax::check).unwrap();
        assert_eq!(decode_readable(&again, |_| Ok(())).as_deref(), Ok(yaml));
        if again == link {
            written += 1;
        } else {
            // Only the marker variant, and text that would be read differently, is written in another way.
            let other = vector["case"].as_str().unwrap_or("");
            assert!(["marker", "digit_key"].contains(&other), "{other}: {again}");
        }
    }
    assert!(written >= 9, "{written}");
}
