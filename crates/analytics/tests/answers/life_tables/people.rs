//! People in the strata of a life table.

use super::{built_in, read_text};

#[test]
fn people_without_a_stratum_are_counted_by_reason() {
    let table = built_in("us-race");
    let (sex, race) = (&table.dimensions()[0], &table.dimensions()[1]);
    let sexes = [Some("1"), Some("F"), Some("male"), None, Some("9"), Some("3"), Some("2"), Some("2"), Some("2")];
    let races = [Some("01"), Some("2"), Some(" White "), Some("01"), None, None, Some("99"), Some("04"), None];
    let located = table.locate(sexes.len()).narrow(sex, sexes).narrow(race, races).finish();
    let black_woman = located.strata[1].ok();
    assert_eq!(located.strata, [Ok(3), Ok(0), Ok(3), Err(0), Err(0), Err(1), Err(2), Err(3), Err(2)]);
    assert_eq!(black_woman, super::stratum(&table, &["female", "black"]));
    let wanted = [
        ("sex not known", 2),
        ("sex not in the life table", 1),
        ("race not known", 2),
        ("race not in the life table", 1),
    ];
    assert_eq!(located.left_out(), wanted);
}

#[test]
fn combinations_that_do_not_occur_are_a_reason_too() {
    let table = read_text(".csv", "state,race,year,age,qx\na,1,1990,0,0.1\nb,1,1990,0,0.2\nb,2,1990,0,0.3\n");
    let (state, race) = (&table.dimensions()[0], &table.dimensions()[1]);
    let located = table.locate(2).narrow(state, [Some("A"), Some("B")]).narrow(race, [Some("2"), Some("2")]).finish();
    assert_eq!(located.strata, [Err(4), Ok(1)]);
    assert_eq!(located.left_out().last().unwrap(), &("state and race together not in the life table", 1));
}
