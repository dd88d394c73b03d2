"""The agents: one file and one public function each."""
