//! Reads PDF.
