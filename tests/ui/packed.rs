use json_mode::JsonResponse;

#[derive(JsonResponse)]
#[repr(C, packed)]
struct Header {
    size: u8,
    length: u32,
}

fn main() {}
