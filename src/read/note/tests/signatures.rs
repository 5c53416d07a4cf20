//! Signature blocks of many systems, and what only looks like one.

use super::{assert_no_failures, check, with_header};

#[test]
fn reads_signatures_of_many_systems() {
    let mut failures = Vec::new();
    for (block, want) in [
        (
            "Electronically signed by: Jane Roe, LCSW 04/05/2026 14:32",
            "sig=Signed@2026-04-05_14:32 signer=Jane_Roe cred=LCSW/Independent",
        ),
        (
            "Electronically signed by Jane Roe, LCSW on 04/05/2026 at 2:32 PM",
            "sig=Signed@2026-04-05_14:32",
        ),
        (
            "Digitally signed by Jane Roe, LPC\nDate: 2026.04.05 14:32:10",
            "sig=Signed@2026-04-05_14:32 signer=Jane_Roe",
        ),
        (
            "/s/ Jane Roe, LMFT    04/05/2026",
            "sig=Signed@2026-04-05 signer=Jane_Roe",
        ),
        (
            "Jane Roe, LCSW, electronically signed 4/5/2026 2:32pm",
            "sig=Signed@2026-04-05_14:32 signer=Jane_Roe",
        ),
        (
            "Signed: Jane Roe, LCSW  04-05-26 @1432",
            "sig=Signed@2026-04-05_14:32",
        ),
        (
            "Signed by Jane Roe, RN, BSN on Apr 5, 2026 2:32 PM",
            "sig=Signed@2026-04-05_14:32 cred=RN/Nurse",
        ),
        (
            "Staff Signature: Jane Roe, LPC (Staff), 04/05/2026 10:02 AM",
            "sig=Signed@2026-04-05_10:02 signer=Jane_Roe",
        ),
        (
            "Therapist Signature: Jane Roe, LCSW\nDate Signed: 04/05/2026",
            "sig=Signed@2026-04-05",
        ),
        (
            "Signature:\nJane Roe, LCSW\n04/05/2026 2:32 PM",
            "sig=Signed@2026-04-05_14:32 signer=Jane_Roe",
        ),
        (
            "Authenticated by ROE, JANE LCSW 2026-04-05T14:32:00-04:00",
            "sig=Signed@2026-04-05_14:32",
        ),
        (
            "Signature: ____________________ Date: ____________",
            "sig=Blank !signer",
        ),
        ("Clinician Signature:\nDate:", "sig=Blank !signer"),
        ("Staff Signature: ________________", "sig=Blank"),
        (
            "*** UNSIGNED ***\nAuthor: Jane Roe, LCSW",
            "sig=MarkedUnsigned author=Jane_Roe",
        ),
        ("Pending signature", "sig=MarkedUnsigned"),
        ("Electronic Signature: Pending", "sig=MarkedUnsigned"),
        ("This note has not been signed.", "sig=MarkedUnsigned"),
        ("Jane Roe, LCSW", "sig=TypedName signer=Jane_Roe"),
        (
            "Completed by: Jane Roe, LCSW",
            "sig=TypedName author=Jane_Roe",
        ),
        (
            "Jane Roe, LCSW 04/05/2026 14:32",
            "sig=Signed@2026-04-05_14:32",
        ),
        ("Client agrees and will return next week.", "sig=Absent"),
        (
            "Signed ROI for mother was sent; unsigned ROI for father is pending review.",
            "sig=Absent",
        ),
        (
            "Client signed consent for release of information to her physician today.",
            "sig=Absent",
        ),
        (
            "Client Signature: Jane Doe   Date: 04/05/2026",
            "sig=Absent",
        ),
        (
            "Electronically signed by Kim Lee, LMSW 04/05/2026 2:00 PM\nCo-signed by Ann Roe, LCSW 04/06/2026 9:00 AM",
            "signer=Kim_Lee cosigner=Ann_Roe cosig=Signed@2026-04-06_09:00",
        ),
        (
            "Kim Lee, LMSW  4/5/26\nSupervisor Signature: ____________ Date: ______",
            "cosig=Blank",
        ),
        (
            "Signed on 04/05/2026 at 2:32 PM by Jane Roe, LCSW",
            "sig=Signed@2026-04-05_14:32",
        ),
        (
            "Note signed by: Jane Roe LCSW (04/05/2026 02:32 PM)",
            "sig=Signed@2026-04-05_14:32 signer=Jane_Roe",
        ),
        (
            "E-signed by Roe, Jane, PMHNP-BC 4/5/2026 14:32",
            "sig=Signed@2026-04-05_14:32 cred=PMHNP-BC/OtherPrescriber",
        ),
    ] {
        failures.extend(check(
            "a.txt",
            &(with_header("Date: 04/05/2026") + block + "\n"),
            want,
        ));
    }
    failures.extend(check(
        "a.txt",
        &with_header("Date: 04/05/2026   Status: In Progress"),
        "sig=MarkedUnsigned",
    ));
    failures.extend(check(
        "a.txt",
        &(with_header("Status: Signed") + "Electronically signed by Jane Roe, LCSW 4/5/2026\n"),
        "sig=Signed@2026-04-05",
    ));
    assert_no_failures(failures);
}
