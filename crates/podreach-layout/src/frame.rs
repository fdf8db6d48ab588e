//! Coordinates of everything that a plan holds, and of the streets between.

use crate::arranged::Arranged;
use crate::block::{Extent, Inside, Shape};
use crate::geometry::{Rect, Span};
use crate::model::{Edge, LayoutInput, PORT_HEIGHT, Placed, Side, Weight};
use crate::plan::{Band, BandKind, Plan, Spot};
use crate::rows::Block;
use crate::spacing::{CLEAR, LANDING, PORT_GAP, PORT_STEP, Spacing};
use crate::streets::{Street, StreetNumbers};

/// A plan with coordinates.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Frame {
    pub(crate) nodes: Vec<Placed>,
    pub(crate) groups: Vec<Rect>,
    pub(crate) streets: Vec<Street>,
    /// From the left of the boxes to their right.
    pub(crate) width: f64,
    pub(crate) height: f64,
}

/// The input from which coordinates are computed.
pub(crate) struct Framing<'a> {
    pub(crate) input: &'a LayoutInput,
    pub(crate) plan: &'a Plan,
    pub(crate) numbers: &'a StreetNumbers,
    pub(crate) spacing: &'a Spacing,
    /// By street: the width that it needs beyond the usual, in pixels.
    pub(crate) extra: &'a [f64],
    /// Where everything stood before, if it shall stay there.
    pub(crate) before: Option<&'a Arranged>,
}

/// A band with shapes and left borders of its blocks.
pub(crate) struct Row {
    pub(crate) shapes: Vec<Shape>,
    pub(crate) lefts: Vec<f64>,
}

impl Row {
    pub(crate) fn right(&self) -> f64 {
        self.shapes.iter().zip(&self.lefts).map(|(shape, left)| left + shape.width).fold(0.0, f64::max)
    }

    pub(crate) fn height(&self) -> f64 {
        self.shapes.iter().map(|shape| shape.height).fold(0.0, f64::max)
    }
}

