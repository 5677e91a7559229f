use json_mode::JsonResponse;

#[derive(JsonResponse)]
#[json_response(targets(opanai, acme, groq = 1))]
struct User {
    name: String,
}

#[derive(JsonResponse)]
#[json_response(targets)]
struct City {
    name: String,
}

#[derive(JsonResponse)]
#[json_response(targets(groq))]
struct Page<T> {
    items: Vec<T>,
}

fn main() {}
