

mod assertion;
