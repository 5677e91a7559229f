//! What every example shares: a client for a real host, or for its recorded exchange.
