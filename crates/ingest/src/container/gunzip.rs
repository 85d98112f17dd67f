//! Gzip as people send it: several members one after the other, and zeros behind the last.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

/// Decompresses a chain of gzip members. The checksum of each is verified, a missing end is an error, and zero bytes
/// behind the last member (tapes and block devices pad with them) are skipped.
pub(crate) struct Gunzip<R: BufRead> {
    state: State<R>,
}

enum State<R: BufRead> {
    Member(Box<GzDecoder<R>>),
    Done,
}

impl<R: BufRead> Gunzip<R> {
    pub(crate) fn new(compressed: R) -> Self {
        Self { state: State::Member(Box::new(GzDecoder::new(compressed))) }
    }
}

impl<R: BufRead> Read for Gunzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let State::Member(member) = &mut self.state else { return Ok(0) };
            let read = match member.read(buffer) {
                Ok(read) => read,
                Err(error) => {
                    self.state = State::Done;
                    return Err(explain(error));
                }
            };
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            let State::Member(member) = std::mem::replace(&mut self.state, State::Done) else { return Ok(0) };
            let mut rest = member.into_inner();
            match next_after_zeros(&mut rest)? {
                None => return Ok(0),
                Some(MAGIC) => self.state = State::Member(Box::new(GzDecoder::new(rest))),
                Some(_) => return Err(explain(io::ErrorKind::InvalidData.into())),
            }
        }
    }
}

/// The first byte of a gzip member.
const MAGIC: u8 = 0x1f;

/// The byte that follows the zeros, still to be read.
fn next_after_zeros(rest: &mut impl BufRead) -> io::Result<Option<u8>> {
    loop {
        let buffer = rest.fill_buf()?;
        if buffer.is_empty() {
            return Ok(None);
        }
        let zeros = buffer.iter().take_while(|&&byte| byte == 0).count();
        let next = buffer.get(zeros).copied();
        rest.consume(zeros);
        if next.is_some() {
            return Ok(next);
        }
    }
}

fn explain(error: io::Error) -> io::Error {
    let what = match error.kind() {
        io::ErrorKind::UnexpectedEof => "the gzip data ends before its end: the file was cut short; send it again",
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
            "the gzip data is damaged (a checksum does not fit, or something else follows it); send the file again"
        }
        _ => return error,
    };
    io::Error::new(error.kind(), what)
}
