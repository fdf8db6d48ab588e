//! How reports name the outside.

use podreach_eval::sets::AddressSet;

/// How rows name the outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outside {
    /// As users of connectivity lists parse it: a row for every contiguous range, `a.b.c.d-e.f.g.h[External]`.
    Ranges,
    /// All ranges of equal standing together, for programs that take them apart: `a.b.c.d-e.f.g.h,i.j.k.l-m.n.o.p[External]`.
    Sets,
    /// As people read it: all addresses of equal standing together, `external:10.0.0.0/8 except 10.1.0.0/16`.
    Labels,
}

impl Outside {
    /// The names of addresses of equal standing.
    pub(crate) fn names(self, addresses: &AddressSet) -> Vec<String> {
        match self {
            Self::Ranges => addresses.ranges().map(|(first, last)| format!("{first}-{last}[External]")).collect(),
            Self::Sets | Self::Labels if addresses.is_empty() => Vec::new(),
            Self::Sets => vec![set(addresses)],
            Self::Labels => vec![label(addresses)],
        }
    }
}

/// All ranges as one name, for programs: `a.b.c.d-e.f.g.h,i.j.k.l-m.n.o.p[External]`.
pub(crate) fn set(addresses: &AddressSet) -> String {
    let ranges: Vec<String> = addresses.ranges().map(|(first, last)| format!("{first}-{last}")).collect();
    format!("{}[External]", ranges.join(","))
}

/// All addresses under one label, for people: `external:10.0.0.0/8 except 10.1.0.0/16`.
pub(crate) fn label(addresses: &AddressSet) -> String {
    format!("external:{}", addresses.label())
}
