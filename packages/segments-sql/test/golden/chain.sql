-- did order then login within 10 days
-- p1 = "order"
-- p2 = "login"
-- p3 = 1774958400001
-- p4 = 1000
SELECT `person`
FROM (
  SELECT `person`,
    `fact1` = 1 AS `leaf0`
  FROM (
    SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
      toUInt64(arrayElement(arrayMap((`state`) -> (arrayElement(`state`, 2) != -9000000000000000), array(arrayFold((`state`, `event`) -> CAST(array(if(bitTest(tupleElement(`event`, 3), 0) = 1, tupleElement(`event`, 1), arrayElement(`state`, 1)), if((bitTest(tupleElement(`event`, 3), 1) = 1) AND (arrayElement(`state`, 1) != -9000000000000000) AND ((tupleElement(`event`, 1) - arrayElement(`state`, 1)) <= 864000000), tupleElement(`event`, 1), arrayElement(`state`, 2))), 'Array(Int64)'), arraySort(groupArrayIf(tuple(toUnixTimestamp64Milli(`rows`.`time`), `rows`.`id_hash`, if(`gate1`, 1, 0) + if(`gate2`, 2, 0), ''), `gate1` OR `gate2`)), CAST(array(-9000000000000000, -9000000000000000), 'Array(Int64)')))), 1)) AS `fact1`
    FROM (
      SELECT `node`,
        `time`,
        `id_hash`,
        `name` = {p1:String} AS `gate1`,
        `name` = {p2:String} AS `gate2`
      FROM (
        SELECT `node`,
          `name`,
          `time`,
          `id_hash`
        FROM `events_by_name`
        PREWHERE (`name` IN ({p1:String}, {p2:String})) AND (`time` < fromUnixTimestamp64Milli({p3:Int64}, 'UTC'))
      ) AS `found`
    ) AS `rows`
    LEFT JOIN (
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
SETTINGS join_use_nulls = 0, aggregate_functions_null_for_empty = 0, output_format_decimal_trailing_zeros = 0, output_format_json_escape_forward_slashes = 0, query_plan_join_swap_table = 'false', optimize_and_compare_chain = 0
