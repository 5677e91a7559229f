use json_mode::JsonResponse;

#[derive(serde::Deserialize, schemars::JsonSchema)]
struct Address {
    city: String,
}

#[derive(JsonResponse)]
struct User {
    name: String,
    address: Vec<Address>,
}

fn main() {}
