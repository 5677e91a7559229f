use json_mode::JsonResponse;

#[derive(JsonResponse)]
#[json_response(check = no_result)]
struct User {
    #[json_response(check = positive)]
    name: String,
    #[json_response(check = missing)]
    city: String,
}

fn positive(n: &i32) -> Result<(), String> {
    if *n > 0 { Ok(()) } else { Err("not positive".into()) }
}

fn no_result(user: &User) -> bool {
    user.name.is_empty()
}

fn main() {}
