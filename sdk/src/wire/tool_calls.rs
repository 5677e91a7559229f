//! The tools that a message calls; of them, only the first one's name is told.

use serde::Deserialize;

use super::lenient::{Beside, Text};

#[derive(Default, Deserialize)]
#[serde(transparent)]
pub(super) struct ToolCalls(Beside<Vec<Beside<ToolCall>>>);

#[derive(Deserialize)]
struct ToolCall {
    #[serde(default)]
    function: Beside<Function>,
}

#[derive(Deserialize)]
struct Function {
    #[serde(default)]
    name: Text,
}

impl ToolCalls {
    /// The name of the first call, empty where it has none; `None` where no tool is called.
    pub(super) fn first(self) -> Option<String> {
        let call = self.0.0?.into_iter().next()?;
        let name = call.0.and_then(|call| call.function.0?.name.0);
        Some(name.unwrap_or_default())
    }
}
