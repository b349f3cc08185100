-- days active of login in last 30 days in their time zone = 1
-- p1 = "1"
-- p2 = "[3600000,7200000]"
-- p3 = "[1772193600001,1774746000000]"
-- p4 = "login"
-- p5 = 1772366400001
-- p6 = 1774958400001
-- p7 = [...]
-- p8 = [...]
-- p9 = "timezone"
-- p10 = "$zone/"
-- p11 = [...]
-- p12 = [...]
-- p13 = 1774958400000
-- p14 = 1000
WITH (`written`) -> arrayElement(arrayMap((`document`) -> if(match(`document`, '\\\\u[dD][89a-fA-F]'), replaceRegexpOne(replaceRegexpAll(`document`, '((?:\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\\\u[0-9a-ce-fA-CE-F][0-9a-fA-F]{3}|\\\\u[dD][0-7][0-9a-fA-F]{2}|\\\\[^u]|[^\\\\])*)(\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}|$)', '\\1\\\\ufdd0'), '(?:\\\\ufdd0)*$', ''), `document`), array(`written`)), 1) AS `json_without_half_pairs`,
  (`token`) -> multiIf(NOT startsWith(`token`, '"'), '', position(`token`, '\\') > 0, JSONExtractString(concat('[', `token`, ']'), 1), substring(`token`, 2, length(`token`) - 2)) AS `json_text`
SELECT `person`
FROM (
  SELECT `person`,
    toDecimal128(`fact1`, 9) = toDecimal128({p1:String}, 9) AS `leaf0`
  FROM (
    SELECT `rows`.`person` AS `person`,
      uniqExact(toInt32(intDiv((toUnixTimestamp64Milli(`rows`.`time`) + arrayElement(if(length(`home`.`clock1_offsets`) = 0, JSONExtract({p2:String}, 'Array(Int64)'), `home`.`clock1_offsets`), arrayCount((`start`) -> (`start` <= toUnixTimestamp64Milli(`rows`.`time`)), if(length(`home`.`clock1_starts`) = 0, JSONExtract({p3:String}, 'Array(Int64)'), `home`.`clock1_starts`)))) + 9072000000000, 86400000))) AS `fact1`
    FROM (
      SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
        `rows`.`node` AS `node`,
        `rows`.`time` AS `time`
      FROM (
        SELECT `node`,
          `time`
        FROM `events_by_name`
        PREWHERE (`name` = {p4:String}) AND ((`time` >= fromUnixTimestamp64Milli({p5:Int64}, 'UTC')) AND (`time` < fromUnixTimestamp64Milli({p6:Int64}, 'UTC')))
      ) AS `rows`
      LEFT ANY JOIN (
        SELECT `node`,
          argMax(`person`, `offset`) AS `owner`,
          1 AS `is_moved`
        FROM `moves`
        GROUP BY `node`
      ) AS `owners` ON `rows`.`node` = `owners`.`node`
    ) AS `rows`
    LEFT ANY JOIN (
      SELECT `person`,
        `zone_group`,
        arrayElement(JSONExtract({p7:String}, 'Array(Array(Int64))'), `zone_group` + 1) AS `clock1_starts`,
        arrayElement(JSONExtract({p8:String}, 'Array(Array(Int64))'), `zone_group` + 1) AS `clock1_offsets`
      FROM (
        SELECT `rows`.`person` AS `person`,
          `json_without_half_pairs`(trimBoth(argMaxIf(`rows`.`value`, tuple(`rows`.`time`, `rows`.`id_hash`), `rows`.`name` = {p9:String}), ' \t\n\r')) AS `own_token`,
          `json_without_half_pairs`(trimBoth(argMaxIf(`rows`.`value`, tuple(`rows`.`time`, `rows`.`id_hash`), `rows`.`name` = {p10:String}), ' \t\n\r')) AS `seen_token`,
          transform(lower(`json_text`(`own_token`)), JSONExtract({p11:String}, 'Array(String)'), JSONExtract({p12:String}, 'Array(UInt16)'), transform(lower(`json_text`(`seen_token`)), JSONExtract({p11:String}, 'Array(String)'), JSONExtract({p12:String}, 'Array(UInt16)'), 0)) AS `zone_group`
        FROM (
          SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
            `rows`.`node` AS `node`,
            `rows`.`name` AS `name`,
            `rows`.`value` AS `value`,
            `rows`.`time` AS `time`,
            `rows`.`id_hash` AS `id_hash`
          FROM (
            SELECT `node`,
              `name`,
              `value`,
              `time`,
              `id_hash`
            FROM `traits`
            PREWHERE (`name` IN ({p9:String}, {p10:String})) AND (`time` <= fromUnixTimestamp64Milli({p13:Int64}, 'UTC'))
          ) AS `rows`
          LEFT ANY JOIN (
            SELECT `node`,
              argMax(`person`, `offset`) AS `owner`,
              1 AS `is_moved`
            FROM `moves`
            GROUP BY `node`
          ) AS `owners` ON `rows`.`node` = `owners`.`node`
        ) AS `rows`
        GROUP BY `person`
      ) AS `groups`
    ) AS `home` ON `rows`.`person` = `home`.`person`
    GROUP BY `person`
  ) AS `people`
) AS `members`
WHERE `leaf0`
ORDER BY `person`
LIMIT {p14:UInt64}
SETTINGS join_use_nulls = 0, aggregate_functions_null_for_empty = 0, output_format_decimal_trailing_zeros = 0, output_format_json_escape_forward_slashes = 0, query_plan_join_swap_table = 'false', optimize_and_compare_chain = 0
