//! Where our answer to a case of the corpora differs from its project's on purpose, with the reason.

/// A reason, and the cases that it is the reason for.
pub type Row = (&'static str, &'static [&'static str]);

/// A text that ends inside its value is `Truncated`; such cases are told apart by the error, not listed.
pub const CUT: &str = "a cut answer is not passed off as a whole one";

pub const ROWS: &[Row] = &[
    (
        "`[Paris, France]` in a text is one item or two",
        &["schema_salvage_repairs_malformed_double_serialized_array_string/L239"],
    ),
    (
        "a fence is not taken for quotes: what space belongs to its text, and which of several ends it, is not known",
        &[
            "baml/test_code/triple_backticks",
            "baml/test_code/triple_backticks_contains_json_terminators",
        ],
    ),
    (
        "text without quotes that holds line breaks or brackets has no certain end",
        &[
            "baml/test_basics/test_json_with_markdown_without_quotes",
            "parse_object_edge_cases/L63",
            "baml/test_class_2/test_full",
        ],
    ),
    (CUT, &["jsonrepair/80"]),
    (
        "a quote inside that has no other half: it is a part of the text, or one beside it is lost",
        &[
            "jsonrepair/198",
            "jsonrepair/200",
            "jsonrepair/201",
            "jsonrepair/202",
            "jsonrepair/204",
            "parse_array_missing_quotes/L99",
            "parse_object_edge_cases/L45",
            "parse_object_edge_cases/L71",
            "missing_and_mixed_quotes/L73",
            "missing_and_mixed_quotes/L76",
            "missing_and_mixed_quotes/L91",
            "parse_string_keeps_bare_quotes_inside_regex_character_classes[False]/L213",
            "parse_string_keeps_bare_quotes_inside_regex_character_classes[True]/L213",
            "parse_string_stray_quote_line_before_trailing_comma_drops_stray_quote/L22",
            "parse_string_keeps_literal_fenced_snippet_cases[stray-quote-line]/L22",
            "parse_string_keeps_literal_fenced_snippet_cases[comment-prefixed-next-key]/L22",
            "parse_string_keeps_literal_fenced_snippet_cases[inline-quoted-prose]/L22",
            "schema_pydantic_model_keeps_literal_fenced_snippet_cases[single-quoted-next-key]/L28",
            "schema_pydantic_model_keeps_literal_fenced_snippet_cases[comment-prefixed-next-key]/L28",
            "schema_pydantic_model_keeps_literal_fenced_snippet_cases[bare-next-key]/L28",
        ],
    ),
    (
        "a lost quote: the commas, names and closers behind it may be a part of the text",
        &[
            "jsonrepair/75",
            "jsonrepair/76",
            "jsonrepair/87",
            "jsonrepair/88",
            "jsonrepair/96",
            "jsonrepair/97",
            "jsonrepair/152",
            "jsonrepair/153",
            "jsonrepair/154",
            "jsonrepair/367",
            "jsonrepair/369",
            "parse_array_missing_quotes/L103",
            "parse_object_edge_cases/L66",
            "parse_object_edge_cases/L69",
            "missing_and_mixed_quotes/L68",
            "missing_and_mixed_quotes/L82",
            "parse_string_keeps_bare_member_recovery_for_explicit_and_unclosed_values[{\"a\": \"first, b: \"second\"}-expected0]/L170",
            "parse_string_keeps_bare_member_recovery_for_explicit_and_unclosed_values[{\"a\": \"first, b: 1}-expected1]/L170",
            "parse_string_keeps_bare_member_recovery_for_explicit_and_unclosed_values[{\"a\": \"first, b: true}-expected2]/L170",
            "parse_string_keeps_inline_object_literal_before_next_member/L433#2",
        ],
    ),
    (
        "some quotes of a text in a text are escaped once, some twice, some not at all",
        &["parse_object_edge_cases/L87"],
    ),
    (
        "a value or a name that is missing is not invented",
        &[
            "jsonrepair/177",
            "parse_object_edge_cases/L90",
            "parse_object_empty_object_classifier_keeps_objectish_inputs/L119",
            "parse_object_merge_at_the_end/L143",
            "schema_guides_missing_value_type_defaults/L9",
        ],
    ),
    (
        "a value without a name is neither left out nor given to the name before it",
        &[
            "parse_object_edge_cases/L46",
            "parse_object_edge_cases/L75",
            "parse_object_edge_cases/L83",
        ],
    ),
    (
        "names alone in braces are a set, or members that lost their values",
        &[
            "parse_array_edge_cases/L50",
            "schema_salvage_mode_maps_set_like_object_members_to_null_valued_keys/L591",
            "schema_salvage_mode_set_like_members_do_not_override_mixed_object_array_schema/L627",
        ],
    ),
    (
        "names in a list are members of the one object that it was, or of an object in it",
        &[
            "parse_array_edge_cases/L47",
            "parse_array_edge_cases/L48",
            "parse_object_edge_cases/L97",
        ],
    ),
    (
        "words without quotes and commas are one text or several",
        &["jsonrepair/345"],
    ),
    (
        "without a type, of several values the last one is taken and the others are told; they are no list",
        &[
            "jsonrepair/401",
            "jsonrepair/404",
            "multiple_jsons/L78",
            "multiple_jsons/L80",
            "multiple_jsons/L81",
            "parse_object_merge_at_the_end/L145",
        ],
    ),
    (
        "an empty value right behind another is the answer, or nothing",
        &["parse_object_merge_at_the_end/L146"],
    ),
    (
        "words and lines without brackets are no list; without a type they are one text, and told as such",
        &["jsonrepair/406", "jsonrepair/409"],
    ),
    (
        "a number that was not finished is not rounded; without a type it is the text that stands there, and told as such",
        &[
            "jsonrepair/113",
            "jsonrepair/115",
            "jsonrepair/339",
            "parse_number_edge_cases/L27",
        ],
    ),
    (
        "what has one of its quotes is a text, digits too",
        &["parse_object_edge_cases/L38"],
    ),
    (
        "an accent is no quote; without a type the text is given as it stands",
        &["jsonrepair/217"],
    ),
    (
        "a backslash before a letter is kept: it is that of a pattern or a path",
        &["jsonrepair/175"],
    ),
    (
        "the text of a string is kept as it stands, with the space and the line breaks at its ends",
        &[
            "parse_string_keeps_literal_fenced_snippet_cases[unbalanced-inline-array-like-prose]/L22",
            "parse_string_keeps_literal_fenced_snippet_cases[quoted-item-inline-array]/L22",
            "parse_string_keeps_literal_fenced_snippet_cases[nested-numeric-parenthesized-value-with-bare-key-like-prose]/L22",
            "parse_string_keeps_literal_fenced_snippet_cases[comment-prefixed-inline-array-with-trailing-comma]/L22",
            "parse_string_keeps_literal_fenced_snippet_cases[fenced-code-block-before-inline-quoted-prose]/L22",
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
        "JSON within a text stays a text where no type asks for more",
        &["string_json_llm_block/L275"],
    ),
    (
        "JSON that is right as it stands says what it says",
        &[
            "parse_string_object_value_brace_heuristics/L446",
            "baml/mod/test_string_from_string_with_quotes",
            "baml/test_basics/test_string",
            "schema_applies_to_valid_empty_string/L344",
        ],
    ),
    (
        "what that project refuses in its strict mode, we repair and report",
        &[
            "parse_boolean_or_null/L381",
            "strict_duplicate_keys_inside_array/L35",
            "strict_rejects_multiple_top_level_values/L8",
            "strict_rejects_falsy_top_level_values[{}[]]/L29",
            "vercel/output/json/unquoted-strict",
        ],
    ),
    (
        "an object or a list where a text is wanted is a misunderstanding, not a spelling",
        &[
            "baml/mod/test_string_from_object",
            "baml/mod/test_string_from_list",
            "baml/mod/test_string_from_string21",
            "baml/test_basics/test_whitespace_in_keys_preserved",
            "baml/test_class_2/test_class_2_two",
            "baml/test_class_2/test_class_2_three",
            "baml/test_class_2/test_class_2_four",
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
        "an item that does not fit, or is one too many, is not left out; a list under `items` is of draft 7 and says nothing in 2020-12",
        &[
            "schema_salvage_mode_drops_invalid_array_items/L508",
            "repair_object_and_array_paths/L336",
        ],
    ),
    (
        "the pattern can be judged here, and asks for the integer that is there",
        &["repair_object_skips_unsupported_pattern_regex_with_fallback_and_log/L485"],
    ),
    (
        "a number where a text is wanted is read as its text, which is told",
        &[
            "vercel/output/object/wrong-type",
            "vercel/output/array/wrong-type",
        ],
    ),
    (
        "the value in prose is whole, and nothing of it is left out",
        &["baml/mod/test_string_from_string23"],
    ),
    (
        "where null is allowed, a null in any spelling is null",
        &["baml/test_basics/test_null_2"],
    ),
    (
        "a literal where a text is wanted is the text that stands there, not an empty one",
        &["schema_skip_json_loads_keeps_parser_path_for_scalars/L349"],
    ),
    (
        "a comma or a point may stand for decimals or for thousands, a percentage for its hundredth",
        &[
            "baml/coerce_primitive/number_text/0",
            "baml/coerce_primitive/number_text/22",
            "baml/coerce_primitive/number_text/24",
        ],
    ),
    (
        "a comma behind the last digit, or a second point: the number goes on, or it is a date",
        &[
            "baml/test_basics/test_float_comma_german2",
            "baml/coerce_primitive/number_text/39",
        ],
    ),
    (
        "a word or a number in a sentence is not the answer: what stands beside it may take it back",
        &[
            "baml/test_basics/test_string_to_float_from_comma_separated",
            "baml/test_enum/alias_with_text",
            "baml/test_enum/multi_aliases_1",
            "baml/test_enum/from_string_with_extra_text_after_2",
            "baml/test_international/test_french_alias_in_context",
            "baml/test_international/test_literal_string_accented_in_sentence",
            "baml/test_international/test_unaccented_in_sentence",
            "baml/test_literals/test_literal_string_case_mismatch_upper",
            "baml/coerce_primitive/number_text/29",
        ],
    ),
    (
        "the description that stands behind the name is given in a word that JSON Schema does not have",
        &[
            "baml/test_enum/descriptions_whitespace",
            "baml/test_enum/descriptions_period",
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
        "between digits a point and a space are not the same: `3.1` and `3 1`",
        &["baml/test_enum/no_punctuation_2"],
    ),
    (
        "a line break in a name may be that behind a lost quote",
        &["baml/test_maps/test_map_with_newlines_in_keys"],
    ),
    (
        "what is expected are the probabilities of tokens, no value",
        &["structured_logprobs/science-fair"],
    ),
];
