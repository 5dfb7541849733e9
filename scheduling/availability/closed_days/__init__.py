"""The days on which an organisation holds nothing, and the school holidays that it avoids."""
