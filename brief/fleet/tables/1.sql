-- What Brief knows of Procrastinate's workers and jobs. Rows go with those that they are of.
CREATE TABLE brief_fleet_workers (
    worker bigint PRIMARY KEY REFERENCES procrastinate_workers (id) ON DELETE CASCADE,
    host text NOT NULL,
    pid integer NOT NULL,
    since timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE brief_fleet_jobs (
    job bigint PRIMARY KEY REFERENCES procrastinate_jobs (id) ON DELETE CASCADE,
    run text UNIQUE, -- that it makes; known before its folder is
    begun_at timestamptz NOT NULL DEFAULT now(), -- its last try
    step text NOT NULL DEFAULT '', -- that it said last
    step_at timestamptz NOT NULL DEFAULT now(),
    exit_code integer, -- of its last try
    error text NOT NULL DEFAULT '', -- of its last try
    cost_usd double precision -- null where a price is unknown
);
