//! Any bytes as NAACCR XML: no panic, and the same patients however they are cut.
#![no_main]

use libfuzzer_sys::fuzz_target;
use naaccr::{Chunk, Finding, Next, Patient, ReadOptions};

fuzz_target!(|bytes: &[u8]| {
    for options in [ReadOptions::default(), ReadOptions::lenient()] {
        let whole = read(bytes, &options);
        for chunk_bytes in [1, 64] {
            assert_eq!(read(bytes, &ReadOptions { chunk_bytes, ..options.clone() }), whole);
        }
    }
});

/// Patients, patients set aside, items, findings and the error's text.
fn read(bytes: &[u8], options: &ReadOptions) -> ([usize; 3], Vec<Finding>, Option<String>) {
    let (mut counts, mut findings) = ([0; 3], Vec::new());
    let result = count(bytes, options, &mut counts, &mut findings);
    (counts, findings, result.err().map(|error| error.to_string()))
}

fn count(
    bytes: &[u8],
    options: &ReadOptions,
    counts: &mut [usize; 3],
    findings: &mut Vec<Finding>,
) -> Result<(), naaccr::Error> {
    let mut opened = naaccr::xml::open(bytes, options)?;
    let (mut chunk, mut patient) = (Chunk::default(), Patient::new());
    while opened.splitter.next_chunk(&mut chunk)? {
        let mut parser = opened.format.parse(&chunk);
        loop {
            match parser.next_patient(&mut patient, findings)? {
                Next::Patient => {
                    counts[0] += 1;
                    counts[2] += patient.item_count();
                }
                Next::Quarantined { .. } => counts[1] += 1,
                Next::End => break,
            }
        }
    }
    Ok(())
}
