//! How fast a NAACCR XML file is read, in megabytes a second of one core: cut into chunks, parsed with all checks, and
//! for comparison run through quick-xml with nothing done to its events.
//!
//! `cargo run --release -p naaccr --example xml_speed -- FILE`
#![expect(clippy::print_stdout, reason = "it prints its results")]

use std::error::Error;
use std::fs::File;
use std::io::BufReader;
use std::time::{Duration, Instant};

use naaccr::{Chunk, Next, Patient, ReadOptions};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("name a file")?;
    let megabytes = std::fs::metadata(&path)?.len() as f64 / 1e6;
    let report = |what: &str, spent: Duration, found: String| {
        println!("{what:10} {:8.0} MB/s   {found}", megabytes / spent.as_secs_f64());
    };
    for _ in 0..3 {
        let mut opened = naaccr::xml::open(File::open(&path)?, &ReadOptions::default())?;
        let (mut chunk, mut patient) = (Chunk::default(), Patient::new());
        let (mut splitting, mut parsing) = (Duration::ZERO, Duration::ZERO);
        let (mut chunks, mut patients, mut items) = (0_u64, 0_u64, 0_usize);
        let mut findings = Vec::new();
        loop {
            let started = Instant::now();
            let is_more = opened.splitter.next_chunk(&mut chunk)?;
            splitting += started.elapsed();
            if !is_more {
                break;
            }
            chunks += 1;
            let started = Instant::now();
            let mut parser = opened.format.parse(&chunk);
            while parser.next_patient(&mut patient, &mut findings)? == Next::Patient {
                patients += 1;
                items += patient.item_count();
            }
            parsing += started.elapsed();
        }
        report("splitter", splitting, format!("{chunks} chunks"));
        report("parser", parsing, format!("{patients} patients, {items} items, {} findings", findings.len()));
        let started = Instant::now();
        let events = count_events(File::open(&path)?)?;
        report("quick-xml", started.elapsed(), format!("{events} events"));
    }
    Ok(())
}

fn count_events(file: File) -> Result<u64, quick_xml::Error> {
    let mut reader = quick_xml::Reader::from_reader(BufReader::with_capacity(1 << 20, file));
    let (mut buffer, mut events) = (Vec::new(), 0);
    while !matches!(reader.read_event_into(&mut buffer)?, quick_xml::events::Event::Eof) {
        events += 1;
        buffer.clear();
    }
    Ok(events)
}
