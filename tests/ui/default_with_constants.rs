use json_mode::JsonResponse;

#[derive(JsonResponse)]
#[serde(default)]
struct Buffer<const N: usize> {
    length: usize,
}

impl<const N: usize> Default for Buffer<N> {
    fn default() -> Self {
        Self { length: N }
    }
}

fn main() {}
