//! Whose a statement is: the patient's own, a relative's, another member's.

use crate::model::Assertion;
use crate::scan::classify::assert_classes;

#[test]
fn tells_owners_from_informants_and_company() {
    assert_classes(&[
        (
            "Mother has depression.",
            "depression",
            Assertion::OtherPerson,
        ),
        (
            "Her brother's overdose upset her.",
            "overdose",
            Assertion::OtherPerson,
        ),
        (
            "Mother reports pt is suicidal.",
            "suicidal",
            Assertion::Affirmed,
        ),
        (
            "Lives with mother, endorses depression.",
            "depression",
            Assertion::Affirmed,
        ),
        (
            "Lives with mother who has schizophrenia.",
            "schizophrenia",
            Assertion::OtherPerson,
        ),
        ("Peer shared SI.", "SI", Assertion::OtherPerson),
        (
            "His brother, he said, had been drunk at the christening.",
            "drunk",
            Assertion::OtherPerson,
        ),
        (
            "His brother, he said, knew that he was drunk.",
            "drunk",
            Assertion::Affirmed,
        ),
        (
            "Dad relapsed + called pt drunk.",
            "drunk",
            Assertion::OtherPerson,
        ),
        (
            "Hit a window after news of his father's leave and swung at an aide.",
            "swung at an aide",
            Assertion::Affirmed,
        ),
        (
            "Assaulted two foster siblings, broke a window.",
            "broke a window",
            Assertion::Affirmed,
        ),
        (
            "Binged Fri and Sat after roommate left for the weekend, purged both.",
            "purged",
            Assertion::Affirmed,
        ),
        (
            "Lives alone (lost husband), detoxed at Ivinson.",
            "detoxed",
            Assertion::Affirmed,
        ),
        (
            "49 yo, married, 2 kids, referred after 6 weeks of worsening depression.",
            "worsening depression",
            Assertion::Affirmed,
        ),
        (
            "Married, 2 kids, one with depression.",
            "depression",
            Assertion::OtherPerson,
        ),
        (
            "Daughter on phone re weekend pass, MD ordered 1 overnight.",
            "weekend pass",
            Assertion::Affirmed,
        ),
        (
            "Sister on phone re brother's relapse.",
            "relapse",
            Assertion::OtherPerson,
        ),
        (
            "Mother by phone: says he was always private; she herself had panic attacks.",
            "panic attacks",
            Assertion::OtherPerson,
        ),
        (
            "Mother says she is doing well; she herself reports panic attacks.",
            "panic attacks",
            Assertion::Affirmed,
        ),
        (
            "She has a plan to take her mother's amitriptyline, has counted 31 pills.",
            "counted 31 pills",
            Assertion::Affirmed,
        ),
        (
            "Her mother's depression, anxiety and drinking came up.",
            "anxiety",
            Assertion::OtherPerson,
        ),
        (
            "Froze when a peer described overdose, dissociated 10 min.",
            "dissociated",
            Assertion::Affirmed,
        ),
        (
            "Froze when a peer described his overdose.",
            "overdose",
            Assertion::OtherPerson,
        ),
        (
            "Bunk mate relapsed Sun and was moved out.",
            "relapsed",
            Assertion::OtherPerson,
        ),
        (
            "She talked about daughter (26) coming in drunk Sat.",
            "drunk",
            Assertion::OtherPerson,
        ),
        (
            "Talked about mother making her feel worthless.",
            "worthless",
            Assertion::Affirmed,
        ),
        (
            "Ex stalking, no housing.",
            "no housing",
            Assertion::Affirmed,
        ),
        (
            "Relapsed after her mother, father drank.",
            "drank",
            Assertion::OtherPerson,
        ),
        (
            "Agrees to tell mother if death wish becomes active.",
            "death wish",
            Assertion::Hypothetical,
        ),
        (
            "Home visit: mother signed him out.",
            "Home visit",
            Assertion::Affirmed,
        ),
        (
            "Depression: mother, aunt.",
            "Depression",
            Assertion::OtherPerson,
        ),
        (
            "Dad called and told pt of his cravings.",
            "cravings",
            Assertion::Affirmed,
        ),
    ]);
}
