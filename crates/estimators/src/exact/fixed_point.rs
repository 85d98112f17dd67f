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

/// The nearest integer to `x`, which must lie within 2^51 of 0.
#[inline(always)]
pub(crate) fn round(x: f64) -> i64 {
    (x + MAGIC).to_bits().wrapping_sub(MAGIC.to_bits()).cast_signed()
}

/// The nearest integer to any `x` within 2^63 of 0.
#[expect(clippy::cast_possible_truncation, reason = "rounded; beyond 2^63 it saturates")]
pub(crate) fn round_large(x: f64) -> i64 {
    libm::rint(x) as i64
}

/// exp(x) for |x| up to 0.2, by Taylor's polynomial: within 1e-15 to 0.1, within 3e-14 to 0.2.
#[inline(always)]
pub(crate) fn exp_near_zero(x: f64) -> f64 {
    let (x2, low) = (x * x, 1.0 + x);
    if x2 < 1e-4 {
        return low + x2 * ((1.0 / 2.0 + x * (1.0 / 6.0)) + x2 * (1.0 / 24.0 + x * (1.0 / 120.0)));
    }
    let x4 = x2 * x2;
    let low = low + x2 * (1.0 / 2.0 + x * (1.0 / 6.0));
    let middle = (1.0 / 24.0 + x * (1.0 / 120.0)) + x2 * (1.0 / 720.0 + x * (1.0 / 5_040.0));
    let high = 1.0 / 40_320.0 + x * (1.0 / 362_880.0);
    low + x4 * (middle + x4 * high)
}

/// exp(x) - 1 for |x| up to 0.01, within 2e-13 of its size: the difference would lose digits.
#[inline(always)]
pub(crate) fn exp_minus_one(x: f64) -> f64 {
    x * (1.0 + x * (1.0 / 2.0 + x * (1.0 / 6.0 + x * (1.0 / 24.0 + x * (1.0 / 120.0)))))
}

/// How many coefficients [`exponential`] gives.
pub(crate) const COEFFICIENTS: usize = 7;

/// Coefficients c_p of exp(a x) = sum of c_p x^p for x in [-1, 1]: Taylor's polynomial of degree 8, whose
/// two highest terms are spread over the lower ones by way of Chebyshev's polynomials of degree 7 and 8.
/// Within 1.1e-13 of the function for a = 0.085, falling with the seventh power of a. exp(-a x) has the
/// same coefficients in -x.
#[inline(always)]
pub(crate) fn exponential(a: f64) -> [f64; COEFFICIENTS] {
    let a2 = a * a;
    let a3 = a2 * a;
    let a4 = a2 * a2;
    let (a5, a6) = (a4 * a, a4 * a2);
    let seventh = a6 * a * (1.0 / (5_040.0 * 64.0));
    let eighth = a4 * a4 * (1.0 / (40_320.0 * 128.0));
    [
        1.0 - eighth,
        a + 7.0 * seventh,
        a2 * (1.0 / 2.0) + 32.0 * eighth,
        a3 * (1.0 / 6.0) - 56.0 * seventh,
        a4 * (1.0 / 24.0) - 160.0 * eighth,
        a5 * (1.0 / 120.0) + 112.0 * seventh,
        a6 * (1.0 / 720.0) + 256.0 * eighth,
    ]
}

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
            let x = 0.001 * f64::from(step);
            assert!((exp_near_zero(x) - x.exp()).abs() < 1e-15, "{x}");
            assert!((exp_near_zero(2.0 * x) - (2.0 * x).exp()).abs() < 3e-14, "{x}");
            assert!((exp_minus_one(0.1 * x) - (0.1 * x).exp_m1()).abs() <= 2e-14 * x.abs(), "{x}");
        }
    }

    #[test]
    fn polynomials_of_the_exponential() {
        for (a, tolerance) in [(0.0, 1e-300), (0.001, 3e-16), (0.05, 4e-15), (0.085, 1.1e-13), (0.17, 1.5e-11)] {
            let coefficients = exponential(a);
            for step in -50..=50 {
                let x = 0.02 * f64::from(step);
                let value = coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c);
                assert!((value - (a * x).exp()).abs() <= tolerance, "{a} {x}: {}", value - (a * x).exp());
            }
        }
    }
}
