"""The desk over HTTP: password, pages, forms, downloads."""
