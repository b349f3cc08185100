-- in list "beta"
-- p1 = "$list/beta"
-- p2 = 1774958400000
-- p3 = 1000
WITH (`document`) -> if(match(`document`, '\\\\u[dD][89a-fA-F]'), replaceRegexpOne(replaceRegexpAll(`document`, '((?:\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\\\u[0-9a-ce-fA-CE-F][0-9a-fA-F]{3}|\\\\u[dD][0-7][0-9a-fA-F]{2}|\\\\[^u]|[^\\\\])*)(\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}|$)', '\\1\\\\ufdd0'), '(?:\\\\ufdd0)*$', ''), `document`) AS `json_without_half_pairs`
SELECT `person`
FROM (
  SELECT `person`,
    `trait1_token` = 'true' AS `leaf0`
  FROM (
    SELECT `person`,
      `json_without_half_pairs`(trimBoth(`value1`, ' \t\n\r')) AS `trait1_token`
    FROM (
      SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
        argMax(`rows`.`value`, bitShiftLeft(toUInt256(toUnixTimestamp64Milli(`rows`.`time`) + 2208988800001), 128) + `rows`.`id_hash`) AS `value1`
      FROM (
        SELECT `node`,
          `name`,
          `value`,
          `time`,
          `id_hash`
        FROM `traits`
        PREWHERE (`name` = {p1:String}) AND (`time` <= fromUnixTimestamp64Milli({p2:Int64}, 'UTC'))
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
  ) AS `people`
) AS `members`
WHERE `leaf0`
ORDER BY `person`
LIMIT {p3:UInt64}
SETTINGS join_use_nulls = 0, aggregate_functions_null_for_empty = 0, output_format_decimal_trailing_zeros = 0, output_format_json_escape_forward_slashes = 0, enable_shared_storage_snapshot_in_query = 1, query_plan_join_swap_table = 'false', optimize_and_compare_chain = 0, query_plan_merge_expressions = 0, group_by_two_level_threshold = 300000, group_by_two_level_threshold_bytes = 100000000
