//! `worklist.xlsx` and `worklist.csv`: what has to be done, one row a task, by deadline, then
//! dollars. Several findings that one action settles are one task.
//!
//! Each task has two amounts. `at_risk` is all that its findings touch, each day of a line once; of
//! two tasks it may name the same dollars. `counted` names each dollar on one task only, the one
//! with the finding that takes most of the day. The counted dollars of all tasks, with those of
//! findings for information, which are no tasks, add up to the gross exposure.

mod about;
mod csv;
mod deadline;
mod group;
mod owner;
mod task;
mod xlsx;

pub use csv::write as write_csv;
pub use xlsx::write as write_xlsx;
