use json_mode::JsonResponse;

#[derive(JsonResponse)]
#[json_response(chekc = rule, validate = rule)]
struct User {
    #[json_response(chek = short)]
    name: String,
    #[json_response(rename = "years", length(max = 3))]
    age: u8,
    #[json_response(own(Deserialize))]
    email: String,
}

fn main() {}
