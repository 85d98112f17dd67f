//! Binary scales, rounding to them, and the elementary functions that cells are made with.
//!
//! Only additions and multiplications in a fixed order and `libm`'s pure `exp`: the same bits on
//! every machine. Nothing here is fused.

/// Weights are counted in units of 2^-40.
pub(crate) const WEIGHT_SCALE: f64 = (1_u64 << 40) as f64;

/// Hazards (deaths per person-day) are counted in units of 2^-52.
pub(crate) const HAZARD_SCALE: f64 = (1_u64 << 52) as f64;

/// 1.5 x 2^52. Numbers next to it are one apart, so adding it rounds to a whole number (ties to even),
/// which then stands in the low bits. Unlike a conversion this is an instruction that every vector unit has.
const MAGIC: f64 = 6_755_399_441_055_744.0;

/// What [`biased`] numbers are too large by.
pub(crate) const BIAS: i64 = MAGIC.to_bits().cast_signed();

/// The nearest integer to `x`, which must lie within 2^51 of 0, plus [`BIAS`]; differences need no more.
#[inline(always)]
pub(crate) fn biased(x: f64) -> i64 {
    (x + MAGIC).to_bits().cast_signed()
}

/// The nearest integer to `x`, which must lie within 2^51 of 0.
#[inline(always)]
pub(crate) fn round(x: f64) -> i64 {
    biased(x).wrapping_sub(BIAS)
}

/// The nearest integer to any `x` within 2^63 of 0; beyond it saturates.
#[expect(clippy::cast_possible_truncation, reason = "beyond 2^51 what is cut off is at most a half")]
pub(crate) fn round_large(x: f64) -> i64 {
    if x.abs() < 2_251_799_813_685_248.0 { round(x) } else { x as i64 }
}

/// exp(x) for |x| up to 0.2, by Taylor's polynomial: within 1e-15 to 0.1, within 3e-14 to 0.2.
#[inline(always)]
fn exp_near_zero(x: f64) -> f64 {
    let x2 = x * x;
    let x4 = x2 * x2;
    let low = (1.0 + x) + x2 * (1.0 / 2.0 + x * (1.0 / 6.0));
    let middle = (1.0 / 24.0 + x * (1.0 / 120.0)) + x2 * (1.0 / 720.0 + x * (1.0 / 5_040.0));
    let high = 1.0 / 40_320.0 + x * (1.0 / 362_880.0);
    low + x4 * (middle + x4 * high)
}

/// exp(x), quickly near 0.
#[inline(always)]
pub(crate) fn exp(x: f64) -> f64 {
    if x.abs() <= 0.2 { exp_near_zero(x) } else { libm::exp(x) }
}

/// exp(x), quickest within 0.01 of 0.
#[inline(always)]
pub(crate) fn exp_of_small(x: f64) -> f64 {
    let x2 = x * x;
    if x2 > 1e-4 {
        return exp(x);
    }
    (1.0 + x) + x2 * ((1.0 / 2.0 + x * (1.0 / 6.0)) + x2 * (1.0 / 24.0 + x * (1.0 / 120.0)))
}

/// How many coefficients everybody has, and how many more people with large hazards.
pub(crate) const TERMS: usize = 8;

/// The degree of the Taylor polynomials that [`exponential`] begins with.
const TAYLOR: usize = 23;

/// Coefficients c_p of exp(a x) = sum of c_p x^p for x in [-1, 1], c_0 being 1, as 8 and as 16 terms: a Taylor polynomial
/// whose higher terms are spread over the lower ones, one after another, by way of Chebyshev's polynomials. N terms err
/// by about a^N / (N! 2^(N - 1)): 8 by 2e-13 for a = 0.18, 16 by 1e-13 for a = 2. exp(-a x) has the same coefficients
/// in -x.
pub(crate) fn exponential(a: f64) -> ([f64; TERMS], [f64; 2 * TERMS]) {
    let mut polynomial = [1.0; TAYLOR + 1];
    let mut term = 1.0;
    for (power, value) in (1_u32..).zip(&mut polynomial[1..]) {
        term *= a / f64::from(power);
        *value = term;
    }
    let (mut low, mut high) = ([1.0; TERMS], [1.0; 2 * TERMS]);
    for degree in (TERMS..=TAYLOR).rev() {
        let share = polynomial[degree] / CHEBYSHEV[degree][degree];
        for (value, c) in polynomial[..degree].iter_mut().zip(&CHEBYSHEV[degree]) {
            *value -= share * c;
        }
        if degree == 2 * TERMS {
            high[1..].copy_from_slice(&polynomial[1..2 * TERMS]);
        }
    }
    low[1..].copy_from_slice(&polynomial[1..TERMS]);
    (low, high)
}

/// The coefficients of Chebyshev's polynomials, by degree.
const CHEBYSHEV: [[f64; TAYLOR + 1]; TAYLOR + 1] = {
    let mut polynomials = [[0.0; TAYLOR + 1]; TAYLOR + 1];
    (polynomials[0][0], polynomials[1][1]) = (1.0, 1.0);
    let mut degree = 2;
    while degree <= TAYLOR {
        let mut power = 0;
        while power <= TAYLOR {
            let twice = if power > 0 { 2.0 * polynomials[degree - 1][power - 1] } else { 0.0 };
            polynomials[degree][power] = twice - polynomials[degree - 2][power];
            power += 1;
        }
        degree += 1;
    }
    polynomials
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_to_the_nearest() {
        for (x, expected) in
            [(0.0, 0), (0.49, 0), (0.5, 0), (1.5, 2), (-1.5, -2), (-7.4, -7), (2e15, 2_000_000_000_000_000)]
        {
            assert_eq!(round(x), expected, "{x}");
            assert_eq!(round_large(x), expected, "{x}");
        }
    }

    #[test]
    fn exponentials_near_zero() {
        for step in -100..=100 {
            let x = 0.002 * f64::from(step);
            for found in [exp(x), exp_of_small(x), exp_of_small(0.05 * x).powi(20)] {
                assert!((found - x.exp()).abs() < 1e-13, "{x}");
            }
            assert!((exp(10.0 * x) / (10.0 * x).exp() - 1.0).abs() < 1e-13, "{x}");
        }
    }

    fn off(coefficients: &[f64], a: f64) -> f64 {
        let at = |x: f64| coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c) - (a * x).exp();
        (-50..=50).map(|step| at(0.02 * f64::from(step)).abs()).fold(0.0, f64::max)
    }

    #[test]
    fn polynomials_of_the_exponential() {
        for (a, tolerance) in [(0.0, 0.0), (0.01, 3e-16), (0.1, 6e-15), (0.18, 5e-13), (0.25, 8e-12), (0.36, 1.5e-10)] {
            assert!(off(&exponential(a).0, a) <= tolerance, "{a}: {}", off(&exponential(a).0, a));
        }
        for (a, tolerance) in [(0.0, 0.0), (0.5, 5e-16), (1.0, 1e-15), (2.0, 3e-13)] {
            assert!(off(&exponential(a).1, a) <= tolerance, "{a}: {}", off(&exponential(a).1, a));
        }
    }
}
