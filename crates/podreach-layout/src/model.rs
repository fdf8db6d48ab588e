//! What goes into a layout and what comes out.

use crate::arranged::Arranged;
use crate::geometry::{Point, Rect, Size};

/// Height of a port pill. Half of it stands outside the card.
pub const PORT_HEIGHT: f64 = 22.0;

/// A picture without places.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LayoutInput {
    /// Boxes.
    pub groups: Vec<Group>,
    /// Cards.
    pub nodes: Vec<Node>,
    /// Lines.
    pub edges: Vec<Edge>,
    /// Width in pixels beyond which boxes wrap into a further row. A single wider box is not cut.
    pub max_width: f64,
    /// Whether this is for a small screen: less room between everything.
    pub compact: bool,
    /// How a picture of cards and boxes side by side is arranged; `None` puts boxes below free nodes.
    pub sheet: Option<Sheet>,
}

/// A picture of cards and boxes in rows, with columns beside the rows for what has no lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// Size of the view that it should fit.
    pub view: Size,
    /// Where everything stood before, if it shall stay there.
    pub before: Option<Arranged>,
}

impl LayoutInput {
    /// The edges whose weight is not [`Weight::Overlay`].
    pub(crate) fn lasting(&self) -> impl Iterator<Item = &Edge> {
        self.edges.iter().filter(|edge| edge.weight != Weight::Overlay)
    }
}

/// A box around nodes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// Its name, which decides the order of what is equal otherwise.
    pub id: String,
    /// Width of its name, at the left of its header.
    pub label_width: f64,
    /// Width of the note at the right of its header; 0 without one.
    pub note_width: f64,
    /// Height of its header; 0 is the usual one.
    pub header: f64,
    /// Whether it stands in the column right of the rows of a sheet, on top.
    pub aside: bool,
    /// Whether it may stand left of them, its cards below each other.
    pub family: bool,
}

/// Where a node belongs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// In the band across the top; it gets as wide as the picture.
    Shore,
    /// In a box, by its index. An index without a box counts as [`Place::Free`].
    InGroup(usize),
    /// Between the shore and the boxes.
    #[default]
    Free,
}

/// A card.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Node {
    /// Its name, which decides the order of what is equal otherwise.
    pub id: String,
    /// Where it belongs.
    pub place: Place,
    /// Size of the card without what stands out of it.
    pub size: Size,
    /// Pills on its border, in order.
    pub ports: Vec<Port>,
    /// Nodes of a box with the same number are parts of one card: they stand side by side and touch, four in a row at most.
    pub card: Option<usize>,
}

/// A pill on the border of a card.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Port {
    /// Width of the part where lines land.
    pub width: f64,
    /// Width of what stands before that part.
    pub lead: f64,
}

/// A line between two nodes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Edge {
    /// Index of the node where it starts.
    pub from: usize,
    /// Index of the node where it ends.
    pub to: usize,
    /// Index of the port where it lands.
    pub port: Option<usize>,
    /// Size of its label.
    pub label: Option<Size>,
    /// Sizes of shorter forms of its label, for where the first has no room.
    pub shorter: Vec<Size>,
    /// Its influence on the picture.
    pub weight: Weight,
}

/// The influence of a line on the picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// It arranges nodes: its source stands above its destination.
    #[default]
    Strong,
    /// It gets room but arranges nothing.
    Weak,
    /// It is temporary: it moves no node.
    Overlay,
}

/// A picture with places.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// The smallest rectangle around everything except temporary lines, which may stand out a little.
    pub bounds: Rect,
    /// Boxes, as in the input.
    pub groups: Vec<Rect>,
    /// Cards, as in the input.
    pub nodes: Vec<Placed>,
    /// Lines, as in the input. A line between nodes that do not exist has no points.
    pub edges: Vec<Route>,
    /// The places of a sheet, for the next layout of the same picture.
    pub arranged: Option<Arranged>,
}

/// A card with its place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Placed {
    /// The card.
    pub rect: Rect,
    /// Its pills with what stands before them.
    pub ports: Vec<Rect>,
    /// The border that the pills straddle: the upper one, or the left one of a node that is reached from beside.
    pub ports_side: Side,
    /// How far pills on the left border reach into the card; the card is wider by as much.
    pub inset: f64,
}

/// A side of a card.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// Upper border.
    #[default]
    Top,
    /// Lower border.
    Bottom,
    /// Left border.
    Left,
    /// Right border.
    Right,
}

impl Side {
    /// Whether lines meet this side as vertical ones.
    pub const fn is_vertical(self) -> bool {
        matches!(self, Self::Top | Self::Bottom)
    }

    /// The direction away from the card.
    pub const fn outward(self) -> (f64, f64) {
        match self {
            Self::Top => (0.0, -1.0),
            Self::Bottom => (0.0, 1.0),
            Self::Left => (-1.0, 0.0),
            Self::Right => (1.0, 0.0),
        }
    }
}

/// A line with its place: horizontal and vertical pieces in turn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Route {
    /// Corners, from the start to the end.
    pub points: Vec<Point>,
    /// Its label; none when there is no room without covering a card.
    pub label: Option<Rect>,
    /// Which form of the label that is: 0 is the first, the others are [`Edge::shorter`].
    pub form: usize,
    /// Where it leaves its source.
    pub source_side: Side,
    /// Where it enters its destination.
    pub target_side: Side,
}
