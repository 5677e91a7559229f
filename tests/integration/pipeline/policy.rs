//! Where our answer to a case of the corpora differs from its project's on purpose, with the reason.

/// A reason, and the cases that it is the reason for.
pub type Row = (&'static str, &'static [&'static str]);

/// A text that ends inside its value is `Truncated`; such cases are told apart by the error, not listed.
pub const CUT: &str = "a cut answer is not passed off as a whole one";

pub const ROWS: &[Row] = &[
    (
        "words in brackets within a text are one item or several",
        &["schema_salvage_repairs_malformed_double_serialized_array_string/L239"],
    ),
    (
        "a fence in place of quotes, or many lines without any, have no certain end",
        &[
            "baml/test_basics/test_json_with_markdown_without_quotes",
            "baml/test_code/triple_backticks",
            "baml/test_code/triple_backticks_contains_json_terminators",
        ],
    ),
    (
        "what goes on behind a whole value breaks it",
        &[
            "parse_object_edge_cases/L46",
            "parse_object_merge_at_the_end/L143",
        ],
    ),
    (CUT, &["jsonrepair/80"]),
    (
        "a quote inside that has no other half, or one that is missing: what the text was is not known",
        &[
            "parse_object_edge_cases/L87",
            "jsonrepair/87",
            "jsonrepair/96",
            "jsonrepair/97",
            "jsonrepair/152",
            "jsonrepair/198",
            "jsonrepair/200",
            "jsonrepair/201",
            "jsonrepair/202",
            "jsonrepair/204",
            "jsonrepair/367",
            "parse_array_missing_quotes/L99",
            "parse_array_missing_quotes/L103",
            "parse_object_edge_cases/L45",
            "missing_and_mixed_quotes/L68",
            "missing_and_mixed_quotes/L73",
            "missing_and_mixed_quotes/L76",
            "missing_and_mixed_quotes/L91",
            "parse_string_keeps_bare_member_recovery_for_explicit_and_unclosed_values[{\"a\": \"first, b: \"second\"}-expected0]/L170",
            "parse_string_keeps_literal_fenced_snippet_cases[stray-quote-line]/L22",
            "parse_string_keeps_literal_fenced_snippet_cases[comment-prefixed-next-key]/L22",
            "parse_string_keeps_literal_fenced_snippet_cases[inline-quoted-prose]/L22",
            "schema_pydantic_model_keeps_literal_fenced_snippet_cases[single-quoted-next-key]/L28",
            "schema_pydantic_model_keeps_literal_fenced_snippet_cases[comment-prefixed-next-key]/L28",
            "schema_pydantic_model_keeps_literal_fenced_snippet_cases[bare-next-key]/L28",
        ],
    ),
    (
        "a value or a name that is missing is not invented",
        &[
            "jsonrepair/177",
            "parse_object_edge_cases/L75",
            "parse_object_edge_cases/L83",
            "parse_object_edge_cases/L90",
            "parse_object_empty_object_classifier_keeps_objectish_inputs/L119",
            "schema_guides_missing_value_type_defaults/L9",
            "schema_salvage_mode_maps_set_like_object_members_to_null_valued_keys/L591",
            "schema_salvage_mode_set_like_members_do_not_override_mixed_object_array_schema/L627",
        ],
    ),
    (
        "brackets of the wrong kind, and words with more than one reading",
        &[
            "jsonrepair/345",
            "parse_array_edge_cases/L47",
            "parse_array_edge_cases/L48",
            "parse_array_edge_cases/L50",
            "parse_object_edge_cases/L63",
            "parse_object_edge_cases/L97",
        ],
    ),
    (
        "several values are several candidates, the last one taken here; never one list",
        &[
            "jsonrepair/401",
            "jsonrepair/404",
            "multiple_jsons/L78",
            "multiple_jsons/L80",
            "multiple_jsons/L81",
            "parse_object_merge_at_the_end/L145",
            "parse_object_merge_at_the_end/L146",
            "strict_rejects_multiple_top_level_values/L8",
            "strict_rejects_falsy_top_level_values[{\"key\":\"value\"}{}]/L29",
            "strict_rejects_falsy_top_level_values[{}[]]/L29",
            "instructor/test_json_extraction_edge_cases/test_multiple_json_objects",
        ],
    ),
    (
        "text without a value is given as text, marked as such; a schema decides",
        &[
            "jsonrepair/113",
            "jsonrepair/115",
            "jsonrepair/217",
            "jsonrepair/339",
            "jsonrepair/406",
            "jsonrepair/409",
            "parse_array_edge_cases/L16",
            "parse_number_edge_cases/L27",
            "parse_object/L19",
            "parse_object_edge_cases/L38",
        ],
    ),
    (
        "a backslash before a letter is kept: it is that of a pattern or a path",
        &["jsonrepair/175"],
    ),
    (
        "the text of a string is kept as it stands",
        &[
            "string_json_llm_block/L275",
            "parse_string_keeps_literal_fenced_snippet_cases[unbalanced-inline-array-like-prose]/L22",
            "parse_string_keeps_literal_fenced_snippet_cases[quoted-item-inline-array]/L22",
            "parse_string_keeps_literal_fenced_snippet_cases[nested-numeric-parenthesized-value-with-bare-key-like-prose]/L22",
            "parse_string_keeps_literal_fenced_snippet_cases[comment-prefixed-inline-array-with-trailing-comma]/L22",
            "parse_string_keeps_literal_fenced_snippet_cases[fenced-code-block-before-inline-quoted-prose]/L22",
            "parse_string_object_value_brace_heuristics/L446",
            "baml/test_code/triple_quotes_contains_only_quoted_string",
            "baml/test_code/triple_quotes_contains_only_quoted_string_dedent",
            "schema_pydantic_model_keeps_literal_fenced_snippet_cases[multiline-string]/L28",
            "schema_pydantic_model_keeps_literal_fenced_snippet_cases[inline-array-literal]/L28",
            "schema_pydantic_model_keeps_literal_fenced_snippet_cases[unmatched-inner-delimiter]/L28",
            "schema_pydantic_model_keeps_literal_fenced_snippet_cases[unbalanced-inline-array-like-prose]/L28",
            "schema_pydantic_model_keeps_literal_fenced_snippet_cases[nested-numeric-parenthesized-value-with-bare-key-like-prose]/L28",
            "schema_pydantic_model_keeps_literal_fenced_snippet_cases[comment-prefixed-inline-array]/L28",
            "schema_pydantic_model_keeps_literal_fenced_snippet_cases[comment-prefixed-inline-array-with-trailing-comma]/L28",
            "schema_pydantic_model_keeps_literal_fenced_snippet_cases[fenced-code-block-before-inline-quoted-prose]/L28",
        ],
    ),
    (
        "what that project refuses in its strict mode, we repair and report",
        &[
            "parse_boolean_or_null/L381",
            "strict_duplicate_keys_inside_array/L35",
            "instructor/test_json_extraction/test_invalid_json",
            "vercel/output/json/unquoted-strict",
        ],
    ),
    (
        "the expected value is of a later step than the text",
        &["openai/completion/test_pydantic_tool_model_all_types"],
    ),
    (
        "the quotes of JSON are not part of the text",
        &[
            "baml/mod/test_string_from_string_with_quotes",
            "baml/test_basics/test_string",
        ],
    ),
    (
        "an object or a list where a text is wanted is a misunderstanding, not a spelling",
        &[
            "baml/mod/test_string_from_object",
            "baml/mod/test_string_from_list",
            "baml/test_basics/test_whitespace_in_keys_preserved",
            "baml/test_class_2/test_class_2_two",
            "baml/test_class_2/test_class_2_three",
            "baml/test_class_2/test_class_2_four",
            "baml/test_class_2/test_full",
        ],
    ),
    (
        "which member a lone value is would be guessed from there being one only",
        &["baml/test_class/test_nested_obj_from_bool"],
    ),
    (
        "expressions in Jinja are no part of JSON Schema",
        &[
            "baml/test_constraints/test_class_failing_assert",
            "baml/test_constraints/test_multiple_block_level_constraints",
        ],
    ),
    (
        "what stands behind a name may take it back: `ONE - or rather not`",
        &["baml/test_enum/from_string_with_extra_text_after_2"],
    ),
    (
        "an alias is one more name, not the only one",
        &[
            "baml/test_international/test_original_field_names_fail_when_aliases_exist",
            "baml/test_international/test_original_field_names_fail_with_aliases",
            "baml/test_international/test_original_enum_values_fail_when_aliases_exist",
        ],
    ),
    (
        "a value that the model did not give is left to the type",
        &[
            "schema_optional_default_is_inserted/L9",
            "repair_object_and_array_paths/L315",
        ],
    ),
    (
        "an empty text is a text",
        &["schema_applies_to_valid_empty_string/L344"],
    ),
    (
        "an item that does not fit is not left out",
        &["schema_salvage_mode_drops_invalid_array_items/L508"],
    ),
    (
        "a list under `items` is draft 7; 2020-12 says `prefixItems`",
        &["repair_object_and_array_paths/L336"],
    ),
    (
        "the pattern can be judged here, and asks for the integer that is there",
        &["repair_object_skips_unsupported_pattern_regex_with_fallback_and_log/L485"],
    ),
    (
        "a number where a text is wanted is read as its text, which says so",
        &[
            "vercel/output/object/wrong-type",
            "vercel/output/array/wrong-type",
        ],
    ),
    (
        "a value in prose is the answer, also where the prose would do as a text",
        &[
            "baml/mod/test_string_from_string21",
            "baml/mod/test_string_from_string23",
        ],
    ),
    (
        "a literal in any spelling is the literal; a text of it is `\"null\"`",
        &[
            "baml/test_basics/test_null_2",
            "schema_skip_json_loads_keeps_parser_path_for_scalars/L349",
        ],
    ),
    (
        "a comma, a point or a percentage has two readings",
        &[
            "baml/test_basics/test_float_comma_german2",
            "baml/coerce_primitive/number_text/0",
            "baml/coerce_primitive/number_text/22",
            "baml/coerce_primitive/number_text/24",
            "baml/coerce_primitive/number_text/39",
        ],
    ),
    (
        "a word or a number in a sentence is not the answer: what stands beside it may take it back",
        &[
            "baml/test_basics/test_string_to_float_from_comma_separated",
            "baml/test_enum/from_string_and_case_mismatch_upper",
            "baml/test_enum/descriptions_whitespace",
            "baml/test_enum/descriptions_period",
            "baml/test_enum/alias_with_text",
            "baml/test_enum/multi_aliases_1",
            "baml/test_international/test_french_alias_in_context",
            "baml/test_international/test_literal_string_accented_in_sentence",
            "baml/test_international/test_unaccented_in_sentence",
            "baml/test_literals/test_literal_string_followed_by_extra_text",
            "baml/test_literals/test_literal_string_followed_by_extra_text_case_mismatch",
            "baml/test_literals/test_literal_string_case_mismatch_upper",
            "baml/coerce_primitive/number_text/29",
        ],
    ),
    (
        "of several values that fit, the last one is the answer",
        &["baml/test_class/test_nested_class_with_extra_text"],
    ),
    (
        "a member that the schema neither mentions nor forbids is kept",
        &["baml/test_class/test_trailing_comma_with_space_last_field_and_extra_text"],
    ),
    (
        "names differ by the digits and the marks between them",
        &["baml/test_enum/no_punctuation_2"],
    ),
    (
        "a name with a line break in it has more than one reading",
        &["baml/test_maps/test_map_with_newlines_in_keys"],
    ),
    (
        "what is expected are the probabilities of tokens, no value",
        &["structured_logprobs/science-fair"],
    ),
];
