use json_mode::JsonResponse;

#[derive(JsonResponse)]
#[serde(tag = "op")]
enum Expression {
    Number { value: f64 },
    Not(Box<Expression>),
}

fn main() {}
