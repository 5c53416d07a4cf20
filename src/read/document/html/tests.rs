//! HTML pages as record systems export them, and what must come out.
