use json_mode::JsonResponse;

#[derive(JsonResponse)]
#[serde(rename_all = "camel", tga = "kind")]
struct User {
    #[serde(defualt, rnam = "n")]
    name: String,
    #[serde(check = "short")]
    age: u8,
}

fn uses(user: User) -> impl JsonResponse {
    user
}

fn main() {}
