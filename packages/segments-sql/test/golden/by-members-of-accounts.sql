-- any member of their account (did order) and no member of their account (did login)
-- p1 = "[\"acme\"]"
-- p2 = "[\"it's \\\"odd\\\"\"]"
-- p3 = "$accounts/"
-- p4 = 1774958400000
-- p5 = 1000
WITH (`token`) -> multiIf(NOT startsWith(`token`, '"'), '', position(`token`, '\\') > 0, JSONExtractString(concat('[', `token`, ']'), 1), substring(`token`, 2, length(`token`) - 2)) AS `json_text`,
  (`token`) -> arrayElement(arrayMap((`parts`) -> concat(arrayElement(`parts`, 1), arrayElement(arrayMap((`digits`) -> arrayElement(arrayMap((`point`) -> if(if(`point` > 18, `digits` != '', 0), 'none', arrayElement(arrayMap((`wide`) -> arrayElement(arrayMap((`at`) -> concat(substring(`wide`, `at` + 13, 18), '.', substring(`wide`, `at` + 31, 9)), array(greatest(least(`point`, 18), -10))), 1), array(concat('000000000000000000000000000000', `digits`, '000000000000000000000000000000'))), 1)), array((toInt64OrZero(replaceRegexpOne(arrayElement(`parts`, 4), '^\\+?(-?)0*([0-9]{0,7}).*$', '\\1\\2')) + length(`digits`)) - length(arrayElement(`parts`, 3)))), 1), array(replaceRegexpOne(concat(arrayElement(`parts`, 2), arrayElement(`parts`, 3)), '^0+', ''))), 1)), array(extractGroups(`token`, '^(-?)([0-9]+)(?:\\.([0-9]+))?[eE]([+-]?[0-9]+)$'))), 1) AS `plain_number`,
  (`token`, `spelled`) -> multiIf(abs(toDecimal128OrNull(`token`, 9)) < toDecimal128('1000000000000000000', 9), toDecimal128OrNull(`token`, 9), startsWith(`token`, '"'), if(match(`spelled`, '^-?[0-9]{1,18}(\\.[0-9]{1,9})?$'), toDecimal128OrNull(`spelled`, 9), NULL), if(if(isNull(toDecimal128OrNull(`token`, 9)), if(`token` >= '-', `token` < ':', 0), 0), match(`token`, '^(-?)([0-9]+)(?:\\.([0-9]+))?[eE]([+-]?[0-9]+)$'), 0), toDecimal128OrNull(`plain_number`(`token`), 9), NULL) AS `json_number`,
  (`token`) -> multiIf(startsWith(`token`, '"'), `json_text`(`token`), `token` IN ('true', 'false'), `token`, ifNull(toString(`json_number`(`token`, `json_text`(`token`))), '')) AS `json_form`,
  (`document`) -> if(match(`document`, '\\\\u[dD][89a-fA-F]'), replaceRegexpOne(replaceRegexpAll(`document`, '((?:\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\\\u[0-9a-ce-fA-CE-F][0-9a-fA-F]{3}|\\\\u[dD][0-7][0-9a-fA-F]{2}|\\\\[^u]|[^\\\\])*)(\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}|$)', '\\1\\\\ufdd0'), '(?:\\\\ufdd0)*$', ''), `document`) AS `json_without_half_pairs`
SELECT `person`
FROM (
  SELECT `person`,
    `accounts1` >= 1 AS `leaf0`,
    `accounts2` >= 1 AS `leaf1`
  FROM (
    SELECT `rows`.`person` AS `person`,
      countIf(`meets1`) AS `accounts1`,
      countIf(`meets2`) AS `accounts2`
    FROM (
      SELECT `person`,
        `meets1`,
        `meets2`
      FROM (
        SELECT `person`,
          argMax(`rows`.`said`, bitShiftLeft(toUInt256(toUnixTimestamp64Milli(`rows`.`time`) + 2208988800001), 128) + `rows`.`id_hash`) AS `belongs`,
          max(`rows`.`meets1`) AS `meets1`,
          max(`rows`.`meets2`) AS `meets2`
        FROM (
          SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
            `rows`.`node` AS `node`,
            `rows`.`time` AS `time`,
            `rows`.`id_hash` AS `id_hash`,
            `rows`.`account` AS `account`,
            `rows`.`about` AS `about`,
            `rows`.`said` AS `said`,
            `rows`.`meets1` AS `meets1`,
            `rows`.`meets2` AS `meets2`
          FROM (
            SELECT `node`,
              `time`,
              `id_hash`,
              `account`,
              `about`,
              `said`,
              `meets1`,
              `meets2`
            FROM (
              SELECT `node`,
                `time`,
                `id_hash`,
                `account`,
                `about`,
                `said`,
                if(`account1_form` != '', `account1_form` IN JSONExtract({p1:String}, 'Array(String)'), 0) AS `meets1`,
                if(`account1_form` != '', `account1_form` IN JSONExtract({p2:String}, 'Array(String)'), 0) AS `meets2`
              FROM (
                SELECT `node`,
                  `time`,
                  `id_hash`,
                  `account`,
                  `about`,
                  `said`,
                  `json_form`(`account1_token`) AS `account1_form`
                FROM (
                  SELECT `node`,
                    `time`,
                    `id_hash`,
                    `account`,
                    `about`,
                    `said`,
                    `json_without_half_pairs`(trimBoth(`account`, ' \t\n\r')) AS `account1_token`
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
                          PREWHERE (`name` = {p3:String}) AND (`time` <= fromUnixTimestamp64Milli({p4:Int64}, 'UTC'))
                        ) AS `words`
                      ) AS `words`
                    ) AS `words`
                    WHERE `about` = 'null'
                  ) AS `words`
                ) AS `words`
              ) AS `words`
            ) AS `words`
            WHERE if(`meets1`, 1, `meets2`)
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
    ) AS `rows`
    GROUP BY `person`
  ) AS `people`
) AS `members`
WHERE `leaf0` AND `leaf1`
ORDER BY `person`
LIMIT {p5:UInt64}
SETTINGS join_use_nulls = 0, aggregate_functions_null_for_empty = 0, output_format_decimal_trailing_zeros = 0, output_format_json_escape_forward_slashes = 0, enable_shared_storage_snapshot_in_query = 1, query_plan_join_swap_table = 'false', optimize_and_compare_chain = 0, query_plan_merge_expressions = 0, group_by_two_level_threshold = 300000, group_by_two_level_threshold_bytes = 100000000
