"""Who answers behind `ask`."""
