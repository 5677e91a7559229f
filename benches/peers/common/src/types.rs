//! The types that every client is asked for.

/// The types, with the attributes that a client's derives need.
#[macro_export]
macro_rules! types {
    ($(#[$attribute:meta])*) => {
        $crate::user!($(#[$attribute])*);

        /// An account taken from free text.
        $(#[$attribute])*
        pub struct Account {
            pub id: u64,
            pub name: String,
            pub active: bool,
            pub score: f64,
            pub tags: Vec<String>,
            pub address: Address,
        }

        /// Where somebody lives.
        $(#[$attribute])*
        pub struct Address {
            pub street: String,
            pub city: String,
        }

        /// All accounts of a text.
        $(#[$attribute])*
        pub struct Accounts {
            pub accounts: Vec<Account>,
        }

        /// A text with its title.
        $(#[$attribute])*
        pub struct Essay {
            pub title: String,
            pub text: String,
        }

        /// What a voice note says.
        $(#[$attribute])*
        pub struct VoiceNote {
            /// A short one sentence summary
            pub summary: String,
            /// Who takes part
            pub participants: Vec<Participant>,
            /// What is to be done
            pub action_items: Vec<String>,
            /// How sure the transcript is, from 0 to 1
            pub confidence: f64,
            /// The mood of the speaker
            pub mood: Option<Mood>,
        }

        /// Somebody who takes part.
        $(#[$attribute])*
        pub struct Participant {
            /// Full name
            pub name: String,
            /// Role, if it was said
            pub role: Option<String>,
        }

        /// How somebody sounds.
        $(#[$attribute])*
        pub enum Mood {
            Calm,
            Worried,
            Angry,
        }
    };
}

/// The one type that every client can be asked for.
#[macro_export]
macro_rules! user {
    ($(#[$attribute:meta])*) => {
        /// A user of the service.
        $(#[$attribute])*
        pub struct User {
            /// user name
            pub name: String,
            /// address
            pub address: String,
        }
    };
}

/// The calls of a client that has `ask::<T>()`.
#[macro_export]
macro_rules! asks {
    () => {
        async fn small(&self) -> Option<usize> {
            let user: User = self.ask().await;
            Some(user.name.len() + user.address.len())
        }

        async fn large(&self) -> Option<usize> {
            Some(self.ask::<Accounts>().await.accounts.len())
        }

        async fn note(&self) -> Option<()> {
            self.ask::<VoiceNote>().await;
            Some(())
        }
    };
}

/// The streams of a client that has `watch::<T>(length)`.
#[macro_export]
macro_rules! watches {
    () => {
        async fn accounts(&self) -> Option<Streamed> {
            Some(self.watch::<Accounts>(|all| all.accounts.len()).await)
        }

        async fn essay(&self) -> Option<Streamed> {
            Some(self.watch::<Essay>(|essay| essay.text.len()).await)
        }
    };
}
