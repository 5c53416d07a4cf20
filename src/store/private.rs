//! Creates files and folders that only their owner can read, since what this program writes is
//! about patients. Everything that it creates on the disk is created here.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::path::Path;

/// Makes a folder with its parents. Folders that are there already keep their permissions.
pub(super) fn create_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Creates an empty file in the place of whatever file has the name. A link there is replaced,
/// never followed.
pub(super) fn create_file(path: &Path) -> io::Result<File> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    create_new_file(path)
}

/// Creates a file where there is none; whatever has the name is left and is an error.
pub(super) fn create_new_file(path: &Path) -> io::Result<File> {
    options().write(true).create_new(true).open(path)
}

/// Opens a file to be locked and creates it where there is none.
pub(super) fn open_or_create(path: &Path) -> io::Result<File> {
    options()
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
}

fn options() -> OpenOptions {
    #[cfg_attr(
        not(unix),
        expect(unused_mut, reason = "other systems have no mode to set")
    )]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Closes a folder and the files directly in it, which others created, to all but the owner.
#[cfg(unix)]
pub(super) fn close_folder(folder: &Path) -> io::Result<()> {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;
    set_permissions(folder, Permissions::from_mode(0o700))?;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            set_permissions(entry.path(), Permissions::from_mode(0o600))?;
        }
    }
    Ok(())
}

/// Does nothing where the system has no such permissions.
#[cfg(not(unix))]
pub(super) fn close_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn mode(path: &Path) -> u32 {
        std::fs::symlink_metadata(path)
            .expect("an entry")
            .permissions()
            .mode()
            & 0o777
    }

    #[test]
    fn what_is_created_is_the_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("a/b");
        create_folder(&inner).unwrap();
        assert_eq!(
            (mode(&inner), mode(inner.parent().unwrap())),
            (0o700, 0o700)
        );
        let file = inner.join("file");
        std::fs::write(&file, "old, and open to all").unwrap();
        create_file(&file).unwrap();
        assert_eq!(
            (mode(&file), std::fs::read(&file).unwrap().len()),
            (0o600, 0)
        );
    }

    #[test]
    fn a_link_is_replaced_and_what_it_leads_to_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let (link, target) = (folder.path().join("link"), folder.path().join("target"));
        std::fs::write(&target, "kept").unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        create_file(&link).unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"kept");
        assert!(!link.is_symlink());
    }
}
