//! Charts cut, shuffled and torn: nothing panics, every line stays in one note, every place that
//! a fact cites lies on its page.

use super::*;
use crate::text::Page;

/// Pieces of many systems' charts, to be put together in any order.
const PIECES: [&str; 24] = [
    "Facility Name   |   Doe, Jane   |   3\n",
    "Page 2 of 3\n",
    "04/14/2026 10:21 FAX 555-0177 RECORDS P.003/013\n",
    "3/10/26 | 1000-1045 | GROUP: RELAPSE PREVENTION\n",
    "Progress Notes by Roe, Ann, RN at 3/2/2026 9:00 AM\n",
    "* Final Report *\nResult type:  Nursing Note\nPerformed by:  Roe RN, Ann on March 02, 2026 17:14 EDT\n",
    "Form: Group Progress Note (DBT)\nDate of Service: 03/02/2026   Program: PHP\n",
    "Ann Roe, LMHC (Staff), 02/27/2026 05:14 PM\n",
    "/es/ ANN ROE, LCSW\nLicensed Clinical Social Worker\nSigned: 02/02/2026 17:17\n",
    "Ann Roe\nLADC I\nElectronically authenticated 3-2-2026 11:45 AM\n",
    "Cosignature pending: attending physician\n",
    "Reviewed and approved by supervisor Ann Poe, PhD on 1/14/2026 at 8:50 AM\n",
    "Status: Incomplete\n",
    "______________________________\nAnn Roe, M.D.\n",
    "Addendum by Poe, Bea, LPN at 04/06/2026 08:30\n",
    "Item              0000   0400   0800\nTremor               3      2      1\nTOTAL                5      3      1\n",
    "Time     BP        HR    Temp\n0800     120/80    88    98.6\n1200     118/76          98.4\n",
    "Resting pulse   2\nSweating   1\nTotal score: 3\n",
    "Session held via Zoom, client at home, began 1400 and ended 1452.\n",
    "She slept through the night and took all of her medication on time é ü.\n",
    "Client: 10442 Doe, Jane    MRN: FH 2218    DOB: 3/14/88\n",
    "\u{c}",
    "\n",
    "==========\n",
];

proptest! {
    #[test]
    fn torn_charts_lose_nothing(
        order in prop::collection::vec((0..PIECES.len(), 0usize..80, any::<bool>()), 0..40)
    ) {
        let mut text = String::new();
        for (piece, cut, torn) in order {
            let piece = PIECES[piece];
            let end = piece.char_indices().map(|(at, _)| at).nth(cut).unwrap_or(piece.len());
            text.push_str(if torn { &piece[..end] } else { piece });
        }
        let pages = pages_of(&text, 1);
        let mut problems = Vec::new();
        let notes = from_pages(FileId(0), "chart.txt", &pages, &mut problems);
        let fits = |span: Span| pages.iter().any(|page: &Page| {
            page.number == span.page && span.end as usize <= page.text.as_str().chars().count()
        });
        for note in &notes {
            prop_assert!(!note.spans.is_empty());
            prop_assert!(note.spans.iter().all(|span| fits(*span)));
            prop_assert!(note.headings.iter().all(|span| fits(*span)));
            prop_assert!(note.flowsheet.iter().all(|row| fits(row.value.span) && fits(row.measure.span)));
            prop_assert!(note.addenda.iter().all(|added| fits(added.span)));
            prop_assert!(note.signature.span.is_none_or(fits));
        }
        prop_assert!(problems.iter().all(|problem| problem.span.is_none_or(fits)));
    }
}
