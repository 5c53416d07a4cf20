//! The program never opens a connection.

use crate::support::{drawing, has, root, trace_of, traced};

#[test]
fn no_command_opens_a_connection() {
    if !has("strace") {
        return;
    }
    let work = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| {
        let path = work.path().join(name);
        path.to_str().expect("a UTF-8 path").to_owned()
    };
    let case = root().join("corpus/lime-quay");
    let case = case.to_str().expect("a UTF-8 path");
    let (out, index) = (path("out"), path("index"));
    let (packet, sample) = (path("packet.pdf"), path("sample.csv"));
    let commands: [&[&str]; 6] = [
        &["audit", case, "--out", &out, "--index", &index],
        &["search", "group", "--index", &index],
        &["packet", case, "--claim", "LQ5019-1", "--out", &packet],
        &["verify", &out],
        &["queue", case, "--as-of", "2026-04-15"],
        &drawing(&out, &sample),
    ];
    for command in commands {
        let Some((output, log)) = traced("%network,execve", command) else {
            return;
        };
        assert!(
            output.status.success(),
            "{command:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        assert!(log.contains("execve("), "{command:?}: nothing was traced");
        let connections: Vec<&str> = log
            .lines()
            .filter(|line| line.contains("AF_INET"))
            .collect();
        assert!(connections.is_empty(), "{command:?}: {connections:?}");
    }
}

#[test]
fn the_trace_would_show_a_connection() {
    if !has("python3") {
        return;
    }
    let open = "import socket; socket.socket()";
    let Some((_, log)) = trace_of("%network", "python3", &["-c", open]) else {
        return;
    };
    assert!(log.contains("AF_INET"), "{log}");
}
