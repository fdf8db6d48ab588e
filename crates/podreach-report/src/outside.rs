//! How lists name the outside.

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
