//! Survival from cells: the same finishes that cases come to, over the groups that are asked for.

use std::path::Path;

use estimators::{CauseCells, NetCells, Parts};

use super::groups::Groups;
use super::key::date;
use super::{PopulationKey, Rollup};
use crate::answer::{Answer, Exclusion};
use crate::cohort::{HALF_A_YEAR, OUTSIDE_STANDARD};
use crate::convention::Convention;
use crate::error::{Error, Result};
use crate::estimate::{TOO_HEAVY, finish, needed};
use crate::method::Method;
use crate::question::{Question, unsupported};
use crate::request::SurvivalRequest;
use crate::source::Wanted;
use crate::standard::Standard;
use crate::survival::{Counted, answer};

/// Why some of those followed are in no estimate by cause.
const CAUSE_NOT_KNOWN: &str = "cause of death not known (left out of estimates by cause of death)";

/// Answers a survival request from a file of cells.
pub(crate) fn survival(request: &SurvivalRequest, path: &Path) -> Result<Answer> {
    let rollup = Rollup::read(path)?;
    let question = Question::of_cells(request, &rollup)?;
    let finish = Finish { question: &question, rollup: &rollup, path };
    finish.check()?;
    finish.answer()
}

/// A question of the cells of a file.
pub(super) struct Finish<'a> {
    pub(super) question: &'a Question<'a>,
    pub(super) rollup: &'a Rollup,
    pub(super) path: &'a Path,
}

