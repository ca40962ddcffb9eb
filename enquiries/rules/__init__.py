"""Who may do what with an enquiry, and when."""
