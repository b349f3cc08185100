-- score "points" >= 2
-- p1 = 1
-- p2 = "pro"
-- p3 = "order"
-- p4 = "login"
-- p5 = 1774958400001
-- p6 = "plan"
-- p7 = 1774958400000
-- p8 = 1000
WITH (`token`) -> multiIf(NOT startsWith(`token`, '"'), '', position(`token`, '\\') > 0, JSONExtractString(concat('[', `token`, ']'), 1), substring(`token`, 2, length(`token`) - 2)) AS `json_text`,
  (`document`) -> if(match(`document`, '\\\\u[dD][89a-fA-F]'), replaceRegexpOne(replaceRegexpAll(`document`, '((?:\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\\\u[0-9a-ce-fA-CE-F][0-9a-fA-F]{3}|\\\\u[dD][0-7][0-9a-fA-F]{2}|\\\\[^u]|[^\\\\])*)(\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}|$)', '\\1\\\\ufdd0'), '(?:\\\\ufdd0)*$', ''), `document`) AS `json_without_half_pairs`
SELECT `person`
FROM (
  SELECT `person`,
    `fact1` >= {p1:UInt64} AS `leaf0`,
    `trait1_name` = {p2:String} AS `leaf1`,
    `fact2` >= {p1:UInt64} AS `leaf2`
  FROM (
    SELECT `person`,
      `fact1`,
      `fact2`,
      `json_text`(`json_without_half_pairs`(trimBoth(`value1`, ' \t\n\r'))) AS `trait1_name`
    FROM (
      SELECT `part`.`person` AS `person`,
        sum(`part`.`fact1`) AS `fact1`,
        sum(`part`.`fact2`) AS `fact2`,
        max(`part`.`value1`) AS `value1`
      FROM (
        SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
          countIf(`gate1`) AS `fact1`,
          countIf(`gate2`) AS `fact2`,
          '' AS `value1`
        FROM (
          SELECT `node`,
            `name` = {p3:String} AS `gate1`,
            `name` = {p4:String} AS `gate2`
          FROM (
            SELECT `node`,
              `name`
            FROM `events_by_name`
            PREWHERE (`name` IN ({p3:String}, {p4:String})) AND (`time` < fromUnixTimestamp64Milli({p5:Int64}, 'UTC'))
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
        UNION ALL
        SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
          toUInt64(0) AS `fact1`,
          toUInt64(0) AS `fact2`,
          argMax(`rows`.`value`, bitShiftLeft(toUInt256(toUnixTimestamp64Milli(`rows`.`time`) + 2208988800001), 128) + `rows`.`id_hash`) AS `value1`
        FROM (
          SELECT `node`,
            `name`,
            `value`,
            `time`,
            `id_hash`
          FROM `traits`
          PREWHERE (`name` = {p6:String}) AND (`time` <= fromUnixTimestamp64Milli({p7:Int64}, 'UTC'))
        ) AS `rows`
        LEFT ANY JOIN (
          SELECT `node`,
            argMax(`person`, `offset`) AS `owner`,
            1 AS `is_moved`
          FROM `moves`
          GROUP BY `node`
        ) AS `owners` ON `rows`.`node` = `owners`.`node`
        GROUP BY `person`
      ) AS `part`
      GROUP BY `person`
    ) AS `people`
  ) AS `people`
) AS `members`
WHERE ((if(`leaf0`, 3, 0) + if(`leaf1`, 4, 0)) + if(NOT `leaf2`, 2, 0)) >= 6
ORDER BY `person`
LIMIT {p8:UInt64}
SETTINGS join_use_nulls = 0, aggregate_functions_null_for_empty = 0, output_format_decimal_trailing_zeros = 0, output_format_json_escape_forward_slashes = 0, enable_shared_storage_snapshot_in_query = 1, query_plan_join_swap_table = 'false', optimize_and_compare_chain = 0, query_plan_merge_expressions = 0, group_by_two_level_threshold = 300000, group_by_two_level_threshold_bytes = 100000000
