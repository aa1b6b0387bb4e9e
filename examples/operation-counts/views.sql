-- What the table of events is looked at with. It may be run before the table is there, and again.

-- how many records were created, changed and deleted
CREATE VIEW IF NOT EXISTS operation_counts AS
SELECT _header_operation AS operation, count(*) AS events
FROM "BlueskyEvent"
GROUP BY operation;

-- the same, a minute at a time
CREATE VIEW IF NOT EXISTS operations_by_minute AS
SELECT substr(_timestamp, 1, 16) AS minute, _header_operation AS operation, count(*) AS events
FROM "BlueskyEvent"
GROUP BY minute, operation;

-- the same by collection, which is the middle of at://account/collection/record
CREATE VIEW IF NOT EXISTS operations_by_collection AS
SELECT substr(rest, 1, instr(rest, '/') - 1) AS collection, operation, count(*) AS events
FROM (
  SELECT substr(_key, 6 + instr(substr(_key, 6), '/')) AS rest, _header_operation AS operation
  FROM "BlueskyEvent"
)
GROUP BY collection, operation;
