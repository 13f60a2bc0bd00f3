"""Problems, recommendations and decisions drafted by stated rules; the rules are data."""
