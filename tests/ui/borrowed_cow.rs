use json_mode::JsonResponse;

use std::borrow::Cow;

#[derive(JsonResponse)]
enum Name<'a> {
    Owned(Cow<'static, str>),
    Borrowed(Cow<'a, str>),
}

fn main() {}
