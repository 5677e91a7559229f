use json_mode::JsonResponse;

#[derive(JsonResponse)]
struct User {
    #[serde(with = "hex::bytes")]
    key: Vec<u8>,
}

mod hex {
    pub mod bytes {}
}

fn main() {}
