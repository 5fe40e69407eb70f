"""What the pages of campaigns show and ask; the rules are verification's."""
