"""One migration a file; `bentos.tables` says where they lead."""
