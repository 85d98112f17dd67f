//! From years and shares to pixels, and where the ticks are.

/// A linear scale.
pub(super) struct Scale {
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) start: f64,
    pub(super) end: f64,
}

impl Scale {
    pub(super) fn at(&self, value: f64) -> f64 {
        self.start + (value - self.from) / (self.to - self.from) * (self.end - self.start)
    }
}

/// Ticks for follow-up of `last` years, four to eight of them at round times, and where the axis ends.
pub(super) fn year_ticks(last: f64) -> (Vec<f64>, f64) {
    const STEPS: [f64; 11] = [1.0 / 64.0, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0];
    let end = if last.is_finite() && last > 0.0 { last } else { 1.0 };
    let step = STEPS.into_iter().find(|step| end / step < 8.5).unwrap_or(end);
    let ticks = (0..=9).map(|tick| f64::from(tick) * step).map(|tick| (tick * 100.0).round() / 100.0);
    (ticks.filter(|tick| *tick <= end).collect(), end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_few() {
        for (last, ticks) in [
            (22.3, vec![0.0, 5.0, 10.0, 15.0, 20.0]),
            (10.0, vec![0.0, 2.0, 4.0, 6.0, 8.0, 10.0]),
            (5.0, vec![0.0, 1.0, 2.0, 3.0, 4.0, 5.0]),
            (0.9, vec![0.0, 0.25, 0.5, 0.75]),
        ] {
            assert_eq!(year_ticks(last).0, ticks, "{last}");
        }
        for last in [0.0, f64::NAN, 1e-6, 1e9] {
            assert!(year_ticks(last).0.len() <= 10);
        }
    }
}
