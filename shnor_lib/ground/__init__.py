"""What every floor above needs: terms, words, declarations, params, schemas, numbers behind shares."""
