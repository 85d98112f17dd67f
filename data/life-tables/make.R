# Writes the built-in life tables from R's package survival: Rscript make.R, in this folder.

library(survival)

# A row for each calendar year within sex (and race), a column for each age. 17 digits read back as the
# same number.
write_table <- function(table, file) {
  names <- dimnames(table)
  strata <- setdiff(names(names), c("age", "year"))
  hazards <- aperm(unclass(table), c("age", "year", rev(strata)))
  rows <- expand.grid(names[c("year", rev(strata))], stringsAsFactors = FALSE)[c(strata, "year")]
  cells <- matrix(sprintf("%.17g", hazards), nrow = length(names$age))
  columns <- c(as.list(rows), as.list(as.data.frame(t(cells))), sep = ",")
  writeLines(c(paste(c(names(rows), names$age), collapse = ","), do.call(paste, columns)), file)
}

write_table(survexp.us, "us.csv")
write_table(survexp.usr, "us-race.csv")
write_table(survexp.mn, "us-mn.csv")
