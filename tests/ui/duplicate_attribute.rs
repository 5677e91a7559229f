use json_mode::JsonResponse;

#[derive(serde::Deserialize, JsonResponse)]
#[json_response(crate = json_mode, own(Deserialize))]
#[json_response(crate = json_mode, own(JsonSchema))]
struct User {
    #[json_response(whole, whole)]
    name: String,
}

fn main() {}
