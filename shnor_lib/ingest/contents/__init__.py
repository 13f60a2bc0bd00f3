"""What the files of a folder hold: each is opened, recognised and read once, and kept from run to run."""
