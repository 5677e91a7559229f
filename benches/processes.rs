//! A server and its clients as processes of their own, so that each one's CPU and memory is its own.

use std::env;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

const ROLE: &str = "JSON_MODE_BENCH_ROLE";
const URL: &str = "JSON_MODE_BENCH_URL";

/// What this process is, and where its server is; nothing for the one that was started by hand.
pub fn role() -> Option<(String, String)> {
    Some((env::var(ROLE).ok()?, env::var(URL).unwrap_or_default()))
}

/// This program in several roles: a server, which says its address in its first line and ends with its standard input, and
/// whoever asks it.
pub struct Roles {
    process: Child,
    pub url: String,
}

impl Roles {
    /// This program in the role `server`, on the second core.
    pub fn start() -> Self {
        let mut process = spawn("server", "", "1");
        let mut url = String::new();
        BufReader::new(process.stdout.as_mut().unwrap())
            .read_line(&mut url)
            .unwrap();
        Self {
            process,
            url: url.trim().to_owned(),
        }
    }

    /// What this program says in a role, on the cores that are named.
    pub fn ask(&self, role: &str, cores: &str) -> String {
        let output = spawn(role, &self.url, cores).wait_with_output().unwrap();
        assert!(output.status.success(), "a client failed");
        String::from_utf8(output.stdout).unwrap()
    }

    /// The figures of two roles on the first core, asked in turn: the one that is named first begins in every other pair.
    pub fn pair(&self, number: usize, roles: [&str; 2]) -> [f64; 2] {
        let ask = |role: &str| self.ask(role, "0").trim().parse().unwrap();
        if number.is_multiple_of(2) {
            roles.map(ask)
        } else {
            let second = ask(roles[1]);
            [ask(roles[0]), second]
        }
    }
}

impl Drop for Roles {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

fn spawn(role: &str, url: &str, cores: &str) -> Child {
    let program = env::current_exe().unwrap();
    let pinned = Command::new("taskset")
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    let mut command = if pinned {
        let mut command = Command::new("taskset");
        command.args(["-c", cores]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command
        .env(ROLE, role)
        .env(URL, url)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}
