//! Rich text as many programs write it, and what must come out.
