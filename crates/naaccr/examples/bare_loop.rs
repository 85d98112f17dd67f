//! The yardstick of the benchmarks: quick-xml's bare event loop over a file, on one thread, through a 1 MiB buffer.
//!
//! It looks at nothing and checks nothing; it only counts events, so that the compiler cannot leave them out.

use std::fs::File;
use std::io::BufReader;

use quick_xml::Reader;
use quick_xml::events::Event;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args_os().nth(1).ok_or("usage: bare_loop FILE.xml")?;
    let mut reader = Reader::from_reader(BufReader::with_capacity(1 << 20, File::open(path)?));
    let mut buffer = Vec::new();
    let mut events = 0_u64;
    loop {
        match reader.read_event_into(&mut buffer)? {
            Event::Eof => break,
            _ => events += 1,
        }
        buffer.clear();
    }
    #[expect(clippy::print_stdout, reason = "an example that reports its count")]
    {
        println!("{events} events");
    }
    Ok(())
}
