use json_mode::{JsonResponse, Value};

#[derive(JsonResponse)]
struct Page<T> {
    items: Vec<T>,
}

#[derive(JsonResponse)]
struct Notes {
    of: Option<Box<Page<Value>>>,
}

#[derive(JsonResponse)]
#[json_response(targets(together, openai))]
struct Report {
    title: String,
    #[serde(rename = "allNotes")]
    notes: Vec<Notes>,
}

#[derive(JsonResponse)]
struct Branch {
    leaves: Vec<Tree>,
}

#[derive(JsonResponse)]
#[json_response(targets(openai, xai))]
struct Tree {
    branches: Vec<Branch>,
}

fn main() {}
