//! People in the strata of a life table.

use super::{built_in, read_text};

#[test]
fn people_without_a_stratum_are_counted_by_reason() {
    let table = built_in("us-race");
    let (sex, race) = (&table.dimensions()[0], &table.dimensions()[1]);
    let sexes = [Some("1"), Some("F"), Some("male"), None, Some("9"), Some("3"), Some("2"), Some("2"), Some("2")];
    let races = [Some("01"), Some("2"), Some(" White "), Some("01"), None, None, Some("99"), Some("04"), None];
    let located = table.locate(sexes.len()).narrow(sex, sexes).narrow(race, races).finish();
    let black_woman = located.strata[1];
    assert_eq!(located.strata, [Some(3), Some(0), Some(3), None, None, None, None, None, None]);
    assert_eq!(black_woman, super::stratum(&table, &["female", "black"]));
    let reasons: Vec<(&str, usize)> =
        located.left_out.iter().map(|(reason, count)| (reason.as_str(), *count)).collect();
    let wanted = [
        ("sex not known", 2),
        ("sex not in the life table", 1),
        ("race not known", 2),
        ("race not in the life table", 1),
    ];
    assert_eq!(reasons, wanted);
}

#[test]
fn combinations_that_do_not_occur_are_a_reason_too() {
    let table = read_text(".csv", "state,race,year,age,qx\na,1,1990,0,0.1\nb,1,1990,0,0.2\nb,2,1990,0,0.3\n");
    let (state, race) = (&table.dimensions()[0], &table.dimensions()[1]);
    let located = table.locate(2).narrow(state, [Some("A"), Some("B")]).narrow(race, [Some("2"), Some("2")]).finish();
    assert_eq!(located.strata, [None, Some(1)]);
    assert_eq!(located.left_out.last().unwrap(), &("state and race together not in the life table".to_owned(), 1));
}
