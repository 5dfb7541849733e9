"""Judge where a session could be put, and list the sessions that a later change affects."""
