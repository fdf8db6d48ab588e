//! How much room there is between everything.

/// Between lanes of lines.
pub(crate) const LANE: f64 = 12.0;
/// Between lines that end at the same side of a card.
pub(crate) const SLOT: f64 = 15.0;
/// Between cards and lanes beside or above them.
pub(crate) const CLEAR: f64 = 12.0;
/// Between lanes and cards below them: pills stand out there, and arrows need a straight end.
pub(crate) const LANDING: f64 = 28.0;
/// How far a line that starts and ends at the same card goes away from it.
pub(crate) const LOOP: f64 = 18.0;
/// Between pills of a card.
pub(crate) const PORT_GAP: f64 = 6.0;
/// Between the tops of pills that stand on the left border.
pub(crate) const PORT_STEP: f64 = 31.0;

/// Between the border of a box on a sheet and its cards.
pub(crate) const SHEET_PADDING: f64 = 12.0;

/// Room that depends on the size of the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spacing {
    /// Between rows of cards in a box.
    pub(crate) row: f64,
    /// Between cards of a row.
    pub(crate) card: f64,
    /// Between boxes side by side.
    pub(crate) block: f64,
    /// Between the shore and what comes first below it.
    pub(crate) shore: f64,
    /// Between further bands.
    pub(crate) band: f64,
    /// Between the border of a box and its cards.
    pub(crate) padding: f64,
    /// The same at the top, where the name stands.
    pub(crate) header: f64,
    /// Beside the picture.
    pub(crate) margin: f64,
    /// Between cards of the shore.
    pub(crate) shores: f64,
    /// Between the rows of a sheet and the columns beside them.
    pub(crate) side: f64,
    /// Between what stands in such a column.
    pub(crate) stack: f64,
}

impl Spacing {
    pub(crate) const fn new(compact: bool, sheet: bool) -> Self {
        if sheet {
            // Lines get room where they need it, and nowhere else.
            Self {
                row: 60.0,
                card: 24.0,
                block: 32.0,
                shore: 68.0,
                band: 80.0,
                padding: SHEET_PADDING,
                header: 40.0,
                margin: 24.0,
                shores: 24.0,
                side: 36.0,
                stack: 20.0,
            }
        } else if compact {
            Self {
                row: 76.0,
                card: 32.0,
                block: 28.0,
                shore: 66.0,
                band: 48.0,
                padding: 18.0,
                header: 46.0,
                margin: 28.0,
                shores: 24.0,
                side: 28.0,
                stack: 24.0,
            }
        } else {
            Self {
                row: 92.0,
                card: 48.0,
                block: 36.0,
                shore: 92.0,
                band: 56.0,
                padding: 30.0,
                header: 54.0,
                margin: 36.0,
                shores: 24.0,
                side: 36.0,
                stack: 36.0,
            }
        }
    }
}
