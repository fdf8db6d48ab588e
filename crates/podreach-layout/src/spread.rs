//! Places items along a line, each as close to its preferred coordinate as the others allow.

/// An item on the line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Wish {
    /// Preferred coordinate of its middle, in pixels.
    pub(crate) at: f64,
    /// Weight of that preference.
    pub(crate) weight: f64,
    /// The least distance of its middle from that of the item before it, in pixels; ignored for the first.
    pub(crate) apart: f64,
}

/// Middles that keep order and distances, with the smallest sum of weighted squared deviations from the preferences.
///
/// Neighbours that would come too close form a cluster, which is placed at the weighted mean of its preferences.
pub(crate) fn spread(wishes: &[Wish]) -> Vec<f64> {
    struct Cluster {
        sum: f64,
        weight: f64,
        count: usize,
    }
    let mut clusters: Vec<Cluster> = Vec::new();
    let mut offset = 0.0;
    for (at, wish) in wishes.iter().enumerate() {
        offset += if at == 0 { 0.0 } else { wish.apart };
        let weight = wish.weight.max(1e-6);
        clusters.push(Cluster { sum: (wish.at - offset) * weight, weight, count: 1 });
        while let [.., before, last] = clusters.as_mut_slice() {
            if before.sum / before.weight <= last.sum / last.weight {
                break;
            }
            before.sum += last.sum;
            before.weight += last.weight;
            before.count += last.count;
            clusters.pop();
        }
    }
    let mut offset = 0.0;
    let starts = clusters.iter().flat_map(|cluster| std::iter::repeat_n(cluster.sum / cluster.weight, cluster.count));
    let places = starts.zip(wishes).enumerate().map(|(at, (start, wish))| {
        offset += if at == 0 { 0.0 } else { wish.apart };
        start + offset
    });
    places.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(wishes: &[(f64, f64)], places: &[f64]) {
        let wishes: Vec<Wish> =
            wishes.iter().map(|(at, weight)| Wish { at: *at, weight: *weight, apart: 10.0 }).collect();
        let found = spread(&wishes);
        let near = found.iter().zip(places).all(|(found, place)| (found - place).abs() < 0.1);
        assert!(near && found.len() == places.len(), "{found:?} is not {places:?}");
    }

    #[test]
    fn wishes_that_fit_are_kept() {
        check(&[(0.0, 1.0), (10.0, 1.0), (40.0, 1.0)], &[0.0, 10.0, 40.0]);
        check(&[], &[]);
    }

    #[test]
    fn wishes_for_the_same_place_stand_around_it() {
        check(&[(50.0, 1.0), (50.0, 1.0), (50.0, 1.0)], &[40.0, 50.0, 60.0]);
    }

    #[test]
    fn a_light_wish_gives_way() {
        check(&[(50.0, 1.0), (50.0, 0.001)], &[50.0, 60.0]);
    }
}
