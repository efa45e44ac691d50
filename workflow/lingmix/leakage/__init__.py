"""Whether a study is evaluated on texts that it trains on."""
