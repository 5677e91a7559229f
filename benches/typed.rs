//! The types of the texts' objects.

use json_mode::JsonResponse;

/// An account taken from free text.
#[derive(JsonResponse)]
pub struct Account {
    pub id: u64,
    pub name: String,
    pub active: bool,
    pub score: f64,
    pub tags: Vec<String>,
    pub address: Option<Address>,
}

/// Where somebody lives.
#[derive(JsonResponse)]
pub struct Address {
    pub street: String,
    pub city: String,
}

/// An account with rules that are judged after it was read.
#[derive(JsonResponse)]
pub struct Bounded {
    pub id: u64,
    #[schemars(length(min = 1, max = 100))]
    pub name: String,
    pub active: bool,
    #[schemars(range(min = 0.0, max = 1.0))]
    pub score: f64,
    #[schemars(length(max = 9), inner(length(min = 2)))]
    pub tags: Vec<String>,
    pub address: Option<Address>,
}
