use json_mode::JsonResponse;

#[derive(JsonResponse)]
#[json_response(crate = sdk)]
struct User {
    age: u8,
}

fn main() {}
