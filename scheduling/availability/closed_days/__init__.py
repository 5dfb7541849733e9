"""Days on which an organisation holds no sessions, and school holidays, which planning avoids."""
