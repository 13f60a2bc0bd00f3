"""The report's sections: one module each, functions from an edition to tables, figures and prose."""
