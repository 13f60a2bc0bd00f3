"""What stands beside a public report: descriptions of its data for programs, release notes, the page of editions."""
