"""One migration a file; `bentos.records.tables` says where they lead."""
