//! The programs of `docs/features.md`.

mod without_http {
    // part: without_http
    use json_mode::{JsonResponse, PartialReader, Provider, decode};

    /// A user of the service.
    #[derive(Debug, PartialEq, JsonResponse)]
    struct User {
        /// user name
        name: String,
        /// address
        address: String,
    }

    fn main() -> json_mode::Result<()> {
        // What goes into the body of a request, whoever sends it.
        let ask = Provider::TOGETHER.ask::<User>("meta-llama/Llama-3.3-70B-Instruct-Turbo")?;
        assert_eq!(ask.fields()["response_format"]["type"], "json_schema");

        // What came back, in the shape that was asked for.
        let text = r#"{"name": "Alice", "address": "42, Wonderland Avenue"}"#;
        let user = ask.decode(text)?.value;
        println!("{user:?}");

        // The same, while it comes.
        let mut reader = PartialReader::<User>::new().lowered(ask.lowered().clone());
        let partial = reader.push(&text[..20])?;
        assert_eq!(partial.name.as_deref(), Some("Alice"));
        reader.push(&text[20..])?;
        assert_eq!(reader.finish()?.value, user);

        // Text from anywhere.
        let text = "Sure! ```json\n{'name': 'Alice', 'address': '42, Wonderland Avenue',}\n```";
        let found = decode::<User>(text)?;
        assert_eq!(found.value, user);
        println!("{} repairs", found.repairs.len());
        Ok(())
    }
    // end

    /// Here with all features; `scripts/core` runs it without any, and as WebAssembly.
    #[test]
    fn runs() {
        main().unwrap();
    }
}

mod blocking {
    use json_mode::Provider;
    use json_mode::testing::{Reply, Server};

    // part: blocking
    use json_mode::blocking::Client; // made by `Client::together()?`, say
    use json_mode::{JsonResponse, Result};

    #[derive(Debug, PartialEq, JsonResponse)]
    struct Town {
        name: String,
        inhabitants: u64,
    }

    fn towns(client: &Client, model: &str) -> Result<Vec<Town>> {
        let town: Town = client.chat(model).user("A town?").json()?;

        let mut stream = client.chat(model).user("Another?").stream::<Town>()?;
        for snapshot in &mut stream {
            println!("{:?}", snapshot?.name);
        }
        Ok(vec![town, stream.finish()?.value])
    }
    // end

    #[test]
    fn runs() {
        let server = Server::start();
        let ulm = r#"{"name": "Ulm", "inhabitants": 126949}"#;
        let bonn = [r#"{"name": "Bo"#, r#"nn", "inhabitants": 335789}"#];
        server.expect("/chat/completions").reply(Reply::chat(ulm));
        server
            .expect("/chat/completions")
            .reply(Reply::chat_stream(bonn));
        let client = server.builder(Provider::TOGETHER).build_blocking().unwrap();
        let towns = towns(&client, "m").unwrap();
        let names: Vec<&str> = towns.iter().map(|town| town.name.as_str()).collect();
        assert_eq!(names, ["Ulm", "Bonn"]);
    }
}
