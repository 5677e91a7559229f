//! The short ways to a client: one for each host of the catalog.

use crate::client::Client;
use crate::error::Result;
use crate::provider::Provider;

/// One function for each row: its name, the constant, and how the host is called.
macro_rules! hosts {
    ($($name:ident $constant:ident $about:literal;)*) => {
        /// The hosts of the catalog, each with the settings that are usual there: the key from the environment, the strictest
        /// form that the host takes. [`Client::builder`] changes them.
        impl Client {$(
            #[doc = concat!($about, ": [`Provider::", stringify!($constant), "`].")]
            ///
            /// # Errors
            /// [`Config`](crate::ErrorKind::Config) if a variable that it needs is not set.
            pub fn $name() -> Result<Self> {
                Self::builder(Provider::$constant).build()
            }
        )*}

        /// The hosts of the catalog, as [`json_mode::Client`](crate::Client) has them.
        #[cfg(feature = "blocking")]
        impl crate::blocking::Client {$(
            #[doc = concat!($about, ": [`Provider::", stringify!($constant), "`].")]
            ///
            /// # Errors
            /// [`Config`](crate::ErrorKind::Config) if a variable that it needs is not set.
            pub fn $name() -> Result<Self> {
                Client::$name().map(Self::from)
            }
        )*}
    };
}

hosts! {
    together TOGETHER "Together AI, with the key from `TOGETHER_API_KEY`";
    deepinfra DEEPINFRA "DeepInfra, with the key from `DEEPINFRA_TOKEN`";
    openai OPENAI "OpenAI, with the key from `OPENAI_API_KEY`";
    azure AZURE "Azure OpenAI, with the key from `AZURE_OPENAI_API_KEY` and the address from `AZURE_OPENAI_ENDPOINT`";
    groq GROQ "Groq, with the key from `GROQ_API_KEY`";
    fireworks FIREWORKS "Fireworks, with the key from `FIREWORKS_API_KEY`";
    mistral MISTRAL "Mistral, with the key from `MISTRAL_API_KEY`";
    deepseek DEEPSEEK "DeepSeek, with the key from `DEEPSEEK_API_KEY`";
    xai XAI "xAI, with the key from `XAI_API_KEY`";
    cerebras CEREBRAS "Cerebras, with the key from `CEREBRAS_API_KEY`";
    sambanova SAMBANOVA "SambaNova, with the key from `SAMBANOVA_API_KEY`";
    nebius NEBIUS "Nebius, with the key from `NEBIUS_API_KEY`";
    novita NOVITA "Novita, with the key from `NOVITA_API_KEY`";
    hyperbolic HYPERBOLIC "Hyperbolic, with the key from `HYPERBOLIC_API_KEY`";
    perplexity PERPLEXITY "Perplexity, with the key from `PERPLEXITY_API_KEY`";
    moonshot MOONSHOT "Moonshot, with the key from `MOONSHOT_API_KEY`";
    dashscope DASHSCOPE "Alibaba's DashScope, with the key from `DASHSCOPE_API_KEY`";
    nvidia NVIDIA "NVIDIA NIM, with the key from `NVIDIA_API_KEY`";
    gemini GEMINI "Gemini through its route for OpenAI's clients, with the key from `GEMINI_API_KEY`";
    anthropic ANTHROPIC "Anthropic through its route for OpenAI's clients, with the key from `ANTHROPIC_API_KEY`";
    openrouter OPENROUTER "OpenRouter, with the key from `OPENROUTER_API_KEY`";
    hugging_face HUGGING_FACE "Hugging Face's router, with the key from `HF_TOKEN`";
    cloudflare CLOUDFLARE "Cloudflare, with the key from `CLOUDFLARE_API_KEY` and the account from `CLOUDFLARE_ACCOUNT_ID`";
    snowflake SNOWFLAKE "Snowflake, with the token from `SNOWFLAKE_TOKEN` and the account from `SNOWFLAKE_ACCOUNT`";
    vllm VLLM "A vLLM server at `http://localhost:8000/v1`; [`base_url`](crate::ClientBuilder::base_url) takes another place";
    sglang SGLANG "An SGLang server at `http://localhost:30000/v1`";
    llama_cpp LLAMA_CPP "A llama.cpp server at `http://localhost:8080/v1`; [`base_url`](crate::ClientBuilder::base_url) takes another place";
    ollama OLLAMA "An Ollama server at `http://localhost:11434/v1`, or at `OLLAMA_BASE_URL`";
    lm_studio LM_STUDIO "An LM Studio server at `http://localhost:1234/v1`";
    tgi TGI "A text-generation-inference server at `http://localhost:8080/v1`";
}
