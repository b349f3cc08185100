-- no member of their account (diagnosis exists)
-- p1 = "fr"
-- p2 = "$consent/research"
-- p3 = "country"
-- p4 = "diagnosis"
-- p5 = 1774958400000
-- p6 = "$accounts/"
WITH (`value`) -> lowerUTF8(replaceAll(replaceAll(`value`, 'Σ', 'σ'), 'İ', 'i')) AS `lower_each`,
  (`token`) -> isInfinite(toFloat64OrZero(`token`)) AS `json_infinite`,
  (`document`) -> if(match(`document`, '\\\\u[dD][89a-fA-F]'), replaceRegexpOne(replaceRegexpAll(`document`, '((?:\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\\\u[0-9a-ce-fA-CE-F][0-9a-fA-F]{3}|\\\\u[dD][0-7][0-9a-fA-F]{2}|\\\\[^u]|[^\\\\])*)(\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}|$)', '\\1\\\\ufdd0'), '(?:\\\\ufdd0)*$', ''), `document`) AS `json_without_half_pairs`,
  (`token`) -> multiIf(NOT startsWith(`token`, '"'), '', position(`token`, '\\') > 0, JSONExtractString(concat('[', `token`, ']'), 1), substring(`token`, 2, length(`token`) - 2)) AS `json_text`
SELECT count() AS `accounts`,
  countIf(if(`held` >= 0, `held` <= 0, 0)) AS `holds0`,
  arraySlice(groupArrayIf(`account`, if(`held` >= 0, `held` <= 0, 0)), 1, 20000) AS `passing0`
FROM (
  SELECT `account`,
    count() AS `members`,
    countIf(`each`.`held`) AS `held`
  FROM (
    SELECT arrayJoin(`account_ids`) AS `account`,
      `leaf3` AS `held`
    FROM (
      SELECT `person`,
        `trait1_token` = 'true' AS `leaf0`,
        `lower_each`(`trait2_name`) = `lower_each`({p1:String}) AS `leaf1`,
        `trait1_token` = 'false' AS `leaf2`,
        if(NOT (`trait3_token` IN ('', 'null', '""')), NOT `json_infinite`(`trait3_token`), 0) AS `leaf3`,
        `accounts1` AS `account_ids`
      FROM (
        SELECT `person`,
          `accounts1`,
          `json_without_half_pairs`(trimBoth(`value1`, ' \t\n\r')) AS `trait1_token`,
          `json_text`(`json_without_half_pairs`(trimBoth(`value2`, ' \t\n\r'))) AS `trait2_name`,
          `json_without_half_pairs`(trimBoth(`value3`, ' \t\n\r')) AS `trait3_token`
        FROM (
          SELECT `part`.`person` AS `person`,
            max(`part`.`value1`) AS `value1`,
            max(`part`.`value2`) AS `value2`,
            max(`part`.`value3`) AS `value3`,
            max(`part`.`accounts1`) AS `accounts1`
          FROM (
            SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
              argMaxIf(`rows`.`value`, bitShiftLeft(toUInt256(toUnixTimestamp64Milli(`rows`.`time`) + 2208988800001), 128) + `rows`.`id_hash`, `rows`.`name` = {p2:String}) AS `value1`,
              argMaxIf(`rows`.`value`, bitShiftLeft(toUInt256(toUnixTimestamp64Milli(`rows`.`time`) + 2208988800001), 128) + `rows`.`id_hash`, `rows`.`name` = {p3:String}) AS `value2`,
              argMaxIf(`rows`.`value`, bitShiftLeft(toUInt256(toUnixTimestamp64Milli(`rows`.`time`) + 2208988800001), 128) + `rows`.`id_hash`, `rows`.`name` = {p4:String}) AS `value3`,
              CAST(array(), 'Array(String)') AS `accounts1`
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
            SELECT `rows`.`person` AS `person`,
              '' AS `value1`,
              '' AS `value2`,
              '' AS `value3`,
              groupArray(`account1_spelled`) AS `accounts1`
            FROM (
              SELECT `person`,
                `json_text`(`account1_token`) AS `account1_spelled`
              FROM (
                SELECT `person`,
                  `json_without_half_pairs`(trimBoth(`account`, ' \t\n\r')) AS `account1_token`
                FROM (
                  SELECT `person`,
                    `account`
                  FROM (
                    SELECT `person`,
                      `account`,
                      argMax(`rows`.`said`, bitShiftLeft(toUInt256(toUnixTimestamp64Milli(`rows`.`time`) + 2208988800001), 128) + `rows`.`id_hash`) AS `belongs`
                    FROM (
                      SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
                        `rows`.`node` AS `node`,
                        `rows`.`time` AS `time`,
                        `rows`.`id_hash` AS `id_hash`,
                        `rows`.`account` AS `account`,
                        `rows`.`about` AS `about`,
                        `rows`.`said` AS `said`
                      FROM (
                        SELECT `node`,
                          `time`,
                          `id_hash`,
                          `account`,
                          `about`,
                          `said`
                        FROM (
                          SELECT `node`,
                            `time`,
                            `id_hash`,
                            substring(`value`, 12, `about_at` - 12) AS `account`,
                            substring(`value`, `about_at` + 9, `said_at` - (`about_at` + 9)) AS `about`,
                            substring(`value`, `said_at` + 9, length(`value`) - (`said_at` + 9)) AS `said`
                          FROM (
                            SELECT `node`,
                              `value`,
                              `time`,
                              `id_hash`,
                              position(`value`, ',"trait":') AS `about_at`,
                              position(`value`, ',"value":') AS `said_at`
                            FROM (
                              SELECT `node`,
                                `value`,
                                `time`,
                                `id_hash`
                              FROM `traits`
                              PREWHERE (`name` = {p6:String}) AND (`time` <= fromUnixTimestamp64Milli({p5:Int64}, 'UTC'))
                            ) AS `words`
                          ) AS `words`
                        ) AS `words`
                        WHERE `about` = 'null'
                      ) AS `rows`
                      LEFT ANY JOIN (
                        SELECT `node`,
                          argMax(`person`, `offset`) AS `owner`,
                          1 AS `is_moved`
                        FROM `moves`
                        GROUP BY `node`
                      ) AS `owners` ON `rows`.`node` = `owners`.`node`
                    ) AS `rows`
                    GROUP BY `person`, `account`
                  ) AS `accounts`
                  WHERE `belongs` = 'true'
                ) AS `accounts`
              ) AS `accounts`
            ) AS `rows`
            GROUP BY `person`
          ) AS `part`
          GROUP BY `person`
        ) AS `people`
      ) AS `people`
    ) AS `people`
    WHERE if(`leaf0`, 1, if(NOT `leaf1`, NOT `leaf2`, 0))
  ) AS `each`
  GROUP BY `account`
) AS `counted`
SETTINGS join_use_nulls = 0, aggregate_functions_null_for_empty = 0, output_format_decimal_trailing_zeros = 0, output_format_json_escape_forward_slashes = 0, enable_shared_storage_snapshot_in_query = 1, query_plan_join_swap_table = 'false', optimize_and_compare_chain = 0, query_plan_merge_expressions = 0, group_by_two_level_threshold = 300000, group_by_two_level_threshold_bytes = 100000000
