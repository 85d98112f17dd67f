//! Algorithms that look at all tumors of a patient.
//!
//! A patient's rows may be anywhere in a file, so what these algorithms read is gathered from the whole of it first; their
//! answers are put back in the order of the rows.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::RandomState;
use rayon::prelude::*;
use rules::{Algorithm, Context, Records, Values};

use super::inputs::Inputs;
use super::plan::Plan;
use super::rows::Rows;
use super::{CHUNK, Meter, spans};
use crate::error::Result;

/// Chunks whose answers are held at a time, before they are packed.
const WAVE: usize = 32;

/// The answers of the algorithms that look at all tumors of a patient, for every row of a file.
#[derive(Default)]
pub(super) struct OfPatients {
    /// How many patients there are.
    pub(super) patients: u64,
    /// By algorithm of the plan, and by output; none of the other algorithms.
    answers: Vec<Vec<Answers>>,
}

impl OfPatients {
    /// Reads the whole file; `patient` is the place among the inputs of what tells patients apart.
    pub(super) fn derive(
        plan: &Plan,
        context: &Context,
        inputs: &Inputs,
        patient: usize,
        rows: Rows,
        meter: &mut Meter<'_>,
    ) -> Result<Self> {
        let gathered = gather(rows, inputs, meter)?;
        let items: Vec<&str> = inputs.items().collect();
        let (order, ends) =
            gathered.get(patient).map(|ids| in_order(ids.ends.len(), |row| ids.text(row))).unwrap_or_default();
        let answers = answers(plan, context, &items, &gathered, (&order, &ends), spans)?;
        Ok(Self { patients: ends.len() as u64, answers })
    }

    /// An algorithm's answers for some rows.
    pub(super) fn values(&self, algorithm: usize, rows: &Range<usize>) -> Vec<Values> {
        self.answers.get(algorithm).into_iter().flatten().map(|answers| answers.values(rows.clone())).collect()
    }
}

/// What some algorithms answer to every row. `order` keeps each patient's rows together, which end at `ends`.
pub(super) fn answers<T: Text + Sync>(
    plan: &Plan,
    context: &Context,
    items: &[&str],
    texts: &[T],
    (order, ends): (&[usize], &[usize]),
    of: impl Fn(&Algorithm) -> bool + Sync,
) -> Result<Vec<Vec<Answers>>> {
    let none = |algorithm: &&'static Algorithm| match of(algorithm) {
        true => vec![Answers::none(order.len()); algorithm.outputs.len()],
        false => Vec::new(),
    };
    let mut answers: Vec<Vec<Answers>> = plan.algorithms.iter().map(none).collect();
    for wave in chunks(ends).chunks(WAVE) {
        let derive = |chunk: &Chunk<'_>| {
            let rows = order.get(chunk.rows.clone()).unwrap_or_default();
            let ends = chunk.ends.iter().map(|end| end - chunk.rows.start);
            let mut records = Records::new(rows.len()).with_patients(ends);
            for (item, texts) in items.iter().zip(texts) {
                records.insert(item, rows.iter().map(|row| texts.text(*row)).collect());
            }
            plan.run(&records, context, &of).map(|values| (rows, values))
        };
        let derived = wave.par_iter().map(derive).collect::<Result<Vec<_>>>()?;
        let all = answers.iter_mut().enumerate().flat_map(|(algorithm, outputs)| {
            outputs.iter_mut().enumerate().map(move |(at, answers)| (algorithm, at, answers))
        });
        all.collect::<Vec<_>>().into_par_iter().for_each(|(algorithm, at, answers)| {
            for (rows, values) in &derived {
                if let Some(values) = values.get(algorithm).and_then(|values| values.get(at)) {
                    answers.put(rows, values);
                }
            }
        });
    }
    Ok(answers)
}

/// Texts of many rows.
pub(super) trait Text {
    fn text(&self, row: usize) -> &str;
}

impl Text for Vec<&str> {
    fn text(&self, row: usize) -> &str {
        self.get(row).copied().unwrap_or_default()
    }
}

/// Texts of many rows, end to end.
#[derive(Default)]
struct Packed {
    text: String,
    ends: Vec<usize>,
}

impl Packed {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }
}

impl Text for Packed {
    fn text(&self, row: usize) -> &str {
        let start = row.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.ends.get(row).and_then(|end| self.text.get(start..*end)).unwrap_or_default()
    }
}

