-- average of session duration (quiet 20 days) in last 90 days >= 1 day
-- p1 = "86400000"
-- p2 = 1767182400001
-- p3 = 1774958400001
-- p4 = ""
-- p5 = "Segment Entered"
-- p6 = "Segment Left"
-- p7 = 1765454400001
-- p8 = 1000
SELECT `person`
FROM (
  SELECT `person`,
    if(length(`fact1`) > 0, toDecimal128(arraySum(`fact1`), 9) >= (toDecimal256(toDecimal128({p1:String}, 9), 9) * length(`fact1`)), 0) AS `leaf0`
  FROM (
    SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
      arrayElement(arrayMap((`instants`) -> arrayElement(arrayMap((`gaps`) -> arrayElement(arrayMap((`begun`) -> arrayElement(arrayMap((`ended`) -> arrayFilter((`one`, `begun`) -> (bitAnd(`begun`, 1) = 1), arrayMap((`begun`, `end`) -> (bitShiftRight(`end`, 2) - bitShiftRight(`begun`, 2)), `begun`, `ended`), `begun`), array(arrayFilter((`one`, `gap`) -> (`gap` > 6912000001), `instants`, arrayResize(arrayPushBack(arrayPopFront(`gaps`), toInt64(6912000002)), length(`instants`))))), 1), array(arrayFilter((`one`, `gap`, `place`) -> if(`place` = 1, 1, `gap` > 6912000001), `instants`, `gaps`, arrayEnumerate(`gaps`)))), 1), array(arrayDifference(`instants`))), 1), array(arraySort(groupArrayIf((toUnixTimestamp64Milli(`rows`.`time`) * 4) + if(if(`rows`.`time` >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC'), `rows`.`time` < fromUnixTimestamp64Milli({p3:Int64}, 'UTC'), 0), 1, 0), 1)))), 1) AS `fact1`
    FROM (
      SELECT `node`,
        `time`
      FROM `events_by_name`
      PREWHERE (startsWith(`name`, {p4:String}) AND (NOT (`name` IN ({p5:String}, {p6:String})))) AND ((`time` >= fromUnixTimestamp64Milli({p7:Int64}, 'UTC')) AND (`time` < fromUnixTimestamp64Milli({p3:Int64}, 'UTC')))
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
LIMIT {p8:UInt64}
SETTINGS join_use_nulls = 0, aggregate_functions_null_for_empty = 0, output_format_decimal_trailing_zeros = 0, output_format_json_escape_forward_slashes = 0, enable_shared_storage_snapshot_in_query = 1, query_plan_join_swap_table = 'false', optimize_and_compare_chain = 0, query_plan_merge_expressions = 0, group_by_two_level_threshold = 300000, group_by_two_level_threshold_bytes = 100000000
