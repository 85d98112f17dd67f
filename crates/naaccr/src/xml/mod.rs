//! NAACCR XML.

mod escape;
mod writer;

pub use escape::CarriageReturns;
pub use writer::{XmlWriter, XmlWriterOptions};
