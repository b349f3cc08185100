-- did order in last 7 days and not did order between 60 and 30 days ago
-- p1 = "4"
-- p2 = "1"
-- p3 = "order"
-- p4 = 1769774400001
-- p5 = 1772366400001
-- p6 = 1774353600001
-- p7 = 1774958400001
-- p8 = 1000
SELECT `person`
FROM (
  SELECT `person`,
    bitAnd(`fact1`, {p1:UInt64}) != 0 AS `leaf0`,
    bitAnd(`fact1`, {p2:UInt64}) != 0 AS `leaf1`
  FROM (
    SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
      groupBitOr(if(greatest(toInt64(ifNull(toUnixTimestamp64Milli(`rows`.`time`), 1774958400001)) < 1769774400001, toInt64(ifNull(toUnixTimestamp64Milli(`rows`.`time`), 1774958400001)) >= 1774958400001), toUInt64(0), bitShiftLeft(toUInt64(1), transform(roundDown(toInt64(ifNull(toUnixTimestamp64Milli(`rows`.`time`), 1774958400001)), array(1769774400001, 1772366400001, 1774353600001)), array(1769774400001, 1772366400001, 1774353600001), array(0, 1, 2), 0)))) AS `fact1`
    FROM (
      SELECT `node`,
        `time`
      FROM `events_by_name`
      PREWHERE (`name` = {p3:String}) AND (((`time` >= fromUnixTimestamp64Milli({p4:Int64}, 'UTC')) AND (`time` < fromUnixTimestamp64Milli({p5:Int64}, 'UTC'))) OR ((`time` >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC')) AND (`time` < fromUnixTimestamp64Milli({p7:Int64}, 'UTC'))))
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
LIMIT {p8:UInt64}
SETTINGS join_use_nulls = 0, aggregate_functions_null_for_empty = 0, output_format_decimal_trailing_zeros = 0, output_format_json_escape_forward_slashes = 0, enable_shared_storage_snapshot_in_query = 1, query_plan_join_swap_table = 'false', optimize_and_compare_chain = 0, query_plan_merge_expressions = 0, group_by_two_level_threshold = 300000, group_by_two_level_threshold_bytes = 100000000
