"""The exchange of files with the billing system."""
