use json_mode::JsonResponse;

#[derive(JsonResponse)]
union Bits {
    whole: u32,
    half: u16,
}

fn main() {}
