//! Chat templates: a conversation as one text, for the routes that take only a prompt.

use std::fmt::Write as _;

use super::message::{Message, Role};

/// The way in which a family of models marks the turns of a conversation.
///
/// The prompt routes send text as given; a template is written only when it is asked for. The marks are not
/// escaped in the turns' own text: text of strangers belongs into a chat request.
///
/// ```
/// use json_mode::{ChatTemplate, Client, Provider};
///
/// let client = Client::builder(Provider::DEEPINFRA).api_key("key").build()?;
/// let request = client.completion("some/model").template(ChatTemplate::ChatMl).user("Name a river.");
/// assert!(request.body::<String>()?.contains("<|im_start|>user"));
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ChatTemplate {
    /// Llama 3: `<|start_header_id|>user<|end_header_id|>`. Source: docs.deepinfra.com/apis/deepinfra-native, read
    /// 2026-07-22.
    Llama3,
    /// Mistral Instruct and Llama 2 without their system marks: `[INST] … [/INST]`. Source: DeepInfra's blog "JSON
    /// mode" of 2024-03-08.
    Mistral,
    /// ChatML: `<|im_start|>user`, as Qwen and many others.
    ChatMl,
    /// DeepSeek V3 and R1: `<｜User｜>`. Source: docs.deepinfra.com/apis/completions, read 2026-07-22.
    DeepSeek,
}

impl ChatTemplate {
    /// The conversation as one text that the model continues with its answer.
    pub(super) fn render(self, messages: &[Message]) -> String {
        let mut out = String::from(match self {
            Self::Llama3 => "<|begin_of_text|>",
            Self::Mistral => "<s>",
            Self::ChatMl => "",
            Self::DeepSeek => "<｜begin▁of▁sentence｜>",
        });
        // Mistral's template has no turn for instructions: they stand before the user's next text.
        let mut instructions = String::new();
        for message in messages {
            let text = message.texts().collect::<Vec<_>>().join("\n\n");
            let role = match message.role {
                Role::Developer => "system",
                role => role.as_str(),
            };
            // Writing to a `String` cannot fail.
            let _ = match (self, role) {
                (Self::Llama3, role) => write!(
                    out,
                    "<|start_header_id|>{role}<|end_header_id|>\n\n{text}<|eot_id|>"
                ),
                (Self::ChatMl, role) => write!(out, "<|im_start|>{role}\n{text}<|im_end|>\n"),
                (Self::DeepSeek, "system") => write!(out, "{text}"),
                (Self::DeepSeek, "assistant") => {
                    write!(out, "<｜Assistant｜>{text}<｜end▁of▁sentence｜>")
                }
                (Self::DeepSeek, _) => write!(out, "<｜User｜>{text}"),
                (Self::Mistral, "system") => write!(instructions, "{text}\n\n"),
                (Self::Mistral, "assistant") => write!(out, " {text}</s>"),
                (Self::Mistral, _) => {
                    write!(
                        out,
                        "[INST] {}{text} [/INST]",
                        std::mem::take(&mut instructions)
                    )
                }
            };
        }
        out.push_str(match self {
            Self::Llama3 => "<|start_header_id|>assistant<|end_header_id|>\n\n",
            Self::Mistral => "",
            Self::ChatMl => "<|im_start|>assistant\n",
            Self::DeepSeek => "<｜Assistant｜>",
        });
        out
    }

    /// The mark that ends the model's turn.
    pub(super) fn end_of_turn(self) -> &'static str {
        match self {
            Self::Llama3 => "<|eot_id|>",
            Self::Mistral => "</s>",
            Self::ChatMl => "<|im_end|>",
            Self::DeepSeek => "<｜end▁of▁sentence｜>",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_family_has_its_marks() {
        let messages = [Message::system("Be brief."), Message::user("Hello!")];
        for (template, expected) in [
            (
                ChatTemplate::Llama3,
                "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|>\
                 <|start_header_id|>user<|end_header_id|>\n\nHello!<|eot_id|>\
                 <|start_header_id|>assistant<|end_header_id|>\n\n",
            ),
            (
                ChatTemplate::Mistral,
                "<s>[INST] Be brief.\n\nHello! [/INST]",
            ),
            (
                ChatTemplate::ChatMl,
                "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHello!<|im_end|>\n<|im_start|>assistant\n",
            ),
            (
                ChatTemplate::DeepSeek,
                "<｜begin▁of▁sentence｜>Be brief.<｜User｜>Hello!<｜Assistant｜>",
            ),
        ] {
            assert_eq!(template.render(&messages), expected, "{template:?}");
        }
    }
}
