-- any member of their account (did order) or every member of their account (did order) or at most 1 member of their account (did order)
-- p1 = 1
-- p2 = "order"
-- p3 = 1774958400001
-- p4 = "$accounts/"
-- p5 = 1774958400000
WITH (`token`) -> multiIf(NOT startsWith(`token`, '"'), '', position(`token`, '\\') > 0, JSONExtractString(concat('[', `token`, ']'), 1), substring(`token`, 2, length(`token`) - 2)) AS `json_text`,
  (`document`) -> if(match(`document`, '\\\\u[dD][89a-fA-F]'), replaceRegexpOne(replaceRegexpAll(`document`, '((?:\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\\\u[0-9a-ce-fA-CE-F][0-9a-fA-F]{3}|\\\\u[dD][0-7][0-9a-fA-F]{2}|\\\\[^u]|[^\\\\])*)(\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}|$)', '\\1\\\\ufdd0'), '(?:\\\\ufdd0)*$', ''), `document`) AS `json_without_half_pairs`
SELECT count() AS `accounts`,
  countIf(`held` >= 1) AS `holds0`,
  arraySlice(groupArrayIf(`account`, `held` >= 1), 1, 20000) AS `passing0`,
  countIf(if(`held` >= 1, `held` = `members`, 0)) AS `holds1`,
  arraySlice(groupArrayIf(`account`, if(`held` >= 1, `held` = `members`, 0)), 1, 20000) AS `passing1`,
  countIf(if(`held` >= 0, `held` <= 1, 0)) AS `holds2`,
  arraySlice(groupArrayIf(`account`, if(`held` >= 0, `held` <= 1, 0)), 1, 20000) AS `passing2`
FROM (
  SELECT `account`,
    count() AS `members`,
    countIf(`each`.`held`) AS `held`
  FROM (
    SELECT arrayJoin(`account_ids`) AS `account`,
      `leaf0` AS `held`
    FROM (
      SELECT `person`,
        `fact1` >= {p1:UInt64} AS `leaf0`,
        `accounts1` AS `account_ids`
      FROM (
        SELECT `part`.`person` AS `person`,
          sum(`part`.`fact1`) AS `fact1`,
          max(`part`.`accounts1`) AS `accounts1`
        FROM (
          SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
            count() AS `fact1`,
            CAST(array(), 'Array(String)') AS `accounts1`
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
          SELECT `rows`.`person` AS `person`,
            toUInt64(0) AS `fact1`,
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
                            PREWHERE (`name` = {p4:String}) AND (`time` <= fromUnixTimestamp64Milli({p5:Int64}, 'UTC'))
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
    WHERE 1
  ) AS `each`
  GROUP BY `account`
) AS `counted`
SETTINGS join_use_nulls = 0, aggregate_functions_null_for_empty = 0, output_format_decimal_trailing_zeros = 0, output_format_json_escape_forward_slashes = 0, enable_shared_storage_snapshot_in_query = 1, query_plan_join_swap_table = 'false', optimize_and_compare_chain = 0, query_plan_merge_expressions = 0, group_by_two_level_threshold = 300000, group_by_two_level_threshold_bytes = 100000000
