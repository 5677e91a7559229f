use json_mode::JsonResponse;

#[derive(serde::Deserialize, JsonResponse)]
#[json_response(own(Deserialise, Clone))]
struct User {
    name: String,
}

#[derive(serde::Deserialize, JsonResponse)]
#[json_response(onw(Deserialize))]
struct Other {
    name: String,
}

fn main() {}
