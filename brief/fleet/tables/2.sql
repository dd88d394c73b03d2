ALTER TABLE brief_fleet_workers ADD COLUMN runs text NOT NULL DEFAULT ''; -- where it keeps runs, as runs_place.py says
