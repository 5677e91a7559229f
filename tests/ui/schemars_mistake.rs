use json_mode::JsonResponse;

#[derive(JsonResponse)]
struct User {
    #[schemars(rnage(max = 3))]
    age: u8,
}

fn main() {}
