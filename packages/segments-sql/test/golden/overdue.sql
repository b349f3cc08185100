-- overdue order (0.1 times the usual gap) at least 2 times
-- p1 = "0.1"
-- p2 = "order"
-- p3 = 1774958400001
-- p4 = 1000
SELECT `person`
FROM (
  SELECT `person`,
    `fact1` = 1 AS `leaf0`
  FROM (
    SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
      toUInt64(arrayElement(arrayMap((`times`) -> arrayElement(arrayMap((`gaps`) -> if(length(`times`) >= 2, toDecimal256((1774958400000 - arrayElement(`times`, -1)) * 2, 9) > (toDecimal256(toDecimal128({p1:String}, 9), 9) * toInt64(arrayElement(`gaps`, intDiv(length(`gaps`) + 1, 2)) + arrayElement(`gaps`, intDiv(length(`gaps`), 2) + 1))), 0), array(arraySort(arrayPopFront(arrayDifference(`times`))))), 1), array(arraySort(groupUniqArrayIf(toUnixTimestamp64Milli(`rows`.`time`), 1)))), 1)) AS `fact1`
    FROM (
      SELECT `node`,
        `time`
      FROM `events_by_name`
      PREWHERE (`name` = {p2:String}) AND (`time` < fromUnixTimestamp64Milli({p3:Int64}, 'UTC'))
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
