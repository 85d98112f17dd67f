# Writes the cohorts and life tables of the benchmark as files that R and caselake both read.
#
#   Rscript cohorts.R DIR [FOLDER]
#
# colrec (relsurv) and sire (popEpi) become case files, out of FOLDER where it has them, else out of the packages; slopop
# (relsurv) and popmort (popEpi) become tidy life tables with every digit.
suppressPackageStartupMessages({
  library(relsurv)
  library(popEpi)
})
arguments <- commandArgs(TRUE)
dir <- arguments[1]

cohort <- function(name, package) {
  file <- file.path(arguments[2], paste0(name, ".csv"))
  if (length(arguments) > 1 && file.exists(file)) {
    message(name, " from ", file)
    return(read.csv(file))
  }
  message(name, " from the R package ", package)
  found <- new.env()
  data(list = name, package = package, envir = found)
  as.data.frame(found[[name]])
}

write <- function(frame, name) {
  numbers <- vapply(frame, is.double, TRUE)
  frame[numbers] <- lapply(frame[numbers], format, digits = 17, trim = TRUE)
  write.csv(frame, file.path(dir, paste0(name, ".csv")), row.names = FALSE, quote = FALSE)
}

colrec <- cohort("colrec", "relsurv")
if (is.null(colrec$age_days)) {
  colrec <- transform(colrec, age_days = age, diag_date = as.Date("1960-01-01") + as.numeric(diag), time_days = time)
}
with(colrec, write(data.frame(
  sex = as.integer(sex), age_days = as.integer(age_days), dx_date = as.Date(diag_date),
  time_days = as.integer(time_days), status = as.integer(stat), stage = as.integer(as.character(stage))
), "colrec"))

sire <- transform(cohort("sire", "popEpi"), dx_date = as.Date(dg_date))
sire <- transform(sire, time_days = as.integer(as.Date(ex_date) - dx_date), age_days = as.integer(dx_date - as.Date(bi_date)))
# Nobody in it is male. popEpi wants follow-up.
with(sire[sire$time_days > 0, ], write(data.frame(
  sex = 2L, age_days = age_days, dx_date = dx_date, time_days = time_days, status = as.integer(status > 0)
), "sire"))

cuts <- attr(slopop, "cutpoints")
slopop_dates <- as.Date("1960-01-01") + as.numeric(cuts[[2]])
cells <- expand.grid(age = seq_along(cuts[[1]]) - 1L, from = slopop_dates, sex = c("male", "female"))
write(data.frame(cells["sex"], year = as.integer(format(cells$from, "%Y")), cells["age"],
  hazard_per_day = as.vector(unclass(slopop)), age_cut_days = cuts[[1]][cells$age + 1L], year_cut_date = cells$from), "slopop")

with(popmort, write(data.frame(
  sex = c("male", "female")[sex + 1L], year = as.integer(year), age = as.integer(agegroup),
  hazard_per_day = haz / 365.241, age_cut_days = agegroup * 365.241, year_cut_date = as.Date(paste0(year, "-01-01"))
), "popmort"))
