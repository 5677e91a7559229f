use json_mode::JsonResponse;

#[derive(JsonResponse)]
#[json_response(own(Deserialise, Clone))]
struct User {
    name: String,
}

fn main() {}
