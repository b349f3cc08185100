-- did order in last 7 days and not did order between 60 and 30 days ago
-- p1 = 1
-- p2 = 1774353600001
-- p3 = 1774958400001
-- p4 = 1769774400001
-- p5 = 1772366400001
-- p6 = "order"
-- p7 = 1000
SELECT `person`
FROM (
  SELECT `person`,
    `fact1` >= {p1:UInt64} AS `leaf0`,
    `fact2` >= {p1:UInt64} AS `leaf1`
  FROM (
    SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
      countIf(`gate1`) AS `fact1`,
      countIf(`gate2`) AS `fact2`
    FROM (
      SELECT `node`,
        if(`time` >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC'), `time` < fromUnixTimestamp64Milli({p3:Int64}, 'UTC'), 0) AS `gate1`,
        if(`time` >= fromUnixTimestamp64Milli({p4:Int64}, 'UTC'), `time` < fromUnixTimestamp64Milli({p5:Int64}, 'UTC'), 0) AS `gate2`
      FROM (
        SELECT `node`,
          `time`
        FROM `events_by_name`
        PREWHERE (`name` = {p6:String}) AND (((`time` >= fromUnixTimestamp64Milli({p4:Int64}, 'UTC')) AND (`time` < fromUnixTimestamp64Milli({p5:Int64}, 'UTC'))) OR ((`time` >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC')) AND (`time` < fromUnixTimestamp64Milli({p3:Int64}, 'UTC'))))
      ) AS `found`
    ) AS `rows`
    LEFT ANY JOIN (
      SELECT `node`,
        argMax(`person`, `offset`) AS `owner`,
        1 AS `is_moved`
      FROM `moves`
      GROUP BY `node`
    ) AS `owners` ON `rows`.`node` = `owners`.`node`
    GROUP BY `person`
  ) AS `people`
) AS `members`
WHERE `leaf0` AND (NOT `leaf1`)
ORDER BY `person`
LIMIT {p7:UInt64}
SETTINGS join_use_nulls = 0, aggregate_functions_null_for_empty = 0, output_format_decimal_trailing_zeros = 0, output_format_json_escape_forward_slashes = 0, query_plan_join_swap_table = 'false', optimize_and_compare_chain = 0, query_plan_merge_expressions = 0, group_by_two_level_threshold = 1000000, group_by_two_level_threshold_bytes = 100000000
