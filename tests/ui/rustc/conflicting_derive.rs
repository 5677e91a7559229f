use json_mode::JsonResponse;

#[derive(serde::Deserialize, JsonResponse)]
struct User {
    name: String,
}

fn main() {}
