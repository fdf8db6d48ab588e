//! Conditions joined by and, or and not: what a rule asks of an end of a connection.

/// A condition. `A` is what is asked in one place of a policy.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Predicate<A> {
    /// This.
    Atom(A),
    /// All of them hold; without any, it holds for everything.
    All(Vec<Predicate<A>>),
    /// One of them holds; without any, it holds for nothing.
    Any(Vec<Predicate<A>>),
    /// It does not hold.
    Not(Box<Predicate<A>>),
}

impl<A> Predicate<A> {
    /// Its only atom, where it is nothing else.
    pub const fn atom(&self) -> Option<&A> {
        match self {
            Self::Atom(atom) => Some(atom),
            Self::All(_) | Self::Any(_) | Self::Not(_) => None,
        }
    }

    /// All atoms, in the order in which they are written.
    pub fn atoms(&self) -> Vec<&A> {
        let mut found = Vec::new();
        self.visit(&mut |atom| found.push(atom));
        found
    }

    /// Goes through all atoms, in the order in which they are written.
    pub fn visit<'a>(&'a self, with: &mut impl FnMut(&'a A)) {
        match self {
            Self::Atom(atom) => with(atom),
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.visit(with)),
            Self::Not(inner) => inner.visit(with),
        }
    }

    /// Whether it holds where `atom` says which of its atoms do.
    pub fn holds(&self, atom: &mut impl FnMut(&A) -> bool) -> bool {
        match self {
            Self::Atom(one) => atom(one),
            Self::All(parts) => parts.iter().all(|part| part.holds(atom)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(atom)),
            Self::Not(inner) => !inner.holds(atom),
        }
    }

    /// Whether it may hold where only some atoms are known: `atom` says of each whether it is sure to hold and whether it may.
    pub fn may_hold(&self, atom: &mut impl FnMut(&A) -> (bool, bool)) -> bool {
        self.surely_and_maybe(atom).1
    }

    /// Whether it is sure to hold, likewise.
    pub fn surely_holds(&self, atom: &mut impl FnMut(&A) -> (bool, bool)) -> bool {
        self.surely_and_maybe(atom).0
    }

    fn surely_and_maybe(&self, atom: &mut impl FnMut(&A) -> (bool, bool)) -> (bool, bool) {
        match self {
            Self::Atom(one) => atom(one),
            Self::All(parts) => {
                let mut bounds = parts.iter().map(|part| part.surely_and_maybe(atom));
                bounds.try_fold((true, true), both).unwrap_or((false, false))
            }
            Self::Any(parts) => {
                let found = parts.iter().map(|part| part.surely_and_maybe(atom));
                found.fold((false, false), |any, part| (any.0 || part.0, any.1 || part.1))
            }
            Self::Not(inner) => {
                let (surely, may) = inner.surely_and_maybe(atom);
                (!may, !surely)
            }
        }
    }

    /// The same condition over other atoms.
    pub fn map<B>(&self, with: &mut impl FnMut(&A) -> B) -> Predicate<B> {
        match self {
            Self::Atom(atom) => Predicate::Atom(with(atom)),
            Self::All(parts) => Predicate::All(parts.iter().map(|part| part.map(with)).collect()),
            Self::Any(parts) => Predicate::Any(parts.iter().map(|part| part.map(with)).collect()),
            Self::Not(inner) => Predicate::Not(Box::new(inner.map(with))),
        }
    }

    /// A value for the whole, from the values of the atoms.
    pub fn evaluate<T>(
        &self,
        atom: &mut impl FnMut(&A) -> T,
        all: &impl Fn(Vec<T>) -> T,
        any: &impl Fn(Vec<T>) -> T,
        not: &impl Fn(T) -> T,
    ) -> T {
        match self {
            Self::Atom(one) => atom(one),
            Self::All(parts) => all(parts.iter().map(|part| part.evaluate(atom, all, any, not)).collect()),
            Self::Any(parts) => any(parts.iter().map(|part| part.evaluate(atom, all, any, not)).collect()),
            Self::Not(inner) => not(inner.evaluate(atom, all, any, not)),
        }
    }
}

impl<A> From<A> for Predicate<A> {
    fn from(atom: A) -> Self {
        Self::Atom(atom)
    }
}

/// Both conditions together; `None` where the whole cannot hold any more.
fn both(all: (bool, bool), part: (bool, bool)) -> Option<(bool, bool)> {
    let joined = (all.0 && part.0, all.1 && part.1);
    joined.1.then_some(joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Numbers = Predicate<u8>;

    /// `1 and (2 or not 3)`.
    fn sample() -> Numbers {
        let not = Numbers::Not(Box::new(3.into()));
        Numbers::All(vec![1.into(), Numbers::Any(vec![2.into(), not])])
    }

    #[test]
    fn and_or_not() {
        let holds = |true_ones: &[u8]| sample().holds(&mut |one| true_ones.contains(one));
        assert!(holds(&[1]) && holds(&[1, 2, 3]) && !holds(&[1, 3]) && !holds(&[2]));
        assert!(Numbers::All(vec![]).holds(&mut |_| false) && !Numbers::Any(vec![]).holds(&mut |_| true));
        assert_eq!(sample().atoms(), [&1, &2, &3]);
    }

    /// The bounds hold every answer that knowing all atoms may give.
    #[test]
    fn bounds_hold_every_answer() {
        for known in 0_u8..8 {
            for truth in 0_u8..8 {
                let is = |set: u8, one: u8| set >> (one - 1) & 1 == 1;
                let answer = sample().holds(&mut |one| is(truth, *one));
                let mut bound =
                    |one: &u8| if is(known, *one) { (is(truth, *one), is(truth, *one)) } else { (false, true) };
                assert!(sample().may_hold(&mut bound) || !answer);
                assert!(!sample().surely_holds(&mut bound) || answer);
            }
        }
    }
}
