//! Citations in tables: rows with a column `file`.

use super::super::{Citation, Place, Range};
use crate::report::cell;
use crate::text::NoteText;
use std::io::Read;

/// Adds the citations of a table. Returns the numbers of rows, the header being 1, that cannot be
/// read.
pub fn in_csv(table: impl Read, name: &str, found: &mut Vec<Citation>) -> Vec<usize> {
    let mut reader = csv::Reader::from_reader(table);
    let mut unread = Vec::new();
    let Ok(header) = reader.headers().cloned() else {
        return vec![1];
    };
    let column = |name: &str| header.iter().position(|own| own == name);
    let Some(file) = column("file") else {
        return unread;
    };
    let places = ["page", "start", "end"].map(column);
    let (sha256, quote) = (column("sha256"), column("quote"));
    for (index, record) in reader.records().enumerate() {
        let row = index + 2;
        let Ok(record) = record else {
            unread.push(row);
            continue;
        };
        let cell = |place: Option<usize>| place.and_then(|place| record.get(place));
        let path = cell(Some(file)).unwrap_or_default();
        if path.is_empty() {
            continue;
        }
        found.push(Citation {
            named: format!("{name}, row {row}"),
            file: as_meant(path, None).to_owned(),
            sha256: cell(sha256)
                .filter(|sum| !sum.is_empty())
                .map(str::to_owned),
            place: read_place(places.map(&cell), cell(quote)),
        });
    }
    unread
}

fn read_place(cells: [Option<&str>; 3], quote: Option<&str>) -> Option<Place> {
    let [page, start, end] = cells.map(|cell| {
        let cell = cell.filter(|cell| !cell.is_empty())?;
        Some(cell.parse::<u32>().ok())
    });
    let range = match (page?, start, end) {
        (Some(_), None, None) => Range::Page,
        (Some(_), Some(Some(start)), Some(Some(end))) if start <= end => {
            Range::Characters(start, end)
        }
        _ => Range::Malformed,
    };
    let length = match range {
        Range::Characters(start, end) => Some(end - start),
        _ => None,
    };
    Some(Place {
        page: page.flatten().unwrap_or(0),
        range,
        words: quote.map(|quote| NoteText::new(as_meant(quote, length))),
        goes_on: false,
    })
}

/// Takes off the apostrophe that keeps a spreadsheet from running a text as a formula. Words of a
/// known length lose it only where they are too long by one.
fn as_meant(text: &str, length: Option<u32>) -> &str {
    let Some(rest) = text.strip_prefix('\'') else {
        return text;
    };
    let is_defused = cell::is_formula(rest);
    let is_too_long = length.is_none_or(|length| rest.chars().count() as u32 == length);
    if is_defused && is_too_long {
        rest
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_with_their_defused_cells_as_they_were_meant() {
        let table = "id,file,page,start,end,sha256,quote\n\
                     1,'=a.txt,1,4,9,00,'=1+12\n\
                     2,b.txt,1,4,10,00,'=1+12\n\
                     3,c.txt,,,,00,\n\
                     4,d.txt,1,x,9,00,\n\
                     5,,,,,,\n";
        let mut found = Vec::new();
        assert!(in_csv(table.as_bytes(), "findings.csv", &mut found).is_empty());
        let files: Vec<&str> = found.iter().map(|one| one.file.as_str()).collect();
        assert_eq!(files, ["=a.txt", "b.txt", "c.txt", "d.txt"]);
        let words = |row: usize| {
            let place = found[row].place.as_ref()?;
            place.words.as_ref().map(|words| words.as_str())
        };
        assert_eq!(words(0), Some("=1+12"));
        assert_eq!(words(1), Some("'=1+12"));
        assert_eq!(found[2].place, None);
        assert_eq!(found[3].place.as_ref().unwrap().range, Range::Malformed);
    }

    #[test]
    fn a_row_with_a_cell_too_many_is_counted() {
        let table = "file,page\na.txt,1\nb.txt,1,2\n";
        assert_eq!(in_csv(table.as_bytes(), "x", &mut Vec::new()), [3]);
    }
}
