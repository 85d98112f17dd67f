//! `and` and `or` over columns.

use std::rc::Rc;

use super::super::mask::Mask;
use super::super::node::{NodeId, Support};
use super::{Domain, Evaluator, Found, Source, Values, rows};

/// Where fewer than one row in so many is left, rows are asked one by one.
const SPARSE: usize = 8;

impl<'r, S: Source<'r>> Evaluator<'r, S> {
    /// Where one mask at least is set.
    pub(super) fn any(&mut self, parts: &[NodeId]) -> Found<'r> {
        let mut masks = Vec::new();
        for part in parts {
            let found = self.find(*part);
            match found.constant() {
                Some(true) => return found,
                Some(false) => {}
                None => masks.push(found),
            }
        }
        if let Some(of_column) = of_one_column(&masks, Mask::or) {
            return of_column;
        }
        let Some((first, others)) = masks.split_first() else { return Found::once(false) };
        let mut mask = self.by_row(first);
        others.iter().for_each(|other| mask.or(&self.by_row(other)));
        rows(Values::Mask(mask))
    }

    /// Where all masks are set. What rules most rows out comes first; once few rows are left, what hangs on several columns is asked of
    /// those alone.
    pub(super) fn all(&mut self, parts: &[NodeId]) -> Found<'r> {
        let (mut masks, mut rest) = (Vec::new(), Vec::new());
        for part in parts {
            if self.plan.support(*part) == Support::Rows && !self.is_found(*part) {
                rest.push(*part);
                continue;
            }
            let found = self.find(*part);
            match found.constant() {
                Some(false) => return found,
                Some(true) => {}
                None => masks.push(found),
            }
        }
        if rest.is_empty()
            && let Some(of_column) = of_one_column(&masks, Mask::and)
        {
            return of_column;
        }
        masks.sort_by_key(|found| self.count(found));
        let mut left: Option<Mask> = None;
        for found in &masks {
            match &mut left {
                None => left = Some(self.by_row(found)),
                Some(left) if left.is_sparse(SPARSE) => left.retain(|row| found.get(row).is_true()),
                Some(left) => left.and(&self.by_row(found)),
            }
            if left.as_ref().is_some_and(Mask::has_none) {
                return Found::once(false);
            }
        }
        for part in rest {
            match &mut left {
                Some(left) if left.is_sparse(SPARSE) && !self.plan.is_shared(part) => {
                    self.find_inputs(part);
                    left.retain(|row| self.of_pair(part, row, row).is_true());
                }
                left => {
                    let found = self.find(part);
                    match (found.constant(), left) {
                        (Some(false), _) => return found,
                        (Some(true), _) => continue,
                        (None, Some(left)) => left.and(&self.by_row(&found)),
                        (None, left) => *left = Some(self.by_row(&found)),
                    }
                }
            }
            if left.as_ref().is_some_and(Mask::has_none) {
                return Found::once(false);
            }
        }
        left.map_or_else(|| Found::once(true), |left| rows(Values::Mask(left)))
    }

    /// At how many rows a mask is set.
    fn count(&self, found: &Found<'r>) -> usize {
        match (&*found.values, &found.domain) {
            (Values::Mask(mask), Domain::Column(coded)) => {
                mask.set_rows().filter_map(|code| coded.counts.get(code)).map(|count| *count as usize).sum()
            }
            (Values::Mask(mask), Domain::Rows) => mask.set_rows().count(),
            _ => self.rows,
        }
    }
}

/// The masks joined value by value, where they are all of one column.
fn of_one_column<'r>(masks: &[Found<'r>], join: fn(&mut Mask, &Mask)) -> Option<Found<'r>> {
    let (first, others) = masks.split_first()?;
    let (Domain::Column(column), Values::Mask(mask)) = (&first.domain, &*first.values) else { return None };
    let mut mask = mask.clone();
    for other in others {
        match (&other.domain, &*other.values) {
            (Domain::Column(same), Values::Mask(other)) if Rc::ptr_eq(column, same) => join(&mut mask, other),
            _ => return None,
        }
    }
    Some(Found { values: Rc::new(Values::Mask(mask)), ..first.clone() })
}
