"""What the report says of the data: facts of an edition, and what rules draft from them."""