impl Finish<'_> {
    /// Whether the cells hold what is asked for.
    pub(super) fn check(&self) -> Result<()> {
        let request = self.question.request;
        let key = &self.rollup.key;
        if let Convention::Relsurv | Convention::PopEpi = request.convention {
            let problem = "goes case by case, in floats; cells finish by exact, survival or seer";
            return unsupported("convention", request.convention.name(), problem);
        }
        if let (Some(asked), Some(date)) = (date(request.closing_date), &key.closing_date)
            && asked != *date
        {
            return unsupported("closing-date", &asked, &format!("the cells were counted to {date}"));
        }
        if let Some(table) = &request.life_table {
            let sha256 = table.read(request.days_per_year)?.fingerprint().to_owned();
            if key.population.as_ref().is_none_or(|of| of.life_table_sha256 != sha256) {
                let problem = "is not the life table of the cells; they bring their own, leave the option out";
                return unsupported("life-table", &table.to_string(), problem);
            }
        }
        if let Some(standard) = &self.question.standard {
            self.check_ages(standard)?;
        }
        self.check_methods()
    }

    /// Whether five-year ages make up the groups of the standard.
    fn check_ages(&self, standard: &Standard) -> Result<()> {
        let refuse = |problem: &str| unsupported("standard", &standard.name, problem);
        if !self.rollup.key.five_year_ages {
            return refuse("needs ages; export the cells with --ages");
        }
        let bounds = standard.ages.lower().iter().chain(&standard.end);
        match bounds.into_iter().find(|age| !age.is_multiple_of(5) || **age > 100) {
            Some(age) => refuse(&format!("a group begins at {age}, and the cells know five-year ages to 100")),
            None => Ok(()),
        }
    }

    fn check_methods(&self) -> Result<()> {
        let key = &self.rollup.key;
        let kept = key.population.as_ref().map(PopulationKey::parts);
        for method in &self.question.request.methods {
            let problem = if method.is_regression() {
                "needs every person, so cells cannot answer it; name the case file with --cases"
            } else if method.needs_causes() && !key.causes {
                "needs causes of death, which these cells do not tell apart; export cells of cases with a column cause"
            } else if !method.needs_life_table() {
                continue;
            } else if self.question.request.convention == Convention::Seer {
                match &key.population {
                    Some(PopulationKey { months: None, .. }) | None => {
                        "by completed months needs their sums; export the cells with --months, such as --months monthly"
                    }
                    Some(_) if *method == Method::Hakulinen && key.closing_date.is_none() => {
                        "needs potential follow-up; export the cells with --closing-date"
                    }
                    Some(_) => continue,
                }
            } else {
                match kept.map(|kept| (kept, needed(*method))) {
                    None => "compares with the general population; export the cells with --life-table",
                    Some((kept, needed)) if kept.contain(needed) => continue,
                    Some((_, needed)) if needed.contain(Parts::POTENTIAL) => {
                        "needs potential follow-up; export the cells with --closing-date"
                    }
                    Some(_) => "needs everybody's expected survival; export the cells without --calendar-years",
                }
            };
            return unsupported("method", method.name(), problem);
        }
        Ok(())
    }

    fn answer(&self) -> Result<Answer> {
        let by = self.question.request.by.iter().map(|column| Wanted { column, purpose: "which --by names" });
        let groups = Groups::of(self.question, self.rollup, self.path, &by.collect::<Vec<_>>())?;
        if groups.labels.is_empty() {
            return Err(self.nobody());
        }
        let counted = self.counted(&groups);
        Ok(answer(self.question, counted, finish(self.question, &groups.cells)?))
    }

    pub(super) fn nobody(&self) -> Error {
        let excluded = format!("of {} strata none is selected", self.rollup.strata.len());
        Error::NoCases { place: self.path.display().to_string(), excluded }
    }

    /// Who is in the groups, and who is not: the exclusions of the file, and those of the question.
    pub(super) fn counted(&self, groups: &Groups) -> Counted {
        let cells = &groups.cells;
        let request = self.question.request;
        let contents = &self.rollup.contents;
        let all: u64 = cells.all.iter().map(estimators::DayCells::n).sum();
        let by_cause: u64 = cells.by_cause.iter().map(|cells| CauseCells::all_causes(cells).n()).sum();
        let of_net = |cells: &NetCells| cells.counts().n() + cells.exclusions().entered_beyond;
        let net: u64 = cells.net.iter().map(of_net).sum();

        let asked_causes = request.methods.iter().any(|method| method.needs_causes());
        let only_causes = request.methods.iter().all(|method| method.needs_causes());
        let asked_net = request.methods.iter().any(|method| method.needs_life_table());
        let (cases, mut used) = match &contents.by_cause {
            Some(cases) if only_causes => (cases, by_cause),
            _ => (&contents.cases, all),
        };
        let mut exclusions = cases.exclusions();
        let outside = groups.outside_standard.counts(only_causes).n();
        if outside > 0 {
            exclusions.push(Exclusion { reason: OUTSIDE_STANDARD.to_owned(), count: outside });
        }
        let unselected = cases.used.saturating_sub(used).saturating_sub(outside);
        if unselected > 0 {
            exclusions.push(Exclusion { reason: self.why_not_selected(), count: unselected });
        }
        let mut leave_out = |reason: &str, count: u64| {
            if count > 0 {
                exclusions.push(Exclusion { reason: reason.to_owned(), count });
                used = used.saturating_sub(count);
            }
        };
        if asked_causes && !only_causes {
            leave_out(CAUSE_NOT_KNOWN, all.saturating_sub(by_cause));
        }
        if asked_net && request.convention != Convention::Seer {
            leave_out(TOO_HEAVY, all.saturating_sub(net));
        }
        let mut notes = contents.notes.clone();
        if contents.half_a_year_added == Some(true) {
            notes.push(HALF_A_YEAR.to_owned());
        }
        Counted { labels: groups.labels.clone(), read: cases.read, used, exclusions, notes, derived: None }
    }

    fn why_not_selected(&self) -> String {
        let request = self.question.request;
        let reasons = [
            (request.filter.is_some(), "not selected by --where"),
            (request.design.window().is_some(), "no follow-up within the window of the design"),
            (self.rollup.contents.withheld.strata > 0, "withheld from the cells, in strata of few people"),
        ];
        let reasons: Vec<&str> = reasons.into_iter().filter(|(holds, _)| *holds).map(|(_, reason)| reason).collect();
        if reasons.is_empty() { "not in any stratum".to_owned() } else { reasons.join(", or ") }
    }
}
