//! Progress of long work: on standard error, only on a terminal, never with `--quiet`.

use std::path::Path;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar over the bytes of a file, or over things to be made.
#[derive(Debug)]
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// Progress over the bytes of a file.
    pub(crate) fn over_file(path: &Path, doing: &'static str, quiet: bool) -> Self {
        let bytes = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let bar = Self::bar(bytes, "{msg} {wide_bar:.cyan/dim} {bytes} of {total_bytes}, {bytes_per_sec}", quiet);
        bar.set_message(format!("{doing} {name}"));
        Self(bar)
    }

    /// Progress over `total` things.
    pub(crate) fn over_count(total: u64, doing: &'static str, quiet: bool) -> Self {
        let bar = Self::bar(total, "{msg} {wide_bar:.cyan/dim} {human_pos} of {human_len}, {per_sec}", quiet);
        bar.set_message(doing);
        Self(bar)
    }

    fn bar(total: u64, template: &str, quiet: bool) -> ProgressBar {
        let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(Some(total), target);
        // The default style stands in for a template that cannot be read.
        bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar
    }

    /// So much more is done.
    pub(crate) fn advance(&self, by: u64) {
        self.0.inc(by);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
