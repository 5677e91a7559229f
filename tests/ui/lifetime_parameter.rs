use json_mode::JsonResponse;

#[derive(JsonResponse)]
struct User<'a> {
    name: String,
    mark: std::marker::PhantomData<&'a ()>,
}

fn main() {}
