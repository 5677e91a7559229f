use json_mode::JsonResponse;

#[derive(JsonResponse)]
#[json_response(check, own, crate = "json_mode")]
struct User {
    #[json_response(check = "short")]
    name: String,
    #[json_response(whole = true)]
    age: u8,
    #[json_response(check = |_| Ok(()))]
    email: String,
    #[json_response(check(short), "whole")]
    city: String,
}

fn main() {}
