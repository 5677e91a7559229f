use json_mode::JsonResponse;

#[derive(JsonResponse)]
#[json_response(whole)]
enum Shape {
    #[json_response(check = rule)]
    Circle { radius: f64 },
    #[json_response]
    Square {
        #[serde(skip)]
        #[json_response(check = rule)]
        side: f64,
    },
}

#[derive(JsonResponse)]
#[serde(from = "u8")]
struct Number {
    #[json_response(check = rule)]
    value: u8,
}

impl From<u8> for Number {
    fn from(value: u8) -> Self {
        Self { value }
    }
}

fn main() {}
