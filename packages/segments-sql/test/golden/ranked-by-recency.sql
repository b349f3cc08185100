-- quantile tier 2 of 3 by recency of order
-- p1 = "order"
-- p2 = 1774958400001
SELECT length(`ranked`) AS `people`,
  if(length(`ranked`) = 0, '', toString(arrayElement(arrayMap((`pinned`) -> if(indexOf(`ranked`, `pinned`) > 1, greatest(`pinned` - toDecimal128(86400000, 9), arrayElement(`ranked`, toInt64(indexOf(`ranked`, `pinned`)) - 1) + toDecimal128(1, 9)), `pinned` - toDecimal128(86400000, 9)), array(arrayElement(`ranked`, greatest(toInt64((length(`ranked`) - intDiv((toInt256(length(`ranked`)) * 2) + 2, 3)) + 1), toInt64(1))))), 1))) AS `value0`,
  arrayElement(arrayMap((`pinned`) -> arrayCount((`one`) -> (`one` >= `pinned`), `ranked`), array(arrayElement(`ranked`, greatest(toInt64((length(`ranked`) - intDiv((toInt256(length(`ranked`)) * 2) + 2, 3)) + 1), toInt64(1))))), 1) AS `holds0`,
  if(length(`ranked`) = 0, '', toString(arrayElement(arrayMap((`pinned`) -> if(indexOf(`ranked`, `pinned`) > 1, greatest(`pinned` - toDecimal128(86400000, 9), arrayElement(`ranked`, toInt64(indexOf(`ranked`, `pinned`)) - 1) + toDecimal128(1, 9)), `pinned` - toDecimal128(86400000, 9)), array(arrayElement(`ranked`, greatest(toInt64((length(`ranked`) - intDiv((toInt256(length(`ranked`)) * 1) + 2, 3)) + 1), toInt64(1))))), 1))) AS `value1`,
  arrayElement(arrayMap((`pinned`) -> arrayCount((`one`) -> (`one` >= `pinned`), `ranked`), array(arrayElement(`ranked`, greatest(toInt64((length(`ranked`) - intDiv((toInt256(length(`ranked`)) * 1) + 2, 3)) + 1), toInt64(1))))), 1) AS `holds1`
FROM (
  SELECT arraySort(groupArrayIf(ifNull(`measure`, toDecimal128(0, 9)), isNotNull(`measure`))) AS `ranked`
  FROM (
    SELECT `person`,
      `fact1` - toDecimal128(1774958400000, 9) AS `measure`
    FROM (
      SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
        maxIf(toNullable(toDecimal128(toUnixTimestamp64Milli(`rows`.`time`), 9)), 1) AS `fact1`
      FROM (
        SELECT `node`,
          `time`
        FROM `events_by_name`
        PREWHERE (`name` = {p1:String}) AND (`time` < fromUnixTimestamp64Milli({p2:Int64}, 'UTC'))
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
  WHERE 1
) AS `row`
SETTINGS join_use_nulls = 0, aggregate_functions_null_for_empty = 0, output_format_decimal_trailing_zeros = 0, output_format_json_escape_forward_slashes = 0, enable_shared_storage_snapshot_in_query = 1, query_plan_join_swap_table = 'false', optimize_and_compare_chain = 0, query_plan_merge_expressions = 0, group_by_two_level_threshold = 300000, group_by_two_level_threshold_bytes = 100000000
