"""Questions and answers generated from the Unicode CLDR names that the Babel package ships."""
