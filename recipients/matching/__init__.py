"""What of an entry is compared when the register is searched for people entered twice."""
