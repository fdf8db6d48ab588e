//! Line icons on a 16 by 16 grid.

use leptos::prelude::*;

/// Shapes of icons, as paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Icon {
    Lock,
    Sun,
    Moon,
    Plus,
    Close,
    Folder,
    Panel,
    Search,
    Link,
    Error,
    Warning,
    Note,
    Clipboard,
    Download,
    Terminal,
    Document,
    Nodes,
    Grid,
    List,
    Check,
    Speech,
    Left,
    Right,
    Down,
    Funnel,
    Compare,
    Fix,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            // A bulb.
            Self::Fix => {
                "M6 11.500h4M6.500 13.800h3M6 11.500c0 -1.500 -2 -2.300 -2 -4.800a4 4 0 0 1 8 0c0 2.500 -2 3.300 -2 4.800"
            }
            Self::Compare => "M2.500 3h4.500v10h-4.500zM9 3h4.500v10h-4.500M11.200 6v4M9.200 8h4",
            Self::Lock => {
                "M4.500 7.500h7a1 1 0 0 1 1 1v4a1 1 0 0 1 -1 1h-7a1 1 0 0 1 -1 -1v-4a1 1 0 0 1 1 -1zM5.500 7.500v-2a2.500 2.500 0 0 1 5 0v2"
            }
            Self::Sun => {
                "M8 5.500a2.500 2.500 0 1 1 0 5a2.500 2.500 0 1 1 0 -5M8 1.500v1.500M8 13v1.500M1.500 8h1.500M13 8h1.500M3.400 3.400l1 1M11.600 11.600l1 1M3.400 12.600l1 -1M11.600 4.400l1 -1"
            }
            Self::Moon => "M13 9.500a5.500 5.500 0 1 1 -6.500 -7a4.500 4.500 0 0 0 6.500 7z",
            Self::Plus => "M8 3.500v9M3.500 8h9",
            Self::Close => "M4.500 4.500l7 7M11.500 4.500l-7 7",
            Self::Folder => {
                "M2 12.500v-8.500a1 1 0 0 1 1 -1h3l1.500 2h5.500a1 1 0 0 1 1 1v6.500a1 1 0 0 1 -1 1h-10a1 1 0 0 1 -1 -1z"
            }
            Self::Panel => "M2.500 3h11v10h-11zM6.500 3v10",
            Self::Search => "M7 2.500a4.500 4.500 0 1 1 0 9a4.500 4.500 0 1 1 0 -9M10.300 10.300l3.200 3.200",
            Self::Link => {
                "M6.500 9.500l3 -3M7.500 4.500l1 -1a2.800 2.800 0 0 1 4 4l-1 1M8.500 11.500l-1 1a2.800 2.800 0 0 1 -4 -4l1 -1"
            }
            Self::Error => "M8 1.800l6.200 6.200l-6.200 6.200l-6.200 -6.200zM8 5v3.500M8 10.800v.2",
            Self::Warning => "M8 2.300l6.200 11.200h-12.400zM8 6.500v3M8 11.500v.2",
            Self::Note => "M8 2a6 6 0 1 1 0 12a6 6 0 1 1 0 -12M8 7.300v3.700M8 5v.2",
            Self::Clipboard => "M5.500 3h-2v11h9v-11h-2M5.500 2h5v2.500h-5zM6 8h4M6 10.500h4",
            Self::Download => "M8 2v8M4.500 6.500l3.500 3.500l3.500 -3.500M2.500 11v2.500h11v-2.500",
            Self::Terminal => "M2.500 4.500l3.500 3.500l-3.500 3.500M8 12h5.500",
            Self::Document => "M4 2h5l3 3v9h-8zM9 2v3h3",
            Self::Nodes => "M2.500 2.500h4v4h-4zM9.500 9.500h4v4h-4zM4.500 6.500v5h5",
            Self::Grid => "M2.500 2.500h11v11h-11zM2.500 6.200h11M2.500 9.800h11M6.200 2.500v11M9.800 2.500v11",
            Self::List => "M5.500 4h8M5.500 8h8M5.500 12h8M2.500 4v.2M2.500 8v.2M2.500 12v.2",
            Self::Check => "M2.500 8.500l3.500 3.500l7.500 -8",
            Self::Speech => "M2.500 3h11v8h-6l-3 2.500v-2.500h-2z",
            Self::Left => "M9.500 4l-4 4l4 4",
            Self::Down => "M4 6.500l4 4l4 -4",
            Self::Funnel => "M2.500 3h11l-4.300 5.300v4.700l-2.400 -1.300v-3.400z",
            Self::Right => "M6.500 4l4 4l-4 4",
        }
    }

    /// The icon. It says nothing to screen readers: the words beside it or the button's name do.
    pub(crate) fn draw(self) -> impl IntoView {
        view! {
            <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
                <path d=self.path() />
            </svg>
        }
    }
}
