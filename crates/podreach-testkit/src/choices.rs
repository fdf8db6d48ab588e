//! Choices taken from bytes, so that what a fuzzer or proptest changes byte by byte stays a readable input and shrinks by
//! itself.

/// Takes choices from bytes; when they run out, every choice is the first.
pub(crate) struct Choices<'a> {
    bytes: std::slice::Iter<'a, u8>,
}

impl<'a> Choices<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes: bytes.iter() }
    }

    pub(crate) fn is_done(&self) -> bool {
        self.bytes.len() == 0
    }

    pub(crate) fn below(&mut self, count: usize) -> usize {
        self.bytes.next().map_or(0, |byte| usize::from(*byte) % count)
    }

    pub(crate) fn of<T: Clone>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())].clone()
    }

    pub(crate) fn chance(&mut self, one_in: usize) -> bool {
        self.below(one_in) == 1
    }

    pub(crate) fn some<T>(&mut self, most: usize, item: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let count = self.below(most + 1);
        self.times(count, item)
    }

    pub(crate) fn times<T>(&mut self, count: usize, mut item: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..count).map(|_| item(self)).collect()
    }
}
