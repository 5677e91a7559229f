use json_mode::JsonResponse;

#[derive(JsonResponse)]
struct User<'a> {
    name: &'a str,
    tags: Option<Vec<&'a [u8]>>,
}

fn main() {}