/// The inputs' texts of every row.
fn gather(mut rows: Rows, inputs: &Inputs, meter: &mut Meter<'_>) -> Result<Vec<Packed>> {
    let mut gathered: Vec<Packed> = inputs.items().map(|_| Packed::default()).collect();
    let mut block = rows.next()?;
    while let Some(current) = block {
        meter.see(rows.share());
        let part = current.part(0..current.rows());
        let pack = |(at, packed): (usize, &mut Packed)| {
            let texts = inputs.texts_at(at, &part)?;
            texts.as_strs().into_iter().for_each(|text| packed.push(text));
            Ok(())
        };
        let (next, packed) =
            rayon::join(|| rows.next(), || gathered.par_iter_mut().enumerate().map(pack).collect::<Result<()>>());
        packed?;
        block = next?;
    }
    Ok(gathered)
}

/// The rows in an order that keeps each patient's together, and where each patient's end; whoever has no number is a
/// patient of one row. Patients come in the order of their first rows, the rows of each in the order of the file.
pub(super) fn in_order<'t>(rows: usize, id: impl Fn(usize) -> &'t str) -> (Vec<usize>, Vec<usize>) {
    let mut numbers: HashMap<&str, usize, RandomState> = HashMap::default();
    let mut ends: Vec<usize> = Vec::new();
    let mut number_of = |row: usize| {
        let id = id(row);
        let new = ends.len();
        let number = if id.is_empty() { new } else { *numbers.entry(id).or_insert(new) };
        if number == new {
            ends.push(0);
        }
        ends[number] += 1;
        number
    };
    let of_row: Vec<usize> = (0..rows).map(&mut number_of).collect();
    let mut end = 0;
    let mut next: Vec<usize> = Vec::with_capacity(ends.len());
    for count in &mut ends {
        next.push(end);
        end += *count;
        *count = end;
    }
    let mut order = vec![0; of_row.len()];
    for (row, number) in of_row.into_iter().enumerate() {
        order[next[number]] = row;
        next[number] += 1;
    }
    (order, ends)
}

/// The order of rows that are each another patient's.
pub(super) fn each_alone(rows: usize) -> (Vec<usize>, Vec<usize>) {
    ((0..rows).collect(), (1..=rows).collect())
}

/// Whole patients, of some thousand rows.
struct Chunk<'e> {
    rows: Range<usize>,
    /// Where each patient's rows end.
    ends: &'e [usize],
}

fn chunks(ends: &[usize]) -> Vec<Chunk<'_>> {
    let mut chunks = Vec::new();
    let (mut first, mut start) = (0, 0);
    for (at, end) in ends.iter().enumerate() {
        if end - start >= CHUNK || at + 1 == ends.len() {
            chunks.push(Chunk { rows: start..*end, ends: &ends[first..=at] });
            (first, start) = (at + 1, *end);
        }
    }
    chunks
}

/// An output's values by row, each distinct code kept once.
#[derive(Clone)]
pub(super) struct Answers {
    distinct: Vec<Option<Cow<'static, str>>>,
    numbers: HashMap<Option<Cow<'static, str>>, u32, RandomState>,
    /// Where a row's code is among the distinct ones.
    codes: Vec<u32>,
    whole: Vec<Option<i32>>,
}

impl Answers {
    fn none(rows: usize) -> Self {
        Self { distinct: vec![None], numbers: HashMap::default(), codes: vec![0; rows], whole: Vec::new() }
    }

    fn put(&mut self, rows: &[usize], values: &Values) {
        match values {
            Values::Codes(codes) => {
                for (row, code) in rows.iter().zip(codes) {
                    let Self { distinct, numbers, .. } = self;
                    let number = match numbers.get(code) {
                        Some(number) => *number,
                        None => {
                            distinct.push(code.clone());
                            let number = u32::try_from(distinct.len() - 1).unwrap_or(u32::MAX);
                            numbers.insert(code.clone(), number);
                            number
                        }
                    };
                    self.codes[*row] = number;
                }
            }
            Values::Numbers(numbers) => {
                self.whole.resize(self.codes.len(), None);
                for (row, number) in rows.iter().zip(numbers) {
                    self.whole[*row] = *number;
                }
            }
        }
    }

    pub(super) fn values(&self, rows: Range<usize>) -> Values {
        if let Some(numbers) = self.whole.get(rows.clone()).filter(|numbers| !numbers.is_empty()) {
            return Values::Numbers(numbers.to_vec());
        }
        let codes = self.codes.get(rows).unwrap_or_default();
        Values::Codes(codes.iter().map(|number| self.distinct.get(*number as usize).cloned().flatten()).collect())
    }
}
