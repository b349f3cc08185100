-- subscribed to "news" and not did order
-- p1 = 1
-- p2 = "order"
-- p3 = 1774958400001
-- p4 = "$subscription/news"
-- p5 = 1774958400000
-- p6 = 1000
WITH (`document`) -> if(match(`document`, '\\\\u[dD][89a-fA-F]'), replaceRegexpOne(replaceRegexpAll(`document`, '((?:\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\\\u[0-9a-ce-fA-CE-F][0-9a-fA-F]{3}|\\\\u[dD][0-7][0-9a-fA-F]{2}|\\\\[^u]|[^\\\\])*)(\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}|$)', '\\1\\\\ufdd0'), '(?:\\\\ufdd0)*$', ''), `document`) AS `json_without_half_pairs`
SELECT `person`
FROM (
  SELECT `person`,
    `trait1_token` = 'false' AS `leaf0`,
    `fact1` >= {p1:UInt64} AS `leaf1`
  FROM (
    SELECT `person`,
      `fact1`,
      `json_without_half_pairs`(trimBoth(`value1`, ' \t\n\r')) AS `trait1_token`
    FROM (
      SELECT `part`.`person` AS `person`,
        sum(`part`.`fact1`) AS `fact1`,
        max(`part`.`value1`) AS `value1`
      FROM (
        SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
          count() AS `fact1`,
          '' AS `value1`
        FROM (
          SELECT `node`
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
        UNION ALL
        SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
          toUInt64(0) AS `fact1`,
          argMax(`rows`.`value`, bitShiftLeft(toUInt256(toUnixTimestamp64Milli(`rows`.`time`) + 2208988800001), 128) + `rows`.`id_hash`) AS `value1`
        FROM (
          SELECT `node`,
            `name`,
            `value`,
            `time`,
            `id_hash`
          FROM `traits`
          PREWHERE (`name` = {p4:String}) AND (`time` <= fromUnixTimestamp64Milli({p5:Int64}, 'UTC'))
        ) AS `rows`
        LEFT ANY JOIN (
          SELECT `node`,
            argMax(`person`, `offset`) AS `owner`,
            1 AS `is_moved`
          FROM `moves`
          GROUP BY `node`
        ) AS `owners` ON `rows`.`node` = `owners`.`node`
        GROUP BY `person`
        UNION ALL
        SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
          toUInt64(0) AS `fact1`,
          '' AS `value1`
        FROM (
          SELECT `node`
          FROM `nodes`
        ) AS `rows`
        LEFT ANY JOIN (
          SELECT `node`,
            argMax(`person`, `offset`) AS `owner`,
            1 AS `is_moved`
          FROM `moves`
          GROUP BY `node`
        ) AS `owners` ON `rows`.`node` = `owners`.`node`
      ) AS `part`
      GROUP BY `person`
    ) AS `people`
  ) AS `people`
) AS `members`
WHERE (NOT `leaf0`) AND (NOT `leaf1`)
ORDER BY `person`
LIMIT {p6:UInt64}
SETTINGS join_use_nulls = 0, aggregate_functions_null_for_empty = 0, output_format_decimal_trailing_zeros = 0, output_format_json_escape_forward_slashes = 0, enable_shared_storage_snapshot_in_query = 1, query_plan_join_swap_table = 'false', optimize_and_compare_chain = 0, query_plan_merge_expressions = 0, group_by_two_level_threshold = 300000, group_by_two_level_threshold_bytes = 100000000
