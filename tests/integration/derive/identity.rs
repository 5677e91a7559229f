use json_mode::JsonResponse;
use json_mode::Value;

use super::support::schema;

fn definitions<T: JsonResponse>() -> Vec<String> {
    let schema: Value = schema::<T>().parse().unwrap();
    schema["$defs"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect()
}

#[derive(JsonResponse)]
#[allow(dead_code)]
struct Pair<A, B> {
    a: A,
    b: B,
}

/// Hands a type out of the block it is declared in.
fn pair_of<A: JsonResponse, B: JsonResponse>(_: Option<A>, _: Option<B>) -> Vec<String> {
    definitions::<Pair<A, B>>()
}

macro_rules! block {
    ($($field:ident)*) => {
        ($({
            #[derive(JsonResponse)]
            #[allow(dead_code)]
            struct Local {
                $field: u8,
            }
            None::<Local>
        },)*)
    };
}

#[test]
fn types_inside_functions_with_one_name_are_two() {
    let a = {
        #[derive(JsonResponse)]
        #[allow(dead_code)]
        struct Local {
            a: u8,
        }
        None::<Local>
    };
    let b = {
        #[derive(JsonResponse)]
        #[allow(dead_code)]
        struct Local {
            b: u8,
        }
        None::<Local>
    };
    assert_eq!(pair_of(a, b), ["Local", "Local2"]);
}

#[test]
fn types_out_of_one_macro_call_are_two() {
    let (a, b) = block!(a b);
    assert_eq!(pair_of(a, b), ["Local", "Local2"]);
}

#[test]
fn instances_of_a_generic_are_told_apart_by_types_of_one_name() {
    let (a, b) = block!(a b);
    fn wrap<T>(_: Option<T>) -> Option<Pair<T, u8>> {
        None
    }
    assert_eq!(
        pair_of(wrap(a), wrap(b)),
        ["Pair", "Local", "Pair2", "Local2"]
    );
}

#[test]
fn one_type_is_one_definition() {
    #[derive(JsonResponse)]
    #[allow(dead_code)]
    struct Once {
        a: u8,
    }
    assert_eq!(definitions::<Pair<Once, Vec<Once>>>(), ["Once"]);
}

#[test]
fn names_and_titles_are_the_users() {
    #[derive(JsonResponse)]
    #[allow(dead_code)]
    struct User {
        name: String,
    }
    let schema: Value = schema::<User>().parse().unwrap();
    assert_eq!(schema["title"], "User");
    let error = json_mode::decode::<User>("3").map(drop).unwrap_err();
    assert!(!error.to_string().contains("__JsonMode"), "{error}");
}
