"""One loss term per module; the module's name is the term's name in a study, its ``TERM`` the class."""
