"""Who does it: one agent, one file, one public function."""
