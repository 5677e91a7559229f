//! What becomes of a type at a host, before anything is sent.

use std::fmt;

use super::{Format, Provider};
use crate::schema::{Limits, Loss, Schema, Sizes};

/// What becomes of a type at a host: one entry for each form in which its chat route takes a schema, the strictest
/// first.
///
/// `Display` prints it for reading, one line for each form and one for each loss: the place, what is lost, and what is done
/// instead.
///
/// ```
/// use json_mode::{JsonResponse, Provider, schema};
///
/// #[derive(JsonResponse)]
/// struct Plan {
///     #[schemars(length(max = 3))]
///     steps: Vec<String>,
/// }
///
/// let lint = schema::<Plan>().lint(&Provider::GROQ);
/// assert_eq!(lint.forms[0].lost[0].path, "/steps");
/// assert!(lint.to_string().contains("maxItems"));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Lint {
    /// The type's name.
    pub type_name: String,
    /// The host's name.
    pub host: String,
    /// The forms, in the order in which they are tried.
    pub forms: Vec<LintedForm>,
}

/// A type in one form at one host.
///
/// ```
/// use json_mode::{Provider, schema};
///
/// let lint = schema::<Vec<String>>().lint(&Provider::OPENAI);
/// let strict = &lint.forms[0];
/// // OpenAI wants an object at the root.
/// assert!(strict.is_wrapped && strict.unsupported.is_none());
/// assert_eq!(strict.sizes.properties, 1);
/// assert_eq!(strict.limits.properties, Some(5000));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LintedForm {
    /// The form.
    pub format: Format,
    /// Why the type cannot be said in it, with the place and what would work.
    pub unsupported: Option<String>,
    /// The constraints that the host does not keep to; they are judged here after decoding.
    pub lost: Vec<Loss>,
    /// Whether answers come in another shape than the type's, and are brought back.
    pub is_wrapped: bool,
    /// How large the schema is, as sent.
    pub sizes: Sizes,
    /// How large it may be.
    pub limits: Limits,
}

impl Lint {
    /// The form that would be sent first, if the host takes it for the model.
    pub fn first(&self) -> Option<&LintedForm> {
        self.forms.iter().find(|form| form.unsupported.is_none())
    }

    /// Whether the strictest form that carries a schema at this host says the whole type and loses nothing.
    pub fn is_clean(&self) -> bool {
        self.forms.first().is_some_and(|form| {
            form.format.carries_schema() && form.unsupported.is_none() && form.lost.is_empty()
        })
    }
}

impl Schema {
    /// Every loss and limit of this schema at a host, form by form; nothing is sent.
    ///
    /// ```
    /// use json_mode::{JsonResponse, Provider};
    ///
    /// #[derive(JsonResponse)]
    /// struct Reading {
    ///     #[schemars(length(max = 8))]
    ///     unit: String,
    /// }
    ///
    /// let lint = json_mode::schema::<Reading>().lint(&Provider::OPENAI);
    /// assert_eq!(lint.forms[0].lost[0].to_string(), "/unit: maxLength (left out)");
    /// assert!(lint.to_string().starts_with(
    ///     "`Reading` at OpenAI\n- json_schema_strict: properties 1 of 5000, depth 1 of 10, characters 4 of 120000\n  \
    ///      /unit: `maxLength` is not taken: said in the description, judged after decoding\n",
    /// ));
    /// ```
    pub fn lint(&self, provider: &Provider) -> Lint {
        let forms = provider.chat_rungs().iter().map(|rung| {
            let limits = rung.dialect.limits;
            let form = LintedForm {
                format: rung.format,
                unsupported: None,
                lost: Vec::new(),
                is_wrapped: false,
                sizes: Sizes::default(),
                limits,
            };
            match self.lower(&rung.dialect) {
                Ok(lowered) => LintedForm {
                    lost: lowered.lost().to_vec(),
                    is_wrapped: lowered.is_wrapped(),
                    sizes: lowered.sizes(),
                    ..form
                },
                Err(error) => LintedForm {
                    unsupported: Some(error.message().to_owned()),
                    ..form
                },
            }
        });
        Lint {
            type_name: self.name().to_owned(),
            host: provider.name().to_owned(),
            forms: forms.collect(),
        }
    }
}

impl fmt::Display for Lint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` at {}", self.type_name, self.host)?;
        self.forms.iter().try_for_each(|form| write!(f, "\n{form}"))
    }
}

impl fmt::Display for LintedForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "- {}:", self.format.name())?;
        if let Some(why) = &self.unsupported {
            return write!(f, " {why}");
        }
        let (sizes, limits) = (self.sizes, self.limits);
        let mut said: Vec<String> = [
            ("properties", sizes.properties, limits.properties),
            ("depth", sizes.depth, limits.depth),
            ("enum values", sizes.enum_values, limits.enum_values),
            ("characters", sizes.string_chars, limits.string_chars),
            (
                "characters of a large enum",
                sizes.enum_chars,
                limits.large_enum.map(|(_, chars)| chars),
            ),
        ]
        .into_iter()
        .filter_map(|(what, size, limit)| Some((what, size, limit?)))
        .filter(|(_, size, _)| *size > 0)
        .map(|(what, size, limit)| format!("{what} {size} of {limit}"))
        .collect();
        if self.is_wrapped {
            said.push("answers in another shape".to_owned());
        }
        if said.is_empty() {
            said.push("as it is".to_owned());
        }
        write!(f, " {}", said.join(", "))?;
        self.lost.iter().try_for_each(|loss| {
            let Loss {
                path,
                keyword,
                sent,
            } = loss;
            let path = if path.is_empty() { "the root" } else { path };
            let instead = if *sent {
                "is not kept to: sent all the same"
            } else {
                "is not taken: said in the description"
            };
            write!(
                f,
                "\n  {path}: `{keyword}` {instead}, judged after decoding"
            )
        })
    }
}
