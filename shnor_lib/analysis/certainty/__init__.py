"""What the numbers can bear: how surely a verdict stands, and what would have happened anyway."""
