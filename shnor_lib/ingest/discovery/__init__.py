"""What a folder of files tells of an okrug that nobody has described yet: schools, municipality, years, procedures."""
