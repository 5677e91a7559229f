use json_mode::JsonResponse;

struct Address;

#[derive(JsonResponse)]
struct User {
    name: String,
    address: Address,
}

fn main() {}
