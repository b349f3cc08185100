-- at least 2 sessions of order (quiet 1 hour)
-- p1 = "2"
-- p2 = 1774958400001
-- p3 = "order"
-- p4 = 1000
SELECT `person`
FROM (
  SELECT `person`,
    toDecimal128(`fact1`, 9) >= toDecimal128({p1:String}, 9) AS `leaf0`
  FROM (
    SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
      arrayElement(arrayMap((`instants`) -> arrayElement(arrayMap((`gaps`) -> toUInt64(arrayCount((`one`, `gap`, `place`) -> if(bitAnd(`one`, 1) = 1, if(`place` = 1, 1, `gap` > 14400001), 0), `instants`, `gaps`, arrayEnumerate(`gaps`))), array(arrayDifference(`instants`))), 1), array(arraySort(groupArrayIf((toUnixTimestamp64Milli(`rows`.`time`) * 4) + if(`rows`.`time` < fromUnixTimestamp64Milli({p2:Int64}, 'UTC'), 1, 0), 1)))), 1) AS `fact1`
    FROM (
      SELECT `node`,
        `time`
      FROM `events_by_name`
      PREWHERE (`name` = {p3:String}) AND (`time` < fromUnixTimestamp64Milli({p2:Int64}, 'UTC'))
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
LIMIT {p4:UInt64}
SETTINGS join_use_nulls = 0, aggregate_functions_null_for_empty = 0, output_format_decimal_trailing_zeros = 0, output_format_json_escape_forward_slashes = 0, enable_shared_storage_snapshot_in_query = 1, query_plan_join_swap_table = 'false', optimize_and_compare_chain = 0, query_plan_merge_expressions = 0, group_by_two_level_threshold = 300000, group_by_two_level_threshold_bytes = 100000000
