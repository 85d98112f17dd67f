//! Sums of up to 126 bits as pairs of 64-bit integers.

/// A high value counts in units of 2^62.
const BITS: u32 = 62;

/// The values that 64 bits hold, and, where one goes beyond, the high parts of all.
pub(super) fn split(values: &[i128; 8]) -> ([i64; 8], Option<[i64; 8]>) {
    let parts = values.map(|value| match i64::try_from(value) {
        Ok(value) => (value, 0),
        Err(_) => (low(value), high(value)),
    });
    let (lows, highs) = (parts.map(|(low, _)| low), parts.map(|(_, high)| high));
    (lows, highs.iter().any(|high| *high != 0).then_some(highs))
}

/// Adds the high parts.
pub(super) fn add(values: &mut [i128; 8], highs: &[i64; 8]) {
    for (value, high) in values.iter_mut().zip(highs) {
        *value += i128::from(*high) << BITS;
    }
}

/// 62 bits.
fn low(value: i128) -> i64 {
    (value & ((1 << BITS) - 1)) as i64
}

/// Sums stay below 2^101.
fn high(value: i128) -> i64 {
    (value >> BITS) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sum_comes_back() {
        let large: [i128; 8] =
            [0, -1, 1 << 62, -(1 << 62), i128::from(i64::MAX), i128::from(i64::MIN), 1 << 100, -(1 << 100) - 7];
        for values in [large, [5, -5, 0, 0, 0, 0, 0, 0], [i128::from(i64::MIN); 8], [i128::from(i64::MAX) + 1; 8]] {
            let (lows, highs) = split(&values);
            assert_eq!(highs.is_none(), values.iter().all(|value| i64::try_from(*value).is_ok()));
            let mut again = lows.map(i128::from);
            if let Some(highs) = highs {
                add(&mut again, &highs);
            }
            assert_eq!(again, values);
        }
    }
}
