//! Times of making, as `timeGenerated` and `dateLastModified` carry them.

/// Whether a text is an ISO 8601 date and time: seconds, their fraction and the offset may be missing.
pub(crate) fn is_valid(text: &str) -> bool {
    parse(text.as_bytes()).is_some()
}

fn parse(text: &[u8]) -> Option<()> {
    let (date, time) = text.split_at_checked(10)?;
    let &[y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = date else { return None };
    let year = 100 * two_digits(y0, y1)? + two_digits(y2, y3)?;
    let month = in_range(two_digits(m0, m1)?, 1, 12)?;
    in_range(two_digits(d0, d1)?, 1, days_of_month(year, month))?;
    let &[b'T' | b't', h0, h1, b':', n0, n1, ref rest @ ..] = time else { return None };
    in_range(two_digits(h0, h1)?, 0, 23)?;
    in_range(two_digits(n0, n1)?, 0, 59)?;
    is_offset(after_seconds(rest)?).then_some(())
}

fn after_seconds(text: &[u8]) -> Option<&[u8]> {
    let &[b':', s0, s1, ref rest @ ..] = text else { return Some(text) };
    in_range(two_digits(s0, s1)?, 0, 59)?;
    let [b'.', fraction @ ..] = rest else { return Some(rest) };
    let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits > 9 { None } else { fraction.get(digits..) }
}

fn is_offset(text: &[u8]) -> bool {
    match *text {
        [] | [b'Z' | b'z'] => true,
        [b'+' | b'-', h0, h1, b':', m0, m1] => {
            let hours = two_digits(h0, h1).and_then(|hours| in_range(hours, 0, 18));
            hours.is_some() && two_digits(m0, m1).is_some_and(|minutes| minutes <= 59)
        }
        _ => false,
    }
}

fn two_digits(tens: u8, ones: u8) -> Option<u32> {
    (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| u32::from(tens - b'0') * 10 + u32::from(ones - b'0'))
}

fn in_range(value: u32, low: u32, high: u32) -> Option<u32> {
    (low..=high).contains(&value).then_some(value)
}

fn days_of_month(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_and_a_time_are_needed() {
        for (text, valid) in [
            ("2025-01-01T00:00:00Z", true),
            ("2001-10-26T21:32:52", true),
            ("2001-10-26T21:32", true),
            ("2001-10-26T21:32:52.126", true),
            ("2001-10-26T21:32:52.12679+02:00", true),
            ("2024-02-29T21:32:52-05:00", true),
            ("2023-02-29T21:32:52", false),
            ("2001-10-26", false),
            ("2001-10-26 21:32:52", false),
            ("2001-10-26T25:32:52", false),
            ("2001-10-26T21:32:52+0200", false),
            ("2001-13-26T21:32:52", false),
            ("20011026T213252", false),
            ("yesterday", false),
            ("", false),
            ("2001-10-2é", false),
        ] {
            assert_eq!(is_valid(text), valid, "{text}");
        }
    }
}
