"""Documents: PDF reports and letters made by the portal, and files that people upload."""
