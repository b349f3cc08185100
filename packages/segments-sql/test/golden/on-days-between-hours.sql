-- did login on weekdays between 08:00 and 12:00 in last 30 days
-- p1 = 1
-- p2 = [...]
-- p3 = [...]
-- p4 = "login"
-- p5 = 1772366400001
-- p6 = 1774958400001
-- p7 = "timezone"
-- p8 = "$zone/"
-- p9 = [...]
-- p10 = [...]
-- p11 = 1774958400000
-- p12 = 1000
WITH (`document`) -> if(match(`document`, '\\\\u[dD][89a-fA-F]'), replaceRegexpOne(replaceRegexpAll(`document`, '((?:\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\\\u[0-9a-ce-fA-CE-F][0-9a-fA-F]{3}|\\\\u[dD][0-7][0-9a-fA-F]{2}|\\\\[^u]|[^\\\\])*)(\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}|$)', '\\1\\\\ufdd0'), '(?:\\\\ufdd0)*$', ''), `document`) AS `json_without_half_pairs`,
  (`token`) -> multiIf(NOT startsWith(`token`, '"'), '', position(`token`, '\\') > 0, JSONExtractString(concat('[', `token`, ']'), 1), substring(`token`, 2, length(`token`) - 2)) AS `json_text`
SELECT `person`
FROM (
  SELECT `person`,
    `fact1` >= {p1:UInt64} AS `leaf0`
  FROM (
    SELECT `rows`.`person` AS `person`,
      countIf(`home1`) AS `fact1`
    FROM (
      SELECT `rows`.`person` AS `person`,
        `rows`.`node` AS `node`,
        `rows`.`time` AS `time`,
        `rows`.`offset_minutes` AS `offset_minutes`,
        if((modulo(intDiv((toUnixTimestamp64Milli(`rows`.`time`) + ifNull(toInt64(`rows`.`offset_minutes`) * 60000, toInt64(transform(roundDown((`home`.`zone_group` * 17179869184) + intDiv(toUnixTimestamp64Milli(`rows`.`time`), 1000), JSONExtract({p2:String}, 'Array(Int64)')), JSONExtract({p2:String}, 'Array(Int64)'), JSONExtract({p3:String}, 'Array(Int32)'), 0)) * 1000)) + 9072000000000, 86400000) + 3, 7) + 1) IN (1, 2, 3, 4, 5), if(modulo((toUnixTimestamp64Milli(`rows`.`time`) + ifNull(toInt64(`rows`.`offset_minutes`) * 60000, toInt64(transform(roundDown((`home`.`zone_group` * 17179869184) + intDiv(toUnixTimestamp64Milli(`rows`.`time`), 1000), JSONExtract({p2:String}, 'Array(Int64)')), JSONExtract({p2:String}, 'Array(Int64)'), JSONExtract({p3:String}, 'Array(Int32)'), 0)) * 1000)) + 9072000000000, 86400000) >= 28800000, modulo((toUnixTimestamp64Milli(`rows`.`time`) + ifNull(toInt64(`rows`.`offset_minutes`) * 60000, toInt64(transform(roundDown((`home`.`zone_group` * 17179869184) + intDiv(toUnixTimestamp64Milli(`rows`.`time`), 1000), JSONExtract({p2:String}, 'Array(Int64)')), JSONExtract({p2:String}, 'Array(Int64)'), JSONExtract({p3:String}, 'Array(Int32)'), 0)) * 1000)) + 9072000000000, 86400000) < 43200000, 0), 0) AS `home1`
      FROM (
        SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
          `rows`.`node` AS `node`,
          `rows`.`time` AS `time`,
          `rows`.`offset_minutes` AS `offset_minutes`
        FROM (
          SELECT `node`,
            `time`,
            `offset_minutes`
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
        SELECT `rows`.`person` AS `person`,
          `json_without_half_pairs`(trimBoth(argMaxIf(`rows`.`value`, bitShiftLeft(toUInt256(toUnixTimestamp64Milli(`rows`.`time`) + 2208988800001), 128) + `rows`.`id_hash`, `rows`.`name` = {p7:String}), ' \t\n\r')) AS `own_token`,
          `json_without_half_pairs`(trimBoth(argMaxIf(`rows`.`value`, bitShiftLeft(toUInt256(toUnixTimestamp64Milli(`rows`.`time`) + 2208988800001), 128) + `rows`.`id_hash`, `rows`.`name` = {p8:String}), ' \t\n\r')) AS `seen_token`,
          transform(lower(`json_text`(`own_token`)), JSONExtract({p9:String}, 'Array(String)'), JSONExtract({p10:String}, 'Array(UInt16)'), transform(lower(`json_text`(`seen_token`)), JSONExtract({p9:String}, 'Array(String)'), JSONExtract({p10:String}, 'Array(UInt16)'), 0)) AS `zone_group`
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
            PREWHERE (`name` IN ({p7:String}, {p8:String})) AND (`time` <= fromUnixTimestamp64Milli({p11:Int64}, 'UTC'))
          ) AS `rows`
          LEFT ANY JOIN (
            SELECT `node`,
              argMax(`person`, `offset`) AS `owner`,
              1 AS `is_moved`
            FROM `moves`
            GROUP BY `node`
          ) AS `owners` ON `rows`.`node` = `owners`.`node`
          WHERE `person` IN (
            SELECT `person`
            FROM (
              SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
                `rows`.`node` AS `node`
              FROM (
                SELECT `node`
                FROM `events_by_name`
                PREWHERE ((`name` = {p4:String}) AND ((`time` >= fromUnixTimestamp64Milli({p5:Int64}, 'UTC')) AND (`time` < fromUnixTimestamp64Milli({p6:Int64}, 'UTC')))) AND isNull(`offset_minutes`)
              ) AS `rows`
              LEFT ANY JOIN (
                SELECT `node`,
                  argMax(`person`, `offset`) AS `owner`,
                  1 AS `is_moved`
                FROM `moves`
                GROUP BY `node`
              ) AS `owners` ON `rows`.`node` = `owners`.`node`
            ) AS `rows`
          )
        ) AS `rows`
        GROUP BY `person`
      ) AS `home` ON if(isNull(`rows`.`offset_minutes`), `rows`.`person`, 0) = `home`.`person`
    ) AS `rows`
    GROUP BY `person`
  ) AS `people`
) AS `members`
WHERE `leaf0`
ORDER BY `person`
LIMIT {p12:UInt64}
SETTINGS join_use_nulls = 0, aggregate_functions_null_for_empty = 0, output_format_decimal_trailing_zeros = 0, output_format_json_escape_forward_slashes = 0, enable_shared_storage_snapshot_in_query = 1, query_plan_join_swap_table = 'false', optimize_and_compare_chain = 0, query_plan_merge_expressions = 0, group_by_two_level_threshold = 300000, group_by_two_level_threshold_bytes = 100000000
