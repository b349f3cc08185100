-- diagnosis does not exist
-- p1 = "fr"
-- p2 = "diagnosis"
-- p3 = "$consent/research"
-- p4 = "country"
-- p5 = 1774958400000
-- p6 = 1000
WITH (`token`) -> isInfinite(toFloat64OrZero(`token`)) AS `json_infinite`,
  (`value`) -> lowerUTF8(replaceAll(replaceAll(`value`, 'Σ', 'σ'), 'İ', 'i')) AS `lower_each`,
  (`document`) -> if(match(`document`, '\\\\u[dD][89a-fA-F]'), replaceRegexpOne(replaceRegexpAll(`document`, '((?:\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\\\u[0-9a-ce-fA-CE-F][0-9a-fA-F]{3}|\\\\u[dD][0-7][0-9a-fA-F]{2}|\\\\[^u]|[^\\\\])*)(\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}|$)', '\\1\\\\ufdd0'), '(?:\\\\ufdd0)*$', ''), `document`) AS `json_without_half_pairs`,
  (`token`) -> multiIf(NOT startsWith(`token`, '"'), '', position(`token`, '\\') > 0, JSONExtractString(concat('[', `token`, ']'), 1), substring(`token`, 2, length(`token`) - 2)) AS `json_text`
SELECT `person`
FROM (
  SELECT `person`,
    if(NOT (`trait1_token` IN ('', 'null', '""')), NOT `json_infinite`(`trait1_token`), 0) AS `leaf0`,
    `trait2_token` = 'true' AS `leaf1`,
    `lower_each`(`trait3_name`) = `lower_each`({p1:String}) AS `leaf2`,
    `trait2_token` = 'false' AS `leaf3`
  FROM (
    SELECT `person`,
      `json_without_half_pairs`(trimBoth(`value1`, ' \t\n\r')) AS `trait1_token`,
      `json_without_half_pairs`(trimBoth(`value2`, ' \t\n\r')) AS `trait2_token`,
      `json_text`(`json_without_half_pairs`(trimBoth(`value3`, ' \t\n\r'))) AS `trait3_name`
    FROM (
      SELECT `part`.`person` AS `person`,
        max(`part`.`value1`) AS `value1`,
        max(`part`.`value2`) AS `value2`,
        max(`part`.`value3`) AS `value3`
      FROM (
        SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
          argMaxIf(`rows`.`value`, bitShiftLeft(toUInt256(toUnixTimestamp64Milli(`rows`.`time`) + 2208988800001), 128) + `rows`.`id_hash`, `rows`.`name` = {p2:String}) AS `value1`,
          argMaxIf(`rows`.`value`, bitShiftLeft(toUInt256(toUnixTimestamp64Milli(`rows`.`time`) + 2208988800001), 128) + `rows`.`id_hash`, `rows`.`name` = {p3:String}) AS `value2`,
          argMaxIf(`rows`.`value`, bitShiftLeft(toUInt256(toUnixTimestamp64Milli(`rows`.`time`) + 2208988800001), 128) + `rows`.`id_hash`, `rows`.`name` = {p4:String}) AS `value3`
        FROM (
          SELECT `node`,
            `name`,
            `value`,
            `time`,
            `id_hash`
          FROM `traits`
          PREWHERE (`name` IN ({p2:String}, {p3:String}, {p4:String})) AND (`time` <= fromUnixTimestamp64Milli({p5:Int64}, 'UTC'))
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
          '' AS `value1`,
          '' AS `value2`,
          '' AS `value3`
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
WHERE (NOT `leaf0`) AND if(`leaf1`, 1, if(NOT `leaf2`, NOT `leaf3`, 0))
ORDER BY `person`
LIMIT {p6:UInt64}
SETTINGS join_use_nulls = 0, aggregate_functions_null_for_empty = 0, output_format_decimal_trailing_zeros = 0, output_format_json_escape_forward_slashes = 0, enable_shared_storage_snapshot_in_query = 1, query_plan_join_swap_table = 'false', optimize_and_compare_chain = 0, query_plan_merge_expressions = 0, group_by_two_level_threshold = 300000, group_by_two_level_threshold_bytes = 100000000
