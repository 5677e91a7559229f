//! How much memory an answer without an end takes: a process of its own, for what is measured is the process.

#![cfg(target_os = "linux")]

use json_mode::testing::{Fault, FaultServer, Reply};
use json_mode::{ErrorKind, Limits, Provider};

/// The most memory that this process has held so far, in bytes.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kib: usize = line
        .unwrap()
        .split_whitespace()
        .nth(1)
        .unwrap()
        .parse()
        .unwrap();
    kib << 10
}

#[test]
fn a_body_without_an_end_takes_its_limit_and_little_more() {
    const MIB: usize = 1 << 20;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let call = |limit: usize| {
        let server = FaultServer::start(Fault::Endless, Reply::chat("[]"));
        let client = server
            .builder(Provider::compatible("http://localhost/v1"))
            .limits(Limits::default().body_bytes(limit))
            .build()
            .unwrap();
        let request = client.chat("m").user("JSON");
        let error = runtime.block_on(request.json::<Vec<u8>>()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TooLarge);
    };
    // What connections and threads take is no part of it.
    call(MIB);
    let before = peak();
    let server = FaultServer::start(Fault::EndlessHead, Reply::chat("[]"));
    let client = server
        .builder(Provider::compatible("http://localhost/v1"))
        .build()
        .unwrap();
    let request = client.chat("m").user("JSON");
    let error = runtime.block_on(request.json::<Vec<u8>>()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    let taken = peak() - before;
    println!(
        "a head without an end: {:.1} MiB more at the peak",
        taken as f64 / MIB as f64
    );
    assert!(taken <= 8 * MIB, "{taken} bytes for a head");
    let before = peak();
    for limit in [16 * MIB, 64 * MIB] {
        call(limit);
        let taken = peak() - before;
        println!(
            "limit {} MiB: {:.1} MiB more at the peak",
            limit / MIB,
            taken as f64 / MIB as f64
        );
        assert!(
            taken <= limit + 8 * MIB,
            "{taken} bytes for a limit of {limit}"
        );
    }
}
