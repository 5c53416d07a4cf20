//! Word documents drawn as XML, and what must come out of them.
