# Times R's estimators, the call alone: CPU seconds (user and system), the median of some runs.
#
#   Rscript peers.R DIR RUNS [MANY.csv]
#
# A line a call, by tabs: cohort, estimator, function, CPU seconds, runs. MANY.csv are the jittered copies.
suppressPackageStartupMessages({
  library(survival)
  library(relsurv)
  library(Epi)
  library(popEpi)
})
arguments <- commandArgs(TRUE)
dir <- arguments[1]
runs <- as.integer(arguments[2])
many <- arguments[3]

cases <- function(file) {
  found <- read.csv(file)
  transform(found, dx_date = as.Date(dx_date))
}

report <- function(cohort, estimator, name, runs, call) {
  seconds <- replicate(runs, {
    gc(FALSE)
    start <- proc.time()
    call()
    sum((proc.time() - start)[c("user.self", "sys.self")])
  })
  cat(cohort, estimator, name, sprintf("%.4f", median(seconds)), runs, sep = "\t")
  cat("\n")
}

# relsurv reads the wrong calendar decade for Hakulinen unless the table counts days as dates do.
slopop_by_dates <- slopop
attr(slopop_by_dates, "cutpoints")[[2]] <- as.Date("1960-01-01") + as.numeric(attr(slopop, "cutpoints")[[2]])

relative <- function(cohort, cases, runs) {
  estimate <- function(method, ...) {
    table <- if (method == "hakulinen") slopop_by_dates else slopop
    function() {
      rs.surv(Surv(time_days, status) ~ 1, data = cases, ratetable = table, method = method,
        rmap = list(age = age_days, year = dx_date, sex = sex), ...)
    }
  }
  daily <- seq_len(max(cases$time_days))
  report(cohort, "Pohar Perme, daily", "relsurv::rs.surv", runs, estimate("pohar-perme", add.times = daily))
  report(cohort, "Ederer II, daily", "relsurv::rs.surv", runs, estimate("ederer2"))
  report(cohort, "Hakulinen, daily", "relsurv::rs.surv", runs, estimate("hakulinen"))
  report(cohort, "Ederer I, daily", "relsurv::rs.surv", runs, estimate("ederer1"))
}

monthly <- function(cohort, cases, table) {
  # popEpi has its own years, and codes men 0 and women 1.
  years <- function(date) get.yrs(date, year.length = "approx")
  cases <- transform(cases, sex = sex - 1L, from = years(dx_date), to = years(dx_date + time_days))
  invisible(capture.output(lexis <- Lexis(
    entry = list(FUT = 0, AGE = age_days / 365.242199, CAL = from), exit = list(CAL = to), data = cases,
    exit.status = factor(status, 0:1, c("alive", "dead")), merge = TRUE
  )))
  estimate <- function(method) {
    function() {
      survtab(Surv(time = FUT, event = lex.Xst) ~ 1, data = lexis, pophaz = table, breaks = list(FUT = seq(0, 10, 1 / 12)),
        surv.type = "surv.rel", relsurv.method = method)
    }
  }
  report(cohort, "Pohar Perme, monthly", "popEpi::survtab", runs, estimate("pp"))
  report(cohort, "Ederer II, monthly", "popEpi::survtab", runs, estimate("e2"))
}

table <- function(name) {
  found <- read.csv(file.path(dir, paste0(name, ".csv")))
  with(found, data.frame(sex = as.integer(sex == "female"), CAL = year, AGE = age, haz = hazard_per_day * 365.241))
}

colrec <- cases(file.path(dir, "colrec.csv"))
sire <- cases(file.path(dir, "sire.csv"))
relative("colrec", colrec, runs)
monthly("colrec", colrec, table("slopop"))
monthly("sire", sire, table("popmort"))
if (!is.na(many)) {
  many <- cases(many)
  report("many", "Kaplan-Meier", "survival::survfit", runs, function() survfit(Surv(time_days, status) ~ 1, data = many))
  if (Sys.getenv("QUICK") == "") relative("many", many, 1)
}
