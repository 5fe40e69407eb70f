"""The forms of citizens: a complaint, the way back to it, and what they do with it there."""
