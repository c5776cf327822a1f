"""One module for each family of Connect pages: page to card, reply to answer."""
