//! Figures of a pack as tables for people.
