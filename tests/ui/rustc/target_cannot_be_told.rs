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

// By an alias the derive sees no part of the container.
type Extras = std::collections::HashMap<String, (u8, Vec<Value>)>;

#[derive(JsonResponse)]
#[json_response(targets(groq, llama_cpp))]
struct Board {
    extras: Extras,
}

#[derive(JsonResponse)]
#[serde(tag = "kind")]
enum Shape {
    Circle { radius: f64 },
    Square { side: f64 },
    Line { length: f64 },
    Text { words: String },
    Group { of: Vec<String> },
    Empty,
}

#[derive(JsonResponse)]
#[json_response(targets(openai, cerebras))]
struct Picture {
    title: String,
    shapes: Vec<Shape>,
}

#[derive(JsonResponse)]
#[json_response(targets(cerebras))]
enum Part {
    One(u8),
    Two(u8, u8),
    Three(String),
    Four { x: u8 },
    Five(bool),
    Six(f64),
}

fn main() {}
