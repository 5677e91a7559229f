use json_mode::JsonResponse;

#[derive(JsonResponse)]
#[serde(tag = "op")]
enum Expression {
    Number { value: f64 },
    Not(Box<Expression>),
    Other(other::Expression),
    Many(Vec<Expression>),
}

fn main() {}

mod other {
    #[derive(json_mode::JsonResponse)]
    pub struct Expression {
        text: String,
    }
}
