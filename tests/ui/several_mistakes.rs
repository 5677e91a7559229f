use json_mode::JsonResponse;

#[derive(JsonResponse)]
#[json_response(chck = rule)]
struct User<'a> {
    #[serde(renam = "n")]
    name: &'a str,
    #[json_response(whol)]
    age: u8,
}

fn main() {}
