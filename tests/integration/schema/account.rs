//! The models that the recorded requests of other clients are about, as types of ours.

use json_mode::JsonResponse;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! answers {
    ($($(#[$meta:meta])* $kind:ident $name:ident { $($body:tt)* })*) => { $(
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
        $(#[$meta])*
        pub $kind $name { $($body)* }

        impl JsonResponse for $name {
    type Partial = json_mode::Whole<Self>;
}
    )* };
}

answers! {
    enum Role {
        #[serde(rename = "admin")] Admin,
        #[serde(rename = "member")] Member,
        #[serde(rename = "guest")] Guest,
    }

    #[serde(rename_all = "lowercase")]
    enum Tier { Free, Silver, Gold }

    /// A postal address.
    struct Address {
        street: String,
        /// city name
        city: String,
        #[serde(default)]
        zip: Option<String>,
    }

    #[serde(rename_all = "lowercase")]
    enum EmailKind { Email }

    #[serde(rename_all = "lowercase")]
    enum PhoneKind { Phone }

    struct Email { kind: EmailKind, email: String }

    struct Phone {
        kind: PhoneKind,
        /// E.164 number
        number: String,
    }

    #[serde(untagged)]
    enum Contact { Email(Email), Phone(Phone) }

    struct Order {
        sku: String,
        #[schemars(range(min = 1, max = 99))]
        quantity: i64,
        unit_price: f64,
    }

    /// An account taken from free text.
    struct Account {
        id: i64,
        /// role of the account
        role: Role,
        tier: Tier,
        contact: Contact,
        /// where the holder lives
        address: Address,
        tags: Vec<String>,
        #[serde(default)]
        orders: Vec<Order>,
        /// what friends say
        #[serde(default)]
        nickname: Option<String>,
        #[schemars(range(min = 0, max = 1))]
        score: f64,
        #[serde(default = "yes")]
        active: bool,
        born: chrono::NaiveDate,
    }

    /// The variants' tags, as an enum has them.
    #[serde(tag = "kind", rename_all = "lowercase")]
    enum TaggedContact {
        Email { email: String },
        Phone {
            /// E.164 number
            number: String,
        },
    }

    struct Tagged { contact: TaggedContact }

    /// Recursive.
    struct Node { value: String, children: Vec<Node> }

    /// The model that zod was given.
    struct Complex {
        /// role of the account
        role: Role,
        contact: TaggedContact,
        tags: Vec<String>,
        nickname: Option<String>,
    }
}

fn yes() -> bool {
    true
}