impl Framing<'_> {
    pub(crate) fn extra(&self, street: Option<usize>) -> f64 {
        street.and_then(|street| self.extra.get(street)).copied().unwrap_or(0.0)
    }

    /// All coordinates.
    pub(crate) fn frame(&self) -> Frame {
        let mut rows: Vec<Row> = Vec::new();
        let joined = self.joined();
        for (at, band) in self.plan.bands.iter().enumerate() {
            let shapes: Vec<Shape> = (0..band.blocks.len()).map(|block| self.shape(at, block, &joined)).collect();
            let lefts = self.side_by_side(at, band.kind, &shapes);
            rows.push(Row { shapes, lefts });
        }
        if let Some(before) = self.before {
            return self.frame_after(before, rows);
        }
        if self.input.sheet.is_some() {
            self.align(&mut rows, &joined);
        }
        let stacks = self.stacks(&mut rows);
        let width = stacks.width;
        let columns = self.columns(&rows);
        for (at, (band, row)) in self.plan.bands.iter().zip(&mut rows).enumerate() {
            match band.kind {
                BandKind::Shore => self.stretch(at, row, width),
                BandKind::Free => self.make_way(band, row, width, &columns),
                BandKind::Boxes => {}
            }
        }
        let mut frame = Frame {
            nodes: vec![Placed::default(); self.input.nodes.len()],
            groups: vec![Rect::default(); self.input.groups.len()],
            streets: vec![Street::default(); self.numbers.count],
            width,
            height: 0.0,
        };
        let mut y = 0.0;
        let main = self.plan.main();
        let mut tops = Vec::new();
        for (at, (band, row)) in self.plan.bands.iter().zip(&rows).take(main).enumerate() {
            let before = at.checked_sub(1).and_then(|before| self.plan.bands.get(before)).map(|band| band.kind);
            let channel = self.numbers.bands.get(at).copied();
            let gap = before.map_or(self.spacing.margin, |before| self.gap(before, band.kind)) + self.extra(channel);
            let top = if before.is_some() { y + gap } else { y };
            let clear = (CLEAR, if band.kind == BandKind::Boxes { 10.0 } else { LANDING });
            let along = Span::new(-self.spacing.margin, width + self.spacing.margin);
            set(&mut frame.streets, channel, Street::new(true, Span::new(top - gap, top), clear, along));
            let across = if band.kind == BandKind::Shore { Span::new(0.0, width) } else { stacks.main };
            self.put_band(&mut frame, at, row, Span::new(top, top + row.height()), across);
            tops.push(top);
            y = top + row.height();
        }
        let last = self.numbers.bands.last().copied();
        let raw = Span::new(y, y + self.spacing.margin + self.extra(last));
        let along = Span::new(-self.spacing.margin, width + self.spacing.margin);
        set(&mut frame.streets, last, Street::new(true, raw, (CLEAR, 0.0), along));
        frame.height = y;
        self.put_stacks(&mut frame, &rows, &stacks, &tops);
        frame
    }

    /// By node: those in the same block that it is joined with.
    fn joined(&self) -> Vec<Vec<usize>> {
        let mut joined = vec![Vec::new(); self.input.nodes.len()];
        for edge in self.input.edges.iter().filter(|edge| edge.weight == Weight::Strong && edge.from != edge.to) {
            let (from, to) = (self.plan.spot(edge.from), self.plan.spot(edge.to));
            if from.band != to.band || from.block != to.block || edge.from.max(edge.to) >= joined.len() {
                continue;
            }
            for (one, other) in [(edge.from, edge.to), (edge.to, edge.from)] {
                if let Some(joined) = joined.get_mut(one) {
                    joined.push(other);
                }
            }
        }
        joined
    }

    fn shape(&self, band: usize, at: usize, joined: &[Vec<usize>]) -> Shape {
        let spot = Spot { band, block: at, ..Spot::default() };
        let Some(block) = self.plan.block(spot) else { return Shape::default() };
        if let Some(shape) = self.before.and_then(|before| before.shape_of(self.input, block))
            && shape.holds(&self.extents(block), self.least_width(block))
        {
            return shape;
        }
        let beside = |row: usize| {
            let columns = block.rows.get(row).map_or(0, Vec::len);
            (0..=columns).map(|column| self.extra(self.numbers.beside(Spot { row, column, ..spot }))).collect()
        };
        let between = |row: usize| self.extra(self.numbers.below(Spot { row, ..spot }));
        let inside = Inside {
            input: self.input,
            plan: self.plan,
            spacing: self.spacing,
            block,
            joined,
            beside: (0..block.rows.len()).map(beside).collect(),
            between: (0..block.rows.len().saturating_sub(1)).map(between).collect(),
            homes: self.before.and_then(|before| before.homes_of(self.input, block)),
        };
        inside.shape()
    }

    fn extents(&self, block: &Block) -> Vec<Vec<Extent>> {
        let extent = |node: &usize| Extent::of(self.input, self.plan, *node);
        block.rows.iter().map(|row| row.iter().map(extent).collect()).collect()
    }

    /// Width of what stands in the header of a box.
    fn least_width(&self, block: &Block) -> f64 {
        block.group.and_then(|group| self.input.groups.get(group)).map_or(0.0, |group| group.label_width + 32.0)
    }

    fn side_by_side(&self, band: usize, kind: BandKind, shapes: &[Shape]) -> Vec<f64> {
        let gap = match kind {
            BandKind::Shore => self.spacing.shores,
            BandKind::Free => self.spacing.card,
            BandKind::Boxes => self.spacing.block,
        };
        let mut x = 0.0;
        let mut lefts = Vec::with_capacity(shapes.len());
        for (at, shape) in shapes.iter().enumerate() {
            if at > 0 {
                x += gap + self.extra(self.numbers.gutter(band, at));
            }
            lefts.push(x);
            x += shape.width;
        }
        lefts
    }

    /// A shore is as wide as the picture.
    pub(crate) fn stretch(&self, band: usize, row: &mut Row, width: f64) {
        let more = (width - row.right()).max(0.0) / row.shapes.len().max(1) as f64;
        for shape in &mut row.shapes {
            shape.width += more;
        }
        row.lefts = self.side_by_side(band, BandKind::Shore, &row.shapes);
    }

    /// Middles of cards in the boxes, by node.
    fn columns(&self, rows: &[Row]) -> Vec<Option<f64>> {
        let mut columns = vec![None; self.input.nodes.len()];
        for (band, row) in self.plan.bands.iter().zip(rows).filter(|(band, _)| band.kind == BandKind::Boxes) {
            for (block, (shape, left)) in band.blocks.iter().zip(row.shapes.iter().zip(&row.lefts)) {
                for (node, x) in block.rows.iter().flatten().zip(shape.lefts.iter().flatten()) {
                    if let Some(column) = columns.get_mut(*node) {
                        *column = Some(left + x + Extent::of(self.input, self.plan, *node).width / 2.0);
                    }
                }
            }
        }
        columns
    }

    /// Nodes between shore and boxes stand near those that they are joined with, but not below the lines that run down
    /// from the shore.
    fn make_way(&self, band: &Band, row: &mut Row, width: f64, columns: &[Option<f64>]) {
        const FALL: f64 = 34.0;
        let first = self.plan.bands.iter().position(|band| band.kind == BandKind::Boxes);
        let lasting = || self.input.lasting();
        let column = |node: usize| columns.get(node).copied().flatten();
        let ends = |edge: &Edge| [(edge.from, edge.to), (edge.to, edge.from)];
        let mut falls: Vec<f64> = lasting()
            .flat_map(ends)
            .filter(|(shore, _)| self.plan.kind(*shore) == BandKind::Shore)
            .filter(|(_, card)| self.plan.spot(*card).row == 0 && Some(self.plan.spot(*card).band) == first)
            .filter_map(|(_, card)| column(card))
            .collect();
        falls.sort_by(f64::total_cmp);
        falls.dedup();
        let mut rest: f64 = row.shapes.iter().map(|shape| shape.width + self.spacing.card).sum();
        let mut low = 0.0;
        for (block, (shape, left)) in band.blocks.iter().zip(row.shapes.iter().zip(&mut row.lefts)) {
            let node = block.rows.iter().flatten().next().copied().unwrap_or_default();
            let joined: Vec<f64> = lasting()
                .flat_map(ends)
                .filter(|(one, _)| *one == node)
                .filter_map(|(_, other)| column(other))
                .collect();
            let high = (width - rest + self.spacing.card).max(low);
            rest -= shape.width + self.spacing.card;
            let mean = joined.iter().sum::<f64>() / joined.len() as f64;
            let wish = if joined.is_empty() { high } else { (mean - shape.width / 2.0).clamp(low, high) };
            let is_free =
                |x: &f64| falls.iter().all(|fall| fall + FALL <= x + 0.01 || fall - FALL >= x + shape.width - 0.01);
            let beside = falls.iter().flat_map(|fall| [fall + FALL, fall - FALL - shape.width]);
            let places =
                [wish, high, low].into_iter().chain(beside).filter(|x| (low..=high).contains(x)).filter(is_free);
            let best = places.min_by(|one, other| (one - wish).abs().total_cmp(&(other - wish).abs()));
            *left = best.unwrap_or(high);
            low = *left + shape.width + self.spacing.card;
        }
    }

    pub(crate) fn gap(&self, before: BandKind, after: BandKind) -> f64 {
        match (before, after) {
            (BandKind::Shore, BandKind::Shore) => 44.0,
            (BandKind::Shore | BandKind::Free, BandKind::Free) => 52.0,
            (BandKind::Shore, BandKind::Boxes) => self.spacing.shore,
            _ => self.spacing.band,
        }
    }

    /// Puts a band into the picture; streets beside it reach beyond `across` where nothing stands there.
    pub(crate) fn put_band(&self, frame: &mut Frame, at: usize, row: &Row, height: Span, across: Span) {
        let Some(band) = self.plan.band(at) else { return };
        let is_box = band.kind == BandKind::Boxes;
        let beyond = |low: bool| {
            let side = self.plan.sides.get(usize::from(!low)).is_some_and(|stack| !stack.is_empty());
            if side && band.kind != BandKind::Shore { self.spacing.side } else { self.spacing.margin }
        };
        let mut left = across.low - beyond(true) - self.extra(self.numbers.gutter(at, 0));
        let clear = if is_box { 10.0 } else { CLEAR };
        for (block, (shape, x)) in row.shapes.iter().zip(&row.lefts).enumerate() {
            let street = Street::new(false, Span::new(left, *x), (clear, clear), height);
            set(&mut frame.streets, self.numbers.gutter(at, block), street);
            left = x + shape.width;
            self.put_block(frame, Spot { band: at, block, ..Spot::default() }, shape, *x, height);
        }
        let last = self.numbers.gutter(at, row.shapes.len());
        let right = across.high + beyond(false) + self.extra(last);
        set(&mut frame.streets, last, Street::new(false, Span::new(left, right), (clear, clear), height));
    }

    pub(crate) fn put_block(&self, frame: &mut Frame, spot: Spot, shape: &Shape, x: f64, height: Span) {
        let Some(block) = self.plan.block(spot) else { return };
        let top = height.low;
        let (left, right) = (x, x + shape.width);
        if let Some(group) = block.group.and_then(|group| frame.groups.get_mut(group)) {
            *group = Rect::new(x, top, shape.width, shape.height);
        }
        let stretched =
            block.group.is_none() && self.plan.band(spot.band).is_some_and(|band| band.kind == BandKind::Shore);
        let rows = block.rows.iter().zip(&shape.lefts).zip(shape.tops.iter().zip(&shape.heights)).enumerate();
        let mut above = top;
        for (at, ((nodes, lefts), (row_top, row_height))) in rows {
            let (y, bottom) = (top + row_top, top + row_top + row_height);
            if at > 0 {
                let channel = self.numbers.above(Spot { row: at, ..spot });
                let street = Street::new(true, Span::new(above, y), (CLEAR, LANDING), Span::new(left, right));
                set(&mut frame.streets, channel, street);
            }
            above = bottom;
            let last = at + 1 == block.rows.len();
            let along = Span::new(if at == 0 { top } else { y }, if last { height.high } else { bottom });
            let mut gutter_left = left;
            for (column, (node, left)) in nodes.iter().zip(lefts).enumerate() {
                let extent = Extent::of(self.input, self.plan, *node);
                let width = if stretched { shape.width } else { extent.width };
                let rect = Rect::new(x + left, y, width, extent.height);
                let raw = Span::new(gutter_left, rect.x - extent.overhang);
                let street = Street::new(false, raw, (CLEAR, CLEAR), along);
                set(&mut frame.streets, self.numbers.beside(Spot { row: at, column, ..spot }), street);
                gutter_left = rect.right();
                if let Some(placed) = frame.nodes.get_mut(*node) {
                    *placed = self.placed(*node, rect, extent);
                }
            }
            let street = Street::new(false, Span::new(gutter_left, right), (CLEAR, CLEAR), along);
            set(&mut frame.streets, self.numbers.beside(Spot { row: at, column: nodes.len(), ..spot }), street);
        }
    }

    /// A card with its pills: a row at the top with its landing part in the middle, or a column at the left.
    fn placed(&self, node: usize, rect: Rect, extent: Extent) -> Placed {
        let ports = self.input.nodes.get(node).map_or(&[][..], |node| &node.ports);
        if self.plan.beside.get(node) == Some(&true) {
            let used = ports.len().saturating_sub(1) as f64 * PORT_STEP + PORT_HEIGHT;
            let mut y = rect.y + ((rect.height - used) / 2.0).clamp(4.0, 28.0);
            let pills = ports.iter().map(|port| {
                let pill = Rect::new(rect.x - port.width / 2.0 - port.lead, y, port.lead + port.width, PORT_HEIGHT);
                y += PORT_STEP;
                pill
            });
            return Placed { rect, ports: pills.collect(), ports_side: Side::Left, inset: extent.inset };
        }
        let all: f64 = ports.iter().map(|port| port.lead + port.width + PORT_GAP).sum::<f64>() - PORT_GAP;
        let lead = match ports {
            // A single pill stands in the middle itself, so that lines from above fall straight.
            [port] => port.lead,
            _ => 0.0,
        };
        let middle = rect.x + (rect.width - (all - lead)) / 2.0 - lead;
        let highest = rect.right() - PORT_GAP - all;
        let mut x = middle.min(highest).max(rect.x + PORT_GAP);
        let pills = ports.iter().map(|port| {
            let pill = Rect::new(x, rect.y - PORT_HEIGHT / 2.0, port.lead + port.width, PORT_HEIGHT);
            x += pill.width + PORT_GAP;
            pill
        });
        Placed { rect, ports: pills.collect(), ports_side: Side::Top, inset: 0.0 }
    }
}

pub(crate) fn set(streets: &mut [Street], number: Option<usize>, street: Street) {
    if let Some(place) = number.and_then(|number| streets.get_mut(number)) {
        *place = street;
    }
}
