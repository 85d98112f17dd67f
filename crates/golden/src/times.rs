//! Lists of times as the cases write them.

/// `start:end:step`, or a plain number; steps are counted, not added up.
fn piece(text: &str) -> Vec<f64> {
    let number = |text: &str| match text.split_once('/') {
        Some((a, b)) => a.parse::<f64>().unwrap() / b.parse::<f64>().unwrap(),
        None => text.parse().unwrap_or_else(|_| panic!("not a time: {text}")),
    };
    let parts: Vec<f64> = text.split(':').map(number).collect();
    match parts.as_slice() {
        [start, end, step] => {
            let mut n = 0_u32;
            while f64::from(n + 1) <= (end - start) / step + 1e-9 {
                n += 1;
            }
            (0..=n).map(|i| start + f64::from(i) * step).collect()
        }
        _ => parts,
    }
}

/// Times of stored rows: pieces joined by semicolons.
#[must_use]
pub fn times(list: &str) -> Vec<f64> {
    list.split(';').flat_map(piece).collect()
}

/// Interval bounds in years: pieces joined by commas.
#[must_use]
pub fn grid(list: &str) -> Vec<f64> {
    list.split(',').flat_map(piece).collect()
}
