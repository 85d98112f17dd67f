//! From values to pixels, and where the ticks are.

/// A linear scale.
#[derive(Debug, Clone, Copy)]
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

/// Ticks at round values that cover what is between `from` and `to`; the first and the last are the ends of the axis.
pub(super) fn round_ticks(from: f64, to: f64) -> Vec<f64> {
    let (from, to) = if from.is_finite() && to.is_finite() && from < to { (from, to) } else { (0.0, 1.0) };
    let mut power = 1.0;
    while power * 10.0 <= to - from {
        power *= 10.0;
    }
    while power > to - from {
        power /= 10.0;
    }
    // The largest of these that gives four intervals or more.
    let steps = [2.0, 1.0, 0.5, 0.2, 0.1].map(|step| step * power);
    let step = steps.into_iter().find(|step| (to - from) / step >= 3.5).unwrap_or(power);
    // Counted in steps, so that no error adds up; what rounding alone puts beyond a tick is at it.
    let (first, last) = ((from / step + 1e-9).floor(), (to / step - 1e-9).ceil());
    let counts = std::iter::successors(Some(first), |tick| Some(tick + 1.0)).take_while(|tick| *tick <= last);
    counts.take(20).map(|tick| tick * step).collect()
}

/// A tick's value with no more digits than all of them need.
pub(super) fn tick_label(value: f64, step: f64) -> String {
    let digits = (0..6).find(|digits| {
        let scaled = step * 10.0_f64.powi(*digits);
        (scaled - scaled.round()).abs() < 1e-6
    });
    let digits = usize::try_from(digits.unwrap_or(6)).unwrap_or(0);
    format!("{:.digits$}", if value == 0.0 { 0.0 } else { value })
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

    #[test]
    fn values_are_covered_by_round_ticks() {
        let labels = |from, to| -> Vec<String> {
            let ticks = round_ticks(from, to);
            ticks.iter().map(|tick| tick_label(*tick, ticks[1] - ticks[0])).collect()
        };
        assert_eq!(labels(0.0, 7.3), ["0", "2", "4", "6", "8"]);
        assert_eq!(labels(0.0, 3289.0), ["0", "500", "1000", "1500", "2000", "2500", "3000", "3500"]);
        assert_eq!(labels(-0.03, 0.21), ["-0.05", "0.00", "0.05", "0.10", "0.15", "0.20", "0.25"]);
        assert_eq!(labels(0.0, 1.0), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        for (from, to) in [(0.0, 0.0), (f64::NAN, 1.0), (0.0, f64::INFINITY), (0.0, 1e-300), (1.0, 1e300), (-5.0, 1e-9)]
        {
            assert!((2..=20).contains(&round_ticks(from, to).len()), "{from} {to}");
        }
    }
}
