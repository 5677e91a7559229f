//! Properties over generated text.
