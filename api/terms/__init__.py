"""Terms (期限试算): what a term would give."""
