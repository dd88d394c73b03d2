"""What code can verify: pure checks of a draft against its evidence."""
