"""The page of a study, ``report.html``: what it shows, and how."""
