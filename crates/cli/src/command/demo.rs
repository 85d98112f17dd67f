//! `caselake demo`.

use std::fs;
use std::path::{Path, PathBuf};

use analytics::{Render, SurvivalRequest, plot};
use clap::Args;
use ingest::SubmitOptions;
use jiff::Timestamp;
use synth::{FileFormat, Generator, SynthSpec};
use warehouse::{AsOf, KeySource, Warehouse};

use crate::command::opening::person;
use crate::command::submit::sheet;
use crate::command::survival::cases_of;
use crate::command::synth::Files;
use crate::failure::{Failure, Outcome, Verdict};
use crate::output::{print, write_file};
use crate::progress::Progress;
use crate::sheet::draw_table;

/// See the whole of it: synthetic facilities submit to a new warehouse, which answers with a survival table and plot.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// The folder for it all; one that an earlier demo made is replaced
    #[arg(long, value_name = "DIR", default_value = "caselake-demo")]
    dir: PathBuf,
    /// Primaries to make
    #[arg(long, default_value_t = 40_000)]
    tumors: u64,
    /// Show no progress
    #[arg(long, short)]
    quiet: bool,
}

/// The file that tells a demo's folder from any other.
const MARKER: &str = "made-by-caselake-demo";

/// Colon and rectum: a common cancer whose survival depends on the stage as few others' does.
const COHORT: &str = "primarySite between 'C180' and 'C209' and summaryStage2018 in ('1', '2', '3', '4', '7')";
const TITLE: &str = "Survival with cancer of colon and rectum, by stage at diagnosis";
const STAGES: &str =
    "summaryStage2018: 1 localized; 2 to 4 regional, by direct extension, lymph nodes, both; 7 distant";

impl Demo {
    pub(crate) fn run(self) -> Outcome {
        let folder = self.prepare()?;
        let files = folder.join("files");
        say(&format!("Synthetic facilities; nobody in their files exists: {}\n", files.display()))?;
        let spec = SynthSpec { tumors: self.tumors, facilities: 4, states: 2, ..SynthSpec::default() };
        let generator = Generator::new(&spec)?;
        Files { folder: &files, generator: &generator, format: FileFormat::Xml, truth: true }
            .write(&Progress::over_count(spec.facilities.into(), "writing files", self.quiet))?;

        let path = folder.join("warehouse");
        let warehouse = Warehouse::create(&path, KeySource::default(), &ingest::schemas(), Timestamp::now())?.warehouse;
        say(&format!("A warehouse, and each facility's receipt: {}\n", path.display()))?;
        let mut receipts = Vec::new();
        for facility in generator.facilities() {
            let file = files.join(synth::file_name(facility, FileFormat::Xml));
            let progress = Progress::over_file(&file, "submitting", self.quiet);
            let told = |bytes| progress.advance(bytes);
            let mut options = SubmitOptions::new(&facility.id, &person(), Timestamp::now());
            options.progress = Some(&told);
            for receipt in ingest::submit(&warehouse, &file, &options) {
                receipts.push(receipt?);
            }
        }
        say(&sheet(&receipts).draw())?;
        answer(&warehouse, &folder)
    }

    /// An empty folder: a new one, or that of an earlier demo.
    fn prepare(&self) -> Result<PathBuf, Failure> {
        let folder = &self.dir;
        let failed = |error| Failure::new(format_args!("{}: {error}", folder.display()));
        if folder.join(MARKER).exists() {
            fs::remove_dir_all(folder).map_err(failed)?;
        } else if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
            let problem = format_args!("{}: is not empty; name another folder with --dir", folder.display());
            return Err(Failure::new(problem));
        }
        fs::create_dir_all(folder.join("files")).map_err(failed)?;
        fs::write(folder.join(MARKER), "").map_err(failed)?;
        Ok(folder.clone())
    }
}

/// Five-year survival by stage, as a table and a picture.
fn answer(warehouse: &Warehouse, folder: &Path) -> Outcome {
    let snapshot = warehouse.snapshot(&AsOf::Latest)?;
    let mut request = SurvivalRequest::new(cases_of(&snapshot)?);
    request.by = vec!["summaryStage2018".to_owned()];
    request.filter = Some(COHORT.to_owned());
    request.command = format!(
        "caselake survival --warehouse {} --by summaryStage2018 --where \"{COHORT}\"",
        folder.join("warehouse").display()
    );
    let curves = analytics::survival(&request)?;
    let picture = folder.join("survival.svg");
    write_file(&picture, plot::survival_svg(&curves, TITLE).as_bytes())?;

    request.at_years = vec![1.0, 3.0, 5.0, 10.0];
    say("Observed survival with cancer of colon and rectum, by stage at diagnosis:\n")?;
    say(&draw_table(&analytics::survival(&request)?.to_table()))?;
    say(&format!("{STAGES}\n\nThe curves: {}\nAsk for more:\n  {}\n", picture.display(), request.command))?;
    Ok(Verdict::Done)
}

fn say(text: &str) -> Result<(), Failure> {
    print(text.as_bytes())
}
