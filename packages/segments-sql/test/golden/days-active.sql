-- days active of order >= 2
-- p1 = "2"
-- p2 = [...]
-- p3 = [...]
-- p4 = "order"
-- p5 = 1774958400001
-- p6 = 1000
SELECT `person`
FROM (
  SELECT `person`,
    toDecimal128(`fact1`, 9) >= toDecimal128({p1:String}, 9) AS `leaf0`
  FROM (
    SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
      uniqExact(toInt32(intDiv((toUnixTimestamp64Milli(`rows`.`time`) + arrayElement(JSONExtract({p2:String}, 'Array(Int64)'), arrayCount((`start`) -> (`start` <= toUnixTimestamp64Milli(`rows`.`time`)), JSONExtract({p3:String}, 'Array(Int64)')))) + 9072000000000, 86400000))) AS `fact1`
    FROM (
      SELECT `node`,
        `time`
      FROM `events_by_name`
      PREWHERE (`name` = {p4:String}) AND (`time` < fromUnixTimestamp64Milli({p5:Int64}, 'UTC'))
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
WHERE `leaf0`
ORDER BY `person`
LIMIT {p6:UInt64}
SETTINGS join_use_nulls = 0, aggregate_functions_null_for_empty = 0, output_format_decimal_trailing_zeros = 0, output_format_json_escape_forward_slashes = 0, enable_shared_storage_snapshot_in_query = 1, query_plan_join_swap_table = 'false', optimize_and_compare_chain = 0, query_plan_merge_expressions = 0, group_by_two_level_threshold = 300000, group_by_two_level_threshold_bytes = 100000000
