use json_mode::JsonResponse;

#[derive(JsonResponse)]
#[json_response(garde = length)]
struct WithValue {
    name: String,
}

#[derive(JsonResponse)]
struct OnField {
    #[json_response(garde)]
    name: String,
}

fn main() {}
