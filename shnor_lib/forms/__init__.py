"""Empty Excel forms for those who fill in data: registers of the programme and the plain table of results."""
