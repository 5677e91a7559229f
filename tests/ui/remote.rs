use json_mode::JsonResponse;

#[derive(JsonResponse)]
#[serde(remote = "std::ops::RangeFull")]
struct Definition;

fn main() {}
