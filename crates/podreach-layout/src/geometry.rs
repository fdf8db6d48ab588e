//! Points, sizes and rectangles; y grows downwards.

/// A point of the drawing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

/// Width and height.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Size {
    /// A size.
    pub const fn new(width: f64, height: f64) -> Self {
        Self { width, height }
    }

    /// The same size with lengths that can be calculated with: finite, not negative, not beyond measure.
    #[must_use]
    pub(crate) fn tame(self) -> Self {
        Self { width: tame(self.width), height: tame(self.height) }
    }
}

/// A length that can be calculated with.
pub(crate) fn tame(length: f64) -> f64 {
    const LONGEST: f64 = 100_000.0;
    if length.is_nan() { 0.0 } else { length.clamp(0.0, LONGEST) }
}

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left border.
    pub x: f64,
    /// Upper border.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Rect {
    /// A rectangle by its upper left corner.
    pub const fn new(x: f64, y: f64, width: f64, height: f64) -> Self {
        Self { x, y, width, height }
    }

    /// Right border.
    pub const fn right(&self) -> f64 {
        self.x + self.width
    }

    /// Lower border.
    pub const fn bottom(&self) -> f64 {
        self.y + self.height
    }

    /// The point in the middle.
    pub const fn center(&self) -> Point {
        Point { x: self.x + self.width / 2.0, y: self.y + self.height / 2.0 }
    }

    /// Whether both share more than a border.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// The rectangle with this much added at every side.
    #[must_use]
    pub fn grown(&self, by: f64) -> Self {
        Self { x: self.x - by, y: self.y - by, width: self.width + 2.0 * by, height: self.height + 2.0 * by }
    }

    /// The smallest rectangle around both.
    #[must_use]
    pub fn around(&self, other: &Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let (right, bottom) = (self.right().max(other.right()), self.bottom().max(other.bottom()));
        Self { x, y, width: right - x, height: bottom - y }
    }

    /// Left and right border.
    pub(crate) const fn span_x(&self) -> Span {
        Span { low: self.x, high: self.right() }
    }

    /// Upper and lower border.
    pub(crate) const fn span_y(&self) -> Span {
        Span { low: self.y, high: self.bottom() }
    }
}

/// A stretch of one axis.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Span {
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl Span {
    pub(crate) fn new(low: f64, high: f64) -> Self {
        Self { low, high }
    }

    /// The stretch without its ends; what is too short for that shrinks to its middle.
    pub(crate) fn without(self, low: f64, high: f64) -> Self {
        let (start, end) = (self.low + low, self.high - high);
        if start <= end {
            return Self::new(start, end);
        }
        let middle = f64::midpoint(start, end).clamp(self.low, self.high.max(self.low));
        Self::new(middle, middle)
    }

    pub(crate) fn middle(self) -> f64 {
        f64::midpoint(self.low, self.high)
    }

    pub(crate) fn length(self) -> f64 {
        self.high - self.low
    }

    pub(crate) fn common(self, other: Self) -> Self {
        Self::new(self.low.max(other.low), self.high.min(other.high))
    }

    /// The nearest value inside.
    pub(crate) fn clamp(self, value: f64) -> f64 {
        value.min(self.high).max(self.low)
    }

    /// How far a value lies outside.
    pub(crate) fn distance(self, value: f64) -> f64 {
        (self.low - value).max(value - self.high).max(0.0)
    }
}
