//! The README's first command, and what follows from it.

use crate::shared::{caselake, json, run, text};

#[test]
fn the_demo_shows_receipts_a_table_and_a_picture_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let demo = || {
        let output = caselake()
            .args(["demo", "--tumors", "3000"])
            .current_dir(folder.path())
            .output()
            .expect("the program starts");
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    let shown = demo();
    // A heading may go over several lines.
    for part in ["accepted", "survival", "kaplan-meier", "95% intervals", "survival.svg"] {
        assert!(shown.contains(part), "the demo shows {part}: {shown}");
    }
    let picture = std::fs::read_to_string(folder.path().join("caselake-demo/survival.svg")).expect("a picture");
    assert!(picture.starts_with("<svg") && picture.contains("<title"), "an accessible picture");
    // A second run starts afresh.
    demo();

    let warehouse = folder.path().join("caselake-demo/warehouse");
    let warehouse = warehouse.to_str().expect("text");
    let receipts = json(["receipts", "--warehouse", warehouse, "--format", "json"], &[0]);
    assert_eq!(receipts.as_array().expect("a list").len(), 4);
    let verified = json(["audit", "verify", "--warehouse", warehouse, "--format", "json"], &[0]);
    assert_eq!(verified["intact"], true);
}

#[test]
fn the_demo_leaves_other_folders_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let mine = folder.path().join("thesis.txt");
    std::fs::write(&mine, "mine").expect("written");
    let output = run(["demo", "--dir", folder.path().to_str().expect("text")]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(std::fs::read_to_string(&mine).expect("still there"), "mine");
}

#[test]
fn every_command_explains_itself() {
    let help = text(&run(["--help"]).stdout);
    let commands = ["demo", "synth", "check", "convert", "init", "submit", "receipts", "snapshots", "survival"];
    for command in commands {
        assert!(help.contains(command), "--help lists {command}");
        let output = run([command, "--help"]);
        assert!(output.status.success() && text(&output.stdout).contains("Usage:"), "{command} --help");
    }
}
