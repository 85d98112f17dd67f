//! Many cases out of few: copies of a cohort with ages, dates and follow-up shifted a little, for benchmarks.
//!
//! ```text
//! jittered_cases COHORT.csv CASES OUT.csv|OUT.parquet
//! ```
//!
//! The cohort has columns `sex`, `age_days`, `dx_date`, `time_days`, `status` and `stage`. What comes out has the columns of
//! a case file, besides `cause`, `stage` and one of 50 invented `site`s of unequal size. The same call writes the
//! same cases whatever the format.

use std::fs::File;
use std::io::BufWriter;

use polars::prelude::{
    CsvReadOptions, CsvWriter, DataFrame, DataType, ParquetWriter, PolarsResult, SerReader, SerWriter, df,
};

/// Cases written at once.
const BATCH: usize = 1 << 20;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [cohort, cases, out] = arguments.as_slice() else {
        return Err("usage: jittered_cases COHORT.csv CASES OUT.csv|OUT.parquet".into());
    };
    let (cohort, cases) = (Cohort::read(cohort)?, cases.parse()?);
    let file = BufWriter::new(File::create(out)?);
    let batches = (0..cases).step_by(BATCH).map(|from| cohort.jittered(from..cases.min(from + BATCH)));
    if out.ends_with(".csv") {
        let mut writer = CsvWriter::new(file).batched(cohort.jittered(0..0)?.schema())?;
        for batch in batches {
            writer.write_batch(&batch?)?;
        }
        writer.finish()?;
    } else {
        let mut writer = ParquetWriter::new(file).batched(cohort.jittered(0..0)?.schema())?;
        for batch in batches {
            writer.write_batch(&batch?)?;
        }
        writer.finish()?;
    }
    Ok(())
}

/// The cases to copy, column by column.
struct Cohort {
    sex: Vec<i32>,
    age_days: Vec<i32>,
    /// Days since 1970-01-01.
    dx_date: Vec<i32>,
    time_days: Vec<i32>,
    status: Vec<i32>,
    stage: Vec<i32>,
}

impl Cohort {
    fn read(path: &str) -> PolarsResult<Self> {
        let options = CsvReadOptions::default();
        let options = options.map_parse_options(|parse| parse.with_try_parse_dates(true));
        let frame = options.try_into_reader_with_file_path(Some(path.into()))?.finish()?;
        let whole = |name: &str| -> PolarsResult<Vec<i32>> {
            let numbers = frame.column(name)?.cast(&DataType::Int32)?;
            Ok(numbers.i32()?.iter().map(Option::unwrap_or_default).collect())
        };
        Ok(Self {
            sex: whole("sex")?,
            age_days: whole("age_days")?,
            dx_date: whole("dx_date")?,
            time_days: whole("time_days")?,
            status: whole("status")?,
            stage: whole("stage")?,
        })
    }

    /// Copies of the cohort one after the other, these cases of them.
    fn jittered(&self, cases: std::ops::Range<usize>) -> PolarsResult<DataFrame> {
        let people = self.sex.len();
        let of = |column: &[i32]| -> Vec<i32> { cases.clone().map(|case| column[case % people]).collect() };
        let shifted = |column: &[i32], by: i32, salt: u64| -> Vec<i32> {
            let shift = |case| chance(case, salt).rem_euclid(2 * i64::from(by) + 1) as i32 - by;
            cases.clone().map(|case| column[case % people] + shift(case)).collect()
        };
        let time_days = shifted(&self.time_days, 30, 3).into_iter().map(|days| days.max(1)).collect::<Vec<i32>>();
        // Three in four of the dead died of their cancer.
        let cause = |case: usize| self.status[case % people] * if chance(case, 4) % 4 == 0 { 2 } else { 1 };
        // The smaller of two draws: early sites are the common ones.
        let site = |case: usize| format!("C{:02}", chance(case, 5).rem_euclid(50).min(chance(case, 6).rem_euclid(50)));
        let mut frame = df! {
            "id" => cases.clone().map(|case| case as i64 + 1).collect::<Vec<i64>>(),
            "sex" => of(&self.sex),
            "age_days" => shifted(&self.age_days, 180, 1),
            "dx_date" => shifted(&self.dx_date, 180, 2),
            "time_days" => time_days,
            "status" => of(&self.status),
            "cause" => cases.clone().map(cause).collect::<Vec<i32>>(),
            "site" => cases.clone().map(site).collect::<Vec<String>>(),
            "stage" => of(&self.stage),
        }?;
        frame.apply("dx_date", |days| days.cast(&DataType::Date).unwrap_or_else(|_| days.clone()))?;
        Ok(frame)
    }
}

/// What looks like chance and is the same each time: SplitMix64 of a case and what is drawn.
fn chance(case: usize, salt: u64) -> i64 {
    let mut bits = (case as u64).wrapping_mul(8).wrapping_add(salt).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (bits ^ (bits >> 31)).cast_signed()
}
