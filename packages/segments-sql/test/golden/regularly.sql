-- did order in at least 2 of last 8 weeks
-- p1 = "128"
-- p2 = "64"
-- p3 = "32"
-- p4 = "16"
-- p5 = "8"
-- p6 = "4"
-- p7 = "2"
-- p8 = "1"
-- p9 = "order"
-- p10 = 1770120000001
-- p11 = 1774958400001
-- p12 = 1000
SELECT `person`
FROM (
  SELECT `person`,
    bitAnd(`fact1`, {p1:UInt64}) != 0 AS `leaf0`,
    bitAnd(`fact1`, {p2:UInt64}) != 0 AS `leaf1`,
    bitAnd(`fact1`, {p3:UInt64}) != 0 AS `leaf2`,
    bitAnd(`fact1`, {p4:UInt64}) != 0 AS `leaf3`,
    bitAnd(`fact1`, {p5:UInt64}) != 0 AS `leaf4`,
    bitAnd(`fact1`, {p6:UInt64}) != 0 AS `leaf5`,
    bitAnd(`fact1`, {p7:UInt64}) != 0 AS `leaf6`,
    bitAnd(`fact1`, {p8:UInt64}) != 0 AS `leaf7`
  FROM (
    SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
      groupBitOr(if(greatest(toInt64(ifNull(toUnixTimestamp64Milli(`rows`.`time`), 1774958400001)) < 1770120000001, toInt64(ifNull(toUnixTimestamp64Milli(`rows`.`time`), 1774958400001)) >= 1774958400001), toUInt64(0), bitShiftLeft(toUInt64(1), transform(roundDown(toInt64(ifNull(toUnixTimestamp64Milli(`rows`.`time`), 1774958400001)), array(1770120000001, 1770724800001, 1771329600001, 1771934400001, 1772539200001, 1773144000001, 1773748800001, 1774353600001)), array(1770120000001, 1770724800001, 1771329600001, 1771934400001, 1772539200001, 1773144000001, 1773748800001, 1774353600001), array(0, 1, 2, 3, 4, 5, 6, 7), 0)))) AS `fact1`
    FROM (
      SELECT `node`,
        `time`
      FROM `events_by_name`
      PREWHERE (`name` = {p9:String}) AND ((`time` >= fromUnixTimestamp64Milli({p10:Int64}, 'UTC')) AND (`time` < fromUnixTimestamp64Milli({p11:Int64}, 'UTC')))
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
WHERE (((((((if(`leaf0`, 1, 0) + if(`leaf1`, 1, 0)) + if(`leaf2`, 1, 0)) + if(`leaf3`, 1, 0)) + if(`leaf4`, 1, 0)) + if(`leaf5`, 1, 0)) + if(`leaf6`, 1, 0)) + if(`leaf7`, 1, 0)) >= 2
ORDER BY `person`
LIMIT {p12:UInt64}
SETTINGS join_use_nulls = 0, aggregate_functions_null_for_empty = 0, output_format_decimal_trailing_zeros = 0, output_format_json_escape_forward_slashes = 0, enable_shared_storage_snapshot_in_query = 1, query_plan_join_swap_table = 'false', optimize_and_compare_chain = 0, query_plan_merge_expressions = 0, group_by_two_level_threshold = 300000, group_by_two_level_threshold_bytes = 100000000
