-- did order in at least 2 of last 8 weeks
-- p1 = 1
-- p2 = 1774353600001
-- p3 = 1774958400001
-- p4 = 1773748800001
-- p5 = 1773144000001
-- p6 = 1772539200001
-- p7 = 1771934400001
-- p8 = 1771329600001
-- p9 = 1770724800001
-- p10 = 1770120000001
-- p11 = "order"
-- p12 = 1000
SELECT `person`
FROM (
  SELECT `person`,
    `fact1` >= {p1:UInt64} AS `leaf0`,
    `fact2` >= {p1:UInt64} AS `leaf1`,
    `fact3` >= {p1:UInt64} AS `leaf2`,
    `fact4` >= {p1:UInt64} AS `leaf3`,
    `fact5` >= {p1:UInt64} AS `leaf4`,
    `fact6` >= {p1:UInt64} AS `leaf5`,
    `fact7` >= {p1:UInt64} AS `leaf6`,
    `fact8` >= {p1:UInt64} AS `leaf7`
  FROM (
    SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
      countIf(`gate1`) AS `fact1`,
      countIf(`gate2`) AS `fact2`,
      countIf(`gate3`) AS `fact3`,
      countIf(`gate4`) AS `fact4`,
      countIf(`gate5`) AS `fact5`,
      countIf(`gate6`) AS `fact6`,
      countIf(`gate7`) AS `fact7`,
      countIf(`gate8`) AS `fact8`
    FROM (
      SELECT `node`,
        if(`time` >= fromUnixTimestamp64Milli({p2:Int64}, 'UTC'), `time` < fromUnixTimestamp64Milli({p3:Int64}, 'UTC'), 0) AS `gate1`,
        if(`time` >= fromUnixTimestamp64Milli({p4:Int64}, 'UTC'), `time` < fromUnixTimestamp64Milli({p2:Int64}, 'UTC'), 0) AS `gate2`,
        if(`time` >= fromUnixTimestamp64Milli({p5:Int64}, 'UTC'), `time` < fromUnixTimestamp64Milli({p4:Int64}, 'UTC'), 0) AS `gate3`,
        if(`time` >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC'), `time` < fromUnixTimestamp64Milli({p5:Int64}, 'UTC'), 0) AS `gate4`,
        if(`time` >= fromUnixTimestamp64Milli({p7:Int64}, 'UTC'), `time` < fromUnixTimestamp64Milli({p6:Int64}, 'UTC'), 0) AS `gate5`,
        if(`time` >= fromUnixTimestamp64Milli({p8:Int64}, 'UTC'), `time` < fromUnixTimestamp64Milli({p7:Int64}, 'UTC'), 0) AS `gate6`,
        if(`time` >= fromUnixTimestamp64Milli({p9:Int64}, 'UTC'), `time` < fromUnixTimestamp64Milli({p8:Int64}, 'UTC'), 0) AS `gate7`,
        if(`time` >= fromUnixTimestamp64Milli({p10:Int64}, 'UTC'), `time` < fromUnixTimestamp64Milli({p9:Int64}, 'UTC'), 0) AS `gate8`
      FROM (
        SELECT `node`,
          `time`
        FROM `events_by_name`
        PREWHERE (`name` = {p11:String}) AND ((`time` >= fromUnixTimestamp64Milli({p10:Int64}, 'UTC')) AND (`time` < fromUnixTimestamp64Milli({p3:Int64}, 'UTC')))
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
WHERE (((((((if(`leaf0`, 1, 0) + if(`leaf1`, 1, 0)) + if(`leaf2`, 1, 0)) + if(`leaf3`, 1, 0)) + if(`leaf4`, 1, 0)) + if(`leaf5`, 1, 0)) + if(`leaf6`, 1, 0)) + if(`leaf7`, 1, 0)) >= 2
ORDER BY `person`
LIMIT {p12:UInt64}
SETTINGS join_use_nulls = 0, aggregate_functions_null_for_empty = 0, output_format_decimal_trailing_zeros = 0, output_format_json_escape_forward_slashes = 0, query_plan_join_swap_table = 'false', optimize_and_compare_chain = 0, query_plan_merge_expressions = 0, group_by_two_level_threshold = 1000000, group_by_two_level_threshold_bytes = 100000000
