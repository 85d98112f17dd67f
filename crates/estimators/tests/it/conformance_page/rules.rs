//! By how much the rules differ over the same people.

use golden::Folder;

use crate::{exact, seer};

/// Columns of figures: by 5 years, by 10 years, to the end of follow-up.
pub(super) fn table(folder: &Folder) -> String {
    let mut text = String::from(
        "| colrec, against `--convention relsurv` | rule | by 5 years | by 10 years | to the end (22 years) |\n\
         | --- | --- | --- | --- | --- |\n",
    );
    for (estimator, largest) in exact::relsurv::over_colrec().into_iter().flatten() {
        let figures = [largest.by_five_years, largest.estimate, largest.to_the_end].map(rounded_up);
        text += &format!("| {estimator} | exact | {} |\n", figures.join(" | "));
    }
    for (name, estimate, _) in seer::months_and_days(folder) {
        text += &format!("| {}, at 5 years | seer | {} | | |\n", in_words(name), rounded_up(estimate));
    }
    text
}

fn in_words(method: &str) -> &str {
    match method {
        "ederer1" => "Ederer I",
        "ederer2" => "Ederer II",
        "hakulinen" => "Hakulinen",
        _ => "Pohar Perme",
    }
}

/// To one significant digit; of what is nearly rounding no digit is the same everywhere.
fn rounded_up(difference: f64) -> String {
    if difference < 1e-9 {
        return "below 1e-9".to_owned();
    }
    let power = difference.log10().floor();
    let digit = (difference / 10_f64.powf(power)).ceil();
    format!("{:.0e}", digit * 10_f64.powf(power))
}
