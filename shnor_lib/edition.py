"""An edition's tables on disk: `open_edition(2022).classification`."""
