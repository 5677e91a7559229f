use json_mode::JsonResponse;

#[derive(JsonResponse)]
#[json_response(garde)]
struct User {
    name: String,
}

fn main() {}
